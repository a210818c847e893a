"""AWS's managed policies for execution roles, by name."""

from __future__ import annotations

import difflib

from pytest_lambda.base.errors import UsageError
from pytest_lambda.model.policy import Statement

__all__ = ["MANAGED_POLICIES", "managed_policy_arn", "managed_policy_name", "managed_policy_statement"]

_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")

MANAGED_POLICIES: dict[str, tuple[str, ...]] = {
    "AWSLambdaBasicExecutionRole": _LOGS,
    "AWSLambdaSQSQueueExecutionRole": (
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        *_LOGS,
    ),
    "AWSLambdaKinesisExecutionRole": (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kinesis:ListStreams",
        "kinesis:SubscribeToShard",
        *_LOGS,
    ),
    "AWSLambdaDynamoDBExecutionRole": (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
        *_LOGS,
    ),
    "AWSLambdaVPCAccessExecutionRole": (
        *_LOGS,
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses",
    ),
    "AWSLambdaMSKExecutionRole": (
        "kafka:DescribeCluster",
        "kafka:DescribeClusterV2",
        "kafka:GetBootstrapBrokers",
        "ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeVpcs",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeSubnets",
        "ec2:DescribeSecurityGroups",
        *_LOGS,
    ),
    "AWSXRayDaemonWriteAccess": (
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
        "xray:GetSamplingStatisticSummaries",
    ),
    "AWSLambdaBasicDurableExecutionRolePolicy": (
        *_LOGS,
        "lambda:CheckpointDurableExecution",
        "lambda:GetDurableExecutionState",
    ),
}
"""
The actions that each allows, on every resource.

Assumed: the durable one is on every resource too.

Source: PERM-10 to PERM-16
"""

_PREFIX = "arn:aws:iam::aws:policy/"
_NO_SERVICE_ROLES = frozenset({"AWSXRayDaemonWriteAccess"})


def managed_policy_arn(name: str) -> str:
    """Return the ARN of the managed policy *name*."""
    return f"{_PREFIX}{'' if name in _NO_SERVICE_ROLES else 'service-role/'}{name}"


def managed_policy_name(value: object) -> str:
    """Return the name of a managed policy, given by its name or its ARN; raise UsageError for one not known."""
    name = value.rpartition("/")[2] if isinstance(value, str) else ""
    if name in MANAGED_POLICIES and value in (name, managed_policy_arn(name)):
        return name
    near = difflib.get_close_matches(name or str(value), MANAGED_POLICIES, n=1)
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    raise UsageError(
        f"a managed policy is one of {', '.join(MANAGED_POLICIES)}, by its name or its ARN, not {value!r}{hint}: "
        "write other rights as statements"
    )


def managed_policy_statement(name: str) -> Statement:
    """Return what the managed policy *name* says."""
    return Statement("Allow", MANAGED_POLICIES[name], ("*",), sid=name)
