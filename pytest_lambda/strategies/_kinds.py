"""Every strategy for a kind of event, as type checkers see it."""

# Written by tools/kinds.py: run it instead of changing this file.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kinds import Kinds
    from pytest_lambda.strategies._typed import typed

    apigw_http = typed(Kinds.apigw_http)
    apigw_rest = typed(Kinds.apigw_rest)
    dynamodb = typed(Kinds.dynamodb)
    dynamodb_window = typed(Kinds.dynamodb_window)
    eventbridge = typed(Kinds.eventbridge)
    kinesis = typed(Kinds.kinesis)
    kinesis_window = typed(Kinds.kinesis_window)
    s3 = typed(Kinds.s3)
    sns = typed(Kinds.sns)
    sqs = typed(Kinds.sqs)

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
