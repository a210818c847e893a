"""Virtual time: stands still, jumps, steps under a polling loop, stops at deadlines, lives in somebody else's clock."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.base.clock import DEFAULT_START_NS, NS_PER_MS, NS_PER_SECOND, DeadlineReached, VirtualClock

DURATIONS = st.integers(0, 900 * NS_PER_SECOND)


class SomebodyElsesClock:
    """An external wall clock with the grain of a microsecond, as freezegun's."""

    def __init__(self, wall_ns: int) -> None:
        self.wall_ns = wall_ns

    def read_ns(self) -> int:
        return self.wall_ns

    def move_to_ns(self, wall_ns: int) -> None:
        self.wall_ns = wall_ns // 1_000 * 1_000


def read(clock: VirtualClock, times: int) -> int:
    """Read the wall clock *times* in a row and return the last answer, ns since the start."""
    for _ in range(times - 1):
        clock.read_wall_ns()
    return clock.read_wall_ns() - DEFAULT_START_NS


# -- stepped ---------------------------------------------------------------------------------------


def test_time_starts_at_the_beginning_of_2025():
    clock = VirtualClock()

    assert (0, 1_735_689_600 * NS_PER_SECOND) == (clock.elapsed_ns, clock.wall_ns)


def test_the_start_can_be_chosen():
    assert 7 == VirtualClock(start_ns=7).wall_ns


def test_time_stands_still():
    clock = VirtualClock()

    assert {DEFAULT_START_NS} == {clock.read_wall_ns() for _ in range(999)}


def test_the_thousandth_read_in_a_row_moves_the_clock_by_a_millisecond():
    assert NS_PER_MS == read(VirtualClock(), 1_000)


def test_each_read_after_the_thousandth_moves_it_by_another():
    assert 3 * NS_PER_MS == read(VirtualClock(), 1_002)


def test_both_clocks_of_a_program_are_counted_together():
    clock = VirtualClock()
    read(clock, 999)
    before = VirtualClock().read_monotonic_ns()

    assert before + NS_PER_MS == clock.read_monotonic_ns()


@pytest.mark.parametrize(
    "move", [lambda clock: clock.sleep(1), lambda clock: clock.jump_to(1)], ids=["sleep", "jump_to"]
)
def test_a_movement_begins_the_count_anew(move):
    clock = VirtualClock()
    read(clock, 999)
    move(clock)

    assert 1 == read(clock, 999)


def test_an_invocation_begins_the_count_anew():
    clock = VirtualClock()
    read(clock, 999)
    outer = clock.begin_deadline(NS_PER_SECOND)
    within = read(clock, 999)
    clock.end_deadline(outer)

    assert (0, 0) == (within, read(clock, 999))


def test_looking_at_the_timeline_is_no_read():
    clock = VirtualClock()
    seen = {(clock.elapsed_ns, clock.elapsed_ms, clock.wall_ns) for _ in range(3_000)}

    assert {(0, 0, DEFAULT_START_NS)} == seen


def test_a_loop_that_only_polls_comes_to_its_end():
    clock = VirtualClock()
    end_ns = clock.read_monotonic_ns() + NS_PER_SECOND // 2
    polls = 0
    while clock.read_monotonic_ns() < end_ns:
        polls += 1

    assert 999 + 500 - 2 == polls


@given(st.lists(DURATIONS, max_size=20))
def test_sleeps_add_up(durations):
    clock = VirtualClock()
    for duration in durations:
        clock.sleep(duration)

    assert (sum(durations), len(durations)) == (clock.elapsed_ns, clock.movements)


@given(DURATIONS)
def test_wall_clock_and_monotonic_clock_agree(duration):
    clock = VirtualClock()
    wall, monotonic = clock.read_wall_ns(), clock.read_monotonic_ns()
    clock.sleep(duration)

    assert (duration, duration) == (clock.read_wall_ns() - wall, clock.read_monotonic_ns() - monotonic)


@pytest.mark.parametrize(("elapsed_ns", "elapsed_ms"), [(0, 0), (1, 1), (NS_PER_MS, 1), (NS_PER_MS + 1, 2)], ids=str)
def test_milliseconds_are_rounded_up(elapsed_ns, elapsed_ms):
    clock = VirtualClock()
    clock.jump_to(elapsed_ns)

    assert elapsed_ms == clock.elapsed_ms


def test_the_simulator_may_jump_back():
    clock = VirtualClock()
    clock.sleep(5)
    clock.jump_to(2)

    assert 2 == clock.elapsed_ns


def test_the_wall_clock_of_another_instant_can_be_asked_for():
    assert DEFAULT_START_NS + 42 == VirtualClock().wall_ns_at(42)


# -- deadlines -------------------------------------------------------------------------------------


@given(deadline=DURATIONS, duration=DURATIONS)
def test_a_sleep_ends_at_the_deadline_or_before(deadline, duration):
    clock = VirtualClock()
    clock.begin_deadline(deadline)
    is_cut_short = False
    try:
        clock.sleep(duration)
    except DeadlineReached:
        is_cut_short = True

    assert (duration >= deadline, min(duration, deadline)) == (is_cut_short, clock.elapsed_ns)


def test_a_polling_loop_reaches_the_deadline():
    clock = VirtualClock()
    clock.begin_deadline(3 * NS_PER_MS)
    with pytest.raises(DeadlineReached):
        read(clock, 10_000)

    assert 3 * NS_PER_MS == clock.elapsed_ns


def test_a_deadline_that_has_passed_moves_nothing_back():
    clock = VirtualClock()
    clock.sleep(10)
    clock.begin_deadline(5)
    with pytest.raises(DeadlineReached):
        clock.sleep(1)

    assert 10 == clock.elapsed_ns


def test_the_simulators_own_jump_is_not_held_to_a_deadline():
    clock = VirtualClock()
    clock.begin_deadline(5)
    clock.jump_to(10)

    assert 10 == clock.elapsed_ns


def test_a_deadline_that_has_come_can_be_checked():
    clock = VirtualClock()
    clock.begin_deadline(5)
    clock.check_deadline()
    clock.jump_to(5)

    with pytest.raises(DeadlineReached):
        clock.check_deadline()


def test_the_deadline_binds_the_thread_that_began_it():
    clock = VirtualClock()
    clock.begin_deadline(5)
    thread = threading.Thread(target=clock.sleep, args=(10,))
    thread.start()
    thread.join()

    assert (10, True) == (clock.elapsed_ns, clock.owns_deadline)


def test_without_a_deadline_a_sleep_is_as_long_as_it_says():
    clock = VirtualClock()
    clock.end_deadline(clock.begin_deadline(5))
    clock.sleep(10)

    assert 10 == clock.elapsed_ns


def test_the_deadline_around_an_inner_one_counts_again():
    clock = VirtualClock()
    clock.begin_deadline(5)
    clock.end_deadline(clock.begin_deadline(100))

    with pytest.raises(DeadlineReached):
        clock.sleep(10)
    assert 5 == clock.elapsed_ns


def test_no_handler_keeps_a_deadline_with_except_exception():
    assert not issubclass(DeadlineReached, Exception)


# -- ticking ---------------------------------------------------------------------------------------


def test_a_ticking_clock_adds_real_time():
    clock = VirtualClock(mode="ticking")
    begin = clock.elapsed_ns
    while clock.elapsed_ns == begin:
        pass

    assert clock.elapsed_ns > begin


def test_a_ticking_clock_does_not_step_at_reads():
    clock = VirtualClock(mode="ticking")
    read(clock, 3_000)

    assert 0 == clock.movements


def test_a_ticking_clock_sleeps_for_free_on_top_of_real_time():
    clock = VirtualClock(mode="ticking")
    clock.sleep(3_600 * NS_PER_SECOND)

    assert 3_600 * NS_PER_SECOND <= clock.elapsed_ns < 3_660 * NS_PER_SECOND


def test_a_ticking_clock_goes_on_from_where_it_was_set():
    clock = VirtualClock(mode="ticking")
    clock.sleep(3_600 * NS_PER_SECOND)
    clock.jump_to(NS_PER_SECOND)

    assert NS_PER_SECOND <= clock.elapsed_ns < 60 * NS_PER_SECOND


def test_a_ticking_clock_reaches_its_deadline_by_itself():
    clock = VirtualClock(mode="ticking")
    clock.begin_deadline(clock.elapsed_ns + NS_PER_MS)

    def poll() -> None:
        while True:
            clock.read_wall_ns()

    with pytest.raises(DeadlineReached):
        poll()


def test_a_stepped_clock_knows_nothing_of_real_time():
    clock, real = VirtualClock(), VirtualClock(mode="ticking")
    while real.elapsed_ns < NS_PER_MS:
        pass

    assert 0 == clock.elapsed_ns


# -- in somebody else's time -----------------------------------------------------------------------


@pytest.fixture
def external():
    return SomebodyElsesClock(5_000 * NS_PER_SECOND)


def test_the_wall_clock_becomes_the_external_one(external):
    clock = VirtualClock()
    clock.attach(external)

    assert (0, 5_000 * NS_PER_SECOND, external) == (clock.elapsed_ns, clock.wall_ns, clock.external)


def test_the_timeline_goes_on_when_attached(external):
    clock = VirtualClock()
    clock.sleep(3 * NS_PER_SECOND)
    clock.attach(external)

    assert (3 * NS_PER_SECOND, 5_000 * NS_PER_SECOND) == (clock.elapsed_ns, clock.wall_ns)


def test_a_sleep_moves_the_external_clock(external):
    clock = VirtualClock()
    clock.attach(external)
    clock.sleep(2 * NS_PER_SECOND)

    assert 5_002 * NS_PER_SECOND == external.wall_ns


def test_the_timeline_follows_the_external_clock(external):
    clock = VirtualClock()
    clock.attach(external)
    external.wall_ns += 7 * NS_PER_SECOND

    assert (7 * NS_PER_SECOND, 1) == (clock.elapsed_ns, clock.movements)


def test_an_external_clock_that_moves_begins_the_count_anew(external):
    clock = VirtualClock()
    clock.attach(external)
    for _ in range(999):
        clock.read_wall_ns()
    external.wall_ns += NS_PER_SECOND
    assert NS_PER_SECOND == clock.elapsed_ns
    for _ in range(999):
        clock.read_wall_ns()

    assert NS_PER_SECOND == clock.elapsed_ns


@given(st.integers(0, 10**12))
def test_nanoseconds_survive_the_grain_of_the_external_clock(duration):
    clock = VirtualClock()
    clock.attach(SomebodyElsesClock(5_000 * NS_PER_SECOND))
    clock.sleep(duration)

    assert duration == clock.elapsed_ns


def test_an_external_clock_that_goes_before_the_start_moves_the_wall_clock_only(external):
    clock = VirtualClock()
    clock.sleep(3 * NS_PER_SECOND)
    clock.attach(external)
    external.wall_ns = 10 * NS_PER_SECOND

    assert (3 * NS_PER_SECOND, 10 * NS_PER_SECOND) == (clock.elapsed_ns, clock.wall_ns)


def test_a_polling_loop_moves_the_external_clock_too(external):
    clock = VirtualClock()
    clock.attach(external)
    for _ in range(1_000):
        clock.read_wall_ns()

    assert 5_000 * NS_PER_SECOND + NS_PER_MS == external.wall_ns


def test_detached_it_goes_on_from_where_the_external_clock_stood(external):
    clock = VirtualClock()
    clock.attach(external)
    external.wall_ns += 7 * NS_PER_SECOND
    clock.detach()
    external.wall_ns += 100 * NS_PER_SECOND

    assert (7 * NS_PER_SECOND, 5_007 * NS_PER_SECOND, None) == (clock.elapsed_ns, clock.wall_ns, clock.external)


def test_detached_it_leaves_the_external_clock_alone(external):
    clock = VirtualClock()
    clock.attach(external)
    clock.detach()
    clock.sleep(NS_PER_SECOND)

    assert 5_000 * NS_PER_SECOND == external.wall_ns


def test_real_time_does_not_pass_within_an_external_clock(external):
    clock = VirtualClock(mode="ticking")
    clock.attach(external)
    begin = clock.elapsed_ns
    real = VirtualClock(mode="ticking")
    while real.elapsed_ns < NS_PER_MS:
        pass

    assert begin == clock.elapsed_ns
