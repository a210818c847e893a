"""Events of Amazon Chime, to a function that is a chatbot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _samples
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.chime import ChimeBotEvent

__all__ = ["Variant", "chime_bot"]

Variant = Literal["Mention", "Invite", "Remove"]

_ENDPOINTS = {"Mention": "ShortLived", "Invite": "Persistent"}


def chime_bot(
    entropy: Entropy,
    message: str | None = None,
    *,
    variant: Variant = "Mention",
    sender: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ChimeBotEvent:
    """
    Return the event of a chatbot that was mentioned in a chat room, invited to it, or removed from it.

    Args:
        message: what was said, where the bot was mentioned.
        variant: what happened; only a bot that is in the room has somewhere to answer.
        sender: the mail address of who did it; by default that of some person.
        account_id: not part of this event.
        region: not part of this event.
        time: when it happened.
        overrides: merged in last; the type of the event decides the endpoint and the message.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.chime_bot("@bot hello")["Message"]
        '@bot hello'
    """
    where = origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    if message is not None and variant != "Mention":
        raise _check.wrong("message", "left out unless variant='Mention'", message)
    kind = where.choice("variant", variant, get_args(Variant), "EventType")
    event: dict[str, Any] = {
        "Sender": {
            "SenderId": _check.text("sender", _samples.person(entropy).email if sender is None else sender),
            "SenderIdType": "EmailId",
        },
        "Discussion": {"DiscussionId": entropy.uuid(), "DiscussionType": "Room"},
        "EventType": kind,
    }
    if kind in _ENDPOINTS:
        hook = f"https://hooks.a.chime.aws/incomingwebhooks/{entropy.uuid()}?token={entropy.alphanumeric(64)}"
        event["InboundHttpsEndpoint"] = {"EndpointType": _ENDPOINTS[kind], "Url": hook}
    event["EventTimestamp"] = where.at.iso_ms()
    if kind == "Mention":
        event["Message"] = _check.text("message", "@orders status" if message is None else message)
    return cast("ChimeBotEvent", where.finish(event))
