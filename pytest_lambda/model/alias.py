"""What an alias points to, checked as the Lambda API checks it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import InvalidParameterValueException, UsageError, ValidationException
from pytest_lambda.model.check import only_known

__all__ = ["LATEST", "AliasRouting", "check_alias_name", "is_alias_name"]

LATEST = "$LATEST"
"""The version that can be changed; what an unqualified name means. Source: VER-01"""

_ALIAS_NAME = re.compile(r"(?!^[0-9]+$)[a-zA-Z0-9-_]+")


@dataclass(frozen=True, slots=True)
class AliasRouting:
    """
    The versions behind an alias.

    Attributes:
        function_version: the version that gets what the additional one does not.
        additional_version_weights: share (0.0 to 1.0) by version; empty, or one entry.

    Source: ALI-01, ALI-02
    """

    function_version: str
    additional_version_weights: Mapping[str, float]

    @classmethod
    def parse(cls, function_version: Any, routing_config: Any) -> AliasRouting:
        """
        Check what an alias is given; *routing_config* is ``{"additional_version_weights": {"2": 0.1}}``, or empty.

        Raises:
            UsageError: what AWS could not even be sent.
            InvalidParameterValueException: what AWS refuses.
        """
        if not isinstance(function_version, str) or not function_version:
            raise UsageError(f"function_version must be text such as '1' or '$LATEST', not {function_version!r}")
        weights = _weights(routing_config)
        if len(weights) > 1:
            raise InvalidParameterValueException("Number of items in AdditionalVersionWeights cannot be greater than 1")
        if function_version in weights:
            raise InvalidParameterValueException(
                f"Invalid function version {function_version}. Function version {function_version} is already "
                "included in routing configuration."
            )
        if weights and LATEST in (function_version, *weights):
            raise InvalidParameterValueException(
                "$LATEST is not supported for an alias pointing to more than 1 version"
            )
        return cls(function_version, weights)

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version that it may lead to."""
        return (self.function_version, *self.additional_version_weights)


def _weights(routing_config: Any) -> dict[str, float]:
    if routing_config is None:
        return {}
    if not isinstance(routing_config, Mapping):
        raise UsageError(
            f"routing_config must be a dict such as {{'additional_version_weights': {{'2': 0.1}}}}, "
            f"not {routing_config!r}"
        )
    only_known("routing_config", routing_config, ("additional_version_weights",))
    given = routing_config.get("additional_version_weights") or {}
    if not isinstance(given, Mapping):
        raise UsageError(f"additional_version_weights must be a dict such as {{'2': 0.1}}, not {given!r}")
    weights: dict[str, float] = {}
    for version, weight in given.items():
        is_number = isinstance(weight, (int, float)) and not isinstance(weight, bool)
        if not isinstance(version, str) or not is_number or not 0.0 <= weight <= 1.0:
            raise UsageError(
                f"additional_version_weights must give a version as text a share from 0.0 to 1.0, not "
                f"{version!r}: {weight!r}"
            )
        weights[version] = float(weight)
    return weights


def is_alias_name(text: str) -> bool:
    """Return whether *text* could be the name of an alias: it is no version's number. Source: ALI-01"""
    return len(text) <= quotas.ALIAS_NAME_LENGTH and _ALIAS_NAME.fullmatch(text) is not None


def check_alias_name(name: Any) -> str:
    """Return *name*, which must be 1 to 128 letters, digits, - and _, and no number. Source: ALI-01"""
    if not isinstance(name, str):
        raise UsageError(f"an alias's name must be text, not {name!r}")
    if not is_alias_name(name):
        raise ValidationException(
            f"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: Member must satisfy "
            "regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)"
        )
    return name
