"""An alias as a test sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.model.alias import AliasRouting
from pytest_lambda.model.permission import ResourcePolicy

__all__ = ["Alias"]


class Alias:
    """
    A name for a version, or for two with shares.

    Attributes:
        name: unique within the function.
        alias_arn: the function's ARN, qualified with the name.
        description: text.
        routing: the versions behind it.
        revision_id: changes with every update.
        policy: who may invoke it, or ``None``. Source: PERM-05

    Source: ALI-01
    """

    def __init__(self, name: str, alias_arn: str, routing: AliasRouting, description: str, revision_id: str) -> None:
        self.name = name
        self.alias_arn = alias_arn
        self.routing = routing
        self.description = description
        self.revision_id = revision_id
        self.policy: ResourcePolicy | None = None

    @property
    def arn(self) -> str:
        """The same as ``alias_arn``: where AWS takes an ARN, the alias itself serves."""
        return self.alias_arn

    @property
    def function_version(self) -> str:
        """The version that gets what the additional one does not."""
        return self.routing.function_version

    @property
    def routing_config(self) -> Mapping[str, Any] | None:
        """``{"additional_version_weights": {...}}``, or ``None`` where there is one version only."""
        weights = self.routing.additional_version_weights
        return {"additional_version_weights": dict(weights)} if weights else None

    def __repr__(self) -> str:
        return f"<Alias {self.alias_arn} -> {self.routing.versions}>"
