"""Requests to function URLs."""

from __future__ import annotations

import pytest

from pytest_lambda.base.errors import UsageError

from .rules import keeps_the_rules


def test_a_url_has_an_id_in_its_host(events):
    context = events.function_url(region="eu-west-1")["requestContext"]

    assert f"{context['apiId']}.lambda-url.eu-west-1.on.aws" == context["domainName"]


def test_without_signatures_the_caller_is_anonymous(events):
    context = events.function_url()["requestContext"]

    assert "anonymous" == context["accountId"]
    assert "authorizer" not in context


def test_with_signatures_the_event_says_who_signed(events):
    context = events.function_url(variant="AWS_IAM", account_id="210987654321")["requestContext"]

    assert "210987654321" == context["accountId"] == context["authorizer"]["iam"]["accountId"]
    assert context["authorizer"]["iam"]["userArn"].startswith("arn:aws:sts::210987654321:assumed-role/")


def test_an_authorizer_may_be_written_out(events):
    context = events.function_url(authorizer={"iam": {"userId": "me"}})["requestContext"]

    assert {"iam": {"userId": "me"}} == context["authorizer"]
    assert "123456789012" == context["accountId"]


def test_the_authorizer_iam_is_the_variant(events):
    assert events.function_url(authorizer="iam")["requestContext"]["authorizer"]["iam"]["userArn"]


def test_cookies_come_from_argument_and_header(events):
    event = events.function_url(cookies=["a=1"], headers={"Cookie": "b=2; c=3;"})

    assert ["a=1", "b=2", "c=3"] == event["cookies"]
    assert "cookie" not in event["headers"]


def test_a_raw_query_is_kept_as_it_was_sent(events):
    event = events.function_url(query="?a=b+c&a=%41&d")

    assert "a=b+c&a=%41&d" == event["rawQueryString"]
    assert {"a": "b c,A", "d": ""} == event["queryStringParameters"]


def test_a_header_of_none_is_not_sent(events):
    headers = events.function_url(headers={"Accept": None, "user-agent": None})["headers"]

    assert not {"accept", "user-agent"} & headers.keys()


@pytest.mark.parametrize(
    "overrides",
    [
        {"rawPath": "/other"},
        {"rawQueryString": "a=1&a=2"},
        {"queryStringParameters": {"limit": "20"}},
        {"requestContext": {"http": {"path": "/other", "method": "DELETE"}}},
        {"requestContext": {"http": {"sourceIp": "34.1.2.3", "userAgent": "mine"}}},
        {"requestContext": {"domainName": f"{'a' * 32}.lambda-url.us-east-1.on.aws"}},
        {"headers": {"host": f"{'a' * 32}.lambda-url.us-east-1.on.aws"}},
        {"requestContext": {"timeEpoch": 1_700_000_000_123}},
        {"requestContext": {"time": "14/Nov/2023:22:13:20 +0000"}},
        {"body": '{"n": 2}'},
    ],
    ids=str,
)
def test_an_event_keeps_the_rules_under_an_override(events, overrides):
    event = events.function_url(json={"n": 1}, query={"limit": "10"}, overrides=overrides)

    keeps_the_rules("function_url", event)


def test_a_new_domain_is_another_url(events):
    domain = f"{'a' * 32}.lambda-url.us-east-1.on.aws"
    context = events.function_url(overrides={"requestContext": {"domainName": domain}})["requestContext"]

    assert "a" * 32 == context["apiId"] == context["domainPrefix"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"variant": "OPEN"}, "variant must be one of 'NONE', 'AWS_IAM', got 'OPEN'"),
        ({"authorizer": "jwt"}, "authorizer must be one of 'none', 'iam', got 'jwt'"),
        ({"cookies": "a"}, "cookies must be a mapping of names to text, or a list of 'name=value', got 'a'"),
        ({"domain_name": "here"}, "domain_name must be a host name such as 'api.example.com', got 'here'"),
    ],
    ids=str,
)
def test_a_request_is_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.function_url(**arguments)

    assert message == str(raised.value)
