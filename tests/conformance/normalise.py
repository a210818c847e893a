"""
What two runs of the same handler may differ in, and nothing else.

Each replacement says why both sides cannot have the same text there.
"""

from __future__ import annotations

import re
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from .seen import Invoked, Seen

_LAMBDA_LIBRARY = f"/var/lang/lib/python{sysconfig.get_python_version()}"

_FOLDERS = {
    # Lambda's Python lies under /var/lang; the packages folder first, since it lies within the other.
    sysconfig.get_path("purelib"): f"{_LAMBDA_LIBRARY}/site-packages",
    sysconfig.get_path("stdlib"): _LAMBDA_LIBRARY,
}

# Files of whatever calls the handler: on Lambda, in its runtime client from PyPI (started with -m and posting
# over HTTP) and in the simulator.
_CALLER = (
    r"(?:/var/runtime/|[^\"\s]*/awslambdaric/|[^\"\s]*/pytest_lambda/"
    r"|[^\"\s]*/runpy\.py|<frozen runpy>|[^\"\s]*/http/client\.py)[^\"\s]*?"
)
_CALLER_ITEM = rf'"  File \\"{_CALLER}\\", line \d+, in (?:[^"\\]|\\.)*"'

_REPLACEMENTS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A log line carries the moment at which it was written, in text ...
    (re.compile(r"(?<=\t)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(?=\t)"), "<time>"),
    # ... and in JSON.
    (re.compile(r'(?<=^\{"timestamp": ")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=")'), "<time>"),
    # Objects lie where the allocator put them.
    (re.compile(r"\bat 0x[0-9a-f]{8,16}\b"), "at <address>"),
    # The recursion limit counts the frames below the handler, which are the caller's.
    (re.compile(r"\[Previous line repeated \d+ more times\]"), "[Previous line repeated many more times]"),
    # Frames of the caller have file names, lines and functions of their own; that there are some is compared.
    (re.compile(rf"{_CALLER_ITEM}(?:, {_CALLER_ITEM})*"), '"<caller>"'),
    # A warning about an object that the caller was the last to hold names a line of the caller.
    (re.compile(rf"^{_CALLER}:\d+(?=: \w*Warning: )"), "<caller>"),
)
_CALLER_FRAME = re.compile(rf'(?P<margin>[\s|+]*)File "{_CALLER}", line \d+, in ')


def normalise(seen: Seen, *, code: Path, request_ids: Sequence[str]) -> Seen:
    """Return *seen* with what depends on the machine, the moment and the run taken out."""
    folders = {str(code): "/var/task", **_FOLDERS}  # a function's code lies under /var/task on Lambda
    ids = {request_id: f"<request id {number}>" for number, request_id in enumerate(request_ids, start=1)}

    def text(value: str) -> str:
        for actual, stable in {**folders, **ids}.items():
            value = value.replace(actual, stable)
        for pattern, stable in _REPLACEMENTS:
            value = pattern.sub(stable, value)
        return value

    def lines(log: Sequence[str]) -> tuple[str, ...]:
        return _without_caller_frames([text(line) for event in log for line in event.split("\n")])

    return Seen(
        init_log=lines(seen.init_log),
        invocations=tuple(
            Invoked(text(invoked.payload), invoked.is_function_error, lines(invoked.log))
            for invoked in seen.invocations
        ),
    )


def _without_caller_frames(lines: Sequence[str]) -> tuple[str, ...]:
    """Return *lines* with each run of the caller's frames, and the source lines below them, as one line."""
    kept: list[str] = []
    margin: str | None = None  # of the caller's frame that we are in
    for line in lines:
        if frame := _CALLER_FRAME.match(line):
            margin = frame["margin"]
            if kept[-1:] != [f"{margin}<caller>"]:
                kept.append(f"{margin}<caller>")
        elif margin is not None and re.match(rf"{re.escape(margin)}\s", line):
            continue  # the frame's source, or the marks below it
        elif kept and kept[-1].startswith("<caller>: ") and line.startswith("  "):
            continue  # the source of a line that a warning names
        else:
            margin = None
            kept.append(line)
    return tuple(kept)
