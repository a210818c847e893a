"""Events that services of AWS send by EventBridge: schedules, builds, pipelines, containers, findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from aws_lambda_powertools.utilities.parser import models

from pytest_lambda.base.arn import parse_arn
from pytest_lambda.events import Builders, variants

from .core import ISO, ISO_MS, UUID

TWELVE_HOURS = "%b %d, %Y %I:%M:%S %p"
INSTANCE = re.compile(r"i-[0-9a-f]{17}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "batch_job_state": ("status", ("SUCCEEDED", "FAILED", "RUNNING", "STARTING", "RUNNABLE", "PENDING")),
    "codebuild_phase": (
        "completed_phase",
        (
            "SUBMITTED",
            "QUEUED",
            "PROVISIONING",
            "DOWNLOAD_SOURCE",
            "INSTALL",
            "PRE_BUILD",
            "BUILD",
            "POST_BUILD",
            "UPLOAD_ARTIFACTS",
            "FINALIZING",
        ),
    ),
    "codebuild_state": ("status", ("IN_PROGRESS", "SUCCEEDED", "FAILED", "FAULT", "STOPPED", "TIMED_OUT")),
    "codedeploy_state": ("state", ("SUCCESS", "START", "READY", "FAILURE", "STOP")),
    "codepipeline_action": ("state", ("STARTED", "SUCCEEDED", "FAILED", "CANCELED", "ABANDONED")),
    "codepipeline_stage": (
        "state",
        ("STARTED", "SUCCEEDED", "FAILED", "RESUMED", "CANCELED", "STOPPED", "STOPPING"),
    ),
    "codepipeline_state": (
        "state",
        ("STARTED", "SUCCEEDED", "FAILED", "RESUMED", "CANCELED", "STOPPED", "STOPPING", "SUPERSEDED"),
    ),
    "ecr_action": ("action", ("PUSH", "DELETE")),
    "ecr_scan": ("scan_status", ("COMPLETE", "FAILED")),
    "ecs_container_instance": (
        "status",
        ("ACTIVE", "DRAINING", "INACTIVE", "REGISTERING", "DEREGISTERING", "REGISTRATION_FAILED"),
    ),
    "ecs_task": (
        "last_status",
        (
            "PROVISIONING",
            "PENDING",
            "ACTIVATING",
            "RUNNING",
            "DEACTIVATING",
            "STOPPING",
            "DEPROVISIONING",
            "STOPPED",
        ),
    ),
    "guardduty": (
        "finding_type",
        (
            "Recon:EC2/PortProbeUnprotectedPort",
            "UnauthorizedAccess:EC2/SSHBruteForce",
            "UnauthorizedAccess:IAMUser/MaliciousIPCaller",
            "Exfiltration:S3/AnomalousBehavior",
        ),
    ),
}
"""What else than ``variant`` decides the shape of an event of a kind, and its values."""


def typical(events: Builders) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give one event of every kind in every variant and state, also with all its optional parts."""
    for kind in RULES:
        build = getattr(events, kind)
        argument, values = CHOICES.get(kind, ("", ()))
        for variant in variants(kind) or (None,):
            chosen = {} if variant is None else {"variant": variant}
            yield kind, build(**chosen)
            for value in values:
                yield kind, build(**chosen, **{argument: value})
    yield "autoscaling", events.autoscaling(variant="launch_lifecycle_action", notification_metadata="blue")
    for provider in ("CodeCommit", "CodeBuild", "Lambda", "Manual"):
        for state in ("STARTED", "SUCCEEDED", "FAILED"):
            yield "codepipeline_action", events.codepipeline_action(state, provider=provider)
    yield "codebuild_phase", events.codebuild_phase("BUILD", status="FAILED")
    yield "ecs_task", events.ecs_task("STOPPED", containers=["app", "log-router"], stop_code="UserInitiated")


def unique_ids(kind: str, event: dict[str, Any]) -> list[str]:
    """Return the ids that no other event may have."""
    return [event["id"]]


def _enveloped(event: dict[str, Any], source: str) -> dict[str, Any]:
    assert {
        "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail",
    } <= event.keys()  # fmt: skip
    assert ("0", source) == (event["version"], event["source"])
    assert UUID.fullmatch(event["id"])
    assert ISO.fullmatch(event["time"])
    for arn in event["resources"]:
        assert (event["region"], event["account"]) == (parse_arn(arn).region, parse_arn(arn).account_id)
    detail: dict[str, Any] = event["detail"]
    return detail


def _same_second(event: dict[str, Any], written: str) -> None:
    assert ISO_MS.fullmatch(written)
    assert event["time"][:-1] == written[:-5]


def _resource(event: dict[str, Any]) -> str:
    (arn,) = event["resources"]
    return parse_arn(arn).resource


def _scheduled(event: dict[str, Any]) -> None:
    assert {} == _enveloped(event, "aws.events")
    assert "Scheduled Event" == event["detail-type"]
    assert _resource(event).startswith("rule/")


def _scheduler(event: dict[str, Any]) -> None:
    assert "{}" == _enveloped(event, "aws.scheduler")
    assert re.fullmatch(r"schedule/[^/]+/[^/]+", _resource(event))


def _autoscaling(event: dict[str, Any]) -> None:
    detail = _enveloped(event, "aws.autoscaling")
    group = parse_arn(event["resources"][0]).resource
    assert f"autoScalingGroupName/{detail['AutoScalingGroupName']}" == group.split(":")[-1]
    assert INSTANCE.fullmatch(detail["EC2InstanceId"])
    is_launch = "aunch" in event["detail-type"]
    assert ("EC2" if is_launch else "AutoScalingGroup") == detail["Origin"]
    assert {"EC2", "AutoScalingGroup"} == {detail["Origin"], detail["Destination"]}
    if "Lifecycle" in event["detail-type"]:
        assert 1 == len(event["resources"])
        assert ("LAUNCHING" if is_launch else "TERMINATING") == detail["LifecycleTransition"].split("_")[-1]
        assert UUID.fullmatch(detail["LifecycleActionToken"])
        assert "StatusCode" not in detail
    else:
        assert f"instance/{detail['EC2InstanceId']}" == parse_arn(event["resources"][1]).resource
        assert ("Failed" if "Unsuccessful" in event["detail-type"] else "InProgress") == detail["StatusCode"]
        assert ("Failed" == detail["StatusCode"]) == (detail["StatusMessage"] != "")
        assert event["time"] == detail["EndTime"]
        assert detail["StartTime"] < detail["EndTime"]
        assert detail["EC2InstanceId"] in detail["Description"]
        assert detail["Details"]["Availability Zone"].startswith(event["region"])


def _build(event: dict[str, Any]) -> dict[str, Any]:
    detail = _enveloped(event, "aws.codebuild")
    information = detail["additional-information"]
    assert [detail["build-id"]] == event["resources"]
    project, _, build = _resource(event).removeprefix("build/").partition(":")
    assert (project, build) == (detail["project-name"], information["logs"]["stream-name"])
    assert f"/aws/codebuild/{project}" == information["logs"]["group-name"]
    assert information["logs"]["deep-link"].endswith(f"group=/aws/codebuild/{project};stream={build}")
    phases = information.get("phases", [])
    assert ("artifact" in information) == ("UPLOAD_ARTIFACTS" in [phase["phase-type"] for phase in phases[:-1]])
    for phase in phases[:-1]:
        start, end = (datetime.strptime(phase[key], TWELVE_HOURS) for key in ("start-time", "end-time"))
        assert (end - start).total_seconds() == phase["duration-in-seconds"]
    for earlier, later in pairwise(phases):
        assert earlier["end-time"] == later["start-time"]
    if phases:
        assert information["build-start-time"] == phases[0]["start-time"]
        last = datetime.strptime(phases[-1]["start-time"], TWELVE_HOURS)
        assert last.isoformat() + "Z" == event["time"]
        assert {"start-time", "phase-type"} == phases[-1].keys()
        assert "SUBMITTED" == phases[0]["phase-type"]
    return detail


def _codebuild_state(event: dict[str, Any]) -> None:
    detail = _build(event)
    information, status = detail["additional-information"], detail["build-status"]
    assert information["build-complete"] == (status != "IN_PROGRESS")
    assert ("SUBMITTED" if status == "IN_PROGRESS" else "COMPLETED") == detail["current-phase"]
    if status != "IN_PROGRESS":
        assert "COMPLETED" == information["phases"][-1]["phase-type"]
        ended = {phase["phase-status"] for phase in information["phases"][:-1]}
        assert {"SUCCEEDED", status} == ended


def _codebuild_phase(event: dict[str, Any]) -> None:
    detail = _build(event)
    *_, phase, following = detail["additional-information"]["phases"]
    assert detail["completed-phase"] == phase["phase-type"]
    assert detail["completed-phase-status"] == phase["phase-status"]
    assert detail["completed-phase-duration-seconds"] == phase["duration-in-seconds"]
    assert (detail["completed-phase-start"], detail["completed-phase-end"]) == (phase["start-time"], phase["end-time"])
    assert detail["additional-information"]["build-complete"] == (following["phase-type"] == "COMPLETED")


def _pipeline(event: dict[str, Any]) -> dict[str, Any]:
    detail = _enveloped(event, "aws.codepipeline")
    assert detail["pipeline"] == _resource(event)
    assert UUID.fullmatch(detail["execution-id"])
    assert isinstance(detail["version"], float) and isinstance(detail["pipeline-execution-attempt"], float)
    assert ISO_MS.fullmatch(detail["start-time"])
    if detail["state"] == "STARTED":
        _same_second(event, detail["start-time"])
    assert detail["start-time"][:19] <= event["time"][:19]
    return detail


def _codepipeline_state(event: dict[str, Any]) -> None:
    detail = _pipeline(event)
    assert ("execution-trigger" in detail) == (detail["state"] == "STARTED")
    assert ("stop-execution-comments" in detail) == (detail["state"] == "STOPPING")
    assert "stage" not in detail


def _codepipeline_stage(event: dict[str, Any]) -> None:
    detail = _pipeline(event)
    assert detail["stage"]
    assert "action" not in detail


def _codepipeline_action(event: dict[str, Any]) -> None:
    detail = _pipeline(event)
    category = detail["type"]["category"]
    assert event["region"] == detail["region"]
    assert UUID.fullmatch(detail["action-execution-id"])
    assert ("execution-result" in detail) == (detail["state"] in ("SUCCEEDED", "FAILED"))
    assert ("error-code" in detail.get("execution-result", {})) == (detail["state"] == "FAILED")
    assert "input-artifacts" not in detail or category != "Source"
    assert ("output-artifacts" in detail) == (detail["state"] == "SUCCEEDED" and category in ("Source", "Build"))
    for artifact in detail.get("input-artifacts", []) + detail.get("output-artifacts", []):
        assert artifact["s3location"]["key"].startswith(detail["pipeline"][:20])


def _codedeploy_state(event: dict[str, Any]) -> None:
    detail = _enveloped(event, "aws.codedeploy")
    resources = {parse_arn(arn).resource for arn in event["resources"]}
    expected = {
        f"application:{detail['application']}",
        f"deploymentgroup:{detail['application']}/{detail['deploymentGroup']}",
    }
    if "Instance" in event["detail-type"]:
        expected.add(f"instance/{detail['instanceId']}")
    assert expected == resources
    assert event["region"] == detail["region"]
    assert re.fullmatch(r"d-[A-Z0-9]{9}", detail["deploymentId"])


def _ecr_scan(event: dict[str, Any]) -> None:
    detail = _enveloped(event, "aws.ecr")
    assert f"repository/{detail['repository-name']}" == _resource(event)
    assert DIGEST.fullmatch(detail["image-digest"])
    assert "COMPLETE" == detail["scan-status"] or {} == detail["finding-severity-counts"]


def _ecr_action(event: dict[str, Any]) -> None:
    detail = _enveloped(event, "aws.ecr")
    assert [] == event["resources"]
    assert DIGEST.fullmatch(detail["image-digest"])


def _ecs_task(event: dict[str, Any]) -> None:
    detail = _enveloped(event, "aws.ecs")
    assert [detail["taskArn"]] == event["resources"]
    kind, cluster, task = _resource(event).split("/")
    assert "task" == kind
    assert f"cluster/{cluster}" == parse_arn(detail["clusterArn"]).resource
    _same_second(event, detail["updatedAt"])
    statuses = CHOICES["ecs_task"][1]
    step = statuses.index(detail["lastStatus"])
    is_ending = step > statuses.index("RUNNING")
    assert ("STOPPED" if is_ending else "RUNNING") == detail["desiredStatus"]
    assert is_ending == ("stopCode" in detail) == ("stoppedReason" in detail)
    assert ("stoppedAt" in detail) == (detail["lastStatus"] == "STOPPED")
    assert ("startedAt" in detail) == (step >= statuses.index("RUNNING"))
    keys = ("createdAt", "connectivityAt", "pullStartedAt", "pullStoppedAt", "startedAt", "stoppingAt")
    times = [detail[key] for key in (*keys, "executionStoppedAt", "stoppedAt", "updatedAt") if key in detail]
    assert sorted(times) == times
    for container in detail["containers"]:
        assert detail["taskArn"] == container["taskArn"]
        assert f"container/{cluster}/{task}/" in container["containerArn"]
        assert ("exitCode" in container) == (container["lastStatus"] == "STOPPED")
        for interface in container["networkInterfaces"]:
            assert detail["attachments"][0]["id"] == interface["attachmentId"]
    names = [container["name"] for container in detail["containers"]]
    assert names == [override["name"] for override in detail["overrides"]["containerOverrides"]]
    assert ("containerInstanceArn" in detail) == (detail["launchType"] == "EC2")
    assert ("platformVersion" in detail) == (detail["launchType"] == "FARGATE")


def _ecs_container_instance(event: dict[str, Any]) -> None:
    detail = _enveloped(event, "aws.ecs")
    assert [detail["containerInstanceArn"]] == event["resources"]
    assert f"cluster/{_resource(event).split('/')[1]}" == parse_arn(detail["clusterArn"]).resource
    assert INSTANCE.fullmatch(detail["ec2InstanceId"])
    _same_second(event, detail["updatedAt"])
    for registered, remaining in zip(detail["registeredResources"], detail["remainingResources"], strict=True):
        assert registered["name"] == remaining["name"]
        assert remaining.get("integerValue", 0) <= registered.get("integerValue", 0)
        assert ("INTEGER" == registered["type"]) == ("integerValue" in registered)


def _batch_job_state(event: dict[str, Any]) -> None:
    detail = _enveloped(event, "aws.batch")
    assert [detail["jobArn"]] == event["resources"]
    assert f"job/{detail['jobId']}" == _resource(event)
    has_ended = detail["status"] in ("SUCCEEDED", "FAILED")
    has_begun = has_ended or detail["status"] == "RUNNING"
    assert has_begun == ("startedAt" in detail) == ("taskArn" in detail["container"])
    assert has_ended == ("stoppedAt" in detail) == ("statusReason" in detail) == bool(detail["attempts"])
    times = [detail[key] for key in ("createdAt", "startedAt", "stoppedAt") if key in detail]
    assert sorted(times) == times and all(13 == len(str(time)) for time in times)
    for attempt in detail["attempts"]:
        assert detail["container"]["taskArn"] == attempt["container"]["taskArn"]
        assert detail["container"]["exitCode"] == attempt["container"]["exitCode"]
        assert (detail["status"] == "SUCCEEDED") == (attempt["container"]["exitCode"] == 0)
        assert (detail["startedAt"], detail["stoppedAt"]) == (attempt["startedAt"], attempt["stoppedAt"])


def _guardduty(event: dict[str, Any]) -> None:
    detail = _enveloped(event, "aws.guardduty")
    assert [] == event["resources"]
    assert (event["account"], event["region"]) == (detail["accountId"], detail["region"])
    service = detail["service"]
    named = f"detector/{service['detectorId']}/finding/{detail['id']}"
    assert named == parse_arn(detail["arn"]).resource
    assert (event["region"], event["account"]) == (parse_arn(detail["arn"]).region, parse_arn(detail["arn"]).account_id)
    assert service["eventFirstSeen"] <= service["eventLastSeen"] < detail["updatedAt"]
    assert detail["createdAt"] <= detail["updatedAt"]
    _same_second(event, detail["updatedAt"])
    words = "".join(part.title() for part in service["action"]["actionType"].split("_"))
    assert f"{words[0].lower()}{words[1:]}Action" in service["action"]
    resource = {"EC2": "Instance", "IAMUser": "AccessKey", "S3": "S3Bucket"}
    assert resource[re.split("[:/]", detail["type"])[1]] == detail["resource"]["resourceType"]
    assert 2 == len(detail["resource"])


def _rds_event(event: dict[str, Any]) -> None:
    detail = _enveloped(event, "aws.rds")
    assert [detail["SourceArn"]] == event["resources"]
    assert detail["SourceIdentifier"] == _resource(event).partition(":")[2]
    assert re.fullmatch(r"RDS-EVENT-\d{4}", detail["EventID"])
    assert {
        "EventCategories", "SourceType", "SourceArn", "Date", "Message", "SourceIdentifier", "EventID",
    } == detail.keys()  # fmt: skip
    _same_second(event, detail["Date"])


RULES = {
    "autoscaling": _autoscaling,
    "batch_job_state": _batch_job_state,
    "codebuild_phase": _codebuild_phase,
    "codebuild_state": _codebuild_state,
    "codedeploy_state": _codedeploy_state,
    "codepipeline_action": _codepipeline_action,
    "codepipeline_stage": _codepipeline_stage,
    "codepipeline_state": _codepipeline_state,
    "ecr_action": _ecr_action,
    "ecr_scan": _ecr_scan,
    "ecs_container_instance": _ecs_container_instance,
    "ecs_task": _ecs_task,
    "guardduty": _guardduty,
    "rds_event": _rds_event,
    "scheduled": _scheduled,
    "scheduler": _scheduler,
}

MODELS = dict.fromkeys(RULES, models.EventBridgeModel)
