"""Findings of Amazon GuardDuty by EventBridge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _machines, _names, _samples
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import Origin, service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.guardduty import GuarddutyEvent

__all__ = ["guardduty"]

_TYPE = re.compile(r"(?P<purpose>[A-Z][A-Za-z]+):(?P<resource>EC2|IAMUser|S3)/(?P<threat>[A-Za-z0-9.!&-]+)")
_TYPE_IN_WORDS = "a finding type of EC2, IAMUser or S3, such as 'Recon:EC2/PortProbeUnprotectedPort'"


def guardduty(
    entropy: Entropy,
    finding_type: str = "Recon:EC2/PortProbeUnprotectedPort",
    *,
    severity: float = 2,
    title: str | None = None,
    description: str | None = None,
    count: int = 1,
    instance_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> GuarddutyEvent:
    """
    Return the event of a finding, new or seen again.

    Args:
        finding_type: what it found; the resource in it (``EC2``, ``IAMUser``, ``S3``) and the threat decide what
            the finding is about and which action was seen.
        severity: 1 to 10.
        title: by default one that names the resource.
        description: by default one that names the type.
        count: how often it was seen.
        instance_id: of the instance, where the finding is about one.
        time: when the finding was sent.
        overrides: merged in last; account, Region, id and ARN of the finding, and its type, follow.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: title and description.

    Example:
        >>> detail = events.guardduty("UnauthorizedAccess:IAMUser/MaliciousIPCaller", severity=8)["detail"]
        >>> detail["resource"]["resourceType"], detail["service"]["action"]["actionType"]
        ('AccessKey', 'AWS_API_CALL')
    """
    where = service_origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        times=("detail/updatedAt",),
        arns=("detail/arn",),
    )
    type_ = where.matching("finding_type", finding_type, _TYPE, _TYPE_IN_WORDS, "detail/type")
    found = _TYPE.fullmatch(type_)
    assert found is not None
    if isinstance(severity, bool) or not isinstance(severity, (int, float)) or not 1 <= severity <= 10:
        raise _check.wrong("severity", "a number from 1 to 10", severity)
    instance = _check.matching(
        "instance_id",
        _machines.instance_id(entropy) if instance_id is None else instance_id,
        _machines.INSTANCE,
        "the id of an instance such as 'i-0123456789abcdef0'",
    )
    kind = found["resource"]
    detector, finding = entropy.hex(32), entropy.hex(32)
    named = where.resource("guardduty", re.compile(r"detector/(?P<detector>\w+)/finding/(?P<id>\w+)"), "detail/arn")
    if named is not None:
        detector, finding = named["detector"], named["id"]
    detector = where.text("detectorId", detector, "detail/service/detectorId")
    finding = where.text("id", finding, "detail/id")
    last = where.at.plus_ms(-entropy.integer(60_000, 400_000))
    first = last.plus_ms(-entropy.integer(0, 60_000))
    created = where.at if count == 1 else first.plus_ms(90_000)
    resource, subject = _resource(entropy, where, kind, instance)
    detail = {
        "schemaVersion": "2.0",
        "accountId": where.account_id,
        "region": where.region,
        "partition": _names.partition(where.region),
        "id": finding,
        "arn": where.arn("guardduty", f"detector/{detector}/finding/{finding}"),
        "type": type_,
        "resource": resource,
        "service": {
            "serviceName": "guardduty",
            "detectorId": detector,
            "action": _action(entropy, kind, found["threat"]),
            "resourceRole": "TARGET",
            "additionalInfo": {"type": "default", "value": "{}"},
            "eventFirstSeen": first.iso(),
            "eventLastSeen": last.iso(),
            "archived": False,
            "count": _check.integer("count", count, 1),
        },
        "severity": severity,
        "createdAt": created.iso_ms(),
        "updatedAt": where.at.iso_ms(),
        "title": _check.text("title", f"{found['threat']} concerns {subject}." if title is None else title),
        "description": _check.text(
            "description",
            f"A finding of type {type_} was made about {subject}." if description is None else description,
        ),
    }
    event = service_event(entropy, where, "aws.guardduty", "GuardDuty Finding", [], detail)
    return cast("GuarddutyEvent", event)


def _resource(entropy: Entropy, where: Origin, kind: str, instance: str) -> tuple[dict[str, Any], str]:
    """Return what the finding is about, and how its title names it."""
    if kind == "IAMUser":
        user = _samples.person(entropy).email.partition("@")[0]
        keys = {
            "accessKeyId": f"AKIA{entropy.alphanumeric(16).upper()}",
            "principalId": _samples.principal_id(entropy, "AIDA"),
            "userName": user,
            "userType": "IAMUser",
        }
        return {"resourceType": "AccessKey", "accessKeyDetails": keys}, f"the user {user}"
    if kind == "S3":
        name = f"orders-{entropy.hex(8)}"
        bucket = {
            "arn": f"arn:{_names.partition(where.region)}:s3:::{name}",
            "name": name,
            "type": "Destination",
            "createdAt": where.at.plus_ms(-86_400_000).whole_seconds,
            "owner": {"id": entropy.hex(64)},
            "tags": [],
        }
        return {"resourceType": "S3Bucket", "s3BucketDetails": [bucket]}, f"the bucket {name}"
    private, public = _machines.private_ip(entropy), _samples.ip_address(entropy)
    private_name = _machines.private_dns_name(private, where.region)
    interface = {
        "networkInterfaceId": _machines.network_id(entropy, "eni"),
        "privateDnsName": private_name,
        "privateIpAddress": private,
        "privateIpAddresses": [{"privateDnsName": private_name, "privateIpAddress": private}],
        "publicDnsName": _machines.public_dns_name(public, where.region),
        "publicIp": public,
        "subnetId": _machines.network_id(entropy, "subnet"),
        "vpcId": _machines.network_id(entropy, "vpc"),
        "securityGroups": [{"groupId": _machines.network_id(entropy, "sg"), "groupName": "web"}],
        "ipv6Addresses": [],
    }
    details = {
        "instanceId": instance,
        "instanceType": "t3.micro",
        "launchTime": where.at.plus_ms(-86_400_000).iso_ms(),
        "availabilityZone": f"{where.region}{entropy.random.choice('abc')}",
        "imageId": _machines.network_id(entropy, "ami"),
        "instanceState": "running",
        "productCodes": [],
        "tags": [{"key": "Name", "value": "web"}],
        "networkInterfaces": [interface],
    }
    return {"resourceType": "Instance", "instanceDetails": details}, f"the EC2 instance {instance}"


def _action(entropy: Entropy, kind: str, threat: str) -> dict[str, Any]:
    """Return the action that was seen: what type of action it is names the key that describes it."""
    remote = {
        "ipAddressV4": _samples.ip_address(entropy),
        "country": {"countryName": "Netherlands"},
        "city": {"cityName": "Amsterdam"},
        "geoLocation": {"lat": 52.3716, "lon": 4.8883},
        "organization": {"asn": "64496", "asnOrg": "Example", "isp": "Example", "org": "Example"},
    }
    if kind in ("IAMUser", "S3"):
        called = {
            "api": "ListBuckets" if kind == "IAMUser" else "GetObject",
            "serviceName": "s3.amazonaws.com",
            "callerType": "Remote IP",
            "remoteIpDetails": remote,
        }
        return {"actionType": "AWS_API_CALL", "awsApiCallAction": called}
    port = {"port": 22, "portName": "SSH"}
    if threat.startswith("PortProbe"):
        probe = {"blocked": False, "portProbeDetails": [{"localPortDetails": port, "remoteIpDetails": remote}]}
        return {"actionType": "PORT_PROBE", "portProbeAction": probe}
    connection = {
        "blocked": False,
        "connectionDirection": "INBOUND",
        "protocol": "TCP",
        "localPortDetails": port,
        "remotePortDetails": {"port": entropy.integer(32_768, 60_999), "portName": "Unknown"},
        "remoteIpDetails": remote,
    }
    return {"actionType": "NETWORK_CONNECTION", "networkConnectionAction": connection}
