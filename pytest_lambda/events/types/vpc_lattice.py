"""The events of requests through Amazon VPC Lattice."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["VpcLatticeEvent", "VpcLatticeV2Event", "VpcLatticeV2Identity", "VpcLatticeV2RequestContext"]


class VpcLatticeEvent(TypedDict):
    """A request, in event structure version 1."""

    raw_path: str
    method: str
    headers: dict[str, str]
    query_string_parameters: dict[str, str]
    body: str
    is_base64_encoded: bool


class VpcLatticeV2Identity(TypedDict):
    """Where the request comes from, and with auth type AWS_IAM who signed it."""

    sourceVpcArn: str
    type: str
    principal: NotRequired[str]
    principalOrgID: NotRequired[str]
    sessionName: NotRequired[str]


class VpcLatticeV2RequestContext(TypedDict):
    """The way of the request; *timeEpoch* is text, in microseconds."""

    serviceNetworkArn: str
    serviceArn: str
    targetGroupArn: str
    identity: VpcLatticeV2Identity
    region: str
    timeEpoch: str


class VpcLatticeV2Event(TypedDict):
    """A request, in event structure version 2."""

    version: str
    path: str
    method: str
    headers: dict[str, list[str]]
    queryStringParameters: NotRequired[dict[str, list[str]]]
    body: NotRequired[str]
    isBase64Encoded: bool
    requestContext: VpcLatticeV2RequestContext
