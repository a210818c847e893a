"""The event of a request through an Application Load Balancer."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["AlbElb", "AlbEvent", "AlbRequestContext"]


class AlbElb(TypedDict):
    """The target group."""

    targetGroupArn: str


class AlbRequestContext(TypedDict):
    """What the load balancer says of itself."""

    elb: AlbElb


class AlbEvent(TypedDict):
    """A request, with either the single-value maps or the multi-value ones."""

    requestContext: AlbRequestContext
    httpMethod: str
    path: str
    queryStringParameters: NotRequired[dict[str, str]]
    headers: NotRequired[dict[str, str]]
    multiValueQueryStringParameters: NotRequired[dict[str, list[str]]]
    multiValueHeaders: NotRequired[dict[str, list[str]]]
    body: str
    isBase64Encoded: bool
