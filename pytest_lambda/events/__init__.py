"""
Events as AWS sends them: one builder per kind, each a plain dict.

``events.sqs(["a", "b"])`` draws from a stream that begins anew with :func:`reseed`; ``events.seeded(seed)``
gives the same builders with a stream of their own. The same seed gives the same events, and no two events of
a stream share an id.
"""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.events._builders import Builders, kinds, variants

__all__ = [
    "Builders",
    "default",
    "from_request",
    "kinds",
    "reseed",
    "response",
    "seeded",
    "variants",
    "alb",
    "apigw_authorizer_request",
    "apigw_authorizer_token",
    "apigw_http",
    "apigw_http_authorizer",
    "apigw_rest",
    "apigw_websocket",
    "cloudfront_request",
    "cloudfront_response",
    "dynamodb",
    "dynamodb_window",
    "eventbridge",
    "function_url",
    "kinesis",
    "kinesis_window",
    "s3",
    "sns",
    "sqs",
    "vpc_lattice",
    "vpc_lattice_v2",
]

default = Builders(0)
"""What the builders of this module draw from; Region, account and clock can be set on it."""

reseed = default.reseed
from_request = default.from_request
response = default.response

# A builder takes the name of its module; the rest is had by `from pytest_lambda.events.sqs import record`.
alb = default.alb
apigw_authorizer_request = default.apigw_authorizer_request
apigw_authorizer_token = default.apigw_authorizer_token
apigw_http = default.apigw_http
apigw_http_authorizer = default.apigw_http_authorizer
apigw_rest = default.apigw_rest
apigw_websocket = default.apigw_websocket
cloudfront_request = default.cloudfront_request
cloudfront_response = default.cloudfront_response
dynamodb = default.dynamodb
dynamodb_window = default.dynamodb_window
eventbridge = default.eventbridge
function_url = default.function_url
kinesis = default.kinesis
kinesis_window = default.kinesis_window
s3 = default.s3
sns = default.sns
sqs = default.sqs
vpc_lattice = default.vpc_lattice
vpc_lattice_v2 = default.vpc_lattice_v2


def seeded(
    seed: int,
    *,
    region: str = "us-east-1",
    account_id: str = "123456789012",
    now: Callable[[], float] | None = None,
) -> Builders:
    """
    Return all builders with a stream of their own, which begins at *seed*.

    Args:
        seed: any integer.
        region: of events that are not given another.
        account_id: of events that are not given another.
        now: gives the time of events that are not given one, in seconds since the epoch.

    Raises:
        UsageError: an argument is not what it must be.
    """
    return Builders(seed, region=region, account_id=account_id, now=now)
