"""The types of events of people and devices, held against the events themselves."""

from __future__ import annotations

import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from pytest_lambda.events import seeded
from pytest_lambda.events import types as shapes
from pytest_lambda.events.types._typing import NotRequired

from .rules import people


def mismatch(hint: Any, value: Any, path: str) -> str | None:
    """Return where *value* is not what *hint* says, None where it is."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return None
    if origin is NotRequired:
        return mismatch(args[0], value, path)
    if origin in (Union, types.UnionType):
        found = [mismatch(one, value, path) for one in args]
        return None if None in found else found[0]
    if origin is Literal:
        return None if value in args else f"{path}: {value!r} is none of {args}"
    if origin is list:
        if not isinstance(value, list):
            return f"{path}: {value!r} is no list"
        return next(filter(None, (mismatch(args[0], item, f"{path}[]") for item in value)), None)
    if origin is dict:
        if not isinstance(value, dict):
            return f"{path}: {value!r} is no dict"
        return next(filter(None, (mismatch(args[1], item, f"{path}.{name}") for name, item in value.items())), None)
    if isinstance(hint, type) and hasattr(hint, "__total__"):
        return mismatched_keys(hint, value, path)
    return None if type(value) is (type(None) if hint is None else hint) else f"{path}: {value!r} is no {hint}"


def mismatched_keys(hint: Any, value: Any, path: str) -> str | None:
    if not isinstance(value, dict):
        return f"{path}: {value!r} is no dict"
    hints = get_type_hints(hint, include_extras=True)
    missing = {name for name, one in hints.items() if get_origin(one) is not NotRequired} - value.keys()
    if missing or value.keys() - hints.keys():
        return f"{path}: {sorted(missing)} missing, {sorted(value.keys() - hints.keys())} unknown"
    return next(filter(None, (mismatch(hints[name], item, f"{path}.{name}") for name, item in value.items())), None)


@pytest.mark.parametrize("kind", people.RULES)
def test_events_are_of_their_type(kind):
    shape = getattr(shapes, kind.title().replace("_", "") + "Event")
    found = [mismatch(shape, event, kind) for name, event in people.typical(seeded(1)) if name == kind]

    assert [None] * len(found) == found


def test_an_event_of_another_shape_is_not_of_the_type(events):
    button = events.iot_button()

    assert "b: ['serialNumber'] missing, [] unknown" == mismatch(
        shapes.IotButtonEvent, {name: button[name] for name in ("batteryVoltage", "clickType")}, "b"
    )
    assert "b: [] missing, ['more'] unknown" == mismatch(shapes.IotButtonEvent, {**button, "more": 1}, "b")
    assert "b.batteryVoltage: 1 is no <class 'str'>" == mismatch(
        shapes.IotButtonEvent, {**button, "batteryVoltage": 1}, "b"
    )


@pytest.mark.parametrize("name", shapes.__all__)
def test_the_hints_of_types_resolve(name):
    shape = getattr(shapes, name)

    assert shape.__doc__
    assert get_origin(shape) is list or get_type_hints(shape, include_extras=True)
