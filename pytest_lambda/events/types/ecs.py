"""Shapes of events of Amazon ECS."""

from typing import Any

from pytest_lambda.events.types._envelope import Envelope
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "Attribute",
    "ContainerInstanceDetail",
    "EcsContainerInstanceEvent",
    "EcsTaskEvent",
    "EphemeralStorage",
    "NameAndValue",
    "TaskAttachment",
    "TaskContainer",
    "TaskDetail",
    "TaskNetworkInterface",
    "VersionInfo",
]


class NameAndValue(TypedDict):
    name: str
    value: str


class TaskAttachment(TypedDict):
    id: str
    type: str
    status: str
    details: list[NameAndValue]


class TaskNetworkInterface(TypedDict):
    attachmentId: str
    privateIpv4Address: str


class TaskContainer(TypedDict):
    containerArn: str
    lastStatus: str
    name: str
    image: str
    imageDigest: NotRequired[str]
    runtimeId: NotRequired[str]
    taskArn: str
    networkInterfaces: list[TaskNetworkInterface]
    cpu: str
    exitCode: NotRequired[int]


class EphemeralStorage(TypedDict):
    sizeInGiB: int


class TaskDetail(TypedDict):
    attachments: list[TaskAttachment]
    attributes: list[NameAndValue]
    availabilityZone: str
    clusterArn: str
    connectivity: NotRequired[str]
    connectivityAt: NotRequired[str]
    containerInstanceArn: NotRequired[str]
    containers: list[TaskContainer]
    cpu: str
    createdAt: str
    desiredStatus: str
    enableExecuteCommand: bool
    ephemeralStorage: NotRequired[EphemeralStorage]
    executionStoppedAt: NotRequired[str]
    group: str
    launchType: str
    lastStatus: str
    memory: str
    overrides: dict[str, Any]
    platformVersion: NotRequired[str]
    pullStartedAt: NotRequired[str]
    pullStoppedAt: NotRequired[str]
    startedAt: NotRequired[str]
    startedBy: str
    stopCode: NotRequired[str]
    stoppedAt: NotRequired[str]
    stoppedReason: NotRequired[str]
    stoppingAt: NotRequired[str]
    taskArn: str
    taskDefinitionArn: str
    updatedAt: str
    version: int


class EcsTaskEvent(Envelope):
    detail: TaskDetail


class Attribute(TypedDict):
    name: str
    value: NotRequired[str]


class VersionInfo(TypedDict):
    agentHash: str
    agentVersion: str
    dockerVersion: str


class ContainerInstanceDetail(TypedDict):
    agentConnected: bool
    attributes: list[Attribute]
    clusterArn: str
    containerInstanceArn: str
    ec2InstanceId: str
    registeredResources: list[dict[str, Any]]
    remainingResources: list[dict[str, Any]]
    status: str
    version: int
    versionInfo: VersionInfo
    updatedAt: str


class EcsContainerInstanceEvent(Envelope):
    detail: ContainerInstanceDetail
