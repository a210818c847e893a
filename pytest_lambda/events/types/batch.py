"""Shapes of events of AWS Batch."""

from typing import Any

from pytest_lambda.events.types._envelope import Envelope
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "AttemptContainer",
    "BatchJobDetail",
    "BatchJobStateEvent",
    "JobAttempt",
    "JobContainer",
    "ResourceRequirement",
    "RetryStrategy",
]


class ResourceRequirement(TypedDict):
    value: str
    type: str


class JobContainer(TypedDict):
    image: str
    command: list[str]
    volumes: list[dict[str, Any]]
    environment: list[dict[str, str]]
    mountPoints: list[dict[str, Any]]
    ulimits: list[dict[str, Any]]
    networkInterfaces: list[dict[str, Any]]
    resourceRequirements: list[ResourceRequirement]
    secrets: list[dict[str, str]]
    taskArn: NotRequired[str]
    logStreamName: NotRequired[str]
    exitCode: NotRequired[int]


class AttemptContainer(TypedDict):
    taskArn: str
    logStreamName: str
    exitCode: int
    networkInterfaces: list[dict[str, Any]]


class JobAttempt(TypedDict):
    container: AttemptContainer
    startedAt: int
    stoppedAt: int
    statusReason: str


class RetryStrategy(TypedDict):
    attempts: int
    evaluateOnExit: list[dict[str, str]]


class BatchJobDetail(TypedDict):
    jobArn: str
    jobName: str
    jobId: str
    jobQueue: str
    status: str
    attempts: list[JobAttempt]
    createdAt: int
    startedAt: NotRequired[int]
    stoppedAt: NotRequired[int]
    statusReason: NotRequired[str]
    retryStrategy: RetryStrategy
    dependsOn: list[dict[str, str]]
    jobDefinition: str
    parameters: dict[str, str]
    container: JobContainer
    propagateTags: bool
    platformCapabilities: list[str]


class BatchJobStateEvent(Envelope):
    detail: BatchJobDetail
