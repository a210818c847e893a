"""Shapes of events of AWS CodeBuild."""

from pytest_lambda.events.types._envelope import Envelope
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "BuildArtifact",
    "BuildEnvironment",
    "BuildInformation",
    "BuildLogs",
    "BuildPhase",
    "BuildSource",
    "CodebuildPhaseDetail",
    "CodebuildPhaseEvent",
    "CodebuildStateDetail",
    "CodebuildStateEvent",
    "EnvironmentVariable",
]


class BuildArtifact(TypedDict):
    md5sum: str
    sha256sum: str
    location: str


class EnvironmentVariable(TypedDict):
    name: str
    type: str
    value: str


BuildEnvironment = TypedDict(
    "BuildEnvironment",
    {
        "image": str,
        "privileged-mode": bool,
        "compute-type": str,
        "type": str,
        "environment-variables": list[EnvironmentVariable],
    },
)


class BuildSource(TypedDict):
    location: str
    type: str


BuildLogs = TypedDict("BuildLogs", {"group-name": str, "stream-name": str, "deep-link": str})

BuildPhase = TypedDict(
    "BuildPhase",
    {
        "phase-context": NotRequired[list[str]],
        "start-time": str,
        "end-time": NotRequired[str],
        "duration-in-seconds": NotRequired[float],
        "phase-type": str,
        "phase-status": NotRequired[str],
    },
)

BuildInformation = TypedDict(
    "BuildInformation",
    {
        "artifact": NotRequired[BuildArtifact],
        "environment": BuildEnvironment,
        "timeout-in-minutes": float,
        "build-complete": bool,
        "build-number": float,
        "initiator": str,
        "build-start-time": str,
        "source": BuildSource,
        "logs": BuildLogs,
        "phases": NotRequired[list[BuildPhase]],
    },
)

CodebuildStateDetail = TypedDict(
    "CodebuildStateDetail",
    {
        "build-status": str,
        "project-name": str,
        "build-id": str,
        "additional-information": BuildInformation,
        "current-phase": str,
        "current-phase-context": str,
        "version": str,
    },
)


class CodebuildStateEvent(Envelope):
    detail: CodebuildStateDetail


CodebuildPhaseDetail = TypedDict(
    "CodebuildPhaseDetail",
    {
        "completed-phase": str,
        "project-name": str,
        "build-id": str,
        "completed-phase-context": str,
        "additional-information": BuildInformation,
        "completed-phase-status": str,
        "completed-phase-duration-seconds": float,
        "version": str,
        "completed-phase-start": str,
        "completed-phase-end": str,
    },
)


class CodebuildPhaseEvent(Envelope):
    detail: CodebuildPhaseDetail
