"""Events of rules with a schedule, and of EventBridge Scheduler."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.schedules import ScheduledEvent, SchedulerEvent

__all__ = ["scheduled", "scheduler"]

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_NAME_IN_WORDS = "1 to 64 letters, digits, '.', '_' or '-'"


def scheduled(
    entropy: Entropy,
    rule: str = "nightly",
    *,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ScheduledEvent:
    """
    Return the event that a rule with a schedule hands to its target.

    Args:
        rule: the name of the rule, on the default event bus.
        time: when it was due; the event holds whole seconds.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.scheduled("hourly")["resources"]
        ['arn:aws:events:us-east-1:123456789012:rule/hourly']
    """
    where = service_origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    name = where.matching("rule", rule, _NAME, _NAME_IN_WORDS)
    resources = [where.arn("events", f"rule/{name}")]
    return cast("ScheduledEvent", service_event(entropy, where, "aws.events", "Scheduled Event", resources, {}))


def scheduler(
    entropy: Entropy,
    schedule: str = "nightly",
    *,
    group: str = "default",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> SchedulerEvent:
    """
    Return the event that EventBridge Scheduler sends for a schedule without an input of its own.

    Its ``detail`` is the text ``"{}"``, not an object.

    Args:
        schedule: the name of the schedule.
        group: the schedule group that it is in.
        time: when it was due; the event holds whole seconds.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.scheduler("reports", group="finance")["resources"]
        ['arn:aws:scheduler:us-east-1:123456789012:schedule/finance/reports']
        >>> events.scheduler()["detail"]
        '{}'
    """
    where = service_origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    name = where.matching("schedule", schedule, _NAME, _NAME_IN_WORDS)
    group = where.matching("group", group, _NAME, _NAME_IN_WORDS)
    resources = [where.arn("scheduler", f"schedule/{group}/{name}")]
    return cast("SchedulerEvent", service_event(entropy, where, "aws.scheduler", "Scheduled Event", resources, "{}"))
