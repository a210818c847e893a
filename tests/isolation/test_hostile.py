"""Whatever a handler does: the outcome is AWS's, the test process is as before, and the next invocation is served."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest

from pytest_lambda import Function, Simulator
from pytest_lambda.base.clock import RealTime
from tests.isolation import canary
from tests.isolation.conftest import HANDLERS
from tests.isolation.hostile_cases import CASES, ISOLATIONS, Case, of

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the canary reads /proc"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

WATCHDOG_SECONDS = 0.5
PATIENCE_SECONDS = 10
"""Real seconds that a case may take in all, on a busy machine."""

CONTAINED = [
    pytest.param(of(case, isolation), isolation, id=f"{case.handler}-{isolation}")
    for case in CASES
    for isolation in ISOLATIONS
    if isolation in case.isolations
]


@pytest.fixture
def account() -> Iterator[Simulator]:
    """Return an account that has served a handler in each isolation before, so that what is made once is made."""
    with Simulator(seed=1, code_uri=HANDLERS / "hostile", watchdog=WATCHDOG_SECONDS) as simulator:
        for isolation in ISOLATIONS:
            function = simulator.function("errors.recursion", function_name=f"first-{isolation}", isolation=isolation)
            function(0)
            function.recycle()
        yield simulator


def deploy(account: Simulator, handler: str, isolation: str) -> Function:
    """Deploy a hostile handler."""
    return account.function(handler, function_name="hostile", isolation=isolation, timeout=30, memory_size=128)


@pytest.mark.parametrize(("case", "isolation"), CONTAINED)
def test_the_outcome_is_awss_and_the_process_as_before(account: Simulator, case: Case, isolation: str) -> None:
    function = deploy(account, case.handler, isolation)
    before = canary.look()
    started_ns = RealTime.monotonic_ns()
    invocation = function.invoke(1)
    seconds = (RealTime.monotonic_ns() - started_ns) / 1e9
    at_once = canary.look()
    following = function.invoke(0)
    tmp = invocation.environment.tmp
    function.recycle()
    # What stands in a circle is closed when it is collected: an event loop and its descriptor.
    gc.collect()
    after = canary.look()
    error = invocation.error

    assert (case.error_type, case.status) == (error and error.error_type, invocation.report.status)
    assert case.payload == (None if error else invocation.payload)
    assert case.message in (error.error_message if error else "")
    assert () == tuple(part for part in case.log if part not in invocation.logs)
    assert () == tuple(part for part in case.no_log if part in invocation.logs)
    assert {} == canary.differences(before, at_once, but=canary.EVENTUAL)
    assert ("served", case.is_reset) == (following.payload, following.is_cold_start)
    assert {} == canary.differences(before, after)
    assert not tmp.exists()
    assert seconds < PATIENCE_SECONDS


def test_every_handler_has_a_case() -> None:
    handlers = {
        f"{file.stem}.{line.removeprefix('def ').partition('(')[0]}"
        for file in (HANDLERS / "hostile").glob("*.py")
        for line, above in zip(file.read_text().splitlines()[1:], file.read_text().splitlines(), strict=False)
        if above == "@hostile"
    }

    assert handlers == {case.handler for case in CASES}
