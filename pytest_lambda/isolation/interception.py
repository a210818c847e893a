"""
Calls through which a handler changes what a process has one of, caught while a simulator is open.

Outside an execution environment every function here does what it always does.
"""

from __future__ import annotations

import atexit
import functools
import inspect
import logging
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from typing import IO, Any

from pytest_lambda.isolation import variables
from pytest_lambda.isolation.inside import end_process, inside, outside
from pytest_lambda.isolation.logging_state import LoggingState
from pytest_lambda.isolation.signals import is_kept

__all__ = ["Intercepted", "install_interception"]


class ChildOutput:
    """
    What child processes of a handler write to the descriptors that they inherit, on its way to the log.

    It goes to a file, which is read whenever the handler writes and when its invocation ends.
    """

    def __init__(self, write_log: Callable[[str], None]) -> None:
        self.write_log = write_log
        self._file: IO[bytes] | None = None
        self._read = 0

    def descriptor(self) -> int:
        """Return a descriptor to write to."""
        if self._file is None:
            with outside():
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  open as long as the environment
            self._read = 0
        return self._file.fileno()

    def drain(self) -> None:
        """Hand what was written since the last look to the log."""
        if self._file is None:
            return
        descriptor = self._file.fileno()
        while chunk := os.pread(descriptor, 65_536, self._read):
            self._read += len(chunk)
            self.write_log(chunk.decode("utf-8", "replace"))

    def close(self) -> None:
        """Drop the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


_current: Intercepted | None = None
"""Whose calls are caught; ``None`` while the test run has the process."""


class Intercepted:
    """What one environment changed through intercepted calls; an aspect of its process state."""

    def __init__(self, logging_state: LoggingState, write_log: Callable[[str], None]) -> None:
        self.logging_state = logging_state
        self.output = ChildOutput(write_log)
        self.exit_functions: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []
        self._signals: dict[int, Any] = {}
        self._their_signals: dict[int, Any] = {}
        self._outer: Intercepted | None = None

    def enter(self) -> None:
        global _current
        self._outer, _current = _current, self
        for number, action in self._signals.items():
            if _is_set_aside(number):
                continue
            self._their_signals[number] = _Real.signal(number, action)

    def leave(self) -> None:
        global _current
        self.output.drain()
        _current = self._outer
        if self._their_signals:
            for number, action in self._their_signals.items():
                _Real.signal(number, signal.SIG_DFL if action is None else action)
            self._their_signals.clear()

    def reset(self) -> None:
        """Start over: the runtime process is gone."""
        self.output.close()
        self.exit_functions.clear()
        self._signals.clear()

    def signal_action(self, number: int) -> Any:
        """Return the action that the environment set for the signal, or ``None``."""
        return self._signals.get(number)

    def set_signal(self, number: int, action: Any) -> Any:
        """Set a signal's action until the environment leaves the process."""
        if _is_set_aside(number):
            before, self._signals[number] = self._signals.get(number, signal.SIG_DFL), action
            return before
        before = _Real.signal(number, action)
        self._their_signals.setdefault(number, before)
        self._signals[number] = action
        return before

    def run_exit_functions(self) -> None:
        """Run what was registered with atexit, newest first, as the end of a process does."""
        while self.exit_functions:
            function, args, kwargs = self.exit_functions.pop()
            function(*args, **kwargs)


def _is_set_aside(number: int) -> bool:
    """Return whether an action for the signal is kept in mind only: it ends hanging handlers, or C code has it."""
    return is_kept(number) or signal.getsignal(number) is None


class _Real:
    """The real functions."""

    signal = staticmethod(signal.signal)
    register: Any = staticmethod(atexit.register)
    unregister = staticmethod(atexit.unregister)
    get_logger = staticmethod(logging.getLogger)
    exit_now = staticmethod(os._exit)
    abort = staticmethod(os.abort)
    system = staticmethod(os.system)
    write = staticmethod(os.write)


@functools.wraps(logging.getLogger)
def _get_logger(name: str | None = None) -> logging.Logger:
    logger = _Real.get_logger(name)
    if _current is not None:
        _current.logging_state.touch(logger)
    return logger


@functools.wraps(signal.signal)
def _signal(signalnum: int, handler: Any) -> Any:
    if _current is None:
        return _Real.signal(signalnum, handler)
    return _current.set_signal(signalnum, handler)


@functools.wraps(_Real.register)
def _register(func: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Callable[..., Any]:
    if _current is None:
        _Real.register(func, *args, **kwargs)
        return func
    _current.exit_functions.append((func, args, kwargs))
    return func


@functools.wraps(atexit.unregister)
def _unregister(func: Callable[..., Any], /) -> None:
    here = _current
    if here is not None:
        here.exit_functions[:] = [entry for entry in here.exit_functions if entry[0] != func]
    _Real.unregister(func)


@functools.wraps(os._exit)
def _exit(status: int) -> Any:
    if inside.environment is None:
        _Real.exit_now(status)
    return end_process(status & 0xFF)


@functools.wraps(os.abort)
def _abort() -> Any:
    if inside.environment is None:
        _Real.abort()
    return end_process(-signal.SIGABRT)


@functools.wraps(os.write)
def _write(fd: int, data: Any, /) -> int:
    here = inside.environment
    if here is None or fd not in (1, 2):
        return _Real.write(fd, data)
    return here.descriptors.write(fd, bytes(data))


@functools.wraps(os.system)
def _system(command: Any) -> int:
    here = _current
    if here is None or inside.is_child:
        return _Real.system(command)
    with outside():
        return _system_to_log(here, command)


def _system_to_log(here: Intercepted, command: Any) -> int:
    descriptor = here.output.descriptor()
    saved = [(number, os.dup(number)) for number in (1, 2)]
    try:
        for number, _ in saved:
            os.dup2(descriptor, number)
        with variables.child_environment():
            return _Real.system(command)
    finally:
        for number, copy in saved:
            os.dup2(copy, number)
            os.close(copy)
        here.output.drain()


def _inherited(here: Intercepted, number: int) -> int:
    """Return what a child process gets for descriptor 1 or 2."""
    environment = inside.environment
    try:
        return here.output.descriptor() if environment is None else environment.descriptors.source(number)
    except OSError:
        return subprocess.DEVNULL


def _popen(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``Popen.__init__``: output that would be inherited goes to the log."""
    signature = inspect.signature(original)

    @functools.wraps(original)
    def start(self: Any, *args: Any, **kwargs: Any) -> None:
        here = _current
        if here is None or inside.is_child:
            original(self, *args, **kwargs)
            return
        given = signature.bind(self, *args, **kwargs)
        for name, number in (("stdout", 1), ("stderr", 2)):
            if given.arguments.get(name) is None:
                given.arguments[name] = _inherited(here, number)
        if given.arguments.get("stdin") is None:
            given.arguments["stdin"] = subprocess.DEVNULL
        if isinstance(given.arguments.get("env"), Mapping):
            given.arguments["env"] = {**variables.variables_of_measurement(), **given.arguments["env"]}
        with variables.child_environment():
            original(*given.args, **given.kwargs)

    return start


def install_interception() -> Callable[[], None]:
    """Take over the calls; return what gives them back."""
    undo: list[tuple[Any, str, Any]] = []
    for owner, name, replacement in (
        (logging, "getLogger", _get_logger),
        (signal, "signal", _signal),
        (atexit, "register", _register),
        (atexit, "unregister", _unregister),
        (os, "_exit", _exit),
        (os, "abort", _abort),
        (os, "system", _system),
        (os, "write", _write),
        (subprocess.Popen, "__init__", _popen(subprocess.Popen.__init__)),
    ):
        undo.append((owner, name, getattr(owner, name)))
        setattr(owner, name, replacement)

    def give_back() -> None:
        for owner, name, original in reversed(undo):
            setattr(owner, name, original)

    return give_back
