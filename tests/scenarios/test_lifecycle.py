"""Cold and warm starts, failed inits, resets."""

from __future__ import annotations

import pytest

COUNTS = """
    import os, sys, time
    calls = 0
    def handler(event, context):
        global calls
        calls += 1
        {}
        return calls
"""
"""A handler whose module knows how often it was called; ``{}`` is for what else it does."""

BROKEN = """
    with open("/tmp/starts", "a+") as file:
        file.write("x")
        file.seek(0)
        starts = len(file.read())
    if starts < {}:
        raise ValueError(f"start {{starts}}")
    def handler(event, context):
        return starts
"""
"""A module whose import fails until it was tried ``{}`` times in its environment."""


def counts(statement="pass"):
    return COUNTS.format(statement)


def starts(function):
    """Return how often the module of *function* was imported in its first environment."""
    return len((function.environments[0].tmp / "starts").read_text())


# -- init ------------------------------------------------------------------------------------------


def test_LC_02_init_has_ten_seconds_and_is_then_done_again_within_the_invocation(deploy):
    invocation = deploy("import time\ntime.sleep(11)\ndef handler(event, context):\n    pass", timeout=15).invoke()

    assert (10, 21, None) == (invocation.started_at, invocation.ended_at, invocation.error)


def test_LC_02_an_init_of_less_is_done_once(deploy):
    invocation = deploy("import time\ntime.sleep(9)\ndef handler(event, context):\n    pass").invoke()

    assert (9, 9, 9_000) == (invocation.started_at, invocation.ended_at, invocation.report.init_duration)


def test_LC_04_the_module_of_a_broken_function_runs_twice_at_the_first_invoke(deploy):
    function = deploy(BROKEN.format(99))
    function.invoke()

    assert 2 == starts(function)


def test_LC_04_only_the_second_failure_reaches_the_caller(deploy):
    error = deploy(BROKEN.format(99)).invoke().error

    assert ("ValueError", "start 2") == (error.error_type, error.error_message)


def test_LC_04_the_second_init_may_succeed(deploy):
    invocation = deploy(BROKEN.format(2)).invoke()

    assert (2, None, True) == (invocation.payload, invocation.error, invocation.is_cold_start)


def test_LC_05_each_following_invoke_does_init_again_until_it_succeeds(deploy):
    function = deploy(BROKEN.format(4))
    seen = [function.invoke().error is None for _ in range(4)]

    assert ([False, False, True, True], 4) == (seen, starts(function))


def test_LC_05_a_repeated_init_counts_against_the_timeout(deploy):
    function = deploy("import time\ntime.sleep(11)\ndef handler(event, context):\n    pass", timeout=3)

    assert 3 * ["Sandbox.Timedout"] == [function.invoke().error.error_type for _ in range(3)]


def test_LC_05_a_repeated_init_is_part_of_the_duration(deploy):
    report = deploy("import time\ntime.sleep(11)\ndef handler(event, context):\n    pass", timeout=15).invoke().report

    assert (11_000, 11_000, None) == (report.duration, report.billed_duration, report.init_duration)


def test_LC_06_an_init_that_times_out_twice_says_so(deploy):
    function = deploy("import time\ntime.sleep(11)\ndef handler(event, context):\n    pass", timeout=3)
    function.invoke()

    assert "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout\n" in function.logs
    assert "INIT_REPORT Init Duration: 3000.00 ms\tPhase: invoke\tStatus: timeout\n" in function.logs


# -- reuse -----------------------------------------------------------------------------------------


def test_LC_07_a_handler_that_raises_costs_nothing(deploy):
    function = deploy(counts("if event: raise ValueError"))
    function.invoke(1)
    second = function.invoke(0)

    assert (2, False) == (second.payload, second.is_cold_start)


def test_LC_07_files_live_on_too(deploy):
    function = deploy("""
        def handler(event, context):
            with open("/tmp/log", "a+") as file:
                file.write("x")
            raise ValueError
    """)
    function.invoke()
    function.invoke()

    assert "xx" == (function.environments[0].tmp / "log").read_text()


RESETS = {"timeout": "time.sleep(10)", "exit": "sys.exit(1)", "immediate exit": "os._exit(1)"}


@pytest.mark.parametrize("statement", RESETS.values(), ids=RESETS)
def test_LC_08_after_a_reset_globals_are_gone(deploy, statement):
    function = deploy(counts(f"if event: {statement}"))
    function.invoke(0)
    function.invoke(1)
    third = function.invoke(0)

    assert (1, True) == (third.payload, third.is_cold_start)


@pytest.mark.parametrize("statement", RESETS.values(), ids=RESETS)
def test_LC_08_after_a_reset_tmp_environment_and_log_stream_are_the_same(deploy, statement):
    function = deploy(f"""
        import os, sys, time
        def handler(event, context):
            if event:
                open("/tmp/kept", "w").close()
                {statement}
            return [os.path.exists("/tmp/kept"), context.log_stream_name]
    """)
    first, second = function.invoke(1), function.invoke(0)

    assert [True, first.environment.log_stream_name] == second.payload
    assert first.environment is second.environment


def test_LC_08_out_of_memory_resets(simulator, deploy):
    function = deploy(counts())
    simulator.inject_fault("out_of_memory", attempts=(2,))
    function.invoke()
    function.deliver({}, attempt=2, source=None)

    assert (1, True) == (function.invoke().payload, function.invocations[-1].is_cold_start)


def test_LC_10_exit_functions_run_when_the_process_exits(deploy):
    function = deploy("""
        import atexit, sys
        atexit.register(lambda: open("/tmp/exited", "w").close())
        def handler(event, context):
            sys.exit(0)
    """)
    invocation = function.invoke()

    assert ("Runtime.ExitError", True) == (
        invocation.error.error_type,
        (invocation.environment.tmp / "exited").exists(),
    )


def test_LC_09_no_exit_function_runs_at_a_timeout(deploy):
    function = deploy("""
        import atexit, time
        atexit.register(lambda: open("/tmp/exited", "w").close())
        def handler(event, context):
            time.sleep(10)
    """)

    assert not (function.invoke().environment.tmp / "exited").exists()


def test_LC_11_a_warm_environment_keeps_globals(deploy):
    function = deploy(counts())

    assert [1, 2, 3] == [function() for _ in range(3)]
    assert [True, False, False] == [invocation.is_cold_start for invocation in function.invocations]


def test_LC_11_a_warm_environment_keeps_its_files(deploy):
    function = deploy("""
        import os
        def handler(event, context):
            seen = os.path.exists("/tmp/cache")
            open("/tmp/cache", "w").close()
            return seen
    """)

    assert [False, True] == [function(), function()]


def test_LC_11_one_environment_serves_one_event_after_the_other(deploy):
    function = deploy("def handler(event, context):\n    pass")
    for _ in range(5):
        function.invoke()

    assert [5] == [environment.invocation_count for environment in function.environments]


def test_LC_13_events_at_the_same_time_get_environments_of_their_own(simulator, deploy):
    function = deploy(counts("time.sleep(1)"))
    for _ in range(10):
        function.invoke(invocation_type="Event")
    simulator.run_until_idle()

    assert ([0] * 10, [1] * 10) == (
        [invocation.started_at for invocation in function.invocations],
        [invocation.payload for invocation in function.invocations],
    )
    assert (
        10 == len(function.environments) == len({environment.log_stream_name for environment in function.environments})
    )


def test_LC_13_events_at_the_same_time_share_no_files(simulator, deploy):
    function = deploy("""
        import os, time
        def handler(event, context):
            seen = os.path.exists("/tmp/cache")
            open("/tmp/cache", "w").close()
            time.sleep(1)
            return seen
    """)
    for _ in range(3):
        function.invoke(invocation_type="Event")
    simulator.run_until_idle()

    assert [False] * 3 == [invocation.payload for invocation in function.invocations]


def test_LC_13_events_one_after_the_other_do_not_need_two(simulator, deploy):
    function = deploy(counts("time.sleep(1)"))
    function.invoke(invocation_type="Event")
    simulator.advance(1)
    function.invoke(invocation_type="Event")
    simulator.run_until_idle()

    assert [1, 2] == [invocation.payload for invocation in function.invocations]


def test_LC_14_an_idle_environment_may_be_recycled(deploy):
    function = deploy(counts())
    first = function.invoke().environment
    function.recycle()
    second = function.invoke()

    assert (1, True, "Shutdown") == (second.payload, second.is_cold_start, first.state)
    assert [second.environment] == function.environments


def test_LC_14_the_files_of_an_environment_go_with_it(deploy):
    function = deploy("def handler(event, context):\n    open('/tmp/cache', 'w').close()")
    tmp = function.invoke().environment.tmp
    function.recycle()

    assert not tmp.exists()


def test_LC_14_an_environment_that_was_shut_down_is_not_recycled_again(deploy):
    function = deploy(counts())
    function.invoke().environment.shutdown()
    function.recycle()

    assert ([], 1) == (function.environments, function.invoke().payload)


def test_LC_14_an_environment_that_runs_is_not_recycled(simulator):
    functions = []
    functions.append(simulator.function(lambda event, context: functions[0].recycle()))
    invocation = functions[0].invoke()

    assert (None, "Ready") == (invocation.error, invocation.environment.state)
