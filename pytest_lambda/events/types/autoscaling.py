"""Shapes of events of EC2 Auto Scaling."""

from pytest_lambda.events.types._envelope import Envelope
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "ActivityDetails",
    "AutoscalingDetail",
    "AutoscalingEvent",
    "AutoscalingTerminationEvent",
    "CapacityToTerminate",
    "CandidateInstance",
]

ActivityDetails = TypedDict("ActivityDetails", {"Availability Zone": str, "Subnet ID": str})


class AutoscalingDetail(TypedDict):
    AutoScalingGroupName: str
    EC2InstanceId: str
    Origin: str
    Destination: str
    # Of an activity that ended.
    StatusCode: NotRequired[str]
    Description: NotRequired[str]
    ActivityId: NotRequired[str]
    Details: NotRequired[ActivityDetails]
    RequestId: NotRequired[str]
    StatusMessage: NotRequired[str]
    StartTime: NotRequired[str]
    EndTime: NotRequired[str]
    Cause: NotRequired[str]
    # Of an instance that waits for a lifecycle hook.
    LifecycleActionToken: NotRequired[str]
    LifecycleHookName: NotRequired[str]
    LifecycleTransition: NotRequired[str]
    NotificationMetadata: NotRequired[str]


class AutoscalingEvent(Envelope):
    detail: AutoscalingDetail


class CapacityToTerminate(TypedDict):
    AvailabilityZone: str
    Capacity: int
    InstanceMarketOption: str


class CandidateInstance(TypedDict):
    AvailabilityZone: str
    InstanceId: str
    InstanceType: str
    InstanceMarketOption: str


class AutoscalingTerminationEvent(TypedDict):
    AutoScalingGroupARN: str
    AutoScalingGroupName: str
    CapacityToTerminate: list[CapacityToTerminate]
    Instances: list[CandidateInstance]
    Cause: str
