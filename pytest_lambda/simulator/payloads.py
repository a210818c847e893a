"""What a caller hands to the Invoke API, as it goes over the wire."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, NoReturn

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import InvalidRequestContentException, RequestEntityTooLargeException, UsageError

__all__ = ["client_context_text", "json_text", "payload_bytes"]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"Non-standard token '{name}'")


_JSON = json.JSONEncoder(allow_nan=False, check_circular=False)
"""Does not look out for a payload that contains itself, which ends it all the same, with a RecursionError."""

_STRICT_JSON = json.JSONDecoder(parse_constant=_refuse_constant)


def payload_bytes(payload: Any, *, is_event: bool) -> bytes:
    """
    Return *payload* as it is sent: bytes as they are, anything else as JSON.

    Raises:
        InvalidRequestContentException: what is sent is not UTF-8 JSON.
        RequestEntityTooLargeException: it is over the limit; an event's is lower than a synchronous invocation's.
        UsageError: the payload cannot be written as JSON at all.

    Source: INV-04, INV-05, INV-06
    """
    if isinstance(payload, (bytes, bytearray)):
        raw = bytes(payload) or b"{}"
        _check_json(raw)
    elif payload is None:
        raw = b"{}"
    else:
        try:
            raw = _JSON.encode(payload).encode()
        except (TypeError, ValueError, RecursionError):
            raw = _dumped(payload)
    if len(raw) <= quotas.EVENT_REQUEST_BYTES:
        return raw
    if is_event:
        raise RequestEntityTooLargeException(
            f"{len(raw)} byte payload is too large for the Event invocation type "
            f"(limit {quotas.EVENT_REQUEST_BYTES} bytes)"
        )
    if len(raw) > quotas.REQUEST_BYTES:
        raise RequestEntityTooLargeException(
            f"Request must be smaller than {quotas.REQUEST_BYTES} bytes for the InvokeFunction operation"
        )
    return raw


def _dumped(payload: Any) -> bytes:
    """Return as JSON what is no strict JSON, or say what is wrong with it."""
    try:
        # A client written in Python sends NaN as it stands; it is the service that refuses it.
        raw = json.dumps(payload).encode()
    except (TypeError, ValueError) as error:
        raise UsageError(
            f"the payload cannot be sent as JSON ({error}): pass what json.dumps takes, or bytes that are JSON already"
        ) from None
    _check_json(raw)
    return raw


def _check_json(raw: bytes) -> None:
    """Refuse what is not JSON in UTF-8; NaN and the infinities are no JSON. Source: INV-04"""
    try:
        _STRICT_JSON.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidRequestContentException(
            f"Could not parse request body into json: Could not parse payload into json: {error}"
        ) from None


def json_text(value: Mapping[str, Any] | str | None) -> str | None:
    """Return *value* as JSON text; text is taken to be JSON already."""
    return value if value is None or isinstance(value, str) else json.dumps(dict(value))


def client_context_text(value: Mapping[str, Any] | str | None) -> str | None:
    """
    Return the client context as JSON text.

    Raises:
        InvalidRequestContentException: it is over the header's limit. Assumed: the wording.

    Source: CTX-12
    """
    if value is None:
        return None
    text = json_text(value) or ""
    size = len(base64.b64encode(text.encode()))
    if size > quotas.CLIENT_CONTEXT_BYTES:
        raise InvalidRequestContentException(
            f"client_context is {size} bytes in base64; at most {quotas.CLIENT_CONTEXT_BYTES} are allowed"
        )
    return text
