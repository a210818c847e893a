"""What follows an override in a request through API Gateway."""

from __future__ import annotations

import pytest

from pytest_lambda.base.errors import UsageError

from .rules import keeps_the_rules


@pytest.mark.parametrize(
    "overrides",
    [
        {"path": "/other"},
        {"resource": "/{proxy+}"},
        {"httpMethod": "DELETE"},
        {"requestContext": {"httpMethod": "DELETE"}},
        {"requestContext": {"stage": "dev"}},
        {"requestContext": {"requestTimeEpoch": 1_700_000_000_123}},
        {"requestContext": {"requestTime": "14/Nov/2023:22:13:20 +0000"}},
        {"requestContext": {"identity": {"sourceIp": "34.1.2.3", "userAgent": "mine"}}},
        {"headers": {"X-New": "a"}},
        {"headers": {"User-Agent": "mine", "X-Forwarded-For": "34.1.2.3"}},
        {"multiValueHeaders": {"X-New": ["a", "b"]}},
        {"queryStringParameters": {"limit": "20"}},
        {"multiValueQueryStringParameters": {"limit": ["1", "2"]}},
        {"queryStringParameters": None},
        {"pathParameters": None, "path": "/other"},
    ],
    ids=str,
)
def test_a_rest_event_keeps_the_rules_under_an_override(events, overrides):
    event = events.apigw_rest(path="/orders", query={"limit": ["5", "10"]}, overrides=overrides)

    keeps_the_rules("apigw_rest", event)


@pytest.mark.parametrize(
    "overrides",
    [
        {"rawPath": "/live/other"},
        {"requestContext": {"http": {"path": "/live/other"}}},
        {"requestContext": {"http": {"method": "DELETE"}}},
        {"routeKey": "DELETE /orders"},
        {"routeKey": "$default"},
        {"requestContext": {"routeKey": "$default"}},
        {"requestContext": {"stage": "dev"}},
        {"requestContext": {"timeEpoch": 1_700_000_000_123}},
        {"requestContext": {"time": "14/Nov/2023:22:13:20 +0000"}},
        {"requestContext": {"http": {"sourceIp": "34.1.2.3", "userAgent": "mine"}}},
        {"headers": {"user-agent": "mine", "x-forwarded-for": "34.1.2.3"}},
        {"rawQueryString": "a=1&a=2"},
        {"rawQueryString": ""},
        {"queryStringParameters": {"limit": "20"}},
    ],
    ids=str,
)
def test_an_http_event_keeps_the_rules_under_an_override(events, overrides):
    event = events.apigw_http(path="/orders", stage="live", query={"limit": "10"}, overrides=overrides)

    keeps_the_rules("apigw_http", event)


def test_a_new_path_goes_everywhere(events):
    event = events.apigw_rest(path="/orders", overrides={"path": "/other"})

    assert ("/other", "/other", "/prod/other") == (
        event["resource"],
        event["requestContext"]["resourcePath"],
        event["requestContext"]["path"],
    )


def test_a_new_path_gives_new_parameters(events):
    event = events.apigw_rest(path="/orders/7", resource="/orders/{id}", overrides={"path": "/orders/8"})

    assert {"id": "8"} == event["pathParameters"]


def test_a_new_base_path_is_kept_under_a_new_stage(events):
    event = events.apigw_rest(variant="custom_domain", overrides={"requestContext": {"stage": "dev"}})

    assert "/v1/orders" == event["requestContext"]["path"]


def test_a_new_domain_is_the_host(events):
    context = {"domainName": "shop.example.com"}
    event = events.apigw_rest(overrides={"requestContext": context})

    assert "shop.example.com" == event["headers"]["Host"]
    assert ["shop.example.com"] == event["multiValueHeaders"]["Host"]
    assert "shop" == event["requestContext"]["domainPrefix"]


def test_a_new_host_is_the_domain(events):
    event = events.apigw_http(overrides={"headers": {"host": "shop.example.com"}})

    assert "shop.example.com" == event["requestContext"]["domainName"]


def test_a_new_body_has_a_new_length(events):
    assert "3" == events.apigw_http(body="a", overrides={"body": "abc"})["headers"]["content-length"]


def test_what_follows_may_be_overridden_too(events):
    event = events.apigw_rest(overrides={"httpMethod": "PUT", "requestContext": {"httpMethod": "GET"}})

    assert ("PUT", "GET") == (event["httpMethod"], event["requestContext"]["httpMethod"])


def test_a_new_path_must_match_the_template(events):
    with pytest.raises(UsageError) as raised:
        events.apigw_rest(path="/orders/7", resource="/orders/{id}", overrides={"path": "/other"})

    assert "overrides: path must match resource '/orders/{id}', got '/other'; override pathParameters too" == str(
        raised.value
    )
