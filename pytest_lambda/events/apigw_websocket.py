"""Connections and messages of WebSocket APIs of Amazon API Gateway."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _http, _samples
from pytest_lambda.events._apigw import STAGE, api_front, request_id, single_and_multi, stage_variables_of
from pytest_lambda.events._apigw_rules import domain_rules, following, last_of, lists_of, time_rules
from pytest_lambda.events._authorizers import authorizer_of
from pytest_lambda.events._http import UNSET, Body, Headers, Json, Query
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override
from pytest_lambda.events._request import Request, received

if TYPE_CHECKING:
    from pytest_lambda.events.types.apigw_websocket import ApigwWebsocketEvent

__all__ = ["Variant", "apigw_websocket", "connect_event", "websocket_rules"]

Variant = Literal["CONNECT", "MESSAGE", "DISCONNECT"]

_CONNECTION_ID = re.compile(r"[A-Za-z0-9+/_-]{8,128}={0,2}")
_ROUTE = re.compile(r"\S{1,128}")
_VARIANTS_OF_ROUTES = {"$connect": "CONNECT", "$disconnect": "DISCONNECT"}
_MAX_LIFE_MS = 7_200_000
_CLOSE_REASONS = {
    1000: "",
    1001: "Going away",
    1005: "Client-side close frame status not set",
    1006: "Connection closed abnormally",
}


def apigw_websocket(
    entropy: Entropy,
    body: Body | bytes = None,
    *,
    variant: Variant | None = None,
    route: str | None = None,
    connection_id: str | None = None,
    connected_at: Time = None,
    query: Query = None,
    headers: Headers = None,
    json: Json = UNSET,
    is_base64_encoded: bool = False,
    disconnect_status_code: int | None = None,
    disconnect_reason: str | None = None,
    stage: str = "prod",
    stage_variables: Mapping[str, str] | None = None,
    authorizer: Literal["lambda"] | Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ApigwWebsocketEvent:
    """
    Return the event of a WebSocket API: a client connects, sends a message, or is gone.

    Args:
        body: of a message: text as it is, ``bytes`` as base64, anything else as JSON; by default an order.
        variant: ``"CONNECT"``, ``"MESSAGE"`` or ``"DISCONNECT"``; by default what *route* says, MESSAGE where
            there is a body, else CONNECT.
        route: the key of a message's route, by default ``$default``; ``$connect`` and ``$disconnect`` are
            those of the other variants.
        connection_id: give all events of one connection the same.
        connected_at: by default up to two hours before *time* (the same instant for CONNECT).
        query: of the URL that the client connects to; CONNECT only.
        headers: win over those that clients and API Gateway add, None takes one out; CONNECT only.
        json: any value, as a JSON body. Not together with *body*.
        is_base64_encoded: *body* is base64 text already.
        disconnect_status_code: DISCONNECT only; by default 1005, for a close frame without a code.
        disconnect_reason: DISCONNECT only; by default one that fits the code.
        stage: ``"prod"`` by default.
        stage_variables: left out of the event when there are none.
        authorizer: ``"lambda"``, or a dict: the content of ``requestContext.authorizer``, which the
            authorizer of ``$connect`` leaves in all events of the connection.
        source_ip: by default a public address.
        domain_name: of a custom domain; by default the API's own host.
        time: when the request or message arrived.
        overrides: merged in last. Domain, address, ids, times, and the two maps of headers and of query
            parameters follow each other.

    Raises:
        UsageError: an argument is not what it must be, or does not go with *variant*.

    Example:
        >>> events.apigw_websocket({"action": "list"}, route="list")["requestContext"]["eventType"]
        'MESSAGE'
    """
    variant = _variant(variant, route, body is not None or json is not UNSET)
    region, account_id = _check.region(region), _check.account_id(account_id)
    _check.only_with("CONNECT", variant, query=query, headers=headers)
    _check.only_with(
        "DISCONNECT", variant, disconnect_status_code=disconnect_status_code, disconnect_reason=disconnect_reason
    )
    content = _http.http_body(body, json, is_base64_encoded)
    if variant == "MESSAGE" and content.text is None:
        content = _http.http_body({"action": route or "placeOrder", **_samples.order(entropy)}, UNSET, False)
    elif content.text is not None:
        _check.only_with("MESSAGE", variant, body=body if json is UNSET else json)
    at = instant(entropy, time)
    event = connect_event(
        entropy,
        at=at,
        stage=_check.matching("stage", stage, STAGE, "up to 128 letters, digits, '_' or '-'"),
        region=region,
        query=query,
        headers=headers,
        source_ip=source_ip,
        domain_name=domain_name,
    )
    context = event["requestContext"]
    if connection_id is not None:
        context["connectionId"] = _check.matching("connection_id", connection_id, _CONNECTION_ID, "base64-like text")
    if variant != "CONNECT":
        context["connectedAt"] = max(0, at.ms - entropy.integer(100, _MAX_LIFE_MS))
        context["eventType"] = variant
        context["routeKey"] = "$disconnect" if variant == "DISCONNECT" else route or "$default"
    if connected_at is not None:
        context["connectedAt"] = instant(entropy, connected_at).ms
        if context["connectedAt"] > at.ms:
            raise _check.wrong("connected_at", f"not later than time, which is {at.seconds}", connected_at)
    guard = authorizer_of(authorizer, "none", ("lambda",))
    if guard == "lambda":
        guard = {"principalId": f"user-{entropy.hex(8)}", "integrationLatency": entropy.integer(5, 400)}
    if guard is not None:
        context["authorizer"] = guard
    variables = stage_variables_of(stage_variables)
    if variables:
        event["stageVariables"] = variables
    if variant == "MESSAGE":
        del event["headers"], event["multiValueHeaders"]
        context["messageId"] = request_id(entropy)
        event["body"] = content.text
    elif variant == "DISCONNECT":
        _use_headers_of_disconnect(event)
        code = 1005 if disconnect_status_code is None else disconnect_status_code
        _check.integer("disconnect_status_code", code, 1000, 4999)
        if disconnect_reason is not None and not isinstance(disconnect_reason, str):
            raise _check.wrong("disconnect_reason", "text", disconnect_reason)
        context["disconnectStatusCode"] = code
        context["disconnectReason"] = _CLOSE_REASONS.get(code, "") if disconnect_reason is None else disconnect_reason
    event["isBase64Encoded"] = content.is_base64_encoded
    if overrides is not None:
        override(event, overrides, websocket_rules(variant))
    return cast("ApigwWebsocketEvent", event)


def connect_event(
    entropy: Entropy,
    *,
    at: Instant,
    stage: str,
    region: str,
    query: object,
    headers: object,
    source_ip: object,
    domain_name: object,
) -> dict[str, Any]:
    """Return what a client's ``$connect`` gives the function and its authorizer alike."""
    request = received(
        entropy,
        api_front(entropy, region, keeps_case=True),
        method="GET",
        route=_http.route("/", None, None),
        query=query,
        body=_http.http_body(None, UNSET, False),
        at=at,
        given=_http.http_headers("headers", headers),
        domain_name=domain_name,
        source_ip=source_ip,
    )
    _as_handshake(entropy, request)
    number = request_id(entropy)
    queries = single_and_multi("queryStringParameters", "multiValueQueryStringParameters", request.query)
    return {
        **single_and_multi("headers", "multiValueHeaders", request.headers),
        **(queries if request.query else {}),
        "requestContext": {
            "routeKey": "$connect",
            "eventType": "CONNECT",
            "extendedRequestId": number,
            "requestTime": at.common_log(),
            "messageDirection": "IN",
            "stage": stage,
            "connectedAt": at.ms,
            "requestTimeEpoch": at.ms,
            "identity": {"userAgent": request.user_agent, "sourceIp": request.source_ip},
            "requestId": number,
            "domainName": request.domain,
            "connectionId": request_id(entropy),
            "apiId": request.identifier,
        },
    }


def _as_handshake(entropy: Entropy, request: Request) -> None:
    """Give *request* the headers of a WebSocket handshake instead of those of other requests."""
    of_handshake = {
        "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
        "Sec-WebSocket-Key": entropy.base64(16),
        "Sec-WebSocket-Version": "13",
    }
    sent = {name.lower() for name, _ in request.headers}
    kept = [(name, value) for name, value in request.headers if (name, value) != ("Accept", "*/*")]
    request.headers = kept + [(name, value) for name, value in of_handshake.items() if name.lower() not in sent]


def _use_headers_of_disconnect(event: dict[str, Any]) -> None:
    """Leave the few headers that API Gateway itself writes: no client sends any when it goes."""
    domain = event["requestContext"]["domainName"]
    headers = {"Host": domain, "x-api-key": "", "X-Forwarded-For": "", "x-restapi": ""}
    event["headers"] = headers
    event["multiValueHeaders"] = {name: [value] for name, value in headers.items()}


def _variant(variant: object, route: object, has_body: bool) -> Variant:
    named: str | None = None
    if route is not None:
        key = _check.matching("route", route, _ROUTE, "the key of a route, such as 'sendMessage'")
        named = _VARIANTS_OF_ROUTES.get(key, "MESSAGE")
    if variant is None:
        return cast(Variant, named or ("MESSAGE" if has_body else "CONNECT"))
    chosen = cast(Variant, _check.choice("variant", variant, get_args(Variant)))
    if named not in (None, chosen):
        raise UsageError(f"route must go with variant={chosen!r}, got {route!r}, which is a route of {named!r}")
    return chosen


def websocket_rules(variant: Variant) -> list[Rule]:
    """Return which fields follow which others in an event of *variant*."""
    now, since = "requestContext/requestTimeEpoch", "requestContext/connectedAt"
    rules = [
        *time_rules("requestContext/requestTime", now),
        Rule(since, (now,), lambda event: min(event["requestContext"]["connectedAt"], _epoch(event))),
        Rule(now, (since,), lambda event: max(event["requestContext"]["connectedAt"], _epoch(event))),
        Rule("requestContext/requestTime", (now,), lambda event: Instant(_epoch(event)).common_log()),
        *following("requestContext/requestId", "requestContext/extendedRequestId"),
    ]
    if variant == "MESSAGE":
        return rules
    pairs = [("headers", "multiValueHeaders")]
    if variant == "CONNECT":
        pairs.append(("queryStringParameters", "multiValueQueryStringParameters"))
        rules += [
            *following("requestContext/identity/userAgent", "headers/User-Agent"),
            Rule(
                "requestContext/identity/sourceIp",
                ("headers/X-Forwarded-For",),
                lambda event: event["headers"]["X-Forwarded-For"].split(",")[0].strip(),
            ),
            Rule(
                "headers/X-Forwarded-For",
                ("requestContext/identity/sourceIp",),
                lambda event: event["requestContext"]["identity"]["sourceIp"],
            ),
        ]
    rules = [*domain_rules("headers/Host", has_prefix=False), *rules]
    for single, multi in pairs:
        rules.insert(0, Rule(single, (multi,), _last(multi)))
        rules.append(Rule(multi, (single,), _lists(single, multi)))
    return rules


def _epoch(event: dict[str, Any]) -> int:
    return int(event["requestContext"]["requestTimeEpoch"])


def _last(multi: str) -> Any:
    return lambda event: last_of(event[multi])


def _lists(single: str, multi: str) -> Any:
    return lambda event: lists_of(event[single], event.get(multi))
