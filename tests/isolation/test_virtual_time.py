"""Virtual time: waiting is free, instants are exact, and handler, test and libraries see the same clock."""

from __future__ import annotations

import asyncio
import builtins
import datetime
import gc
import io
import logging
import os
import queue
import selectors
import signal
import subprocess
import threading
import time
from time import sleep as bound_before

import pytest

from pytest_lambda import Simulator, StillPendingError, UsageError

MODULES = (time, threading, threading.Condition, threading.Thread, selectors, os, io, logging, signal, subprocess)
MODULES += (subprocess.Popen, selectors.DefaultSelector, queue, asyncio.BaseEventLoop)


@pytest.fixture
def slept(simulator):
    """Return what runs statements in a handler of an hour, and returns its answer and when it ended."""

    def slept(call, timeout=900):
        invocation = simulator.function(lambda event, context: call(), timeout=timeout).invoke()
        invocation.raise_for_error()
        return invocation.payload, invocation.ended_at

    return slept


# -- waits -----------------------------------------------------------------------------------------


def test_a_sleep_moves_the_clock_by_its_length(slept):
    assert (None, 12.5) == slept(lambda: time.sleep(12.5))


def test_sleep_bound_before_the_simulator_opened_moves_the_clock_too(slept):
    assert (None, 7) == slept(lambda: bound_before(7))


def test_sleep_bound_by_the_handlers_module_moves_the_clock(deploy):
    function = deploy("from time import sleep\ndef handler(event, context):\n    sleep(2)")

    assert 2 == function.invoke().ended_at


def test_sleeps_in_a_row_add_up_exactly(slept):
    assert (None, 1) == slept(lambda: [time.sleep(0.1) for _ in range(10)] and None)


def test_a_negative_sleep_is_refused_as_by_python(slept):
    def call():
        with pytest.raises(ValueError, match="sleep length must be non-negative"):
            time.sleep(-1)

    assert (None, 0) == slept(call)


def test_asyncio_sleep_moves_the_clock(slept):
    assert (None, 30) == slept(lambda: asyncio.run(asyncio.sleep(30)))


def test_asyncio_sleeps_that_are_gathered_pass_together(slept):
    async def call():
        return await asyncio.gather(*(asyncio.sleep(seconds, seconds) for seconds in (3, 1, 2)))

    assert ([3, 1, 2], 3) == slept(lambda: asyncio.run(call()))


def test_asyncio_wait_for_ends_at_its_timeout(slept):
    async def call():
        try:
            await asyncio.wait_for(asyncio.sleep(60), timeout=5)
        except asyncio.TimeoutError:
            return "too late"

    assert ("too late", 5) == slept(lambda: asyncio.run(call()))


def test_asyncio_wait_for_ends_when_what_it_waits_for_is_done(slept):
    assert (1, 5) == slept(lambda: asyncio.run(_in_time()))


async def _in_time():
    return await asyncio.wait_for(asyncio.sleep(5, 1), timeout=60)


def test_asyncio_to_thread_sleeps_in_virtual_time(slept):
    assert (None, 4) == slept(lambda: asyncio.run(asyncio.to_thread(time.sleep, 4)))


def test_an_event_loops_clock_is_the_virtual_one(slept):
    async def call():
        loop = asyncio.get_running_loop()
        before = loop.time()
        await asyncio.sleep(2.5)
        return loop.time() - before

    assert (2.5, 2.5) == slept(lambda: asyncio.run(call()))


def test_threads_that_sleep_at_the_same_time_sleep_together(slept):
    def call():
        threads = [threading.Thread(target=time.sleep, args=(1,)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert (None, 1) == slept(call)


def test_a_pool_of_two_needs_two_rounds_for_four_sleeps(slept):
    from concurrent.futures import ThreadPoolExecutor

    def call():
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(time.sleep, [1, 1, 1, 1]))

    assert (None, 2) == slept(call)


def test_the_result_of_a_future_is_waited_for_until_its_timeout(slept):
    from concurrent.futures import ThreadPoolExecutor
    from concurrent.futures import TimeoutError as TooLate

    def call():
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(time.sleep, 10)
            try:
                future.result(timeout=4)
            except TooLate:
                return time.time() - 1735689600

    assert (4, 10) == slept(call)


def test_the_result_of_a_future_that_comes_in_time_is_there_when_it_comes(slept):
    from concurrent.futures import ThreadPoolExecutor

    def call():
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: time.sleep(3) or "done").result(timeout=60)

    assert ("done", 3) == slept(call)


def test_waiting_for_an_event_that_nobody_sets_takes_its_timeout(slept):
    assert (False, 20) == slept(lambda: threading.Event().wait(20))


def test_waiting_for_an_event_ends_when_a_thread_sets_it(slept):
    def call():
        event = threading.Event()
        threading.Thread(target=lambda: time.sleep(2) or event.set()).start()
        return event.wait(20)

    assert (True, 2) == slept(call)


def test_a_queue_that_stays_empty_takes_the_timeout_of_get(slept):
    def call():
        try:
            queue.Queue().get(timeout=15)
        except queue.Empty:
            return "empty"

    assert ("empty", 15) == slept(call)


def test_a_queue_hands_over_when_a_thread_puts(slept):
    def call():
        orders = queue.Queue()
        threading.Thread(target=lambda: time.sleep(1) or orders.put("order")).start()
        return orders.get(timeout=15)

    assert ("order", 1) == slept(call)


def test_joining_a_thread_takes_its_timeout_at_most(slept):
    def call():
        thread = threading.Thread(target=time.sleep, args=(9,))
        thread.start()
        thread.join(timeout=2)
        alive_after_two = thread.is_alive()
        thread.join(timeout=60)
        return [alive_after_two, thread.is_alive()]

    assert ([True, False], 9) == slept(call)


def test_a_timer_fires_at_its_instant(slept):
    def call():
        fired = []
        timer = threading.Timer(6, lambda: fired.append(time.time() - 1735689600))
        timer.start()
        timer.join()
        return fired

    assert ([6], 6) == slept(call)


def test_the_test_sleeps_in_virtual_time_too(simulator):
    time.sleep(3600)

    assert 3600 == simulator.clock.elapsed


def test_fifteen_minutes_pass_in_a_moment(simulator):
    function = simulator.function(lambda event, context: time.sleep(10_000), timeout=900)
    invocation = function.invoke()

    assert ("Sandbox.Timedout", 900) == (invocation.error.error_type, invocation.ended_at)


# -- clocks ----------------------------------------------------------------------------------------


def test_time_starts_at_the_beginning_of_2025(simulator):
    assert 1735689600 == time.time() == simulator.clock.now().timestamp()


def test_all_clocks_advance_together(slept):
    def read():
        now = datetime.datetime.now(datetime.timezone.utc).timestamp()
        return [
            time.time(),
            time.time_ns() / 1e9,
            now,
            time.monotonic(),
            time.perf_counter(),
            time.monotonic_ns() / 1e9,
        ]

    def call():
        before = read()
        time.sleep(2.5)
        return [after - earlier for earlier, after in zip(before, read(), strict=True)]

    assert ([2.5] * 6, 2.5) == slept(call)


def test_handler_and_test_read_the_same_clock(simulator):
    seen = simulator.function(lambda event, context: [time.time(), time.monotonic(), time.perf_counter()])()

    assert [time.time(), time.monotonic(), time.perf_counter()] == seen


def test_datetimes_are_the_real_class(simulator):
    assert datetime.datetime is type(datetime.datetime.now())


def test_dates_and_struct_times_are_virtual(simulator):
    assert ((2025, 1, 1), "2025-01-01") == (time.gmtime()[:3], datetime.date.today().isoformat())


def test_local_time_in_a_handler_is_that_of_utc(slept):
    assert ("2025-01-01T00:00:00", 0) == slept(lambda: datetime.datetime.now().isoformat())


def test_reading_the_clock_does_not_move_it(slept):
    assert ([1735689600] * 900, 0) == slept(lambda: [time.time() for _ in range(900)])


def test_from_the_thousandth_read_in_a_row_each_read_takes_a_millisecond(slept):
    reads, ended_at = slept(lambda: [time.time_ns() for _ in range(1_002)])

    assert ([0, 1_000_000, 2_000_000, 3_000_000], 0.003) == (
        [read - 1735689600 * 10**9 for read in reads[-4:]],
        ended_at,
    )


def test_a_sleep_starts_the_count_of_reads_again(slept):
    def call():
        for _ in range(3):
            for _ in range(900):
                time.monotonic()
            time.sleep(1)

    assert (None, 3) == slept(call)


@pytest.mark.parametrize("clock", [time.time, time.monotonic, time.perf_counter], ids=["time", "monotonic", "perf"])
def test_a_loop_that_only_polls_a_clock_ends(slept, clock):
    name = clock.__name__

    def call():
        read = getattr(time, name)
        end = read() + 0.5
        while read() < end:
            pass

    assert (None, 0.5) == slept(call)


def test_polling_the_remaining_time_ends(simulator):
    def handler(event, context):
        while context.get_remaining_time_in_millis() > 500:
            pass
        return context.get_remaining_time_in_millis()

    invocation = simulator.function(handler, timeout=2).invoke()

    assert (499, 1.501) == (invocation.payload, invocation.ended_at)


def test_the_remaining_time_goes_down_with_sleeps(simulator):
    def handler(event, context):
        time.sleep(1.25)
        return context.get_remaining_time_in_millis()

    assert 1750 == simulator.function(handler, timeout=3)()


def test_a_tick_of_the_tests_clock_moves_everything(simulator):
    simulator.clock.tick(90)

    assert (90, 1735689690, datetime.datetime(2025, 1, 1, 0, 1, 30)) == (
        simulator.clock.elapsed,
        time.time(),
        datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None),
    )


def test_a_ticking_clock_adds_real_time():
    with Simulator(clock_mode="ticking") as simulator:
        before, tries = simulator.clock.elapsed, 0
        while simulator.clock.elapsed == before and tries < 10_000_000:
            tries += 1

        assert 0 < simulator.clock.elapsed - before < 60


def test_a_ticking_clock_sleeps_for_free_too():
    with Simulator(clock_mode="ticking") as simulator:
        ended_at = simulator.function(lambda event, context: time.sleep(600), timeout=900).invoke().ended_at

    assert 600 < ended_at < 660


def test_durations_in_ticking_mode_mean_something():
    with Simulator(clock_mode="ticking") as simulator:
        report = simulator.function(lambda event, context: sum(range(10_000))).invoke().report

    assert 0 < report.duration < 60_000


# -- timeouts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sleeps", "ended_at", "error_type"),
    [
        ([2.999], 2.999, None),
        ([3], 3, "Sandbox.Timedout"),
        ([3.001], 3, "Sandbox.Timedout"),
        ([1, 1, 1], 3, "Sandbox.Timedout"),
        ([1, 500], 3, "Sandbox.Timedout"),
    ],
    ids=str,
)
def test_a_timeout_comes_at_the_deadline_exactly(simulator, sleeps, ended_at, error_type):
    invocation = simulator.function(lambda event, context: [time.sleep(s) for s in sleeps] and None).invoke()

    assert (ended_at, error_type) == (invocation.ended_at, invocation.error and invocation.error.error_type)


def test_a_timeout_within_asyncio_comes_at_the_deadline(simulator):
    invocation = simulator.function(lambda event, context: asyncio.run(asyncio.sleep(60))).invoke()

    assert ("Sandbox.Timedout", 3) == (invocation.error.error_type, invocation.ended_at)


def test_a_timeout_while_threads_sleep_comes_at_the_deadline(simulator):
    def handler(event, context):
        threads = [threading.Thread(target=time.sleep, args=(60,), daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=100)

    invocation = simulator.function(handler).invoke()

    assert ("Sandbox.Timedout", 3) == (invocation.error.error_type, invocation.ended_at)


def test_a_timeout_in_a_wait_without_a_timeout_comes_when_the_threads_pass_the_deadline(simulator):
    def handler(event, context):
        thread = threading.Thread(target=time.sleep, args=(60,), daemon=True)
        thread.start()
        thread.join()

    invocation = simulator.function(handler).invoke()

    assert ("Sandbox.Timedout", 3) == (invocation.error.error_type, invocation.ended_at)


def test_a_loop_that_polls_the_clock_times_out_at_the_deadline(simulator):
    def handler(event, context):
        while True:
            time.time()

    invocation = simulator.function(handler).invoke()

    assert ("Sandbox.Timedout", 3) == (invocation.error.error_type, invocation.ended_at)


def test_a_nested_invocation_has_a_deadline_of_its_own(simulator):
    inner = simulator.function(lambda event, context: time.sleep(100), function_name="inner", timeout=2)

    def handler(event, context):
        error_type = inner.invoke().error.error_type
        time.sleep(1)
        return error_type

    outer = simulator.function(handler, timeout=5).invoke()

    assert ("Sandbox.Timedout", 3) == (outer.payload, outer.ended_at)


def test_the_callers_deadline_is_reached_within_a_nested_invocation(simulator):
    inner = simulator.function(lambda event, context: time.sleep(10), function_name="inner", timeout=60)
    outer = simulator.function(lambda event, context: inner.invoke() and None, timeout=5).invoke()

    assert ("Sandbox.Timedout", 5) == (outer.error.error_type, outer.ended_at)


def test_a_nested_invocation_moves_the_callers_clock(simulator):
    inner = simulator.function(lambda event, context: time.sleep(2), function_name="inner")
    outer = simulator.function(lambda event, context: inner() or time.time(), function_name="outer").invoke()

    assert (1735689602, 2) == (outer.payload, outer.ended_at)


def test_a_synchronous_invocation_moves_the_clock_to_its_end(simulator):
    simulator.function(lambda event, context: time.sleep(2)).invoke()

    assert 2 == simulator.clock.elapsed


def test_overlapping_events_live_on_a_clock_each(simulator):
    function = simulator.function(lambda event, context: time.sleep(5), timeout=10)
    for _ in range(10):
        function.invoke(invocation_type="Event")
    simulator.run_until_idle()

    assert (10, [(0, 5)] * 10) == (
        len(function.environments),
        [(invocation.started_at, invocation.ended_at) for invocation in function.invocations],
    )


# -- what a handler does not get to run when its process is killed ------------------------------------


KILLED = {
    "finally": """
        def handler(event, context):
            try:
                time.sleep(60)
            finally:
                ran()
    """,
    "except": """
        def handler(event, context):
            try:
                time.sleep(60)
            except BaseException:
                ran()
    """,
    "exit": """
        class Lock:
            def __enter__(self):
                return self
            def __exit__(self, *error):
                ran()
        def handler(event, context):
            with Lock():
                time.sleep(60)
    """,
    "context_manager": """
        @contextlib.contextmanager
        def lock():
            try:
                yield
            finally:
                ran()
        def handler(event, context):
            with lock():
                time.sleep(60)
    """,
    "exit_stack": """
        def handler(event, context):
            with contextlib.ExitStack() as stack:
                stack.callback(ran)
                time.sleep(60)
    """,
    "generator": """
        def orders():
            try:
                while True:
                    yield 1
            finally:
                ran()
        def handler(event, context):
            for order in orders():
                time.sleep(60)
    """,
    "coroutine": """
        async def work():
            try:
                await asyncio.sleep(60)
            finally:
                ran()
        def handler(event, context):
            asyncio.run(work())
    """,
    "next_line": """
        def handler(event, context):
            with contextlib.suppress(BaseException):
                time.sleep(60)
            ran()
    """,
}


@pytest.mark.parametrize("source", KILLED.values(), ids=KILLED)
def test_nothing_runs_on_the_way_out_of_a_timeout(deploy, source):
    function = deploy(f"""
        import asyncio, contextlib, time
        def ran():
            open("/tmp/ran", "w").close()
        {source}
    """)
    invocation = function.invoke()
    gc.collect()

    assert ("Sandbox.Timedout", False) == (
        invocation.error.error_type,
        (invocation.environment.tmp / "ran").exists(),
    )


def test_a_batch_writer_writes_nothing_on_a_timeout(deploy, simulator):
    moto = pytest.importorskip("moto")
    function = deploy("""
        import time
        import boto3
        table = boto3.resource("dynamodb").Table("orders")
        def handler(event, context):
            with table.batch_writer() as batch:
                batch.put_item(Item={"id": "a"})
                time.sleep(60)
    """)
    with moto.mock_aws():
        import boto3

        keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
        table = boto3.resource("dynamodb", **keys).create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        error = function.invoke().error

        assert ("Sandbox.Timedout", 0) == (error.error_type, table.scan()["Count"])


# -- driving ----------------------------------------------------------------------------------------


def test_advance_does_what_comes_due_at_its_instant(simulator):
    function = simulator.function(lambda event, context: 1 / 0)
    function.invoke(invocation_type="Event")
    simulator.advance(60)

    assert ([0, 60], 60) == ([invocation.started_at for invocation in function.invocations], simulator.clock.elapsed)


def test_advance_without_anything_due_moves_the_clock(simulator):
    simulator.advance(0.25)

    assert 0.25 == simulator.clock.elapsed


@pytest.mark.parametrize("seconds", [-1, True, "1", None, float("nan")], ids=repr)
def test_advance_refuses_what_is_no_length_of_time(simulator, seconds):
    with pytest.raises(UsageError) as refusal:
        simulator.advance(seconds)

    assert f"advance takes a number of seconds, 0 or more, not {seconds!r}" == str(refusal.value)


def test_pending_says_what_is_due_and_when(simulator):
    function = simulator.function(lambda event, context: 1 / 0, function_name="orders")
    function.invoke(invocation_type="Event")
    simulator.advance(1)

    assert [
        f"at 60 s: function orders: asynchronous event {function.invocations[0].request_id}: retry 1"
    ] == simulator.pending


def test_run_until_idle_gives_up_at_its_cap_and_says_what_is_pending(simulator):
    function = simulator.function(lambda event, context: 1 / 0, function_name="orders")
    function.invoke(invocation_type="Event")
    with pytest.raises(StillPendingError) as refusal:
        simulator.run_until_idle(max_seconds=100)

    assert (
        "after 100 virtual seconds this is still pending:\n"
        f"  due at 180 s: function orders: asynchronous event {function.invocations[0].request_id}: retry 2\n"
        "A message that always fails goes round for ever without a redrive policy. Pass max_seconds=... for more "
        "time, or use advance(seconds) to stop earlier."
    ) == str(refusal.value)


DRIVES = {"advance": lambda simulator: simulator.advance(1), "run": lambda simulator: simulator.run_until_idle()}
REFUSAL = "a handler cannot drive the simulator that runs it: call this from the test"


@pytest.mark.parametrize("drive", DRIVES.values(), ids=DRIVES)
def test_a_handler_that_drives_the_simulator_is_refused(simulator, drive):
    error = simulator.function(lambda event, context: drive(simulator)).invoke().error

    assert ("UsageError", REFUSAL) == (error.error_type, error.error_message)


@pytest.mark.parametrize("drive", DRIVES.values(), ids=DRIVES)
def test_an_event_whose_handler_drives_the_simulator_fails(simulator, drive):
    function = simulator.function(lambda event, context: drive(simulator), maximum_retry_attempts=0)
    function.invoke(invocation_type="Event")
    simulator.run_until_idle()

    assert [REFUSAL] == [invocation.error.error_message for invocation in function.invocations]


# -- opening and closing -----------------------------------------------------------------------------


def _bindings():
    """Return what the modules that a simulator patches hold, by name."""
    found = {(owner.__name__, name): value for owner in MODULES for name, value in vars(owner).items()}
    return {**found, ("builtins", "open"): builtins.open}


def test_after_close_every_function_is_the_original_again():
    # Once before: what is made when it is first used stays.
    with Simulator() as simulator:
        simulator.function(lambda event, context: time.sleep(1))()
    before = _bindings()
    with Simulator() as simulator:
        simulator.function(lambda event, context: time.sleep(1))()
        while_open = _bindings()
    after = _bindings()

    assert [] == [name for name in before if after[name] is not before[name]]
    assert [] != [name for name in before if while_open[name] is not before[name]]


def test_after_close_functions_bound_elsewhere_are_the_originals_again():
    original = bound_before
    with Simulator():
        pass

    assert original is globals()["bound_before"] is time.sleep


def test_after_close_time_is_real_again():
    with Simulator():
        virtual = time.time()

    assert time.time() - virtual > 86_400


def test_after_close_signal_actions_are_as_before():
    before = [signal.getsignal(number) for number in sorted(signal.valid_signals())]
    with Simulator() as simulator:
        simulator.function(lambda event, context: None)()

    assert before == [signal.getsignal(number) for number in sorted(signal.valid_signals())]


def test_after_an_error_in_the_block_time_is_real_again():
    original = time.sleep
    with pytest.raises(ZeroDivisionError):
        with Simulator():
            raise ZeroDivisionError

    assert original is time.sleep


def test_threads_that_still_sleep_end_when_the_simulator_closes():
    threads = []

    def handler(event, context):
        thread = threading.Thread(target=time.sleep, args=(10_000,))
        threads.append(thread)
        thread.start()

    with Simulator() as simulator:
        simulator.function(handler)()
        alive = threads[0].is_alive()
    threads[0].join(5)

    assert (True, False) == (alive, threads[0].is_alive())


def test_the_inner_of_two_simulators_has_a_clock_of_its_own(simulator):
    time.sleep(100)
    with Simulator() as inner:
        time.sleep(3)
        seen = (inner.clock.elapsed, time.time())

    assert ((3, 1735689603), 100, 1735689700) == (seen, simulator.clock.elapsed, time.time())


def test_functions_of_both_nested_simulators_can_be_invoked(simulator):
    outer = simulator.function(lambda event, context: "outer")
    with Simulator() as inner:
        inner_answer = inner.function(lambda event, context: "inner")()

    assert ("inner", "outer") == (inner_answer, outer())


def test_a_closed_simulator_is_refused():
    with Simulator() as simulator:
        pass
    with pytest.raises(UsageError) as refusal:
        simulator.advance(1)

    assert "the simulator is not open: use 'with Simulator() as simulator:'" == str(refusal.value)
