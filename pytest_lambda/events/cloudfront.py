"""Requests and responses that Amazon CloudFront hands to Lambda@Edge."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _http, _samples
from pytest_lambda.events._http import UNSET, Body, Headers, Json, Query
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override_records

if TYPE_CHECKING:
    from pytest_lambda.events.types.cloudfront import CloudfrontRequestEvent, CloudfrontResponseEvent

__all__ = ["Variant", "cloudfront_request", "cloudfront_response"]

Variant = Literal["viewer", "origin"]

# Python 3.13 gave these other names; events must be the same on every Python.
_RENAMED = {
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    416: "Requested Range Not Satisfiable",
    422: "Unprocessable Entity",
}
_Headers = dict[str, list[dict[str, str]]]


def cloudfront_request(
    entropy: Entropy,
    method: str | None = None,
    path: str | None = None,
    *,
    variant: Variant = "viewer",
    query: Query = None,
    headers: Headers = None,
    body: Body | bytes = None,
    json: Json = UNSET,
    is_base64_encoded: bool = False,
    origin: Literal["custom", "s3"] | Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CloudfrontRequestEvent:
    """
    Return the event of a viewer request or an origin request.

    Args:
        method: in any case; by default GET, or POST where there is a body.
        path: the ``uri``, percent-encoded; by default ``/index.html``.
        variant: ``"viewer"`` or ``"origin"``.
        query: parameters by name, or a query string, which is taken as it is.
        headers: by name, in any case; these win over those that are there. None takes one out.
        body: text, ``bytes``, or anything else as JSON; the event has it as base64, and has none without.
        json: any value, as a JSON body. Not together with *body*.
        is_base64_encoded: *body* is base64 text already.
        origin: ``"custom"`` (the default) or ``"s3"``, or the content of ``custom`` or ``s3`` under that key;
            for origin requests only.
        source_ip: of the viewer; by default a public address.
        domain_name: of the distribution; by default its own.
        account_id: does not show in these events.
        region: of the bucket of an S3 origin.
        time: does not show in these events.
        overrides: merged in last, under ``"Records"`` to the one record.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cloudfront_request(query={"size": "large"})["Records"][0]["cf"]["request"]["querystring"]
        'size=large'
    """
    variant = cast(Variant, _check.choice("variant", variant, get_args(Variant)))
    instant(entropy, time)
    _check.account_id(account_id)
    body_given = _http.http_body(body, json, is_base64_encoded)
    config, request = _request(
        entropy, variant, method, path, query, headers, body_given, origin, source_ip, domain_name, region
    )
    config["eventType"] = f"{variant}-request"
    event = {"Records": [{"cf": {"config": config, "request": request}}]}
    if overrides is not None:
        override_records(event, overrides, record_rules=_ADDRESS_RULES if variant == "origin" else ())
    return cast("CloudfrontRequestEvent", event)


def cloudfront_response(
    entropy: Entropy,
    status: int = 200,
    *,
    variant: Variant = "viewer",
    response_headers: Headers = None,
    method: str = "GET",
    path: str | None = None,
    query: Query = None,
    headers: Headers = None,
    origin: Literal["custom", "s3"] | Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CloudfrontResponseEvent:
    """
    Return the event of a viewer response or an origin response; it has the request too.

    Args:
        status: of the response; the event has it as text, with its description.
        variant: ``"viewer"`` or ``"origin"``.
        response_headers: by name, in any case; these win over those that are there. None takes one out.
        method: of the request.
        path: the ``uri`` of the request, percent-encoded; by default ``/index.html``.
        query: of the request: parameters by name, or a query string, which is taken as it is.
        headers: of the request.
        origin: as for ``cloudfront_request``; for origin responses only.
        source_ip: of the viewer; by default a public address.
        domain_name: of the distribution; by default its own.
        account_id: does not show in these events.
        region: of the bucket of an S3 origin.
        time: when the origin answered: the Date header.
        overrides: merged in last, under ``"Records"`` to the one record. The description follows the status.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cloudfront_response(404)["Records"][0]["cf"]["response"]["statusDescription"]
        'Not Found'
    """
    variant = cast(Variant, _check.choice("variant", variant, get_args(Variant)))
    at = instant(entropy, time)
    _check.account_id(account_id)
    nothing = _http.http_body(None, UNSET, False)
    config, request = _request(
        entropy, variant, method, path, query, headers, nothing, origin, source_ip, domain_name, region
    )
    config["eventType"] = f"{variant}-response"
    added = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(entropy.integer(200, 90_000)),
        "Date": at.http_date(),
        "ETag": f'"{entropy.hex(32)}"',
        "Server": "AmazonS3" if "s3" in request.get("origin", {}) else "nginx",
    }
    if variant == "viewer":
        added["Via"] = f"1.1 {entropy.hex(32)}.cloudfront.net (CloudFront)"
        added["X-Cache"] = "Miss from cloudfront"
    code = _check.integer("status", status, 100, 599)
    response = {
        "headers": _written(_http.merged_headers(added, _http.http_headers("response_headers", response_headers))),
        "status": str(code),
        "statusDescription": _description(code),
    }
    event = {"Records": [{"cf": {"config": config, "request": request, "response": response}}]}
    if overrides is not None:
        rules = (*(_ADDRESS_RULES if variant == "origin" else ()), _STATUS_RULE)
        override_records(event, overrides, record_rules=rules)
    return cast("CloudfrontResponseEvent", event)


def _request(
    entropy: Entropy,
    variant: Variant,
    method: object,
    path: object,
    query: object,
    headers: object,
    body: _http.HttpBody,
    origin: object,
    source_ip: object,
    domain_name: object,
    region: object,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return config and request; at the origin the request has CloudFront's own headers."""
    own_region = _check.region(region)
    own_domain = f"d{entropy.hex(13)}.cloudfront.net"
    domain = own_domain if domain_name is None else _check.text("domain_name", domain_name, "a host name")
    address = _http.source_address(entropy, source_ip)
    agent = _samples.user_agent(entropy)
    length = {} if body.text is None else {"Content-Length": str(body.length), "Content-Type": body.content_type}
    request: dict[str, Any] = {
        "clientIp": address,
        "headers": {},
        "method": _http.http_method(method, body),
        "querystring": _http.raw_query(query),
        "uri": _http.route("/index.html" if path is None else path, None, None).path,
    }
    if body.text is not None:
        encoded = body if body.is_base64_encoded else _http.http_body(body.text.encode("utf-8"), UNSET, False)
        request["body"] = {
            "action": "read-only",
            "data": encoded.text,
            "encoding": "base64",
            "inputTruncated": False,
        }
    if variant == "origin":
        request["origin"] = _origin(entropy, origin, own_region)
        (kind,) = request["origin"]
        added = {
            "X-Forwarded-For": address,
            "User-Agent": "Amazon CloudFront",
            "Via": f"2.0 {entropy.hex(32)}.cloudfront.net (CloudFront)",
            "Host": request["origin"][kind].get("domainName", domain),
            "Cache-Control": "no-cache",
            "X-Amz-Cf-Id": f"{entropy.base64ish(54)}==",
            **length,
        }
    else:
        _check.only_with("origin", variant, origin=origin)
        added = {"Host": domain, "User-Agent": agent, "Accept": "*/*", **length}
    request["headers"] = _written(_http.merged_headers(added, _http.http_headers("headers", headers)))
    config = {
        "distributionDomainName": own_domain,
        "distributionId": f"E{entropy.alphanumeric(13).upper()}",
        "eventType": "",
        "requestId": f"{entropy.base64ish(54)}==",
    }
    return config, request


def _origin(entropy: Entropy, origin: object, region: str) -> dict[str, Any]:
    if isinstance(origin, Mapping):
        own: dict[str, Any] = _check.plain("origin", origin)
        if list(own) in (["custom"], ["s3"]) and all(isinstance(value, dict) for value in own.values()):
            return own
        raise _check.wrong("origin", "'custom', 's3', or a dict with one of them as its only key", origin)
    if _check.choice("origin", "custom" if origin is None else origin, ("custom", "s3")) == "s3":
        return {
            "s3": {
                "authMethod": "none",
                "customHeaders": {},
                "domainName": f"orders-site-{entropy.hex(8)}.s3.{region}.amazonaws.com",
                "path": "",
                "region": region,
            }
        }
    return {
        "custom": {
            "customHeaders": {},
            "domainName": "www.example.org",
            "keepaliveTimeout": 5,
            "path": "",
            "port": 443,
            "protocol": "https",
            "readTimeout": 30,
            "sslProtocols": ["TLSv1", "TLSv1.1", "TLSv1.2"],
        }
    }


def _written(pairs: list[tuple[str, str]]) -> _Headers:
    headers: _Headers = {}
    for name, value in pairs:
        headers.setdefault(name.lower(), []).append({"key": name, "value": value})
    return headers


def _description(status: int) -> str:
    if status in _RENAMED:
        return _RENAMED[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


_ADDRESS_RULES = (
    Rule(
        "cf/request/headers/x-forwarded-for",
        ("cf/request/clientIp",),
        lambda record: _written([("X-Forwarded-For", record["cf"]["request"]["clientIp"])])["x-forwarded-for"],
    ),
    Rule(
        "cf/request/clientIp",
        ("cf/request/headers/x-forwarded-for",),
        lambda record: record["cf"]["request"]["headers"]["x-forwarded-for"][0]["value"].split(",")[0].strip(),
    ),
)
"""At the origin: no viewer request has the header."""
_STATUS_RULE = Rule(
    "cf/response/statusDescription",
    ("cf/response/status",),
    lambda record: _description(int(record["cf"]["response"]["status"])),
)
