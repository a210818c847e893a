"""Names to factories: what can be plugged in, collected from pluggy hooks. Works without pytest."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pluggy

from pytest_lambda import hookspecs
from pytest_lambda.base.errors import UsageError
from pytest_lambda.model.contracts import IsolationBackend

__all__ = ["BuiltinIsolations", "Registry", "default_registry"]


class BuiltinIsolations:
    """
    The isolations of this library, registered as any other would be.

    Args:
        preload: modules that are imported before processes are forked.
    """

    def __init__(self, preload: tuple[str, ...] = ()) -> None:
        self._preload = preload

    @hookspecs.hookimpl
    def pytest_lambda_isolations(self) -> Mapping[str, Callable[[Mapping[str, str]], IsolationBackend]]:
        """Return ``inline``, ``module`` and ``process``."""
        return {"inline": _inline, "module": _module, "process": partial(_process, preload=self._preload)}


def _inline(at_start: Mapping[str, str]) -> IsolationBackend:
    from pytest_lambda.isolation.inline import InlineIsolation
    from pytest_lambda.isolation.variables import TestRunVariables

    return InlineIsolation(TestRunVariables(at_start))


def _module(at_start: Mapping[str, str]) -> IsolationBackend:
    from pytest_lambda.isolation.module import ModuleIsolation
    from pytest_lambda.isolation.variables import TestRunVariables

    return ModuleIsolation(TestRunVariables(at_start))


def _process(at_start: Mapping[str, str], *, preload: tuple[str, ...]) -> IsolationBackend:
    from pytest_lambda.isolation.process import process_isolation

    return process_isolation(at_start, preload)


class Registry:
    """
    What is plugged in.

    Args:
        hook: the hook relay of a pluggy plugin manager that has our specs and the built-ins.
        at_start: environment variables when the test run started.
    """

    def __init__(self, hook: Any, at_start: Mapping[str, str]) -> None:
        self._hook = hook
        self._at_start = at_start
        self._isolations = _merged("isolation", hook.pytest_lambda_isolations())
        self._destinations = _merged("destination", hook.pytest_lambda_destinations())
        self._trace_hook = hook.pytest_lambda_trace_record
        self.has_trace_hooks = bool(self._trace_hook.get_hookimpls())

    @property
    def isolation_names(self) -> list[str]:
        """The names of the isolations that there are."""
        return sorted(self._isolations)

    def isolation(self, name: str) -> IsolationBackend:
        """Return a new backend; raises UsageError for an unknown *name*."""
        factory = self._isolations.get(name)
        if factory is None:
            raise UsageError(f"isolation must be one of {', '.join(map(repr, self.isolation_names))}, not {name!r}")
        backend: IsolationBackend = factory(self._at_start)
        return backend

    def destination(self, arn: str) -> Callable[[object, str], None] | None:
        """Return what was plugged in for *arn*, or ``None``."""
        return next((deliver for prefix, deliver in self._destinations.items() if arn.startswith(prefix)), None)

    def on_trace_record(self, record: Any) -> None:
        """Hand *record* to the hooks."""
        self._trace_hook(record=record)


def _merged(what: str, answers: list[Mapping[str, Any]]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for answer in reversed(answers):
        if not isinstance(answer, Mapping):
            raise UsageError(f"the hook pytest_lambda_{what}s must return a dict of names, not {answer!r}")
        for name, factory in answer.items():
            if name in merged:
                raise UsageError(f"the {what} {name!r} is registered twice: give yours another name")
            merged[name] = factory
    return merged


_AT_IMPORT = dict(os.environ)


def default_registry() -> Registry:
    """Return the registry of the built-ins alone, for use without pytest."""
    manager = pluggy.PluginManager("pytest")
    manager.add_hookspecs(hookspecs)
    manager.register(BuiltinIsolations())
    return Registry(manager.hook, _AT_IMPORT)
