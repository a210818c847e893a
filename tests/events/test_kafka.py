"""Batches from Kafka."""

from __future__ import annotations

import base64

import pytest

from pytest_lambda.base.errors import UsageError

ARN = "arn:aws:kafka:eu-west-1:210987654321:cluster/shop/0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f-7"


def records(event):
    return [record for group in event["records"].values() for record in group]


def only(event):
    (record,) = records(event)
    return record


def test_records_are_grouped_by_topic_and_partition(events):
    event = events.kafka_msk(["a", "b", "c"], topic=["one", "two", "one"], partition=[0, 1, 0])

    assert {"one-0": 2, "two-1": 1} == {name: len(group) for name, group in event["records"].items()}


def test_offsets_go_on_from_event_to_event(events):
    found = [record["offset"] for _ in range(2) for record in records(events.kafka_msk(["a", "b"]))]

    assert [0, 1, 2, 3] == found


def test_each_partition_has_its_own_offsets(events):
    found = records(events.kafka_msk(["a", "b", "c"], partition=[0, 1, 0]))

    assert [(0, 0), (0, 1), (1, 0)] == [(record["partition"], record["offset"]) for record in found]


def test_an_offset_is_where_each_partition_begins(events):
    found = records(events.kafka_msk(["a", "b", "c"], partition=[0, 1, 0], offset=7))

    assert [(0, 7), (0, 8), (1, 7)] == [(record["partition"], record["offset"]) for record in found]


def test_a_record_without_a_key_has_none(events):
    first, second = records(events.kafka_msk(["a", "b"], key=["k", None]))

    assert "aw==" == first["key"]
    assert "key" not in second


def test_metadata_of_keys_is_where_there_is_a_key(events):
    schema = {"dataFormat": "JSON", "schemaId": "1"}
    first, second = records(events.kafka_msk(["a", "b"], key=["k", None], key_schema_metadata=schema))

    assert schema == first["keySchemaMetadata"]
    assert "keySchemaMetadata" not in second


def test_headers_are_signed_bytes_and_may_repeat(events):
    headers = {"h": ["x", b"\x80\xff"], "n": "y"}

    assert [{"h": [120]}, {"h": [-128, -1]}, {"n": [121]}] == only(events.kafka_msk(headers=headers))["headers"]


def test_each_record_can_have_its_own_headers(events):
    found = records(events.kafka_msk(["a", "b"], headers=[{"h": "x"}, None]))

    assert [[{"h": [120]}], []] == [record["headers"] for record in found]


@pytest.mark.parametrize(
    ("variant", "has"),
    [
        ("standard", (False, False, False)),
        ("key", (True, False, False)),
        ("headers", (False, True, False)),
        ("schema_metadata", (False, False, True)),
    ],
)
def test_a_variant_adds_what_it_names(events, variant, has):
    record = only(events.kafka_self_managed(variant=variant))

    assert has == ("key" in record, bool(record["headers"]), "valueSchemaMetadata" in record)


def test_what_is_given_wins_over_the_sample_of_the_variant(events):
    assert "aw==" == only(events.kafka_msk(key="k", variant="key"))["key"]


def test_the_time_is_that_of_the_first_record(events):
    found = records(events.kafka_msk(["a", "b"], time=1_700_000_000, timestamp_type="LOG_APPEND_TIME"))

    assert [1_700_000_000_000, 1_700_000_000_001] == [record["timestamp"] for record in found]
    assert {"LOG_APPEND_TIME"} == {record["timestampType"] for record in found}


def test_a_cluster_keeps_its_arn(events):
    assert events.kafka_msk()["eventSourceArn"] == events.kafka_msk()["eventSourceArn"]
    assert events.kafka_msk()["eventSourceArn"] != events.kafka_msk(cluster="shop")["eventSourceArn"]


def test_a_cluster_may_be_an_arn(events):
    event = events.kafka_msk(cluster=ARN)

    assert ARN == event["eventSourceArn"]
    assert (
        "b-1.shop.0a1b2c.c7.kafka.eu-west-1.amazonaws.com:9092,b-2.shop.0a1b2c.c7.kafka.eu-west-1.amazonaws.com:9092"
        == event["bootstrapServers"]
    )


@pytest.mark.parametrize("servers", ["one:9092,two:9093", ["one:9092", "two:9093"]])
def test_servers_are_joined(events, servers):
    assert "one:9092,two:9093" == events.kafka_self_managed(bootstrap_servers=servers)["bootstrapServers"]


def test_overrides_reach_the_records_of_one_partition(events):
    overrides = {"records": {"orders-1": {"timestampType": "LOG_APPEND_TIME"}}}
    found = records(events.kafka_msk(["a", "b"], partition=[0, 1], overrides=overrides))

    assert ["CREATE_TIME", "LOG_APPEND_TIME"] == [record["timestampType"] for record in found]


def test_overrides_go_record_by_record(events):
    value = base64.b64encode(b"x").decode()
    found = records(events.kafka_msk(["a", "b"], overrides={"records": {"orders-0": [{}, {"value": value}]}}))

    assert ["YQ==", "eA=="] == [record["value"] for record in found]


def test_a_record_is_where_its_topic_and_partition_say(events):
    event = events.kafka_msk(["a", "b"], overrides={"records": {"orders-0": [{"partition": 3}]}})

    assert ["orders-3", "orders-0"] == list(event["records"])


def test_the_servers_follow_the_arn(events):
    event = events.kafka_msk(overrides={"eventSourceArn": ARN})

    assert event["bootstrapServers"].startswith("b-1.shop.0a1b2c.c7.kafka.eu-west-1.")


def test_metadata_of_a_schema_is_replaced_as_a_whole(events):
    overrides = {"records": {"orders-0": {"valueSchemaMetadata": {"schemaId": "9"}}}}

    assert {"schemaId": "9"} == only(events.kafka_msk(variant="schema_metadata", overrides=overrides))[
        "valueSchemaMetadata"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"variant": "keys"},
            "variant must be one of 'standard', 'key', 'headers', 'schema_metadata', got 'keys'",
        ),
        (
            {"values": []},
            "values must hold at least one item, got none: Lambda is never invoked with an empty batch",
        ),
        ({"values": range(10_001)}, "values must hold at most 10000 items, got 10001"),
        (
            {"topic": "a b"},
            "topic must be the name of a topic (up to 249 letters, digits, '.', '_' or '-'), got 'a b'",
        ),
        ({"partition": -1}, "partition must be an integer from 0 to 2147483647, got -1"),
        ({"values": ["a", "b"], "partition": [1]}, "partition must hold one item per record (2), got 1"),
        ({"offset": "0"}, "offset must be an integer from 0 to 9223372036854775806, got '0'"),
        ({"key": {1}}, "key must be text or what JSON can hold, got {1}"),
        ({"headers": "h"}, "headers must be a mapping of names to text or bytes, got 'h'"),
        ({"headers": {"h": 1}}, "headers['h'] must be text, bytes, or a list of these, got 1"),
        ({"headers": {"": "x"}}, "a name in headers must be text that is not empty, got ''"),
        (
            {"value_schema_metadata": {"schema_id": "1"}},
            "value_schema_metadata must be a mapping with data_format and schema_id, got {'schema_id': '1'}",
        ),
        (
            {"key_schema_metadata": {"schema_id": "1", "data_format": "XML"}},
            "data_format in key_schema_metadata must be one of 'AVRO', 'JSON', 'PROTOBUF', got 'XML'",
        ),
        (
            {"timestamp_type": "NOW"},
            "timestamp_type must be one of 'CREATE_TIME', 'LOG_APPEND_TIME', got 'NOW'",
        ),
        (
            {"cluster": "a b"},
            "cluster must be the name of a cluster (up to 64 letters, digits or '-') or its ARN, got 'a b'",
        ),
        (
            {"cluster": "arn:aws:kafka:us-east-1:123456789012:cluster/orders"},
            "cluster must be the ARN of a cluster, which ends in its name and a UUID, "
            "got 'arn:aws:kafka:us-east-1:123456789012:cluster/orders'",
        ),
        (
            {"overrides": {"records": {"other-0": {}}}},
            "a name in overrides['records'] must be one of 'orders-0', got 'other-0'",
        ),
        ({"overrides": {"records": []}}, "overrides['records'] must be a dict with one of 'orders-0', got []"),
        (
            {"overrides": {"records": {"orders-0": [{}, {}]}}},
            "overrides['records']['orders-0'] must hold at most one item per record (1), got 2; "
            "the number of records is that of the builder's first argument",
        ),
        ({"overrides": 1}, "overrides must be a dict of fields of the event, got 1"),
    ],
)
def test_what_is_no_batch_is_refused(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.kafka_msk(**arguments)

    assert message == str(raised.value)


@pytest.mark.parametrize("servers", ["", "one", [], 1, ["one:9092", "two"]])
def test_servers_must_have_ports(events, servers):
    with pytest.raises(UsageError) as raised:
        events.kafka_self_managed(bootstrap_servers=servers)

    assert str(raised.value).startswith(
        "bootstrap_servers must be host:port, with commas between several, or a list of these, got "
    )
