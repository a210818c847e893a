"""Coverage of handlers under pytest-cov, pytest-xdist and ``coverage run``: complete and exact, whatever they do."""

from __future__ import annotations

import json
import sys

import pytest

APP = """
    import time
    LOADED = True
    if LOADED:
        VALUE = 1
    else:
        VALUE = 2

    def handler(event, context):
        kind = event["kind"]
        if kind == "sleep":
            try:
                time.sleep(100)
            finally:
                never = True
        if kind == "spin":
            while True:
                pass
        return helper(kind)

    def helper(kind):
        if kind == "trace":
            import sys
            sys.settrace(None)
        if kind == "own trace":
            import sys
            sys.settrace(lambda *_: None)
        return kind

    def unused():
        return 1
"""

CORES = ["ctrace", "pytrace", *(["sysmon"] if sys.version_info >= (3, 12) else [])]
BRANCHES = {"lines": (), "branches": ("--cov-branch",)}
ISOLATIONS = ["inline", "module", *(["process"] if sys.platform != "win32" else [])]


@pytest.fixture
def suite(suite, monkeypatch):
    """Return a suite with the handler in ``app.py``; nothing that measures this test measures it."""
    for name in ("COVERAGE_CORE", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "COVERAGE_RCFILE"):
        monkeypatch.delenv(name, raising=False)
    suite.plugins = ("pytest_cov",)
    _set(suite, watchdog=1)
    return suite.write("app.py", APP)


def _set(suite, *, watchdog):
    suite.ini(f"lambda_watchdog = {watchdog}", "addopts = --cov=. --cov-report=json:cov.json")


class Measured:
    """The JSON report of a suite."""

    def __init__(self, suite):
        self._files = json.loads((suite.path / "cov.json").read_text())["files"]

    def executed(self, file):
        return self._files[file]["executed_lines"]

    def missing(self, file):
        return self._files[file]["missing_lines"]

    def missing_branches(self, file):
        return self._files[file]["missing_branches"]

    def contexts(self, file):
        """Return the contexts of each line that has any, by line."""
        return {int(line): set(names) for line, names in self._files[file]["contexts"].items() if names}


def measure(suite, test, *arguments):
    outcome = suite.run_apart(test, *arguments)
    assert 0 == outcome.exit_code, outcome.output + outcome.errors
    return Measured(suite)


def calls(*kinds, isolation="module"):
    """Return a test that invokes the handler once per kind."""
    lines = "\n".join(f"            function.invoke({{'kind': {kind!r}}})" for kind in kinds)
    return f"""
        def test_it(lambda_function):
            function = lambda_function("app.handler", isolation={isolation!r})
{lines}
            last = True
    """


PLAIN_LINES = [1, 2, 3, 4, 8, 9, 10, 15, 18, 20, 21, 24, 27, 29]
"""What runs where nothing else is asked for: the whole module, and the handler's way through."""


# -- complete --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("core", CORES)
@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_a_handler_is_measured_from_its_import_on(suite, monkeypatch, isolation, core):
    monkeypatch.setenv("COVERAGE_CORE", core)
    measured = measure(suite, calls("plain", isolation=isolation))

    assert (PLAIN_LINES, [6, 11, 12, 14, 16, 17, 22, 23, 25, 26, 30]) == (
        measured.executed("app.py"),
        measured.missing("app.py"),
    )
    assert [] == measured.missing("test_it.py")


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_branches_are_measured(suite, isolation):
    measured = measure(suite, calls("plain", isolation=isolation), "--cov-branch")

    assert [[3, 6], [10, 11], [15, 16], [21, 22], [24, 25]] == measured.missing_branches("app.py")


def test_workers_of_xdist_add_up(suite):
    pytest.importorskip("xdist")
    suite.plugins = ("pytest_cov", "xdist.plugin")
    measured = measure(
        suite,
        """
        import pytest

        @pytest.mark.parametrize("kind", ["plain", "sleep", "trace", "own trace"])
        def test_it(lambda_function, kind):
            lambda_function("app.handler").invoke({"kind": kind})
            last = True
        """,
        "-n2",
        "--cov-branch",
    )

    assert ([6, 14, 16, 17, 30], []) == (measured.missing("app.py"), measured.missing("test_it.py"))


@pytest.mark.parametrize("branch", [(), ("--branch",)], ids=BRANCHES)
def test_a_run_by_coverage_itself_is_measured(suite, branch):
    suite.ini("lambda_watchdog = 1").write("test_it.py", calls("plain", "sleep", "plain"))
    python = [sys.executable, "-m"]
    pytest_run = ["pytest", "-p", "pytest_aws_lambda", "-p", "no:cacheprovider"]
    run = suite.pytester.run(*python, "coverage", "run", *branch, "--source=.", "-m", *pytest_run)
    report = suite.pytester.run(*python, "coverage", "json", "-o", "cov.json")
    measured = Measured(suite)

    assert (0, 0) == (run.ret, report.ret)
    assert ([6, 14, 16, 17, 22, 23, 25, 26, 30], []) == (measured.missing("app.py"), measured.missing("test_it.py"))


# -- ended handlers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("core", CORES)
@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize(("kind", "ran"), [("sleep", [11, 12]), ("spin", [16, 17])])
def test_a_handler_that_is_ended_is_measured_up_to_its_last_line(suite, monkeypatch, kind, ran, isolation, core):
    monkeypatch.setenv("COVERAGE_CORE", core)
    measured = measure(suite, calls("plain", kind, "plain", isolation=isolation))

    # Line 14, in a finally, is on the way out: nothing of it ran.
    assert sorted(PLAIN_LINES + ran) == measured.executed("app.py")
    assert [] == measured.missing("test_it.py")


@pytest.mark.parametrize("core", [core for core in CORES if core != "sysmon" or sys.version_info >= (3, 14)])
@pytest.mark.parametrize("kind", ["sleep", "spin", "trace", "own trace"])
def test_no_branch_is_lost_around_a_handler_that_took_the_trace_function_away(suite, monkeypatch, kind, core):
    monkeypatch.setenv("COVERAGE_CORE", core)
    measured = measure(
        suite,
        f"""
        def numbers(call):
            yield 1
            if call():
                yield 2

        def test_it(lambda_function):
            function = lambda_function("app.handler")
            def call(): return function.invoke({{"kind": {kind!r}}})
            if call():
                first = True
            if not call(): first = False
            assert 2 == len(list(numbers(call)))
            if first:
                last = True
        """,
        "--cov-branch",
    )

    assert ([], [[3, -1], [9, 11], [13, -6]]) == (
        [line for line in measured.missing("test_it.py") if line != 11],
        [branch for branch in measured.missing_branches("test_it.py") if branch[0] != 11],
    )


def test_another_trace_function_of_the_test_is_given_back(suite):
    measured = measure(
        suite,
        """
        import sys

        def test_it(lambda_function):
            before = sys.gettrace()
            def trace(*_): return None
            sys.settrace(trace)
            lambda_function("app.handler").invoke({"kind": "trace"})
            now = sys.gettrace()
            sys.settrace(before)
            assert trace is now
        """,
    )

    assert [] == [line for line in measured.missing("test_it.py") if line >= 9]


@pytest.mark.parametrize("environment", ["", "env=dict(os.environ), "], ids=["inherited", "given"])
def test_a_process_that_the_handler_starts_is_measured_where_coverage_is_told_to(suite, environment):
    suite.write(
        "app.py",
        f"""
        import os
        import subprocess
        import sys
        def handler(event, context):
            subprocess.run([sys.executable, "child.py"], {environment}check=True)
            return [name for name in os.environ if name.startswith("COV")]
        """,
    ).write("child.py", "x = 1\nif x:\n    y = 2\nelse:\n    y = 3\n")
    suite.write(".coveragerc", "[run]\npatch = subprocess\n")
    _set(suite, watchdog=30)
    measured = measure(suite, "def test_it(lambda_function): assert [] == lambda_function('app.handler')()")

    assert ([1, 2, 3], [5]) == (measured.executed("child.py"), measured.missing("child.py"))


def test_a_process_that_the_handler_starts_is_not_measured_otherwise(suite):
    suite.write(
        "app.py",
        """
        import subprocess
        import sys
        def handler(event, context):
            return subprocess.run([sys.executable, "child.py"], check=True).returncode
        """,
    ).write("child.py", "x = 1\n")
    _set(suite, watchdog=30)
    measured = measure(suite, "def test_it(lambda_function): assert 0 == lambda_function('app.handler')()")

    assert [1] == measured.missing("child.py")


# -- contexts --------------------------------------------------------------------------------------------------------


INIT_LINES = {1, 2, 3, 4, 8, 20, 29}
TWO_WARM = calls("plain", "plain", "sleep")


@pytest.mark.parametrize("core", [core for core in CORES if core != "pytrace"])
@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_phases_are_contexts_where_asked_for(suite, monkeypatch, isolation, core):
    monkeypatch.setenv("COVERAGE_CORE", core)
    suite.write(".coveragerc", "[json]\nshow_contexts = true\n")
    measured = measure(suite, calls("plain", "plain", "sleep", isolation=isolation), "--lambda-coverage-contexts=on")

    contexts = measured.contexts("app.py")
    warm = {9, 10, 15, 18, 21, 24, 27}
    assert {
        **{line: {"lambda:init"} for line in INIT_LINES},
        **{line: {"lambda:invoke:cold", "lambda:invoke:warm"} for line in warm},
        **{line: {"lambda:invoke:warm"} for line in (11, 12)},
    } == contexts
    assert {line: {""} for line in measured.executed("test_it.py")} == measured.contexts("test_it.py")


def test_each_cold_start_counts_as_init(suite):
    suite.write(".coveragerc", "[json]\nshow_contexts = true\n")
    measured = measure(
        suite,
        """
        def test_one(lambda_function): lambda_function("app.handler")({"kind": "plain"})
        def test_two(lambda_function): lambda_function("app.handler")({"kind": "plain"})
        """,
        "--cov-context=test",
    )

    both = {f"test_it.py::test_{name}|run|lambda:init" for name in ("one", "two")}
    assert dict.fromkeys(INIT_LINES, both) == {
        line: names for line, names in measured.contexts("app.py").items() if line in INIT_LINES
    }


def test_contexts_of_coverage_itself_are_kept(suite):
    suite.write(".coveragerc", "[run]\ndynamic_context = test_function\n[json]\nshow_contexts = true\n")
    measured = measure(suite, TWO_WARM, "-W", "ignore::pytest_cov.CentralCovContextWarning")

    assert {"test_it.test_it|lambda:init"} == measured.contexts("app.py")[1]
    assert {"test_it.test_it|lambda:invoke:cold", "test_it.test_it|lambda:invoke:warm"} == measured.contexts("app.py")[
        9
    ]
    assert {"test_it.test_it"} == measured.contexts("test_it.py")[6]


def test_a_static_context_comes_first(suite):
    suite.write(".coveragerc", "[run]\ncontext = unit\n[json]\nshow_contexts = true\n")
    measured = measure(suite, TWO_WARM)

    assert {"unit|lambda:init"} == measured.contexts("app.py")[1]


@pytest.mark.parametrize(
    ("option", "context"), [("auto", set()), ("off", {"test_it.py::test_it|run"})], ids=["auto", "off"]
)
def test_phases_are_no_contexts_where_nobody_asks_for_them(suite, option, context):
    suite.write(".coveragerc", "[json]\nshow_contexts = true\n")
    arguments = ("--cov-context=test",) if context else ()
    measured = measure(suite, TWO_WARM, f"--lambda-coverage-contexts={option}", *arguments)

    assert (context or {""}) == measured.contexts("app.py")[1]


# -- worker processes -----------------------------------------------------------------------------------------------


WORKER = """
    import json, os, signal, sys
    from pytest_lambda.isolation.coverage_recorder import Recorder, RecorderSettings
    recorder = Recorder(RecorderSettings(*json.loads(sys.argv[1])))
    recorder.start()
    import left_out, worker_only
    recorder.begin_phase("invoke:cold")
    worker_only.handler({"die": False})
    recorder.begin_phase("invoke:warm")
    worker_only.handler({"die": True})
"""
WORKER_ONLY = """
    import os
    import signal

    def handler(event):
        if event["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return event
"""
USES_A_WORKER = """
    import json
    import subprocess
    import sys

    from pytest_lambda.isolation.running_coverage import running_coverage
    from pytest_lambda.isolation.worker_coverage import WorkerCoverage

    def test_it(request):
        coverage = WorkerCoverage(running_coverage("auto"), print)
        folder = str(request.config.rootpath)
        worker = subprocess.run([sys.executable, "worker.py", json.dumps(coverage.settings)], cwd=folder)
        coverage.close()
        assert -9 == worker.returncode
        last = True
"""


@pytest.fixture
def worker_suite(suite):
    suite.write(".coveragerc", "[run]\nomit = left_out.py\n[json]\nshow_contexts = true\n")
    suite.write("left_out.py", "x = 1\n").write("worker.py", WORKER)
    return suite.write("worker_only.py", WORKER_ONLY)


@pytest.mark.parametrize("branch", BRANCHES.values(), ids=BRANCHES)
@pytest.mark.parametrize("core", CORES)
def test_what_a_killed_worker_ran_is_in_the_report_of_the_run(worker_suite, monkeypatch, core, branch):
    if core == "sysmon" and branch and sys.version_info < (3, 14):
        pytest.skip("coverage measures branches so from 3.14 on")
    monkeypatch.setenv("COVERAGE_CORE", core)
    measured = measure(worker_suite, USES_A_WORKER, *branch)

    assert ([1, 2, 4, 5, 6, 7], []) == (measured.executed("worker_only.py"), measured.missing("worker_only.py"))
    assert [] == measured.missing("test_it.py")
    with pytest.raises(KeyError):
        measured.executed("left_out.py")


def test_branches_of_a_worker_are_in_the_report(worker_suite):
    worker_suite.write("worker.py", WORKER.replace('"die": True', '"die": False'))
    measured = measure(worker_suite, USES_A_WORKER.replace("assert -9 ==", "assert 0 =="), "--cov-branch")

    assert [[5, 6]] == measured.missing_branches("worker_only.py")


def test_phases_of_a_worker_are_contexts(worker_suite):
    measured = measure(worker_suite, USES_A_WORKER, "--cov-context=test")

    init, cold, warm = (f"test_it.py::test_it|run|lambda:{phase}" for phase in ("init", "invoke:cold", "invoke:warm"))
    assert {1: {init}, 2: {init}, 4: {init}, 5: {cold, warm}, 6: {warm}, 7: {cold}} == measured.contexts(
        "worker_only.py"
    )
    assert {"test_it.py::test_it|run"} == measured.contexts("test_it.py")[14]


def test_workers_under_xdist_and_under_coverage_itself_are_in_the_report(worker_suite):
    pytest.importorskip("xdist")
    worker_suite.plugins = ("pytest_cov", "xdist.plugin")
    by_xdist = measure(worker_suite, USES_A_WORKER, "-n2")
    worker_suite.ini()
    python = [sys.executable, "-m"]
    pytest_run = ["pytest", "-p", "pytest_aws_lambda", "-p", "no:cacheprovider"]
    worker_suite.pytester.run(*python, "coverage", "run", "--branch", "--source=.", "-m", *pytest_run)
    worker_suite.pytester.run(*python, "coverage", "json", "-o", "cov.json")
    by_itself = Measured(worker_suite)

    assert [1, 2, 4, 5, 6, 7] == by_xdist.executed("worker_only.py") == by_itself.executed("worker_only.py")
    assert [] == by_itself.missing_branches("worker_only.py")


# -- isolation process -----------------------------------------------------------------------------------------------


ENDS = {
    "os._exit": "os._exit(3)",
    "sys.exit": "sys.exit(3)",
    "SIGKILL": "os.kill(os.getpid(), signal.SIGKILL)",
    "a crash": "ctypes.string_at(0)",
    "a sleep beyond the timeout": "time.sleep(100)",
    "a loop in C that holds the interpreter": "max(itertools.repeat(1))",
    "a loop that swallows everything": "swallow()",
}
ENDING = """
    import ctypes, itertools, os, signal, sys, time

    def swallow():
        while True:
            try:
                time.sleep(1)
            except BaseException:
                pass

    def handler(event, context):
        if event["end"]:
            before = True
            {end}
            never = True
        return "later"
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no isolation process")
@pytest.mark.parametrize("branch", BRANCHES.values(), ids=BRANCHES)
@pytest.mark.parametrize("end", ENDS)
def test_a_process_is_measured_up_to_its_last_line_whatever_ends_it(suite, end, branch):
    suite.write("app.py", ENDING.format(end=ENDS[end]))
    measured = measure(
        suite,
        """
        def test_it(lambda_function):
            function = lambda_function("app.handler", isolation="process", timeout=3)
            function.invoke({"end": True})
            assert "later" == function({"end": False})
        """,
        *branch,
    )

    # Line 14 is the one after the end; swallow() is lines 4 to 8, of which 7 and 8 are on the way out.
    assert ([7, 8, 14] if "swallow" in ENDS[end] else [4, 5, 6, 7, 8, 14]) == measured.missing("app.py")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no isolation process")
def test_a_process_whose_handler_closes_every_descriptor_is_measured_on(suite):
    suite.write("app.py", ENDING.format(end="os.closerange(0, 1024)"))
    measured = measure(
        suite,
        """
        def test_it(lambda_function):
            lambda_function("app.handler", isolation="process").invoke({"end": True})
        """,
    )

    assert [4, 5, 6, 7, 8] == measured.missing("app.py")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no isolation process")
def test_forked_children_of_a_process_are_measured(suite):
    suite.write(
        "app.py",
        """
        import multiprocessing

        def work(pipe):
            pipe.send(helper())

        def helper():
            return 7

        def handler(event, context):
            ours, theirs = multiprocessing.Pipe()
            child = multiprocessing.get_context("fork").Process(target=work, args=(theirs,))
            child.start()
            answer = ours.recv()
            child.join()
            return answer
        """,
    )
    measured = measure(
        suite, "def test_it(lambda_function): assert 7 == lambda_function('app.handler', isolation='process')()"
    )

    assert [] == measured.missing("app.py")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no isolation process")
def test_many_processes_leave_no_file_behind(suite, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    measure(
        suite,
        """
        def test_it(lambda_function):
            function = lambda_function("app.handler", isolation="process")
            for kind in 3 * ["plain", "sleep"]:
                function.invoke({"kind": kind})
        """,
    )

    assert [] == [path.name for path in tmp_path.iterdir() if "coverage" in path.name]
