"""The shapes of events, one `TypedDict` for each kind."""

from pytest_lambda.events.types.autoscaling import AutoscalingEvent, AutoscalingTerminationEvent
from pytest_lambda.events.types.batch import BatchJobStateEvent
from pytest_lambda.events.types.chime import ChimeBotEvent
from pytest_lambda.events.types.clientvpn import ClientvpnEvent
from pytest_lambda.events.types.cloudformation import CloudformationEvent
from pytest_lambda.events.types.cloudwatch import CloudwatchAlarmEvent, CloudwatchLogsEvent
from pytest_lambda.events.types.codebuild import CodebuildPhaseEvent, CodebuildStateEvent
from pytest_lambda.events.types.codecommit import CodecommitEvent
from pytest_lambda.events.types.codedeploy import CodedeployHookEvent, CodedeployStateEvent
from pytest_lambda.events.types.codepipeline import (
    CodepipelineActionEvent,
    CodepipelineJobEvent,
    CodepipelineStageEvent,
    CodepipelineStateEvent,
)
from pytest_lambda.events.types.config import ConfigRuleEvent
from pytest_lambda.events.types.destinations import DestinationAsyncEvent, DestinationStreamEvent
from pytest_lambda.events.types.durable import DurableExecutionEvent
from pytest_lambda.events.types.ecr import EcrActionEvent, EcrScanEvent
from pytest_lambda.events.types.ecs import EcsContainerInstanceEvent, EcsTaskEvent
from pytest_lambda.events.types.guardduty import GuarddutyEvent
from pytest_lambda.events.types.rds import RdsEventEvent
from pytest_lambda.events.types.sagemaker import SagemakerPostAnnotationEvent, SagemakerPreAnnotationEvent
from pytest_lambda.events.types.schedules import ScheduledEvent, SchedulerEvent
from pytest_lambda.events.types.secretsmanager import SecretsmanagerRotationEvent
from pytest_lambda.events.types.stepfunctions import StepfunctionsErrorEvent
from pytest_lambda.events.types.transfer_family import TransferFamilyEvent
from pytest_lambda.events.types.workmail import WorkmailEvent

__all__ = [
    "AutoscalingEvent",
    "AutoscalingTerminationEvent",
    "BatchJobStateEvent",
    "ChimeBotEvent",
    "ClientvpnEvent",
    "CloudformationEvent",
    "CloudwatchAlarmEvent",
    "CloudwatchLogsEvent",
    "CodebuildPhaseEvent",
    "CodebuildStateEvent",
    "CodecommitEvent",
    "CodedeployHookEvent",
    "CodedeployStateEvent",
    "CodepipelineActionEvent",
    "CodepipelineJobEvent",
    "CodepipelineStageEvent",
    "CodepipelineStateEvent",
    "ConfigRuleEvent",
    "DestinationAsyncEvent",
    "DestinationStreamEvent",
    "DurableExecutionEvent",
    "EcrActionEvent",
    "EcrScanEvent",
    "EcsContainerInstanceEvent",
    "EcsTaskEvent",
    "GuarddutyEvent",
    "RdsEventEvent",
    "SagemakerPostAnnotationEvent",
    "SagemakerPreAnnotationEvent",
    "ScheduledEvent",
    "SchedulerEvent",
    "SecretsmanagerRotationEvent",
    "StepfunctionsErrorEvent",
    "TransferFamilyEvent",
    "WorkmailEvent",
]
