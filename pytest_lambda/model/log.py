"""A log as CloudWatch Logs holds it: groups of streams of events."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.base.errors import UsageError

__all__ = ["LogEvent", "LogGroup", "LogStream", "matching_events", "split_events"]

_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_SAME_LEVEL = {"WARNING": "WARN", "CRITICAL": "FATAL"}
_FORMATTED = re.compile(r"\[([A-Z]+)\](?:\t[^\t\n]*\t([^\t\n]*)\t| |$)", re.MULTILINE)
_ENDS = re.compile(r"\n(?!XRAY TraceId: )")
_PLATFORM = re.compile(r"(?:START|END|REPORT) RequestId: (\S+)")


@dataclass(frozen=True, slots=True)
class LogEvent:
    """
    One event of a log.

    Attributes:
        timestamp: aware, UTC.
        message: without the line's end.
        log_stream_name: the stream that it stands in: one for each environment.
        level: ``"INFO"``, ``"ERROR"``...; ``None`` for what was printed and for the platform's own lines.
        request_id: of the invocation that it belongs to; ``None`` in Init.

    Source: LOG-01, LOG-11, LOG-12, LOG-14
    """

    timestamp: datetime.datetime
    message: str
    log_stream_name: str
    level: str | None = None
    request_id: str | None = None

    def json(self) -> Any:
        """
        Return the message, decoded.

        Raises:
            UsageError: it is no JSON.
        """
        try:
            return json.loads(self.message)
        except ValueError:
            raise UsageError(f"this log event is no JSON: {self.message!r}") from None


@dataclass(frozen=True, slots=True)
class LogStream:
    """The events of one environment, oldest first."""

    log_stream_name: str
    events: tuple[LogEvent, ...]


@dataclass(frozen=True, slots=True)
class LogGroup:
    """The streams of one group by name."""

    log_group_name: str
    log_streams: Mapping[str, LogStream]

    @property
    def events(self) -> list[LogEvent]:
        """The events of all streams, by time."""
        found = [event for stream in self.log_streams.values() for event in stream.events]
        return sorted(found, key=lambda event: event.timestamp)

    def filter_log_events(
        self, *, level: str | None = None, request_id: str | None = None, contains: str | None = None
    ) -> list[LogEvent]:
        """Return the events that match all that is given; see ``Function.log_events``."""
        return matching_events(self.events, level=level, request_id=request_id, contains=contains)


def matching_events(
    events: Iterable[LogEvent], *, level: str | None, request_id: str | None, contains: str | None
) -> list[LogEvent]:
    """
    Return what of *events* matches all that is given.

    Raises:
        UsageError: *level* is none of Lambda's.
    """
    if level is not None:
        wanted = _SAME_LEVEL.get(level, level)
        if wanted not in _LEVELS:
            raise UsageError(f"level must be one of {', '.join(map(repr, _LEVELS))}, not {level!r}")
        level = wanted
    return [
        event
        for event in events
        if (level is None or event.level == level)
        and (request_id is None or event.request_id == request_id)
        and (contains is None or contains in event.message)
    ]


def split_events(log_stream_name: str, written: Iterable[tuple[datetime.datetime, str]]) -> tuple[LogEvent, ...]:
    """
    Return the events of one stream.

    Args:
        written: when and what was written, in order. A line's end ends an event; what the runtime formats is one
            event, however many lines it has, and so is a REPORT with what X-Ray adds to it.

    Source: LOG-07, LOG-10, LOG-12
    """
    events: list[LogEvent] = []
    current: str | None = None
    for timestamp, message in _messages(written):
        level, own_request = _described(message)
        if platform := _PLATFORM.match(message):
            current = own_request = platform[1]
        elif message.startswith('{"time":') and '"type":"platform.start"' in message:
            current = own_request = json.loads(message)["record"]["requestId"]
        events.append(LogEvent(timestamp, message, log_stream_name, level, own_request or current))
        if message.startswith(("REPORT RequestId: ", "INIT_START ")) or '"type":"platform.report"' in message:
            current = None
    return tuple(events)


def _messages(written: Iterable[tuple[datetime.datetime, str]]) -> Iterator[tuple[datetime.datetime, str]]:
    """Give each event's time and text; a line that is written in pieces is one event, from when it began."""
    began: datetime.datetime | None = None
    pending = ""
    for timestamp, text in written:
        if not pending and _FORMATTED.match(text) and text.endswith("\n"):
            yield timestamp, text[:-1]
            continue
        began = began if pending and began is not None else timestamp
        *lines, pending = _ENDS.split(pending + text)
        for line in lines:
            yield began, line
            began = timestamp
    if pending and began is not None:
        yield began, pending


def _described(message: str) -> tuple[str | None, str | None]:
    """Return level and request id that *message* itself names."""
    if formatted := _FORMATTED.match(message):
        level = _SAME_LEVEL.get(formatted[1], formatted[1])
        return (level if level in _LEVELS else None), formatted[2] or None
    if message.startswith("{"):
        try:
            document = json.loads(message)
        except ValueError:
            return None, None
        name, request_id = document.get("level"), document.get("requestId")
        found = _SAME_LEVEL.get(name, name) if isinstance(name, str) else None
        return (found if found in _LEVELS else None), request_id if isinstance(request_id, str) else None
    return None, None
