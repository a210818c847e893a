"""The provisioned concurrency of one function: environments that are initialized before anybody invokes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import (
    InvalidParameterValueException,
    ProvisionedConcurrencyConfigNotFoundException,
    ResourceConflictException,
    ResourceNotFoundException,
)
from pytest_lambda.engine.concurrency import FunctionShare
from pytest_lambda.engine.environment import EnvironmentState
from pytest_lambda.model.alias import LATEST, AliasRouting
from pytest_lambda.model.concurrency import ProvisionedConcurrencyConfig, ProvisionedStatus
from pytest_lambda.simulator.environment import Environment
from pytest_lambda.simulator.qualifiers import Qualifiers
from pytest_lambda.simulator.version import FunctionVersion

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.function import Function

__all__ = ["ProvisionedConcurrency"]


@dataclass(slots=True)
class _Config:
    qualifier: str
    count: int
    last_modified: str
    status: ProvisionedStatus = "IN_PROGRESS"
    status_reason: str | None = None
    round: int = 0
    """Counts what it was put to; an allocation for an earlier one is given up."""
    versions: dict[str, int] = field(default_factory=dict)
    """How many environments each version is to have."""


class ProvisionedConcurrency:
    """
    What is provisioned for the versions and aliases of one function.

    Environments belong to the version, so whoever leads to it uses them. Assumed: an allocation takes a minute for
    each 6,000 environments, and longer where their Init does; nothing is retried.

    Source: CON-07, CON-08, LC-18
    """

    def __init__(
        self, simulator: Simulator, function: Function, qualifiers: Qualifiers, concurrency: FunctionShare
    ) -> None:
        self._simulator = simulator
        self._function = function
        self._qualifiers = qualifiers
        self._concurrency = concurrency
        self._configs: dict[str, _Config] = {}

    # -- configurations --------------------------------------------------------------------------------------------

    def put(self, qualifier: str, count: int) -> ProvisionedConcurrencyConfig:
        """
        Provision *count* environments for *qualifier*; it takes effect when time passes.

        Raises:
            UsageError, AWSError: as ``put_provisioned_concurrency_config``.
        """
        self._check_qualifier(
            qualifier, "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
        )
        alias = self._qualifiers.aliases.get(qualifier)
        if alias is None:
            self._check_version(qualifier)
        else:
            if alias.routing.additional_version_weights:
                raise InvalidParameterValueException("Alias with weights can not be used with Provisioned Concurrency")
            self._check_routing(qualifier, alias.routing)
        self._concurrency.request_provisioned(qualifier, count)
        config = self._configs.get(qualifier)
        if config is None:
            config = self._configs[qualifier] = _Config(qualifier, count, "")
        config.count = count
        config.last_modified = f"{self._simulator.clock.now():%Y-%m-%dT%H:%M:%S}+0000"
        self._simulator.record("provisioned.requested", self._function.function_name, qualifier=qualifier, count=count)
        self._begin(config)
        return self._described(config)

    def get(self, qualifier: str) -> ProvisionedConcurrencyConfig:
        """Return what is provisioned for *qualifier*."""
        self._check_qualifier(qualifier, "The function resource provided must be an alias or a published version.")
        config = self._configs.get(qualifier)
        if config is None:
            raise ProvisionedConcurrencyConfigNotFoundException(
                "No Provisioned Concurrency Config found for this function"
            )
        return self._described(config)

    def listed(self) -> list[ProvisionedConcurrencyConfig]:
        """Return all configurations, oldest first."""
        return [self._described(config) for config in self._configs.values()]

    def delete(self, qualifier: str) -> None:
        """Provision nothing for *qualifier* any more; where nothing was, nothing changes."""
        self._check_qualifier(qualifier, "The function resource provided must be an alias or a published version.")
        self.forget(qualifier)

    def forget(self, qualifier: str) -> None:
        """Drop what is provisioned for *qualifier*, which may be gone itself."""
        config = self._configs.pop(qualifier, None)
        if config is None:
            return
        config.round += 1
        self._concurrency.forget_provisioned(qualifier)
        self._simulator.record("provisioned.deleted", self._function.function_name, qualifier=qualifier)
        for version in config.versions:
            self._shrink(version, 0)

    def forget_all(self) -> None:
        """Drop everything: the function is gone."""
        for qualifier in list(self._configs):
            self.forget(qualifier)

    # -- aliases that move -----------------------------------------------------------------------------------------

    def check_move(self, alias: str, routing: AliasRouting) -> None:
        """Refuse that *alias* moves to where its provisioned concurrency cannot follow. Source: CON-07"""
        if alias in self._configs:
            self._check_routing(alias, routing)

    def moved(self, alias: str) -> None:
        """
        *alias* leads elsewhere: what is provisioned for it moves along.

        Assumed: the old environments are withdrawn at once, and until the new ones are ready all is on demand. Of an
        alias with weights, each version gets its share.

        Source: CON-07
        """
        config = self._configs.get(alias)
        if config is not None and config.versions != self._wanted(config):
            self._begin(config)

    # -- refusals --------------------------------------------------------------------------------------------------

    def _check_qualifier(self, qualifier: str, refusal: str) -> None:
        if qualifier == LATEST:
            raise InvalidParameterValueException(refusal)
        try:
            self._qualifiers.check(qualifier)
        except ResourceNotFoundException:
            if qualifier.isdigit():
                raise
            raise ResourceNotFoundException(f"Cannot find alias arn: {self._function.arn}:{qualifier}") from None

    def _check_routing(self, alias: str, routing: AliasRouting) -> None:
        if LATEST in routing.versions:
            raise InvalidParameterValueException(
                "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
            )
        taken = {
            version for config in self._configs.values() if config.qualifier != alias for version in config.versions
        }
        if taken.intersection(routing.versions):
            raise ResourceConflictException(
                "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version"
            )

    def _check_version(self, version: str) -> None:
        for config in self._configs.values():
            if config.qualifier != version and version in config.versions:
                raise ResourceConflictException("Version is pointed by a Provisioned Concurrency alias")

    # -- allocation ------------------------------------------------------------------------------------------------

    def _wanted(self, config: _Config) -> dict[str, int]:
        alias = self._qualifiers.aliases.get(config.qualifier)
        if alias is None:
            return {config.qualifier: config.count}
        shares = {
            version: round(config.count * weight)
            for version, weight in alias.routing.additional_version_weights.items()
        }
        return {alias.function_version: config.count - sum(shares.values()), **shares}

    def _begin(self, config: _Config) -> None:
        wanted = self._wanted(config)
        for version in config.versions:
            self._shrink(version, wanted.get(version, 0))
        config.versions = wanted
        config.round += 1
        config.status, config.status_reason = "IN_PROGRESS", None
        self._schedule(self._simulator.now_ms, partial(self._allocate, config, config.round), config)

    def _allocate(self, config: _Config, of_round: int) -> None:
        """Make what is missing and initialize it, each environment from this instant on."""
        if config.round != of_round:
            return
        simulator = self._simulator
        start_ms = end_ms = simulator.now_ms
        made: list[tuple[FunctionVersion, Environment]] = []
        for name, count in config.versions.items():
            version = self._qualifiers.version(name)
            for _ in range(count - version.provisioned_count):
                environment = version.prepare_environment()
                end_ms = max(end_ms, self._initialize(version, environment))
                made.append((version, environment))
        batch, batch_ms = quotas.PROVISIONED_ENVIRONMENTS
        due_ms = max(end_ms, start_ms + batch_ms * max(1, -(-len(made) // batch)))
        self._schedule(due_ms, partial(self._finish, config, of_round, made), config)

    def _initialize(self, version: FunctionVersion, environment: Environment) -> int:
        """Run the Init phase; leave the clock where it stands, and return when it ends, ms since the start."""
        simulator = self._simulator
        clock = simulator.virtual_clock
        start_ns = clock.elapsed_ns
        simulator.timeline.running_handlers += 1
        try:
            version.invoker.initialize(environment)
            environment.busy_until_ms = clock.elapsed_ms
        finally:
            simulator.timeline.running_handlers -= 1
            clock.jump_to(start_ns)
        return environment.busy_until_ms

    def _finish(self, config: _Config, of_round: int, made: list[tuple[FunctionVersion, Environment]]) -> None:
        """Let all serve at once; none where the Init of one failed, or where something else is wanted by now."""
        is_wanted = config.round == of_round
        is_sound = all(environment.lifecycle.state is EnvironmentState.READY for _, environment in made)
        for version, environment in made:
            if is_wanted and is_sound:
                version.provision([environment])
            elif environment.lifecycle.state is not EnvironmentState.SHUTDOWN:
                environment.shutdown("SPINDOWN" if is_sound else "FAILURE")
        if not is_wanted:
            return
        config.status, config.status_reason = ("READY", None) if is_sound else ("FAILED", "FUNCTION_ERROR_INIT_FAILURE")
        for name in config.versions:
            self._account_for(name)
        self._simulator.record(
            "provisioned.ready" if is_sound else "provisioned.failed",
            self._function.function_name,
            qualifier=config.qualifier,
            count=config.count,
        )

    def _shrink(self, version: str, count: int) -> None:
        """Leave *version* no more than *count* provisioned environments."""
        found = self._qualifiers.find_version(version)
        surplus = max(0, found.provisioned_count - count) if found is not None else 0
        if found is not None and surplus:
            found.withdraw(surplus)
        self._account_for(version)

    def _account_for(self, version: str) -> None:
        """Tell the account how many environments *version* has now."""
        found = self._qualifiers.find_version(version)
        count = found.provisioned_count if found is not None else 0
        if count == self._concurrency.allocated(version):
            return
        self._concurrency.allocate(version, count)
        self._simulator.record(
            "provisioned.changed",
            self._function.function_name,
            version=version,
            environments=count,
            memory_size=found.configuration.memory_size if found is not None else 0,
        )

    def _schedule(self, due_ms: int, action: partial[None], config: _Config) -> None:
        label = f"function {self._function.function_name}: provisioned concurrency of {config.qualifier}"
        self._simulator.schedule(due_ms, action, label)

    def _described(self, config: _Config) -> ProvisionedConcurrencyConfig:
        count = sum(self._concurrency.allocated(version) for version in config.versions)
        return ProvisionedConcurrencyConfig(
            function_arn=f"{self._function.arn}:{config.qualifier}",
            requested_provisioned_concurrent_executions=config.count,
            allocated_provisioned_concurrent_executions=count,
            available_provisioned_concurrent_executions=count,
            status=config.status,
            status_reason=config.status_reason,
            last_modified=config.last_modified,
        )
