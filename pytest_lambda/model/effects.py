"""What a machine asks for: the effects that the simulator performs, in order. A closed union."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pytest_lambda.model.message import ReceivedMessage

__all__ = [
    "DeadLetter",
    "DeleteMessages",
    "DropEvent",
    "Effect",
    "InvokeBatch",
    "InvokeEvent",
    "Notify",
    "SendDestinationRecord",
    "StartTimer",
]


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Hand *payload* back to the machine at *due_ms* (ms since the start)."""

    due_ms: int
    payload: Any
    label: str


@dataclass(frozen=True, slots=True)
class InvokeEvent:
    """Invoke the function with a queued event; *attempt* counts from 1 what ran or was throttled."""

    event_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Send the event to the function's dead-letter queue. Source: ASYNC-14"""

    event_id: str
    target_arn: str
    error_code: int
    error_message: str


@dataclass(frozen=True, slots=True)
class SendDestinationRecord:
    """Send the record of an asynchronous invocation to its destination. Source: ASYNC-07, ASYNC-08"""

    event_id: str
    outcome: Literal["on_success", "on_failure"]
    target_arn: str
    record: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DropEvent:
    """The event is given up; *reason* is a condition of ASYNC-10, or ``"FunctionDeleted"``."""

    event_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class InvokeBatch:
    """Invoke the function of a mapping with *messages*; hand the answer back under *batch_id*."""

    batch_id: int
    messages: tuple[ReceivedMessage, ...]


@dataclass(frozen=True, slots=True)
class DeleteMessages:
    """Delete *messages* from the queue that they came from."""

    messages: tuple[ReceivedMessage, ...]


@dataclass(frozen=True, slots=True)
class Notify:
    """Append a record to the trace."""

    kind: str
    details: dict[str, Any]


Effect = (
    StartTimer | InvokeEvent | DeadLetter | SendDestinationRecord | DropEvent | InvokeBatch | DeleteMessages | Notify
)
