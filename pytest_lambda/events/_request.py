"""A request as it reached the service in front of the function, before it is written as any event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _http, _samples
from pytest_lambda.events._http import HttpBody, Route
from pytest_lambda.events._instant import Instant

__all__ = ["Front", "Request", "identifier_in", "received"]

_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_OWN_DOMAIN = re.compile(r"([a-z0-9-]+)\.(?:execute-api|lambda-url)\.")
_TRACED = ("X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto")


@dataclass(frozen=True, slots=True)
class Front:
    """
    What took the request in.

    Attributes:
        identifier: of the API or URL; the first label of *domain*, except on a load balancer.
        domain: where it is reached unless the caller names another.
        keeps_case: header names reach the function as the client wrote them, else in lower case.
        content_length: when that header reaches the function; an HTTP API has it even where there is no body.
        adds: the headers that it adds to those of the client.
    """

    identifier: str
    domain: str
    keeps_case: bool = False
    content_length: Literal["never", "with_body", "always"] = "with_body"
    adds: tuple[str, ...] = _TRACED


@dataclass(slots=True)
class Request:
    """A request with everything that the client and the front added."""

    method: str
    route: Route
    query: list[tuple[str, str]]
    raw_query: str
    body: HttpBody
    at: Instant
    identifier: str
    domain: str
    source_ip: str
    user_agent: str
    headers: list[tuple[str, str]]


def identifier_in(domain: str) -> str | None:
    """Return the id of the API or function URL that *domain* belongs to; None for any other domain."""
    found = _OWN_DOMAIN.match(domain)
    return found[1] if found else None


def received(
    entropy: Entropy,
    front: Front,
    *,
    method: object,
    route: Route,
    query: object,
    body: HttpBody,
    at: Instant,
    given: list[tuple[str, str | None]],
    domain_name: object = None,
    source_ip: object = None,
    token: str | None = None,
) -> Request:
    """
    Return the request that *given* headers and the other arguments describe; *given* headers win.

    Args:
        given: one pair for each value; a value of None takes out the header that would be added.
        domain_name: wins over the front's own domain, and a Host header over both.
        source_ip: by default the first address of X-Forwarded-For, or one from the stream.
        token: an Authorization header, unless one is given.

    Raises:
        UsageError: method, query, domain or address are not what they must be.
    """
    sent = {name.lower(): value for name, value in reversed(given)}
    domain = sent.get("host") or front.domain
    if domain_name is not None and sent.get("host") is None:
        domain = _check.matching("domain_name", domain_name, _DOMAIN, "a host name such as 'api.example.com'")
    forwarded = sent.get("x-forwarded-for")
    if source_ip is None and forwarded is not None:
        first = forwarded.split(",")[0].strip()
        address = _http.source_address(entropy, first, "the first address of X-Forwarded-For")
    else:
        address = _http.source_address(entropy, source_ip)
    agent = sent.get("user-agent") or _samples.user_agent(entropy)
    has_length = front.content_length == "always" or (front.content_length == "with_body" and body.text is not None)
    added = {
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
        "Authorization": token,
        "Content-Type": body.content_type,
        "Content-Length": str(body.length) if has_length else None,
        "Host": domain,
        "User-Agent": agent,
    }
    by_front = {
        "X-Amzn-Tls-Cipher-Suite": "TLS_AES_128_GCM_SHA256",
        "X-Amzn-Tls-Version": "TLSv1.3",
        "X-Amzn-Trace-Id": _http.trace_id(entropy, at),
        "X-Forwarded-For": address,
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
    }
    added.update((name, by_front[name]) for name in front.adds)
    return Request(
        method=_http.http_method(method, body),
        route=route,
        query=_http.http_query(query),
        raw_query=_http.raw_query(query),
        body=body,
        at=at,
        identifier=identifier_in(domain) or front.identifier,
        domain=domain,
        source_ip=address,
        user_agent=agent,
        headers=[
            (name if front.keeps_case else name.lower(), value) for name, value in _http.merged_headers(added, given)
        ],
    )
