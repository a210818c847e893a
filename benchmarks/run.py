"""
What this library costs, as ratios measured side by side in one run.

    python benchmarks/run.py

Each figure is the median of rounds in which both sides run in turn, so that a machine which changes its speed
changes both. Goals are those the project holds itself to; a figure over its goal is marked, not an error.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import coverage

import pytest_lambda
from pytest_lambda import events
from pytest_lambda.unit_context import unit_test_context


class Real:
    """The real clock, in a class: a simulator that opens replaces the functions of ``time`` in modules."""

    now = staticmethod(time.perf_counter)


HERE = Path(__file__).resolve().parent
HANDLERS = HERE / "handlers"


def sleeps(event: object, context: object) -> None:
    """A handler that sleeps longer than any function may run."""
    time.sleep(3600)


def microseconds(call: Callable[[], object], number: int) -> float:
    """Return the mean time of one of *number* calls, in microseconds."""
    start = Real.now()
    for _ in range(number):
        call()
    return (Real.now() - start) / number * 1e6


def in_turn(
    ours: Callable[[], object], theirs: Callable[[], object], *, number: int, rounds: int = 15
) -> tuple[float, float, float]:
    """Return the medians of both sides, in microseconds, and the median of their ratios."""
    pairs = []
    for _ in range(rounds):
        pairs.append((microseconds(ours, number), microseconds(theirs, number)))
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), ratio


def row(what: str, ours: str, theirs: str, figure: float, unit: str, goal: float) -> None:
    """Print one line of the table."""
    verdict = "" if figure < goal else "  over the goal"
    print(f"{what:<46} {ours:>12} {theirs:>12} {figure:>9.2f} {unit:<3} goal < {goal:g}{verdict}")


def warm_invocation() -> None:
    """A warm invocation in isolation ``module``, and the handler called with the JSON round trips done by hand."""
    sys.path.insert(0, str(HANDLERS))
    small = importlib.import_module("small")
    event = events.seeded(1).apigw_rest(path="/orders", query={"limit": "10"})
    context = unit_test_context(1)

    def by_hand() -> object:
        return json.loads(json.dumps(small.handler(json.loads(json.dumps(event)), context)))

    with pytest_lambda.Simulator(seed=1) as simulator:
        function = simulator.function("small.handler", code_uri=HANDLERS)
        function(event)
        ours, theirs, ratio = in_turn(lambda: function.invoke(event), by_hand, number=300)
    row(f"warm invocation ({len(json.dumps(event))} bytes)", f"{ours:.1f} us", f"{theirs:.1f} us", ratio, "x", 1.6)


def cold_start() -> None:
    """A cold start in isolation ``module``, and the bare import of the handler's module."""
    sys.path.insert(0, str(HANDLERS))

    def bare_import() -> object:
        sys.modules.pop("small", None)
        return importlib.import_module("small")

    with pytest_lambda.Simulator(seed=1) as simulator:
        function = simulator.function("small.handler", code_uri=HANDLERS)
        event = {"path": "/"}
        function(event)

        def cold() -> object:
            function.recycle()
            return function.invoke(event)

        def warm() -> object:
            return function.invoke(event)

        start, invocation, _ = in_turn(cold, warm, number=50)
        _, theirs, _ = in_turn(warm, bare_import, number=50)
    ours = start - invocation
    row("cold start, beyond its invocation", f"{ours:.1f} us", f"{theirs:.1f} us", ours / theirs, "x", 3.0)


def asynchronous_events() -> None:
    """10,000 asynchronous events that fail three times each, and as many calls with the JSON round trips by hand."""
    sys.path.insert(0, str(HANDLERS))
    failing = importlib.import_module("failing")
    event = events.seeded(1).apigw_rest(path="/orders", query={"limit": "10"})
    count = 10_000

    def ours() -> None:
        with pytest_lambda.Simulator(seed=1) as simulator:
            dead = simulator.queue("dead")
            function = simulator.function("failing.handler", code_uri=HANDLERS, dead_letter_config=dead)
            for _ in range(count):
                function.invoke(event, invocation_type="Event")
            simulator.run_until_idle()
            assert count == len(dead.messages)

    def by_hand() -> None:
        for _ in range(3 * count):
            try:
                json.loads(json.dumps(failing.handler(json.loads(json.dumps(event)), None)))
            except ValueError as error:
                json.loads(json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)}))

    left, right, ratio = in_turn(ours, by_hand, number=1, rounds=1)
    row("30,000 attempts of asynchronous events", f"{left / 1e6:.2f} s", f"{right / 1e6:.2f} s", ratio, "x", 6.0)


class RuntimeClient:
    """AWS's own runtime client with the same handler, fed over its HTTP API by the server of the conformance tests."""

    def __init__(self, event: object) -> None:
        sys.path.insert(0, str(HERE.parent))
        from tests.conformance.runtime_api import Request, RuntimeProcess

        self._request = Request(payload=json.dumps(event).encode())
        self._process = RuntimeProcess("small.handler", code=HANDLERS, environment={}, seconds=300)

    def __enter__(self) -> RuntimeClient:
        self._process.__enter__()
        self._next = self._process.next_call()
        return self

    def __exit__(self, *error: object) -> None:
        self._process.__exit__(None, None, None)

    def invoke(self) -> bytes:
        """Deliver the event and return the answer."""
        self._process.deliver(self._next, self._request)
        answer = self._process.next_call()
        self._process.reply(answer, 202)
        self._next = self._process.next_call()
        return answer.body


def has_runtime_client() -> bool:
    """Return whether AWS's runtime client is installed."""
    return importlib.util.find_spec("awslambdaric") is not None


def warm_process() -> None:
    """A warm invocation in isolation ``process``, and one of AWS's runtime client over its HTTP API."""
    event = events.seeded(1).apigw_rest(path="/orders", query={"limit": "10"})
    with pytest_lambda.Simulator(seed=1) as simulator:
        function = simulator.function("small.handler", code_uri=HANDLERS, isolation="process")
        function(event)
        if not has_runtime_client():
            ours = microseconds(lambda: function.invoke(event), 2_000)
            row("warm process", f"{ours:.1f} us", "no awslambdaric", ours, "us", 121.0)
            return
        with RuntimeClient(event) as client:
            client.invoke()
            ours, theirs, ratio = in_turn(lambda: function.invoke(event), client.invoke, number=200)
    row("warm process, and awslambdaric over HTTP", f"{ours:.1f} us", f"{theirs:.1f} us", ratio, "x", 1.0)


def cold_process() -> None:
    """A cold start in isolation ``process`` with its first invocation, and the same of a spawned ``awslambdaric``."""
    event = {"path": "/"}

    def spawned() -> object:
        with RuntimeClient(event) as client:
            return client.invoke()

    with pytest_lambda.Simulator(seed=1) as simulator:
        function = simulator.function("small.handler", code_uri=HANDLERS, isolation="process")
        function(event)

        def cold() -> object:
            function.recycle()
            return function.invoke(event)

        if not has_runtime_client():
            ours = microseconds(cold, 50)
            row("cold process", f"{ours / 1000:.2f} ms", "no awslambdaric", ours / 1000, "ms", 10.0)
            return
        ours, theirs, ratio = in_turn(cold, spawned, number=5)
    row(
        "cold process, and a spawned awslambdaric", f"{ours / 1000:.2f} ms", f"{theirs / 1000:.2f} ms", ratio, "x", 0.33
    )


def many_environments() -> None:
    """A thousand environments in isolation ``process``, made and dropped: what they leave."""

    def here() -> int:
        folders = os.listdir(temporary)
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        return len(os.listdir("/proc/self/fd")) + len(folders) + len(children)

    if not os.path.isdir("/proc/self/fd"):
        return
    with tempfile.TemporaryDirectory() as temporary, pytest_lambda.Simulator(seed=1) as simulator:
        tempfile.tempdir = temporary
        function = simulator.function("small.handler", code_uri=HANDLERS, isolation="process")
        server = simulator.function("parent.handler", code_uri=HANDLERS, isolation="process")()
        function({"path": "/"})
        function.environments[0].tmp.exists()
        function.recycle()
        gc.collect()
        before = here()
        start = Real.now()
        for _ in range(1_000):
            simulator.clock.tick(0.1)  # there may be 1,000 new environments in 10 s, and no more
            function.invoke({"path": "/"})
            function.recycle()
        seconds = Real.now() - start
        left = here() - before
        tempfile.tempdir = None
    row("left by 1,000 process environments", f"{seconds:.1f} s", "", left, "", 1)


def virtual_timeout() -> None:
    """A handler that sleeps past a timeout of 15 minutes."""
    with pytest_lambda.Simulator(seed=1) as simulator:
        function = simulator.function(sleeps, timeout=900)
        milliseconds = microseconds(function.invoke, 20) / 1000
    row("virtual timeout of 15 minutes", f"{milliseconds:.2f} ms", "900 s", milliseconds, "ms", 5.0)


def collection() -> None:
    """``pytest --collect-only`` on one test, with the plugin and without."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_nothing.py").write_text("def test_nothing():\n    pass\n")

        def collect(*options: str) -> float:
            command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *options]
            start = Real.now()
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
            return (Real.now() - start) * 1000

        pairs = [(collect(), collect("-p", "no:aws_lambda")) for _ in range(15)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    added = statistics.median(a - b for a, b in pairs)
    row("collect-only, with and without the plugin", f"{ours:.0f} ms", f"{theirs:.0f} ms", added, "ms", 5.0)


def many_records() -> None:
    """An SQS event of ten records."""
    builders = events.seeded(1)
    bodies = [str(number) for number in range(10)]
    duration = microseconds(lambda: builders.sqs(bodies), 500)
    row("an sqs event of 10 records", f"{duration:.1f} us", "", duration, "us", 100.0)


def measured_invocation() -> None:
    """A warm invocation in a run that coverage measures, and in one that it does not."""
    for isolation in ("module", "process"):
        for branch in (False, True):
            _measured(isolation, branch=branch, contexts="off", goal=2.5 if isolation == "module" else 2.0)
    _measured("module", branch=True, contexts="on", goal=8.0)


def _measured(isolation: str, *, branch: bool, contexts: str, goal: float) -> None:
    event = events.seeded(1).apigw_rest(path="/orders", query={"limit": "10"})
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest_lambda.Simulator(seed=1, coverage_contexts=contexts) as simulator,
    ):
        data_file = str(Path(folder, "coverage"))
        measurement = coverage.Coverage(
            branch=branch, data_file=data_file, config_file=False, source=[str(HANDLERS)], messages=False
        )
        plain, measured = (
            simulator.function("small.handler", code_uri=HANDLERS, isolation=isolation, function_name=name)
            for name in ("plain", "measured")
        )
        plain(event)
        pairs = []
        for _ in range(9):
            measurement.start()
            measured(event)
            with_coverage = microseconds(lambda: measured.invoke(event), 100)
            measurement.stop()
            pairs.append((with_coverage, microseconds(lambda: plain.invoke(event), 100)))
        ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(a / b for a, b in pairs)
    what = f"under coverage: {isolation}, {'branches' if branch else 'lines'}{', phases' if contexts == 'on' else ''}"
    row(what, f"{ours:.1f} us", f"{theirs:.1f} us", ratio, "x", goal)


BENCHMARKS = {
    "warm": warm_invocation,
    "cold": cold_start,
    "async": asynchronous_events,
    "warm-process": warm_process,
    "cold-process": cold_process,
    "many": many_environments,
    "timeout": virtual_timeout,
    "coverage": measured_invocation,
    "events": many_records,
    "collect": collection,
}


def main() -> None:
    """Run what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all by default")
    names = parser.parse_args().names or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    print(f"Python {sys.version.split()[0]}")
    print(f"{'':<46} {'here':>12} {'beside it':>12}")
    for name in names:
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
