"""Isolation ``inline``: the test's own modules, so that its patches and debuggers just work."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.isolation import runtime
from pytest_lambda.isolation.imports import ImportHooks, InlineImports
from pytest_lambda.isolation.in_process import InProcessSandbox
from pytest_lambda.isolation.variables import TestRunVariables
from pytest_lambda.model.contracts import Sandbox, SandboxSpec

__all__ = ["InlineIsolation"]


class _InlineSandbox(InProcessSandbox):
    def __init__(self, spec: SandboxSpec, test_run: TestRunVariables) -> None:
        self._imports = InlineImports(spec.code_uri, spec.opt) if spec.target is None else None
        super().__init__(spec, test_run, [ImportHooks(), *([] if self._imports is None else [self._imports])])

    def _load(self) -> runtime.Handler:
        target = self._spec.target
        return target if target is not None else runtime.find_handler(self._spec.handler)

    def _own_globals(self) -> list[dict[str, Any]]:
        if self._imports is not None:
            return [vars(module) for module in self._imports.own_modules()]
        return [getattr(self._spec.target, "__globals__", {})]

    def module(self, name: str) -> ModuleType:
        """Return the test's own module *name*."""
        found = sys.modules.get(name) if self._imports is None else self._imports.module(name)
        if found is None:
            raise UsageError(f"no module {name!r} is imported in the test process")
        return found


class InlineIsolation:
    """Makes environments that run the test's own modules; a cold start is counted, not performed."""

    def __init__(self, test_run: TestRunVariables) -> None:
        self._test_run = test_run

    def create(self, spec: SandboxSpec) -> Sandbox:
        """Make an execution environment; no code of the function runs yet."""
        return _InlineSandbox(spec, self._test_run)
