"""
Threads that a handler starts: they end with its environment, as far as a thread can be ended.

Source: LC-08, LC-11
"""

from __future__ import annotations

import _thread
import ctypes
import functools
import sys
import threading
from collections.abc import Callable
from typing import Any

from pytest_lambda.base.clock import RealTime
from pytest_lambda.isolation import waiting
from pytest_lambda.isolation.inside import Replacements, inside

__all__ = ["Threads", "install_threads"]

_LOOKS = 300
"""How often to look whether threads ended, 1 ms apart."""

_LOOKS_BETWEEN = 20
"""Looks between two attempts to end one: it may catch everything, or be at its end already."""


class Threads:
    """The threads of one environment."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._idents: set[int] = set()

    def add(self, thread: threading.Thread) -> None:
        """The handler started *thread*."""
        self._threads = [known for known in self._threads if known.is_alive()]
        self._threads.append(thread)

    def began(self, ident: int) -> None:
        """The handler started a thread below ``threading``."""
        self._idents.add(ident)

    def ended(self, ident: int) -> None:
        """That thread is over."""
        self._idents.discard(ident)

    def end(self) -> None:
        """
        End all of them.

        One that waits in C for something that never comes stays until this process ends, which it does not hold up.
        """
        if not self._threads and not self._idents:
            return
        threads, self._threads = [thread for thread in self._threads if thread.is_alive()], []
        for thread in threads:
            # Without a word, whatever the test run makes of exceptions in threads.
            thread._invoke_excepthook = lambda _: None  # type: ignore[attr-defined]
            _wake_executor(thread)
        for look in range(_LOOKS):
            threads = [thread for thread in threads if thread.is_alive()]
            idents = {thread.ident for thread in threads if thread.ident is not None} | self._idents
            if not idents:
                break
            for ident in idents:
                if look % _LOOKS_BETWEEN == 0:
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(SystemExit))
                waiting.wake(ident)
                _wake_condition(ident)
            RealTime.sleep(0.001)
        for thread in threads:
            waiting.ignore_thread(thread)
        self._idents.clear()


_WAIT_CODES = {
    getattr(threading.Condition.wait, "__wrapped__", threading.Condition.wait).__code__,
}


def _wake_condition(ident: int) -> None:
    """Let a thread that waits for a condition or an event go on."""
    frame = sys._current_frames().get(ident)
    if frame is not None and frame.f_code in _WAIT_CODES:
        waiter = frame.f_locals.get("waiter")
        try:
            waiter.release()  # type: ignore[union-attr]
        except (AttributeError, RuntimeError):
            pass


def _wake_executor(thread: threading.Thread) -> None:
    """Let a thread of an executor look at its queue, and let nobody wait for it at the end of this process."""
    futures: Any = sys.modules.get("concurrent.futures.thread")
    if futures is not None:
        queue = futures._threads_queues.pop(thread, None)
        if queue is not None:
            queue.put(None)


def _start(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def start(self: Any) -> None:
        here = inside.environment
        if here is None:
            original(self)
            return
        is_daemon = self._daemonic
        # What Lambda kills with the process must not hold up the end of this one.
        self._daemonic = True
        try:
            original(self)
        finally:
            self._daemonic = is_daemon
        here.threads.add(self)

    return start


def _start_new_thread(original: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(original)
    def start_new_thread(function: Callable[..., object], args: tuple[Any, ...], kwargs: Any = None, /) -> int:
        here = inside.environment
        if here is None:
            return original(function, args, kwargs or {})
        threads = here.threads

        def run() -> None:
            me = threading.get_ident()
            threads.began(me)
            try:
                function(*args, **(kwargs or {}))
            finally:
                threads.ended(me)

        return original(run, ())

    return start_new_thread


def install_threads() -> Callable[[], None]:
    """Take over what starts threads; return what gives it back."""
    replacements = Replacements()
    replacements.replace(threading.Thread, "start", _start)
    for name in ("start_new_thread", "start_new"):
        replacements.replace(_thread, name, _start_new_thread)
    return replacements.put_back
