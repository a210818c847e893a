"""The events of a WebSocket API."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["ApigwWebsocketEvent", "ApigwWebsocketIdentity", "ApigwWebsocketRequestContext"]


class ApigwWebsocketIdentity(TypedDict):
    """Who is connected."""

    userAgent: str
    sourceIp: str


class ApigwWebsocketRequestContext(TypedDict):
    """The connection, and what happens on it."""

    routeKey: str
    eventType: str
    extendedRequestId: str
    requestTime: str
    messageDirection: str
    stage: str
    connectedAt: int
    requestTimeEpoch: int
    identity: ApigwWebsocketIdentity
    requestId: str
    domainName: str
    connectionId: str
    apiId: str
    messageId: NotRequired[str]
    disconnectStatusCode: NotRequired[int]
    disconnectReason: NotRequired[str]
    authorizer: NotRequired[dict[str, Any]]


class ApigwWebsocketEvent(TypedDict):
    """CONNECT and DISCONNECT have headers, MESSAGE has a body."""

    headers: NotRequired[dict[str, str]]
    multiValueHeaders: NotRequired[dict[str, list[str]]]
    queryStringParameters: NotRequired[dict[str, str]]
    multiValueQueryStringParameters: NotRequired[dict[str, list[str]]]
    requestContext: ApigwWebsocketRequestContext
    stageVariables: NotRequired[dict[str, str]]
    body: NotRequired[str]
    isBase64Encoded: bool
