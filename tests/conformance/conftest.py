"""The runtime client's side of every selected case, run once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from .cases import Case
from .real import run_under_awslambdaric
from .seen import Seen


@pytest.fixture(scope="session")
def under_awslambdaric(request: pytest.FixtureRequest) -> Callable[[Case], Seen]:
    """
    Return what gives a case's result under the runtime client.

    All selected cases run before the first test, two at a time: the simulator changes the clock, the streams
    and the working directory of this process, and nothing should run beside that. Under pytest-xdist, where a
    worker does not know which tests it will get, a case runs when its test does.
    """
    done: dict[str, Future[Seen]] = {}
    if not hasattr(request.config, "workerinput"):
        selected = {
            case.id: case
            for item in request.session.items
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            if isinstance(case := item.callspec.params.get("case"), Case)
            if not any(mark.args[0] for mark in item.iter_markers("skipif"))
        }
        with ThreadPoolExecutor(max_workers=2) as executor:
            done = {name: executor.submit(run_under_awslambdaric, case) for name, case in selected.items()}

    def result(case: Case) -> Seen:
        return done[case.id].result() if case.id in done else run_under_awslambdaric(case)

    return result
