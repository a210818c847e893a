"""Payloads that an event carries as bytes: what callers may give, and how each service writes it."""

from __future__ import annotations

import binascii

from pytest_lambda.events import _check

__all__ = ["base64_of", "payload", "payload_base64", "signed_bytes"]


def payload(argument: str, value: object) -> bytes:
    """
    Return *value* as bytes: ``bytes`` as they are, text as UTF-8, anything else as JSON.

    Raises:
        UsageError: *value* is none of these.
    """
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    return _check.encoded(argument, value).encode()


def payload_base64(argument: str, value: object) -> str:
    """Return *value* as base64, read as :func:`payload` does."""
    return base64_of(payload(argument, value))


def base64_of(value: bytes) -> str:
    """Return *value* as base64 text."""
    return binascii.b2a_base64(value, newline=False).decode("ascii")


def signed_bytes(value: bytes) -> list[int]:
    """Return *value* as Lambda's pollers write it, which are of Java: a byte is a number from -128 to 127."""
    return [byte - 256 if byte > 127 else byte for byte in value]
