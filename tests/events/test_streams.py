"""Batches from Kinesis and DynamoDB streams, and their windows."""

from __future__ import annotations

import base64
import math
from decimal import Decimal

import pytest
from aws_lambda_powertools.shared.dynamodb_deserializer import TypeDeserializer
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import seeded

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000),
        st.text(max_size=8),
        st.sets(st.text(max_size=4), min_size=1, max_size=3),
        st.sets(st.integers(-99, 99), min_size=1, max_size=3),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def change(event):
    (record,) = event["Records"]
    return record["dynamodb"]


def test_data_is_base64(events):
    found = events.kinesis(["a", b"\xff", {"n": 1}])["Records"]

    assert [b"a", b"\xff", b'{"n": 1}'] == [base64.b64decode(one["kinesis"]["data"]) for one in found]


def test_one_record_needs_no_list(events):
    assert 1 == len(events.kinesis(b"abc")["Records"])


def test_records_arrive_one_after_the_other(events):
    found = events.kinesis(["a", "b"], time=1_735_689_600.5)["Records"]

    assert [1_735_689_600.5, 1_735_689_600.501] == [one["kinesis"]["approximateArrivalTimestamp"] for one in found]


def test_a_partition_key_is_for_all_records(events):
    found = events.kinesis(["a", "b"], partition_key="k")["Records"]

    assert ["k", "k"] == [one["kinesis"]["partitionKey"] for one in found]


def test_each_record_can_have_its_own_partition_key(events):
    found = events.kinesis(["a", "b"], partition_key=["k", "l"])["Records"]

    assert ["k", "l"] == [one["kinesis"]["partitionKey"] for one in found]


@pytest.mark.parametrize("shard_id", [3, "shardId-000000000003"])
def test_a_shard_has_a_number(events, shard_id):
    assert events.kinesis(shard_id=shard_id)["Records"][0]["eventID"].startswith("shardId-000000000003:")


def test_sequence_numbers_rise_from_event_to_event(events):
    kinesis = [events.kinesis()["Records"][0]["kinesis"]["sequenceNumber"] for _ in range(5)]
    dynamodb = [change(events.dynamodb())["SequenceNumber"] for _ in range(5)]

    assert sorted(set(kinesis)) == kinesis
    assert sorted(set(dynamodb)) == dynamodb


def test_a_window_holds_the_time_of_its_records(events):
    event = events.kinesis_window(["a"], time=1_735_689_725, tumbling_window_in_seconds=60, state={"n": 1})

    assert {"start": "2025-01-01T00:02:00Z", "end": "2025-01-01T00:03:00Z"} == event["window"]
    assert {"n": 1} == event["state"]


def test_the_final_invoke_of_a_window_may_have_no_records(events):
    assert [] == events.kinesis_window([], is_final_invoke_for_window=True)["Records"]
    assert [] == events.dynamodb_window([], is_final_invoke_for_window=True)["Records"]


def test_a_new_item_is_an_insert(events):
    record = events.dynamodb({"id": "a"})["Records"][0]

    assert "INSERT" == record["eventName"]
    assert {"id": {"S": "a"}} == record["dynamodb"]["NewImage"]


def test_two_images_are_a_modification(events):
    assert "MODIFY" == events.dynamodb({"id": "a", "n": 1}, {"id": "a"})["Records"][0]["eventName"]


def test_an_old_item_is_a_removal(events):
    assert "REMOVE" == events.dynamodb(old_image={"id": "a"})["Records"][0]["eventName"]


def test_only_an_expired_item_was_deleted_by_the_service(events):
    assert "userIdentity" in events.dynamodb(variant="TTL delete")["Records"][0]
    assert "userIdentity" not in events.dynamodb(variant="REMOVE")["Records"][0]


def test_before_a_modification_the_item_had_its_keys(events):
    found = change(events.dynamodb({"id": "a", "n": 1}, variant="MODIFY"))

    assert {"id": {"S": "a"}} == found["OldImage"]


def test_an_item_of_keys_alone_is_modified_too(events):
    found = change(events.dynamodb({"id": "a"}, variant="MODIFY"))

    assert found["OldImage"] != found["NewImage"]


def test_after_a_modification_the_item_has_a_new_version(events):
    found = change(events.dynamodb(old_image={"id": "a", "version": 2}, variant="MODIFY"))

    assert {"N": "3"} == found["NewImage"]["version"]


def test_a_list_of_items_is_a_batch(events):
    found = events.dynamodb([{"id": 1}, {"id": 2}])["Records"]

    assert [{"id": {"N": "1"}}, {"id": {"N": "2"}}] == [record["dynamodb"]["Keys"] for record in found]


def test_keys_may_be_two(events):
    found = change(events.dynamodb({"pk": "a", "sk": 1, "x": True}, keys=["pk", "sk"]))

    assert {"pk": {"S": "a"}, "sk": {"N": "1"}} == found["Keys"]


def test_the_first_attribute_is_the_key_where_there_is_no_id(events):
    assert {"pk": {"S": "a"}} == change(events.dynamodb({"pk": "a", "x": 1}))["Keys"]


def test_a_sample_has_the_keys_it_is_asked_for(events):
    assert {"pk", "sk"} == change(events.dynamodb(keys=["pk", "sk"]))["Keys"].keys()


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        ("a", {"S": "a"}),
        (1, {"N": "1"}),
        (1.50, {"N": "1.5"}),
        (Decimal("100"), {"N": "100"}),
        (Decimal("1E+2"), {"N": "100"}),
        (-0.0, {"N": "0"}),
        (1e-7, {"N": "0.0000001"}),
        (b"\x00", {"B": "AA=="}),
        (True, {"BOOL": True}),
        (None, {"NULL": True}),
        ({"b", "a"}, {"SS": ["a", "b"]}),
        ({10, 2}, {"NS": ["2", "10"]}),
        ({b"b", b"a"}, {"BS": ["YQ==", "Yg=="]}),
        (["a", 1], {"L": [{"S": "a"}, {"N": "1"}]}),
        ({"a": {"b": None}}, {"M": {"a": {"M": {"b": {"NULL": True}}}}}),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_python_values_become_typed(events, value, typed):
    assert typed == change(events.dynamodb({"id": "x", "v": value}))["NewImage"]["v"]


def test_typed_items_stay_as_they_are(events):
    item = {"id": {"S": "x"}, "b": {"B": b"\x00"}, "m": {"M": {"l": {"L": [{"N": "1.0"}, {"NULL": True}]}}}}

    assert {**item, "b": {"B": "AA=="}, "m": {"M": {"l": {"L": [{"N": "1"}, {"NULL": True}]}}}} == change(
        events.dynamodb(item)
    )["NewImage"]


def test_typed_sets_may_be_sets(events):
    item = {"id": {"S": "x"}, "s": {"SS": {"b", "a"}}, "n": {"NS": ["1.0"]}}

    assert {"SS": ["a", "b"]} == change(events.dynamodb(item))["NewImage"]["s"]


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_typed_values_read_back_as_they_were(value):
    typed = change(seeded(1).dynamodb({"id": "x", "v": value}))["NewImage"]

    assert value == TypeDeserializer().deserialize(typed["v"])


@pytest.mark.parametrize(
    ("new", "old", "size"),
    [
        ({"Message": "New item!", "Id": 101}, None, 26),
        ({"Message": "This item has changed", "Id": 101}, {"Message": "New item!", "Id": 101}, 59),
        (None, {"Message": "This item has changed", "Id": 101}, 38),
    ],
)
def test_the_size_is_that_of_awss_example(events, new, old, size):
    assert size == change(events.dynamodb(new, old, keys="Id"))["SizeBytes"]


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("ü", 2),
        (b"abc", 3),
        (None, 1),
        (False, 1),
        (0, 1),
        (1200, 2),
        (-123, 3),
        (0.00123, 3),
        ([], 3),
        ([None], 5),
        ({}, 3),
        ({"ab": 1}, 8),
        ({"a", "bc"}, 3),
    ],
    ids=lambda value: str(sorted(value) if isinstance(value, set) else value),
)
def test_every_type_has_its_size(events, value, size):
    found = change(events.dynamodb({"k": "x", "v": value}, keys="k", stream_view_type="NEW_IMAGE"))

    assert size == found["SizeBytes"] - len("kxkxv")


def test_only_what_is_shown_counts(events):
    assert 5 == change(events.dynamodb({"Id": 101, "x": "y"}, keys="Id", stream_view_type="KEYS_ONLY"))["SizeBytes"]


@pytest.mark.parametrize("table", ["jobs", "arn:aws:dynamodb:us-east-1:123456789012:table/jobs"])
def test_a_table_is_named_by_its_stream(events, table):
    arn = events.dynamodb(table=table)["Records"][0]["eventSourceARN"]

    assert "arn:aws:dynamodb:us-east-1:123456789012:table/jobs/stream/2024-12-01T00:00:00.000" == arn


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"data": [{1}]}, "data[0] must be text or what JSON can hold, got {1}"),
        (
            {"data": []},
            "data must hold at least one item, got none: Lambda is never invoked with an empty batch",
        ),
        ({"data": ["a"] * 10_001}, "data must hold at most 10000 items, got 10001"),
        ({"partition_key": ""}, "partition_key must be text of 1 to 256 characters, got ''"),
        ({"shard_id": -1}, "shard_id must be an integer from 0 to 999999999999, got -1"),
        ({"shard_id": "1"}, "shard_id must be a number or 'shardId-' and twelve digits, got '1'"),
        (
            {"stream": "a/b"},
            "stream must be the name of a stream (up to 128 letters, digits, '_', '.' or '-') or its ARN, got 'a/b'",
        ),
        ({"invoke_identity_arn": "me"}, "invoke_identity_arn must be the ARN of a role, got 'me'"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_kinesis_records_are_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.kinesis(**arguments)

    assert message == str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"tumbling_window_in_seconds": 901},
            "tumbling_window_in_seconds must be an integer from 1 to 900, got 901",
        ),
        ({"state": [1]}, "state must be a dict, got [1]"),
        ({"is_final_invoke_for_window": 1}, "is_final_invoke_for_window must be True or False, got 1"),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["kinesis_window", "dynamodb_window"])
def test_windows_are_not_made_from_wrong_arguments(events, kind, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, kind)(**arguments)

    assert message == str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"new_image": 3}, "new_image must be a dict of attributes, got 3"),
        (
            {"new_image": {"id": object}},
            "new_image['id'] must be a value that DynamoDB holds (text, number, bytes, bool, None, "
            "list, dict, or "
            "a set of one type), got <class 'object'>",
        ),
        (
            {"new_image": {"id": "a", "s": set()}},
            "new_image['s'] must be free of empty sets, which DynamoDB refuses, got set()",
        ),
        (
            {"new_image": {"id": "a", "s": {None}}},
            "new_image['s'] must be a set of text, of numbers or of bytes, got {None}",
        ),
        (
            {"new_image": {"id": {"S": "a"}, "s": {"SS": []}}},
            "new_image['s'] must be free of empty sets, which DynamoDB refuses, got {'SS': []}",
        ),
        (
            {"new_image": {"id": {"S": 1}}},
            "new_image['id'] must be a typed value of DynamoDB such as {'S': 'text'} or {'N': '1'}, got {'S': 1}",
        ),
        (
            {"new_image": {"id": math.nan}},
            "new_image['id'] must be a finite number of at most 38 digits, got nan",
        ),
        (
            {"new_image": {"id": 10**38 + 1}},
            f"new_image['id'] must be a finite number of at most 38 digits, got {10**38 + 1}",
        ),
        ({"new_image": {"id": {1: "a"}}}, "a name in new_image['id'] must be text, got 1"),
        (
            {"new_image": {"id": {"BOOL": "yes"}}},
            "new_image['id'] must be a typed value of DynamoDB such as {'S': 'text'} or {'N': '1'}, "
            "got {'BOOL': 'yes'}",
        ),
        (
            {"overrides": {"Records": {"dynamodb": {"NewImage": {"x": {"T": 1}}}}}},
            "a typed value must be under one of B, BOOL, BS, L, M, N, NS, NULL, S, SS, got {'T': 1}",
        ),
        ({"new_image": {}}, "new_image must be a dict of attributes, got {}"),
        (
            {"new_image": {"id": {"B": "?"}}},
            "new_image['id'] must be base64 text or bytes under 'B', got '?'",
        ),
        (
            {"new_image": {"id": "a"}, "keys": "pk"},
            "keys must be attributes of the item, got 'pk' and the item {'id': {'S': 'a'}}",
        ),
        ({"keys": ["a", "a"]}, "keys must be the names of one or two attributes, got ['a', 'a']"),
        ({"keys": 3}, "keys must be the names of one or two attributes, got 3"),
        (
            {"new_image": {"id": ""}},
            "the key 'id' must be text, a number or bytes, and not empty, got {'S': ''}",
        ),
        (
            {"new_image": {"id": True}},
            "the key 'id' must be text, a number or bytes, and not empty, got {'BOOL': True}",
        ),
        (
            {"new_image": {"id": "a"}, "old_image": {"id": "b"}},
            "new_image and old_image must have the same keys {'id': {'S': 'a'}}, got {'id': {'S': 'b'}}",
        ),
        (
            {"new_image": {"id": "a"}, "old_image": {"id": "a"}},
            "new_image must be another item than old_image where variant='MODIFY', got {'id': {'S': 'a'}}",
        ),
        (
            {"new_image": [{"id": "a"}, {"id": "b"}], "old_image": {"id": "a"}},
            "new_image and old_image must hold as many items as each other, got 2 and 1",
        ),
        (
            {"old_image": {"id": "a"}, "variant": "INSERT"},
            "old_image must be left out where variant='INSERT': there was no item before, got {'id': 'a'}",
        ),
        (
            {"new_image": {"id": "a"}, "variant": "REMOVE"},
            "new_image must be left out where variant='REMOVE': the item is gone (give old_image), got {'id': 'a'}",
        ),
        (
            {"variant": "UPSERT"},
            "variant must be one of 'INSERT', 'MODIFY', 'REMOVE', 'TTL_DELETE', got 'UPSERT'",
        ),
        (
            {"stream_view_type": "ALL"},
            "stream_view_type must be one of 'NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY', got 'ALL'",
        ),
        (
            {"table": "a"},
            "table must be the name of a table (3 to 255 letters, digits, '_', '.' or '-') or the ARN of its "
            "stream, got 'a'",
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_changes_are_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.dynamodb(**arguments)

    assert message == str(raised.value)
