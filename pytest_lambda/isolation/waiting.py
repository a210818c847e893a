"""
Sleeping and waiting in virtual time, across threads.

A thread that sleeps alone moves the clock. Where other threads run, the clock moves to the earliest moment that
anybody waits for, once every thread is waiting: for virtual time, for another thread, or for something real
that does not come. So five threads that sleep 1 s each take 1 s together.
"""

from __future__ import annotations

import _thread
import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from pytest_lambda.base.clock import RealTime, VirtualClock
from pytest_lambda.isolation import unwinding

__all__ = ["announce_deadline", "ignore_thread", "release_all", "remember_threads", "sleep", "wait", "wake"]

_open, _close = os.open, os.close
"""The real functions: a handler has others while a simulator is open."""

_SLICE_SECONDS = 0.0005
"""Real seconds between two looks."""

_LONG_SLICE_SECONDS = 0.01
"""The same for a thread that waits for something real and does not lead."""

_LOOKS_UNTIL_STILL = 2 if sys.platform == "linux" else 10
"""Looks in a row at which nothing may have moved before the clock does; only Linux tells who is about to run."""

_LOOKS_UNTIL_STUCK = 200
"""The same where a thread stands somewhere that is not known to wait (a call into C)."""

_WAITING_FILES = tuple(
    os.sep + os.path.join(*parts)
    for parts in (
        ("threading.py",),
        ("queue.py",),
        ("selectors.py",),
        ("socket.py",),
        ("ssl.py",),
        ("socketserver.py",),
        ("subprocess.py",),
        ("concurrent", "futures", "thread.py"),
        ("multiprocessing", "connection.py"),
    )
)


class _Waiter:
    """
    One thread that waits.

    Attributes:
        wake_ns: the instant that it waits for.
        gate: held while a thread that only sleeps is to stay asleep.
    """

    __slots__ = ("gate", "wake_ns")

    def __init__(self, wake_ns: int) -> None:
        self.wake_ns = wake_ns
        self.gate = _thread.allocate_lock()
        self.gate.acquire()

    def open(self) -> None:
        """Let the thread look at the clock."""
        try:
            self.gate.release()
        except RuntimeError:
            pass


class _State:
    """
    Who was there before, who waits, and who leads.

    The leader is the one waiting thread that looks around and moves the clock; all who only sleep stay blocked
    meanwhile, so that whoever can run does run between two looks.
    """

    bystanders: set[threading.Thread] = set()
    waiters: dict[int, _Waiter] = {}
    leader: int | None = None
    generation: int = 0


def remember_threads() -> None:
    """Take the threads that run now for bystanders: they belong to the test run and never hold the clock."""
    if not _State.waiters:
        _State.bystanders = set(threading.enumerate())


def ignore_thread(thread: threading.Thread) -> None:
    """Take *thread* for a bystander too."""
    _State.bystanders.add(thread)


def release_all() -> None:
    """End every wait: threads that still sleep when the simulator closes end with it."""
    _State.generation += 1
    for waiter in list(_State.waiters.values()):
        waiter.open()


def wake(ident: int) -> None:
    """Let the thread *ident* look around, where it sleeps in virtual time."""
    waiter = _State.waiters.get(ident)
    if waiter is not None:
        waiter.open()


def announce_deadline() -> None:
    """The deadline is being raised in this thread: cut short what the handler does on the way out."""
    unwinding.begin()


def sleep(clock: VirtualClock, duration_ns: int) -> None:
    """Sleep *duration_ns* of virtual time."""
    if _is_alone():
        try:
            clock.sleep(duration_ns)
        except BaseException:
            unwinding.begin()
            raise
        return
    _wait(clock, duration_ns, None)


def wait(clock: VirtualClock, duration_ns: int, has_come: Callable[[float], bool]) -> bool:
    """
    Wait up to *duration_ns* of virtual time for something; return whether it came.

    Args:
        has_come: waits up to so many real seconds for it, and returns whether it came.
    """
    return _wait(clock, duration_ns, has_come)


def _wait(clock: VirtualClock, duration_ns: int, has_come: Callable[[float], bool] | None) -> bool:
    me = threading.get_ident()
    is_main = threading.current_thread() is threading.main_thread()
    generation = _State.generation
    wake_ns = clock.elapsed_ns + duration_ns
    if clock.deadline_ns is not None and clock.owns_deadline:
        wake_ns = min(wake_ns, clock.deadline_ns)
    waiter = _State.waiters[me] = _Waiter(wake_ns)
    look = _Lookout(me)
    try:
        while True:
            if is_main or _State.leader is None:
                _State.leader = me
            leads = _State.leader == me
            if _has_come(waiter, has_come, leads=leads, is_main=is_main):
                return True
            if _State.generation != generation:
                # The simulator is closed: nobody will ever move this clock again.
                _end_thread()
            unwinding.check()
            if clock.elapsed_ns >= wake_ns:
                clock.check_deadline()
                return False
            if leads:
                _lead(clock, look)
    except BaseException:
        if clock.deadline_ns is not None and clock.elapsed_ns >= clock.deadline_ns:
            unwinding.begin()
        raise
    finally:
        del _State.waiters[me]
        if _State.leader == me:
            _State.leader = None
            for other in list(_State.waiters.values()):
                other.open()


def _end_thread() -> NoReturn:
    """End this thread without a word, whatever the test run makes of exceptions in threads."""
    threading.current_thread()._invoke_excepthook = lambda _: None  # type: ignore[attr-defined]
    raise SystemExit


def _has_come(waiter: _Waiter, has_come: Callable[[float], bool] | None, *, leads: bool, is_main: bool) -> bool:
    """Let real time pass until the next look; return whether what the thread waits for came."""
    if has_come is not None:
        return has_come(0 if _is_alone() else _SLICE_SECONDS if leads else _LONG_SLICE_SECONDS)
    if leads or is_main:
        RealTime.sleep(_SLICE_SECONDS)
    else:
        waiter.gate.acquire()
    return False


def _lead(clock: VirtualClock, look: _Lookout) -> None:
    """Move the clock to the earliest instant that anybody waits for, once everybody waits."""
    waiters = list(_State.waiters.values())
    earliest_ns = min(waiter.wake_ns for waiter in waiters)
    now_ns = clock.elapsed_ns
    if earliest_ns > now_ns and look.is_still():
        _move(clock, earliest_ns)
        now_ns = clock.elapsed_ns
    for waiter in waiters:
        if waiter.wake_ns <= now_ns:
            waiter.open()


def _move(clock: VirtualClock, wake_ns: int) -> None:
    """Move the clock to *wake_ns*; from another thread than the handler's, to the deadline at most."""
    deadline_ns = clock.deadline_ns
    if deadline_ns is not None and not clock.owns_deadline and wake_ns >= deadline_ns:
        clock.jump_to(max(clock.elapsed_ns, deadline_ns))
        unwinding.interrupt()
        return
    clock.sleep(max(0, wake_ns - clock.elapsed_ns))


def _is_alone() -> bool:
    me, main = threading.current_thread(), threading.main_thread()
    if threading._limbo:  # type: ignore[attr-defined]
        return False
    return not any(
        thread is not me and (thread is main or thread not in _State.bystanders) for thread in threading.enumerate()
    )


class _Lookout:
    """Tells when no other thread can do anything any more, by looks with real time between them."""

    def __init__(self, me: int) -> None:
        self._me = me
        self._last: object = None
        self._still = 0

    def is_still(self) -> bool:
        """Look once; return whether nothing has moved for long enough. Then start over."""
        if _is_alone():
            return True
        seen, needed = self._look()
        self._still = self._still + 1 if seen is not None and seen == self._last else 0
        self._last = seen
        if seen is None or self._still < needed:
            return False
        self._still, self._last = 0, None
        return True

    def _look(self) -> tuple[object, int]:
        """
        Return a picture of every other thread that may still do something, and how many equal ones prove it waits.

        The picture is ``None`` while a thread is starting, or about to run.
        """
        if threading._limbo:  # type: ignore[attr-defined]
            return None, 0
        main = threading.main_thread()
        frames = sys._current_frames()
        picture: list[tuple[int, int, int]] = []
        needed = _LOOKS_UNTIL_STILL
        for thread in threading.enumerate():
            ident = thread.ident
            frame = None if ident is None else frames.get(ident)
            if ident is None or ident == self._me or (thread in _State.bystanders and thread is not main):
                continue
            if frame is None or _is_runnable(thread.native_id):
                return None, 0
            picture.append((ident, id(frame), frame.f_lasti))
            is_waiting = ident in _State.waiters or frame.f_code.co_filename.endswith(_WAITING_FILES)
            if not is_waiting:
                needed = _LOOKS_UNTIL_STUCK
        return tuple(picture), needed


def _is_runnable(native_id: int | None) -> bool:
    """Return whether the system would let the thread run now, as far as it tells."""
    if sys.platform != "linux" or native_id is None:
        return False
    try:
        descriptor = _open(f"/proc/self/task/{native_id}/stat", os.O_RDONLY)
    except OSError:
        return False
    try:
        stat = os.read(descriptor, 512)
    finally:
        _close(descriptor)
    return stat[stat.rindex(b")") + 2 : stat.rindex(b")") + 3] == b"R"
