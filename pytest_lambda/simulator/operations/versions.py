"""Versions and aliases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.model.check import given_values
from pytest_lambda.simulator.alias import Alias
from pytest_lambda.simulator.operations.base import FunctionOperations
from pytest_lambda.simulator.version import FunctionVersion

__all__ = ["VersionOperations"]


class VersionOperations(FunctionOperations):
    """Publish versions, and give them names."""

    def publish_version(
        self,
        *,
        description: str | None = None,
        code_sha256: str | None = None,
        revision_id: str | None = None,
    ) -> FunctionVersion:
        """
        Publish ``$LATEST`` as it is now, under the next number, and return the version.

        Where neither code nor configuration changed since the last one, that one is returned.

        Args:
            description: of the version; by default the function's.
            code_sha256: publish only if the code still has this digest.
            revision_id: publish only if this is still the newest revision of ``$LATEST``.

        Source: VER-02 to VER-06
        """
        self._require_exists()
        return self._qualifiers.publish(description=description, code_sha256=code_sha256, revision_id=revision_id)

    def list_versions_by_function(self) -> list[FunctionVersion]:
        """Return ``$LATEST`` and the published versions, oldest first. Source: VER-02"""
        self._require_exists()
        return self._qualifiers.versions

    def create_alias(
        self,
        name: str,
        *,
        function_version: str,
        routing_config: Mapping[str, Any] | None = None,
        description: str | None = None,
    ) -> Alias:
        """
        Make an alias.

        Args:
            name: 1 to 128 letters, digits, - and _, not only digits.
            function_version: the version that it points to.
            routing_config: ``{"additional_version_weights": {"2": 0.1}}``: version 2 gets a tenth of the invocations.

        Source: ALI-01, ALI-02, ALI-03
        """
        self._require_exists()
        return self._qualifiers.create_alias(name, function_version, routing_config, description)

    def update_alias(
        self,
        name: str,
        *,
        function_version: str | None = None,
        routing_config: Mapping[str, Any] | None = None,
        description: str | None = None,
        revision_id: str | None = None,
    ) -> Alias:
        """
        Change an alias; it takes effect with the next invocation.

        Args:
            routing_config: an empty one clears the shares.

        Source: ALI-01, ALI-05, LC-14
        """
        self._require_exists()
        changes = given_values(
            {"function_version": function_version, "routing_config": routing_config, "description": description}
        )
        return self._qualifiers.update_alias(name, changes, revision_id)

    def get_alias(self, name: str) -> Alias:
        """Return the alias *name*. Source: ALI-01"""
        self._require_exists()
        return self._qualifiers.get_alias(name)

    def list_aliases(self, *, function_version: str | None = None) -> list[Alias]:
        """Return the aliases, oldest first; with *function_version* those that may lead to it."""
        self._require_exists()
        aliases = list(self._qualifiers.aliases.values())
        return [alias for alias in aliases if function_version is None or function_version in alias.routing.versions]

    def delete_alias(self, name: str) -> None:
        """Delete an alias; one that does not exist is gone already. Source: ALI-01"""
        self._require_exists()
        self._qualifiers.delete_alias(name)
