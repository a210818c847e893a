"""Batches from Firehose."""

from __future__ import annotations

import pytest

from pytest_lambda.base.errors import UsageError


def test_each_value_is_a_record(events):
    assert ["YQ==", "AP8=", "MQ=="] == [record["data"] for record in events.firehose(["a", b"\x00\xff", 1])["records"]]


def test_records_put_directly_have_no_source(events):
    event = events.firehose(["a"])

    assert {"invocationId", "deliveryStreamArn", "region", "records"} == event.keys()
    assert {"recordId", "approximateArrivalTimestamp", "data"} == event["records"][0].keys()


def test_records_of_a_stream_say_where_they_were(events):
    event = events.firehose(
        ["a", "b"],
        variant="kinesis",
        source="clicks",
        partition_key=["x", "y"],
        shard_id=2,
        time=1_700_000_000,
    )
    metadata = [record["kinesisRecordMetadata"] for record in event["records"]]

    assert "arn:aws:kinesis:us-east-1:123456789012:stream/clicks" == event["sourceKinesisStreamArn"]
    assert [("x", "shardId-000000000002"), ("y", "shardId-000000000002")] == [
        (one["partitionKey"], one["shardId"]) for one in metadata
    ]
    assert [1_700_000_000_000, 1_700_000_000_001] == [one["approximateArrivalTimestamp"] for one in metadata]


def test_records_of_a_topic_have_their_own_names(events):
    event = events.firehose(["a", "b"], variant="msk", source="shop", partition=4)
    first, second = event["records"]

    assert event["sourceMSKArn"].startswith("arn:aws:kafka:us-east-1:123456789012:cluster/shop/")
    assert ("YQ==", "Yg==") == (first["kafkaRecordValue"], second["kafkaRecordValue"])
    assert [("0", "4"), ("1", "4")] == [
        (metadata["offset"], metadata["partitionId"])
        for metadata in (first["mskRecordMetadata"], second["mskRecordMetadata"])
    ]


def test_a_delivery_stream_may_be_an_arn(events):
    arn = "arn:aws:firehose:eu-west-1:210987654321:deliverystream/shop"
    event = events.firehose(delivery_stream=arn)

    assert (arn, "eu-west-1") == (event["deliveryStreamArn"], event["region"])


def test_region_and_arn_follow_each_other(events):
    arn = "arn:aws:firehose:eu-west-1:210987654321:deliverystream/shop"

    assert "eu-west-1" == events.firehose(overrides={"deliveryStreamArn": arn})["region"]
    assert ":eu-west-1:" in events.firehose(overrides={"region": "eu-west-1"})["deliveryStreamArn"]


@pytest.mark.parametrize(("variant", "name"), [("kinesis", "kinesisRecordMetadata"), ("msk", "mskRecordMetadata")])
def test_both_times_follow_each_other(events, variant, name):
    inner = events.firehose(variant=variant, overrides={"records": {name: {"approximateArrivalTimestamp": 5}}})
    outer = events.firehose(variant=variant, overrides={"records": {"approximateArrivalTimestamp": 5}})

    assert 5 == inner["records"][0]["approximateArrivalTimestamp"]
    assert 5 == outer["records"][0][name]["approximateArrivalTimestamp"]


def test_a_time_that_is_put_directly_is_overridden_alone(events):
    (record,) = events.firehose(overrides={"records": {"approximateArrivalTimestamp": 5}})["records"]

    assert {"recordId", "approximateArrivalTimestamp", "data"} == record.keys()


def test_the_record_id_follows_the_sequence_number(events):
    overrides = {"records": {"kinesisRecordMetadata": {"sequenceNumber": "49"}}}

    assert "49000000" == events.firehose(variant="kinesis", overrides=overrides)["records"][0]["recordId"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"variant": "s3"}, "variant must be one of 'direct_put', 'kinesis', 'msk', got 's3'"),
        (
            {"data": []},
            "data must hold at least one item, got none: Lambda is never invoked with an empty batch",
        ),
        ({"data": [{1}]}, "data[0] must be text or what JSON can hold, got {1}"),
        ({"source": "a"}, "source must be left out where variant='direct_put', got 'a'"),
        (
            {"source": "a b", "variant": "kinesis"},
            "source must be the name of a stream (up to 128 letters, digits, '_', '.' or '-') or its ARN, got 'a b'",
        ),
        (
            {"source": "a b", "variant": "msk"},
            "source must be the name of a cluster (up to 64 letters, digits or '-') or its ARN, got 'a b'",
        ),
        (
            {"partition_key": "k", "variant": "msk"},
            "partition_key must be given with variant='kinesis' only, got partition_key='k' and variant='msk'",
        ),
        ({"shard_id": "1"}, "shard_id must be a number or 'shardId-' and twelve digits, got '1'"),
        ({"partition": -1}, "partition must be an integer of 0 or more, got -1"),
        (
            {"delivery_stream": "a b"},
            "delivery_stream must be the name of a delivery stream (up to 64 letters, digits, '_', '.' or '-') "
            "or its ARN, got 'a b'",
        ),
    ],
)
def test_what_is_no_batch_is_refused(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.firehose(**arguments)

    assert message == str(raised.value)
