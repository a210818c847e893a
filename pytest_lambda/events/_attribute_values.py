"""DynamoDB's typed values: from Python values, and their size."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow, Rounded
from typing import Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check
from pytest_lambda.events._payloads import base64_of

__all__ = ["item_bytes", "python_item", "typed_item"]

_TYPES = frozenset(("S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"))
_NUMBERS = Context(prec=38, Emin=-128, Emax=126, traps=[Inexact, Overflow, Rounded])
_ALLOWED = "a value that DynamoDB holds (text, number, bytes, bool, None, list, dict, or a set of one type)"


def typed_item(argument: str, item: object) -> dict[str, dict[str, Any]]:
    """
    Return *item* with typed values, ``{"id": {"S": "a"}}``.

    An item whose every attribute is a dict of one key, the name of a type, counts as typed already. Sets come
    out sorted, binary values as base64.

    Raises:
        UsageError: *item* is no mapping, is empty, or holds what DynamoDB does not: empty sets, NaN, 39
            digits, sets of several types.
    """
    if not isinstance(item, Mapping) or not item:
        raise _check.wrong(argument, "a dict of attributes", item)
    for name in item:
        _check.text(f"a name in {argument}", name)
    if all(_is_typed(value) for value in item.values()):
        return {name: _checked(f"{argument}[{name!r}]", value) for name, value in item.items()}
    return {name: _typed(f"{argument}[{name!r}]", value) for name, value in item.items()}


def _is_typed(value: object) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in _TYPES


def _typed(argument: str, value: object) -> dict[str, Any]:
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": _check.utf8(argument, value)}
    if isinstance(value, (int, float, Decimal)):
        return {"N": _number(argument, value)}
    if isinstance(value, (bytes, bytearray)):
        return {"B": base64_of(bytes(value))}
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str):
                raise _check.wrong(f"a name in {argument}", "text", name)
        return {"M": {name: _typed(f"{argument}[{name!r}]", one) for name, one in value.items()}}
    if isinstance(value, (list, tuple)):
        return {"L": [_typed(f"{argument}[{index}]", one) for index, one in enumerate(value)]}
    if isinstance(value, AbstractSet):
        return _typed_set(argument, value)
    raise _check.wrong(argument, _ALLOWED, value)


def _typed_set(argument: str, values: AbstractSet[Any]) -> dict[str, Any]:
    if not values:
        raise _check.wrong(argument, "free of empty sets, which DynamoDB refuses", values)
    if all(isinstance(value, str) for value in values):
        return {"SS": sorted(_check.utf8(argument, value) for value in values)}
    if all(isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) for value in values):
        return {"NS": sorted((_number(argument, value) for value in values), key=Decimal)}
    if all(isinstance(value, bytes) for value in values):
        return {"BS": [base64_of(value) for value in sorted(values)]}
    raise _check.wrong(argument, "a set of text, of numbers or of bytes", values)


def _checked(argument: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a typed value, each part as its type wants it."""
    ((kind, content),) = value.items()
    if kind == "M" and isinstance(content, Mapping) and all(map(_is_typed, content.values())):
        return {"M": {name: _checked(f"{argument}[{name!r}]", one) for name, one in content.items()}}
    if kind == "L" and isinstance(content, (list, tuple)) and all(map(_is_typed, content)):
        return {"L": [_checked(f"{argument}[{index}]", one) for index, one in enumerate(content)]}
    if kind in ("SS", "NS", "BS") and isinstance(content, (list, tuple, AbstractSet)):
        if not content:
            raise _check.wrong(argument, "free of empty sets, which DynamoDB refuses", value)
        if isinstance(content, AbstractSet):
            content = sorted(content)
        return {kind: [_scalar(argument, kind[0], one, value) for one in content]}
    if kind in ("S", "N", "B"):
        return {kind: _scalar(argument, kind, content, value)}
    if (kind == "NULL" and content is True) or (kind == "BOOL" and isinstance(content, bool)):
        return {kind: content}
    raise _check.wrong(argument, "a typed value of DynamoDB such as {'S': 'text'} or {'N': '1'}", value)


def _scalar(argument: str, kind: str, content: object, value: object) -> str:
    if kind == "B" and isinstance(content, (bytes, bytearray)):
        return base64_of(bytes(content))
    if not isinstance(content, str):
        raise _check.wrong(argument, "a typed value of DynamoDB such as {'S': 'text'} or {'N': '1'}", value)
    if kind == "N":
        return _number(argument, content)
    if kind == "B":
        return _check.base64_text(argument, content, "base64 text or bytes under 'B'")
    return _check.utf8(argument, content)


def _number(argument: str, value: float | Decimal | str) -> str:
    """Return a number as DynamoDB writes it: no exponent, no zeros at either end."""
    try:
        number = _NUMBERS.create_decimal(Decimal(str(value)).normalize(Context(prec=1000)))
        if number.is_finite():
            return f"{number:f}" if number else "0"
    except (InvalidOperation, Inexact, Overflow, Rounded):
        pass
    raise _check.wrong(argument, "a finite number of at most 38 digits", value)


def python_item(item: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """
    Return *item* with Python values: whole numbers as int, others as Decimal, binary values as bytes.

    Raises:
        ValueError, TypeError, AttributeError: it is not made of typed values.
    """
    return {name: _python(value) for name, value in item.items()}


def _python(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    match kind:
        case "S" | "BOOL":
            return content
        case "N":
            number = Decimal(content)
            return int(number) if number == number.to_integral_value() else number
        case "B":
            return binascii.a2b_base64(content)
        case "NULL":
            return None
        case "SS" | "NS" | "BS":
            return {_python({kind[0]: one}) for one in content}
        case "L":
            return [_python(one) for one in content]
        case "M":
            return python_item(content)
    raise ValueError(kind)


def item_bytes(item: Mapping[str, Mapping[str, Any]] | None) -> int:
    """
    Return the size of an item or a key in bytes: of its names and of its values.

    Raises:
        UsageError: it is not made of typed values.
    """
    return sum(len(name.encode("utf-8")) + _value_bytes(value) for name, value in (item or {}).items())


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode("utf-8"))
        case "N":
            return _number_bytes(content)
        case "B":
            return len(binascii.a2b_base64(content))
        case "BOOL" | "NULL":
            return 1
        case "SS" | "NS" | "BS":
            if not content:
                raise _check.wrong("an image", "free of empty sets, which DynamoDB refuses", value)
            return sum(_value_bytes({kind[0]: one}) for one in content)
        case "L":
            return 3 + sum(1 + _value_bytes(one) for one in content)
        case "M":
            return 3 + sum(1 + len(name.encode("utf-8")) + _value_bytes(one) for name, one in content.items())
    raise UsageError(f"a typed value must be under one of {', '.join(sorted(_TYPES))}, got {_check.show(value)}")


def _number_bytes(number: str) -> int:
    digits = "".join(character for character in number if character.isdigit()).strip("0")
    return (len(digits) + 1) // 2 + 1
