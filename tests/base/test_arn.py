"""ARNs: built and taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import UsageError
from pytest_lambda.base.arn import (
    Arn,
    FunctionReference,
    function_arn,
    parse_arn,
    parse_function_reference,
    queue_arn,
    queue_url,
)

PARTS = st.text(alphabet=st.characters(exclude_characters=":", codec="utf-8"), max_size=20)


@given(st.tuples(PARTS, PARTS, PARTS, PARTS, st.text(max_size=30)))
def test_the_parts_of_an_arn_give_its_text_back(parts):
    arn = Arn(*parts)

    assert arn == parse_arn(str(arn))


def test_the_resource_keeps_its_colons():
    assert "function:orders:live" == parse_arn("arn:aws:lambda:eu-west-1:111122223333:function:orders:live").resource


@pytest.mark.parametrize("text", ["", "orders", "arn:aws:lambda:us-east-1:123456789012", "urn:a:b:c:d:e"])
def test_what_is_no_arn_is_refused(text):
    with pytest.raises(UsageError) as refusal:
        parse_arn(text)

    assert f"{text!r} is not an ARN: expected arn:partition:service:region:account:resource" == str(refusal.value)


def test_VER_01_a_functions_arn_is_unqualified():
    expected = "arn:aws:lambda:eu-west-1:111122223333:function:orders"

    assert expected == function_arn("eu-west-1", "111122223333", "orders")


def test_VER_01_a_qualifier_comes_last():
    expected = "arn:aws:lambda:eu-west-1:111122223333:function:orders:$LATEST"

    assert expected == function_arn("eu-west-1", "111122223333", "orders", "$LATEST")


def test_a_queue_has_an_arn_and_a_url():
    assert "arn:aws:sqs:eu-west-1:111122223333:orders" == queue_arn("eu-west-1", "111122223333", "orders")
    assert "https://sqs.eu-west-1.amazonaws.com/111122223333/orders" == queue_url("eu-west-1", "111122223333", "orders")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("orders", FunctionReference("orders")),
        ("orders:live", FunctionReference("orders", "live")),
        ("111122223333:function:orders", FunctionReference("orders", None, None, "111122223333")),
        ("111122223333:function:orders:$LATEST", FunctionReference("orders", "$LATEST", None, "111122223333")),
        (
            "arn:aws:lambda:eu-west-1:111122223333:function:orders",
            FunctionReference("orders", None, "eu-west-1", "111122223333"),
        ),
        (
            "arn:aws:lambda:eu-west-1:111122223333:function:orders:7",
            FunctionReference("orders", "7", "eu-west-1", "111122223333"),
        ),
    ],
)
def test_INV_08_what_a_function_name_names(text, expected):
    assert expected == parse_function_reference(text)


@pytest.mark.parametrize(
    "text", ["arn:aws:sqs:us-east-1:123456789012:orders", "arn:aws:lambda:us-east-1:123456789012:layer:orders"]
)
def test_an_arn_of_something_else_names_no_function(text):
    with pytest.raises(UsageError) as refusal:
        parse_function_reference(text)

    assert (f"{text!r} is not the ARN of a function: expected arn:aws:lambda:region:account:function:name") == str(
        refusal.value
    )
