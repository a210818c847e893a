"""What Lambda does in the name of a function: the actions that an execution role needs, and AWS's refusals."""

from __future__ import annotations

from pytest_lambda.base.arn import parse_arn

__all__ = [
    "LOG_ACTIONS",
    "dead_letter_refusal",
    "delivery_actions",
    "delivery_refusal",
    "destination_refusal",
    "missing_statement",
    "source_actions",
    "source_refusal",
]

LOG_ACTIONS = ("logs:CreateLogStream", "logs:PutLogEvents")
"""
What logging needs.

Assumed: the log group is there, as templates make it, so that CreateLogGroup is not needed. Source: LOG-22
"""

_SOURCE_ACTIONS = {
    "sqs": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "kinesis": ("kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:ListShards"),
    "dynamodb": ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"),
}
_STREAM_REFUSALS = {
    "kinesis": "GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams",
    "dynamodb": "GetRecords, GetShardIterator, DescribeStream, and ListStreams",
}
_DELIVERY_ACTIONS = {
    "sqs": ("sqs:SendMessage",),
    "sns": ("sns:Publish",),
    "lambda": ("lambda:InvokeFunction",),
    "events": ("events:PutEvents",),
    "s3": ("s3:PutObject", "s3:ListBucket"),
}
_AS_SERVICES_SPELL_IT = {"sqs": "sqs:sendmessage", "sns": "SNS:Publish"}


def source_actions(arn: str) -> tuple[tuple[str, str], ...]:
    """
    Return action and resource of all that a mapping of the source *arn* needs.

    Assumed: ListStreams, which has no resource of its own, is not looked at.

    Source: PERM-07, PERM-11, PERM-12, PERM-13
    """
    return tuple((action, arn) for action in _SOURCE_ACTIONS.get(parse_arn(arn).service, ()))


def delivery_actions(arn: str, function_name: str) -> tuple[tuple[str, str], ...]:
    """
    Return action and resource of all that sending to the target *arn* needs.

    Source: ASYNC-18
    """
    service = parse_arn(arn).service
    # An object is put under a name of its own, see ASYNC-11.
    objects = f"{arn}/aws/lambda/async/{function_name}/"
    return tuple(
        (action, objects if action == "s3:PutObject" else arn) for action in _DELIVERY_ACTIONS.get(service, ())
    )


def source_refusal(arn: str, action: str) -> str:
    """Return AWS's words for a mapping whose source the role may not read. Source: PERM-17"""
    service = parse_arn(arn).service
    if service in _STREAM_REFUSALS:
        return (
            f"Cannot access stream {arn}. Please ensure the role can perform the {_STREAM_REFUSALS[service]} Actions "
            "on your stream in IAM."
        )
    return f"The function execution role does not have permissions to call {_operation(action)} on {service.upper()}"


def dead_letter_refusal(arn: str, action: str) -> str:
    """Return AWS's words for a dead-letter queue that the role may not send to. Source: ASYNC-18"""
    service = parse_arn(arn).service.upper()
    return f"The provided execution role does not have permissions to call {_operation(action)} on {service}"


def destination_refusal(arn: str, action: str) -> str:
    """
    Return AWS's words for a destination that the role may not send to.

    Assumed: the words of 2025; earlier it was ``The function's execution role``.

    Source: ASYNC-18
    """
    return f"The function execution role does not have permissions to call {_operation(action)} on {arn}"


def delivery_refusal(caller_arn: str, action: str, resource: str, *, is_explicit: bool) -> str:
    """
    Return the words of a service that Lambda may not send to any more.

    Source: ENV-17, INV-14
    """
    action = _AS_SERVICES_SPELL_IT.get(action.partition(":")[0], action)
    why = (
        "with an explicit deny in an identity-based policy"
        if is_explicit
        else f"because no identity-based policy allows the {action} action"
    )
    return f"User: {caller_arn} is not authorized to perform: {action} on resource: {resource} {why}"


def missing_statement(missing: list[tuple[str, str]]) -> dict[str, object]:
    """Return the statement that would allow *missing* actions, each with its resource."""
    actions = [action for action, _ in missing]
    resources = list(dict.fromkeys(_as_granted(action, resource) for action, resource in missing))
    return {
        "Effect": "Allow",
        "Action": actions[0] if len(actions) == 1 else actions,
        "Resource": resources[0] if len(resources) == 1 else resources,
    }


def _as_granted(action: str, resource: str) -> str:
    """Return *resource* as statements usually have it: all objects of a bucket."""
    return f"{resource.partition('/')[0]}/*" if action == "s3:PutObject" else resource


def _operation(action: str) -> str:
    return action.partition(":")[2]
