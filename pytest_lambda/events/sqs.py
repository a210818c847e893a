"""Batches of messages from Amazon SQS."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base import quotas
from pytest_lambda.base.digests import md5_of_body, md5_of_message_attributes
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._message_attributes import sqs_attributes
from pytest_lambda.events._overrides import ABSENT, Rule, override_records
from pytest_lambda.events.eventbridge import eventbridge as _eventbridge
from pytest_lambda.events.s3 import s3 as _s3
from pytest_lambda.events.sns import envelope, notification, topic_arn

if TYPE_CHECKING:
    from pytest_lambda.events.types.sqs import SqsEvent

__all__ = ["Variant", "receipt_handle", "record", "sqs"]

Variant = Literal["standard", "fifo", "dead_letter", "sns", "s3", "eventbridge"]

_QUEUE = re.compile(r"[A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\.fifo")
_GROUP = re.compile(r"[!-~]{1,128}")
_MOST_RECORDS = quotas.QUEUE_BATCH_SIZE[-1]
_MOST_FIFO_RECORDS = quotas.QUEUE_BATCH_SIZE_WITHOUT_WINDOW
_DEAD_LETTER_RECEIVE_COUNT = 4  # three receives by the source queue, and this one
_SEQUENCE_START = 18_800_000_000_000_000_000
_SYSTEM_ATTRIBUTES = (
    "AWSTraceHeader", "ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount",
    "DeadLetterQueueSourceArn", "MessageDeduplicationId", "MessageGroupId", "SenderId", "SentTimestamp",
    "SequenceNumber",
)  # fmt: skip


def sqs(
    entropy: Entropy,
    bodies: object = None,
    *,
    variant: Variant = "standard",
    message_attributes: Mapping[str, Any] | Sequence[Mapping[str, Any] | None] | None = None,
    attributes: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    queue: str | None = None,
    dead_letter_queue_source: str = "orders",
    receive_count: int | Sequence[int] | None = None,
    message_group_id: str | Sequence[str] | None = None,
    retry_of: Mapping[str, Any] | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> SqsEvent:
    """
    Return the event of a batch of messages from one queue.

    Args:
        bodies: one per message: text as it is, anything else as JSON. What is no list is one message; by
            default one order. The last three variants wrap each: a notification's message, an object's key,
            an event's detail.
        variant: ``"standard"``; ``"fifo"`` (at most 10 messages, else 10,000); ``"dead_letter"`` (redriven
            from *dead_letter_queue_source*); ``"sns"``, ``"s3"``, ``"eventbridge"`` (bodies that are a
            notification of SNS, an event of S3, an event of EventBridge).
        message_attributes: names with text, numbers, ``bytes`` or ``{"data_type": ..., "string_value":
            ...}``; for every message, or a list with one mapping (or None) per message.
        attributes: system attributes to add or replace, such as ``{"AWSTraceHeader": ...}``; for every
            message, or a list.
        queue: name or ARN, by default ``orders`` (``orders-dlq``); a FIFO queue's name gets its ``.fifo``.
        dead_letter_queue_source: name or ARN of the queue that the dead letters come from.
        receive_count: how often the messages were received, this time included; one number or a list.
        message_group_id: one for all or a list; by default all messages of a FIFO queue are of one group.
        retry_of: an earlier event: the same messages, received once more. Without *bodies*.
        time: when the messages were sent; they are first received some milliseconds later.
        overrides: merged in last; under ``"Records"`` a dict goes to every record and a list item by item. A
            new body or new message attributes get new digests; Region and queue ARN follow each other; no message
            is received before it was sent.

    Raises:
        UsageError: an argument is not what it must be, or the batch is empty or too large.

    Source: SQS-01, SQS-02

    Example:
        >>> event = events.sqs(["a", {"id": 2}])
        >>> [record["body"] for record in event["Records"]]
        ['a', '{"id": 2}']
    """
    if retry_of is not None:
        if bodies is not None:
            raise UsageError(f"bodies must be left out with retry_of, which has them, got {_check.show(bodies)}")
        return _event(_received_again(entropy, retry_of), overrides)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    region, account_id = _check.region(region), _check.account_id(account_id)
    is_fifo = variant == "fifo"
    at = instant(entropy, time)
    texts = _texts(entropy, variant, bodies, at, account_id, region)
    count = len(texts)
    event_source_arn = _queue_arn(
        "queue",
        queue or ("orders-dlq" if variant == "dead_letter" else "orders"),
        is_fifo,
        account_id,
        region,
    )
    own_attributes = (
        None if message_attributes is None else _check.per_record("message_attributes", message_attributes, count)
    )
    added = (
        [{}] * count
        if attributes is None
        else [_added(one) for one in _check.per_record("attributes", attributes, count)]
    )
    groups = _groups(message_group_id, count, is_fifo)
    counts = _receive_counts(receive_count, count, variant)
    source = {}
    if variant == "dead_letter":
        source_arn = _queue_arn("dead_letter_queue_source", dead_letter_queue_source, False, account_id, region)
        source = {"DeadLetterQueueSourceArn": source_arn}
    sender_id = _samples.principal_id(entropy, "AIDA")
    sent, received = str(at.ms), str(at.ms + entropy.integer(1, 50))
    records = []
    for index, text in enumerate(texts):
        system = {
            "ApproximateReceiveCount": counts[index],
            "SentTimestamp": sent,
            "SenderId": sender_id,
            "ApproximateFirstReceiveTimestamp": received,
            **source,
        }
        if groups is not None:
            system["MessageGroupId"] = groups[index]
        if is_fifo:
            system["MessageDeduplicationId"] = entropy.uuid()
            system["SequenceNumber"] = str(_SEQUENCE_START + entropy.seed % 10**15 + 256 * entropy.count("sequence"))
        if added[index]:
            system.update(added[index])
            if "ApproximateFirstReceiveTimestamp" not in added[index]:
                system["ApproximateFirstReceiveTimestamp"] = _first_receive(system)
        records.append(
            record(
                message_id=entropy.uuid(),
                receipt_handle=receipt_handle(entropy),
                body=text,
                attributes=system,
                message_attributes=sqs_attributes(own_attributes[index]) if own_attributes else {},
                event_source_arn=event_source_arn,
                region=region,
            )
        )
    return _event(records, overrides)


def _event(records: list[dict[str, Any]], overrides: Mapping[str, Any] | None) -> SqsEvent:
    event = {"Records": records}
    if overrides is not None:
        override_records(event, overrides, record_rules=_RECORD_RULES)
    return cast("SqsEvent", event)


def record(
    *,
    message_id: str,
    receipt_handle: str,
    body: str,
    attributes: Mapping[str, str],
    message_attributes: Mapping[str, Mapping[str, Any]],
    event_source_arn: str,
    region: str,
) -> dict[str, Any]:
    """
    Return one record of an SQS event; the digests are the only thing worked out here.

    Args:
        message_id: a UUID.
        receipt_handle: another for each receive.
        body: the text of the message.
        attributes: system attributes, by the names and in the order of the record; values are text.
        message_attributes: in wire form, ``{name: {"stringValue": ..., "stringListValues": [],
            "binaryListValues": [], "dataType": "String"}}``; copied.
        event_source_arn: of the queue.
        region: of the queue.

    Source: SQS-01, SQS-02
    """
    made: dict[str, Any] = {
        "messageId": message_id,
        "receiptHandle": receipt_handle,
        "body": body,
        "attributes": dict(attributes),
        "messageAttributes": {},
        "md5OfBody": md5_of_body(body),
        "eventSource": "aws:sqs",
        "eventSourceARN": event_source_arn,
        "awsRegion": region,
    }
    if message_attributes:
        made["messageAttributes"] = {
            name: {key: list(value) if isinstance(value, list) else value for key, value in attribute.items()}
            for name, attribute in message_attributes.items()
        }
        made["md5OfMessageAttributes"] = md5_of_message_attributes(message_attributes)
    return made


def receipt_handle(entropy: Entropy) -> str:
    """Return a receipt handle: base64 of 180 bytes, the first three of them always the same."""
    return f"AQEB{entropy.base64(177)}"


def _texts(entropy: Entropy, variant: str, bodies: object, at: Instant, account_id: str, region: str) -> list[str]:
    if bodies is None:
        bodies = [None if variant in ("sns", "s3", "eventbridge") else _samples.order(entropy)]
    items = _check.listed("bodies", bodies, at_most=_MOST_FIFO_RECORDS if variant == "fifo" else _MOST_RECORDS)
    if variant == "sns":
        return [_sns_body(entropy.child("sns"), item, at, account_id, region) for item in items]
    if variant == "s3":
        return [_s3_body(entropy.child("s3"), item, at, account_id, region) for item in items]
    if variant == "eventbridge":
        return [_eventbridge_body(entropy.child("eventbridge"), item, at, account_id, region) for item in items]
    return [_check.encoded(f"bodies[{index}]", item) for index, item in enumerate(items)]


def _sns_body(entropy: Entropy, message: object, at: Instant, account_id: str, region: str) -> str:
    sent = notification(
        entropy,
        message,
        subject=None,
        message_attributes=None,
        topic_arn=topic_arn("orders", is_fifo=False, account_id=account_id, region=region),
        signature_version="1",
        at=at,
    )
    return json.dumps(envelope(sent), indent=2, separators=(",", " : "))


def _s3_body(entropy: Entropy, key: object, at: Instant, account_id: str, region: str) -> str:
    if key is not None:
        key = _check.text("an item of bodies", key, "the key of an object where variant='s3'")
    event = _s3(entropy, key=key, account_id=account_id, region=region, time=at.seconds)
    return json.dumps(event, separators=(",", ":"))


def _eventbridge_body(entropy: Entropy, detail: object, at: Instant, account_id: str, region: str) -> str:
    if detail is not None and not isinstance(detail, Mapping):
        raise _check.wrong("an item of bodies", "the detail of an event, a dict, where variant='eventbridge'", detail)
    event = _eventbridge(entropy, detail=detail, account_id=account_id, region=region, time=at.seconds)
    return json.dumps(event, separators=(",", ":"))


def _queue_arn(argument: str, queue: object, is_fifo: bool, account_id: str, region: str) -> str:
    if is_fifo and isinstance(queue, str) and not queue.endswith(".fifo"):
        queue += ".fifo"
    arn = _names.resource_arn(
        argument,
        queue,
        service="sqs",
        region=region,
        account_id=account_id,
        name=_QUEUE,
        allowed="the name of a queue (up to 80 letters, digits, '_' or '-') or its ARN",
    )
    if arn.endswith(".fifo") and not is_fifo and argument == "queue":
        raise _check.wrong(argument, "a standard queue (or give variant='fifo')", queue)
    return arn


def _added(given: object) -> dict[str, str]:
    """Return system attributes as the record holds them, which is as text."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise _check.wrong("attributes", "a mapping of system attributes to text", given)
    added = {}
    for name, value in given.items():
        _check.choice("a name in attributes", name, _SYSTEM_ATTRIBUTES)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise _check.wrong(f"attributes[{name!r}]", "text or an integer", value)
        added[name] = str(value)
    return added


def _first_receive(system: Mapping[str, str]) -> str:
    """Return when a message was first received, which is not before it was sent."""
    return str(max(int(system["ApproximateFirstReceiveTimestamp"]), int(system["SentTimestamp"])))


def _groups(given: object, count: int, is_fifo: bool) -> list[str] | None:
    if given is None:
        return ["orders"] * count if is_fifo else None
    groups = _check.per_record("message_group_id", given, count)
    for group in groups:
        _check.matching("message_group_id", group, _GROUP, "1 to 128 letters, digits or punctuation marks")
    return groups


def _receive_counts(given: object, count: int, variant: str) -> list[str]:
    if given is None:
        given = _DEAD_LETTER_RECEIVE_COUNT if variant == "dead_letter" else 1
    return [str(_check.integer("receive_count", one, 1)) for one in _check.per_record("receive_count", given, count)]


def _received_again(entropy: Entropy, event: object) -> list[dict[str, Any]]:
    """Return copies of the records of *event* as another receive of the same messages gives them."""
    copy = _check.plain("retry_of", event)
    try:
        records: list[dict[str, Any]] = copy["Records"]
        for one in records:
            one["receiptHandle"] = receipt_handle(entropy)
            system = one["attributes"]
            system["ApproximateReceiveCount"] = str(int(system["ApproximateReceiveCount"]) + 1)
    except (KeyError, TypeError, ValueError):
        raise _check.wrong("retry_of", "an event of this builder", event) from None
    return records


_RECORD_RULES = (
    Rule("md5OfBody", ("body",), lambda record: md5_of_body(record["body"])),
    Rule(
        "md5OfMessageAttributes",
        ("messageAttributes",),
        lambda record: (
            md5_of_message_attributes(record["messageAttributes"]) if record["messageAttributes"] else ABSENT
        ),
    ),
    Rule(
        "attributes/ApproximateFirstReceiveTimestamp",
        ("attributes/SentTimestamp",),
        lambda record: _first_receive(record["attributes"]),
    ),
    Rule("awsRegion", ("eventSourceARN",), lambda record: _names.region_of(record["eventSourceARN"])),
    Rule(
        "eventSourceARN",
        ("awsRegion",),
        lambda record: _names.arn_in_region(record["eventSourceARN"], record["awsRegion"]),
    ),
)
