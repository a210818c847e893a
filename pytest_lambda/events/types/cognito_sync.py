"""Events of Amazon Cognito Sync."""

from typing import Literal

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["CognitoSyncEvent"]


class CognitoSyncRecord(TypedDict):
    """A record that changes."""

    oldValue: str | None
    newValue: str | None
    op: Literal["replace", "remove"]


class CognitoSyncEvent(TypedDict):
    """The event of a dataset that is being synchronized."""

    version: int
    eventType: str
    region: str
    identityPoolId: str
    identityId: str
    datasetName: str
    datasetRecords: dict[str, CognitoSyncRecord]
