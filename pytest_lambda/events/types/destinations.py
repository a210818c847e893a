"""Shapes of records that destinations receive."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "BatchInfo",
    "DestinationAsyncEvent",
    "DestinationRequestContext",
    "DestinationResponseContext",
    "DestinationStreamEvent",
]


class DestinationRequestContext(TypedDict):
    requestId: str
    functionArn: str
    condition: str
    approximateInvokeCount: int


class DestinationResponseContext(TypedDict):
    statusCode: int
    executedVersion: str
    functionError: NotRequired[str | None]


class DestinationAsyncEvent(TypedDict):
    version: str
    timestamp: str
    requestContext: DestinationRequestContext
    requestPayload: Any
    responseContext: NotRequired[DestinationResponseContext]
    responsePayload: NotRequired[Any]


class BatchInfo(TypedDict):
    shardId: str
    startSequenceNumber: str
    endSequenceNumber: str
    approximateArrivalOfFirstRecord: str
    approximateArrivalOfLastRecord: str
    batchSize: int
    streamArn: str


class DestinationStreamEvent(TypedDict):
    requestContext: DestinationRequestContext
    responseContext: NotRequired[DestinationResponseContext]
    version: str
    timestamp: str
    KinesisBatchInfo: NotRequired[BatchInfo]
    DDBStreamBatchInfo: NotRequired[BatchInfo]
