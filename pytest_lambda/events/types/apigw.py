"""Requests through Amazon API Gateway."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "ApigwHttpDescription",
    "ApigwHttpEvent",
    "ApigwHttpRequestContext",
    "ApigwRestEvent",
    "ApigwRestIdentity",
    "ApigwRestRequestContext",
]


class ApigwRestIdentity(TypedDict):
    """Who sent a request; what is not known of them is None."""

    accessKey: str | None
    accountId: str | None
    apiKey: str | None
    apiKeyId: str | None
    caller: str | None
    cognitoAuthenticationProvider: str | None
    cognitoAuthenticationType: str | None
    cognitoIdentityId: str | None
    cognitoIdentityPoolId: str | None
    principalOrgId: str | None
    sourceIp: str
    user: str | None
    userAgent: str
    userArn: str | None


class ApigwRestRequestContext(TypedDict):
    """What API Gateway says of a request; ``authorizer`` is there where one let it pass."""

    resourceId: str
    authorizer: NotRequired[dict[str, Any]]
    resourcePath: str
    httpMethod: str
    extendedRequestId: str
    requestTime: str
    path: str
    accountId: str
    protocol: str
    stage: str
    domainPrefix: str
    requestTimeEpoch: int
    requestId: str
    identity: ApigwRestIdentity
    domainName: str
    deploymentId: str
    apiId: str


class ApigwRestEvent(TypedDict):
    """A request through a REST API: payload format 1.0."""

    resource: str
    path: str
    httpMethod: str
    headers: dict[str, str] | None
    multiValueHeaders: dict[str, list[str]] | None
    queryStringParameters: dict[str, str] | None
    multiValueQueryStringParameters: dict[str, list[str]] | None
    pathParameters: dict[str, str] | None
    stageVariables: dict[str, str] | None
    requestContext: ApigwRestRequestContext
    body: str | None
    isBase64Encoded: bool


class ApigwHttpDescription(TypedDict):
    """The request itself."""

    method: str
    path: str
    protocol: str
    sourceIp: str
    userAgent: str


class ApigwHttpRequestContext(TypedDict):
    """What API Gateway says of a request; ``authorizer`` is there where one let it pass."""

    accountId: str
    apiId: str
    authorizer: NotRequired[dict[str, Any]]
    domainName: str
    domainPrefix: str
    http: ApigwHttpDescription
    requestId: str
    routeKey: str
    stage: str
    time: str
    timeEpoch: int


class ApigwHttpEvent(TypedDict):
    """A request through an HTTP API: payload format 2.0. What there is none of is left out."""

    version: str
    routeKey: str
    rawPath: str
    rawQueryString: str
    cookies: NotRequired[list[str]]
    headers: dict[str, str]
    queryStringParameters: NotRequired[dict[str, str]]
    pathParameters: NotRequired[dict[str, str]]
    stageVariables: NotRequired[dict[str, str]]
    requestContext: ApigwHttpRequestContext
    body: NotRequired[str]
    isBase64Encoded: bool
