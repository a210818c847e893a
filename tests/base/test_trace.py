"""The record of what happened."""

from __future__ import annotations

import json

import pytest

from pytest_lambda.base.trace import Trace, TraceRecord


@pytest.fixture
def trace():
    trace = Trace()
    trace.add(0, "event.queued", "orders", request_id="é")
    trace.add(60_000, "event.retried", "orders", retry=1)
    trace.add(180_000, "event.retried", "orders", retry=2)
    return trace


def test_records_stay_in_the_order_in_which_they_were_added(trace):
    assert [0, 60_000, 180_000] == [record.at_ms for record in trace]
    assert 3 == len(trace)


def test_what_was_added_is_returned():
    assert TraceRecord(1, "throttle", "orders", {"request_id": "r"}) == Trace().add(
        1, "throttle", "orders", request_id="r"
    )


def test_records_of_one_kind_can_be_asked_for(trace):
    assert [1, 2] == [record.details["retry"] for record in trace.of_kind("event.retried")]


@pytest.mark.parametrize(
    ("count", "expected"), [(0, []), (1, [180_000]), (2, [60_000, 180_000]), (9, [0, 60_000, 180_000])]
)
def test_the_newest_records_come_oldest_first(trace, count, expected):
    assert expected == [record.at_ms for record in trace.last(count)]


def test_as_json_each_record_is_one_line(trace):
    assert (
        "[\n"
        '{"at_ms": 0, "kind": "event.queued", "subject": "orders", "request_id": "é"},\n'
        '{"at_ms": 60000, "kind": "event.retried", "subject": "orders", "retry": 1},\n'
        '{"at_ms": 180000, "kind": "event.retried", "subject": "orders", "retry": 2}\n'
        "]\n"
    ) == trace.to_json()


def test_as_json_it_is_read_back_as_it_was(trace):
    assert [record.as_dict() for record in trace] == json.loads(trace.to_json())


def test_an_empty_trace_is_an_empty_array():
    assert [] == json.loads(Trace().to_json())


def test_as_text_a_record_is_one_line(trace):
    assert "    60.000 s  event.retried        orders  retry=1" == str(trace.last(2)[0])


def test_as_text_a_record_without_details_has_no_blanks_at_its_end():
    assert "     0.000 s  function.created     orders" == str(TraceRecord(0, "function.created", "orders"))
