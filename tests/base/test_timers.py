"""Timers come due in a total order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.base.timers import Timers

DUE = st.lists(st.integers(0, 20), max_size=30)


def timers_due(due: list[int]) -> Timers:
    """Return timers due at *due*, each carrying the order in which it was set."""
    timers = Timers()
    for number, due_ms in enumerate(due):
        timers.add(due_ms, number, label=f"timer {number}")
    return timers


def drained(timers: Timers, until_ms: int = 1_000) -> list[tuple[int, int]]:
    """Take out all that is due and return when and which."""
    taken = []
    while (timer := timers.pop_due(until_ms)) is not None:
        taken.append((timer.due_ms, timer.payload))
    return taken


@given(DUE)
def test_the_earliest_comes_first_and_of_two_the_one_set_first(due):
    assert sorted((due_ms, number) for number, due_ms in enumerate(due)) == drained(timers_due(due))


@given(DUE, st.integers(0, 20))
def test_nothing_comes_before_it_is_due(due, until_ms):
    timers = timers_due(due)

    assert sorted(d for d in due if d <= until_ms) == [d for d, _ in drained(timers, until_ms)]
    assert sorted(d for d in due if d > until_ms) == [timer.due_ms for timer in timers.pending()]


@given(DUE, st.sets(st.integers(0, 29)))
def test_what_is_cancelled_never_comes(due, cancelled):
    timers = Timers()
    for number, timer in enumerate([timers.add(d, n, label="") for n, d in enumerate(due)]):
        if number in cancelled:
            timer.cancel()
    kept = sorted((d, n) for n, d in enumerate(due) if n not in cancelled)

    assert len(kept) == len(timers)
    assert kept == [(timer.due_ms, timer.payload) for timer in timers.pending()]
    assert (kept[0][0] if kept else None) == timers.next_due_ms()
    assert kept == drained(timers)


def test_looking_at_what_is_pending_takes_nothing_out():
    timers = timers_due([3, 1])

    assert ["timer 1", "timer 0"] == [timer.label for timer in timers.pending()]
    assert 2 == len(timers)


def test_of_no_timers_none_is_due():
    timers = Timers()

    assert (None, None, []) == (timers.next_due_ms(), timers.pop_due(10), timers.pending())


def test_a_timer_may_be_set_while_others_come_due():
    timers = timers_due([1, 5])
    timers.pop_due(1)
    timers.add(2, "between", label="")

    assert [(2, "between"), (5, 1)] == drained(timers)
