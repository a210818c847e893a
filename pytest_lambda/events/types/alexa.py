"""Events of Alexa."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["AlexaSkillEvent", "AlexaSmartHomeEvent"]


class AlexaApplication(TypedDict):
    """A skill."""

    applicationId: str


class AlexaUser(TypedDict):
    """Who speaks; with a token when an account is linked."""

    userId: str
    accessToken: NotRequired[str]


class AlexaSession(TypedDict):
    """A conversation."""

    new: bool
    sessionId: str
    application: AlexaApplication
    attributes: dict[str, Any]
    user: AlexaUser


class AlexaDevice(TypedDict):
    """What was spoken to."""

    deviceId: str
    supportedInterfaces: dict[str, Any]


class AlexaSystem(TypedDict):
    """The state of the service and the device."""

    application: AlexaApplication
    user: AlexaUser
    device: AlexaDevice
    apiEndpoint: str
    apiAccessToken: str


class AlexaContext(TypedDict):
    """What a request is sent with."""

    System: AlexaSystem


class AlexaSlot(TypedDict):
    """A slot, with a value when it is filled."""

    name: str
    value: NotRequired[str]
    confirmationStatus: str


class AlexaIntent(TypedDict):
    """What a user wants."""

    name: str
    confirmationStatus: str
    slots: dict[str, AlexaSlot]


class AlexaRequest(TypedDict):
    """A request: what follows the first four depends on its type."""

    type: str
    requestId: str
    locale: str
    timestamp: str
    shouldLinkResultBeReturned: NotRequired[bool]
    intent: NotRequired[AlexaIntent]
    dialogState: NotRequired[str]
    reason: NotRequired[str]
    error: NotRequired[dict[str, str]]


class AlexaSkillEvent(TypedDict):
    """The event of a request to a custom skill of Alexa."""

    version: str
    session: AlexaSession
    context: AlexaContext
    request: AlexaRequest


class AlexaHeader(TypedDict):
    """The head of a directive; with a correlation token when a device is concerned."""

    namespace: str
    name: str
    payloadVersion: str
    messageId: str
    correlationToken: NotRequired[str]


class AlexaEndpoint(TypedDict):
    """A device."""

    scope: dict[str, str]
    endpointId: str
    cookie: dict[str, str]


class AlexaDirective(TypedDict):
    """What a skill is to do."""

    header: AlexaHeader
    endpoint: NotRequired[AlexaEndpoint]
    payload: dict[str, Any]


class AlexaSmartHomeEvent(TypedDict):
    """The event of a directive to a smart home skill of Alexa."""

    directive: AlexaDirective
