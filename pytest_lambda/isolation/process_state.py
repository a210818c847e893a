"""
What a process has one of and an execution environment has its own of: swapped in before a handler runs, out after.

Each aspect holds the environment's side and the test run's side of one thing. ``enter`` shows the environment's,
``leave`` keeps what the handler made of it and shows the test run's again, exactly as it was.
"""

from __future__ import annotations

import gc
import os
import sys
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
    """``sys.stdout`` and ``sys.stderr``, which write to the log; ``sys.argv`` and the display hooks besides."""

    def __init__(self, stdout: TextIO, stderr: TextIO) -> None:
        self._ours = (stdout, stderr, sys.excepthook, sys.displayhook, sys.unraisablehook)
        self._theirs: tuple[Any, ...] = ()
        self._argv: list[str] = []

    def enter(self) -> None:
        self._theirs = (sys.stdout, sys.stderr, sys.excepthook, sys.displayhook, sys.unraisablehook)
        self._argv = sys.argv
        sys.argv = list(sys.argv)
        sys.stdout, sys.stderr = self._ours[0], self._ours[1]

    def leave(self) -> None:
        self._ours = (sys.stdout, sys.stderr, *self._ours[2:])
        sys.stdout, sys.stderr, sys.excepthook, sys.displayhook, sys.unraisablehook = self._theirs
        sys.argv = self._argv


class Interpreter:
    """Settings of the interpreter: recursion limit, trace and profile functions, garbage collection."""

    def __init__(self) -> None:
        self._theirs: tuple[Any, ...] = ()

    def enter(self) -> None:
        self._theirs = (
            sys.getrecursionlimit(),
            sys.gettrace(),
            sys.getprofile(),
            gc.isenabled(),
            sys.getswitchinterval(),
        )

    def leave(self) -> None:
        limit, trace, profile, is_collecting, interval = self._theirs
        if sys.getrecursionlimit() != limit:
            sys.setrecursionlimit(limit)
        if sys.gettrace() is not trace:
            sys.settrace(trace)
        if sys.getprofile() is not profile:
            sys.setprofile(profile)
        if gc.isenabled() is not is_collecting:
            (gc.enable if is_collecting else gc.disable)()
        if sys.getswitchinterval() != interval:
            sys.setswitchinterval(interval)


class Warnings:
    """
    The warning filters and where warnings go.

    They start as the test run's, so that a handler's warnings reach pytest's summary (and ``-W error`` its code).
    """

    def __init__(self) -> None:
        self._ours: tuple[list[Any], Any] | None = None
        self._theirs: tuple[Any, list[Any], Any] = ([], [], None)

    def enter(self) -> None:
        filters = warnings.filters
        self._theirs = (filters, list(filters), warnings.showwarning)
        if self._ours is not None:
            warnings.filters = self._ours[0]
            warnings.showwarning = self._ours[1]
            _filters_changed()

    def leave(self) -> None:
        filters, content, show = self._theirs
        ours = list(warnings.filters)
        if ours != content or warnings.showwarning is not show or warnings.filters is not filters:
            self._ours = (ours, warnings.showwarning)
            filters[:] = content
            warnings.filters = filters
            warnings.showwarning = show
            _filters_changed()


def _filters_changed() -> None:
    changed = getattr(warnings, "_filters_mutated_lock_held", None) or getattr(warnings, "_filters_mutated", None)
    if changed is None:
        return
    lock = getattr(warnings, "_lock", None)
    if lock is not None and changed.__name__.endswith("lock_held"):
        with lock:
            changed()
    else:
        changed()


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
