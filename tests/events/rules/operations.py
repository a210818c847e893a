"""EventBridge, monitoring and operations: what AWS's services tell a function about themselves."""

from __future__ import annotations

import base64
import gzip
import ipaddress
import json
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.utilities.parser import models
from pydantic import RootModel

from pytest_lambda.base.arn import parse_arn
from pytest_lambda.events import Builders, variants

from .core import ISO, ISO_MS, UUID

OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")
TWELVE_HOURS = "%b %d, %Y %I:%M:%S %p"
INSTANCE = re.compile(r"i-[0-9a-f]{17}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "autoscaling_termination": ("cause", ("SCALE_IN", "INSTANCE_REFRESH", "MAX_INSTANCE_LIFETIME", "REBALANCE")),
    "batch_job_state": ("status", ("SUCCEEDED", "FAILED", "RUNNING", "STARTING", "RUNNABLE", "PENDING")),
    "cloudformation": ("request_type", ("Create", "Update", "Delete")),
    "cloudwatch_alarm": ("state", ("ALARM", "OK", "INSUFFICIENT_DATA")),
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
    "config_rule": ("change_type", ("UPDATE", "CREATE", "DELETE")),
    "destination_async": (
        "condition",
        ("Success", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency"),
    ),
    "destination_stream": ("condition", ("RetryAttemptsExhausted", "RecordAgeExceeded")),
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
    "secretsmanager_rotation": ("step", ("createSecret", "setSecret", "testSecret", "finishSecret")),
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
    yield "autoscaling_termination", events.autoscaling_termination(capacity=2, candidates=5)
    yield "cloudwatch_logs", events.cloudwatch_logs(["START", {"level": "INFO"}, "ü"])
    yield "cloudwatch_alarm", events.cloudwatch_alarm(variant="composite", description="All", children=["a", "b"])
    yield "cloudformation", events.cloudformation("Update", properties={"Names": ["a", 1], "On": True, "D": {"n": 1.5}})
    yield (
        "codepipeline_job",
        events.codepipeline_job(
            {"stage": "live"},
            output_artifacts=["Report"],
            continuation_token="again",
            encryption_key="arn:aws:kms:us-east-1:123456789012:key/1",
        ),
    )
    for provider in ("CodeCommit", "CodeBuild", "Lambda", "Manual"):
        for state in ("STARTED", "SUCCEEDED", "FAILED"):
            yield "codepipeline_action", events.codepipeline_action(state, provider=provider)
    yield "codecommit", events.codecommit("release", created=True, custom_data="x")
    yield "codebuild_phase", events.codebuild_phase("BUILD", status="FAILED")
    yield "destination_async", events.destination_async("EventAgeExceeded", approximate_invoke_count=0)
    yield "destination_stream", events.destination_stream(batch=events.kinesis(["a", "b"]))
    yield "destination_stream", events.destination_stream(batch=events.dynamodb(), failed_by_response=True)
    yield "durable_execution", events.durable_execution(variant="replay", steps={"a": 1, "b": None}, wait_seconds=0)
    yield "ecs_task", events.ecs_task("STOPPED", containers=["app", "log-router"], stop_code="UserInitiated")
    yield "sagemaker_post_annotation", events.sagemaker_post_annotation(label_categories=["a", "b"])


def unique_ids(kind: str, event: dict[str, Any]) -> list[str]:
    """Return the ids that no other event may have."""
    if "detail-type" in event:
        return [event["id"]]
    match kind:
        case "autoscaling_termination":
            return [event["AutoScalingGroupARN"], *(instance["InstanceId"] for instance in event["Instances"])]
        case "chime_bot":
            return [event["Discussion"]["DiscussionId"]]
        case "clientvpn":
            return [event["connection-id"]]
        case "cloudformation":
            return [event["RequestId"], event["StackId"]]
        case "cloudwatch_logs":
            return [one["id"] for one in _logged(event)["logEvents"]]
        case "codecommit":
            return [event["Records"][0]["eventId"]]
        case "codedeploy_hook":
            return [event["LifecycleEventHookExecutionId"]]
        case "codepipeline_job":
            return [event["CodePipeline.job"]["id"]]
        case "config_rule":
            return [event["resultToken"]]
        case "destination_async" | "destination_stream":
            return [event["requestContext"]["requestId"]]
        case "durable_execution":
            return [event["CheckpointToken"], event["DurableExecutionArn"]]
        case "secretsmanager_rotation":
            return [event["ClientRequestToken"]]
        case "transfer_family":
            return [event["serverId"]]
        case "workmail":
            return [event["messageId"], event["invocationId"]]
    return []


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


def _autoscaling_termination(event: dict[str, Any]) -> None:
    assert event["AutoScalingGroupARN"].endswith(f":autoScalingGroupName/{event['AutoScalingGroupName']}")
    offered: dict[tuple[str, str], int] = {}
    for instance in event["Instances"]:
        assert INSTANCE.fullmatch(instance["InstanceId"])
        place = instance["AvailabilityZone"], instance["InstanceMarketOption"]
        offered[place] = offered.get(place, 0) + 1
    for part in event["CapacityToTerminate"]:
        assert part["Capacity"] <= offered[part["AvailabilityZone"], part["InstanceMarketOption"]]


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


def _codepipeline_job(event: dict[str, Any]) -> None:
    job = event["CodePipeline.job"]
    data = job["data"]
    assert UUID.fullmatch(job["id"])
    assert isinstance(data["actionConfiguration"]["configuration"].get("UserParameters", ""), str)
    assert data["artifactCredentials"]["accessKeyId"].startswith("ASIA")
    assert 20 == len(data["artifactCredentials"]["accessKeyId"])
    assert 40 == len(data["artifactCredentials"]["secretAccessKey"])
    assert 13 == len(str(data["artifactCredentials"]["expirationTime"]))
    for artifact in data["inputArtifacts"]:
        assert re.fullmatch(r"[0-9a-f]{40}", artifact["revision"])
    for artifact in data["outputArtifacts"]:
        assert artifact["revision"] is None


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


def _codedeploy_hook(event: dict[str, Any]) -> None:
    assert {"DeploymentId", "LifecycleEventHookExecutionId"} == event.keys()
    assert re.fullmatch(r"d-[A-Z0-9]{9}", event["DeploymentId"])


def _codecommit(event: dict[str, Any]) -> None:
    (record,) = event["Records"]
    (reference,) = record["codecommit"]["references"]
    assert re.fullmatch(r"[0-9a-f]{40}", reference["commit"])
    assert re.fullmatch(r"refs/(heads|tags)/.+", reference["ref"])
    assert record["awsRegion"] == parse_arn(record["eventSourceARN"]).region
    assert OFFSET.fullmatch(record["eventTime"])


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


def _logged(event: dict[str, Any]) -> dict[str, Any]:
    logged: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"], validate=True)))
    return logged


def _cloudwatch_logs(event: dict[str, Any]) -> None:
    logged = _logged(event)
    assert {
        "messageType", "owner", "logGroup", "logStream", "subscriptionFilters", "logEvents",
    } == logged.keys()  # fmt: skip
    assert "DATA_MESSAGE" == logged["messageType"]
    ids = [one["id"] for one in logged["logEvents"]]
    times = [one["timestamp"] for one in logged["logEvents"]]
    assert sorted(set(ids)) == ids and all(re.fullmatch(r"\d{56}", one) for one in ids)
    assert sorted(times) == times and all(13 == len(str(time)) for time in times)
    assert all(isinstance(one["message"], str) for one in logged["logEvents"])


def _cloudwatch_alarm(event: dict[str, Any]) -> None:
    data = event["alarmData"]
    assert "aws.cloudwatch" == event["source"]
    assert f"alarm:{data['alarmName']}" == parse_arn(event["alarmArn"]).resource
    assert (event["region"], event["accountId"]) == (
        parse_arn(event["alarmArn"]).region,
        parse_arn(event["alarmArn"]).account_id,
    )
    assert OFFSET.fullmatch(event["time"])
    assert event["time"] == data["state"]["timestamp"] > data["previousState"]["timestamp"]
    assert data["state"]["value"] != data["previousState"]["value"]
    for state in (data["state"], data["previousState"]):
        _alarm_state(state)
    configuration = data["configuration"]
    assert ("alarmRule" in configuration) != ("metrics" in configuration)
    if "metrics" in configuration:
        assert 1 == sum(metric["returnData"] for metric in configuration["metrics"])
        for metric in configuration["metrics"]:
            assert ("expression" in metric) != ("metricStat" in metric)
    else:
        (trigger,) = json.loads(data["state"]["reasonData"])["triggeringAlarms"]
        assert f"ALARM({trigger['arn'].split(':')[-1]})" in configuration["alarmRule"]


def _alarm_state(state: dict[str, Any]) -> None:
    reason = json.loads(state["reasonData"])
    if "triggeringAlarms" in reason:
        (trigger,) = reason["triggeringAlarms"]
        assert {"value": state["value"], "timestamp": state["timestamp"]} == trigger["state"]
        assert state["reason"].startswith(f"{trigger['arn']} transitioned to {state['value']} at ")
        assert f"{state['timestamp'][11:19]} UTC" in state["reason"]
        return
    (point,) = reason["evaluatedDatapoints"]
    assert state["timestamp"] == reason["queryDate"] > reason["startDate"] == point["timestamp"]
    if state["value"] == "INSUFFICIENT_DATA":
        assert [] == reason["recentDatapoints"]
        assert "value" not in point
    else:
        assert [point["value"]] == reason["recentDatapoints"]
        assert (state["value"] == "ALARM") == (point["value"] > reason["threshold"])
        assert f"[{point['value']} (" in state["reason"] and f"({reason['threshold']})" in state["reason"]


def _config_rule(event: dict[str, Any]) -> None:
    invoking = json.loads(event["invokingEvent"])
    assert isinstance(json.loads(event["ruleParameters"]), dict)
    assert f"config-rule/{event['configRuleId']}" == parse_arn(event["configRuleArn"]).resource
    assert event["accountId"] == parse_arn(event["configRuleArn"]).account_id
    assert ISO_MS.fullmatch(invoking["notificationCreationTime"])
    item = invoking.get("configurationItem") or invoking.get("configurationItemSummary")
    match invoking["messageType"]:
        case "ScheduledNotification":
            assert event["accountId"] == invoking["awsAccountId"]
            assert item is None
            return
        case "OversizedConfigurationItemChangeNotification":
            assert "configuration" not in item
        case "ConfigurationItemChangeNotification":
            difference = invoking["configurationItemDiff"]
            assert (item["configuration"] is None) == (difference["changeType"] == "DELETE")
            assert difference["changeType"] == "DELETE" or item["resourceId"] == item["configuration"]["instanceId"]
            for changed in difference["changedProperties"].values():
                assert changed["updatedValue"] == item["configuration"]["instanceType"] != changed["previousValue"]
    assert f"instance/{item['resourceId']}" == parse_arn(item["ARN"]).resource
    assert (event["accountId"], parse_arn(event["configRuleArn"]).region) == (item["awsAccountId"], item["awsRegion"])
    assert item["configurationItemCaptureTime"] < invoking["notificationCreationTime"]


def _cloudformation(event: dict[str, Any]) -> None:
    is_update = event["RequestType"] == "Update"
    assert ("PhysicalResourceId" in event) == (event["RequestType"] != "Create")
    assert ("OldResourceProperties" in event) == is_update
    assert event["ServiceToken"] == event["ResourceProperties"]["ServiceToken"]
    if is_update:
        assert event["ServiceToken"] == event["OldResourceProperties"]["ServiceToken"]
        assert event["OldResourceProperties"] != event["ResourceProperties"]
    assert UUID.fullmatch(event["RequestId"])
    assert all(isinstance(scalar, str) for scalar in _scalars(event["ResourceProperties"]))
    host, _, rest = event["ResponseURL"].removeprefix("https://").partition("/")
    region = parse_arn(event["StackId"]).region
    assert f"cloudformation-custom-resource-response-{region.replace('-', '')}" == host.split(".")[0]
    key = unquote(rest.partition("?")[0])
    assert f"{event['StackId']}|{event['LogicalResourceId']}|{event['RequestId']}" == key


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _scalars(item)
    else:
        yield value


def _secretsmanager_rotation(event: dict[str, Any]) -> None:
    assert event["Step"] in CHOICES["secretsmanager_rotation"][1]
    assert re.search(r":secret:.+-[A-Za-z0-9]{6}$", event["SecretId"])
    assert UUID.fullmatch(event["ClientRequestToken"])


def _destination_async(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    assert "1.0" == event["version"]
    assert ISO_MS.fullmatch(event["timestamp"])
    assert 8 == len(context["functionArn"].split(":"))
    count = context["approximateInvokeCount"]
    assert (count > 0) == ("responseContext" in event) == ("responsePayload" in event)
    if context["condition"] == "ZeroReservedConcurrency":
        assert 0 == count
    if context["condition"] in ("Success", "RetriesExhausted"):
        assert 1 <= count
    if count:
        assert ("functionError" in event["responseContext"]) == (context["condition"] != "Success")


def _destination_stream(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    assert ("responseContext" in event) == (context["condition"] == "RetryAttemptsExhausted")
    assert "requestPayload" not in event and "responsePayload" not in event
    assert ("KinesisBatchInfo" in event) != ("DDBStreamBatchInfo" in event)
    info = event.get("KinesisBatchInfo") or event["DDBStreamBatchInfo"]
    form = ISO_MS if "KinesisBatchInfo" in event else ISO
    first, last = info["approximateArrivalOfFirstRecord"], info["approximateArrivalOfLastRecord"]
    assert form.fullmatch(first) and form.fullmatch(last) and first <= last
    assert int(info["startSequenceNumber"]) <= int(info["endSequenceNumber"])
    assert (1 == info["batchSize"]) == (info["startSequenceNumber"] == info["endSequenceNumber"])
    assert ("kinesis" if "KinesisBatchInfo" in event else "dynamodb") == parse_arn(info["streamArn"]).service


def _durable_execution(event: dict[str, Any]) -> None:
    first, *finished = event["InitialExecutionState"]["Operations"]
    pattern = r"function:[A-Za-z0-9_-]+:(\$LATEST(\.PUBLISHED)?|\d+)/durable-execution/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+"
    assert re.fullmatch(pattern, parse_arn(event["DurableExecutionArn"]).resource)
    assert re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", event["CheckpointToken"])
    assert ("EXECUTION", "STARTED") == (first["Type"], first["Status"])
    assert first["Id"] == event["DurableExecutionArn"].rpartition("/")[2]
    assert isinstance(first["ExecutionDetails"]["InputPayload"], str)
    at = first["StartTimestamp"]
    assert 13 == len(str(at))
    for operation in finished:
        assert "SUCCEEDED" == operation["Status"]
        assert at <= operation["StartTimestamp"] < operation["EndTimestamp"]
        at = operation["EndTimestamp"]
        assert {"STEP": "StepDetails", "WAIT": "WaitDetails"}[operation["Type"]] in operation
        json.loads(operation.get("StepDetails", {}).get("Result", "null"))
    assert len(finished) + 1 == len({operation["Id"] for operation in (first, *finished)})


def _transfer_family(event: dict[str, Any]) -> None:
    assert re.fullmatch(r"s-[0-9a-f]{17}", event["serverId"])
    assert ipaddress.ip_address(event["sourceIp"]).is_global
    assert "password" in event or "SFTP" == event["protocol"]


def _clientvpn(event: dict[str, Any]) -> None:
    assert all(isinstance(value, str) for value in event.values())
    assert re.fullmatch(r"cvpn-connection-[0-9a-f]{17}", event["connection-id"])
    assert re.fullmatch(r"cvpn-endpoint-[0-9a-f]{17}", event["endpoint-id"])
    assert ("groups" in event) == ("v1" != event["schema-version"])


def _chime_bot(event: dict[str, Any]) -> None:
    assert ("Message" in event) == (event["EventType"] == "Mention")
    assert ("InboundHttpsEndpoint" in event) == (event["EventType"] != "Remove")
    if event["EventType"] != "Remove":
        kind = "Persistent" if event["EventType"] == "Invite" else "ShortLived"
        assert kind == event["InboundHttpsEndpoint"]["EndpointType"]
    assert ISO_MS.fullmatch(event["EventTimestamp"])


def _workmail(event: dict[str, Any]) -> None:
    assert "2019-07-28" == event["summaryVersion"]
    assert event["envelope"]["recipients"]
    assert len(event["subject"]) <= 256
    assert UUID.fullmatch(event["messageId"])


def _sagemaker(event: dict[str, Any]) -> None:
    assert "2018-10-16" == event["version"]
    assert ":labeling-job/" in event["labelingJobArn"]


def _sagemaker_pre_annotation(event: dict[str, Any]) -> None:
    _sagemaker(event)
    assert ("source" in event["dataObject"]) != ("source-ref" in event["dataObject"])


def _sagemaker_post_annotation(event: dict[str, Any]) -> None:
    _sagemaker(event)
    assert event["payload"]["s3Uri"].startswith(event["outputConfig"])
    assert "labelCategories" in event


def _stepfunctions_error(event: dict[str, Any]) -> None:
    assert {"Error", "Cause"} == event.keys()
    cause = json.loads(event["Cause"])
    assert event["Error"] == cause["errorType"]
    assert isinstance(cause["errorMessage"], str)


_CloudFormationRequest = RootModel[
    models.CloudFormationCustomResourceCreateModel
    | models.CloudFormationCustomResourceUpdateModel
    | models.CloudFormationCustomResourceDeleteModel
]


RULES = {
    "autoscaling": _autoscaling,
    "autoscaling_termination": _autoscaling_termination,
    "batch_job_state": _batch_job_state,
    "chime_bot": _chime_bot,
    "clientvpn": _clientvpn,
    "cloudformation": _cloudformation,
    "cloudwatch_alarm": _cloudwatch_alarm,
    "cloudwatch_logs": _cloudwatch_logs,
    "codebuild_phase": _codebuild_phase,
    "codebuild_state": _codebuild_state,
    "codecommit": _codecommit,
    "codedeploy_hook": _codedeploy_hook,
    "codedeploy_state": _codedeploy_state,
    "codepipeline_action": _codepipeline_action,
    "codepipeline_job": _codepipeline_job,
    "codepipeline_stage": _codepipeline_stage,
    "codepipeline_state": _codepipeline_state,
    "config_rule": _config_rule,
    "destination_async": _destination_async,
    "destination_stream": _destination_stream,
    "durable_execution": _durable_execution,
    "ecr_action": _ecr_action,
    "ecr_scan": _ecr_scan,
    "ecs_container_instance": _ecs_container_instance,
    "ecs_task": _ecs_task,
    "guardduty": _guardduty,
    "rds_event": _rds_event,
    "sagemaker_post_annotation": _sagemaker_post_annotation,
    "sagemaker_pre_annotation": _sagemaker_pre_annotation,
    "scheduled": _scheduled,
    "scheduler": _scheduler,
    "secretsmanager_rotation": _secretsmanager_rotation,
    "stepfunctions_error": _stepfunctions_error,
    "transfer_family": _transfer_family,
    "workmail": _workmail,
}

ENVELOPED = (
    "autoscaling", "batch_job_state", "codebuild_phase", "codebuild_state", "codedeploy_state", "codepipeline_action",
    "codepipeline_stage", "codepipeline_state", "ecr_action", "ecr_scan", "ecs_container_instance", "ecs_task",
    "guardduty", "rds_event", "scheduled", "scheduler",
)  # fmt: skip
"""The kinds that come by EventBridge."""

MODELS = {
    **dict.fromkeys(ENVELOPED, models.EventBridgeModel),
    "cloudformation": _CloudFormationRequest,
    "cloudwatch_logs": models.CloudWatchLogsModel,
    "transfer_family": models.TransferFamilyAuthorizer,
}
