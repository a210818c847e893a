"""Asynchronous invocations of one function: performs what their queue asks for."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import AWSError, RecursiveInvocationException, TooManyRequestsException
from pytest_lambda.base.exhaustive import assert_never
from pytest_lambda.engine.async_queue import (
    AsyncConfiguration,
    AsyncInput,
    AsyncQueue,
    AttemptFailed,
    AttemptRejected,
    AttemptSucceeded,
    EventQueued,
    FunctionGone,
    RecursionStopped,
    ReservedAtZero,
    TargetRefused,
)
from pytest_lambda.engine.recursion import Lineage
from pytest_lambda.model.alias import LATEST
from pytest_lambda.model.effects import (
    DeadLetter,
    DeleteMessages,
    DropEvent,
    Effect,
    InvokeBatch,
    InvokeEvent,
    Notify,
    SendDestinationRecord,
    StartTimer,
)
from pytest_lambda.model.message import MessageAttribute
from pytest_lambda.simulator.clock import iso_timestamp
from pytest_lambda.simulator.delivery import Delivered
from pytest_lambda.simulator.dispatcher import throttling
from pytest_lambda.simulator.invocation import Invocation

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.dispatcher import Delivery
    from pytest_lambda.simulator.function import Function

__all__ = ["AsynchronousInvocations"]


@dataclass(frozen=True, slots=True)
class _Accepted:
    raw: bytes
    qualifier: str | None
    tenant_id: str | None
    lineage: Lineage


class AsynchronousInvocations:
    """Drives the :class:`AsyncQueue` of one function."""

    def __init__(self, simulator: Simulator, function: Function) -> None:
        self._simulator = simulator
        self._function = function
        self._queue = AsyncQueue()
        self._accepted: dict[str, _Accepted] = {}
        self._reasons: dict[str, str] = {}

    def accept(
        self, request_id: str, raw: bytes, qualifier: str | None, tenant_id: str | None, lineage: Lineage
    ) -> None:
        """Queue an event; *lineage* is the chain of invocations that it comes from. Source: ASYNC-01, ASYNC-22"""
        function = self._function
        lineage = function.traced(lineage, qualifier)
        self._accepted[request_id] = _Accepted(raw, qualifier, tenant_id, lineage)
        self._take_in(EventQueued(request_id, raw, f"{function.arn}:{qualifier or '$LATEST'}"))

    def _take_in(self, happened: AsyncInput) -> None:
        self._perform(self._queue.handle(happened, self._simulator.now_ms))

    def _perform(self, effects: list[Effect]) -> None:
        simulator, function = self._simulator, self._function
        for effect in effects:
            match effect:
                case StartTimer(due_ms, payload, label):
                    simulator.schedule(
                        due_ms, partial(self._on_due, payload), f"function {function.function_name}: {label}"
                    )
                case InvokeEvent(event_id, attempt):
                    self._invoke(event_id, attempt)
                case DropEvent(event_id, reason):
                    self._reasons[event_id] = reason
                    simulator.record("event.dropped", function.function_name, request_id=event_id, reason=reason)
                case DeadLetter():
                    self._send_dead_letter(effect)
                case SendDestinationRecord():
                    self._send_record(effect)
                case Notify(kind, details):
                    simulator.record(kind, function.function_name, **details)
                case InvokeBatch() | DeleteMessages():
                    raise AssertionError(f"the asynchronous queue does not ask for {effect!r}")
                case _:
                    assert_never(effect)

    def _on_due(self, event_id: str) -> None:
        self._perform(self._queue.due(event_id))
        self._forget_if_done(event_id)

    def _forget_if_done(self, event_id: str) -> None:
        if event_id not in self._queue:
            self._accepted.pop(event_id, None)
            self._reasons.pop(event_id, None)

    def _invoke(self, event_id: str, attempt: int) -> None:
        """Invoke the function; what came of it takes effect at the invocation's virtual end."""
        accepted = self._accepted[event_id]
        simulator = self._simulator
        if not self._function.has_qualifier(accepted.qualifier):
            self._take_in(FunctionGone(event_id))
            return
        if self._function.is_reserved_at_zero:
            current = self._configuration(event_id, self._function.version_of(accepted.qualifier))
            throttled = throttling()
            self._take_in(
                ReservedAtZero(event_id, throttled.status_code, throttled.message, self._timestamp(), current)
            )
            return
        try:
            delivery = self._function.deliver(
                accepted.raw,
                attempt=attempt,
                source="async",
                request_id=event_id,
                qualifier=accepted.qualifier,
                tenant_id=accepted.tenant_id,
                lineage=accepted.lineage,
            )
        except RecursiveInvocationException as error:
            current = self._configuration(event_id, self._function.version_of(accepted.qualifier))
            self._take_in(RecursionStopped(event_id, error.status_code, error.message, self._timestamp(), current))
            return
        except TooManyRequestsException as error:
            version = self._function.version_of(accepted.qualifier)
            current = self._configuration(event_id, version)
            rejected = AttemptRejected(event_id, error.status_code, error.message, self._timestamp(), current)
            self._take_in(rejected)
            return
        label = f"function {self._function.function_name}: the end of asynchronous event {event_id}"
        simulator.schedule(delivery.ends_at_ms, partial(self._on_end, event_id, delivery), label)

    def _on_end(self, event_id: str, delivery: Delivery) -> None:
        self._take_in_delivery(event_id, delivery)
        self._forget_if_done(event_id)

    def _take_in_delivery(self, event_id: str, delivery: Delivery) -> None:
        if not self._simulator.has_function(self._function):
            self._take_in(FunctionGone(event_id))
            return
        last = delivery.last
        version = last.executed_version or LATEST
        timestamp, current = self._timestamp(), self._configuration(event_id, version)
        if delivery.is_response_lost:
            message = "The answer of the function was lost"
            self._take_in(AttemptRejected(event_id, 500, message, timestamp, current, did_run=True))
        elif last.function_error is None:
            self._take_in(AttemptSucceeded(event_id, _decoded(last), version, timestamp, current))
        else:
            message = last.error.error_message if last.error is not None else ""
            self._take_in(AttemptFailed(event_id, _decoded(last), message, version, timestamp, current))

    def _configuration(self, event_id: str, version: str) -> AsyncConfiguration:
        """Return what holds now for the qualifier that was invoked and the version that ran. Source: ASYNC-15"""
        qualifier = self._accepted[event_id].qualifier
        return AsyncConfiguration(
            self._function.effective_event_invoke_config(qualifier), self._function.dead_letter_target(version)
        )

    def _send_dead_letter(self, effect: DeadLetter) -> None:
        """Send the original event with what went wrong as attributes. Source: ASYNC-14"""
        accepted = self._accepted[effect.event_id]
        text = effect.error_message.encode("utf-8", "replace")[: quotas.DEAD_LETTER_ERROR_MESSAGE_BYTES]
        message = text.decode("utf-8", "ignore")
        attributes = {
            "RequestID": MessageAttribute("String", string_value=effect.event_id),
            "ErrorCode": MessageAttribute("Number", string_value=str(effect.error_code)),
            "ErrorMessage": MessageAttribute("String", string_value=message),
        }
        if self._deliver(effect, Delivered(accepted.raw.decode(), attributes)):
            self._keep(effect.event_id, effect.target_arn)

    def _send_record(self, effect: SendDestinationRecord) -> None:
        """Send a record to a destination. Source: ASYNC-07, ASYNC-08"""
        body = json.dumps(effect.record, separators=(",", ":"), ensure_ascii=False)
        # A lone surrogate has no UTF-8; escaped it is the same JSON.
        body = body.encode("utf-8", "backslashreplace").decode()
        delivered = Delivered(body, record=effect.record, outcome=effect.outcome)
        if self._deliver(effect, delivered) and effect.outcome == "on_failure":
            self._keep(effect.event_id, effect.target_arn)

    def _deliver(self, effect: DeadLetter | SendDestinationRecord, delivered: Delivered) -> bool:
        """Deliver to the target of *effect*; return whether the target took it."""
        simulator, function = self._simulator, self._function
        lineage = self._accepted[effect.event_id].lineage
        trace_header = simulator.outgoing_trace_header(function.entered(lineage), lineage.trace_header)
        delivered = replace(delivered, function_name=function.function_name, trace_header=trace_header)
        role = function.role_of(self._accepted[effect.event_id].qualifier)
        try:
            simulator.authorization.check_delivery(role, function.function_name, effect.target_arn)
            simulator.destinations.deliver(effect.target_arn, delivered)
        except AWSError as error:
            self._take_in(TargetRefused(effect, error.code, error.message))
            return False
        return True

    def _keep(self, event_id: str, target_arn: str) -> None:
        self._simulator.add_dead_letter(
            event=self._accepted[event_id].raw,
            reason=self._reasons[event_id],
            function=self._function.function_name,
            target=target_arn.rpartition(":")[2],
        )

    def _timestamp(self) -> str:
        return iso_timestamp(self._simulator.virtual_clock.wall_ns)


def _decoded(invocation: Invocation) -> Any:
    payload = invocation.payload
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else payload
