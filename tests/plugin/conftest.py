"""Suites that the tests write, and run with the plugin."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import freezegun  # noqa: F401
import pytest

# pytester forgets what a suite within this process imports; what is here before, each suite finds ready.
import pytest_lambda.events
import pytest_lambda.isolation.module
import pytest_lambda.isolation.process
import pytest_lambda.model.marshalling
import pytest_lambda.reports.files
import pytest_lambda.reports.html
import pytest_lambda.settings
import pytest_lambda.simulator
import pytest_lambda.unit_context

for _kind in pytest_lambda.events.kinds():
    getattr(pytest_lambda.events, _kind)

PROJECT = Path(__file__).parents[2]
QUIET = ("-p", "no:cacheprovider", "-p", "no:faulthandler")


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """Return an empty suite that is run with this plugin alone, warnings being errors."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")])))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    for name in ("PYTEST_ADDOPTS", "COV_CORE_SOURCE", "COV_CORE_CONFIG", "COV_CORE_DATAFILE"):
        monkeypatch.delenv(name, raising=False)
    return Suite(pytester)


class Suite:
    """A suite in a folder of its own, which is its rootdir."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.path = pytester.path
        self.plugins: tuple[str, ...] = ()
        self.ini()

    def write(self, name: str, text: str) -> Suite:
        """Write the file *name*."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return self

    def ini(self, *lines: str) -> Suite:
        """Set ini options."""
        return self.write("pytest.ini", "\n".join(["[pytest]", *lines, ""]))

    def run(self, test: str | None = None, *arguments: str) -> Outcome:
        """Run it within this process; *test* is the source of ``test_it.py``."""
        return self._run(self.pytester.runpytest_inprocess, test, arguments)

    def run_apart(self, test: str | None = None, *arguments: str) -> Outcome:
        """Run it in a process of its own."""
        return self._run(self.pytester.runpytest_subprocess, test, arguments)

    def _run(self, how: Callable[..., pytest.RunResult], test: str | None, arguments: tuple[str, ...]) -> Outcome:
        if test is not None:
            self.write("test_it.py", test)
        plugins = [part for name in ("pytest_aws_lambda", *self.plugins) for part in ("-p", name)]
        return Outcome(how(*plugins, *QUIET, "-W", "error", *arguments))


class Outcome:
    """
    What a run gave.

    Attributes:
        counts: ``{"passed": 2}``.
        exit_code: as a number.
        output, errors: stdout and stderr.
    """

    def __init__(self, result: pytest.RunResult) -> None:
        self.result = result
        self.output = result.stdout.str()
        self.errors = result.stderr.str()
        self.exit_code = int(result.ret)

    @property
    def counts(self) -> dict[str, int]:
        found = [line for line in self.result.outlines if " in " in line and line.strip("= ").endswith("s")]
        return pytest.RunResult.parse_summary_nouns(found) if found else {}

    @property
    def messages(self) -> list[str]:
        """What each failure and error said, without tracebacks; the run was within this process."""
        reports = self.result.reprec.getreports("pytest_runtest_logreport")  # type: ignore[attr-defined]
        return [f"{report.when}: {report.longrepr}" for report in reports if report.failed]

    @property
    def section(self) -> list[str]:
        """The lines of the report section."""
        lines = self.output.splitlines()
        starts = [index for index, line in enumerate(lines) if line.strip("=") == " AWS Lambda "]
        if not starts:
            return []
        rest = lines[starts[-1] + 1 :]
        ends = [index for index, line in enumerate(rest) if line.startswith("=")]
        return [line for line in (rest[: ends[0]] if ends else rest) if line]


def in_a_process(script: str, *arguments: str) -> str:
    """Return what *script* prints in a fresh Python."""
    import subprocess

    command = [sys.executable, "-c", dedent(script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT).stdout
