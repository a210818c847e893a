"""Amazon Resource Names: built and taken apart in one place."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_lambda.base.errors import UsageError

__all__ = ["Arn", "function_arn", "parse_arn", "queue_arn", "queue_url"]


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


def function_arn(region: str, account_id: str, function_name: str, qualifier: str | None = None) -> str:
    """Return a function's ARN, unqualified unless a *qualifier* is given. Source: VER-01"""
    arn = f"arn:aws:lambda:{region}:{account_id}:function:{function_name}"
    return arn if qualifier is None else f"{arn}:{qualifier}"


def queue_arn(region: str, account_id: str, queue_name: str) -> str:
    """Return an SQS queue's ARN."""
    return f"arn:aws:sqs:{region}:{account_id}:{queue_name}"


def queue_url(region: str, account_id: str, queue_name: str) -> str:
    """Return an SQS queue's URL."""
    return f"https://sqs.{region}.amazonaws.com/{account_id}/{queue_name}"
