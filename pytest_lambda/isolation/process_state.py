"""
What a process has one of and an execution environment has its own of: swapped in before a handler runs, out after.

Each aspect holds the environment's side and the test run's side of one thing. ``enter`` shows the environment's,
``leave`` keeps what the handler made of it and shows the test run's again, exactly as it was.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TextIO

__all__ = ["Aspect", "Interpreter", "ProcessState", "Streams", "TimeZone", "Warnings", "WorkingDirectory"]


class Aspect(Protocol):
    """One thing that a process has one of."""

    def enter(self) -> None:
        """Show the environment's side."""
        ...

    def leave(self) -> None:
        """Keep the environment's side and show the test run's."""
        ...


class ProcessState:
    """All aspects of one environment, entered in order and left in the reverse order, whatever happens."""

    def __init__(self, aspects: Sequence[Aspect]) -> None:
        self._enter = [aspect.enter for aspect in aspects]
        self._leave = [aspect.leave for aspect in reversed(aspects)]

    def enter(self) -> None:
        """Show the environment's side of everything."""
        for enter in self._enter:
            enter()

    def leave(self) -> None:
        """Show the test run's side of everything; the first error comes out when all is done."""
        first: BaseException | None = None
        for leave in self._leave:
            try:
                leave()
            except BaseException as error:
                first = first or error
        if first is not None:
            raise first


class WorkingDirectory:
    """The working directory: the code's folder at first. Source: ENV-12"""

    def __init__(self, first: str) -> None:
        self._ours = first
        self._theirs: str | None = None

    def enter(self) -> None:
        try:
            self._theirs = os.getcwd()
        except FileNotFoundError:
            self._theirs = None
        try:
            os.chdir(self._ours)
        except OSError:
            # The handler's folder is gone (it removed it, or /tmp was its working directory): stay.
            self._ours = self._theirs or self._ours

    def leave(self) -> None:
        try:
            self._ours = os.getcwd()
        except FileNotFoundError:
            pass
        if self._theirs is not None:
            os.chdir(self._theirs)


class Streams:
    """``sys.stdin``, ``sys.stdout`` and ``sys.stderr``, ``sys.argv``, and the hooks that print what nobody caught."""

    def __init__(self, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> None:
        self._ours: tuple[Any, ...] = (
            stdin,
            stdout,
            stderr,
            sys.__excepthook__,
            sys.__displayhook__,
            sys.__unraisablehook__,
            threading.__excepthook__,
        )
        self._theirs: tuple[Any, ...] = ()
        self._argv: list[str] = []

    def enter(self) -> None:
        self._theirs = self._swap(self._ours)
        self._argv = sys.argv
        sys.argv = list(sys.argv)

    def leave(self) -> None:
        self._ours = self._swap(self._theirs)
        sys.argv = self._argv

    @staticmethod
    def _swap(new: tuple[Any, ...]) -> tuple[Any, ...]:
        old = (
            sys.stdin,
            sys.stdout,
            sys.stderr,
            sys.excepthook,
            sys.displayhook,
            sys.unraisablehook,
            threading.excepthook,
        )
        (
            sys.stdin,
            sys.stdout,
            sys.stderr,
            sys.excepthook,
            sys.displayhook,
            sys.unraisablehook,
            threading.excepthook,
        ) = new
        return old


class Interpreter:
    """Settings of the interpreter: recursion limit, switch interval, gc, trace and profile functions."""

    def __init__(self) -> None:
        self._ours: tuple[int, float, bool] | None = None
        self._theirs: tuple[int, float, bool] = (0, 0.0, True)
        self._functions: tuple[Any, Any] = (None, None)

    def enter(self) -> None:
        self._theirs = (sys.getrecursionlimit(), sys.getswitchinterval(), gc.isenabled())
        self._functions = (sys.gettrace(), sys.getprofile())
        if self._ours is not None and self._ours != self._theirs:
            self._set(self._ours)

    def leave(self) -> None:
        trace, profile = self._functions
        if sys.gettrace() is not trace:
            sys.settrace(trace)
        if sys.getprofile() is not profile:
            sys.setprofile(profile)
        ours = (sys.getrecursionlimit(), sys.getswitchinterval(), gc.isenabled())
        if ours != self._theirs:
            self._ours = ours
            self._set(self._theirs)

    @staticmethod
    def _set(settings: tuple[int, float, bool]) -> None:
        limit, interval, is_collecting = settings
        sys.setrecursionlimit(limit)
        sys.setswitchinterval(interval)
        (gc.enable if is_collecting else gc.disable)()


_DEFAULT_FILTERS = (
    ("default", None, DeprecationWarning, "__main__", 0),
    ("ignore", None, DeprecationWarning, None, 0),
    ("ignore", None, PendingDeprecationWarning, None, 0),
    ("ignore", None, ImportWarning, None, 0),
    ("ignore", None, ResourceWarning, None, 0),
)
"""What Python filters where nobody asked for anything else."""


def _print_warning(message: Any) -> None:
    """Write a warning to the handler's stderr, as Python does."""
    sys.stderr.write(warnings._formatwarnmsg(message))  # type: ignore[attr-defined]


class Warnings:
    """
    The warning filters and where warnings go: Python's own, to the log.

    The filters of the test run (``-W error``) hold for the tests; on Lambda nobody sets them.
    """

    def __init__(self) -> None:
        self._ours: tuple[Any, Any, Any] = (list(_DEFAULT_FILTERS), warnings._showwarning_orig, _print_warning)  # type: ignore[attr-defined]
        self._theirs: tuple[Any, Any, Any] = ([], None, None)
        self._their_filters: list[Any] = []

    def enter(self) -> None:
        # The version of the filters stays: what was shown once in this environment is not shown again.
        self._theirs = self._swap(self._ours)
        self._their_filters = list(self._theirs[0])

    def leave(self) -> None:
        self._ours = self._swap(self._theirs)
        if self._theirs[0] != self._their_filters:
            self._theirs[0][:] = self._their_filters

    @staticmethod
    def _swap(new: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
        module: Any = warnings
        old = (module.filters, module.showwarning, module._showwarnmsg_impl)
        module.filters, module.showwarning, module._showwarnmsg_impl = new
        return old


class TimeZone:
    """
    Local time: that of the environment's ``TZ``, UTC on Lambda.

    Args:
        variable: returns the environment's ``TZ``.

    Source: ENV-04
    """

    def __init__(self, variable: Callable[[], str | None]) -> None:
        self._variable = variable
        self._their_tz: str | None = None
        self._was_set = False

    def enter(self) -> None:
        wanted = self._variable()
        is_utc = wanted in (":UTC", "UTC", "UTC0", None)
        if is_utc and time.timezone == 0 and not time.daylight:
            self._was_set = False
            return
        self._was_set = hasattr(time, "tzset")
        if self._was_set:
            _set_time_zone(wanted or "UTC0")

    def leave(self) -> None:
        if self._was_set:
            _set_time_zone(os.environ.get("TZ"))


def _set_time_zone(value: str | None) -> None:
    """Set the C library's time zone without touching ``os.environ``."""
    if value is None:
        os.unsetenv("TZ")
    else:
        os.putenv("TZ", value)
    time.tzset()
