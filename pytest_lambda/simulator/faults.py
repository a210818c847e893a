"""Faults that a test asks for: which attempt of an event fails, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pytest_lambda.base.errors import UsageError
from pytest_lambda.model.check import one_of

__all__ = ["FAULT_KINDS", "Fault", "FaultPlan"]

FAULT_KINDS = ("error", "timeout", "throttle", "crash", "out_of_memory", "response_lost", "duplicate")
"""
``error``, ``timeout``, ``crash`` and ``out_of_memory`` take the handler's place; ``throttle`` keeps it from being
reached; ``response_lost`` and ``duplicate`` let it run.
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One fault.

    Attributes:
        kind: one of :data:`FAULT_KINDS`.
        function_name: the function it is for, or ``None`` for all.
        attempts: the attempts of each event that it hits, from 1.
    """

    kind: str
    function_name: str | None
    attempts: tuple[int, ...]

    @classmethod
    def parse(cls, kind: object, function_name: str | None, attempts: object) -> Fault:
        """Check a fault as a user gives it; raises UsageError that says what is allowed."""
        one_of("kind", kind, FAULT_KINDS)
        numbers = [attempts] if isinstance(attempts, int) and not isinstance(attempts, bool) else attempts
        if isinstance(numbers, str) or not isinstance(numbers, Iterable):
            raise UsageError(f"attempts must be numbers from 1, such as (1,) or (1, 2), not {attempts!r}")
        checked = tuple(numbers)
        if not checked or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in checked):
            raise UsageError(f"attempts must be numbers from 1, such as (1,) or (1, 2), not {attempts!r}")
        return cls(str(kind), function_name, checked)


class FaultPlan:
    """The faults of one simulator."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Add a fault."""
        self._faults.append(fault)

    def for_attempt(self, function_name: str, attempt: int) -> str | None:
        """Return the kind of fault that hits this attempt, or ``None``; the first that was added counts."""
        for fault in self._faults:
            if attempt in fault.attempts and fault.function_name in (None, function_name):
                return fault.kind
        return None
