"""An event source mapping of a queue: performs what its machine asks for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_lambda.base.errors import (
    InvalidParameterValueException,
    RecursiveInvocationException,
    ResourceConflictException,
    TooManyRequestsException,
)
from pytest_lambda.base.exhaustive import assert_never
from pytest_lambda.engine.queue_mapping import (
    BatchAnswered,
    BatchFailed,
    BatchThrottled,
    QueueMapping,
    Received,
    RetryBatch,
)
from pytest_lambda.engine.recursion import Lineage
from pytest_lambda.model.check import given_values
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
from pytest_lambda.model.mapping import QueueMappingConfiguration

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.function import Function
    from pytest_lambda.simulator.queue import Queue

__all__ = ["EventSourceMapping"]


class EventSourceMapping:
    """
    The mapping of one queue to one function.

    Attributes:
        uuid: its id.
        event_source_arn: the queue.
        function_name: the function.
        state: ``"Enabled"``, ``"Disabled"``, or ``"Deleting"`` once it is deleted.
    """

    def __init__(
        self,
        simulator: Simulator,
        function: Function,
        queue: Queue,
        config: QueueMappingConfiguration,
        qualifier: str | None = None,
    ) -> None:
        _check_is_first(queue, function)
        _check_visibility(queue, function)
        self.uuid = simulator.entropy.child("mapping").uuid()
        self.event_source_arn = queue.arn
        self.function_name = function.function_name
        self.state = "Enabled" if config.enabled else "Disabled"
        self._simulator = simulator
        self._function = function
        self._qualifier = qualifier
        self._queue = queue
        self._machine = QueueMapping(config)
        queue.mappings.append(self)
        queue.wake()

    @property
    def batch_size(self) -> int:
        """Messages in a batch, at most."""
        return self._machine.config.batch_size

    @property
    def can_receive(self) -> bool:
        """Whether its pollers would take messages now. Assumed: not those of a function that was deleted."""
        return (
            self.state == "Enabled"
            and self._machine.capacity > 0
            and self._simulator.has_function(self._function)
            and self._may("sqs:ReceiveMessage")
        )

    def _may(self, action: str) -> bool:
        """Return whether the function's role allows *action* on the queue (now). Source: ESM-05, PERM-11"""
        role = self._function.role_of(self._qualifier)
        return self._simulator.authorization.allows(role, action, self.event_source_arn)

    def look_at_permissions(self) -> None:
        """Say in the trace where the pollers may not receive any more; they do nothing then."""
        if self.state == "Enabled" and not self._may("sqs:ReceiveMessage"):
            self._simulator.record("receive.denied", self.function_name, queue=self._queue.name)

    def serves(self, function: Function) -> bool:
        """Return whether its messages go to *function*."""
        return self._function is function

    def update(self, **changes: Any) -> EventSourceMapping:
        """Change the configuration and return the mapping; what is in flight goes on as it began."""
        current = self._machine.config
        given: dict[str, Any] = {
            "batch_size": current.batch_size,
            "maximum_batching_window_in_seconds": current.maximum_batching_window_in_seconds,
            "function_response_types": ["ReportBatchItemFailures"] if current.reports_batch_item_failures else [],
            "enabled": self.state == "Enabled",
        }
        if current.maximum_concurrency is not None:
            given["scaling_config"] = {"maximum_concurrency": current.maximum_concurrency}
        self._machine.config = config = QueueMappingConfiguration.parse({**given, **given_values(changes)})
        self.state = "Enabled" if config.enabled else "Disabled"
        self._queue.wake()
        return self

    def delete(self) -> None:
        """Delete it; batches in flight end as they would."""
        self.state = "Deleting"
        if self in self._queue.mappings:
            self._queue.mappings.remove(self)

    def poll(self) -> None:
        """Receive what is visible, as far as the pollers can take it, and send what makes a batch."""
        if not self.can_receive:
            return
        simulator, state = self._simulator, self._queue.state
        visibility_timeout = self._machine.visibility_timeout_seconds(
            queue_seconds=state.config.visibility_timeout,
            function_timeout_seconds=self._function.configuration.timeout,
        )
        messages = state.receive(
            self._machine.capacity,
            now_ms=simulator.now_ms,
            epoch_ms=simulator.epoch_ms,
            visibility_timeout=visibility_timeout,
        )
        if messages:
            received = Received(tuple(messages), simulator.now_ms + visibility_timeout * 1_000)
            self._perform(self._machine.handle(received, simulator.now_ms))

    def _perform(self, effects: list[Effect]) -> None:
        simulator = self._simulator
        for effect in effects:
            match effect:
                case InvokeBatch():
                    self._invoke(effect)
                case DeleteMessages(messages) if self._may("sqs:DeleteMessage"):
                    for message in messages:
                        self._queue.state.delete(message.message_id)
                case DeleteMessages(messages):
                    simulator.record(
                        "delete.denied", self.function_name, queue=self._queue.name, messages=len(messages)
                    )
                case StartTimer(due_ms, payload, label):
                    simulator.schedule(due_ms, partial(self._on_due, payload), f"queue {self._queue.name}: {label}")
                case Notify(kind, details):
                    simulator.record(kind, self.function_name, queue=self._queue.name, **details)
                case InvokeEvent() | DeadLetter() | SendDestinationRecord() | DropEvent():
                    raise AssertionError(f"a queue's mapping does not ask for {effect!r}")
                case _:
                    assert_never(effect)

    def _on_due(self, payload: int | RetryBatch) -> None:
        if isinstance(payload, RetryBatch):
            self._perform(self._machine.retry(payload))
        else:
            self._perform(self._machine.window_ended(payload))

    def _invoke(self, batch: InvokeBatch) -> None:
        """Invoke the function with *batch*; its answer takes effect at the invocation's virtual end."""
        if not self._simulator.has_function(self._function):
            self._after(self._simulator.now_ms, BatchFailed(batch.batch_id))
            return
        from pytest_lambda.events.sqs import record  # with the kinds that a body may hold: 20 ms

        records = [
            record(
                message_id=message.message_id,
                receipt_handle=message.receipt_handle,
                body=message.body,
                attributes=message.attributes(),
                message_attributes={name: value.wire() for name, value in message.message_attributes.items()},
                event_source_arn=self.event_source_arn,
                region=self._simulator.region,
            )
            for message in batch.messages
        ]
        attempt = max(message.receive_count for message in batch.messages)
        try:
            delivery = self._function.deliver(
                {"Records": records},
                attempt=attempt,
                source=self._queue,
                qualifier=self._qualifier,
                lineage=Lineage.of_batch(message.trace_header for message in batch.messages),
            )
        except TooManyRequestsException:
            self._after(self._simulator.now_ms, BatchThrottled(batch.batch_id))
            return
        except RecursiveInvocationException:
            self._after(self._simulator.now_ms, BatchFailed(batch.batch_id))
            return
        last = delivery.last
        answer: BatchAnswered | BatchFailed
        if last.function_error is not None or delivery.is_response_lost:
            answer = BatchFailed(batch.batch_id)
        else:
            is_json = not isinstance(last.payload, bytes)
            answer = BatchAnswered(batch.batch_id, last.payload if is_json else None, is_json)
        self._after(delivery.ends_at_ms, answer)

    def _after(self, due_ms: int, answer: BatchAnswered | BatchFailed | BatchThrottled) -> None:
        def take_in() -> None:
            self._perform(self._machine.handle(answer, self._simulator.now_ms))
            self._queue.wake()

        label = f"function {self.function_name}: the answer to a batch of queue {self._queue.name}"
        self._simulator.schedule(due_ms, take_in, label)

    def __repr__(self) -> str:
        return f"<EventSourceMapping {self._queue.name} -> {self.function_name} {self.state}>"


def _check_is_first(queue: Queue, function: Function) -> None:
    """Refuse a second mapping of the same queue and function. Source: ESM-06"""
    for mapping in queue.mappings:
        if mapping.serves(function):
            raise ResourceConflictException(
                f'An event source mapping with SQS arn (" {queue.arn} ") and function (" {function.function_name} ") '
                f"already exists. Please update or delete the existing mapping with UUID {mapping.uuid}"
            )


def _check_visibility(queue: Queue, function: Function) -> None:
    """Refuse a queue whose messages would come back before the function is done. Source: SQS-05"""
    visibility, timeout = queue.state.config.visibility_timeout, function.configuration.timeout
    if visibility < timeout:
        raise InvalidParameterValueException(
            f"Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout} seconds"
        )
