"""The table in the terminal."""

from __future__ import annotations

from pytest_lambda.reports.summary import RunSummary
from pytest_lambda.reports.text import summary_lines


def test_the_table_has_a_row_per_function_and_totals(summary):
    lines = summary_lines(summary)

    assert (
        "function  invocations  cold  errors  timeouts  retries  throttles  dead letters   p50 ms   p95 ms  "
        "memory MB   price USD"
    ) == lines[0]
    assert [
        "mail 1 0 1 0 0 1 1 0.00 0.00 128 0.00000020",
        "orders 2 1 1 1 1 0 0 1000.00 3000.00 512 0.00001498",
        "total 3 1 2 1 1 1 1 1000.00 3000.00 512 0.00001519",
    ] == [" ".join(line.split()) for line in lines[1:]]


def test_the_columns_of_the_table_line_up(summary):
    assert 1 == len({len(line) for line in summary_lines(summary)})


def test_one_function_needs_no_totals(trace):
    trace.invoked(0, 1)
    summary = RunSummary()
    summary.add("test_one", trace)

    assert ["function", "orders"] == [line.split()[0] for line in summary_lines(summary)]
