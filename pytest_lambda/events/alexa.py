"""Events from Alexa: custom skills and smart home skills."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override

if TYPE_CHECKING:
    from pytest_lambda.events.types.alexa import AlexaSkillEvent, AlexaSmartHomeEvent

__all__ = ["Directive", "SkillRequest", "alexa_skill", "alexa_smart_home"]

SkillRequest = Literal["Launch", "Intent", "SessionEnded"]
Directive = Literal["Discover", "TurnOn", "TurnOff", "SetBrightness", "ReportState", "AcceptGrant"]

_INTENT = re.compile(r"[A-Za-z_]+|AMAZON\.\w+")
_SLOT = re.compile(r"[A-Za-z_]\w*")
_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")
_REASONS = ("USER_INITIATED", "ERROR", "EXCEEDED_MAX_REPROMPTS")
_DIALOG_STATES = ("STARTED", "IN_PROGRESS", "COMPLETED")
_NAMESPACES = {
    "Discover": "Alexa.Discovery",
    "TurnOn": "Alexa.PowerController",
    "TurnOff": "Alexa.PowerController",
    "SetBrightness": "Alexa.BrightnessController",
    "ReportState": "Alexa",
    "AcceptGrant": "Alexa.Authorization",
}


def alexa_skill(
    entropy: Entropy,
    intent: str | None = None,
    slots: Mapping[str, str | None] | None = None,
    *,
    variant: SkillRequest | None = None,
    dialog_state: Literal["STARTED", "IN_PROGRESS", "COMPLETED"] | None = None,
    reason: Literal["USER_INITIATED", "ERROR", "EXCEEDED_MAX_REPROMPTS"] | None = None,
    session_attributes: Mapping[str, Any] | None = None,
    new_session: bool | None = None,
    access_token: str | None = None,
    locale: str = "en-US",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> AlexaSkillEvent:
    """
    Return the event of a request to a custom skill of Alexa.

    Args:
        intent: its name; with one the request is an intent.
        slots: values by the names of the slots, None where one is not filled.
        variant: ``"Launch"`` (the default without an intent), ``"Intent"``, ``"SessionEnded"``.
        dialog_state: of an intent: ``"STARTED"``, ``"IN_PROGRESS"``, ``"COMPLETED"``; by default the one that
            suits the slots.
        reason: why a session ended: ``"USER_INITIATED"`` (the default), ``"ERROR"``,
            ``"EXCEEDED_MAX_REPROMPTS"``.
        session_attributes: what the skill answered last; a new session has none.
        new_session: whether the session begins; by default it does unless it ends or has attributes.
        access_token: of an account that the user linked.
        locale: such as ``en-US``.
        account_id: checked, though the event does not tell it.
        region: checked, though the event does not tell it.
        time: when the request was sent, in whole seconds.
        overrides: merged in last. Application and user stand in two places, which follow the session.

    Raises:
        UsageError: an argument is not what it must be, or not one of *variant*.

    Example:
        >>> events.alexa_skill("OrderIntent", {"item": "lamp"})["request"]["intent"]["slots"]["item"]["value"]
        'lamp'
    """
    _check.account_id(account_id)
    _check.region(region)
    at = instant(entropy, time)
    if variant is None:
        variant = "Launch" if intent is None and slots is None else "Intent"
    kind = _check.choice("variant", variant, get_args(SkillRequest))
    _check.only_with("Intent", kind, intent=intent, slots=slots, dialog_state=dialog_state)
    _check.only_with("SessionEnded", kind, reason=reason)
    attributes = {} if session_attributes is None else _check.plain("session_attributes", session_attributes)
    if not isinstance(attributes, dict):
        raise _check.wrong("session_attributes", "a mapping of names to values", session_attributes)
    is_new = not attributes and kind != "SessionEnded" if new_session is None else bool(new_session)
    if is_new and attributes:
        raise UsageError(f"session_attributes must be left out of a new session, got {_check.show(attributes)}")
    application = {"applicationId": f"amzn1.ask.skill.{entropy.uuid()}"}
    user = {"userId": f"amzn1.ask.account.{entropy.alphanumeric(96).upper()}"}
    if access_token is not None:
        user["accessToken"] = _check.text("access_token", access_token)
    request: dict[str, Any] = {
        "type": f"{kind}Request",
        "requestId": f"amzn1.echo-api.request.{entropy.uuid()}",
        "locale": _check.matching("locale", locale, _LOCALE, "a locale such as 'en-US'"),
        "timestamp": at.iso(),
    }
    if kind == "Launch":
        request["shouldLinkResultBeReturned"] = False
    elif kind == "Intent":
        request |= _intent(intent, slots, dialog_state)
    else:
        request |= _ended(reason)
    event = {
        "version": "1.0",
        "session": {
            "new": is_new,
            "sessionId": f"amzn1.echo-api.session.{entropy.uuid()}",
            "application": application,
            "attributes": attributes,
            "user": user,
        },
        "context": {
            "System": {
                "application": dict(application),
                "user": dict(user),
                "device": {
                    "deviceId": f"amzn1.ask.device.{entropy.alphanumeric(96).upper()}",
                    "supportedInterfaces": {},
                },
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": f"eyJ{entropy.base64ish(253)}",
            }
        },
        "request": request,
    }
    return cast("AlexaSkillEvent", event if overrides is None else override(event, overrides, _SKILL_RULES))


def _intent(intent: object, slots: object, dialog_state: object) -> dict[str, Any]:
    name = _check.matching(
        "intent",
        "OrderIntent" if intent is None else intent,
        _INTENT,
        "the name of an intent (letters and '_', or one that begins with 'AMAZON.')",
    )
    if slots is None:
        slots = {"item": "notebook"} if intent is None else {}
    if not isinstance(slots, Mapping):
        raise _check.wrong("slots", "a mapping of the names of slots to values", slots)
    written: dict[str, Any] = {}
    for slot, value in slots.items():
        _check.matching("a name in slots", slot, _SLOT, "the name of a slot")
        filled = {} if value is None else {"value": _check.text(f"slots[{slot!r}]", value)}
        written[slot] = {"name": slot, **filled, "confirmationStatus": "NONE"}
    is_filled = all("value" in slot for slot in written.values())
    state = dialog_state or ("COMPLETED" if is_filled else "STARTED")
    return {
        "intent": {"name": name, "confirmationStatus": "NONE", "slots": written},
        "dialogState": _check.choice("dialog_state", state, _DIALOG_STATES),
    }


def _ended(reason: object) -> dict[str, Any]:
    why = _check.choice("reason", reason or "USER_INITIATED", _REASONS)
    if why != "ERROR":
        return {"reason": why}
    error = {
        "type": "INVALID_RESPONSE",
        "message": "An exception occurred while dispatching the request to the skill.",
    }
    return {"reason": why, "error": error}


_SKILL_RULES = (
    Rule(
        "context/System/application",
        ("session/application",),
        lambda event: dict(event["session"]["application"]),
    ),
    Rule("context/System/user", ("session/user",), lambda event: dict(event["session"]["user"])),
    Rule(
        "session/application",
        ("context/System/application",),
        lambda event: dict(event["context"]["System"]["application"]),
    ),
    Rule("session/user", ("context/System/user",), lambda event: dict(event["context"]["System"]["user"])),
)


def alexa_smart_home(
    entropy: Entropy,
    endpoint_id: str | None = None,
    *,
    variant: Directive = "Discover",
    payload: Mapping[str, Any] | None = None,
    token: str | None = None,
    cookie: Mapping[str, Any] | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> AlexaSmartHomeEvent:
    """
    Return the event of a directive to a smart home skill of Alexa.

    Args:
        endpoint_id: of the device; ``"Discover"`` and ``"AcceptGrant"`` are about none.
        variant: the name of the directive: ``"Discover"``, ``"TurnOn"``, ``"TurnOff"``, ``"SetBrightness"``,
            ``"ReportState"``, ``"AcceptGrant"``.
        payload: by default the one of *variant*.
        token: the bearer token of the user's account.
        cookie: what the skill said of the device when it was discovered, all text.
        account_id: checked, though the event does not tell it.
        region: checked, though the event does not tell it.
        time: checked, though the event does not tell it.
        overrides: merged in last; with another name of a directive that is known here the namespace follows.

    Raises:
        UsageError: an argument is not what it must be, or not one of *variant*.

    Example:
        >>> events.alexa_smart_home("lamp-1", variant="TurnOn")["directive"]["header"]["namespace"]
        'Alexa.PowerController'
    """
    _check.account_id(account_id)
    _check.region(region)
    instant(entropy, time)
    name = _check.choice("variant", variant, get_args(Directive))
    scope = {
        "type": "BearerToken",
        "token": f"Atza|{entropy.base64ish(120)}" if token is None else _check.text("token", token),
    }
    header = {
        "namespace": _NAMESPACES[name],
        "name": name,
        "payloadVersion": "3",
        "messageId": entropy.uuid(),
    }
    directive: dict[str, Any] = {"header": header}
    default: dict[str, Any] = {}
    if name in ("Discover", "AcceptGrant"):
        _check.left_out(name, endpoint_id=endpoint_id, cookie=cookie)
        default = (
            {"scope": scope}
            if name == "Discover"
            else {
                "grant": {"type": "OAuth2.AuthorizationCode", "code": entropy.alphanumeric(20)},
                "grantee": scope,
            }
        )
    else:
        header["correlationToken"] = entropy.base64(48)
        directive["endpoint"] = {
            "scope": scope,
            "endpointId": f"endpoint-{entropy.hex(8)}"
            if endpoint_id is None
            else _check.text("endpoint_id", endpoint_id),
            "cookie": _check.text_map("cookie", cookie),
        }
        if name == "SetBrightness":
            default = {"brightness": entropy.integer(1, 100)}
    if payload is not None and not isinstance(payload, Mapping):
        raise _check.wrong("payload", "a dict", payload)
    directive["payload"] = default if payload is None else _check.plain("payload", payload)
    event = {"directive": directive}
    return cast("AlexaSmartHomeEvent", event if overrides is None else override(event, overrides, _HOME_RULES))


_HOME_RULES = (
    Rule(
        "directive/header/namespace",
        ("directive/header/name",),
        lambda event: _NAMESPACES.get(
            event["directive"]["header"]["name"],
            event["directive"]["header"]["namespace"],
        ),
    ),
)
