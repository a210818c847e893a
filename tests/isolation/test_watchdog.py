"""Handlers in which virtual time stands still are ended in real time, and reported as timeouts at their deadline."""

from __future__ import annotations

import threading
import time

import pytest

from pytest_lambda import Simulator
from pytest_lambda.base.clock import NS_PER_SECOND, RealTime

HANGS = {
    "busy_loop": """
        def handler(event, context):
            while True:
                pass
    """,
    "swallows_everything": """
        def handler(event, context):
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
    """,
    "two_functions_swallow_everything": """
        def inner():
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    continue
        def handler(event, context):
            while True:
                try:
                    inner()
                except BaseException:
                    continue
    """,
    "lock_never_released": """
        import threading
        lock = threading.Lock()
        def handler(event, context):
            lock.acquire()
            lock.acquire()
    """,
    "wait_for_nothing": """
        import threading
        def handler(event, context):
            threading.Event().wait()
    """,
    "backtracking": """
        import re
        def handler(event, context):
            re.match(r"(a+)+$", 40 * "a" + "b")
    """,
    "asyncio": """
        import asyncio
        async def wait():
            await asyncio.get_running_loop().create_future()
        def handler(event, context):
            asyncio.run(wait())
    """,
    "signals_ignored": """
        import signal
        def handler(event, context):
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGURG):
                signal.signal(number, signal.SIG_IGN)
            while True:
                pass
    """,
}


@pytest.mark.parametrize("source", HANGS.values(), ids=HANGS)
def test_what_never_returns_is_a_timeout_at_the_deadline(deploy, simulator, source):
    invocation = deploy(source, timeout=30).invoke()

    assert ("Sandbox.Timedout", 30, 30) == (
        invocation.error.error_type,
        invocation.ended_at,
        simulator.clock.elapsed,
    )


def test_the_next_invocation_after_a_hang_is_served(deploy):
    function = deploy("def handler(event, context):\n    while event:\n        pass\n    return 'served'")
    function.invoke(1)

    assert ("served", True) == (function(0), function.invocations[-1].is_cold_start)


def test_a_hang_at_import_is_a_timeout_of_init(deploy):
    function = deploy("while True:\n    pass")
    invocation = function.invoke()

    assert ("Sandbox.Timedout", 10, 13) == (
        invocation.error.error_type,
        invocation.started_at,
        invocation.ended_at,
    )


def test_the_calls_of_a_nested_invocation_that_hangs_go_on(simulator):
    def hang(event, context):
        while True:
            pass

    inner = simulator.function(hang, function_name="inner", timeout=2)
    outer = simulator.function(lambda event, context: inner.invoke().error.error_type, timeout=10).invoke()

    assert ("Sandbox.Timedout", 2) == (outer.payload, outer.ended_at)


def test_a_handler_whose_time_moves_is_left_alone(simulator):
    def handler(event, context):
        return sum(time.sleep(1) or 1 for _ in range(800))

    assert 800 == simulator.function(handler, timeout=900)()


def test_a_short_limit_holds_while_the_watchdog_pauses_for_a_long_one(tmp_path):
    def hang(event, context):
        threading.Event().wait()

    with Simulator(seed=1, code_uri=tmp_path, watchdog=600) as patient:
        patient.function(lambda event, context: RealTime.sleep(0.3))()
    start_ns = RealTime.monotonic_ns()
    with Simulator(seed=1, code_uri=tmp_path, watchdog=0.2) as impatient:
        invocation = impatient.function(hang).invoke()

    assert "Sandbox.Timedout" == invocation.error.error_type
    assert RealTime.monotonic_ns() - start_ns < 15 * NS_PER_SECOND
