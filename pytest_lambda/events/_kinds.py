"""Every kind of event, and the file that its builder is in."""

# Written by tools/kinds.py: run it instead of changing this file.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kind import Kind
    from pytest_lambda.events.alb import alb as _alb
    from pytest_lambda.events.apigw import apigw_http as _apigw_http
    from pytest_lambda.events.apigw import apigw_rest as _apigw_rest
    from pytest_lambda.events.apigw_authorizers import apigw_authorizer_request as _apigw_authorizer_request
    from pytest_lambda.events.apigw_authorizers import apigw_authorizer_token as _apigw_authorizer_token
    from pytest_lambda.events.apigw_authorizers import apigw_http_authorizer as _apigw_http_authorizer
    from pytest_lambda.events.apigw_websocket import apigw_websocket as _apigw_websocket
    from pytest_lambda.events.cloudfront import cloudfront_request as _cloudfront_request
    from pytest_lambda.events.cloudfront import cloudfront_response as _cloudfront_response
    from pytest_lambda.events.dynamodb import dynamodb as _dynamodb
    from pytest_lambda.events.dynamodb import dynamodb_window as _dynamodb_window
    from pytest_lambda.events.eventbridge import eventbridge as _eventbridge
    from pytest_lambda.events.function_url import function_url as _function_url
    from pytest_lambda.events.kinesis import kinesis as _kinesis
    from pytest_lambda.events.kinesis import kinesis_window as _kinesis_window
    from pytest_lambda.events.s3 import s3 as _s3
    from pytest_lambda.events.sns import sns as _sns
    from pytest_lambda.events.sqs import sqs as _sqs
    from pytest_lambda.events.vpc_lattice import vpc_lattice as _vpc_lattice
    from pytest_lambda.events.vpc_lattice import vpc_lattice_v2 as _vpc_lattice_v2

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

HOMES = {
    "alb": "alb",
    "apigw_authorizer_request": "apigw_authorizers",
    "apigw_authorizer_token": "apigw_authorizers",
    "apigw_http": "apigw",
    "apigw_http_authorizer": "apigw_authorizers",
    "apigw_rest": "apigw",
    "apigw_websocket": "apigw_websocket",
    "cloudfront_request": "cloudfront",
    "cloudfront_response": "cloudfront",
    "dynamodb": "dynamodb",
    "dynamodb_window": "dynamodb",
    "eventbridge": "eventbridge",
    "function_url": "function_url",
    "kinesis": "kinesis",
    "kinesis_window": "kinesis",
    "s3": "s3",
    "sns": "sns",
    "sqs": "sqs",
    "vpc_lattice": "vpc_lattice",
    "vpc_lattice_v2": "vpc_lattice",
}
"""Names of kinds to names of files: a file is imported when one of its kinds is first used."""


class Kinds:
    """What :class:`~pytest_lambda.events.Builders` has by name, as type checkers see it."""

    if TYPE_CHECKING:
        alb = Kind(_alb)
        apigw_authorizer_request = Kind(_apigw_authorizer_request)
        apigw_authorizer_token = Kind(_apigw_authorizer_token)
        apigw_http = Kind(_apigw_http)
        apigw_http_authorizer = Kind(_apigw_http_authorizer)
        apigw_rest = Kind(_apigw_rest)
        apigw_websocket = Kind(_apigw_websocket)
        cloudfront_request = Kind(_cloudfront_request)
        cloudfront_response = Kind(_cloudfront_response)
        dynamodb = Kind(_dynamodb)
        dynamodb_window = Kind(_dynamodb_window)
        eventbridge = Kind(_eventbridge)
        function_url = Kind(_function_url)
        kinesis = Kind(_kinesis)
        kinesis_window = Kind(_kinesis_window)
        s3 = Kind(_s3)
        sns = Kind(_sns)
        sqs = Kind(_sqs)
        vpc_lattice = Kind(_vpc_lattice)
        vpc_lattice_v2 = Kind(_vpc_lattice_v2)


if TYPE_CHECKING:
    _default = Kinds()
    alb = _default.alb
    apigw_authorizer_request = _default.apigw_authorizer_request
    apigw_authorizer_token = _default.apigw_authorizer_token
    apigw_http = _default.apigw_http
    apigw_http_authorizer = _default.apigw_http_authorizer
    apigw_rest = _default.apigw_rest
    apigw_websocket = _default.apigw_websocket
    cloudfront_request = _default.cloudfront_request
    cloudfront_response = _default.cloudfront_response
    dynamodb = _default.dynamodb
    dynamodb_window = _default.dynamodb_window
    eventbridge = _default.eventbridge
    function_url = _default.function_url
    kinesis = _default.kinesis
    kinesis_window = _default.kinesis_window
    s3 = _default.s3
    sns = _default.sns
    sqs = _default.sqs
    vpc_lattice = _default.vpc_lattice
    vpc_lattice_v2 = _default.vpc_lattice_v2
