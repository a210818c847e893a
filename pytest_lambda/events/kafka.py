"""Batches of records from Apache Kafka: Amazon MSK and clusters that others run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.arn import parse_arn
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override_groups
from pytest_lambda.events._payloads import payload, payload_base64, signed_bytes

if TYPE_CHECKING:
    from pytest_lambda.events.types.kafka import KafkaMskEvent, KafkaSelfManagedEvent

__all__ = ["DataFormat", "TimestampType", "Variant", "cluster_arn", "kafka_msk", "kafka_self_managed"]

Variant = Literal["standard", "key", "headers", "schema_metadata"]
TimestampType = Literal["CREATE_TIME", "LOG_APPEND_TIME"]
DataFormat = Literal["AVRO", "JSON", "PROTOBUF"]

_TOPIC = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}")
_CLUSTER = re.compile(r"[A-Za-z0-9-]{1,64}")
_CLUSTER_ARN = re.compile(r"[^/]+/[^/]+/[0-9a-f-]{36}-\d+")
_SERVER = re.compile(r"[^\s,:]+:\d{1,5}")
_MOST_RECORDS = 10_000
_PORT = 9092
_LAST_PARTITION = 2**31 - 1
_LAST_OFFSET = 2**63 - 1
_SERVERS = ("kafka-1.example.com:9092", "kafka-2.example.com:9092")
_SAMPLE_HEADERS = {"event_type": "order.placed"}


def kafka_msk(
    entropy: Entropy,
    values: object = None,
    *,
    variant: Variant = "standard",
    topic: str | Sequence[str] = "orders",
    partition: int | Sequence[int] = 0,
    offset: int | None = None,
    key: object = None,
    headers: Mapping[str, Any] | Sequence[Mapping[str, Any] | None] | None = None,
    value_schema_metadata: Mapping[str, str] | None = None,
    key_schema_metadata: Mapping[str, str] | None = None,
    timestamp_type: TimestampType = "CREATE_TIME",
    cluster: str = "orders",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> KafkaMskEvent:
    """
    Return the event of a batch of records from a cluster of Amazon MSK.

    Args:
        values: one per record: text and ``bytes`` as they are, anything else as JSON; base64 in the event.
            What is no list is one record; by default one order.
        variant: ``"standard"``; ``"key"``, ``"headers"`` and ``"schema_metadata"`` add a sample of what they
            name, unless that is given.
        topic: one for all records, or a list.
        partition: one for all records, or a list.
        offset: of the first record of each partition; by default offsets go on from event to event.
        key: one for all records (text, ``bytes``, or anything else as JSON), or a list with one key or None
            per record. A record without a key has no ``key``.
        headers: names with text or ``bytes``, or lists of these for a name that is there several times; for
            every record, or a list with one mapping (or None) per record.
        value_schema_metadata: what a schema registry knows of the values, ``{"data_format": "AVRO",
            "schema_id": "1"}``; the format is ``"AVRO"``, ``"JSON"`` or ``"PROTOBUF"``.
        key_schema_metadata: the same of the keys.
        timestamp_type: ``"CREATE_TIME"`` or ``"LOG_APPEND_TIME"``.
        cluster: name or ARN; the brokers' names follow from it.
        time: of the first record; each further one is a millisecond younger.
        overrides: merged in last; under ``"records"`` by topic and partition (``{"orders-0": ...}``), a dict
            for every record there or a list item by item. Where a record belongs follows its topic and
            partition, and the bootstrap servers follow the cluster's ARN.

    Raises:
        UsageError: an argument is not what it must be, or the batch is empty or over 10,000 records.

    Assumed: bytes of headers above 127 are negative numbers, as Java has them.

    Example:
        >>> event = events.kafka_msk([{"id": 1}], key="order-1")
        >>> event["records"]["orders-0"][0]["key"]
        'b3JkZXItMQ=='
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    arn = cluster_arn(entropy, cluster, region, account_id)
    event: dict[str, Any] = {
        "eventSource": "aws:kafka",
        "eventSourceArn": arn,
        "bootstrapServers": _brokers(arn),
        "records": _records(
            entropy,
            values,
            variant=variant,
            topic=topic,
            partition=partition,
            offset=offset,
            key=key,
            headers=headers,
            value_schema_metadata=value_schema_metadata,
            key_schema_metadata=key_schema_metadata,
            timestamp_type=timestamp_type,
            at=instant(entropy, time),
        ),
    }
    if overrides is not None:
        rules = (Rule("bootstrapServers", ("eventSourceArn",), lambda event: _brokers(event["eventSourceArn"])),)
        event = _overridden(event, overrides, rules)
    return cast("KafkaMskEvent", event)


def kafka_self_managed(
    entropy: Entropy,
    values: object = None,
    *,
    variant: Variant = "standard",
    topic: str | Sequence[str] = "orders",
    partition: int | Sequence[int] = 0,
    offset: int | None = None,
    key: object = None,
    headers: Mapping[str, Any] | Sequence[Mapping[str, Any] | None] | None = None,
    value_schema_metadata: Mapping[str, str] | None = None,
    key_schema_metadata: Mapping[str, str] | None = None,
    timestamp_type: TimestampType = "CREATE_TIME",
    bootstrap_servers: str | Sequence[str] = _SERVERS,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> KafkaSelfManagedEvent:
    """
    Return the event of a batch of records from a Kafka cluster that is not of Amazon MSK.

    Args:
        values: as for ``kafka_msk``, like everything that is not named here.
        variant: as for ``kafka_msk``.
        topic: one for all records, or a list.
        partition: one for all records, or a list.
        offset: of the first record of each partition.
        key: as for ``kafka_msk``.
        headers: as for ``kafka_msk``.
        value_schema_metadata: as for ``kafka_msk``.
        key_schema_metadata: as for ``kafka_msk``.
        timestamp_type: ``"CREATE_TIME"`` or ``"LOG_APPEND_TIME"``.
        bootstrap_servers: ``host:port`` with commas between them, or a list.
        account_id: no field of this event holds it.
        region: no field of this event holds it.
        time: of the first record.
        overrides: as for ``kafka_msk``.

    Raises:
        UsageError: an argument is not what it must be, or the batch is empty or over 10,000 records.

    Example:
        >>> events.kafka_self_managed(["a"], bootstrap_servers=["one:9092", "two:9092"])["bootstrapServers"]
        'one:9092,two:9092'
    """
    _check.region(region)
    _check.account_id(account_id)
    event: dict[str, Any] = {
        "eventSource": "SelfManagedKafka",
        "bootstrapServers": _servers(bootstrap_servers),
        "records": _records(
            entropy,
            values,
            variant=variant,
            topic=topic,
            partition=partition,
            offset=offset,
            key=key,
            headers=headers,
            value_schema_metadata=value_schema_metadata,
            key_schema_metadata=key_schema_metadata,
            timestamp_type=timestamp_type,
            at=instant(entropy, time),
        ),
    }
    if overrides is not None:
        event = _overridden(event, overrides, ())
    return cast("KafkaSelfManagedEvent", event)


def cluster_arn(entropy: Entropy, cluster: object, region: str, account_id: str, *, argument: str = "cluster") -> str:
    """
    Return the ARN of a cluster of Amazon MSK; a name gives the same ARN in every event of the stream.

    Raises:
        UsageError: *cluster* is neither a name nor such an ARN.
    """
    arn = _names.resource_arn(
        argument,
        cluster,
        service="kafka",
        region=region,
        account_id=account_id,
        name=_CLUSTER,
        allowed="the name of a cluster (up to 64 letters, digits or '-') or its ARN",
        prefix="cluster/",
    )
    if not _names.is_arn(cluster):
        return f"{arn}/{_samples.resource_uuid(entropy, arn)}-4"
    return _check.matching(argument, arn, _CLUSTER_ARN, "the ARN of a cluster, which ends in its name and a UUID")


def _brokers(arn: str) -> str:
    """Return where the brokers of a cluster listen."""
    parts = parse_arn(arn)
    _, name, uuid = parts.resource.split("/")
    zone = f"{name.lower()}.{uuid[:6]}.c{uuid[-1]}.kafka.{parts.region}.{_names.dns_suffix(parts.region)}"
    return ",".join(f"b-{number}.{zone}:{_PORT}" for number in (1, 2))


def _servers(given: object) -> str:
    allowed = "host:port, with commas between several, or a list of these"
    servers = given.split(",") if isinstance(given, str) else given
    if not isinstance(servers, (list, tuple)) or not servers:
        raise _check.wrong("bootstrap_servers", allowed, given)
    return ",".join(_check.matching("bootstrap_servers", server, _SERVER, allowed) for server in servers)


def _records(
    entropy: Entropy,
    values: object,
    *,
    variant: object,
    topic: object,
    partition: object,
    offset: object,
    key: object,
    headers: object,
    value_schema_metadata: object,
    key_schema_metadata: object,
    timestamp_type: object,
    at: Instant,
) -> dict[str, list[dict[str, Any]]]:
    variant = _check.choice("variant", variant, get_args(Variant))
    given = _samples.order(entropy) if values is None else values
    items = _check.listed("values", given, at_most=_MOST_RECORDS)
    count = len(items)
    if variant == "key" and key is None:
        key = [f"order-{entropy.hex(8)}" for _ in items]
    if variant == "headers" and headers is None:
        headers = _SAMPLE_HEADERS
    if variant == "schema_metadata" and value_schema_metadata is None:
        value_schema_metadata = {"data_format": "JSON", "schema_id": _samples.resource_uuid(entropy, "schema")}
    topics = [
        _check.matching("topic", one, _TOPIC, "the name of a topic (up to 249 letters, digits, '.', '_' or '-')")
        for one in _check.per_record("topic", topic, count)
    ]
    partitions = [
        _check.integer("partition", one, 0, _LAST_PARTITION) for one in _check.per_record("partition", partition, count)
    ]
    if offset is not None:
        offset = _check.integer("offset", offset, 0, _LAST_OFFSET - count)
    keys = _check.per_record("key", key, count)
    all_headers = _check.per_record("headers", headers, count)
    of_value = _schema_metadata("value_schema_metadata", value_schema_metadata)
    of_key = _schema_metadata("key_schema_metadata", key_schema_metadata)
    kind = _check.choice("timestamp_type", timestamp_type, get_args(TimestampType))
    records = []
    next_offsets: dict[str, int] = {}
    for index, item in enumerate(items):
        place = f"{topics[index]}-{partitions[index]}"
        if offset is None:
            number = entropy.child(place).count("offset") - 1
        else:
            assert isinstance(offset, int)
            number = next_offsets.get(place, offset)
            next_offsets[place] = number + 1
        record: dict[str, Any] = {
            "topic": topics[index],
            "partition": partitions[index],
            "offset": number,
            "timestamp": at.ms + index,
            "timestampType": kind,
        }
        if keys[index] is not None:
            record["key"] = payload_base64("key", keys[index])
        record["value"] = payload_base64(f"values[{index}]", item)
        record["headers"] = _headers(all_headers[index])
        if of_key is not None and keys[index] is not None:
            record["keySchemaMetadata"] = dict(of_key)
        if of_value is not None:
            record["valueSchemaMetadata"] = dict(of_value)
        records.append(record)
    return _by_partition(records)


def _by_partition(records: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        grouped.setdefault(f"{record['topic']}-{record['partition']}", []).append(record)
    return grouped


def _headers(given: object) -> list[dict[str, list[int]]]:
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise _check.wrong("headers", "a mapping of names to text or bytes", given)
    headers = []
    for name, value in given.items():
        _check.text("a name in headers", name)
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if not isinstance(one, (str, bytes, bytearray)):
                raise _check.wrong(f"headers[{name!r}]", "text, bytes, or a list of these", value)
            headers.append({name: signed_bytes(payload(f"headers[{name!r}]", one))})
    return headers


def _schema_metadata(argument: str, given: object) -> dict[str, str] | None:
    """Return what *given* says, by the names that the event has for it."""
    if given is None:
        return None
    allowed = "a mapping with data_format and schema_id"
    if not isinstance(given, Mapping):
        raise _check.wrong(argument, allowed, given)
    folded = {str(name).replace("_", "").lower(): value for name, value in given.items()}
    if folded.keys() != {"dataformat", "schemaid"}:
        raise _check.wrong(argument, allowed, given)
    return {
        "dataFormat": _check.choice(f"data_format in {argument}", folded["dataformat"], get_args(DataFormat)),
        "schemaId": _check.text(f"schema_id in {argument}", folded["schemaid"]),
    }


def _overridden(event: dict[str, Any], overrides: object, rules: Sequence[Rule]) -> dict[str, Any]:
    changed = override_groups(event, overrides, key="records", record_rules=(), rules=rules, whole=_is_whole)
    changed["records"] = _by_partition([record for group in changed["records"].values() for record in group])
    return changed


def _is_whole(path: tuple[str, ...]) -> bool:
    return path[-1:] in (("keySchemaMetadata",), ("valueSchemaMetadata",))
