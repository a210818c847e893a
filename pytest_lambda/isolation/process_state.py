"""
What a process has one of and an execution environment has its own of: swapped in before a handler runs, out after.

Each aspect holds the environment's side and the test run's side of one thing. ``enter`` shows the environment's,
``leave`` keeps what the handler made of it and shows the test run's again, exactly as it was.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import logging
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TextIO

from pytest_lambda.isolation import tracing
from pytest_lambda.isolation.variables import outer_value

__all__ = [
    "Aspect",
    "Interpreter",
    "ProcessState",
    "Streams",
    "TimeZone",
    "Warnings",
    "WorkingDirectory",
    "install_directory_tracking",
]


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
        """Show the test run's side of everything; an error comes out when all is done."""
        pending = iter(self._leave)
        try:
            for leave in pending:
                leave()
        except BaseException:
            for leave in pending:
                with contextlib.suppress(BaseException):
                    leave()
            raise


class _Folder:
    """A folder to go to, held open: going there by descriptor costs a third of going there by path."""

    __slots__ = ("descriptor", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.descriptor: int | None = None

    def go(self) -> None:
        """Make it the working directory; where that fails, stay."""
        descriptor = self.descriptor
        try:
            if descriptor is None:
                if _fchdir is None:
                    self._go_by_path()
                    return
                descriptor = self.descriptor = _open(self.path, _OPEN_FOLDER)
            _fchdir(descriptor)
            _directory.known = self.path
        except OSError:
            # Somebody closed the descriptor: it is another's now, or nobody's.
            self.descriptor = None
            self._go_by_path()

    def _go_by_path(self) -> None:
        try:
            _chdir(self.path)
            _directory.known = self.path
        except OSError:
            _directory.known = _current_directory()

    def close(self) -> None:
        """Let go of it."""
        descriptor, self.descriptor = self.descriptor, None
        if descriptor is not None:
            with contextlib.suppress(OSError):
                _close(descriptor)


class _Directory:
    """
    Where this process is.

    Attributes:
        known: the path, as long as nobody changed it since.
        theirs: the folder of the test run.
    """

    __slots__ = ("known", "theirs")

    def __init__(self) -> None:
        self.known: str | None = None
        self.theirs = _Folder("")

    def forget(self) -> None:
        """Somebody goes elsewhere."""
        self.known = None
        self.theirs.close()


_directory = _Directory()


def install_directory_tracking() -> Callable[[], None]:
    """Notice every change of the working directory from now on; return what ends that."""
    originals = {name: getattr(os, name) for name in ("chdir", "fchdir") if hasattr(os, name)}

    def tracked(original: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(original)
        def change(*args: Any, **kwargs: Any) -> None:
            _directory.forget()
            original(*args, **kwargs)

        return change

    for name, original in originals.items():
        setattr(os, name, tracked(original))
    _directory.forget()

    def end() -> None:
        _directory.forget()
        for name, original in originals.items():
            setattr(os, name, original)

    return end


class WorkingDirectory:
    """The working directory: the code's folder at first. Source: ENV-12"""

    def __init__(self, first: str) -> None:
        self._first = first
        self._ours = _Folder(first)
        self._theirs: _Folder | None = None

    def enter(self) -> None:
        directory = _directory
        path = directory.known or _current_directory()
        theirs: _Folder | None = directory.theirs
        if path is None:
            theirs = None
        elif path != directory.theirs.path:
            directory.theirs.close()
            theirs = directory.theirs = _Folder(path)
        self._theirs = theirs
        if self._ours.path != directory.known:
            self._ours.go()

    def leave(self) -> None:
        # A handler that left for elsewhere finds itself there again the next time.
        known = _directory.known
        if known is None:
            path = _current_directory()
            if path is not None and path != self._ours.path:
                self._ours.close()
                self._ours = _Folder(path)
        theirs = self._theirs
        if theirs is not None and theirs.path != known:
            theirs.go()

    def reset(self) -> None:
        """Start over: the runtime process is gone."""
        self._ours.close()
        self._ours = _Folder(self._first)


_chdir, _getcwd, _open, _close = os.chdir, os.getcwd, os.open, os.close
_fchdir: Any = getattr(os, "fchdir", None)
_OPEN_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
"""The real functions: os has others while a simulator is open."""


def _current_directory() -> str | None:
    try:
        return _getcwd()
    except FileNotFoundError:
        return None


_sys: dict[str, Any] = vars(sys)
_threading: dict[str, Any] = vars(threading)
_warnings: dict[str, Any] = vars(warnings)
_logging: dict[str, Any] = vars(logging)
"""The modules by their dicts: three times as fast to change as by attribute."""


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
        self._argv = argv = sys.argv
        _sys["argv"] = list(argv)

    def leave(self) -> None:
        self._ours = self._swap(self._theirs)
        _sys["argv"] = self._argv

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
            _sys["stdin"],
            _sys["stdout"],
            _sys["stderr"],
            _sys["excepthook"],
            _sys["displayhook"],
            _sys["unraisablehook"],
            _threading["excepthook"],
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
        # A bound method is a new object each time that it is looked up.
        if sys.gettrace() != trace:
            tracing.give_back(trace)
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
        self._ours: tuple[Any, ...] = (list(_DEFAULT_FILTERS), warnings._showwarning_orig, _print_warning, None)  # type: ignore[attr-defined]
        self._theirs: tuple[Any, ...] = ([], None, None, None)
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
    def _swap(new: tuple[Any, ...]) -> tuple[Any, ...]:
        names = _warnings
        # The last is what logging.captureWarnings remembers: without it a second environment captures nothing.
        old = (names["filters"], names["showwarning"], names["_showwarnmsg_impl"], _logging["_warnings_showwarning"])
        names["filters"], names["showwarning"], names["_showwarnmsg_impl"], _logging["_warnings_showwarning"] = new
        return old


class TimeZone:
    """
    Local time: that of the environment's ``TZ``, UTC on Lambda.

    Args:
        variables: returns the environment's variables, the same object while they are unchanged.

    Source: ENV-04
    """

    def __init__(self, variables: Callable[[], Mapping[str, str]]) -> None:
        self._variables = variables
        self._seen: Mapping[str, str] | None = None
        self._is_utc = True
        self._was_set = False
        self._their_zone: Any = None

    def enter(self) -> None:
        self._their_zone = time.tzname
        variables = self._variables()
        if variables is not self._seen:
            self._seen = variables
            self._is_utc = variables.get("TZ") in (":UTC", "UTC", "UTC0", None)
        self._was_set = not (self._is_utc and time.timezone == 0 and not time.daylight) and hasattr(time, "tzset")
        if self._was_set:
            _set_time_zone(variables.get("TZ") or "UTC0")

    def leave(self) -> None:
        if self._was_set or time.tzname != self._their_zone:
            _set_time_zone(outer_value("TZ"))


def _set_time_zone(value: str | None) -> None:
    """Set the C library's time zone without touching ``os.environ``."""
    if value is None:
        os.unsetenv("TZ")
    else:
        os.putenv("TZ", value)
    time.tzset()
