"""Every kind of event, and the file that its builder is in."""

# Written by tools/kinds.py: run it instead of changing this file.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kind import Kind
    from pytest_lambda.events.apigw import apigw_http as _apigw_http
    from pytest_lambda.events.apigw import apigw_rest as _apigw_rest
    from pytest_lambda.events.dynamodb import dynamodb as _dynamodb
    from pytest_lambda.events.dynamodb import dynamodb_window as _dynamodb_window
    from pytest_lambda.events.eventbridge import eventbridge as _eventbridge
    from pytest_lambda.events.kinesis import kinesis as _kinesis
    from pytest_lambda.events.kinesis import kinesis_window as _kinesis_window
    from pytest_lambda.events.s3 import s3 as _s3
    from pytest_lambda.events.sns import sns as _sns
    from pytest_lambda.events.sqs import sqs as _sqs

__all__ = [
    "apigw_http",
    "apigw_rest",
    "dynamodb",
    "dynamodb_window",
    "eventbridge",
    "kinesis",
    "kinesis_window",
    "s3",
    "sns",
    "sqs",
]

HOMES = {
    "apigw_http": "apigw",
    "apigw_rest": "apigw",
    "dynamodb": "dynamodb",
    "dynamodb_window": "dynamodb",
    "eventbridge": "eventbridge",
    "kinesis": "kinesis",
    "kinesis_window": "kinesis",
    "s3": "s3",
    "sns": "sns",
    "sqs": "sqs",
}
"""Names of kinds to names of files: a file is imported when one of its kinds is first used."""


class Kinds:
    """What :class:`~pytest_lambda.events.Builders` has by name, as type checkers see it."""

    if TYPE_CHECKING:
        apigw_http = Kind(_apigw_http)
        apigw_rest = Kind(_apigw_rest)
        dynamodb = Kind(_dynamodb)
        dynamodb_window = Kind(_dynamodb_window)
        eventbridge = Kind(_eventbridge)
        kinesis = Kind(_kinesis)
        kinesis_window = Kind(_kinesis_window)
        s3 = Kind(_s3)
        sns = Kind(_sns)
        sqs = Kind(_sqs)


if TYPE_CHECKING:
    _default = Kinds()
    apigw_http = _default.apigw_http
    apigw_rest = _default.apigw_rest
    dynamodb = _default.dynamodb
    dynamodb_window = _default.dynamodb_window
    eventbridge = _default.eventbridge
    kinesis = _default.kinesis
    kinesis_window = _default.kinesis_window
    s3 = _default.s3
    sns = _default.sns
    sqs = _default.sqs
