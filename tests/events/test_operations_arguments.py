"""What the arguments of the builders of operations do, and what they refuse."""

from __future__ import annotations

import base64
import gzip
import json

import pytest

from pytest_lambda.base.errors import UsageError


def test_a_schedule_is_in_a_group(events):
    (arn,) = events.scheduler("reports", group="finance", region="eu-west-1")["resources"]

    assert "arn:aws:scheduler:eu-west-1:123456789012:schedule/finance/reports" == arn


def test_a_hook_may_add_metadata(events):
    detail = events.autoscaling(
        "web", variant="launch_lifecycle_action", lifecycle_hook="warm", notification_metadata="blue"
    )["detail"]

    assert ("web", "warm", "blue") == (
        detail["AutoScalingGroupName"],
        detail["LifecycleHookName"],
        detail["NotificationMetadata"],
    )


def test_a_build_has_environment_variables(events):
    detail = events.codebuild_state(environment_variables={"STAGE": "live"}, build_number=7)["detail"]
    information = detail["additional-information"]

    assert 7.0 == information["build-number"]
    assert [{"name": "STAGE", "type": "PLAINTEXT", "value": "live"}] == (
        information["environment"]["environment-variables"]
    )


@pytest.mark.parametrize(
    ("status", "phase"), [("FAILED", "BUILD"), ("TIMED_OUT", "BUILD"), ("STOPPED", "BUILD"), ("FAULT", "PROVISIONING")]
)
def test_a_build_breaks_off_in_one_phase(events, status, phase):
    phases = events.codebuild_state(status)["detail"]["additional-information"]["phases"]

    assert [phase] == [one["phase-type"] for one in phases if one.get("phase-status") == status]


def test_a_build_that_just_began_has_no_phases(events):
    information = events.codebuild_state("IN_PROGRESS")["detail"]["additional-information"]

    assert not {"phases", "artifact"} & information.keys()


def test_a_phase_that_failed_says_why(events):
    detail = events.codebuild_phase("BUILD", status="FAILED")["detail"]

    assert detail["completed-phase-context"].startswith("[COMMAND_EXECUTION_ERROR: ")


@pytest.mark.parametrize(
    ("provider", "category"),
    [
        ("CodeCommit", "Source"),
        ("CodeBuild", "Build"),
        ("CodeDeploy", "Deploy"),
        ("Lambda", "Invoke"),
        ("Manual", "Approval"),
    ],
)
def test_the_category_of_an_action_is_its_providers(events, provider, category):
    assert category == events.codepipeline_action(provider=provider)["detail"]["type"]["category"]


def test_the_trigger_of_an_execution_can_be_chosen(events):
    detail = events.codepipeline_state(trigger_type="Webhook", pipeline_version=3)["detail"]

    assert ("Webhook", 3.0) == (detail["execution-trigger"]["trigger-type"], detail["version"])


def test_parameters_of_a_job_are_text(events):
    def parameters(given):
        job = events.codepipeline_job(given)["CodePipeline.job"]
        return job["data"]["actionConfiguration"]["configuration"].get("UserParameters")

    assert ("plain", '{"a": 1}', None) == (parameters("plain"), parameters({"a": 1}), parameters(None))


def test_a_job_may_go_on(events):
    data = events.codepipeline_job(continuation_token="again")["CodePipeline.job"]["data"]

    assert "again" == data["continuationToken"]
    assert "encryptionKey" not in data


def test_a_deployment_on_an_instance_names_it(events):
    event = events.codedeploy_state(variant="instance", instance_id="i-0123456789abcdef0")

    assert "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0" == event["resources"][0]
    assert "i-0123456789abcdef0" == event["detail"]["instanceId"]


@pytest.mark.parametrize(
    ("given", "reference"), [("main", "refs/heads/main"), ("refs/tags/v1", "refs/tags/v1")], ids=str
)
def test_a_bare_reference_is_a_branch(events, given, reference):
    assert reference == events.codecommit(given)["Records"][0]["codecommit"]["references"][0]["ref"]


def test_findings_are_counted_by_severity(events):
    detail = events.ecr_scan({"critical": 1, "LOW": 0}, repository="web/front", image_tags=["v1", "v2"])["detail"]

    assert {"CRITICAL": 1, "LOW": 0} == detail["finding-severity-counts"]
    assert ["v1", "v2"] == detail["image-tags"]


def test_a_task_on_an_instance_has_no_interface_of_its_own(events):
    detail = events.ecs_task(variant="ec2")["detail"]

    assert ("EC2", [], []) == (
        detail["launchType"],
        detail["attachments"],
        detail["containers"][0]["networkInterfaces"],
    )


def test_a_task_has_its_service_and_definition(events):
    detail = events.ecs_task(service="web", task_definition="web:12")["detail"]

    assert "service:web" == detail["group"]
    assert "arn:aws:ecs:us-east-1:123456789012:task-definition/web:12" == detail["taskDefinitionArn"]


def test_a_task_says_why_it_stopped(events):
    detail = events.ecs_task("STOPPED", exit_code=137, stopped_reason="OutOfMemoryError")["detail"]

    assert ("EssentialContainerExited", "OutOfMemoryError") == (detail["stopCode"], detail["stoppedReason"])
    assert [137] == [container["exitCode"] for container in detail["containers"]]


def test_a_job_has_its_queue_and_command(events):
    detail = events.batch_job_state(job_name="web", job_queue="fast", command=["sleep", "1"])["detail"]

    assert ("web", ["sleep", "1"]) == (detail["jobName"], detail["container"]["command"])
    assert "arn:aws:batch:us-east-1:123456789012:job-queue/fast" == detail["jobQueue"]


def test_a_finding_is_about_an_instance(events):
    detail = events.guardduty(severity=8.5, count=3, instance_id="i-0123456789abcdef0", title="Probed")["detail"]

    assert (8.5, 3, "Probed") == (detail["severity"], detail["service"]["count"], detail["title"])
    assert "i-0123456789abcdef0" == detail["resource"]["instanceDetails"]["instanceId"]
    assert detail["createdAt"] < detail["updatedAt"]


@pytest.mark.parametrize(
    ("variant", "detail_type", "arn"),
    [
        ("instance", "RDS DB Instance Event", "db:web"),
        ("cluster", "RDS DB Cluster Event", "cluster:web"),
        ("snapshot", "RDS DB Snapshot Event", "snapshot:web"),
        ("cluster_snapshot", "RDS DB Cluster Snapshot Event", "cluster-snapshot:web"),
        ("parameter_group", "RDS DB Parameter Group Event", "pg:web"),
    ],
)
def test_an_event_of_rds_is_about_something(events, variant, detail_type, arn):
    event = events.rds_event(variant=variant, source_identifier="web")

    assert (detail_type, [f"arn:aws:rds:us-east-1:123456789012:{arn}"]) == (event["detail-type"], event["resources"])


def test_what_happened_to_a_database_can_be_chosen(events):
    detail = events.rds_event("Rebooted", event_id="RDS-EVENT-0006", event_categories=["availability"])["detail"]

    assert ("Rebooted", "RDS-EVENT-0006", ["availability"]) == (
        detail["Message"],
        detail["EventID"],
        detail["EventCategories"],
    )


def logged(event):
    return json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))


def test_log_events_have_a_group_a_stream_and_filters(events):
    event = events.cloudwatch_logs(
        "ü", log_group="/web", log_stream="one", subscription_filters=["a"], account_id="210987654321", time=1.5
    )

    assert {
        "messageType": "DATA_MESSAGE",
        "owner": "210987654321",
        "logGroup": "/web",
        "logStream": "one",
        "subscriptionFilters": ["a"],
        "logEvents": [{"id": logged(event)["logEvents"][0]["id"], "timestamp": 1500, "message": "ü"}],
    } == logged(event)


def test_log_events_are_zipped_without_a_date(events):
    content = base64.b64decode(events.cloudwatch_logs()["awslogs"]["data"])

    assert b"\x1f\x8b\x08\0\0\0\0\0" == content[:8]


@pytest.mark.parametrize(
    ("state", "previous", "reason"),
    [
        ("ALARM", "OK", "was greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition)."),
        ("OK", "ALARM", "was not greater than the threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition)."),
        ("INSUFFICIENT_DATA", "OK", "Insufficient Data: 1 datapoint was unknown."),
    ],
)
def test_an_alarm_gives_the_reason(events, state, previous, reason):
    data = events.cloudwatch_alarm(state=state, threshold=5)["alarmData"]

    assert data["state"]["reason"].endswith(reason)
    assert previous == data["previousState"]["value"]


def test_a_composite_alarm_was_set_off_by_a_child(events):
    state = events.cloudwatch_alarm(variant="composite", children=["a", "b"], time=1_691_153_686.138)["alarmData"][
        "state"
    ]

    assert (
        "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a transitioned to ALARM at Friday 04 August, 2023 12:54:46 UTC"
    ) == state["reason"]
    assert "2023-08-04T12:54:46.138+0000" == state["timestamp"]


def test_an_update_changes_something_unless_told_otherwise(events):
    event = events.cloudformation("Update", properties={"A": 1, "B": [True, {"c": 2.5}]}, old_properties={"A": 2})

    assert {"A": "1", "B": ["true", {"c": "2.5"}]}.items() <= event["ResourceProperties"].items()
    assert "2" == event["OldResourceProperties"]["A"]


def test_a_resource_has_its_physical_id_and_token(events):
    token = "arn:aws:sns:us-east-1:123456789012:provider"
    event = events.cloudformation("Delete", physical_resource_id="order-7", service_token=token)

    assert ("order-7", token, token) == (
        event["PhysicalResourceId"],
        event["ServiceToken"],
        event["ResourceProperties"]["ServiceToken"],
    )


def test_the_steps_of_a_rotation_share_a_token(events):
    first = events.secretsmanager_rotation(secret="web/db")
    others = [events.secretsmanager_rotation(step, after=first) for step in ("setSecret", "testSecret", "finishSecret")]

    assert 1 == len({event["ClientRequestToken"] for event in (first, *others)})
    assert 1 == len({event["SecretId"] for event in (first, *others)})


def test_a_secret_keeps_its_arn_but_not_its_token(events):
    first, second = events.secretsmanager_rotation(), events.secretsmanager_rotation()

    assert first["SecretId"] == second["SecretId"] != events.secretsmanager_rotation(secret="other")["SecretId"]
    assert first["ClientRequestToken"] != second["ClientRequestToken"]


def test_a_secret_may_be_given_by_its_arn(events):
    arn = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:web/db-AbC123"

    assert arn == events.secretsmanager_rotation(secret=arn)["SecretId"]


def test_a_replay_holds_what_has_finished(events):
    event = events.durable_execution("go", variant="replay", steps={"a": 1, "b": "x"}, wait_seconds=5, time=100)
    first, *finished = event["InitialExecutionState"]["Operations"]

    assert "go" == first["ExecutionDetails"]["InputPayload"]
    assert [("a", "1"), ("b", '"x"')] == [
        (operation["Name"], operation["StepDetails"]["Result"]) for operation in finished[:2]
    ]
    assert finished[2]["WaitDetails"] == {"ScheduledEndTimestamp": finished[2]["StartTimestamp"] + 5000}
    assert finished[2]["StartTimestamp"] == finished[1]["EndTimestamp"]


def test_an_execution_has_a_name(events):
    arn = events.durable_execution(function_name="web", qualifier="7", execution_name="order-7")["DurableExecutionArn"]

    assert arn.startswith("arn:aws:lambda:us-east-1:123456789012:function:web:7/durable-execution/order-7/")


def test_instances_that_may_go_share_a_zone(events):
    event = events.autoscaling_termination("REBALANCE", capacity=2, candidates=4, instance_market_option="spot")

    assert ("REBALANCE", 4) == (event["Cause"], len(event["Instances"]))
    assert 1 == len({instance["AvailabilityZone"] for instance in event["Instances"]})
    assert "spot" == event["CapacityToTerminate"][0]["InstanceMarketOption"]


def test_a_user_signs_in_with_a_password(events):
    event = events.transfer_family("alice", password="secret", protocol="FTPS", source_ip="2001:db8::1")

    assert ("alice", "secret", "FTPS", "2001:db8::1") == (
        event["username"],
        event["password"],
        event["protocol"],
        event["sourceIp"],
    )


def test_a_device_shows_a_certificate(events):
    event = events.clientvpn("", common_name="laptop", groups="staff")

    assert ("", "laptop", "staff") == (event["username"], event["common-name"], event["groups"])


def test_a_mail_has_a_subject_that_may_be_cut(events):
    event = events.workmail("x" * 300, sender="a@example.com", recipients=["b@example.com", "c@example.com"])

    assert ("x" * 256, True, 2) == (event["subject"], event["truncated"], len(event["envelope"]["recipients"]))
    assert "a@example.com" == event["sender"]["address"] == event["envelope"]["mailFrom"]["address"]


def test_a_bot_is_spoken_to(events):
    event = events.chime_bot("@bot hi", sender="a@example.com")

    assert ("@bot hi", "a@example.com", "ShortLived") == (
        event["Message"],
        event["Sender"]["SenderId"],
        event["InboundHttpsEndpoint"]["EndpointType"],
    )


def test_an_object_to_label_has_metadata(events):
    event = events.sagemaker_pre_annotation("s3://images/1.jpg", metadata={"page": 2}, labeling_job="web")

    assert {"source-ref": "s3://images/1.jpg", "page": 2} == event["dataObject"]
    assert "arn:aws:sagemaker:us-east-1:123456789012:labeling-job/web" == event["labelingJobArn"]


def test_labels_have_a_name(events):
    event = events.sagemaker_post_annotation(labeling_job="web", label_categories=["cat"])

    assert ("web", ["cat"]) == (event["labelAttributeName"], event["labelCategories"])


def test_a_cause_is_what_lambda_answers(events):
    event = events.stepfunctions_error("OutOfStock", message="none left", stack_trace=["line"])
    cause = json.loads(event["Cause"])

    assert ["errorMessage", "errorType", "requestId", "stackTrace"] == [*cause]
    assert ("none left", "OutOfStock", ["line"]) == (cause["errorMessage"], cause["errorType"], cause["stackTrace"])


def test_a_cause_may_be_given(events):
    assert {"Error": "States.TaskFailed", "Cause": "no"} == events.stepfunctions_error("States.TaskFailed", cause="no")


def test_an_error_may_be_put_into_the_input(events):
    given = {"id": 7, "result": {"kept": True}}
    event = events.stepfunctions_error(state_input=given, result_path="$.result.error")

    assert (7, True) == (event["id"], event["result"]["kept"])
    assert "KeyError" == event["result"]["error"]["Error"]
    assert {"id": 7, "result": {"kept": True}} == given


def test_an_error_takes_the_place_of_what_is_no_object(events):
    event = events.stepfunctions_error("E", state_input={"result": 1}, result_path="$.result.error")

    assert "E" == event["result"]["error"]["Error"]


def test_a_stage_and_an_action_have_names(events):
    chosen = events.codepipeline_action(provider="Lambda", action="Notify", stage="Live")["detail"]
    usual = events.codepipeline_action(provider="Lambda")["detail"]

    assert ("Notify", "Live") == (chosen["action"], chosen["stage"])
    assert ("Invoke", "Invoke") == (usual["action"], usual["stage"])


def test_machines_are_named_by_their_region(events):
    names = []
    for region in ("us-east-1", "eu-west-1"):
        resource = events.guardduty(region=region)["detail"]["resource"]
        (interface,) = resource["instanceDetails"]["networkInterfaces"]
        names.append((interface["privateDnsName"].partition(".")[2], interface["publicDnsName"].partition(".")[2]))

    assert [
        ("ec2.internal", "compute-1.amazonaws.com"),
        ("eu-west-1.compute.internal", "eu-west-1.compute.amazonaws.com"),
    ] == names


def test_a_deleted_instance_has_no_configuration(events):
    invoking = json.loads(events.config_rule(change_type="DELETE")["invokingEvent"])

    assert invoking["configurationItem"]["configuration"] is None
    assert {} == invoking["configurationItemDiff"]["changedProperties"]


@pytest.mark.parametrize("size", ["t3.micro", "m7g.large"])
def test_a_change_leads_to_the_configuration(events, size):
    invoking = json.loads(events.config_rule(configuration={"instanceType": size})["invokingEvent"])
    (changed,) = invoking["configurationItemDiff"]["changedProperties"].values()

    assert size == changed["updatedValue"] != changed["previousValue"]


@pytest.mark.parametrize(
    ("status", "key"), [("PENDING", "pullStartedAt"), ("RUNNING", "startedAt"), ("STOPPED", "stoppedAt")]
)
def test_what_made_the_status_of_a_task_happened_last(events, status, key):
    detail = events.ecs_task(status)["detail"]

    assert detail["updatedAt"] == detail[key]


def test_the_task_of_a_job_follows_its_queue(events):
    queue = "arn:aws:batch:us-east-1:123456789012:job-queue/slow"
    detail = events.batch_job_state(overrides={"detail": {"jobQueue": queue}})["detail"]

    assert detail["container"]["taskArn"].startswith("arn:aws:ecs:us-east-1:123456789012:task/slow/")


def test_a_rule_follows_its_arn(events):
    rule = "arn:aws:config:eu-west-1:210987654321:config-rule/config-rule-xyz789"
    event = events.config_rule(overrides={"configRuleArn": rule})

    assert ("config-rule-xyz789", "210987654321") == (event["configRuleId"], event["accountId"])


WRONG = [
    ("scheduled", {"rule": "a b"}, "rule must be 1 to 64 letters, digits, '.', '_' or '-', got 'a b'"),
    ("scheduler", {"group": ""}, "group must be 1 to 64 letters, digits, '.', '_' or '-', got ''"),
    (
        "autoscaling",
        {"variant": "launched"},
        "variant must be one of 'launch_successful', 'launch_unsuccessful', 'launch_lifecycle_action', "
        "'terminate_successful', 'terminate_unsuccessful', 'terminate_lifecycle_action', got 'launched'",
    ),
    (
        "autoscaling",
        {"auto_scaling_group": "a:b"},
        "auto_scaling_group must be 1 to 255 characters without ':' or '/', got 'a:b'",
    ),
    (
        "autoscaling",
        {"instance_id": "x"},
        "instance_id must be the id of an instance such as 'i-0123456789abcdef0', got 'x'",
    ),
    (
        "autoscaling_termination",
        {"capacity": 3, "candidates": 2},
        "candidates must be an integer of 3 or more, got 2",
    ),
    (
        "codebuild_state",
        {"project": "p"},
        "project must be the name of a project: 2 to 150 letters, digits, '_' or '-', got 'p'",
    ),
    (
        "codebuild_state",
        {"environment_variables": ["A"]},
        "environment_variables must be a mapping of names to text, got ['A']",
    ),
    (
        "codebuild_state",
        {"environment_variables": {"A": 1}},
        "environment_variables['A'] must be text that is not empty, got 1",
    ),
    (
        "codebuild_phase",
        {"status": "DONE"},
        "status must be one of 'SUCCEEDED', 'FAILED', 'FAULT', 'STOPPED', 'TIMED_OUT', got 'DONE'",
    ),
    ("codepipeline_state", {"pipeline_version": 0}, "pipeline_version must be an integer of 1 or more, got 0"),
    (
        "codepipeline_job",
        {"input_artifacts": "x"},
        "input_artifacts must be a list of names of artifacts, got 'x'",
    ),
    (
        "codepipeline_job",
        {"user_parameters": {1}},
        "user_parameters must be text or what JSON can hold, got {1}",
    ),
    (
        "codedeploy_hook",
        {"deployment_id": "d-abc"},
        "deployment_id must be 'd-' and up to nine capitals and digits, got 'd-abc'",
    ),
    ("codecommit", {"commit": "abc"}, "commit must be 40 hexadecimal digits, got 'abc'"),
    ("codecommit", {"created": 1}, "created must be True or False, got 1"),
    (
        "ecr_scan",
        {"finding_severity_counts": {"BAD": 1}},
        "a severity in finding_severity_counts must be one of 'CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', "
        "'UNDEFINED', got 'BAD'",
    ),
    (
        "ecr_scan",
        {"finding_severity_counts": {"LOW": -1}},
        "finding_severity_counts['LOW'] must be an integer of 0 or more, got -1",
    ),
    (
        "ecr_scan",
        {"finding_severity_counts": 3},
        "finding_severity_counts must be a mapping of severities to counts, got 3",
    ),
    ("ecr_scan", {"image_tags": "v1"}, "image_tags must be a list of tags, got 'v1'"),
    (
        "ecr_action",
        {"image_digest": "sha256:1"},
        "image_digest must be 'sha256:' and 64 hexadecimal digits, got 'sha256:1'",
    ),
    ("ecs_task", {"containers": []}, "containers must be a list of names, at least one, got []"),
    (
        "ecs_task",
        {"task_definition": "web"},
        "task_definition must be a family and a revision, such as 'orders:3', got 'web'",
    ),
    ("ecs_task", {"exit_code": 256}, "exit_code must be an integer from 0 to 255, got 256"),
    ("ecs_container_instance", {"agent_connected": None}, "agent_connected must be True or False, got None"),
    ("batch_job_state", {"command": "ls"}, "command must be a list of texts, got 'ls'"),
    (
        "batch_job_state",
        {"status": "SUBMITTED"},
        "status must be one of 'SUCCEEDED', 'FAILED', 'RUNNING', 'STARTING', 'RUNNABLE', 'PENDING', got 'SUBMITTED'",
    ),
    ("guardduty", {"severity": float("nan")}, "severity must be a number from 1 to 10, got nan"),
    (
        "guardduty",
        {"finding_type": "Recon"},
        "finding_type must be a finding type of EC2, IAMUser or S3, such as 'Recon:EC2/PortProbeUnprotectedPort', "
        "got 'Recon'",
    ),
    ("rds_event", {"event_categories": "x"}, "event_categories must be a list of categories, got 'x'"),
    ("rds_event", {"event_id": "7"}, "event_id must be 'RDS-EVENT-' and four digits, got '7'"),
    (
        "cloudwatch_logs",
        {"messages": []},
        "messages must hold at least one item, got none: Lambda is never invoked with an empty batch",
    ),
    ("cloudwatch_logs", {"messages": [b"x"]}, "messages[0] must be text or what JSON can hold, got b'x'"),
    ("cloudwatch_logs", {"subscription_filters": "x"}, "subscription_filters must be a list of names, got 'x'"),
    ("cloudwatch_alarm", {"threshold": "1"}, "threshold must be a number, got '1'"),
    (
        "cloudwatch_alarm",
        {"variant": "composite", "children": []},
        "children must be a list of names of alarms, at least one, got []",
    ),
    ("cloudwatch_alarm", {"dimensions": ["a"]}, "dimensions must be a mapping of names to text, got ['a']"),
    ("config_rule", {"rule_parameters": "{}"}, "rule_parameters must be a dict, got '{}'"),
    ("config_rule", {"configuration": 1}, "configuration must be a dict, got 1"),
    ("config_rule", {"event_left_scope": 0}, "event_left_scope must be True or False, got 0"),
    (
        "cloudformation",
        {"properties": {"a": None}},
        "properties['a'] must be something: CloudFormation knows no null, got None",
    ),
    ("cloudformation", {"properties": [1]}, "properties must be a dict, got [1]"),
    ("cloudformation", {"request_type": "Update", "properties": [1]}, "properties must be a dict, got [1]"),
    ("cloudformation", {"properties": {"a": {1}}}, "properties['a'] must be what JSON can hold, got {1}"),
    (
        "cloudformation",
        {"properties": {"ServiceToken": "x"}},
        "a name in properties must be another than 'ServiceToken' (give service_token), got 'ServiceToken'",
    ),
    (
        "cloudformation",
        {"service_token": "x"},
        "service_token must be the ARN of a function or a topic, got 'x'",
    ),
    (
        "cloudformation",
        {"resource_type": "Order"},
        "resource_type must be 'Custom::' and a name of up to 60 characters, got 'Order'",
    ),
    (
        "secretsmanager_rotation",
        {"step": "dropSecret"},
        "step must be one of 'createSecret', 'setSecret', 'testSecret', 'finishSecret', got 'dropSecret'",
    ),
    (
        "secretsmanager_rotation",
        {"after": {"Step": "createSecret"}},
        "after must be an event of this builder, got {'Step': 'createSecret'}",
    ),
    (
        "secretsmanager_rotation",
        {"client_request_token": "x" * 32, "after": {}},
        "client_request_token must be left out with after, which has it, got 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'",
    ),
    (
        "durable_execution",
        {"steps": {"a": 1}},
        "steps must be left out where variant='first', where nothing has been done, got {'a': 1}",
    ),
    (
        "durable_execution",
        {"variant": "replay", "steps": ["a"]},
        "steps must be a mapping of the names of steps to their results, got ['a']",
    ),
    (
        "durable_execution",
        {"qualifier": "live"},
        "qualifier must be '$LATEST', '$LATEST.PUBLISHED' or a version, got 'live'",
    ),
    (
        "transfer_family",
        {"variant": "public_key", "protocol": "FTP"},
        "protocol must be 'SFTP' where variant='public_key', got 'FTP'",
    ),
    (
        "transfer_family",
        {"variant": "public_key", "password": "x"},
        "password must be left out where variant='public_key', got 'x'",
    ),
    ("transfer_family", {"source_ip": "here"}, "source_ip must be an IPv4 or IPv6 address, got 'here'"),
    ("clientvpn", {"platform": 1}, "platform must be text, got 1"),
    (
        "chime_bot",
        {"message": "hi", "variant": "Remove"},
        "message must be left out unless variant='Mention', got 'hi'",
    ),
    ("workmail", {"recipients": []}, "recipients must be a list of mail addresses, at least one, got []"),
    ("workmail", {"subject": None}, "subject must be text, got None"),
    ("sagemaker_pre_annotation", {"source": "x"}, "source must be an S3 URI such as 's3://bucket/key', got 'x'"),
    ("sagemaker_pre_annotation", {"metadata": 1}, "metadata must be a dict, got 1"),
    ("sagemaker_post_annotation", {"label_categories": "x"}, "label_categories must be a list of texts, got 'x'"),
    (
        "stepfunctions_error",
        {"result_path": "error"},
        "result_path must be a path such as '$' or '$.error', got 'error'",
    ),
    ("stepfunctions_error", {"state_input": 1}, "state_input must be a dict, got 1"),
    ("stepfunctions_error", {"stack_trace": "x"}, "stack_trace must be a list of texts, got 'x'"),
]


@pytest.mark.parametrize(("kind", "arguments", "message"), WRONG, ids=str)
def test_an_event_is_not_made_from_wrong_arguments(events, kind, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, kind)(**arguments)

    assert message == str(raised.value)
