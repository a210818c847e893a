"""
Isolation ``process``: an operating system process of its own for each environment.

The process is a worker (``worker.py``), forked from a fork server (``fork_server.py``). It is stopped between
invocations, and killed when its time or its memory is over.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
import logging
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from pytest_lambda.base.clock import RealTime, VirtualClock
from pytest_lambda.base.errors import UsageError
from pytest_lambda.isolation.launching import Launcher, launcher
from pytest_lambda.isolation.paths import hide
from pytest_lambda.isolation.protocol import Frame, FrameReader, Kind, Slot, pack_request
from pytest_lambda.isolation.variables import TestRunVariables
from pytest_lambda.isolation.watchdog import Watch
from pytest_lambda.isolation.worker_coverage import WorkerCoverage
from pytest_lambda.model.contracts import Sandbox, SandboxSpec
from pytest_lambda.model.invocation import (
    Answered,
    Exited,
    Faulted,
    InitFailed,
    Initialized,
    InitResult,
    InvokeResult,
    SandboxRequest,
    TimedOut,
    exit_reason,
)

__all__ = ["HandlerTraceback", "ProcessIsolation", "process_isolation"]

_LOOK_EVERY_MS = 10
_LOG_CHUNK = 1 << 16


class HandlerTraceback(Exception):
    """The traceback of an exception that a handler raised in its own process, as text."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class ProcessIsolation:
    """
    Makes environments in processes of their own.

    Args:
        test_run: variables that the test run set.
        launcher: returns what starts workers.
    """

    def __init__(self, test_run: TestRunVariables, launcher: Callable[[], Launcher]) -> None:
        self._test_run = test_run
        self._launcher = launcher

    def create(self, spec: SandboxSpec) -> Sandbox:
        """Make an execution environment; no code of the function runs yet."""
        _refuse_mocks()
        launcher = self._launcher()
        if not launcher.mode:
            spec.note(
                "isolation 'process' has no namespaces here, so /tmp is redirected in Python's own functions and does "
                f"not fill up, and the code can be written ({launcher.why})"
            )
        return _ProcessSandbox(spec, self._test_run, launcher)


def process_isolation(at_start: Mapping[str, str], preload: tuple[str, ...]) -> ProcessIsolation:
    """
    Return the backend.

    Args:
        at_start: environment variables when the test run started.
        preload: modules that the fork server imports beforehand.
    """
    return ProcessIsolation(TestRunVariables(at_start), functools.partial(launcher, preload))


def _refuse_mocks() -> None:
    """Raise UsageError where moto's mocks are active, which another process does not have."""
    models = sys.modules.get("moto.core.models")
    if getattr(getattr(models, "MockAWS", None), "_mocks_active", False):
        raise UsageError(
            "moto's mocks (mock_aws) live in the test process, and a function in isolation 'process' runs in another, "
            "where its calls would go out to AWS. Use isolation 'module' or 'inline' for it, or moto's server: "
            "ThreadedMotoServer, and AWS_ENDPOINT_URL set to its address"
        )


class _SeenClock:
    """The clock of a worker as it can be seen from here, for the watchdog."""

    def __init__(self, slot: Slot, clock: VirtualClock, deadline_ns: int) -> None:
        self._slot = slot
        self.mode = clock.mode
        self.deadline_ns = deadline_ns

    @property
    def movements(self) -> int:
        """How often it was moved."""
        return self._slot.read()[1]

    @property
    def elapsed_ns(self) -> int:
        """Where it stands."""
        elapsed_ns, _, real_ns = self._slot.read()
        return elapsed_ns + (RealTime.monotonic_ns() - real_ns if self.mode == "ticking" else 0)


class _Overlay:
    """What the test run set, as it is to be told to a worker."""

    def __init__(self, spec: SandboxSpec, test_run: TestRunVariables) -> None:
        self._first = spec.variables
        self._own = frozenset(spec.own_variables)
        self._test_run = test_run
        self._seen: object = None
        self._told: dict[str, str] = {}

    def whole(self) -> dict[str, str]:
        """Return all variables of a new process."""
        self._told = self._now()
        return {**self._first, **self._told}

    def changes(self) -> dict[str, str | None]:
        """Return what changed since the last time; ``None`` deletes."""
        if self._test_run.overlay() is self._seen:
            return {}
        before, self._told = self._told, self._now()
        gone = {name: self._first.get(name) for name in before if name not in self._told}
        return {**gone, **{name: value for name, value in self._told.items() if before.get(name) != value}}

    def _now(self) -> dict[str, str]:
        self._seen = overlay = self._test_run.overlay()
        environ: Any = os.environ
        decoded = {environ.decodekey(key): environ.decodevalue(value) for key, value in overlay.items()}
        return {name: value for name, value in decoded.items() if name not in self._own}


class _Ended(NamedTuple):
    """The process is gone: by itself, or because of what was seen."""

    status: int
    cause: str


class _Process:
    """
    One worker, from this side.

    Attributes:
        peak_kb: the most memory it used so far, without that of preloaded modules.
        namespace: descriptor of its mount namespace, once it has told.
    """

    def __init__(self, spec: SandboxSpec, launcher: Launcher, namespace: int | None, log: _Log) -> None:
        self._spec = spec
        self._launcher = launcher
        self._log = log
        self._number, self.slot = launcher.take_slot()
        self._channel, theirs = socket.socketpair()
        self._pipe, pipe = os.pipe()
        inherited = [theirs.fileno(), pipe] + ([] if namespace is None else [namespace])
        try:
            self.pid = launcher.start(self._number, inherited)
        except BaseException:
            self._channel.close()
            os.close(self._pipe)
            launcher.free_slot(self._number)
            raise
        finally:
            theirs.close()
            os.close(pipe)
        self._end = os.pidfd_open(self.pid) if hasattr(os, "pidfd_open") else None
        self._channel.setblocking(False)
        os.set_blocking(self._pipe, False)
        self._poll = select.poll()
        for descriptor in (self._channel.fileno(), self._pipe, self._end):
            if descriptor is not None:
                self._poll.register(descriptor, select.POLLIN)
        self._reader = FrameReader()
        self._unsent = memoryview(b"")
        self._is_listening = True
        self.is_started = False
        self.namespace = namespace
        self.peak_kb = 0
        self.preloaded_kb = 0

    def send(self, kind: int, values: Any, payload: bytes = b"") -> None:
        """Send a frame; what does not go at once goes while the answer is awaited."""
        data = memoryview(pack_request(kind, values, payload))
        if not self._unsent:
            try:
                data = data[self._channel.send(data) :]
            except BlockingIOError:
                pass
            except ConnectionError:
                return
        if data:
            self._unsent = memoryview(b"".join((self._unsent, data)))
            self._poll.modify(self._channel.fileno(), select.POLLIN | select.POLLOUT)

    def receive(self, watch: Callable[[], Watch] | None) -> Frame | _Ended:
        """Return the next frame, or how the process ended; the log is read meanwhile and up to there."""
        look_ns = RealTime.monotonic_ns() + _LOOK_EVERY_MS * 1_000_000
        watching: Watch | None = None
        while True:
            frame = self._reader.take()
            if frame is not None:
                if frame.kind == Kind.RECORD:
                    _forward(frame)
                    continue
                self._log.drain(self._pipe)
                return frame
            ready = self._poll.poll(_LOOK_EVERY_MS)
            now_ns = RealTime.monotonic_ns()
            if now_ns >= look_ns:
                look_ns = now_ns + _LOOK_EVERY_MS * 1_000_000
                if watching is None and watch is not None:
                    watching = watch()
                cause = self._look(watching, now_ns)
                if cause:
                    return self.kill(cause)
            if self._take_in(ready):
                self._read_channel()
                if (frame := self._reader.take()) is not None and frame.kind != Kind.RECORD:
                    self._log.drain(self._pipe)
                    return frame
                return self.kill("")

    def _take_in(self, ready: Sequence[tuple[int, int]]) -> bool:
        """Read and write what is *ready*; return whether the process is gone."""
        is_gone = False
        channel = self._channel.fileno()
        for descriptor, event in ready:
            if descriptor == channel:
                if event & select.POLLOUT:
                    self._send_rest()
                if event & ~select.POLLOUT and not self._read_channel():
                    is_gone = is_gone or self._end is None
            elif descriptor == self._pipe:
                if not self._log.read(self._pipe):
                    self._poll.unregister(self._pipe)
            else:
                is_gone = True
        return is_gone

    def _send_rest(self) -> None:
        with contextlib.suppress(BlockingIOError):
            try:
                self._unsent = self._unsent[self._channel.send(self._unsent) :]
            except ConnectionError:
                self._unsent = memoryview(b"")
        if not self._unsent and self._is_listening:
            self._poll.modify(self._channel.fileno(), select.POLLIN)

    def _read_channel(self) -> bool:
        """Read what is there; return whether the other side still has the socket."""
        if not self._is_listening:
            return False
        try:
            if self.is_started:
                data = self._channel.recv(1 << 18)
            else:
                data, descriptors, _, _ = socket.recv_fds(self._channel, 1 << 18, 1)
                if descriptors:
                    self.namespace = descriptors[0]
        except BlockingIOError:
            return True
        except ConnectionError:
            data = b""
        if not data:
            self._is_listening = False
            self._poll.unregister(self._channel.fileno())
            return False
        self._reader.feed(data)
        return True

    def _look(self, watch: Watch | None, now_ns: int) -> str:
        """Return why the process has to be killed now, or nothing."""
        if self.is_started and self._resident_kb() > self._spec.memory_size_mb * 1024:
            return "memory"
        return "time" if watch is not None and watch.look(now_ns) else ""

    def _resident_kb(self) -> int:
        try:
            with open(f"/proc/{self.pid}/statm", "rb") as file:
                pages = int(file.read().split()[1])
        except (OSError, IndexError):
            return 0
        return pages * _PAGE_KB - self.preloaded_kb

    def use(self, peak_kb: int) -> bool:
        """Take in the most memory that it used; return whether that is more than it may."""
        self.peak_kb = max(self.peak_kb, peak_kb - self.preloaded_kb)
        return self.peak_kb > self._spec.memory_size_mb * 1024

    def freeze(self) -> None:
        """Stop it and its children. Source: LC-12"""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGCONT)

    def kill(self, cause: str) -> _Ended:
        """Kill what there still is, read the rest of the log, and let go of everything. Source: LC-09, LC-15"""
        for send in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                send(self.pid, signal.SIGKILL)
        inode = 0 if self.namespace is None else os.fstat(self.namespace).st_ino
        status, peak_kb = self._launcher.reap(self.pid, inode)
        self.use(peak_kb)
        self._log.drain(self._pipe)
        self._log.finish()
        self._channel.close()
        os.close(self._pipe)
        if self._end is not None:
            os.close(self._end)
        self._launcher.free_slot(self._number)
        return _Ended(status, cause)


class _Log:
    """The bytes of a worker's descriptors 1 and 2, on their way to the function's log."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self, pipe: int) -> bool:
        """Read once; return whether anybody can still write."""
        try:
            data = os.read(pipe, _LOG_CHUNK)
        except BlockingIOError:
            return True
        text = self._decoder.decode(data)
        if text:
            self._write(text)
        return bool(data)

    def drain(self, pipe: int) -> None:
        """Read all that is there."""
        while True:
            try:
                data = os.read(pipe, _LOG_CHUNK)
            except BlockingIOError:
                return
            if not data:
                return
            text = self._decoder.decode(data)
            if text:
                self._write(text)

    def finish(self) -> None:
        """No more comes: half a character is none."""
        text = self._decoder.decode(b"", final=True)
        if text:
            self._write(text)


_PAGE_KB = os.sysconf("SC_PAGE_SIZE") // 1024 if hasattr(os, "sysconf") else 4


class _ProcessSandbox:
    """One execution environment in a process of its own."""

    def __init__(self, spec: SandboxSpec, test_run: TestRunVariables, launcher: Launcher) -> None:
        self._spec = spec
        self._launcher = launcher
        self._overlay = _Overlay(spec, test_run)
        self._log = _Log(spec.write_log)
        self._process: _Process | None = None
        self._namespace: int | None = None
        self._mode = launcher.mode if _may_cover_tmp(spec) else ""
        self._peak_kb = 0
        self._tmp = _Tmp()
        self._coverage: WorkerCoverage | None = None

    # -- the Sandbox protocol ---------------------------------------------------------------------------------

    @property
    def tmp(self) -> Path:
        """The folder that the handler sees as ``/tmp``."""
        if not self._mode:
            return self._tmp.make()
        if not self._tmp.is_there:
            process = self._process or self._start()
            while not process.is_started:
                self._take_started(process.receive(None))
            self._tmp.show(process.pid, _hosts(self._spec).hidden)
        return self._tmp.path

    def initialize(self, deadline_ns: int) -> InitResult:
        """Import the code and find the handler, until *deadline_ns* at the latest."""
        process = self._process or self._start()
        clock = self._spec.clock
        values = [deadline_ns, clock.elapsed_ns, clock.wall_ns, self._overlay.changes()]
        result: InitResult = self._run(process, deadline_ns, Kind.INITIALIZE, values, b"")
        return result

    def invoke(self, request: SandboxRequest) -> InvokeResult:
        """Run the handler once."""
        process = self._process
        if process is None:
            # It was interrupted from the keyboard the last time, and nobody reset it.
            return Exited("signal: killed")
        clock = self._spec.clock
        values = [
            clock.elapsed_ns,
            clock.wall_ns,
            self._overlay.changes(),
            request.request_id,
            *request[2:],
        ]
        result: InvokeResult = self._run(process, request.deadline_ns, Kind.INVOKE, values, request.payload)
        return result

    def reset(self) -> None:
        """End the runtime process: globals are gone, ``/tmp`` stays. Source: LC-08"""
        if self._process is not None:
            self._kill()

    def shutdown(self) -> None:
        """End everything, ``/tmp`` included; nothing of the handler's runs. Source: LC-15"""
        self.reset()
        self._tmp.remove()
        if self._namespace is not None:
            os.close(self._namespace)
            self._namespace = None

    def module(self, name: str) -> ModuleType:
        """Refuse: the modules are in another process."""
        raise UsageError(
            f"the module {name!r} is in another process, where this one cannot look: return from the handler what the "
            "test wants to see, write it to environment.tmp, or use isolation 'module'"
        )

    def max_memory_used_mb(self) -> int:
        """Return the most memory that the environment's process used, MB; the limit at most."""
        peak_kb = max(self._peak_kb, self._process.peak_kb if self._process is not None else 0)
        return min(max(1, -(-peak_kb // 1024)), self._spec.memory_size_mb)

    # -- the process ------------------------------------------------------------------------------------------------

    def _start(self) -> _Process:
        """Start the process; what it says to that comes with the next answer."""
        spec, hosts, clock = self._spec, _hosts(self._spec), self._spec.clock
        process = self._process = _Process(spec, self._launcher, self._namespace, self._log)
        opt = None if spec.opt is None else str(spec.opt)
        mounts_opt = bool(self._mode and opt and hosts.may_cover_opt)
        if spec.measurement is not None:
            own_path = functools.partial(_under, "/opt", opt) if mounts_opt and opt else str
            self._coverage = WorkerCoverage(spec.measurement, spec.note, own_path)
        process.send(
            Kind.START,
            {
                "mode": self._mode,
                "tmp": None if self._mode else str(self._tmp.make()),
                "tmp_mb": spec.ephemeral_storage_mb,
                "memory_mb": spec.memory_size_mb,
                "code": str(spec.code_uri),
                "opt": opt,
                "mounts_opt": mounts_opt,
                "mounts": {mount: str(folder) for mount, folder in spec.mounts.items()},
                "has_internet": spec.has_internet,
                "host_paths": [str(path) for path in spec.host_paths],
                "visible": hosts.visible,
                "hidden": hosts.hidden,
                "writable": hosts.writable,
                "handler": spec.handler,
                "runtime": spec.runtime,
                "variables": self._overlay.whole(),
                "propagated": [[cls.__module__, cls.__qualname__] for cls in spec.propagated],
                "sys_path": [os.path.abspath(entry) for entry in sys.path],
                "dont_write_bytecode": sys.dont_write_bytecode,
                "clock_mode": clock.mode,
                "elapsed_ns": clock.elapsed_ns,
                "wall_ns": clock.wall_ns,
                "coverage": None if self._coverage is None else tuple(self._coverage.settings),
            },
        )
        return process

    def _take_started(self, frame: Frame | _Ended) -> None:
        process = self._process
        assert process is not None
        if isinstance(frame, _Ended) or frame.kind != Kind.STARTED:
            said = frame.values()[0] if isinstance(frame, Frame) else f"it ended with status {frame.status}"
            if isinstance(frame, Frame):
                process.kill("")
            self._forget(process)
            raise RuntimeError(f"a process of isolation 'process' could not be set up: {said}")
        process.is_started = True
        process.preloaded_kb = frame.number
        self._namespace = process.namespace

    def _run(self, process: _Process, deadline_ns: int, kind: Kind, values: Any, payload: bytes) -> Any:
        """Let the process do something until the deadline at the latest; leave the clock at its end."""
        clock = self._spec.clock
        start_ns = values[1] if kind is Kind.INITIALIZE else values[0]

        def watch() -> Watch:
            return Watch(_SeenClock(process.slot, clock, deadline_ns), self._spec.watchdog_seconds)

        process.send(kind, values, payload)
        process.thaw()
        try:
            frame = process.receive(watch)
            if isinstance(frame, Frame) and frame.kind in (Kind.STARTED, Kind.REFUSED):
                self._take_started(frame)
                frame = process.receive(watch)
        except BaseException:
            # Ctrl-C, mostly. Nobody will read the answer.
            self._kill()
            raise
        if self._coverage is not None:
            self._coverage.collect()
        elapsed_ns, _, real_ns = process.slot.read()
        if clock.mode == "ticking" and isinstance(frame, _Ended):
            elapsed_ns += RealTime.monotonic_ns() - real_ns
        if elapsed_ns > start_ns or clock.mode == "ticking":
            clock.jump_to(max(start_ns, elapsed_ns))
        if isinstance(frame, _Ended):
            self._forget(process)
            return self._ended(process, frame, deadline_ns)
        if frame.kind == Kind.TIMED_OUT:
            self._kill()
            clock.jump_to(max(clock.elapsed_ns, deadline_ns))
            return TimedOut()
        if process.use(frame.number):
            self._kill()
            return Exited("signal: killed", "Runtime.OutOfMemory")
        process.freeze()
        return self._result(frame)

    def _ended(self, process: _Process, ended: _Ended, deadline_ns: int) -> InvokeResult:
        """Return what the end of the process is to the platform. Source: RT-27, RT-28"""
        clock = self._spec.clock
        if ended.cause == "time" or clock.elapsed_ns >= deadline_ns:
            clock.jump_to(max(clock.elapsed_ns, deadline_ns))
            return TimedOut()
        is_out_of_memory = ended.cause == "memory" or process.peak_kb > self._spec.memory_size_mb * 1024
        if is_out_of_memory and ended.status == -signal.SIGKILL:
            return Exited("signal: killed", "Runtime.OutOfMemory")
        return Exited(exit_reason(ended.status))

    def _result(self, frame: Frame) -> Any:
        match frame.kind:
            case Kind.ANSWERED:
                return Answered(frame.payload)
            case Kind.FAULTED:
                return Faulted(frame.payload, frame.values()[0])
            case Kind.INITIALIZED:
                return Initialized()
            case Kind.INIT_FAILED:
                return InitFailed(frame.payload, frame.values()[0])
            case _:
                which, message, text = frame.values()
                raise self._spec.propagated[which](message) from HandlerTraceback(text)

    def _kill(self) -> None:
        process = self._process
        assert process is not None
        process.kill("")
        self._forget(process)

    def _forget(self, process: _Process) -> None:
        self._peak_kb = max(self._peak_kb, process.peak_kb)
        self._process = None
        if self._coverage is not None:
            self._coverage.close()
            self._coverage = None


class _Tmp:
    """
    Where the test finds an environment's ``/tmp``.

    With namespaces that is a link to a descriptor of the folder, which is there as long as the link is; without,
    the folder itself.
    """

    def __init__(self) -> None:
        self._folder: str | None = None
        self._descriptor: int | None = None
        self._show_again: Callable[[], None] | None = None

    @property
    def is_there(self) -> bool:
        """Whether it was made."""
        return self._folder is not None

    @property
    def path(self) -> Path:
        """The folder."""
        assert self._folder is not None
        return Path(self._folder, "tmp") if self._descriptor is not None else Path(self._folder)

    def make(self) -> Path:
        """Make a folder of the machine, where there is none yet, and return it."""
        if self._folder is None:
            self._folder = os.path.realpath(tempfile.mkdtemp(prefix="pytest-lambda-tmp-"))
        return self.path

    def show(self, pid: int, hidden: Sequence[str]) -> None:
        """Link to the ``/tmp`` of process *pid*; what is *hidden* there is not listed here either."""
        self._descriptor = os.open(f"/proc/{pid}/root/tmp", getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
        self._folder = tempfile.mkdtemp(prefix="pytest-lambda-")
        os.symlink(f"/proc/{os.getpid()}/fd/{self._descriptor}", self.path)
        self._show_again = hide(str(self.path), frozenset(hidden))

    def remove(self) -> None:
        """Remove what was made."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        if self._show_again is not None:
            self._show_again()
            self._show_again = None


class _Hosts(NamedTuple):
    """
    Where the test run's folders meet those of an environment.

    Attributes:
        visible: those under ``/tmp``, which stay.
        hidden: names right under ``/tmp`` that are there for their sake.
        writable: those within the code.
        may_cover_opt: whether ``/opt`` is there and nothing of the test run is in it.
    """

    visible: tuple[str, ...]
    hidden: tuple[str, ...]
    writable: tuple[str, ...]
    may_cover_opt: bool


def _hosts(spec: SandboxSpec) -> _Hosts:
    return _resolved(spec.host_paths, str(spec.code_uri), (sys.prefix, sys.base_prefix, *sys.path))


@functools.lru_cache(maxsize=64)
def _resolved(paths: tuple[Path, ...], code: str, imported: tuple[str, ...]) -> _Hosts:
    real = sorted({os.path.realpath(path) for path in paths})
    visible: list[str] = []
    for path in real:
        if path.startswith("/tmp/") and not any(path.startswith(f"{outer}/") for outer in visible):
            visible.append(path)
    not_code = {os.path.realpath(path) for path in imported}
    return _Hosts(
        visible=tuple(visible),
        hidden=tuple(sorted({path.split("/")[2] for path in visible})),
        writable=tuple(path for path in real if path.startswith(f"{code}/") and path not in not_code),
        may_cover_opt=os.path.isdir("/opt") and not any(f"{path}/".startswith("/opt/") for path in real),
    )


def _under(mounted: str, folder: str, path: str) -> str:
    """Return the path of the file that lies at *path* where *folder* is *mounted*."""
    return folder + path[len(mounted) :] if path.startswith(f"{mounted}/") else path


def _may_cover_tmp(spec: SandboxSpec) -> bool:
    """Return whether a ``/tmp`` of its own can be put over the machine's: not where code is right in that."""
    return os.path.realpath("/tmp") == "/tmp" and not {"/tmp", "/"} & {
        os.path.realpath(path) for path in (str(spec.code_uri), *sys.path)
    }


def _forward(frame: Frame) -> None:
    """Hand a log record of a handler to the handlers of the test run: caplog, the log section of a failure."""
    name, level, message, created, path, line, function, error = frame.values()
    record = logging.LogRecord(name, level, path, line, message, (), None, function)
    record.created = created
    record.exc_text = error
    for handler in logging.root.handlers:
        if record.levelno >= handler.level:
            handler.handle(record)
