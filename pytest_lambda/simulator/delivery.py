"""What arrives at a destination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_lambda.model.message import MessageAttribute

__all__ = ["Delivered"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """
    What a dead-letter queue or a destination receives.

    Attributes:
        body: the event, or the record as JSON text.
        message_attributes: those of a dead letter; empty for a record.
    """

    body: str
    message_attributes: Mapping[str, MessageAttribute] = field(default_factory=dict)
