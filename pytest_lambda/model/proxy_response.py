"""
What the service in front of a function makes of its response: REST API, HTTP API, function URL, load balancer.

Pure decisions: JSON in, a response out. Whoever has a function's payload can ask.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pytest_lambda.base import quotas
from pytest_lambda.model.http_response import HttpHeaders, HttpResponse

__all__ = ["FrontEnd", "failed_response", "proxy_response"]

FrontEnd = Literal["apigw_rest", "apigw_http", "function_url", "alb"]

_JSON = "application/json"
_PLAIN = "text/plain; charset=utf-8"
_BINARY = "application/octet-stream"
_REST_KEYS = ("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded")
_ALB_KEYS = (*_REST_KEYS, "statusDescription")
_HOP_BY_HOP = frozenset({"connection", "transfer-encoding"})
_DESCRIPTION = re.compile(r"\d{3} .+")
_SHOWN = 100
_BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)

_FAILURES: Mapping[FrontEnd, tuple[int, str, bytes]] = {
    "apigw_rest": (502, _JSON, b'{"message": "Internal server error"}'),
    "apigw_http": (500, _JSON, b'{"message":"Internal Server Error"}'),
    "function_url": (502, _JSON, b"Internal Server Error"),
    "alb": (502, "text/html", _BAD_GATEWAY),
}
"""Status, type and body that take the place of a response that is none. Source: INV-19 to INV-22"""


class _Malformed(Exception):
    """The response is none: the reason in words, and the status where it is not the front end's usual one."""

    def __init__(self, reason: str, status_code: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status_code = status_code


@dataclass(frozen=True, slots=True)
class _Options:
    decodes_base64: bool
    multi_value_headers: bool


def proxy_response(
    payload: bytes,
    front_end: FrontEnd,
    *,
    decodes_base64: bool = True,
    multi_value_headers: bool = False,
) -> HttpResponse:
    """
    Return what a client gets when the function answered *payload*.

    Args:
        payload: the response of an invocation without a function error, as it went over the wire.
        front_end: who invoked the function.
        decodes_base64: of a REST API, whether the type that the client accepts is one of its binary media types;
            if not, base64 stays as it is. The others always decode.
        multi_value_headers: of a load balancer, whether its target group has them on, so that
            ``multiValueHeaders`` counts and not ``headers``.

    Source: INV-19 to INV-22
    """
    try:
        return _READERS[front_end](payload, _Options(decodes_base64, multi_value_headers))
    except _Malformed as malformed:
        return failed_response(front_end, malformed.reason, status_code=malformed.status_code)


def failed_response(front_end: FrontEnd, reason: str | None = None, *, status_code: int | None = None) -> HttpResponse:
    """
    Return what a client gets where the function failed or answered what is no response.

    Args:
        front_end: who invoked the function.
        reason: what is wrong with the response, for :attr:`HttpResponse.malformed`.
        status_code: where it is not the usual one.

    Source: INV-19 to INV-22
    """
    usual, content_type, content = _FAILURES[front_end]
    return HttpResponse(status_code or usual, HttpHeaders([("Content-Type", content_type)]), content, reason)


def _apigw_rest(payload: bytes, options: _Options) -> HttpResponse:
    """Source: INV-20"""
    response = _object(_decoded(payload))
    unknown = [key for key in response if key not in _REST_KEYS]
    if unknown:
        raise _Malformed(
            f"the response must have no keys but {', '.join(_REST_KEYS)}; got {', '.join(map(repr, unknown))}"
        )
    status = response.get("statusCode")
    headers = _merged(
        _headers(response.get("headers")),
        _multi_value_headers(response.get("multiValueHeaders")),
    )
    body = _body(response.get("body"))
    is_base64_encoded = _flag(response.get("isBase64Encoded"))
    content = (
        _from_base64(body, status_code=500)
        if is_base64_encoded and options.decodes_base64
        else body.encode("utf-8", "replace")
    )
    return _response(200 if status is None else _status(status), headers, content, _JSON)


def _apigw_http(payload: bytes, options: _Options) -> HttpResponse:
    """Source: INV-21"""
    return _payload_2(payload, _PLAIN)


def _function_url(payload: bytes, options: _Options) -> HttpResponse:
    """Source: INV-19"""
    return _payload_2(payload, _JSON)


def _payload_2(payload: bytes, content_type: str) -> HttpResponse:
    """
    Return the response in payload format 2.0; what has no status code is a body itself.

    Keys that the format does not have do not count, ``multiValueHeaders`` among them.
    """
    value = _decoded(payload)
    if not isinstance(value, dict) or "statusCode" not in value:
        text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        return _response(200, [], text.encode("utf-8", "replace"), _JSON)
    headers = _headers(value.get("headers"))
    headers += [("Set-Cookie", cookie) for cookie in _cookies(value.get("cookies"))]
    body = _body(value.get("body"))
    content = _from_base64(body) if _flag(value.get("isBase64Encoded")) else body.encode("utf-8", "replace")
    return _response(_status(value["statusCode"]), headers, content, content_type)


def _alb(payload: bytes, options: _Options) -> HttpResponse:
    """Source: INV-22"""
    limit = quotas.LOAD_BALANCER_RESPONSE_BYTES
    if len(payload) > limit:
        raise _Malformed(f"the response must be of at most {limit} bytes, got {len(payload)}")
    response = _object(_decoded(payload))
    for key in _ALB_KEYS:
        if key in response and response[key] is None:
            raise _Malformed(f"{key} must be left out instead of null")
    status = response.get("statusCode")
    if isinstance(status, str) or status is None:
        raise _Malformed(f"statusCode must be a number, {'got none' if status is None else f'got {_show(status)}'}")
    description = response.get("statusDescription", "200 OK")
    if not isinstance(description, str) or not _DESCRIPTION.fullmatch(description):
        raise _Malformed(f"statusDescription must be of the form '200 OK', got {_show(description)}")
    one = _headers(response.get("headers"), only_text=True)
    many = _multi_value_headers(response.get("multiValueHeaders"), only_text=True)
    headers = many if options.multi_value_headers else one
    body = _body(response.get("body"))
    content = _from_base64(body) if _flag(response.get("isBase64Encoded")) else body.encode("utf-8", "replace")
    kept = [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]
    return _response(_status(status), kept, content, _BINARY)


_READERS: Mapping[FrontEnd, Callable[[bytes, _Options], HttpResponse]] = {
    "apigw_rest": _apigw_rest,
    "apigw_http": _apigw_http,
    "function_url": _function_url,
    "alb": _alb,
}


def _decoded(payload: bytes) -> Any:
    try:
        return json.loads(payload, parse_constant=_refuse_constant)
    except ValueError as error:
        raise _Malformed(f"the response must be JSON: {error}") from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Malformed(f"the response must be an object, got {_show(value)}")
    return value


def _status(value: object) -> int:
    """
    Return the status; text is taken too.

    Assumed: outside 100 to 599, and with a fraction, it is malformed.
    """
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if isinstance(number, bool) or not isinstance(number, int) or not 100 <= number <= 599:
        raise _Malformed(f"statusCode must be a whole number from 100 to 599, got {_show(value)}")
    return number


def _headers(value: object, *, only_text: bool = False) -> list[tuple[str, str]]:
    """
    Return one pair for each of *value*; booleans and numbers as JSON writes them, unless text is asked for.

    Assumed: numbers are taken as booleans are; anything else is malformed.
    """
    if value is None:
        return []
    if not isinstance(value, dict):
        raise _Malformed(f"headers must be an object, got {_show(value)}")
    return [(name, _header_value(f"headers[{name!r}]", one, only_text)) for name, one in value.items()]


def _multi_value_headers(value: object, *, only_text: bool = False) -> list[tuple[str, str]]:
    if value is None:
        return []
    if not isinstance(value, dict):
        raise _Malformed(f"multiValueHeaders must be an object, got {_show(value)}")
    pairs = []
    for name, values in value.items():
        if not isinstance(values, list):
            raise _Malformed(f"multiValueHeaders[{name!r}] must be a list, got {_show(values)}")
        what = f"an item of multiValueHeaders[{name!r}]"
        pairs += [(name, _header_value(what, one, only_text)) for one in values]
    return pairs


def _header_value(what: str, value: object, only_text: bool) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not only_text:
        return json.dumps(value)
    raise _Malformed(f"{what} must be text, got {_show(value)}")


def _merged(one: list[tuple[str, str]], many: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return *many*, then what of *one* is not among them; the case of a name is that of *many*."""
    names = {name.lower(): name for name, _ in many}
    seen = {(name.lower(), value) for name, value in many}
    rest = [(names.get(name.lower(), name), value) for name, value in one if (name.lower(), value) not in seen]
    return many + rest


def _cookies(value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(cookie, str) for cookie in value):
        raise _Malformed(f"cookies must be a list of text, got {_show(value)}")
    return value


def _body(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Malformed(f"body must be text, got {_show(value)}; write it as JSON text, with json.dumps")
    return value


def _flag(value: object) -> bool:
    if value is not None and not isinstance(value, bool):
        raise _Malformed(f"isBase64Encoded must be true or false, got {_show(value)}")
    return bool(value)


def _from_base64(body: str, *, status_code: int | None = None) -> bytes:
    """Assumed: base64 that cannot be decoded is malformed; on a REST API it is a 500."""
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        raise _Malformed(f"body must be base64 where isBase64Encoded is true, got {_show(body)}", status_code) from None


def _response(
    status_code: int, headers: list[tuple[str, str]], content: bytes, default_content_type: str
) -> HttpResponse:
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers = [*headers, ("Content-Type", default_content_type)]
    return HttpResponse(status_code, HttpHeaders(headers), content)


def _show(value: object) -> str:
    """Return *value* as JSON, cut to what a message can hold."""
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
