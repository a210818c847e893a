"""Shapes of events of Amazon Chime."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["ChimeBotEvent", "Discussion", "InboundHttpsEndpoint", "Sender"]


class Sender(TypedDict):
    SenderId: str
    SenderIdType: str


class Discussion(TypedDict):
    DiscussionId: str
    DiscussionType: str


class InboundHttpsEndpoint(TypedDict):
    EndpointType: str
    Url: str


class ChimeBotEvent(TypedDict):
    Sender: Sender
    Discussion: Discussion
    EventType: str
    InboundHttpsEndpoint: NotRequired[InboundHttpsEndpoint]
    EventTimestamp: str
    Message: NotRequired[str]
