"""The shape of events from Amazon DocumentDB."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "DocumentdbChange",
    "DocumentdbClusterTime",
    "DocumentdbEvent",
    "DocumentdbNamespace",
    "DocumentdbRecord",
    "DocumentdbResumeToken",
    "DocumentdbTimestamp",
    "DocumentdbUpdateDescription",
]

DocumentdbResumeToken = TypedDict("DocumentdbResumeToken", {"_data": str})
DocumentdbTimestamp = TypedDict("DocumentdbTimestamp", {"t": int, "i": int})
DocumentdbClusterTime = TypedDict("DocumentdbClusterTime", {"$timestamp": DocumentdbTimestamp})


class DocumentdbNamespace(TypedDict):
    """A collection of a database."""

    db: str
    coll: str


class DocumentdbUpdateDescription(TypedDict):
    """What an update changed."""

    updatedFields: dict[str, Any]
    removedFields: list[str]


class DocumentdbChange(TypedDict):
    """One change, as MongoDB describes it."""

    _id: DocumentdbResumeToken
    clusterTime: DocumentdbClusterTime
    documentKey: NotRequired[dict[str, Any]]
    fullDocument: NotRequired[dict[str, Any]]
    ns: NotRequired[DocumentdbNamespace]
    to: NotRequired[DocumentdbNamespace]
    operationType: str
    updateDescription: NotRequired[DocumentdbUpdateDescription]


class DocumentdbRecord(TypedDict):
    """One item of a batch."""

    event: DocumentdbChange


class DocumentdbEvent(TypedDict):
    """A batch of changes from a cluster."""

    eventSourceArn: str
    events: list[DocumentdbRecord]
    eventSource: str
