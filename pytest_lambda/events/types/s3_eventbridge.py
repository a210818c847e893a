"""The shape of events from Amazon S3 by way of Amazon EventBridge."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["S3EventbridgeBucket", "S3EventbridgeDetail", "S3EventbridgeEvent", "S3EventbridgeObject"]


class S3EventbridgeBucket(TypedDict):
    """The bucket."""

    name: str


S3EventbridgeObject = TypedDict(
    "S3EventbridgeObject",
    {
        "key": str,
        "size": NotRequired[int],
        "etag": NotRequired[str],
        "version-id": NotRequired[str],
        "sequencer": NotRequired[str],
    },
)

S3EventbridgeDetail = TypedDict(
    "S3EventbridgeDetail",
    {
        "version": str,
        "event-version": str,
        "bucket": S3EventbridgeBucket,
        "object": S3EventbridgeObject,
        "request-id": str,
        "requester": str,
        "source-ip-address": NotRequired[str],
        "reason": NotRequired[str],
        "deletion-type": NotRequired[str],
        "restore-expiry-time": NotRequired[str],
        "source-storage-class": NotRequired[str],
        "destination-storage-class": NotRequired[str],
        "destination-access-tier": NotRequired[str],
    },
)

S3EventbridgeEvent = TypedDict(
    "S3EventbridgeEvent",
    {
        "version": str,
        "id": str,
        "detail-type": str,
        "source": str,
        "account": str,
        "time": str,
        "region": str,
        "resources": list[str],
        "detail": S3EventbridgeDetail,
    },
)
