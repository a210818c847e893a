"""Connections and messages of WebSocket APIs."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.base.errors import UsageError

from .rules import keeps_the_rules


@pytest.mark.parametrize(
    ("arguments", "event_type", "route_key"),
    [
        ({}, "CONNECT", "$connect"),
        ({"body": "hi"}, "MESSAGE", "$default"),
        ({"json": None}, "MESSAGE", "$default"),
        ({"route": "list"}, "MESSAGE", "list"),
        ({"route": "$disconnect"}, "DISCONNECT", "$disconnect"),
        ({"variant": "message"}, "MESSAGE", "$default"),
        ({"variant": "DISCONNECT"}, "DISCONNECT", "$disconnect"),
    ],
    ids=str,
)
def test_body_and_route_say_what_happens(events, arguments, event_type, route_key):
    context = events.apigw_websocket(**arguments)["requestContext"]

    assert (event_type, route_key) == (context["eventType"], context["routeKey"])


def test_a_message_has_a_body_and_no_headers(events):
    event = events.apigw_websocket({"action": "list"})

    assert '{"action": "list"}' == event["body"]
    assert "headers" not in event


def test_a_typical_message_names_its_route_as_its_action(events):
    assert "list" == json.loads(events.apigw_websocket(route="list")["body"])["action"]


def test_a_binary_message_is_base64(events):
    event = events.apigw_websocket(b"\x00\xff")

    assert ("AP8=", True) == (event["body"], event["isBase64Encoded"])


def test_a_handshake_has_its_own_headers(events):
    headers = events.apigw_websocket(headers={"X-A": "1", "Sec-WebSocket-Protocol": "chat"})["headers"]

    assert ("13", "1", "chat") == (
        headers["Sec-WebSocket-Version"],
        headers["X-A"],
        headers["Sec-WebSocket-Protocol"],
    )


def test_a_connection_may_be_named(events):
    at = 1_700_000_000.5
    event = events.apigw_websocket("hi", connection_id="abcdefgh12345A=", connected_at=at, time=at + 60)
    context = event["requestContext"]

    assert ("abcdefgh12345A=", 1_700_000_000_500) == (context["connectionId"], context["connectedAt"])
    assert 1_700_000_060_500 == context["requestTimeEpoch"]


@pytest.mark.parametrize(
    ("code", "reason"), [(1001, "Going away"), (1005, "Client-side close frame status not set"), (4001, "")]
)
def test_a_reason_fits_the_code(events, code, reason):
    context = events.apigw_websocket(variant="DISCONNECT", disconnect_status_code=code)["requestContext"]

    assert reason == context["disconnectReason"]


def test_a_reason_may_be_given(events):
    context = events.apigw_websocket(variant="DISCONNECT", disconnect_reason="bye")["requestContext"]

    assert (1005, "bye") == (context["disconnectStatusCode"], context["disconnectReason"])


def test_what_the_authorizer_left_is_in_every_event(events):
    event = events.apigw_websocket("hi", authorizer={"principalId": "me"})

    assert {"principalId": "me"} == event["requestContext"]["authorizer"]
    assert events.apigw_websocket(authorizer="lambda")["requestContext"]["authorizer"]["principalId"]


def test_the_query_is_that_of_the_url(events):
    event = events.apigw_websocket(query={"token": ["a", "b"]})

    assert {"token": "b"} == event["queryStringParameters"]
    assert {"token": ["a", "b"]} == event["multiValueQueryStringParameters"]


@pytest.mark.parametrize("variant", ["CONNECT", "MESSAGE", "DISCONNECT"])
@pytest.mark.parametrize(
    "context",
    [
        {"requestTimeEpoch": 1_600_000_000_123},
        {"connectedAt": 1_900_000_000_123},
        {"requestTime": "14/Nov/2019:22:13:20 +0000"},
        {"requestId": "AAAAAAAAAAAAAAA="},
        {"extendedRequestId": "AAAAAAAAAAAAAAA="},
    ],
    ids=str,
)
def test_an_event_keeps_the_rules_under_an_override(events, variant, context):
    keeps_the_rules("apigw_websocket", events.apigw_websocket(variant=variant, overrides={"requestContext": context}))


@pytest.mark.parametrize(
    "overrides",
    [
        {"headers": {"X-New": "a", "User-Agent": "mine", "X-Forwarded-For": "34.1.2.3"}},
        {"multiValueHeaders": {"X-New": ["a", "b"]}},
        {"requestContext": {"identity": {"sourceIp": "34.1.2.3", "userAgent": "mine"}}},
        {"requestContext": {"domainName": "aaaaaaaaaa.execute-api.us-east-1.amazonaws.com"}},
        {"queryStringParameters": {"a": "3"}},
        {"multiValueQueryStringParameters": {"a": ["3", "4"]}},
    ],
    ids=str,
)
def test_a_handshake_keeps_the_rules_under_an_override(events, overrides):
    keeps_the_rules("apigw_websocket", events.apigw_websocket(query={"a": "1"}, overrides=overrides))


def test_a_new_domain_is_the_host_of_a_disconnect(events):
    domain = "aaaaaaaaaa.execute-api.us-east-1.amazonaws.com"
    event = events.apigw_websocket(variant="DISCONNECT", overrides={"requestContext": {"domainName": domain}})

    keeps_the_rules("apigw_websocket", event)
    assert [domain] == event["multiValueHeaders"]["Host"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"variant": "PING"}, "variant must be one of 'CONNECT', 'MESSAGE', 'DISCONNECT', got 'PING'"),
        ({"route": ""}, "route must be the key of a route, such as 'sendMessage', got ''"),
        (
            {"route": "$connect", "variant": "MESSAGE"},
            "route must go with variant='MESSAGE', got '$connect', which is a route of 'CONNECT'",
        ),
        (
            {"body": "a", "variant": "CONNECT"},
            "body must be given with variant='MESSAGE' only, got body='a' and variant='CONNECT'",
        ),
        (
            {"body": "a", "query": {"a": "b"}},
            "query must be given with variant='CONNECT' only, got query={'a': 'b'} and variant='MESSAGE'",
        ),
        (
            {"disconnect_reason": "bye"},
            "disconnect_reason must be given with variant='DISCONNECT' only, "
            "got disconnect_reason='bye' and variant='CONNECT'",
        ),
        (
            {"variant": "DISCONNECT", "disconnect_status_code": 7},
            "disconnect_status_code must be an integer from 1000 to 4999, got 7",
        ),
        (
            {"variant": "DISCONNECT", "disconnect_reason": 7},
            "disconnect_reason must be text, got 7",
        ),
        ({"connection_id": "?"}, "connection_id must be base64-like text, got '?'"),
        (
            {"connected_at": 20, "time": 10},
            "connected_at must be not later than time, which is 10.0, got 20",
        ),
        ({"stage": "a b"}, "stage must be up to 128 letters, digits, '_' or '-', got 'a b'"),
    ],
    ids=str,
)
def test_an_event_is_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.apigw_websocket(**arguments)

    assert message == str(raised.value)
