"""Batches of messages from Amazon MQ, from brokers of ActiveMQ and of RabbitMQ."""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override_groups, override_records
from pytest_lambda.events._payloads import base64_of, payload, signed_bytes

if TYPE_CHECKING:
    from pytest_lambda.events.types.mq import MqActivemqEvent, MqRabbitmqEvent

__all__ = ["Variant", "mq_activemq", "mq_rabbitmq"]

Variant = Literal["text", "bytes"]

_BROKER = re.compile(r"[A-Za-z0-9_-]{1,50}")
_MOST_MESSAGES = 10_000
_BASIC_PROPERTIES = (
    "contentType", "contentEncoding", "headers", "deliveryMode", "priority", "correlationId", "replyTo", "expiration",
    "messageId", "timestamp", "type", "userId", "appId", "clusterId",
)  # fmt: skip
_NUMBERS = {"deliveryMode": (1, 2), "priority": (0, 255)}
_PERSISTENT = 2


def mq_activemq(
    entropy: Entropy,
    messages: object = None,
    *,
    variant: Variant = "text",
    queue: str = "orders",
    properties: Mapping[str, str] | Sequence[Mapping[str, str] | None] | None = None,
    correlation_id: str = "",
    redelivered: bool = False,
    broker: str = "orders",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> MqActivemqEvent:
    """
    Return the event of a batch of messages from a broker of ActiveMQ.

    Args:
        messages: one per message: text and ``bytes`` as they are, anything else as JSON; base64 in the event.
            What is no list is one message; by default one order.
        variant: ``"text"`` or ``"bytes"``: the type of the JMS messages. One that is given as ``bytes`` is a
            bytes message in either case.
        queue: where the messages come from.
        properties: of JMS, names with text; for every message, or a list with one mapping (or None) per
            message.
        correlation_id: of every message.
        redelivered: whether the broker sent the messages before.
        broker: name or ARN.
        time: when the first message was sent; each further one is a millisecond younger.
        overrides: merged in last; under ``"messages"`` a dict goes to every message and a list item by item.
            The times at the broker follow the message's own.

    Raises:
        UsageError: an argument is not what it must be, or the batch is empty or over 10,000 messages.

    Assumed: ``connectionId`` beside the fields of a message of JMS, and ``replyTo`` as the text ``null``.

    Example:
        >>> events.mq_activemq(["a"], queue="jobs")["messages"][0]["destination"]
        {'physicalName': 'jobs'}
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    arn = _broker_arn(entropy, broker, region, account_id)
    _check.text("queue", queue)
    if not isinstance(correlation_id, str):
        raise _check.wrong("correlation_id", "text", correlation_id)
    _claim("redelivered", redelivered)
    at = instant(entropy, time)
    items = _messages(entropy, messages)
    all_properties = _check.per_record("properties", properties, len(items))
    host = f"{arn.rpartition(':')[2]}-1.mq.{_names.region_of(arn)}.{_names.dns_suffix(_names.region_of(arn))}"
    connection = f"ID:{host}-{entropy.integer(30_000, 60_999)}-{at.ms}-4"
    connection_number = entropy.count("connection")
    records = []
    for index, item in enumerate(items):
        is_bytes = variant == "bytes" or isinstance(item, (bytes, bytearray))
        sent = at.ms + index
        records.append(
            {
                "messageID": f"{connection}:{connection_number}:1:1:{index + 1}",
                "messageType": "jms/bytes-message" if is_bytes else "jms/text-message",
                "timestamp": sent,
                "deliveryMode": _PERSISTENT,
                "correlationID": correlation_id,
                "replyTo": "null",
                "destination": {"physicalName": queue},
                "redelivered": redelivered,
                "type": "",
                "expiration": 0,
                "priority": 4,  # the default of JMS
                "data": base64_of(payload(f"messages[{index}]", item)),
                "connectionId": f"{connection}:{connection_number}",
                "brokerInTime": sent + 1,
                "brokerOutTime": sent + 2,
                "properties": _check.text_map("properties", all_properties[index]),
            }
        )
    event: dict[str, Any] = {"eventSource": "aws:mq", "eventSourceArn": arn, "messages": records}
    if overrides is not None:
        event = override_records(event, overrides, record_rules=_ACTIVEMQ_RULES, key="messages")
    return cast("MqActivemqEvent", event)


def mq_rabbitmq(
    entropy: Entropy,
    messages: object = None,
    *,
    variant: Variant = "text",
    queue: str = "orders",
    virtual_host: str = "/",
    headers: Mapping[str, Any] | Sequence[Mapping[str, Any] | None] | None = None,
    basic_properties: Mapping[str, Any] | Sequence[Mapping[str, Any] | None] | None = None,
    redelivered: bool = False,
    broker: str = "orders",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> MqRabbitmqEvent:
    """
    Return the event of a batch of messages from a broker of RabbitMQ.

    Args:
        messages: one per message: text and ``bytes`` as they are, anything else as JSON; base64 in the event.
            What is no list is one message; by default one order.
        variant: ``"text"`` or ``"bytes"``, which is how the content type calls the messages
            (``application/octet-stream`` for bytes; else ``application/json`` for what is no text, and
            ``text/plain``).
        queue: where the messages come from.
        virtual_host: of the queue.
        headers: names with text or ``bytes``, which the event holds byte by byte, or with numbers, bools or None;
            for every message, or a list with one mapping (or None) per message.
        basic_properties: by AWS's names or in snake_case (``{"correlation_id": ..., "priority": ...}``); for
            every message, or a list. Those that are not set are null.
        redelivered: whether the broker sent the messages before.
        broker: name or ARN.
        time: when the messages were sent; the event holds whole seconds.
        overrides: merged in last; under ``"rmqMessagesByQueue"`` by queue (``{"orders::/": ...}``), a dict for
            every message there or a list item by item. The body size follows the data.

    Raises:
        UsageError: an argument is not what it must be, or the batch is empty or over 10,000 messages.

    Assumed: bytes of headers above 127 are negative numbers, as Java has them.

    Example:
        >>> event = events.mq_rabbitmq(["a"], headers={"n": 1})
        >>> event["rmqMessagesByQueue"]["orders::/"][0]["basicProperties"]["headers"]
        {'n': 1}
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    arn = _broker_arn(entropy, broker, region, account_id)
    _check.text("queue", queue)
    _check.text("virtual_host", virtual_host)
    _claim("redelivered", redelivered)
    at = instant(entropy, time)
    items = _messages(entropy, messages)
    all_headers = _check.per_record("headers", headers, len(items))
    all_properties = _check.per_record("basic_properties", basic_properties, len(items))
    records = []
    for index, item in enumerate(items):
        data = payload(f"messages[{index}]", item)
        set_properties = {
            "contentType": _content_type(variant, item),
            "headers": _headers(all_headers[index]),
            "deliveryMode": _PERSISTENT,
            "timestamp": _java_date(at),
            **_basic_properties(all_properties[index]),
        }
        records.append(
            {
                "basicProperties": {
                    **{name: set_properties.get(name) for name in _BASIC_PROPERTIES},
                    "bodySize": len(data),
                },
                "redelivered": redelivered,
                "data": base64_of(data),
            }
        )
    event: dict[str, Any] = {
        "eventSource": "aws:rmq",
        "eventSourceArn": arn,
        "rmqMessagesByQueue": {f"{queue}::{virtual_host}": records},
    }
    if overrides is not None:
        event = override_groups(
            event, overrides, key="rmqMessagesByQueue", record_rules=_RABBITMQ_RULES, whole=_is_header
        )
    return cast("MqRabbitmqEvent", event)


def _messages(entropy: Entropy, messages: object) -> list[Any]:
    return _check.listed("messages", _samples.order(entropy) if messages is None else messages, at_most=_MOST_MESSAGES)


def _broker_arn(entropy: Entropy, broker: object, region: str, account_id: str) -> str:
    arn = _names.resource_arn(
        "broker",
        broker,
        service="mq",
        region=region,
        account_id=account_id,
        name=_BROKER,
        allowed="the name of a broker (up to 50 letters, digits, '_' or '-') or its ARN",
        prefix="broker:",
    )
    return arn if _names.is_arn(broker) else f"{arn}:b-{_samples.resource_uuid(entropy, arn)}"


def _claim(argument: str, value: object) -> None:
    if not isinstance(value, bool):
        raise _check.wrong(argument, "True or False", value)


def _content_type(variant: str, item: object) -> str:
    if variant == "bytes" or isinstance(item, (bytes, bytearray)):
        return "application/octet-stream"
    return "text/plain" if isinstance(item, str) else "application/json"


def _headers(given: object) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise _check.wrong("headers", "a mapping of names to text, bytes or numbers", given)
    headers: dict[str, Any] = {}
    for name, value in given.items():
        _check.text("a name in headers", name)
        if isinstance(value, (str, bytes, bytearray)):
            headers[name] = {"bytes": signed_bytes(payload(f"headers[{name!r}]", value))}
        else:
            headers[name] = _check.plain(f"headers[{name!r}]", value, "text, bytes, or what JSON can hold")
    return headers


def _basic_properties(given: object) -> dict[str, Any]:
    """Return basic properties by the names that the event has for them."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise _check.wrong("basic_properties", "a mapping of basic properties", given)
    names = {name.lower(): name for name in _BASIC_PROPERTIES if name != "headers"}
    properties: dict[str, Any] = {}
    for key, value in given.items():
        name = names.get(str(key).replace("_", "").lower())
        if name is None:
            allowed = "one of " + ", ".join(map(repr, names.values()))
            raise _check.wrong("a name in basic_properties", allowed, key)
        argument = f"basic_properties[{key!r}]"
        if value is None:
            properties[name] = None
        elif name in _NUMBERS:
            properties[name] = _check.integer(argument, value, *_NUMBERS[name])
        else:
            properties[name] = _check.text(argument, value)
    return properties


def _java_date(at: Instant) -> str:
    """Return ``Jan 1, 2025, 12:00:00 AM``."""
    date, _, clock = at.common_log().partition(":")
    day, month, year = date.split("/")
    hour, minute, second = clock.partition(" ")[0].split(":")
    half = "AM" if int(hour) < 12 else "PM"
    return f"{month} {int(day)}, {year}, {int(hour) % 12 or 12}:{minute}:{second} {half}"


def _is_header(path: tuple[str, ...]) -> bool:
    return len(path) == 3 and path[:2] == ("basicProperties", "headers")


_ACTIVEMQ_RULES = (
    Rule("brokerInTime", ("timestamp",), lambda record: record["timestamp"] + 1),
    Rule("brokerOutTime", ("brokerInTime",), lambda record: record["brokerInTime"] + 1),
)
_RABBITMQ_RULES = (
    Rule(
        "basicProperties/bodySize",
        ("data",),
        lambda record: len(binascii.a2b_base64(record["data"])),
    ),
)
