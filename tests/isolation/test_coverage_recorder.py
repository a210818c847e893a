"""What runs in a worker process is known afterwards, exactly, however the process ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from pytest_lambda.isolation.coverage_recorder import PHASES, RecorderSettings
from pytest_lambda.isolation.point_log import PointReader

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")

PROJECT = Path(__file__).parents[2]

WORKER = """
    import json, os, sys
    from pytest_lambda.isolation.coverage_recorder import Recorder, RecorderSettings
    recorder = Recorder(RecorderSettings(*json.loads(sys.argv[1])))
    recorder.start()
    import app
    for phase in ("invoke:cold", "invoke:warm"):
        recorder.begin_phase(phase)
        app.handler(phase)
    os._exit(0)
"""

# Whatever leads from line to line in a way of its own.
PROGRAM = """
    import asyncio, contextlib, threading
    def numbers(n):
        for i in range(n):
            if i == 1:
                yield "one"
                continue
            yield i
        return None
    def delegating():
        yield from numbers(3)
        yield "end"
    async def waiting(n):
        await asyncio.sleep(0)
        if n:
            return n
        return None
    async def both():
        async for _ in generating():
            pass
        return await asyncio.gather(waiting(0), waiting(1))
    async def generating():
        yield 1
        await asyncio.sleep(0)
        yield 2
    @contextlib.contextmanager
    def held():
        try:
            yield 1
        except KeyError:
            pass
        finally:
            x = 1
    class Shape:
        '''Doc.'''
        sides = [
            i
            for i in range(3)
            if i
        ]
        def area(self, *, a=1):
            try:
                if a:
                    raise ValueError(a)
            except ValueError as error:
                return str(error)
            else:
                return 2
            finally:
                self.z = 3
    def factorial(n):
        return 1 if n < 2 else n * factorial(n - 1)
    def jumps():
        with held():
            raise KeyError(1)
        for i in range(3):
            if i == 2:
                break
        else:
            i = 9
        while True:
            i += 1
            if i > 5: break
        match i:
            case 1:
                return 1
            case 6:
                return 6
    def passes_through():
        with contextlib.suppress(RuntimeError):
            raises_again()
    def raises_again():
        try:
            raise RuntimeError
        except RuntimeError:
            raise
    def handler(phase):
        if phase != "invoke:cold":
            return
        list(delegating())
        asyncio.run(both())
        Shape().area()
        Shape().area(a=0)
        factorial(4)
        jumps()
        passes_through()
        thread = threading.Thread(target=factorial, args=(3,))
        thread.start()
        thread.join()
        left = numbers(5)
        next(left)
        left.close()
        with held() as value:
            assert value
        plus = lambda q: q + 1
        plus(1)
"""

BY_COVERAGE = """
    import coverage, json, sys
    measurement = coverage.Coverage(branch=sys.argv[1] == "True", data_file=None, config_file=False, source=["."])
    measurement.start()
    import app
    app.handler("invoke:cold")
    app.handler("invoke:warm")
    measurement.stop()
    data = measurement.get_data()
    [file] = data.measured_files()
    print(json.dumps(data.arcs(file) or data.lines(file)))
"""


@pytest.fixture
def log():
    reader = PointReader()
    yield reader
    reader.close()


@pytest.fixture
def start(log, tmp_path):
    """Return what starts a worker that runs the source of a module ``app``."""
    started = []

    def start(source, *, has_branches=False, **settings):
        (tmp_path / "app.py").write_text(textwrap.dedent(source).lstrip("\n"), encoding="utf-8")
        given = RecorderSettings(log.path, has_branches, **settings)
        worker = _python(tmp_path, WORKER, json.dumps(given))
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.communicate()


@pytest.fixture
def run(start, log, tmp_path):
    """Return what runs a worker to its end, and gives what was recorded of ``app``."""

    def run(source, **settings):
        _, errors = start(source, **settings).communicate(timeout=30)
        return Recorded([point for point in log.read(is_over=True) if point.module == "app"], errors)

    return run


def _python(folder, script, *arguments):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(folder)])}
    for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "COV_CORE_SOURCE"):
        environment.pop(name, None)
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *arguments],
        cwd=folder,
        env={**environment, "COVERAGE_CORE": "ctrace"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Recorded:
    """What was recorded of the module ``app``."""

    def __init__(self, points, errors):
        self.points = points
        self.errors = errors

    def lines(self, phase=None):
        return sorted({point.first for point in self.points if phase in (None, PHASES[point.phase])})

    def arcs(self):
        return sorted({(point.first, point.second) for point in self.points})


@pytest.mark.parametrize("has_branches", [False, True], ids=["lines", "branches"])
def test_what_is_recorded_is_what_coverage_records(run, tmp_path, has_branches):
    recorded = run(PROGRAM, has_branches=has_branches)
    theirs, errors = _python(tmp_path, BY_COVERAGE, str(has_branches)).communicate(timeout=30)
    assert theirs, errors
    expected = sorted(tuple(point) if has_branches else point for point in json.loads(theirs))

    assert expected == (recorded.arcs() if has_branches else recorded.lines())


ENDS = {
    "SIGKILL": "os.kill(os.getpid(), signal.SIGKILL)",
    "os._exit": "os._exit(1)",
    "a crash": "ctypes.string_at(0)",
    "abort": "os.abort()",
    "an exception": "raise ValueError",
    "SIGKILL with all descriptors closed": "os.closerange(0, 256); os.kill(os.getpid(), signal.SIGKILL)",
    "SIGKILL in a thread": "run_in_thread(os.kill, os.getpid(), signal.SIGKILL)",
}


@pytest.mark.parametrize("has_branches", [False, True], ids=["lines", "branches"])
@pytest.mark.parametrize("end", ENDS)
def test_lines_up_to_the_last_are_there_whatever_ended_the_process(run, end, has_branches):
    recorded = run(
        f"""
        import ctypes, os, signal, threading
        def run_in_thread(function, *arguments):
            thread = threading.Thread(target=function, args=arguments)
            thread.start()
            thread.join()
        def handler(phase):
            before = True
            {ENDS[end]}
            never = True
        """,
        has_branches=has_branches,
    )
    second = {point.second for point in recorded.points}

    assert {1, 2, 6, 7, 8} <= (second if has_branches else set(recorded.lines()))
    assert 9 not in {*second, *recorded.lines()}


def test_lines_before_a_loop_in_c_that_never_lets_go_are_there(start, log):
    worker = start(
        """
        import itertools
        def handler(phase):
            before = True
            max(itertools.repeat(1))
        """
    )
    lines, last = set(), time.monotonic() + 30
    while 4 not in lines and time.monotonic() < last:
        lines |= {point.first for point in log.read() if point.module == "app"}
        time.sleep(0.01)
    worker.kill()

    assert -signal.SIGKILL == worker.wait()
    assert {1, 2, 3, 4} == lines


def test_lines_are_told_apart_by_phase(run):
    recorded = run(
        """
        import os
        STATE = []
        def handler(phase):
            if STATE:
                return "warm"
            STATE.append(1)
            return "cold"
        """
    )

    assert ([1, 2, 3], [4, 6, 7], [4, 5]) == tuple(recorded.lines(phase) for phase in PHASES)


def test_each_line_is_written_once_per_phase(run):
    recorded = run(
        """
        def handler(phase):
            for _ in range(1000):
                x = 1
        """
    )

    assert sorted({*recorded.points}) == sorted(recorded.points)


@pytest.mark.parametrize("has_branches", [False, True], ids=["lines", "branches"])
def test_a_handler_with_a_trace_function_of_its_own_is_measured_again_from_the_next_invocation_on(run, has_branches):
    recorded = run(
        """
        import sys
        def handler(phase):
            if phase == "invoke:warm":
                return 1
            sys.settrace(None)
        """,
        has_branches=has_branches,
    )

    assert 4 in ({point.second for point in recorded.points} if has_branches else recorded.lines())


def test_forked_children_are_recorded_beside_their_parent(run):
    recorded = run(
        """
        import os
        def child(number):
            if number == 2:
                import colorsys
                return second()
            return 1
        def second():
            return 2
        def handler(phase):
            children = []
            for number in (1, 2):
                pid = os.fork()
                if not pid:
                    child(number)
                    os.kill(os.getpid(), 9)
                children.append(pid)
            for pid in children:
                os.waitpid(pid, 0)
            after = True
        """
    )

    assert list(range(1, 20)) == recorded.lines()


def test_libraries_are_left_out_unless_asked_for(start, log):
    worker = start(
        """
        import colorsys, json, sys
        def handler(phase):
            colorsys.rgb_to_hls(1, 2, 3)
            json.loads("[1]")
        """
    )
    worker.communicate(timeout=30)

    assert {"app"} == {point.module for point in log.read(is_over=True)}


@pytest.mark.parametrize("packages", [("colorsys",), ("json",)], ids=["module", "package"])
def test_a_library_that_is_a_source_is_recorded(start, log, packages):
    worker = start(
        """
        import colorsys, json, sys
        def handler(phase):
            colorsys.rgb_to_hls(1, 2, 3)
            json.loads("[1]")
        """,
        source_packages=packages,
    )
    worker.communicate(timeout=30)
    tops = {point.module.partition(".")[0] for point in log.read(is_over=True)}

    assert {"app", *packages} == tops


def test_the_file_is_gone_as_soon_as_the_worker_has_it(start, log):
    assert os.path.exists(log.path)

    start("def handler(phase): pass").communicate(timeout=30)
    list(log.read())

    assert not os.path.exists(log.path)
