"""Environments that nobody uses end."""

from __future__ import annotations

import pytest

from pytest_lambda import Simulator, UsageError

COUNTS = """
    calls = 0

    def handler(event, context):
        global calls
        calls += 1
        return calls
"""


@pytest.mark.parametrize(("seconds", "answer"), [(899, 2), (900, 1)])
def test_LC_14_an_environment_that_was_idle_for_15_minutes_is_gone(simulator, deploy, seconds, answer):
    function = deploy(COUNTS)
    function({})
    simulator.advance(seconds)

    assert answer == function({})


def test_LC_14_its_end_shows_without_another_invocation(simulator, deploy):
    function = deploy(COUNTS)
    environment = function.invoke({}).environment
    simulator.advance(900)

    assert ("Shutdown", []) == (environment.state, function.environments)


def test_LC_14_it_is_idle_from_the_end_of_its_invocation_on(simulator, deploy):
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(600)", timeout=900)
    first = function.invoke({})
    simulator.advance(500)

    assert first.environment is function.invoke({}).environment


def test_waiting_for_idle_work_does_not_wait_for_environments_to_end(simulator, deploy):
    function = deploy(COUNTS)
    function.invoke({}, invocation_type="Event")
    simulator.run_until_idle()

    assert 0 == simulator.clock.elapsed
    assert 1 == len(function.environments)


def test_how_long_it_lives_can_be_set(tmp_path):
    with Simulator(code_uri=tmp_path, idle_timeout=60) as simulator:
        function = simulator.function(lambda event, context: None)
        first = function.invoke({})
        simulator.advance(60)

        assert first.environment is not function.invoke({}).environment


@pytest.mark.parametrize("value", [0, -1, True, "60"])
def test_it_is_a_number_of_seconds(value):
    with pytest.raises(UsageError) as refusal:
        Simulator(idle_timeout=value)

    assert f"idle_timeout must be a number of seconds, more than 0, not {value!r}" == str(refusal.value)
