"""Shapes of requests of AWS CloudFormation."""

from typing import Any

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["CloudformationEvent"]


class CloudformationEvent(TypedDict):
    RequestType: str
    ServiceToken: str
    ResponseURL: str
    StackId: str
    RequestId: str
    LogicalResourceId: str
    PhysicalResourceId: NotRequired[str]
    ResourceType: str
    ResourceProperties: dict[str, Any]
    OldResourceProperties: NotRequired[dict[str, Any]]
