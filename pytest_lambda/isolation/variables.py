"""
Environment variables: Lambda's and the function's for the handler, the developer's for the test run.

``os.environ`` keeps its identity; the mapping behind it is exchanged, so that a switch costs nothing. The C
environment follows only where a child process is started.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pytest_lambda.model.function import RESERVED_VARIABLES

__all__ = [
    "TestRunVariables",
    "Variables",
    "changes",
    "child_environment",
    "install_tracking",
    "outer_value",
    "variables_of_measurement",
]

_IGNORED_PREFIXES = ("PYTEST_", "COV_CORE_", "COVERAGE_")
_FIXED = RESERVED_VARIABLES | {
    "AWS_CONFIG_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
}
"""Never taken over from the test run: Lambda's own, and everything that could lead to real credentials."""

_putenv, _unsetenv = os.putenv, os.unsetenv
"""The real functions: os has others while a simulator is open."""

_OF_MEASUREMENT = ("COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")
"""By these coverage measures child processes, where it is told to: the handler does not see them, its children do."""
_putenv, _unsetenv = os.putenv, os.unsetenv
"""The real functions: os has others while a simulator is open."""

_environ: Any = os.environ
_environb: Any = getattr(os, "environb", None)
_Data = dict[Any, Any]
_TRACE_HEADER = _environ.encodekey("_X_AMZN_TRACE_ID")


def _encoded(variables: Mapping[str, str]) -> _Data:
    return {_environ.encodekey(name): _environ.encodevalue(value) for name, value in variables.items()}


class _Changes:
    """How often ``os.environ`` was changed, by whom it was shown, and which keys since the last look."""

    count = 0
    keys: set[Any] = set()


def changes() -> int:
    """Return how often ``os.environ`` was changed since :func:`install_tracking`."""
    return _Changes.count


def install_tracking() -> Callable[[], None]:
    """Notice every change of ``os.environ`` from now on; return what ends that."""
    kind: Any = type(_environ)
    setitem, delitem = kind.__setitem__, kind.__delitem__

    @functools.wraps(setitem)
    def tracked_setitem(self: Any, key: str, value: str) -> None:
        setitem(self, key, value)
        _Changes.count += 1
        _Changes.keys.add(self.encodekey(key))

    @functools.wraps(delitem)
    def tracked_delitem(self: Any, key: str) -> None:
        delitem(self, key)
        _Changes.count += 1
        _Changes.keys.add(self.encodekey(key))

    def tracked(original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def change(name: Any, *value: Any) -> None:
            original(name, *value)
            if _entered:
                _Changes.count += 1
                _Changes.keys.add(os.fsencode(name) if os.name == "posix" else name)

        return change

    kind.__setitem__, kind.__delitem__ = tracked_setitem, tracked_delitem
    os.putenv, os.unsetenv = tracked(_putenv), tracked(_unsetenv)
    _Changes.count += 1

    def end() -> None:
        kind.__setitem__, kind.__delitem__ = setitem, delitem
        os.putenv, os.unsetenv = _putenv, _unsetenv

    return end


class TestRunVariables:
    """
    What the test run itself set (a conftest, ``monkeypatch.setenv``) since it started.

    Args:
        at_start: the variables when the test run started.
    """

    __test__ = False

    def __init__(self, at_start: Mapping[str, str]) -> None:
        self._at_start = _encoded(at_start)
        self._seen = -1
        self._overlay: _Data = {}

    def overlay(self) -> _Data:
        """Return what is set now and was not, or was otherwise, at the start; the same object while unchanged."""
        if self._seen != _Changes.count:
            self._seen = _Changes.count
            overlay = {
                key: value
                for key, value in _environ._data.items()
                if self._at_start.get(key) != value and _is_taken_over(key)
            }
            if overlay != self._overlay:
                self._overlay = overlay
        return self._overlay

    def skip(self, changes: int) -> None:
        """Take no notice of the newest *changes*: they were a handler's, not the test run's."""
        self._seen += changes


def _is_taken_over(key: Any) -> bool:
    name = _environ.decodekey(key)
    return name not in _FIXED and not name.startswith(_IGNORED_PREFIXES)


class Variables:
    """
    The variables of one execution environment.

    Args:
        variables: Lambda's own and the function's.
        own: names that the function's configuration sets, over which the test run's give way.
        test_run: what the test run set.
    """

    def __init__(self, variables: Mapping[str, str], own: frozenset[str], test_run: TestRunVariables) -> None:
        self._first = _encoded(variables)
        self._data = dict(self._first)
        self._own = frozenset(_environ.encodekey(name) for name in own)
        self._test_run = test_run
        self._applied: _Data = {}
        self._theirs: _Data = {}
        self._object: Any = _environ
        self._changes = 0
        self._shown: dict[str, str] | None = None

    def as_dict(self) -> dict[str, str]:
        """Return the environment's variables but for the trace header; not to be changed."""
        if self._shown is None:
            self._shown = {_environ.decodekey(key): _environ.decodevalue(value) for key, value in self._data.items()}
        return self._shown

    def set_trace_header(self, value: str | None) -> None:
        """Set what the runtime sets before each handler call; ``None`` deletes it. Source: ENV-08"""
        if value is None:
            self._data.pop(_TRACE_HEADER, None)
        else:
            self._data[_TRACE_HEADER] = _environ.encodevalue(value)

    def reset(self) -> None:
        """Start over: the runtime process is gone."""
        self._data = dict(self._first)
        self._applied = {}
        self._shown = None

    def enter(self) -> None:
        overlay = self._test_run.overlay()
        if overlay is not self._applied:
            self._apply(overlay)
        self._object = os.environ
        self._theirs = _environ._data
        self._changes = _Changes.count
        _environ._data = self._data
        if _environb is not None:
            _environb._data = self._data
        _entered.append(self)

    def leave(self) -> None:
        _entered.remove(self)
        _environ._data = self._theirs
        if _environb is not None:
            _environb._data = self._theirs
        os.environ = self._object  # noqa: B003  the object itself, should a handler have replaced it
        if _Changes.count != self._changes:
            self._shown = None
            self._test_run.skip(_Changes.count - self._changes)
            # Setting a variable also set it in the C environment: put that back.
            for key in _Changes.keys:
                _put(key, self._theirs.get(key))
            _Changes.keys.clear()

    def _apply(self, overlay: _Data) -> None:
        for key in self._applied.keys() - overlay.keys():
            if self._data.get(key) == self._applied[key]:
                del self._data[key]
        for key, value in overlay.items():
            if key not in self._own and self._applied.get(key) != value:
                self._data[key] = value
        self._applied = overlay
        self._shown = None


_entered: list[Variables] = []


def outer_value(name: str) -> str | None:
    """Return the value that *name* has around the environment that was entered last: the test run's, mostly."""
    value = _entered[-1]._theirs.get(_environ.encodekey(name)) if _entered else None
    return None if value is None else str(_environ.decodevalue(value))


def variables_of_measurement() -> dict[str, str]:
    """Return what makes coverage measure a child process of the handler; empty where it is not to be measured."""
    theirs = _entered[0]._theirs if _entered else _environ._data
    return {
        name: str(_environ.decodevalue(theirs[_environ.encodekey(name)]))
        for name in _OF_MEASUREMENT
        if _environ.encodekey(name) in theirs
    }


def _put(key: Any, value: Any) -> None:
    if value is None:
        _unsetenv(key)
    else:
        _putenv(key, value)


@contextmanager
def child_environment() -> Iterator[None]:
    """Give the C environment the variables that ``os.environ`` shows, while a child process is started."""
    if not _entered:
        yield
        return
    ours, theirs = {**_environ._data, **_encoded(variables_of_measurement())}, _entered[0]._theirs
    _replace(theirs, ours)
    try:
        yield
    finally:
        _replace(ours, theirs)


def _replace(old: _Data, new: _Data) -> None:
    for key in old.keys() - new.keys():
        _unsetenv(key)
    for key, value in new.items():
        if old.get(key) != value:
            _putenv(key, value)
