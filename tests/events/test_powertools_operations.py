"""Events of operations as the data classes of aws-lambda-powertools read them."""

from __future__ import annotations

import pytest
from aws_lambda_powertools.utilities import data_classes
from aws_lambda_powertools.utilities.data_classes.aws_config_rule_event import (
    AWSConfigConfigurationChanged,
    AWSConfigOversizedConfiguration,
    AWSConfigScheduledNotification,
)
from aws_lambda_powertools.utilities.data_classes.secrets_manager_event import SecretsManagerEvent


def test_an_alarm_of_a_metric(events):
    event = data_classes.CloudWatchAlarmEvent(
        events.cloudwatch_alarm("errors", threshold=5, dimensions={"FunctionName": "web"}, description="Too many")
    )
    data = event.alarm_data
    (metric,) = data.configuration.metrics

    assert ("aws.cloudwatch", "us-east-1", "123456789012") == (event.source, event.region, event.source_account_id)
    assert ("errors", "ALARM", "OK") == (data.alarm_name, data.state.value, data.previous_state.value)
    assert event.timestamp == data.state.timestamp
    assert 5.0 == data.state.reason_data_decoded["threshold"]
    assert data.previous_state.reason_data_decoded["recentDatapoints"] == [5.0]
    assert "Too many" == data.configuration.description
    assert (60, "Sum", True) == (metric.metric_stat.period, metric.metric_stat.stat, metric.return_data)
    assert {"FunctionName": "web"} == metric.metric_stat.metric["dimensions"]


def test_an_alarm_of_an_expression(events):
    data = data_classes.CloudWatchAlarmEvent(events.cloudwatch_alarm(variant="expression")).alarm_data
    expression, errors, invocations = data.configuration.metrics

    assert ("m1/m2", "Expression1", True) == (expression.expression, expression.label, expression.return_data)
    assert ("m1", "m2") == (errors.metric_id, invocations.metric_id)
    assert "Invocations" == invocations.metric_stat.metric["name"]


def test_an_alarm_of_alarms(events):
    data = data_classes.CloudWatchAlarmEvent(
        events.cloudwatch_alarm(variant="composite", children=["a", "b"])
    ).alarm_data

    assert "ALARM(a) OR ALARM(b)" == data.configuration.alarm_rule
    assert [] == data.configuration.metrics
    assert data.state.reason_data_decoded["triggeringAlarms"][0]["arn"].endswith(":alarm:a")


def test_a_rule_for_a_change(events):
    event = data_classes.AWSConfigRuleEvent(
        events.config_rule({"n": 1}, rule="sizes", configuration={"instanceType": "t3.large"})
    )
    item = event.invoking_event.configuration_item

    assert isinstance(event.invoking_event, AWSConfigConfigurationChanged)
    assert ({"n": 1}, "sizes", "DETECTIVE") == (event.rule_parameters, event.config_rule_name, event.evalution_mode)
    assert event.config_rule_arn.endswith(event.config_rule_id)
    assert ("t3.large", event.accountid) == (item.configuration["instanceType"], item.accountid)
    assert ("AWS::EC2::Instance", "us-east-1", "OK") == (
        item.resource_type,
        item.region,
        item.configuration_item_status,
    )
    assert "UPDATE" == event.invoking_event.configuration_item_diff["changeType"]


def test_a_rule_for_a_configuration_that_is_too_large(events):
    event = data_classes.AWSConfigRuleEvent(events.config_rule(variant="oversized", change_type="DELETE"))
    summary = event.invoking_event.configuration_item_summary

    assert isinstance(event.invoking_event, AWSConfigOversizedConfiguration)
    assert ("DELETE", "ResourceDeleted") == (summary.change_type, summary.configuration_item_status)


def test_a_rule_with_a_schedule(events):
    event = data_classes.AWSConfigRuleEvent(events.config_rule(variant="scheduled"))

    assert isinstance(event.invoking_event, AWSConfigScheduledNotification)
    assert event.accountid == event.invoking_event.accountid


def test_a_job(events):
    event = data_classes.CodePipelineJobEvent(
        events.codepipeline_job({"stage": "live"}, output_artifacts=["Report"], pipeline="web")
    )

    assert ({"stage": "live"}, "123456789012") == (event.decoded_user_parameters, event.account_id)
    assert event.input_object_key.startswith("web/SourceArti/")
    assert event.find_input_artifact("SourceArtifact").location.s3_location.bucket_name == event.input_bucket_name
    assert event.find_output_artifact("Report").revision is None
    assert event.data.artifact_credentials.expiration_time
    assert event.data.encryption_key is None


def test_a_job_without_parameters(events):
    assert data_classes.CodePipelineJobEvent(events.codepipeline_job()).user_parameters is None


def test_a_hook(events):
    event = data_classes.CodeDeployLifecycleHookEvent(events.codedeploy_hook("d-ABCDEF"))

    assert "d-ABCDEF" == event.deployment_id
    assert event.lifecycle_event_hook_execution_id


def test_a_rotation(events):
    event = SecretsManagerEvent(events.secretsmanager_rotation("setSecret", secret="api"))

    assert "setSecret" == event.step
    assert event.version_id == event.client_request_token
    assert event.secret_id.startswith("arn:aws:secretsmanager:us-east-1:123456789012:secret:api-")


@pytest.mark.parametrize("request_type", ["Create", "Update", "Delete"])
def test_a_request_for_a_custom_resource(events, request_type):
    event = data_classes.CloudFormationCustomResourceEvent(events.cloudformation(request_type))

    assert request_type == event.request_type
    assert event.service_token == event.resource_properties["ServiceToken"]
    assert ("" == event.physical_resource_id) == (request_type == "Create")
    assert ({} == event.old_resource_properties) == (request_type != "Update")


def test_log_events(events):
    logs = data_classes.CloudWatchLogsEvent(events.cloudwatch_logs(["a", {"b": 1}], log_group="/web"))
    decoded = logs.parse_logs_data()

    assert ("DATA_MESSAGE", "123456789012", "/web") == (decoded.message_type, decoded.owner, decoded.log_group)
    assert ["a", '{"b": 1}'] == [one.message for one in decoded.log_events]
    assert 1 == decoded.log_events[1].timestamp - decoded.log_events[0].timestamp
