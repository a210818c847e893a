"""Batches of records from Amazon Kinesis Data Streams."""

from typing import Literal

from pytest_lambda.events.types._typing import TypedDict
from pytest_lambda.events.types._windows import WindowFields

__all__ = ["KinesisData", "KinesisEvent", "KinesisRecord", "KinesisWindowEvent"]


class KinesisData(TypedDict):
    """What was put into the stream; the data is base64."""

    kinesisSchemaVersion: str
    partitionKey: str
    sequenceNumber: str
    data: str
    approximateArrivalTimestamp: float


class KinesisRecord(TypedDict):
    """One record."""

    kinesis: KinesisData
    eventSource: Literal["aws:kinesis"]
    eventVersion: str
    eventID: str
    eventName: Literal["aws:kinesis:record"]
    invokeIdentityArn: str
    awsRegion: str
    eventSourceARN: str


class KinesisEvent(TypedDict):
    """A batch of records from one shard."""

    Records: list[KinesisRecord]


class KinesisWindowEvent(KinesisEvent, WindowFields):
    """A batch that belongs to a tumbling window."""
