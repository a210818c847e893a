"""
Events as AWS sends them: one builder per kind, each a plain dict.

``events.sqs(["a", "b"])`` draws from a stream that begins anew with :func:`reseed`; ``events.seeded(seed)``
gives the same builders with a stream of their own. The same seed gives the same events, and no two events of
a stream share an id. ``events.decode(event)`` reads back what a builder was given.
"""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.events._builders import Builders, kinds, variants
from pytest_lambda.events._decode import decode

__all__ = [
    "Builders",
    "decode",
    "default",
    "kinds",
    "reseed",
    "seeded",
    "variants",
    "apigw_http",
    "apigw_rest",
    "documentdb",
    "dynamodb",
    "dynamodb_window",
    "eventbridge",
    "firehose",
    "kafka_msk",
    "kafka_self_managed",
    "kinesis",
    "kinesis_window",
    "mq_activemq",
    "mq_rabbitmq",
    "s3",
    "s3_batch",
    "s3_eventbridge",
    "s3_object_lambda",
    "ses",
    "sns",
    "sqs",
]

default = Builders(0)
"""What the builders of this module draw from; Region, account and clock can be set on it."""

reseed = default.reseed

# A builder takes the name of its module; the rest is had by `from pytest_lambda.events.sqs import record`.
apigw_http = default.apigw_http
apigw_rest = default.apigw_rest
documentdb = default.documentdb
dynamodb = default.dynamodb
dynamodb_window = default.dynamodb_window
eventbridge = default.eventbridge
firehose = default.firehose
kafka_msk = default.kafka_msk
kafka_self_managed = default.kafka_self_managed
kinesis = default.kinesis
kinesis_window = default.kinesis_window
mq_activemq = default.mq_activemq
mq_rabbitmq = default.mq_rabbitmq
s3 = default.s3
s3_batch = default.s3_batch
s3_eventbridge = default.s3_eventbridge
s3_object_lambda = default.s3_object_lambda
ses = default.ses
sns = default.sns
sqs = default.sqs


def seeded(
    seed: int,
    *,
    region: str = "us-east-1",
    account_id: str = "123456789012",
    now: Callable[[], float] | None = None,
) -> Builders:
    """
    Return all builders with a stream of their own, which begins at *seed*.

    Args:
        seed: any integer.
        region: of events that are not given another.
        account_id: of events that are not given another.
        now: gives the time of events that are not given one, in seconds since the epoch.

    Raises:
        UsageError: an argument is not what it must be.
    """
    return Builders(seed, region=region, account_id=account_id, now=now)
