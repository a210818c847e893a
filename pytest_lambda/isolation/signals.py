"""
Signals that a handler sends to itself or to others, its alarms, and the faults that it provokes.

A signal to its own process does to the environment what it would do to a process of its own: the handler set for
it runs, or it is ignored, or the environment ends as on Lambda. No signal leaves the environment's own processes.
Alarms ring in virtual time.

Source: RT-27, LC-08
"""

from __future__ import annotations

import errno
import faulthandler
import functools
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pytest_lambda.base.clock import NS_PER_SECOND, VirtualClock
from pytest_lambda.isolation import children, waiting
from pytest_lambda.isolation.inside import Replacements, end_process, inside

if TYPE_CHECKING:
    from pytest_lambda.isolation.containment import Containment

__all__ = ["Alarm", "install_signals", "is_kept"]

_IGNORED_BY_DEFAULT = {
    number
    for name in ("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGINFO")
    if (number := getattr(signal, name, None))
}
_IGNORED_BY_PYTHON = {number for name in ("SIGPIPE", "SIGXFSZ") if (number := getattr(signal, name, None))}
_STOPPING = {number for name in ("SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU") if (number := getattr(signal, name, None))}
_UNCATCHABLE = {number for name in ("SIGKILL", "SIGSTOP") if (number := getattr(signal, name, None))}
_OURS = {number for name in ("SIGURG", "SIGVTALRM") if (number := getattr(signal, name, None))}

_FOREVER_NS = 10**18


def is_kept(number: int) -> bool:
    """Return whether the signal *number* is what ends hanging handlers: a handler's action for it is set aside."""
    return number in _OURS


def _deliver(here: Containment, number: int) -> None:
    """Do what the signal *number* does to the environment's process."""
    action = here.signal_action(number) if number not in _UNCATCHABLE else signal.SIG_DFL
    if action is None and number == signal.SIGINT:
        action = signal.default_int_handler
    if callable(action) and not isinstance(action, signal.Handlers):
        if not here.clock.owns_deadline:
            # Python runs signal handlers in the main thread only; the others go on.
            here.pending_signals.append(number)
            return
        action(int(number), sys._getframe(2))
        return
    if action == signal.SIG_IGN or (action is None and number in _IGNORED_BY_PYTHON) or number in _IGNORED_BY_DEFAULT:
        return
    if number in _STOPPING:
        # Nothing continues it: it stands still until the platform kills it.
        waiting.sleep(here.clock, _FOREVER_NS)
        return
    end_process(-int(number))


def _not_permitted() -> PermissionError:
    return PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def _kill(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def kill(pid: int, signal: int, /) -> None:
        here = inside.environment
        if here is None:
            original(pid, signal)
        elif pid in (0, os.getpid(), -os.getpgrp()):
            if signal:
                _deliver(here, signal)
        elif pid == -1:
            here.children.signal_all(signal)
        elif children.is_descendant(abs(pid)):
            original(pid, signal)
        else:
            original(pid, 0)
            raise _not_permitted()

    return kill


def _killpg(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def killpg(pgid: int, signal: int, /) -> None:
        if inside.environment is None:
            original(pgid, signal)
        else:
            os.kill(-pgid if pgid else 0, signal)

    return killpg


def _raise_signal(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def raise_signal(signalnum: int, /) -> None:
        here = inside.environment
        if here is None:
            original(signalnum)
        else:
            _deliver(here, signalnum)

    return raise_signal


def _pthread_kill(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def pthread_kill(thread_id: int, signalnum: int, /) -> None:
        here = inside.environment
        if here is None:
            original(thread_id, signalnum)
        elif signalnum:
            _deliver(here, signalnum)

    return pthread_kill


def _pidfd_send_signal(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def pidfd_send_signal(pidfd: int, signalnum: int, siginfo: Any = None, flags: int = 0, /) -> None:
        if inside.environment is None:
            original(pidfd, signalnum, siginfo, flags)
            return
        with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as info:
            fields = dict(line.split(":", 1) for line in info if ":" in line)
        os.kill(int(fields["Pid"]), signalnum)

    return pidfd_send_signal


def _interrupt_main(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def interrupt_main(signum: int = signal.SIGINT, /) -> None:
        here = inside.environment
        if here is None:
            original(signum)
        else:
            _deliver(here, signum)

    return interrupt_main


# -- alarms --------------------------------------------------------------------------------------------------


class Alarm:
    """
    The real-time timer of one environment's process, in virtual time.

    Attributes:
        due_ns: when it rings, ns since the simulator's start, or ``None``.
        interval_ns: how often it rings again, 0 for once.
    """

    __slots__ = ("due_ns", "interval_ns")

    def __init__(self) -> None:
        self.due_ns: int | None = None
        self.interval_ns = 0

    def set(self, clock: VirtualClock, seconds: float, interval: float) -> tuple[float, float]:
        """Ring in *seconds*, or never where they are 0; return what was set before, as ``getitimer`` shows it."""
        before = self.remaining(clock)
        self.due_ns = clock.elapsed_ns + round(seconds * NS_PER_SECOND) if seconds else None
        self.interval_ns = round(interval * NS_PER_SECOND)
        return before

    def remaining(self, clock: VirtualClock) -> tuple[float, float]:
        """Return the seconds until it rings, and between two rings."""
        if self.due_ns is None:
            return 0.0, 0.0
        return max(0, self.due_ns - clock.elapsed_ns) / NS_PER_SECOND, self.interval_ns / NS_PER_SECOND

    def sleep(self, here: Containment, duration_ns: int) -> None:
        """Sleep, and ring on the way."""
        clock = here.clock
        target_ns = clock.elapsed_ns + duration_ns
        while self.due_ns is not None and self.due_ns <= target_ns:
            waiting.sleep(clock, max(0, self.due_ns - clock.elapsed_ns))
            self.due_ns = self.due_ns + self.interval_ns if self.interval_ns else None
            _deliver(here, signal.SIGALRM)
        waiting.sleep(clock, max(0, target_ns - clock.elapsed_ns))


def _alarm(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def alarm(seconds: int, /) -> int:
        here = inside.environment
        if here is None:
            return int(original(seconds))
        return -(-int(here.alarm.set(here.clock, seconds, 0)[0] * 1e6) // 1_000_000)

    return alarm


def _setitimer(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def setitimer(which: int, seconds: float, interval: float = 0.0, /) -> tuple[float, float]:
        here = inside.environment
        if here is None:
            before: tuple[float, float] = original(which, seconds, interval)
            return before
        # The others count the time that code takes, which in virtual time is none.
        return here.alarm.set(here.clock, seconds, interval) if which == signal.ITIMER_REAL else (0.0, 0.0)

    return setitimer


def _getitimer(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def getitimer(which: int, /) -> tuple[float, float]:
        here = inside.environment
        if here is None:
            found: tuple[float, float] = original(which)
            return found
        return here.alarm.remaining(here.clock) if which == signal.ITIMER_REAL else (0.0, 0.0)

    return getitimer


def _pause(original: Callable[[], None]) -> Callable[[], None]:
    @functools.wraps(original)
    def pause() -> None:
        here = inside.environment
        if here is None:
            original()
            return
        due_ns = here.alarm.due_ns
        here.alarm.sleep(here, _FOREVER_NS if due_ns is None else max(0, due_ns - here.clock.elapsed_ns))

    return pause


# -- faults --------------------------------------------------------------------------------------------------


def _fault(number: int) -> Callable[[Any], Any]:
    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def fault(*args: Any) -> None:
            if inside.environment is None:
                original(*args)
            else:
                end_process(-number)

        return fault

    return wrap


def _without_effect(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap what would change the fault handler of the test run."""

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        return original(*args, **kwargs) if inside.environment is None else None

    return call


_FIRST_PAGE = 4096


def _checked_address(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a function of ctypes so that an address which nothing can lie at ends the environment only."""

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        if inside.environment is not None:
            addresses = args[:2] if original.__name__ == "memmove" else args[:1]
            if any(
                address is None or (isinstance(address, int) and abs(address) < _FIRST_PAGE) for address in addresses
            ):
                end_process(-int(signal.SIGSEGV))
        return original(*args, **kwargs)

    return call


def install_signals() -> Callable[[], None]:
    """Take over what sends signals, sets alarms and provokes faults; return what gives it back."""
    if os.name != "posix":
        return lambda: None
    import _thread
    import ctypes
    import posix

    replacements = Replacements()
    replacements.replace((os, posix), "kill", _kill)
    replacements.replace((os, posix), "killpg", _killpg)
    for name, wrap in (
        ("raise_signal", _raise_signal),
        ("pthread_kill", _pthread_kill),
        ("pidfd_send_signal", _pidfd_send_signal),
        ("alarm", _alarm),
        ("setitimer", _setitimer),
        ("getitimer", _getitimer),
        ("pause", _pause),
    ):
        replacements.replace((signal, sys.modules["_signal"]), name, wrap)
    replacements.replace(_thread, "interrupt_main", _interrupt_main)
    for name, number in (
        ("_sigsegv", signal.SIGSEGV),
        ("_read_null", signal.SIGSEGV),
        ("_stack_overflow", signal.SIGSEGV),
        ("_sigabrt", signal.SIGABRT),
        ("_fatal_error_c_thread", signal.SIGABRT),
        ("_sigfpe", signal.SIGFPE),
    ):
        replacements.replace(faulthandler, name, _fault(int(number)))
    for name in ("enable", "disable", "register", "unregister", "dump_traceback_later", "cancel_dump_traceback_later"):
        replacements.replace(faulthandler, name, _without_effect)
    for name in ("string_at", "wstring_at", "memmove", "memset"):
        replacements.replace(ctypes, name, _checked_address)
    return replacements.put_back
