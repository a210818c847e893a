"""Reports as files, and the shape of the JSON one."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.base.errors import UsageError
from pytest_lambda.reports.files import write_report
from pytest_lambda.reports.summary import RunSummary


def test_the_json_report_has_a_version_the_functions_and_the_records_of_each_test(summary, tmp_path):
    path = tmp_path / "new" / "report.json"
    write_report(summary, path)

    data = json.loads(path.read_text(encoding="utf-8"))

    assert ["version", "functions", "tests"] == list(data)
    assert 1 == data["version"]
    assert {
        "invocations": 1,
        "cold_starts": 0,
        "errors": 1,
        "timeouts": 0,
        "retries": 0,
        "throttles": 1,
        "dead_letters": 1,
        "durations_ms": [0],
        "memory_size": 128,
        "price": 2.02083338e-07,
        "p50_ms": 0,
        "p95_ms": 0,
    } == data["functions"]["mail"]
    assert {"at_ms": 4000, "kind": "throttle", "subject": "mail", "request_id": "a"} == data["tests"][
        "tests/test_it.py::test_one"
    ][3]


def test_a_json_report_holds_any_name(trace, tmp_path):
    trace.invoked(0, 1, function="ü\ud800\x00")
    summary = RunSummary()
    summary.add("test_\ud800", trace, keep_records=True)
    write_report(summary, tmp_path / "report.json")

    data = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))

    assert (["ü\ud800\x00"], ["test_\ud800"]) == (list(data["functions"]), list(data["tests"]))


def test_an_html_report_is_written_too(summary, tmp_path):
    write_report(summary, tmp_path / "report.html")

    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(UsageError) as caught:
        write_report(RunSummary(), tmp_path / "report.txt")

    assert "a report's path ends in .json or .html, not '.txt'" == str(caught.value)
