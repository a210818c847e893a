"""The shape of events from Amazon MQ."""

from typing import Any

from pytest_lambda.events.types._typing import TypedDict

__all__ = [
    "MqActivemqEvent",
    "MqActivemqMessage",
    "MqDestination",
    "MqRabbitmqBasicProperties",
    "MqRabbitmqEvent",
    "MqRabbitmqMessage",
]


class MqDestination(TypedDict):
    """Where a message was sent to."""

    physicalName: str


class MqActivemqMessage(TypedDict):
    """One message of JMS."""

    messageID: str
    messageType: str
    timestamp: int
    deliveryMode: int
    correlationID: str
    replyTo: str
    destination: MqDestination
    redelivered: bool
    type: str
    expiration: int
    priority: int
    data: str
    connectionId: str
    brokerInTime: int
    brokerOutTime: int
    properties: dict[str, str]


class MqActivemqEvent(TypedDict):
    """A batch from a broker of ActiveMQ."""

    eventSource: str
    eventSourceArn: str
    messages: list[MqActivemqMessage]


class MqRabbitmqBasicProperties(TypedDict):
    """The basic properties of AMQP."""

    contentType: str | None
    contentEncoding: str | None
    headers: dict[str, Any]
    deliveryMode: int | None
    priority: int | None
    correlationId: str | None
    replyTo: str | None
    expiration: str | None
    messageId: str | None
    timestamp: str | None
    type: str | None
    userId: str | None
    appId: str | None
    clusterId: str | None
    bodySize: int


class MqRabbitmqMessage(TypedDict):
    """One message of AMQP."""

    basicProperties: MqRabbitmqBasicProperties
    redelivered: bool
    data: str


class MqRabbitmqEvent(TypedDict):
    """A batch from a broker of RabbitMQ, by queue and virtual host."""

    eventSource: str
    eventSourceArn: str
    rmqMessagesByQueue: dict[str, list[MqRabbitmqMessage]]
