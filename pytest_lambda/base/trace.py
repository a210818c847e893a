"""What happened, in order: the record that reports read and that two runs of one seed share byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

__all__ = ["Trace", "TraceRecord"]

T = TypeVar("T")


class TraceRecord:
    """
    One thing that happened.

    Args:
        at_ms: ms since the simulator's start.
        kind: what, such as ``"invocation"``, ``"event.retried"``, ``"dead_letter"``.
        subject: to what: the name of the function or queue.
        details: JSON-able facts, or what returns them of *about*: they are made when somebody first looks.
    """

    __slots__ = ("_about", "_details", "at_ms", "kind", "subject")

    def __init__(
        self,
        at_ms: int,
        kind: str,
        subject: str,
        details: dict[str, Any] | Callable[[Any], dict[str, Any]] | None = None,
        about: Any = None,
    ) -> None:
        self.at_ms = at_ms
        self.kind = kind
        self.subject = subject
        self._details = {} if details is None else details
        self._about = about

    @property
    def details(self) -> dict[str, Any]:
        """JSON-able facts."""
        if callable(self._details):
            self._details = self._details(self._about)
            self._about = None
        return self._details

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TraceRecord) and self.as_dict() == other.as_dict()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"TraceRecord({self.at_ms!r}, {self.kind!r}, {self.subject!r}, {self.details!r})"

    def as_dict(self) -> dict[str, Any]:
        """Return the record as a flat JSON-able dict."""
        return {"at_ms": self.at_ms, "kind": self.kind, "subject": self.subject, **self.details}

    def __str__(self) -> str:
        details = " ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{self.at_ms / 1000:>10.3f} s  {self.kind:<20} {self.subject}  {details}".rstrip()


class Trace:
    """The records of one simulator, oldest first."""

    def __init__(self) -> None:
        self._records: list[TraceRecord] = []

    def add(self, at_ms: int, kind: str, subject: str, **details: Any) -> TraceRecord:
        """Append a record and return it."""
        record = TraceRecord(at_ms, kind, subject, details)
        self._records.append(record)
        return record

    def add_later(
        self, at_ms: int, kind: str, subject: str, details: Callable[[T], dict[str, Any]], about: T
    ) -> TraceRecord:
        """Append a record whose *details* are made, of *about*, when somebody first looks, and return it."""
        record = TraceRecord(at_ms, kind, subject, details, about)
        self._records.append(record)
        return record

    def __iter__(self) -> Iterator[TraceRecord]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def of_kind(self, kind: str) -> list[TraceRecord]:
        """Return the records of *kind*."""
        return [record for record in self._records if record.kind == kind]

    def last(self, count: int) -> list[TraceRecord]:
        """Return the newest *count* records, oldest first."""
        return self._records[-count:] if count > 0 else []

    def to_json(self) -> str:
        """Return all records as a JSON array, one record a line."""
        lines = (json.dumps(record.as_dict(), ensure_ascii=False) for record in self._records)
        return "[\n" + ",\n".join(lines) + "\n]\n" if self._records else "[]\n"
