"""A message in a queue, and the copies of it that a poller holds."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.base.errors import UsageError
from pytest_lambda.model.check import only_known
from pytest_lambda.model.tracing import check_trace_header

__all__ = ["MessageAttribute", "ReceivedMessage", "parse_message_attributes", "parse_message_system_attributes"]

_RECORD_FRAME_BYTES = 512
"""Room for what every record has beside the message's own: key names, md5 sums, ARN, Region."""


@dataclass(frozen=True, slots=True)
class MessageAttribute:
    """
    One message attribute.

    Attributes:
        data_type: ``"String"``, ``"Number"`` or ``"Binary"``, with an optional ``.label``.
        string_value: the text of a String or Number.
        binary_value: the bytes of a Binary.

    Source: SQS-02
    """

    data_type: str
    string_value: str | None = None
    binary_value: bytes | None = None

    def wire(self) -> dict[str, Any]:
        """Return it as an event source mapping passes it to a function."""
        wire: dict[str, Any] = {}
        if self.string_value is not None:
            wire["stringValue"] = self.string_value
        if self.binary_value is not None:
            wire["binaryValue"] = base64.b64encode(self.binary_value).decode()
        return {**wire, "stringListValues": [], "binaryListValues": [], "dataType": self.data_type}


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """
    One receive of a message: what a poller holds until it deletes it or the visibility timeout ends.

    Attributes:
        receipt_handle: new for every receive.
        receive_count: how often it was received, this time included.
        sent_ms, first_received_ms: ms since the epoch.
    """

    message_id: str
    receipt_handle: str
    body: str
    receive_count: int
    sent_ms: int
    first_received_ms: int
    sender_id: str
    message_attributes: Mapping[str, MessageAttribute] = field(default_factory=dict)
    trace_header: str | None = None
    dead_letter_source_arn: str | None = None

    def record_bytes(self) -> int:
        """Return how many bytes the message takes in an event, metadata included, or a little more. Source: ESM-04"""
        own = [
            self.message_id,
            self.receipt_handle,
            self.body,
            self.attributes(),
            {name: attribute.wire() for name, attribute in self.message_attributes.items()},
        ]
        return len(json.dumps(own, ensure_ascii=False).encode("utf-8", "surrogatepass")) + _RECORD_FRAME_BYTES

    def attributes(self) -> dict[str, str]:
        """Return the system attributes, all text. Source: SQS-01"""
        attributes = {
            "ApproximateReceiveCount": str(self.receive_count),
            "SentTimestamp": str(self.sent_ms),
            "SenderId": self.sender_id,
            "ApproximateFirstReceiveTimestamp": str(self.first_received_ms),
        }
        if self.trace_header is not None:
            attributes["AWSTraceHeader"] = self.trace_header
        if self.dead_letter_source_arn is not None:
            attributes["DeadLetterQueueSourceArn"] = self.dead_letter_source_arn
        return attributes


def parse_message_system_attributes(value: Any) -> str | None:
    """
    Return the trace header of ``{"AWSTraceHeader": {"data_type": "String", "string_value": header}}``, the only one.

    Raises:
        UsageError: wrong shape, or what is no trace header.

    Source: XRAY-02
    """
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise UsageError(f"message_system_attributes must be a dict of dicts, not {value!r}")
    only_known("message_system_attributes", value, ("AWSTraceHeader",))
    attribute = value.get("AWSTraceHeader")
    if not isinstance(attribute, Mapping) or attribute.get("data_type") != "String":
        raise UsageError(
            "message_system_attributes['AWSTraceHeader'] must be a dict such as {'data_type': 'String', "
            f"'string_value': 'Root=1-...'}}, not {attribute!r}"
        )
    return check_trace_header(attribute.get("string_value"))


def parse_message_attributes(value: Any) -> dict[str, MessageAttribute]:
    """
    Check message attributes as a user gives them: ``{name: {"data_type": "String", "string_value": "x"}}``.

    Raises:
        UsageError: wrong shape; the message names the attribute and what is allowed.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise UsageError(f"message_attributes must be a dict of dicts, not {value!r}")
    parsed: dict[str, MessageAttribute] = {}
    for name, attribute in value.items():
        where = f"message_attributes[{name!r}]"
        if isinstance(attribute, MessageAttribute):
            parsed[name] = attribute
            continue
        if not isinstance(attribute, Mapping):
            raise UsageError(
                f"{where} must be a dict such as {{'data_type': 'String', 'string_value': 'x'}}, not {attribute!r}"
            )
        only_known(where, attribute, ("data_type", "string_value", "binary_value"))
        data_type = attribute.get("data_type")
        kind = str(data_type).split(".", 1)[0]
        field_name = {"String": "string_value", "Number": "string_value", "Binary": "binary_value"}.get(kind)
        if field_name is None:
            raise UsageError(
                f"{where}['data_type'] must be 'String', 'Number' or 'Binary' (a '.label' may follow), "
                f"not {data_type!r}"
            )
        content = attribute.get(field_name)
        expected: type = bytes if kind == "Binary" else str
        if not isinstance(content, expected) or not content:
            raise UsageError(
                f"{where} of type {data_type!r} needs {field_name!r}: {expected.__name__}, not empty, not {content!r}"
            )
        parsed[name] = (
            MessageAttribute(str(data_type), binary_value=content)
            if isinstance(content, bytes)
            else MessageAttribute(str(data_type), string_value=str(content))
        )
    return parsed
