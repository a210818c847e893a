"""Everything that one function logs, in the order in which it was written."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from pytest_lambda.base.clock import NS_PER_SECOND, VirtualClock
from pytest_lambda.model.log import LogStream, split_events

__all__ = ["FunctionLog"]

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class FunctionLog:
    """
    The log of one function: what was written, when, and by which environment.

    Attributes:
        groups: the log group of each stream; one whose log is lost has none.
    """

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._written: list[tuple[int, str, object]] = []
        self.groups: dict[str, str] = {}
        self._has_lost_streams = False

    def __len__(self) -> int:
        return len(self._written)

    def writer(self, log_group_name: str, log_stream_name: str, *, is_lost: bool = False) -> Callable[[str], None]:
        """
        Return what writes text to a new stream, which one environment has for itself.

        Args:
            is_lost: the role may not write logs, so that nothing of it arrives. Source: LOG-22
        """
        if is_lost:
            self._has_lost_streams = True
        else:
            self.groups[log_stream_name] = log_group_name
        written, clock = self._written, self._clock

        def write(text: str) -> None:
            written.append((clock.elapsed_ns, log_stream_name, text))

        return write

    def write_line(self, log_stream_name: str, line: str) -> None:
        """Write a line of the platform's, if there is any; it begins on a line of its own."""
        if line:
            self.write_lines(log_stream_name, line)

    def write_lines(self, log_stream_name: str, lines: object) -> None:
        """Write whole lines of the platform's, whose text ``str(lines)`` makes when somebody reads them."""
        written, now_ns = self._written, self._clock.elapsed_ns
        if written:
            _, stream, last = written[-1]
            if isinstance(last, str) and last[-1:] != "\n":
                written.append((now_ns, stream, "\n"))
        written.append((now_ns, log_stream_name, lines))

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Return what arrived in the log, from one number of pieces to another."""
        written = self._written[start:end]
        if self._has_lost_streams:
            written = [piece for piece in written if piece[1] in self.groups]
        return "".join([str(text) for _, _, text in written])

    def written(self, start: int = 0, end: int | None = None) -> str:
        """Return what was written, lost or not: the caller of an invocation sees the end of it. Source: LOG-21"""
        return "".join([str(text) for _, _, text in self._written[start:end]])

    def streams(self) -> list[LogStream]:
        """Return the streams with their events, oldest first."""
        by_stream: dict[str, list[tuple[datetime.datetime, str]]] = {name: [] for name in self.groups}
        base_ns = self._clock.wall_ns - self._clock.elapsed_ns
        for elapsed_ns, stream, text in self._written:
            if stream not in by_stream:
                continue
            microseconds = (base_ns + elapsed_ns) // (NS_PER_SECOND // 1_000_000)
            by_stream[stream].append((_EPOCH + datetime.timedelta(microseconds=microseconds), str(text)))
        return [LogStream(name, split_events(name, written)) for name, written in by_stream.items()]
