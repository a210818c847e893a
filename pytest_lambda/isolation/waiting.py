"""
Sleeping and waiting in virtual time, across threads.

A thread that sleeps alone moves the clock. Where other threads run, the clock moves to the earliest moment that
anybody waits for, once every thread is waiting: for virtual time, for another thread, or for something real
that does not come. So five threads that sleep 1 s each take 1 s together.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable

from pytest_lambda.base.clock import RealTime, VirtualClock
from pytest_lambda.isolation import unwinding

__all__ = ["announce_deadline", "ignore_thread", "release_all", "remember_threads", "sleep", "wait"]

_SLICE_SECONDS = 0.0005
"""Real seconds between two looks."""

_LOOKS_UNTIL_STILL = 3
"""Looks in a row at which nothing may have moved before the clock does."""

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


class _State:
    """Who was there before, and who waits for what instant."""

    bystanders: set[int] = set()
    wake_ns: dict[int, int] = {}
    generation: int = 0


def remember_threads() -> None:
    """Take the threads that run now for bystanders: they belong to the test run and never hold the clock."""
    if not _State.wake_ns:
        _State.bystanders = {thread.ident or 0 for thread in threading.enumerate()}


def ignore_thread(ident: int) -> None:
    """Take the thread *ident* for a bystander too."""
    _State.bystanders.add(ident)


def release_all() -> None:
    """End every wait: threads that still sleep when the simulator closes end with it."""
    _State.generation += 1
    _State.wake_ns.clear()


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

    def nothing_comes(seconds: float) -> bool:
        RealTime.sleep(seconds)
        return False

    wait(clock, duration_ns, nothing_comes)


def wait(clock: VirtualClock, duration_ns: int, has_come: Callable[[float], bool]) -> bool:
    """
    Wait up to *duration_ns* of virtual time for something; return whether it came.

    Args:
        has_come: waits up to so many real seconds for it, and returns whether it came.
    """
    me = threading.get_ident()
    generation = _State.generation
    wake_ns = clock.elapsed_ns + duration_ns
    if clock.deadline_ns is not None and clock.owns_deadline:
        wake_ns = min(wake_ns, clock.deadline_ns)
    _State.wake_ns[me] = wake_ns
    last: object = None
    still = 0
    try:
        while True:
            if has_come(0 if _is_alone() else _SLICE_SECONDS):
                return True
            if _State.generation != generation:
                # The simulator is closed: nobody will ever move this clock again.
                raise SystemExit
            unwinding.check()
            if clock.elapsed_ns >= wake_ns:
                clock.check_deadline()
                return False
            seen, needed = _where_others_stand(me)
            still = still + 1 if seen == last else 0
            last = seen
            if still >= needed and wake_ns == min(_State.wake_ns.values()):
                _move(clock, wake_ns)
                still = 0
    except BaseException:
        if clock.deadline_ns is not None and clock.elapsed_ns >= clock.deadline_ns:
            unwinding.begin()
        raise
    finally:
        _State.wake_ns.pop(me, None)


def _move(clock: VirtualClock, wake_ns: int) -> None:
    """Move the clock to *wake_ns*; from another thread than the handler's, to the deadline at most."""
    deadline_ns = clock.deadline_ns
    if deadline_ns is not None and not clock.owns_deadline and wake_ns >= deadline_ns:
        clock.jump_to(max(clock.elapsed_ns, deadline_ns))
        unwinding.interrupt()
        return
    clock.sleep(max(0, wake_ns - clock.elapsed_ns))


def _is_alone() -> bool:
    me = threading.get_ident()
    main = threading.main_thread().ident
    for ident in sys._current_frames():
        if ident != me and (ident == main or ident not in _State.bystanders):
            return False
    return True


def _where_others_stand(me: int) -> tuple[object, int]:
    """Return a picture of every other thread that may still do something, and how many equal looks prove it waits."""
    if _is_alone():
        return (), 0
    main = threading.main_thread().ident
    picture: list[tuple[int, int, int]] = []
    needed = _LOOKS_UNTIL_STILL
    for ident, frame in sys._current_frames().items():
        if ident == me or ident in _State.wake_ns or (ident in _State.bystanders and ident != main):
            continue
        picture.append((ident, id(frame), frame.f_lasti))
        if not frame.f_code.co_filename.endswith(_WAITING_FILES):
            needed = _LOOKS_UNTIL_STUCK
    return tuple(picture), needed
