"""Every strategy for a kind of event, as type checkers see it."""

# Written by tools/kinds.py: run it instead of changing this file.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kinds import Kinds
    from pytest_lambda.strategies._typed import typed

    alb = typed(Kinds.alb)
    apigw_authorizer_request = typed(Kinds.apigw_authorizer_request)
    apigw_authorizer_token = typed(Kinds.apigw_authorizer_token)
    apigw_http = typed(Kinds.apigw_http)
    apigw_http_authorizer = typed(Kinds.apigw_http_authorizer)
    apigw_rest = typed(Kinds.apigw_rest)
    apigw_websocket = typed(Kinds.apigw_websocket)
    cloudfront_request = typed(Kinds.cloudfront_request)
    cloudfront_response = typed(Kinds.cloudfront_response)
    dynamodb = typed(Kinds.dynamodb)
    dynamodb_window = typed(Kinds.dynamodb_window)
    eventbridge = typed(Kinds.eventbridge)
    function_url = typed(Kinds.function_url)
    kinesis = typed(Kinds.kinesis)
    kinesis_window = typed(Kinds.kinesis_window)
    s3 = typed(Kinds.s3)
    sns = typed(Kinds.sns)
    sqs = typed(Kinds.sqs)
    vpc_lattice = typed(Kinds.vpc_lattice)
    vpc_lattice_v2 = typed(Kinds.vpc_lattice_v2)

__all__ = [
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
