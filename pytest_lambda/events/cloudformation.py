"""Requests of AWS CloudFormation, to a function that provides a custom resource."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args
from urllib.parse import quote, urlencode

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import Origin, origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.cloudformation import CloudformationEvent

__all__ = ["RequestType", "cloudformation"]

RequestType = Literal["Create", "Update", "Delete"]

_RESOURCE_TYPE = re.compile(r"AWS::CloudFormation::CustomResource|Custom::[A-Za-z0-9_@-]{1,60}")
_LOGICAL_ID = re.compile(r"[A-Za-z0-9]{1,255}")
_STACK = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")
_STACK_ARN = re.compile(rf"stack/(?P<name>{_STACK.pattern})/(?P<id>[^/]+)")


def cloudformation(
    entropy: Entropy,
    request_type: RequestType = "Create",
    *,
    properties: Mapping[str, Any] | None = None,
    old_properties: Mapping[str, Any] | None = None,
    resource_type: str = "Custom::Order",
    logical_resource_id: str = "Order",
    physical_resource_id: str | None = None,
    service_token: str | None = None,
    stack: str = "orders",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CloudformationEvent:
    """
    Return the event that asks to create, update or delete a custom resource.

    Args:
        request_type: ``"Create"``, ``"Update"`` (with the old properties) or ``"Delete"``.
        properties: of the resource; numbers and truth values become text, as CloudFormation sends them.
        old_properties: those before an update; by default the same *properties* with another value of one.
        resource_type: ``Custom::`` and a name, or ``AWS::CloudFormation::CustomResource``.
        logical_resource_id: its name in the template.
        physical_resource_id: what the function answered when it was created; not part of a Create.
        service_token: the ARN of the function, or of a topic before it; also among the properties.
        stack: the name of the stack.
        time: when the URL for the response was signed.
        overrides: merged in last; the type of the request, the stack's ARN and the service token follow.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> event = events.cloudformation("Update", properties={"Size": 2, "Public": True})
        >>> event["ResourceProperties"]["Size"], event["ResourceProperties"]["Public"]
        ('2', 'true')
    """
    where = origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        arns=("StackId", "ServiceToken", "ResourceProperties/ServiceToken"),
    )
    request = where.choice("request_type", request_type, get_args(RequestType), "RequestType")
    name, identity = (
        _check.matching("stack", stack, _STACK, "a letter, then letters, digits or hyphens"),
        entropy.uuid(),
    )
    found = where.resource("cloudformation", _STACK_ARN, "StackId")
    if found is not None:
        name, identity = found["name"], found["id"]
    stack_id = where.arn("cloudformation", f"stack/{name}/{identity}")
    logical = where.matching(
        "logical_resource_id", logical_resource_id, _LOGICAL_ID, "1 to 255 letters and digits", "LogicalResourceId"
    )
    token = where.text(
        "service_token",
        where.arn("lambda", "function:custom-order") if service_token is None else service_token,
        "ServiceToken",
        "ResourceProperties/ServiceToken",
    )
    if not _names.is_arn(token):
        raise _check.wrong("service_token", "the ARN of a function or a topic", service_token)
    given = {"Size": 2} if properties is None else properties
    request_id = entropy.uuid()
    event: dict[str, Any] = {
        "RequestType": request,
        "ServiceToken": token,
        "ResponseURL": _response_url(entropy, where, stack_id, logical, request_id),
        "StackId": stack_id,
        "RequestId": request_id,
        "LogicalResourceId": logical,
    }
    if request != "Create":
        made = f"{name}-{logical}-{entropy.alphanumeric(12).upper()}"
        event["PhysicalResourceId"] = _check.text(
            "physical_resource_id", made if physical_resource_id is None else physical_resource_id
        )
    event["ResourceType"] = _check.matching(
        "resource_type", resource_type, _RESOURCE_TYPE, "'Custom::' and a name of up to 60 characters"
    )
    event["ResourceProperties"] = {"ServiceToken": token, **_properties("properties", given)}
    if request == "Update":
        old = _one_changed(given) if old_properties is None else old_properties
        event["OldResourceProperties"] = {"ServiceToken": token, **_properties("old_properties", old)}
    return cast("CloudformationEvent", where.finish(event))


def _properties(argument: str, given: object) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise _check.wrong(argument, "a dict", given)
    if "ServiceToken" in given:
        raise _check.wrong(f"a name in {argument}", "another than 'ServiceToken' (give service_token)", "ServiceToken")
    texts: dict[str, Any] = _as_text(argument, _check.plain(argument, given))
    return texts


def _as_text(argument: str, value: Any) -> Any:
    """Return *value* as CloudFormation passes it on: every scalar in it is text."""
    match value:
        case dict():
            return {key: _as_text(f"{argument}[{key!r}]", item) for key, item in value.items()}
        case list():
            return [_as_text(f"{argument}[{index}]", item) for index, item in enumerate(value)]
        case bool():
            return "true" if value else "false"
        case None:
            raise _check.wrong(argument, "something: CloudFormation knows no null", value)
        case _:
            return str(value)


def _one_changed(properties: object) -> object:
    """Return *properties* with another value of the first, so that an update changes something."""
    if not isinstance(properties, Mapping) or not properties:
        return properties
    first = next(iter(properties))
    return {**properties, first: 1 if properties[first] != 1 else 0}


def _response_url(entropy: Entropy, where: Origin, stack_id: str, logical: str, request_id: str) -> str:
    """Return the URL that takes the response, signed for two hours."""
    bucket = f"cloudformation-custom-resource-response-{where.region.replace('-', '')}"
    key = quote(f"{stack_id}|{logical}|{request_id}", safe="")
    day = where.at.iso().replace("-", "").replace(":", "")
    query = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": day,
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Expires": "7200",
        "X-Amz-Credential": f"AKIA{entropy.alphanumeric(16).upper()}/{day[:8]}/{where.region}/s3/aws4_request",
        "X-Amz-Signature": entropy.hex(64),
    }
    return f"https://{bucket}.s3.{_names.dns_suffix(where.region)}/{key}?{urlencode(query)}"
