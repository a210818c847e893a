"""Notifications from Amazon SNS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._message_attributes import sns_attributes
from pytest_lambda.events._overrides import Rule, override_records

if TYPE_CHECKING:
    from pytest_lambda.events.types.sns import SnsEvent

__all__ = ["Variant", "envelope", "notification", "sns"]

Variant = Literal["standard", "attributes", "fifo"]

_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,256}(\.fifo)?")
_SUBJECT = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
_SAMPLE_ATTRIBUTES = {"event_type": "order.placed", "priority": 1}
_SEQUENCE_START = 10_000_000_000_000_000_000
_ENVELOPE_NAMES = {"SigningCertUrl": "SigningCertURL", "UnsubscribeUrl": "UnsubscribeURL"}
_ENVELOPE_ORDER = (
    "Type", "MessageId", "SequenceNumber", "TopicArn", "Subject", "Message", "Timestamp", "SignatureVersion",
    "Signature", "SigningCertUrl", "UnsubscribeUrl", "MessageAttributes",
)  # fmt: skip


def sns(
    entropy: Entropy,
    message: object = None,
    *,
    variant: Variant = "standard",
    subject: str | None = None,
    message_attributes: Mapping[str, Any] | None = None,
    topic: str = "orders",
    signature_version: Literal["1", "2"] = "1",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> SnsEvent:
    """
    Return the event by which a topic hands one notification to a function.

    Args:
        message: text as it is, anything else as JSON; by default an order.
        variant: ``"standard"``, ``"attributes"`` (two sample attributes unless *message_attributes* are
            given) or ``"fifo"`` (a FIFO topic, with a sequence number).
        subject: null in the event when there is none.
        message_attributes: names with text, numbers, ``bytes``, lists of text, or
            ``{"data_type": ..., "string_value": ...}``.
        topic: name or ARN; a FIFO topic's name gets its ``.fifo``.
        signature_version: ``"1"`` (SHA1) or ``"2"`` (SHA256). The signature itself is random.
        time: when the message was published.
        overrides: merged in last; a dict under ``"Records"`` goes to the one record. Topic, subscription and
            URLs follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: a notification of a FIFO topic differs by its ``SequenceNumber`` alone.

    Example:
        >>> events.sns({"id": 1}, subject="Order placed")["Records"][0]["Sns"]["Message"]
        '{"id": 1}'
    """
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    region, account_id = _check.region(region), _check.account_id(account_id)
    if variant == "attributes" and message_attributes is None:
        message_attributes = _SAMPLE_ATTRIBUTES
    at = instant(entropy, time)
    record = notification(
        entropy,
        message,
        subject=subject,
        message_attributes=message_attributes,
        topic_arn=topic_arn(topic, is_fifo=variant == "fifo", account_id=account_id, region=region),
        signature_version=signature_version,
        at=at,
    )
    event = {"Records": [record]}
    if overrides is not None:
        override_records(event, overrides, record_rules=_RECORD_RULES)
    return cast("SnsEvent", event)


def topic_arn(topic: object, *, is_fifo: bool, account_id: str, region: str) -> str:
    """
    Return the ARN of *topic*, a name or an ARN.

    Raises:
        UsageError: it is neither, or its name ends in ``.fifo`` and it is no FIFO topic.
    """
    if is_fifo and isinstance(topic, str) and not topic.endswith(".fifo"):
        topic += ".fifo"
    arn = _names.resource_arn(
        "topic",
        topic,
        service="sns",
        region=region,
        account_id=account_id,
        name=_TOPIC,
        allowed="the name of a topic (up to 256 letters, digits, '_' or '-') or its ARN",
    )
    if not is_fifo and arn.endswith(".fifo"):
        raise _check.wrong("topic", "a standard topic (or give variant='fifo')", topic)
    return arn


def notification(
    entropy: Entropy,
    message: object,
    *,
    subject: object,
    message_attributes: object,
    topic_arn: str,
    signature_version: object,
    at: Instant,
) -> dict[str, Any]:
    """Return one record of an SNS event around *message*; the topic is a FIFO topic if its ARN says so."""
    if subject is not None:
        _check.matching("subject", subject, _SUBJECT, "1 to 100 characters on one line")
    subscription_arn = f"{topic_arn}:{entropy.uuid()}"
    body = _samples.order(entropy) if message is None else message
    host = _host(topic_arn)
    sequence: dict[str, str] = {}
    if topic_arn.endswith(".fifo"):
        sequence = {"SequenceNumber": f"{_SEQUENCE_START + 1000 * entropy.count('sequence')}"}
    return {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription_arn,
        "Sns": {
            "Type": "Notification",
            "MessageId": entropy.uuid(),
            **sequence,
            "TopicArn": topic_arn,
            "Subject": subject,
            "Message": _check.encoded("message", body),
            "Timestamp": at.iso_ms(),
            "SignatureVersion": _check.choice("signature_version", signature_version, ("1", "2")),
            "Signature": entropy.base64(256),
            "SigningCertUrl": f"{host}/SimpleNotificationService-{entropy.hex(32)}.pem",
            "UnsubscribeUrl": _unsubscribe_url(subscription_arn),
            "MessageAttributes": sns_attributes(message_attributes),
        },
    }


def envelope(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the notification of *record* as a queue gets it: ``...URL``, nothing null or empty."""
    inner = record["Sns"]
    return {
        _ENVELOPE_NAMES.get(name, name): inner[name]
        for name in _ENVELOPE_ORDER
        if inner.get(name) is not None and inner[name] != {}
    }


def _host(arn: str) -> str:
    region = _names.region_of(arn)
    return f"https://sns.{region}.{_names.dns_suffix(region)}"


def _unsubscribe_url(subscription_arn: str) -> str:
    return f"{_host(subscription_arn)}/?Action=Unsubscribe&SubscriptionArn={subscription_arn}"


def _topic_of(record: dict[str, Any]) -> str:
    topic, _, _ = record["EventSubscriptionArn"].rpartition(":")
    return str(topic)


def _subscription_of(record: dict[str, Any]) -> str:
    return f"{record['Sns']['TopicArn']}:{record['EventSubscriptionArn'].rpartition(':')[2]}"


def _signing_cert_url(record: dict[str, Any]) -> str:
    return f"{_host(record['Sns']['TopicArn'])}/{record['Sns']['SigningCertUrl'].rpartition('/')[2]}"


_RECORD_RULES = (
    Rule("Sns/TopicArn", ("EventSubscriptionArn",), _topic_of),
    Rule("EventSubscriptionArn", ("Sns/TopicArn",), _subscription_of),
    Rule(
        "Sns/UnsubscribeUrl",
        ("EventSubscriptionArn",),
        lambda record: _unsubscribe_url(record["EventSubscriptionArn"]),
    ),
    Rule("Sns/SigningCertUrl", ("Sns/TopicArn",), _signing_cert_url),
)
