"""One execution environment as a test sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from pytest_lambda.base.errors import UsageError
from pytest_lambda.engine.environment import EnvironmentEvent, EnvironmentLifecycle, EnvironmentState
from pytest_lambda.model.check import one_of
from pytest_lambda.model.concurrency import InitializationType
from pytest_lambda.model.contracts import Sandbox

__all__ = ["Environment"]

_AVAILABLE = (EnvironmentState.READY, EnvironmentState.INIT)

SHUTDOWN_REASONS = ("SPINDOWN", "TIMEOUT", "FAILURE")


class Environment:
    """
    One execution environment: a module state, a ``/tmp``, a log stream.

    Attributes:
        id: its name, unique within the simulator.
        number: environments of the simulator that were made before it.
        log_stream_name: its log stream.
        tenant_id: the tenant that it belongs to, with tenant isolation.
        initialization_type: ``"on-demand"`` or ``"provisioned-concurrency"``.
        busy_until_ms: when its last invocation ends, ms since the start.
    """

    def __init__(
        self,
        id: str,
        log_stream_name: str,
        sandbox: Sandbox,
        on_shutdown: Callable[[Environment, str], None],
        tenant_id: str | None = None,
        *,
        number: int = 0,
        initialization_type: InitializationType = "on-demand",
    ) -> None:
        self.tenant_id = tenant_id
        self.number = number
        self.initialization_type = initialization_type
        self.id = id
        self.log_stream_name = log_stream_name
        self.busy_until_ms = 0
        self.lifecycle = EnvironmentLifecycle(id)
        self.sandbox = sandbox
        self._on_shutdown = on_shutdown

    @property
    def state(self) -> str:
        """``"Init"``, ``"Ready"``, ``"Running"`` or ``"Shutdown"``."""
        return self.lifecycle.state.value

    @property
    def invocation_count(self) -> int:
        """Invocations that it served, failed ones included."""
        return self.lifecycle.invocation_count

    @property
    def is_available(self) -> bool:
        """Whether it may serve an invocation."""
        return self.lifecycle.state in _AVAILABLE

    @property
    def tmp(self) -> Path:
        """The folder that the handler sees as ``/tmp``."""
        return self.sandbox.tmp

    def module(self, name: str) -> ModuleType:
        """
        Return the environment's own module *name*, to look at its state.

        Raises:
            UsageError: the environment has none of that name.
        """
        if self.lifecycle.state is EnvironmentState.SHUTDOWN:
            raise UsageError(f"environment {self.id} is shut down: its modules are gone")
        return self.sandbox.module(name)

    def shutdown(self, reason: str = "SPINDOWN") -> None:
        """
        End it; the next invocation starts a new one.

        Args:
            reason: ``"SPINDOWN"``, ``"TIMEOUT"`` or ``"FAILURE"``.

        Raises:
            UsageError: an unknown reason, or it is shut down already or running.
        """
        one_of("reason", reason, SHUTDOWN_REASONS)
        self.lifecycle.on(EnvironmentEvent.SHUTDOWN)
        self.sandbox.shutdown()
        self._on_shutdown(self, reason)

    def __repr__(self) -> str:
        return f"<Environment {self.id} {self.state} invocations={self.invocation_count}>"
