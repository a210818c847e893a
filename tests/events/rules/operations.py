"""Events of monitoring and operations that come by themselves: logs, alarms, hooks, destinations, small services."""

from __future__ import annotations

import base64
import gzip
import ipaddress
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools.utilities.parser import models
from pydantic import RootModel

from pytest_lambda.base.arn import parse_arn
from pytest_lambda.events import Builders, variants

from .core import ISO, ISO_MS, UUID
from .services import INSTANCE

OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")
CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "autoscaling_termination": ("cause", ("SCALE_IN", "INSTANCE_REFRESH", "MAX_INSTANCE_LIFETIME", "REBALANCE")),
    "cloudformation": ("request_type", ("Create", "Update", "Delete")),
    "cloudwatch_alarm": ("state", ("ALARM", "OK", "INSUFFICIENT_DATA")),
    "config_rule": ("change_type", ("UPDATE", "CREATE", "DELETE")),
    "destination_async": (
        "condition",
        ("Success", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency"),
    ),
    "destination_stream": ("condition", ("RetryAttemptsExhausted", "RecordAgeExceeded")),
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
    yield "codecommit", events.codecommit("release", created=True, custom_data="x")
    yield "destination_async", events.destination_async("EventAgeExceeded", approximate_invoke_count=0)
    yield "destination_stream", events.destination_stream(batch=events.kinesis(["a", "b"]))
    yield "destination_stream", events.destination_stream(batch=events.dynamodb(), failed_by_response=True)
    yield "durable_execution", events.durable_execution(variant="replay", steps={"a": 1, "b": None}, wait_seconds=0)
    yield "sagemaker_post_annotation", events.sagemaker_post_annotation(label_categories=["a", "b"])


def unique_ids(kind: str, event: dict[str, Any]) -> list[str]:
    """Return the ids that no other event may have."""
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


def _autoscaling_termination(event: dict[str, Any]) -> None:
    assert event["AutoScalingGroupARN"].endswith(f":autoScalingGroupName/{event['AutoScalingGroupName']}")
    offered: dict[tuple[str, str], int] = {}
    for instance in event["Instances"]:
        assert INSTANCE.fullmatch(instance["InstanceId"])
        place = instance["AvailabilityZone"], instance["InstanceMarketOption"]
        offered[place] = offered.get(place, 0) + 1
    for part in event["CapacityToTerminate"]:
        assert part["Capacity"] <= offered[part["AvailabilityZone"], part["InstanceMarketOption"]]


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
    "autoscaling_termination": _autoscaling_termination,
    "chime_bot": _chime_bot,
    "clientvpn": _clientvpn,
    "cloudformation": _cloudformation,
    "cloudwatch_alarm": _cloudwatch_alarm,
    "cloudwatch_logs": _cloudwatch_logs,
    "codecommit": _codecommit,
    "codedeploy_hook": _codedeploy_hook,
    "codepipeline_job": _codepipeline_job,
    "config_rule": _config_rule,
    "destination_async": _destination_async,
    "destination_stream": _destination_stream,
    "durable_execution": _durable_execution,
    "sagemaker_post_annotation": _sagemaker_post_annotation,
    "sagemaker_pre_annotation": _sagemaker_pre_annotation,
    "secretsmanager_rotation": _secretsmanager_rotation,
    "stepfunctions_error": _stepfunctions_error,
    "transfer_family": _transfer_family,
    "workmail": _workmail,
}

MODELS = {
    "cloudformation": _CloudFormationRequest,
    "cloudwatch_logs": models.CloudWatchLogsModel,
    "transfer_family": models.TransferFamilyAuthorizer,
}
