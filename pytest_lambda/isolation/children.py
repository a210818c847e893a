"""
Processes that a handler starts: they end with its environment, and a forked one never becomes a second test run.

Source: LC-08, LC-11
"""

from __future__ import annotations

import contextlib
import functools
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from pytest_lambda.base.clock import RealTime
from pytest_lambda.isolation.inside import Replacements, end_process, inside

__all__ = ["Children", "end_child", "install_children", "is_descendant"]

_PATIENCE_SECONDS = 2.0
"""How long killed processes may take to be gone."""


def _absent(*args: Any) -> Any:
    raise NotImplementedError


class _Real:
    """The real functions."""

    exit_now = staticmethod(os._exit)
    kill: Any = staticmethod(os.kill)
    waitpid: Any = staticmethod(getattr(os, "waitpid", _absent))
    dup2 = staticmethod(os.dup2)
    open_file: Any = staticmethod(io.open)


class _Adoption:
    """
    Orphans of a handler come to this process instead of to the system's first, while a simulator is open.

    Attributes:
        strangers: children that are no handler's.
    """

    is_on = False
    strangers: set[int] = set()

    @classmethod
    def begin(cls) -> None:
        """Begin, when the first process is started."""
        if not cls.is_on and sys.platform == "linux":
            cls.is_on = True
            cls.strangers = _children()
            _set_subreaper(1)

    @classmethod
    def end(cls) -> None:
        """End."""
        if cls.is_on:
            cls.is_on = False
            cls.strangers = set()
            _set_subreaper(0)


def _set_subreaper(value: int) -> None:
    import ctypes

    pr_set_child_subreaper = 36
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(pr_set_child_subreaper, value, 0, 0, 0)


def _parents() -> dict[int, int]:
    """Return every process's parent, as far as the system tells."""
    parents: dict[int, int] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return parents
    for name in names:
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                with _Real.open_file(f"/proc/{name}/stat", "rb") as file:
                    stat = file.read()
                parents[int(name)] = int(stat[stat.rindex(b")") + 1 :].split()[1])
    return parents


def _children() -> set[int]:
    me = os.getpid()
    return {pid for pid, parent in _parents().items() if parent == me}


def _tree(roots: set[int], parents: dict[int, int]) -> list[int]:
    """Return *roots* and all that descend from them."""
    found = set(roots)
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found and pid not in found}
        grown = bool(more)
        found |= more
    return sorted(found)


def is_descendant(pid: int) -> bool:
    """Return whether the handler that runs, or a process of its, started the process or group *pid*."""
    here = inside.environment
    if here is None:
        return False
    started = here.children.started
    return pid in started or pid in _tree(started, _parents())


class Children:
    """
    The processes of one environment.

    Attributes:
        started: those that it started itself and that may still run.
    """

    def __init__(self) -> None:
        self.started: set[int] = set()
        self._had_any = False

    def add(self, pid: int) -> None:
        """The handler started *pid*."""
        self.started.add(pid)
        self._had_any = True

    def expect(self) -> None:
        """The handler is about to start a process."""
        self._had_any = True
        _Adoption.begin()

    def signal_all(self, number: int) -> None:
        """Send a signal to all of them."""
        for pid in _tree(self.started, _parents()):
            with contextlib.suppress(OSError):
                _Real.kill(pid, number)

    def end(self) -> None:
        """Kill all of them and those that they left behind, and wait until they are gone."""
        if not self._had_any:
            return
        self._had_any = False
        roots = {pid for pid in self.started if _is_running(pid)}
        self.started.clear()
        end_ns = RealTime.monotonic_ns() + int(_PATIENCE_SECONDS * 1e9)
        while True:
            parents = _parents()
            if _Adoption.is_on:
                # Orphans come to us when their parents are gone, so look again until none is left.
                me = os.getpid()
                roots |= {pid for pid, parent in parents.items() if parent == me and self._is_ours(pid)}
            for pid in _tree(roots, parents):
                with contextlib.suppress(OSError):
                    _Real.kill(pid, signal.SIGKILL)
            roots = {pid for pid in roots if _is_running(pid)}
            if not roots and not any(
                parent == os.getpid() and self._is_ours(pid) for pid, parent in _parents().items() if _Adoption.is_on
            ):
                return
            if RealTime.monotonic_ns() > end_ns:
                return
            RealTime.sleep(0.001)

    @staticmethod
    def _is_ours(pid: int) -> bool:
        """Return whether *pid*, a child of this process, is an orphan that the environment left."""
        if pid in _Adoption.strangers or pid == _resource_tracker():
            return False
        return not any(pid in other.started for other in _all if other.started)


_all: list[Children] = []


def _resource_tracker() -> int | None:
    """Return the process that multiprocessing keeps for this one."""
    module: Any = sys.modules.get("multiprocessing.resource_tracker")
    return None if module is None else module._resource_tracker._pid


def _is_running(pid: int) -> bool:
    """Return whether the child *pid* still runs; one that ended is gone after this."""
    try:
        return bool(_Real.waitpid(pid, os.WNOHANG)[0] == 0)
    except OSError:
        return False


# -- in the child --------------------------------------------------------------------------------------------


def _after_fork_in_child() -> None:
    """A handler forked: its child is a plain process, whose output goes to the log."""
    here = inside.environment
    if here is None:
        return
    inside.is_child = True
    inside.environment = None
    output = here.output()
    here.release()
    for number in (1, 2):
        _Real.dup2(output, number)
    # The parent's streams write to its memory.
    sys.stdout = _Real.open_file(1, "w", buffering=1, encoding="utf-8", errors="surrogateescape", closefd=False)
    sys.stderr = _Real.open_file(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)


def end_child(status: int) -> None:
    """End a process that a handler forked, where it would go back into the test run."""
    with contextlib.suppress(BaseException):
        sys.stdout.flush()
        sys.stderr.flush()
    _Real.exit_now(status)


# -- in the parent -------------------------------------------------------------------------------------------


def _fork(original: Callable[[], Any]) -> Callable[[], Any]:
    @functools.wraps(original)
    def fork() -> Any:
        here = inside.environment
        if here is not None:
            here.children.expect()
            here.output()
        found = original()
        pid = found[0] if isinstance(found, tuple) else found
        if pid and here is not None:
            here.children.add(pid)
            if isinstance(found, tuple):
                here.descriptors.opened(found[1])
        elif pid and _Adoption.is_on:
            _Adoption.strangers.add(pid)
        return found

    return fork


def _spawning(original: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(original)
    def spawn(*args: Any, **kwargs: Any) -> int:
        here = inside.environment
        if here is not None:
            here.children.expect()
        pid = original(*args, **kwargs)
        if here is not None:
            here.children.add(pid)
        elif _Adoption.is_on:
            _Adoption.strangers.add(pid)
        return pid

    return spawn


def _popen(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def start(self: Any, *args: Any, **kwargs: Any) -> None:
        here = inside.environment
        if here is not None:
            here.children.expect()
        original(self, *args, **kwargs)
        if here is not None:
            here.children.add(self.pid)
        elif _Adoption.is_on:
            _Adoption.strangers.add(self.pid)

    return start


def _system(original: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(original)
    def system(command: Any) -> int:
        here = inside.environment
        if here is not None:
            here.children.expect()
        return original(command)

    return system


def _exec(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``execv`` and ``execve``: the program runs as a child, and the environment ends with its status."""

    @functools.wraps(original)
    def execute(path: Any, argv: Any, *env: Any, **kwargs: Any) -> Any:
        if inside.environment is None:
            return original(path, argv, *env, **kwargs)
        variables = env[0] if env else kwargs.get("env")
        arguments = list(argv)
        with subprocess.Popen(arguments, executable=path, env=variables, close_fds=False) as process:
            status = process.wait()
        return end_process(status)

    return execute


def install_children() -> Callable[[], None]:
    """Take over what starts processes; return what gives it back."""
    if os.name != "posix":
        return lambda: None
    import posix

    replacements = Replacements()
    for name in ("fork", "forkpty"):
        replacements.replace((os, posix), name, _fork)
    for name in ("posix_spawn", "posix_spawnp"):
        replacements.replace((os, posix), name, _spawning)
    for name in ("execv", "execve"):
        replacements.replace((os, posix), name, _exec)
    replacements.replace(os, "system", _system)
    replacements.replace(subprocess.Popen, "__init__", _popen)

    def give_back() -> None:
        replacements.put_back()
        _Adoption.end()

    return give_back
