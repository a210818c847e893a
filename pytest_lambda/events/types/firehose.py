"""The shape of events from Amazon Data Firehose."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["FirehoseEvent", "FirehoseKinesisRecordMetadata", "FirehoseMskRecordMetadata", "FirehoseRecord"]


class FirehoseKinesisRecordMetadata(TypedDict):
    """What the Kinesis stream says of a record."""

    sequenceNumber: str
    subsequenceNumber: int
    partitionKey: str
    shardId: str
    approximateArrivalTimestamp: int


class FirehoseMskRecordMetadata(TypedDict):
    """What the Kafka cluster says of a record."""

    offset: str
    partitionId: str
    approximateArrivalTimestamp: int


class FirehoseRecord(TypedDict):
    """One record; those from MSK have `kafkaRecordValue` instead of `data`."""

    recordId: str
    approximateArrivalTimestamp: int
    data: NotRequired[str]
    kinesisRecordMetadata: NotRequired[FirehoseKinesisRecordMetadata]
    kafkaRecordValue: NotRequired[str]
    mskRecordMetadata: NotRequired[FirehoseMskRecordMetadata]


class FirehoseEvent(TypedDict):
    """A batch of records to be transformed."""

    invocationId: str
    sourceKinesisStreamArn: NotRequired[str]
    sourceMSKArn: NotRequired[str]
    deliveryStreamArn: str
    region: str
    records: list[FirehoseRecord]
