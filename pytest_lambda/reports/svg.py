"""A timeline as SVG text, for a page that has its definitions and the style sheet."""

from __future__ import annotations

from pytest_lambda.reports.escape import escaped
from pytest_lambda.reports.timeline import Bar, Break, Mark, Tick, Timeline

__all__ = ["BAR", "ROW", "SYMBOLS", "bar_shape", "definitions", "symbol", "timeline_svg"]

ROW = 26
"""Pixels of height of a lane."""

BAR = 16
"""Pixels of height of a bar."""

_AXIS = 40
_COLD = 5
_ENDS = {"failure": 5, "error": 4, "timeout": 3}
_CHARACTER = 6.2

SYMBOLS = {
    "queued": ("event queued", '<path d="M2 2h10l-5 9z"/>'),
    "retry": (
        "retry scheduled",
        '<path class="line" d="M11.5 7a4.5 4.5 0 1 1-1.4-3.3"/><path d="M12.4 1v5h-5z"/>',
    ),
    "throttle": ("throttled", '<path class="line" d="M7 1.5a5.5 5.5 0 1 0 .01 0zM3.2 10.8l7.6-7.6"/>'),
    "batch": ("batch (partly) failed", '<path d="M7 1l6.5 12H.5z"/><path class="knock" d="M7 5v4M7 10.5v1.2"/>'),
    "dropped": ("given up", '<path class="line" d="M2.5 2.5l9 9M11.5 2.5l-9 9"/>'),
    "dead-letter": (
        "dead letter",
        '<rect x="1" y="1" width="12" height="12" rx="2"/><path class="knock" d="M4 4l6 6M10 4l-6 6"/>',
    ),
    "sent": (
        "message sent",
        '<rect x="1" y="2.5" width="12" height="9" rx="1.5"/><path class="knock" d="M2 4l5 4 5-4"/>',
    ),
    "redriven": ("message redriven", '<path d="M1 5h6V1.5L13 7l-6 5.5V9H1z"/>'),
    "fault": ("injected fault", '<path d="M8.5 0L2 8h4l-1 6 7-8.5H7.5z"/>'),
    "shutdown": ("environment shut down", '<rect x="2.5" y="2.5" width="9" height="9"/>'),
    "other": ("anything else", '<path d="M7 1l6 6-6 6-6-6z"/>'),
}
"""What each means, and its shape in a square of 14."""


def definitions() -> str:
    """Return the symbols and the hatching that every timeline of the page refers to."""
    symbols = "".join(
        f'<symbol id="m-{name}" viewBox="0 0 14 14">{shape}</symbol>' for name, (_, shape) in SYMBOLS.items()
    )
    hatch = (
        '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="5" height="5" class="hatch-ground"/><rect width="2" height="5" class="hatch-line"/></pattern>'
    )
    return (
        '<svg width="0" height="0" class="defs" aria-hidden="true" focusable="false">'
        f"<defs>{symbols}{hatch}</defs></svg>"
    )


def symbol(name: str, x: float = 0.0, y: float = 0.0) -> str:
    """Return the symbol, its corner at *x*, *y*."""
    return f'<use href="#m-{name}" class="m m-{name}" x="{x:g}" y="{y:g}" width="14" height="14"/>'


def timeline_svg(timeline: Timeline, name: str) -> str:
    """Return the drawing without the names of its lanes; *name* is read to those who do not see it."""
    height = len(timeline.lanes) * ROW + _AXIS
    bottom = len(timeline.lanes) * ROW
    width = f"{timeline.width:g}"
    parts = [
        f'<svg role="img" aria-label="{escaped(name)}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">'
    ]
    parts += [
        f'<rect class="lane" x="0" y="{lane * ROW}" width="{width}" height="{ROW}"/>'
        for lane in range(0, len(timeline.lanes), 2)
    ]
    parts += [_tick(tick, bottom) for tick in timeline.ticks]
    parts.append(f'<path class="axis" d="M0 {bottom}.5H{width}"/>')
    parts += [_break(one, bottom) for one in timeline.breaks]
    parts += [_bar(bar) for bar in timeline.bars]
    parts += [_mark(mark) for mark in timeline.marks]
    parts.append("</svg>")
    return "\n".join(parts)


def _tick(tick: Tick, bottom: int) -> str:
    middle = (tick.left + tick.right) / 2
    width = tick.right - tick.left
    band = f'<rect class="instant" x="{tick.left:g}" y="0" width="{width:g}" height="{bottom}"/>' if width else ""
    return (
        f'{band}<path class="tick" d="M{middle:g} {0 if not width else bottom}V{bottom + 5}"/>'
        f'<text class="time" x="{middle:g}" y="{bottom + 17}">{tick.text}</text>'
    )


def _break(one: Break, bottom: int) -> str:
    return (
        f'<path class="break-ground" d="M{one.x - 4:g} {bottom + 5}l4 -10h4l-4 10z"/>'
        f'<path class="break" d="M{one.x - 4:g} {bottom + 5}l4 -10m4 0l-4 10"/>'
        f'<text class="gap" x="{one.x:g}" y="{bottom + 33}">{one.text}</text>'
    )


def bar_shape(status: str, left: float, top: float, width: float, *, is_cold_start: bool) -> str:
    """Return a bar without its label; the right end tells the statuses apart where colours do not."""
    right = left + width
    match status:
        case "failure":
            shape = f'<path d="M{left:g} {top:g}H{right:g}l-5 8l5 8H{left:g}z"/>'
        case "error":
            shape = f'<path d="M{left:g} {top:g}H{right:g}l-4 4l4 4l-4 4l4 4H{left:g}z"/>'
        case "timeout":
            shape = f'<path d="M{left:g} {top:g}H{right - 3:g}v-3h3v22h-3v-3H{left:g}z"/>'
        case _:
            shape = f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{BAR}" rx="3"/>'
    cold = f'<rect class="cold" x="{left:g}" y="{top:g}" width="{_COLD}" height="{BAR}"/>' if is_cold_start else ""
    return shape + cold


def _bar(bar: Bar) -> str:
    top = bar.lane * ROW + (ROW - BAR) / 2
    left, width = bar.left + 1, bar.width - 2
    begin = left + (_COLD if bar.is_cold_start else 0)
    end = left + width - _ENDS.get(bar.status, 0)
    label = (
        f'<text class="in-bar" x="{(begin + end) / 2:g}" y="{top + 12:g}">{escaped(bar.label)}</text>'
        if bar.label and len(bar.label) * _CHARACTER <= end - begin
        else ""
    )
    shape = bar_shape(bar.status, left, top, width, is_cold_start=bar.is_cold_start)
    return f'<g class="bar {bar.status}"><title>{escaped(bar.title)}</title>{shape}{label}</g>'


def _mark(mark: Mark) -> str:
    top = mark.lane * ROW + (ROW - 14) / 2
    left, count = mark.x - 7, ""
    if mark.count > 1:
        left -= 4
        count = f'<text class="count" x="{left + 15:g}" y="{top + 11:g}">{mark.count}</text>'
    return f"<g><title>{escaped(mark.title)}</title>{symbol(mark.symbol, left, top)}{count}</g>"
