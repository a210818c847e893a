"""A request of requests or httpx, as arguments of the builder of what would take it in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check

__all__ = ["RequestKind", "arguments_of", "kind_of"]

RequestKind = Literal["apigw_rest", "apigw_http", "function_url", "alb"]

_API_HOST = re.compile(r"[a-z0-9-]+\.execute-api\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?")
_URL_HOST = re.compile(r"[a-z0-9]+\.lambda-url\.(?P<region>[a-z0-9-]+)\.on\.aws")
_ADDRESS = re.compile(r"[\d.]+|\[?[0-9a-f:.]*:[0-9a-f:.]*\]?")
_TEXT_TYPES = re.compile(r"text/.*|application/(json|javascript|xml)|[^/]+/.*\+(json|xml)")
_OF_THE_REQUEST = ("method", "path", "query", "headers", "cookies", "body", "json", "is_base64_encoded")
_HOP_BY_HOP = frozenset({"keep-alive", "te", "trailer", "transfer-encoding", "upgrade"})
_WANTED = "a requests.Request, a requests.PreparedRequest or an httpx.Request"


@dataclass(frozen=True, slots=True)
class _Sent:
    """A request, whichever library made it; path and query as they stand in the URL."""

    method: str
    host: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name]
        return found[-1] if found else None


def kind_of(to: object) -> RequestKind:
    """Return the kind that *to* names. Raises UsageError where it is none that takes requests in."""
    return cast(RequestKind, _check.choice("to", to, get_args(RequestKind)))


def arguments_of(
    request: object, kind: RequestKind, given: Mapping[str, Any], binary_media_types: Sequence[str]
) -> dict[str, Any]:
    """
    Return the arguments with which the builder of *kind* makes the event of *request*.

    Args:
        request: of requests or httpx; neither is imported.
        given: the caller's own arguments; they win, but what the request says itself is not among them.
        binary_media_types: of a REST API.

    Raises:
        UsageError: *request* is none, cannot be read, or contradicts *given*.
    """
    for name in _OF_THE_REQUEST:
        if name in given:
            raise UsageError(f"{name} must be left out: it is that of request, got {_check.show(given[name])}")
    if kind != "apigw_rest" and binary_media_types:
        raise UsageError(f"binary_media_types must be given with to='apigw_rest' only, got to={kind!r}")
    sent = _sent(request)
    own = _of_host(sent, kind, given)
    stage_or_base = {**own, **given}
    path, stage = _path_and_stage(sent, kind, stage_or_base)
    if stage is not None:
        own["stage"] = stage
    headers = _headers(sent, kind)
    if "host" in own:
        headers["Host"] = own.pop("host")
    if sent.body and sent.header("content-type") is None:
        headers["Content-Type"] = None
    return {
        "method": sent.method,
        "path": path,
        "query": sent.query or None,
        "headers": headers,
        "body": _body(sent, kind, binary_media_types),
        **own,
        **given,
    }


def _sent(request: object) -> _Sent:
    url: Any = getattr(request, "url", None)
    headers: Any = getattr(request, "headers", None)
    if hasattr(url, "raw_path") and hasattr(headers, "raw"):
        return _sent_by_httpx(request, url, headers)
    if hasattr(request, "prepare") and not hasattr(request, "path_url"):
        try:
            request = request.prepare()
        except Exception as error:
            raise UsageError(f"request must be one that requests can prepare: {error}") from error
    if hasattr(request, "path_url") and hasattr(request, "body"):
        return _sent_by_requests(request)
    raise _check.wrong("request", _WANTED, request)


def _sent_by_httpx(request: Any, url: Any, headers: Any) -> _Sent:
    path, _, query = url.raw_path.decode("ascii").partition("?")
    try:
        body = request.read()
    except Exception:
        raise UsageError(
            "request must have a body that can be read here; of one that is streamed asynchronously, "
            "`await request.aread()` first"
        ) from None
    pairs = [(name.decode("ascii"), value.decode(headers.encoding)) for name, value in headers.raw]
    return _with_host(str(request.method), str(url.host), path, query, pairs, body)


def _sent_by_requests(request: Any) -> _Sent:
    if not isinstance(request.url, str) or request.method is None:
        raise _check.wrong("request", f"{_WANTED}, with method and URL", request)
    parts = urlsplit(request.url)
    pairs = [(_text(name), _text(value)) for name, value in (request.headers or {}).items()]
    return _with_host(
        str(request.method), parts.hostname or "", parts.path, parts.query, pairs, _body_of_requests(request.body)
    )


def _with_host(method: str, host: str, path: str, query: str, headers: list[tuple[str, str]], body: bytes) -> _Sent:
    """Return the request; a Host header wins over the URL, and the port does not count."""
    named = [value for name, value in headers if name.lower() == "host"]
    if named:
        host = urlsplit(f"//{named[-1]}").hostname or host
    rest = [(name, value) for name, value in headers if name.lower() != "host"]
    return _Sent(method, host.lower(), path or "/", query, rest, body)


def _body_of_requests(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode("utf-8")
    if isinstance(body, (bytes, bytearray)):
        return bytes(body)
    if hasattr(body, "read") and hasattr(body, "seek"):
        start = body.tell()
        content = body.read()
        body.seek(start)
        return content.encode("utf-8") if isinstance(content, str) else bytes(content)
    raise _check.wrong("the body of request", "text, bytes or a file that can be read twice (no generator)", body)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _of_host(sent: _Sent, kind: RequestKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the host says: the Region, a custom domain, or the Host header, which a test's host is not."""
    found = _API_HOST.fullmatch(sent.host) or _URL_HOST.fullmatch(sent.host)
    own: dict[str, Any] = {"region": found["region"]} if found else {}
    is_local = "." not in sent.host or _ADDRESS.fullmatch(sent.host)
    if is_local or "domain_name" in given or (kind == "function_url" and not _URL_HOST.fullmatch(sent.host)):
        return own
    if kind == "apigw_rest" and not found and given.get("variant", "custom_domain") == "custom_domain":
        return {**own, "variant": "custom_domain", "domain_name": sent.host, "base_path": given.get("base_path", "")}
    return {**own, "host": sent.host}


def _path_and_stage(sent: _Sent, kind: RequestKind, given: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return the path as the event has it, and the stage where the URL names it."""
    stage = given.get("stage")
    if _API_HOST.fullmatch(sent.host) and (kind == "apigw_rest" or stage not in (None, "$default")):
        first, slash, rest = sent.path[1:].partition("/")
        if not first or stage not in (None, first):
            wanted = "a stage" if stage is None else f"the stage {stage!r}"
            raise UsageError(f"the path of request must begin with {wanted} on {sent.host}, got {sent.path!r}")
        return slash + rest or "/", first
    base = str(given.get("base_path") or "").strip("/")
    if base and f"{sent.path}/".startswith(f"/{base}/"):
        return sent.path.removeprefix(f"/{base}") or "/", None
    return sent.path, None


def _headers(sent: _Sent, kind: RequestKind) -> dict[str, Any]:
    """Return the headers that reach the function, each name with the list of its values."""
    dropped = _HOP_BY_HOP | {"content-length"} | ({"connection"} if kind != "alb" else set())
    names: dict[str, str] = {}
    headers: dict[str, Any] = {}
    for name, value in sent.headers:
        if name.lower() not in dropped:
            headers.setdefault(names.setdefault(name.lower(), name), []).append(value)
    return headers


def _body(sent: _Sent, kind: RequestKind, binary_media_types: Iterable[str]) -> str | bytes | None:
    """
    Return the body as text or as bytes, which become base64.

    Assumed: HTTP APIs and function URLs take the same types for text as a load balancer does (INV-22), those
    that end in ``+json`` and ``+xml`` too, and a body without a type where it is UTF-8.
    """
    if not sent.body:
        return None
    media_type = (sent.header("content-type") or "").partition(";")[0].strip().lower()
    if kind == "apigw_rest":
        is_binary = any(fnmatchcase(media_type, pattern.lower()) for pattern in binary_media_types)
    else:
        is_text = not media_type or _TEXT_TYPES.fullmatch(media_type)
        is_binary = not is_text or sent.header("content-encoding") not in (None, "identity")
    try:
        return sent.body if is_binary else sent.body.decode("utf-8")
    except UnicodeDecodeError:
        return sent.body
