"""Requests through REST and HTTP APIs."""

from __future__ import annotations

import base64
import json

import pytest

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events._instant import Instant


def test_a_request_has_its_path_and_query(events):
    event = events.apigw_rest(path="/orders", query={"limit": "10"})

    assert ("GET", "/orders", {"limit": "10"}) == (
        event["httpMethod"],
        event["path"],
        event["queryStringParameters"],
    )


def test_a_request_with_a_body_is_a_post(events):
    assert "POST" == events.apigw_rest(json={"a": 1})["httpMethod"]
    assert "POST" == events.apigw_http(body="x")["requestContext"]["http"]["method"]


def test_json_makes_a_json_body(events):
    event = events.apigw_rest("POST", json={"a": 1})

    assert '{"a": 1}' == event["body"]
    assert "application/json" == event["headers"]["Content-Type"]


def test_json_text_is_a_json_string(events):
    assert '"a"' == events.apigw_rest(json="a")["body"]


def test_json_none_is_null(events):
    assert "null" == events.apigw_rest(json=None)["body"]


def test_a_text_body_stays_text(events):
    event = events.apigw_rest("POST", body="hello")

    assert ("hello", False) == (event["body"], event["isBase64Encoded"])
    assert "text/plain; charset=utf-8" == event["headers"]["Content-Type"]


def test_a_text_body_that_is_json_is_called_so(events):
    assert "application/json" == events.apigw_rest(body=' {"a": 1}')["headers"]["Content-Type"]


def test_a_body_of_python_values_becomes_json(events):
    assert [1, 2] == json.loads(events.apigw_rest(body=[1, 2])["body"])


def test_a_body_of_bytes_becomes_base64(events):
    event = events.apigw_http(body=b"\x00\xff")

    assert ("AP8=", True) == (event["body"], event["isBase64Encoded"])
    assert "2" == event["headers"]["content-length"]


def test_base64_text_may_be_given_as_such(events):
    event = events.apigw_rest(body="AP8=", is_base64_encoded=True)

    assert ("AP8=", True) == (event["body"], event["isBase64Encoded"])


def test_a_header_that_is_given_wins_in_any_case(events):
    headers = events.apigw_rest(headers={"user-agent": "mine"}, json={})["headers"]

    assert "mine" == headers["user-agent"]
    assert "User-Agent" not in headers


def test_the_user_agent_is_that_of_the_header(events):
    event = events.apigw_rest(headers={"User-Agent": "mine"})

    assert "mine" == event["requestContext"]["identity"]["userAgent"]


def test_the_domain_is_that_of_the_host_header(events):
    context = events.apigw_http(headers={"Host": "shop.example.com"})["requestContext"]

    assert ("shop.example.com", "shop") == (context["domainName"], context["domainPrefix"])


def test_the_source_is_the_first_forwarded_address(events):
    event = events.apigw_rest(headers={"X-Forwarded-For": "198.51.100.7, 10.0.0.1"})

    assert "198.51.100.7" == event["requestContext"]["identity"]["sourceIp"]


def test_repeated_values_are_lists_in_a_rest_event(events):
    event = events.apigw_rest(headers={"X-A": ["1", "2"]}, query={"q": ["x", "y"]})

    assert ("2", ["1", "2"]) == (event["headers"]["X-A"], event["multiValueHeaders"]["X-A"])
    assert ("y", ["x", "y"]) == (
        event["queryStringParameters"]["q"],
        event["multiValueQueryStringParameters"]["q"],
    )


def test_repeated_values_are_joined_in_an_http_event(events):
    event = events.apigw_http(headers={"X-A": ["1", "2"]}, query={"q": ["x", "y"]})

    assert "1,2" == event["headers"]["x-a"]
    assert ("q=x&q=y", {"q": "x,y"}) == (event["rawQueryString"], event["queryStringParameters"])


def test_a_query_may_be_a_query_string(events):
    assert {"a": "1 2", "b": ""} == events.apigw_rest(query="?a=1%202&b=")["queryStringParameters"]


def test_no_query_is_null_in_a_rest_event(events):
    event = events.apigw_rest()

    assert event["queryStringParameters"] is event["multiValueQueryStringParameters"] is None


def test_what_there_is_none_of_is_left_out_of_an_http_event(events):
    event = events.apigw_http()

    assert not {"cookies", "queryStringParameters", "pathParameters", "stageVariables", "body"} & event.keys()


def test_a_template_is_filled_with_its_parameters(events):
    event = events.apigw_rest(resource="/orders/{id}/{rest+}", path_parameters={"id": "a/b", "rest": "c d/e"})

    assert "/orders/a%2Fb/c%20d/e" == event["path"]
    assert {"id": "a%2Fb", "rest": "c%20d/e"} == event["pathParameters"]


def test_a_path_is_matched_by_its_template(events):
    event = events.apigw_http(path="/orders/7", resource="/orders/{id}")

    assert {"id": "7"} == event["pathParameters"]
    assert "GET /orders/{id}" == event["routeKey"]


def test_the_greedy_resource_takes_the_whole_path(events):
    event = events.apigw_rest(path="/a/b%20c", variant="{proxy+}")

    assert ("/{proxy+}", {"proxy": "a/b%20c"}) == (event["resource"], event["pathParameters"])


def test_the_path_has_no_stage_and_that_of_the_context_has(events):
    event = events.apigw_rest(path="/orders", stage="dev")

    assert ("/orders", "/dev/orders") == (event["path"], event["requestContext"]["path"])


def test_a_custom_domain_has_its_base_path_instead_of_the_stage(events):
    context = events.apigw_rest(path="/orders", variant="custom_domain", base_path="v2")["requestContext"]

    assert ("/v2/orders", "api.example.com", "api", "prod") == (
        context["path"],
        context["domainName"],
        context["domainPrefix"],
        context["stage"],
    )


def test_a_custom_domain_needs_no_base_path(events):
    context = events.apigw_rest(path="/orders", variant="custom_domain", base_path="")["requestContext"]

    assert "/orders" == context["path"]


def test_the_console_sends_no_headers_of_its_own(events):
    event = events.apigw_rest(variant="console_test")

    assert event["headers"] is event["multiValueHeaders"] is None
    assert "test-invoke-source-ip" == event["requestContext"]["identity"]["sourceIp"]
    assert "test-invoke-stage" == event["requestContext"]["stage"]


def test_without_an_authorizer_there_is_none_in_the_event(events):
    assert "authorizer" not in events.apigw_rest()["requestContext"]
    assert "authorizer" not in events.apigw_http()["requestContext"]


def test_cognito_leaves_claims_of_text(events):
    claims = events.apigw_rest(authorizer="cognito")["requestContext"]["authorizer"]["claims"]

    assert all(isinstance(value, str) for value in claims.values())
    assert ("id", "true") == (claims["token_use"], claims["email_verified"])
    assert "UTC 2025" in claims["exp"]


def test_the_token_of_a_request_holds_its_claims(events):
    event = events.apigw_http(variant="jwt")
    payload = event["headers"]["authorization"].split(".")[1]
    token = json.loads(base64.urlsafe_b64decode(payload + "=="))

    assert token["sub"] == event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    assert token["exp"] > event["requestContext"]["timeEpoch"] / 1000


def test_a_lambda_authorizer_leaves_its_principal(events):
    assert events.apigw_rest(authorizer="lambda")["requestContext"]["authorizer"]["principalId"]
    assert events.apigw_http(authorizer="lambda")["requestContext"]["authorizer"]["lambda"]


def test_iam_leaves_who_signed(events):
    identity = events.apigw_rest(variant="iam", account_id="210987654321")["requestContext"]["identity"]
    iam = events.apigw_http(variant="iam", account_id="210987654321")["requestContext"]["authorizer"]["iam"]

    assert "210987654321" == identity["accountId"] == iam["accountId"]
    assert identity["userArn"].startswith("arn:aws:sts::210987654321:assumed-role/")
    assert 20 == len(identity["accessKey"]) == len(iam["accessKey"])


def test_an_authorizer_may_be_written_out(events):
    event = events.apigw_http(authorizer={"lambda": {"tenant": "a"}})

    assert {"lambda": {"tenant": "a"}} == event["requestContext"]["authorizer"]


def test_cookies_are_no_header(events):
    event = events.apigw_http(cookies={"a": "1"}, headers={"Cookie": "b=2; c=3"})

    assert ["a=1", "b=2", "c=3"] == event["cookies"]
    assert "cookie" not in event["headers"]


def test_a_stage_stands_before_the_raw_path(events):
    event = events.apigw_http(path="/orders", stage="live")

    assert "/live/orders" == event["rawPath"] == event["requestContext"]["http"]["path"]


def test_the_default_route_has_no_parameters(events):
    event = events.apigw_http(path="/orders/7", variant="$default")

    assert "$default" == event["routeKey"]
    assert "pathParameters" not in event


def test_the_trace_id_begins_with_the_second_of_the_request(events):
    headers = events.apigw_rest(time=0x6774A00B)["headers"]

    assert headers["X-Amzn-Trace-Id"].startswith("Root=1-6774a00b-")


def test_only_utc_can_be_read_back():
    with pytest.raises(ValueError, match="0100"):
        Instant.from_common_log("14/Nov/2023:22:13:20 +0100")


@pytest.mark.parametrize("ms", [0, 1_700_000_000_999, 253_402_300_799_999])
def test_a_time_in_the_form_of_access_logs_can_be_read_back(ms):
    assert ms // 1000 * 1000 == Instant.from_common_log(Instant(ms).common_log()).ms


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"method": "FETCH"},
            "method must be one of 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', got 'FETCH'",
        ),
        (
            {"variant": "soap"},
            "variant must be one of 'proxy', '{proxy+}', 'custom_domain', 'console_test', "
            "'cognito', 'lambda', "
            "'iam', got 'soap'",
        ),
        (
            {"path": "orders"},
            "path must be a path that starts with '/', without '?', '#', spaces or braces, got 'orders'",
        ),
        (
            {"path": "/orders?a=1"},
            "path must be a path that starts with '/', without '?', '#', spaces or braces, got '/orders?a=1'",
        ),
        (
            {"path": "/a", "resource": "/orders/{id}"},
            "path must match resource '/orders/{id}', got '/a'",
        ),
        (
            {"resource": "/orders/{id}"},
            "path_parameters must name the variables of '/orders/{id}' ('id'), got {}",
        ),
        (
            {"resource": "/orders", "path_parameters": {"id": 1}},
            "path_parameters must name the variables of '/orders' (none at all), got {'id': 1}",
        ),
        (
            {"resource": "/{id}", "path_parameters": {"id": ""}},
            "path_parameters['id'] must be text that is not empty, got ''",
        ),
        (
            {"path_parameters": {"id": 1}},
            "path_parameters must be given with resource, the template that names them, got {'id': 1} alone",
        ),
        (
            {"path": "/orders/8", "resource": "/orders/{id}", "path_parameters": {"id": 7}},
            "path must be '/orders/7', which is resource with its path_parameters, got '/orders/8'",
        ),
        (
            {"resource": "orders"},
            "resource must be a template such as '/orders/{id}' or '/{proxy+}', got 'orders'",
        ),
        (
            {"resource": "/{id}", "path_parameters": ["7"]},
            "path_parameters must be a mapping of names to text, got ['7']",
        ),
        ({"stage_variables": "a"}, "stage_variables must be a mapping of names to text, got 'a'"),
        ({"query": 3}, "query must be a mapping of names to values or a query string, got 3"),
        (
            {"query": {"a": None}},
            "query['a'] must be text or a number (or a list of them), got None",
        ),
        ({"query": {1: "a"}}, "a name in query must be text, got 1"),
        ({"headers": ["a"]}, "headers must be a mapping of names to values, got ['a']"),
        (
            {"headers": {"a b": "c"}},
            "a name in headers must be a header name (letters, digits, '-'), got 'a b'",
        ),
        ({"headers": {"a": "b\n"}}, "headers['a'] must be text on one line, got 'b\\n'"),
        ({"body": {1, 2}}, "body must be text or what JSON can hold, got {1, 2}"),
        ({"json": b"x"}, "json must be what JSON can hold, got b'x'"),
        ({"body": "a", "json": 1}, "body and json must not be given together, got body='a'"),
        (
            {"body": "?", "is_base64_encoded": True},
            "body must be base64 text where is_base64_encoded=True, got '?'",
        ),
        ({"is_base64_encoded": 3}, "is_base64_encoded must be True or False, got 3"),
        (
            {"json": 1, "is_base64_encoded": True},
            "is_base64_encoded must not be given with json, got True",
        ),
        ({"stage": "a b"}, "stage must be up to 128 letters, digits, '_' or '-', got 'a b'"),
        ({"stage_variables": {"a": 1}}, "stage_variables must be a mapping of names to text, got {'a': 1}"),
        ({"authorizer": 3}, "authorizer must be one of 'none', 'cognito', 'lambda', 'iam' or a dict, got 3"),
        (
            {"authorizer": "iam", "variant": "cognito"},
            "authorizer must be 'cognito' where variant='cognito', got 'iam'",
        ),
        ({"source_ip": "nowhere"}, "source_ip must be an IPv4 or IPv6 address, got 'nowhere'"),
        (
            {"base_path": "v1"},
            "base_path must be given with variant='custom_domain' only, got base_path='v1' and variant='proxy'",
        ),
        (
            {"variant": "console_test", "stage": "dev"},
            "stage and source_ip must be left out where variant='console_test', got stage='dev' and source_ip=None",
        ),
        (
            {"variant": "custom_domain", "domain_name": "nowhere"},
            "domain_name must be a host name such as 'api.example.com', got 'nowhere'",
        ),
    ],
    ids=str,
)
def test_a_rest_request_is_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.apigw_rest(**arguments)

    assert message == str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"variant": "soap"},
            "variant must be one of 'route', '$default', 'jwt', 'lambda', 'iam', got 'soap'",
        ),
        (
            {"cookies": "a=b"},
            "cookies must be a mapping of names to text, or a list of 'name=value', got 'a=b'",
        ),
        ({"cookies": ["a"]}, "a cookie in cookies must be text of the form 'name=value', got 'a'"),
        (
            {"variant": "$default", "resource": "/a"},
            "resource must be left out where variant='$default', got '/a'",
        ),
        (
            {"stage": "a b"},
            "stage must be '$default' or up to 128 letters, digits, '_' or '-', got 'a b'",
        ),
        (
            {"headers": {"X-Forwarded-For": "me"}},
            "the first address of X-Forwarded-For must be an IPv4 or IPv6 address, got 'me'",
        ),
    ],
    ids=str,
)
def test_an_http_request_is_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.apigw_http(**arguments)

    assert message == str(raised.value)
