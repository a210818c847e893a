"""The report as one HTML page that needs nothing else."""

from __future__ import annotations

from pytest_lambda.reports.summary import RunSummary

__all__ = ["html_report"]


def html_report(summary: RunSummary) -> str:
    """Return the page."""
    raise NotImplementedError
