"""The events that Lambda authorizers are asked with."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["ApigwAuthorizerRequestEvent", "ApigwAuthorizerTokenEvent", "ApigwHttpAuthorizerEvent"]


class ApigwAuthorizerTokenEvent(TypedDict):
    """A token, and what it is to open."""

    type: str
    methodArn: str
    authorizationToken: str


class ApigwAuthorizerRequestEvent(TypedDict):
    """A request without its body; resource, path, method and path parameters only of a REST API."""

    type: str
    methodArn: str
    resource: NotRequired[str]
    path: NotRequired[str]
    httpMethod: NotRequired[str]
    headers: dict[str, str]
    multiValueHeaders: dict[str, list[str]]
    queryStringParameters: dict[str, str]
    multiValueQueryStringParameters: dict[str, list[str]]
    pathParameters: NotRequired[dict[str, str]]
    stageVariables: dict[str, str]
    requestContext: dict[str, Any]


class ApigwHttpAuthorizerEvent(TypedDict):
    """A request without its body, in payload format 2.0; what there is none of is left out."""

    version: str
    type: str
    routeArn: str
    identitySource: list[str] | None
    routeKey: str
    rawPath: str
    rawQueryString: str
    cookies: NotRequired[list[str]]
    headers: dict[str, str]
    queryStringParameters: NotRequired[dict[str, str]]
    pathParameters: NotRequired[dict[str, str]]
    stageVariables: NotRequired[dict[str, str]]
    requestContext: dict[str, Any]
