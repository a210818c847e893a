"""Notifications from Amazon SNS."""

from typing import Literal

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["SnsEvent", "SnsMessageAttribute", "SnsNotification", "SnsRecord"]


class SnsMessageAttribute(TypedDict):
    """One message attribute; the value of a Binary is base64, that of a String.Array is JSON."""

    Type: str
    Value: str


class SnsNotification(TypedDict):
    """What was published."""

    Type: Literal["Notification"]
    MessageId: str
    SequenceNumber: NotRequired[str]
    TopicArn: str
    Subject: str | None
    Message: str
    Timestamp: str
    SignatureVersion: Literal["1", "2"]
    Signature: str
    SigningCertUrl: str
    UnsubscribeUrl: str
    MessageAttributes: dict[str, SnsMessageAttribute]


class SnsRecord(TypedDict):
    """The one notification of an event."""

    EventSource: Literal["aws:sns"]
    EventVersion: str
    EventSubscriptionArn: str
    Sns: SnsNotification


class SnsEvent(TypedDict):
    """A notification of a topic."""

    Records: list[SnsRecord]
