"""Batches of changes from Amazon DynamoDB Streams."""

from typing import Any, Literal

from pytest_lambda.events.types._typing import NotRequired, TypedDict
from pytest_lambda.events.types._windows import WindowFields

__all__ = [
    "DynamodbAttributeValue",
    "DynamodbChange",
    "DynamodbEvent",
    "DynamodbRecord",
    "DynamodbUserIdentity",
    "DynamodbWindowEvent",
]


class DynamodbAttributeValue(TypedDict, total=False):
    """A typed value: exactly one of these keys; numbers are text and bytes base64."""

    S: str
    N: str
    B: str
    BOOL: bool
    NULL: Literal[True]
    SS: list[str]
    NS: list[str]
    BS: list[str]
    L: list[Any]
    M: dict[str, Any]


class DynamodbChange(TypedDict):
    """What changed, as far as the view of the stream shows it."""

    ApproximateCreationDateTime: float
    Keys: dict[str, DynamodbAttributeValue]
    NewImage: NotRequired[dict[str, DynamodbAttributeValue]]
    OldImage: NotRequired[dict[str, DynamodbAttributeValue]]
    SequenceNumber: str
    SizeBytes: int
    StreamViewType: Literal["NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"]


class DynamodbUserIdentity(TypedDict):
    """Who deleted an item that had expired."""

    type: Literal["Service"]
    principalId: str


class DynamodbRecord(TypedDict):
    """One change of one item."""

    eventID: str
    eventName: Literal["INSERT", "MODIFY", "REMOVE"]
    eventVersion: str
    eventSource: Literal["aws:dynamodb"]
    awsRegion: str
    dynamodb: DynamodbChange
    eventSourceARN: str
    userIdentity: NotRequired[DynamodbUserIdentity]


class DynamodbEvent(TypedDict):
    """A batch of changes to one table."""

    Records: list[DynamodbRecord]


class DynamodbWindowEvent(DynamodbEvent, WindowFields):
    """A batch of changes that belongs to a tumbling window."""
