"""Batches from SQS."""

from __future__ import annotations

import base64
import json
from decimal import Decimal
from hashlib import md5

import pytest

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events.sqs import receipt_handle, record


def bodies(event):
    return [record["body"] for record in event["Records"]]


def attributes(event):
    return [record["attributes"] for record in event["Records"]]


def test_text_stays_text_and_the_rest_becomes_json(events):
    assert ["a", '{"b": 1}', "[1]", "2", "null"] == bodies(events.sqs(["a", {"b": 1}, [1], 2, None]))


def test_one_body_needs_no_list(events):
    assert ["abc"] == bodies(events.sqs("abc"))
    assert ['{"a": 1}'] == bodies(events.sqs({"a": 1}))


def test_bodies_may_come_from_a_generator(events):
    assert ["0", "1"] == bodies(events.sqs(str(number) for number in range(2)))


def test_a_typical_message_is_an_order(events):
    assert {"order_id", "sku", "quantity"} == json.loads(bodies(events.sqs())[0]).keys()


def test_the_time_is_when_the_messages_were_sent(events):
    (system,) = attributes(events.sqs(["a"], time=1_700_000_000.5))

    assert "1700000000500" == system["SentTimestamp"]
    assert 0 < int(system["ApproximateFirstReceiveTimestamp"]) - 1_700_000_000_500 <= 50


def test_messages_are_received_once_unless_told_otherwise(events):
    assert "1" == attributes(events.sqs())[0]["ApproximateReceiveCount"]
    assert ["2", "5"] == [one["ApproximateReceiveCount"] for one in attributes(events.sqs("ab", receive_count=2))] + [
        one["ApproximateReceiveCount"] for one in attributes(events.sqs(["a"], receive_count=[5]))
    ]


def test_a_retry_is_of_the_same_messages(events):
    first = events.sqs(["a", "b"])
    again = events.sqs(retry_of=first)
    same = [(one["messageId"], one["body"], one["md5OfBody"]) for one in first["Records"]]

    assert same == [(one["messageId"], one["body"], one["md5OfBody"]) for one in again["Records"]]
    assert ["2", "2"] == [one["ApproximateReceiveCount"] for one in attributes(again)]
    assert not {one["receiptHandle"] for one in first["Records"]} & {one["receiptHandle"] for one in again["Records"]}


def test_a_retry_leaves_the_first_event_alone(events):
    first = events.sqs(["a"])
    events.sqs(retry_of=first)

    assert "1" == attributes(first)[0]["ApproximateReceiveCount"]


def test_a_retry_takes_overrides(events):
    again = events.sqs(retry_of=events.sqs(["a"]), overrides={"Records": {"body": "b"}})

    assert md5(b"b").hexdigest() == again["Records"][0]["md5OfBody"]


@pytest.mark.parametrize(
    ("given", "wire"),
    [
        ("x", {"stringValue": "x", "dataType": "String"}),
        (1, {"stringValue": "1", "dataType": "Number"}),
        (Decimal("1.50"), {"stringValue": "1.50", "dataType": "Number"}),
        (b"\x00", {"binaryValue": "AA==", "dataType": "Binary"}),
        ({"data_type": "String", "string_value": "x"}, {"stringValue": "x", "dataType": "String"}),
        ({"DataType": "Number.int", "StringValue": "1"}, {"stringValue": "1", "dataType": "Number.int"}),
        ({"dataType": "Binary", "binaryValue": "AA=="}, {"binaryValue": "AA==", "dataType": "Binary"}),
        (
            {"data_type": "Binary.png", "binary_value": b"\x00"},
            {"binaryValue": "AA==", "dataType": "Binary.png"},
        ),
    ],
    ids=str,
)
def test_message_attributes_are_written_as_sqs_does(events, given, wire):
    (found,) = events.sqs(["a"], message_attributes={"k": given})["Records"]

    assert {"k": {**wire, "stringListValues": [], "binaryListValues": []}} == found["messageAttributes"]


def test_each_message_can_have_its_own_attributes(events):
    found = events.sqs(["a", "b"], message_attributes=[{"k": "x"}, None])["Records"]

    assert [["k"], []] == [list(one["messageAttributes"]) for one in found]
    assert "md5OfMessageAttributes" not in found[1]


def test_system_attributes_can_be_added(events):
    header = "Root=1-5759e988-bd862e3fe1be46a994272793"
    found = attributes(events.sqs(["a", "b"], attributes={"AWSTraceHeader": header, "SentTimestamp": 5}))

    assert [(header, "5")] * 2 == [(one["AWSTraceHeader"], one["SentTimestamp"]) for one in found]


def test_a_queue_may_be_an_arn(events):
    arn = "arn:aws:sqs:eu-west-1:210987654321:other"

    assert arn == events.sqs(queue=arn)["Records"][0]["eventSourceARN"]


def test_a_fifo_queue_is_called_so(events):
    (found,) = events.sqs(["a"], variant="fifo", queue="jobs")["Records"]

    assert found["eventSourceARN"].endswith(":jobs.fifo")


def test_sequence_numbers_rise_from_event_to_event(events):
    numbers = [attributes(events.sqs(["a"], variant="fifo"))[0]["SequenceNumber"] for _ in range(5)]

    assert sorted(set(numbers)) == numbers


def test_each_message_can_have_its_own_group(events):
    found = attributes(events.sqs(["a", "b"], variant="fifo", message_group_id=["x", "y"]))

    assert ["x", "y"] == [one["MessageGroupId"] for one in found]


def test_a_standard_queue_has_groups_only_when_asked(events):
    assert "MessageGroupId" not in attributes(events.sqs())[0]
    assert "tenant" == attributes(events.sqs(message_group_id="tenant"))[0]["MessageGroupId"]


def test_a_notification_in_a_body_has_its_message_even_when_empty(events):
    (body,) = bodies(events.sqs([""], variant="sns"))

    assert "" == json.loads(body)["Message"]
    assert not {"Subject", "MessageAttributes"} & json.loads(body).keys()


def test_a_dead_letter_names_where_it_comes_from(events):
    (found,) = events.sqs(["a"], variant="dead_letter")["Records"]

    assert found["eventSourceARN"].endswith(":orders-dlq")
    assert "arn:aws:sqs:us-east-1:123456789012:orders" == found["attributes"]["DeadLetterQueueSourceArn"]


def test_a_notification_in_a_message_has_the_spelling_of_queues(events):
    inner = json.loads(bodies(events.sqs(["hello"], variant="sns"))[0])

    assert "hello" == inner["Message"]
    assert {"SigningCertURL", "UnsubscribeURL"} < inner.keys()
    assert not {"SigningCertUrl", "UnsubscribeUrl", "Subject", "MessageAttributes"} & inner.keys()


def test_an_s3_event_in_a_message_is_of_the_key(events):
    inner = json.loads(bodies(events.sqs(["a b.txt"], variant="s3"))[0])

    assert "a+b.txt" == inner["Records"][0]["s3"]["object"]["key"]


def test_an_eventbridge_event_in_a_message_has_the_detail(events):
    assert {"a": 1} == json.loads(bodies(events.sqs([{"a": 1}], variant="eventbridge"))[0])["detail"]


def test_a_standard_queue_gives_up_to_10_000_messages(events):
    assert 10_000 == len(events.sqs(["a"] * 10_000)["Records"])


def test_receipt_handles_are_base64():
    handle = receipt_handle(Entropy(1))

    assert 240 == len(handle)
    assert base64.b64decode(handle, validate=True).startswith(b"\x01\x01\x01")


def test_a_record_is_made_of_what_it_is_given():
    given = {"k": {"stringValue": "x", "stringListValues": [], "binaryListValues": [], "dataType": "String"}}
    system = {"ApproximateReceiveCount": "1"}
    digested = b"\0\0\0\x01k\0\0\0\x06String\x01\0\0\0\x01x"
    made = record(
        message_id="m",
        receipt_handle="h",
        body="a",
        attributes=system,
        message_attributes=given,
        event_source_arn="arn:aws:sqs:us-east-1:123456789012:orders",
        region="us-east-1",
    )

    assert {
        "messageId": "m",
        "receiptHandle": "h",
        "body": "a",
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": given,
        "md5OfBody": "0cc175b9c0f1b6a831c399e269772661",
        "md5OfMessageAttributes": md5(digested).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:orders",
        "awsRegion": "us-east-1",
    } == made
    assert made["attributes"] is not system
    assert made["messageAttributes"]["k"]["stringListValues"] is not given["k"]["stringListValues"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"bodies": [b"x"]}, "bodies[0] must be text or what JSON can hold, got b'x'"),
        ({"bodies": ["a", {1, 2}]}, "bodies[1] must be text or what JSON can hold, got {1, 2}"),
        ({"bodies": [{"a": {3}}]}, "bodies[0]['a'] must be text or what JSON can hold, got {3}"),
        (
            {"bodies": []},
            "bodies must hold at least one item, got none: Lambda is never invoked with an empty batch",
        ),
        ({"bodies": ["a"] * 11, "variant": "fifo"}, "bodies must hold at most 10 items, got 11"),
        ({"bodies": ["a"] * 10_001}, "bodies must hold at most 10000 items, got 10001"),
        (
            {"variant": "fast"},
            "variant must be one of 'standard', 'fifo', 'dead_letter', 'sns', 's3', 'eventbridge', got 'fast'",
        ),
        (
            {"queue": "a b"},
            "queue must be the name of a queue (up to 80 letters, digits, '_' or '-') or its ARN, got 'a b'",
        ),
        (
            {"queue": "arn:aws:sns:us-east-1:123456789012:orders"},
            "queue must be the name of a queue (up to 80 letters, digits, '_' or '-') or its ARN, "
            "got 'arn:aws:sns:us-east-1:123456789012:orders'",
        ),
        (
            {"queue": "orders.fifo"},
            "queue must be a standard queue (or give variant='fifo'), got 'orders.fifo'",
        ),
        ({"receive_count": 0}, "receive_count must be an integer of 1 or more, got 0"),
        ({"receive_count": True}, "receive_count must be an integer of 1 or more, got True"),
        (
            {"bodies": ["a"], "receive_count": [1, 2]},
            "receive_count must hold one item per record (1), got 2",
        ),
        (
            {"message_group_id": "a b"},
            "message_group_id must be 1 to 128 letters, digits or punctuation marks, got 'a b'",
        ),
        ({"message_attributes": "x"}, "message_attributes must be a mapping of names to values, got 'x'"),
        (
            {"message_attributes": {"AWS.x": "a"}},
            "a name in message_attributes must be free of the reserved prefixes 'AWS.' and 'Amazon.', got 'AWS.x'",
        ),
        (
            {"message_attributes": {"a b": "a"}},
            "a name in message_attributes must be 1 to 256 letters, digits, '_', '-' or single inner '.', got 'a b'",
        ),
        (
            {"message_attributes": {"a": True}},
            "message_attributes['a'] must be text, a number, bytes, or a dict with data_type and "
            "string_value or "
            "binary_value, got True",
        ),
        (
            {"message_attributes": {"a": ""}},
            "message_attributes['a'] must be text that is not empty, got ''",
        ),
        (
            {"message_attributes": {"a": {"data_type": "Text", "string_value": "x"}}},
            "the data type of message_attributes['a'] must be 'String', 'Number' or 'Binary', also "
            "with '.custom', "
            "got 'Text'",
        ),
        (
            {"message_attributes": {"a": {"data_type": "Number", "string_value": "x"}}},
            "message_attributes['a'] must be a finite number, got 'x'",
        ),
        (
            {"message_attributes": {"a": {"data_type": "String", "string_value": 1}}},
            "the value of message_attributes['a'] must be text, in string_value, got 1",
        ),
        (
            {"message_attributes": {"a": {"data_type": "Binary", "binary_value": "?"}}},
            "the value of message_attributes['a'] must be bytes or base64 text, in binary_value, got '?'",
        ),
        (
            {"message_attributes": {str(number): "a" for number in range(11)}},
            "message_attributes must hold at most 10 attributes, got 11",
        ),
        ({"attributes": 3}, "attributes must be a mapping of system attributes to text, got 3"),
        (
            {"attributes": {"Color": "x"}},
            "a name in attributes must be one of 'AWSTraceHeader', 'ApproximateFirstReceiveTimestamp', "
            "'ApproximateReceiveCount', 'DeadLetterQueueSourceArn', 'MessageDeduplicationId', "
            "'MessageGroupId', "
            "'SenderId', 'SentTimestamp', 'SequenceNumber', got 'Color'",
        ),
        ({"attributes": {"SenderId": 1.5}}, "attributes['SenderId'] must be text or an integer, got 1.5"),
        (
            {"bodies": ["a"], "retry_of": {"Records": []}},
            "bodies must be left out with retry_of, which has them, got ['a']",
        ),
        ({"retry_of": {"a": 1}}, "retry_of must be an event of this builder, got {'a': 1}"),
        (
            {"bodies": ["a"], "variant": "eventbridge"},
            "an item of bodies must be the detail of an event, a dict, where variant='eventbridge', got 'a'",
        ),
        (
            {"bodies": [{"a": 1}], "variant": "s3"},
            "an item of bodies must be the key of an object where variant='s3', got {'a': 1}",
        ),
        ({"bodies": "\ud800"}, "bodies[0] must be text that UTF-8 can carry, got '\\ud800'"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_batch_is_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.sqs(**arguments)

    assert message == str(raised.value)


def test_errors_are_value_errors_and_short(events):
    with pytest.raises(ValueError) as raised:
        events.sqs(queue="x" * 10_000)

    assert len(str(raised.value)) < 250
