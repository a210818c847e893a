"""
What ran, in memory that two processes share: what is written is there, whatever becomes of the writer.

The memory is slots of 16 bytes, each written by one store: an empty one begins with four zero bytes. A slot holds a
point (a line, or an arc from line to line), a piece of a file's name, or a range of slots that a forked child of the
writer got for its own. Nothing is ever overwritten, so no lock is needed, which a killed writer could keep.
"""

from __future__ import annotations

import contextlib
import itertools
import mmap
import os
import tempfile
from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

__all__ = ["Point", "PointReader", "PointWriter"]

_SLOTS = 1 << 17
_SLOT = Struct("<Iiii")
_TEXT = Struct("<II8s")
_HEADER = Struct("<II8s")
_IS_TEXT = 1 << 31
_IS_RANGE = 1 << 30
_PHASE_SHIFT = 20
_FILE_MASK = (1 << _PHASE_SHIFT) - 1
_OPENED, _FULL = 1, 2
_SLOTS_OF_CHILD = 1024
_FIRST_OF_CHILDREN = _SLOTS // 2
_MOST_THREADS = 16
"""So many slots in a row can be empty because a thread that took one was killed before it wrote."""


class Point(NamedTuple):
    """
    Something that ran.

    Attributes:
        phase: number of the phase in which it ran.
        first, second: from which line to which, or the line and 0.
    """

    path: str
    module: str
    phase: int
    first: int
    second: int


class PointWriter:
    """
    The end that writes.

    Args:
        path: the file that a :class:`PointReader` made.
    """

    def __init__(self, path: str) -> None:
        with open(path, "r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SLOTS * _SLOT.size)
        self._limit = _FIRST_OF_CHILDREN
        self._slots = itertools.count(1)
        self._ranges = itertools.count(_FIRST_OF_CHILDREN, _SLOTS_OF_CHILD)
        self._files = itertools.count(1)
        self._mark(_OPENED)

    def add_file(self, path: str, module: str) -> int:
        """Return the number of a file, for :meth:`add`."""
        number = next(self._files) & _FILE_MASK
        # Surrogates stand for bytes of a file name that are not UTF-8.
        text = f"{path}\0{module}\0".encode("utf-8", "surrogateescape")
        for index in range(0, len(text), 8):
            slot = self._next()
            if slot:
                _TEXT.pack_into(self._memory, slot, _IS_TEXT | number, index, text[index : index + 8])
        return number

    def add(self, file: int, phase: int, first: int, second: int = 0) -> None:
        """Write one point."""
        slot = self._next()
        if slot:
            _SLOT.pack_into(self._memory, slot, phase << _PHASE_SHIFT | file, first, second, 0)

    def before_fork(self) -> tuple[int, int]:
        """Give a child slots of its own; it hands what this returns to :meth:`after_fork`."""
        start = next(self._ranges)
        if start >= _SLOTS:
            self._mark(_OPENED | _FULL)
            return (0, 0)
        slot = self._next()
        if slot:
            _SLOT.pack_into(self._memory, slot, _IS_RANGE, start, start + _SLOTS_OF_CHILD, 0)
        return (start, start + _SLOTS_OF_CHILD)

    def after_fork(self, own: tuple[int, int]) -> None:
        """Write into the slots *own* from here on; children of the child have none."""
        start, self._limit = own
        self._slots = itertools.count(start)
        self._ranges = itertools.count(_SLOTS)

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()

    def _next(self) -> int:
        """Return where the next slot is; 0 where there is no room left."""
        slot = next(self._slots)
        if slot < self._limit:
            return slot * _SLOT.size
        self._mark(_OPENED | _FULL)
        return 0

    def _mark(self, flags: int) -> None:
        _HEADER.pack_into(self._memory, 0, flags, 0, b"")


class _Range:
    """Slots of one writer, read up to *position*; names of files not found here are those of the range *outer*."""

    def __init__(self, position: int, limit: int, outer: _Range | None = None) -> None:
        self.position = position
        self.limit = limit
        self._outer = outer
        self._texts: dict[int, dict[int, bytes]] = {}

    def add_text(self, file: int, index: int, text: bytes) -> None:
        """Add a piece of a file's name."""
        self._texts.setdefault(file, {})[index] = text

    def name(self, file: int) -> tuple[str, str]:
        """Return the path and the module of a file."""
        pieces = self._texts.get(file)
        if pieces is None:
            return ("", "") if self._outer is None else self._outer.name(file)
        text = b"".join(pieces[index] for index in sorted(pieces)).decode("utf-8", "surrogateescape")
        path, _, rest = text.partition("\0")
        return path, rest.partition("\0")[0]


class PointReader:
    """
    The end that reads; it makes the file.

    Attributes:
        path: the file; it is removed as soon as the writer has opened it.
    """

    def __init__(self) -> None:
        descriptor, self.path = tempfile.mkstemp(prefix="pytest-lambda-coverage-")
        try:
            os.ftruncate(descriptor, _SLOTS * _SLOT.size)
            self._memory = mmap.mmap(descriptor, _SLOTS * _SLOT.size)
        finally:
            os.close(descriptor)
        self._is_there = True
        self._ranges = [_Range(1, _FIRST_OF_CHILDREN)]

    @property
    def is_full(self) -> bool:
        """Whether the writer had more to write than there is room for."""
        return bool(self._flags & _FULL)

    def read(self, *, is_over: bool = False) -> Iterator[Point]:
        """
        Give the points that came since the last call.

        Args:
            is_over: the writer is gone: slots that it took and left empty are passed over.
        """
        if self._is_there and self._flags:
            self._remove()
        for slots in self._ranges:  # grows meanwhile
            yield from self._read(slots, is_over=is_over)

    def close(self) -> None:
        """Let go of the memory, and of the file where the writer never opened it."""
        if self._is_there:
            self._remove()
        self._memory.close()

    def _read(self, slots: _Range, *, is_over: bool) -> Iterator[Point]:
        position, empty = slots.position, 0
        while position < slots.limit:
            offset = position * _SLOT.size
            position += 1
            head, first, second, _ = _SLOT.unpack_from(self._memory, offset)
            if not head:
                empty += 1
                if not is_over or empty > _MOST_THREADS:
                    break
                continue
            empty, slots.position = 0, position
            if head & _IS_TEXT:
                _, index, text = _TEXT.unpack_from(self._memory, offset)
                slots.add_text(head & _FILE_MASK, index, text)
            elif head & _IS_RANGE:
                self._ranges.append(_Range(first, second, slots))
            else:
                yield Point(*slots.name(head & _FILE_MASK), head >> _PHASE_SHIFT, first, second)

    @property
    def _flags(self) -> int:
        flags: int = _HEADER.unpack_from(self._memory, 0)[0]
        return flags

    def _remove(self) -> None:
        self._is_there = False
        with contextlib.suppress(OSError):
            os.unlink(self.path)
