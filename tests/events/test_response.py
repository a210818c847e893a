"""The responses of handlers, as clients get them."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest

from pytest_lambda import events as module
from pytest_lambda.base.errors import UsageError


def test_a_response_is_that_of_a_rest_api_unless_told_otherwise(events):
    answer = events.response({"statusCode": 200, "body": '{"id": 1}', "headers": {"X-A": "1"}})

    assert (200, {"id": 1}, "1", None) == (
        answer.status_code,
        answer.json(),
        answer.headers["x-a"],
        answer.malformed,
    )


@pytest.mark.parametrize(
    ("of", "status"), [("apigw_rest", 502), ("apigw_http", 500), ("function_url", 502), ("alb", 502)]
)
def test_a_malformed_response_is_answered_for(of, status):
    answer = module.response({"statusCode": 200, "body": {"id": 1}}, of=of)

    assert status == answer.status_code
    assert 'body must be text, got {"id": 1}; write it as JSON text, with json.dumps' == answer.malformed


def test_values_go_over_the_wire_as_lambda_writes_them(events):
    answer = events.response({"total": Decimal("1.5"), 7: ("a", None)}, of="function_url")

    assert '{"total":1.5,"7":["a",null]}' == answer.text


@pytest.mark.parametrize("value", [{1, 2}, {"statusCode": object()}, "\ud800"], ids=["set", "object", "surrogate"])
def test_what_is_no_json_makes_the_function_fail(events, value):
    answer = events.response(value, of="apigw_http")

    assert 500 == answer.status_code
    assert answer.malformed.startswith("the function fails, because its response cannot be written as JSON: ")


def test_not_a_number_is_no_json(events):
    assert "the response must be JSON: NaN is not JSON" == events.response({"a": float("nan")}, of="alb").malformed


def test_a_payload_is_taken_as_it_is(events):
    assert "hi" == events.response(b'{"statusCode": 200, "body": "hi"}').text


def test_options_say_how_the_front_is_set_up(events):
    binary = {"statusCode": 200, "body": "AP8=", "isBase64Encoded": True}
    many = {"statusCode": 200, "multiValueHeaders": {"A": ["1", "2"]}}

    assert b"AP8=" == events.response(binary, decodes_base64=False).content
    assert ["1", "2"] == events.response(many, of="alb", multi_value_headers=True).headers.get_list("a")


def test_simplejson_is_imported_only_where_a_response_is_read():
    code = (
        "import sys; from pytest_lambda import events; before = 'simplejson' in sys.modules;"
        "events.response({}); print(before, 'simplejson' in sys.modules)"
    )

    assert "False True" == subprocess.check_output([sys.executable, "-c", code], text=True).strip()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"of": "s3"}, "of must be one of 'apigw_rest', 'apigw_http', 'function_url', 'alb', got 's3'"),
        ({"decodes_base64": "yes"}, "decodes_base64 must be True or False, got 'yes'"),
        ({"multi_value_headers": 1}, "multi_value_headers must be True or False, got 1"),
    ],
    ids=str,
)
def test_a_response_is_not_read_with_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.response({}, **arguments)

    assert message == str(raised.value)
