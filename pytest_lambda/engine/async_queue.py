"""The queue of asynchronous invocations: retries, event age, dead letters, destinations."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from pytest_lambda.base import quotas
from pytest_lambda.model.effects import (
    DeadLetter,
    DropEvent,
    Effect,
    InvokeEvent,
    Notify,
    SendDestinationRecord,
    StartTimer,
)
from pytest_lambda.model.function import EventInvokeConfig

__all__ = [
    "AsyncConfiguration",
    "AsyncQueue",
    "AttemptFailed",
    "AttemptRejected",
    "AttemptSucceeded",
    "EventQueued",
    "FunctionGone",
    "RecursionStopped",
    "ReservedAtZero",
    "TargetRefused",
    "async_retry_delay_ms",
    "throttle_delay_ms",
]

Condition = Literal["Success", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency", "RecursiveInvocation"]


@dataclass(frozen=True, slots=True)
class AsyncConfiguration:
    """
    What holds for the asynchronous events of a function now.

    Attributes:
        event_invoke_config: that of the qualifier that was invoked.
        dead_letter_target: ARN of the dead-letter queue, or ``None``.

    Source: ASYNC-15
    """

    event_invoke_config: EventInvokeConfig = field(default_factory=EventInvokeConfig)
    dead_letter_target: str | None = None


def async_retry_delay_ms(attempt: int) -> int:
    """
    Return the wait before an asynchronous retry, in milliseconds.

    Args:
        attempt: 1 for the first retry, 2 for the second.

    Raises:
        ValueError: *attempt* is outside 1-2.

    Source: ASYNC-02
    """
    if not 1 <= attempt <= len(quotas.ASYNC_RETRY_DELAYS_MS):
        raise ValueError(f"attempt must be 1 or 2, not {attempt!r}")
    return quotas.ASYNC_RETRY_DELAYS_MS[attempt - 1]


def throttle_delay_ms(rejections: int) -> int:
    """
    Return the wait after a throttled attempt or a system error, in milliseconds.

    Args:
        rejections: how many there were in a row, this one included.

    Source: ASYNC-04
    """
    first, longest = quotas.THROTTLE_DELAY_MS
    return min(longest, first << min(rejections - 1, 30))


@dataclass(frozen=True, slots=True)
class EventQueued:
    """An event was accepted: *payload* is its JSON, *function_arn* is qualified. Source: ASYNC-01, ASYNC-09"""

    event_id: str
    payload: bytes
    function_arn: str


@dataclass(frozen=True, slots=True)
class AttemptSucceeded:
    """The function answered. *response* is decoded JSON."""

    event_id: str
    response: Any
    executed_version: str
    timestamp: str
    current: AsyncConfiguration


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """The function failed: an error, a timeout, a crash, a response over the limit. Source: ASYNC-02"""

    event_id: str
    response: Any
    error_message: str
    executed_version: str
    timestamp: str
    current: AsyncConfiguration


@dataclass(frozen=True, slots=True)
class AttemptRejected:
    """The attempt was throttled or the service failed: the event goes back to the queue. Source: ASYNC-04"""

    event_id: str
    status_code: int
    error_message: str
    timestamp: str
    current: AsyncConfiguration
    did_run: bool = False
    """The function ran and its answer was lost."""


@dataclass(frozen=True, slots=True)
class FunctionGone:
    """
    The function was deleted while the event waited or ran.

    Assumed: the event is dropped; what was configured for it went with the function.
    """

    event_id: str


@dataclass(frozen=True, slots=True)
class RecursionStopped:
    """
    The function runs in a loop, and the event was not handed to it.

    Assumed: the event is given up at once, under the condition ``RecursiveInvocation``.

    Source: ASYNC-22
    """

    event_id: str
    status_code: int
    error_message: str
    timestamp: str
    current: AsyncConfiguration


@dataclass(frozen=True, slots=True)
class ReservedAtZero:
    """
    The function's reserved concurrency is 0, so nothing was attempted and nothing will be.

    Assumed: what the dead letter says of it is what a throttled caller is told.

    Source: ASYNC-06
    """

    event_id: str
    status_code: int
    error_message: str
    timestamp: str
    current: AsyncConfiguration


@dataclass(frozen=True, slots=True)
class TargetRefused:
    """A dead-letter queue or destination did not take what was sent to it. Source: ASYNC-17"""

    sent: DeadLetter | SendDestinationRecord
    error_code: str
    error_message: str


AsyncInput = (
    EventQueued
    | AttemptSucceeded
    | AttemptFailed
    | AttemptRejected
    | RecursionStopped
    | ReservedAtZero
    | FunctionGone
    | TargetRefused
)


@dataclass(slots=True)
class _Event:
    queued: EventQueued
    queued_at_ms: int
    deliveries: int = 0
    invoke_count: int = 0
    failures: int = 0
    rejections: int = 0

    def deadline_ms(self, current: AsyncConfiguration) -> int:
        return self.queued_at_ms + current.event_invoke_config.maximum_event_age_in_seconds * 1000


class AsyncQueue:
    """
    The internal queue of one function.

    Feed it what happened with :meth:`handle`; it answers with what is to be done. It never calls anything. What
    is configured counts as it is when an attempt ends, not as it was when the event was queued (ASYNC-15).
    """

    def __init__(self) -> None:
        self._events: dict[str, _Event] = {}

    def __len__(self) -> int:
        return len(self._events)

    def handle(self, happened: AsyncInput, now_ms: int) -> list[Effect]:
        """Take in what happened at *now_ms* (ms since the start) and return the effects, in order."""
        match happened:
            case EventQueued():
                self._events[happened.event_id] = _Event(happened, now_ms)
                return [
                    Notify("event.queued", {"request_id": happened.event_id}),
                    self._retry_at(now_ms, happened.event_id, "first attempt"),
                ]
            case AttemptSucceeded():
                return self._on_success(self._events.pop(happened.event_id), happened)
            case AttemptFailed():
                return self._on_failure(self._events[happened.event_id], happened, now_ms)
            case AttemptRejected():
                return self._on_rejection(self._events[happened.event_id], happened, now_ms)
            case FunctionGone():
                del self._events[happened.event_id]
                return [DropEvent(happened.event_id, "FunctionDeleted")]
            case RecursionStopped():
                return self._not_attempted(happened, "RecursiveInvocation")
            case ReservedAtZero():
                return self._not_attempted(happened, "ZeroReservedConcurrency")
            case TargetRefused():
                return [_refusal(happened)]

    def due(self, event_id: str) -> list[Effect]:
        """Return the effects of the timer of *event_id* that came due."""
        event = self._events[event_id]
        event.deliveries += 1
        event.invoke_count += 1
        return [InvokeEvent(event_id, event.deliveries)]

    def __contains__(self, event_id: object) -> bool:
        """Whether *event_id* waits or runs."""
        return event_id in self._events

    def _retry_at(self, due_ms: int, event_id: str, what: str) -> StartTimer:
        return StartTimer(due_ms, event_id, f"asynchronous event {event_id}: {what}")

    def _on_success(self, event: _Event, done: AttemptSucceeded) -> list[Effect]:
        target = done.current.event_invoke_config.on_success
        if target is None:
            return []
        context = {"statusCode": 200, "executedVersion": done.executed_version}
        record = self._record(event, "Success", done.timestamp, context, done.response)
        return [SendDestinationRecord(done.event_id, "on_success", target, record)]

    def _on_failure(self, event: _Event, failed: AttemptFailed, now_ms: int) -> list[Effect]:
        event.failures += 1
        event.rejections = 0
        current = failed.current
        context = {
            "statusCode": 200,
            "executedVersion": failed.executed_version,
            "functionError": "Unhandled",
        }
        if event.failures > current.event_invoke_config.maximum_retry_attempts:
            condition: Condition = "RetriesExhausted"
        else:
            delay_ms = async_retry_delay_ms(event.failures)
            # The look-ahead: an event that would be too old by then is given up now (ASYNC-05).
            if now_ms + delay_ms < event.deadline_ms(current):
                return [
                    Notify("event.retried", {"request_id": failed.event_id, "retry": event.failures}),
                    self._retry_at(now_ms + delay_ms, failed.event_id, f"retry {event.failures}"),
                ]
            condition = "EventAgeExceeded"
        return self._give_up(
            event, condition, failed.timestamp, current, 200, failed.error_message, context, failed.response
        )

    def _on_rejection(self, event: _Event, rejected: AttemptRejected, now_ms: int) -> list[Effect]:
        if not rejected.did_run:
            event.invoke_count -= 1
        event.rejections += 1
        delay_ms = throttle_delay_ms(event.rejections)
        if now_ms + delay_ms < event.deadline_ms(rejected.current):
            return [self._retry_at(now_ms + delay_ms, rejected.event_id, f"after {rejected.status_code}")]
        return self._give_up(
            event,
            "EventAgeExceeded",
            rejected.timestamp,
            rejected.current,
            rejected.status_code,
            rejected.error_message,
            None,
            None,
        )

    def _not_attempted(self, happened: RecursionStopped | ReservedAtZero, condition: Condition) -> list[Effect]:
        """Give up an event that was not handed to the function this time. Source: ASYNC-06, ASYNC-22"""
        event = self._events[happened.event_id]
        event.invoke_count -= 1
        return self._give_up(
            event,
            condition,
            happened.timestamp,
            happened.current,
            happened.status_code,
            happened.error_message,
            None,
            None,
        )

    def _give_up(
        self,
        event: _Event,
        condition: Condition,
        timestamp: str,
        current: AsyncConfiguration,
        error_code: int,
        error_message: str,
        context: dict[str, Any] | None,
        response: Any,
    ) -> list[Effect]:
        event_id = event.queued.event_id
        del self._events[event_id]
        effects: list[Effect] = [DropEvent(event_id, condition)]
        if current.dead_letter_target is not None:
            effects.append(DeadLetter(event_id, current.dead_letter_target, error_code, error_message))
        target = current.event_invoke_config.on_failure
        if target is not None:
            record = self._record(event, condition, timestamp, context, response)
            effects.append(SendDestinationRecord(event_id, "on_failure", target, record))
        return effects

    def _record(
        self,
        event: _Event,
        condition: Condition,
        timestamp: str,
        context: dict[str, Any] | None,
        response: Any,
    ) -> dict[str, Any]:
        """Return a destination record; no response where the function never ran. Source: ASYNC-07, ASYNC-08"""
        record: dict[str, Any] = {
            "version": "1.0",
            "timestamp": timestamp,
            "requestContext": {
                "requestId": event.queued.event_id,
                "functionArn": event.queued.function_arn,
                "condition": condition,
                "approximateInvokeCount": event.invoke_count,
            },
            "requestPayload": json.loads(event.queued.payload),
        }
        if context is not None:
            record["responseContext"] = context
            record["responsePayload"] = response
        return record


def _refusal(refused: TargetRefused) -> Notify:
    """Return the record of what is lost now; nothing is sent or run again. Source: ASYNC-17"""
    sent = refused.sent
    kind = "dead_letter.failed" if isinstance(sent, DeadLetter) else "destination.failed"
    details = {
        "request_id": sent.event_id,
        "target": sent.target_arn,
        "error_code": refused.error_code,
        "error_message": refused.error_message,
    }
    return Notify(kind, details)
