"""A function in a process of its own: its end, its limits, its time, and that nothing of it is left behind."""

from __future__ import annotations

import functools
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from pytest_lambda import Simulator, UsageError
from pytest_lambda.base.clock import RealTime
from pytest_lambda.isolation.launching import launcher
from pytest_lambda.isolation.process import HandlerTraceback

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server and namespaces are Linux's")


@pytest.fixture
def launch(deploy):
    """Return what deploys the source of a module ``app`` in isolation ``process``."""
    return functools.partial(deploy, isolation="process")


@pytest.fixture
def launch_heavy(write, tmp_path):
    """Return the same for what takes a while in real time."""
    with Simulator(seed=1, code_uri=tmp_path, watchdog=60, isolation="process") as account:

        def launch_heavy(source, **config):
            write("app.py", source)
            return account.function("app.handler", function_name="orders", **config)

        yield launch_heavy


def has_namespaces():
    return sys.platform == "linux" and bool(launcher(()).mode)


needs_namespaces = pytest.mark.skipif(not has_namespaces(), reason="the kernel refuses namespaces here")


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition, seconds=5.0):
    """Return whether *condition* comes true within so many real seconds."""
    end_ns = RealTime.monotonic_ns() + int(seconds * 1e9)
    while not condition():
        if RealTime.monotonic_ns() > end_ns:
            return False
        RealTime.sleep(0.005)
    return True


# -- the process -----------------------------------------------------------------------------------


def test_the_handler_runs_in_a_process_that_stays_the_same_while_warm(launch):
    function = launch(
        "import os\ncalls = []\ndef handler(event, context):\n    calls.append(1)\n    return [os.getpid(), len(calls)]"
    )
    first, second = function(), function()

    assert (first[0], 1, 2) == (second[0], first[1], second[1])
    assert os.getpid() != first[0]


def test_each_environment_has_a_process(launch, simulator):
    function = launch(
        """
        import os, time
        def handler(event, context):
            time.sleep(1)
            open("/tmp/pid", "w").write(str(os.getpid()))
        """
    )
    for _ in range(3):
        function.invoke(invocation_type="Event")
    simulator.run_until_idle()

    assert 3 == len({(environment.tmp / "pid").read_text() for environment in function.environments})


def test_nothing_of_the_function_is_in_the_test_process(launch):
    launch("import sys\nsys.path.append('/nowhere')\ndef handler(event, context):\n    pass")()

    assert (False, False) == ("app" in sys.modules, "/nowhere" in sys.path)


def test_the_modules_of_an_environment_cannot_be_looked_at(launch):
    function = launch("def handler(event, context):\n    pass")
    function()
    with pytest.raises(UsageError) as caught:
        function.environments[0].module("app")

    assert (
        "the module 'app' is in another process, where this one cannot look: return from the handler what the test "
        "wants to see, write it to environment.tmp, or use isolation 'module'"
    ) == str(caught.value)


def test_a_function_at_the_top_level_of_a_module_is_imported_by_its_path(simulator, write, tmp_path, monkeypatch):
    write("elsewhere/of_the_test.py", "import os\ndef handler(event, context):\n    return os.getpid()")
    monkeypatch.syspath_prepend(tmp_path / "elsewhere")
    of_the_test = importlib.import_module("of_the_test")

    assert os.getpid() != simulator.function(of_the_test.handler, isolation="process")()


def test_any_other_callable_is_refused(simulator):
    with pytest.raises(UsageError, match=r"isolation 'process' imports the code afresh .* pass a handler string"):
        simulator.function(lambda event, context: None, isolation="process")


def test_sys_path_begins_with_the_code(launch, tmp_path):
    assert str(tmp_path) == launch("import sys\ndef handler(event, context):\n    return sys.path[0]")()


def test_the_working_directory_is_the_code(launch, tmp_path):
    assert str(tmp_path) == launch("import os\ndef handler(event, context):\n    return os.getcwd()")()


def test_a_package_of_the_code_comes_before_one_that_is_installed(launch, write):
    write("simplejson/__init__.py", "mine = True\n")

    assert launch("import simplejson\ndef handler(event, context):\n    return simplejson.mine")()


# -- its end -----------------------------------------------------------------------------------------

ENDS = {
    "sys.exit(0)": "Runtime exited without providing a reason",
    "sys.exit()": "Runtime exited without providing a reason",
    "sys.exit(3)": "Runtime exited with error: exit status 3",
    "sys.exit('text')": "Runtime exited with error: exit status 1",
    "os._exit(0)": "Runtime exited without providing a reason",
    "os._exit(255)": "Runtime exited with error: exit status 255",
    "os.abort()": "Runtime exited with error: signal: aborted",
    "os.kill(os.getpid(), signal.SIGKILL)": "Runtime exited with error: signal: killed",
    "os.kill(os.getpid(), signal.SIGTERM)": "Runtime exited with error: signal: terminated",
    "os.kill(os.getpid(), signal.SIGSEGV)": "Runtime exited with error: signal: segmentation fault",
    "ctypes.string_at(0)": "Runtime exited with error: signal: segmentation fault",
    "os.kill(os.getpid(), signal.SIGFPE)": "Runtime exited with error: signal: floating point exception",
    "os.kill(os.getpid(), 16)": "Runtime exited with error: signal: signal 16",
    "raise KeyboardInterrupt": "Runtime exited with error: signal: interrupt",
    "raise BaseException": "Runtime exited with error: exit status 1",
}


@pytest.mark.parametrize("statement", ENDS)
def test_RT_27_an_end_of_the_process_says_how(launch, statement):
    function = launch(f"import ctypes, os, signal, sys\ndef handler(event, context):\n    {statement}")
    error = function.invoke().error

    assert ("Runtime.ExitError", ENDS[statement]) == (error.error_type, error.error_message.partition("Error: ")[2])


@pytest.mark.parametrize("statement", ["os._exit(1)", "ctypes.string_at(0)", "sys.exit(1)"])
def test_LC_08_the_next_invocation_has_a_new_process_and_the_same_tmp(launch, statement):
    function = launch(f"""
        import ctypes, os, sys
        calls = []
        def handler(event, context):
            calls.append(1)
            open("/tmp/log", "a").write("x")
            if event:
                {statement}
            return len(calls)
    """)
    function.invoke(1)

    assert (1, "xx") == (function.invoke(0).payload, (function.environments[0].tmp / "log").read_text())


@pytest.mark.parametrize("statement", ["sys.exit(2)", "os._exit(2)", "ctypes.string_at(0)"])
def test_an_end_at_import_is_one_of_init(launch, statement):
    invocation = launch(f"import ctypes, os, sys\n{statement}").invoke()

    assert "Runtime.ExitError" == invocation.error.error_type
    assert "INIT_REPORT Init Duration: 0.00 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError\n" in (
        invocation.logs
    )


def test_LC_10_sys_exit_runs_what_was_registered_with_atexit(launch):
    function = launch(
        "import atexit, sys\ndef handler(event, context):\n    atexit.register(print, 'ran')\n    sys.exit(1)"
    )

    assert "ran\n" in function.invoke().logs


def test_time_that_passed_before_the_end_counts(launch):
    invocation = launch("import os, time\ndef handler(event, context):\n    time.sleep(2)\n    os._exit(1)").invoke()

    assert (2, 2_000) == (invocation.ended_at, invocation.report.duration)


def test_LC_15_shutdown_is_sudden(launch):
    function = launch("""
        import atexit, signal
        def handler(event, context):
            atexit.register(lambda: open("/tmp/atexit", "w"))
            signal.signal(signal.SIGTERM, lambda *_: open("/tmp/signal", "w"))
    """)
    function()
    descriptor = os.open(function.environments[0].tmp, os.O_RDONLY)
    function.recycle()
    left = os.listdir(descriptor)
    os.close(descriptor)

    assert [] == [name for name in left if name in ("atexit", "signal")]


# -- timeouts ------------------------------------------------------------------------------------------


def test_LC_09_at_the_deadline_nothing_of_the_handler_runs_any_more(launch):
    function = launch("""
        import atexit, time
        def handler(event, context):
            atexit.register(lambda: open("/tmp/atexit", "w"))
            try:
                time.sleep(100)
            except BaseException:
                open("/tmp/except", "w")
            finally:
                open("/tmp/finally", "w")
    """)
    invocation = function.invoke()

    assert ("Sandbox.Timedout", 3, []) == (
        invocation.error.error_type,
        invocation.ended_at,
        os.listdir(function.environments[0].tmp),
    )


HANGS = {
    "a loop": "while True: pass",
    "a loop in C": "sum(itertools.repeat(1))",
    "a sleep in C": "ctypes.CDLL(None).sleep(1000)",
    "a lock": "lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "signals ignored": "[signal.signal(n, signal.SIG_IGN) for n in (2, 10, 14, 15, 23)]; sum(itertools.repeat(1))",
    "stopped": "os.kill(os.getpid(), signal.SIGSTOP)",
    "a child that it waits for": "subprocess.run([sys.executable, '-c', 'import time; time.sleep(1000)'])",
    "a lot of output": "while True: os.write(1, b'x' * 4096) and None",
}


@pytest.mark.parametrize("statement", HANGS.values(), ids=HANGS)
def test_what_never_returns_is_a_timeout_at_the_deadline(launch, statement):
    function = launch(
        f"""
        import ctypes, itertools, os, signal, subprocess, sys, threading
        def handler(event, context):
            if event:
                {statement}
            return "served"
    """,
        timeout=30,
    )
    invocation = function.invoke(1)

    assert ("Sandbox.Timedout", 30, "served") == (
        invocation.error.error_type,
        invocation.ended_at,
        function.invoke(0).payload,
    )


def test_a_hang_at_import_is_a_timeout_of_init(launch):
    invocation = launch("while True:\n    pass").invoke()

    assert ("Sandbox.Timedout", 10, 13) == (
        invocation.error.error_type,
        invocation.started_at,
        invocation.ended_at,
    )


def test_a_deadline_that_a_thread_reaches_is_the_functions(launch):
    function = launch("""
        import threading, time
        def handler(event, context):
            thread = threading.Thread(target=time.sleep, args=(100,))
            thread.start()
            thread.join()
    """)

    assert "Sandbox.Timedout" == function.invoke().error.error_type


# -- time ------------------------------------------------------------------------------------------------


def test_time_is_virtual_and_goes_on_where_the_tests_stands(launch, simulator):
    function = launch("""
        import asyncio, datetime, time
        def handler(event, context):
            before = [time.time(), context.get_remaining_time_in_millis()]
            time.sleep(1)
            asyncio.run(asyncio.sleep(0.5))
            return [*before, time.time(), datetime.datetime.now().isoformat(), context.get_remaining_time_in_millis()]
    """)
    simulator.advance(60)

    assert [1735689660.0, 3000, 1735689661.5, "2025-01-01T00:01:01.500000", 1500] == function()
    assert 61.5 == simulator.clock.elapsed


def test_monotonic_time_goes_on_between_invocations(launch, simulator):
    function = launch("import time\ndef handler(event, context):\n    return time.monotonic()")
    first = function()
    simulator.clock.tick(10)

    assert 10 == pytest.approx(function() - first)


def test_in_mode_ticking_real_time_counts(write, tmp_path):
    write("app.py", "def handler(event, context):\n    return sum(range(2_000_000)) > 0")
    with Simulator(seed=1, code_uri=tmp_path, clock_mode="ticking", isolation="process") as simulator:
        invocation = simulator.function("app.handler").invoke()

    assert 0 < invocation.report.duration < 3_000


def test_in_mode_ticking_the_deadline_comes_in_real_time(write, tmp_path):
    write("app.py", "def handler(event, context):\n    while True:\n        pass")
    with Simulator(seed=1, code_uri=tmp_path, clock_mode="ticking", isolation="process") as simulator:
        invocation = simulator.function("app.handler", timeout=1).invoke()

    assert ("Sandbox.Timedout", 1_000) == (invocation.error.error_type, invocation.report.duration)


def test_a_test_that_freezegun_froze_moves_on_with_the_handler(launch):
    import freezegun

    function = launch("import time\ndef handler(event, context):\n    time.sleep(2)\n    return time.time()")
    with freezegun.freeze_time("2030-01-01T00:00:00Z"):
        seen, after = function(), time.time()

    assert (1893456002.0, 1893456002.0) == (seen, after)


# -- limits --------------------------------------------------------------------------------------------------


@needs_namespaces
def test_CFG_03_tmp_fills_up(launch_heavy):
    function = launch_heavy(
        """
        def handler(event, context):
            with open("/tmp/large", "wb") as file:
                written = 0
                try:
                    while written < 600:
                        file.write(bytes(1024 * 1024))
                        file.flush()
                        written += 1
                except OSError as error:
                    return [written, error.errno, error.strerror]
        """,
        ephemeral_storage=512,
    )

    assert [512, 28, "No space left on device"] == function()


@needs_namespaces
def test_ENV_12_the_code_cannot_be_written(launch, tmp_path):
    function = launch("""
        def handler(event, context):
            try:
                open("new.txt", "w")
            except OSError as error:
                return error.errno
    """)

    assert (30, False) == (function(), (tmp_path / "new.txt").exists())


def test_ENV_16_there_are_1024_open_files(launch):
    function = launch("""
        import resource
        def handler(event, context):
            files = []
            try:
                while True:
                    files.append(open("/dev/null"))
            except OSError as error:
                return [error.errno, resource.getrlimit(resource.RLIMIT_NOFILE), 1000 < len(files) < 1024]
    """)

    assert [24, [1024, 1024], True] == function()


HOGS = {
    "at once": "text = 'x' * (300 * 1024 * 1024)",
    "bit by bit": "while True: kept.append('x' * 100_000)",
}


@pytest.mark.parametrize("statement", HOGS.values(), ids=HOGS)
def test_RT_28_too_much_memory_is_the_end(launch_heavy, statement):
    function = launch_heavy(f"kept = []\ndef handler(event, context):\n    {statement}\n    return 1", memory_size=160)
    invocation = function.invoke()

    assert ("Runtime.OutOfMemory", 160) == (invocation.report.error_type, invocation.report.max_memory_used)
    assert invocation.error.error_message.endswith("Error: Runtime exited with error: signal: killed")


def test_a_request_for_more_than_there_can_be_is_refused(launch_heavy):
    function = launch_heavy("def handler(event, context):\n    bytearray(4 * 1024 ** 3)", memory_size=128)

    assert "MemoryError" == function.invoke().error.error_type


def test_after_too_much_memory_the_next_invocation_is_served(launch_heavy):
    function = launch_heavy("def handler(event, context):\n    return len('x' * event)", memory_size=128)
    function.invoke(300_000_000)

    assert 10 == function(10)


def test_max_memory_used_is_the_most_that_the_process_used(launch_heavy):
    function = launch_heavy("def handler(event, context):\n    return len('x' * event)", memory_size=512)
    small, large, after = (function.invoke(size).report.max_memory_used for size in (1, 100_000_000, 1))

    assert (True, True, True) == (0 < small < 90, 90 + small < large < 130 + small, after >= large)


# -- freezing ------------------------------------------------------------------------------------------------


def test_LC_12_between_invocations_threads_stand_still_and_go_on_in_the_next(launch):
    function = launch("""
        import os, threading
        count = 0
        file = os.open("/tmp/count", os.O_CREAT | os.O_WRONLY)
        def work():
            global count
            while True:
                count += 1
                os.pwrite(file, b"%20d" % count, 0)
        def handler(event, context):
            if event:
                threading.Thread(target=work, daemon=True).start()
            start = count
            while count < start + 100:
                pass
            return count
    """)
    function(1)
    file = function.environments[0].tmp / "count"
    seen = {file.read_text() for _ in range(20) if RealTime.sleep(0.005) is None}
    before = int(seen.pop())

    assert (set(), True) == (seen, function(0) > before)


def test_LC_12_child_processes_stand_still_too(launch):
    function = launch("""
        import subprocess, sys, time
        def handler(event, context):
            loop = "import itertools\\nfor n in itertools.count():\\n    open('/tmp/count', 'w').write(str(n))"
            child = subprocess.Popen([sys.executable, "-c", loop])
            return child.pid
    """)
    pid = function()

    assert eventually(lambda: "T" == Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0])


# -- output --------------------------------------------------------------------------------------------------


def test_the_log_has_everything_in_the_order_in_which_it_was_written(launch):
    invocation = launch("""
        import ctypes, logging, os, subprocess, sys
        def handler(event, context):
            print("printed")
            os.write(1, b"written\\n")
            subprocess.run(["/bin/echo", "from a child"])
            print("to stderr", file=sys.stderr)
            library = ctypes.CDLL(None)
            library.puts(b"from C")
            library.fflush(None)
            os.system("/bin/echo from a shell")
            logging.getLogger().warning("logged")
    """).invoke()
    lines = invocation.logs.splitlines()[1:-2]

    assert ["printed", "written", "from a child", "to stderr", "from C", "from a shell"] == lines[:-1]
    assert f"[WARNING]\t2025-01-01T00:00:00.000Z\t{invocation.request_id}\tlogged" == lines[-1]


def test_a_lot_of_output_is_no_trouble(launch_heavy):
    source = "def handler(event, context):\n    print('x' * 50_000_000)\n    return 'done'"
    invocation = launch_heavy(source, memory_size=256).invoke()

    assert ("done", 50_000_000) == (invocation.payload, len(max(invocation.logs.split(), key=len)))


def test_a_character_that_is_cut_in_two_is_put_together(launch):
    invocation = launch(
        "import os\ndef handler(event, context):\n    os.write(1, b'\\xc3')\n    os.write(1, b'\\xbc\\n')"
    ).invoke()

    assert "\nü\n" in invocation.logs


DISTURBANCES = {
    "closed": "os.closerange(0, 3)",
    "all closed": "os.closerange(0, resource.getrlimit(resource.RLIMIT_NOFILE)[0])",
    "replaced": "null = os.open('/dev/null', os.O_RDWR); [os.dup2(null, n) for n in range(20)]",
    "streams replaced": "sys.stdout = sys.stderr = None",
    "frames on stdout": "os.write(1, bytes([14]) + bytes(16) + b'{}')",
    "modules deleted": "[sys.modules.pop(n) for n in [*sys.modules] if n.startswith(('json', 'pytest_', 'socket'))]",
    "a fork": "pid = os.fork(); pid and os.waitpid(pid, 0)",
    "multiprocessing": "p = multiprocessing.get_context('fork').Process(target=print, args=(1,)); p.start(); p.join()",
    "a trace function": "sys.settrace(lambda *_: None); gc.disable()",
}


@pytest.mark.parametrize("statement", DISTURBANCES.values(), ids=DISTURBANCES)
def test_a_handler_does_not_disturb_its_answer(launch, statement):
    function = launch(f"""
        import gc, multiprocessing, os, resource, sys
        def handler(event, context):
            {statement}
            return event
    """)

    assert ([1], [2]) == (function([1]), function([2]))


def test_large_events_and_answers_pass(launch_heavy):
    event = {"text": "x" * 5_900_000}

    assert event == launch_heavy("def handler(event, context):\n    return event")(event)


def test_caplog_sees_the_records_of_a_handler(launch, caplog):
    launch("""
        import logging
        logger = logging.getLogger("orders")
        logger.setLevel(logging.INFO)
        logger.warning("at import")
        def handler(event, context):
            logger.info("order %s", 7)
    """)()

    assert [("orders", 30, "at import"), ("orders", 20, "order 7")] == caplog.record_tuples


# -- failures that are the test's ------------------------------------------------------------------------


def test_an_assertion_in_the_handler_fails_the_test_with_message_and_traceback(launch):
    function = launch("def handler(event, context):\n    assert event == 2, f'it is {event}'\n    return 'fine'")
    with pytest.raises(AssertionError, match=r"^it is 1$") as caught:
        function(1)

    assert isinstance(caught.value.__cause__, HandlerTraceback)
    assert "app.py\", line 2, in handler\n    assert event == 2, f'it is {event}'" in str(caught.value.__cause__)
    assert "fine" == function(2)


def test_an_assertion_at_import_fails_the_test_too(launch):
    with pytest.raises(AssertionError, match=r"^at import$"):
        launch("assert False, 'at import'")()


def test_pytest_fail_in_the_handler_fails_the_test(write, tmp_path, lambda_simulator):
    write("app.py", "import pytest\ndef handler(event, context):\n    pytest.fail('called wrongly')")
    function = lambda_simulator.function("app.handler", code_uri=tmp_path, isolation="process", memory_size=512)
    with pytest.raises(pytest.fail.Exception, match="called wrongly"):
        function()


def test_an_exception_of_the_handler_is_not_here(launch):
    invocation = launch("def handler(event, context):\n    raise KeyError('id')").invoke()

    assert (None, "KeyError", "'id'") == (
        invocation.exception,
        invocation.error.error_type,
        invocation.error.error_message,
    )


# -- variables ---------------------------------------------------------------------------------------------


def test_variables_are_lambdas_the_functions_and_the_test_runs(launch, monkeypatch):
    function = launch(
        "import os\ndef handler(event, context):\n    return dict(os.environ)", environment={"TABLE": "mine"}
    )
    monkeypatch.setenv("GIVEN", "before")
    monkeypatch.setenv("TABLE", "not this")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    first = function()
    monkeypatch.setenv("GIVEN", "after")
    second = function()
    monkeypatch.delenv("GIVEN")

    assert ("before", "after", None) == (first["GIVEN"], second["GIVEN"], function().get("GIVEN"))
    assert ("mine", "ASIAPYTESTLAMBDAFAKE", "/var/task") == (
        first["TABLE"],
        first["AWS_ACCESS_KEY_ID"],
        first["LAMBDA_TASK_ROOT"],
    )
    assert "HOME" not in first


def test_child_processes_have_the_same_variables(launch):
    function = launch(
        "import subprocess\ndef handler(event, context):\n    return subprocess.check_output(['/usr/bin/env']).decode()"
    )

    assert "AWS_LAMBDA_FUNCTION_NAME=orders\n" in function()


# -- what is left ----------------------------------------------------------------------------------------


DAEMON = """
    import os, subprocess, sys
    def handler(event, context):
        sleep = [sys.executable, "-c", "import time; time.sleep(1000)"]
        child = subprocess.Popen(sleep, start_new_session=True)
        read, write = os.pipe()
        if os.fork() == 0:
            os.setsid()
            orphan = subprocess.Popen(sleep)
            os.write(write, str(orphan.pid).encode())
            os._exit(0)
        os.wait()
        return [os.getpid(), child.pid, int(os.read(read, 20))]
"""


@pytest.mark.parametrize("end", ["recycle", "close", "crash"])
def test_what_the_handler_left_running_goes_with_its_environment(write, tmp_path, end):
    source = textwrap.dedent(DAEMON)
    if end == "crash":
        source += textwrap.dedent("""
            def crash(event, context):
                open("/tmp/pids", "w").write(repr(handler(event, context)))
                os._exit(1)
        """)
    write("app.py", source)
    with Simulator(seed=1, code_uri=tmp_path, isolation="process") as simulator:
        if end == "crash":
            function = simulator.function("app.crash")
            function.invoke()
            pids = json.loads((function.environments[0].tmp / "pids").read_text())
        else:
            function = simulator.function("app.handler")
            pids = function()
            assert [True, True, True] == [is_alive(pid) for pid in pids]
        if end == "recycle":
            function.recycle()
        if end != "close":
            assert [False, False, False] == [is_alive(pid) for pid in pids]

    assert [False, False, False] == [is_alive(pid) for pid in pids]


def test_environments_leave_no_descriptor_process_or_file(launch, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    function = launch("import os\ndef handler(event, context):\n    open('/tmp/a', 'w')\n    return os.getpid()")

    def once():
        pid = function()
        function.environments[0].tmp.joinpath("a").read_text()
        function.recycle()
        return pid

    once()
    before = os.listdir("/proc/self/fd")
    pids = [once() for _ in range(20)]

    assert (before, []) == (os.listdir("/proc/self/fd"), os.listdir(folder))
    assert [] == [pid for pid in pids if is_alive(pid)]


def test_the_tmp_of_an_environment_is_gone_with_it(launch):
    function = launch("def handler(event, context):\n    open('/tmp/a', 'w').write('x')")
    function()
    folder = function.environments[0].tmp
    before = folder.exists()
    function.recycle()

    assert (True, False, False) == (before, folder.exists(), Path("/tmp/a").exists())


DIES = """
import os, signal, sys
import pytest_lambda
simulator = pytest_lambda.Simulator(seed=1, code_uri={code!r}, isolation="process").open()
print(*simulator.function("app.handler")(), flush=True)
os.kill(os.getpid(), signal.{signal})
"""


@pytest.mark.parametrize("sent", ["SIGKILL", "SIGTERM", "SIGSEGV"])
def test_workers_die_with_the_test_process(write, tmp_path, sent):
    write("app.py", textwrap.dedent(DAEMON))
    script = write("dies.py", DIES.format(code=str(tmp_path), signal=sent))
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=run_environment())
    pids = [int(pid) for pid in run.stdout.split()]

    assert 3 == len(pids), run.stderr
    assert eventually(lambda: not any(is_alive(pid) for pid in pids))


def run_environment():
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def test_a_fork_of_the_test_process_has_a_server_of_its_own(launch):
    function = launch("import os\ndef handler(event, context):\n    return os.getppid()")
    server = function()
    child = os.fork()
    if child == 0:
        try:
            with Simulator(seed=2, code_uri=function.configuration.code_uri, isolation="process") as simulator:
                other = simulator.function("app.handler")()
            launcher(()).stop()
            os._exit(0 if other != server else 1)
        except BaseException:
            os._exit(2)
    _, status = os.waitpid(child, 0)

    assert (0, server) == (os.waitstatus_to_exitcode(status), function())


def test_a_server_that_was_killed_is_replaced(write, tmp_path):
    write("app.py", "import os\ndef handler(event, context):\n    return os.getppid()")
    with Simulator(seed=1, code_uri=tmp_path, isolation="process") as simulator:
        function = simulator.function("app.handler")
        server = function()
        function.recycle()
        os.kill(server, signal.SIGKILL)
        os.waitid(os.P_PID, server, os.WEXITED | os.WNOWAIT)

        assert function() != server


# -- misuse ------------------------------------------------------------------------------------------------


def test_motos_mocks_are_refused_with_what_to_do(launch):
    moto = pytest.importorskip("moto")
    function = launch("def handler(event, context):\n    pass")
    with moto.mock_aws(), pytest.raises(UsageError) as caught:
        function()

    assert (
        "moto's mocks (mock_aws) live in the test process, and a function in isolation 'process' runs in another, "
        "where its calls would go out to AWS. Use isolation 'module' or 'inline' for it, or moto's server: "
        "ThreadedMotoServer, and AWS_ENDPOINT_URL set to its address"
    ) == str(caught.value)
