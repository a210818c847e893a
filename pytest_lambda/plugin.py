"""
The pytest plugin: options, markers, fixtures and the report section.

The only module that imports pytest. It loads with every pytest run, so it is small, and what it does is in
``testrun.py``, which is imported when something of it is used.

PYTEST_DONT_REWRITE: there is no assertion here, and looking for them would slow every run down.
"""

from __future__ import annotations

import contextlib
import os
import sys
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

import pytest

from pytest_lambda import hookspecs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from pytest_lambda.context import LambdaContext
    from pytest_lambda.events import Builders
    from pytest_lambda.simulator import Clock, Function, Simulator
    from pytest_lambda.testrun import OneTest, TestRun

__all__: list[str] = []

_OPTIONS = {
    "lambda_isolation": "isolation of every function that does not name its own: inline, module",
    "lambda_code_uri": "folder that handler strings are imported from (default: rootdir)",
    "lambda_runtime": "Lambda runtime, such as python3.13 (default: the running Python)",
    "lambda_region": "AWS Region (default: us-east-1)",
    "lambda_account_id": "AWS account id (default: 123456789012)",
    "lambda_seed": "seed of every id and choice (default: made from the test's node id)",
    "lambda_report": "file to write the report to: a path that ends in .json or .html",
    "lambda_idle_timeout": "virtual seconds after which an idle environment is shut down (default: 900)",
    "lambda_watchdog": "real seconds of one invocation in which virtual time may stand still (default: 5)",
    "lambda_enforce_permissions": "whether sources need a permission, and functions are held to their roles: true, "
    "false (default: true)",
}
_HERMETIC = "give the whole run Lambda's Region, fake credentials and time zone, from before collection to its end"

_MARKERS = (
    "lambda_config(**config): defaults for every function made in this test, and for lambda_context",
    "lambda_timeout(seconds, *, elapsed=0): functions time out after so many seconds; each invocation starts with "
    "elapsed of it gone",
    "lambda_retry(maximum_retry_attempts, *, maximum_event_age_in_seconds=...): asynchronous retries in this test",
    "lambda_fault(kind, *, attempts=(1,)): the named attempts of each event fail by error, timeout, throttle, crash, "
    "out_of_memory, response_lost or duplicate",
    'lambda_start("cold", "warm", *, warm_up=None): run the test once per named start',
    'lambda_isolation("inline", "module"): run the test once per named isolation',
    'lambda_clock_mode(mode): "stepped" or "ticking"',
)

_FOLDER = __file__.removesuffix("plugin.py")

_variables_at_import = dict(os.environ)
"""What the run began with: what it sets later, handlers see."""

_run_key: pytest.StashKey[TestRun] = pytest.StashKey()
_test_key: pytest.StashKey[OneTest] = pytest.StashKey()
_hermetic_key: pytest.StashKey[Mapping[str, str]] = pytest.StashKey()


def _run(config: pytest.Config) -> TestRun:
    if _run_key not in config.stash:
        from pytest_lambda.testrun import TestRun

        at_start = config.stash.get(_hermetic_key, _variables_at_import)
        config.stash[_run_key] = TestRun(config, lambda name: _option(config, name), at_start)
    return config.stash[_run_key]


def _test(item: Any) -> OneTest:
    if _test_key not in item.stash:
        from pytest_lambda.testrun import OneTest

        item.stash[_test_key] = OneTest(_run(item.config), item)
    return item.stash[_test_key]  # type: ignore[no-any-return]


@contextlib.contextmanager
def _misuse_fails() -> Iterator[None]:
    """Let wrong use fail the test with its message alone."""
    from pytest_lambda.base.errors import AWSError, UsageError

    try:
        yield
    except (UsageError, AWSError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


# -- options -------------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add every ini option, and the command-line option of the same name."""
    group = parser.getgroup("aws-lambda", "AWS Lambda (pytest-aws-lambda)")
    for name, text in _OPTIONS.items():
        parser.addini(name, text, default=None)
        group.addoption("--" + name.replace("_", "-"), dest=name, default=None, type=_given, help=text)
    parser.addini("lambda_hermetic", _HERMETIC, type="bool", default=False)
    group.addoption("--lambda-hermetic", dest="lambda_hermetic", action="store_true", default=None, help=_HERMETIC)


def _given(text: str) -> str:
    if not text:
        raise ArgumentTypeError("it is empty: give it a value or leave it out")
    return text


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the plug points."""
    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Make the run hermetic before any conftest is imported."""
    try:
        is_hermetic = early_config.known_args_namespace.lambda_hermetic or early_config.getini("lambda_hermetic")
    except (ValueError, pytest.UsageError) as error:
        raise pytest.UsageError(f"lambda_hermetic must be true or false: {error}") from None
    if is_hermetic:
        from pytest_lambda.testrun import begin_hermetic

        region = _option(early_config, "lambda_region") or "us-east-1"
        early_config.stash[_hermetic_key] = begin_hermetic(region, early_config.add_cleanup)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers; refuse option values that mean nothing."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    if any(_option(config, name) is not None for name in _OPTIONS):
        from pytest_lambda.base.errors import UsageError

        try:
            _ = _run(config).options
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None


def _option(config: pytest.Config, name: str) -> Any:
    # Until the conftests are loaded, the command line is in known_args_namespace alone.
    given = config.getoption(name, None) or getattr(config.known_args_namespace, name, None)
    return given or config.getini(name) or None


# -- tests ---------------------------------------------------------------------------------------------------------


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once per start and isolation that its markers name."""
    for marker, fixture in (("lambda_start", "_lambda_start"), ("lambda_isolation", "_lambda_isolation")):
        mark = metafunc.definition.get_closest_marker(marker)
        names = [name for name in mark.args if isinstance(name, str)] if mark is not None else []
        if names and len(names) == len(set(names)):
            metafunc.fixturenames.append(fixture)
            metafunc.parametrize(fixture, names, indirect=True)


@pytest.fixture
def _lambda_start(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def _lambda_isolation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Check the markers, so that misuse fails here; give the builders of ``pytest_lambda.events`` the test's seed."""
    if "pytest_lambda.events" in sys.modules or any(mark.name.startswith("lambda_") for mark in item.iter_markers()):
        with _misuse_fails():
            _test(item).begin()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Show a failure without the frames in between, with the seed and the newest lines of the trace."""
    if call.excinfo is not None and _test_key in item.stash and not item.config.getoption("fulltrace"):
        _hide_own_frames(call.excinfo)
    report = yield
    if report.failed and _test_key in item.stash:
        lines = _test(item).failure_lines()
        if lines:
            report.sections.append(("AWS Lambda", "\n".join(lines)))
        report.sections.extend(_test(item).log_sections())
    return report


def _hide_own_frames(failure: pytest.ExceptionInfo[BaseException]) -> None:
    """Let pytest leave out this library's frames, which lie between a test and the handler that it runs."""
    for entry in failure.traceback:
        if str(entry.path).startswith(_FOLDER):
            entry.frame.f_globals["__tracebackhide__"] = _is_noise


def _is_noise(failure: pytest.ExceptionInfo[BaseException]) -> bool:
    """Return whether our frames tell nothing: the failure is a handler's, or one of our errors with its message."""
    is_handlers = not str(failure.traceback[-1].path).startswith(_FOLDER)
    return is_handlers or type(failure.value).__module__ == "pytest_lambda.base.errors"


# -- fixtures ------------------------------------------------------------------------------------------------------


@pytest.fixture
def lambda_simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """One simulated AWS account and Region of its own for this test, in virtual time."""
    propagated = (AssertionError, pytest.fail.Exception, pytest.skip.Exception, pytest.exit.Exception)
    with contextlib.ExitStack() as until_the_end:
        with _misuse_fails():
            simulator = until_the_end.enter_context(_test(request.node).simulator(propagated))
        yield simulator


@pytest.fixture
def lambda_function(lambda_simulator: Simulator) -> Callable[..., Function]:
    """``lambda_simulator.function``: deploys a handler string or a callable."""
    return lambda_simulator.function


@pytest.fixture
def lambda_clock(lambda_simulator: Simulator) -> Clock:
    """The simulator's clock: ``tick(seconds)``, ``now()``, ``elapsed``."""
    return lambda_simulator.clock


def _simulator_of(request: pytest.FixtureRequest) -> Simulator | None:
    """Return the test's simulator, made first so that the order of the fixtures does not matter."""
    return request.getfixturevalue("lambda_simulator") if "lambda_simulator" in request.fixturenames else None


@pytest.fixture
def lambda_context(request: pytest.FixtureRequest) -> LambdaContext:
    """A context for calling a handler directly; its remaining time ticks, and follows a freezegun freeze."""
    _simulator_of(request)
    with _misuse_fails():
        return _test(request.node).context()


@pytest.fixture
def lambda_events(request: pytest.FixtureRequest) -> Builders:
    """Every builder of ``pytest_lambda.events``, with a seeded stream of this test's own."""
    return _test(request.node).builders(_simulator_of(request))


def _builder(kind: str, what: str) -> Any:
    def builder(lambda_events: Builders) -> Callable[..., dict[str, Any]]:
        return getattr(lambda_events, kind)  # type: ignore[no-any-return]

    builder.__doc__ = f"``lambda_events.{kind}``: {what}."
    return pytest.fixture(builder)


apigw_event = _builder("apigw_rest", "an API Gateway REST API event")
apigw_http_event = _builder("apigw_http", "an API Gateway HTTP API event, payload 2.0")
s3_event = _builder("s3", "an S3 notification")
sqs_event = _builder("sqs", "a batch of messages")
sns_event = _builder("sns", "a notification")
kinesis_event = _builder("kinesis", "a batch of records of one shard")
dynamodb_event = _builder("dynamodb", "a batch of stream records")
eventbridge_event = _builder("eventbridge", "an event of a bus")


# -- reports -------------------------------------------------------------------------------------------------------


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the summary of an xdist worker to its controller, or write the report file."""
    config = session.config
    worker_output = getattr(config, "workeroutput", None)
    report = _option(config, "lambda_report")
    if worker_output is not None:
        if _run_key in config.stash:
            worker_output["lambda_summary"] = _run(config).summary.as_dict()
    elif report is not None and not config.option.collectonly and not _run(config).write_report(report):
        session.exitstatus = session.exitstatus or pytest.ExitCode.INTERNAL_ERROR


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take in the summary of an xdist worker."""
    output = getattr(node, "workeroutput", None) or {}
    if "lambda_summary" in output:
        _run(node.config).summary.merge(output["lambda_summary"])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Write the report section; quiet unless a function ran."""
    if _run_key in config.stash:
        lines = list(_run(config).section(_option(config, "lambda_report")))
        if lines:
            terminalreporter.section("AWS Lambda")
        for line in lines:
            terminalreporter.write_line(line, red=line.startswith("ERROR"))
