"""
The log as the runtime writes it: streams, the handler on the root logger, the lines of uncaught errors.

Source: LOG-10 to LOG-16
"""

from __future__ import annotations

import io
import json
import logging
import time
import traceback
from collections.abc import Callable
from typing import Any, cast

__all__ = [
    "LogSink",
    "LogStreamWriter",
    "RuntimeLogHandler",
    "UNHANDLED_INIT_ERROR",
    "error_lines",
    "level_number",
]

_NO_BREAK_SPACE = "\u00a0"
_JSON_TIME = "%Y-%m-%dT%H:%M:%SZ"

UNHANDLED_INIT_ERROR = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. "
    "However, in rare cases, a Lambda runtime update can cause unexpected function behavior. "
    "For functions using managed runtimes, runtime updates can be triggered by a function change, or can be "
    "applied automatically. To determine if the runtime has been updated, check the runtime version in the "
    "INIT_START log entry. If this error correlates with a change in the runtime version, you may be able to "
    "mitigate this error by temporarily rolling back to the previous runtime version. For more information, see "
    "https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html\r"
)
"""What the runtime warns before an init error: a literal of its output. Source: LOG-10"""


class LogSink:
    """Where the runtime writes whole events, beside stdout and stderr."""

    __slots__ = ("_write",)

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def log(self, msg: str) -> None:
        """
        Write one event; it stands on lines of its own.

        Raises:
            UnicodeEncodeError: a lone surrogate, which the log cannot hold.
        """
        msg.encode()
        self._write(msg if msg.endswith("\n") else f"{msg}\n")


class _LogBytes(io.RawIOBase):
    """The bytes of stdout or stderr, on their way to the log."""

    def __init__(self, write: Callable[[str], None], descriptor: int) -> None:
        self._write = write
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: Any, /) -> int:
        raw = bytes(data)
        if raw:
            self._write(raw.decode("utf-8", "replace"))
        return len(raw)


class LogStreamWriter(io.TextIOWrapper):
    """
    ``sys.stdout`` or ``sys.stderr`` of an execution environment: unbuffered, UTF-8. Source: LOG-12

    Args:
        write: takes the text; or an object that takes the bytes.
    """

    def __init__(self, write: Callable[[str], None] | io.RawIOBase, *, name: str, descriptor: int) -> None:
        super().__init__(
            write if isinstance(write, io.RawIOBase) else _LogBytes(write, descriptor),  # type: ignore[arg-type]
            encoding="utf-8",
            errors="surrogateescape" if name == "<stdout>" else "backslashreplace",
            newline="\n",
            write_through=True,
        )
        self._name = name

    @property
    def name(self) -> str:
        """``"<stdout>"`` or ``"<stderr>"``."""
        return self._name

    def write(self, text: str, /) -> None:  # type: ignore[override]
        """Write *text*; the runtime's streams return nothing."""
        super().write(text)


class NoInput(io.TextIOWrapper):
    """``sys.stdin`` of an execution environment: at its end from the start."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="surrogateescape")

    @property
    def name(self) -> str:
        """``"<stdin>"``."""
        return "<stdin>"

    def fileno(self) -> int:
        """Return 0."""
        return 0


class RuntimeLogHandler(logging.Handler):
    """
    The handler that Lambda puts on the root logger.

    Args:
        sink: takes the formatted events.
        is_json: whether records are written as JSON.
        current_request: returns request id and tenant id of the invocation that runs, if any.
        forward: takes every record too, so that the test's own log capture sees it.
    """

    def __init__(
        self,
        sink: LogSink,
        is_json: bool,
        current_request: Callable[[], tuple[str | None, str | None]],
        forward: Callable[[logging.LogRecord], None],
    ) -> None:
        super().__init__()
        self.log_sink = sink
        self._current_request = current_request
        self._forward = forward
        self.setFormatter(JsonFormatter() if is_json else TextFormatter())

    def filter(self, record: logging.LogRecord) -> Any:
        request_id, tenant_id = self._current_request()
        record.aws_request_id = request_id or ""
        record.tenant_id = tenant_id
        return super().filter(record)

    def emit(self, record: logging.LogRecord) -> None:
        # No handleError: on Lambda a record that cannot be formatted or encoded fails the invocation.
        self.log_sink.log(self.format(record))
        self._forward(record)


class TextFormatter(logging.Formatter):
    """``[LEVEL]``, UTC time, request id, message, with tabs between. Source: LOG-11"""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(
            "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
            "%Y-%m-%dT%H:%M:%S",
        )


_HIDDEN_FIELDS = (frozenset(vars(logging.makeLogRecord({}))) - {"taskName"}) | {"aws_request_id", "tenant_id"}
"""Fields of every record; ``taskName`` (3.12+) is not among those that AWS hides."""


class JsonFormatter(logging.Formatter):
    """One JSON object a record, in AWS's key order; what is ``None`` is left out. Source: LOG-14, LOG-16"""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(datefmt=_JSON_TIME)
        self._encode = json.JSONEncoder(ensure_ascii=False, default=str).encode

    def format(self, record: logging.LogRecord) -> str:
        level = level_number(record.levelno)
        error_type, error, tb = cast(tuple[Any, Any, Any], record.exc_info or (None, None, None))
        is_plain_dict = isinstance(record.msg, dict) and not record.args
        fields: dict[str, Any] = {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": logging.getLevelName(level),
            "message": record.msg if is_plain_dict else record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(tb) if record.exc_info else None,
            "errorType": error_type.__name__ if record.exc_info else None,
            "errorMessage": str(error) if record.exc_info else None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": f"{record.pathname}:{record.funcName}:{record.lineno}" if record.exc_info else None,
        }
        tenant_id = getattr(record, "tenant_id", None)
        if tenant_id is not None:
            fields["tenantId"] = tenant_id
        for name, value in vars(record).items():
            if name not in _HIDDEN_FIELDS and name not in fields:
                fields[name] = value
        return self._encode({name: value for name, value in fields.items() if value is not None}) + "\n"


def level_number(level: int) -> int:
    """Return *level* floored to tens, 0 to 50. Source: LOG-16"""
    return min(50, max(0, level)) // 10 * 10


def error_lines(fields: dict[str, Any], encode: Callable[[Any], Any], *, is_json: bool) -> str:
    """Return the event that an uncaught error leaves in the log. Source: LOG-10, LOG-15"""
    if is_json:
        stamped = {"timestamp": time.strftime(_JSON_TIME, time.gmtime()), "level": "ERROR", **fields}
        return str(encode(stamped)) + "\n"
    error_type, message = fields["errorType"], fields["errorMessage"]
    first = "[ERROR]" + (f" {error_type}" if error_type else "")
    if message:
        first += f": {message}" if error_type else f" {message}"
    lines = [first, "Traceback (most recent call last):"]
    for frame in fields["stackTrace"]:
        for line in frame.splitlines() if frame else [""]:
            bare = line.lstrip(" ")
            lines.append(_NO_BREAK_SPACE * (len(line) - len(bare)) + bare)
    return "\n".join(lines) + "\n"
