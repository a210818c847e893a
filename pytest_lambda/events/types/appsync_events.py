"""Events of event APIs of AWS AppSync."""

from typing import Any, Literal

from pytest_lambda.events.types._appsync import AppsyncIdentity, AppsyncRequest
from pytest_lambda.events.types._typing import TypedDict

__all__ = ["AppsyncEventsEvent"]


class AppsyncChannel(TypedDict):
    """A channel."""

    path: str
    segments: list[str]


class AppsyncChannelNamespace(TypedDict):
    """The namespace of a channel."""

    name: str


class AppsyncEventsInfo(TypedDict):
    """What is done, and where."""

    channel: AppsyncChannel
    channelNamespace: AppsyncChannelNamespace
    operation: Literal["PUBLISH", "SUBSCRIBE"]


class AppsyncPublishedEvent(TypedDict):
    """One event that is published."""

    id: str
    payload: Any


class AppsyncEventsEvent(TypedDict):
    """The event of a direct Lambda integration of a channel namespace."""

    identity: AppsyncIdentity | None
    result: Any
    request: AppsyncRequest
    info: AppsyncEventsInfo
    error: Any
    prev: Any
    stash: dict[str, Any]
    outErrors: list[Any]
    events: list[AppsyncPublishedEvent] | None
