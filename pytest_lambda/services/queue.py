"""An SQS standard queue: visibility, receive counts, delays, redrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_lambda.base import quotas
from pytest_lambda.base.digests import md5_of_body
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError, ValidationException
from pytest_lambda.model.check import require_integer
from pytest_lambda.model.message import MessageAttribute, ReceivedMessage

__all__ = ["QueueConfiguration", "QueueState", "RedrivePolicy", "StoredMessage"]


@dataclass(frozen=True, slots=True)
class RedrivePolicy:
    """
    Where messages go that are received too often.

    Attributes:
        dead_letter_target_arn: ARN of the dead-letter queue.
        max_receive_count: receives before a message is moved instead of delivered, 1 to 1000.

    Source: SQS-04
    """

    dead_letter_target_arn: str
    max_receive_count: int

    def __post_init__(self) -> None:
        require_integer("redrive_policy['max_receive_count']", self.max_receive_count, quotas.MAX_RECEIVE_COUNT)


@dataclass(frozen=True, slots=True)
class QueueConfiguration:
    """
    Attributes of a queue.

    Attributes:
        visibility_timeout: seconds that a received message stays invisible, 0 to 43200.
        delay_seconds: seconds before a new message can be received, 0 to 900.
        message_retention_period: seconds after which a message is gone, 60 to 1209600.
    """

    visibility_timeout: int = 30
    delay_seconds: int = 0
    message_retention_period: int = 345_600
    redrive_policy: RedrivePolicy | None = None

    def __post_init__(self) -> None:
        for name, allowed in (
            ("visibility_timeout", quotas.VISIBILITY_TIMEOUT_SECONDS),
            ("delay_seconds", quotas.DELAY_SECONDS),
            ("message_retention_period", quotas.MESSAGE_RETENTION_SECONDS),
        ):
            require_integer(name, getattr(self, name), allowed, unit="seconds")


@dataclass(slots=True)
class StoredMessage:
    """
    A message in a queue.

    Attributes:
        body: text.
        message_attributes: by name.
        attributes: system attributes as AWS names them, all text.
        visible_at_ms: when it can be received (again), ms since the start.
    """

    message_id: str
    body: str
    message_attributes: Mapping[str, MessageAttribute]
    sent_at_ms: int
    sent_epoch_ms: int
    sender_id: str
    visible_at_ms: int
    receive_count: int = 0
    first_received_epoch_ms: int | None = None
    trace_header: str | None = None
    dead_letter_source_arn: str | None = None
    receipt_handle: str | None = None
    md5_of_body: str = field(init=False)

    def __post_init__(self) -> None:
        self.md5_of_body = md5_of_body(self.body)

    @property
    def attributes(self) -> dict[str, str]:
        """System attributes as ReceiveMessage gives them; a message never received has no first receive."""
        attributes = {
            "ApproximateReceiveCount": str(self.receive_count),
            "SentTimestamp": str(self.sent_epoch_ms),
            "SenderId": self.sender_id,
        }
        if self.first_received_epoch_ms is not None:
            attributes["ApproximateFirstReceiveTimestamp"] = str(self.first_received_epoch_ms)
        if self.trace_header is not None:
            attributes["AWSTraceHeader"] = self.trace_header
        if self.dead_letter_source_arn is not None:
            attributes["DeadLetterQueueSourceArn"] = self.dead_letter_source_arn
        return attributes


class QueueState:
    """
    The messages of one queue.

    Times are ms since the simulator's start; ``epoch_ms`` arguments are ms since the epoch, for timestamps.
    """

    def __init__(self, name: str, arn: str, config: QueueConfiguration, entropy: Entropy) -> None:
        self.name = name
        self.arn = arn
        self.config = config
        self._entropy = entropy
        self._messages: dict[str, StoredMessage] = {}

    def send(
        self,
        body: str,
        *,
        now_ms: int,
        epoch_ms: int,
        sender_id: str,
        message_attributes: Mapping[str, MessageAttribute],
        delay_seconds: int | None = None,
        trace_header: str | None = None,
    ) -> StoredMessage:
        """
        Put a message in and return it.

        Raises:
            UsageError: *body* is not text.
            ValidationException: it is empty, or over the limit with its attributes.
        """
        if not isinstance(body, str):
            raise UsageError(
                f"a message's body must be text, not {body!r} ({type(body).__name__}): use json.dumps(...) for data"
            )
        if not body:
            raise ValidationException("The request must contain the parameter MessageBody.")
        size = len(body.encode()) + sum(
            len(name.encode())
            + len(attribute.data_type.encode())
            + len(attribute.binary_value or (attribute.string_value or "").encode())
            for name, attribute in message_attributes.items()
        )
        if size > quotas.MESSAGE_BYTES:
            raise ValidationException(
                "One or more parameters are invalid. Reason: Message must be shorter than "
                f"{quotas.MESSAGE_BYTES} bytes."
            )
        delay = self.config.delay_seconds
        if delay_seconds is not None:
            delay = require_integer("delay_seconds", delay_seconds, quotas.DELAY_SECONDS, unit="seconds")
        message = StoredMessage(
            message_id=self._entropy.uuid(),
            body=body,
            message_attributes=dict(message_attributes),
            sent_at_ms=now_ms,
            sent_epoch_ms=epoch_ms,
            sender_id=sender_id,
            visible_at_ms=now_ms + delay * 1000,
            trace_header=trace_header,
        )
        self._messages[message.message_id] = message
        return message

    def accept_redriven(self, message: StoredMessage, *, source_arn: str, now_ms: int) -> StoredMessage:
        """Take over a message that another queue gave up; id, body and time of sending stay. Source: SQS-04"""
        moved = StoredMessage(
            message_id=message.message_id,
            body=message.body,
            message_attributes=message.message_attributes,
            sent_at_ms=message.sent_at_ms,
            sent_epoch_ms=message.sent_epoch_ms,
            sender_id=message.sender_id,
            visible_at_ms=now_ms,
            receive_count=message.receive_count,
            first_received_epoch_ms=message.first_received_epoch_ms,
            trace_header=message.trace_header,
            dead_letter_source_arn=source_arn,
        )
        self._messages[moved.message_id] = moved
        return moved

    def expire(self, now_ms: int) -> list[StoredMessage]:
        """Take out and return the messages whose retention is over."""
        limit_ms = self.config.message_retention_period * 1000
        expired = [m for m in self._messages.values() if now_ms - m.sent_at_ms >= limit_ms]
        for message in expired:
            del self._messages[message.message_id]
        return expired

    def take_redriven(self, now_ms: int) -> list[StoredMessage]:
        """Take out and return the visible messages that were received as often as the policy allows."""
        policy = self.config.redrive_policy
        if policy is None:
            return []
        given_up = [
            message
            for message in self._messages.values()
            if message.visible_at_ms <= now_ms and message.receive_count >= policy.max_receive_count
        ]
        for message in given_up:
            del self._messages[message.message_id]
        return given_up

    def receive(
        self, count: int, *, now_ms: int, epoch_ms: int, visibility_timeout: int | None = None
    ) -> list[ReceivedMessage]:
        """Receive up to *count* visible messages, oldest first, and make them invisible."""
        timeout = self.config.visibility_timeout if visibility_timeout is None else visibility_timeout
        received: list[ReceivedMessage] = []
        for message in self._messages.values():
            if len(received) >= count:
                break
            if message.visible_at_ms > now_ms:
                continue
            message.receive_count += 1
            message.visible_at_ms = now_ms + timeout * 1000
            message.receipt_handle = "AQEB" + self._entropy.base64ish(176)
            if message.first_received_epoch_ms is None:
                message.first_received_epoch_ms = epoch_ms
            received.append(
                ReceivedMessage(
                    message_id=message.message_id,
                    receipt_handle=message.receipt_handle,
                    body=message.body,
                    receive_count=message.receive_count,
                    sent_ms=message.sent_epoch_ms,
                    first_received_ms=message.first_received_epoch_ms,
                    sender_id=message.sender_id,
                    message_attributes=message.message_attributes,
                    trace_header=message.trace_header,
                    dead_letter_source_arn=message.dead_letter_source_arn,
                )
            )
        return received

    def delete(self, message_id: str) -> bool:
        """Delete a message; return whether it was there."""
        return self._messages.pop(message_id, None) is not None

    def purge(self) -> None:
        """Delete all messages."""
        self._messages.clear()

    def make_visible(self, message_id: str, at_ms: int) -> None:
        """Set when a message can be received again; a message that is gone stays gone."""
        message = self._messages.get(message_id)
        if message is not None:
            message.visible_at_ms = at_ms

    def next_visible_ms(self) -> int | None:
        """Return when the next message can be received, or ``None`` when there is none."""
        return min((message.visible_at_ms for message in self._messages.values()), default=None)

    def find(self, receipt_handle: str) -> StoredMessage | None:
        """Return the message whose newest receive has *receipt_handle*."""
        return next((m for m in self._messages.values() if m.receipt_handle == receipt_handle), None)

    @property
    def messages(self) -> list[StoredMessage]:
        """All that the queue holds, in flight or not, oldest first."""
        return list(self._messages.values())
