"""Batches from Amazon MQ."""

from __future__ import annotations

import base64

import pytest

from pytest_lambda.base.errors import UsageError

ARN = "arn:aws:mq:eu-west-1:210987654321:broker:shop:b-0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f"


def properties(event):
    ((_, messages),) = event["rmqMessagesByQueue"].items()
    return [message["basicProperties"] for message in messages]


def test_the_type_of_a_jms_message_is_that_of_the_variant_or_of_its_bytes(events):
    text = events.mq_activemq(["a", b"b"])["messages"]
    binary = events.mq_activemq(["a"], variant="bytes")["messages"]

    assert ["jms/text-message", "jms/bytes-message"] == [message["messageType"] for message in text]
    assert ["jms/bytes-message"] == [message["messageType"] for message in binary]


def test_messages_of_one_event_come_over_one_connection(events):
    first, second = (events.mq_activemq(["a", "b"])["messages"] for _ in range(2))

    assert first[0]["connectionId"] == first[1]["connectionId"] != second[0]["connectionId"]
    assert ["1", "2"] == [message["messageID"].rpartition(":")[2] for message in first]


def test_a_broker_keeps_its_arn(events):
    assert events.mq_activemq()["eventSourceArn"] == events.mq_activemq()["eventSourceArn"]
    assert ARN == events.mq_rabbitmq(broker=ARN)["eventSourceArn"]


def test_a_jms_message_carries_what_it_was_given(events):
    event = events.mq_activemq(
        ["a", "b"],
        queue="jobs",
        properties=[{"k": "v"}, None],
        correlation_id="c",
        redelivered=True,
        broker=ARN,
        time=1_700_000_000,
    )
    first, second = event["messages"]

    assert [{"k": "v"}, {}] == [first["properties"], second["properties"]]
    assert ("c", True, {"physicalName": "jobs"}) == (
        first["correlationID"],
        first["redelivered"],
        first["destination"],
    )
    assert [1_700_000_000_000, 1_700_000_000_001] == [first["timestamp"], second["timestamp"]]
    assert first["messageID"].startswith("ID:b-0a1b2c3d-0a1b-4a1b-8a1b-0a1b2c3d4e5f-1.mq.eu-west-1.amazonaws.com-")


def test_the_times_at_the_broker_follow_the_message(events):
    (message,) = events.mq_activemq(overrides={"messages": {"timestamp": 1_800_000_000_000}})["messages"]

    assert message["timestamp"] < message["brokerInTime"] < message["brokerOutTime"]


def test_messages_of_rabbitmq_are_under_queue_and_virtual_host(events):
    assert ["jobs::shop"] == list(events.mq_rabbitmq(queue="jobs", virtual_host="shop")["rmqMessagesByQueue"])


@pytest.mark.parametrize(
    ("message", "variant", "content_type"),
    [
        ("a", "text", "text/plain"),
        ({"a": 1}, "text", "application/json"),
        (b"a", "text", "application/octet-stream"),
        ("a", "bytes", "application/octet-stream"),
    ],
)
def test_the_content_type_is_that_of_the_message(events, message, variant, content_type):
    (found,) = properties(events.mq_rabbitmq([message], variant=variant))

    assert content_type == found["contentType"]


def test_headers_are_text_byte_by_byte_or_values(events):
    (found,) = properties(events.mq_rabbitmq(headers={"t": "ü", "b": b"\x01", "n": 1, "f": True, "z": None}))

    assert {"t": {"bytes": [-61, -68]}, "b": {"bytes": [1]}, "n": 1, "f": True, "z": None} == found["headers"]


def test_basic_properties_have_the_names_of_aws_or_snake_case(events):
    given = {"priority": 3, "correlation_id": "c", "messageId": "m", "contentType": "text/csv", "timestamp": None}
    (found,) = properties(events.mq_rabbitmq(basic_properties=given))

    assert (3, "c", "m", "text/csv", None) == (
        found["priority"],
        found["correlationId"],
        found["messageId"],
        found["contentType"],
        found["timestamp"],
    )


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (1_735_689_600, "Jan 1, 2025, 12:00:00 AM"),
        (1_735_732_800, "Jan 1, 2025, 12:00:00 PM"),
        (1_735_775_999, "Jan 1, 2025, 11:59:59 PM"),
        (2021, "Jan 1, 1970, 12:33:41 AM"),
    ],
)
def test_a_timestamp_is_written_as_java_does(events, time, written):
    assert written == properties(events.mq_rabbitmq(time=time))[0]["timestamp"]


def test_the_body_size_follows_the_data(events):
    data = base64.b64encode(b"hello").decode()
    (found,) = properties(events.mq_rabbitmq(["a"], overrides={"rmqMessagesByQueue": {"orders::/": {"data": data}}}))

    assert 5 == found["bodySize"]


def test_a_header_is_replaced_as_a_whole(events):
    overrides = {"rmqMessagesByQueue": {"orders::/": {"basicProperties": {"headers": {"h": {"long": 1}}}}}}
    (found,) = properties(events.mq_rabbitmq(headers={"h": "x", "i": 2}, overrides=overrides))

    assert {"h": {"long": 1}, "i": 2} == found["headers"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"variant": "map"}, "variant must be one of 'text', 'bytes', got 'map'"),
        (
            {"messages": ()},
            "messages must hold at least one item, got none: Lambda is never invoked with an empty batch",
        ),
        ({"messages": [{1}]}, "messages[0] must be text or what JSON can hold, got {1}"),
        ({"queue": ""}, "queue must be text that is not empty, got ''"),
        ({"redelivered": 1}, "redelivered must be True or False, got 1"),
        (
            {"broker": "a b"},
            "broker must be the name of a broker (up to 50 letters, digits, '_' or '-') or its ARN, got 'a b'",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["mq_activemq", "mq_rabbitmq"])
def test_what_is_no_batch_is_refused(events, kind, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, kind)(**arguments)

    assert message == str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"properties": "k"}, "properties must be a mapping of names to text, got 'k'"),
        ({"properties": {"k": [1]}}, "properties['k'] must be text, a number, a boolean or None, got [1]"),
        ({"correlation_id": None}, "correlation_id must be text, got None"),
    ],
)
def test_what_jms_does_not_have_is_refused(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.mq_activemq(**arguments)

    assert message == str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"headers": "h"}, "headers must be a mapping of names to text, bytes or numbers, got 'h'"),
        ({"headers": {"h": {1}}}, "headers['h'] must be text, bytes, or what JSON can hold, got {1}"),
        ({"basic_properties": 1}, "basic_properties must be a mapping of basic properties, got 1"),
        (
            {"basic_properties": {"colour": "red"}},
            "a name in basic_properties must be one of 'contentType', 'contentEncoding', 'deliveryMode', 'priority', "
            "'correlationId', 'replyTo', 'expiration', 'messageId', 'timestamp', 'type', 'userId', 'appId', "
            "'clusterId', got 'colour'",
        ),
        (
            {"basic_properties": {"delivery_mode": 3}},
            "basic_properties['delivery_mode'] must be an integer from 1 to 2, got 3",
        ),
        (
            {"basic_properties": {"type": 1}},
            "basic_properties['type'] must be text that is not empty, got 1",
        ),
        ({"virtual_host": ""}, "virtual_host must be text that is not empty, got ''"),
        (
            {"overrides": {"rmqMessagesByQueue": {"orders": {}}}},
            "a name in overrides['rmqMessagesByQueue'] must be one of 'orders::/', got 'orders'",
        ),
    ],
)
def test_what_amqp_does_not_have_is_refused(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.mq_rabbitmq(**arguments)

    assert message == str(raised.value)
