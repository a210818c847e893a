"""
Ending a handler from outside, in its own process: the nearest thing to SIGKILL that an exception can be.

``DeadlineReached`` is raised in the handler's thread. AWS kills the process, so no ``except`` and no ``finally``
runs there; here the exception is raised again at the first line of any code that tries to run on the way out, until
the border is reached: the function that called :func:`enter`.

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
from pytest_lambda.isolation import event_loop, tracing

__all__ = [
    "begin",
    "check",
    "discard",
    "enter",
    "install_interrupt",
    "interrupt",
    "interrupt_here",
    "leave",
    "take_keyboard_interrupt",
]

_INTERRUPT_SIGNAL: signal.Signals | None = getattr(signal, "SIGURG", None)
"""Ignored by default, so that a stray one harms nobody."""

_pthread_kill: Any = getattr(signal, "pthread_kill", None)
"""The real function: a handler has another while a simulator is open."""

_OUR_FOLDER = __file__.rpartition("isolation")[0]


class _State:
    """
    The invocation that is being ended, if any.

    An object, not a class: each change of a class makes Python forget what it knows of it.
    """

    __slots__ = ("border", "depth", "is_arming", "is_unwinding", "thread", "was_interrupted_by_user")

    def __init__(self) -> None:
        self.depth = 0
        self.thread: int | None = None
        self.border: CodeType | None = None
        self.is_unwinding = False
        self.is_arming = False
        self.was_interrupted_by_user = False


_state = _State()


def enter() -> tuple[int | None, CodeType | None]:
    """Hold one handler call of this thread; the caller is the border. Give what this returns to :func:`leave`."""
    outer = (_state.thread, _state.border)
    _state.thread = threading.get_ident()
    _state.border = sys._getframe(1).f_code
    _state.depth += 1
    return outer


def leave(outer: tuple[int | None, CodeType | None]) -> None:
    """The handler call is over, and with it what :func:`begin` and :func:`interrupt` do."""
    if _state.is_unwinding:
        _end()
    _state.depth -= 1
    _state.thread, _state.border = outer


def begin() -> None:
    """The handler of this thread is being ended: let nothing of it run on the way out."""
    if _state.depth and not _state.is_unwinding and threading.get_ident() == _state.thread:
        _state.is_unwinding = True
        _start_raising()


def discard(error: BaseException) -> None:
    """Drop the frames that *error* holds: generators among them would be closed, and run, when they go."""
    _end()
    loop, tasks = event_loop.left_running()
    hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
    _state.is_unwinding = True
    _start_raising()
    try:
        pending: list[BaseException | None] = [error]
        while pending:
            current = pending.pop()
            if current is not None and current.__traceback__ is not None:
                pending += [current.__context__, current.__cause__]
                current.__traceback__ = None
        event_loop.drop(tasks)
    finally:
        _end()
        sys.unraisablehook = hook
    event_loop.close(loop)


def check() -> None:
    """Raise again when the handler of this thread is being ended."""
    if _state.is_unwinding and threading.get_ident() == _state.thread:
        raise DeadlineReached


def interrupt() -> None:
    """End the handler from another thread; may be called again and again until it is gone."""
    if _state.depth and _INTERRUPT_SIGNAL is not None and _state.thread is not None:
        _state.is_unwinding = True
        _pthread_kill(_state.thread, _INTERRUPT_SIGNAL)


def interrupt_here(frame: FrameType | None) -> None:
    """End the handler from a signal handler that found it at *frame*."""
    if _state.depth and threading.get_ident() == _state.thread:
        _state.is_unwinding = True
        _on_interrupt(0, frame)


def _end() -> None:
    if _state.is_unwinding:
        _state.is_unwinding = False
        _stop_raising()


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
    was, _state.was_interrupted_by_user = _state.was_interrupted_by_user, False
    return was


def _on_keyboard_interrupt(signum: int, frame: FrameType | None) -> None:
    _state.was_interrupted_by_user = True
    signal.default_int_handler(signum, frame)


def _on_interrupt(signum: int, frame: FrameType | None) -> None:
    del signum
    if not _state.depth or not _state.is_unwinding or frame is None:
        return
    # Never within our own code, which would be left half done: the next interrupt meets the handler again.
    if frame.f_code.co_filename.startswith(_OUR_FOLDER):
        return
    _start_raising()
    raise DeadlineReached


def _must_raise(code: CodeType) -> bool:
    """Return whether *code*, which is about to run, is the handler's; at the border it is over."""
    if not _state.is_unwinding or threading.get_ident() != _state.thread:
        return False
    if code is _state.border:
        _end()
        return False
    return not code.co_filename.startswith(_OUR_FOLDER)


if sys.version_info >= (3, 12):
    _EVENTS = (sys.monitoring.events.LINE, sys.monitoring.events.PY_START, sys.monitoring.events.PY_RESUME)
    _TOOLS = (4, 3)
    """Tool ids that nobody has by convention; Python asks the highest first, coverage (1) after us."""

    def _tool() -> int | None:
        names = {tool: sys.monitoring.get_tool(tool) for tool in _TOOLS}
        mine = [tool for tool, name in names.items() if name == "pytest-aws-lambda"]
        return next((tool for tool, name in names.items() if name is None), None) if not mine else mine[0]

    def _start_raising() -> None:
        tool = _tool()
        if tool is None:
            return
        # A trace function is asked before any tool: it would see the lines at which we raise.
        tracing.set_aside()
        if sys.monitoring.get_tool(tool) is None:
            sys.monitoring.use_tool_id(tool, "pytest-aws-lambda")
            for event in _EVENTS:
                sys.monitoring.register_callback(tool, event, _raise_again)
        sys.monitoring.set_events(tool, sum(_EVENTS))

    def _stop_raising() -> None:
        tool = _tool()
        if tool is not None and sys.monitoring.get_tool(tool) is not None:
            sys.monitoring.set_events(tool, 0)
            for event in _EVENTS:
                sys.monitoring.register_callback(tool, event, None)
            sys.monitoring.free_tool_id(tool)

    def _raise_again(code: CodeType, _where: int) -> None:
        if _must_raise(code):
            raise DeadlineReached

else:

    class _Tracer:
        """
        The trace function of one frame: raises at every line.

        Python forgets all trace functions when one raised. That of the frame goes last: its end sets all again.
        """

        def __call__(self, frame: FrameType, event: str, _argument: Any) -> _Tracer:
            if event == "line" and _must_raise(frame.f_code):
                del self  # the traceback would keep it
                raise DeadlineReached
            return self

        def __del__(self) -> None:
            if _state.is_unwinding and not _state.is_arming and sys.gettrace() is None:
                _start_raising()

    def _trace_call(frame: FrameType, _event: str, _argument: Any) -> _Tracer | None:
        # Never our own code: the end of a traced __del__ would delete a tracer, and so on for ever.
        return None if frame.f_code.co_filename.startswith(_OUR_FOLDER) else _Tracer()

    def _start_raising() -> None:
        _state.is_arming = True
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            is_border = frame.f_code is _state.border
            if is_border or not frame.f_code.co_filename.startswith(_OUR_FOLDER):
                frame.f_trace = _Tracer()
            else:
                # Coverage's, which would take our lines for lines of the handler.
                frame.f_trace = None
            if is_border:
                break
            frame = frame.f_back
        sys.settrace(_trace_call)
        _state.is_arming = False

    def _stop_raising() -> None:
        if sys.gettrace() is _trace_call:
            sys.settrace(None)
