"""Events from Amazon Lex, V1 and V2."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import ABSENT, Rule, override

if TYPE_CHECKING:
    from pytest_lambda.events.types.lex import LexV1Event, LexV2Event

__all__ = ["CodeHook", "lex_v1", "lex_v2"]

CodeHook = Literal["DialogCodeHook", "FulfillmentCodeHook"]

_INTENT = re.compile(r"[0-9a-zA-Z_-]{1,100}|AMAZON\.\w+")
_SLOT = re.compile(r"[0-9a-zA-Z_-]{1,100}")
_LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z0-9]{2,3})?")
_SKUS = ("notebook", "pencil", "stapler", "lamp")


def lex_v1(
    entropy: Entropy,
    intent: str = "OrderGoods",
    slots: Mapping[str, str | None] | None = None,
    *,
    variant: CodeHook = "DialogCodeHook",
    input_transcript: str | None = None,
    session_attributes: Mapping[str, Any] | None = None,
    request_attributes: Mapping[str, Any] | None = None,
    confirmation_status: Literal["None", "Confirmed", "Denied"] = "None",
    output_dialog_mode: Literal["Text", "Voice"] = "Text",
    user_id: str | None = None,
    bot_name: str = "OrderBot",
    bot_alias: str = "live",
    bot_version: str = "1",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> LexV1Event:
    """
    Return the event of a code hook of an Amazon Lex V1 bot.

    Args:
        intent: its name.
        slots: values by the names of the slots, None where one is not filled yet; by default two slots,
            filled for ``"FulfillmentCodeHook"`` alone.
        variant: the source of the invocation: ``"DialogCodeHook"``, ``"FulfillmentCodeHook"``.
        input_transcript: what the user said.
        session_attributes: of the conversation; {} when there are none.
        request_attributes: of this request; null when there are none.
        confirmation_status: ``"None"``, ``"Confirmed"`` or ``"Denied"``.
        output_dialog_mode: ``"Text"`` or ``"Voice"``.
        user_id: by default 32 letters and digits.
        bot_name: of the bot.
        bot_alias: its alias.
        bot_version: its version.
        account_id: checked, though the event does not tell it.
        region: checked, though the event does not tell it.
        time: checked, though the event does not tell it.
        overrides: merged in last; with other slots their details follow.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.lex_v1("BookHotel", {"City": None})["currentIntent"]["slots"]
        {'City': None}
    """
    _unused(entropy, account_id, region, time)
    source = _check.choice("variant", variant, get_args(CodeHook))
    values = {
        name: None if value is None else _check.text(f"slots[{name!r}]", value)
        for name, value in _slots(entropy, slots, source).items()
    }
    event: dict[str, Any] = {
        "messageVersion": "1.0",
        "invocationSource": source,
        "userId": entropy.alphanumeric(32) if user_id is None else _check.text("user_id", user_id),
        "sessionAttributes": _check.text_map("session_attributes", session_attributes),
        "requestAttributes": (
            None if request_attributes is None else _check.text_map("request_attributes", request_attributes)
        ),
        "bot": {
            "name": _check.text("bot_name", bot_name),
            "alias": _check.text("bot_alias", bot_alias),
            "version": _check.text("bot_version", bot_version),
        },
        "outputDialogMode": _check.choice("output_dialog_mode", output_dialog_mode, ("Text", "Voice")),
        "currentIntent": {
            "name": _check.matching("intent", intent, _INTENT, "the name of an intent"),
            "nluIntentConfidenceScore": entropy.integer(70, 99) / 100,
            "slots": values,
            "slotDetails": _slot_details(values),
            "confirmationStatus": _check.choice(
                "confirmation_status", confirmation_status, ("None", "Confirmed", "Denied")
            ),
        },
        "alternativeIntents": [
            {
                "name": "AMAZON.FallbackIntent",
                "nluIntentConfidenceScore": None,
                "slots": {},
                "slotDetails": {},
                "confirmationStatus": "None",
            }
        ],
        "inputTranscript": _transcript(intent, input_transcript),
        "recentIntentSummaryView": None,
        "sentimentResponse": None,
        "kendraResponse": None,
        "activeContexts": [],
    }
    rules = (
        Rule(
            "currentIntent/slotDetails",
            ("currentIntent/slots",),
            lambda event: _slot_details(event["currentIntent"]["slots"]),
        ),
    )
    return cast("LexV1Event", event if overrides is None else override(event, overrides, rules))


def lex_v2(
    entropy: Entropy,
    intent: str = "OrderGoods",
    slots: Mapping[str, Any] | None = None,
    *,
    variant: CodeHook = "DialogCodeHook",
    input_transcript: str | None = None,
    input_mode: Literal["Text", "Speech", "DTMF"] = "Text",
    session_attributes: Mapping[str, Any] | None = None,
    request_attributes: Mapping[str, Any] | None = None,
    confirmation_state: Literal["None", "Confirmed", "Denied"] = "None",
    session_id: str | None = None,
    bot_name: str = "OrderBot",
    bot_alias_name: str = "TestBotAlias",
    bot_version: str = "DRAFT",
    locale_id: str = "en_US",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> LexV2Event:
    """
    Return the event of a code hook of an Amazon Lex V2 bot.

    Args:
        intent: its name.
        slots: values by the names of the slots: text, a list of text for a slot of many values, None where one
            is not filled yet, or a slot in wire form; by default two slots, filled for
            ``"FulfillmentCodeHook"`` alone.
        variant: the source of the invocation: ``"DialogCodeHook"``, ``"FulfillmentCodeHook"``.
        input_transcript: what the user said.
        input_mode: ``"Text"``, ``"Speech"`` or ``"DTMF"``.
        session_attributes: of the session; {} when there are none.
        request_attributes: of this request; left out when there are none.
        confirmation_state: ``"None"``, ``"Confirmed"`` or ``"Denied"``.
        session_id: by default 15 digits, as in the console.
        bot_name: of the bot.
        bot_alias_name: the name of its alias.
        bot_version: its version.
        locale_id: such as ``en_US``.
        account_id: checked, though the event does not tell it.
        region: checked, though the event does not tell it.
        time: checked, though the event does not tell it.
        overrides: merged in last. ``sessionState.intent`` and that of the first interpretation follow each
            other, and so do the proposed state and the transcription.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: a dialog whose slots are all filled proposes to close.

    Example:
        >>> event = events.lex_v2("BookHotel", {"City": "Oslo"}, variant="FulfillmentCodeHook")
        >>> event["sessionState"]["intent"]["slots"]["City"]["value"]["interpretedValue"]
        'Oslo'
    """
    _unused(entropy, account_id, region, time)
    source = _check.choice("variant", variant, get_args(CodeHook))
    mode = _check.choice("input_mode", input_mode, ("Text", "Speech", "DTMF"))
    state = {
        "name": _check.matching("intent", intent, _INTENT, "the name of an intent"),
        "slots": {
            name: _slot_value(f"slots[{name!r}]", value) for name, value in _slots(entropy, slots, source).items()
        },
        "state": "InProgress" if source == "DialogCodeHook" else "ReadyForFulfillment",
        "confirmationState": _check.choice("confirmation_state", confirmation_state, ("None", "Confirmed", "Denied")),
    }
    transcript = _transcript(intent, input_transcript)
    confidence = 1.0 if mode != "Speech" else entropy.integer(70, 99) / 100
    event: dict[str, Any] = {
        "messageVersion": "1.0",
        "invocationSource": source,
        "inputMode": mode,
        "responseContentType": "audio/mpeg" if mode == "Speech" else "text/plain; charset=utf-8",
        "sessionId": entropy.digits(15) if session_id is None else _check.text("session_id", session_id),
        "inputTranscript": transcript,
        "bot": {
            "id": entropy.alphanumeric(10).upper(),
            "name": _check.text("bot_name", bot_name),
            "localeId": _check.matching("locale_id", locale_id, _LOCALE, "a locale such as 'en_US'"),
            "version": _check.text("bot_version", bot_version),
            "aliasId": "TSTALIASID" if bot_alias_name == "TestBotAlias" else entropy.alphanumeric(10).upper(),
            "aliasName": _check.text("bot_alias_name", bot_alias_name),
        },
        "interpretations": [
            {
                "intent": copy.deepcopy(state),
                "nluConfidence": entropy.integer(70, 99) / 100,
                "interpretationSource": "Lex",
            },
            {
                "intent": {
                    "name": "FallbackIntent",
                    "slots": {},
                    "state": "ReadyForFulfillment",
                    "confirmationState": "None",
                },
                "interpretationSource": "Lex",
            },
        ],
        "sessionState": {
            "sessionAttributes": _check.text_map("session_attributes", session_attributes),
            "activeContexts": [],
            "intent": state,
            "originatingRequestId": entropy.uuid(),
        },
        "transcriptions": [_transcription(transcript, confidence, state)],
    }
    if request_attributes is not None:
        event["requestAttributes"] = _check.text_map("request_attributes", request_attributes)
    if source == "DialogCodeHook":
        event["proposedNextState"] = _proposed(state)
    return cast("LexV2Event", event if overrides is None else override(event, overrides, _V2_RULES))


def _unused(entropy: Entropy, account_id: str, region: str, time: Time) -> None:
    """Check what every builder takes and no event of Lex tells."""
    _check.account_id(account_id)
    _check.region(region)
    instant(entropy, time)


def _slots(entropy: Entropy, given: object, source: str) -> dict[str, Any]:
    if given is None:
        goods, count = entropy.random.choice(_SKUS), str(entropy.integer(1, 9))
        is_filled = source == "FulfillmentCodeHook"
        return {"Goods": goods if is_filled else None, "Quantity": count if is_filled else None}
    if not isinstance(given, Mapping):
        raise _check.wrong("slots", "a mapping of the names of slots to values", given)
    for name in given:
        _check.matching("a name in slots", name, _SLOT, "the name of a slot (up to 100 letters, digits, '_' or '-')")
    return dict(given)


def _transcript(intent: str, given: object) -> str:
    if given is None:
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", intent).lower()
    return _check.text("input_transcript", given)


def _slot_details(values: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        name: None if value is None else {"resolutions": [{"value": value}], "originalValue": value}
        for name, value in values.items()
    }


def _slot_value(argument: str, value: object) -> Any:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return _check.plain(argument, value)
    if isinstance(value, (list, tuple)):
        return {"shape": "List", "values": [_slot_value(argument, item) for item in value]}
    text = _check.text(argument, value, "text, a list of text, None or a dict with shape and value")
    return {
        "shape": "Scalar",
        "value": {"originalValue": text, "interpretedValue": text, "resolvedValues": [text]},
    }


def _proposed(intent: dict[str, Any]) -> dict[str, Any]:
    missing = [name for name, value in intent["slots"].items() if value is None]
    if not missing:
        return {"intent": copy.deepcopy(intent), "dialogAction": {"type": "Close"}, "prompt": {"attempt": "Initial"}}
    return {
        "intent": copy.deepcopy(intent),
        "dialogAction": {"type": "ElicitSlot", "slotToElicit": missing[0]},
        "prompt": {"attempt": "Initial"},
    }


def _transcription(text: str, confidence: float, intent: dict[str, Any]) -> dict[str, Any]:
    filled = {name: copy.deepcopy(value) for name, value in intent["slots"].items() if value is not None}
    return {
        "transcription": text,
        "transcriptionConfidence": confidence,
        "resolvedContext": {"intent": intent["name"]},
        "resolvedSlots": filled,
    }


def _first_interpretation(event: dict[str, Any]) -> list[dict[str, Any]]:
    first, *rest = event["interpretations"]
    return [{**first, "intent": copy.deepcopy(event["sessionState"]["intent"])}, *rest]


_V2_RULES = (
    Rule(
        "sessionState/intent",
        ("interpretations",),
        lambda event: copy.deepcopy(event["interpretations"][0]["intent"]),
    ),
    Rule("interpretations", ("sessionState/intent",), _first_interpretation),
    Rule(
        "transcriptions",
        ("sessionState/intent", "inputTranscript"),
        lambda event: [
            _transcription(
                event["inputTranscript"],
                event["transcriptions"][0]["transcriptionConfidence"],
                event["sessionState"]["intent"],
            )
        ],
    ),
    Rule(
        "proposedNextState",
        ("sessionState/intent", "invocationSource"),
        lambda event: (
            _proposed(event["sessionState"]["intent"]) if event["invocationSource"] == "DialogCodeHook" else ABSENT
        ),
    ),
)
