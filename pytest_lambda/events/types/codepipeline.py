"""Shapes of events of AWS CodePipeline."""

from pytest_lambda.events.types._envelope import Envelope
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "ActionType",
    "ArtifactLocation",
    "CodepipelineActionDetail",
    "CodepipelineActionEvent",
    "CodepipelineJobEvent",
    "CodepipelineStageDetail",
    "CodepipelineStageEvent",
    "CodepipelineStateDetail",
    "CodepipelineStateEvent",
    "EventArtifact",
    "ExecutionResult",
    "ExecutionTrigger",
    "Job",
    "JobArtifact",
    "JobConfiguration",
    "JobConfigurationValues",
    "JobCredentials",
    "JobData",
    "JobEncryptionKey",
    "JobLocation",
    "JobS3Location",
]

ExecutionTrigger = TypedDict("ExecutionTrigger", {"trigger-type": str, "trigger-detail": str})

CodepipelineStateDetail = TypedDict(
    "CodepipelineStateDetail",
    {
        "pipeline": str,
        "execution-id": str,
        "start-time": str,
        "version": float,
        "pipeline-execution-attempt": float,
        "execution-trigger": NotRequired[ExecutionTrigger],
        "stop-execution-comments": NotRequired[str],
        "state": str,
    },
)


class CodepipelineStateEvent(Envelope):
    detail: CodepipelineStateDetail


CodepipelineStageDetail = TypedDict(
    "CodepipelineStageDetail",
    {
        "pipeline": str,
        "execution-id": str,
        "start-time": str,
        "version": float,
        "pipeline-execution-attempt": float,
        "stage": str,
        "state": str,
    },
)


class CodepipelineStageEvent(Envelope):
    detail: CodepipelineStageDetail


ExecutionResult = TypedDict(
    "ExecutionResult",
    {
        "external-execution-url": NotRequired[str],
        "external-execution-summary": str,
        "external-execution-id": str,
        "error-code": NotRequired[str],
    },
)


class ArtifactLocation(TypedDict):
    bucket: str
    key: str


class EventArtifact(TypedDict):
    name: str
    s3location: ArtifactLocation


class ActionType(TypedDict):
    owner: str
    provider: str
    category: str
    version: str


CodepipelineActionDetail = TypedDict(
    "CodepipelineActionDetail",
    {
        "pipeline": str,
        "execution-id": str,
        "start-time": str,
        "version": float,
        "pipeline-execution-attempt": float,
        "stage": str,
        "execution-result": NotRequired[ExecutionResult],
        "input-artifacts": NotRequired[list[EventArtifact]],
        "output-artifacts": NotRequired[list[EventArtifact]],
        "action-execution-id": str,
        "action": str,
        "state": str,
        "region": str,
        "type": ActionType,
    },
)


class CodepipelineActionEvent(Envelope):
    detail: CodepipelineActionDetail


class JobConfigurationValues(TypedDict):
    FunctionName: str
    UserParameters: NotRequired[str]


class JobConfiguration(TypedDict):
    configuration: JobConfigurationValues


class JobS3Location(TypedDict):
    bucketName: str
    objectKey: str


class JobLocation(TypedDict):
    type: str
    s3Location: JobS3Location


class JobArtifact(TypedDict):
    name: str
    revision: str | None
    location: JobLocation


class JobCredentials(TypedDict):
    accessKeyId: str
    secretAccessKey: str
    sessionToken: str
    expirationTime: int


class JobEncryptionKey(TypedDict):
    id: str
    type: str


class JobData(TypedDict):
    actionConfiguration: JobConfiguration
    inputArtifacts: list[JobArtifact]
    outputArtifacts: list[JobArtifact]
    artifactCredentials: JobCredentials
    continuationToken: NotRequired[str]
    encryptionKey: NotRequired[JobEncryptionKey]


class Job(TypedDict):
    id: str
    accountId: str
    data: JobData


CodepipelineJobEvent = TypedDict("CodepipelineJobEvent", {"CodePipeline.job": Job})
