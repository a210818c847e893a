"""Requests through an Application Load Balancer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _http, _names
from pytest_lambda.events._http import UNSET, Body, Headers, Json, Query
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override
from pytest_lambda.events._request import Front, received

if TYPE_CHECKING:
    from pytest_lambda.events.types.alb import AlbEvent

__all__ = ["Variant", "alb"]

Variant = Literal["single_value_headers", "multi_value_headers"]

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?")


def alb(
    entropy: Entropy,
    method: str | None = None,
    path: str | None = None,
    *,
    variant: Variant = "single_value_headers",
    query: Query = None,
    headers: Headers = None,
    body: Body | bytes = None,
    json: Json = UNSET,
    is_base64_encoded: bool = False,
    target_group: str = "orders",
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> AlbEvent:
    """
    Return the event of a request through an Application Load Balancer with the function as its target.

    Args:
        method: in any case; by default GET, or POST where there is a body.
        path: percent-encoded; by default ``/orders``.
        variant: ``"single_value_headers"`` (of a header or parameter that is repeated, the last value), or
            ``"multi_value_headers"`` (every value, in ``multiValueHeaders`` and
            ``multiValueQueryStringParameters``): an attribute of the target group.
        query: parameters by name (a list of values repeats the name), or a query string. The event holds them
            as they were sent, percent-encoded.
        headers: by name, in any case; these win over those that clients and the load balancer add. None takes
            one out.
        body: text as it is, ``bytes`` as base64, anything else as JSON; ``""`` in the event without one.
        json: any value, as a JSON body. Not together with *body*.
        is_base64_encoded: *body* is base64 text already.
        target_group: name or ARN.
        source_ip: by default a public address.
        domain_name: by default the load balancer's own.
        time: when the request arrived, which only the trace id shows.
        overrides: merged in last. The ``content-length`` follows the body.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.alb(path="/orders", query={"q": "a b"})["queryStringParameters"]
        {'q': 'a%20b'}

    Source: INV-22
    """
    variant = cast(Variant, _check.choice("variant", variant, get_args(Variant)))
    region, account_id = _check.region(region), _check.account_id(account_id)
    target_group_arn = _target_group_arn(entropy, target_group, account_id, region)
    given = _http.http_headers("headers", headers)
    name = f"orders-{entropy.digits(10)}"
    request = received(
        entropy,
        Front(name, f"{name}.{region}.elb.{_names.dns_suffix(region)}"),
        method=method,
        route=_http.route(path, None, None),
        query=query,
        body=_http.http_body(body, json, is_base64_encoded),
        at=instant(entropy, time),
        given=given,
        domain_name=domain_name,
        source_ip=source_ip,
    )
    lists = {
        "QueryStringParameters": _http.grouped(_http.query_as_sent(query)),
        "Headers": dict(sorted(_http.grouped(request.headers).items())),
    }
    if variant == "multi_value_headers":
        maps: dict[str, Any] = {f"multiValue{name}": values for name, values in lists.items()}
    else:
        maps = {
            name[0].lower() + name[1:]: {key: values[-1] for key, values in found.items()}
            for name, found in lists.items()
        }
    event: dict[str, Any] = {
        "requestContext": {"elb": {"targetGroupArn": target_group_arn}},
        "httpMethod": request.method,
        "path": request.route.path,
        **maps,
        "body": request.body.text or "",
        "isBase64Encoded": request.body.is_base64_encoded,
    }
    if overrides is not None:
        override(event, overrides, _RULES)
    return cast("AlbEvent", event)


def _target_group_arn(entropy: Entropy, target_group: object, account_id: str, region: str) -> str:
    arn = _names.resource_arn(
        "target_group",
        target_group,
        service="elasticloadbalancing",
        region=region,
        account_id=account_id,
        name=_NAME,
        allowed="the name of a target group (up to 32 letters, digits or '-') or its ARN",
        prefix="targetgroup/",
    )
    return arn if _names.is_arn(target_group) else f"{arn}/{entropy.hex(16)}"


def _content_length(event: dict[str, Any]) -> str:
    return str(_http.body_length(event["body"], event["isBase64Encoded"]))


_RULES = (
    Rule("headers/content-length", ("body", "isBase64Encoded"), _content_length),
    Rule("multiValueHeaders/content-length", ("body", "isBase64Encoded"), lambda event: [_content_length(event)]),
)
