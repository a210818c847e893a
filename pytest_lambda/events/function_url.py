"""Requests to function URLs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _authorizers, _check, _http
from pytest_lambda.events._apigw_rules import payload_2_rules
from pytest_lambda.events._http import UNSET, Body, Cookies, Headers, Json, Query
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import override
from pytest_lambda.events._payload_2 import iam_authorizer, payload_2, split_cookies
from pytest_lambda.events._request import Front, received

if TYPE_CHECKING:
    from pytest_lambda.events.types.function_url import FunctionUrlEvent

__all__ = ["Variant", "function_url"]

Variant = Literal["NONE", "AWS_IAM"]

_ADDED = (
    "X-Amzn-Tls-Cipher-Suite", "X-Amzn-Tls-Version", "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port",
    "X-Forwarded-Proto",
)  # fmt: skip


def function_url(
    entropy: Entropy,
    method: str | None = None,
    path: str | None = None,
    *,
    variant: Variant = "NONE",
    query: Query = None,
    headers: Headers = None,
    cookies: Cookies = None,
    body: Body | bytes = None,
    json: Json = UNSET,
    is_base64_encoded: bool = False,
    authorizer: Literal["iam"] | Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> FunctionUrlEvent:
    """
    Return the event of a request to a function URL, in payload format 2.0.

    Args:
        method: in any case; by default GET, or POST where there is a body.
        path: percent-encoded; by default ``/orders``.
        variant: the auth type: ``"NONE"`` or ``"AWS_IAM"`` (the event says who signed).
        query: parameters by name (a list of values repeats the name), or a query string.
        headers: by name, in any case; these win over those that clients and Lambda add. None takes one out. A
            ``cookie`` header becomes *cookies*.
        cookies: ``{"session": "abc"}`` or ``["session=abc"]``.
        body: text as it is, ``bytes`` as base64, anything else as JSON.
        json: any value, as a JSON body. Not together with *body*.
        is_base64_encoded: *body* is base64 text already.
        authorizer: ``"iam"``, which is ``variant="AWS_IAM"``, or a dict: the content of
            ``requestContext.authorizer`` itself.
        source_ip: by default a public address.
        domain_name: by default ``<url id>.lambda-url.<region>.on.aws``.
        time: when the request arrived.
        overrides: merged in last. Path, query, domain, address, user agent, body and time are each followed by
            their other places in the event.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.function_url("POST", json={"sku": "lamp"})["requestContext"]["http"]["method"]
        'POST'

    Source: INV-18
    """
    variant = cast(Variant, _check.choice("variant", variant, get_args(Variant)))
    guard = _authorizers.authorizer_of(authorizer, "iam" if variant == "AWS_IAM" else "none", ("iam",))
    region, account_id = _check.region(region), _check.account_id(account_id)
    found = _http.route(path, None, None)
    given, sent_cookies = split_cookies(_http.http_headers("headers", headers), cookies)
    at = instant(entropy, time)
    url_id = entropy.alphanumeric(32)
    request = received(
        entropy,
        Front(url_id, f"{url_id}.lambda-url.{region}.on.aws", adds=_ADDED),
        method=method,
        route=found,
        query=query,
        body=_http.http_body(body, json, is_base64_encoded),
        at=at,
        given=given,
        domain_name=domain_name,
        source_ip=source_ip,
    )
    context = guard if isinstance(guard, dict) else None
    if guard == "iam":
        context = {"iam": iam_authorizer(entropy, account_id, region, organization=False)}
    event = payload_2(
        request,
        route_key="$default",
        stage="$default",
        account_id="anonymous" if context is None else account_id,
        request_id=entropy.uuid(),
        cookies=sent_cookies,
        authorizer=context,
    )
    if overrides is not None:
        override(event, overrides, payload_2_rules(found))
    return cast("FunctionUrlEvent", event)
