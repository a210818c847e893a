"""What a whole run did, added up per function from the traces of its simulators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from pytest_lambda.base.price import invocation_price
from pytest_lambda.base.trace import TraceRecord

__all__ = ["VERSION", "FunctionSummary", "RunSummary", "percentile"]

VERSION = 1
"""Of the shape of :meth:`RunSummary.as_dict`; another number when a reader of the old shape would fail."""

_PRICE_DECIMALS = 15
"""Fewer than a float has at these sizes, so that the order of adding does not show."""


@dataclass(slots=True)
class FunctionSummary:
    """
    One function's figures, over all tests.

    Attributes:
        errors: invocations that did not succeed, timeouts included. Source: MET-03
        retries: invocations with an attempt over 1.
        durations_ms: of each invocation.
        memory_size: MB, the largest that was configured.
        price: US dollars by AWS's on-demand prices.
    """

    invocations: int = 0
    cold_starts: int = 0
    errors: int = 0
    timeouts: int = 0
    retries: int = 0
    throttles: int = 0
    dead_letters: int = 0
    durations_ms: list[float] = field(default_factory=list)
    memory_size: int = 0
    price: float = 0.0

    def add_invocation(self, details: Mapping[str, Any]) -> None:
        """Count one invocation."""
        self.invocations += 1
        self.cold_starts += bool(details["is_cold_start"])
        self.errors += details["status"] != "success"
        self.timeouts += details["status"] == "timeout"
        self.retries += details["attempt"] > 1
        self.durations_ms.append(details["duration_ms"])
        self.memory_size = max(self.memory_size, details["memory_size"])
        self.price += invocation_price(
            details["billed_duration_ms"],
            details["memory_size"],
            ephemeral_storage_mb=details["ephemeral_storage"],
            architecture=details["architecture"],
        )

    def add(self, other: FunctionSummary) -> None:
        """Add the figures of *other*."""
        for name in (
            "invocations",
            "cold_starts",
            "errors",
            "timeouts",
            "retries",
            "throttles",
            "dead_letters",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.durations_ms.extend(other.durations_ms)
        self.memory_size = max(self.memory_size, other.memory_size)
        self.price += other.price

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-able data, with the percentiles that the tables show."""
        return {
            **asdict(self),
            "durations_ms": sorted(self.durations_ms),
            "price": round(self.price, _PRICE_DECIMALS),
            "p50_ms": percentile(self.durations_ms, 0.5),
            "p95_ms": percentile(self.durations_ms, 0.95),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> FunctionSummary:
        """Return what :meth:`as_dict` was called on."""
        return cls(**{one.name: data[one.name] for one in fields(cls)})


class RunSummary:
    """
    All functions of a run by name, and the records of each test where a report wants them.

    Attributes:
        functions: figures by function name.
        tests: records by test id.
        notes: sentences on what this machine did not let an isolation do.
    """

    def __init__(self) -> None:
        self.functions: dict[str, FunctionSummary] = {}
        self.tests: dict[str, list[dict[str, Any]]] = {}
        self.notes: set[str] = set()

    def add(self, test_id: str, records: Iterable[TraceRecord], *, keep_records: bool = False) -> None:
        """Add what happened in one test."""
        records = list(records)
        for record in records:
            if record.kind == "invocation":
                self._function(record.subject).add_invocation(record.details)
            elif record.kind == "note":
                self.notes.add(record.details["text"])
            elif record.kind == "throttle":
                self._function(record.subject).throttles += 1
            elif record.kind == "dead_letter" and record.subject != record.details["target"]:
                # A queue without a function gives messages up under the name of where they go.
                self._function(record.subject).dead_letters += 1
        if keep_records and records:
            self.tests.setdefault(test_id, []).extend(record.as_dict() for record in records)

    def merge(self, data: Mapping[str, Any]) -> None:
        """Add what :meth:`as_dict` gave in another process."""
        for name, figures in data["functions"].items():
            self._function(name).add(FunctionSummary.from_dict(figures))
        for test_id, records in data["tests"].items():
            self.tests.setdefault(test_id, []).extend(records)
        self.notes.update(data.get("notes", ()))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON-able data, the same whichever worker came first."""
        return {
            "version": VERSION,
            "functions": {name: self.functions[name].as_dict() for name in sorted(self.functions)},
            "tests": {test_id: self.tests[test_id] for test_id in sorted(self.tests)},
            **({"notes": sorted(self.notes)} if self.notes else {}),
        }

    def total(self) -> FunctionSummary:
        """Return the figures of all functions together."""
        total = FunctionSummary()
        for name in sorted(self.functions):
            total.add(self.functions[name])
        return total

    def _function(self, name: str) -> FunctionSummary:
        return self.functions.setdefault(name, FunctionSummary())


def percentile(values: list[float], share: float) -> float:
    """Return the smallest of *values* that *share* (0 to 1) of them do not exceed; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * round(share * 100) // 100))
    return ordered[rank - 1]
