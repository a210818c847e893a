"""
What options and markers ask for, checked before a test begins.

Knows nothing of pytest: markers come as name, arguments and keyword arguments.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from os import PathLike
from pathlib import Path
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.clock import CLOCK_MODES
from pytest_lambda.base.errors import AWSError, UsageError
from pytest_lambda.engine.concurrency import ConcurrencyPool
from pytest_lambda.model.check import given_values, one_of, only_known, require_integer, require_pattern
from pytest_lambda.model.function import (
    ROLE_ARN_PATTERN,
    RUNTIMES,
    EventInvokeConfig,
    FunctionConfiguration,
    LoggingConfig,
    check_tenancy_config,
)
from pytest_lambda.model.managed_policies import managed_policy_name
from pytest_lambda.model.policy import parse_statements
from pytest_lambda.simulator.account import FUNCTION_OPTIONS
from pytest_lambda.simulator.faults import Fault

__all__ = ["MARKERS", "STARTS", "Mark", "RunOptions", "TestSettings", "read_markers", "read_options"]

STARTS = ("cold", "warm")

_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_ACCOUNT_ID = re.compile(r"[0-9]{12}")


_IDLE_TIMEOUT = 60.0 * quotas.IDLE_MINUTES


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker as it was written."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunOptions:
    """
    Options of the whole run.

    Attributes:
        seed: ``None`` where each test has its own.
        report: file to write, or ``None``.
        watchdog: real seconds.
        idle_timeout: virtual seconds that an idle environment lives.
    """

    code_uri: Path
    isolation: str | None = None
    runtime: str | None = None
    region: str = "us-east-1"
    account_id: str = "123456789012"
    seed: int | None = None
    report: Path | None = None
    watchdog: float = 5.0
    idle_timeout: float = _IDLE_TIMEOUT
    enforce_permissions: bool = True


@dataclass(frozen=True, slots=True)
class TestSettings:
    """
    What the markers of one test ask for.

    Attributes:
        function_defaults: for every function of the test that does not say otherwise.
        function_overrides: for every function of the test, whatever it says.
        elapsed: seconds of the timeout that are gone when an invocation starts.
        clock_mode: ``"stepped"`` or ``"ticking"``.
        isolation: what this run of the test is for, or ``None`` where no marker says.
        warm_up: the event, as JSON, that warms an environment up; ``None`` for a cold start.
    """

    __test__ = False

    function_defaults: Mapping[str, Any] = field(default_factory=dict)
    function_overrides: Mapping[str, Any] = field(default_factory=dict)
    elapsed: float = 0.0
    faults: tuple[Fault, ...] = ()
    clock_mode: str = "stepped"
    isolation: str | None = None
    warm_up: bytes | None = None

    @property
    def timeout(self) -> int:
        """Seconds that a function of the test may take."""
        return int({**self.function_defaults, **self.function_overrides}.get("timeout", 3))


def read_options(value: Callable[[str], Any], *, rootdir: Path, isolations: Iterable[str]) -> RunOptions:
    """
    Return the options, checked.

    Args:
        value: returns an option by name, ``None`` where it is not given.

    Raises:
        UsageError: a value that means nothing; the message names the option and what is allowed.
    """
    isolation = value("lambda_isolation")
    if isolation is not None:
        one_of("lambda_isolation", isolation, tuple(isolations))
    runtime = value("lambda_runtime")
    if runtime is not None:
        one_of("lambda_runtime", runtime, RUNTIMES)
    region = value("lambda_region") or "us-east-1"
    if not _REGION.fullmatch(region):
        raise UsageError(f"lambda_region must be a Region such as 'us-east-1', not {region!r}")
    code_uri = rootdir / value("lambda_code_uri") if value("lambda_code_uri") else rootdir
    if not code_uri.is_dir():
        raise UsageError(f"lambda_code_uri must be a folder, and {str(code_uri)!r} is none")
    account_id = value("lambda_account_id") or "123456789012"
    if not _ACCOUNT_ID.fullmatch(account_id):
        raise UsageError(f"lambda_account_id must be 12 digits, not {account_id!r}")
    report = value("lambda_report")
    if report and Path(report).suffix not in (".json", ".html"):
        raise UsageError(f"lambda_report must be a path that ends in .json or .html, not {report!r}")
    return RunOptions(
        code_uri=code_uri,
        isolation=isolation,
        runtime=runtime,
        region=region,
        account_id=account_id,
        seed=_number("lambda_seed", value("lambda_seed"), int, "an integer"),
        report=Path(report) if report else None,
        idle_timeout=(
            _number("lambda_idle_timeout", value("lambda_idle_timeout"), float, "virtual seconds, more than 0")
            or _IDLE_TIMEOUT
        ),
        enforce_permissions=_truth("lambda_enforce_permissions", value("lambda_enforce_permissions")),
        watchdog=_number("lambda_watchdog", value("lambda_watchdog"), float, "real seconds, more than 0") or 5.0,
    )


def _truth(name: str, text: Any) -> bool:
    """Return what *text* says; it is true where nothing is said."""
    word = str(text or "true").lower()
    if word not in ("true", "false"):
        raise UsageError(f"{name} must be true or false, not {text!r}")
    return word == "true"


def _number(name: str, text: Any, kind: type, what: str) -> Any:
    if text in (None, ""):
        return None
    try:
        number = kind(text)
    except ValueError:
        raise UsageError(f"{name} must be {what}, not {text!r}") from None
    if kind is float and not 0 < number < float("inf"):
        raise UsageError(f"{name} must be {what}, not {text!r}")
    return number


# -- markers --------------------------------------------------------------------------------------------------------


def read_markers(
    marks: Sequence[Mark], *, isolations: Collection[str], start: str | None = None, isolation: str | None = None
) -> TestSettings:
    """
    Return what *marks* ask for, checked.

    Args:
        marks: the nearest to the test last, so that it wins.
        isolations: the names that there are.
        start, isolation: which of the starts and isolations that the marks name this run of the test is for.

    Raises:
        UsageError: an unknown marker, a wrong argument; the message says what is allowed.
    """
    settings: dict[str, Any] = {"function_defaults": {}, "function_overrides": {}}
    names = tuple(isolations)
    for mark in marks:
        reader = MARKERS.get(mark.name)
        if reader is None:
            words = {name.removeprefix("lambda_"): name for name in MARKERS}
            near = difflib.get_close_matches(mark.name.removeprefix("lambda_"), words, n=1)
            hint = f" (did you mean {words[near[0]]!r}?)" if near else ""
            raise UsageError(
                f"there is no marker {mark.name!r}{hint}; the markers are {', '.join(sorted(MARKERS))}. "
                "One of your own that begins with 'lambda_' must be listed under 'markers' in the ini file"
            )
        try:
            reader(mark, settings, names)
        except (UsageError, AWSError) as error:
            raise UsageError(f"@pytest.mark.{mark.name}: {error}") from None
    starts, warm_up = settings.pop("starts", ()), settings.pop("warm_up", None)
    for name, named, given in (("start", starts, start), ("isolation", settings.pop("isolations", ()), isolation)):
        if named and given is None:
            raise UsageError(
                f"@pytest.mark.lambda_{name}: the test cannot be run once per {name}: the marker must be there when "
                "tests are collected, on a test function or a class that is no unittest.TestCase"
            )
    if isolation is not None:
        settings["function_defaults"].pop("isolation", None)
    result = TestSettings(**settings, isolation=isolation, warm_up=warm_up if start == "warm" else None)
    if result.elapsed >= result.timeout:
        raise UsageError(
            f"@pytest.mark.lambda_timeout: elapsed={result.elapsed:g} leaves nothing of the {result.timeout} s: "
            "elapsed must be less than the timeout"
        )
    return result


def _arguments(mark: Mark, names: Sequence[str], keywords: Sequence[str] = ()) -> dict[str, Any]:
    """Return the arguments of *mark* by name: *names* by position or name, *keywords* by name."""
    if len(mark.args) > len(names):
        takes = f"one argument by position ({names[0]})" if names else "no argument by position"
        raise UsageError(f"it takes {takes}, not {mark.args!r}")
    only_known("it", mark.kwargs, (*names, *keywords))
    given = dict(zip(names, mark.args, strict=False))
    for name, value in mark.kwargs.items():
        if name in given:
            raise UsageError(f"{name} is given twice")
        given[name] = value
    return given


def _read_config(mark: Mark, settings: dict[str, Any], isolations: tuple[str, ...]) -> None:
    _arguments(mark, (), FUNCTION_OPTIONS)
    _check_defaults(mark.kwargs, isolations)
    settings["function_defaults"].update(mark.kwargs)


def _read_timeout(mark: Mark, settings: dict[str, Any], isolations: tuple[str, ...]) -> None:
    del isolations
    given = _arguments(mark, ("seconds",), ("elapsed",))
    if "seconds" not in given:
        raise UsageError("it needs the seconds, such as lambda_timeout(3)")
    settings["function_overrides"]["timeout"] = _checked_timeout(given["seconds"])
    elapsed = given.get("elapsed", 0)
    if isinstance(elapsed, bool) or not isinstance(elapsed, (int, float)) or not elapsed >= 0:
        raise UsageError(f"elapsed must be a number of seconds, 0 or more, not {elapsed!r}")
    settings["elapsed"] = float(elapsed)


def _checked_timeout(seconds: Any) -> int:
    if isinstance(seconds, int) and not isinstance(seconds, bool) and seconds not in quotas.TIMEOUT_SECONDS:
        raise UsageError(f"seconds must be an integer from 1 to 900, not {seconds!r}")
    return require_integer("seconds", seconds, quotas.TIMEOUT_SECONDS)


def _read_retry(mark: Mark, settings: dict[str, Any], isolations: tuple[str, ...]) -> None:
    del isolations
    given = _arguments(mark, ("maximum_retry_attempts",), ("maximum_event_age_in_seconds",))
    if "maximum_retry_attempts" not in given:
        raise UsageError("it needs the number of retries, such as lambda_retry(0)")
    for name, value in given.items():
        allowed = (
            quotas.MAXIMUM_RETRY_ATTEMPTS if name == "maximum_retry_attempts" else quotas.MAXIMUM_EVENT_AGE_SECONDS
        )
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            raise UsageError(f"{name} must be an integer from {allowed[0]} to {allowed[-1]}, not {value!r}")
    settings["function_overrides"].update(given)


def _read_fault(mark: Mark, settings: dict[str, Any], isolations: tuple[str, ...]) -> None:
    del isolations
    given = _arguments(mark, ("kind",), ("attempts",))
    if "kind" not in given:
        raise UsageError("it needs the kind, such as lambda_fault('error')")
    fault = Fault.parse(given["kind"], None, given.get("attempts", (1,)))
    # The first that hits an attempt counts, and the nearest marker comes last.
    settings["faults"] = (fault, *settings.get("faults", ()))


def _read_start(mark: Mark, settings: dict[str, Any], isolations: tuple[str, ...]) -> None:
    del isolations
    only_known("it", mark.kwargs, ("warm_up",))
    settings["starts"] = _names(mark, "start", STARTS)
    warm_up = mark.kwargs.get("warm_up")
    if warm_up is not None and "warm" not in mark.args:
        raise UsageError("warm_up is the event of the start 'warm', which is not named")
    try:
        settings["warm_up"] = json.dumps({} if warm_up is None else warm_up).encode()
    except (TypeError, ValueError) as error:
        raise UsageError(f"warm_up must be an event as JSON takes it: {error}") from None


def _read_isolation(mark: Mark, settings: dict[str, Any], isolations: tuple[str, ...]) -> None:
    for name in mark.kwargs:
        raise UsageError(f"it takes names of isolations by position, and no {name!r}")
    settings["isolations"] = _names(mark, "isolation", isolations)


def _names(mark: Mark, what: str, allowed: Sequence[str]) -> tuple[str, ...]:
    if not mark.args:
        raise UsageError(f"it needs one {what} or more: {', '.join(map(repr, allowed))}")
    for name in mark.args:
        one_of(f"the {what}", name, allowed)
    if len(set(mark.args)) != len(mark.args):
        raise UsageError(f"each {what} can be named once, not {mark.args!r}")
    return mark.args


def _read_clock_mode(mark: Mark, settings: dict[str, Any], isolations: tuple[str, ...]) -> None:
    del isolations
    given = _arguments(mark, ("mode",))
    if "mode" not in given:
        raise UsageError("it needs the mode: 'stepped' or 'ticking'")
    settings["clock_mode"] = one_of("mode", given["mode"], CLOCK_MODES)


MARKERS: dict[str, Callable[[Mark, dict[str, Any], tuple[str, ...]], None]] = {
    "lambda_clock_mode": _read_clock_mode,
    "lambda_config": _read_config,
    "lambda_fault": _read_fault,
    "lambda_isolation": _read_isolation,
    "lambda_retry": _read_retry,
    "lambda_start": _read_start,
    "lambda_timeout": _read_timeout,
}
"""The markers, and what reads each."""


def _check_defaults(defaults: Mapping[str, Any], isolations: tuple[str, ...]) -> None:
    """Check the defaults as the function that gets them would, so that a mistake shows before the test begins."""
    defaults = given_values(defaults)
    plain = {field.name for field in fields(FunctionConfiguration)}
    given = {key: value for key, value in defaults.items() if key in plain and key != "role"}
    FunctionConfiguration(
        **{
            "function_name": "checked",
            "handler": "checked.handler",
            "isolation": "inline",
            "code_uri": ".",
            **given,
            "logging_config": LoggingConfig.parse(defaults.get("logging_config"), "checked"),
        }
    )
    EventInvokeConfig(
        **{key: defaults[key] for key in ("maximum_retry_attempts", "maximum_event_age_in_seconds") if key in defaults}
    )
    if "reserved_concurrent_executions" in defaults:
        ConcurrencyPool().add("checked", defaults["reserved_concurrent_executions"])
    check_tenancy_config(defaults.get("tenancy_config"))
    if "isolation" in defaults:
        one_of("isolation", defaults["isolation"], isolations)
    if "code_uri" in defaults:
        _check_folder(defaults["code_uri"])
    _check_destinations(defaults.get("destination_config"))
    _check_dead_letter(defaults.get("dead_letter_config"))
    _check_role(defaults.get("role"))


def _check_folder(code_uri: Any) -> None:
    if not isinstance(code_uri, (str, PathLike)):
        raise UsageError(f"code_uri must be a folder, not {code_uri!r} ({type(code_uri).__name__})")
    if not Path(code_uri).is_dir():
        raise UsageError(f"code_uri must be a folder, and {str(code_uri)!r} is none (seen from {str(Path.cwd())!r})")


def _check_destinations(config: Any) -> None:
    if config is None:
        return
    if not isinstance(config, Mapping):
        raise UsageError(
            f"destination_config must be a dict such as {{'on_failure': {{'destination': arn}}}}, not {config!r}"
        )
    only_known("destination_config", config, ("on_success", "on_failure"))


def _check_dead_letter(config: Any) -> None:
    if isinstance(config, Mapping):
        only_known("dead_letter_config", config, ("target_arn",))
    elif config is not None and not isinstance(config, str):
        raise UsageError(
            f"dead_letter_config must be an ARN or {{'target_arn': arn}}, not {config!r} ({type(config).__name__})"
        )


def _check_role(role: Any) -> None:
    if isinstance(role, (list, tuple)):
        parse_statements("role", [one for one in role if not isinstance(one, str)])
        for policy in role:
            if isinstance(policy, str):
                managed_policy_name(policy)
    elif isinstance(role, str):
        require_pattern("role", role, ROLE_ARN_PATTERN)
    elif role is not None:
        parse_statements("role", role)
