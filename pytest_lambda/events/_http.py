"""What HTTP requests have in common: methods, paths, templates, queries, headers, bodies."""

from __future__ import annotations

import binascii
import json as _json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Instant
from pytest_lambda.events._payloads import base64_of
from pytest_lambda.events._samples import ip_address

__all__ = [
    "METHODS",
    "UNSET",
    "Body",
    "Cookies",
    "HttpBody",
    "Json",
    "Query",
    "Headers",
    "Route",
    "body_length",
    "cookie_list",
    "grouped",
    "http_body",
    "http_headers",
    "http_method",
    "http_query",
    "merged_headers",
    "matched",
    "query_as_sent",
    "raw_query",
    "route",
    "source_address",
    "trace_id",
]

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNSET: Final[Any] = type("Unset", (), {"__repr__": lambda self: "..."})()
"""The default of ``json=``, where None is a body like any other."""

Body = str | bytes | Mapping[str, Any] | list[Any] | int | float | None
Json = Any
Query = Mapping[str, Any] | str | None
Headers = Mapping[str, Any] | None
Cookies = Mapping[str, str] | Iterable[str] | None

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PATH = re.compile(r"/[^\s?#{}]*")
_TEMPLATE = re.compile(r"/|(/([^\s?#{}/]+|\{[A-Za-z0-9._-]+\}))*(/\{[A-Za-z0-9._-]+\+\})?/?")
_IN_QUERY = "%!$&'()*+,/:;=?@[]~"
_VARIABLE = re.compile(r"\{([^}+]+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """
    A path and the template that it came in by.

    Attributes:
        path: as it stood in the request, percent-encoded.
        resource: the template, such as ``/orders/{id}``.
        parameters: what the variables of the template stand for, percent-encoded; None when it has none.
    """

    path: str
    resource: str
    parameters: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class HttpBody:
    """
    A body as an event carries it.

    Attributes:
        text: the body, or its base64; None without a body.
        is_base64_encoded: whether *text* is base64.
        content_type: what goes into the header unless the caller gave one; None without a body.
    """

    text: str | None
    is_base64_encoded: bool
    content_type: str | None

    @property
    def length(self) -> int:
        """The bytes of the body itself."""
        return body_length(self.text, self.is_base64_encoded)


def body_length(text: str | None, is_base64_encoded: bool) -> int:
    """Return the bytes that a body has once decoded."""
    if text is None:
        return 0
    return len(binascii.a2b_base64(text)) if is_base64_encoded else len(text.encode("utf-8"))


def http_method(method: object, body: HttpBody) -> str:
    """
    Return *method* in capitals; None stands for POST where there is a body and for GET where there is none.

    Raises:
        UsageError: it is no method that API Gateway lets through.
    """
    if method is None:
        return "GET" if body.text is None else "POST"
    return _check.choice("method", method, METHODS)


def http_body(body: object, json: object, is_base64_encoded: object) -> HttpBody:
    """
    Return the body that ``body=`` or ``json=`` gives.

    Text stays text, ``bytes`` become base64, anything else JSON.

    Raises:
        UsageError: both are given, the body is not JSON-able, or it was called base64 and is not.
    """
    if json is not UNSET:
        if body is not None:
            raise UsageError(f"body and json must not be given together, got body={_check.show(body)}")
        if is_base64_encoded:
            raise UsageError(f"is_base64_encoded must not be given with json, got {_check.show(is_base64_encoded)}")
        return HttpBody(_json.dumps(_check.plain("json", json)), False, "application/json")
    if is_base64_encoded not in (True, False):
        raise _check.wrong("is_base64_encoded", "True or False", is_base64_encoded)
    if body is None:
        return HttpBody(None, False, None)
    if isinstance(body, (bytes, bytearray)):
        return HttpBody(base64_of(bytes(body)), True, "application/octet-stream")
    if is_base64_encoded:
        text = _check.base64_text("body", body, "base64 text where is_base64_encoded=True")
        return HttpBody(text, True, "application/octet-stream")
    content_type = "text/plain; charset=utf-8"
    if not isinstance(body, str) or _looks_like_json(body):
        content_type = "application/json"
    return HttpBody(_check.encoded("body", body), False, content_type)


def _looks_like_json(text: str) -> bool:
    stripped = text.strip()
    return (stripped[:1], stripped[-1:]) in (("{", "}"), ("[", "]"))


def http_query(query: object) -> list[tuple[str, str]]:
    """
    Return the parameters of a query in order, decoded.

    Args:
        query: a mapping of names to text, numbers, or lists of these; or a query string without ``?``.

    Raises:
        UsageError: it is neither, or a value is something else.
    """
    if query is None:
        return []
    if isinstance(query, str):
        return parse_qsl(query.removeprefix("?"), keep_blank_values=True)
    if not isinstance(query, Mapping):
        raise _check.wrong("query", "a mapping of names to values or a query string", query)
    pairs = []
    for name, value in query.items():
        if not isinstance(name, str):
            raise _check.wrong("a name in query", "text", name)
        for item in value if isinstance(value, (list, tuple)) else [value]:
            pairs.append((name, _scalar(f"query[{name!r}]", item)))
    return pairs


def query_as_sent(query: object) -> list[tuple[str, str]]:
    """Return the parameters of a query in order, encoded as the client wrote them. Raises as :func:`http_query`."""
    if not isinstance(query, str):
        return [(quote(name, safe=""), quote(value, safe="")) for name, value in http_query(query)]
    parts = [part.partition("=") for part in query.removeprefix("?").split("&") if part]
    return [(name, value) for name, _, value in parts]


def http_headers(argument: str, headers: object) -> list[tuple[str, str | None]]:
    """
    Return headers in order, with one pair for each value; None stands for a header that must not be there.

    Raises:
        UsageError: *headers* is no mapping, or holds a name or a value that HTTP does not allow.
    """
    if headers is None:
        return []
    if not isinstance(headers, Mapping):
        raise _check.wrong(argument, "a mapping of names to values", headers)
    pairs: list[tuple[str, str | None]] = []
    for name, value in headers.items():
        _check.matching(f"a name in {argument}", name, _TOKEN, "a header name (letters, digits, '-')")
        if value is None:
            pairs.append((name, None))
            continue
        for item in value if isinstance(value, (list, tuple)) else [value]:
            written = _scalar(f"{argument}[{name!r}]", item)
            if "\n" in written or "\r" in written:
                raise _check.wrong(f"{argument}[{name!r}]", "text on one line", item)
            pairs.append((name, written))
    return pairs


def merged_headers(added: Mapping[str, str | None], given: Iterable[tuple[str, str | None]]) -> list[tuple[str, str]]:
    """Return *added* headers and then those *given*, which win in any case; what is None is left out."""
    pairs = list(given)
    own = {name.lower() for name, _ in pairs}
    kept = [(name, value) for name, value in added.items() if name.lower() not in own]
    return [(name, value) for name, value in [*kept, *pairs] if value is not None]


def cookie_list(cookies: object) -> list[str]:
    """
    Return cookies as a list of ``name=value``.

    Raises:
        UsageError: *cookies* is neither a mapping nor such a list.
    """
    if cookies is None:
        return []
    listed: list[object]
    if isinstance(cookies, Mapping):
        listed = [f"{name}={value}" for name, value in cookies.items()]
    elif isinstance(cookies, Iterable) and not isinstance(cookies, (str, bytes)):
        listed = list(cookies)
    else:
        raise _check.wrong("cookies", "a mapping of names to text, or a list of 'name=value'", cookies)
    for cookie in listed:
        if not isinstance(cookie, str) or "=" not in cookie or ";" in cookie:
            raise _check.wrong("a cookie in cookies", "text of the form 'name=value'", cookie)
    return [str(cookie) for cookie in listed]


def _scalar(argument: str, value: object) -> str:
    if isinstance(value, str):
        return _check.utf8(argument, value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise _check.wrong(argument, "text or a number (or a list of them)", value)


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return every name with the list of its values, in order."""
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    return lists


def raw_query(query: object) -> str:
    """
    Return the query string: text as it was given, with what a URL cannot hold percent-encoded; spaces as ``%20``.

    Raises:
        UsageError: as :func:`http_query`.
    """
    if isinstance(query, str):
        return quote(query.removeprefix("?"), safe=_IN_QUERY)
    return urlencode(http_query(query), quote_via=quote)


def route(path: object, resource: object, path_parameters: object) -> Route:
    """
    Return the path and the template of a request from what the caller gave of them.

    With a template alone its variables are filled from *path_parameters*; with a path alone the path is the
    template; with both the path must match the template.

    Raises:
        UsageError: path, template and parameters do not go together.
    """
    if path is not None:
        _check.matching("path", path, _PATH, "a path that starts with '/', without '?', '#', spaces or braces")
    if resource is None:
        if path_parameters is not None:
            raise UsageError(
                f"path_parameters must be given with resource, the template that names them, "
                f"got {_check.show(path_parameters)} alone"
            )
        found = str(path or "/orders")
        return Route(found, found, None)
    _check.matching("resource", resource, _TEMPLATE, "a template such as '/orders/{id}' or '/{proxy+}'")
    template = str(resource)
    if path is None:
        path = _filled(template, path_parameters)
    elif path_parameters is not None:
        filled = _filled(template, path_parameters)
        if filled != path:
            raise UsageError(f"path must be {filled!r}, which is resource with its path_parameters, got {path!r}")
    parameters = matched(template, str(path))
    if parameters is None:
        raise UsageError(f"path must match resource {template!r}, got {path!r}")
    return Route(str(path), template, parameters or None)


def matched(template: str, path: str) -> dict[str, str] | None:
    """Return what the variables of *template* stand for in *path*; None when *path* does not match."""
    pattern, names = "", []
    position = 0
    for variable in _VARIABLE.finditer(template):
        pattern += re.escape(template[position : variable.start()]) + ("(.+)" if variable[2] else "([^/]+)")
        names.append(variable[1])
        position = variable.end()
    found = re.fullmatch(pattern + re.escape(template[position:]), path)
    return None if found is None else dict(zip(names, found.groups(), strict=True))


def _filled(template: str, path_parameters: object) -> str:
    if path_parameters is not None and not isinstance(path_parameters, Mapping):
        raise _check.wrong("path_parameters", "a mapping of names to text", path_parameters)
    given = dict(path_parameters or {})
    names = [variable[1] for variable in _VARIABLE.finditer(template)]
    if sorted(given, key=str) != sorted(names):
        wanted = ", ".join(map(repr, names)) or "none at all"
        raise UsageError(
            f"path_parameters must name the variables of {template!r} ({wanted}), got {_check.show(given)}"
        )

    def fill(variable: re.Match[str]) -> str:
        value = _scalar(f"path_parameters[{variable[1]!r}]", given[variable[1]])
        if not value:
            raise _check.wrong(f"path_parameters[{variable[1]!r}]", "text that is not empty", value)
        return quote(value, safe="/" if variable[2] else "")

    return _VARIABLE.sub(fill, template)


def source_address(entropy: Entropy, source_ip: object, argument: str = "source_ip") -> str:
    """
    Return *source_ip*, or an address from the stream when it is None.

    Raises:
        UsageError: it is no IPv4 or IPv6 address.
    """
    if source_ip is None:
        return ip_address(entropy)
    import ipaddress  # 3 ms that only callers of this argument pay

    if isinstance(source_ip, str):
        try:
            return str(ipaddress.ip_address(source_ip))
        except ValueError:
            pass
    raise _check.wrong(argument, "an IPv4 or IPv6 address", source_ip)


def trace_id(entropy: Entropy, at: Instant) -> str:
    """
    Return the value of ``X-Amzn-Trace-Id``: ``Root=1-<8 hex>-<24 hex>``, the first 8 being *at* in seconds.

    Source: XRAY-01
    """
    return f"Root=1-{at.whole_seconds & 0xFFFFFFFF:08x}-{entropy.hex(24)}"
