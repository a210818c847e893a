"""Batches of messages from Amazon SQS."""

from typing import Literal

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["SqsEvent", "SqsMessageAttribute", "SqsRecord", "SqsRecordAttributes"]


class SqsRecordAttributes(TypedDict):
    """System attributes: all of them text, numbers too."""

    ApproximateReceiveCount: str
    SentTimestamp: str
    SenderId: str
    ApproximateFirstReceiveTimestamp: str
    AWSTraceHeader: NotRequired[str]
    DeadLetterQueueSourceArn: NotRequired[str]
    MessageDeduplicationId: NotRequired[str]
    MessageGroupId: NotRequired[str]
    SequenceNumber: NotRequired[str]


class SqsMessageAttribute(TypedDict):
    """One message attribute: its value is text, or the base64 of bytes."""

    stringValue: NotRequired[str]
    binaryValue: NotRequired[str]
    stringListValues: list[str]
    binaryListValues: list[str]
    dataType: str


class SqsRecord(TypedDict):
    """One message."""

    messageId: str
    receiptHandle: str
    body: str
    attributes: SqsRecordAttributes
    messageAttributes: dict[str, SqsMessageAttribute]
    md5OfBody: str
    md5OfMessageAttributes: NotRequired[str]
    eventSource: Literal["aws:sqs"]
    eventSourceARN: str
    awsRegion: str


class SqsEvent(TypedDict):
    """A batch of messages from one queue."""

    Records: list[SqsRecord]
