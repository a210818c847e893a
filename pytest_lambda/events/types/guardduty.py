"""Shapes of findings of Amazon GuardDuty."""

from typing import Any

from pytest_lambda.events.types._envelope import Envelope
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["AffectedResource", "FindingAction", "FindingService", "GuarddutyDetail", "GuarddutyEvent"]


class AffectedResource(TypedDict):
    resourceType: str
    instanceDetails: NotRequired[dict[str, Any]]
    accessKeyDetails: NotRequired[dict[str, str]]
    s3BucketDetails: NotRequired[list[dict[str, Any]]]


class FindingAction(TypedDict):
    actionType: str
    portProbeAction: NotRequired[dict[str, Any]]
    networkConnectionAction: NotRequired[dict[str, Any]]
    awsApiCallAction: NotRequired[dict[str, Any]]


class FindingService(TypedDict):
    serviceName: str
    detectorId: str
    action: FindingAction
    resourceRole: str
    additionalInfo: dict[str, str]
    eventFirstSeen: str
    eventLastSeen: str
    archived: bool
    count: int


class GuarddutyDetail(TypedDict):
    schemaVersion: str
    accountId: str
    region: str
    partition: str
    id: str
    arn: str
    type: str
    resource: AffectedResource
    service: FindingService
    severity: int | float
    createdAt: str
    updatedAt: str
    title: str
    description: str


class GuarddutyEvent(Envelope):
    detail: GuarddutyDetail
