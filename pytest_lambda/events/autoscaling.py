"""Events of EC2 Auto Scaling: by EventBridge, and to a function that is a termination policy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _machines
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import Origin, origin, service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.autoscaling import AutoscalingEvent, AutoscalingTerminationEvent

__all__ = ["Variant", "autoscaling", "autoscaling_termination"]

Variant = Literal[
    "launch_successful",
    "launch_unsuccessful",
    "launch_lifecycle_action",
    "terminate_successful",
    "terminate_unsuccessful",
    "terminate_lifecycle_action",
]
Cause = Literal["SCALE_IN", "INSTANCE_REFRESH", "MAX_INSTANCE_LIFETIME", "REBALANCE"]

_GROUP = re.compile(r"[^:/]{1,255}")
_GROUP_IN_WORDS = "1 to 255 characters without ':' or '/'"
_GROUP_ARN = re.compile(r"autoScalingGroup:(?P<id>[0-9a-f-]{36}):autoScalingGroupName/(?P<name>[^:/]{1,255})")
_INSTANCE_ARN = re.compile(rf"instance/(?P<id>{_machines.INSTANCE.pattern})")


@dataclass(frozen=True, slots=True)
class _Activity:
    """What the events of one activity have in common."""

    detail_type: str
    description: str
    status_code: str
    status_message: str
    cause: str


_LAUNCH = "increasing the capacity from 1 to 2."
_TERMINATE = "shrinking the capacity from 2 to 1."
_ACTIVITIES = {
    "launch_successful": _Activity(
        "EC2 Instance Launch Successful", "Launching a new EC2 instance: {0}", "InProgress", "", _LAUNCH
    ),
    "launch_unsuccessful": _Activity(
        "EC2 Instance Launch Unsuccessful",
        "Launching a new EC2 instance: {0}",
        "Failed",
        "We currently do not have sufficient {1} capacity in the Availability Zone you requested. "
        "Launching EC2 instance failed.",
        _LAUNCH,
    ),
    "terminate_successful": _Activity(
        "EC2 Instance Terminate Successful", "Terminating EC2 instance: {0}", "InProgress", "", _TERMINATE
    ),
    "terminate_unsuccessful": _Activity(
        "EC2 Instance Terminate Unsuccessful",
        "Terminating EC2 instance: {0}",
        "Failed",
        "The instance {0} cannot be terminated.",
        _TERMINATE,
    ),
}


def autoscaling(
    entropy: Entropy,
    auto_scaling_group: str = "orders",
    *,
    variant: Variant = "launch_successful",
    instance_id: str | None = None,
    instance_type: str = "t3.micro",
    lifecycle_hook: str = "drain",
    notification_metadata: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> AutoscalingEvent:
    """
    Return the event of an instance that an Auto Scaling group launches or terminates.

    Args:
        auto_scaling_group: the name of the group.
        variant: what happened: ``"launch_..."`` or ``"terminate_..."``, with ``"successful"``,
            ``"unsuccessful"`` or ``"lifecycle_action"`` (the instance waits for a lifecycle hook).
        instance_id: of the instance.
        instance_type: named by the message of a launch that failed.
        lifecycle_hook: the name of the hook, where the instance waits for one.
        notification_metadata: what the hook adds to its events.
        time: when the activity ended, or the wait began.
        overrides: merged in last; the names in ``detail`` and the ARNs in ``resources`` follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: the texts of ``Cause`` and ``StatusMessage``.

    Example:
        >>> event = events.autoscaling("web", variant="terminate_lifecycle_action")
        >>> event["detail"]["LifecycleTransition"]
        'autoscaling:EC2_INSTANCE_TERMINATING'
    """
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    where = service_origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        times=("detail/EndTime",),
        arns=("resources/1",),
    )
    group_arn, group = _group(entropy, where, auto_scaling_group, "resources/0", "detail/AutoScalingGroupName")
    found = where.resource("ec2", _INSTANCE_ARN, "resources/1", "resources/0")
    instance = where.matching(
        "instance_id",
        _machines.instance_id(entropy) if instance_id is None else instance_id,
        _machines.INSTANCE,
        "the id of an instance such as 'i-0123456789abcdef0'",
        "detail/EC2InstanceId",
    )
    if found is not None:
        instance = found["id"]
    launches = variant.startswith("launch")
    ends = {"Origin": "EC2", "Destination": "AutoScalingGroup"}
    if not launches:
        ends = {"Origin": "AutoScalingGroup", "Destination": "EC2"}
    if variant.endswith("lifecycle_action"):
        transition = "launch" if launches else "terminate"
        detail: dict[str, Any] = {
            "LifecycleActionToken": entropy.uuid(),
            "AutoScalingGroupName": group,
            "LifecycleHookName": _check.text("lifecycle_hook", lifecycle_hook),
            "EC2InstanceId": instance,
            "LifecycleTransition": f"autoscaling:EC2_INSTANCE_{'LAUNCHING' if launches else 'TERMINATING'}",
        }
        if notification_metadata is not None:
            detail["NotificationMetadata"] = _check.text("notification_metadata", notification_metadata)
        detail.update(ends)
        name = f"EC2 Instance-{transition} Lifecycle Action"
        return cast("AutoscalingEvent", service_event(entropy, where, "aws.autoscaling", name, [group_arn], detail))
    activity = _ACTIVITIES[variant]
    started = where.at.plus_ms(-entropy.integer(5_000, 60_000))
    detail = {
        "StatusCode": activity.status_code,
        "Description": activity.description.format(instance),
        "AutoScalingGroupName": group,
        "ActivityId": entropy.uuid(),
        "Details": {
            "Availability Zone": f"{where.region}{entropy.random.choice('abc')}",
            "Subnet ID": _machines.network_id(entropy, "subnet"),
        },
        "RequestId": entropy.uuid(),
        "StatusMessage": activity.status_message.format(instance, _check.text("instance_type", instance_type)),
        "EndTime": where.at.iso(),
        "EC2InstanceId": instance,
        "StartTime": started.iso_ms(),
        "Cause": (
            f"At {started.iso()} an instance was {'started' if launches else 'taken out of service'} in response to "
            f"a difference between desired and actual capacity, {activity.cause}"
        ),
        **ends,
    }
    resources = [group_arn, where.arn("ec2", f"instance/{instance}")]
    event = service_event(entropy, where, "aws.autoscaling", activity.detail_type, resources, detail)
    return cast("AutoscalingEvent", event)


def autoscaling_termination(
    entropy: Entropy,
    cause: Cause = "SCALE_IN",
    *,
    auto_scaling_group: str = "orders",
    capacity: int = 1,
    candidates: int = 2,
    instance_type: str = "t3.micro",
    instance_market_option: Literal["on-demand", "spot"] = "on-demand",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> AutoscalingTerminationEvent:
    """
    Return the event that asks a custom termination policy which instances may go.

    Args:
        cause: why instances have to go.
        auto_scaling_group: the name of the group.
        capacity: how many instances have to go, all from one Availability Zone.
        candidates: how many instances Auto Scaling proposes, at least *capacity*.
        instance_type: of all of them.
        instance_market_option: ``"on-demand"`` or ``"spot"``.
        time: not part of this event.
        overrides: merged in last; name and ARN of the group follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> event = events.autoscaling_termination(capacity=2, candidates=3)
        >>> event["CapacityToTerminate"][0]["Capacity"], len(event["Instances"])
        (2, 3)
    """
    where = origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        arns=("AutoScalingGroupARN",),
    )
    cause = where.choice("cause", cause, get_args(Cause), "Cause")  # type: ignore[assignment]
    group_arn, group = _group(entropy, where, auto_scaling_group, "AutoScalingGroupARN", "AutoScalingGroupName")
    capacity = _check.integer("capacity", capacity, 1)
    candidates = _check.integer("candidates", candidates, capacity)
    market = {
        "AvailabilityZone": f"{where.region}{entropy.random.choice('abc')}",
        "InstanceMarketOption": _check.choice("instance_market_option", instance_market_option, ("on-demand", "spot")),
    }
    event = {
        "AutoScalingGroupARN": group_arn,
        "AutoScalingGroupName": group,
        "CapacityToTerminate": [{"AvailabilityZone": market["AvailabilityZone"], "Capacity": capacity, **market}],
        "Instances": [
            {
                "AvailabilityZone": market["AvailabilityZone"],
                "InstanceId": _machines.instance_id(entropy),
                "InstanceType": _check.text("instance_type", instance_type),
                **market,
            }
            for _ in range(candidates)
        ],
        "Cause": cause,
    }
    return cast("AutoscalingTerminationEvent", where.finish(event))


def _group(entropy: Entropy, where: Origin, group: object, arn_path: str, name_path: str) -> tuple[str, str]:
    """Return the ARN and the name of the group, which name each other."""
    name = where.matching("auto_scaling_group", group, _GROUP, _GROUP_IN_WORDS, name_path)
    identity = entropy.uuid()
    found = where.resource("autoscaling", _GROUP_ARN, arn_path)
    if found is not None:
        identity, name = found["id"], found["name"]
    return where.arn("autoscaling", f"autoScalingGroup:{identity}:autoScalingGroupName/{name}"), name
