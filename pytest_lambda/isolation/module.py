"""Isolation ``module``: in the test process, with the function's own modules imported afresh by each environment."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.isolation import runtime
from pytest_lambda.isolation.imports import ImportState
from pytest_lambda.isolation.in_process import InProcessSandbox
from pytest_lambda.isolation.variables import TestRunVariables
from pytest_lambda.model.contracts import Sandbox, SandboxSpec

__all__ = ["ModuleIsolation"]


class _ModuleSandbox(InProcessSandbox):
    def __init__(self, spec: SandboxSpec, test_run: TestRunVariables) -> None:
        self._imports = ImportState(spec.code_uri, spec.handler.rpartition(".")[0].replace("/", "."), spec.opt)
        super().__init__(spec, test_run, [self._imports], self._imports.owns)

    def _load(self) -> runtime.Handler:
        return runtime.find_handler(self._spec.handler)

    def _own_globals(self) -> list[dict[str, Any]]:
        return [vars(module) for module in self._imports.modules.values()]

    def reset(self) -> None:
        # What the modules hold goes first: files among it close themselves.
        self._imports.forget()
        super().reset()

    def module(self, name: str) -> ModuleType:
        """Return the environment's own module *name*."""
        found = self._imports.modules.get(name)
        if found is None:
            known = ", ".join(sorted(self._imports.modules)) or "none yet: it has not been invoked"
            raise UsageError(f"the environment has no module {name!r} of its own; it has {known}")
        return found


class ModuleIsolation:
    """Makes environments in the test process whose modules are their own."""

    def __init__(self, test_run: TestRunVariables) -> None:
        self._test_run = test_run

    def create(self, spec: SandboxSpec) -> Sandbox:
        """Make an execution environment; no code of the function runs yet."""
        return _ModuleSandbox(spec, self._test_run)
