"""Batches of records from Amazon Kinesis Data Streams."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names, _samples, _windows
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override_records
from pytest_lambda.events._payloads import payload_base64

if TYPE_CHECKING:
    from pytest_lambda.events.types.kinesis import KinesisEvent, KinesisWindowEvent

__all__ = ["kinesis", "kinesis_window", "partition_keys", "sequence_number", "shard_name", "stream_arn"]

_STREAM = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_SHARD = re.compile(r"shardId-\d{12}")
_ROLE = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/.+")
_MOST_RECORDS = 10_000
_LAST_SHARD = 10**12 - 1


def kinesis(
    entropy: Entropy,
    data: object = None,
    *,
    partition_key: str | Sequence[str] | None = None,
    stream: str = "orders",
    shard_id: int | str = 0,
    invoke_identity_arn: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> KinesisEvent:
    """
    Return the event of a batch of records from one shard of a stream.

    Args:
        data: one per record: text and ``bytes`` as they are, anything else as JSON; base64 in the event. What
            is no list is one record; by default one order.
        partition_key: one for all records or a list; by default each record has its own.
        stream: name or ARN.
        shard_id: a number, or ``shardId-`` and twelve digits.
        invoke_identity_arn: the role of the event source mapping.
        time: when the first record arrived; each further one came a millisecond later.
        overrides: merged in last; under ``"Records"`` a dict goes to every record and a list item by item.
            Sequence number and event id, Region and stream ARN follow each other. ``data`` there is base64.

    Raises:
        UsageError: an argument is not what it must be, or the batch is empty or over 10,000 records.

    Source: STR-01

    Example:
        >>> [record["kinesis"]["data"] for record in events.kinesis(["a", b"b"])["Records"]]
        ['YQ==', 'Yg==']
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    arn, shard = stream_arn(stream, region, account_id), shard_name(shard_id)
    items = _data(entropy, data, may_be_empty=False)
    role = _role(invoke_identity_arn, account_id, region)
    records = _records(entropy, items, partition_key, arn, shard, role, instant(entropy, time))
    event = {"Records": records}
    if overrides is not None:
        override_records(event, overrides, record_rules=_RECORD_RULES)
    return cast("KinesisEvent", event)


def kinesis_window(
    entropy: Entropy,
    data: object = None,
    *,
    tumbling_window_in_seconds: int = 120,
    state: Mapping[str, Any] | None = None,
    is_final_invoke_for_window: bool = False,
    is_window_terminated_early: bool = False,
    partition_key: str | Sequence[str] | None = None,
    stream: str = "orders",
    shard_id: int | str = 0,
    invoke_identity_arn: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> KinesisWindowEvent:
    """
    Return the event of a batch that belongs to a tumbling window.

    Args:
        data: as for ``kinesis``; may be empty in the final invoke of a window.
        tumbling_window_in_seconds: 1 to 900; the window is the one that *time* lies in.
        state: what the previous invoke for this window returned.
        is_final_invoke_for_window: the window is over and its result is due.
        is_window_terminated_early: the state grew too large.
        partition_key: as for ``kinesis``.
        stream: name or ARN.
        shard_id: a number, or ``shardId-`` and twelve digits.
        invoke_identity_arn: the role of the event source mapping.
        time: when the first record arrived.
        overrides: as for ``kinesis``; the window's stream ARN and shard and those of the records follow each
            other.

    Raises:
        UsageError: an argument is not what it must be.

    Source: STR-01

    Example:
        >>> event = events.kinesis_window(["a"], state={"count": 3}, time=1_735_689_650)
        >>> event["state"], event["window"]
        ({'count': 3}, {'start': '2025-01-01T00:00:00Z', 'end': '2025-01-01T00:02:00Z'})
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    arn, shard = stream_arn(stream, region, account_id), shard_name(shard_id)
    items = _data(entropy, data, may_be_empty=is_final_invoke_for_window is True)
    role = _role(invoke_identity_arn, account_id, region)
    at = instant(entropy, time)
    event = _windows.windowed(
        {"Records": _records(entropy, items, partition_key, arn, shard, role, at)},
        at=at,
        shard_id=shard,
        event_source_arn=arn,
        tumbling_window_in_seconds=tumbling_window_in_seconds,
        state=state,
        is_final_invoke_for_window=is_final_invoke_for_window,
        is_window_terminated_early=is_window_terminated_early,
    )
    if overrides is not None:
        override_records(event, overrides, record_rules=_RECORD_RULES, rules=_WINDOW_RULES)
    return cast("KinesisWindowEvent", event)


def _data(entropy: Entropy, data: object, *, may_be_empty: bool) -> list[str]:
    given = _samples.order(entropy) if data is None else data
    items = _check.listed("data", given, at_most=_MOST_RECORDS, may_be_empty=may_be_empty)
    return [payload_base64(f"data[{index}]", item) for index, item in enumerate(items)]


def _records(
    entropy: Entropy, items: list[str], partition_key: object, arn: str, shard: str, role: str, at: Instant
) -> list[dict[str, Any]]:
    region = _names.region_of(arn)
    keys = partition_keys(entropy, partition_key, len(items))
    records = []
    for index, item in enumerate(items):
        number = sequence_number(entropy)
        records.append(
            {
                "kinesis": {
                    "kinesisSchemaVersion": "1.0",
                    "partitionKey": keys[index],
                    "sequenceNumber": number,
                    "data": item,
                    "approximateArrivalTimestamp": (at.ms + index) / 1000,
                },
                "eventSource": "aws:kinesis",
                "eventVersion": "1.0",
                "eventID": f"{shard}:{number}",
                "eventName": "aws:kinesis:record",
                "invokeIdentityArn": role,
                "awsRegion": region,
                "eventSourceARN": arn,
            }
        )
    return records


def partition_keys(entropy: Entropy, given: object, count: int) -> list[str]:
    """Return one partition key per record: those that are *given*, else one of its own for each."""
    if given is None:
        return [entropy.hex(8) for _ in range(count)]
    keys = _check.per_record("partition_key", given, count)
    for key in keys:
        if not isinstance(key, str) or not 1 <= len(key) <= 256:
            raise _check.wrong("partition_key", "text of 1 to 256 characters", key)
    return keys


def sequence_number(entropy: Entropy) -> str:
    """Return 56 digits that rise with every record of the stream."""
    start, number = entropy.seed % 10**10, entropy.count("sequence")
    return f"4966{start:010d}{number:012d}{entropy.random.getrandbits(96):030d}"


def stream_arn(stream: object, region: str, account_id: str, *, argument: str = "stream") -> str:
    """Return the ARN of *stream*, a name or an ARN; else UsageError."""
    return _names.resource_arn(
        argument,
        stream,
        service="kinesis",
        region=region,
        account_id=account_id,
        name=_STREAM,
        allowed="the name of a stream (up to 128 letters, digits, '_', '.' or '-') or its ARN",
        prefix="stream/",
    )


def shard_name(shard_id: object) -> str:
    """Return ``shardId-`` and twelve digits; else UsageError."""
    if isinstance(shard_id, str):
        return _check.matching("shard_id", shard_id, _SHARD, "a number or 'shardId-' and twelve digits")
    return f"shardId-{_check.integer('shard_id', shard_id, 0, _LAST_SHARD):012d}"


def _role(given: object, account_id: str, region: str) -> str:
    if given is None:
        return f"arn:{_names.partition(region)}:iam::{account_id}:role/lambda-kinesis-role"
    return _check.matching("invoke_identity_arn", given, _ROLE, "the ARN of a role")


_RECORD_RULES = (
    Rule("kinesis/sequenceNumber", ("eventID",), lambda record: record["eventID"].split(":")[1]),
    Rule(
        "eventID",
        ("kinesis/sequenceNumber",),
        lambda record: f"{record['eventID'].split(':')[0]}:{record['kinesis']['sequenceNumber']}",
    ),
    Rule("awsRegion", ("eventSourceARN",), lambda record: _names.region_of(record["eventSourceARN"])),
    Rule(
        "eventSourceARN",
        ("awsRegion",),
        lambda record: _names.arn_in_region(record["eventSourceARN"], record["awsRegion"]),
    ),
)


def _records_of_the_window(event: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records as records of the stream and shard that the window names."""
    for record in event["Records"]:
        record["eventSourceARN"] = event["eventSourceARN"]
        record["awsRegion"] = _names.region_of(event["eventSourceARN"])
        record["eventID"] = f"{event['shardId']}:{record['kinesis']['sequenceNumber']}"
    records: list[dict[str, Any]] = event["Records"]
    return records


def _shard_of_the_records(event: dict[str, Any]) -> str:
    first: str = event["Records"][0]["eventID"] if event["Records"] else event["shardId"]
    return first.partition(":")[0]


_WINDOW_RULES = (
    *_windows.WINDOW_RULES,
    Rule("shardId", ("Records",), _shard_of_the_records),
    Rule("Records", ("eventSourceARN", "shardId"), _records_of_the_window),
)
