"""Traces to report on, written by hand: reports read nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda.base.trace import Trace
from pytest_lambda.reports.summary import RunSummary


class WrittenTrace(Trace):
    """A trace with shorthands, in seconds."""

    def invoked(
        self, start: float, end: float, *, function: str = "orders", environment: str = "orders#1", **facts: Any
    ) -> None:
        """Add an invocation."""
        self.add(
            round(end * 1000),
            "invocation",
            function,
            **{
                "request_id": "5f3c",
                "environment": environment,
                "started_at": start,
                "ended_at": end,
                "attempt": 1,
                "source": None,
                "is_cold_start": False,
                "status": "success",
                "error_type": None,
                "fault": None,
                "duration_ms": (end - start) * 1000,
                "billed_duration_ms": max(1, round((end - start) * 1000)),
                "init_duration_ms": None,
                "memory_size": 128,
                "ephemeral_storage": 512,
                "architecture": "x86_64",
                **facts,
            },
        )

    def happened(self, at: float, kind: str, subject: str = "orders", **facts: Any) -> None:
        """Add a record of another kind."""
        self.add(round(at * 1000), kind, subject, **facts)

    def flat(self) -> list[dict[str, Any]]:
        """Return the records as reports keep them."""
        return [record.as_dict() for record in self]


@pytest.fixture
def trace() -> WrittenTrace:
    return WrittenTrace()


@pytest.fixture
def other_trace() -> WrittenTrace:
    return WrittenTrace()


@pytest.fixture
def summary(trace: WrittenTrace) -> RunSummary:
    """A test of two functions in which this and that went wrong."""
    trace.invoked(0, 1, is_cold_start=True, memory_size=512)
    trace.invoked(1, 4, status="timeout", attempt=2)
    trace.invoked(4, 4, function="mail", environment="mail#1", status="failure")
    trace.happened(4, "throttle", "mail", request_id="a")
    trace.happened(4, "dead_letter", "mail", reason="RetriesExhausted", target="mail-dlq")
    summary = RunSummary()
    summary.add("tests/test_it.py::test_one", trace, keep_records=True)
    return summary
