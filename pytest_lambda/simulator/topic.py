"""An SNS topic as a test sees it: what was published to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_lambda.base import quotas
from pytest_lambda.base.arn import resource_arn
from pytest_lambda.base.errors import UsageError, ValidationException
from pytest_lambda.model.message import MessageAttribute, parse_message_attributes
from pytest_lambda.simulator.delivery import Delivered

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["PublishedMessage", "Topic"]


@dataclass(frozen=True, slots=True)
class PublishedMessage:
    """
    A message of a topic.

    Attributes:
        message_id: a UUID.
        message: text.
        subject: text, or ``None``.
        message_attributes: by name.
    """

    message_id: str
    message: str
    subject: str | None = None
    message_attributes: Mapping[str, MessageAttribute] = field(default_factory=dict)


class Topic:
    """
    A standard topic of the simulated account.

    Attributes:
        name, arn: as on AWS.
        messages: what was published to it, oldest first.
    """

    def __init__(self, simulator: Simulator, name: str) -> None:
        self.name = name
        self.arn = resource_arn("sns", simulator.region, simulator.account_id, name)
        self.messages: list[PublishedMessage] = []
        self._simulator = simulator
        self._entropy = simulator.entropy.child(f"topic/{name}")

    def publish(
        self,
        message: str,
        *,
        subject: str | None = None,
        message_attributes: Mapping[str, Any] | None = None,
    ) -> PublishedMessage:
        """
        Publish *message* and return it.

        Args:
            message: text, 1 byte to 256 KB.
            subject: text.
            message_attributes: ``{name: {"data_type": "String", "string_value": "x"}}``.

        Raises:
            UsageError: wrong types; ValidationException: the message is too long.
        """
        if not isinstance(message, str) or not message:
            raise UsageError(f"publish takes text that is not empty, not {message!r}")
        if len(message.encode("utf-8", "surrogatepass")) > quotas.TOPIC_MESSAGE_BYTES:
            raise ValidationException("Invalid parameter: Message too long")
        published = PublishedMessage(
            self._entropy.uuid(), message, subject, parse_message_attributes(message_attributes)
        )
        self.messages.append(published)
        self._simulator.record("message.published", self.name, message_id=published.message_id)
        return published

    def accept(self, delivered: Delivered) -> None:
        """Take what Lambda sends; of a record that is too long the payloads are left out. Source: ASYNC-17"""
        body = delivered.body
        if delivered.record is not None and len(body.encode("utf-8", "replace")) > quotas.TOPIC_MESSAGE_BYTES:
            body = delivered.without_payloads()
        self.publish(body, message_attributes=delivered.message_attributes)

    def __repr__(self) -> str:
        return f"<Topic {self.name} messages={len(self.messages)}>"
