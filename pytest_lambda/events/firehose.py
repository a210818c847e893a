"""Batches of records that Amazon Data Firehose has transformed by a function."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override_records
from pytest_lambda.events._payloads import payload_base64
from pytest_lambda.events.kafka import cluster_arn
from pytest_lambda.events.kinesis import partition_keys, sequence_number, shard_name, stream_arn

if TYPE_CHECKING:
    from pytest_lambda.events.types.firehose import FirehoseEvent

__all__ = ["Variant", "firehose"]

Variant = Literal["direct_put", "kinesis", "msk"]

_DELIVERY_STREAM = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_MOST_RECORDS = 10_000
_PART_OF_A_RECORD = "000000"  # what a record id has after the sequence number


def firehose(
    entropy: Entropy,
    data: object = None,
    *,
    variant: Variant = "direct_put",
    delivery_stream: str = "orders",
    source: str | None = None,
    partition_key: str | Sequence[str] | None = None,
    shard_id: int | str = 0,
    partition: int = 0,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> FirehoseEvent:
    """
    Return the event of a batch of records to be transformed.

    Args:
        data: one per record: text and ``bytes`` as they are, anything else as JSON; base64 in the event. What
            is no list is one record; by default one order.
        variant: where the records come from: ``"direct_put"``, ``"kinesis"`` (each has what its stream said
            of it), ``"msk"`` (their data is under ``kafkaRecordValue``).
        delivery_stream: name or ARN.
        source: name or ARN of the stream or the cluster; by default ``orders``.
        partition_key: of the records of a stream; one for all or a list.
        shard_id: of the records of a stream, a number or ``shardId-`` and twelve digits.
        partition: of the records of a topic.
        time: when the first record arrived; each further one came a millisecond later.
        overrides: merged in last; under ``"records"`` a dict goes to every record and a list item by item.
            Region and ARN follow each other, and a record's id and time and what the source says of them.

    Raises:
        UsageError: an argument is not what it must be, or the batch is empty or over 10,000 records.

    Assumed: record ids are sequence numbers with six digits after them, whatever the source; what a record from
    MSK looks like, beside the names of its fields.

    Example:
        >>> event = events.firehose(["a", "b"], variant="kinesis")
        >>> event["sourceKinesisStreamArn"], [record["data"] for record in event["records"]]
        ('arn:aws:kinesis:us-east-1:123456789012:stream/orders', ['YQ==', 'Yg=='])
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    arn = _names.resource_arn(
        "delivery_stream",
        delivery_stream,
        service="firehose",
        region=region,
        account_id=account_id,
        name=_DELIVERY_STREAM,
        allowed="the name of a delivery stream (up to 64 letters, digits, '_', '.' or '-') or its ARN",
        prefix="deliverystream/",
    )
    origin = _origin(entropy, variant, source, region, account_id)
    _check.only_with("kinesis", variant, partition_key=partition_key)
    shard = shard_name(shard_id)
    _check.integer("partition", partition, 0)
    at = instant(entropy, time)
    given = _samples.order(entropy) if data is None else data
    items = _check.listed("data", given, at_most=_MOST_RECORDS)
    keys = partition_keys(entropy, partition_key, len(items)) if variant == "kinesis" else []
    records = []
    for index, item in enumerate(items):
        number, arrived = sequence_number(entropy), at.ms + index
        record: dict[str, Any] = {"recordId": number + _PART_OF_A_RECORD, "approximateArrivalTimestamp": arrived}
        content = payload_base64(f"data[{index}]", item)
        if variant == "msk":
            record["mskRecordMetadata"] = {
                "offset": str(entropy.count(f"offset/{partition}") - 1),
                "partitionId": str(partition),
                "approximateArrivalTimestamp": arrived,
            }
            record["kafkaRecordValue"] = content
        else:
            record["data"] = content
        if variant == "kinesis":
            record["kinesisRecordMetadata"] = {
                "sequenceNumber": number,
                "subsequenceNumber": 0,
                "partitionKey": keys[index],
                "shardId": shard,
                "approximateArrivalTimestamp": arrived,
            }
        records.append(record)
    event: dict[str, Any] = {
        "invocationId": entropy.uuid(),
        **origin,
        "deliveryStreamArn": arn,
        "region": _names.region_of(arn),
        "records": records,
    }
    if overrides is not None:
        event = override_records(event, overrides, record_rules=_RECORD_RULES, rules=_RULES, key="records")
    return cast("FirehoseEvent", event)


def _origin(entropy: Entropy, variant: str, source: object, region: str, account_id: str) -> dict[str, str]:
    if variant == "direct_put":
        _check.left_out(variant, source=source)
        return {}
    name = "orders" if source is None else source
    if variant == "msk":
        return {"sourceMSKArn": cluster_arn(entropy, name, region, account_id, argument="source")}
    return {"sourceKinesisStreamArn": stream_arn(name, region, account_id, argument="source")}


def _time_of(metadata: str) -> Rule:
    return Rule(
        "approximateArrivalTimestamp",
        (f"{metadata}/approximateArrivalTimestamp",),
        lambda record: record[metadata]["approximateArrivalTimestamp"],
    )


def _time_in(metadata: str) -> Rule:
    return Rule(
        f"{metadata}/approximateArrivalTimestamp",
        ("approximateArrivalTimestamp",),
        lambda record: record["approximateArrivalTimestamp"],
    )


_METADATA = ("kinesisRecordMetadata", "mskRecordMetadata")
_RECORD_RULES = (
    *map(_time_of, _METADATA),
    *map(_time_in, _METADATA),
    Rule(
        "recordId",
        ("kinesisRecordMetadata/sequenceNumber",),
        lambda record: record["kinesisRecordMetadata"]["sequenceNumber"] + _PART_OF_A_RECORD,
    ),
)
_RULES = (
    Rule("region", ("deliveryStreamArn",), lambda event: _names.region_of(event["deliveryStreamArn"])),
    Rule(
        "deliveryStreamArn",
        ("region",),
        lambda event: _names.arn_in_region(event["deliveryStreamArn"], event["region"]),
    ),
)
