"""How worker processes are started, by a fork server or one by one, and how they ended."""

from __future__ import annotations

import atexit
import contextlib
import json
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, Protocol

from pytest_lambda.base.errors import UsageError
from pytest_lambda.isolation.protocol import SLOT_BYTES, Slot

__all__ = ["Launcher", "launcher"]

_SLOTS = 16_384
_LEFT_OUT = ("AWS_", "PYTEST_", "COV_CORE_", "COVERAGE_", "LC_")
_LEFT_OUT_NAMES = frozenset({"LANG", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT"})

_START = "import sys; sys.path[:] = {path!r}; from pytest_lambda.isolation.fork_server import main; main(sys.argv[1:])"


class Launcher(Protocol):
    """
    Starts workers.

    Attributes:
        mode: which namespaces a worker gets: ``"mount"``, ``"user"``, or ``""``.
        why: what the kernel said where there are none.
    """

    mode: str
    why: str

    def start(self, slot: int, descriptors: Sequence[int]) -> int:
        """
        Start a worker and return its process id.

        Args:
            slot: its place in the shared memory.
            descriptors: its socket, the pipe to its log, and the mount namespace to enter, if there is one.
        """
        ...

    def reap(self, pid: int, namespace: int) -> tuple[int, int]:
        """
        Wait for the end of worker *pid*, which is certain; return its status and the most memory it used, KB.

        Args:
            namespace: the inode of its mount namespace: what is left in there is killed. 0 where it has none.
        """
        ...

    def take_slot(self) -> tuple[int, Slot]:
        """Return a free place in the shared memory."""
        ...

    def free_slot(self, number: int) -> None:
        """Give a place back."""
        ...

    def stop(self) -> None:
        """End."""
        ...


class _SharedMemory:
    """Slots for the workers of one test process, in memory that they inherit."""

    def __init__(self) -> None:
        if hasattr(os, "memfd_create"):
            self.descriptor = os.memfd_create("pytest-lambda")
        else:
            with tempfile.TemporaryFile() as file:
                self.descriptor = os.dup(file.fileno())
        os.ftruncate(self.descriptor, _SLOTS * SLOT_BYTES)
        self._memory = mmap.mmap(self.descriptor, _SLOTS * SLOT_BYTES)
        self._free: list[int] = []
        self._used = 0

    def take(self) -> tuple[int, Slot]:
        """Return a free slot and its number."""
        if self._free:
            number = self._free.pop()
        elif self._used < _SLOTS:
            number, self._used = self._used, self._used + 1
        else:
            raise UsageError(f"there are {_SLOTS} environments in isolation 'process' already: shut some down")
        return number, Slot(self._memory, number)

    def free(self, number: int) -> None:
        """Take a slot back."""
        self._free.append(number)

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()
        os.close(self.descriptor)


def _command(spec: Mapping[str, Any]) -> list[str]:
    path = [os.path.abspath(entry) for entry in sys.path]
    return [sys.executable, "-c", _START.format(path=path), json.dumps(spec)]


def _environment() -> dict[str, str]:
    """Return the variables of the fork server: Python's and the system's, nothing of AWS and of the test run."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_LEFT_OUT) and name not in _LEFT_OUT_NAMES
    }
    return {**kept, "LC_CTYPE": "C.UTF-8"}


class ForkServer:
    """
    The fork server of this process.

    Args:
        preload: modules that it imports beforehand.
    """

    def __init__(self, preload: tuple[str, ...]) -> None:
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._memory = _SharedMemory()
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  open as long as the server
        ours, theirs = socket.socketpair()
        with theirs:
            spec = {"control": theirs.fileno(), "memory": self._memory.descriptor, "preload": preload}
            self._process = subprocess.Popen(
                _command(spec),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(), self._memory.descriptor),
                env=_environment(),
                start_new_session=True,
            )
        self._control = ours
        hello = self._read()
        if "error" in hello:
            self.stop()
            raise UsageError(f"lambda_preload: a module could not be imported: {hello['error']}")
        self.mode: str = hello["mode"]
        self.why: str = hello["why"]

    @property
    def is_usable(self) -> bool:
        """Whether it lives and is this process's own, not one that was inherited by a fork."""
        return self._owner == os.getpid() and self._process.poll() is None

    def start(self, slot: int, descriptors: Sequence[int]) -> int:
        """Fork a worker and return its process id."""
        return int(self._ask(["fork", slot], descriptors))

    def reap(self, pid: int, namespace: int) -> tuple[int, int]:
        """Return how worker *pid* ended and the most memory it used, KB."""
        try:
            status, peak_kb = self._ask(["reap", pid, namespace])
        except RuntimeError:
            # Workers die with their server.
            return -signal.SIGKILL, 0
        return status, peak_kb

    def take_slot(self) -> tuple[int, Slot]:
        """Return a free place in the shared memory."""
        return self._memory.take()

    def free_slot(self, number: int) -> None:
        """Give a place back."""
        self._memory.free(number)

    def stop(self) -> None:
        """End the server, and with it all workers."""
        self._control.close()
        if self._owner == os.getpid():
            self._process.wait()
        self._errors.close()
        self._memory.close()

    def _ask(self, request: list[Any], descriptors: Sequence[int] = ()) -> Any:
        with self._lock:
            try:
                socket.send_fds(self._control, [json.dumps(request).encode()], list(descriptors))
            except ConnectionError:
                self._raise_dead()
            return self._read()

    def _read(self) -> Any:
        data = b""
        while True:
            try:
                chunk = self._control.recv(65_536)
            except ConnectionError:
                chunk = b""
            if not chunk:
                self._raise_dead()
            data += chunk
            with contextlib.suppress(ValueError):
                return json.loads(data)

    def _raise_dead(self) -> None:
        status = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip()
        raise RuntimeError(f"the fork server of isolation 'process' ended (status {status}). It said: {said or '-'}")


class Spawner:
    """Starts each worker as a new Python: where there is no fork server."""

    mode = ""
    why = "this is not Linux"

    def __init__(self, preload: tuple[str, ...]) -> None:
        self._preload = preload
        self._owner = os.getpid()
        self._memory = _SharedMemory()
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def is_usable(self) -> bool:
        """Whether it is this process's own."""
        return self._owner == os.getpid()

    def start(self, slot: int, descriptors: Sequence[int]) -> int:
        """Start a worker and return its process id."""
        channel, log, *_ = descriptors
        memory = self._memory.descriptor
        spec = {"channel": channel, "log": log, "memory": memory, "slot": slot, "preload": self._preload}
        process = subprocess.Popen(
            _command(spec),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(channel, log, memory),
            env=_environment(),
        )
        self._processes[process.pid] = process
        return process.pid

    def reap(self, pid: int, namespace: int) -> tuple[int, int]:
        """Return how worker *pid* ended and the most memory it used, KB."""
        del namespace
        process = self._processes.pop(pid, None)
        if process is None:
            return 0, 0
        process.wait()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        # What the system knows of its memory may be that of this process: see _own_peak_kb in worker.py.
        return process.returncode, 0

    def take_slot(self) -> tuple[int, Slot]:
        """Return a free place in the shared memory."""
        return self._memory.take()

    def free_slot(self, number: int) -> None:
        """Give a place back."""
        self._memory.free(number)

    def stop(self) -> None:
        """End all workers."""
        for pid in list(self._processes) if self.is_usable else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self.reap(pid, 0)
        self._memory.close()


_running: dict[tuple[str, tuple[str, ...]], ForkServer | Spawner] = {}


def launcher(preload: tuple[str, ...], *, spawns: bool = sys.platform != "linux") -> ForkServer | Spawner:
    """
    Return what starts workers for this process; it begins when it is first asked for and ends with the process.

    Raises:
        UsageError: a module of *preload* cannot be imported, or the system is not made for it.
    """
    if os.name != "posix":
        raise UsageError("isolation 'process' needs Linux or macOS: use 'module' or 'inline' here")
    key = ("spawn" if spawns else "fork", preload)
    known = _running.get(key)
    if known is not None and known.is_usable:
        return known
    if known is not None:
        known.stop()
    make: Callable[[tuple[str, ...]], ForkServer | Spawner] = Spawner if spawns else ForkServer
    _running[key] = made = make(preload)
    atexit.register(_stop, key, made)
    return made


def _stop(key: tuple[str, tuple[str, ...]], stopped: ForkServer | Spawner) -> None:
    if _running.get(key) is stopped:
        del _running[key]
        stopped.stop()
