"""Messages and their attributes."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import UsageError
from pytest_lambda.events.sqs import record as sqs_record
from pytest_lambda.model.message import MessageAttribute, ReceivedMessage, parse_message_attributes

TEXTS = st.text(min_size=1, max_size=20)
LABELS = st.sampled_from(["", ".int", ".custom.label"])


def refusal(value):
    """Return the text with which *value* is refused."""
    with pytest.raises(UsageError) as refused:
        parse_message_attributes(value)
    return str(refused.value)


def received(**fields):
    """Return a received message."""
    defaults = {
        "message_id": "m1",
        "receipt_handle": "AQEB",
        "body": "a",
        "receive_count": 2,
        "sent_ms": 1_000,
        "first_received_ms": 2_000,
        "sender_id": "AROA:me",
    }
    return ReceivedMessage(**{**defaults, **fields})


@pytest.mark.parametrize("value", [None, {}])
def test_no_attributes(value):
    assert {} == parse_message_attributes(value)


@given(st.sampled_from(["String", "Number"]), LABELS, TEXTS)
def test_SQS_02_text_and_numbers_have_a_string_value(kind, label, text):
    parsed = parse_message_attributes({"a": {"data_type": kind + label, "string_value": text}})

    assert {"a": MessageAttribute(kind + label, string_value=text)} == parsed


@given(LABELS, st.binary(min_size=1))
def test_SQS_02_binary_has_a_binary_value(label, content):
    parsed = parse_message_attributes({"a": {"data_type": "Binary" + label, "binary_value": content}})

    assert {"a": MessageAttribute("Binary" + label, binary_value=content)} == parsed


def test_an_attribute_that_is_parsed_already_passes():
    attribute = MessageAttribute("String", string_value="x")

    assert {"a": attribute} == parse_message_attributes({"a": attribute})


@given(TEXTS)
def test_SQS_02_text_on_the_wire(text):
    wire = MessageAttribute("String", string_value=text).wire()

    assert {"stringValue": text, "stringListValues": [], "binaryListValues": [], "dataType": "String"} == wire
    assert ["stringValue", "stringListValues", "binaryListValues", "dataType"] == list(wire)


@given(st.binary(min_size=1))
def test_SQS_02_bytes_on_the_wire_are_base64(content):
    wire = MessageAttribute("Binary", binary_value=content).wire()

    assert content == base64.b64decode(wire.pop("binaryValue"), validate=True)
    assert {"stringListValues": [], "binaryListValues": [], "dataType": "Binary"} == wire


def test_attributes_are_a_dict():
    assert "message_attributes must be a dict of dicts, not ['a']" == refusal(["a"])


def test_an_attribute_is_a_dict():
    expected = "message_attributes['a'] must be a dict such as {'data_type': 'String', 'string_value': 'x'}, not 'text'"

    assert expected == refusal({"a": "text"})


def test_an_unknown_name_is_refused():
    expected = (
        "message_attributes['a'] does not take 'stringValue' (did you mean 'string_value'?); "
        "it takes binary_value, data_type, string_value"
    )

    assert expected == refusal({"a": {"data_type": "String", "stringValue": "x"}})


@pytest.mark.parametrize("data_type", ["string", "Bytes", None, "", ".x"])
def test_an_unknown_data_type_is_refused(data_type):
    expected = (
        "message_attributes['a']['data_type'] must be 'String', 'Number' or 'Binary' (a '.label' may follow), "
        f"not {data_type!r}"
    )

    assert expected == refusal({"a": {"data_type": data_type, "string_value": "x"}})


@pytest.mark.parametrize("content", [None, "", 5, b"x"])
def test_text_needs_a_string_value(content):
    expected = f"message_attributes['a'] of type 'String' needs 'string_value': str, not empty, not {content!r}"

    assert expected == refusal({"a": {"data_type": "String", "string_value": content}})


@pytest.mark.parametrize("content", [None, b"", "x"])
def test_binary_needs_bytes(content):
    expected = f"message_attributes['a'] of type 'Binary' needs 'binary_value': bytes, not empty, not {content!r}"

    assert expected == refusal({"a": {"data_type": "Binary", "binary_value": content}})


def test_SQS_01_system_attributes_are_text():
    expected = {
        "ApproximateReceiveCount": "2",
        "SentTimestamp": "1000",
        "SenderId": "AROA:me",
        "ApproximateFirstReceiveTimestamp": "2000",
    }

    assert expected == received().attributes()
    assert list(expected) == list(received().attributes())


def test_SQS_01_a_trace_header_and_the_source_of_a_redrive_are_there_when_they_are():
    attributes = received(trace_header="Root=1-0-0", dead_letter_source_arn="arn:aws:sqs:r:a:orders").attributes()

    assert ("Root=1-0-0", "arn:aws:sqs:r:a:orders") == (
        attributes["AWSTraceHeader"],
        attributes["DeadLetterQueueSourceArn"],
    )


@given(st.text(max_size=200), st.text(min_size=1, max_size=20))
def test_ESM_04_a_message_is_never_counted_as_less_than_its_record(body, value):
    message = ReceivedMessage(
        "5fea7756-0ea4-451a-a703-a558b933e274",
        "AQEB" + 176 * "x",
        body,
        1,
        1_735_689_600_000,
        1_735_689_600_000,
        "AROAEXAMPLE:pytest-lambda",
        {"note": MessageAttribute("String", string_value=value)},
    )
    record = sqs_record(
        message_id=message.message_id,
        receipt_handle=message.receipt_handle,
        body=body,
        attributes=message.attributes(),
        message_attributes={"note": message.message_attributes["note"].wire()},
        event_source_arn=f"arn:aws:sqs:ap-northeast-1:123456789012:{80 * 'q'}",
        region="ap-northeast-1",
    )

    assert len(json.dumps(record, ensure_ascii=False).encode("utf-8", "surrogatepass")) <= message.record_bytes()
