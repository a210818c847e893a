"""The life of an execution environment."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import UsageError
from pytest_lambda.engine.environment import (
    EnvironmentEvent,
    EnvironmentLifecycle,
    EnvironmentState,
    LifecycleError,
)

State, Event = EnvironmentState, EnvironmentEvent

ALLOWED = {
    (State.INIT, Event.INIT_SUCCEEDED): State.READY,
    (State.INIT, Event.INIT_FAILED): State.INIT,
    (State.INIT, Event.RESET): State.INIT,
    (State.INIT, Event.SHUTDOWN): State.SHUTDOWN,
    (State.READY, Event.INVOKE): State.RUNNING,
    (State.READY, Event.SHUTDOWN): State.SHUTDOWN,
    (State.RUNNING, Event.ANSWERED): State.READY,
    (State.RUNNING, Event.RESET): State.INIT,
    (State.RUNNING, Event.SHUTDOWN): State.SHUTDOWN,
}
"""What LC-01, LC-04, LC-07, LC-08 and LC-14 allow, written down a second time."""

WAYS = {
    State.INIT: (),
    State.READY: (Event.INIT_SUCCEEDED,),
    State.RUNNING: (Event.INIT_SUCCEEDED, Event.INVOKE),
    State.SHUTDOWN: (Event.SHUTDOWN,),
}
TAKES = {
    State.INIT: "'init succeeded', 'init failed', 'reset', 'shutdown'",
    State.READY: "'invoke', 'shutdown'",
    State.RUNNING: "'answered', 'reset', 'shutdown'",
    State.SHUTDOWN: "nothing any more",
}
REFUSED = [pair for pair in itertools.product(State, Event) if pair not in ALLOWED]


def environment_in(state: State) -> EnvironmentLifecycle:
    """Return an environment that came to *state*."""
    environment = EnvironmentLifecycle("orders#1")
    for event in WAYS[state]:
        environment.on(event)
    return environment


def facts(environment: EnvironmentLifecycle) -> tuple[State, int, int]:
    return environment.state, environment.invocation_count, environment.init_attempts


def named(pairs):
    return [pytest.param(*pair, id=f"{pair[0].value}-{pair[1].value}".replace(" ", "_")) for pair in pairs]


def test_LC_01_a_life_begins_with_init():
    assert (State.INIT, 0, 0) == facts(EnvironmentLifecycle("orders#1"))


@pytest.mark.parametrize(("state", "event"), named(ALLOWED))
def test_a_transition_of_the_table_leads_where_it_says(state, event):
    environment = environment_in(state)

    assert ALLOWED[state, event] is environment.on(event) is environment.state


@pytest.mark.parametrize(("state", "event"), named(REFUSED))
def test_a_refused_transition_names_event_state_and_what_is_allowed(state, event):
    with pytest.raises(LifecycleError) as refusal:
        environment_in(state).on(event)

    assert (
        f"environment orders#1 is in state '{state.value}', which does not take '{event.value}'; "
        f"it takes {TAKES[state]}"
    ) == str(refusal.value)


@pytest.mark.parametrize(("state", "event"), named(REFUSED))
def test_a_refused_transition_changes_nothing(state, event):
    environment = environment_in(state)
    before = facts(environment)
    with pytest.raises(LifecycleError):
        environment.on(event)

    assert before == facts(environment)


def test_a_refusal_is_misuse():
    assert issubclass(LifecycleError, UsageError)


@given(st.lists(st.sampled_from(Event), max_size=30))
def test_invocations_and_inits_are_counted(events):
    environment = EnvironmentLifecycle("orders#1")
    taken = []
    for event in events:
        try:
            environment.on(event)
        except LifecycleError:
            continue
        taken.append(event)

    assert taken.count(Event.INVOKE) == environment.invocation_count
    assert taken.count(Event.INIT_SUCCEEDED) + taken.count(Event.INIT_FAILED) == environment.init_attempts


@given(st.lists(st.sampled_from(Event), max_size=30))
def test_LC_14_nothing_comes_after_the_shutdown(events):
    environment = environment_in(State.SHUTDOWN)
    for event in events:
        with pytest.raises(LifecycleError):
            environment.on(event)

    assert State.SHUTDOWN is environment.state


def test_LC_04_a_failed_init_is_done_again():
    environment = EnvironmentLifecycle("orders#1")
    environment.on(Event.INIT_FAILED)

    assert (State.READY, 2) == (environment.on(Event.INIT_SUCCEEDED), environment.init_attempts)


def test_LC_08_after_a_reset_init_comes_first():
    environment = environment_in(State.RUNNING)
    environment.on(Event.RESET)

    with pytest.raises(LifecycleError):
        environment.on(Event.INVOKE)
