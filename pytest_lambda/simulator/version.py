"""One version of a function: its configuration, and the environments that run it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from pytest_lambda.base.arn import function_arn
from pytest_lambda.engine.placement import Placement
from pytest_lambda.model.alias import LATEST
from pytest_lambda.model.function import FunctionConfiguration
from pytest_lambda.model.permission import ResourcePolicy
from pytest_lambda.simulator.environment import Environment
from pytest_lambda.simulator.invoker import Invoker

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.function import Function

__all__ = ["FunctionVersion"]


class FunctionVersion:
    """
    A version: ``$LATEST``, or a published one, whose configuration never changes.

    Attributes:
        version: ``"$LATEST"`` or a number as text.
        configuration: as AWS has it, frozen; an update of ``$LATEST`` puts another in its place.
        function_arn: qualified with the version.
        code_sha256: base64 of the SHA-256 of code and handler when it was published; ``""`` for ``$LATEST``.
        description: of the version.
        revision_id: changes with every update.
        policy: who may invoke it, or ``None``; of ``$LATEST``, who may invoke the unqualified function. Source: PERM-05

    Source: VER-01, VER-04
    """

    def __init__(
        self,
        simulator: Simulator,
        function: Function,
        version: str,
        configuration: FunctionConfiguration,
        *,
        code_sha256: str = "",
    ) -> None:
        self.version = version
        self.configuration = configuration
        self.code_sha256 = code_sha256
        self.function_arn = function_arn(simulator.region, simulator.account_id, configuration.function_name, version)
        self.revision_id = function.new_revision_id()
        self.policy: ResourcePolicy | None = None
        self.invoker = Invoker(simulator, function, self)
        self.environments: list[Environment] = []
        self._simulator = simulator
        self._function = function
        self._backend = simulator.isolation(configuration.isolation)
        self._placement: Placement[Environment] = Placement()
        self._provisioned: Placement[Environment] = Placement()
        self._has_provisioned = False

    @property
    def function_name(self) -> str:
        """The function's name."""
        return self.configuration.function_name

    @property
    def arn(self) -> str:
        """The same as ``function_arn``: where AWS takes an ARN, the version itself serves."""
        return self.function_arn

    @property
    def description(self) -> str:
        """What was said of it."""
        return self.configuration.description

    @property
    def is_latest(self) -> bool:
        """Whether this is the version that can be changed."""
        return self.version == LATEST

    def idle_environments(self, now_ms: int, tenant_id: str | None) -> tuple[Environment | None, Environment | None]:
        """Return the environments that could serve at *now_ms*: a provisioned one, and one on demand."""
        self.end_idle(now_ms)
        provisioned = self._provisioned.choose(now_ms, tenant_id) if self._has_provisioned else None
        return provisioned, self._placement.choose(now_ms, tenant_id)

    def start_environment(self, tenant_id: str | None) -> Environment:
        """Return a new environment on demand; no code runs in it yet."""
        environment = self._simulator.cold_start.start(self._function, self, self._backend, tenant_id)
        self.environments.append(environment)
        self._placement.add(environment)
        return environment

    def prepare_environment(self) -> Environment:
        """Return a new provisioned environment that serves once :meth:`provision` has taken it in. Source: LC-18"""
        environment = self._simulator.cold_start.start(
            self._function, self, self._backend, None, initialization_type="provisioned-concurrency"
        )
        self.environments.append(environment)
        return environment

    def provision(self, environments: Iterable[Environment]) -> None:
        """Let prepared *environments* serve."""
        for environment in environments:
            self._provisioned.add(environment)
            self._has_provisioned = True

    @property
    def provisioned_count(self) -> int:
        """How many provisioned environments serve."""
        return sum(environment.state != "Shutdown" for environment in self._provisioned)

    def withdraw(self, count: int) -> None:
        """Let *count* of the provisioned environments serve no more; busy ones end when they have done their work."""
        taken = [environment for environment in self._provisioned.take_all() if environment.state != "Shutdown"]
        kept, withdrawn = taken[: len(taken) - count], taken[len(taken) - count :]
        self._has_provisioned = False
        self.provision(kept)
        for environment in withdrawn:
            self._end_when_idle(environment)

    def end_idle(self, now_ms: int) -> None:
        """Shut down what has been idle for too long; provisioned environments stay. Source: LC-14"""
        for environment in self._placement.take_expired(now_ms, self._simulator.idle_timeout_ms):
            environment.shutdown()

    def recycle(self) -> None:
        """Shut down all idle environments on demand: the next invocation of one is a cold start."""
        for environment in self._placement.take_idle(self._simulator.now_ms):
            environment.shutdown()

    def retire_environments(self) -> None:
        """Let no environment serve again: idle ones end now, others when they have done their work. Source: LC-14"""
        for environment in (*self._placement.take_all(), *self._provisioned.take_all()):
            self._end_when_idle(environment)

    def _end_when_idle(self, environment: Environment) -> None:
        simulator = self._simulator
        if environment.state == "Shutdown":
            return
        if environment.state == "Running" or environment.busy_until_ms > simulator.now_ms:
            simulator.schedule(
                max(environment.busy_until_ms, simulator.now_ms),
                partial(self._end_when_idle, environment),
                f"function {self.function_name}: the end of environment {environment.id}",
            )
            return
        environment.shutdown()

    def forget_environment(self, environment: Environment) -> None:
        """Drop an environment that was shut down."""
        self.environments.remove(environment)

    def close(self) -> None:
        """End all environments with the simulator."""
        for environment in self.environments:
            environment.sandbox.shutdown()

    def __repr__(self) -> str:
        return f"<FunctionVersion {self.function_name}:{self.version}>"
