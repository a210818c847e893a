"""The trace as CloudWatch metrics of the namespace ``AWS/Lambda``. Source: MET-01 to MET-09"""

from __future__ import annotations

import datetime
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.base.trace import TraceRecord

__all__ = ["NAMESPACE", "Metric", "lambda_metrics"]

NAMESPACE = "AWS/Lambda"

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_OF_EVENTS = {
    "event.queued": "AsyncEventsReceived",
    "event.dropped": "AsyncEventsDropped",
    "dead_letter.failed": "DeadLetterErrors",
    "destination.failed": "DestinationDeliveryFailures",
}
"""Kinds of records that count once each. Source: MET-06, MET-07"""


@dataclass(frozen=True, slots=True)
class Metric:
    """
    One data point.

    Attributes:
        metric_name: such as ``"Errors"``.
        dimensions: values by name, such as ``{"FunctionName": "orders"}``; empty for the account.
        value: in *unit*.
        timestamp: aware, UTC; of an invocation, when the function was invoked.
        unit: as CloudWatch names it: ``"Count"``, ``"Milliseconds"``, ``"None"``.
        namespace: ``"AWS/Lambda"``, or that of a metric of the handler's own.

    Source: MET-01
    """

    metric_name: str
    dimensions: Mapping[str, str]
    value: float
    timestamp: datetime.datetime
    unit: str = "Count"
    namespace: str = NAMESPACE


def lambda_metrics(records: Iterable[TraceRecord], start_epoch_ms: int) -> list[Metric]:
    """
    Return what the service would have emitted, in the order of the trace.

    Each value stands once for every set of dimensions that it has: the account's, the function's, and those of the
    qualifier that was invoked.

    Args:
        records: of one account.
        start_epoch_ms: the wall clock at the trace's start, ms since the epoch.

    Source: MET-01 to MET-07, MET-09, MET-10
    """
    records = list(records)
    queued_at_ms = {
        (record.subject, record.details["request_id"]): record.at_ms
        for record in records
        if record.kind == "event.queued"
    }
    running = _Running(records)
    metrics: list[Metric] = []

    def emit(at_ms: float, subject: str, details: Mapping[str, Any], name: str, value: float, unit: str) -> None:
        timestamp = _EPOCH + datetime.timedelta(milliseconds=start_epoch_ms + at_ms)
        for dimensions in _dimensions(subject, details):
            metrics.append(Metric(name, dimensions, value, timestamp, unit))

    for record in records:
        details, subject = record.details, record.subject
        if record.kind == "invocation":
            at_ms = details["started_at"] * 1000
            for name, value, unit in _of_invocation(details):
                emit(at_ms, subject, details, name, value, unit)
            queued = queued_at_ms.get((subject, details["request_id"]))
            if queued is not None:
                emit(at_ms, subject, details, "AsyncEventAge", at_ms - queued, "Milliseconds")
            for owner, count in running.at(subject, details["started_at"]):
                metrics.append(_concurrent(owner, count, start_epoch_ms + at_ms))
        elif record.kind == "throttle":
            emit(record.at_ms, subject, details, "Throttles", 1.0, "Count")
        elif record.kind in _OF_EVENTS:
            emit(record.at_ms, subject, details, _OF_EVENTS[record.kind], 1.0, "Count")
            if details.get("reason") == "RecursiveInvocation":
                emit(record.at_ms, subject, details, "RecursiveInvocationsDropped", 1.0, "Count")
    return metrics


def _of_invocation(details: Mapping[str, Any]) -> Iterator[tuple[str, float, str]]:
    """Give name, value and unit of what one invocation emits. Source: MET-02, MET-03, MET-05, MET-09"""
    yield "Invocations", 1.0, "Count"
    yield "Errors", float(details["status"] != "success"), "Count"
    yield "Duration", float(details["duration_ms"]), "Milliseconds"
    if details.get("initialization_type") == "provisioned-concurrency":
        yield "ProvisionedConcurrencyInvocations", 1.0, "Count"
    elif details.get("is_spillover"):
        yield "ProvisionedConcurrencySpilloverInvocations", 1.0, "Count"


def _dimensions(function_name: str, details: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Give each set of dimensions of a value. Source: MET-01"""
    yield {"FunctionName": function_name}
    qualifier, version = details.get("qualifier"), details.get("version")
    if qualifier:
        resource = {"FunctionName": function_name, "Resource": f"{function_name}:{qualifier}"}
        yield resource
        if version and version != qualifier:
            yield {**resource, "ExecutedVersion": str(version)}
    yield {}


def _concurrent(function_name: str | None, count: int, epoch_ms: float) -> Metric:
    timestamp = _EPOCH + datetime.timedelta(milliseconds=epoch_ms)
    dimensions = {} if function_name is None else {"FunctionName": function_name}
    return Metric("ConcurrentExecutions", dimensions, float(count), timestamp)


class _Running:
    """How many invocations run at an instant, of one function and of the account (``None``)."""

    def __init__(self, records: Iterable[TraceRecord]) -> None:
        self._spans: dict[str | None, _Spans] = {None: _Spans()}
        for record in records:
            if record.kind == "invocation":
                start, end = record.details["started_at"], record.details["ended_at"]
                self._spans[None].add(start, end)
                self._spans.setdefault(record.subject, _Spans()).add(start, end)

    def at(self, function_name: str, seconds: float) -> Iterator[tuple[str | None, int]]:
        """Give the counts at *seconds*, one invocation that starts there included. Source: MET-09"""
        for owner in (function_name, None):
            yield owner, self._spans[owner].at(seconds)


class _Spans:
    """Spans of time, of which one asks how many hold an instant."""

    def __init__(self) -> None:
        self._starts: list[float] = []
        self._ends: list[float] = []
        self._empty: Counter[float] = Counter()

    def add(self, start: float, end: float) -> None:
        """Add one; a span that ends where it starts holds that instant."""
        insort(self._starts, start)
        insort(self._ends, end)
        self._empty[start] += start == end

    def at(self, instant: float) -> int:
        """Return how many there are at *instant*: the end of a span is no longer in it."""
        return bisect_right(self._starts, instant) - bisect_right(self._ends, instant) + self._empty[instant]
