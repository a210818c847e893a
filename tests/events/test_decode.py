"""What comes back from events."""

from __future__ import annotations

import base64
import copy
import gzip
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import decode, seeded, variants

from .rules import typical
from .rules.services import RULES as ENVELOPED

BATCHES = {
    "sqs": lambda builders, bodies: builders.sqs(bodies),
    "kinesis": lambda builders, bodies: builders.kinesis(bodies),
    "kinesis_window": lambda builders, bodies: builders.kinesis_window(bodies),
    "kafka_msk": lambda builders, bodies: builders.kafka_msk(bodies),
    "kafka_self_managed": lambda builders, bodies: builders.kafka_self_managed(bodies),
    "mq_activemq": lambda builders, bodies: builders.mq_activemq(bodies),
    "mq_rabbitmq": lambda builders, bodies: builders.mq_rabbitmq(bodies),
    **{
        f"firehose {variant}": lambda builders, bodies, variant=variant: builders.firehose(bodies, variant=variant)
        for variant in variants("firehose")
    },
}
WITH_BYTES = [kind for kind in BATCHES if kind != "sqs"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
NUMBERS = st.integers(-(10**37), 10**37) | st.decimals(-(10**6), 10**6, places=3)
ATTRIBUTES = st.recursive(
    TEXT | NUMBERS | st.binary(max_size=9) | st.booleans() | st.none() | st.sets(TEXT, min_size=1, max_size=3)
    | st.sets(NUMBERS, min_size=1, max_size=3) | st.sets(st.binary(max_size=9), min_size=1, max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@pytest.mark.parametrize("kind", BATCHES)
@settings(max_examples=25, deadline=None)
@given(bodies=st.lists(TEXT, min_size=1, max_size=4))
def test_text_comes_back_as_text(kind, bodies):
    assert bodies == decode(BATCHES[kind](seeded(1), bodies))


@pytest.mark.parametrize("kind", BATCHES)
@settings(max_examples=25, deadline=None)
@given(bodies=st.lists(JSON, min_size=1, max_size=4))
def test_values_come_back_as_they_were_when_parsed(kind, bodies):
    texts = [json.dumps(body) for body in bodies]

    assert bodies == decode(BATCHES[kind](seeded(1), texts), json=True)


@pytest.mark.parametrize("kind", WITH_BYTES)
@settings(max_examples=25, deadline=None)
@given(bodies=st.lists(st.binary(max_size=20), min_size=1, max_size=4))
def test_bytes_come_back_as_bytes_when_asked_for(kind, bodies):
    assert bodies == decode(BATCHES[kind](seeded(1), bodies), binary=True)


@pytest.mark.parametrize("kind", WITH_BYTES)
def test_bytes_that_are_no_utf8_come_back_as_bytes(events, kind):
    assert ["a", b"\x00\xff", "b"] == decode(BATCHES[kind](events, ["a", b"\x00\xff", b"b"]))


def test_text_stays_text_where_an_event_has_no_bytes(events):
    assert ["a"] == decode(events.sqs(["a"]), binary=True)


def test_a_notification_is_a_list_of_one(events):
    assert ["hello"] == decode(events.sns("hello"))
    assert [{"id": 1}] == decode(events.sns({"id": 1}), json=True)


def test_bodies_that_hold_an_event_can_be_decoded_in_turn(events):
    (notification,) = decode(events.sqs(["hello"], variant="sns"), json=True)
    (event,) = decode(events.sqs(["my cat.jpg"], variant="s3"), json=True)

    assert "hello" == notification["Message"]
    assert ["my cat.jpg"] == decode(event)


def test_records_of_kafka_come_partition_by_partition(events):
    event = events.kafka_msk(["a", "b", "c"], partition=[1, 0, 1])

    assert ["a", "c", "b"] == decode(event)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(TEXT.filter(bool), ATTRIBUTES, max_size=4))
def test_an_item_comes_back_as_python_values(attributes):
    item = {**attributes, "id": "a"}
    event = seeded(1).dynamodb(item)

    assert [{"keys": {"id": "a"}, "new": item, "old": None}] == decode(event)


@pytest.mark.parametrize(
    ("given", "kind"),
    [(12, int), (12.0, int), (Decimal("1E+2"), int), (0.1, Decimal), (Decimal("1.50"), Decimal)],
    ids=str,
)
def test_whole_numbers_are_int_and_others_decimal(events, given, kind):
    ((image),) = decode(events.dynamodb({"id": given}))

    assert Decimal(str(given)) == image["new"]["id"]
    assert kind is type(image["new"]["id"])


def test_an_image_that_is_not_shown_is_none(events):
    both = events.dynamodb({"id": "a", "n": 2}, {"id": "a", "n": 1})
    keys = events.dynamodb({"id": "a"}, stream_view_type="KEYS_ONLY")

    assert [{"keys": {"id": "a"}, "new": {"id": "a", "n": 2}, "old": {"id": "a", "n": 1}}] == decode(both)
    assert [{"keys": {"id": "a"}, "new": None, "old": None}] == decode(keys)


def test_changes_of_documents_come_back_as_mongodb_has_them(events):
    (change,) = decode(events.documentdb({"_id": 1, "a": 2}))

    assert ("insert", {"_id": 1, "a": 2}) == (change["operationType"], change["fullDocument"])


@pytest.mark.parametrize("kind", ["s3", "s3_batch"])
@settings(max_examples=50, deadline=None)
@given(key=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_keys_come_back_as_the_objects_are_called(kind, key):
    assert [key] == decode(getattr(seeded(1), kind)(key=key))


def test_the_detail_of_eventbridge_comes_back(events):
    assert {"job": 1} == decode(events.eventbridge("my.app", "Job Done", {"job": 1}))
    assert "a b.txt" == decode(events.s3_eventbridge(key="a b.txt"))["object"]["key"]


def test_a_detail_that_is_text_can_be_parsed(events):
    event = events.eventbridge(overrides={"detail": "{}"})

    assert ("{}", {}) == (decode(event), decode(event, json=True))


def test_log_events_are_unpacked():
    logs = {"messageType": "DATA_MESSAGE", "logEvents": [{"id": "1", "timestamp": 2, "message": "ü"}]}
    data = base64.b64encode(gzip.compress(json.dumps(logs).encode())).decode()

    assert logs == decode({"awslogs": {"data": data}})


@pytest.mark.parametrize("kind", ["apigw_rest", "apigw_http"])
def test_the_body_of_a_request_comes_back(events, kind):
    build = getattr(events, kind)

    assert "hello" == decode(build(body="hello"))
    assert b"\x00\xff" == decode(build(body=b"\x00\xff"))
    assert {"a": 1} == decode(build(json={"a": 1}), json=True)
    assert decode(build()) is None
    assert decode(build(), json=True) is None


def test_the_body_of_a_lattice_request_comes_back():
    assert "hello" == decode({"raw_path": "/", "body": "hello", "is_base64_encoded": False})


def test_the_last_batch_of_a_window_may_be_empty(events):
    assert [] == decode(events.kinesis_window([], is_final_invoke_for_window=True))
    assert [] == decode(events.dynamodb_window([], is_final_invoke_for_window=True))


def test_the_first_name_of_activemq_is_known(events):
    assert ["a"] == decode({**events.mq_activemq(["a"]), "eventSource": "aws:amq"})


def test_every_kind_that_carries_something_can_be_decoded(events):
    http = {"alb", "apigw_http", "apigw_rest", "apigw_websocket", "function_url", "vpc_lattice", "vpc_lattice_v2"}
    streams = {"documentdb", "dynamodb", "dynamodb_window", "firehose", "kinesis", "kinesis_window"}
    queues = {"kafka_msk", "kafka_self_managed", "mq_activemq", "mq_rabbitmq", "sns", "sqs"}
    others = {"cloudwatch_logs", "eventbridge", "s3", "s3_batch", "s3_eventbridge", *ENVELOPED}
    read, refused = set(), set()
    for kind, event in typical(events):
        try:
            decode(event)
        except UsageError:
            refused.add(kind)
        else:
            read.add(kind)

    assert http | streams | queues | others == read
    assert set() == read & refused


def test_an_event_is_left_alone_and_shares_nothing(events):
    event = events.eventbridge(detail={"a": [1]})
    before = copy.deepcopy(event)
    decode(event)["a"].append(2)

    assert before == event


@pytest.mark.parametrize("event", [None, "text", [], {}, {"Records": []}, {"Records": [{"eventSource": "aws:ses"}]}])
def test_an_event_of_no_known_kind_is_refused(event):
    with pytest.raises(UsageError) as raised:
        decode(event)

    assert (
        "event must be of a kind that carries something (sqs, sns, kinesis, dynamodb, s3, kafka, mq_activemq, "
        "mq_rabbitmq, documentdb, firehose, eventbridge, cloudwatch_logs, s3_batch, an HTTP request), "
        f"got {event!r}" == str(raised.value)
    )


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ({"Records": [{"eventSource": "aws:sqs"}]}, "sqs"),
        ({"Records": [{"eventSource": "aws:kinesis", "kinesis": {"data": "a"}}]}, "kinesis"),
        ({"Records": [{"eventSource": "aws:dynamodb", "dynamodb": {"Keys": {"a": {"N": "x"}}}}]}, "dynamodb"),
        ({"Records": [{"eventSource": "aws:dynamodb", "dynamodb": {"Keys": {"a": {"X": "x"}}}}]}, "dynamodb"),
        ({"eventSource": "aws:kafka", "records": []}, "kafka"),
        ({"awslogs": {"data": "AAAA"}}, "cloudwatch_logs"),
        ({"awslogs": {"data": base64.b64encode(gzip.compress(b"{}", mtime=0)[:-9]).decode()}}, "cloudwatch_logs"),
    ],
    ids=str,
)
def test_an_event_that_is_not_whole_is_refused(event, kind):
    with pytest.raises(UsageError) as raised:
        decode(event)

    assert str(raised.value).startswith(f"event must be a whole event of {kind}, got {{")


def test_a_body_that_is_no_json_is_refused(events):
    with pytest.raises(UsageError) as raised:
        decode(events.sqs(["1", "a"]), json=True)

    assert "json must be left out unless every body is JSON, got the body 'a'" == str(raised.value)


def test_bytes_that_are_no_json_are_refused(events):
    with pytest.raises(UsageError) as raised:
        decode(events.kinesis([b"\xff"]), json=True)

    assert "json must be left out unless every body is JSON, got the body b'\\xff'" == str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"json": 1}, "json must be True or False, got 1"),
        ({"binary": "yes"}, "binary must be True or False, got 'yes'"),
        (
            {"json": True, "binary": True},
            "binary must be left out with json=True: a body is parsed or left as it is",
        ),
    ],
)
def test_how_bodies_come_back_is_checked(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        decode(events.sqs(["1"]), **arguments)

    assert message == str(raised.value)
