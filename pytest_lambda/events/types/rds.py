"""Shapes of events of Amazon RDS."""

from pytest_lambda.events.types._envelope import Envelope
from pytest_lambda.events.types._typing import TypedDict

__all__ = ["RdsDetail", "RdsEventEvent"]


class RdsDetail(TypedDict):
    EventCategories: list[str]
    SourceType: str
    SourceArn: str
    Date: str
    Message: str
    SourceIdentifier: str
    EventID: str


class RdsEventEvent(Envelope):
    detail: RdsDetail
