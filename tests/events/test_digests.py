"""The digests of SQS, held against those of another implementation."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.sqs.models import Message, Queue

from pytest_lambda.base.digests import md5_of_body, md5_of_message_attributes

NAMES = st.text("abcXYZ019_.-", min_size=1, max_size=8)
VALUES = st.one_of(
    st.builds(lambda text: {"dataType": "String", "stringValue": text}, st.text(min_size=1, max_size=20)),
    st.builds(lambda number: {"dataType": "Number.int", "stringValue": str(number)}, st.integers()),
    st.builds(
        lambda data: {"dataType": "Binary", "binaryValue": base64.b64encode(data).decode()},
        st.binary(min_size=1, max_size=20),
    ),
)


def test_the_digest_of_a_body_is_its_md5():
    assert "e4e68fb7bd0e697a0ae8f1bb342846b3" == md5_of_body("Test message.")


def test_the_digest_of_a_body_is_that_of_its_utf8():
    assert hashlib.md5(b"\xc3\xbc").hexdigest() == md5_of_body("ü")


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=5))
def test_the_digest_of_attributes_agrees_with_motos(attributes):
    message = Message("id", "body", Queue("orders", "us-east-1", "123456789012"))
    message.message_attributes = {name: _as_moto_has_it(**one) for name, one in attributes.items()}

    assert message.attribute_md5 == md5_of_message_attributes(attributes)


def test_the_order_of_attributes_does_not_matter():
    one, other = {"dataType": "String", "stringValue": "1"}, {"dataType": "Number", "stringValue": "2"}

    assert md5_of_message_attributes({"a": one, "b": other}) == md5_of_message_attributes({"b": other, "a": one})


def test_binary_values_may_be_bytes():
    encoded = {"a": {"dataType": "Binary", "binaryValue": "AAH/"}}
    raw = {"a": {"dataType": "Binary", "binaryValue": b"\x00\x01\xff"}}

    assert md5_of_message_attributes(encoded) == md5_of_message_attributes(raw)


def test_an_attribute_without_its_value_has_no_digest():
    with pytest.raises(KeyError):
        md5_of_message_attributes({"a": {"dataType": "Binary", "stringValue": "1"}})


def _as_moto_has_it(dataType, stringValue=None, binaryValue=None):
    if binaryValue is None:
        return {"DataType": dataType, "StringValue": stringValue}
    return {"DataType": dataType, "BinaryValue": base64.b64decode(binaryValue)}
