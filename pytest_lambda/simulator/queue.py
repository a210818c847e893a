"""An SQS queue as a test sees it: AWS's operations by the naming rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.base.arn import queue_arn, queue_url
from pytest_lambda.base.errors import ResourceNotFoundException, UsageError
from pytest_lambda.model.check import only_known
from pytest_lambda.model.message import ReceivedMessage, parse_message_attributes, parse_message_system_attributes
from pytest_lambda.services.queue import QueueConfiguration, QueueState, RedrivePolicy, StoredMessage
from pytest_lambda.simulator.delivery import Delivered

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.mapping import EventSourceMapping

__all__ = ["Queue"]


class Queue:
    """
    A standard queue of the simulated account.

    Attributes:
        name, arn, url: as on AWS.
    """

    def __init__(self, simulator: Simulator, name: str, config: QueueConfiguration) -> None:
        self.name = name
        self.arn = queue_arn(simulator.region, simulator.account_id, name)
        self.url = queue_url(simulator.region, simulator.account_id, name)
        self.state = QueueState(name, self.arn, config, simulator.entropy.child(f"queue/{name}"))
        self.mappings: list[EventSourceMapping] = []
        self._simulator = simulator
        self._wake_at_ms: int | None = None

    @property
    def messages(self) -> list[StoredMessage]:
        """All that it holds, in flight or not, oldest first."""
        self._expire()
        return self.state.messages

    def send_message(
        self,
        body: str,
        *,
        message_attributes: Mapping[str, Any] | None = None,
        message_system_attributes: Mapping[str, Any] | None = None,
        delay_seconds: int | None = None,
    ) -> StoredMessage:
        """
        Send a message and return it (``.message_id``, ``.md5_of_body``).

        Args:
            body: text, 1 byte to 1 MB with the attributes.
            message_attributes: ``{name: {"data_type": "String", "string_value": "x"}}``.
            message_system_attributes: ``{"AWSTraceHeader": {"data_type": "String", "string_value": header}}``.
            delay_seconds: 0 to 900; the queue's own when left out.

        Raises:
            UsageError: wrong types; ValidationException: wrong sizes.
        """
        attributes = parse_message_attributes(message_attributes)
        trace_header = parse_message_system_attributes(message_system_attributes)
        return self.deliver(body, attributes, delay_seconds=delay_seconds, trace_header=trace_header)

    def send_messages(self, bodies: Iterable[str]) -> list[StoredMessage]:
        """Send a message for each of *bodies*, in order, and return them."""
        if isinstance(bodies, (str, bytes)):
            raise UsageError(f"send_messages takes a list of bodies; for one message use send_message({bodies!r})")
        return [self.send_message(body) for body in bodies]

    def accept(self, delivered: Delivered) -> None:
        """Take what Lambda sends. Source: ASYNC-11, ASYNC-14"""
        self.deliver(delivered.body, delivered.message_attributes, trace_header=delivered.trace_header)

    def deliver(
        self,
        body: str,
        attributes: Mapping[str, Any],
        *,
        delay_seconds: int | None = None,
        trace_header: str | None = None,
    ) -> StoredMessage:
        """Put a message in as the service does, with attributes that are checked already."""
        simulator = self._simulator
        message = self.state.send(
            body,
            now_ms=simulator.now_ms,
            epoch_ms=simulator.epoch_ms,
            sender_id=simulator.sender_id,
            message_attributes=attributes,
            delay_seconds=delay_seconds,
            trace_header=trace_header or simulator.outgoing_trace_header(),
        )
        simulator.record("message.sent", self.name, message_id=message.message_id)
        self.wake()
        return message

    def accept_redriven(self, message: StoredMessage, source: Queue) -> None:
        """Take over a message that *source* gave up."""
        self.state.accept_redriven(message, source_arn=source.arn, now_ms=self._simulator.now_ms)
        self.wake()

    def receive_messages(
        self, max_number_of_messages: int = 1, *, visibility_timeout: int | None = None
    ) -> list[ReceivedMessage]:
        """Receive up to *max_number_of_messages* visible messages, as another consumer would."""
        self._expire()
        self._redrive()
        simulator = self._simulator
        received = self.state.receive(
            max_number_of_messages,
            now_ms=simulator.now_ms,
            epoch_ms=simulator.epoch_ms,
            visibility_timeout=visibility_timeout,
        )
        self.wake()
        return received

    def delete_message(self, receipt_handle: str) -> None:
        """Delete the message that was received with *receipt_handle*; one that is gone is no error."""
        message = self.state.find(receipt_handle)
        if message is not None:
            self.state.delete(message.message_id)

    def purge_queue(self) -> None:
        """Delete all messages."""
        self.state.purge()

    def wake(self) -> None:
        """Let the pollers look when the next message becomes visible; without free pollers nothing is due."""
        if not any(mapping.can_receive for mapping in self.mappings):
            return
        due_ms = self.state.next_visible_ms()
        if due_ms is None:
            return
        due_ms = max(due_ms, self._simulator.now_ms)
        if self._wake_at_ms is not None and self._wake_at_ms <= due_ms:
            return
        self._wake_at_ms = due_ms
        self._simulator.schedule(due_ms, lambda: self._on_wake(due_ms), f"queue {self.name}: {self._describe()}")

    def _on_wake(self, due_ms: int) -> None:
        if self._wake_at_ms != due_ms:
            return
        self._wake_at_ms = None
        self._expire()
        self._redrive()
        for mapping in self.mappings:
            mapping.poll()
        self.wake()

    def _expire(self) -> None:
        for message in self.state.expire(self._simulator.now_ms):
            self._simulator.record("message.expired", self.name, message_id=message.message_id)

    def _redrive(self) -> None:
        policy = self.state.config.redrive_policy
        for message in self.state.take_redriven(self._simulator.now_ms):
            assert policy is not None
            target = self._simulator.find_queue(policy.dead_letter_target_arn)
            target.accept_redriven(message, self)
            mapping = self.mappings[0] if self.mappings else None
            self._simulator.add_dead_letter(
                event=message.body,
                reason="MaxReceiveCountExceeded",
                function=mapping.function_name if mapping else None,
                target=target.name,
            )

    def _describe(self) -> str:
        messages = self.state.messages
        most = max(message.receive_count for message in messages)
        return f"{len(messages)} messages, received up to {most} times"

    def __repr__(self) -> str:
        return f"<Queue {self.name} messages={len(self.state.messages)}>"


def parse_redrive_policy(value: Any, find_queue: Any) -> RedrivePolicy | None:
    """
    Check a redrive policy as a user gives it: ``{"dead_letter_target": queue, "max_receive_count": 3}``.

    Raises:
        UsageError: wrong shape; ResourceNotFoundException: there is no such queue.
    """
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise UsageError(
            "redrive_policy must be a dict such as {'dead_letter_target': queue, 'max_receive_count': 3}, "
            f"not {value!r}"
        )
    only_known("redrive_policy", value, ("dead_letter_target", "dead_letter_target_arn", "max_receive_count"))
    target = value.get("dead_letter_target", value.get("dead_letter_target_arn"))
    if target is None or "max_receive_count" not in value:
        raise UsageError("redrive_policy needs 'dead_letter_target' (a queue or its ARN) and 'max_receive_count'")
    arn = target.arn if isinstance(target, Queue) else target
    if not isinstance(arn, str):
        raise UsageError(f"redrive_policy['dead_letter_target'] must be a queue or its ARN, not {target!r}")
    try:
        find_queue(arn)
    except ResourceNotFoundException:
        raise UsageError(
            f"redrive_policy['dead_letter_target'] names {arn!r}, which does not exist: make it with "
            "simulator.queue(...) first"
        ) from None
    return RedrivePolicy(arn, value["max_receive_count"])
