"""What the service in front of a function makes of its response."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.model.proxy_response import FrontEnd, failed_response, proxy_response

FRONT_ENDS = get_args(FrontEnd)
WITH_PAYLOAD_2 = ("apigw_http", "function_url")
FAILURES = {
    "apigw_rest": (502, '{"message": "Internal server error"}'),
    "apigw_http": (500, '{"message":"Internal Server Error"}'),
    "function_url": (502, "Internal Server Error"),
    "alb": (502, "502 Bad Gateway"),
}
LARGEST_OF_ALB = 1_048_576


def answer(value, front_end, **options):
    return proxy_response(json.dumps(value).encode(), front_end, **options)


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_response_has_status_headers_and_body(front_end):
    found = answer({"statusCode": 201, "headers": {"X-A": "1"}, "body": "ü"}, front_end)

    assert (201, "1", "ü", None) == (found.status_code, found.headers["x-a"], found.text, found.malformed)


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_base64_body_is_decoded(front_end):
    found = answer({"statusCode": 200, "body": "AP8=", "isBase64Encoded": True}, front_end)

    assert b"\x00\xff" == found.content


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_body_that_only_looks_like_base64_stays(front_end):
    assert b"AP8=" == answer({"statusCode": 200, "body": "AP8="}, front_end).content


def test_a_rest_api_decodes_only_what_the_client_accepts():
    value = {"statusCode": 200, "body": "AP8=", "isBase64Encoded": True}

    assert b"AP8=" == answer(value, "apigw_rest", decodes_base64=False).content


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_response_may_have_no_body(front_end):
    assert b"" == answer({"statusCode": 204}, front_end).content


@pytest.mark.parametrize(
    ("front_end", "content_type"),
    [
        ("apigw_rest", "application/json"),
        ("apigw_http", "text/plain; charset=utf-8"),
        ("function_url", "application/json"),
        ("alb", "application/octet-stream"),
    ],
)
def test_a_content_type_is_added_where_there_is_none(front_end, content_type):
    assert [content_type] == answer({"statusCode": 200}, front_end).headers.get_list("content-type")
    own = answer({"statusCode": 200, "headers": {"content-TYPE": "text/css"}}, front_end)

    assert ["text/css"] == own.headers.get_list("content-type")


@pytest.mark.parametrize("front_end", FRONT_ENDS)
@pytest.mark.parametrize("status", ["OK", 99, 600, 200.5, True, [200]], ids=repr)
def test_a_status_code_is_a_whole_number(front_end, status):
    found = answer({"statusCode": status}, front_end)

    assert FAILURES[front_end][0] == found.status_code
    assert found.malformed is not None and found.malformed.startswith("statusCode must be a")
    assert found.malformed.endswith(f", got {json.dumps(status)}")


@pytest.mark.parametrize("front_end", ["apigw_rest", "apigw_http", "function_url"])
def test_a_status_code_may_be_text(front_end):
    assert 418 == answer({"statusCode": "418"}, front_end).status_code


@pytest.mark.parametrize("front_end", FRONT_ENDS)
@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("body", {"a": 1}, 'body must be text, got {"a": 1}; write it as JSON text, with json.dumps'),
        ("body", 7, "body must be text, got 7; write it as JSON text, with json.dumps"),
        ("headers", ["X-A"], 'headers must be an object, got ["X-A"]'),
        ("headers", {"X-A": ["1"]}, "headers['X-A'] must be text, got [\"1\"]"),
        ("isBase64Encoded", "true", 'isBase64Encoded must be true or false, got "true"'),
    ],
)
def test_a_field_of_the_wrong_type_is_malformed(front_end, field, value, reason):
    found = answer({"statusCode": 200, field: value}, front_end)
    status, text = FAILURES[front_end]

    assert (status, reason) == (found.status_code, found.malformed)
    assert text in found.text


@pytest.mark.parametrize(("front_end", "status"), list(zip(FRONT_ENDS, (500, 500, 502, 502), strict=True)))
def test_base64_must_be_base64(front_end, status):
    found = answer({"statusCode": 200, "body": "ü?", "isBase64Encoded": True}, front_end)

    assert status == found.status_code
    assert 'body must be base64 where isBase64Encoded is true, got "ü?"' == found.malformed


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_what_is_long_is_cut_in_the_reason(front_end):
    found = answer({"statusCode": 200, "body": ["a" * 200]}, front_end)

    assert f'body must be text, got ["{"a" * 98}...; write it as JSON text, with json.dumps' == found.malformed


@pytest.mark.parametrize("front_end", FRONT_ENDS)
@pytest.mark.parametrize("payload", [b"{", b'{"statusCode": NaN}', b"\xff"])
def test_a_payload_that_is_no_json_is_malformed(front_end, payload):
    found = proxy_response(payload, front_end)

    assert FAILURES[front_end][0] == found.status_code
    assert found.malformed is not None and found.malformed.startswith("the response must be JSON: ")


@pytest.mark.parametrize("front_end", ["apigw_rest", "alb"])
@pytest.mark.parametrize("value", ["hello", None, [1], 3], ids=repr)
def test_a_response_that_is_no_object_is_malformed(front_end, value):
    assert f"the response must be an object, got {json.dumps(value)}" == answer(value, front_end).malformed


@pytest.mark.parametrize("front_end", FRONT_ENDS)
def test_a_function_that_failed_is_answered_for(front_end):
    found = failed_response(front_end)
    status, text = FAILURES[front_end]

    assert (status, None) == (found.status_code, found.malformed)
    assert text in found.text


# REST APIs


@pytest.mark.parametrize("value", [{}, {"headers": None}, {"statusCode": None, "body": None}], ids=repr)
def test_a_rest_api_needs_nothing(value):
    found = answer(value, "apigw_rest")

    assert (200, b"", None) == (found.status_code, found.content, found.malformed)


def test_a_rest_api_takes_no_other_keys():
    found = answer({"statusCode": 200, "cookies": [], "wrongValue": 1}, "apigw_rest")

    assert 502 == found.status_code
    assert (
        "the response must have no keys but statusCode, headers, multiValueHeaders, body, isBase64Encoded; "
        "got 'cookies', 'wrongValue'" == found.malformed
    )


@pytest.mark.parametrize("front_end", ["apigw_rest", *WITH_PAYLOAD_2])
def test_booleans_and_numbers_become_text_in_headers(front_end):
    headers = answer({"statusCode": 200, "headers": {"A": True, "B": 3600}}, front_end).headers

    assert ("true", "3600") == (headers["a"], headers["b"])


def test_multi_value_headers_come_before_those_of_one_value():
    headers = answer(
        {"headers": {"test-multi": "solo", "other": "x"}, "multiValueHeaders": {"tesT-Multi": ["one", "two"]}},
        "apigw_rest",
    ).headers

    assert ["one", "two", "solo"] == headers.get_list("test-multi")
    assert [("tesT-Multi", "solo"), ("other", "x")] == headers.multi_items()[2:4]


def test_a_value_in_both_maps_counts_once():
    headers = answer({"headers": {"a": "1"}, "multiValueHeaders": {"A": ["1", "2"]}}, "apigw_rest").headers

    assert ["1", "2"] == headers.get_list("a")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([], "multiValueHeaders must be an object, got []"),
        ({"A": "1"}, "multiValueHeaders['A'] must be a list, got \"1\""),
        ({"A": [None]}, "an item of multiValueHeaders['A'] must be text, got null"),
    ],
    ids=str,
)
@pytest.mark.parametrize("front_end", ["apigw_rest", "alb"])
def test_multi_value_headers_are_lists(front_end, value, reason):
    assert reason == answer({"statusCode": 200, "multiValueHeaders": value}, front_end).malformed


# HTTP APIs and function URLs


@pytest.mark.parametrize("front_end", WITH_PAYLOAD_2)
@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"hello": "wörld"}, '{"hello":"wörld"}'),
        ({"body": "a", "headers": {}}, '{"body":"a","headers":{}}'),
        (["hello", 3, True], '["hello",3,true]'),
        ("hello", "hello"),
        (3.1, "3.1"),
        (None, "null"),
    ],
    ids=repr,
)
def test_what_has_no_status_code_is_a_body(front_end, value, text):
    found = answer(value, front_end)

    assert (200, text, None) == (found.status_code, found.text, found.malformed)
    assert "application/json" == found.headers["content-type"]


@pytest.mark.parametrize("front_end", WITH_PAYLOAD_2)
def test_cookies_become_headers(front_end):
    found = answer({"statusCode": 200, "cookies": ["a=1; Secure", "b=2"]}, front_end)

    assert ["a=1; Secure", "b=2"] == found.headers.get_list("set-cookie")
    assert {"a": "1", "b": "2"} == found.cookies


@pytest.mark.parametrize("front_end", WITH_PAYLOAD_2)
@pytest.mark.parametrize("cookies", ["a=1", [1]], ids=repr)
def test_cookies_are_a_list_of_text(front_end, cookies):
    found = answer({"statusCode": 200, "cookies": cookies}, front_end)

    assert f"cookies must be a list of text, got {json.dumps(cookies)}" == found.malformed


@pytest.mark.parametrize("front_end", WITH_PAYLOAD_2)
def test_keys_of_the_other_format_do_not_count(front_end):
    found = answer({"statusCode": 200, "multiValueHeaders": {"A": ["1"]}}, front_end)

    assert (200, None) == (found.status_code, found.malformed)
    assert "a" not in found.headers


# Load balancers


def test_a_load_balancer_needs_a_status_code():
    assert "statusCode must be a number, got none" == answer({"body": "a"}, "alb").malformed


def test_a_load_balancer_takes_no_text_for_a_number():
    assert 'statusCode must be a number, got "200"' == answer({"statusCode": "200"}, "alb").malformed


@pytest.mark.parametrize("key", ["statusCode", "statusDescription", "headers", "multiValueHeaders", "isBase64Encoded"])
def test_a_load_balancer_takes_no_null(key):
    assert f"{key} must be left out instead of null" == answer({"statusCode": 200, key: None}, "alb").malformed


@pytest.mark.parametrize("value", [True, 3600])
def test_a_load_balancer_takes_only_text_in_headers(value):
    found = answer({"statusCode": 200, "headers": {"A": value}}, "alb")

    assert f"headers['A'] must be text, got {json.dumps(value)}" == found.malformed


@pytest.mark.parametrize("description", ["OK", 200, ""], ids=repr)
def test_a_description_has_code_and_reason(description):
    found = answer({"statusCode": 200, "statusDescription": description}, "alb")

    assert f"statusDescription must be of the form '200 OK', got {json.dumps(description)}" == found.malformed


def test_a_description_does_no_harm():
    assert answer({"statusCode": 200, "statusDescription": "200 OK"}, "alb").malformed is None


def test_the_target_group_says_which_headers_count():
    value = {"statusCode": 200, "headers": {"A": "1"}, "multiValueHeaders": {"A": ["2", "3"]}}

    assert ["1"] == answer(value, "alb").headers.get_list("a")
    assert ["2", "3"] == answer(value, "alb", multi_value_headers=True).headers.get_list("a")


def test_hop_by_hop_headers_do_not_pass_a_load_balancer():
    headers = answer({"statusCode": 200, "headers": {"Connection": "close", "X-A": "1"}}, "alb").headers

    assert ["X-A", "Content-Type"] == [name for name, _ in headers.multi_items()]


def test_a_load_balancer_takes_one_mebibyte():
    frame = len(json.dumps({"statusCode": 200, "body": ""}))
    largest = "a" * (LARGEST_OF_ALB - frame)

    assert answer({"statusCode": 200, "body": largest}, "alb").malformed is None
    assert f"the response must be of at most {LARGEST_OF_ALB} bytes, got {LARGEST_OF_ALB + 1}" == (
        answer({"statusCode": 200, "body": largest + "a"}, "alb").malformed
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "cookies", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=8,
)


@given(JSON, st.sampled_from(FRONT_ENDS), st.booleans(), st.booleans())
def test_whatever_a_function_answers_a_client_gets_a_response(value, front_end, decodes, multi):
    found = answer(value, front_end, decodes_base64=decodes, multi_value_headers=multi)

    assert 100 <= found.status_code <= 599
    assert found.headers["content-type"]
    if found.malformed is not None:
        assert found.status_code in (500, 502)
