"""The events that Amazon CloudFront hands to Lambda@Edge."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "CloudfrontBody",
    "CloudfrontConfig",
    "CloudfrontHeader",
    "CloudfrontRequest",
    "CloudfrontRequestCf",
    "CloudfrontRequestEvent",
    "CloudfrontRequestRecord",
    "CloudfrontResponse",
    "CloudfrontResponseCf",
    "CloudfrontResponseEvent",
    "CloudfrontResponseRecord",
]


class CloudfrontHeader(TypedDict):
    """One value of a header, and its name as it is written."""

    key: str
    value: str


class CloudfrontBody(TypedDict):
    """The body of a request."""

    action: str
    data: str
    encoding: str
    inputTruncated: bool


class CloudfrontConfig(TypedDict):
    """The distribution, and what happens."""

    distributionDomainName: str
    distributionId: str
    eventType: str
    requestId: str


class CloudfrontRequest(TypedDict):
    """A request; *origin* only at the origin."""

    clientIp: str
    headers: dict[str, list[CloudfrontHeader]]
    method: str
    querystring: str
    uri: str
    body: NotRequired[CloudfrontBody]
    origin: NotRequired[dict[str, dict[str, Any]]]


class CloudfrontResponse(TypedDict):
    """A response."""

    headers: dict[str, list[CloudfrontHeader]]
    status: str
    statusDescription: str


class CloudfrontRequestCf(TypedDict):
    """What a request event is about."""

    config: CloudfrontConfig
    request: CloudfrontRequest


class CloudfrontRequestRecord(TypedDict):
    """The one record of a request event."""

    cf: CloudfrontRequestCf


class CloudfrontRequestEvent(TypedDict):
    """A viewer request or an origin request."""

    Records: list[CloudfrontRequestRecord]


class CloudfrontResponseCf(TypedDict):
    """What a response event is about."""

    config: CloudfrontConfig
    request: CloudfrontRequest
    response: CloudfrontResponse


class CloudfrontResponseRecord(TypedDict):
    """The one record of a response event."""

    cf: CloudfrontResponseCf


class CloudfrontResponseEvent(TypedDict):
    """A viewer response or an origin response."""

    Records: list[CloudfrontResponseRecord]
