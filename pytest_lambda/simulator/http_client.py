"""A client of what stands in front of a function: requests as httpx would send them."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from pytest_lambda.base.errors import UsageError
from pytest_lambda.model.http_response import HttpResponse

__all__ = ["HttpClient", "SentRequest"]

_IN_PATH = "/%:@!$&'()*+,;=~-._"
_IN_QUERY = "%!$&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class _Url:
    host: str
    raw_path: bytes


@dataclass(frozen=True, slots=True)
class _Headers:
    raw: list[tuple[bytes, bytes]]
    encoding: str = "utf-8"

    def get(self, name: str) -> str | None:
        """Return the last value of *name*, in any case."""
        found = [value for key, value in self.raw if key.decode().lower() == name]
        return found[-1].decode(self.encoding) if found else None


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request as it goes over the wire, in the shape of ``httpx.Request``."""

    method: str
    url: _Url
    headers: _Headers
    content: bytes

    def read(self) -> bytes:
        """Return the body."""
        return self.content


class HttpClient:
    """
    What sends requests in the manner of httpx; a subclass says where to.

    Each method returns a response with ``status_code``, ``headers`` (in any case, ``headers.get_list(name)``),
    ``content``, ``text``, ``json()`` and ``cookies``. The clock moves to the end of the invocation.
    """

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        json: Any = None,
        headers: Mapping[str, Any] | Iterable[tuple[str, str]] | None = None,
        params: Mapping[str, Any] | None = None,
        cookies: Mapping[str, str] | None = None,
        auth: str | None = None,
    ) -> HttpResponse:
        """
        Send a request.

        Args:
            method: such as ``"GET"``.
            path: from ``/`` on, with a query if you like: ``"/orders?limit=10"``.
            body: text, bytes, or anything else as JSON.
            json: sent as JSON; not together with *body*.
            headers: by name; a list of values sends the header several times.
            params: added to the query; a list of values repeats the name.
            cookies: by name.
            auth: ``"iam"`` signs the request, as a user of the account; ``None`` does not.

        Raises:
            UsageError: an argument is not what it must be.
        """
        if not isinstance(method, str) or not method.isalpha():
            raise UsageError(f"method must be text such as 'GET', not {method!r}")
        if auth not in (None, "iam"):
            raise UsageError(f"auth must be 'iam' or None, not {auth!r}")
        pairs = _header_pairs(headers)
        names = {name.lower() for name, _ in pairs}
        content, content_type = _content(body, json)
        if content_type is not None and "content-type" not in names:
            pairs.append(("Content-Type", content_type))
        if cookies:
            if not isinstance(cookies, Mapping):
                raise UsageError(f"cookies must be a dict of text to text, not {cookies!r}")
            pairs.append(("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items())))
        raw_headers = [(name.encode(), value.encode()) for name, value in pairs]
        url = _Url(self._host, _target(path, params).encode())
        return self._send(SentRequest(method.upper(), url, _Headers(raw_headers), content), auth)

    def get(self, path: str, **options: Any) -> HttpResponse:
        """Send a GET; see :meth:`request`."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> HttpResponse:
        """Send a POST; see :meth:`request`."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> HttpResponse:
        """Send a PUT; see :meth:`request`."""
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> HttpResponse:
        """Send a PATCH; see :meth:`request`."""
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> HttpResponse:
        """Send a DELETE; see :meth:`request`."""
        return self.request("DELETE", path, **options)

    def head(self, path: str, **options: Any) -> HttpResponse:
        """Send a HEAD; see :meth:`request`."""
        return self.request("HEAD", path, **options)

    def options(self, path: str, **options: Any) -> HttpResponse:
        """Send an OPTIONS; see :meth:`request`."""
        return self.request("OPTIONS", path, **options)

    @property
    def _host(self) -> str:
        """The host that requests go to."""
        raise NotImplementedError

    def _send(self, request: SentRequest, auth: str | None) -> HttpResponse:
        """Send *request*, signed or not, and return what the client gets."""
        raise NotImplementedError


def _target(path: Any, params: Any) -> str:
    """Return path and query as they stand in the request line."""
    if not isinstance(path, str) or not path.startswith("/"):
        raise UsageError(f"path must be text that begins with '/', such as '/orders?limit=10', not {path!r}")
    if params is not None and not isinstance(params, Mapping):
        raise UsageError(f"params must be a dict, not {params!r}")
    plain, _, query = path.partition("#")[0].partition("?")
    parts = [quote(query, safe=_IN_QUERY)] if query else []
    if params:
        parts.append(urlencode({name: _param(value) for name, value in params.items()}, doseq=True, quote_via=quote))
    target = quote(plain, safe=_IN_PATH)
    return f"{target}?{'&'.join(parts)}" if parts else target


def _param(value: Any) -> Any:
    """Return *value* as httpx writes it: booleans in lower case, ``None`` empty."""
    if isinstance(value, (list, tuple)):
        return [_param(one) for one in value]
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else "" if value is None else value


def _header_pairs(headers: Any) -> list[tuple[str, str]]:
    if headers is None:
        return []
    given = headers.items() if isinstance(headers, Mapping) else headers
    pairs: list[tuple[str, str]] = []
    for name, value in given:
        values: Sequence[Any] = value if isinstance(value, (list, tuple)) else (value,)
        for one in values:
            if not isinstance(name, str) or not isinstance(one, str):
                raise UsageError(f"headers must be a dict of text to text, and {name!r}: {one!r} is not")
            pairs.append((name, one))
    return pairs


def _content(body: Any, json: Any) -> tuple[bytes, str | None]:
    """Return the body as bytes, and the type that it has unless a header says otherwise."""
    if json is not None:
        if body is not None:
            raise UsageError("body and json must not be given together")
        body = json
    elif body is None:
        return b"", None
    elif isinstance(body, str):
        return body.encode(), "text/plain; charset=utf-8"
    elif isinstance(body, (bytes, bytearray)):
        return bytes(body), None
    try:
        return json_module.dumps(body, separators=(",", ":"), ensure_ascii=False).encode(), "application/json"
    except (TypeError, ValueError) as error:
        raise UsageError(f"the body cannot be sent as JSON ({error})") from None
