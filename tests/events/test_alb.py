"""Requests through an Application Load Balancer."""

from __future__ import annotations

import pytest
from aws_lambda_powertools.utilities.data_classes import ALBEvent

from pytest_lambda.base.errors import UsageError

from .rules import keeps_the_rules


def test_the_last_of_repeated_values_counts(events):
    event = events.alb(headers={"X-A": ["1", "2"]}, query={"q": ["x", "y"]})

    assert ("2", {"q": "y"}) == (event["headers"]["x-a"], event["queryStringParameters"])
    assert "multiValueHeaders" not in event


def test_every_value_counts_with_multi_value_headers(events):
    event = events.alb(headers={"X-A": ["1", "2"]}, query={"q": ["x", "y"]}, variant="multi_value_headers")

    assert ["1", "2"] == event["multiValueHeaders"]["x-a"]
    assert {"q": ["x", "y"]} == event["multiValueQueryStringParameters"]
    assert "headers" not in event


def test_powertools_reads_multi_value_headers(events):
    event = ALBEvent(
        events.alb(headers={"X-A": ["1", "2"]}, query={"q": ["x", "y"]}, body=b"\x00", variant="multi_value_headers")
    )

    assert ["1", "2"] == event.multi_value_headers["x-a"]
    assert ["x", "y"] == event.resolved_query_string_parameters["q"]
    assert event.request_context.elb_target_group_arn.startswith("arn:aws:elasticloadbalancing:")
    assert event.is_base64_encoded


def test_a_query_is_not_decoded(events):
    assert {"a%20b": "c%2Fd"} == events.alb(query={"a b": "c/d"})["queryStringParameters"]
    assert {"a": "b+c%2f", "d": ""} == events.alb(query="a=b+c%2f&d")["queryStringParameters"]


def test_without_body_and_query_there_is_nothing_null(events):
    event = events.alb()

    assert ("", {}, False) == (event["body"], event["queryStringParameters"], event["isBase64Encoded"])
    assert "content-length" not in event["headers"]


def test_a_target_group_has_a_name_or_an_arn(events):
    arn = "arn:aws:elasticloadbalancing:eu-west-1:210987654321:targetgroup/mine/0123456789abcdef"

    assert ":targetgroup/mine/" in events.alb(target_group="mine")["requestContext"]["elb"]["targetGroupArn"]
    assert arn == events.alb(target_group=arn)["requestContext"]["elb"]["targetGroupArn"]


def test_the_host_is_that_of_a_load_balancer(events):
    assert events.alb(region="eu-west-1")["headers"]["host"].endswith(".eu-west-1.elb.amazonaws.com")
    assert "shop.example.com" == events.alb(domain_name="shop.example.com")["headers"]["host"]


@pytest.mark.parametrize("variant", ["single_value_headers", "multi_value_headers"])
@pytest.mark.parametrize("overrides", [{"path": "/other"}, {"httpMethod": "DELETE"}, {"body": "abcd"}], ids=str)
def test_an_event_keeps_the_rules_under_an_override(events, variant, overrides):
    keeps_the_rules("alb", events.alb(json={"n": 1}, variant=variant, overrides=overrides))


def test_a_new_body_has_a_new_length(events):
    assert "3" == events.alb(body="a", overrides={"body": "abc"})["headers"]["content-length"]


def test_the_length_follows_in_lists_too(events):
    event = events.alb(body="a", variant="multi_value_headers", overrides={"body": "abc"})

    assert ["3"] == event["multiValueHeaders"]["content-length"]
    assert "headers" not in event


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"variant": "both"},
            "variant must be one of 'single_value_headers', 'multi_value_headers', got 'both'",
        ),
        (
            {"target_group": "a_b"},
            "target_group must be the name of a target group (up to 32 letters, digits or '-') or its ARN, got 'a_b'",
        ),
    ],
    ids=str,
)
def test_a_request_is_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.alb(**arguments)

    assert message == str(raised.value)
