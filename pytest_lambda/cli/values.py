"""Texts of a command line as the values that an argument of a builder takes, judged by the argument's type."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Union, get_args, get_origin, is_typeddict

from pytest_lambda.base.errors import UsageError

__all__ = ["Accepted", "accepted", "value_of"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """
    What an argument takes, as far as a command line can give it.

    Attributes:
        text: text as it is.
        choices: the texts that are taken; empty where there is no such list.
        number: numbers, ``int`` or ``float``; None for none.
        flag: True and False.
        mapping: names with values.
        items: what a list may hold; None where no list is taken.
        time: instants.
        json: any value of JSON.
        anything: text, or any value that is a list or a mapping.
    """

    text: bool = False
    choices: tuple[str, ...] = ()
    number: type[int] | type[float] | None = None
    flag: bool = False
    mapping: bool = False
    items: Accepted | None = None
    time: bool = False
    json: bool = False
    anything: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether nothing but True and False is taken."""
        return self.flag and not (self.text or self.number or self.mapping or self.items or self.json or self.anything)

    @property
    def is_repeated(self) -> bool:
        """Whether there can be several values."""
        return self.mapping or self.items is not None or self.anything

    @property
    def metavar(self) -> str:
        """What stands for the value in help texts."""
        if self.time:
            return "TIME"
        if self.choices:
            return "NAME"
        if self.json:
            return "JSON"
        if self.text or self.anything or (self.items is not None and self.items.text):
            return "TEXT"
        if self.mapping or (self.items is not None and self.items.mapping):
            return "KEY=VALUE"
        return "JSON" if self.number is None else "N"


def accepted(hint: Any) -> Accepted:
    """Return what an argument of the type *hint* takes."""
    if hint is Any:
        return Accepted(json=True)
    if hint is object:
        return Accepted(anything=True)
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    found: dict[str, Any] = {}
    for option in options:
        origin = get_origin(option) or option
        if origin is Literal:
            found["text"] = True
            found["choices"] = (*found.get("choices", ()), *map(str, get_args(option)))
        elif origin is str:
            found["text"] = True
        elif origin is bool:
            found["flag"] = True
        elif origin in (int, float):
            found["number"] = origin if found.get("number") is not float else float
        elif origin is datetime:
            found["time"] = True
        elif is_typeddict(origin) or (isinstance(origin, type) and issubclass(origin, Mapping)):
            found["mapping"] = True
        elif isinstance(origin, type) and issubclass(origin, Iterable) and origin not in (bytes, bytearray):
            item = next(iter(get_args(option)), Any)
            found["items"] = accepted(item)
        elif origin is Any or origin is object:
            found["json" if origin is Any else "anything"] = True
    return Accepted(**found)


def value_of(option: str, takes: Accepted, given: Any) -> Any:
    """
    Return the value that *given* stands for.

    Args:
        option: what error messages call it.
        takes: what the argument takes.
        given: True or False, a text, or where there can be several values a list of texts.

    Raises:
        UsageError: a text stands for nothing that the argument takes.
    """
    if isinstance(given, bool):
        return given
    if isinstance(given, str):
        return _single(option, takes, given)
    if len(given) == 1:
        whole = _json(given[0])
        if isinstance(whole, dict) and (takes.mapping or takes.anything):
            return whole
        if isinstance(whole, list) and (takes.items is not None or takes.anything):
            return whole
    if takes.mapping and (len(given) > 1 or not takes.text):
        merged = _merged(given)
        if merged is not None:
            return merged
        if takes.items is None:
            raise _wrong(option, "key=value or a JSON object", " ".join(given))
    if len(given) == 1 and (takes.text or takes.number is not None or takes.anything):
        return _single(option, takes, given[0])
    return [_single(option, takes.items or takes, text) for text in given]


def _single(option: str, takes: Accepted, text: str) -> Any:
    if takes.time:
        return _instant(option, text)
    if takes.number is not None:
        try:
            return takes.number(text)
        except ValueError:
            if not takes.text:
                raise _wrong(option, "an integer" if takes.number is int else "a number", text) from None
    if takes.text:
        return text
    value = _json(text)
    if takes.anything:
        return value if isinstance(value, (dict, list)) else text
    if takes.mapping and not isinstance(value, dict):
        value = _merged([text])
        if value is None:
            raise _wrong(option, "key=value or a JSON object", text)
    return text if value is _NO_JSON else value


def _merged(texts: Sequence[str]) -> dict[str, Any] | None:
    """Return what *texts* say together, a repeated key with all its values; None where one says nothing."""
    merged: dict[str, Any] = {}
    for text in texts:
        value = _json(text)
        key, equals, rest = text.partition("=")
        if isinstance(value, dict):
            merged |= value
        elif not key or not equals or key[0] in '{["':
            return None
        elif key not in merged:
            merged[key] = rest
        elif isinstance(merged[key], list):
            merged[key].append(rest)
        else:
            merged[key] = [merged[key], rest]
    return merged


_NO_JSON = object()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return _NO_JSON


def _instant(option: str, text: str) -> float | datetime:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _wrong(option, "seconds since 1970 or a time such as 2025-01-01T00:00:00Z", text)
    return at


def _wrong(option: str, allowed: str, text: str) -> UsageError:
    return UsageError(f"{option} must be {allowed}, got {text!r}")
