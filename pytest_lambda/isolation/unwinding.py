"""
Ending a handler from outside, in its own process: the nearest thing to SIGKILL that an exception can be.

``DeadlineReached`` is raised in the handler's thread. AWS kills the process, so no ``except`` and no ``finally``
runs there; here, from Python 3.12 on, the exception is raised again at the first line of any code that tries to
run on the way out. Before 3.12 that code runs until it next calls :func:`check`, sleeps, or is interrupted.

Source: LC-09
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from pytest_lambda.base.clock import DeadlineReached

__all__ = ["begin", "check", "enter", "install_interrupt", "interrupt", "leave", "take_keyboard_interrupt"]

_INTERRUPT_SIGNAL: signal.Signals | None = getattr(signal, "SIGURG", None)
"""Ignored by default, so that a stray one harms nobody."""

_OURS = __name__.rpartition(".")[0].partition(".")[0]
_OUR_FOLDER = __file__.rpartition("isolation")[0]


class _State:
    """The invocation that is being ended, if any."""

    depth = 0
    thread: int | None = None
    is_unwinding = False
    monitoring_tool: int | None = None
    was_interrupted_by_user = False


def enter() -> int | None:
    """Hold one handler call of this thread; give what this returns to :func:`leave`."""
    outer = _State.thread
    _State.thread = threading.get_ident()
    _State.depth += 1
    return outer


def leave(outer: int | None) -> None:
    """The handler call is over, and with it what :func:`begin` and :func:`interrupt` do."""
    if _State.is_unwinding:
        _State.is_unwinding = False
        _stop_monitoring()
    _State.depth -= 1
    _State.thread = outer


def begin() -> None:
    """The handler of this thread is being ended: let nothing of it run on the way out."""
    if _State.depth and not _State.is_unwinding and threading.get_ident() == _State.thread:
        _State.is_unwinding = True
        _start_monitoring()


def check() -> None:
    """Raise again when the handler of this thread is being ended."""
    if _State.is_unwinding and threading.get_ident() == _State.thread:
        raise DeadlineReached


def interrupt() -> None:
    """End the handler from another thread; may be called again and again until it is gone."""
    if _State.depth and _INTERRUPT_SIGNAL is not None and _State.thread is not None:
        _State.is_unwinding = True
        signal.pthread_kill(_State.thread, _INTERRUPT_SIGNAL)


def install_interrupt() -> Callable[[], None]:
    """Take over the signal that :func:`interrupt` sends; return what gives it back."""
    if _INTERRUPT_SIGNAL is None or threading.current_thread() is not threading.main_thread():
        return lambda: None
    taken = {_INTERRUPT_SIGNAL: signal.signal(_INTERRUPT_SIGNAL, _on_interrupt)}
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        taken[signal.SIGINT] = signal.signal(signal.SIGINT, _on_keyboard_interrupt)

    def give_back() -> None:
        for number, before in taken.items():
            signal.signal(number, signal.SIG_DFL if before is None else before)

    return give_back


def take_keyboard_interrupt() -> bool:
    """Return whether somebody pressed Ctrl-C since the last call: not every KeyboardInterrupt is one."""
    was, _State.was_interrupted_by_user = _State.was_interrupted_by_user, False
    return was


def _on_keyboard_interrupt(signum: int, frame: FrameType | None) -> None:
    _State.was_interrupted_by_user = True
    signal.default_int_handler(signum, frame)


def _on_interrupt(signum: int, frame: FrameType | None) -> None:
    del signum
    if not _State.depth or not _State.is_unwinding or frame is None:
        return
    # Never within our own code, which would be left half done: the next interrupt meets the handler again.
    if str(frame.f_globals.get("__name__", "")).partition(".")[0] == _OURS:
        return
    _start_monitoring()
    raise DeadlineReached


if sys.version_info >= (3, 12):
    _EVENTS = sys.monitoring.events

    def _start_monitoring() -> None:
        if _State.monitoring_tool is not None:
            return
        tool = next((tool for tool in (4, 3) if sys.monitoring.get_tool(tool) is None), None)
        if tool is None:
            return
        sys.monitoring.use_tool_id(tool, "pytest-aws-lambda")
        for event in (_EVENTS.LINE, _EVENTS.PY_START, _EVENTS.PY_RESUME):
            sys.monitoring.register_callback(tool, event, _raise_again)
        _State.monitoring_tool = tool
        sys.monitoring.set_events(tool, _EVENTS.LINE | _EVENTS.PY_START | _EVENTS.PY_RESUME)

    def _stop_monitoring() -> None:
        tool = _State.monitoring_tool
        if tool is not None:
            _State.monitoring_tool = None
            sys.monitoring.set_events(tool, 0)
            for event in (_EVENTS.LINE, _EVENTS.PY_START, _EVENTS.PY_RESUME):
                sys.monitoring.register_callback(tool, event, None)
            sys.monitoring.free_tool_id(tool)

    def _raise_again(code: CodeType, _where: int) -> Any:
        if not _State.is_unwinding or threading.get_ident() != _State.thread:
            return None
        if code.co_filename.startswith(_OUR_FOLDER):
            return None
        raise DeadlineReached

else:

    def _start_monitoring() -> None:
        """Before Python 3.12 nothing can be raised again in code that is on its way out."""

    def _stop_monitoring() -> None:
        """Nothing was started."""
