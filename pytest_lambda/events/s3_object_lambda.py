"""Requests through an access point of Amazon S3 Object Lambda."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args
from urllib.parse import quote, urlencode, urlsplit

from pytest_lambda.base.arn import parse_arn
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override
from pytest_lambda.events.s3 import object_key

if TYPE_CHECKING:
    from pytest_lambda.events.types.s3_object_lambda import S3ObjectLambdaEvent

__all__ = ["UserIdentity", "Variant", "s3_object_lambda"]

Variant = Literal["get", "head", "list", "list_v2"]
UserIdentity = Literal["IAMUser", "AssumedRole"]

_CONTEXTS = {
    "get": "getObjectContext",
    "head": "headObjectContext",
    "list": "listObjectsContext",
    "list_v2": "listObjectsV2Context",
}
_ACCESS_POINT = re.compile(r"[a-z0-9][a-z0-9-]{1,43}[a-z0-9]")
_HOST = re.compile(r"(.+)-(\d{12})\.s3-object-lambda\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
_URL = re.compile(r"https?://[^\s/]+(/\S*)?")
_EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()
_SESSION_MS = 900_000


def s3_object_lambda(
    entropy: Entropy,
    key: str | None = None,
    *,
    variant: Variant = "get",
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    payload: object = "{}",
    input_s3_url: str | None = None,
    user_identity: UserIdentity = "IAMUser",
    access_point: str = "orders-object-lambda",
    supporting_access_point: str = "orders",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> S3ObjectLambdaEvent:
    """
    Return the event of one request through an access point of S3 Object Lambda.

    Args:
        key: as the object is called; in both URLs it is percent-encoded. By default one below ``incoming/``;
            a list has none.
        variant: the operation: ``"get"``, ``"head"``, ``"list"`` or ``"list_v2"``.
        query: of the user's request, such as ``{"prefix": "incoming/"}``.
        headers: of the user's request; they win over those that a client sends anyway.
        payload: of the access point's configuration: text as it is, anything else as JSON.
        input_s3_url: where the function gets the object from; by default a presigned URL that nobody answers.
        user_identity: the type of who asks, ``"IAMUser"`` or ``"AssumedRole"``.
        access_point: of S3 Object Lambda; name or ARN.
        supporting_access_point: of S3, which the other stands before; name or ARN.
        time: of the request, which its signature holds.
        overrides: merged in last. Host, URL and access point follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: which query the presigned URL has, and that lists and heads say ``protocolVersion`` 1.01.

    Example:
        >>> event = events.s3_object_lambda("my cat.jpg", input_s3_url="http://localhost:8000/cat.jpg")
        >>> event["getObjectContext"]["inputS3Url"], event["userRequest"]["url"].rpartition("/")[2]
        ('http://localhost:8000/cat.jpg', 'my%20cat.jpg')
    """
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    region, account_id = _check.region(region), _check.account_id(account_id)
    is_list = variant in ("list", "list_v2")
    if is_list and key is not None:
        raise _check.wrong("key", f"left out where variant={variant!r} (give query={{'prefix': ...}})", key)
    arn = _access_point_arn("access_point", access_point, "s3-object-lambda", region, account_id)
    supporting_arn = _access_point_arn("supporting_access_point", supporting_access_point, "s3", region, account_id)
    at = instant(entropy, time)
    parameters = _check.text_map("query", query)
    if variant == "list_v2":
        parameters = {"list-type": "2", **parameters}
    path = "/" if is_list else f"/{quote(object_key(entropy, key))}"
    request = path + (f"?{urlencode(parameters, quote_via=quote)}" if parameters else "")
    host = _host(arn)
    identity = _identity(entropy, user_identity, account_id, region, at)
    if input_s3_url is None:
        input_s3_url = _presigned(entropy, supporting_arn, request, identity["accessKeyId"], at)
    context = {"inputS3Url": _check.matching("input_s3_url", input_s3_url, _URL, "the URL of an object")}
    if variant == "get":
        context["outputRoute"] = f"io-use1-{entropy.integer(1, 999):03d}"
        context["outputToken"] = entropy.base64(240)
    event: dict[str, Any] = {
        "xAmzRequestId": entropy.uuid(),
        _CONTEXTS[variant]: context,
        "configuration": {
            "accessPointArn": arn,
            "supportingAccessPointArn": supporting_arn,
            "payload": _check.encoded("payload", payload),
        },
        "userRequest": {
            "url": f"https://{host}{request}",
            "headers": {
                "Host": host,
                "Accept-Encoding": "identity",
                "X-Amz-Content-SHA256": _EMPTY_SHA256,
                **_check.text_map("headers", headers),
            },
        },
        "userIdentity": identity,
        "protocolVersion": "1.00" if variant == "get" else "1.01",
    }
    return cast("S3ObjectLambdaEvent", event if overrides is None else override(event, overrides, _RULES))


def _access_point_arn(argument: str, value: object, service: str, region: str, account_id: str) -> str:
    return _names.resource_arn(
        argument,
        value,
        service=service,
        region=region,
        account_id=account_id,
        name=_ACCESS_POINT,
        allowed="the name of an access point (3 to 45 lower-case letters, digits or '-') or its ARN",
        prefix="accesspoint/",
    )


def _host(arn: str, service: str = "s3-object-lambda") -> str:
    """Return the host that an access point answers at."""
    parts = parse_arn(arn)
    name = parts.resource.partition("/")[2]
    return f"{name}-{parts.account_id}.{service}.{parts.region}.{_names.dns_suffix(parts.region)}"


def _presigned(entropy: Entropy, arn: str, request: str, access_key_id: str, at: Instant) -> str:
    """Return a URL that looks presigned by who asks; the signature is random."""
    stamp = at.iso().replace("-", "").replace(":", "")
    signature = {
        "X-Amz-Security-Token": entropy.base64(180),
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": stamp,
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Expires": "61",
        "X-Amz-Credential": f"{access_key_id}/{stamp[:8]}/{_names.region_of(arn)}/s3/aws4_request",
        "X-Amz-Signature": entropy.hex(64),
    }
    joint = "&" if "?" in request else "?"
    return f"https://{_host(arn, 's3-accesspoint')}{request}{joint}{urlencode(signature)}"


def _identity(entropy: Entropy, kind: object, account_id: str, region: str, at: Instant) -> dict[str, Any]:
    kind = _check.choice("user_identity", kind, get_args(UserIdentity))
    iam = f"arn:{_names.partition(region)}:iam::{account_id}"
    if kind == "IAMUser":
        return {
            "type": kind,
            "principalId": _samples.principal_id(entropy, "AIDA"),
            "arn": f"{iam}:user/orders",
            "accountId": account_id,
            "accessKeyId": _samples.principal_id(entropy, "AKIA")[:20],
            "userName": "orders",
        }
    role = _samples.principal_id(entropy, "AROA")
    return {
        "type": kind,
        "principalId": f"{role}:orders-session",
        "arn": f"arn:{_names.partition(region)}:sts::{account_id}:assumed-role/orders/orders-session",
        "accountId": account_id,
        "accessKeyId": _samples.principal_id(entropy, "ASIA")[:20],
        "sessionContext": {
            "attributes": {"mfaAuthenticated": "false", "creationDate": at.plus_ms(-_SESSION_MS).unix_date()},
            "sessionIssuer": {
                "type": "Role",
                "principalId": role,
                "arn": f"{iam}:role/orders",
                "accountId": account_id,
                "userName": "orders",
            },
        },
    }


def _url_at(host: str, url: str) -> str:
    return urlsplit(url)._replace(netloc=host).geturl()


def _host_of(event: dict[str, Any]) -> str:
    """Return the host that the URL names; one without a host is for the host that is there."""
    host: str = urlsplit(event["userRequest"]["url"]).netloc or event["userRequest"]["headers"]["Host"]
    return host


def _arn_at(event: dict[str, Any]) -> str:
    """Return the access point that the host names; a host of one's own names none."""
    arn: str = event["configuration"]["accessPointArn"]
    found = _HOST.fullmatch(event["userRequest"]["headers"]["Host"])
    if found is None:
        return arn
    name, account_id, region = found.groups()
    return _names.arn("s3-object-lambda", region, account_id, f"accesspoint/{name}")


def _input_url(event: dict[str, Any], context: str) -> str:
    host = _host(event["configuration"]["supportingAccessPointArn"], "s3-accesspoint")
    return _url_at(host, event[context]["inputS3Url"])


def _input_rule(context: str) -> Rule:
    return Rule(
        f"{context}/inputS3Url",
        ("configuration/supportingAccessPointArn",),
        lambda event: _input_url(event, context),
    )


_RULES = (
    Rule("userRequest/headers/Host", ("userRequest/url",), _host_of),
    Rule("configuration/accessPointArn", ("userRequest/headers/Host",), _arn_at),
    Rule(
        "userRequest/headers/Host",
        ("configuration/accessPointArn",),
        lambda event: _host(event["configuration"]["accessPointArn"]),
    ),
    Rule(
        "userRequest/url",
        ("userRequest/headers/Host",),
        lambda event: _url_at(event["userRequest"]["headers"]["Host"], event["userRequest"]["url"]),
    ),
    *map(_input_rule, _CONTEXTS.values()),
)
