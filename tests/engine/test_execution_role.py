"""What an execution role needs, and AWS's words where it lacks it."""

from __future__ import annotations

import pytest

from pytest_lambda.engine.authorization import AccessRequest, decide
from pytest_lambda.engine.execution_role import (
    dead_letter_refusal,
    delivery_actions,
    delivery_refusal,
    destination_refusal,
    missing_statement,
    source_actions,
    source_refusal,
)
from pytest_lambda.model.managed_policies import MANAGED_POLICIES, managed_policy_statement

QUEUE = "arn:aws:sqs:us-east-1:123456789012:orders"
TOPIC = "arn:aws:sns:us-east-1:123456789012:orders"
STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/orders"
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2025-01-01T00:00:00.000"


@pytest.mark.parametrize(
    ("policy", "source"),
    [
        ("AWSLambdaSQSQueueExecutionRole", QUEUE),
        ("AWSLambdaKinesisExecutionRole", STREAM),
        ("AWSLambdaDynamoDBExecutionRole", TABLE),
    ],
)
def test_PERM_11_to_13_each_managed_policy_lets_its_own_source_be_read(policy, source):
    def readable(arn):
        statement = managed_policy_statement(policy)
        return all(decide([statement], AccessRequest(action, on)).is_allowed for action, on in source_actions(arn))

    assert [source] == [arn for arn in (QUEUE, STREAM, TABLE) if readable(arn)]


def test_PERM_11_a_queue_needs_three_actions():
    actions = [("sqs:ReceiveMessage", QUEUE), ("sqs:DeleteMessage", QUEUE), ("sqs:GetQueueAttributes", QUEUE)]

    assert actions == list(source_actions(QUEUE))


@pytest.mark.parametrize(("arn"), [TOPIC, "arn:aws:s3:::uploads"])
def test_PERM_07_what_pushes_needs_no_role(arn):
    assert () == source_actions(arn)


@pytest.mark.parametrize(
    ("arn", "actions"),
    [
        (QUEUE, ["sqs:SendMessage"]),
        (TOPIC, ["sns:Publish"]),
        ("arn:aws:lambda:us-east-1:123456789012:function:orders", ["lambda:InvokeFunction"]),
        ("arn:aws:events:us-east-1:123456789012:event-bus/orders", ["events:PutEvents"]),
        ("arn:aws:s3:::orders", ["s3:PutObject", "s3:ListBucket"]),
        ("arn:aws:elsewhere:us-east-1:123456789012:orders", []),
    ],
)
def test_ASYNC_18_each_kind_of_target_needs_its_actions(arn, actions):
    assert actions == [action for action, _ in delivery_actions(arn, "orders")]


def test_PERM_17_the_words_for_a_queue():
    expected = "The function execution role does not have permissions to call ReceiveMessage on SQS"

    assert expected == source_refusal(QUEUE, "sqs:ReceiveMessage")


@pytest.mark.parametrize(
    ("arn", "actions"),
    [
        (STREAM, "GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams"),
        (TABLE, "GetRecords, GetShardIterator, DescribeStream, and ListStreams"),
    ],
)
def test_PERM_17_the_words_for_a_stream(arn, actions):
    expected = (
        f"Cannot access stream {arn}. Please ensure the role can perform the {actions} Actions on your stream in IAM."
    )

    assert expected == source_refusal(arn, "kinesis:GetRecords")


def test_ASYNC_18_the_words_for_a_dead_letter_queue():
    assert "The provided execution role does not have permissions to call SendMessage on SQS" == dead_letter_refusal(
        QUEUE, "sqs:SendMessage"
    )
    assert "The provided execution role does not have permissions to call Publish on SNS" == dead_letter_refusal(
        TOPIC, "sns:Publish"
    )


def test_ASYNC_18_the_words_for_a_destination():
    expected = f"The function execution role does not have permissions to call SendMessage on {QUEUE}"

    assert expected == destination_refusal(QUEUE, "sqs:SendMessage")


@pytest.mark.parametrize(
    ("action", "arn", "is_explicit", "expected"),
    [
        (
            "sqs:SendMessage",
            QUEUE,
            False,
            f"User: me is not authorized to perform: sqs:sendmessage on resource: {QUEUE} because no identity-based "
            "policy allows the sqs:sendmessage action",
        ),
        (
            "sns:Publish",
            TOPIC,
            True,
            f"User: me is not authorized to perform: SNS:Publish on resource: {TOPIC} with an explicit deny in an "
            "identity-based policy",
        ),
    ],
)
def test_INV_14_the_words_of_the_service_that_is_sent_to(action, arn, is_explicit, expected):
    assert expected == delivery_refusal("me", action, arn, is_explicit=is_explicit)


def test_the_statement_to_add_has_all_that_is_missing():
    assert {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE} == missing_statement(
        [("sqs:SendMessage", QUEUE)]
    )
    assert {
        "Effect": "Allow",
        "Action": ["s3:PutObject", "s3:ListBucket"],
        "Resource": ["arn:aws:s3:::orders/*", "arn:aws:s3:::orders"],
    } == missing_statement(list(delivery_actions("arn:aws:s3:::orders", "orders")))


@pytest.mark.parametrize("policy", [name for name in MANAGED_POLICIES if name != "AWSXRayDaemonWriteAccess"])
def test_PERM_10_managed_policies_let_logs_be_written(policy):
    assert {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"} <= set(MANAGED_POLICIES[policy])


def test_PERM_15_the_policy_for_tracing_does_not():
    assert not any(action.startswith("logs:") for action in MANAGED_POLICIES["AWSXRayDaemonWriteAccess"])
