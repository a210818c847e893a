"""IoT Core: authorizers, provisioning hooks, buttons, the registry."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

import pytest
from aws_lambda_powertools.utilities.data_classes import iot_registry_event as data
from aws_lambda_powertools.utilities.parser.models import iot_registry_events
from pydantic import ValidationError

from pytest_lambda.base.errors import UsageError

from .rules import keeps_the_rules

REGISTRY = (
    "iot_registry_thing",
    "iot_registry_thing_group",
    "iot_registry_thing_group_hierarchy",
    "iot_registry_thing_group_membership",
    "iot_registry_thing_type",
    "iot_registry_thing_type_association",
)


@pytest.mark.parametrize(
    ("variant", "protocols"),
    [("mqtt", ["tls", "mqtt"]), ("http", ["tls", "http"]), ("websocket", ["tls", "http", "mqtt"])],
)
def test_a_connection_tells_of_its_protocols(events, variant, protocols):
    event = events.iot_authorizer(variant=variant)

    assert protocols == event["protocols"]
    assert set(protocols) == event["protocolData"].keys()


def test_an_authorizer_sees_what_the_device_sent(events):
    event = events.iot_authorizer(
        "secret",
        variant="websocket",
        username="me",
        password="pass",
        mqtt_client_id="lamp",
        headers={"X-A": ["1", "2"]},
        query={"a": "b c"},
        region="eu-west-1",
    )
    data = event["protocolData"]

    assert ("secret", True) == (event["token"], event["signatureVerified"])
    assert {"username": "me", "password": "cGFzcw==", "clientId": "lamp"} == data["mqtt"]
    assert ("1,2", "?a=b%20c") == (data["http"]["headers"]["X-A"], data["http"]["queryString"])
    assert data["tls"]["serverName"].endswith("-ats.iot.eu-west-1.amazonaws.com")


def test_an_authorizer_without_signing_sees_no_token_unless_given(events):
    assert "token" not in events.iot_authorizer(signature_verified=False)
    assert "t" == events.iot_authorizer("t", signature_verified=False)["token"]


def test_protocols_follow_their_data(events):
    event = events.iot_authorizer(overrides={"protocolData": {"http": {"headers": {}, "queryString": ""}}})

    assert ["tls", "http", "mqtt"] == event["protocols"]


def test_a_hook_sees_the_template_and_the_device(events):
    event = events.iot_provisioning(
        {"SerialNumber": 7}, template="lamps", mqtt_client_id="lamp", account_id="210987654321", region="eu-west-1"
    )

    assert "arn:aws:iot:eu-west-1:210987654321:provisioningtemplate/lamps" == event["templateArn"]
    assert ("lamp", {"SerialNumber": "7"}) == (event["clientId"], event["parameters"])


def test_a_template_may_be_an_arn(events):
    arn = "arn:aws:iot:eu-west-1:210987654321:provisioningtemplate/lamps"

    assert arn == events.iot_provisioning(template=arn)["templateArn"]


def test_the_id_of_a_certificate_follows_it(events):
    pem = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(b'own').decode()}\n-----END CERTIFICATE-----\n"
    event = events.iot_provisioning(overrides={"certificatePem": pem})

    assert hashlib.sha256(b"own").hexdigest() == event["certificateId"]


def test_a_button_is_as_given(events):
    assert {"serialNumber": "G1", "batteryVoltage": "1500mV", "clickType": "DOUBLE"} == events.iot_button(
        "G1", variant="double", battery_voltage_mv=1500
    )


@pytest.mark.parametrize("kind", REGISTRY)
def test_an_event_of_the_registry_has_the_time_in_milliseconds(events, kind):
    assert 1_700_000_000_250 == getattr(events, kind)(time=1_700_000_000.25)["timestamp"]


@pytest.mark.parametrize(
    ("kind", "overrides"),
    [
        ("iot_registry_thing", {"operation": "UPDATED"}),
        ("iot_registry_thing_group", {"operation": "DELETED"}),
        ("iot_registry_thing_group", {"rootToParentThingGroups": None}),
        (
            "iot_registry_thing_group",
            {"rootToParentThingGroups": [{"groupArn": "arn:aws:iot:us-east-1:1:thinggroup/x", "groupId": "y"}]},
        ),
        ("iot_registry_thing_type", {"isDeprecated": True}),
        ("iot_registry_thing_group_membership", {"accountId": "210987654321"}),
        (
            "iot_registry_thing_group_membership",
            {"groupArn": "arn:aws:iot:us-east-1:210987654321:thinggroup/x"},
        ),
        ("iot_registry_thing_group_membership", {"thingArn": "arn:aws:iot:us-east-1:210987654321:thing/x"}),
    ],
    ids=str,
)
def test_an_event_of_the_registry_keeps_its_rules_after_an_override(events, kind, overrides):
    event = getattr(events, kind)(overrides=overrides)

    keeps_the_rules(kind, event)
    assert overrides.items() <= event.items()


def test_the_data_class_reads_a_thing(events):
    thing = data.IoTCoreThingEvent(
        events.iot_registry_thing(
            "lamp",
            variant="UPDATED",
            thing_type_name="light",
            attributes={"n": 1},
            version_number=5,
            time=1_700_000_000,
        )
    )

    assert ("lamp", "light", "UPDATED", 5) == (
        thing.thing_name,
        thing.thing_type_name,
        thing.operation,
        thing.version_number,
    )
    assert {"n": "1"} == thing.attributes
    assert datetime.fromtimestamp(1_700_000_000) == thing.timestamp


def test_the_data_class_reads_a_thing_type(events):
    propagating = [{"userPropertyKey": "k", "thingAttribute": "model"}]
    kind = data.IoTCoreThingTypeEvent(
        events.iot_registry_thing_type(
            "light", searchable_attributes=["a"], propagating_attributes=propagating, description="Lights"
        )
    )

    assert ("light", ["a"], propagating, "Lights", False, None) == (
        kind.thing_type_name,
        kind.searchable_attributes,
        kind.propagating_attributes,
        kind.description,
        kind.is_deprecated,
        kind.deprecation_date,
    )


def test_a_type_is_deprecated_when_its_event_says_so(events):
    event = events.iot_registry_thing_type(variant="UPDATED", is_deprecated=True, time=1_700_000_000)

    assert 1_700_000_000_000 == event["deprecationDate"]


def test_the_data_classes_read_groups_and_who_is_in_them(events):
    group = data.IoTCoreThingGroupEvent(events.iot_registry_thing_group("shelf", parent_groups=["plant", "hall"]))
    member = data.IoTCoreAddOrRemoveFromThingGroupEvent(
        events.iot_registry_thing_group_membership("hall", "lamp", variant="REMOVED", region="eu-west-1")
    )
    child = data.IoTCoreAddOrDeleteFromThingGroupEvent(events.iot_registry_thing_group_hierarchy("plant", "hall"))
    typed = data.IoTCoreThingTypeAssociationEvent(events.iot_registry_thing_type_association("lamp", "light"))

    assert ("shelf", "hall", None) == (
        group.thing_group_name,
        group.parent_group_name,
        group.dynamic_group_mapping_id,
    )
    assert ["plant", "hall"] == [one["groupArn"].split("/")[1] for one in group.root_to_parent_thing_groups]
    assert ("REMOVED", "arn:aws:iot:eu-west-1:123456789012:thing/lamp") == (member.operation, member.thing_arn)
    assert ("plant", "hall") == (child.thing_group_name, child.child_group_name)
    assert ("lamp", "light") == (typed.thing_name, typed.thing_type_name)


def test_a_root_group_has_no_parents_though_the_model_wants_a_list(events):
    event = events.iot_registry_thing_group("plant", parent_groups=[])

    keeps_the_rules("iot_registry_thing_group", event)
    assert event["rootToParentThingGroups"] is None
    with pytest.raises(ValidationError, match="rootToParentThingGroups"):
        iot_registry_events.IoTCoreThingGroupEvent.model_validate(event)


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        ("iot_authorizer", {"variant": "coap"}, "variant must be one of 'mqtt', 'http', 'websocket', got 'coap'"),
        (
            "iot_authorizer",
            {"variant": "http", "password": "x"},
            "password must be left out where variant='http', got 'x'",
        ),
        ("iot_authorizer", {"query": {"a": 1}}, "query must be left out where variant='mqtt', got {'a': 1}"),
        ("iot_authorizer", {"password": 1}, "password must be text or bytes, got 1"),
        (
            "iot_provisioning",
            {"template": "a b"},
            "template must be the name of a provisioning template (up to 36 letters, digits, '_' or '-') or its ARN, "
            "got 'a b'",
        ),
        ("iot_provisioning", {"parameters": 1}, "parameters must be a mapping of names to text, got 1"),
        (
            "iot_provisioning",
            {"overrides": {"certificatePem": "x"}},
            "overrides: certificateId follows certificatePem and cannot be made from 'x'; correct that, or override "
            "certificateId too",
        ),
        ("iot_button", {"variant": "TRIPLE"}, "variant must be one of 'SINGLE', 'DOUBLE', 'LONG', got 'TRIPLE'"),
        ("iot_button", {"battery_voltage_mv": -1}, "battery_voltage_mv must be an integer of 0 or more, got -1"),
        ("iot_button", {"serial_number": "g"}, "serial_number must be up to 32 capitals and digits, got 'g'"),
        (
            "iot_registry_thing",
            {"thing_name": "a b"},
            "thing_name must be 1 to 128 letters, digits, ':', '_' or '-', got 'a b'",
        ),
        (
            "iot_registry_thing",
            {"version_number": 2},
            "version_number must be 1 where variant='CREATED', got 2",
        ),
        (
            "iot_registry_thing_type",
            {"is_deprecated": True},
            "is_deprecated must be False where variant='CREATED', got True",
        ),
        (
            "iot_registry_thing_type",
            {"propagating_attributes": [{"a": "b"}]},
            "an item of propagating_attributes must be a dict with userPropertyKey and either thingAttribute or "
            "connectionAttribute, got {'a': 'b'}",
        ),
        ("iot_registry_thing_group", {"parent_groups": "a"}, "parent_groups must be a list, got 'a'"),
        (
            "iot_registry_thing_group_membership",
            {"variant": "CREATED"},
            "variant must be one of 'ADDED', 'REMOVED', got 'CREATED'",
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_device_is_not_made_from_wrong_arguments(events, kind, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, kind)(**arguments)

    assert message == str(raised.value)
