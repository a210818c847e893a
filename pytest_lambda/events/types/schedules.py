"""Shapes of scheduled events."""

from pytest_lambda.events.types._envelope import Envelope

__all__ = ["ScheduledDetail", "ScheduledEvent", "SchedulerEvent"]

from pytest_lambda.events.types._typing import TypedDict


class ScheduledDetail(TypedDict):
    pass


class ScheduledEvent(Envelope):
    detail: ScheduledDetail


class SchedulerEvent(Envelope):
    detail: str
