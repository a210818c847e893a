"""The event of a request to a function URL."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["FunctionUrlEvent", "FunctionUrlHttp", "FunctionUrlRequestContext"]


class FunctionUrlHttp(TypedDict):
    """The request line, and who sent it."""

    method: str
    path: str
    protocol: str
    sourceIp: str
    userAgent: str


class FunctionUrlRequestContext(TypedDict):
    """What Lambda knows of the request; *authorizer* only with auth type AWS_IAM."""

    accountId: str
    apiId: str
    authorizer: NotRequired[dict[str, Any]]
    domainName: str
    domainPrefix: str
    http: FunctionUrlHttp
    requestId: str
    routeKey: str
    stage: str
    time: str
    timeEpoch: int


class FunctionUrlEvent(TypedDict):
    """A request, in payload format 2.0; what there is none of is left out."""

    version: str
    routeKey: str
    rawPath: str
    rawQueryString: str
    cookies: NotRequired[list[str]]
    headers: dict[str, str]
    queryStringParameters: NotRequired[dict[str, str]]
    requestContext: FunctionUrlRequestContext
    body: NotRequired[str]
    isBase64Encoded: bool
