"""People, devices and what they ask for: Cognito, Lex, Connect, Alexa, Bedrock, AppSync, IoT."""

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

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TRACE = re.compile(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}")
PHONE = re.compile(r"\+1206555\d{4}")
COGNITO = {
    "cognito_create_auth_challenge": ("CreateAuthChallenge", {"Authentication"}),
    "cognito_custom_email_sender": (
        "CustomEmailSender",
        {
            "SignUp",
            "AdminCreateUser",
            "ResendCode",
            "ForgotPassword",
            "UpdateUserAttribute",
            "VerifyUserAttribute",
            "Authentication",
        },
    ),
    "cognito_define_auth_challenge": ("DefineAuthChallenge", {"Authentication"}),
    "cognito_inbound_federation": ("InboundFederation", {"ExternalProvider"}),
    "cognito_post_authentication": ("PostAuthentication", {"Authentication"}),
    "cognito_post_confirmation": ("PostConfirmation", {"ConfirmSignUp", "ConfirmForgotPassword"}),
    "cognito_pre_authentication": ("PreAuthentication", {"Authentication"}),
    "cognito_pre_sign_up": ("PreSignUp", {"SignUp", "AdminCreateUser", "ExternalProvider"}),
    "cognito_pre_token_generation": (
        "TokenGeneration",
        {
            "HostedAuth",
            "Authentication",
            "NewPasswordChallenge",
            "AuthenticateDevice",
            "RefreshTokens",
            "ClientCredentials",
        },
    ),
    "cognito_user_migration": ("UserMigration", {"Authentication", "ForgotPassword"}),
    "cognito_verify_auth_challenge": ("VerifyAuthChallengeResponse", {"Authentication"}),
}
COGNITO["cognito_custom_message"] = ("CustomMessage", COGNITO["cognito_custom_email_sender"][1])
COGNITO["cognito_custom_sms_sender"] = ("CustomSMSSender", COGNITO["cognito_custom_email_sender"][1])


def typical(events: Builders) -> Iterator[tuple[str, Any]]:
    """Give one event of every kind in every variant, also with all its optional parts."""
    for kind in sorted(RULES):
        for variant in variants(kind) or (None,):
            chosen = {} if variant is None else {"variant": variant}
            yield kind, getattr(events, kind)(**chosen)
            if kind in COGNITO and kind not in ("cognito_inbound_federation", "cognito_user_migration"):
                own = {"email": "jane@example.com", "custom:vip": True, "custom:age": 30}
                yield kind, getattr(events, kind)(user_attributes=own, **chosen)
    for version in ("1", "2", "3"):
        yield "cognito_pre_token_generation", events.cognito_pre_token_generation(version=version, groups=["a", "b"])
    yield "cognito_define_auth_challenge", events.cognito_define_auth_challenge([])
    yield "cognito_sync", events.cognito_sync({"a": "1", "b": None, "c": {"newValue": "x", "op": "replace"}})
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
    yield "appsync_resolver", events.appsync_resolver(variant="cognito", groups=["staff"])
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
    if kind in COGNITO:
        return [event["userPoolId"], event["callerContext"]["clientId"]]
    if kind.startswith("iot_registry_"):
        return [event[name] for name in event if name.endswith("Id") and name != "accountId" and event[name]]
    match kind:
        case "cognito_sync":
            return [event["identityPoolId"], event["identityId"]]
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


def _trigger(kind: str, event: dict[str, Any], request: set[str], response: set[str] | None) -> None:
    prefix, sources = COGNITO[kind]
    trigger, _, source = event["triggerSource"].partition("_")
    keys = {"version", "triggerSource", "region", "userPoolId", "userName", "callerContext", "request"}
    assert prefix == trigger
    assert source in sources
    assert event["version"] in ("1", "2", "3")
    assert re.fullmatch(rf"{event['region']}_[0-9A-Za-z]{{9}}", event["userPoolId"])
    assert event["userName"]
    assert {"awsSdkVersion", "clientId"} == event["callerContext"].keys()
    _texts(event["callerContext"])
    assert request == event["request"].keys() - {"clientMetadata"}
    if "userAttributes" in request and source != "ClientCredentials":
        attributes = event["request"]["userAttributes"]
        _texts(attributes)
        if trigger == "PreSignUp":
            assert not {"sub", "cognito:user_status"} & attributes.keys()
        else:
            assert UUID.fullmatch(attributes["sub"])
            assert attributes["cognito:user_status"]
    if response is None:
        assert keys == event.keys()
    else:
        assert keys | {"response"} == event.keys()
        assert response == event["response"].keys()
        assert all(value in (None, False) for value in event["response"].values())


def _pre_sign_up(event: dict[str, Any]) -> None:
    answer = {"autoConfirmUser", "autoVerifyEmail", "autoVerifyPhone"}
    _trigger("cognito_pre_sign_up", event, {"userAttributes", "validationData"}, answer)
    assert all(value is False for value in event["response"].values())


def _post_confirmation(event: dict[str, Any]) -> None:
    _trigger("cognito_post_confirmation", event, {"userAttributes"}, set())


def _pre_authentication(event: dict[str, Any]) -> None:
    _trigger("cognito_pre_authentication", event, {"userAttributes", "validationData"}, set())


def _post_authentication(event: dict[str, Any]) -> None:
    _trigger("cognito_post_authentication", event, {"userAttributes", "newDeviceUsed"}, set())
    assert isinstance(event["request"]["newDeviceUsed"], bool)


def _pre_token_generation(event: dict[str, Any]) -> None:
    is_first = event["version"] == "1"
    request = {"userAttributes", "groupConfiguration"} | (set() if is_first else {"scopes"})
    answer = {"claimsOverrideDetails" if is_first else "claimsAndScopeOverrideDetails"}
    _trigger("cognito_pre_token_generation", event, request, answer)
    assert {"groupsToOverride", "iamRolesToOverride", "preferredRole"} == event["request"]["groupConfiguration"].keys()
    assert is_first or all(isinstance(scope, str) for scope in event["request"]["scopes"])
    assert "3" == event["version"] or not event["triggerSource"].endswith("ClientCredentials")


def _session(session: list[dict[str, Any]]) -> None:
    for step in session:
        assert {"challengeName", "challengeResult", "challengeMetadata"} == step.keys()
        assert isinstance(step["challengeResult"], bool)


def _define(event: dict[str, Any]) -> None:
    answer = {"challengeName", "issueTokens", "failAuthentication"}
    _trigger("cognito_define_auth_challenge", event, {"userAttributes", "session"}, answer)
    _session(event["request"]["session"])


def _create(event: dict[str, Any]) -> None:
    answer = {"publicChallengeParameters", "privateChallengeParameters", "challengeMetadata"}
    _trigger("cognito_create_auth_challenge", event, {"userAttributes", "challengeName", "session"}, answer)
    _session(event["request"]["session"])


def _verify(event: dict[str, Any]) -> None:
    asked = {"userAttributes", "privateChallengeParameters", "challengeAnswer"}
    _trigger("cognito_verify_auth_challenge", event, asked, {"answerCorrect"})
    _texts(event["request"]["privateChallengeParameters"])


def _user_migration(event: dict[str, Any]) -> None:
    asked = {"validationData"} | ({"password"} if event["triggerSource"] == "UserMigration_Authentication" else set())
    answer = {
        "userAttributes",
        "finalUserStatus",
        "messageAction",
        "desiredDeliveryMediums",
        "forceAliasCreation",
        "enableSMSMFA",
    }
    _trigger("cognito_user_migration", event, asked, answer)


def _custom_message(event: dict[str, Any]) -> None:
    asked = {"userAttributes", "codeParameter", "linkParameter", "usernameParameter"}
    _trigger("cognito_custom_message", event, asked, {"smsMessage", "emailMessage", "emailSubject"})
    assert "{####}" == event["request"]["codeParameter"]
    is_invitation = event["triggerSource"] == "CustomMessage_AdminCreateUser"
    assert ("{username}" if is_invitation else None) == event["request"]["usernameParameter"]


def _sender(kind: str, event: dict[str, Any]) -> None:
    _trigger(kind, event, {"userAttributes", "type", "code"}, None)
    assert base64.b64decode(event["request"]["code"], validate=True)
    assert "clientMetadata" in event["request"]


def _email_sender(event: dict[str, Any]) -> None:
    _sender("cognito_custom_email_sender", event)
    assert "customEmailSenderRequestV1" == event["request"]["type"]


def _sms_sender(event: dict[str, Any]) -> None:
    _sender("cognito_custom_sms_sender", event)
    assert "customSMSSenderRequestV1" == event["request"]["type"]
    assert PHONE.fullmatch(event["request"]["userAttributes"]["phone_number"])


def _inbound_federation(event: dict[str, Any]) -> None:
    asked = {"providerName", "providerType", "attributes"}
    _trigger("cognito_inbound_federation", event, asked, {"userAttributesToMap"})
    answers = event["request"]["attributes"]
    is_saml = event["request"]["providerType"] == "SAML"
    assert ({"samlResponse"} if is_saml else {"tokenResponse", "idToken", "userInfo"}) == answers.keys()
    for answer in answers.values():
        _texts(answer)
    assert is_saml or event["userName"].endswith(answers["idToken"]["sub"])


def _sync(event: dict[str, Any]) -> None:
    assert (2, "SyncTrigger") == (event["version"], event["eventType"])
    assert event["identityPoolId"].startswith(f"{event['region']}:")
    assert event["identityId"].startswith(f"{event['region']}:")
    for record in event["datasetRecords"].values():
        assert {"oldValue", "newValue", "op"} == record.keys()
        assert record["op"] == ("remove" if record["newValue"] is None else "replace")


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
    "cognito_create_auth_challenge": _create,
    "cognito_custom_email_sender": _email_sender,
    "cognito_custom_message": _custom_message,
    "cognito_custom_sms_sender": _sms_sender,
    "cognito_define_auth_challenge": _define,
    "cognito_inbound_federation": _inbound_federation,
    "cognito_post_authentication": _post_authentication,
    "cognito_post_confirmation": _post_confirmation,
    "cognito_pre_authentication": _pre_authentication,
    "cognito_pre_sign_up": _pre_sign_up,
    "cognito_pre_token_generation": _pre_token_generation,
    "cognito_sync": _sync,
    "cognito_user_migration": _user_migration,
    "cognito_verify_auth_challenge": _verify,
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

# Models that know but one trigger source, or want what AWS does not send, are held against it in test_cognito.
MODELS = {
    "appsync_events": models.AppSyncEventsModel,
    "appsync_resolver": models.AppSyncResolverEventModel,
    "bedrock_agent": models.BedrockAgentEventModel,
    "bedrock_agent_function": models.BedrockAgentFunctionEventModel,
    "cognito_create_auth_challenge": models.CognitoCreateAuthChallengeTriggerModel,
    "cognito_custom_message": models.CognitoCustomMessageTriggerModel,
    "cognito_define_auth_challenge": models.CognitoDefineAuthChallengeTriggerModel,
    "cognito_post_authentication": models.CognitoPostAuthenticationTriggerModel,
    "cognito_pre_authentication": models.CognitoPreAuthenticationTriggerModel,
    "iot_registry_thing": iot_registry_events.IoTCoreThingEvent,
    "iot_registry_thing_group": iot_registry_events.IoTCoreThingGroupEvent,
    "iot_registry_thing_group_hierarchy": iot_registry_events.IoTCoreAddOrDeleteFromThingGroupEvent,
    "iot_registry_thing_group_membership": iot_registry_events.IoTCoreAddOrRemoveFromThingGroupEvent,
    "iot_registry_thing_type": iot_registry_events.IoTCoreThingTypeEvent,
    "iot_registry_thing_type_association": iot_registry_events.IoTCoreThingTypeAssociationEvent,
}
