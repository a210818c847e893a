"""Every event that was given up and kept somewhere."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["DeadLetterRecord"]


class DeadLetterRecord:
    """
    An event that ended in a dead-letter queue or an on-failure destination.

    Attributes:
        reason: why: ``"RetriesExhausted"``, ``"EventAgeExceeded"``, ``"MaxReceiveCountExceeded"``...
        function: name of the function, or ``None`` where none is known.
        target: name of the queue, or ARN of what else keeps it.
    """

    __slots__ = ("_event", "function", "reason", "target")

    def __init__(self, event: Any, reason: str, function: str | None, target: str) -> None:
        self._event = event
        self.reason = reason
        self.function = function
        self.target = target

    @property
    def event(self) -> Any:
        """What was lost, as the function saw it; a message of a queue: its body."""
        if isinstance(self._event, bytes):
            self._event = json.loads(self._event)
        return self._event

    def __repr__(self) -> str:
        return (
            f"DeadLetterRecord(event={self.event!r}, reason={self.reason!r}, function={self.function!r}, "
            f"target={self.target!r})"
        )
