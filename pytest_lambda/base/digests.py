"""The digests that SQS sends with a message."""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

__all__ = ["md5_of_body", "md5_of_message_attributes"]

_TEXT = b"\x01"
_BINARY = b"\x02"


def md5_of_body(text: str) -> str:
    """
    Return the MD5 of a message body, as 32 lower-case hexadecimal digits.

    Raises:
        UnicodeEncodeError: *text* holds a lone surrogate, which no queue can carry.

    Source: SQS-01
    """
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()


def md5_of_message_attributes(attributes: Mapping[str, Mapping[str, Any]]) -> str:
    """
    Return SQS's digest of message attributes, as 32 lower-case hexadecimal digits.

    Hashed are, name by name in order: the name and the data type, each after its length in four bytes
    (big-endian); one byte that says text (1) or binary (2); the value, again after its length.

    Args:
        attributes: in wire form, ``{name: {"dataType": ..., "stringValue": ...}}`` or with ``"binaryValue"``,
            base64 text (``bytes`` are taken as the value itself). Which of the two counts is the data type's
            to say.

    Raises:
        KeyError: an attribute has no ``dataType``, or not the value that goes with it.

    Source: SQS-01, SQS-02
    """
    digest = hashlib.md5(usedforsecurity=False)
    for name in sorted(attributes):
        attribute = attributes[name]
        data_type: str = attribute["dataType"]
        _update(digest, name.encode("utf-8"))
        _update(digest, data_type.encode("utf-8"))
        if data_type.partition(".")[0] == "Binary":
            value = attribute["binaryValue"]
            digest.update(_BINARY)
            _update(digest, value if isinstance(value, bytes) else binascii.a2b_base64(value))
        else:
            digest.update(_TEXT)
            _update(digest, attribute["stringValue"].encode("utf-8"))
    return digest.hexdigest()


def _update(digest: Any, data: bytes) -> None:
    digest.update(len(data).to_bytes(4, "big"))
    digest.update(data)
