"""What a process is, looked at from inside, so that two looks tell what a handler made of it."""

from __future__ import annotations

import asyncio
import atexit
import builtins
import concurrent.futures
import contextlib
import csv
import ctypes
import datetime
import decimal
import gc
import json
import locale
import logging
import multiprocessing
import multiprocessing.connection
import multiprocessing.popen_fork
import os
import random
import signal
import socket
import ssl
import sys
import threading
import time
import traceback
import types
import warnings
from pathlib import Path
from typing import Any

resource: Any
try:
    import resource
except ImportError:  # Windows
    resource = None

__all__ = ["EVENTUAL", "differences", "look"]

EVENTUAL = ("children", "descriptors", "threads")
"""What may be otherwise while an environment lives, and is as before when it is gone."""

_PATCHED = (builtins, json, json.encoder, random, time, datetime, socket, ssl, csv)
_ZONE = ("tzname", "timezone", "altzone", "daylight")
"""What setting the zone makes anew; looked at by value."""

_USED = (concurrent.futures, ctypes, multiprocessing.connection, multiprocessing.popen_fork)
"""Imported here, so that a handler which imports them adds no module."""


def _descriptors() -> dict[int, str]:
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
            # A thread of the library looks at the states of threads now and then.
            if not target.startswith(f"/proc/{os.getpid()}/task/"):
                found[int(name)] = target
        except OSError:
            pass  # the folder's own
    return found


def _children() -> list[int]:
    children = []
    for task in Path("/proc/self/task").iterdir():
        # A thread may end between the two looks.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            children += [int(pid) for pid in (task / "children").read_text().split()]
    return sorted(children)


def _c_environment() -> list[bytes]:
    entries = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    found = []
    while (entry := entries[len(found)]) is not None:
        found.append(entry)
    return sorted(found)


def _attributes(module: types.ModuleType) -> dict[str, int]:
    return {
        name: id(value)
        for name, value in vars(module).items()
        if name == "__import__" or (name[:2] != "__" and name not in _ZONE)
    }


def _loggers() -> dict[str, Any]:
    known = {"root": logging.root, **logging.root.manager.loggerDict}
    return {
        name: (logger.level, list(logger.handlers), list(logger.filters), logger.disabled)
        for name, logger in known.items()
        if isinstance(logger, logging.Logger)
    }


def look() -> dict[str, Any]:
    """Return what this process has one of, by name."""
    with warnings.catch_warnings():
        # An event loop that nobody closed closes itself, unless its warning is an error.
        warnings.simplefilter("ignore")
        gc.collect()
    context = decimal.getcontext()
    template = decimal.DefaultContext
    umask = os.umask(0o077)
    os.umask(umask)
    return {
        "children": _children(),
        "descriptors": _descriptors(),
        # The watchdog is the library's, and goes when it had nothing to watch for a while.
        "threads": sorted(name for thread in threading.enumerate() if "watchdog" not in (name := thread.name)),
        "main thread": threading.main_thread() is threading.current_thread(),
        "cwd": os.getcwd(),
        "environ": dict(os.environ),
        "environ object": id(os.environ),
        "C environment": _c_environment(),
        "sys.path": (id(sys.path), list(sys.path)),
        "modules object": id(sys.modules),
        "modules": {name: id(module) for name, module in sys.modules.items()},
        "meta_path": (id(sys.meta_path), list(sys.meta_path)),
        "path_hooks": list(sys.path_hooks),
        "argv": list(sys.argv),
        "streams": (sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__),
        "streams are open": [stream.closed for stream in (sys.stdin, sys.stdout, sys.stderr, sys.__stdout__)],
        "descriptors 0 to 2": [os.fstat(number)[:3] for number in (0, 1, 2)],
        "hooks": (sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook),
        "signals": {number: signal.getsignal(number) for number in signal.valid_signals()},
        "signal mask": signal.pthread_sigmask(signal.SIG_BLOCK, ()),
        "itimers": (signal.getitimer(signal.ITIMER_REAL), signal.getitimer(signal.ITIMER_PROF)),
        "virtual itimer": signal.getitimer(signal.ITIMER_VIRTUAL)[1],
        "recursion limit": sys.getrecursionlimit(),
        "switch interval": sys.getswitchinterval(),
        "trace and profile": (sys.gettrace(), sys.getprofile(), threading.gettrace(), threading.getprofile()),
        "gc": (gc.isenabled(), gc.get_threshold(), gc.get_debug(), list(gc.callbacks)),
        "logging": (logging.root.manager.disable, logging.getLogRecordFactory(), logging.getLoggerClass()),
        "loggers": _loggers(),
        "warnings": (list(warnings.filters), warnings.showwarning),
        "locale": locale.setlocale(locale.LC_ALL),
        "time zone": (time.tzname, time.timezone, time.daylight),
        "random": random.getstate(),
        "decimal": (id(context), repr(context), repr(template)),
        "socket timeout": socket.getdefaulttimeout(),
        "umask": umask,
        "resource limits": {
            name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")
        },
        "thread stack": threading.stack_size(),
        "priority": os.getpriority(os.PRIO_PROCESS, 0),
        "affinity": os.sched_getaffinity(0),
        "atexit": atexit._ncallbacks(),
        "session": (os.getsid(0), os.getpgrp(), os.getuid(), os.getgid()),
        "patched": {module.__name__: _attributes(module) for module in _PATCHED},
        "event loop": (asyncio._get_running_loop(), sys.get_asyncgen_hooks()),
        "start method": multiprocessing.get_start_method(allow_none=True),
        "exception": sys.exc_info(),
        "stack": len(traceback.extract_stack()),
    }


def differences(before: dict[str, Any], after: dict[str, Any], *, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what changed, as two values each; of modules only those that went, and those of handlers that stayed."""
    found = {}
    for name, value in before.items():
        now = after[name]
        if name == "modules":
            value, now = _gone_or_left(value, now)
        if name not in but and value != now:
            found[name] = (value, now) if not isinstance(value, dict) else _changed(value, now)
    return found


def _gone_or_left(before: dict[str, int], after: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    left = {
        name: identity
        for name, identity in after.items()
        if name in before or "hostile" in str(getattr(sys.modules.get(name), "__file__", ""))
    }
    return before, left


def _changed(before: dict[Any, Any], after: dict[Any, Any]) -> dict[Any, Any]:
    names = [*before, *(name for name in after if name not in before)]
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}
