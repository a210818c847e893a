"""
The pytest plugin: options, markers, fixtures and the report section.

The only module that imports pytest. It loads with every pytest run, so whatever is heavy is imported by the
fixtures that need it.

PYTEST_DONT_REWRITE: there is no assertion here, and looking for them would slow every run down.
"""

from __future__ import annotations

import contextlib
import os
import sys
from argparse import ArgumentTypeError
from functools import partial
from typing import TYPE_CHECKING

import pytest

from pytest_lambda import hookspecs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from pytest_lambda.context import LambdaContext
    from pytest_lambda.events import Builders
    from pytest_lambda.registry import Registry
    from pytest_lambda.reports.summary import RunSummary
    from pytest_lambda.settings import RunOptions, TestSettings
    from pytest_lambda.simulator import Clock, Function, Simulator
    from pytest_lambda.unit_context import UnitTestContext

__all__: list[str] = []

_OPTIONS = {
    "lambda_isolation": "isolation of every function that does not name its own: inline, module",
    "lambda_code_uri": "folder that handler strings are imported from (default: rootdir)",
    "lambda_runtime": "Lambda runtime, such as python3.13 (default: the running Python)",
    "lambda_region": "AWS Region (default: us-east-1)",
    "lambda_account_id": "AWS account id (default: 123456789012)",
    "lambda_seed": "seed of every id and choice (default: made from the test's node id)",
    "lambda_report": "file to write the report to: a path that ends in .json or .html",
    "lambda_watchdog": "real seconds of one invocation in which virtual time may stand still (default: 5)",
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

_TRACE_LINES_SHOWN = 12

_variables_at_import = dict(os.environ)
"""What the test run began with: what it sets later, handlers see."""

_variables_key: pytest.StashKey[Mapping[str, str]] = pytest.StashKey()
_options_key: pytest.StashKey[RunOptions] = pytest.StashKey()
_registry_key: pytest.StashKey[Registry] = pytest.StashKey()
_summary_key: pytest.StashKey[RunSummary] = pytest.StashKey()
_settings_key: pytest.StashKey[TestSettings] = pytest.StashKey()
_seed_key: pytest.StashKey[int] = pytest.StashKey()
_simulator_key: pytest.StashKey[Simulator] = pytest.StashKey()
_context_key: pytest.StashKey[UnitTestContext] = pytest.StashKey()
_report_error_key: pytest.StashKey[str] = pytest.StashKey()


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
        _begin_hermetic(early_config)


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers; refuse option values that mean nothing."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    if any(_option(config, name) is not None for name in _OPTIONS):
        _run_options(config)


def _option(config: pytest.Config, name: str) -> Any:
    # Until the conftests are loaded, the command line is in known_args_namespace alone.
    given = config.getoption(name, None) or getattr(config.known_args_namespace, name, None)
    return given or config.getini(name) or None


def _begin_hermetic(config: pytest.Config) -> None:
    """Take every AWS variable away and set what Lambda sets, until the run ends."""
    from pytest_lambda.model.variables import hermetic_variables

    config.add_cleanup(partial(_replace_variables, dict(os.environ)))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    _replace_variables({**kept, **hermetic_variables(_option(config, "lambda_region") or "us-east-1")})
    config.stash[_variables_key] = dict(os.environ)


def _replace_variables(variables: dict[str, str]) -> None:
    import time

    for name in set(os.environ) - set(variables):
        del os.environ[name]
    os.environ.update(variables)
    if hasattr(time, "tzset"):
        time.tzset()


def _new_registry(config: pytest.Config) -> Registry:
    """Return what is plugged in by the conftests that are loaded so far."""
    from pytest_lambda.registry import BuiltinIsolations, Registry

    if not config.pluginmanager.has_plugin("lambda-builtin-isolations"):
        config.pluginmanager.register(BuiltinIsolations(), "lambda-builtin-isolations")
    return Registry(config.hook, config.stash.get(_variables_key, _variables_at_import))


def _run_options(config: pytest.Config) -> RunOptions:
    if _options_key not in config.stash:
        from pytest_lambda.base.errors import UsageError
        from pytest_lambda.settings import read_options

        try:
            config.stash[_options_key] = read_options(
                lambda name: _option(config, name),
                rootdir=config.rootpath,
                isolations=_isolation_names(config),
            )
        except UsageError as error:
            raise pytest.UsageError(str(error)) from None
    return config.stash[_options_key]


def _isolation_names(config: pytest.Config) -> Iterator[str]:
    yield from _new_registry(config).isolation_names


def _registry(config: pytest.Config) -> Registry:
    """Return what is plugged in by all conftests; not to be asked for before tests run."""
    if _registry_key not in config.stash:
        config.stash[_registry_key] = _new_registry(config)
    return config.stash[_registry_key]


@contextlib.contextmanager
def _misuse_fails() -> Iterator[None]:
    """Let wrong use fail the test with its message alone."""
    from pytest_lambda.base.errors import AWSError, UsageError

    try:
        yield
    except (UsageError, AWSError) as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


# -- markers -------------------------------------------------------------------------------------------------------


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
    if any(mark.name.startswith("lambda_") for mark in item.iter_markers()):
        _settings(item)
    events = sys.modules.get("pytest_lambda.events")
    if events is not None:
        from pytest_lambda.base.entropy import seed_from_text

        options = _run_options(item.config)
        events.default.region, events.default.account_id = options.region, options.account_id
        # Not the stream of lambda_events, or the two would give the same ids.
        events.reseed(seed_from_text(f"{_seed(item)}/events"))


def _settings(item: pytest.Item) -> TestSettings:
    if _settings_key not in item.stash:
        from pytest_lambda.settings import MARKERS, Mark, read_markers

        registered = {line.partition(":")[0].partition("(")[0].strip() for line in item.config.getini("markers")}
        marks = [
            Mark(mark.name, mark.args, mark.kwargs)
            for mark in reversed(list(item.iter_markers()))
            if mark.name in MARKERS or (mark.name.startswith("lambda_") and mark.name not in registered)
        ]
        with _misuse_fails():
            item.stash[_settings_key] = read_markers(
                marks,
                isolations=_registry(item.config).isolation_names,
                start=_parameter(item, "_lambda_start"),
                isolation=_parameter(item, "_lambda_isolation"),
            )
    return item.stash[_settings_key]


def _seed(item: pytest.Item) -> int:
    if _seed_key not in item.stash:
        from pytest_lambda.base.entropy import seed_from_text

        seed = _run_options(item.config).seed
        item.stash[_seed_key] = seed_from_text(item.nodeid) if seed is None else seed
    return item.stash[_seed_key]


def _parameter(item: pytest.Item, fixture: str) -> str | None:
    callspec = getattr(item, "callspec", None)
    return callspec.params.get(fixture) if callspec is not None else None


# -- fixtures ------------------------------------------------------------------------------------------------------


@pytest.fixture
def lambda_simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """One simulated AWS account and Region of its own for this test, in virtual time."""
    from pytest_lambda.simulator import Simulator

    item: Any = request.node
    config = request.config
    options, settings = _run_options(config), _settings(item)
    with _misuse_fails():
        simulator = Simulator(
            seed=_seed(item),
            region=options.region,
            account_id=options.account_id,
            clock_mode=settings.clock_mode,  # type: ignore[arg-type]
            code_uri=options.code_uri,
            isolation=settings.isolation or options.isolation,
            runtime=options.runtime,
            watchdog=options.watchdog,
            function_defaults=settings.function_defaults,
            function_overrides=settings.function_overrides,
            elapsed_at_start=settings.elapsed,
            warm_up=settings.warm_up,
            propagated=(AssertionError, pytest.fail.Exception, pytest.skip.Exception, pytest.exit.Exception),
            registry=_registry(config),
            host_paths=_host_paths(config),
        )
    for fault in settings.faults:
        simulator.faults.add(fault)
    item.stash[_simulator_key] = simulator
    with simulator:
        if _context_key in item.stash:
            from pytest_lambda.unit_context import begin

            begin(item.stash[_context_key])
        yield simulator
    _summary(config).add(item.nodeid, simulator.trace, keep_records=options.report is not None)


def _host_paths(config: pytest.Config) -> tuple[Path, ...]:
    """Return the folders of the test run that a handler sees even where they lie under ``/tmp``."""
    paths = [config.rootpath, config.invocation_params.dir]
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is not None:
        paths.append(factory.getbasetemp().parent)
    return tuple(paths)


@pytest.fixture
def lambda_function(lambda_simulator: Simulator) -> Callable[..., Function]:
    """``lambda_simulator.function``: deploys a handler string or a callable."""
    return lambda_simulator.function


@pytest.fixture
def lambda_clock(lambda_simulator: Simulator) -> Clock:
    """The simulator's clock: ``tick(seconds)``, ``now()``, ``elapsed``."""
    return lambda_simulator.clock


@pytest.fixture
def lambda_context(request: pytest.FixtureRequest) -> LambdaContext:
    """A context for calling a handler directly; its remaining time ticks, and follows a freezegun freeze."""
    from pytest_lambda.unit_context import unit_test_context

    if "lambda_simulator" in request.fixturenames:
        request.getfixturevalue("lambda_simulator")
    item: Any = request.node
    options, settings = _run_options(request.config), _settings(item)
    context = item.stash[_context_key] = unit_test_context(
        _seed(item),
        region=options.region,
        account_id=options.account_id,
        function_defaults={**settings.function_defaults, **settings.function_overrides},
        elapsed=settings.elapsed,
    )
    return context


@pytest.fixture
def lambda_events(request: pytest.FixtureRequest) -> Builders:
    """Every builder of ``pytest_lambda.events``, with a seeded stream of this test's own."""
    from pytest_lambda import events

    options = _run_options(request.config)
    item: Any = request.node
    now = None
    if "lambda_simulator" in request.fixturenames:
        clock = request.getfixturevalue("lambda_simulator").clock
        now = lambda: clock.now().timestamp()  # noqa: E731
    return events.seeded(_seed(item), region=options.region, account_id=options.account_id, now=now)


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


def _summary(config: pytest.Config) -> RunSummary:
    if _summary_key not in config.stash:
        from pytest_lambda.reports.summary import RunSummary

        config.stash[_summary_key] = RunSummary()
    return config.stash[_summary_key]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Add the seed and the newest lines of the trace to the report of a failure."""
    report = yield
    if report.failed and _seed_key in item.stash:
        lines = [f"seed: {_seed(item)} (the same again with --lambda-seed={_seed(item)})"]
        simulator = item.stash.get(_simulator_key, None)
        if simulator is not None and len(simulator.trace):
            lines.append(f"the last of {len(simulator.trace)} trace records:")
            lines.extend(str(record) for record in simulator.trace.last(_TRACE_LINES_SHOWN))
        report.sections.append(("AWS Lambda", "\n".join(lines)))
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the summary of an xdist worker to its controller, or write the report file."""
    config = session.config
    worker_output = getattr(config, "workeroutput", None)
    if worker_output is not None:
        if _summary_key in config.stash:
            worker_output["lambda_summary"] = _summary(config).as_dict()
        return
    report = _option(config, "lambda_report")
    if report is not None and not config.option.collectonly:
        from pytest_lambda.reports.files import write_report

        try:
            write_report(_summary(config), config.invocation_params.dir / report)
        except OSError as error:
            config.stash[_report_error_key] = str(error)
            session.exitstatus = session.exitstatus or pytest.ExitCode.INTERNAL_ERROR


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take in the summary of an xdist worker."""
    output = getattr(node, "workeroutput", None) or {}
    if "lambda_summary" in output:
        _summary(node.config).merge(output["lambda_summary"])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Write the report section; quiet unless a function ran."""
    summary = config.stash.get(_summary_key, None)
    error = config.stash.get(_report_error_key, None)
    if summary is None or not (summary.functions or error):
        return
    from pytest_lambda.reports.text import summary_lines

    terminalreporter.section("AWS Lambda")
    for line in summary_lines(summary) if summary.functions else ():
        terminalreporter.write_line(line)
    report = _option(config, "lambda_report")
    if error is not None:
        terminalreporter.write_line(f"ERROR: lambda_report: {report} could not be written: {error}", red=True)
    elif report is not None:
        terminalreporter.write_line(f"report: {report}")
