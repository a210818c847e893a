"""Events of conversations, of GraphQL and of devices: Lex, Connect, Alexa, Bedrock, AppSync, IoT."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.parser import models
from aws_lambda_powertools.utilities.parser.models import iot_registry_events

from pytest_lambda.events import Builders, variants

from .cognito import PHONE, UUID

ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TRACE = re.compile(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}")


def typical(events: Builders) -> Iterator[tuple[str, Any]]:
    """Give one event of every kind in every variant, also with all its optional parts."""
    for kind in sorted(RULES):
        for variant in variants(kind) or (None,):
            chosen = {} if variant is None else {"variant": variant}
            yield kind, getattr(events, kind)(**chosen)
    for channel in variants("connect"):
        yield "connect", events.connect({"a": 1}, variant=channel, queue="Basic", initiation_method="TRANSFER")
    yield "connect", events.connect(media_streaming=True)
    slots = {"City": "Oslo", "Nights": None}
    for source in variants("lex_v1"):
        yield "lex_v1", events.lex_v1("BookHotel", slots, variant=source)
        yield "lex_v2", events.lex_v2("BookHotel", slots, variant=source, input_mode="Speech")
        yield "lex_v2", events.lex_v2("BookHotel", {"Cities": ["Oslo", "Rome"]}, variant=source)
    yield "alexa_skill", events.alexa_skill("BookIntent", {"city": "Oslo", "nights": None}, access_token="t")
    yield "alexa_skill", events.alexa_skill(variant="SessionEnded", reason="ERROR")
    everything = {"i": 1, "n": 1.5, "b": True, "s": "x", "a": [1], "o": {"k": 1}}
    yield "bedrock_agent", events.bedrock_agent("/orders", everything, body=everything)
    yield "bedrock_agent_function", events.bedrock_agent_function("f", everything)
    yield (
        "appsync_resolver",
        events.appsync_resolver({}, source={"id": 1}, prev={"n": 1}, selection_set=["a/b/c", "a/d", "e"]),
    )
    for identity in variants("appsync_resolver"):
        yield "appsync_events", events.appsync_events([{"a": 1}, {"b": 2}], channel="a/b/c", identity=identity)
    yield "appsync_events", events.appsync_events(variant="SUBSCRIBE", channel="/a/*")
    yield "appsync_authorizer", events.appsync_authorizer(query_string="{ orders { id } }")
    yield "iot_authorizer", events.iot_authorizer(variant="websocket", query={"a": "b c"}, headers={"X-A": "1"})
    yield "iot_authorizer", events.iot_authorizer(signature_verified=False, password=b"\x00")
    yield "iot_registry_thing", events.iot_registry_thing("lamp", thing_type_name="light")
    yield "iot_registry_thing_type", events.iot_registry_thing_type(variant="UPDATED", is_deprecated=True)
    yield "iot_registry_thing_group", events.iot_registry_thing_group(parent_groups=["a", "b"])


def unique_ids(kind: str, event: Any) -> list[str]:
    """Return the ids that no other event may have."""
    if kind.startswith("iot_registry_"):
        return [event[name] for name in event if name.endswith("Id") and name != "accountId" and event[name]]
    match kind:
        case "lex_v1":
            return [event["userId"]]
        case "lex_v2":
            return [event["sessionState"]["originatingRequestId"]]
        case "connect":
            return [event["Details"]["ContactData"][name] for name in ("ContactId", "InstanceARN")]
        case "alexa_skill":
            return [event["request"]["requestId"], event["session"]["sessionId"], event["session"]["user"]["userId"]]
        case "alexa_smart_home":
            header = event["directive"]["header"]
            return [header[name] for name in ("messageId", "correlationToken") if name in header]
        case "bedrock_agent" | "bedrock_agent_function":
            return [event["sessionId"]]
        case "appsync_resolver" | "appsync_events":
            return [event["request"]["headers"]["x-amzn-trace-id"]]
        case "appsync_batch":
            return [event[0]["request"]["headers"]["x-amzn-trace-id"]]
        case "appsync_authorizer":
            return [event["requestContext"]["requestId"], event["requestContext"]["apiId"]]
        case "iot_authorizer":
            return [event["connectionMetadata"]["id"]]
        case "iot_provisioning":
            return [event["claimCertificateId"], event["certificateId"]]
    return [event["serialNumber"]]


def _texts(mapping: dict[str, Any]) -> None:
    assert all(isinstance(name, str) and isinstance(value, str) for name, value in mapping.items())


def _lex_v1(event: dict[str, Any]) -> None:
    intent = event["currentIntent"]
    assert "1.0" == event["messageVersion"]
    assert event["invocationSource"] in ("DialogCodeHook", "FulfillmentCodeHook")
    assert {"name", "alias", "version"} == event["bot"].keys()
    assert intent["slots"].keys() == intent["slotDetails"].keys()
    for name, value in intent["slots"].items():
        detail = intent["slotDetails"][name]
        assert (value is None) == (detail is None)
        assert value is None or value == detail["originalValue"]


def _lex_v2(event: dict[str, Any]) -> None:
    intent = event["sessionState"]["intent"]
    is_dialog = event["invocationSource"] == "DialogCodeHook"
    assert "1.0" == event["messageVersion"]
    assert event["interpretations"][0]["intent"] == intent
    assert {"id", "name", "localeId", "version", "aliasId", "aliasName"} == event["bot"].keys()
    assert ("InProgress" if is_dialog else "ReadyForFulfillment") == intent["state"]
    assert is_dialog == ("proposedNextState" in event)
    for slot in intent["slots"].values():
        assert slot is None or slot["shape"] in ("Scalar", "List")
        assert slot is None or ("value" in slot) == (slot["shape"] == "Scalar")
    if is_dialog:
        proposed = event["proposedNextState"]
        assert intent == proposed["intent"]
        missing = [name for name, slot in intent["slots"].items() if slot is None]
        assert missing[:1] == [proposed["dialogAction"][name] for name in ("slotToElicit",) if missing]
    (heard,) = event["transcriptions"]
    assert event["inputTranscript"] == heard["transcription"]
    assert intent["name"] == heard["resolvedContext"]["intent"]
    assert {name: slot for name, slot in intent["slots"].items() if slot} == heard["resolvedSlots"]


def _connect(event: dict[str, Any]) -> None:
    assert "ContactFlowEvent" == event["Name"]
    contact = event["Details"]["ContactData"]
    _texts(event["Details"]["Parameters"])
    _texts(contact["Attributes"])
    is_transfer = contact["InitiationMethod"] == "TRANSFER"
    assert is_transfer == (contact["ContactId"] != contact["InitialContactId"])
    assert contact["InitialContactId"] == contact["PreviousContactId"]
    assert re.fullmatch(rf"arn:aws:connect:[a-z0-9-]+:\d{{12}}:instance/{UUID.pattern}", contact["InstanceARN"])
    for name in ("CustomerEndpoint", "SystemEndpoint"):
        if contact["Channel"] == "VOICE":
            assert PHONE.fullmatch(contact[name]["Address"])
            assert "TELEPHONE_NUMBER" == contact[name]["Type"]
        else:
            assert contact[name] is None
    if contact["Queue"] is not None:
        assert contact["Queue"]["ARN"].startswith(f"{contact['InstanceARN']}/queue/")
    audio = contact["MediaStreams"]["Customer"]["Audio"]
    assert all(audio.values()) or not any(audio.values())


def _alexa_skill(event: dict[str, Any]) -> None:
    session, system, request = event["session"], event["context"]["System"], event["request"]
    assert "1.0" == event["version"]
    assert session["application"] == system["application"]
    assert session["user"] == system["user"]
    assert not (session["new"] and session["attributes"])
    assert ISO.fullmatch(request["timestamp"])
    head = {"type", "requestId", "locale", "timestamp"}
    match request["type"]:
        case "LaunchRequest":
            assert head | {"shouldLinkResultBeReturned"} == request.keys()
        case "IntentRequest":
            assert head | {"intent", "dialogState"} == request.keys()
            for name, slot in request["intent"]["slots"].items():
                assert name == slot["name"]
        case "SessionEndedRequest":
            assert head | {"reason"} == request.keys() - {"error"}
            assert ("error" in request) == (request["reason"] == "ERROR")
            assert not session["new"]
        case other:
            raise AssertionError(other)


def _alexa_smart_home(event: dict[str, Any]) -> None:
    directive = event["directive"]
    is_about_a_device = directive["header"]["name"] not in ("Discover", "AcceptGrant")
    assert "3" == directive["header"]["payloadVersion"]
    assert directive["header"]["namespace"].startswith("Alexa")
    assert UUID.fullmatch(directive["header"]["messageId"])
    assert is_about_a_device == ("endpoint" in directive) == ("correlationToken" in directive["header"])
    if is_about_a_device:
        assert "BearerToken" == directive["endpoint"]["scope"]["type"]
        assert "scope" not in directive["payload"]


def _bedrock(event: dict[str, Any], more: set[str]) -> None:
    keys = {
        "messageVersion",
        "agent",
        "inputText",
        "sessionId",
        "sessionAttributes",
        "promptSessionAttributes",
        "actionGroup",
        "parameters",
    }
    assert keys | more == event.keys() - {"requestBody"}
    assert {"name", "id", "alias", "version"} == event["agent"].keys()
    for parameter in event["parameters"]:
        assert {"name", "type", "value"} == parameter.keys()
        _texts(parameter)


def _bedrock_agent(event: dict[str, Any]) -> None:
    _bedrock(event, {"apiPath", "httpMethod"})
    if "requestBody" in event:
        for body in event["requestBody"]["content"].values():
            for one in body["properties"]:
                _texts(one)


def _bedrock_agent_function(event: dict[str, Any]) -> None:
    _bedrock(event, {"function"})
    assert "requestBody" not in event


def _caller(event: dict[str, Any]) -> None:
    identity, headers = event["identity"], event["request"]["headers"]
    assert all(name == name.lower() for name in headers)
    assert TRACE.fullmatch(headers["x-amzn-trace-id"])
    first = headers["x-forwarded-for"].split(", ")[0]
    assert ipaddress.ip_address(first).is_global
    if identity is None:
        assert headers["x-api-key"].startswith("da2-")
        return
    assert headers["authorization"]
    assert "x-api-key" not in headers
    if "sourceIp" in identity:
        assert first == identity["sourceIp"][0]
    if "claims" in identity:
        assert identity["sub"] == identity["claims"]["sub"]
        assert identity["issuer"] == identity["claims"]["iss"]
    if "groups" in identity:
        assert identity["groups"] == identity["claims"].get("cognito:groups")
        assert identity["username"] == identity["claims"]["cognito:username"]


def _appsync_resolver(event: dict[str, Any]) -> None:
    assert {"arguments", "identity", "source", "request", "prev", "info", "stash"} == event.keys()
    _caller(event)
    info = event["info"]
    assert {"selectionSetList", "selectionSetGraphQL", "parentTypeName", "fieldName", "variables"} == info.keys()
    written = re.findall(r"\w+", info["selectionSetGraphQL"])
    assert sorted(path.split("/")[-1] for path in info["selectionSetList"]) == sorted(written)
    assert info["selectionSetGraphQL"].count("{") == info["selectionSetGraphQL"].count("}")


def _appsync_batch(event: list[dict[str, Any]]) -> None:
    assert isinstance(event, list) and event
    for item in event:
        _appsync_resolver(item)
        assert isinstance(item["source"], dict)
        assert event[0]["info"] == item["info"]
        assert event[0]["identity"] == item["identity"]


def _appsync_authorizer(event: dict[str, Any]) -> None:
    context = event["requestContext"]
    names = {"apiId", "accountId", "requestId", "queryString", "operationName", "variables"}
    assert names == context.keys()
    assert event["authorizationToken"] == event["requestHeaders"]["authorization"]
    assert context["operationName"] is None or context["operationName"] in context["queryString"]


def _appsync_events(event: dict[str, Any]) -> None:
    _caller(event)
    channel = event["info"]["channel"]
    assert channel["path"] == "/" + "/".join(channel["segments"])
    assert channel["segments"][0] == event["info"]["channelNamespace"]["name"]
    if event["info"]["operation"] == "SUBSCRIBE":
        assert event["events"] is None
    else:
        assert event["events"]
        assert all(UUID.fullmatch(one["id"]) and "payload" in one for one in event["events"])


def _iot_authorizer(event: dict[str, Any]) -> None:
    assert event["protocols"] == list(event["protocolData"])
    assert event["protocols"][0] == "tls" and len(event["protocols"]) > 1
    assert event["protocolData"]["tls"]["serverName"].endswith(".iot.us-east-1.amazonaws.com")
    assert event["signatureVerified"] is False or event["token"]
    if "mqtt" in event["protocolData"]:
        assert base64.b64decode(event["protocolData"]["mqtt"]["password"], validate=True)
    if "http" in event["protocolData"]:
        query = event["protocolData"]["http"]["queryString"]
        assert query == "" or query.startswith("?")


def _iot_provisioning(event: dict[str, Any]) -> None:
    head, *lines, foot = event["certificatePem"].strip().split("\n")
    assert ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----") == (head, foot)
    assert all(len(line) <= 64 for line in lines)
    certificate = base64.b64decode("".join(lines), validate=True)
    assert hashlib.sha256(certificate).hexdigest() == event["certificateId"]
    assert len(certificate) == 4 + int.from_bytes(certificate[2:4], "big")
    assert re.fullmatch(r"[0-9a-f]{64}", event["claimCertificateId"])
    assert ":provisioningtemplate/" in event["templateArn"]
    _texts(event["parameters"])


def _iot_button(event: dict[str, Any]) -> None:
    assert {"serialNumber", "batteryVoltage", "clickType"} == event.keys()
    assert re.fullmatch(r"\d+mV", event["batteryVoltage"])
    assert event["clickType"] in ("SINGLE", "DOUBLE", "LONG")


def _registry(event: dict[str, Any], kind: str, operations: str) -> None:
    assert kind == event["eventType"]
    assert event["operation"] in operations.split()
    assert UUID.fullmatch(event["eventId"])
    assert 13 == len(str(event["timestamp"]))


def _version(event: dict[str, Any]) -> None:
    assert (event["versionNumber"] == 1) == (event["operation"] == "CREATED")


def _thing(event: dict[str, Any]) -> None:
    _registry(event, "THING_EVENT", "CREATED UPDATED DELETED")
    _version(event)
    _texts(event["attributes"])


def _thing_type(event: dict[str, Any]) -> None:
    _registry(event, "THING_TYPE_EVENT", "CREATED UPDATED DELETED")
    assert (event["deprecationDate"] is not None) == event["isDeprecated"]


def _thing_type_association(event: dict[str, Any]) -> None:
    _registry(event, "THING_TYPE_ASSOCIATION_EVENT", "ADDED REMOVED")


def _thing_group(event: dict[str, Any]) -> None:
    _registry(event, "THING_GROUP_EVENT", "CREATED UPDATED DELETED")
    _version(event)
    parents = event["rootToParentThingGroups"]
    if parents is None:
        assert event["parentGroupName"] is None and event["parentGroupId"] is None
    else:
        assert parents[-1]["groupArn"].endswith(f":thinggroup/{event['parentGroupName']}")
        assert parents[-1]["groupId"] == event["parentGroupId"]


def _thing_group_membership(event: dict[str, Any]) -> None:
    _registry(event, "THING_GROUP_MEMBERSHIP_EVENT", "ADDED REMOVED")
    assert f":{event['accountId']}:thinggroup/" in event["groupArn"]
    assert f":{event['accountId']}:thing/" in event["thingArn"]


def _thing_group_hierarchy(event: dict[str, Any]) -> None:
    _registry(event, "THING_GROUP_HIERARCHY_EVENT", "ADDED REMOVED")
    assert event["thingGroupId"] != event["childGroupId"]


RULES = {
    "alexa_skill": _alexa_skill,
    "alexa_smart_home": _alexa_smart_home,
    "appsync_authorizer": _appsync_authorizer,
    "appsync_batch": _appsync_batch,
    "appsync_events": _appsync_events,
    "appsync_resolver": _appsync_resolver,
    "bedrock_agent": _bedrock_agent,
    "bedrock_agent_function": _bedrock_agent_function,
    "connect": _connect,
    "iot_authorizer": _iot_authorizer,
    "iot_button": _iot_button,
    "iot_provisioning": _iot_provisioning,
    "iot_registry_thing": _thing,
    "iot_registry_thing_group": _thing_group,
    "iot_registry_thing_group_hierarchy": _thing_group_hierarchy,
    "iot_registry_thing_group_membership": _thing_group_membership,
    "iot_registry_thing_type": _thing_type,
    "iot_registry_thing_type_association": _thing_type_association,
    "lex_v1": _lex_v1,
    "lex_v2": _lex_v2,
}

MODELS = {
    "appsync_events": models.AppSyncEventsModel,
    "appsync_resolver": models.AppSyncResolverEventModel,
    "bedrock_agent": models.BedrockAgentEventModel,
    "bedrock_agent_function": models.BedrockAgentFunctionEventModel,
    "iot_registry_thing": iot_registry_events.IoTCoreThingEvent,
    "iot_registry_thing_group": iot_registry_events.IoTCoreThingGroupEvent,
    "iot_registry_thing_group_hierarchy": iot_registry_events.IoTCoreAddOrDeleteFromThingGroupEvent,
    "iot_registry_thing_group_membership": iot_registry_events.IoTCoreAddOrRemoveFromThingGroupEvent,
    "iot_registry_thing_type": iot_registry_events.IoTCoreThingTypeEvent,
    "iot_registry_thing_type_association": iot_registry_events.IoTCoreThingTypeAssociationEvent,
}
