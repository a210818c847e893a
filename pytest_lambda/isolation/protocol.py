"""
What the test process and a worker say to each other: frames over a socket, and a slot of shared memory.

A frame is a kind, a number, a header and a payload. What the test process says is trusted and marshalled; what a
worker says is JSON, since a handler may have had its hands in there. The slot tells where the worker's time stands,
at any moment and after its death.
"""

from __future__ import annotations

import enum
import json
import marshal
import struct
from typing import Any, NamedTuple

__all__ = ["SLOT_BYTES", "Frame", "FrameReader", "Kind", "Slot", "pack", "pack_request"]

_PREFIX = struct.Struct(">BQII")


class Kind(enum.IntEnum):
    """What a frame is."""

    START = 1
    """To the worker: what it is to be."""
    INITIALIZE = 2
    """To the worker: import the code."""
    INVOKE = 3
    """To the worker: an invocation; the payload is the event."""
    STARTED = 10
    """From the worker: it is set up; with the descriptor of its namespace, where it has one."""
    REFUSED = 11
    """From the worker: it could not be set up."""
    INITIALIZED = 12
    INIT_FAILED = 13
    """The payload is the error."""
    ANSWERED = 14
    """The payload is the response."""
    FAULTED = 15
    """The payload is the error."""
    TIMED_OUT = 16
    PROPAGATED = 17
    """An exception that ends the test."""
    RECORD = 18
    """A log record, for the test run's own capture."""


class Frame(NamedTuple):
    """
    One message.

    Attributes:
        number: of a worker's answer, the most memory that it used so far, KB.
        header: marshalled from the test process, JSON or nothing from a worker.
    """

    kind: int
    number: int
    header: bytes
    payload: bytes

    def values(self) -> Any:
        """Return what a worker's header says."""
        return json.loads(self.header)

    def trusted_values(self) -> Any:
        """Return what the test process's header says."""
        return marshal.loads(self.header)


def pack_request(kind: int, values: Any, payload: bytes = b"") -> bytes:
    """Return the bytes of a frame of the test process."""
    return pack(kind, 0, marshal.dumps(values), payload)


def pack(kind: int, number: int = 0, header: bytes = b"", payload: bytes = b"") -> bytes:
    """Return the bytes of a frame."""
    return _PREFIX.pack(kind, number, len(header), len(payload)) + header + payload


class FrameReader:
    """Makes frames of the bytes that come in."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> None:
        """Take in *data*."""
        self._buffer += data

    def take(self) -> Frame | None:
        """Return the next frame, or ``None`` while it is not complete."""
        buffer = self._buffer
        if len(buffer) < _PREFIX.size:
            return None
        kind, number, header_bytes, payload_bytes = _PREFIX.unpack_from(buffer)
        start = _PREFIX.size + header_bytes
        end = start + payload_bytes
        if len(buffer) < end:
            return None
        frame = Frame(kind, number, bytes(buffer[_PREFIX.size : start]), bytes(buffer[start:end]))
        del buffer[:end]
        return frame


SLOT_BYTES = 64
_SLOT = struct.Struct("=qqqq")


class Slot:
    """
    A worker's place in the shared memory.

    Written by one process, read by another, without a lock: eight bytes are written at once.
    """

    __slots__ = ("_memory", "_offset")

    def __init__(self, memory: Any, number: int) -> None:
        self._memory = memory
        self._offset = number * SLOT_BYTES

    def write(self, elapsed_ns: int, movements: int, real_ns: int) -> None:
        """Say where the clock stands, how often it was moved, and when that was on the real monotonic clock."""
        _SLOT.pack_into(self._memory, self._offset, elapsed_ns, movements, real_ns, 0)

    def read(self) -> tuple[int, int, int]:
        """Return what was written last."""
        elapsed_ns, movements, real_ns, _ = _SLOT.unpack_from(self._memory, self._offset)
        return elapsed_ns, movements, real_ns
