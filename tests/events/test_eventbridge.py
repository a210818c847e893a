"""Events from EventBridge."""

from __future__ import annotations

import pytest

from pytest_lambda.base.errors import UsageError


def test_source_type_and_detail_are_positional(events):
    event = events.eventbridge("my.app", "Done", {"a": 1})

    assert ("my.app", "Done", {"a": 1}) == (event["source"], event["detail-type"], event["detail"])


def test_there_are_no_resources_unless_some_are_given(events):
    assert [] == events.eventbridge()["resources"]
    assert ["arn:aws:s3:::a"] == events.eventbridge(resources=("arn:aws:s3:::a",))["resources"]


def test_the_time_has_no_fraction(events):
    assert "2025-01-01T00:00:00Z" == events.eventbridge(time=1_735_689_600.999)["time"]


def test_services_of_aws_may_be_the_source(events):
    assert "aws.ec2" == events.eventbridge("aws.ec2")["source"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"source": ""}, "source must be text that is not empty, got ''"),
        ({"detail_type": None}, "detail_type must be text that is not empty, got None"),
        ({"detail": "{}"}, "detail must be a dict, got '{}'"),
        ({"detail": {"a": {1}}}, "detail['a'] must be what JSON can hold, got {1}"),
        ({"resources": "arn:aws:s3:::a"}, "resources must be a list of ARNs, got 'arn:aws:s3:::a'"),
        ({"resources": ["a"]}, "an item of resources must be an ARN, got 'a'"),
        ({"region": "mars"}, "region must be a Region such as 'us-east-1', got 'mars'"),
        ({"account_id": "12"}, "account_id must be text of 12 digits, got '12'"),
    ],
    ids=str,
)
def test_an_event_is_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.eventbridge(**arguments)

    assert message == str(raised.value)
