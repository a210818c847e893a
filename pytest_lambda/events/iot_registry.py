"""Events from the registry of AWS IoT Core, as a topic rule hands them to a function."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.arn import parse_arn
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _names
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override

if TYPE_CHECKING:
    from pytest_lambda.events.types.iot_registry import (
        IotRegistryThingEvent,
        IotRegistryThingGroupEvent,
        IotRegistryThingGroupHierarchyEvent,
        IotRegistryThingGroupMembershipEvent,
        IotRegistryThingTypeAssociationEvent,
        IotRegistryThingTypeEvent,
    )

__all__ = [
    "Change",
    "Membership",
    "iot_registry_thing",
    "iot_registry_thing_group",
    "iot_registry_thing_group_hierarchy",
    "iot_registry_thing_group_membership",
    "iot_registry_thing_type",
    "iot_registry_thing_type_association",
]

Change = Literal["CREATED", "UPDATED", "DELETED"]
Membership = Literal["ADDED", "REMOVED"]

_NAME = re.compile(r"[a-zA-Z0-9:_-]{1,128}")
_NAMED = "1 to 128 letters, digits, ':', '_' or '-'"


def iot_registry_thing(
    entropy: Entropy,
    thing_name: str | None = None,
    *,
    variant: Change = "CREATED",
    attributes: Mapping[str, Any] | None = None,
    thing_type_name: str | None = None,
    version_number: int | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> IotRegistryThingEvent:
    """
    Return the event of a thing that was created, updated or deleted.

    Args:
        thing_name: by default ``sensor-`` and six digits.
        variant: the operation: ``"CREATED"``, ``"UPDATED"``, ``"DELETED"``.
        attributes: of the thing, all text.
        thing_type_name: its type; null when it has none.
        version_number: 1 for a thing that was created, which is the default, and 2 otherwise.
        region: checked, though the event does not tell it.
        time: when it happened, in milliseconds.
        overrides: merged in last; the version follows the operation.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.iot_registry_thing("lamp", variant="UPDATED")["versionNumber"]
        2
    """
    _check.region(region)
    operation = _check.choice("variant", variant, get_args(Change))
    event = {
        **_head(entropy, "THING_EVENT", operation, instant(entropy, time)),
        "accountId": _check.account_id(account_id),
        "thingId": entropy.uuid(),
        "thingName": _name(entropy, "thing_name", thing_name, "sensor"),
        "versionNumber": _version(version_number, operation),
        "thingTypeName": None if thing_type_name is None else _named("thing_type_name", thing_type_name),
        "attributes": {"model": "T1000"} if attributes is None else _check.text_map("attributes", attributes),
    }
    return cast("IotRegistryThingEvent", event if overrides is None else override(event, overrides, _VERSION_RULES))


def iot_registry_thing_type(
    entropy: Entropy,
    thing_type_name: str = "sensor",
    *,
    variant: Change = "CREATED",
    is_deprecated: bool = False,
    searchable_attributes: Sequence[str] = ("model",),
    propagating_attributes: Sequence[Mapping[str, str]] = (),
    description: str = "Sensors for temperature",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> IotRegistryThingTypeEvent:
    """
    Return the event of a thing type that was created, updated, deprecated or deleted.

    Args:
        thing_type_name: its name.
        variant: the operation: ``"CREATED"``, ``"UPDATED"`` (also when it was deprecated or that was undone),
            ``"DELETED"``.
        is_deprecated: whether it is deprecated, which a new type is not.
        searchable_attributes: names.
        propagating_attributes: each a dict with ``userPropertyKey`` and either ``thingAttribute`` or
            ``connectionAttribute``.
        description: of the type.
        region: checked, though the event does not tell it.
        time: when it happened, in milliseconds.
        overrides: merged in last; the date of a deprecation follows it.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: a type is deprecated at the time of its event.

    Example:
        >>> events.iot_registry_thing_type(variant="UPDATED", is_deprecated=True)["isDeprecated"]
        True
    """
    _check.region(region)
    operation = _check.choice("variant", variant, get_args(Change))
    if is_deprecated and operation == "CREATED":
        raise UsageError("is_deprecated must be False where variant='CREATED', got True")
    at = instant(entropy, time)
    event = {
        **_head(entropy, "THING_TYPE_EVENT", operation, at),
        "accountId": _check.account_id(account_id),
        "thingTypeId": entropy.uuid(),
        "thingTypeName": _named("thing_type_name", thing_type_name),
        "isDeprecated": bool(is_deprecated),
        "deprecationDate": at.ms if is_deprecated else None,
        "searchableAttributes": [
            _check.text("an item of searchable_attributes", name)
            for name in _listed("searchable_attributes", searchable_attributes)
        ],
        "propagatingAttributes": [
            _propagating(item) for item in _listed("propagating_attributes", propagating_attributes)
        ],
        "description": _check.text("description", description),
    }
    return cast("IotRegistryThingTypeEvent", event if overrides is None else override(event, overrides, _TYPE_RULES))


def iot_registry_thing_type_association(
    entropy: Entropy,
    thing_name: str | None = None,
    thing_type_name: str = "sensor",
    *,
    variant: Membership = "ADDED",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> IotRegistryThingTypeAssociationEvent:
    """
    Return the event of a thing that was given a type, or lost it.

    Args:
        thing_name: by default ``sensor-`` and six digits.
        thing_type_name: the type.
        variant: the operation: ``"ADDED"``, ``"REMOVED"``.
        account_id: checked, though the event does not tell it.
        region: checked, though the event does not tell it.
        time: when it happened, in milliseconds.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.iot_registry_thing_type_association("lamp", "light")["thingTypeName"]
        'light'
    """
    _check.region(region)
    _check.account_id(account_id)
    operation = _check.choice("variant", variant, get_args(Membership))
    event = {
        **_head(entropy, "THING_TYPE_ASSOCIATION_EVENT", operation, instant(entropy, time)),
        "thingId": entropy.uuid(),
        "thingName": _name(entropy, "thing_name", thing_name, "sensor"),
        "thingTypeName": _named("thing_type_name", thing_type_name),
    }
    return cast("IotRegistryThingTypeAssociationEvent", event if overrides is None else override(event, overrides))


def iot_registry_thing_group(
    entropy: Entropy,
    thing_group_name: str = "hall-1",
    *,
    variant: Change = "CREATED",
    parent_groups: Sequence[str] = ("plant",),
    attributes: Mapping[str, Any] | None = None,
    description: str = "Things in the first hall",
    version_number: int | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> IotRegistryThingGroupEvent:
    """
    Return the event of a thing group that was created, updated or deleted.

    Args:
        thing_group_name: its name.
        variant: the operation: ``"CREATED"``, ``"UPDATED"``, ``"DELETED"``.
        parent_groups: names of the groups that it lies in, the root first; none for a root.
        attributes: of the group, all text.
        description: of the group.
        version_number: 1 for a group that was created, which is the default, and 2 otherwise.
        region: of the ARNs of the parents.
        time: when it happened, in milliseconds.
        overrides: merged in last; the parent follows the list of parents, the version
            the operation.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.iot_registry_thing_group("shelf", parent_groups=["plant", "hall"])["parentGroupName"]
        'hall'
    """
    account_id, region = _check.account_id(account_id), _check.region(region)
    operation = _check.choice("variant", variant, get_args(Change))
    parents = [
        {
            "groupArn": _names.arn("iot", region, account_id, f"thinggroup/{_named('an item of parent_groups', name)}"),
            "groupId": entropy.uuid(),
        }
        for name in _listed("parent_groups", parent_groups)
    ]
    event = {
        **_head(entropy, "THING_GROUP_EVENT", operation, instant(entropy, time)),
        "accountId": account_id,
        "thingGroupId": entropy.uuid(),
        "thingGroupName": _named("thing_group_name", thing_group_name),
        "versionNumber": _version(version_number, operation),
        "parentGroupName": _parent_name(parents),
        "parentGroupId": _parent_id(parents),
        "description": _check.text("description", description),
        "rootToParentThingGroups": parents or None,
        "attributes": {"floor": "0"} if attributes is None else _check.text_map("attributes", attributes),
        "dynamicGroupMappingId": None,
    }
    return cast("IotRegistryThingGroupEvent", event if overrides is None else override(event, overrides, _GROUP_RULES))


def iot_registry_thing_group_membership(
    entropy: Entropy,
    thing_group_name: str = "hall-1",
    thing_name: str | None = None,
    *,
    variant: Membership = "ADDED",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> IotRegistryThingGroupMembershipEvent:
    """
    Return the event of a thing that was added to a thing group or removed from it.

    Args:
        thing_group_name: of the group.
        thing_name: by default ``sensor-`` and six digits.
        variant: the operation: ``"ADDED"``, ``"REMOVED"``.
        time: when it happened, in milliseconds.
        overrides: merged in last; the account and both ARNs follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.iot_registry_thing_group_membership("hall", "lamp")["thingArn"]
        'arn:aws:iot:us-east-1:123456789012:thing/lamp'
    """
    account_id, region = _check.account_id(account_id), _check.region(region)
    operation = _check.choice("variant", variant, get_args(Membership))
    group = _named("thing_group_name", thing_group_name)
    thing = _name(entropy, "thing_name", thing_name, "sensor")
    event = {
        **_head(entropy, "THING_GROUP_MEMBERSHIP_EVENT", operation, instant(entropy, time)),
        "accountId": account_id,
        "groupArn": _names.arn("iot", region, account_id, f"thinggroup/{group}"),
        "groupId": entropy.uuid(),
        "thingArn": _names.arn("iot", region, account_id, f"thing/{thing}"),
        "thingId": entropy.uuid(),
        "membershipId": entropy.uuid(),
    }
    return cast(
        "IotRegistryThingGroupMembershipEvent",
        event if overrides is None else override(event, overrides, _MEMBERSHIP_RULES),
    )


def iot_registry_thing_group_hierarchy(
    entropy: Entropy,
    thing_group_name: str = "plant",
    child_group_name: str = "hall-1",
    *,
    variant: Membership = "ADDED",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> IotRegistryThingGroupHierarchyEvent:
    """
    Return the event of a thing group that was added to another one or removed from it.

    Args:
        thing_group_name: of the parent.
        child_group_name: of the child.
        variant: the operation: ``"ADDED"``, ``"REMOVED"``.
        region: checked, though the event does not tell it.
        time: when it happened, in milliseconds.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.iot_registry_thing_group_hierarchy("plant", "hall-2")["childGroupName"]
        'hall-2'
    """
    _check.region(region)
    operation = _check.choice("variant", variant, get_args(Membership))
    event = {
        **_head(entropy, "THING_GROUP_HIERARCHY_EVENT", operation, instant(entropy, time)),
        "accountId": _check.account_id(account_id),
        "thingGroupId": entropy.uuid(),
        "thingGroupName": _named("thing_group_name", thing_group_name),
        "childGroupId": entropy.uuid(),
        "childGroupName": _named("child_group_name", child_group_name),
    }
    return cast("IotRegistryThingGroupHierarchyEvent", event if overrides is None else override(event, overrides))


def _head(entropy: Entropy, event_type: str, operation: str, at: Instant) -> dict[str, Any]:
    return {
        "eventType": event_type,
        "eventId": entropy.uuid(),
        "timestamp": at.ms,
        "operation": operation,
    }


def _name(entropy: Entropy, argument: str, given: object, prefix: str) -> str:
    return f"{prefix}-{entropy.digits(6)}" if given is None else _named(argument, given)


def _named(argument: str, given: object) -> str:
    return _check.matching(argument, given, _NAME, _NAMED)


def _version(given: object, operation: str) -> int:
    if given is None:
        return 1 if operation == "CREATED" else 2
    if operation == "CREATED" and given != 1:
        raise _check.wrong("version_number", "1 where variant='CREATED'", given)
    return _check.integer("version_number", given, 1)


def _listed(argument: str, given: object) -> list[Any]:
    if not isinstance(given, (list, tuple)):
        raise _check.wrong(argument, "a list", given)
    return list(given)


def _propagating(given: object) -> dict[str, str]:
    if (
        isinstance(given, Mapping)
        and len(given) == 2
        and "userPropertyKey" in given
        and given.keys() & {"thingAttribute", "connectionAttribute"}
    ):
        return _check.text_map("an item of propagating_attributes", given)
    raise _check.wrong(
        "an item of propagating_attributes",
        "a dict with userPropertyKey and either thingAttribute or connectionAttribute",
        given,
    )


def _parent_name(parents: Sequence[Mapping[str, str]] | None) -> str | None:
    return _names.resource_of(parents[-1]["groupArn"]).removeprefix("thinggroup/") if parents else None


def _parent_id(parents: Sequence[Mapping[str, str]] | None) -> str | None:
    return parents[-1]["groupId"] if parents else None


def _in_account(name: str) -> Callable[[dict[str, Any]], str]:
    def follow(event: dict[str, Any]) -> str:
        arn = event[name]
        return _names.arn("iot", _names.region_of(arn), event["accountId"], _names.resource_of(arn))

    return follow


_VERSION_RULES = (
    Rule(
        "versionNumber",
        ("operation",),
        lambda event: 1 if event["operation"] == "CREATED" else max(2, event["versionNumber"]),
    ),
)
_TYPE_RULES = (
    Rule(
        "deprecationDate",
        ("isDeprecated", "timestamp"),
        lambda event: event["timestamp"] if event["isDeprecated"] else None,
    ),
)
_GROUP_RULES = (
    *_VERSION_RULES,
    Rule(
        "parentGroupName",
        ("rootToParentThingGroups",),
        lambda event: _parent_name(event["rootToParentThingGroups"]),
    ),
    Rule(
        "parentGroupId",
        ("rootToParentThingGroups",),
        lambda event: _parent_id(event["rootToParentThingGroups"]),
    ),
)
_MEMBERSHIP_RULES = (
    Rule("accountId", ("groupArn",), lambda event: parse_arn(event["groupArn"]).account_id),
    Rule("accountId", ("thingArn",), lambda event: parse_arn(event["thingArn"]).account_id),
    Rule("groupArn", ("accountId",), _in_account("groupArn")),
    Rule("thingArn", ("accountId",), _in_account("thingArn")),
)
