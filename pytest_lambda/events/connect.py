"""Events from flows of Amazon Connect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override

if TYPE_CHECKING:
    from pytest_lambda.events.types.connect import ConnectEvent

__all__ = ["Channel", "InitiationMethod", "connect"]

Channel = Literal["VOICE", "CHAT"]
InitiationMethod = Literal["INBOUND", "OUTBOUND", "TRANSFER", "CALLBACK", "API"]

_PHONE = re.compile(r"\+[1-9]\d{1,14}")


def connect(
    entropy: Entropy,
    parameters: Mapping[str, Any] | None = None,
    *,
    variant: Channel = "VOICE",
    attributes: Mapping[str, Any] | None = None,
    initiation_method: InitiationMethod | None = None,
    customer_endpoint: str | None = None,
    system_endpoint: str | None = None,
    queue: str | None = None,
    media_streaming: bool = False,
    contact_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ConnectEvent:
    """
    Return the event of a flow that invokes a function.

    Args:
        parameters: what the block of the flow passes, all text.
        variant: the channel: ``"VOICE"`` or ``"CHAT"`` (which has no phone numbers).
        attributes: of the contact, all text.
        initiation_method: ``"INBOUND"`` (of a call), ``"OUTBOUND"``, ``"TRANSFER"`` (the contact had an
            earlier id), ``"CALLBACK"``, ``"API"`` (of a chat).
        customer_endpoint: the customer's phone number, in E.164 form.
        system_endpoint: the number that was called.
        queue: the name of the queue; null before the contact is in one.
        media_streaming: whether the call is streamed to Kinesis Video Streams.
        contact_id: a UUID.
        time: when a media stream began; the event tells it nowhere else.
        overrides: merged in last. The initial and the previous contact id follow the id, except in a transfer,
            and the ARN of the queue follows that of the instance.

    Raises:
        UsageError: an argument is not what it must be, or not one of *variant*.

    Example:
        >>> events.connect({"order": "7"})["Details"]["Parameters"]
        {'order': '7'}
    """
    account_id, region = _check.account_id(account_id), _check.region(region)
    at = instant(entropy, time)
    channel = _check.choice("variant", variant, get_args(Channel))
    is_call = channel == "VOICE"
    method = _check.choice(
        "initiation_method",
        ("INBOUND" if is_call else "API") if initiation_method is None else initiation_method,
        get_args(InitiationMethod),
    )
    _check.only_with(
        "VOICE",
        channel,
        customer_endpoint=customer_endpoint,
        system_endpoint=system_endpoint,
        media_streaming=media_streaming or None,
    )
    contact = entropy.uuid() if contact_id is None else _check.text("contact_id", contact_id)
    earlier = entropy.uuid() if method == "TRANSFER" else contact
    instance = _names.arn("connect", region, account_id, f"instance/{entropy.uuid()}")
    stream: dict[str, str | None] = {"StartFragmentNumber": None, "StartTimestamp": None, "StreamARN": None}
    if media_streaming:
        name = f"stream/connect-contact-{entropy.uuid()}/{at.ms - entropy.integer(10**6, 10**9)}"
        stream = {
            "StartFragmentNumber": entropy.digits(47),
            "StartTimestamp": str(at.ms),
            "StreamARN": _names.arn("kinesisvideo", region, account_id, name),
        }
    event = {
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": {
                "Attributes": _check.text_map("attributes", attributes),
                "Channel": channel,
                "ContactId": contact,
                "CustomerEndpoint": _endpoint(entropy, "customer_endpoint", customer_endpoint) if is_call else None,
                "CustomerId": None,
                "Description": None,
                "InitialContactId": earlier,
                "InitiationMethod": method,
                "InstanceARN": instance,
                "LanguageCode": "en-US",
                "MediaStreams": {"Customer": {"Audio": stream}},
                "Name": None,
                "PreviousContactId": earlier,
                "Queue": (
                    None
                    if queue is None
                    else {"ARN": f"{instance}/queue/{entropy.uuid()}", "Name": _check.text("queue", queue)}
                ),
                "References": {},
                "SegmentAttributes": {
                    "connect:Subtype": {"ValueString": "connect:Telephony" if is_call else "connect:Chat"}
                },
                "SystemEndpoint": _endpoint(entropy, "system_endpoint", system_endpoint) if is_call else None,
                "Tags": {"aws:connect:instanceId": instance.rpartition("/")[2]},
            },
            "Parameters": _check.text_map("parameters", parameters),
        },
    }
    return cast("ConnectEvent", event if overrides is None else override(event, overrides, _RULES))


def _endpoint(entropy: Entropy, argument: str, number: object) -> dict[str, str]:
    if number is None:
        number = _samples.phone_number(entropy)
    return {
        "Address": _check.matching(argument, number, _PHONE, "a phone number such as '+12065550100'"),
        "Type": "TELEPHONE_NUMBER",
    }


def _contact(event: dict[str, Any]) -> dict[str, Any]:
    contact: dict[str, Any] = event["Details"]["ContactData"]
    return contact


def _earlier(name: str) -> Rule:
    def follow(event: dict[str, Any]) -> str:
        contact = _contact(event)
        earlier: str = contact[name] if contact["InitiationMethod"] == "TRANSFER" else contact["ContactId"]
        return earlier

    return Rule(f"Details/ContactData/{name}", ("Details/ContactData/ContactId",), follow)


def _queue(event: dict[str, Any]) -> dict[str, str] | None:
    contact = _contact(event)
    queue: dict[str, str] | None = contact["Queue"]
    if queue is None:
        return None
    return {**queue, "ARN": f"{contact['InstanceARN']}/queue/{queue['ARN'].rpartition('/')[2]}"}


_RULES = (
    _earlier("InitialContactId"),
    _earlier("PreviousContactId"),
    Rule("Details/ContactData/Queue", ("Details/ContactData/InstanceARN",), _queue),
    Rule(
        "Details/ContactData/Tags/aws:connect:instanceId",
        ("Details/ContactData/InstanceARN",),
        lambda event: _contact(event)["InstanceARN"].rpartition("/")[2],
    ),
)
