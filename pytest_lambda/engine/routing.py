"""Which version an alias leads to."""

from __future__ import annotations

from pytest_lambda.model.alias import AliasRouting

__all__ = ["choose_version"]


def choose_version(routing: AliasRouting, fraction: float) -> str:
    """
    Return the version that serves one invocation.

    Args:
        routing: the versions behind the alias, with their shares.
        fraction: drawn for this invocation, from 0.0 up to 1.0.

    Source: ALI-02, ALI-04
    """
    share = 0.0
    for version, weight in routing.additional_version_weights.items():
        share += weight
        if fraction < share:
            return version
    return routing.function_version
