"""What a whole run did, added up per function from the traces of its simulators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pytest_lambda.base.price import invocation_price
from pytest_lambda.base.trace import TraceRecord

__all__ = ["FunctionSummary", "RunSummary", "percentile"]


@dataclass(slots=True)
class FunctionSummary:
    """
    One function's figures, over all tests.

    Attributes:
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
        self.errors += details["status"] in ("failure", "error")
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


class RunSummary:
    """
    All functions of a run by name, and the records of each test where a report wants them.

    Attributes:
        functions: figures by function name.
        tests: records by test id.
    """

    def __init__(self) -> None:
        self.functions: dict[str, FunctionSummary] = {}
        self.tests: dict[str, list[dict[str, Any]]] = {}

    def add(self, test_id: str, records: Iterable[TraceRecord], *, keep_records: bool = False) -> None:
        """Add what happened in one test."""
        records = list(records)
        for record in records:
            if record.kind == "invocation":
                self._function(record.subject).add_invocation(record.details)
            elif record.kind == "throttle":
                self._function(record.subject).throttles += 1
            elif record.kind == "dead_letter":
                self._function(record.subject).dead_letters += 1
        if keep_records and records:
            self.tests.setdefault(test_id, []).extend(record.as_dict() for record in records)

    def merge(self, data: Mapping[str, Any]) -> None:
        """Add what :meth:`as_dict` gave in another process."""
        for name, figures in data["functions"].items():
            self._function(name).add(FunctionSummary(**figures))
        for test_id, records in data["tests"].items():
            self.tests.setdefault(test_id, []).extend(records)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON-able data."""
        return {
            "functions": {name: asdict(figures) for name, figures in self.functions.items()},
            "tests": self.tests,
        }

    def _function(self, name: str) -> FunctionSummary:
        return self.functions.setdefault(name, FunctionSummary())


def percentile(values: list[float], share: float) -> float:
    """Return the smallest of *values* that *share* (0 to 1) of them do not exceed; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * round(share * 100) // 100))
    return ordered[rank - 1]
