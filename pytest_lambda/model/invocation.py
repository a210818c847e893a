"""One invocation: what is asked of an execution environment, what comes of it, and what the caller sees."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from pytest_lambda.model.tracing import Segment

__all__ = [
    "Answered",
    "Exited",
    "Faulted",
    "InitFailed",
    "InitResult",
    "Initialized",
    "InvocationError",
    "InvocationStatus",
    "InvokeResult",
    "Report",
    "SandboxRequest",
    "TimedOut",
    "exit_message",
    "exit_reason",
    "exited_payload",
    "response_too_large_payload",
    "timed_out_payload",
]

InvocationStatus = Literal["success", "failure", "error", "timeout"]
"""``failure``: the function raised; ``error``: its process ended or the platform refused. Source: LOG-18"""


class SandboxRequest(NamedTuple):
    """
    What the runtime is given for one invocation.

    Attributes:
        payload: the event, UTF-8 JSON.
        deadline_ns: ns since the simulator's start.
        deadline_epoch_ms: the same as ms since the epoch, as the context has it.
        trace_header: value of ``_X_AMZN_TRACE_ID``, or ``None``.
        client_context: JSON text, or ``None``.
        cognito_identity: JSON text, or ``None``.

    Source: RT-16, RT-36
    """

    request_id: str
    payload: bytes
    invoked_function_arn: str
    deadline_ns: int
    deadline_epoch_ms: int
    trace_header: str | None = None
    client_context: str | None = None
    cognito_identity: str | None = None
    tenant_id: str | None = None


class Answered(NamedTuple):
    """The handler returned and its response was marshalled."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class Faulted:
    """The handler raised, or the runtime could not read the event or marshal the response."""

    payload: bytes
    error_type: str
    exception: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Exited:
    """
    The runtime process ended.

    Attributes:
        reason: ``"exit status 1"``, ``"signal: killed"``, or ``None`` for exit status 0.
        error_type: as the REPORT line shows it.

    Source: RT-27
    """

    reason: str | None
    error_type: str = "Runtime.ExitError"
    exception: BaseException | None = None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The deadline came first."""

    exception: BaseException | None = None


InvokeResult = Answered | Faulted | Exited | TimedOut


@dataclass(frozen=True, slots=True)
class Initialized:
    """The module was imported and the handler found."""


@dataclass(frozen=True, slots=True)
class InitFailed:
    """
    Init ended with an error that the runtime reported.

    Attributes:
        payload: the error, with ``requestId`` ``""``.

    Source: RT-09, RT-10
    """

    payload: bytes
    error_type: str
    exception: BaseException | None = None


InitResult = Initialized | InitFailed | Exited | TimedOut


@dataclass(frozen=True, slots=True)
class InvocationError:
    """The error payload, decoded; fields that a platform error leaves out are empty. Source: RT-11, RT-25"""

    error_type: str
    error_message: str
    stack_trace: list[str] = field(default_factory=list)
    request_id: str = ""


class Report(NamedTuple):
    """
    The REPORT line's figures.

    Attributes:
        duration: ms of the Invoke phase.
        billed_duration: ms.
        init_duration: ms of the Init phase, ``None`` unless this was a cold start.
        memory_size: MB configured.
        max_memory_used: MB.
        status: ``"success"``, ``"failure"`` (the function raised), ``"error"`` (process exit), ``"timeout"``.
        segment: ``trace_id`` and ``segment_id``, where X-Ray sampled it; else ``None``.

    Source: LOG-04, LOG-07, LOG-18, BILL-04
    """

    duration: float
    billed_duration: int
    init_duration: float | None
    memory_size: int
    max_memory_used: int
    status: InvocationStatus
    error_type: str | None = None
    segment: Segment | None = None


_SIGNALS = {
    1: "hangup",
    2: "interrupt",
    3: "quit",
    4: "illegal instruction",
    5: "trace/breakpoint trap",
    6: "aborted",
    7: "bus error",
    8: "floating point exception",
    9: "killed",
    10: "user defined signal 1",
    11: "segmentation fault",
    12: "user defined signal 2",
    13: "broken pipe",
    14: "alarm clock",
    15: "terminated",
}
"""Linux's signals in the words of the platform, which is written in Go. Source: RT-27"""


def exit_reason(status: int) -> str | None:
    """
    Return why a process ended, as the platform says it; ``None`` for exit status 0.

    Args:
        status: the exit status, or minus the number of the signal that ended the process.

    Source: RT-27
    """
    if status < 0:
        return f"signal: {_SIGNALS.get(-status, f'signal {-status}')}"
    return f"exit status {status}" if status else None


def exit_message(request_id: str, reason: str | None) -> str:
    """Return the text that stands for a process exit. Source: RT-27"""
    what = f"Runtime exited with error: {reason}" if reason else "Runtime exited without providing a reason"
    return f"RequestId: {request_id} Error: {what}"


def exited_payload(request_id: str, result: Exited) -> bytes:
    """Return the payload of an invocation whose process ended. Source: RT-27"""
    return _json({"errorType": result.error_type, "errorMessage": exit_message(request_id, result.reason)})


def timed_out_payload(request_id: str, timeout_seconds: int) -> bytes:
    """Return the payload of an invocation that ran out of time. Source: RT-25"""
    return _json(
        {
            "errorType": "Sandbox.Timedout",
            "errorMessage": f"RequestId: {request_id} Error: Task timed out after {timeout_seconds:.2f} seconds",
        }
    )


def response_too_large_payload(limit_bytes: int) -> bytes:
    """Return the payload that takes the place of a response over the limit. Source: RT-30"""
    return _json(
        {
            "errorMessage": f"Response payload size exceeded maximum allowed payload size ({limit_bytes} bytes).",
            "errorType": "Function.ResponseSizeTooLarge",
        }
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
