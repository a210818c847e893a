"""Checks of what a user passes in: AWS's own refusals where AWS has one, ours where it could not get that far."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pytest_lambda.base.errors import UsageError, ValidationException

__all__ = [
    "given_values",
    "one_of",
    "only_known",
    "require_bool",
    "require_integer",
    "require_pattern",
    "require_seconds",
    "require_text",
]


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def require_integer(name: str, value: Any, allowed: range, *, unit: str = "") -> int:
    """
    Return *value* if it is an integer within *allowed*.

    Raises:
        UsageError: it is no integer.
        ValidationException: it is out of range; AWS's text.
    """
    low, high = allowed[0], allowed[-1]
    if not isinstance(value, int) or isinstance(value, bool):
        of_unit = f" of {unit}" if unit else ""
        raise UsageError(
            f"{name} must be an integer{of_unit} from {low} to {high}, not {value!r} ({type(value).__name__})"
        )
    if value < low:
        raise ValidationException(_constraint(name, value, f"Member must have value greater than or equal to {low}"))
    if value > high:
        raise ValidationException(_constraint(name, value, f"Member must have value less than or equal to {high}"))
    return value


def require_text(name: str, value: Any, *, max_length: int, what: str) -> str:
    """
    Return *value* if it is text of 1 to *max_length* characters.

    Raises:
        UsageError: it is not text; *what* says what is expected.
        ValidationException: it is too short or too long; AWS's text. Source: CFG-04
    """
    if not isinstance(value, str):
        raise UsageError(f"{name} must be {what}, not {value!r} ({type(value).__name__})")
    if not value:
        raise ValidationException(_constraint(name, value, "Member must have length greater than or equal to 1"))
    if len(value) > max_length:
        raise ValidationException(
            _constraint(name, value, f"Member must have length less than or equal to {max_length}")
        )
    return value


def require_pattern(name: str, value: Any, pattern: str, *, max_length: int = 10_000) -> str:
    """
    Return *value* if it is text that matches *pattern*, up to *max_length* characters.

    Raises:
        UsageError: it is not text.
        ValidationException: it is too long, or does not match; AWS's text, with the API model's pattern.
    """
    if not isinstance(value, str):
        raise UsageError(f"{name} must be text, not {value!r} ({type(value).__name__})")
    if len(value) > max_length:
        raise ValidationException(
            _constraint(name, value, f"Member must have length less than or equal to {max_length}")
        )
    if not re.fullmatch(pattern, value):
        raise ValidationException(
            _constraint(name, value, f"Member must satisfy regular expression pattern: {pattern}")
        )
    return value


def require_bool(name: str, value: Any) -> bool:
    """Return *value* if it is a bool; else raise UsageError."""
    if not isinstance(value, bool):
        raise UsageError(f"{name} must be True or False, not {value!r} ({type(value).__name__})")
    return value


def require_seconds(name: str, value: Any) -> float:
    """Return *value* if it is a number of seconds over 0; else raise UsageError."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise UsageError(f"{name} must be a number of seconds, more than 0, not {value!r}")
    return float(value)


def one_of(name: str, value: Any, allowed: Collection[str]) -> str:
    """Return *value* if it is among *allowed*; else raise UsageError that lists them."""
    if value not in allowed:
        raise UsageError(f"{name} must be one of {', '.join(map(repr, allowed))}, not {value!r}")
    return str(value)


def only_known(where: str, given: Mapping[str, Any], known: Iterable[str]) -> None:
    """Raise UsageError when *given* has a name that is not *known*, with the nearest one as a hint."""
    names = list(known)
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1)
            hint = f" (did you mean {near[0]!r}?)" if near else ""
            raise UsageError(f"{where} does not take {name!r}{hint}; it takes {', '.join(sorted(names))}")


def given_values(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of *given* is given: an option that is ``None`` is left out."""
    return {name: value for name, value in given.items() if value is not None}


def _constraint(name: str, value: Any, constraint: str) -> str:
    return (
        f"1 validation error detected: Value '{value}' at '{_camel(name)}' failed to satisfy constraint: {constraint}"
    )
