"""
The event loop of this thread: a handler has none at first, and one that is killed leaves none behind.

A loop whose ``run`` was ended from outside stays the running one of its thread; nothing could use asyncio again.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

__all__ = ["EventLoop", "close", "drop", "left_running"]


def _asyncio() -> Any:
    return sys.modules.get("asyncio")


class EventLoop:
    """The running event loop and the hooks for asynchronous generators; an aspect of a process."""

    def __init__(self) -> None:
        self._theirs: Any = None
        self._hooks: Any = None

    def enter(self) -> None:
        asyncio: Any = sys.modules.get("asyncio")
        self._theirs = None if asyncio is None else asyncio._get_running_loop()
        if self._theirs is not None:
            asyncio._set_running_loop(None)
        self._hooks = sys.get_asyncgen_hooks()

    def leave(self) -> None:
        asyncio: Any = sys.modules.get("asyncio")
        if asyncio is not None and asyncio._get_running_loop() is not self._theirs:
            asyncio._set_running_loop(self._theirs)
        if sys.get_asyncgen_hooks() != self._hooks:
            sys.set_asyncgen_hooks(*self._hooks)


def left_running() -> tuple[Any, list[Any]]:
    """Return the loop that runs in this thread and its tasks."""
    asyncio = _asyncio()
    loop = None if asyncio is None else asyncio._get_running_loop()
    return loop, [] if loop is None else list(asyncio.all_tasks(loop))


def drop(tasks: list[Any]) -> None:
    """End *tasks*, and let none of them say later that it never ended."""
    for task in tasks:
        # No context manager: it would be code that runs on the way out.
        try:
            task._log_destroy_pending = False
            task.get_coro().close()
        except BaseException:
            pass


def close(loop: Any) -> None:
    """Close *loop*, which was left running."""
    if loop is None:
        return
    _asyncio()._set_running_loop(None)
    with suppress(Exception):
        loop._thread_id = None
        loop.close()
