"""Shapes of events of AWS CodeDeploy."""

from pytest_lambda.events.types._envelope import Envelope
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["CodedeployDetail", "CodedeployHookEvent", "CodedeployStateEvent"]


class CodedeployDetail(TypedDict):
    region: str
    deploymentId: str
    instanceGroupId: str
    deploymentGroup: str
    state: str
    application: str
    instanceId: NotRequired[str]


class CodedeployStateEvent(Envelope):
    detail: CodedeployDetail


class CodedeployHookEvent(TypedDict):
    DeploymentId: str
    LifecycleEventHookExecutionId: str
