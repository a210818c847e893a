"""ARNs and host names: parts, partitions, and the Region or resource that one of them names."""

from __future__ import annotations

import re

from pytest_lambda.base.arn import Arn, parse_arn
from pytest_lambda.events import _check

__all__ = [
    "arn",
    "arn_in_region",
    "dns_suffix",
    "is_arn",
    "partition",
    "region_of",
    "resource_arn",
    "resource_of",
]


def partition(region: str) -> str:
    """Return the partition of *region*: ``aws``, ``aws-cn`` or ``aws-us-gov``."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def dns_suffix(region: str) -> str:
    """Return what the host names of AWS end with in *region*."""
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def arn(service: str, region: str, account_id: str, resource: str) -> str:
    """Return the ARN of *resource*."""
    return str(Arn(partition(region), service, region, account_id, resource))


def is_arn(value: object) -> bool:
    """Return whether *value* is written as an ARN."""
    return isinstance(value, str) and value.startswith("arn:") and value.count(":") >= 5


def region_of(value: str) -> str:
    """Return the Region that an ARN names."""
    return parse_arn(value).region


def resource_of(value: str) -> str:
    """Return what stands after the account in an ARN."""
    return parse_arn(value).resource


def arn_in_region(value: str, region: str) -> str:
    """Return the same ARN with another Region."""
    parts = parse_arn(value)
    return arn(parts.service, region, parts.account_id, parts.resource)


def resource_arn(
    argument: str,
    value: object,
    *,
    service: str,
    region: str,
    account_id: str,
    name: re.Pattern[str],
    allowed: str,
    prefix: str = "",
) -> str:
    """
    Return the ARN of a resource that a caller named, by name or by ARN.

    Args:
        argument: what the caller calls it.
        value: a name, or an ARN of the service, which is taken as it is.
        service: of the ARN, such as ``"sqs"``.
        region: used for a name.
        account_id: used for a name.
        name: what names look like.
        allowed: the same in words.
        prefix: what stands before the name in the ARN, such as ``"stream/"``.

    Raises:
        UsageError: *value* is neither such a name nor such an ARN.
    """
    if is_arn(value):
        parts = parse_arn(str(value))
        if parts.service == service and parts.resource.startswith(prefix):
            return str(value)
    elif isinstance(value, str) and name.fullmatch(value):
        return arn(service, region, account_id, prefix + value)
    raise _check.wrong(argument, allowed, value)
