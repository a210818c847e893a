"""
File descriptors: a handler closes its own, and never those of the test run.

The numbers are the process's, so what a handler did not open itself is not there for it (EBADF). Its descriptors
0 to 2 are stand-ins: closed or redirected, they are so for the handler only.

Source: ENV-16
"""

from __future__ import annotations

import builtins
import errno
import functools
import io
import os
import socket
from collections.abc import Callable
from typing import Any

from pytest_lambda.isolation.inside import Replacements, inside

__all__ = ["Descriptors", "install_descriptors"]

_CLOSED = -1

_OPENING = (
    "dup",
    "eventfd",
    "memfd_create",
    "open",
    "openpty",
    "pidfd_open",
    "pipe",
    "pipe2",
    "posix_openpt",
    "timerfd_create",
)
"""Functions of ``os`` that return descriptors."""


class _Real:
    """The real functions."""

    close = staticmethod(os.close)
    dup = staticmethod(os.dup)
    dup2 = staticmethod(os.dup2)
    fstat = staticmethod(os.fstat)
    open = staticmethod(os.open)
    write = staticmethod(os.write)


def _bad_descriptor() -> OSError:
    return OSError(errno.EBADF, os.strerror(errno.EBADF))


def _identity(descriptor: int) -> tuple[int, int] | None:
    """Return what the open file is known by; ``None`` where nothing is open."""
    try:
        status = _Real.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino


class Descriptors:
    """
    The descriptors of one environment.

    Args:
        output: returns a descriptor whose output goes to the log.
        write_log: takes text for the log.
    """

    def __init__(self, output: Callable[[], int], write_log: Callable[[str], None]) -> None:
        self._output = output
        self._write_log = write_log
        self._standard: dict[int, int] = {}
        self._own: dict[int, tuple[int, int]] = {}
        self._held_by_objects: set[int] = set()

    def writer(self, number: int) -> Callable[[str], None]:
        """Return what ``sys.stdout`` (1) or ``sys.stderr`` (2) hands its text to."""
        standard, write_log = self._standard, self._write_log

        def write(text: str) -> None:
            if standard and number in standard:
                self.write(number, text.encode("utf-8", "replace"))
            else:
                write_log(text)

        return write

    def write(self, descriptor: int, data: bytes) -> int:
        """Write to a stand-in."""
        target = self._standard.get(descriptor)
        if target is None:
            self._write_log(data.decode("utf-8", "replace"))
            return len(data)
        if target == _CLOSED:
            raise _bad_descriptor()
        return _Real.write(target, data)

    def source(self, descriptor: int) -> int:
        """Return the real descriptor behind *descriptor*."""
        if descriptor not in (0, 1, 2):
            return descriptor
        target = self._standard.get(descriptor)
        if target == _CLOSED:
            raise _bad_descriptor()
        if target is not None:
            return target
        if descriptor:
            return self._output()
        nothing = _Real.open(os.devnull, os.O_RDONLY)
        self._standard[0] = nothing
        return nothing

    def opened(self, descriptor: int) -> int:
        """The handler opened *descriptor*; return it."""
        identity = _identity(descriptor)
        if identity is not None:
            self._own[descriptor] = identity
            self._held_by_objects.discard(descriptor)
        return descriptor

    def held(self, descriptor: int) -> None:
        """An object that closes *descriptor* by itself has it."""
        self.opened(descriptor)
        self._held_by_objects.add(descriptor)

    def has(self, descriptor: int) -> bool:
        """Return whether the handler opened *descriptor* and has not closed it since."""
        known = self._own.get(descriptor)
        if known is None:
            return False
        if known == _identity(descriptor):
            return True
        del self._own[descriptor]
        return False

    def close(self, descriptor: int) -> None:
        """Close what is the handler's own."""
        if descriptor in (0, 1, 2):
            target = self._standard.get(descriptor)
            if target == _CLOSED:
                raise _bad_descriptor()
            self._standard[descriptor] = _CLOSED
            if target is not None:
                _Real.close(target)
            return
        if not self.has(descriptor):
            raise _bad_descriptor()
        del self._own[descriptor]
        _Real.close(descriptor)

    def close_range(self, low: int, high: int) -> None:
        """Close the handler's own from *low* to below *high*."""
        for descriptor in [*(0, 1, 2), *self._own]:
            if low <= descriptor < high:
                try:
                    self.close(descriptor)
                except OSError:
                    pass

    def duplicate_to(self, source: int, target: int, inheritable: bool) -> int:
        """Make *target* a copy of *source*."""
        real = self.source(source)
        if target in (0, 1, 2):
            before = self._standard.get(target, _CLOSED)
            self._standard[target] = _Real.dup(real)
            if before != _CLOSED:
                _Real.close(before)
            return target
        if _identity(target) is not None and not self.has(target):
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        return self.opened(_Real.dup2(real, target, inheritable))

    def reset(self) -> None:
        """Start over: the process is gone, and what it left open is closed."""
        for descriptor in list(self._own):
            if descriptor not in self._held_by_objects and self.has(descriptor):
                _close_quietly(descriptor)
        for descriptor in self._standard.values():
            if descriptor != _CLOSED:
                _close_quietly(descriptor)
        self._own.clear()
        self._held_by_objects.clear()
        self._standard.clear()


def _close_quietly(descriptor: int) -> None:
    try:
        _Real.close(descriptor)
    except OSError:
        pass


# -- what takes the place of the functions -------------------------------------------------------------------


def _opening(original: Callable[..., Any]) -> Callable[..., Any]:
    is_dup = original is _Real.dup

    @functools.wraps(original)
    def open_(*args: Any, **kwargs: Any) -> Any:
        here = inside.environment
        if here is None:
            return original(*args, **kwargs)
        if is_dup and args:
            args = (here.descriptors.source(args[0]), *args[1:])
        found = original(*args, **kwargs)
        for descriptor in found if isinstance(found, tuple) else (found,):
            here.descriptors.opened(descriptor)
        return found

    return open_


def _close(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def close(fd: int) -> None:
        here = inside.environment
        if here is None:
            original(fd)
        else:
            here.descriptors.close(fd)

    return close


def _closerange(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def closerange(fd_low: int, fd_high: int, /) -> None:
        here = inside.environment
        if here is None:
            original(fd_low, fd_high)
        else:
            here.descriptors.close_range(fd_low, fd_high)

    return closerange


def _dup2(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def dup2(fd: int, fd2: int, inheritable: bool = True) -> int:
        here = inside.environment
        if here is None:
            return int(original(fd, fd2, inheritable))
        return here.descriptors.duplicate_to(fd, fd2, inheritable)

    return dup2


def _detach(original: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(original)
    def detach(self: Any) -> int:
        descriptor = original(self)
        here = inside.environment
        return descriptor if here is None or descriptor < 0 else here.descriptors.opened(descriptor)

    return detach


def _open_file(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def open_(*args: Any, **kwargs: Any) -> Any:
        here = inside.environment
        if here is None:
            return original(*args, **kwargs)
        if args and type(args[0]) is int:
            descriptor = args[0]
            if descriptor in (0, 1, 2):
                args = (_Real.dup(here.descriptors.source(descriptor)), *args[1:])
            elif not here.descriptors.has(descriptor) and _identity(descriptor) is not None:
                raise _bad_descriptor()
        file = original(*args, **kwargs)
        here.descriptors.held(file.fileno())
        return file

    return open_


def install_descriptors() -> Callable[[], None]:
    """Take over the functions that open and close descriptors; return what gives them back."""
    if os.name != "posix":
        return lambda: None
    import posix

    replacements = Replacements()
    for name in _OPENING:
        replacements.replace((os, posix), name, _opening)
    replacements.replace((os, posix), "close", _close)
    replacements.replace((os, posix), "closerange", _closerange)
    replacements.replace((os, posix), "dup2", _dup2)
    replacements.replace(socket, "close", _close)
    replacements.replace(socket.socket, "detach", _detach)
    replacements.replace((builtins, io), "open", _open_file)
    return replacements.put_back
