"""
Where everything stands on the timeline of one test: plain data, laid out from the records of its trace.

Virtual time runs to the right on a compressed scale. What happens at one instant has a slot each, in the order of
the trace, so that invocations of no duration stand side by side; the gap between two instants grows with the
logarithm of the time between them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "BREAK_MS",
    "MARKS",
    "MOST_SLOTS",
    "SLOT",
    "Bar",
    "Break",
    "Lane",
    "Mark",
    "Tick",
    "Timeline",
    "layout",
    "seconds_text",
]

SLOT = 24.0
"""Pixels for what has no duration; the least width of a bar."""

BREAK_MS = 10_000
"""A gap this long is marked as broken, with its length."""

MOST_SLOTS = 600
"""Things drawn; what comes after them is in the table only."""

_MARGIN = 24.0
_LEAST_GAP = 14.0
_GAP_PER_DECADE = 24.0
_LABEL_CHARACTER = 6.6
_LABEL_SPACE = 10.0

LaneKind = Literal["function", "environment", "queue"]

_SETUP = ("function.created", "mapping.created", "environment.started")
MARKS = {
    "event.queued": ("queued", "event queued"),
    "event.retried": ("retry", "retry scheduled"),
    "event.dropped": ("dropped", "given up"),
    "batch.failed": ("batch", "batch failed"),
    "batch.partly_failed": ("batch", "batch partly failed"),
    "throttle": ("throttle", "throttled"),
    "dead_letter": ("dead-letter", "dead letter"),
    "dead_letter.failed": ("dropped", "dead letter refused"),
    "destination.failed": ("dropped", "record refused"),
    "message.sent": ("sent", "message sent"),
    "message.expired": ("dropped", "message expired"),
    "environment.shutdown": ("shutdown", "environment shut down"),
}
"""The symbol and the words for each kind of record that is a point in time."""

_REDRIVEN = "MaxReceiveCountExceeded"


@dataclass(frozen=True, slots=True)
class Lane:
    """A row: what happens to a function or queue, or the invocations of one execution environment."""

    kind: LaneKind
    name: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An invocation, or the Init phase of an environment (status ``"init"``); lanes count from 0."""

    lane: int
    left: float
    width: float
    status: str
    is_cold_start: bool
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something without duration that happened *count* times at one instant."""

    lane: int
    x: float
    symbol: str
    count: int
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """An instant: where its slots begin and end, and its name in seconds."""

    left: float
    right: float
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A long gap, at its middle."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """
    A drawing without a size of its own in height: lanes are counted, widths are pixels.

    Attributes:
        left_out: how many things there was no room for.
    """

    lanes: tuple[Lane, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    breaks: tuple[Break, ...]
    width: float
    left_out: int


@dataclass(slots=True)
class _Item:
    """A bar or mark before it has a place; *slot* is ``None`` for a bar that has a duration."""

    lane: Lane
    owner: str
    start_ms: float
    end_ms: float
    is_bar: bool
    look: str
    title: str
    label: str = ""
    is_cold_start: bool = False
    count: int = 1
    slot: int | None = None


def layout(records: Iterable[Mapping[str, Any]]) -> Timeline:
    """Lay out *records*, flat as :meth:`TraceRecord.as_dict` gives them, in the order of the trace."""
    found = [item for record in records for item in _items(record)]
    items, slots = _with_slots(found[:MOST_SLOTS])
    lanes = _lanes(items)
    scale = _scale(slots)
    row = {lane: index for index, lane in enumerate(lanes)}
    instants = list(scale)
    return Timeline(
        lanes=tuple(lanes),
        bars=tuple(_bar(item, row[item.lane], scale) for item in items if item.is_bar),
        marks=tuple(_mark(item, row[item.lane], scale) for item in items if not item.is_bar),
        ticks=tuple(Tick(left, right, seconds_text(at_ms)) for at_ms, (left, right) in scale.items()),
        breaks=tuple(
            Break((scale[earlier][1] + scale[later][0]) / 2, f"+{seconds_text(later - earlier)} s")
            for earlier, later in itertools.pairwise(instants)
            if later - earlier >= BREAK_MS
        ),
        width=(scale[instants[-1]][1] if instants else 0.0) + _MARGIN,
        left_out=len(found) - len(found[:MOST_SLOTS]),
    )


def seconds_text(ms: float) -> str:
    """Return *ms* as seconds without needless zeros, to the microsecond."""
    return f"{ms / 1000:.6f}".rstrip("0").rstrip(".")


# -- records to items -------------------------------------------------------------------------------------------------


def _items(record: Mapping[str, Any]) -> list[_Item]:
    kind, subject = record["kind"], record["subject"]
    if kind == "invocation":
        return [_invocation(record)]
    if kind == "environment.initialized":
        return _init(record)
    if kind in _SETUP:
        return []
    symbol, words = MARKS.get(kind, ("other", kind))
    if kind.startswith("fault."):
        symbol, words = "fault", f"injected fault: {kind.removeprefix('fault.')}"
    lane = Lane("queue" if kind.startswith("message.") else "function", subject)
    if kind == "environment.shutdown":
        lane = Lane("environment", record["environment"])
    if kind != "dead_letter":
        return [_point(record, lane, symbol, words)]
    target, reason = record["target"], record["reason"]
    items = []
    if subject != target:
        items.append(_point(record, lane, symbol, f"{words} for {target}"))
    if reason == _REDRIVEN:
        source = "" if subject == target else f" from {subject}"
        items.append(_point(record, Lane("queue", target), "redriven", f"message redriven{source}"))
    return items


def _point(record: Mapping[str, Any], lane: Lane, symbol: str, words: str) -> _Item:
    at_ms = record["at_ms"]
    owner = record["subject"] if lane.kind != "queue" else lane.name
    what = f"{words}: {record['reason']}" if "reason" in record else words
    return _Item(lane, owner, at_ms, at_ms, False, symbol, what)


def _invocation(record: Mapping[str, Any]) -> _Item:
    start_ms, end_ms = (round(record[name] * 1000, 3) for name in ("started_at", "ended_at"))
    attempt = f"#{record['attempt']}" if record["attempt"] > 1 else ""
    duration = _duration_text(end_ms - start_ms)
    facts = [
        f"{record['subject']}: {record['status']}, attempt {record['attempt']}",
        f"{seconds_text(start_ms)} s to {seconds_text(end_ms)} s ({duration})",
        f"from {record['source']}" if record["source"] else "",
        "cold start" if record["is_cold_start"] else "warm",
        f"error {record['error_type']}" if record["error_type"] else "",
        f"request {record['request_id']}",
    ]
    return _Item(
        lane=Lane("environment", record["environment"]),
        owner=record["subject"],
        start_ms=start_ms,
        end_ms=end_ms,
        is_bar=True,
        look=record["status"],
        title="\n".join(fact for fact in facts if fact),
        label=f"{attempt} {duration}".strip() if end_ms > start_ms else attempt,
        is_cold_start=record["is_cold_start"],
    )


def _init(record: Mapping[str, Any]) -> list[_Item]:
    """Return the Init phase; nothing for one that took no time and went well: the cold start says it."""
    end_ms, duration_ms, status = record["at_ms"], record["duration_ms"], record["status"]
    if not duration_ms and status == "success":
        return []
    start_ms = max(0.0, round(end_ms - duration_ms, 3))
    return [
        _Item(
            lane=Lane("environment", record["environment"]),
            owner=record["subject"],
            start_ms=start_ms,
            end_ms=end_ms,
            is_bar=True,
            look="init",
            title=f"{record['subject']}: Init phase, {status}, {_duration_text(duration_ms)}",
            label="init" if status == "success" else f"init {status}",
        )
    ]


def _duration_text(ms: float) -> str:
    return f"{ms:.3f}".rstrip("0").rstrip(".") + " ms" if ms < 1000 else f"{seconds_text(ms)} s"


# -- items to places --------------------------------------------------------------------------------------------------


def _with_slots(found: list[_Item]) -> tuple[list[_Item], dict[float, int]]:
    """
    Return the items with their slots, and how many slots each instant has.

    Marks that are alike become one, unless an invocation came between them.
    """
    items: list[_Item] = []
    slots: dict[float, int] = {}
    alike: dict[tuple[float, Lane, str], _Item] = {}
    for item in found:
        at_ms = item.start_ms
        slots.setdefault(at_ms, 0)
        if item.end_ms > at_ms:
            slots.setdefault(item.end_ms, 0)
        else:
            key = (at_ms, item.lane, item.title)
            if item.is_bar:
                alike = {known: one for known, one in alike.items() if known[0] != at_ms}
            elif key in alike:
                alike[key].count += 1
                continue
            else:
                alike[key] = item
            item.slot = slots[at_ms]
            slots[at_ms] += 1
        items.append(item)
    return items, slots


def _lanes(items: list[_Item]) -> list[Lane]:
    """Return functions and queues as they came up, each function's environments below it."""
    owned: dict[str, dict[Lane, None]] = {}
    for item in items:
        owned.setdefault(item.owner, {})[item.lane] = None
    order = {"queue": 0, "function": 1, "environment": 2}
    return [lane for lanes in owned.values() for lane in sorted(lanes, key=lambda lane: order[lane.kind])]


def _scale(slots: Mapping[float, int]) -> dict[float, tuple[float, float]]:
    """Return where the slots of each instant begin and end; every instant's name has room."""
    places: dict[float, tuple[float, float]] = {}
    before_ms, right, middle, half_label = 0.0, 0.0, 0.0, 0.0
    for at_ms in sorted(slots):
        width = slots[at_ms] * SLOT
        half_needed = len(seconds_text(at_ms)) * _LABEL_CHARACTER / 2
        if not places:
            left = max(_MARGIN, half_needed - width / 2)
        else:
            gap = _LEAST_GAP + _GAP_PER_DECADE * math.log10(1 + at_ms - before_ms)
            left = max(right + gap, middle + half_label + _LABEL_SPACE + half_needed - width / 2)
        left = round(left, 1)
        right = round(left + width, 1)
        places[at_ms] = (left, right)
        before_ms, middle, half_label = at_ms, (left + right) / 2, half_needed
    return places


def _bar(item: _Item, lane: int, scale: Mapping[float, tuple[float, float]]) -> Bar:
    """A bar with a duration spans from the last slot of its start to the first of its end."""
    if item.slot is None:
        left, right = scale[item.start_ms][1], scale[item.end_ms][0]
    else:
        left = scale[item.start_ms][0] + item.slot * SLOT
        right = left + SLOT
    return Bar(lane, left, round(right - left, 1), item.look, item.is_cold_start, item.label, item.title)


def _mark(item: _Item, lane: int, scale: Mapping[float, tuple[float, float]]) -> Mark:
    assert item.slot is not None
    x = scale[item.start_ms][0] + (item.slot + 0.5) * SLOT
    times = f" ({item.count} times)" if item.count > 1 else ""
    return Mark(lane, x, item.look, item.count, f"{item.title}{times}\nat {seconds_text(item.start_ms)} s")
