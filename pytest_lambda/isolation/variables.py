"""
Environment variables: Lambda's and the function's for the handler, the developer's for the test run.

``os.environ`` keeps its identity; the mapping behind it is exchanged, so that a switch costs nothing. The C
environment follows only where a child process is started.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pytest_lambda.model.function import RESERVED_VARIABLES

__all__ = ["TestRunVariables", "Variables", "child_environment"]

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

_environ: Any = os.environ
_environb: Any = getattr(os, "environb", None)
_Data = dict[Any, Any]


def _encoded(variables: Mapping[str, str]) -> _Data:
    return {_environ.encodekey(name): _environ.encodevalue(value) for name, value in variables.items()}


class TestRunVariables:
    """
    What the test run itself set (a conftest, ``monkeypatch.setenv``) since it started.

    Args:
        at_start: the variables when the test run started.
    """

    __test__ = False

    def __init__(self, at_start: Mapping[str, str]) -> None:
        self._at_start = _encoded(at_start)
        self._seen: _Data = {}
        self._overlay: _Data = {}

    def overlay(self) -> _Data:
        """Return what is set now and was not, or was otherwise, at the start; the same object while unchanged."""
        data = _environ._data
        if data != self._seen:
            self._seen = dict(data)
            at_start = self._at_start
            self._overlay = {
                key: value for key, value in data.items() if at_start.get(key) != value and _is_taken_over(key)
            }
        return self._overlay


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
        self._before: _Data = {}
        self._theirs: _Data = {}
        self._object: Any = _environ

    def get(self, name: str) -> str | None:
        """Return the environment's value of *name*."""
        value = self._data.get(_environ.encodekey(name))
        return None if value is None else str(_environ.decodevalue(value))

    def set(self, name: str, value: str) -> None:
        """Set *name* in the environment."""
        self._data[_environ.encodekey(name)] = _environ.encodevalue(value)

    def reset(self) -> None:
        """Start over: the runtime process is gone."""
        self._data = dict(self._first)
        self._applied = {}

    def enter(self) -> None:
        overlay = self._test_run.overlay()
        if overlay is not self._applied:
            self._apply(overlay)
        self._object = os.environ
        self._theirs = _environ._data
        self._before = dict(self._data)
        _show(self._data)
        _entered.append(self)

    def leave(self) -> None:
        _entered.remove(self)
        _show(self._theirs)
        os.environ = self._object  # noqa: B003  the object itself, should a handler have replaced it
        if self._data != self._before:
            # Setting a variable also set it in the C environment: put that back.
            for key in self._data.keys() | self._before.keys():
                if self._data.get(key) != self._before.get(key):
                    _put(key, self._theirs.get(key))

    def _apply(self, overlay: _Data) -> None:
        for key in self._applied.keys() - overlay.keys():
            if self._data.get(key) == self._applied[key]:
                del self._data[key]
        for key, value in overlay.items():
            if key not in self._own and self._applied.get(key) != value:
                self._data[key] = value
        self._applied = overlay


_entered: list[Variables] = []


def _show(data: _Data) -> None:
    _environ._data = data
    if _environb is not None:
        _environb._data = data


def _put(key: Any, value: Any) -> None:
    if value is None:
        os.unsetenv(key)
    else:
        os.putenv(key, value)


@contextmanager
def child_environment() -> Iterator[None]:
    """Give the C environment the variables that ``os.environ`` shows, while a child process is started."""
    if not _entered:
        yield
        return
    ours, theirs = _environ._data, _entered[0]._theirs
    _replace(theirs, ours)
    try:
        yield
    finally:
        _replace(ours, theirs)


def _replace(old: _Data, new: _Data) -> None:
    for key in old.keys() - new.keys():
        os.unsetenv(key)
    for key, value in new.items():
        if old.get(key) != value:
            os.putenv(key, value)
