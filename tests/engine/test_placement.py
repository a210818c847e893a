"""Which environment serves."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.engine.placement import Placement


@dataclass
class Place:
    """What the placement knows of an environment."""

    name: str
    busy_until_ms: int = 0
    is_available: bool = True
    tenant_id: str | None = None


def placement(*places):
    made: Placement[Place] = Placement()
    for place in places:
        made.add(place)
    return made


def test_without_environments_a_new_one_is_needed():
    assert placement().choose(0) is None


def test_LC_11_an_idle_environment_serves_again():
    idle = Place("a", busy_until_ms=10)

    assert idle is placement(idle).choose(10)


def test_LC_13_a_busy_environment_does_not_serve():
    assert placement(Place("a", busy_until_ms=11)).choose(10) is None


def test_an_environment_that_is_shut_down_does_not_serve():
    assert placement(Place("a", is_available=False)).choose(10) is None


def test_of_several_idle_ones_the_one_used_last_serves():
    older, newer = Place("a", busy_until_ms=3), Place("b", busy_until_ms=7)

    assert newer is placement(newer, older).choose(10)


def test_LC_22_an_environment_serves_its_own_tenant_only():
    blue = Place("a", tenant_id="blue")
    made = placement(blue, Place("b"))

    assert blue is made.choose(0, "blue")
    assert made.choose(0, "green") is None


def test_LC_22_without_a_tenant_no_environment_of_a_tenant_serves():
    assert placement(Place("a", tenant_id="blue")).choose(0) is None


PLACES = st.lists(st.builds(Place, st.just(""), st.integers(0, 20), st.booleans()), max_size=8)


@given(PLACES, st.integers(0, 20))
def test_LC_13_whoever_serves_is_idle_and_nobody_idle_is_passed_over(places, now_ms):
    chosen = placement(*places).choose(now_ms)
    idle = [place.busy_until_ms for place in places if place.is_available and place.busy_until_ms <= now_ms]

    assert (max(idle) if idle else None) == (chosen.busy_until_ms if chosen else None)


@given(PLACES, st.integers(0, 20))
def test_LC_14_recycled_are_the_idle_ones_and_the_others_stay(places, now_ms):
    made = placement(*places)
    taken = made.take_idle(now_ms)
    idle = [place for place in places if place.is_available and place.busy_until_ms <= now_ms]

    assert [id(place) for place in idle] == [id(place) for place in taken]
    assert {id(place) for place in places} - {id(place) for place in idle} == {id(place) for place in made}


def test_one_that_was_recycled_does_not_serve_any_more():
    made = placement(Place("a"))
    made.take_idle(0)

    assert made.choose(0) is None


def test_LC_14_of_all_that_were_taken_none_serves_any_more():
    places = [Place("idle"), Place("busy", busy_until_ms=10)]
    environments = placement(*places)

    assert places == environments.take_all()
    assert ([], None) == (list(environments), environments.choose(20))
