"""Events from Amazon Cognito Sync."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override

if TYPE_CHECKING:
    from pytest_lambda.events.types.cognito_sync import CognitoSyncEvent

__all__ = ["cognito_sync"]

_DATASET = re.compile(r"[a-zA-Z0-9_.:-]{1,128}")
_ID = re.compile(r"[\w-]+:[0-9a-f-]+")


def cognito_sync(
    entropy: Entropy,
    dataset_records: Mapping[str, Any] | None = None,
    *,
    dataset_name: str = "preferences",
    identity_pool_id: str | None = None,
    identity_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoSyncEvent:
    """
    Return the event of a dataset that is being synchronized.

    Args:
        dataset_records: the records that change: their new values as text, None for one that is removed, or
            a dict with ``oldValue``, ``newValue`` and ``op`` (``"replace"`` or ``"remove"``).
        dataset_name: of the dataset.
        identity_pool_id: such as ``us-east-1:`` and a UUID.
        identity_id: of the user, written the same way.
        account_id: checked, though the event does not tell it.
        time: checked, though the event does not tell it.
        overrides: merged in last; with another Region both ids follow.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_sync({"theme": "dark"})["datasetRecords"]["theme"]["newValue"]
        'dark'
    """
    _check.account_id(account_id)
    instant(entropy, time)
    region = _check.region(region)
    pool = f"{region}:{entropy.uuid()}" if identity_pool_id is None else identity_pool_id
    identity = f"{region}:{entropy.uuid()}" if identity_id is None else identity_id
    event = {
        "version": 2,
        "eventType": "SyncTrigger",
        "region": region,
        "identityPoolId": _check.matching("identity_pool_id", pool, _ID, "a Region, ':' and a UUID"),
        "identityId": _check.matching("identity_id", identity, _ID, "a Region, ':' and a UUID"),
        "datasetName": _check.matching("dataset_name", dataset_name, _DATASET, "the name of a dataset"),
        "datasetRecords": _records({"theme": "dark"} if dataset_records is None else dataset_records),
    }
    return cast("CognitoSyncEvent", event if overrides is None else override(event, overrides, _RULES))


def _records(given: object) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise _check.wrong("dataset_records", "a mapping of the names of records to their new values", given)
    return {_check.text("a name in dataset_records", name): _record(name, value) for name, value in given.items()}


def _record(name: str, value: object) -> dict[str, Any]:
    if value is None:
        return {"oldValue": "", "newValue": None, "op": "remove"}
    if isinstance(value, str):
        return {"oldValue": "", "newValue": _check.utf8(f"dataset_records[{name!r}]", value), "op": "replace"}
    if isinstance(value, Mapping):
        record = {
            "oldValue": "",
            "newValue": None,
            "op": "replace",
            **_check.plain(f"dataset_records[{name!r}]", value),
        }
        record["op"] = _check.choice(f"dataset_records[{name!r}]['op']", record["op"], ("replace", "remove"))
        return record
    raise _check.wrong(f"dataset_records[{name!r}]", "text, None or a dict with newValue", value)


def _moved(event: dict[str, Any], name: str) -> str:
    return f"{event['region']}:{event[name].split(':')[1]}"


_RULES = (
    Rule("identityPoolId", ("region",), lambda event: _moved(event, "identityPoolId")),
    Rule("identityId", ("region",), lambda event: _moved(event, "identityId")),
    Rule("region", ("identityPoolId",), lambda event: event["identityPoolId"].split(":")[0]),
)
