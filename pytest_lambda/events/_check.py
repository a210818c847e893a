"""Checks of what a caller gave: each returns the value as the builders use it, or says what is allowed."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pytest_lambda.base.errors import UsageError

__all__ = [
    "account_id",
    "base64_text",
    "choice",
    "encoded",
    "integer",
    "left_out",
    "listed",
    "mapping",
    "matching",
    "only_with",
    "per_record",
    "plain",
    "region",
    "show",
    "text",
    "text_map",
    "texts",
    "utf8",
    "wrong",
]

_ACCOUNT_ID = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_NO_WORD = re.compile(r"[^a-z0-9{}+$]+")
_SHOWN = 100


def show(value: object) -> str:
    """Return the repr of *value*, cut to what an error message can hold."""
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."


def wrong(argument: str, allowed: str, value: object) -> UsageError:
    """Return (not raise) the error that names the argument, what is allowed and what was given."""
    return UsageError(f"{argument} must be {allowed}, got {show(value)}")


def choice(argument: str, value: object, allowed: Sequence[str]) -> str:
    """
    Return the one of *allowed* that *value* names; case, spaces, hyphens and underscores do not matter.

    Raises:
        UsageError: *value* names none of them.
    """
    if isinstance(value, str):
        if value in allowed:
            return value
        wanted = _folded(value)
        for name in allowed:
            if _folded(name) == wanted:
                return name
    raise wrong(argument, "one of " + ", ".join(map(repr, allowed)), value)


def _folded(name: str) -> str:
    return _NO_WORD.sub("", name.lower())


def text(argument: str, value: object, allowed: str = "text that is not empty") -> str:
    """
    Return *value*, which must be text and not empty.

    Raises:
        UsageError: it is not.
    """
    if not isinstance(value, str) or not value:
        raise wrong(argument, allowed, value)
    return value


def texts(argument: str, given: object, allowed: str = "a list of text") -> list[str]:
    """
    Return a list of text, none of it empty.

    Raises:
        UsageError: *given* is none.
    """
    if not isinstance(given, (list, tuple)):
        raise wrong(argument, allowed, given)
    return [text(f"an item of {argument}", item) for item in given]


def mapping(argument: str, given: object, allowed: str = "a mapping of names to values") -> dict[str, Any]:
    """
    Return a copy of a mapping of names to what JSON can hold.

    Raises:
        UsageError: *given* is none.
    """
    if not isinstance(given, Mapping):
        raise wrong(argument, allowed, given)
    copy: dict[str, Any] = plain(argument, given)
    return copy


def only_with(wanted: str, variant: str, **given: object) -> None:
    """Raise UsageError where one of the arguments was *given* that go with the variant *wanted* alone."""
    for argument, value in given.items():
        if value is not None and variant != wanted:
            raise UsageError(
                f"{argument} must be given with variant={wanted!r} only, "
                f"got {argument}={show(value)} and variant={variant!r}"
            )


def left_out(variant: str, **given: object) -> None:
    """Raise UsageError where one of the arguments was *given* that do not go with *variant*."""
    for argument, value in given.items():
        if value is not None:
            raise wrong(argument, f"left out where variant={variant!r}", value)


def text_map(argument: str, given: object) -> dict[str, str]:
    """
    Return a mapping of names to text; booleans and numbers become text, None leaves its name out.

    Raises:
        UsageError: *given* is no such mapping (nor None, which stands for an empty one).
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise wrong(argument, "a mapping of names to text", given)
    copy = {}
    for name, value in given.items():
        text(f"a name in {argument}", name)
        if value is None:
            continue
        if not isinstance(value, (str, bool, int, float)):
            raise wrong(f"{argument}[{name!r}]", "text, a number, a boolean or None", value)
        written = str(value).lower() if isinstance(value, bool) else str(value)
        copy[name] = utf8(f"{argument}[{name!r}]", written)
    return copy


def matching(argument: str, value: object, pattern: re.Pattern[str], allowed: str) -> str:
    """
    Return *value*, which must be text that *pattern* matches from end to end.

    Raises:
        UsageError: it does not match.
    """
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise wrong(argument, allowed, value)
    return value


def account_id(value: object) -> str:
    """Return *value*, which must be the twelve digits of an account; else UsageError."""
    return matching("account_id", value, _ACCOUNT_ID, "text of 12 digits")


def region(value: object) -> str:
    """Return *value*, which must look like the code of a Region; else UsageError."""
    return matching("region", value, _REGION, "a Region such as 'us-east-1'")


def integer(argument: str, value: object, low: int, high: int | None = None) -> int:
    """
    Return *value*, which must be an integer (no bool) from *low* to *high*, both included.

    Raises:
        UsageError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < low or (high is not None and value > high):
        raise wrong(
            argument,
            f"an integer of {low} or more" if high is None else f"an integer from {low} to {high}",
            value,
        )
    return value


def utf8(argument: str, value: str) -> str:
    """
    Return *value*, which must be text that UTF-8 can carry.

    Raises:
        UsageError: it holds a lone surrogate.
    """
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise wrong(argument, "text that UTF-8 can carry", value) from None
    return value


def base64_text(argument: str, value: object, allowed: str) -> str:
    """
    Return *value*, which must be base64 text with its padding.

    Raises:
        UsageError: it is not.
    """
    if isinstance(value, str):
        try:
            base64.b64decode(value, validate=True)
        except ValueError:
            pass
        else:
            return value
    raise wrong(argument, allowed, value)


def encoded(argument: str, value: object) -> str:
    """
    Return *value* as a body: text stays as it is, anything else becomes JSON as ``json.dumps`` writes it.

    Raises:
        UsageError: *value* is neither text nor JSON-able.
    """
    if isinstance(value, str):
        return utf8(argument, value)
    return json.dumps(plain(argument, value, "text or what JSON can hold"), ensure_ascii=True)


def plain(argument: str, value: object, allowed: str = "what JSON can hold") -> Any:
    """
    Return a copy of *value* made of nothing but JSON's types; tuples become lists.

    Raises:
        UsageError: *value* holds anything else (bytes, a datetime, a Decimal, NaN, a key that is not text).
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return utf8(argument, value)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
    elif isinstance(value, Mapping):
        copy = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise wrong(f"a key in {argument}", "text", key)
            copy[key] = plain(f"{argument}[{key!r}]", item, allowed)
        return copy
    elif isinstance(value, (list, tuple)):
        return [plain(f"{argument}[{index}]", item, allowed) for index, item in enumerate(value)]
    raise wrong(argument, allowed, value)


def listed(argument: str, values: object, *, at_most: int, may_be_empty: bool = False) -> list[Any]:
    """
    Return *values* as a list of one item per record; what is no collection of items counts as one item.

    Raises:
        UsageError: there are more than *at_most*, or none where a batch cannot be empty.
    """
    if isinstance(values, (str, bytes, bytearray, Mapping)) or not isinstance(values, Iterable):
        return [values]
    items = list(values)
    if len(items) > at_most:
        raise UsageError(f"{argument} must hold at most {at_most} items, got {len(items)}")
    if not items and not may_be_empty:
        raise UsageError(
            f"{argument} must hold at least one item, got none: Lambda is never invoked with an empty batch"
        )
    return items


def per_record(argument: str, value: object, records: int) -> list[Any]:
    """
    Return one value per record: a list or tuple is taken item by item, anything else goes to every record.

    Raises:
        UsageError: the list is not as long as the batch.
    """
    if not isinstance(value, (list, tuple)):
        return [value] * records
    if len(value) != records:
        raise UsageError(f"{argument} must hold one item per record ({records}), got {len(value)}")
    return list(value)
