"""Every event that was given up and kept somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["DeadLetterRecord"]


@dataclass(frozen=True, slots=True)
class DeadLetterRecord:
    """
    An event that ended in a dead-letter queue or an on-failure destination.

    Attributes:
        event: what was lost, as the function saw it (a message of a queue: its body).
        reason: why: ``"RetriesExhausted"``, ``"EventAgeExceeded"``, ``"MaxReceiveCountExceeded"``...
        function: name of the function, or ``None`` where none is known.
        target: name of the queue, or ARN of what else keeps it.
    """

    event: Any
    reason: str
    function: str | None
    target: str
