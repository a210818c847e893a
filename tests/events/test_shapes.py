"""The checker of shapes itself: it sees what differs."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from pytest_lambda.events.types._typing import NotRequired, TypedDict

from .shapes import differences


class Inner(TypedDict):
    n: int


class Base(TypedDict):
    id: str


class Loose(Base, total=False):
    note: str


class Outer(TypedDict):
    name: str
    kind: Literal["a", "b"]
    inner: NotRequired[Inner]
    many: NotRequired[list[Inner]]
    by_name: NotRequired[dict[str, float]]
    maybe: NotRequired[str | None]
    either: NotRequired[Inner | Loose]
    anything: NotRequired[Any]


GOOD = {"name": "x", "kind": "a"}


@pytest.mark.parametrize(
    "value",
    [
        GOOD,
        {**GOOD, "inner": {"n": 1}, "many": [], "by_name": {}, "maybe": None, "anything": [1, {}]},
        {**GOOD, "many": [{"n": 1}, {"n": 2}], "by_name": {"a": 1.5}, "maybe": "x"},
        {**GOOD, "either": {"n": 1}},
        {**GOOD, "either": {"id": "1"}},
        {**GOOD, "either": {"id": "1", "note": "x"}},
    ],
    ids=str,
)
def test_what_fits_has_no_differences(value):
    assert [] == list(differences(Outer, value))


@pytest.mark.parametrize(
    ("value", "difference"),
    [
        ([], "event is [], no dict"),
        ({"kind": "a"}, "event lacks 'name'"),
        ({**GOOD, "more": 1}, "event has 'more', which Outer has not"),
        ({**GOOD, "name": None}, "event['name'] is None, no str"),
        ({**GOOD, "kind": "c"}, "event['kind'] is 'c', not one of 'a', 'b'"),
        ({**GOOD, "inner": {}}, "event['inner'] lacks 'n'"),
        ({**GOOD, "inner": {"n": True}}, "event['inner']['n'] is True, no int"),
        ({**GOOD, "inner": {"n": 1.0}}, "event['inner']['n'] is 1.0, no int"),
        ({**GOOD, "many": {"n": 1}}, "event['many'] is {'n': 1}, no list"),
        ({**GOOD, "many": [{"n": 1}, {"n": "2"}]}, "event['many'][1]['n'] is '2', no int"),
        ({**GOOD, "by_name": []}, "event['by_name'] is [], no dict"),
        ({**GOOD, "by_name": {"a": 1}}, "event['by_name']['a'] is 1, no float"),
        ({**GOOD, "by_name": {1: 1.0}}, "the key 1 of event['by_name'] is 1, no str"),
        ({**GOOD, "maybe": 1}, "event['maybe'] is 1, no str"),
        ({**GOOD, "either": {"id": "1", "note": 2}}, "event['either']['note'] is 2, no str"),
        ({**GOOD, "either": {"note": "x"}}, "event['either'] lacks 'id'"),
    ],
    ids=str,
)
def test_what_differs_is_named_with_its_path(value, difference):
    assert [difference] == list(differences(Outer, value))


def test_a_type_that_is_not_known_is_no_silent_success():
    with pytest.raises(TypeError, match=r"event cannot be held against <class 'bytes'>"):
        list(differences(bytes, b""))
