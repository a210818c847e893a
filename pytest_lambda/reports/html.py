"""The report as one HTML page that needs nothing else: no script, no font, no file beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from string import Template
from typing import Any

from pytest_lambda.reports.escape import escaped
from pytest_lambda.reports.style import STYLE
from pytest_lambda.reports.summary import RunSummary
from pytest_lambda.reports.svg import BAR, SYMBOLS, bar_shape, definitions, symbol, timeline_svg
from pytest_lambda.reports.text import COLUMNS, summary_rows
from pytest_lambda.reports.timeline import Timeline, layout, seconds_text

__all__ = ["html_report"]

MOST_ROWS = 1000
"""Records of one test that the page lists; the JSON report has all."""

_Record = Mapping[str, Any]

_PAGE = Template("""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>AWS Lambda report</title>
<style>$style</style>
</head>
<body>
$definitions
<header>
<h1>AWS Lambda report</h1>
$totals
</header>
<main>
<h2>Functions</h2>
$functions
<h2>Tests</h2>
$tests
</main>
</body>
</html>
""")

_BARS = {
    "success": "success",
    "failure": "the function raised",
    "error": "its process ended, or Lambda refused",
    "timeout": "timeout",
    "init": "Init phase",
}
_BAD_COLUMNS = ("errors", "timeouts", "throttles", "dead letters")
_NOTHING = '<p class="note">No function ran.</p>'


def html_report(summary: RunSummary) -> str:
    """Return the page; the same for the same traces."""
    return _PAGE.substitute(
        style=STYLE,
        definitions=definitions(),
        totals=_totals(summary),
        functions=_functions(summary) if summary.functions else _NOTHING,
        tests=_tests(summary.tests) if summary.tests else _NOTHING,
    )


# -- functions --------------------------------------------------------------------------------------------------------


def _totals(summary: RunSummary) -> str:
    total = summary.total()
    figures = {
        "tests": len(summary.tests),
        "functions": len(summary.functions),
        "invocations": total.invocations,
        "cold starts": total.cold_starts,
        "errors": total.errors,
        "timeouts": total.timeouts,
        "retries": total.retries,
        "throttles": total.throttles,
        "dead letters": total.dead_letters,
        "estimated USD": f"{total.price:.8f}",
    }
    items = "".join(f"<div><dt>{name}</dt><dd>{figure}</dd></div>" for name, figure in figures.items())
    return f'<dl class="totals">{items}</dl>'


def _functions(summary: RunSummary) -> str:
    head = "".join(f'<th scope="col"{_number_class(column)}>{name}</th>' for column, name in enumerate(COLUMNS))
    rows = summary_rows(summary)
    body = "\n".join(_function_row(row, index >= len(summary.functions)) for index, row in enumerate(rows))
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Figures per function"><table>'
        "<caption>Errors include timeouts. Durations are in virtual time; the price is on-demand, us-east-1, "
        "before the free tier.</caption>"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def _function_row(row: tuple[str, ...], is_total: bool) -> str:
    cells = [f'<th scope="row" class="id">{escaped(row[0])}</th>']
    for name, text in zip(COLUMNS[1:], row[1:], strict=True):
        look = "zero" if text == "0" else "bad" if name in _BAD_COLUMNS else ""
        cells.append(f'<td class="{f"number {look}".strip()}">{text}</td>')
    opening = '<tr class="total">' if is_total else "<tr>"
    return f"{opening}{''.join(cells)}</tr>"


def _number_class(column: int) -> str:
    return ' class="number"' if column else ""


# -- tests ------------------------------------------------------------------------------------------------------------


def _tests(tests: Mapping[str, list[dict[str, Any]]]) -> str:
    """Return a section per test, those where something went wrong first, the first of all open."""
    badges = {test_id: _badges(records) for test_id, records in tests.items()}
    ordered = sorted(tests, key=lambda test_id: (not _is_troubled(badges[test_id]), test_id))
    timelines = {test_id: layout(tests[test_id]) for test_id in ordered}
    sections = "\n".join(
        _test(test_id, tests[test_id], timelines[test_id], badges[test_id], is_open=index == 0)
        for index, test_id in enumerate(ordered)
    )
    return f"{_legend(timelines.values())}\n{sections}"


def _badges(records: Iterable[_Record]) -> dict[str, str]:
    """Return what a test's line says about it, by what it is about; only ``"invocation"`` is no trouble."""
    counts: Counter[str] = Counter()
    for record in records:
        if record["kind"] == "invocation":
            counts["invocation"] += 1
            counts["error"] += record["status"] != "success"
            counts["timeout"] += record["status"] == "timeout"
        elif record["kind"] in ("throttle", "dead_letter"):
            counts[record["kind"].replace("_", " ")] += 1
    badges = {
        name: f"{counts[name]} {name}{'' if counts[name] == 1 else 's'}"
        for name in ("invocation", "error", "throttle", "dead letter")
        if counts[name]
    }
    if counts["timeout"]:
        badges["error"] += f", {counts['timeout']} by timeout"
    return badges


def _is_troubled(badges: Mapping[str, str]) -> bool:
    return any(name != "invocation" for name in badges)


def _test(
    test_id: str, records: list[dict[str, Any]], timeline: Timeline, badges: Mapping[str, str], *, is_open: bool
) -> str:
    spans = "".join(
        f'<span class="badge{"" if name == "invocation" else " bad"}">{text}</span>' for name, text in badges.items()
    )
    return (
        f"<details{' open' if is_open else ''}>"
        f'<summary><span class="id">{escaped(test_id)}</span> {spans}</summary>\n'
        f'<div class="inside">\n{_chart(timeline, test_id)}\n{_records(records)}\n</div></details>'
    )


def _chart(timeline: Timeline, test_id: str) -> str:
    if not timeline.lanes:
        return '<p class="note">Nothing ran.</p>'
    lanes = "".join(
        f'<li class="{lane.kind}" title="{lane.kind} {escaped(lane.name)}">'
        f"{'<small>queue</small> ' if lane.kind == 'queue' else ''}{escaped(lane.name)}</li>"
        for lane in timeline.lanes
    )
    name = f"Timeline of {test_id} in virtual time; the records below say the same"
    left_out = f'<p class="note">{timeline.left_out} later things are not drawn.</p>' if timeline.left_out else ""
    return (
        f'<div class="chart"><ul class="lanes">{lanes}</ul>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Timeline">\n'
        f"{timeline_svg(timeline, name)}\n</div></div>{left_out}"
    )


def _legend(timelines: Iterable[Timeline]) -> str:
    """Return what the shapes that are used mean."""
    drawn = list(timelines)
    statuses = {bar.status for timeline in drawn for bar in timeline.bars}
    symbols = {mark.symbol for timeline in drawn for mark in timeline.marks}
    has_cold_starts = any(bar.is_cold_start for timeline in drawn for bar in timeline.bars)
    items = [f"{_swatch(status)}{words}" for status, words in _BARS.items() if status in statuses]
    if has_cold_starts:
        items.append(f"{_swatch('success', is_cold_start=True)}cold start")
    items += [
        f'<svg width="14" height="14" aria-hidden="true">{symbol(name)}</svg>{words}'
        for name, (words, _) in SYMBOLS.items()
        if name in symbols
    ]
    if not items:
        return ""
    note = (
        "Seconds of virtual time, compressed: what is on one grey band happened at the same instant, from left "
        "to right; a broken axis is a long gap. #2 is a second attempt."
    )
    return f'<ul class="legend">{"".join(f"<li>{item}</li>" for item in items)}</ul>\n<p class="note">{note}</p>'


def _swatch(status: str, *, is_cold_start: bool = False) -> str:
    shape = bar_shape(status, 0, 3, 24, is_cold_start=is_cold_start)
    return f'<svg width="24" height="{BAR + 6}" aria-hidden="true"><g class="bar {status}">{shape}</g></svg>'


# -- records ----------------------------------------------------------------------------------------------------------


def _records(records: list[dict[str, Any]]) -> str:
    """Return the records by time; those of one instant in the order of the trace."""
    ordered = sorted(records, key=lambda record: record["at_ms"])
    shown = ordered[:MOST_ROWS]
    rows = "\n".join(_record_row(record) for record in shown)
    many = (
        f'<p class="note">The first {len(shown)} of {len(ordered)}; a .json report has all.</p>'
        if len(shown) < len(ordered)
        else ""
    )
    head = "".join(
        f'<th scope="col"{_number_class(name == "at s")}>{name}</th>' for name in ("at s", "kind", "subject", "details")
    )
    return (
        f"<details><summary>{len(ordered)} records</summary>\n"
        '<div class="inside wide" tabindex="0" role="region" aria-label="Records"><table>'
        "<caption>An invocation is recorded at its end.</caption>"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>{many}</div></details>"
    )


def _record_row(record: _Record) -> str:
    details = "".join(
        f"<span><i>{escaped(name)}</i>&nbsp;{escaped(value)}</span>"
        for name, value in record.items()
        if name not in ("at_ms", "kind", "subject") and value is not None
    )
    return (
        f'<tr><td class="number">{seconds_text(record["at_ms"])}</td><td>{escaped(record["kind"])}</td>'
        f'<td class="id">{escaped(record["subject"])}</td><td class="details">{details}</td></tr>'
    )
