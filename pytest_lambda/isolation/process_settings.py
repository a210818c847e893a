"""
Settings of the process that are changed by calls: noticed when a handler makes the call, put back when it leaves.

An environment finds its own values again in its next invocation. What could not be put back is refused as Lambda's
user would be, or has no effect.
"""

from __future__ import annotations

import errno
import functools
import gc
import locale
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Any, NamedTuple

from pytest_lambda.isolation.inside import Replacements, inside
from pytest_lambda.isolation.signals import is_kept

resource: Any
try:
    import resource
except ImportError:  # Windows
    resource = None

__all__ = ["Settings", "install_settings"]


class _Setting(NamedTuple):
    get: Callable[[], Any]
    put: Callable[[Any], object]


class Settings:
    """What one environment changed."""

    def __init__(self) -> None:
        self._ours: dict[Hashable, tuple[_Setting, Any]] = {}
        self._theirs: dict[Hashable, tuple[_Setting, Any]] = {}
        self.audit_hooks: list[Callable[[str, tuple[Any, ...]], object]] = []

    def touch(self, key: Hashable, setting: _Setting) -> None:
        """The handler is about to change *setting*."""
        if key not in self._theirs:
            self._theirs[key] = (setting, setting.get())

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to show or to put back."""
        return bool(self._theirs or self._ours)

    def enter(self) -> None:
        for key, (setting, value) in self._ours.items():
            self.touch(key, setting)
            with suppress(OSError, ValueError):
                setting.put(value)

    def leave(self) -> None:
        for key, (setting, value) in reversed(self._theirs.items()):
            self._ours[key] = (setting, setting.get())
            with suppress(OSError, ValueError, locale.Error):
                setting.put(value)
        self._theirs.clear()

    def reset(self) -> None:
        """Start over: the process is gone."""
        self._ours.clear()
        self.audit_hooks.clear()


def _umask(real: Callable[[int], int] = os.umask) -> int:
    value = real(0o077)
    real(value)
    return value


def _wakeup_descriptor(real: Callable[[int], int] = signal.set_wakeup_fd) -> int:
    descriptor = real(-1)
    real(descriptor)
    return descriptor


def _changing(setting: _Setting) -> Callable[[Any], Any]:
    """Return what wraps a function that changes *setting*."""

    def wrap(original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def change(*args: Any, **kwargs: Any) -> Any:
            here = inside.environment
            if here is not None:
                here.settings.touch(original, setting)
            return original(*args, **kwargs)

        return change

    return wrap


def _refused(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap what Lambda's user may not do."""

    @functools.wraps(original)
    def refuse(*args: Any, **kwargs: Any) -> Any:
        if inside.environment is None:
            return original(*args, **kwargs)
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    return refuse


def _without_effect(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        return original(*args, **kwargs) if inside.environment is None else None

    return call


def _nice(original: Callable[[int], int]) -> Callable[[int], int]:
    @functools.wraps(original)
    def nice(increment: int, /) -> int:
        # Only root gets back to where it was.
        return original(increment if inside.environment is None else 0)

    return nice


def _setrlimit(original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def setrlimit(which: int, limits: tuple[int, int], /) -> None:
        here = inside.environment
        if here is None:
            original(which, limits)
            return
        # A hard limit does not come back up, and one of CPU time would end the test run.
        _, hard = resource.getrlimit(which)
        soft = int(limits[0])
        if which == resource.RLIMIT_CPU:
            return
        if hard != resource.RLIM_INFINITY and (soft == resource.RLIM_INFINITY or soft > hard):
            raise ValueError("current limit exceeds maximum limit")
        setting = _Setting(lambda: resource.getrlimit(which), lambda value: original(which, value))
        here.settings.touch((original, which), setting)
        original(which, (soft, hard))

    return setrlimit


def _pthread_sigmask(original: Callable[..., Any]) -> Callable[..., Any]:
    setting = _Setting(lambda: original(signal.SIG_BLOCK, ()), lambda mask: original(signal.SIG_SETMASK, mask))

    @functools.wraps(original)
    def pthread_sigmask(how: int, mask: Any, /) -> Any:
        here = inside.environment
        if here is None:
            return original(how, mask)
        here.settings.touch(original, setting)
        return original(how, [number for number in mask if not is_kept(number)])

    return pthread_sigmask


def _addaudithook(original: Callable[[Any], None]) -> Callable[[Any], None]:
    """Wrap what adds a hook for good: a handler's is asked only while its environment is inside."""
    installed: list[bool] = []

    def ask(event: str, args: tuple[Any, ...]) -> None:
        here = inside.environment
        if here is not None and here.settings.audit_hooks:
            for hook in list(here.settings.audit_hooks):
                hook(event, args)

    @functools.wraps(original)
    def addaudithook(hook: Any) -> None:
        here = inside.environment
        if here is None:
            original(hook)
            return
        if not installed:
            installed.append(True)
            original(ask)
        here.settings.audit_hooks.append(hook)

    return addaudithook


def _register_at_fork(original: Callable[..., None]) -> Callable[..., None]:
    """Wrap what registers callbacks for good: a handler's are called only while its environment is inside."""

    @functools.wraps(original)
    def register_at_fork(**callbacks: Any) -> None:
        here = inside.environment

        def gated(callback: Any) -> Callable[[], None]:
            def call() -> None:
                if inside.environment is here:
                    callback()

            return call

        original(**(callbacks if here is None else {when: gated(each) for when, each in callbacks.items()}))

    return register_at_fork


_REFUSED = (
    "chroot",
    "initgroups",
    "setegid",
    "seteuid",
    "setgid",
    "setgroups",
    "setns",
    "setpgid",
    "setpgrp",
    "setpriority",
    "setregid",
    "setresgid",
    "setresuid",
    "setreuid",
    "setsid",
    "setuid",
    "unshare",
)


def _settings() -> list[tuple[Any, str, _Setting]]:
    found: list[tuple[Any, str, _Setting]] = [
        (socket, "setdefaulttimeout", _Setting(socket.getdefaulttimeout, socket.setdefaulttimeout)),
        (
            locale,
            "setlocale",
            _Setting(lambda: _real_setlocale(locale.LC_ALL), lambda value: _real_setlocale(locale.LC_ALL, value)),
        ),
        (gc, "set_threshold", _Setting(gc.get_threshold, functools.partial(_spread, gc.set_threshold))),
        (gc, "set_debug", _Setting(gc.get_debug, gc.set_debug)),
        (threading, "settrace", _Setting(threading.gettrace, threading.settrace)),
        (threading, "setprofile", _Setting(threading.getprofile, threading.setprofile)),
        (threading, "stack_size", _Setting(threading.stack_size, threading.stack_size)),
        (
            sys,
            "set_coroutine_origin_tracking_depth",
            _Setting(sys.get_coroutine_origin_tracking_depth, sys.set_coroutine_origin_tracking_depth),
        ),
    ]
    if hasattr(sys, "set_int_max_str_digits"):
        found.append(
            (
                sys,
                "set_int_max_str_digits",
                _Setting(sys.get_int_max_str_digits, sys.set_int_max_str_digits),
            )
        )
    if os.name == "posix":
        found.append((os, "umask", _Setting(_umask, os.umask)))
        found.append((signal, "set_wakeup_fd", _Setting(_wakeup_descriptor, signal.set_wakeup_fd)))
    if hasattr(os, "sched_setaffinity"):
        found.append(
            (
                os,
                "sched_setaffinity",
                _Setting(lambda: os.sched_getaffinity(0), functools.partial(os.sched_setaffinity, 0)),
            )
        )
    return found


_real_setlocale = locale.setlocale


def _spread(function: Callable[..., object], values: Any) -> None:
    function(*values)


def install_settings() -> Callable[[], None]:
    """Take over the functions that change settings of the process; return what gives them back."""
    replacements = Replacements()
    for owner, name, setting in _settings():
        replacements.replace(owner, name, _changing(setting))
    for name in _REFUSED:
        replacements.replace(os, name, _refused)
    replacements.replace(os, "nice", _nice)
    replacements.replace(os, "register_at_fork", _register_at_fork)
    replacements.replace(gc, "freeze", _without_effect)
    replacements.replace(sys, "addaudithook", _addaudithook)
    replacements.replace(signal, "pthread_sigmask", _pthread_sigmask)
    if resource is not None:
        replacements.replace(resource, "setrlimit", _setrlimit)
    return replacements.put_back
