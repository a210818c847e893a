"""Events held against their `TypedDict`: what differs, and where."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from typing_extensions import NotRequired, Required, get_type_hints, is_typeddict

__all__ = ["differences"]


def differences(hint: Any, value: Any, path: str = "event") -> Iterator[str]:
    """
    Give every difference between *value* and the type *hint*, each with the path to it.

    Args:
        hint: a TypedDict, a Literal, a Union, a list or dict of these, a plain class, None or Any.
        value: of JSON's types.
        path: of *value* within the event.

    Raises:
        TypeError: *hint* is of a kind that is not known here, so nothing was checked.
    """
    origin = get_origin(hint)
    if hint is Any or hint is object:
        return
    if is_typeddict(hint):
        yield from _of_typed_dict(hint, value, path)
    elif origin in (Union, types.UnionType):
        yield from _of_union(get_args(hint), value, path)
    elif origin is Literal:
        if not any(type(value) is type(option) and value == option for option in get_args(hint)):
            yield f"{path} is {value!r}, not one of {', '.join(map(repr, get_args(hint)))}"
    elif origin is list:
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from differences(get_args(hint)[0], item, f"{path}[{index}]")
        else:
            yield f"{path} is {value!r}, no list"
    elif origin is dict:
        if isinstance(value, dict):
            for key, item in value.items():
                yield from differences(get_args(hint)[0], key, f"the key {key!r} of {path}")
                yield from differences(get_args(hint)[1], item, f"{path}[{key!r}]")
        else:
            yield f"{path} is {value!r}, no dict"
    elif hint in (None, type(None)):
        if value is not None:
            yield f"{path} is {value!r}, not None"
    elif hint in (bool, float, int, str):
        # True is no number here, and 1.0 no integer: JSON tells them apart.
        if type(value) is not hint:
            yield f"{path} is {value!r}, no {hint.__name__}"
    else:
        raise TypeError(f"{path} cannot be held against {hint!r}")


def _of_typed_dict(hint: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is {value!r}, no dict"
        return
    members = get_type_hints(hint, include_extras=True)
    for name in value:
        if name not in members:
            yield f"{path} has {name!r}, which {hint.__name__} has not"
    for name, member in members.items():
        required = hint.__total__
        if get_origin(member) in (NotRequired, Required):
            required = get_origin(member) is Required
            (member,) = get_args(member)
        elif name in hint.__required_keys__ | hint.__optional_keys__:
            # A base may be total where its subclass is not.
            required = name in hint.__required_keys__
        if name in value:
            yield from differences(member, value[name], f"{path}[{name!r}]")
        elif required:
            yield f"{path} lacks {name!r}"


def _of_union(options: tuple[Any, ...], value: Any, path: str) -> Iterator[str]:
    """Give the differences from the option that *value* is nearest to."""
    yield from min((list(differences(option, value, path)) for option in options), key=len)
