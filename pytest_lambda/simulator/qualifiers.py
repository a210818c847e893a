"""The versions and aliases of one function: what a qualifier means, and how it comes to mean it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_lambda.base.errors import (
    InvalidParameterValueException,
    PreconditionFailedException,
    ResourceConflictException,
    ResourceNotFoundException,
    UsageError,
)
from pytest_lambda.engine.routing import choose_version
from pytest_lambda.model.alias import LATEST, AliasRouting, check_alias_name
from pytest_lambda.model.function import FunctionConfiguration
from pytest_lambda.model.permission import ResourcePolicy
from pytest_lambda.simulator.alias import Alias
from pytest_lambda.simulator.code import code_sha256
from pytest_lambda.simulator.version import FunctionVersion

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.function import Function

__all__ = ["Qualifiers", "Resolved"]


class Resolved(NamedTuple):
    """
    What an invocation's qualifier leads to.

    Attributes:
        version: the version that runs.
        invoked_arn: as the context has it: qualified as it was invoked. Source: CTX-11
    """

    version: FunctionVersion
    invoked_arn: str


class Qualifiers:
    """
    ``$LATEST``, the published versions and the aliases of one function.

    Source: VER-01 to VER-07, ALI-01 to ALI-05
    """

    def __init__(self, simulator: Simulator, function: Function, configuration: FunctionConfiguration) -> None:
        self._simulator = simulator
        self._function = function
        self._arn = function.arn
        self._choices = simulator.entropy.child(f"routing/{function.function_name}")
        self.latest = FunctionVersion(simulator, function, LATEST, configuration)
        self._unqualified = Resolved(self.latest, self._arn)
        self.aliases: dict[str, Alias] = {}
        self._published: dict[str, FunctionVersion] = {}
        self._deleted: list[FunctionVersion] = []
        self._count = 0

    # -- what a qualifier means ------------------------------------------------------------------------------------

    @property
    def versions(self) -> list[FunctionVersion]:
        """``$LATEST`` and the published versions, oldest first."""
        return [self.latest, *self._published.values()]

    def all_that_ran(self) -> list[FunctionVersion]:
        """Return every version there is or was."""
        return [*self.versions, *self._deleted]

    def check(self, qualifier: str | None) -> None:
        """Refuse a qualifier that there is no version or alias for. Source: INV-07"""
        if qualifier in (None, LATEST) or qualifier in self._published or qualifier in self.aliases:
            return
        if not isinstance(qualifier, str):
            raise UsageError(f"qualifier must be a version such as '1', an alias, or None, not {qualifier!r}")
        raise ResourceNotFoundException(f"Function not found: {self._arn}:{qualifier}")

    def resolve(self, qualifier: str | None) -> Resolved:
        """Return what *qualifier* leads to now; a weighted alias chooses anew each time. Source: ALI-04, CTX-11"""
        if qualifier is None:
            return self._unqualified
        self.check(qualifier)
        arn = f"{self._arn}:{qualifier}"
        alias = self.aliases.get(qualifier)
        if alias is None:
            return Resolved(self.version(qualifier), arn)
        weights = alias.routing.additional_version_weights
        chosen = choose_version(alias.routing, self._choices.fraction()) if weights else alias.function_version
        return Resolved(self.version(chosen), arn)

    def find_version(self, version: str) -> FunctionVersion | None:
        """Return *version*, or ``None`` where there is none."""
        return self.latest if version == LATEST else self._published.get(version)

    def version(self, version: str) -> FunctionVersion:
        """Return *version*, which must exist."""
        found = self.find_version(version)
        if found is None:
            raise ResourceNotFoundException(f"Function not found: {self._arn}:{version}")
        return found

    # -- policies --------------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Return every published version and every alias."""
        return [*self._published, *self.aliases]

    def policy(self, qualifier: str | None) -> ResourcePolicy | None:
        """Return who may invoke the function with *qualifier*; ``$LATEST`` has no policy. Source: PERM-05"""
        holder = self._holder(qualifier)
        return None if holder is None else holder.policy

    def set_policy(self, qualifier: str | None, policy: ResourcePolicy | None) -> None:
        """Say who may invoke the function with *qualifier*, which is there; it goes with the version or alias."""
        holder = self._holder(qualifier)
        assert holder is not None
        holder.policy = policy

    def revision_id(self, qualifier: str | None) -> str:
        """Return the revision of what *qualifier* names, which is there."""
        holder = self._holder(qualifier)
        assert holder is not None
        return holder.revision_id

    def _holder(self, qualifier: str | None) -> FunctionVersion | Alias | None:
        if qualifier is None:
            return self.latest
        return self.aliases.get(qualifier) or self._published.get(qualifier)

    # -- versions --------------------------------------------------------------------------------------------------

    def publish(
        self, *, description: str | None = None, code_sha256: str | None = None, revision_id: str | None = None
    ) -> FunctionVersion:
        """
        Publish ``$LATEST`` as it is; what was published last, where nothing changed since.

        Source: VER-02, VER-03, VER-05, VER-06
        """
        latest = self.latest
        current = _sha256(latest.configuration)
        if code_sha256 is not None and code_sha256 != current:
            raise InvalidParameterValueException(
                f"CodeSHA256 ({code_sha256}) is different from current CodeSHA256 in $LATEST ({current}). "
                "Please try again with the CodeSHA256 in $LATEST."
            )
        _check_revision(revision_id, latest.revision_id)
        configuration = latest.configuration
        if description is not None:
            configuration = replace(configuration, description=description)
        newest = next(reversed(self._published.values()), None)
        if newest is not None and newest.configuration == configuration and newest.code_sha256 == current:
            return newest
        self._count += 1
        version = FunctionVersion(self._simulator, self._function, str(self._count), configuration, code_sha256=current)
        self._published[version.version] = version
        self._simulator.record("version.published", self._function.function_name, version=version.version)
        return version

    def delete(self, version: str) -> None:
        """Delete a published version. Source: VER-07"""
        if version == LATEST:
            raise InvalidParameterValueException("$LATEST version cannot be deleted without deleting the function.")
        if version in self.aliases:
            raise InvalidParameterValueException(
                f"delete_function takes a version, and {version!r} is an alias: use delete_alias"
            )
        found = self.version(version)
        users = [alias.name for alias in self.aliases.values() if version in alias.routing.versions]
        if users:
            raise ResourceConflictException(
                f"Version {version} cannot be deleted because it is used by the following aliases: {users}"
            )
        self._function.provisioned.forget(version)
        del self._published[version]
        self._deleted.append(found)
        found.retire_environments()
        self._simulator.record("version.deleted", self._function.function_name, version=version)

    # -- aliases ---------------------------------------------------------------------------------------------------

    def create_alias(self, name: str, function_version: str, routing_config: Any, description: str | None) -> Alias:
        """Make an alias. Source: ALI-01, ALI-02, ALI-03"""
        check_alias_name(name)
        arn = f"{self._arn}:{name}"
        if name in self.aliases:
            raise ResourceConflictException(f"Alias already exists: {arn}")
        routing = self._routing(function_version, routing_config)
        alias = Alias(name, arn, routing, description or "", self._function.new_revision_id())
        self.aliases[name] = alias
        self._simulator.record("alias.created", self._function.function_name, alias=name, versions=routing.versions)
        return alias

    def update_alias(self, name: str, changes: Mapping[str, Any], revision_id: str | None) -> Alias:
        """Change an alias; an empty ``routing_config`` clears the shares. Source: ALI-01, ALI-05, VER-05"""
        alias = self.aliases.get(name)
        if alias is None:
            raise ResourceNotFoundException(f"Alias not found: {self._arn}:{name}")
        _check_revision(revision_id, alias.revision_id)
        routing = self._routing(
            changes.get("function_version", alias.function_version),
            changes.get("routing_config", alias.routing_config),
        )
        self._function.provisioned.check_move(name, routing)
        alias.routing = routing
        alias.description = changes.get("description", alias.description)
        alias.revision_id = self._function.new_revision_id()
        self._simulator.record(
            "alias.updated", self._function.function_name, alias=name, versions=alias.routing.versions
        )
        self._function.provisioned.moved(name)
        return alias

    def get_alias(self, name: str) -> Alias:
        """Return the alias *name*. Source: ALI-01"""
        alias = self.aliases.get(name)
        if alias is None:
            raise ResourceNotFoundException(f"Cannot find alias arn: {self._arn}:{name}")
        return alias

    def delete_alias(self, name: str) -> None:
        """
        Delete an alias; one that does not exist is gone already. Assumed: what is provisioned for it goes with it.

        Source: ALI-01
        """
        if self.aliases.pop(name, None) is not None:
            self._function.provisioned.forget(name)
            self._simulator.record("alias.deleted", self._function.function_name, alias=name)

    def _routing(self, function_version: Any, routing_config: Any) -> AliasRouting:
        routing = AliasRouting.parse(function_version, routing_config)
        versions = [self.version(version) for version in routing.versions]
        # Assumed: the wording; documented is that both need the same dead-letter queue (ALI-03).
        if len({version.configuration.dead_letter_target for version in versions}) > 1:
            raise InvalidParameterValueException(
                "The versions of an alias must have the same dead-letter configuration: "
                f"{' and '.join(routing.versions)} differ."
            )
        # Assumed: the wording; documented is that both need the same execution role (ALI-03).
        if len({version.configuration.role for version in versions}) > 1:
            raise InvalidParameterValueException(
                f"The versions of an alias must have the same execution role: {' and '.join(routing.versions)} differ."
            )
        return routing


def _sha256(configuration: FunctionConfiguration) -> str:
    return code_sha256(configuration.code_uri, configuration.handler, configuration.target)


def _check_revision(given: str | None, current: str) -> None:
    """Refuse a revision that is not the newest. Source: VER-05"""
    if given is not None and given != current:
        raise PreconditionFailedException(
            "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to "
            "retrieve the latest Revision Id"
        )
