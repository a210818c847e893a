"""What is due when: a queue of timers on the virtual timeline, in a total order."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Timer", "Timers"]


@dataclass(order=True)
class Timer:
    """
    One thing that is due.

    Attributes:
        due_ms: ms since the start.
        sequence: order among timers that are due together: the first set goes first.
        payload: what the owner of the timers does with it.
        label: what a reader is told that it waits for.
    """

    due_ms: int
    sequence: int
    payload: Any = field(compare=False)
    label: str = field(compare=False)
    is_cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Make it never come due."""
        self.is_cancelled = True


class Timers:
    """Timers in the order in which they come due; ties go to the one that was set first."""

    def __init__(self) -> None:
        self._heap: list[Timer] = []
        self._sequence = 0

    def __len__(self) -> int:
        return sum(not timer.is_cancelled for timer in self._heap)

    def add(self, due_ms: int, payload: Any, *, label: str) -> Timer:
        """Set a timer for *due_ms*; *label* tells a reader what it waits for."""
        self._sequence += 1
        timer = Timer(due_ms, self._sequence, payload, label)
        heapq.heappush(self._heap, timer)
        return timer

    def next_due_ms(self) -> int | None:
        """Return when the next timer is due, or ``None``."""
        self._drop_cancelled()
        return self._heap[0].due_ms if self._heap else None

    def pop_due(self, until_ms: int) -> Timer | None:
        """Take out the next timer that is due at *until_ms* or before, or return ``None``."""
        self._drop_cancelled()
        if self._heap and self._heap[0].due_ms <= until_ms:
            return heapq.heappop(self._heap)
        return None

    def pending(self) -> list[Timer]:
        """Return what is set, in the order in which it comes due."""
        return sorted(timer for timer in self._heap if not timer.is_cancelled)

    def _drop_cancelled(self) -> None:
        while self._heap and self._heap[0].is_cancelled:
            heapq.heappop(self._heap)
