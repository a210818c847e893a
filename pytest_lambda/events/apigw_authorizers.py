"""What Amazon API Gateway asks Lambda authorizers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.arn import parse_arn
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _authorizers, _check, _http, _names
from pytest_lambda.events._apigw import STAGE, stage_variables_of
from pytest_lambda.events._apigw_rules import payload_2_rules, rest_rules
from pytest_lambda.events._http import UNSET, Cookies, Headers, Query
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override
from pytest_lambda.events.apigw import apigw_http, apigw_rest
from pytest_lambda.events.apigw_websocket import connect_event, websocket_rules

if TYPE_CHECKING:
    from pytest_lambda.events.types.apigw_authorizers import (
        ApigwAuthorizerRequestEvent,
        ApigwAuthorizerTokenEvent,
        ApigwHttpAuthorizerEvent,
    )

__all__ = ["RequestVariant", "apigw_authorizer_request", "apigw_authorizer_token", "apigw_http_authorizer"]

RequestVariant = Literal["REST", "WEBSOCKET"]

_NEVER_NULL = (
    "queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables",
)  # fmt: skip


def apigw_authorizer_token(
    entropy: Entropy,
    token: str | None = None,
    *,
    method: str = "GET",
    path: str = "/orders",
    stage: str = "prod",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ApigwAuthorizerTokenEvent:
    """
    Return the event that asks a TOKEN authorizer of a REST API.

    Args:
        token: the header as the client sent it; by default ``Bearer`` and a token of a signed-in user, issued
            up to half an hour before *time*.
        method: of the request that the answer is about.
        path: of that request, without the stage.
        stage: ``"prod"`` by default.
        time: when the request arrived; only the default token shows it.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.apigw_authorizer_token("Bearer abc", method="POST")["methodArn"].partition("/")[2]
        'prod/POST/orders'
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    _check.matching("stage", stage, STAGE, "up to 128 letters, digits, '_' or '-'")
    verb = _http.http_method(method, _http.http_body(None, UNSET, False))
    found = _http.route(path, None, None)
    api_id = entropy.alphanumeric(10)
    event = {
        "type": "TOKEN",
        "methodArn": _names.arn("execute-api", region, account_id, f"{api_id}/{stage}/{verb}{found.path}"),
        "authorizationToken": _bearer(entropy, instant(entropy, time), region)
        if token is None
        else _check.text("token", token),
    }
    if overrides is not None:
        override(event, overrides)
    return cast("ApigwAuthorizerTokenEvent", event)


def apigw_authorizer_request(
    entropy: Entropy,
    method: str | None = None,
    path: str | None = None,
    *,
    variant: RequestVariant = "REST",
    resource: str | None = None,
    path_parameters: Mapping[str, Any] | None = None,
    query: Query = None,
    headers: Headers = None,
    stage: str = "prod",
    stage_variables: Mapping[str, str] | None = None,
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ApigwAuthorizerRequestEvent:
    """
    Return the event that asks a REQUEST authorizer of a REST or WebSocket API.

    It has the request without its body; what there is none of is ``{}``, not null.

    Args:
        method: by default GET. Not for a WebSocket API.
        path: without the stage and percent-encoded; by default ``/orders``, or *resource* filled in. Not for a
            WebSocket API.
        variant: ``"REST"`` or ``"WEBSOCKET"``, which asks at ``$connect``.
        resource: the template, such as ``/orders/{id}``; by default the path itself.
        path_parameters: what to fill *resource* with where no *path* is given.
        query: parameters by name (a list of values repeats the name), or a query string.
        headers: by name; these win over those that clients and API Gateway add, one of which is an
            Authorization header with a bearer token. None takes one out.
        stage: ``"prod"`` by default.
        stage_variables: ``{}`` in the event when there are none.
        source_ip: by default a public address.
        domain_name: of a WebSocket API's custom domain; by default the API's own host.
        time: when the request arrived.
        overrides: merged in last; what follows what is as in the events of the API itself, and the ARN follows
            method, path, stage and API.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.apigw_authorizer_request("GET", "/orders/7")["methodArn"].partition("/")[2]
        'prod/GET/orders/7'
    """
    variant = cast(RequestVariant, _check.choice("variant", variant, get_args(RequestVariant)))
    region, account_id = _check.region(region), _check.account_id(account_id)
    at = instant(entropy, time)
    headers = _authorized(headers, _bearer(entropy, at, region))
    if variant == "WEBSOCKET":
        _check.left_out(variant, method=method, path=path, resource=resource, path_parameters=path_parameters)
        asked = connect_event(
            entropy,
            at=at,
            stage=_check.matching("stage", stage, STAGE, "up to 128 letters, digits, '_' or '-'"),
            region=region,
            query=query,
            headers=headers,
            source_ip=source_ip,
            domain_name=domain_name,
        )
        asked = {**dict.fromkeys(_NEVER_NULL[:2]), **asked, "stageVariables": stage_variables_of(stage_variables)}
        rules = websocket_rules("CONNECT")
    else:
        _check.left_out(variant, domain_name=domain_name)
        asked = dict(
            apigw_rest(
                entropy,
                method,
                path,
                resource=resource,
                path_parameters=path_parameters,
                query=query,
                headers=headers,
                stage=stage,
                stage_variables=stage_variables,
                source_ip=source_ip,
                account_id=account_id,
                region=region,
                time=at.seconds,
            )
        )
        del asked["body"], asked["isBase64Encoded"]
        rules = rest_rules(_http.route(path, resource, path_parameters), f"/{stage}", stage)
    arn = _names.arn("execute-api", region, account_id, _asked_about(asked))
    event: dict[str, Any] = {"type": "REQUEST", "methodArn": arn, **asked}
    if overrides is not None:
        sources = ("httpMethod", "path", "requestContext/stage", "requestContext/apiId")
        override(event, overrides, [*rules, _arn_rule("methodArn", sources)])
    for name in _NEVER_NULL:
        if event.get(name, ...) is None and name not in (overrides or ()):
            event[name] = {}
    return cast("ApigwAuthorizerRequestEvent", event)


def apigw_http_authorizer(
    entropy: Entropy,
    method: str | None = None,
    path: str | None = None,
    *,
    identity_source: Sequence[str] | None = None,
    resource: str | None = None,
    path_parameters: Mapping[str, Any] | None = None,
    query: Query = None,
    headers: Headers = None,
    cookies: Cookies = None,
    stage: str = "$default",
    stage_variables: Mapping[str, str] | None = None,
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ApigwHttpAuthorizerEvent:
    """
    Return the event that asks a Lambda authorizer of an HTTP API, in payload format 2.0.

    It has the request without its body.

    Args:
        method: by default GET.
        path: without the stage; by default ``/orders``, or *resource* filled in.
        identity_source: what the authorizer's identity sources hold; by default the Authorization header. A
            list without items is null in the event: the authorizer has none.
        resource: the template of the route, such as ``/orders/{id}``; by default the path itself.
        path_parameters: what to fill *resource* with where no *path* is given.
        query: parameters by name (a list of values repeats the name), or a query string.
        headers: by name, in any case; these win over those that clients and API Gateway add, one of which is
            an Authorization header with a bearer token. None takes one out.
        cookies: ``{"session": "abc"}`` or ``["session=abc"]``.
        stage: any other than ``$default`` stands in front of ``rawPath``.
        stage_variables: left out of the event when there are none.
        source_ip: by default a public address.
        domain_name: of a custom domain; by default the API's own host.
        time: when the request arrived.
        overrides: merged in last; what follows what is as in ``apigw_http``, and the ARN follows method, path,
            stage and API.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.apigw_http_authorizer(headers={"authorization": "secret"})["identitySource"]
        ['secret']

    Source: INV-18
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    at = instant(entropy, time)
    asked: dict[str, Any] = dict(
        apigw_http(
            entropy,
            method,
            path,
            resource=resource,
            path_parameters=path_parameters,
            query=query,
            headers=_authorized(headers, _bearer(entropy, at, region)),
            cookies=cookies,
            stage=stage,
            stage_variables=stage_variables,
            source_ip=source_ip,
            domain_name=domain_name,
            account_id=account_id,
            region=region,
            time=at.seconds,
        )
    )
    del asked["isBase64Encoded"]
    version = asked.pop("version")
    asked["headers"].pop("content-length", None)
    event: dict[str, Any] = {
        "version": version,
        "type": "REQUEST",
        "routeArn": _names.arn("execute-api", region, account_id, _asked_about(asked)),
        "identitySource": _identity_source(identity_source, asked["headers"]),
        **asked,
    }
    if overrides is not None:
        sources = ("requestContext/http/method", "rawPath", "requestContext/stage", "requestContext/apiId")
        rules = [
            *payload_2_rules(_http.route(path, resource, path_parameters)),
            _arn_rule("routeArn", sources),
        ]
        if identity_source is None:
            follows = Rule(
                "identitySource", ("headers/authorization",), lambda event: [event["headers"]["authorization"]]
            )
            rules.append(follows)
        override(event, overrides, rules)
    return cast("ApigwHttpAuthorizerEvent", event)


def _bearer(entropy: Entropy, at: Instant, region: str) -> str:
    return _authorizers.bearer(entropy, _authorizers.claims(entropy, at, region))


def _authorized(headers: Headers, token: str) -> Headers:
    """Return *headers* with an Authorization header, unless they say something of it themselves."""
    if headers is None:
        return {"Authorization": token}
    if not isinstance(headers, Mapping) or any(str(name).lower() == "authorization" for name in headers):
        return headers
    return {**headers, "Authorization": token}


def _identity_source(given: object, headers: Mapping[str, str]) -> list[str] | None:
    if given is None:
        given = [headers["authorization"]] if "authorization" in headers else []
    if not isinstance(given, (list, tuple)) or not all(isinstance(value, str) for value in given):
        raise _check.wrong("identity_source", "a list of text", given)
    return list(given) or None


def _asked_about(event: Mapping[str, Any]) -> str:
    """Return the resource part of the ARN of what the authorizer is to allow."""
    context = event["requestContext"]
    api = f"{context['apiId']}/{context['stage']}"
    if "http" in context:
        path = event["rawPath"].removeprefix(f"/{context['stage']}")
        return f"{api}/{context['http']['method']}{path}"
    if "httpMethod" in event:
        return f"{api}/{event['httpMethod']}{event['path']}"
    return f"{api}/{context['routeKey']}"


def _arn_rule(target: str, sources: tuple[str, ...]) -> Rule:
    def follow(event: dict[str, Any]) -> str:
        arn = parse_arn(event[target])
        return _names.arn(arn.service, arn.region, arn.account_id, _asked_about(event))

    return Rule(target, sources, follow)
