"""
Calls through which a handler changes what a process has one of, caught while a simulator is open.

Outside an execution environment every function here does what it always does.
"""

from __future__ import annotations

import atexit
import functools
import logging
import os
import signal
import subprocess
from collections.abc import Callable
from typing import Any

from pytest_lambda.isolation import variables
from pytest_lambda.isolation.logging_state import LoggingState

__all__ = ["Intercepted", "ProcessExit", "install_interception"]


class ProcessExit(BaseException):
    """The handler called ``os._exit`` or the like: its process would be gone. ``status`` as ``waitpid`` shows it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Intercepted:
    """What one environment changed through intercepted calls; an aspect of its process state."""

    current: Intercepted | None = None

    def __init__(self, logging_state: LoggingState) -> None:
        self.logging_state = logging_state
        self.exit_functions: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = []
        self._signals: dict[int, Any] = {}
        self._their_signals: dict[int, Any] = {}
        self._outer: Intercepted | None = None

    def enter(self) -> None:
        self._outer = Intercepted.current
        Intercepted.current = self
        for number, action in self._signals.items():
            self._their_signals[number] = _Real.signal(number, action)

    def leave(self) -> None:
        Intercepted.current = self._outer
        for number, action in self._their_signals.items():
            _Real.signal(number, signal.SIG_DFL if action is None else action)
        self._their_signals.clear()

    def reset(self) -> None:
        """Start over: the runtime process is gone."""
        self.exit_functions.clear()
        self._signals.clear()

    def set_signal(self, number: int, action: Any) -> Any:
        """Set a signal's action until the environment leaves the process."""
        before = _Real.signal(number, action)
        self._their_signals.setdefault(number, before)
        self._signals[number] = action
        return before

    def run_exit_functions(self) -> None:
        """Run what was registered with atexit, newest first, as the end of a process does."""
        while self.exit_functions:
            function, args, kwargs = self.exit_functions.pop()
            function(*args, **kwargs)


class _Real:
    """The real functions."""

    signal = staticmethod(signal.signal)
    register: Any = staticmethod(atexit.register)
    unregister = staticmethod(atexit.unregister)
    get_logger = staticmethod(logging.getLogger)
    exit_now = staticmethod(os._exit)
    abort = staticmethod(os.abort)
    system = staticmethod(os.system)


@functools.wraps(logging.getLogger)
def _get_logger(name: str | None = None) -> logging.Logger:
    logger = _Real.get_logger(name)
    if Intercepted.current is not None:
        Intercepted.current.logging_state.touch(logger)
    return logger


@functools.wraps(signal.signal)
def _signal(signalnum: int, handler: Any) -> Any:
    if Intercepted.current is None:
        return _Real.signal(signalnum, handler)
    return Intercepted.current.set_signal(signalnum, handler)


@functools.wraps(_Real.register)
def _register(func: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Callable[..., Any]:
    if Intercepted.current is None:
        _Real.register(func, *args, **kwargs)
        return func
    Intercepted.current.exit_functions.append((func, args, kwargs))
    return func


@functools.wraps(atexit.unregister)
def _unregister(func: Callable[..., Any], /) -> None:
    here = Intercepted.current
    if here is not None:
        here.exit_functions[:] = [entry for entry in here.exit_functions if entry[0] != func]
    _Real.unregister(func)


@functools.wraps(os._exit)
def _exit(status: int) -> Any:
    if Intercepted.current is None:
        _Real.exit_now(status)
    raise ProcessExit(status & 0xFF)


@functools.wraps(os.abort)
def _abort() -> Any:
    if Intercepted.current is None:
        _Real.abort()
    raise ProcessExit(-signal.SIGABRT)


@functools.wraps(os.system)
def _system(command: Any) -> int:
    with variables.child_environment():
        return _Real.system(command)


def _execute_child(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def execute_child(self: Any, *args: Any, **kwargs: Any) -> Any:
        with variables.child_environment():
            return original(self, *args, **kwargs)

    return execute_child


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
        (subprocess.Popen, "_execute_child", _execute_child(subprocess.Popen._execute_child)),  # type: ignore[attr-defined]
    ):
        undo.append((owner, name, getattr(owner, name)))
        setattr(owner, name, replacement)

    def give_back() -> None:
        for owner, name, original in reversed(undo):
            setattr(owner, name, original)

    return give_back
