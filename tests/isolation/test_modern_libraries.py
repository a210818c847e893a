"""Libraries that know datetimes in C start cold and answer in virtual time, with datetimes that are the real class."""

from __future__ import annotations

import datetime
import json

import pytest

from pytest_lambda import Simulator, events
from tests.isolation.conftest import HANDLERS

START = "2025-01-01T00:00:00"


@pytest.fixture
def modern():
    """Return what deploys a handler that is kept for this, in an account of its own, 90 s after the start."""
    with Simulator(code_uri=HANDLERS / "modern", clock_mode="stepped") as simulator:
        simulator.clock.tick(90)
        yield lambda handler: simulator.function(handler, isolation="module", timeout=60)


def cold(function, event):
    """Return the answer of a cold start."""
    invocation = function.invoke(event).raise_for_error()
    assert invocation.is_cold_start
    return invocation.payload


def test_pandas(modern):
    pytest.importorskip("pandas")
    orders = [
        {"at": "2024-12-31T10:00:00Z", "amount": 1},
        {"at": "2024-12-31T23:00:00Z", "amount": 2},
        {"at": "2025-01-01T00:00:00Z", "amount": 4},
    ]
    expected = {
        "totals": {"2024-12-31": 3, "2025-01-01": 4},
        "loaded_at": "2025-01-01T00:01:30+00:00",
        "age": 0.0,
    }

    assert expected == cold(modern("pandas_totals.handler"), {"orders": orders})


def test_pydantic(modern):
    pytest.importorskip("pydantic")
    expected = {
        "order": {
            "id": "a",
            "placed": f"{START}Z",
            "due": "2025-02-01",
            "accepted": "2025-01-01T00:01:30Z",
        },
        "is_real": True,
        "loaded": "2025-01-01T00:01:30+00:00",
    }

    assert expected == cold(modern("pydantic_order.handler"), {"id": "a", "placed": f"{START}Z", "due": "2025-02-01"})


def test_msgspec(modern):
    pytest.importorskip("msgspec")
    expected = {"id": "a", "placed": f"{START}Z", "accepted": "2025-01-01T00:01:30Z"}

    assert expected == cold(modern("msgspec_order.handler"), {"id": "a", "placed": f"{START}Z"})


def test_orjson(modern):
    pytest.importorskip("orjson")
    now = "2025-01-01T00:01:30+00:00"
    expected = {"now": now, "day": "2025-01-01", "loaded": now, "id": "a"}

    assert expected == cold(modern("orjson_order.handler"), {"id": "a"})


def test_the_parser_of_powertools(modern):
    pytest.importorskip("aws_lambda_powertools")
    body = json.dumps({"id": "a", "placed": f"{START}Z"})
    answer = cold(modern("powertools_order.handler"), events.sqs([body]))

    assert ([f"{START}+00:00"], "2025-01-01T00:01:30+00:00") == (answer["placed"], answer["now"])


def test_a_warm_start_of_them_sees_time_pass(modern):
    pytest.importorskip("pydantic")
    function = modern("pydantic_order.handler")
    event = {"id": "a", "placed": f"{START}Z"}
    function(event)
    function._simulator.advance(600)
    answer = function(event)

    assert ("2025-01-01T00:11:30Z", "2025-01-01T00:01:30+00:00") == (answer["order"]["accepted"], answer["loaded"])


def test_a_datetime_of_a_handler_is_one_of_the_tests(simulator):
    seen = []
    simulator.function(lambda event, context: seen.append(datetime.datetime.now(datetime.timezone.utc)))()

    assert [datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc)] == seen
    assert datetime.datetime is type(seen[0])
