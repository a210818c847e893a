"""Events of Amazon Connect."""

from typing import Any

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["ConnectEvent"]


class ConnectEndpoint(TypedDict):
    """A phone number."""

    Address: str
    Type: str


class ConnectQueue(TypedDict):
    """The queue that a contact is in."""

    ARN: str
    Name: str


class ConnectAudio(TypedDict):
    """The stream of a call; all null when it is not streamed."""

    StartFragmentNumber: str | None
    StartTimestamp: str | None
    StreamARN: str | None


class ConnectCustomer(TypedDict):
    """What is streamed of the customer."""

    Audio: ConnectAudio


class ConnectMediaStreams(TypedDict):
    """What is streamed of a contact."""

    Customer: ConnectCustomer


class ConnectContactData(TypedDict):
    """A contact."""

    Attributes: dict[str, str]
    Channel: str
    ContactId: str
    CustomerEndpoint: ConnectEndpoint | None
    CustomerId: str | None
    Description: str | None
    InitialContactId: str
    InitiationMethod: str
    InstanceARN: str
    LanguageCode: str
    MediaStreams: ConnectMediaStreams
    Name: str | None
    PreviousContactId: str
    Queue: ConnectQueue | None
    References: dict[str, Any]
    SegmentAttributes: dict[str, dict[str, str]]
    SystemEndpoint: ConnectEndpoint | None
    Tags: dict[str, str]


class ConnectDetails(TypedDict):
    """The contact, and what the flow passes."""

    ContactData: ConnectContactData
    Parameters: dict[str, str]


class ConnectEvent(TypedDict):
    """The event of a flow that invokes a function."""

    Name: str
    Details: ConnectDetails
