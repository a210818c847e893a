"""Requests through VPC Lattice."""

from __future__ import annotations

import pytest
from aws_lambda_powertools.utilities.data_classes import VPCLatticeEvent, VPCLatticeEventV2

from pytest_lambda.base.errors import UsageError

from .rules import keeps_the_rules


def test_repeated_headers_are_joined_in_version_1(events):
    event = events.vpc_lattice(headers={"X-A": ["1", "2"]}, query={"q": ["x", "y"]})

    assert ("1,2", {"q": "y"}) == (event["headers"]["x-a"], event["query_string_parameters"])


def test_repeated_values_are_lists_in_version_2(events):
    event = events.vpc_lattice_v2(headers={"X-A": ["1", "2"]}, query={"q": ["x", "y"]})

    assert (["1", "2"], {"q": ["x", "y"]}) == (event["headers"]["x-a"], event["queryStringParameters"])


def test_what_there_is_none_of_is_left_out_of_version_2(events):
    assert not {"body", "queryStringParameters"} & events.vpc_lattice_v2().keys()


def test_a_header_says_who_signed_in_version_1(events):
    assert "x-amzn-lattice-identity" not in events.vpc_lattice()["headers"]
    assert ";SessionName=session-" in events.vpc_lattice(variant="AWS_IAM")["headers"]["x-amzn-lattice-identity"]


def test_the_context_says_who_signed_in_version_2(events):
    identity = events.vpc_lattice_v2(variant="aws_iam")["requestContext"]["identity"]

    assert identity["principal"].endswith(f":assumed-role/orders-client/{identity['sessionName']}")
    assert {"sourceVpcArn", "type"} == events.vpc_lattice_v2()["requestContext"]["identity"].keys()


def test_the_time_is_text_in_microseconds(events):
    assert events.vpc_lattice_v2(time=1_700_000_000.5)["requestContext"]["timeEpoch"].startswith("1700000000500")


def test_requests_come_from_within_the_vpc(events):
    assert events.vpc_lattice()["headers"]["x-forwarded-for"].startswith("10.")
    assert "192.168.0.9" == events.vpc_lattice(source_ip="192.168.0.9")["headers"]["x-forwarded-for"]
    assert "10.9.8.7" == events.vpc_lattice(headers={"X-Forwarded-For": "10.9.8.7"})["headers"]["x-forwarded-for"]


def test_powertools_reads_version_1(events):
    event = VPCLatticeEvent(events.vpc_lattice("POST", "/a", json={"n": 1}, query={"q": "x"}))

    assert ("POST", "/a", {"n": 1}, {"q": "x"}) == (
        event.http_method,
        event.raw_path,
        event.json_body,
        event.query_string_parameters,
    )


def test_powertools_reads_version_2(events):
    event = VPCLatticeEventV2(
        events.vpc_lattice_v2("PUT", "/a", body=b"\x00", headers={"X-A": ["1", "2"]}, variant="AWS_IAM")
    )

    assert ("PUT", "/a", "2.0", True) == (event.http_method, event.path, event.version, event.is_base64_encoded)
    assert event.request_context.identity.get_type == "AWS_IAM"
    assert event.request_context.identity.principal_org_id.startswith("o-")
    assert ["1", "2"] == event.raw_event["headers"]["x-a"]


@pytest.mark.parametrize(
    "overrides",
    [
        {"body": "abcd"},
        {"requestContext": {"region": "eu-west-1"}},
        {"requestContext": {"serviceArn": f"arn:aws:vpc-lattice:eu-west-1:123456789012:service/svc-{'0' * 17}"}},
    ],
    ids=str,
)
def test_version_2_keeps_the_rules_under_an_override(events, overrides):
    keeps_the_rules("vpc_lattice_v2", events.vpc_lattice_v2(json={"n": 1}, overrides=overrides))


def test_the_length_follows_the_body(events):
    assert "3" == events.vpc_lattice(body="a", overrides={"body": "abc"})["headers"]["content-length"]
    assert ["3"] == events.vpc_lattice_v2(body="a", overrides={"body": "abc"})["headers"]["content-length"]


@pytest.mark.parametrize("kind", ["vpc_lattice", "vpc_lattice_v2"])
def test_a_request_is_not_made_of_another_auth_type(events, kind):
    with pytest.raises(UsageError) as raised:
        getattr(events, kind)(variant="COGNITO")

    assert "variant must be one of 'NONE', 'AWS_IAM', got 'COGNITO'" == str(raised.value)
