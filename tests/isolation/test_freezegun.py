"""A test that is frozen by freezegun keeps its freeze: the simulator lives in it, starts at its instant, moves it."""

from __future__ import annotations

import datetime
import time

import freezegun
import pytest
from freezegun import freeze_time

from pytest_lambda import Simulator

START = "2024-02-29T12:00:00"
EPOCH = 1709208000.0


def now():
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None).isoformat()


def fails(event, context):
    raise ValueError(now())


def attempts(simulator):
    """Return the instants of the attempts of an event that always fails."""
    function = simulator.function(fails)
    function.invoke(invocation_type="Event")
    simulator.run_until_idle()
    return [invocation.started_at for invocation in function.invocations]


@freeze_time(START)
def test_the_decorators_instant_is_where_the_simulator_is(lambda_simulator):
    assert START == lambda_simulator.function(lambda event, context: now())() == now()


@freeze_time(START)
def test_a_simulator_that_opens_in_a_freeze_starts_at_its_instant():
    with Simulator() as simulator:
        assert (START, 0) == (simulator.clock.now().replace(tzinfo=None).isoformat(), simulator.clock.elapsed)


@freeze_time(START)
def test_a_sleep_moves_the_freeze(lambda_simulator):
    lambda_simulator.function(lambda event, context: time.sleep(2))()

    assert ("2024-02-29T12:00:02", EPOCH + 2) == (now(), time.time())


@freeze_time(START)
def test_retries_are_at_their_instants_under_a_freeze(lambda_simulator):
    assert ([0, 60, 180], "2024-02-29T12:03:00") == (attempts(lambda_simulator), now())


@freeze_time(START)
def test_a_timeout_is_exact_under_a_freeze(lambda_simulator):
    invocation = lambda_simulator.function(lambda event, context: time.sleep(900), timeout=600).invoke()

    assert ("Sandbox.Timedout", 600, "2024-02-29T12:10:00") == (
        invocation.error.error_type,
        invocation.ended_at - invocation.started_at,
        now(),
    )


@freeze_time(START, tick=True)
def test_a_freeze_that_ticks_is_lived_in_too(lambda_simulator):
    lambda_simulator.function(lambda event, context: time.sleep(2))()

    assert EPOCH + 2 <= time.time() < EPOCH + 62


@freeze_time(START)
class TestFrozenClass:
    def test_a_class_decorator_freezes_each_test(self, lambda_simulator):
        assert START == lambda_simulator.function(lambda event, context: now())()

    def test_and_each_from_its_instant_on(self, lambda_simulator):
        lambda_simulator.function(lambda event, context: time.sleep(1))()

        assert "2024-02-29T12:00:01" == now()


def test_a_context_manager_begins_in_the_middle_of_a_test(lambda_simulator):
    function = lambda_simulator.function(lambda event, context: now())
    before = function()
    with freeze_time(START):
        within = function()

    assert ("2025-01-01T00:00:00", START) == (before, within)


def test_after_a_freeze_that_ends_in_the_middle_of_a_test_sleeps_are_still_virtual(lambda_simulator):
    with freeze_time(START):
        lambda_simulator.function(lambda event, context: time.sleep(1))()
    before = lambda_simulator.clock.elapsed
    lambda_simulator.function(lambda event, context: time.sleep(50), timeout=60)()

    assert 50 == lambda_simulator.clock.elapsed - before


def test_tick_of_a_freeze_is_followed(lambda_simulator):
    with freeze_time(START) as frozen:
        function = lambda_simulator.function(lambda event, context: now())
        function()
        frozen.tick(90)

        assert "2024-02-29T12:01:30" == function()


def test_what_a_freeze_ticks_past_comes_due(lambda_simulator):
    with freeze_time(START) as frozen:
        function = lambda_simulator.function(fails)
        function.invoke(invocation_type="Event")
        lambda_simulator.advance(0)
        frozen.tick(61)
        lambda_simulator.advance(0)

        assert 2 == len(function.invocations)


def test_the_remaining_time_follows_a_tick_within_the_handler(lambda_simulator):
    with freeze_time(START) as frozen:

        def handler(event, context):
            frozen.tick(1)
            return context.get_remaining_time_in_millis()

        assert 2000 == lambda_simulator.function(handler, timeout=3)()


def test_a_freeze_moved_past_the_deadline_is_a_timeout(lambda_simulator):
    with freeze_time(START) as frozen:
        invocation = lambda_simulator.function(lambda event, context: frozen.tick(10) and None).invoke()

        assert ("Sandbox.Timedout", 3) == (invocation.error.error_type, invocation.ended_at - invocation.started_at)


def test_pytest_freezer(freezer, lambda_simulator):
    freezer.move_to(START)
    function = lambda_simulator.function(lambda event, context: now())
    first = function()
    freezer.tick(60)

    assert (START, "2024-02-29T12:01:00") == (first, function())


@pytest.mark.freeze_time(START)
def test_the_marker_of_pytest_freezer(lambda_simulator):
    assert START == lambda_simulator.function(lambda event, context: now())()


def test_a_module_that_imports_datetime_in_a_freeze_sees_it(tmp_path):
    (tmp_path / "app.py").write_text(
        "from datetime import datetime\ndef handler(event, context):\n    return datetime.utcfromtimestamp(0).year,"
        " datetime.now().year\n"
    )
    with freeze_time(START), Simulator(code_uri=tmp_path) as simulator:
        assert [1970, 2024] == simulator.function("app.handler", isolation="module")()


def test_the_parser_of_powertools_does_not_break_a_freeze(lambda_simulator):
    pytest.importorskip("aws_lambda_powertools")
    from aws_lambda_powertools.utilities import parser

    with freeze_time(START):
        seen = lambda_simulator.function(lambda event, context: [now(), parser.BaseModel.__name__])()

    assert [START, "BaseModel"] == seen


def test_after_a_freeze_and_a_simulator_time_is_real():
    real = (time.time, time.sleep, time.monotonic, datetime.datetime)
    with freeze_time(START), Simulator() as simulator:
        simulator.function(lambda event, context: time.sleep(1))()

    assert real == (time.time, time.sleep, time.monotonic, datetime.datetime)
    assert [] == freezegun.api.freeze_factories
    assert time.time() > 1_780_000_000 or time.time() > EPOCH + 86_400
