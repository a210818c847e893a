"""
Which execution environment has the process at this moment: the one whose code runs.

Functions that are taken over while a simulator is open ask here; with nobody inside they do what they always do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_lambda.isolation import unwinding

if TYPE_CHECKING:
    from pytest_lambda.isolation.containment import Containment

__all__ = ["ProcessExit", "Replacements", "end_process", "inside", "outside"]


class _Inside:
    """
    Attributes:
        environment: whose code runs, or ``None``.
        is_child: whether this is a process that a handler forked.
    """

    __slots__ = ("environment", "is_child")

    def __init__(self) -> None:
        self.environment: Containment | None = None
        self.is_child = False


inside = _Inside()


@contextmanager
def outside() -> Iterator[None]:
    """Do something for an environment that is not its handler's doing."""
    here, inside.environment = inside.environment, None
    try:
        yield
    finally:
        inside.environment = here


class ProcessExit(BaseException):
    """The handler called ``os._exit`` or the like: its process would be gone. ``status`` as ``waitpid`` shows it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _say_nothing(_: Any) -> None:
    pass


def end_process(status: int) -> Any:
    """
    End the handler as the end of its process would: nothing of it runs any more, whatever it catches.

    Args:
        status: the exit status, or minus the number of the signal.

    Source: RT-27, LC-08
    """
    here = inside.environment
    if here is None or here.clock.owns_deadline:
        if here is not None:
            here.exit_status = status
            # What runs by itself meanwhile (a weak reference's callback) is stopped too, and says nothing.
            here.unraisable_hook = sys.unraisablehook
            sys.unraisablehook = _say_nothing
            unwinding.begin()
        raise ProcessExit(status)
    # Another thread of the handler: the handler's own ends with the process.
    here.exit_status = status
    unwinding.interrupt()
    raise SystemExit


class Replacements:
    """Functions of modules that are taken over for a while."""

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any]] = []

    def replace(self, owners: Any, name: str, wrap: Callable[[Any], Any]) -> None:
        """
        Replace the function *name* of *owners*, where it exists, by what *wrap* makes of it.

        Args:
            owners: a module or class, or several that hold the same function.
        """
        replacement = None
        for owner in owners if isinstance(owners, tuple) else (owners,):
            original = getattr(owner, "__dict__", {}).get(name)
            if original is None:
                continue
            if replacement is None:
                replacement = wrap(original)
            self._undo.append((owner, name, original))
            setattr(owner, name, replacement)

    def put_back(self) -> None:
        """Put back what was there."""
        while self._undo:
            owner, name, original = self._undo.pop()
            setattr(owner, name, original)
