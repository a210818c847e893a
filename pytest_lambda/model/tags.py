"""Tags of a function, checked as the Lambda API checks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import InvalidParameterValueException, UsageError

__all__ = ["check_tag_keys", "check_tags"]


def check_tags(given: Any, current: Mapping[str, str] | None = None) -> dict[str, str]:
    """
    Return *current* with the tags that are *given*; ``None`` is none.

    Raises:
        UsageError: they are no dict of text to text.
        InvalidParameterValueException: together they are too many, or one is too long or AWS's own.

    Assumed: the wording of all refusals but that of the number.

    Source: CFG-10
    """
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        raise UsageError(f"tags must be a dict of text to text, not {given!r} ({type(given).__name__})")
    for key, value in given.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise UsageError(f"tags must be a dict of text to text; {key!r}: {value!r} is not")
        if not 1 <= len(key) <= quotas.TAG_KEY_LENGTH or len(value) > quotas.TAG_VALUE_LENGTH:
            raise InvalidParameterValueException(
                f"A tag has a key of 1 to {quotas.TAG_KEY_LENGTH} characters and a value of up to "
                f"{quotas.TAG_VALUE_LENGTH}; {key!r}: {value!r} does not."
            )
        if key.lower().startswith("aws:"):
            raise InvalidParameterValueException(f"The tag key {key!r} begins with aws:, which is AWS's own.")
    tags = {**(current or {}), **given}
    if len(tags) > quotas.TAGS:
        raise InvalidParameterValueException("Number of tags exceeds resource tag limit.")
    return tags


def check_tag_keys(given: Any) -> Sequence[str]:
    """Return *given*, a list of keys; raise UsageError where it is none."""
    if not isinstance(given, (list, tuple)) or not all(isinstance(key, str) for key in given):
        raise UsageError(f"tag_keys must be a list of keys, not {given!r}")
    return given
