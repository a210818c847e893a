"""Events of the registry of AWS IoT Core."""

from typing import Literal

from pytest_lambda.events.types._typing import TypedDict

__all__ = [
    "IotRegistryThingEvent",
    "IotRegistryThingGroupEvent",
    "IotRegistryThingGroupHierarchyEvent",
    "IotRegistryThingGroupMembershipEvent",
    "IotRegistryThingTypeAssociationEvent",
    "IotRegistryThingTypeEvent",
]


class IotRegistryThingEvent(TypedDict):
    """The event of a thing that was created, updated or deleted."""

    eventType: Literal["THING_EVENT"]
    eventId: str
    timestamp: int
    operation: Literal["CREATED", "UPDATED", "DELETED"]
    accountId: str
    thingId: str
    thingName: str
    versionNumber: int
    thingTypeName: str | None
    attributes: dict[str, str]


class IotRegistryThingTypeEvent(TypedDict):
    """The event of a thing type that was created, updated, deprecated or deleted."""

    eventType: Literal["THING_TYPE_EVENT"]
    eventId: str
    timestamp: int
    operation: Literal["CREATED", "UPDATED", "DELETED"]
    accountId: str
    thingTypeId: str
    thingTypeName: str
    isDeprecated: bool
    deprecationDate: int | None
    searchableAttributes: list[str]
    propagatingAttributes: list[dict[str, str]]
    description: str


class IotRegistryThingTypeAssociationEvent(TypedDict):
    """The event of a thing that was given a type, or lost it."""

    eventType: Literal["THING_TYPE_ASSOCIATION_EVENT"]
    eventId: str
    timestamp: int
    operation: Literal["ADDED", "REMOVED"]
    thingId: str
    thingName: str
    thingTypeName: str


class IotRegistryParentGroup(TypedDict):
    """A group that another one lies in."""

    groupArn: str
    groupId: str


class IotRegistryThingGroupEvent(TypedDict):
    """The event of a thing group that was created, updated or deleted."""

    eventType: Literal["THING_GROUP_EVENT"]
    eventId: str
    timestamp: int
    operation: Literal["CREATED", "UPDATED", "DELETED"]
    accountId: str
    thingGroupId: str
    thingGroupName: str
    versionNumber: int
    parentGroupName: str | None
    parentGroupId: str | None
    description: str
    rootToParentThingGroups: list[IotRegistryParentGroup] | None
    attributes: dict[str, str]
    dynamicGroupMappingId: str | None


class IotRegistryThingGroupMembershipEvent(TypedDict):
    """The event of a thing that was added to a thing group or removed from it."""

    eventType: Literal["THING_GROUP_MEMBERSHIP_EVENT"]
    eventId: str
    timestamp: int
    operation: Literal["ADDED", "REMOVED"]
    accountId: str
    groupArn: str
    groupId: str
    thingArn: str
    thingId: str
    membershipId: str


class IotRegistryThingGroupHierarchyEvent(TypedDict):
    """The event of a thing group that was added to another one or removed from it."""

    eventType: Literal["THING_GROUP_HIERARCHY_EVENT"]
    eventId: str
    timestamp: int
    operation: Literal["ADDED", "REMOVED"]
    accountId: str
    thingGroupId: str
    thingGroupName: str
    childGroupId: str
    childGroupName: str
