"""
What a test run, and each test in it, asks of the simulator.

It reads pytest's objects but imports nothing of pytest. The plugin imports it when a test, an option or a report
first needs it, and so remains small itself.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_lambda.base.entropy import seed_from_text
from pytest_lambda.registry import BuiltinIsolations, Registry
from pytest_lambda.reports.summary import RunSummary

if TYPE_CHECKING:
    from pytest_lambda.events import Builders
    from pytest_lambda.settings import RunOptions, TestSettings
    from pytest_lambda.simulator import Simulator
    from pytest_lambda.unit_context import UnitTestContext

__all__ = ["OneTest", "TestRun", "begin_hermetic"]

_LOG_LINES_SHOWN = 40
_TRACE_LINES_SHOWN = 12


def begin_hermetic(region: str, at_end: Callable[[Callable[[], None]], None]) -> Mapping[str, str]:
    """
    Take every AWS variable away from this process and set what Lambda sets.

    Args:
        at_end: takes what gives the process its own variables back.

    Returns:
        The variables as they are now.
    """
    from pytest_lambda.model.variables import hermetic_variables

    at_end(partial(_replace_variables, dict(os.environ)))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    _replace_variables({**kept, **hermetic_variables(region)})
    return dict(os.environ)


def _replace_variables(variables: Mapping[str, str]) -> None:
    for name in set(os.environ) - set(variables):
        del os.environ[name]
    os.environ.update(variables)
    if hasattr(time, "tzset"):
        time.tzset()


class TestRun:
    """
    One run of a test suite.

    Attributes:
        summary: what its functions did.
        report_error: why the report file could not be written, or ``None``.

    Args:
        config: pytest's.
        option: returns an option by name, ``None`` where it is not given.
        variables_at_start: what the run began with: what it sets later, handlers see.
    """

    __test__ = False

    def __init__(self, config: Any, option: Callable[[str], Any], variables_at_start: Mapping[str, str]) -> None:
        self.summary = RunSummary()
        self.report_error: str | None = None
        self._config = config
        self._option = option
        self._variables_at_start = variables_at_start

    @cached_property
    def options(self) -> RunOptions:
        """The options; raises UsageError for a value that means nothing."""
        from pytest_lambda.settings import read_options

        return read_options(self._option, rootdir=self._config.rootpath, isolations=self._isolation_names())

    @cached_property
    def registry(self) -> Registry:
        """What is plugged in by all conftests; not to be asked for before tests run."""
        return self._plugged_in()

    def _isolation_names(self) -> Iterator[str]:
        yield from self._plugged_in().isolation_names

    def _plugged_in(self) -> Registry:
        """Return what is plugged in by the conftests that are loaded so far."""
        plugins = self._config.pluginmanager
        if not plugins.has_plugin("lambda-builtin-isolations"):
            plugins.register(BuiltinIsolations(), "lambda-builtin-isolations")
        return Registry(self._config.hook, self._variables_at_start)

    def host_paths(self) -> tuple[Path, ...]:
        """Return the folders of the run that a handler sees even where they lie under ``/tmp``."""
        paths = [self._config.rootpath, self._config.invocation_params.dir]
        factory = getattr(self._config, "_tmp_path_factory", None)
        if factory is not None:
            paths.append(factory.getbasetemp().parent)
        return tuple(paths)

    def registered_markers(self) -> set[str]:
        """Return the names of the markers that are registered."""
        lines = self._config.getini("markers")
        return {line.partition(":")[0].partition("(")[0].strip() for line in lines}

    def write_report(self, report: str) -> bool:
        """Write the report file, seen from where pytest was called; return whether it could be written."""
        from pytest_lambda.reports.files import write_report

        try:
            write_report(self.summary, self._config.invocation_params.dir / report)
        except OSError as error:
            self.report_error = str(error)
        return self.report_error is None

    def section(self, report: str | None) -> Iterator[str]:
        """Give the lines of the terminal's section; none unless a function ran."""
        if self.summary.functions:
            from pytest_lambda.reports.text import summary_lines

            yield from summary_lines(self.summary)
        if self.report_error is not None:
            yield f"ERROR: lambda_report: {report} could not be written: {self.report_error}"
        elif report is not None and self.summary.functions:
            yield f"report: {report}"


class OneTest:
    """
    One test of a run.

    Args:
        run: the run.
        item: pytest's item.
    """

    def __init__(self, run: TestRun, item: Any) -> None:
        self._run = run
        self._item = item
        self._simulator: Simulator | None = None
        self._context: UnitTestContext | None = None

    @cached_property
    def seed(self) -> int:
        """Of all its ids and choices."""
        seed = self._run.options.seed
        return seed_from_text(self._item.nodeid) if seed is None else seed

    @cached_property
    def settings(self) -> TestSettings:
        """What its markers ask for; raises UsageError for a marker that is used wrongly."""
        from pytest_lambda.settings import MARKERS, Mark, read_markers

        of_others = self._run.registered_markers() - set(MARKERS)
        return read_markers(
            [
                Mark(mark.name, mark.args, mark.kwargs)
                for mark in reversed(list(self._item.iter_markers()))
                if mark.name.startswith("lambda_") and mark.name not in of_others
            ],
            isolations=self._run.registry.isolation_names,
            start=self._parameter("_lambda_start"),
            isolation=self._parameter("_lambda_isolation"),
        )

    def _parameter(self, fixture: str) -> str | None:
        callspec = getattr(self._item, "callspec", None)
        return callspec.params.get(fixture) if callspec is not None else None

    def begin(self) -> None:
        """Check the markers; give the builders of ``pytest_lambda.events`` the test's seed."""
        if any(mark.name.startswith("lambda_") for mark in self._item.iter_markers()):
            _ = self.settings
        events = sys.modules.get("pytest_lambda.events")
        if events is not None:
            options = self._run.options
            events.default.region, events.default.account_id = options.region, options.account_id
            # Not the stream of lambda_events, or the two would give the same ids.
            events.reseed(seed_from_text(f"{self.seed}/events"))

    @contextlib.contextmanager
    def simulator(self, propagated: tuple[type[BaseException], ...]) -> Iterator[Simulator]:
        """
        Return an account of its own for the test, open until the test ends.

        Args:
            propagated: exceptions of a handler that end the test instead of failing the invocation.
        """
        from pytest_lambda.simulator import Simulator
        from pytest_lambda.unit_context import begin

        run, options, settings = self._run, self._run.options, self.settings
        self._simulator = simulator = Simulator(
            seed=self.seed,
            region=options.region,
            account_id=options.account_id,
            clock_mode=settings.clock_mode,  # type: ignore[arg-type]
            code_uri=options.code_uri,
            isolation=settings.isolation or options.isolation,
            runtime=options.runtime,
            watchdog=options.watchdog,
            idle_timeout=options.idle_timeout,
            function_defaults=settings.function_defaults,
            function_overrides=settings.function_overrides,
            elapsed_at_start=settings.elapsed,
            warm_up=settings.warm_up,
            propagated=propagated,
            registry=run.registry,
            host_paths=run.host_paths(),
            enforce_permissions=options.enforce_permissions,
        )
        for fault in settings.faults:
            simulator.faults.add(fault)
        with simulator:
            if self._context is not None:
                begin(self._context)
            yield simulator
        run.summary.add(self._item.nodeid, simulator.trace, keep_records=options.report is not None)

    def context(self) -> UnitTestContext:
        """Return a context for calling a handler directly."""
        from pytest_lambda.unit_context import unit_test_context

        options, settings = self._run.options, self.settings
        self._context = unit_test_context(
            self.seed,
            region=options.region,
            account_id=options.account_id,
            function_defaults={**settings.function_defaults, **settings.function_overrides},
            elapsed=settings.elapsed,
        )
        return self._context

    def builders(self, simulator: Simulator | None) -> Builders:
        """Return every builder of events; beside a *simulator* they have its time."""
        from pytest_lambda import events

        options = self._run.options
        now = None if simulator is None else lambda: simulator.clock.now().timestamp()
        return events.seeded(self.seed, region=options.region, account_id=options.account_id, now=now)

    def failure_lines(self) -> list[str]:
        """Return what a failure shows: the seed and the newest records of the trace; nothing where there is none."""
        if "seed" not in self.__dict__:
            return []
        lines = [f"seed: {self.seed} (the same again with --lambda-seed={self.seed})"]
        if self._simulator is not None and len(self._simulator.trace):
            lines.append(f"the last of {len(self._simulator.trace)} trace records:")
            lines.extend(str(record) for record in self._simulator.trace.last(_TRACE_LINES_SHOWN))
        return lines

    def log_sections(self) -> list[tuple[str, str]]:
        """Return the end of each function's log under a title, for the report of a failure."""
        if self._simulator is None:
            return []
        sections: list[tuple[str, str]] = []
        for function in self._simulator.functions:
            lines = function.logs.encode("utf-8", "replace").decode().splitlines()
            if lines:
                cut = f" (last {_LOG_LINES_SHOWN} of {len(lines)} lines)" if len(lines) > _LOG_LINES_SHOWN else ""
                shown = "\n".join(lines[-_LOG_LINES_SHOWN:])
                sections.append((f"Log of function {function.function_name}{cut}", shown))
        return sections
