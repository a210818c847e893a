"""What people say: Lex, Connect, Alexa, agents of Bedrock."""

from __future__ import annotations

import pytest
from aws_lambda_powertools.utilities.data_classes import ConnectContactFlowEvent
from aws_lambda_powertools.utilities.data_classes.bedrock_agent_event import BedrockAgentEvent
from aws_lambda_powertools.utilities.data_classes.bedrock_agent_function_event import BedrockAgentFunctionEvent
from aws_lambda_powertools.utilities.data_classes.connect_contact_flow_event import (
    ConnectContactFlowChannel,
    ConnectContactFlowInitiationMethod,
)

from pytest_lambda.base.errors import UsageError

from .rules import keeps_the_rules


def scalar(value):
    return {
        "shape": "Scalar",
        "value": {"originalValue": value, "interpretedValue": value, "resolvedValues": [value]},
    }


def contact(event):
    return event["Details"]["ContactData"]


@pytest.mark.parametrize("kind", ["lex_v1", "lex_v2"])
def test_slots_are_null_until_they_are_filled(events, kind):
    dialog, fulfillment = getattr(events, kind)(), getattr(events, kind)(variant="FulfillmentCodeHook")
    intents = [event.get("currentIntent") or event["sessionState"]["intent"] for event in (dialog, fulfillment)]

    assert [{None}, False] == [set(intents[0]["slots"].values()), None in intents[1]["slots"].values()]


def test_slots_of_v1_have_their_details(events):
    intent = events.lex_v1("BookHotel", {"City": "Oslo", "Nights": None})["currentIntent"]

    assert {"City": "Oslo", "Nights": None} == intent["slots"]
    assert {
        "City": {"resolutions": [{"value": "Oslo"}], "originalValue": "Oslo"},
        "Nights": None,
    } == intent["slotDetails"]


def test_details_of_slots_follow_overridden_slots(events):
    event = events.lex_v1("BookHotel", {"City": None}, overrides={"currentIntent": {"slots": {"City": "Rome"}}})

    keeps_the_rules("lex_v1", event)
    assert "Rome" == event["currentIntent"]["slotDetails"]["City"]["originalValue"]


def test_a_bot_of_v1_is_as_given(events):
    event = events.lex_v1(
        input_transcript="a room please",
        session_attributes={"n": 1},
        request_attributes={"channel": "web"},
        confirmation_status="Confirmed",
        output_dialog_mode="Voice",
        user_id="jane",
        bot_name="Hotel",
        bot_alias="test",
        bot_version="7",
    )

    assert {"name": "Hotel", "alias": "test", "version": "7"} == event["bot"]
    assert ("a room please", "jane", "Voice") == (event["inputTranscript"], event["userId"], event["outputDialogMode"])
    assert ({"n": "1"}, {"channel": "web"}) == (event["sessionAttributes"], event["requestAttributes"])
    assert "Confirmed" == event["currentIntent"]["confirmationStatus"]


def test_slots_of_v2_have_a_shape(events):
    slots = events.lex_v2("Book", {"City": "Oslo", "Days": ["Mon", "Tue"], "N": None, "Own": {"shape": "x"}})

    assert {
        "City": scalar("Oslo"),
        "Days": {"shape": "List", "values": [scalar("Mon"), scalar("Tue")]},
        "N": None,
        "Own": {"shape": "x"},
    } == slots["sessionState"]["intent"]["slots"]


def test_a_dialog_proposes_to_ask_for_the_first_slot_that_is_missing(events):
    half = events.lex_v2("Book", {"City": "Oslo", "Nights": None, "Beds": None})["proposedNextState"]
    whole = events.lex_v2("Book", {"City": "Oslo"})["proposedNextState"]

    assert {"type": "ElicitSlot", "slotToElicit": "Nights"} == half["dialogAction"]
    assert {"type": "Close"} == whole["dialogAction"]


@pytest.mark.parametrize(
    "overrides",
    [
        {"sessionState": {"intent": {"slots": {"City": None}}}},
        {"sessionState": {"intent": {"name": "Other"}}},
        {"inputTranscript": "something else"},
        {
            "interpretations": [
                {"intent": {"name": "Other", "slots": {}, "state": "InProgress", "confirmationState": "None"}}
            ]
        },
    ],
    ids=str,
)
def test_all_places_of_an_intent_follow_an_override(events, overrides):
    event = events.lex_v2("Book", {"City": "Oslo", "Nights": None}, overrides=overrides)

    keeps_the_rules("lex_v2", event)


def test_a_bot_of_v2_is_as_given(events):
    event = events.lex_v2(
        input_mode="Speech",
        session_attributes={"n": 1},
        request_attributes={"channel": "phone"},
        confirmation_state="Denied",
        session_id="jane",
        bot_name="Hotel",
        bot_alias_name="live",
        bot_version="7",
        locale_id="de_DE",
    )

    assert ("Hotel", "live", "7", "de_DE") == tuple(
        event["bot"][name] for name in ("name", "aliasName", "version", "localeId")
    )
    assert ("Speech", "audio/mpeg") == (event["inputMode"], event["responseContentType"])
    assert ("jane", {"channel": "phone"}) == (event["sessionId"], event["requestAttributes"])
    assert {"n": "1"} == event["sessionState"]["sessionAttributes"]
    assert "Denied" == event["interpretations"][0]["intent"]["confirmationState"]
    assert "requestAttributes" not in events.lex_v2()


def test_what_was_said_is_the_intent_in_words(events):
    assert "book hotel" == events.lex_v2("BookHotel")["inputTranscript"]


def test_the_data_class_reads_a_call(events):
    flow = ConnectContactFlowEvent(events.connect({"order": 7}, attributes={"vip": True}, queue="Basic"))

    assert {"order": "7"} == flow.parameters
    assert {"vip": "true"} == flow.contact_data.attributes
    assert ConnectContactFlowChannel.VOICE == flow.contact_data.channel
    assert ConnectContactFlowInitiationMethod.INBOUND == flow.contact_data.initiation_method
    assert "Basic" == flow.contact_data.queue.name
    assert "TELEPHONE_NUMBER" == flow.contact_data.customer_endpoint.endpoint_type.name
    assert flow.contact_data.media_streams.customer.audio.stream_arn is None


def test_the_data_class_reads_a_chat(events):
    flow = ConnectContactFlowEvent(events.connect(variant="CHAT")).contact_data

    assert ("CHAT", "API") == (flow.channel.name, flow.initiation_method.name)
    assert [None, None, None] == [flow.customer_endpoint, flow.system_endpoint, flow.queue]


def test_numbers_of_a_call_can_be_given(events):
    event = contact(events.connect(customer_endpoint="+4930123456", system_endpoint="+4930654321"))

    assert ("+4930123456", "+4930654321") == (
        event["CustomerEndpoint"]["Address"],
        event["SystemEndpoint"]["Address"],
    )


def test_a_stream_of_a_call_begins_with_the_call(events):
    audio = contact(events.connect(media_streaming=True, time=1_700_000_000))["MediaStreams"]["Customer"]["Audio"]

    assert "1700000000000" == audio["StartTimestamp"]
    assert audio["StreamARN"].startswith("arn:aws:kinesisvideo:us-east-1:123456789012:stream/connect-contact-")


def test_a_transfer_had_another_id_before(events):
    event = contact(events.connect(initiation_method="TRANSFER", contact_id="c-1"))

    assert "c-1" == event["ContactId"]
    assert "c-1" != event["InitialContactId"]


def test_ids_of_a_contact_follow_an_override(events):
    changed = {"Details": {"ContactData": {"ContactId": "11111111-1111-4111-8111-111111111111"}}}

    keeps_the_rules("connect", events.connect(overrides=changed))
    keeps_the_rules("connect", events.connect(initiation_method="TRANSFER", overrides=changed))


def test_the_queue_follows_the_instance(events):
    arn = "arn:aws:connect:eu-west-2:123456789012:instance/11111111-1111-4111-8111-111111111111"
    overrides = {"Details": {"ContactData": {"InstanceARN": arn}}}
    event = events.connect(queue="Basic", overrides=overrides)

    keeps_the_rules("connect", event)
    assert contact(event)["Queue"]["ARN"].startswith(arn)
    assert "11111111-1111-4111-8111-111111111111" == contact(event)["Tags"]["aws:connect:instanceId"]
    assert contact(events.connect(overrides=overrides))["Queue"] is None


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({}, "LaunchRequest"),
        ({"intent": "BookIntent"}, "IntentRequest"),
        ({"slots": {"city": "Oslo"}}, "IntentRequest"),
        ({"variant": "session_ended"}, "SessionEndedRequest"),
        ({"reason": "ERROR", "variant": "SessionEnded"}, "SessionEndedRequest"),
    ],
    ids=str,
)
def test_a_request_to_a_skill_is_of_the_type_that_its_arguments_mean(events, arguments, kind):
    assert kind == events.alexa_skill(**arguments)["request"]["type"]


def test_slots_of_a_skill_have_a_value_when_they_are_filled(events):
    request = events.alexa_skill("BookIntent", {"city": "Oslo", "nights": None})["request"]

    assert {
        "name": "BookIntent",
        "confirmationStatus": "NONE",
        "slots": {
            "city": {"name": "city", "value": "Oslo", "confirmationStatus": "NONE"},
            "nights": {"name": "nights", "confirmationStatus": "NONE"},
        },
    } == request["intent"]
    assert "STARTED" == request["dialogState"]
    assert "COMPLETED" == events.alexa_skill("BookIntent", {"city": "Oslo"})["request"]["dialogState"]
    assert "IN_PROGRESS" == events.alexa_skill("Book", dialog_state="IN_PROGRESS")["request"]["dialogState"]


def test_a_session_with_attributes_goes_on(events):
    session = events.alexa_skill("BookIntent", session_attributes={"step": 2})["session"]

    assert (False, {"step": 2}) == (session["new"], session["attributes"])
    assert events.alexa_skill("BookIntent", new_session=False)["session"]["new"] is False


def test_a_linked_account_has_its_token_in_both_places(events):
    event = events.alexa_skill(access_token="secret", locale="de-DE", time=1_735_689_600)

    keeps_the_rules("alexa_skill", event)
    assert "secret" == event["context"]["System"]["user"]["accessToken"]
    assert ("de-DE", "2025-01-01T00:00:00Z") == (event["request"]["locale"], event["request"]["timestamp"])


@pytest.mark.parametrize(
    "overrides",
    [
        {"session": {"user": {"userId": "me"}}},
        {"context": {"System": {"user": {"userId": "me"}}}},
        {"session": {"application": {"applicationId": "skill"}}},
        {"context": {"System": {"application": {"applicationId": "skill"}}}},
    ],
    ids=str,
)
def test_both_places_of_user_and_skill_follow_an_override(events, overrides):
    event = events.alexa_skill(overrides=overrides)

    keeps_the_rules("alexa_skill", event)
    assert {"me", "skill"} & {event["session"]["user"]["userId"], event["session"]["application"]["applicationId"]}


@pytest.mark.parametrize(
    ("variant", "namespace", "payload"),
    [
        ("TurnOff", "Alexa.PowerController", set()),
        ("SetBrightness", "Alexa.BrightnessController", {"brightness"}),
        ("ReportState", "Alexa", set()),
        ("Discover", "Alexa.Discovery", {"scope"}),
        ("AcceptGrant", "Alexa.Authorization", {"grant", "grantee"}),
    ],
)
def test_each_directive_has_its_namespace_and_payload(events, variant, namespace, payload):
    directive = events.alexa_smart_home(variant=variant)["directive"]

    assert (namespace, payload) == (directive["header"]["namespace"], directive["payload"].keys())


def test_a_directive_is_about_a_device(events):
    directive = events.alexa_smart_home(
        "lamp-1", variant="SetBrightness", payload={"brightness": 5}, token="t", cookie={"hub": 1}
    )["directive"]

    assert {
        "scope": {"type": "BearerToken", "token": "t"},
        "endpointId": "lamp-1",
        "cookie": {"hub": "1"},
    } == directive["endpoint"]
    assert {"brightness": 5} == directive["payload"]


def test_the_namespace_follows_the_name_of_a_directive(events):
    event = events.alexa_smart_home(variant="TurnOn", overrides={"directive": {"header": {"name": "ReportState"}}})
    other = events.alexa_smart_home(variant="TurnOn", overrides={"directive": {"header": {"name": "Blink"}}})

    assert "Alexa" == event["directive"]["header"]["namespace"]
    assert "Alexa.PowerController" == other["directive"]["header"]["namespace"]


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        ("x", "string", "x"),
        (1, "integer", "1"),
        (1.5, "number", "1.5"),
        (True, "boolean", "true"),
        ([1, "a"], "array", '[1, "a"]'),
        ({"a": None}, "object", '{"a": null}'),
        ({"type": "number", "value": "7"}, "number", "7"),
        ({"type": "string", "value": 7}, "string", "7"),
    ],
    ids=str,
)
def test_parameters_of_an_agent_are_text_with_a_type(events, value, kind, written):
    wanted = [{"name": "p", "type": kind, "value": written}]

    assert wanted == events.bedrock_agent("/p", {"p": value})["parameters"]
    assert wanted == events.bedrock_agent_function("f", {"p": value})["parameters"]
    assert (
        wanted
        == events.bedrock_agent("/p", body={"p": value})["requestBody"]["content"]["application/json"]["properties"]
    )


def test_the_data_class_reads_an_operation(events):
    agent = BedrockAgentEvent(
        events.bedrock_agent(
            "/pay",
            {"id": 1},
            body={"sum": 5},
            input_text="pay",
            action_group="bank",
            session_id="s",
            session_attributes={"a": 1},
            prompt_session_attributes={"b": 2},
        )
    )

    assert ("POST", "/pay", "pay", "bank", "s") == (
        agent.http_method,
        agent.api_path,
        agent.input_text,
        agent.action_group,
        agent.session_id,
    )
    assert {"sum": "5"} == agent.json_body
    assert {"id": "1"} == agent.query_string_parameters
    assert ({"a": "1"}, {"b": "2"}) == (agent.session_attributes, agent.prompt_session_attributes)


def test_the_data_class_reads_a_function(events):
    agent = BedrockAgentFunctionEvent(events.bedrock_agent_function("cancel", {"id": 1}, agent_name="bank-agent"))

    assert ("cancel", "bank-agent", "TSTALIASID", "DRAFT") == (
        agent.function,
        agent.agent.name,
        agent.agent.alias,
        agent.agent.version,
    )
    assert [("id", "integer", "1")] == [(one.name, one.type, one.value) for one in agent.parameters]


def test_an_operation_of_ones_own_has_no_parameters_by_default(events):
    assert [] == events.bedrock_agent("/other")["parameters"]
    assert [] == events.bedrock_agent_function("other")["parameters"]
    assert ["orderId"] == [one["name"] for one in events.bedrock_agent()["parameters"]]
    assert "DELETE" == events.bedrock_agent(method="delete")["httpMethod"]


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        ("lex_v1", {"intent": "a b"}, "intent must be the name of an intent, got 'a b'"),
        ("lex_v1", {"slots": ["a"]}, "slots must be a mapping of the names of slots to values, got ['a']"),
        ("lex_v1", {"slots": {"a": 1}}, "slots['a'] must be text that is not empty, got 1"),
        (
            "lex_v1",
            {"slots": {"a b": "x"}},
            "a name in slots must be the name of a slot (up to 100 letters, digits, '_' or '-'), got 'a b'",
        ),
        ("lex_v1", {"variant": "Hook"}, "variant must be one of 'DialogCodeHook', 'FulfillmentCodeHook', got 'Hook'"),
        (
            "lex_v2",
            {"slots": {"a": 1}},
            "slots['a'] must be text, a list of text, None or a dict with shape and value, got 1",
        ),
        ("lex_v2", {"input_mode": "Smell"}, "input_mode must be one of 'Text', 'Speech', 'DTMF', got 'Smell'"),
        ("lex_v2", {"locale_id": "english"}, "locale_id must be a locale such as 'en_US', got 'english'"),
        ("connect", {"variant": "FAX"}, "variant must be one of 'VOICE', 'CHAT', got 'FAX'"),
        (
            "connect",
            {"variant": "CHAT", "customer_endpoint": "+12065550100"},
            "customer_endpoint must be given with variant='VOICE' only, "
            "got customer_endpoint='+12065550100' and variant='CHAT'",
        ),
        (
            "connect",
            {"customer_endpoint": "555"},
            "customer_endpoint must be a phone number such as '+12065550100', got '555'",
        ),
        ("connect", {"parameters": [1]}, "parameters must be a mapping of names to text, got [1]"),
        (
            "alexa_skill",
            {"variant": "Launch", "intent": "A"},
            "intent must be given with variant='Intent' only, got intent='A' and variant='Launch'",
        ),
        (
            "alexa_skill",
            {"reason": "ERROR"},
            "reason must be given with variant='SessionEnded' only, got reason='ERROR' and variant='Launch'",
        ),
        (
            "alexa_skill",
            {"variant": "SessionEnded", "reason": "BORED"},
            "reason must be one of 'USER_INITIATED', 'ERROR', 'EXCEEDED_MAX_REPROMPTS', got 'BORED'",
        ),
        (
            "alexa_skill",
            {"intent": "a b"},
            "intent must be the name of an intent (letters and '_', or one that begins with 'AMAZON.'), got 'a b'",
        ),
        (
            "alexa_skill",
            {"session_attributes": {"a": 1}, "new_session": True},
            "session_attributes must be left out of a new session, got {'a': 1}",
        ),
        ("alexa_skill", {"locale": "en"}, "locale must be a locale such as 'en-US', got 'en'"),
        (
            "alexa_smart_home",
            {"endpoint_id": "lamp"},
            "endpoint_id must be left out where variant='Discover', got 'lamp'",
        ),
        ("alexa_smart_home", {"payload": [1]}, "payload must be a dict, got [1]"),
        (
            "bedrock_agent",
            {"path": "orders"},
            "path must be a path that starts with '/', without '?', '#' or spaces, got 'orders'",
        ),
        (
            "bedrock_agent",
            {"parameters": {"a": None}},
            "parameters['a'] must be text, a number, a boolean, a list or a dict, got None",
        ),
        ("bedrock_agent", {"body": {"a": {1}}}, "body['a'] must be what JSON can hold, got {1}"),
        ("bedrock_agent_function", {"function": "a b"}, "function must be the name of a function, got 'a b'"),
        ("bedrock_agent_function", {"parameters": [1]}, "parameters must be a mapping of names to values, got [1]"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_conversation_is_not_made_from_wrong_arguments(events, kind, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, kind)(**arguments)

    assert message == str(raised.value)
