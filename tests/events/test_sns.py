"""Notifications from SNS."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.base.errors import UsageError


def inner(event):
    (record,) = event["Records"]
    return record["Sns"]


def test_a_message_is_text(events):
    assert "hello" == inner(events.sns("hello"))["Message"]
    assert {"a": 1} == json.loads(inner(events.sns({"a": 1}))["Message"])


def test_there_is_no_subject_unless_one_is_given(events):
    assert inner(events.sns())["Subject"] is None
    assert "Hello" == inner(events.sns(subject="Hello"))["Subject"]


def test_there_are_no_attributes_unless_some_are_given(events):
    assert {} == inner(events.sns())["MessageAttributes"]


@pytest.mark.parametrize(
    ("given", "wire"),
    [
        ("x", {"Type": "String", "Value": "x"}),
        (1.5, {"Type": "Number", "Value": "1.5"}),
        (b"\x00", {"Type": "Binary", "Value": "AA=="}),
        (["x", 1], {"Type": "String.Array", "Value": '["x", 1]'}),
        ({"data_type": "String", "string_value": "x"}, {"Type": "String", "Value": "x"}),
        ({"Type": "String", "Value": "x"}, {"Type": "String", "Value": "x"}),
    ],
    ids=str,
)
def test_attributes_are_written_as_sns_does(events, given, wire):
    assert {"k": wire} == inner(events.sns(message_attributes={"k": given}))["MessageAttributes"]


def test_a_variant_has_sample_attributes(events):
    found = inner(events.sns(variant="attributes"))["MessageAttributes"]

    assert {"Type": "Number", "Value": "1"} == found["priority"]


def test_a_fifo_topic_is_called_so_and_counts(events):
    first, second = (inner(events.sns(variant="fifo")) for _ in range(2))

    assert first["TopicArn"].endswith(":orders.fifo")
    assert 20 == len(first["SequenceNumber"]) and first["SequenceNumber"] < second["SequenceNumber"]


def test_a_topic_may_be_an_arn(events):
    arn = "arn:aws:sns:eu-west-1:210987654321:other"

    assert arn == inner(events.sns(topic=arn))["TopicArn"]


def test_the_time_has_milliseconds(events):
    assert "2025-01-01T00:00:00.250Z" == inner(events.sns(time=1_735_689_600.25))["Timestamp"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"message": b"x"}, "message must be text or what JSON can hold, got b'x'"),
        ({"subject": ""}, "subject must be 1 to 100 characters on one line, got ''"),
        ({"signature_version": "3"}, "signature_version must be one of '1', '2', got '3'"),
        ({"variant": "loud"}, "variant must be one of 'standard', 'attributes', 'fifo', got 'loud'"),
        ({"topic": "a.fifo"}, "topic must be a standard topic (or give variant='fifo'), got 'a.fifo'"),
        (
            {"topic": 3},
            "topic must be the name of a topic (up to 256 letters, digits, '_' or '-') or its ARN, got 3",
        ),
        (
            {"message_attributes": {"Amazon.x": "a"}},
            "a name in message_attributes must be free of the reserved prefixes 'AWS.' and 'Amazon.', got 'Amazon.x'",
        ),
    ],
    ids=str,
)
def test_a_notification_is_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.sns(**arguments)

    assert message == str(raised.value)
