"""What a builder was given, read back from its event."""

from __future__ import annotations

import base64
import copy
import json as _json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check
from pytest_lambda.events._attribute_values import python_item

__all__ = ["decode"]

_GZIP = zlib.MAX_WBITS | 16  # what zlib takes for data with the header of gzip


def decode(event: Mapping[str, Any], *, json: bool = False, binary: bool = False) -> Any:
    """
    Return what *event* carries, as Python values: the inverse of the builders.

    ====================================  ==============================================================
    kind                                  what comes back
    ====================================  ==============================================================
    sqs                                   list of bodies
    sns                                   list of messages (of one)
    kinesis, kinesis_window               list of data
    kafka_msk, kafka_self_managed         list of values, partition by partition
    mq_activemq, mq_rabbitmq              list of messages, queue by queue
    firehose                              list of data, whatever the source
    dynamodb, dynamodb_window             list of ``{"keys": ..., "new": ..., "old": ...}``, each a dict of
                                          Python values, or None for an image that the event does not show;
                                          whole numbers are int, others Decimal, sets are sets
    documentdb                            list of changes, as MongoDB describes them
    s3, s3_batch                          list of keys, not encoded
    eventbridge and all that look like    the detail
    it (s3_eventbridge, scheduled, ...)
    cloudwatch_logs                       the dict with the log events
    apigw_rest, apigw_http,               the body, or None
    function_url, alb and other HTTP
    ====================================  ==============================================================

    Bodies that the event holds as text come back as text. Those it holds as base64 come back as text when they
    are UTF-8, which is what the builders make of text, and else as bytes.

    Args:
        event: from a builder, or recorded; not changed, and nothing of it is in what comes back.
        json: parse each body; one that is not JSON is an error. What comes back as a Python value anyway (images,
            changes, keys, details, log events) is not parsed further.
        binary: keep as bytes what the event holds as base64, also when it is UTF-8.

    Raises:
        UsageError: *event* is of no kind in the table, or is not whole; a body is not JSON; *json* and *binary*
            are both given.

    Example:
        >>> events.decode(events.kinesis(["a", {"id": 1}]))
        ['a', '{"id": 1}']
        >>> events.decode(events.sqs([{"id": 1}]), json=True)
        [{'id': 1}]
    """
    for argument, value in (("json", json), ("binary", binary)):
        if not isinstance(value, bool):
            raise _check.wrong(argument, "True or False", value)
    if json and binary:
        raise UsageError("binary must be left out with json=True: a body is parsed or left as it is")
    kind = _kind_of(event)
    try:
        return kind.read(event, _Form(json, binary))
    except UsageError:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, zlib.error):
        raise _check.wrong("event", f"a whole event of {kind.name}", event) from None


@dataclass(frozen=True, slots=True)
class _Form:
    """How bodies come back: parsed, or as bytes."""

    json: bool
    binary: bool

    def of_text(self, body: Any) -> Any:
        """Return a body that the event holds as text."""
        if not self.json:
            return body
        try:
            return _json.loads(body)
        except ValueError:
            raise _not_json(body) from None

    def of_base64(self, body: str) -> Any:
        """Return a body that the event holds as base64."""
        content = base64.b64decode(body, validate=True)
        if self.binary:
            return content
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            if self.json:
                raise _not_json(content) from None
            return content
        return self.of_text(text)


class _Kind(NamedTuple):
    """One kind, or several that look alike: what it is called and how it is read."""

    name: str
    read: Callable[[Any, _Form], Any]


def _not_json(body: object) -> UsageError:
    return UsageError(f"json must be left out unless every body is JSON, got the body {_check.show(body)}")


def _kind_of(event: object) -> _Kind:
    if isinstance(event, Mapping):
        source = event.get("eventSource")
        if isinstance(source, str) and source in _BY_SOURCE:
            return _BY_SOURCE[source]
        records = event.get("Records")
        if isinstance(records, list):
            if not records and "window" in event:
                return _EMPTY_WINDOW
            first = records[0] if records and isinstance(records[0], Mapping) else {}
            source = first.get("eventSource", first.get("EventSource"))
            if isinstance(source, str) and source in _BY_RECORD:
                return _BY_RECORD[source]
        for keys, kind in _BY_KEYS:
            if keys <= event.keys():
                return kind
    names = [kind.name for kind in (*_BY_RECORD.values(), *_BY_SOURCE.values(), *(kind for _, kind in _BY_KEYS))]
    raise _check.wrong("event", f"of a kind that carries something ({', '.join(dict.fromkeys(names))})", event)


def _each(key: str, read: Callable[[Any, _Form], Any]) -> Callable[[Any, _Form], list[Any]]:
    """Return what reads the list under *key*, item by item."""
    return lambda event, form: [read(item, form) for item in event[key]]


def _each_of_each(key: str, read: Callable[[Any, _Form], Any]) -> Callable[[Any, _Form], list[Any]]:
    """Return what reads the lists in the dict under *key*."""
    return lambda event, form: [read(item, form) for items in event[key].values() for item in items]


def _images(record: Any, form: _Form) -> dict[str, Any]:
    change = record["dynamodb"]
    return {
        name: None if change.get(key) is None else python_item(change[key])
        for name, key in (("keys", "Keys"), ("new", "NewImage"), ("old", "OldImage"))
    }


def _of_firehose(record: Any, form: _Form) -> Any:
    return form.of_base64(record["kafkaRecordValue"] if "kafkaRecordValue" in record else record["data"])


def _detail(event: Any, form: _Form) -> Any:
    detail = event["detail"]
    # EventBridge Scheduler sends it as text.
    return form.of_text(detail) if isinstance(detail, str) else copy.deepcopy(detail)


def _log_events(event: Any, form: _Form) -> Any:
    packed = base64.b64decode(event["awslogs"]["data"], validate=True)
    return _json.loads(zlib.decompress(packed, _GZIP))


def _http_body(event: Any, form: _Form) -> Any:
    body = event.get("body")
    if body is None:
        return None
    is_base64 = event["isBase64Encoded"] if "isBase64Encoded" in event else event["is_base64_encoded"]
    return form.of_base64(body) if is_base64 else form.of_text(body)


_KAFKA = _Kind("kafka", _each_of_each("records", lambda record, form: form.of_base64(record["value"])))
_ACTIVEMQ = _Kind("mq_activemq", _each("messages", lambda message, form: form.of_base64(message["data"])))
_EMPTY_WINDOW = _Kind("a window", lambda event, form: [])
_BY_RECORD = {
    "aws:sqs": _Kind("sqs", _each("Records", lambda record, form: form.of_text(record["body"]))),
    "aws:sns": _Kind("sns", _each("Records", lambda record, form: form.of_text(record["Sns"]["Message"]))),
    "aws:kinesis": _Kind("kinesis", _each("Records", lambda record, form: form.of_base64(record["kinesis"]["data"]))),
    "aws:dynamodb": _Kind("dynamodb", _each("Records", _images)),
    "aws:s3": _Kind("s3", _each("Records", lambda record, form: unquote_plus(record["s3"]["object"]["key"]))),
}
_BY_SOURCE = {
    "aws:kafka": _KAFKA,
    "SelfManagedKafka": _KAFKA,
    "aws:mq": _ACTIVEMQ,
    "aws:amq": _ACTIVEMQ,  # what the documentation had first
    "aws:rmq": _Kind(
        "mq_rabbitmq", _each_of_each("rmqMessagesByQueue", lambda message, form: form.of_base64(message["data"]))
    ),
    "aws:docdb": _Kind("documentdb", _each("events", lambda one, form: copy.deepcopy(one["event"]))),
}
_BY_KEYS = (
    ({"deliveryStreamArn", "records"}, _Kind("firehose", _each("records", _of_firehose))),
    ({"detail-type", "detail"}, _Kind("eventbridge", _detail)),
    ({"awslogs"}, _Kind("cloudwatch_logs", _log_events)),
    (
        {"invocationSchemaVersion", "tasks"},
        _Kind("s3_batch", _each("tasks", lambda task, form: unquote_plus(task["s3Key"]))),
    ),
    ({"isBase64Encoded"}, _Kind("an HTTP request", _http_body)),
    ({"is_base64_encoded"}, _Kind("an HTTP request", _http_body)),
)
