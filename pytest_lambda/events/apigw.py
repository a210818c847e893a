"""Requests through Amazon API Gateway: REST APIs (payload 1.0) and HTTP APIs (payload 2.0)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _authorizers, _check, _http
from pytest_lambda.events._apigw import STAGE, api_front, request_id, single_and_multi, stage_variables_of
from pytest_lambda.events._apigw_rules import payload_2_rules, rest_rules
from pytest_lambda.events._authorizers import HttpAuthorizer, RestAuthorizer
from pytest_lambda.events._http import UNSET, Body, Cookies, Headers, Json, Query
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import override
from pytest_lambda.events._payload_2 import iam_authorizer, payload_2, split_cookies
from pytest_lambda.events._request import received

if TYPE_CHECKING:
    from pytest_lambda.events.types.apigw import ApigwHttpEvent, ApigwRestEvent

__all__ = ["HttpVariant", "RestVariant", "apigw_http", "apigw_rest"]

RestVariant = Literal["proxy", "{proxy+}", "custom_domain", "console_test", "cognito", "lambda", "iam"]
HttpVariant = Literal["route", "$default", "jwt", "lambda", "iam"]

_BASE_PATH = re.compile(r"/?[A-Za-z0-9$_.+!*'()/-]*")
_IDENTITY = (
    "accessKey", "accountId", "apiKey", "apiKeyId", "caller", "cognitoAuthenticationProvider",
    "cognitoAuthenticationType", "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "sourceIp",
    "user", "userAgent", "userArn",
)  # fmt: skip
_CONSOLE_AGENT = "aws-internal/3 aws-sdk-java/1.12.681 Linux/5.10 OpenJDK_64-Bit_Server_VM/25.402-b08 java/1.8.0_402"


def apigw_rest(
    entropy: Entropy,
    method: str | None = None,
    path: str | None = None,
    *,
    variant: RestVariant = "proxy",
    resource: str | None = None,
    path_parameters: Mapping[str, Any] | None = None,
    query: Query = None,
    headers: Headers = None,
    body: Body | bytes = None,
    json: Json = UNSET,
    is_base64_encoded: bool = False,
    stage: str | None = None,
    stage_variables: Mapping[str, str] | None = None,
    authorizer: RestAuthorizer | Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    domain_name: str | None = None,
    base_path: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ApigwRestEvent:
    """
    Return the event of a request through a REST API with Lambda proxy integration.

    Args:
        method: in any case; by default GET, or POST where there is a body.
        path: without the stage and percent-encoded; by default ``/orders``, or *resource* filled in.
        variant: ``"proxy"`` (a resource of its own), ``"{proxy+}"`` (the greedy resource),
            ``"custom_domain"`` (``api.example.com`` with a base path), ``"console_test"`` (the Test button of
            the console), or an authorizer: ``"cognito"``, ``"lambda"``, ``"iam"``.
        resource: the template, such as ``/orders/{id}``; by default the path itself.
        path_parameters: what to fill *resource* with where no *path* is given.
        query: parameters by name (a list of values repeats the name), or a query string.
        headers: by name; these win over those that clients and API Gateway add. None takes one out.
        body: text as it is, ``bytes`` as base64, anything else as JSON.
        json: any value, as a JSON body. Not together with *body*.
        is_base64_encoded: *body* is base64 text already.
        stage: ``"prod"`` by default.
        stage_variables: null in the event when there are none.
        authorizer: ``"cognito"``, ``"lambda"``, ``"iam"``, or a dict: the content of
            ``requestContext.authorizer`` itself.
        source_ip: by default a public address.
        domain_name: of the custom domain.
        base_path: of the custom domain's mapping, ``"v1"`` by default; ``""`` for none.
        time: when the request arrived.
        overrides: merged in last. Path, method, stage, headers, query, domain, address, user agent and time
            are each followed by their other places in the event.

    Raises:
        UsageError: an argument is not what it must be, or path, resource and parameters disagree.

    Source: XRAY-01

    Example:
        >>> event = events.apigw_rest(resource="/orders/{id}", path_parameters={"id": 7}, query={"tag": ["a", "b"]})
        >>> event["path"], event["multiValueQueryStringParameters"]
        ('/orders/7', {'tag': ['a', 'b']})
    """
    variant = _check.choice("variant", variant, get_args(RestVariant))  # type: ignore[assignment]
    _check.only_with("custom_domain", variant, domain_name=domain_name, base_path=base_path)
    guard = _authorizers.authorizer_of(authorizer, variant, get_args(RestAuthorizer))
    region, account_id = _check.region(region), _check.account_id(account_id)
    is_console = variant == "console_test"
    if is_console and (stage is not None or source_ip is not None):
        raise UsageError(
            "stage and source_ip must be left out where variant='console_test', "
            f"got stage={stage!r} and source_ip={source_ip!r}"
        )
    stage = (
        "test-invoke-stage"
        if is_console
        else _check.matching(
            "stage", "prod" if stage is None else stage, STAGE, "up to 128 letters, digits, '_' or '-'"
        )
    )
    if variant == "{proxy+}" and resource is None:
        resource = "/{proxy+}"
        path = "/orders" if path is None and path_parameters is None else path
    found = _http.route(path, resource, path_parameters)
    given = _http.http_headers("headers", headers)
    at = instant(entropy, time)
    content = _http.http_body(body, json, is_base64_encoded)
    prefix = _base_path(base_path) if variant == "custom_domain" else "" if is_console else f"/{stage}"
    context: dict[str, Any] = {}
    token = None
    if isinstance(guard, dict):
        context = {"authorizer": guard}
    elif guard == "cognito":
        payload = _authorizers.claims(entropy, at, region)
        token = _authorizers.bearer(entropy, payload)
        context = {"authorizer": {"claims": _rest_claims(payload)}}
    elif guard == "lambda":
        context = {
            "authorizer": {
                "principalId": f"user-{entropy.hex(8)}",
                "integrationLatency": entropy.integer(5, 400),
            }
        }
    host = domain_name if variant != "custom_domain" or domain_name else "api.example.com"
    request = received(
        entropy,
        api_front(entropy, region, keeps_case=True),
        method=method,
        route=found,
        query=query,
        body=content,
        at=at,
        given=given,
        domain_name=host,
        source_ip=source_ip,
        token=token,
    )
    identity = dict.fromkeys(_IDENTITY) | {"sourceIp": request.source_ip, "userAgent": request.user_agent}
    if is_console:
        request.headers = [(name, value) for name, value in given if value is not None]
        request.domain = "testPrefix.testDomainName"
        if content.content_type and not any("content-type" == name.lower() for name, _ in given):
            request.headers.append(("Content-Type", content.content_type))
        identity |= {
            "sourceIp": "test-invoke-source-ip",
            "userAgent": _CONSOLE_AGENT,
            "apiKey": "test-invoke-api-key",
            "apiKeyId": "test-invoke-api-key-id",
        }
    if is_console or guard == "iam":
        caller = _authorizers.iam_caller(entropy, account_id, region)
        identity |= {
            "accessKey": caller.access_key,
            "accountId": caller.account_id,
            "caller": caller.user_id,
            "user": caller.user_id,
            "userArn": caller.user_arn,
        }
    event = {
        "resource": found.resource,
        "path": found.path,
        "httpMethod": request.method,
        **single_and_multi("headers", "multiValueHeaders", request.headers),
        **single_and_multi("queryStringParameters", "multiValueQueryStringParameters", request.query),
        "pathParameters": found.parameters,
        "stageVariables": stage_variables_of(stage_variables) or None,
        "requestContext": {
            "resourceId": entropy.alphanumeric(6),
            **context,
            "resourcePath": found.resource,
            "httpMethod": request.method,
            "extendedRequestId": request_id(entropy),
            "requestTime": at.common_log(),
            "path": prefix + found.path,
            "accountId": account_id,
            "protocol": "HTTP/1.1",
            "stage": stage,
            "domainPrefix": request.domain.partition(".")[0],
            "requestTimeEpoch": at.ms,
            "requestId": entropy.uuid(),
            "identity": identity,
            "domainName": request.domain,
            "deploymentId": entropy.alphanumeric(6),
            "apiId": request.identifier,
        },
        "body": content.text,
        "isBase64Encoded": content.is_base64_encoded,
    }
    if overrides is not None:
        override(event, overrides, rest_rules(found, prefix, stage))
    return cast("ApigwRestEvent", event)


def apigw_http(
    entropy: Entropy,
    method: str | None = None,
    path: str | None = None,
    *,
    variant: HttpVariant = "route",
    resource: str | None = None,
    path_parameters: Mapping[str, Any] | None = None,
    query: Query = None,
    headers: Headers = None,
    cookies: Cookies = None,
    body: Body | bytes = None,
    json: Json = UNSET,
    is_base64_encoded: bool = False,
    stage: str = "$default",
    stage_variables: Mapping[str, str] | None = None,
    authorizer: HttpAuthorizer | Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ApigwHttpEvent:
    """
    Return the event of a request through an HTTP API, in payload format 2.0.

    Args:
        method: in any case; by default GET, or POST where there is a body.
        path: without the stage; by default ``/orders``, or *resource* filled in.
        variant: ``"route"`` (``METHOD /template``), ``"$default"`` (the catch-all route), or an authorizer:
            ``"jwt"``, ``"lambda"``, ``"iam"``.
        resource: the template of the route, such as ``/orders/{id}``; by default the path itself.
        path_parameters: what to fill *resource* with where no *path* is given.
        query: parameters by name (a list of values repeats the name), or a query string.
        headers: by name, in any case; these win over those that clients and API Gateway add. A ``cookie``
            header becomes *cookies*.
        cookies: ``{"session": "abc"}`` or ``["session=abc"]``.
        body: text as it is, ``bytes`` as base64, anything else as JSON.
        json: any value, as a JSON body. Not together with *body*.
        is_base64_encoded: *body* is base64 text already.
        stage: any other than ``$default`` stands in front of ``rawPath``.
        stage_variables: left out of the event when there are none.
        authorizer: ``"jwt"``, ``"lambda"``, ``"iam"``, or a dict: the content of
            ``requestContext.authorizer`` itself.
        source_ip: by default a public address.
        domain_name: of a custom domain; by default the API's own host.
        time: when the request arrived.
        overrides: merged in last. Path, method, route, stage, query, domain, address, user agent, body and
            time are each followed by their other places in the event.

    Raises:
        UsageError: an argument is not what it must be, or path, resource and parameters disagree.

    Source: XRAY-01

    Example:
        >>> event = events.apigw_http("POST", "/orders", json={"sku": "lamp"}, cookies={"session": "abc"})
        >>> event["routeKey"], event["cookies"]
        ('POST /orders', ['session=abc'])
    """
    variant = _check.choice("variant", variant, get_args(HttpVariant))  # type: ignore[assignment]
    guard = _authorizers.authorizer_of(authorizer, variant, get_args(HttpAuthorizer))
    region, account_id = _check.region(region), _check.account_id(account_id)
    if stage != "$default":
        _check.matching("stage", stage, STAGE, "'$default' or up to 128 letters, digits, '_' or '-'")
    if variant == "$default":
        _check.left_out(variant, resource=resource)
    found = _http.route(path, resource, path_parameters)
    given, sent_cookies = split_cookies(_http.http_headers("headers", headers), cookies)
    at = instant(entropy, time)
    content = _http.http_body(body, json, is_base64_encoded)
    context: dict[str, Any] | None = None
    token = None
    if isinstance(guard, dict):
        context = guard
    elif guard == "jwt":
        payload = _authorizers.claims(entropy, at, region)
        token = _authorizers.bearer(entropy, payload)
        context = {"jwt": {"claims": _http_claims(payload), "scopes": None}}
    elif guard == "lambda":
        context = {"lambda": {"user": f"user-{entropy.hex(8)}"}}
    elif guard == "iam":
        context = {"iam": iam_authorizer(entropy, account_id, region)}
    request = received(
        entropy,
        api_front(entropy, region, keeps_case=False),
        method=method,
        route=found,
        query=query,
        body=content,
        at=at,
        given=given,
        domain_name=domain_name,
        source_ip=source_ip,
        token=token,
    )
    event = payload_2(
        request,
        route_key="$default" if variant == "$default" else f"{request.method} {found.resource}",
        stage=stage,
        account_id=account_id,
        request_id=request_id(entropy),
        cookies=sent_cookies,
        authorizer=context,
        stage_variables=stage_variables_of(stage_variables),
    )
    if overrides is not None:
        override(event, overrides, payload_2_rules(found))
    return cast("ApigwHttpEvent", event)


def _base_path(base_path: object) -> str:
    given = "v1" if base_path is None else base_path
    path = _check.matching("base_path", given, _BASE_PATH, "a path such as 'v1', or '' for none").strip("/")
    return f"/{path}" if path else ""


def _rest_claims(payload: Mapping[str, Any]) -> dict[str, str]:
    """Return claims as a REST API passes them: all text, ``exp`` and ``iat`` spelled out."""
    dates = {name: Instant(payload[name] * 1000).unix_date() for name in ("exp", "iat")}
    return _http_claims(payload) | dates


def _http_claims(payload: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in payload.items()}
