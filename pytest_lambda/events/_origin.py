"""
Where and when an event arose, and what its caller's overrides say about it.

The events of services name one thing in many places: a task in the event's resources, in its detail and in each
container. So what overrides put in one of these places is read first, as if it had been an argument, and the
event is made from it; all else then follows, and the overrides are merged in last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pytest_lambda.base.arn import Arn, parse_arn
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _names
from pytest_lambda.events._instant import Instant, instant
from pytest_lambda.events._overrides import override
from pytest_lambda.events.eventbridge import envelope

__all__ = ["Origin", "origin", "service_event", "service_origin"]

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Origin:
    """
    The account, Region and instant of an event.

    The methods that take *paths* prefer what the overrides hold at the first of them that is as it must be (keys
    joined by ``/``, numbers for the items of lists); the argument itself is checked in any case.

    Args:
        account_id: twelve digits.
        region: such as ``us-east-1``.
        at: the instant.
        overrides: what the caller gave; merged in by :meth:`finish`.
    """

    account_id: str
    region: str
    at: Instant
    overrides: object

    def choice(self, argument: str, value: object, allowed: Sequence[str], *paths: str) -> str:
        """Return the one of *allowed* that *value* names; else UsageError."""
        checked = _check.choice(argument, value, allowed)
        return str(self._given(paths, lambda found: found in allowed, checked))

    def matching(self, argument: str, value: object, pattern: re.Pattern[str], allowed: str, *paths: str) -> str:
        """Return *value*, which must be text that *pattern* matches; else UsageError."""
        checked = _check.matching(argument, value, pattern, allowed)
        return str(self._given(paths, lambda found: isinstance(found, str) and pattern.fullmatch(found), checked))

    def text(self, argument: str, value: object, *paths: str) -> str:
        """Return *value*, which must be text and not empty; else UsageError."""
        checked = _check.text(argument, value)
        return str(self._given(paths, lambda found: isinstance(found, str) and found, checked))

    def integer(self, argument: str, value: object, low: int, high: int | None, *paths: str) -> int:
        """Return *value*, which must be an integer in the bounds; else UsageError."""
        checked = _check.integer(argument, value, low, high)
        return int(self._given(paths, lambda found: type(found) in (int, float) and found == int(found), checked))

    def resource(self, service: str, pattern: re.Pattern[str], *paths: str) -> re.Match[str] | None:
        """Return the match of the resource of the first ARN of *service* that the overrides hold at *paths*."""
        for path in paths:
            found = _at(self.overrides, path)
            if _names.is_arn(found):
                parts = parse_arn(found)
                match = pattern.fullmatch(parts.resource)
                if match is not None and parts.service == service:
                    return match
        return None

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of *resource*, here."""
        return _names.arn(service, self.region, self.account_id, resource)

    def global_arn(self, service: str, resource: str) -> str:
        """Return the ARN of *resource* of a service that has no Regions, such as ``iam``."""
        return str(Arn(_names.partition(self.region), service, "", self.account_id, resource))

    def finish(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return *event* with the overrides merged in."""
        return event if self.overrides is None else override(event, self.overrides)

    def _given(self, paths: Sequence[str], accepts: Callable[[Any], object], otherwise: object) -> Any:
        for path in paths:
            found = _at(self.overrides, path)
            if found is not _MISSING and accepts(found):
                return found
        return otherwise


def origin(
    entropy: Entropy,
    *,
    account_id: object,
    region: object,
    time: object,
    overrides: object,
    accounts: Sequence[str] = (),
    regions: Sequence[str] = (),
    times: Sequence[str] = (),
    arns: Sequence[str] = (),
) -> Origin:
    """
    Return where and when an event arises.

    Args:
        entropy: the stream of the event.
        account_id: as the caller gave it.
        region: as the caller gave it.
        time: as the caller gave it.
        overrides: as the caller gave them.
        accounts: the paths at which overrides may name another account.
        regions: the paths at which overrides may name another Region.
        times: the paths at which overrides may name another instant, in a form of ISO 8601.
        arns: the paths at which overrides may hold an ARN, whose account and Region count where none is named.

    Raises:
        UsageError: an argument is not what it must be.
    """
    account_id, region = _check.account_id(account_id), _check.region(region)
    at = instant(entropy, time)
    for path in reversed(arns):
        found = _at(overrides, path)
        if _names.is_arn(found):
            parts = parse_arn(found)
            account_id = _valid(_check.account_id, parts.account_id, account_id)
            region = _valid(_check.region, parts.region, region)
    for path in reversed(accounts):
        account_id = _valid(_check.account_id, _at(overrides, path), account_id)
    for path in reversed(regions):
        region = _valid(_check.region, _at(overrides, path), region)
    for path in reversed(times):
        found = _at(overrides, path)
        if isinstance(found, str):
            try:
                at = Instant.from_iso(found)
            except ValueError:
                continue  # no instant that anything could follow
    return Origin(account_id, region, at, overrides)


def service_origin(
    entropy: Entropy,
    *,
    account_id: object,
    region: object,
    time: object,
    overrides: object,
    times: Sequence[str] = (),
    arns: Sequence[str] = (),
) -> Origin:
    """Return where and when an event by EventBridge arises; *times* and *arns* are paths besides the envelope's."""
    return origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        accounts=("account",),
        regions=("region",),
        times=(*times, "time"),
        arns=("resources/0", *arns),
    )


def service_event(
    entropy: Entropy, where: Origin, source: str, detail_type: str, resources: list[str], detail: Any
) -> dict[str, Any]:
    """Return the event of a service of AWS by EventBridge, overrides and all."""
    event = envelope(
        entropy,
        source=source,
        detail_type=detail_type,
        detail=detail,
        resources=resources,
        account_id=where.account_id,
        region=where.region,
        at=where.at,
    )
    return where.finish(event)


def _valid(check: Callable[[object], str], found: object, otherwise: str) -> str:
    try:
        return check(found)
    except UsageError:
        return otherwise


def _at(overrides: object, path: str) -> Any:
    found = overrides
    for name in path.split("/"):
        if isinstance(found, Mapping):
            found = found.get(name, _MISSING)
        elif isinstance(found, (list, tuple)) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            return _MISSING
    return found
