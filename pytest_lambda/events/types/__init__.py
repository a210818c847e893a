"""The shapes of events, as types: what each builder returns."""

from __future__ import annotations

from pytest_lambda.events.types.alb import AlbElb, AlbEvent, AlbRequestContext
from pytest_lambda.events.types.apigw_authorizers import (
    ApigwAuthorizerRequestEvent,
    ApigwAuthorizerTokenEvent,
    ApigwHttpAuthorizerEvent,
)
from pytest_lambda.events.types.apigw_websocket import (
    ApigwWebsocketEvent,
    ApigwWebsocketIdentity,
    ApigwWebsocketRequestContext,
)
from pytest_lambda.events.types.cloudfront import (
    CloudfrontBody,
    CloudfrontConfig,
    CloudfrontHeader,
    CloudfrontRequest,
    CloudfrontRequestCf,
    CloudfrontRequestEvent,
    CloudfrontRequestRecord,
    CloudfrontResponse,
    CloudfrontResponseCf,
    CloudfrontResponseEvent,
    CloudfrontResponseRecord,
)
from pytest_lambda.events.types.function_url import FunctionUrlEvent, FunctionUrlHttp, FunctionUrlRequestContext
from pytest_lambda.events.types.vpc_lattice import (
    VpcLatticeEvent,
    VpcLatticeV2Event,
    VpcLatticeV2Identity,
    VpcLatticeV2RequestContext,
)

__all__ = [
    "AlbElb",
    "AlbEvent",
    "AlbRequestContext",
    "ApigwAuthorizerRequestEvent",
    "ApigwAuthorizerTokenEvent",
    "ApigwHttpAuthorizerEvent",
    "ApigwWebsocketEvent",
    "ApigwWebsocketIdentity",
    "ApigwWebsocketRequestContext",
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
    "FunctionUrlEvent",
    "FunctionUrlHttp",
    "FunctionUrlRequestContext",
    "VpcLatticeEvent",
    "VpcLatticeV2Event",
    "VpcLatticeV2Identity",
    "VpcLatticeV2RequestContext",
]
