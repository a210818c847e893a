"""What holds for all events of EventBridge, monitoring and operations alike."""

from __future__ import annotations

from typing import Any

import pytest

from .rules import keeps_the_rules
from .rules.services import RULES as ENVELOPED


@pytest.mark.parametrize("kind", ENVELOPED)
@pytest.mark.parametrize(
    "overrides",
    [
        {"region": "eu-west-1"},
        {"account": "210987654321"},
        {"time": "2025-06-30T13:05:09Z"},
        {"region": "cn-north-1", "account": "210987654321", "time": "2025-06-30T00:00:00Z"},
    ],
    ids=str,
)
def test_everything_follows_the_envelope(events, kind, overrides):
    event = getattr(events, kind)(overrides=overrides)

    keeps_the_rules(kind, event)
    assert overrides.items() <= event.items()


IN_DETAIL = {
    "autoscaling": {"EC2InstanceId": "i-0123456789abcdef0", "AutoScalingGroupName": "web"},
    "batch_job_state": {
        "jobArn": "arn:aws:batch:eu-west-1:210987654321:job/c8f9c4b5-76e5-476a-a980-7011e206042b",
        "status": "RUNNING",
    },
    "codebuild_phase": {"project-name": "web", "completed-phase": "INSTALL", "completed-phase-status": "FAILED"},
    "codebuild_state": {
        "build-id": "arn:aws:codebuild:eu-west-1:210987654321:build/web:c8f9c4b5-76e5-476a-a980-7011e206042b",
        "build-status": "FAILED",
    },
    "codedeploy_state": {"application": "web", "deploymentGroup": "blue"},
    "codepipeline_action": {"pipeline": "web", "state": "FAILED", "type": {"provider": "CodeBuild"}},
    "codepipeline_stage": {"pipeline": "web"},
    "codepipeline_state": {"pipeline": "web", "state": "STOPPING"},
    "ecr_action": {"repository-name": "web"},
    "ecr_scan": {"repository-name": "web/front", "scan-status": "FAILED"},
    "ecs_container_instance": {
        "clusterArn": "arn:aws:ecs:eu-west-1:210987654321:cluster/web",
        "updatedAt": "2025-06-30T13:05:09.250Z",
    },
    "ecs_task": {
        "taskArn": "arn:aws:ecs:eu-west-1:210987654321:task/web/00112233445566778899aabbccddeeff",
        "lastStatus": "STOPPED",
        "updatedAt": "2025-06-30T13:05:09.250Z",
    },
    "guardduty": {
        "arn": "arn:aws:guardduty:eu-west-1:210987654321:detector/1a/finding/2b",
        "type": "UnauthorizedAccess:IAMUser/MaliciousIPCaller",
        "updatedAt": "2025-06-30T13:05:09.250Z",
    },
    "rds_event": {"SourceIdentifier": "web", "Date": "2025-06-30T13:05:09.250Z"},
}


def merged(given: dict[str, Any], into: dict[str, Any]) -> bool:
    """Return whether *into* holds all that *given* holds."""
    return all(
        merged(item, into[name]) if isinstance(item, dict) else item == into[name] for name, item in given.items()
    )


@pytest.mark.parametrize("kind", IN_DETAIL)
def test_everything_follows_the_detail(events, kind):
    event = getattr(events, kind)(overrides={"detail": IN_DETAIL[kind]})

    keeps_the_rules(kind, event)
    assert merged(IN_DETAIL[kind], event["detail"])


RESOURCES = {
    "scheduled": ["arn:aws:events:eu-west-1:210987654321:rule/hourly"],
    "scheduler": ["arn:aws:scheduler:eu-west-1:210987654321:schedule/other/hourly"],
    "autoscaling": [
        "arn:aws:autoscaling:eu-west-1:210987654321:autoScalingGroup:c8f9c4b5-76e5-476a-a980-7011e206042b"
        ":autoScalingGroupName/web",
        "arn:aws:ec2:eu-west-1:210987654321:instance/i-0123456789abcdef0",
    ],
    "batch_job_state": ["arn:aws:batch:eu-west-1:210987654321:job/c8f9c4b5-76e5-476a-a980-7011e206042b"],
    "codebuild_phase": ["arn:aws:codebuild:eu-west-1:210987654321:build/web:c8f9c4b5"],
    "codebuild_state": ["arn:aws:codebuild:eu-west-1:210987654321:build/web:c8f9c4b5"],
    "codedeploy_state": [
        "arn:aws:codedeploy:eu-west-1:210987654321:application:web",
        "arn:aws:codedeploy:eu-west-1:210987654321:deploymentgroup:web/blue",
    ],
    "codepipeline_action": ["arn:aws:codepipeline:eu-west-1:210987654321:web"],
    "codepipeline_stage": ["arn:aws:codepipeline:eu-west-1:210987654321:web"],
    "codepipeline_state": ["arn:aws:codepipeline:eu-west-1:210987654321:web"],
    "ecr_scan": ["arn:aws:ecr:eu-west-1:210987654321:repository/web/front"],
    "ecs_container_instance": [
        "arn:aws:ecs:eu-west-1:210987654321:container-instance/web/00112233445566778899aabbccddeeff"
    ],
    "ecs_task": ["arn:aws:ecs:eu-west-1:210987654321:task/web/00112233445566778899aabbccddeeff"],
    "rds_event": ["arn:aws:rds:eu-west-1:210987654321:db:web"],
}


@pytest.mark.parametrize("kind", RESOURCES)
def test_everything_follows_the_resources(events, kind):
    event = getattr(events, kind)(overrides={"resources": RESOURCES[kind]})

    keeps_the_rules(kind, event)
    assert RESOURCES[kind] == event["resources"]


ELSEWHERE = {
    "autoscaling_termination": {"AutoScalingGroupName": "web"},
    "chime_bot": {"EventType": "Remove"},
    "cloudformation": {
        "RequestType": "Update",
        "StackId": "arn:aws:cloudformation:eu-west-1:210987654321:stack/web/c8f9c4b5",
        "ResourceProperties": {"ServiceToken": "arn:aws:lambda:eu-west-1:210987654321:function:other"},
    },
    "cloudwatch_alarm": {
        "region": "eu-west-1",
        "alarmData": {
            "alarmName": "latency",
            "state": {"value": "OK", "timestamp": "2025-06-30T13:05:09.250+0000"},
            "previousState": {"value": "INSUFFICIENT_DATA"},
        },
    },
    "codecommit": {"Records": {"awsRegion": "eu-west-1"}},
    "codepipeline_job": {"CodePipeline.job": {"accountId": "210987654321"}},
    "config_rule": {"configRuleId": "config-rule-abc123", "accountId": "210987654321"},
    "destination_async": {"requestContext": {"condition": "RetriesExhausted"}},
    "destination_stream": {"requestContext": {"condition": "RecordAgeExceeded"}},
    "durable_execution": {
        "DurableExecutionArn": "arn:aws:lambda:eu-west-1:210987654321:function:web:7/durable-execution/order-7/c8f9c4b5"
    },
    "sagemaker_pre_annotation": {"labelingJobArn": "arn:aws:sagemaker:eu-west-1:210987654321:labeling-job/web"},
    "sagemaker_post_annotation": {"labelingJobArn": "arn:aws:sagemaker:eu-west-1:210987654321:labeling-job/web"},
    "secretsmanager_rotation": {"Step": "testSecret"},
    "stepfunctions_error": {"Error": "OutOfStock"},
}


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_everything_follows_an_override(events, kind):
    overrides = ELSEWHERE[kind]
    event = getattr(events, kind)(overrides=overrides)

    keeps_the_rules(kind, event)
    if kind != "codecommit":
        assert merged(overrides, event)


def test_an_alarm_follows_its_arn(events):
    event = events.cloudwatch_alarm(overrides={"alarmArn": "arn:aws:cloudwatch:eu-west-1:210987654321:alarm:latency"})

    keeps_the_rules("cloudwatch_alarm", event)
    assert ("eu-west-1", "210987654321", "latency") == (
        event["region"],
        event["accountId"],
        event["alarmData"]["alarmName"],
    )


@pytest.mark.parametrize("kind", [kind for kind in ENVELOPED if kind != "scheduler"])
def test_an_override_that_nothing_can_follow_still_wins(events, kind):
    overrides = {"time": "yesterday", "region": "mars", "account": 7, "resources": [], "detail": {"status": None}}
    event = getattr(events, kind)(overrides=overrides)

    assert ("yesterday", "mars", 7, []) == (event["time"], event["region"], event["account"], event["resources"])
    assert event["detail"]["status"] is None
