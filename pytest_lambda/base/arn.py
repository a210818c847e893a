"""Amazon Resource Names: built and taken apart in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pytest_lambda.base.errors import UsageError

__all__ = [
    "Arn",
    "FunctionReference",
    "function_arn",
    "parse_arn",
    "parse_function_reference",
    "queue_arn",
    "queue_url",
    "resource_arn",
]

_PARTIAL_ARN = re.compile(r"(?P<account_id>\d{12}):function:")


@dataclass(frozen=True, slots=True)
class Arn:
    """The parts of an ARN; ``str()`` gives the text back."""

    partition: str
    service: str
    region: str
    account_id: str
    resource: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account_id}:{self.resource}"


def parse_arn(text: str) -> Arn:
    """
    Return the parts of *text*.

    Raises:
        UsageError: *text* does not have the six parts of an ARN.
    """
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn":
        raise UsageError(f"{text!r} is not an ARN: expected arn:partition:service:region:account:resource")
    return Arn(*parts[1:])


@dataclass(frozen=True, slots=True)
class FunctionReference:
    """
    What a ``FunctionName`` names.

    Attributes:
        region, account_id: as in an ARN; ``None`` where the name has none.
        qualifier: a version or alias, or ``None``.
    """

    function_name: str
    qualifier: str | None = None
    region: str | None = None
    account_id: str | None = None


def parse_function_reference(text: str) -> FunctionReference:
    """
    Return what *text* names: ``name``, ``account:function:name`` or an ARN, each with or without ``:qualifier``.

    Raises:
        UsageError: *text* begins as an ARN and is none, or that of something else.
    """
    region: str | None = None
    account_id: str | None = None
    rest = text
    if text.startswith("arn:"):
        arn = parse_arn(text)
        if arn.service != "lambda" or not arn.resource.startswith("function:"):
            raise UsageError(
                f"{text!r} is not the ARN of a function: expected arn:aws:lambda:region:account:function:name"
            )
        region, account_id, rest = arn.region, arn.account_id, arn.resource.removeprefix("function:")
    elif partial := _PARTIAL_ARN.match(text):
        account_id, rest = partial["account_id"], text[partial.end() :]
    name, _, qualifier = rest.partition(":")
    return FunctionReference(name, qualifier or None, region, account_id)


def function_arn(region: str, account_id: str, function_name: str, qualifier: str | None = None) -> str:
    """Return a function's ARN, unqualified unless a *qualifier* is given. Source: VER-01"""
    arn = f"arn:aws:lambda:{region}:{account_id}:function:{function_name}"
    return arn if qualifier is None else f"{arn}:{qualifier}"


def resource_arn(service: str, region: str, account_id: str, resource: str) -> str:
    """Return the ARN of a resource of *service*."""
    return f"arn:aws:{service}:{region}:{account_id}:{resource}"


def queue_arn(region: str, account_id: str, queue_name: str) -> str:
    """Return an SQS queue's ARN."""
    return f"arn:aws:sqs:{region}:{account_id}:{queue_name}"


def queue_url(region: str, account_id: str, queue_name: str) -> str:
    """Return an SQS queue's URL."""
    return f"https://sqs.{region}.amazonaws.com/{account_id}/{queue_name}"
