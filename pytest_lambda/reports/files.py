"""The report as a file: ``.json`` for programs, ``.html`` for people."""

from __future__ import annotations

import json
from pathlib import Path

from pytest_lambda.base.errors import UsageError
from pytest_lambda.reports.summary import RunSummary

__all__ = ["write_report"]


def write_report(summary: RunSummary, path: Path) -> None:
    """
    Write *summary* to *path*, in the format that its ending says; folders are made.

    Raises:
        UsageError: another ending.
    """
    if path.suffix == ".json":
        text = json.dumps(summary.as_dict(), indent=2, ensure_ascii=False) + "\n"
    elif path.suffix == ".html":
        from pytest_lambda.reports.html import html_report

        text = html_report(summary)
    else:
        raise UsageError(f"a report's path ends in .json or .html, not {path.suffix!r}")
    path.parent.mkdir(parents=True, exist_ok=True)
    # Half of a surrogate pair, which UTF-8 refuses, comes out as the escape that JSON reads back.
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
