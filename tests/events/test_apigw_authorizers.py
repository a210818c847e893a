"""What Lambda authorizers are asked."""

from __future__ import annotations

import base64
import json

import pytest
from aws_lambda_powertools.utilities.data_classes import api_gateway_authorizer_event as data_classes

from pytest_lambda.base.errors import UsageError

from .rules import keeps_the_rules


def claims(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def test_a_token_is_asked_about_with_what_it_opens(events):
    event = events.apigw_authorizer_token("Bearer abc", method="post", path="/orders/7", stage="dev")

    assert "Bearer abc" == event["authorizationToken"]
    assert event["methodArn"].endswith("/dev/POST/orders/7")


def test_a_typical_token_was_issued_before_the_request(events):
    event = events.apigw_authorizer_token(time=1_700_000_000)

    assert 1_700_000_000 - 1800 <= claims(event["authorizationToken"])["iat"] < 1_700_000_000


def test_what_a_token_opens_may_be_overridden(events):
    event = events.apigw_authorizer_token("abc", overrides={"methodArn": "arn:aws:execute-api:*"})

    assert {"type": "TOKEN", "methodArn": "arn:aws:execute-api:*", "authorizationToken": "abc"} == event


def test_powertools_reads_the_arn(events):
    event = data_classes.APIGatewayAuthorizerTokenEvent(events.apigw_authorizer_token(region="eu-west-1"))

    assert ("eu-west-1", "prod", "GET", "orders") == (
        event.parsed_arn.region,
        event.parsed_arn.stage,
        event.parsed_arn.http_method,
        event.parsed_arn.resource,
    )


def test_a_request_is_asked_about_without_its_body(events):
    event = events.apigw_authorizer_request("DELETE", resource="/orders/{id}", path_parameters={"id": 7})

    assert event["methodArn"].endswith("/prod/DELETE/orders/7")
    assert {"id": "7"} == event["pathParameters"]
    assert "body" not in event


def test_what_there_is_none_of_is_empty(events):
    event = events.apigw_authorizer_request()

    assert {} == event["queryStringParameters"] == event["pathParameters"] == event["stageVariables"]


@pytest.mark.parametrize("variant", ["REST", "WEBSOCKET"])
def test_a_request_brings_a_token_unless_it_brings_its_own(events, variant):
    build = events.apigw_authorizer_request

    assert build(variant=variant)["headers"]["Authorization"].startswith("Bearer ")
    assert "mine" == build(variant=variant, headers={"authorization": "mine"})["headers"]["authorization"]
    assert "Authorization" not in build(variant=variant, headers={"Authorization": None})["headers"]


def test_powertools_reads_a_request_to_connect(events):
    event = data_classes.APIGatewayAuthorizerRequestEvent(
        events.apigw_authorizer_request(variant="websocket", query={"token": "abc"}, stage_variables={"a": "b"})
    )

    assert {"token": "abc"} == event.query_string_parameters
    assert {"a": "b"} == event.stage_variables
    assert f"{event.request_context.api_id}/prod/$connect" == event.method_arn.rpartition(":")[2]


def test_the_identity_source_is_the_authorization_header(events):
    assert ["secret"] == events.apigw_http_authorizer(headers={"AUTHORIZATION": "secret"})["identitySource"]


def test_identity_sources_may_be_others_or_none(events):
    assert ["a", "b"] == events.apigw_http_authorizer(identity_source=["a", "b"])["identitySource"]
    assert events.apigw_http_authorizer(identity_source=[])["identitySource"] is None
    assert events.apigw_http_authorizer(headers={"Authorization": None})["identitySource"] is None


def test_the_route_arn_has_no_stage_in_its_path(events):
    event = events.apigw_http_authorizer(path="/orders", stage="live")

    assert event["routeArn"].endswith("/live/GET/orders")
    assert "/live/orders" == event["rawPath"]


def test_powertools_reads_the_route(events):
    event = data_classes.APIGatewayAuthorizerEventV2(
        events.apigw_http_authorizer(path="/orders/7", resource="/orders/{id}", cookies={"a": "b"})
    )

    assert ("GET /orders/{id}", ["a=b"]) == (event.route_key, event.cookies)
    assert "orders/7" == event.parsed_arn.resource


@pytest.mark.parametrize("variant", ["REST", "WEBSOCKET"])
@pytest.mark.parametrize(
    "overrides",
    [
        {"requestContext": {"stage": "dev"}},
        {"requestContext": {"domainName": "aaaaaaaaaa.execute-api.us-east-1.amazonaws.com"}},
        {"headers": {"Authorization": "mine"}},
        {"queryStringParameters": {"a": "3"}},
        {"multiValueQueryStringParameters": {"a": ["3", "4"]}},
    ],
    ids=str,
)
def test_a_request_keeps_the_rules_under_an_override(events, variant, overrides):
    event = events.apigw_authorizer_request(variant=variant, query={"a": "1"}, overrides=overrides)

    keeps_the_rules("apigw_authorizer_request", event)


@pytest.mark.parametrize("overrides", [{"path": "/other"}, {"httpMethod": "PUT"}], ids=str)
def test_the_arn_follows_method_and_path(events, overrides):
    keeps_the_rules("apigw_authorizer_request", events.apigw_authorizer_request(overrides=overrides))


def test_an_override_may_be_null(events):
    assert events.apigw_authorizer_request(overrides={"pathParameters": None})["pathParameters"] is None


@pytest.mark.parametrize(
    "overrides",
    [
        {"rawPath": "/live/other"},
        {"requestContext": {"http": {"method": "DELETE"}}},
        {"requestContext": {"stage": "dev"}},
        {"headers": {"host": "aaaaaaaaaa.execute-api.us-east-1.amazonaws.com"}},
        {"rawQueryString": "a=1&a=2"},
    ],
    ids=str,
)
def test_a_route_keeps_the_rules_under_an_override(events, overrides):
    event = events.apigw_http_authorizer(path="/orders", stage="live", overrides=overrides)

    keeps_the_rules("apigw_http_authorizer", event)


def test_the_identity_source_follows_its_header(events):
    event = events.apigw_http_authorizer(overrides={"headers": {"authorization": "mine"}})

    assert ["mine"] == event["identitySource"]


def test_another_identity_source_does_not_follow_the_header(events):
    event = events.apigw_http_authorizer(identity_source=["a"], overrides={"headers": {"authorization": "mine"}})

    assert ["a"] == event["identitySource"]


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        ("token", {"token": ""}, "token must be text that is not empty, got ''"),
        ("token", {"stage": "a b"}, "stage must be up to 128 letters, digits, '_' or '-', got 'a b'"),
        ("request", {"variant": "HTTP"}, "variant must be one of 'REST', 'WEBSOCKET', got 'HTTP'"),
        (
            "request",
            {"variant": "WEBSOCKET", "path": "/a"},
            "path must be left out where variant='WEBSOCKET', got '/a'",
        ),
        (
            "request",
            {"domain_name": "api.example.com"},
            "domain_name must be left out where variant='REST', got 'api.example.com'",
        ),
        ("request", {"headers": 3}, "headers must be a mapping of names to values, got 3"),
    ],
    ids=str,
)
def test_a_question_is_not_made_from_wrong_arguments(events, kind, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, f"apigw_authorizer_{kind}")(**arguments)

    assert message == str(raised.value)


def test_identity_sources_are_a_list_of_text(events):
    with pytest.raises(UsageError) as raised:
        events.apigw_http_authorizer(identity_source="abc")

    assert "identity_source must be a list of text, got 'abc'" == str(raised.value)
