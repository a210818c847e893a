"""Shapes of events of AWS CodeCommit."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["CodecommitEvent", "CodecommitRecord", "Reference", "References"]


class Reference(TypedDict):
    commit: str
    ref: str
    created: NotRequired[bool]


class References(TypedDict):
    references: list[Reference]


class CodecommitRecord(TypedDict):
    awsRegion: str
    codecommit: References
    customData: NotRequired[str]
    eventId: str
    eventName: str
    eventPartNumber: int
    eventSource: str
    eventSourceARN: str
    eventTime: str
    eventTotalParts: int
    eventTriggerConfigId: str
    eventTriggerName: str
    eventVersion: str
    userIdentityARN: str


class CodecommitEvent(TypedDict):
    Records: list[CodecommitRecord]
