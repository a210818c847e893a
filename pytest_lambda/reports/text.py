"""The summary as lines for a terminal."""

from __future__ import annotations

from pytest_lambda.reports.summary import FunctionSummary, RunSummary, percentile

__all__ = ["COLUMNS", "summary_lines", "summary_rows"]

COLUMNS = (
    "function",
    "invocations",
    "cold",
    "errors",
    "timeouts",
    "retries",
    "throttles",
    "dead letters",
    "p50 ms",
    "p95 ms",
    "memory MB",
    "price USD",
)


def summary_rows(summary: RunSummary) -> list[tuple[str, ...]]:
    """Return a row per function, in the order of their names, and a row of totals where there are several."""
    rows = [_row(name, summary.functions[name]) for name in sorted(summary.functions)]
    return [*rows, _row("total", summary.total())] if len(rows) > 1 else rows


def summary_lines(summary: RunSummary) -> list[str]:
    """Return the rows under their headings, in columns."""
    table = [COLUMNS, *summary_rows(summary)]
    widths = [max(len(row[column]) for row in table) for column in range(len(COLUMNS))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in table
    ]


def _row(name: str, figures: FunctionSummary) -> tuple[str, ...]:
    return (
        name,
        str(figures.invocations),
        str(figures.cold_starts),
        str(figures.errors),
        str(figures.timeouts),
        str(figures.retries),
        str(figures.throttles),
        str(figures.dead_letters),
        f"{percentile(figures.durations_ms, 0.5):.2f}",
        f"{percentile(figures.durations_ms, 0.95):.2f}",
        str(figures.memory_size),
        f"{figures.price:.8f}",
    )
