"""Which fields of a request through API Gateway follow which others when a caller overrides them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _http
from pytest_lambda.events._http import Route
from pytest_lambda.events._instant import Instant
from pytest_lambda.events._overrides import ABSENT, Rule
from pytest_lambda.events._request import identifier_in

__all__ = [
    "following",
    "last_of",
    "lists_of",
    "payload_2_rules",
    "rest_rules",
    "time_rules",
    "domain_rules",
]


def last_of(lists: Mapping[str, list[str]] | None) -> dict[str, str] | None:
    return {name: values[-1] for name, values in lists.items()} if lists else None


def lists_of(single: Mapping[str, str] | None, lists: Mapping[str, list[str]] | None) -> dict[str, list[str]] | None:
    """Return *lists* brought into line with *single*: a list whose last value agrees is kept."""
    if not single:
        return None
    kept = lists or {}
    return {name: kept[name] if kept.get(name, [None])[-1] == value else [value] for name, value in single.items()}


def _parameters(resource: str, path: str) -> dict[str, str] | None:
    parameters = _http.matched(resource, path)
    if parameters is None:
        raise UsageError(f"overrides: path must match resource {resource!r}, got {path!r}; override pathParameters too")
    return parameters or None


def domain_rules(host: str, *, has_prefix: bool = True) -> list[Rule]:
    """Return the rules of domain, host header, prefix and API id, where the header is at *host*."""
    header = host.rpartition("/")[2]
    prefix = Rule(
        "requestContext/domainPrefix",
        ("requestContext/domainName",),
        lambda event: event["requestContext"]["domainName"].partition(".")[0],
    )
    return [
        Rule("requestContext/domainName", (host,), lambda event: event["headers"][header]),
        Rule(host, ("requestContext/domainName",), lambda event: event["requestContext"]["domainName"]),
        *([prefix] if has_prefix else []),
        Rule(
            "requestContext/apiId",
            ("requestContext/domainName",),
            lambda event: identifier_in(event["requestContext"]["domainName"]) or event["requestContext"]["apiId"],
        ),
    ]


def rest_rules(found: Route, prefix: str, stage: str) -> list[Rule]:
    is_plain = found.parameters is None

    def stage_path(event: dict[str, Any]) -> str:
        current = event["requestContext"]["stage"]
        return (f"/{current}" if prefix == f"/{stage}" else prefix) + str(event["path"])

    def forwarded(event: dict[str, Any]) -> str:
        return str(event["requestContext"]["identity"]["sourceIp"])

    return [
        *([Rule("resource", ("path",), lambda event: event["path"])] if is_plain else []),
        Rule(
            "resource",
            ("requestContext/resourcePath",),
            lambda event: event["requestContext"]["resourcePath"],
        ),
        Rule("requestContext/resourcePath", ("resource",), lambda event: event["resource"]),
        Rule(
            "pathParameters",
            ("path", "resource"),
            lambda event: _parameters(event["resource"], event["path"]),
        ),
        Rule("requestContext/path", ("path", "requestContext/stage"), stage_path),
        Rule("requestContext/httpMethod", ("httpMethod",), lambda event: event["httpMethod"]),
        Rule("httpMethod", ("requestContext/httpMethod",), lambda event: event["requestContext"]["httpMethod"]),
        Rule("headers", ("multiValueHeaders",), lambda event: last_of(event["multiValueHeaders"])),
        *domain_rules("headers/Host"),
        *following("requestContext/identity/userAgent", "headers/User-Agent"),
        Rule(
            "requestContext/identity/sourceIp",
            ("headers/X-Forwarded-For",),
            lambda event: event["headers"]["X-Forwarded-For"].split(",")[0].strip(),
        ),
        Rule("headers/X-Forwarded-For", ("requestContext/identity/sourceIp",), forwarded),
        Rule(
            "multiValueHeaders",
            ("headers",),
            lambda event: lists_of(event["headers"], event["multiValueHeaders"]),
        ),
        Rule(
            "queryStringParameters",
            ("multiValueQueryStringParameters",),
            lambda event: last_of(event["multiValueQueryStringParameters"]),
        ),
        Rule(
            "multiValueQueryStringParameters",
            ("queryStringParameters",),
            lambda event: lists_of(event["queryStringParameters"], event["multiValueQueryStringParameters"]),
        ),
        *time_rules("requestContext/requestTime", "requestContext/requestTimeEpoch"),
    ]


def payload_2_rules(found: Route) -> list[Rule]:
    def raw_path(event: dict[str, Any]) -> str:
        stage = event["requestContext"]["stage"]
        return found.path if stage == "$default" else f"/{stage}{found.path}"

    def bare_path(event: dict[str, Any]) -> str:
        stage = event["requestContext"]["stage"]
        path: str = event["rawPath"]
        return path if stage == "$default" else path.removeprefix(f"/{stage}")

    def route_key(event: dict[str, Any]) -> str:
        key: str = event["routeKey"]
        if key == "$default":
            return key
        template = bare_path(event) if found.parameters is None else key.partition(" ")[2]
        return f"{event['requestContext']['http']['method']} {template}"

    def parameters(event: dict[str, Any]) -> Any:
        if event["routeKey"] == "$default":
            return ABSENT
        return _parameters(event["routeKey"].partition(" ")[2], bare_path(event)) or ABSENT

    def method(event: dict[str, Any]) -> Any:
        key, _, _ = event["routeKey"].partition(" ")
        return event["requestContext"]["http"]["method"] if key in ("$default", "ANY") else key

    def joined_query(event: dict[str, Any]) -> Any:
        pairs = _http.http_query(event["rawQueryString"])
        return {name: ",".join(values) for name, values in _http.grouped(pairs).items()} or ABSENT

    def content_length(event: dict[str, Any]) -> str:
        return str(_http.body_length(event.get("body"), event["isBase64Encoded"]))

    return [
        *following("rawPath", "requestContext/http/path"),
        Rule("rawPath", ("requestContext/stage",), raw_path),
        Rule("requestContext/http/path", ("rawPath",), lambda event: event["rawPath"]),
        *following("routeKey", "requestContext/routeKey"),
        Rule("requestContext/http/method", ("routeKey",), method),
        Rule("routeKey", ("requestContext/http/method", "rawPath"), route_key),
        Rule("requestContext/routeKey", ("routeKey",), lambda event: event["routeKey"]),
        Rule("pathParameters", ("rawPath", "routeKey"), parameters),
        Rule("queryStringParameters", ("rawQueryString",), joined_query),
        Rule(
            "rawQueryString",
            ("queryStringParameters",),
            lambda event: _http.raw_query(event.get("queryStringParameters")),
        ),
        *domain_rules("headers/host"),
        *following("requestContext/http/userAgent", "headers/user-agent"),
        Rule(
            "requestContext/http/sourceIp",
            ("headers/x-forwarded-for",),
            lambda event: event["headers"]["x-forwarded-for"].split(",")[0].strip(),
        ),
        Rule(
            "headers/x-forwarded-for",
            ("requestContext/http/sourceIp",),
            lambda event: event["requestContext"]["http"]["sourceIp"],
        ),
        Rule("headers/content-length", ("body", "isBase64Encoded"), content_length),
        *time_rules("requestContext/time", "requestContext/timeEpoch"),
    ]


def following(one: str, other: str) -> list[Rule]:
    """Return the two rules by which each of two fields follows the other."""
    return [Rule(one, (other,), _reader(other)), Rule(other, (one,), _reader(one))]


def _reader(path: str) -> Any:
    keys = path.split("/")

    def read(event: dict[str, Any]) -> Any:
        value: Any = event
        for key in keys:
            value = value[key]
        return value

    return read


def time_rules(written: str, epoch: str) -> list[Rule]:
    read_written, read_epoch = _reader(written), _reader(epoch)
    return [
        Rule(written, (epoch,), lambda event: Instant(int(read_epoch(event))).common_log()),
        Rule(epoch, (written,), lambda event: Instant.from_common_log(read_written(event)).ms),
    ]
