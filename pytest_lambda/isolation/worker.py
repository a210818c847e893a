"""
The process in which a function runs: set up, then frame by frame what the test process asks for.

It is forked from the fork server (or spawned, where there is no fork) with everything imported. Its descriptors 1
and 2 are a pipe to the function's log. Its socket and a second descriptor of that pipe have numbers that a handler
which closes everything it may have does not reach.
"""

from __future__ import annotations

import atexit
import fcntl
import functools
import io
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from pytest_lambda.base.clock import RealTime, VirtualClock
from pytest_lambda.isolation import namespaces, runtime
from pytest_lambda.isolation.coverage_recorder import Recorder, RecorderSettings
from pytest_lambda.isolation.imports import layer_paths
from pytest_lambda.isolation.network import Network
from pytest_lambda.isolation.paths import SandboxPaths, hide
from pytest_lambda.isolation.protocol import FrameReader, Kind, Slot, pack
from pytest_lambda.isolation.runtime_log import (
    UNHANDLED_INIT_ERROR,
    LogSink,
    LogStreamWriter,
    NoInput,
    RuntimeLogHandler,
)
from pytest_lambda.isolation.runtime_steps import RuntimeSteps
from pytest_lambda.isolation.variables import changes
from pytest_lambda.isolation.virtual_time import VirtualTime
from pytest_lambda.model.invocation import Answered, Faulted, InitFailed, SandboxRequest

resource: Any
try:
    import resource
except ImportError:  # Windows
    resource = None

__all__ = ["Worker"]

_PRIVATE_DESCRIPTORS = 2_000
"""Where private descriptors begin: beyond the 1,024 that a function may have."""

_environ: Any = os.environ
_TRACE_HEADER = _environ.encodekey("_X_AMZN_TRACE_ID")

_LEVELS = {"TRACE": "DEBUG"}


class _Stopped(BaseException):
    """The test process has closed the socket."""


class WorkerClock(VirtualClock):
    """
    The clock of one worker: its own, set to the test's when something begins.

    At the deadline it stands still for good: nothing of the handler runs any more.

    Args:
        slot: told of every move.
        stop: tells the test process that time is over, and does not return.
    """

    def __init__(self, mode: Any, slot: Slot, stop: Callable[[], NoReturn]) -> None:
        self._slot = slot
        self._stop = stop
        super().__init__(mode=mode)

    def set(self, elapsed_ns: int, wall_ns: int) -> None:
        """Stand where the test's clock stands."""
        self._base_ns = wall_ns - elapsed_ns
        self._set_elapsed(elapsed_ns)

    def tell(self) -> None:
        """Say where the clock stands, without a move."""
        self._slot.write(self.elapsed_ns, self.movements, RealTime.monotonic_ns())

    def _set_elapsed(self, elapsed_ns: int) -> None:
        super()._set_elapsed(elapsed_ns)
        self._slot.write(elapsed_ns, self.movements, RealTime.monotonic_ns())

    def _reach_deadline(self) -> NoReturn:
        self._stop()

    @property
    def owns_deadline(self) -> bool:
        """Whichever thread gets there: time is over for all of them."""
        return True


class Worker:
    """
    One function's process, from its first frame to its end.

    Args:
        channel: descriptor of the socket to the test process.
        log: descriptor of the pipe to the function's log.
        slot: its place in the shared memory.
        virtual_time: the time that this process lives by.
        preloaded_kb: what the preloaded modules use.
        namespace: descriptor of the mount namespace to enter, or ``None`` for a new one.
        was_forked: whether it was forked; else it is a Python that was started for it.
    """

    def __init__(
        self,
        channel: int,
        log: int,
        slot: Slot,
        virtual_time: VirtualTime,
        preloaded_kb: int,
        namespace: int | None = None,
        *,
        was_forked: bool = True,
    ) -> None:
        self._peak_kb = _peak_kb if was_forked else _own_peak_kb
        self._namespace = namespace
        self._channel = socket.socket(fileno=_moved(channel))
        self._log = _moved(log)
        self._slot = slot
        self._time = virtual_time
        self._preloaded_kb = preloaded_kb
        self._reader = FrameReader()
        self._lock = threading.Lock()
        self._request: tuple[str | None, str | None] = (None, None)
        self._handler: runtime.Handler | None = None
        self._is_first_process = True
        self._seen_changes = -1
        self._shown: dict[str, str] = {}
        self._recorder: Recorder | None = None
        self._is_warm = False

    def run(self) -> NoReturn:
        """Do what the frames say until the process ends."""
        status = 1
        try:
            if not self._start():
                os._exit(1)
            while True:
                self._serve()
        except _Stopped:
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)

    # -- frames -------------------------------------------------------------------------------------------------

    def _receive(self) -> Any:
        while (frame := self._reader.take()) is None:
            try:
                data = self._channel.recv(1 << 18)
            except ConnectionError:
                data = b""
            if not data:
                raise _Stopped
            self._reader.feed(data)
        return frame

    def _send(self, kind: int, values: Any = None, payload: bytes = b"") -> None:
        data = pack(kind, self._peak_kb(), b"" if values is None else json.dumps(values).encode(), payload)
        with self._lock:
            try:
                self._channel.sendall(data)
            except ConnectionError:
                os._exit(0)

    def _serve(self) -> None:
        frame = self._receive()
        values = frame.trusted_values()
        if self._recorder is not None:
            self._recorder.begin_phase(self._phase(frame.kind))
        if frame.kind == Kind.INITIALIZE:
            deadline_ns, elapsed_ns, wall_ns, variables = values
            self._begin(elapsed_ns, wall_ns, variables, (None, None))
            self._run(deadline_ns, self._initialize)
        else:
            elapsed_ns, wall_ns, variables, request_id, *fields = values
            request = SandboxRequest(request_id, frame.payload, *fields)
            self._begin(elapsed_ns, wall_ns, variables, (request_id, request.tenant_id))
            self._set_trace_header(request.trace_header)
            self._run(request.deadline_ns, functools.partial(self._invoke, request))

    def _phase(self, kind: int) -> str:
        """Return the phase of the environment's life that a frame of *kind* begins."""
        if kind == Kind.INITIALIZE:
            self._is_warm = False
            return "init"
        was_warm, self._is_warm = self._is_warm, True
        return "invoke:warm" if was_warm else "invoke:cold"

    def _begin(
        self,
        elapsed_ns: int,
        wall_ns: int,
        variables: Mapping[str, str | None],
        request: tuple[str | None, str | None],
    ) -> None:
        self._clock.set(elapsed_ns, wall_ns)
        for name, value in variables.items():
            _set_variable(name, value)
        self._request = request

    def _variables(self) -> Mapping[str, str]:
        """Return the environment's variables but for the trace header, read again only where they changed."""
        if changes() != self._seen_changes:
            self._seen_changes = changes()
            self._shown = dict(os.environ)
        return self._shown

    @staticmethod
    def _set_trace_header(value: str | None) -> None:
        """Set what is set before each handler call, without a trace of a change. Source: ENV-08"""
        if value is None:
            _environ._data.pop(_TRACE_HEADER, None)
            os.unsetenv(_TRACE_HEADER)
        else:
            encoded = _environ.encodevalue(value)
            _environ._data[_TRACE_HEADER] = encoded
            os.putenv(_TRACE_HEADER, encoded)

    # -- set-up ---------------------------------------------------------------------------------------------------

    def _start(self) -> bool:
        """Become what the first frame says; return whether that worked."""
        frame = self._receive()
        spec = frame.trusted_values()
        self._clock = WorkerClock(spec["clock_mode"], self._slot, self._stop)
        self._time.clock = self._clock
        self._clock.set(spec["elapsed_ns"], spec["wall_ns"])
        if spec["coverage"] is not None:
            # Its file is out of sight in a moment.
            self._recorder = Recorder(RecorderSettings(*spec["coverage"]))
        try:
            namespace = self._confine(spec)
        except (OSError, namespaces.Refused) as error:
            self._send(Kind.REFUSED, [str(error)])
            return False
        self._set_up_streams()
        _replace_variables(spec["variables"])
        self._set_up_runtime(spec)
        self._set_up_imports(spec)
        os.chdir(spec["code"])
        namespaces.die_with_parent(signal.SIGKILL)
        namespaces.limit(spec["memory_mb"])
        os.register_at_fork(after_in_child=self._leave_to_parent)
        if self._recorder is not None:
            self._recorder.start()
        data = pack(Kind.STARTED, self._preloaded_kb)
        if namespace is None:
            self._channel.sendall(data)
        else:
            socket.send_fds(self._channel, [data], [namespace])
            os.close(namespace)
        return True

    def _confine(self, spec: Mapping[str, Any]) -> int | None:
        """Get namespaces, or redirect paths; return the descriptor of a mount namespace that was made."""
        mode = spec["mode"]
        namespace: int | None = None
        if mode and self._namespace is not None:
            namespaces.join(mode, self._namespace)
            os.close(self._namespace)
        elif mode:
            namespace = namespaces.confine(
                mode,
                tmp_megabytes=spec["tmp_mb"],
                code=spec["code"],
                opt=spec["opt"] if spec["mounts_opt"] else None,
                visible=spec["visible"],
                writable=spec["writable"],
            )
        paths = SandboxPaths(
            Path(spec["code"]),
            [Path(path) for path in spec["host_paths"]],
            opt=Path(spec["opt"]) if spec["opt"] and not spec["mounts_opt"] else None,
            mounts={mount: Path(folder) for mount, folder in spec["mounts"].items()},
            has_own_tmp=bool(mode),
        )
        if mode:
            hide("/tmp", frozenset(spec["hidden"]))
        else:
            paths.place_tmp(spec["tmp"])
        paths.enter()
        Network(spec["has_internet"]).enter()
        return namespace

    def _set_up_streams(self) -> None:
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        if null != 0:
            os.close(null)
        os.dup2(self._log, 1)
        os.dup2(self._log, 2)
        sys.stdin = NoInput()
        sys.stdout = LogStreamWriter(_Output(1), name="<stdout>", descriptor=1)
        sys.stderr = LogStreamWriter(_Output(2), name="<stderr>", descriptor=2)
        # What was imported beforehand may have put its own in their place (exceptiongroup does).
        sys.excepthook, sys.displayhook = sys.__excepthook__, sys.__displayhook__
        sys.unraisablehook, threading.excepthook = sys.__unraisablehook__, threading.__excepthook__

    def _set_up_runtime(self, spec: Mapping[str, Any]) -> None:
        variables = spec["variables"]
        is_json = variables.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
        sink = LogSink(lambda text: _write_all(self._log, text.encode("utf-8", "surrogateescape")))
        handler = RuntimeLogHandler(sink, is_json, lambda: self._request, self._forward)
        root = logging.getLogger()
        root.handlers[:] = [handler]
        level = variables.get("AWS_LAMBDA_LOG_LEVEL", "")
        level = _LEVELS.get(level, level).upper()
        logging.Formatter.converter = time.gmtime
        root.setLevel(level if isinstance(logging.getLevelName(level), int) else logging.WARNING)
        self._propagated: Sequence[Sequence[str]] = [tuple(name) for name in spec["propagated"]]
        self._steps = RuntimeSteps(
            spec["runtime"], sink, is_json=is_json, is_propagated=lambda error: self._propagates(error) is not None
        )
        self._handler_name: str = spec["handler"]

    def _set_up_imports(self, spec: Mapping[str, Any]) -> None:
        code = spec["code"]
        opt = "/opt" if spec["mounts_opt"] else spec["opt"]
        own = [code, *layer_paths(None if opt is None else Path(opt))]
        sys.path[:] = [*own, *(path for path in spec["sys_path"] if path not in ("", *own))]
        sys.argv[:] = [""]
        sys.dont_write_bytecode = spec["dont_write_bytecode"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        # The user's own copies of packages that are imported here already come first, as on Lambda.
        for name in _shadowed(own):
            for loaded in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
                del sys.modules[loaded]

    def _leave_to_parent(self) -> None:
        """In a child process of the handler: what goes to the test process is the worker's alone."""
        self._is_first_process = False
        self._channel.close()

    # -- the function -------------------------------------------------------------------------------------------------

    def _initialize(self) -> None:
        result, self._handler = self._steps.initialize(lambda: runtime.find_handler(self._handler_name))
        self._finish()
        if isinstance(result, InitFailed):
            self._send(Kind.INIT_FAILED, [result.error_type], result.payload)
        else:
            self._send(Kind.INITIALIZED)

    def _invoke(self, request: SandboxRequest) -> None:
        result = self._steps.invoke(self._handler, request, self._variables())
        self._finish()
        if isinstance(result, Answered):
            self._send(Kind.ANSWERED, None, result.payload)
        elif isinstance(result, Faulted):
            self._send(Kind.FAULTED, [result.error_type], result.payload)

    def _finish(self) -> None:
        """Hold an answer back that comes too late, or that a forked child of the handler would give."""
        if not self._is_first_process:
            _end_process(0)
        clock = self._clock
        if clock.deadline_ns is not None and clock.elapsed_ns >= clock.deadline_ns:
            self._stop()
        clock.tell()

    def _run(self, deadline_ns: int, call: Callable[[], None]) -> None:
        outer = self._clock.begin_deadline(deadline_ns)
        try:
            call()
        except SystemExit as error:
            self._exit(error)
        except BaseException as error:
            propagated = self._propagates(error)
            if propagated is not None and self._is_first_process:
                self._propagate(error, propagated)
            else:
                self._die_of(error)
        finally:
            self._clock.end_deadline(outer)

    def _exit(self, error: SystemExit) -> NoReturn:
        """End as ``sys.exit`` does: atexit functions run, other threads are waited for. Source: LC-10, RT-15"""
        code = error.code
        if code is None:
            status = 0
        elif isinstance(code, int):
            status = code & 0xFF
        else:
            sys.stderr.write(f"{code}\n")
            status = 1
        _end_process(status)

    def _die_of(self, error: BaseException) -> NoReturn:
        """End as Python does when nobody catches *error*. Source: RT-15"""
        traceback.print_exception(type(error), error, error.__traceback__)
        if isinstance(error, KeyboardInterrupt):
            _wind_up()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGINT)
        _end_process(1)

    def _stop(self) -> NoReturn:
        """Time is over: say so, and do nothing more until the test process kills this one. Source: LC-09"""
        if not self._is_first_process:
            os._exit(1)
        self._send(Kind.TIMED_OUT)
        while True:
            # Holds the interpreter: no other thread runs on.
            os.kill(os.getpid(), signal.SIGSTOP)

    def _propagates(self, error: BaseException) -> int | None:
        """Return which of the propagated exceptions *error* is."""
        for cls in type(error).__mro__:
            name = (cls.__module__, cls.__qualname__)
            if name in self._propagated:
                return self._propagated.index(name)
        return None

    def _propagate(self, error: BaseException, which: int) -> None:
        text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        self._clock.tell()
        self._send(Kind.PROPAGATED, [which, str(error), text])

    def _forward(self, record: logging.LogRecord) -> None:
        if record.msg is UNHANDLED_INIT_ERROR or not self._is_first_process:
            return
        error = record.exc_info[1] if record.exc_info else None
        self._send(
            Kind.RECORD,
            [
                record.name,
                record.levelno,
                record.getMessage(),
                record.created,
                record.pathname,
                record.lineno,
                record.funcName,
                None if error is None else "".join(traceback.format_exception(error)),
            ],
        )


def _moved(descriptor: int) -> int:
    """Return a private duplicate of *descriptor*, which is closed."""
    wanted = _PRIVATE_DESCRIPTORS
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != hard:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard - 10)
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, wanted)
    os.close(descriptor)
    return moved


def _write_all(descriptor: int, data: Any) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class _Output(io.RawIOBase):
    """The bytes of stdout or stderr, written at once and whole."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: Any, /) -> int:
        _write_all(self._descriptor, data)
        return len(data)


def _set_variable(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    elif os.environ.get(name) != value:
        os.environ[name] = value
    else:
        return
    if name == "TZ":
        time.tzset()


def _replace_variables(variables: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(variables)
    time.tzset()


def _shadowed(folders: Sequence[str]) -> set[str]:
    """Return the top-level names of loaded packages, not of the standard library, that *folders* have too."""
    loaded = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names) - {"pytest_lambda"}
    there: set[str] = set()
    for folder in folders:
        there |= {name.partition(".")[0] for name in os.listdir(folder)}
    return loaded & there


def _peak_kb() -> int:
    """Return the most memory that this process has used."""
    if resource is None:
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // (1024 if sys.platform == "darwin" else 1)


def _own_peak_kb() -> int:
    """Return the same where this program was started by a larger one, whose peak Linux counts to this one's."""
    try:
        with open("/proc/self/status", "rb") as file:
            return int(file.read().partition(b"VmHWM:")[2].split()[0])
    except (OSError, IndexError):
        return _peak_kb()


def _wind_up() -> None:
    """Do what Python does before it ends: wait for threads, run atexit functions."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
    except BaseException as error:
        traceback.print_exception(type(error), error, error.__traceback__)


def _end_process(status: int) -> NoReturn:
    _wind_up()
    os._exit(status)
