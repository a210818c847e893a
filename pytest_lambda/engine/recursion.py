"""Loops that a function runs in through its own neighbours: how they are noticed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pytest_lambda.base import quotas

__all__ = ["Lineage"]

_FIELD = re.compile(r"(?:^|;)Lineage=([^;]*)")


@dataclass(frozen=True, slots=True)
class Lineage:
    """
    The invocations that led to an event, as the trace header carries them on.

    Attributes:
        counts: how often each function ran in the chain, by its token.
        trace_header: the rest of the header that came with the event, or ``None``.

    Assumed: the form ``Lineage=<token>:<count>|...``; AWS documents only that there is such a field.

    Source: ASYNC-22, XRAY-01
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    trace_header: str | None = None

    @classmethod
    def of_header(cls, trace_header: str | None) -> Lineage:
        """Return what *trace_header* carries; nothing where it carries none."""
        found = _FIELD.search(trace_header or "")
        if found is None:
            return cls(trace_header=trace_header)
        rest = (trace_header or "").replace(found[0], "").lstrip(";") or None
        pairs = (entry.rpartition(":") for entry in found[1].split("|"))
        return cls({token: int(count) for token, _, count in pairs if token and count.isdigit()}, rest)

    @classmethod
    def of_batch(cls, trace_headers: Iterable[str | None]) -> Lineage:
        """
        Return the longest chain of several events that are delivered together.

        Assumed: one of them that is sampled makes the whole sampled, in its trace; else nothing is decided.
        """
        counts: dict[str, int] = {}
        sampled: str | None = None
        for header in trace_headers:
            lineage = cls.of_header(header)
            for token, count in lineage.counts.items():
                counts[token] = max(count, counts.get(token, 0))
            if sampled is None and "Sampled=1" in (lineage.trace_header or ""):
                sampled = lineage.trace_header
        return cls(counts, sampled)

    def entered(self, token: str) -> Lineage:
        """Return the chain with one more invocation of the function *token*."""
        return Lineage({**self.counts, token: self.counts.get(token, 0) + 1})

    def is_loop(self, token: str) -> bool:
        """Return whether the function *token* ran so often in the chain that it is stopped."""
        return self.counts.get(token, 0) >= quotas.INVOCATIONS_IN_A_LOOP

    @property
    def length(self) -> int:
        """Invocations in the chain, of all functions."""
        return sum(self.counts.values())

    def __bool__(self) -> bool:
        return bool(self.counts)

    def __str__(self) -> str:
        return "Lineage=" + "|".join(f"{token}:{count}" for token, count in self.counts.items())
