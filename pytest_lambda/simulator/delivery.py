"""What arrives at a destination."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.model.message import MessageAttribute

__all__ = ["Delivered"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """
    What a dead-letter queue or a destination receives.

    Attributes:
        body: the event, or the record as JSON text.
        message_attributes: those of a dead letter; empty for a record.
        record: the record of an asynchronous invocation, decoded; ``None`` for a dead letter.
        outcome: ``"on_success"`` or ``"on_failure"``; ``None`` for a dead letter.
        function_name: the function whose event it was.
        trace_header: carries on the chain of invocations; ``None`` where there is none.
    """

    body: str
    message_attributes: Mapping[str, MessageAttribute] = field(default_factory=dict)
    record: Mapping[str, Any] | None = None
    outcome: str | None = None
    function_name: str = ""
    trace_header: str | None = None

    def without_payloads(self) -> str:
        """
        Return the record's text without what came in and what came out.

        Assumed: both go, whichever of them is too long (ASYNC-17).
        """
        assert self.record is not None
        kept = {name: value for name, value in self.record.items() if not name.endswith("Payload")}
        return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
