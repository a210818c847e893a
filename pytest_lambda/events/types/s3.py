"""Event notifications from Amazon S3."""

from typing import Literal

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "S3Bucket",
    "S3Entity",
    "S3Event",
    "S3GlacierEventData",
    "S3Identity",
    "S3IntelligentTieringEventData",
    "S3LifecycleEventData",
    "S3Object",
    "S3Record",
    "S3ReplicationEventData",
    "S3RequestParameters",
    "S3ResponseElements",
    "S3RestoreEventData",
    "S3TransitionEventData",
]


class S3Identity(TypedDict):
    """Who acted, or who owns."""

    principalId: str


class S3RequestParameters(TypedDict):
    """Where the request came from."""

    sourceIPAddress: str


S3ResponseElements = TypedDict("S3ResponseElements", {"x-amz-request-id": str, "x-amz-id-2": str})
"""The ids by which S3's support finds a request."""


class S3Bucket(TypedDict):
    """The bucket."""

    name: str
    ownerIdentity: S3Identity
    arn: str


class S3Object(TypedDict):
    """The object; its key is URL-encoded."""

    key: str
    size: NotRequired[int]
    eTag: NotRequired[str]
    versionId: NotRequired[str]
    sequencer: str


class S3Entity(TypedDict):
    """What the event is about."""

    s3SchemaVersion: str
    configurationId: str
    bucket: S3Bucket
    object: S3Object


class S3RestoreEventData(TypedDict):
    """How long a restored copy stays."""

    lifecycleRestorationExpiryTime: str
    lifecycleRestoreStorageClass: str


class S3GlacierEventData(TypedDict):
    """Only where a restore is complete."""

    restoreEventData: S3RestoreEventData


class S3TransitionEventData(TypedDict):
    """Where an object went."""

    destinationStorageClass: str


class S3LifecycleEventData(TypedDict):
    """Only where a lifecycle rule moved an object."""

    transitionEventData: S3TransitionEventData


class S3IntelligentTieringEventData(TypedDict):
    """Only where an object was archived."""

    destinationAccessTier: str


class S3ReplicationEventData(TypedDict):
    """Only where an object is replicated."""

    replicationRuleId: str
    destinationBucket: str
    s3Operation: str
    requestTime: str
    failureReason: NotRequired[str]


class S3Record(TypedDict):
    """The one record of an event."""

    eventVersion: str
    eventSource: Literal["aws:s3"]
    awsRegion: str
    eventTime: str
    eventName: str
    userIdentity: S3Identity
    requestParameters: S3RequestParameters
    responseElements: S3ResponseElements
    s3: S3Entity
    glacierEventData: NotRequired[S3GlacierEventData]
    lifecycleEventData: NotRequired[S3LifecycleEventData]
    intelligentTieringEventData: NotRequired[S3IntelligentTieringEventData]
    replicationEventData: NotRequired[S3ReplicationEventData]


class S3Event(TypedDict):
    """What a bucket tells of one object."""

    Records: list[S3Record]
