"""What the operations of every subject stand on: the function's name, its account, its versions and aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import ResourceNotFoundException
from pytest_lambda.model.alias import LATEST
from pytest_lambda.simulator.qualifiers import Qualifiers, Resolved

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["FunctionOperations"]


class FunctionOperations:
    """Base of the operations: the function must exist, and so must the qualifier."""

    function_name: str
    arn: str
    _simulator: Simulator
    _entropy: Entropy
    _qualifiers: Qualifiers

    def new_revision_id(self) -> str:
        """Return the id of a new state of the function, a version or an alias."""
        return self._entropy.child("revision").uuid()

    def role_of(self, qualifier: str | None) -> str:
        """Return the ARN of the execution role of the version that *qualifier* leads to. Source: VER-04"""
        latest = self._qualifiers.latest
        if qualifier is None:
            return latest.configuration.role
        version = self.version_of(qualifier)
        found = (known for known in self._qualifiers.all_that_ran() if known.version == version)
        return next(found, latest).configuration.role

    def version_of(self, qualifier: str | None) -> str:
        """Return the version that *qualifier* leads to, without choosing among the versions of an alias."""
        alias = self._qualifiers.aliases.get(qualifier or "")
        return alias.function_version if alias is not None else qualifier or LATEST

    def has_qualifier(self, qualifier: str | None) -> bool:
        """Return whether the function and *qualifier* still exist."""
        try:
            self._check_exists(qualifier)
        except ResourceNotFoundException:
            return False
        return True

    def _resolve(self, qualifier: str | None) -> Resolved:
        if not self._simulator.has_function(self):
            raise ResourceNotFoundException(f"Function not found: {self.arn}:{qualifier or LATEST}")
        return self._qualifiers.resolve(qualifier)

    def _check_exists(self, qualifier: str | None) -> None:
        """Refuse a qualifier that there is no version or alias for. Source: INV-07"""
        if not self._simulator.has_function(self):
            raise ResourceNotFoundException(f"Function not found: {self.arn}:{qualifier or LATEST}")
        self._qualifiers.check(qualifier)

    def _require_exists(self, qualifier: str | None = None) -> None:
        """Refuse an operation on a function that was deleted, or on a qualifier it does not have. Source: INV-07"""
        if not self._simulator.has_function(self):
            raise ResourceNotFoundException(f"Function not found: {self.arn}")
        self._qualifiers.check(qualifier)
