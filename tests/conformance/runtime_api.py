"""
Lambda's Runtime API, played to AWS's own runtime client.

`observe` starts ``python -m awslambdaric <handler>`` as Lambda does, feeds it invocations over HTTP and
returns what it answered, what it logged and how it ended. There are no threads and no sleeps: the HTTP
listener, the log pipe and the process are watched by one select loop, and what the client wrote before a call
is in the pipe when the call arrives.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

FUNCTION_NAME = "conformance"
REGION = "us-east-1"
ACCOUNT_ID = "123456789012"
MEMORY_SIZE = 128
INVOKED_FUNCTION_ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{FUNCTION_NAME}"

# A frame on the telemetry descriptor: type (4 bytes, of which the last is the level and format), length (4),
# microseconds since the epoch (8), message. The magic is its first three bytes, of which the last is a NUL.
_FRAME_MAGIC = b"\xa5\x5a\x00"
_FRAME_HEADER_BYTES = 16
_HEADER_LIMIT_BYTES = 4 * 1024 * 1024  # the client sends whole stack traces as a header


@dataclass(frozen=True, slots=True)
class Request:
    """One invocation, as ``/invocation/next`` delivers it; texts are sent as headers, as they are."""

    payload: bytes = b"{}"
    client_context: str | None = None
    cognito_identity: str | None = None
    tenant_id: str | None = None
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    trace_id: str | None = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0"
    timeout_seconds: float = 3.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one invocation. *endpoint* is None where the process ended instead of answering."""

    request_id: str
    endpoint: str | None
    body: bytes
    content_type: str | None
    error_type: str | None
    log: tuple[str, ...]

    @property
    def is_error(self) -> bool:
        return self.endpoint != "response"


@dataclass(frozen=True, slots=True)
class Observation:
    """
    The life of one runtime process.

    *init_error* is the body posted to ``/init/error``. *exit_status* is negative for a signal, and None where
    the process was waiting for more work and was stopped by us. Logs hold one text per log event.
    """

    init_log: tuple[str, ...]
    init_error: bytes | None
    init_error_type: str | None
    answers: tuple[Answer, ...]
    exit_status: int | None


@dataclass(frozen=True, slots=True)
class _Call:
    """One HTTP request of the client, not answered yet."""

    endpoint: str
    headers: Mapping[str, str]
    body: bytes
    connection: socket.socket

    @property
    def error_type(self) -> str | None:
        return self.headers.get("lambda-runtime-function-error-type")


def lambda_environment(handler: str, code: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """
    Return the whole environment of a function's process; *variables* are the function's own.

    Left out of Lambda's are PYTHONPATH and LD_LIBRARY_PATH, which name folders of Lambda's machine. Byte code
    is not written, so that no cache appears in the folder under test.

    Source: ENV-01, ENV-03, ENV-04, ENV-05, ENV-07
    """
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return {
        **variables,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_SESSION_TOKEN": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{python}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(MEMORY_SIZE),
        "AWS_LAMBDA_FUNCTION_NAME": FUNCTION_NAME,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{FUNCTION_NAME}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "2025/01/01/[$LATEST]0123456789abcdef0123456789abcdef",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": str(code),
        "LANG": variables.get("LANG", "en_US.UTF-8"),
        "LC_CTYPE": "C.UTF-8",
        "PATH": variables.get("PATH", "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
        "PWD": str(code),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SHLVL": "0",
        "TZ": variables.get("TZ", ":UTC"),
        "_HANDLER": handler,
    }


def observe(
    handler: str,
    requests: Sequence[Request] = (),
    *,
    code: Path,
    environment: Mapping[str, str] | None = None,
    seconds: float = 60.0,
) -> Observation:
    """
    Run *handler* from the folder *code* under the runtime client and return what it did with *requests*.

    When the process ends during an invocation the requests behind it are not delivered.

    Raises:
        TimeoutError: the process neither answered nor ended within *seconds*; it is killed.
    """
    with RuntimeProcess(handler, code=code, environment=environment or {}, seconds=seconds) as process:
        init_error: _Call | None = None
        call = process.next_call()
        if call is not None and call.endpoint == "init/error":
            init_error = call
            process.reply(call, 202)
            call = process.next_call()
        init_log = process.take_log()
        answers: list[Answer] = []
        for request in requests:
            if call is None:
                break
            process.deliver(call, request)
            posted = process.next_call()
            if posted is not None:
                process.reply(posted, 202)
                call = process.next_call()
            else:
                call = None
            answers.append(
                Answer(
                    request_id=request.request_id,
                    endpoint=posted.endpoint if posted else None,
                    body=posted.body if posted else b"",
                    content_type=posted.headers.get("content-type") if posted else None,
                    error_type=posted.error_type if posted else None,
                    log=process.take_log(),
                )
            )
        return Observation(
            init_log=init_log,
            init_error=init_error.body if init_error else None,
            init_error_type=init_error.error_type if init_error else None,
            answers=tuple(answers),
            exit_status=process.exit_status,
        )


class RuntimeProcess:
    """
    One process of the runtime client, the Runtime API it calls and the pipe that takes all it writes.

    Standard output, standard error and the telemetry descriptor are the same pipe, which keeps their order.
    """

    def __init__(self, handler: str, *, code: Path, environment: Mapping[str, str], seconds: float) -> None:
        self.handler = handler
        self.code = code.resolve()
        self.environment = environment
        self.seconds = seconds
        self.exit_status: int | None = None
        self._raw_log = b""

    def __enter__(self) -> RuntimeProcess:
        self._deadline = time.monotonic() + self.seconds
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._log_descriptor, write_descriptor = os.pipe()
        os.set_blocking(self._log_descriptor, False)
        host, port = self._listener.getsockname()
        environment = lambda_environment(self.handler, self.code, self.environment)
        environment["AWS_LAMBDA_RUNTIME_API"] = f"{host}:{port}"
        environment["_LAMBDA_TELEMETRY_LOG_FD"] = str(write_descriptor)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "awslambdaric", self.handler],
                cwd=self.code,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=write_descriptor,
                stderr=write_descriptor,
                pass_fds=[write_descriptor],
                start_new_session=True,
            )
        except BaseException:
            os.close(self._log_descriptor)
            self._listener.close()
            raise
        finally:
            os.close(write_descriptor)
        self._process_descriptor = os.pidfd_open(self._process.pid)
        self._open_connections: list[socket.socket] = []
        self._selector = selectors.DefaultSelector()
        for watched in (self._listener, self._log_descriptor, self._process_descriptor):
            self._selector.register(watched, selectors.EVENT_READ)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # The process is reaped only after its group is killed, so the group id cannot belong to anybody else.
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        self._selector.close()
        for connection in self._open_connections:
            connection.close()
        self._listener.close()
        os.close(self._process_descriptor)
        os.close(self._log_descriptor)

    def next_call(self) -> _Call | None:
        """Wait for the client's next call, or for the end of the process: then return None."""
        if self.exit_status is not None:
            return None
        while True:
            ready = {key.fileobj for key, _ in self._selector.select(self._seconds_left())}
            if not ready:
                self._seconds_left()
            if self._log_descriptor in ready:
                self._drain_log()
            if self._listener in ready:
                connection, _ = self._listener.accept()
                self._open_connections.append(connection)
                if (call := self._read_call(connection)) is not None:
                    return call
            elif self._process_descriptor in ready:
                # Looked at without reaping: see __exit__.
                ended = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
                assert ended is not None
                is_exit = ended.si_code == os.CLD_EXITED
                self.exit_status = ended.si_status if is_exit else -ended.si_status
                return None

    def deliver(self, call: _Call, request: Request) -> None:
        """Answer *call*, which asks for work, with *request*."""
        if call.endpoint != "next":
            raise RuntimeError(f"The runtime client called {call.endpoint!r} where it should ask for work.")
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": request.request_id,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + request.timeout_seconds) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": INVOKED_FUNCTION_ARN,
            "Lambda-Runtime-Trace-Id": request.trace_id,
            "Lambda-Runtime-Client-Context": request.client_context,
            "Lambda-Runtime-Cognito-Identity": request.cognito_identity,
            "Lambda-Runtime-Aws-Tenant-Id": request.tenant_id,
        }
        self.reply(call, 200, request.payload, {k: v for k, v in headers.items() if v is not None})

    def reply(self, call: _Call, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        """Answer *call* and close its connection."""
        lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        try:
            call.connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        except ConnectionError:
            pass  # the process has just ended, which next_call() is about to see
        call.connection.close()
        self._open_connections.remove(call.connection)

    def take_log(self) -> tuple[str, ...]:
        """Return the log events since the last time; the client has written them when its call is here."""
        self._drain_log()
        raw, self._raw_log = self._raw_log, b""
        return log_events(raw)

    def _seconds_left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(
                f"{self.handler} under awslambdaric neither answered nor ended within {self.seconds} s. "
                f"Its log since the last call: {list(self.take_log())}"
            )
        return left

    def _drain_log(self) -> None:
        while True:
            try:
                chunk = os.read(self._log_descriptor, 1 << 16)
            except BlockingIOError:
                return
            if not chunk:
                if self._log_descriptor in self._selector.get_map():
                    self._selector.unregister(self._log_descriptor)
                return
            self._raw_log += chunk

    def _read_call(self, connection: socket.socket) -> _Call | None:
        """Return the call that *connection* brings, or None where the process ended while it called."""
        connection.settimeout(self._seconds_left())
        with connection.makefile("rb") as stream:
            request_line = stream.readline(_HEADER_LIMIT_BYTES).decode("latin-1").split()
            if not request_line:
                return None
            headers = {}
            while (line := stream.readline(_HEADER_LIMIT_BYTES)) not in (b"\r\n", b"\n", b""):
                name, _, value = line.decode("utf-8", "replace").partition(":")
                headers[name.strip().lower()] = value.strip()
            body = stream.read(int(headers.get("content-length", "0")))
        endpoint = re.fullmatch(
            r"/2018-06-01/runtime/(?:invocation/(next)|invocation/[^/]+/(response|error)|(init/error))",
            request_line[1] if len(request_line) == 3 else "",
        )
        if endpoint is None:
            raise RuntimeError(f"The runtime client called an unknown endpoint: {request_line}.")
        return _Call(endpoint[endpoint.lastindex or 0], headers, body, connection)


def log_events(raw: bytes) -> tuple[str, ...]:
    """
    Return the log events in *raw*, oldest first, each without its last newline.

    A frame is one event whatever it contains; plain output is one event per line.

    Source: LOG-10, LOG-12
    """
    events: list[str] = []
    while raw:
        text, magic, frame = raw.partition(_FRAME_MAGIC)
        lines = text.decode("utf-8", "replace").split("\n")
        events += lines if lines[-1] else lines[:-1]
        raw = b""
        if magic:
            header, rest = frame[: _FRAME_HEADER_BYTES - 3], frame[_FRAME_HEADER_BYTES - 3 :]
            length = int.from_bytes(header[1:5], "big")
            events.append(rest[:length].decode("utf-8", "replace").removesuffix("\n"))
            raw = rest[length:]
    return tuple(events)
