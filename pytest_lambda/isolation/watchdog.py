"""
The real-time watchdog: ends a handler in whose invocation virtual time stands still for too long.

It ends loops that never sleep or look at the clock, locks that are never released, handlers that swallow every
exception: whatever lets other threads run now and then. A loop in C that never lets go of the GIL but looks for
signals (``re``) is ended by a timer of CPU time; any other only from another process.
"""

from __future__ import annotations

import _thread
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from pytest_lambda.base.clock import NS_PER_SECOND, RealTime
from pytest_lambda.isolation import unwinding, waiting
from pytest_lambda.isolation.inside import outside

__all__ = ["Watch", "begin", "end", "install_timer"]

_LOOK_EVERY_SECONDS = 0.05
_LOOKS_WITHIN_LIMIT = 20
_LOOK_EVERY_CPU_SECONDS = 0.25
_IDLE_SECONDS = 10.0


class Watched(Protocol):
    """A clock that can be seen; another process may move it."""

    @property
    def mode(self) -> str: ...

    @property
    def movements(self) -> int: ...

    @property
    def deadline_ns(self) -> int | None: ...

    @property
    def elapsed_ns(self) -> int: ...


class Watch:
    """
    One execution environment, whose invocations are watched.

    Attributes:
        tripped: whether the invocation that ran last had to be ended.
        look_every_seconds: real seconds between two looks. Where only a long limit can run out there are few: a
            thread that waits for its turn to run makes every system call of the handler's thread more expensive.
    """

    __slots__ = ("clock", "limit_ns", "look_every_seconds", "movements", "since_ns", "tripped")

    def __init__(self, clock: Watched, seconds: float) -> None:
        self.clock = clock
        self.limit_ns = int(seconds * NS_PER_SECOND)
        self.look_every_seconds = (
            _LOOK_EVERY_SECONDS if clock.mode == "ticking" else max(_LOOK_EVERY_SECONDS, seconds / _LOOKS_WITHIN_LIMIT)
        )
        self.movements = 0
        self.since_ns: int | None = None
        self.tripped = False

    def look(self, now_ns: int) -> bool:
        """Start over when virtual time moved; return whether the handler's real time is over."""
        clock = self.clock
        if clock.mode == "ticking" and clock.deadline_ns is not None:
            self.tripped = self.tripped or clock.elapsed_ns >= clock.deadline_ns
        if not self.tripped:
            if self.since_ns is None or clock.movements != self.movements:
                self.movements = clock.movements
                self.since_ns = now_ns
            self.tripped = now_ns - self.since_ns >= self.limit_ns
        return self.tripped


class _Watcher:
    """
    The thread that looks.

    Attributes:
        pause_seconds: how long it sleeps between two looks.
        bell: held while it is to sleep.
    """

    thread: threading.Thread | None = None
    pause_seconds = _LOOK_EVERY_SECONDS
    bell = _thread.allocate_lock()


_watches: list[Watch] = []


def begin(watch: Watch) -> None:
    """Watch the invocation that begins now."""
    watch.movements = watch.clock.movements
    watch.since_ns = None
    watch.tripped = False
    _watches.append(watch)
    if _Watcher.thread is None:
        _start()
    elif watch.look_every_seconds < _Watcher.pause_seconds:
        _Watcher.pause_seconds = watch.look_every_seconds
        _ring()


def end(watch: Watch) -> None:
    """The invocation is over."""
    _watches.remove(watch)


def _ring() -> None:
    """Wake the watcher up."""
    try:
        _Watcher.bell.release()
    except RuntimeError:
        pass  # it is awake


def _start() -> None:
    _Watcher.thread = threading.Thread(target=_run, name="pytest-aws-lambda watchdog", daemon=True)
    with outside():
        _Watcher.thread.start()
    waiting.ignore_thread(_Watcher.thread)


def _run() -> None:
    try:
        _look()
    finally:
        _Watcher.thread = None
    # One may have begun between the last look and the end.
    if _watches and _Watcher.thread is None:
        _start()


def _look() -> None:
    idle_seconds = 0.0
    while idle_seconds < _IDLE_SECONDS:
        _Watcher.bell.acquire(timeout=_Watcher.pause_seconds)
        try:
            watch = _watches[-1]
        except IndexError:
            idle_seconds += _Watcher.pause_seconds
            continue
        idle_seconds = 0.0
        # A handler that swallows what ends it is interrupted again and again.
        tripped = watch.look(RealTime.monotonic_ns())
        _Watcher.pause_seconds = _LOOK_EVERY_SECONDS if tripped else watch.look_every_seconds
        if tripped:
            unwinding.interrupt()


def install_timer() -> Callable[[], None]:
    """Look by a timer too, where nobody else has it and signals can be handled; return what stops it."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGVTALRM) is not signal.SIG_DFL
        or signal.getitimer(signal.ITIMER_VIRTUAL) != (0.0, 0.0)
    ):
        return lambda: None
    signal.signal(signal.SIGVTALRM, _on_timer)
    signal.siginterrupt(signal.SIGVTALRM, False)
    signal.setitimer(signal.ITIMER_VIRTUAL, _LOOK_EVERY_CPU_SECONDS, _LOOK_EVERY_CPU_SECONDS)

    def stop() -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if signal.getsignal(signal.SIGVTALRM) is _on_timer:
            signal.signal(signal.SIGVTALRM, signal.SIG_DFL)

    return stop


def _on_timer(signum: int, frame: FrameType | None) -> None:
    del signum
    if _watches and _watches[-1].look(RealTime.monotonic_ns()):
        unwinding.interrupt_here(frame)
