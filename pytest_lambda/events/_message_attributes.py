"""Message attributes of SQS and SNS: what callers may write, and how each service writes it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check
from pytest_lambda.events._payloads import base64_of

__all__ = ["sns_attributes", "sqs_attributes"]

_NAME = re.compile(r"(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)")
_RESERVED = ("aws.", "amazon.")
_DATA_TYPE = re.compile(r"(String|Number|Binary)(\..+)?")
_AT_MOST = 10  # of one message; SQS refuses more
_ALLOWED = "text, a number, bytes, or a dict with data_type and string_value or binary_value"


@dataclass(frozen=True, slots=True)
class _Attribute:
    data_type: str
    value: str
    """Text, or the base64 of a Binary."""

    @property
    def is_binary(self) -> bool:
        return self.data_type.partition(".")[0] == "Binary"


def sqs_attributes(given: object) -> dict[str, dict[str, Any]]:
    """
    Return message attributes as an SQS record carries them.

    Args:
        given: None, or names with text, numbers, ``bytes``, or dicts with the keys of the API, in snake_case,
            in CamelCase or in the record's own camelCase.

    Raises:
        UsageError: a name is reserved or malformed, a value has no data type, or there are more than ten.

    Source: SQS-02
    """
    wire = {}
    for name, attribute in _parsed(given).items():
        kind = "binaryValue" if attribute.is_binary else "stringValue"
        wire[name] = {
            kind: attribute.value,
            "stringListValues": [],
            "binaryListValues": [],
            "dataType": attribute.data_type,
        }
    return wire


def sns_attributes(given: object) -> dict[str, dict[str, str]]:
    """
    Return message attributes as an SNS notification carries them, ``{name: {"Type": ..., "Value": ...}}``.

    Lists become ``String.Array``. Otherwise as :func:`sqs_attributes`.
    """
    return {
        name: {"Type": attribute.data_type, "Value": attribute.value}
        for name, attribute in _parsed(given, arrays=True).items()
    }


def _parsed(given: object, *, arrays: bool = False) -> dict[str, _Attribute]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise _check.wrong("message_attributes", "a mapping of names to values", given)
    if len(given) > _AT_MOST and not arrays:
        raise UsageError(f"message_attributes must hold at most {_AT_MOST} attributes, got {len(given)}")
    parsed = {}
    for name, value in given.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise _check.wrong(
                "a name in message_attributes", "1 to 256 letters, digits, '_', '-' or single inner '.'", name
            )
        if name.lower().startswith(_RESERVED):
            raise _check.wrong(
                "a name in message_attributes", "free of the reserved prefixes 'AWS.' and 'Amazon.'", name
            )
        parsed[name] = _attribute(f"message_attributes[{name!r}]", value, arrays)
    return parsed


def _attribute(argument: str, value: object, arrays: bool) -> _Attribute:
    if isinstance(value, Mapping):
        return _spelled_out(argument, value)
    if isinstance(value, bytes):
        return _Attribute("Binary", base64_of(value))
    if isinstance(value, str):
        return _Attribute("String", _text(argument, value))
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return _Attribute("Number", _number(argument, str(value)))
    if arrays and isinstance(value, (list, tuple)):
        return _Attribute("String.Array", json.dumps(_check.plain(argument, value)))
    raise _check.wrong(argument, _ALLOWED, value)


def _spelled_out(argument: str, given: Mapping[Any, Any]) -> _Attribute:
    folded = {str(key).replace("_", "").lower(): value for key, value in given.items() if value is not None}
    data_type = folded.get("datatype", folded.get("type"))
    if not isinstance(data_type, str) or not _DATA_TYPE.fullmatch(data_type):
        raise _check.wrong(
            f"the data type of {argument}", "'String', 'Number' or 'Binary', also with '.custom'", data_type
        )
    is_binary = data_type.startswith("Binary")
    value = folded.get("binaryvalue" if is_binary else "stringvalue", folded.get("value"))
    if is_binary:
        return _Attribute(data_type, _binary(argument, value))
    if not isinstance(value, str):
        raise _check.wrong(f"the value of {argument}", "text, in string_value", value)
    return _Attribute(data_type, _number(argument, value) if data_type.startswith("Number") else _text(argument, value))


def _binary(argument: str, value: object) -> str:
    if isinstance(value, bytes):
        return base64_of(value)
    allowed = "bytes or base64 text, in binary_value"
    return _check.base64_text(f"the value of {argument}", value or None, allowed)


def _text(argument: str, value: str) -> str:
    if not value:
        raise _check.wrong(argument, "text that is not empty", value)
    return _check.utf8(argument, value)


def _number(argument: str, value: str) -> str:
    try:
        if Decimal(value).is_finite():
            return value
    except InvalidOperation:
        pass
    raise _check.wrong(argument, "a finite number", value)
