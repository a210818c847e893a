"""
The process that workers are forked from: small, clean, with everything imported that they need.

One request at a time comes over a socket: fork a worker, or tell how one ended. It ends with the test process,
and takes what is left with it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import mmap
import os
import signal
import socket
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from pytest_lambda.base.clock import VirtualClock
from pytest_lambda.isolation import namespaces
from pytest_lambda.isolation.network import install_network
from pytest_lambda.isolation.paths import install_redirection
from pytest_lambda.isolation.protocol import Slot
from pytest_lambda.isolation.variables import install_tracking
from pytest_lambda.isolation.virtual_time import VirtualTime
from pytest_lambda.isolation.worker import Worker

__all__ = ["serve", "spawn"]


def serve(control: int, memory: int, preload: Sequence[str]) -> NoReturn:
    """
    Fork workers until the test process is gone.

    Args:
        control: descriptor of the socket to the test process.
        memory: descriptor of the memory that is shared with it.
        preload: modules to import beforehand.
    """
    server = _Server(socket.socket(fileno=control), memory)
    server.prepare(preload)
    server.run()


def spawn(channel: int, log: int, memory: int, slot: int, preload: Sequence[str]) -> NoReturn:
    """Be a worker without having been forked: where there is no fork."""
    shared = mmap.mmap(memory, 0)
    os.close(memory)
    preloaded_kb = _import_all(preload)
    virtual_time = _patch_process()
    os.setsid()
    Worker(channel, log, Slot(shared, slot), virtual_time, preloaded_kb, was_forked=False).run()


class _Server:
    def __init__(self, control: socket.socket, memory: int) -> None:
        self._control = control
        self._memory = mmap.mmap(memory, 0)
        os.close(memory)
        self._workers: set[int] = set()
        self._preloaded_kb = 0

    def prepare(self, preload: Sequence[str]) -> None:
        """Import what workers need, and say whether that worked."""
        namespaces.gather_orphans()
        signal.signal(signal.SIGTERM, self._on_end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        namespaces.die_with_parent(signal.SIGTERM)
        try:
            self._preloaded_kb = _import_all(preload)
        except BaseException as error:
            self._answer({"error": f"{type(error).__name__}: {error}"})
            os._exit(1)
        mode, why = namespaces.probe()
        self._time = _patch_process()
        # What is here now stays: the collector of a worker does not touch it, and so does not copy its pages.
        gc.collect()
        gc.freeze()
        self._answer({"mode": mode, "why": why})

    def run(self) -> NoReturn:
        """Answer requests."""
        while True:
            data, descriptors, _, _ = socket.recv_fds(self._control, 4096, 3)
            if not data:
                self._on_end()
            name, *arguments = json.loads(data)
            if name == "fork":
                self._answer(self._fork(arguments[0], descriptors))
            else:
                self._answer(self._reap(*arguments))
            for descriptor in descriptors:
                with contextlib.suppress(OSError):
                    os.close(descriptor)

    def _answer(self, values: Any) -> None:
        try:
            self._control.sendall(json.dumps(values).encode())
        except ConnectionError:
            self._on_end()

    def _fork(self, slot: int, descriptors: list[int]) -> int:
        child = os.fork()
        if child:
            self._workers.add(child)
            return child
        try:
            os.setsid()
            namespaces.die_with_parent(signal.SIGKILL)
            self._control.close()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            channel, log, *namespace = descriptors
            Worker(channel, log, Slot(self._memory, slot), self._time, self._preloaded_kb, *namespace).run()
        finally:
            os._exit(1)

    def _reap(self, pid: int, namespace: int) -> list[int]:
        """
        Return how the worker *pid* ended (its status, minus a signal's number) and the most memory it used, KB.

        What it left running is killed: by its mount namespace, or where it has none, by its session.
        """
        if pid not in self._workers:
            return [0, 0]
        _, status, usage = os.wait4(pid, 0)
        self._workers.discard(pid)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        self._kill_orphans(pid, namespace)
        return [os.waitstatus_to_exitcode(status), usage.ru_maxrss]

    def _kill_orphans(self, session: int, namespace: int) -> None:
        while True:
            left = [
                child for child in _children() if child not in self._workers and _belongs(child, session, namespace)
            ]
            if not left:
                return
            for child in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(child, 0)

    def _on_end(self, *_: object) -> NoReturn:
        """Take everything along."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while left := _children():
            for child in left:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child, signal.SIGKILL)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            for child in left:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(child, 0)
        os._exit(0)


def _children() -> list[int]:
    me = os.getpid()
    try:
        with open(f"/proc/self/task/{me}/children", "rb") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


def _belongs(child: int, session: int, namespace: int) -> bool:
    try:
        if os.getsid(child) == session:
            return True
        return bool(namespace) and os.stat(f"/proc/{child}/ns/mnt").st_ino == namespace
    except OSError:
        # It is dead already: nobody else waits for it.
        return True


def _import_all(preload: Sequence[str]) -> int:
    """Import the modules *preload*; return how much more memory is used since, KB."""
    before = _resident_kb()
    for name in preload:
        importlib.import_module(name)
    return max(0, _resident_kb() - before) if preload else 0


def _resident_kb() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    except OSError:
        return 0


def _patch_process() -> VirtualTime:
    """Replace what workers live by: paths, changes of variables, time; return the last."""
    install_redirection()
    install_network()
    install_tracking()
    virtual_time = VirtualTime(VirtualClock(), knows_freezegun=False)
    virtual_time.start()
    return virtual_time


def main(arguments: Sequence[str]) -> NoReturn:
    """Be what *arguments* (JSON) say: the server, or a single worker."""
    spec = json.loads(arguments[0])
    if "channel" in spec:
        spawn(spec["channel"], spec["log"], spec["memory"], spec["slot"], spec["preload"])
    serve(spec["control"], spec["memory"], spec["preload"])


if __name__ == "__main__":
    main(sys.argv[1:])
