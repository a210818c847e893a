"""Requests through Amazon VPC Lattice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _authorizers, _check, _http, _names
from pytest_lambda.events._http import UNSET, Body, Headers, Json, Query
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override
from pytest_lambda.events._request import Front, Request, received

if TYPE_CHECKING:
    from pytest_lambda.events.types.vpc_lattice import VpcLatticeEvent, VpcLatticeV2Event

__all__ = ["Variant", "vpc_lattice", "vpc_lattice_v2"]

Variant = Literal["NONE", "AWS_IAM"]


@dataclass(frozen=True, slots=True)
class _Path:
    """The way of a request through the network, and who sent it."""

    vpc_arn: str
    service_network_arn: str
    service_arn: str
    target_group_arn: str
    identity: dict[str, str]


def vpc_lattice(
    entropy: Entropy,
    method: str | None = None,
    path: str | None = None,
    *,
    variant: Variant = "NONE",
    query: Query = None,
    headers: Headers = None,
    body: Body | bytes = None,
    json: Json = UNSET,
    is_base64_encoded: bool = False,
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> VpcLatticeEvent:
    """
    Return the event of a request through VPC Lattice, in event structure version 1.

    Args:
        method: in any case; by default GET, or POST where there is a body.
        path: percent-encoded; by default ``/orders``.
        variant: the auth type: ``"NONE"``, or ``"AWS_IAM"`` (a header says who signed).
        query: parameters by name, or a query string; of one that is repeated, the last value counts.
        headers: by name, in any case; these win over those that clients and Lattice add, and repeated values
            are joined with a comma. None takes one out.
        body: text as it is, ``bytes`` as base64, anything else as JSON; ``""`` in the event without one.
        json: any value, as a JSON body. Not together with *body*.
        is_base64_encoded: *body* is base64 text already.
        source_ip: by default a private address of the VPC.
        domain_name: of the service; by default its own.
        time: does not show in this version.
        overrides: merged in last. The ``content-length`` follows the body.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.vpc_lattice(query={"id": 7})["query_string_parameters"]
        {'id': '7'}

    Assumed: the headers by which Lattice names network, target and caller are in the event as HTTP targets get
    them.
    """
    request, way = _received(
        entropy, variant, method, path, query, headers, _http.http_body(body, json, is_base64_encoded),
        source_ip, domain_name, account_id, region, instant(entropy, time),
    )  # fmt: skip
    target = f"ServiceArn={way.service_arn};ServiceNetworkArn={way.service_network_arn}"
    added = {
        "x-amzn-lattice-network": f"SourceVpcArn={way.vpc_arn}",
        "x-amzn-lattice-target": f"{target};TargetGroupArn={way.target_group_arn}",
    }
    if way.identity:
        signed = {name[0].upper() + name[1:]: value for name, value in way.identity.items()}
        added["x-amzn-lattice-identity"] = ";".join(f"{name}={value}" for name, value in signed.items())
    lists = _http.grouped(request.headers)
    event: dict[str, Any] = {
        "raw_path": request.route.path,
        "method": request.method,
        "headers": {**added, **{name: ",".join(values) for name, values in lists.items()}},
        "query_string_parameters": dict(request.query),
        "body": request.body.text or "",
        "is_base64_encoded": request.body.is_base64_encoded,
    }
    if overrides is not None:
        override(event, overrides, _RULES)
    return cast("VpcLatticeEvent", event)


def vpc_lattice_v2(
    entropy: Entropy,
    method: str | None = None,
    path: str | None = None,
    *,
    variant: Variant = "NONE",
    query: Query = None,
    headers: Headers = None,
    body: Body | bytes = None,
    json: Json = UNSET,
    is_base64_encoded: bool = False,
    source_ip: str | None = None,
    domain_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> VpcLatticeV2Event:
    """
    Return the event of a request through VPC Lattice, in event structure version 2.

    Args:
        method: in any case; by default GET, or POST where there is a body.
        path: percent-encoded; by default ``/orders``.
        variant: the auth type: ``"NONE"``, or ``"AWS_IAM"`` (the context says who signed).
        query: parameters by name (a list of values repeats the name), or a query string; left out when there
            are none. Values are lists.
        headers: by name, in any case; these win over those that clients and Lattice add. Values are lists.
            None takes one out.
        body: text as it is, ``bytes`` as base64, anything else as JSON; left out when there is none.
        json: any value, as a JSON body. Not together with *body*.
        is_base64_encoded: *body* is base64 text already.
        source_ip: by default a private address of the VPC.
        domain_name: of the service; by default its own.
        time: when the request arrived.
        overrides: merged in last. The ``content-length`` follows the body; Region and ARNs follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.vpc_lattice_v2(query={"id": [7, 8]})["queryStringParameters"]
        {'id': ['7', '8']}
    """
    at = instant(entropy, time)
    request, way = _received(
        entropy, variant, method, path, query, headers, _http.http_body(body, json, is_base64_encoded),
        source_ip, domain_name, account_id, region, at,
    )  # fmt: skip
    event: dict[str, Any] = {
        "version": "2.0",
        "path": request.route.path,
        "method": request.method,
        "headers": _http.grouped(request.headers),
        **({"queryStringParameters": _http.grouped(request.query)} if request.query else {}),
        **({} if request.body.text is None else {"body": request.body.text}),
        "isBase64Encoded": request.body.is_base64_encoded,
        "requestContext": {
            "serviceNetworkArn": way.service_network_arn,
            "serviceArn": way.service_arn,
            "targetGroupArn": way.target_group_arn,
            "identity": {"sourceVpcArn": way.vpc_arn, "type": "NONE", **way.identity},
            "region": region,
            "timeEpoch": str(at.ms * 1000 + entropy.integer(0, 999)),
        },
    }
    if overrides is not None:
        override(event, overrides, _V2_RULES)
    return cast("VpcLatticeV2Event", event)


def _received(
    entropy: Entropy,
    variant: object,
    method: object,
    path: object,
    query: object,
    headers: object,
    body: _http.HttpBody,
    source_ip: object,
    domain_name: object,
    account_id: object,
    region: object,
    at: Instant,
) -> tuple[Request, _Path]:
    """Return a request, and its way through a network of its own."""
    variant = _check.choice("variant", variant, get_args(Variant))
    own_region, account = _check.region(region), _check.account_id(account_id)

    def arn(kind: str, prefix: str) -> str:
        return _names.arn("vpc-lattice", own_region, account, f"{kind}/{prefix}-{entropy.hex(17)}")

    identity: dict[str, str] = {}
    if variant == "AWS_IAM":
        caller = _authorizers.iam_caller(entropy, account, own_region)
        identity = {
            "type": "AWS_IAM",
            "principal": caller.user_arn,
            "principalOrgID": f"o-{entropy.alphanumeric(10)}",
            "sessionName": caller.user_arn.rpartition("/")[2],
        }
    way = _Path(
        vpc_arn=_names.arn("ec2", own_region, account, f"vpc/vpc-{entropy.hex(17)}"),
        service_network_arn=arn("servicenetwork", "sn"),
        service_arn=arn("service", "svc"),
        target_group_arn=arn("targetgroup", "tg"),
        identity=identity,
    )
    service = f"orders-{way.service_arn.rpartition('-')[2]}"
    front = Front(
        service,
        f"{service}.{entropy.hex(7)}.vpc-lattice-svcs.{own_region}.on.aws",
        adds=("X-Forwarded-For",),
    )
    private = f"10.{entropy.integer(0, 255)}.{entropy.integer(0, 255)}.{entropy.integer(1, 254)}"
    given = _http.http_headers("headers", headers)
    if source_ip is None and not any(name.lower() == "x-forwarded-for" for name, _ in given):
        source_ip = private
    request = received(
        entropy,
        front,
        method=method,
        route=_http.route(path, None, None),
        query=query,
        body=body,
        at=at,
        given=given,
        domain_name=domain_name,
        source_ip=source_ip,
    )
    return request, way


def _region_follows(name: str) -> Rule:
    return Rule(
        f"requestContext/{name}",
        ("requestContext/region",),
        lambda event: _names.arn_in_region(event["requestContext"][name], event["requestContext"]["region"]),
    )


_RULES = (
    Rule(
        "headers/content-length",
        ("body", "is_base64_encoded"),
        lambda event: str(_http.body_length(event["body"], event["is_base64_encoded"])),
    ),
)
_V2_RULES = (
    Rule(
        "headers/content-length",
        ("body", "isBase64Encoded"),
        lambda event: [str(_http.body_length(event.get("body"), event["isBase64Encoded"]))],
    ),
    Rule(
        "requestContext/region",
        ("requestContext/serviceArn", "requestContext/targetGroupArn"),
        lambda event: _names.region_of(event["requestContext"]["serviceArn"]),
    ),
    _region_follows("serviceNetworkArn"),
    _region_follows("serviceArn"),
    _region_follows("targetGroupArn"),
    Rule(
        "requestContext/identity/sourceVpcArn",
        ("requestContext/region",),
        lambda event: _names.arn_in_region(
            event["requestContext"]["identity"]["sourceVpcArn"], event["requestContext"]["region"]
        ),
    ),
)
