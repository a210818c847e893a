"""The shapes of all events, for type checkers: every builder returns one of these."""

# Written by tools/kinds.py: run it instead of changing this file.

from pytest_lambda.events.types.apigw import (
    ApigwHttpDescription,
    ApigwHttpEvent,
    ApigwHttpRequestContext,
    ApigwRestEvent,
    ApigwRestIdentity,
    ApigwRestRequestContext,
)
from pytest_lambda.events.types.dynamodb import (
    DynamodbAttributeValue,
    DynamodbChange,
    DynamodbEvent,
    DynamodbRecord,
    DynamodbUserIdentity,
    DynamodbWindowEvent,
)
from pytest_lambda.events.types.eventbridge import EventbridgeEvent
from pytest_lambda.events.types.kinesis import KinesisData, KinesisEvent, KinesisRecord, KinesisWindowEvent
from pytest_lambda.events.types.s3 import (
    S3Bucket,
    S3Entity,
    S3Event,
    S3GlacierEventData,
    S3Identity,
    S3IntelligentTieringEventData,
    S3LifecycleEventData,
    S3Object,
    S3Record,
    S3ReplicationEventData,
    S3RequestParameters,
    S3ResponseElements,
    S3RestoreEventData,
    S3TransitionEventData,
)
from pytest_lambda.events.types.sns import SnsEvent, SnsMessageAttribute, SnsNotification, SnsRecord
from pytest_lambda.events.types.sqs import SqsEvent, SqsMessageAttribute, SqsRecord, SqsRecordAttributes

__all__ = [
    "ApigwHttpDescription",
    "ApigwHttpEvent",
    "ApigwHttpRequestContext",
    "ApigwRestEvent",
    "ApigwRestIdentity",
    "ApigwRestRequestContext",
    "DynamodbAttributeValue",
    "DynamodbChange",
    "DynamodbEvent",
    "DynamodbRecord",
    "DynamodbUserIdentity",
    "DynamodbWindowEvent",
    "EventbridgeEvent",
    "KinesisData",
    "KinesisEvent",
    "KinesisRecord",
    "KinesisWindowEvent",
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
    "SnsEvent",
    "SnsMessageAttribute",
    "SnsNotification",
    "SnsRecord",
    "SqsEvent",
    "SqsMessageAttribute",
    "SqsRecord",
    "SqsRecordAttributes",
]
