"""Which execution environment serves an invocation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

__all__ = ["Placeable", "Placement"]


class Placeable(Protocol):
    """What the placement needs to know of an environment."""

    @property
    def is_available(self) -> bool:
        """Whether it may serve at all."""
        ...

    @property
    def tenant_id(self) -> str | None:
        """The tenant that it belongs to, if any."""
        ...

    @property
    def busy_until_ms(self) -> int:
        """When its last invocation ends, ms since the start."""
        ...


P = TypeVar("P", bound=Placeable)


class Placement(Generic[P]):
    """
    The environments of one version of a function.

    One environment serves one invocation at a time, so invocations that overlap in virtual time get distinct
    ones. Assumed: of several idle ones, the one used last serves.

    Source: LC-11, LC-13, LC-22
    """

    def __init__(self) -> None:
        self._environments: list[P] = []

    def add(self, environment: P) -> None:
        """Take in a new environment."""
        self._environments.append(environment)

    def choose(self, now_ms: int, tenant_id: str | None = None) -> P | None:
        """Return an environment of *tenant_id* that is idle at *now_ms*, or ``None``: then a new one starts."""
        chosen: P | None = None
        for environment in self._environments:
            is_idle = environment.is_available and environment.busy_until_ms <= now_ms
            if (
                is_idle
                and environment.tenant_id == tenant_id
                and (chosen is None or environment.busy_until_ms >= chosen.busy_until_ms)
            ):
                chosen = environment
        return chosen

    def take_idle(self, now_ms: int) -> list[P]:
        """Take out and return the environments that are idle at *now_ms*."""
        idle: list[P] = []
        kept: list[P] = []
        for environment in self._environments:
            is_idle = environment.is_available and environment.busy_until_ms <= now_ms
            (idle if is_idle else kept).append(environment)
        self._environments = kept
        return idle

    def take_expired(self, now_ms: int, idle_ms: int) -> list[P]:
        """Take out and return the environments that have been idle for *idle_ms* or longer. Source: LC-14"""
        latest_ms = now_ms - idle_ms
        for environment in self._environments:
            if environment.busy_until_ms <= latest_ms:
                break
        else:
            return []
        expired = [one for one in self._environments if one.is_available and one.busy_until_ms <= latest_ms]
        self._environments = [one for one in self._environments if one not in expired]
        return expired

    def take_all(self) -> list[P]:
        """Take out and return all environments, busy ones too: none of them serves again. Source: LC-14"""
        taken, self._environments = self._environments, []
        return taken

    def __iter__(self) -> Iterator[P]:
        return iter(self._environments)
