"""The figures of a run, from one process or several."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.reports.summary import RunSummary, percentile


@pytest.mark.parametrize(("expected", "share"), [(1, 0.0), (1, 0.1), (5, 0.5), (6, 0.51), (10, 0.95), (10, 1.0)])
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(expected, share):
    assert expected == percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share)


def test_a_percentile_of_one_value_is_that_value():
    assert 7.5 == percentile([7.5], 0.95)


def test_a_percentile_of_nothing_is_zero():
    assert 0.0 == percentile([], 0.5)


def test_timeouts_are_errors_too(summary):
    orders, mail = summary.functions["orders"], summary.functions["mail"]

    assert [(1, 1), (1, 0)] == [(one.errors, one.timeouts) for one in (orders, mail)]


def test_a_queue_that_gives_up_without_a_function_is_no_function(trace):
    trace.happened(0, "dead_letter", "jobs-dlq", reason="MaxReceiveCountExceeded", target="jobs-dlq")
    summary = RunSummary()
    summary.add("test_one", trace)

    assert {} == summary.functions


def test_records_are_kept_only_where_they_are_wanted(trace):
    trace.invoked(0, 1)
    summary = RunSummary()
    summary.add("test_one", trace)

    assert {} == summary.tests


def test_the_summaries_of_two_workers_are_the_same_in_either_order(trace, other_trace):
    trace.invoked(0, 3, is_cold_start=True)
    other_trace.invoked(0, 1, status="failure")
    other_trace.invoked(0, 2, function="mail", environment="mail#1")
    workers = [RunSummary(), RunSummary()]
    workers[0].add("test_a", trace, keep_records=True)
    workers[1].add("test_b", other_trace, keep_records=True)
    # What goes from worker to controller is plain data.
    sent = [json.loads(json.dumps(worker.as_dict())) for worker in workers]

    one, other = RunSummary(), RunSummary()
    for data in sent:
        one.merge(data)
    for data in reversed(sent):
        other.merge(data)

    assert json.dumps(one.as_dict()) == json.dumps(other.as_dict())


def test_merging_two_workers_adds_their_figures_up(trace, other_trace):
    together, merged = RunSummary(), RunSummary()
    for test_id, one in (("test_a", trace), ("test_b", other_trace)):
        one.invoked(0, 3, attempt=2)
        worker = RunSummary()
        worker.add(test_id, one, keep_records=True)
        merged.merge(worker.as_dict())
        together.add(test_id, one, keep_records=True)

    assert together.as_dict() == merged.as_dict()
    assert ["test_a", "test_b"] == list(merged.tests)
