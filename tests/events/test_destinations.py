"""Records for destinations: held against the simulator's, and their arguments."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import Simulator
from pytest_lambda.base.errors import UsageError

PAYLOAD = {"id": 1}


@pytest.fixture
def simulator():
    with Simulator(seed=1) as account:
        yield account


def run(simulator, outcome, handler, **config):
    """Send an event to a function and return the record that its destination received."""
    target = simulator.queue("records")
    function = simulator.function(
        handler, function_name="orders", destination_config={outcome: {"destination": target}}, **config
    )
    function.invoke(PAYLOAD, invocation_type="Event")
    simulator.run_until_idle()
    (message,) = target.messages
    return json.loads(message.body)


def built_like(events, record):
    """Return the builder's record of the same invocation."""
    context = record["requestContext"]
    given = {"response_payload": record["responsePayload"]} if "responsePayload" in record else {}
    return events.destination_async(
        context["condition"],
        request_payload=record["requestPayload"],
        approximate_invoke_count=context["approximateInvokeCount"],
        overrides={"timestamp": record["timestamp"], "requestContext": {"requestId": context["requestId"]}},
        **given,
    )


def succeed(event, context):
    return {"status": "placed"}


def fail(event, context):
    raise KeyError("sku")


CASES = {
    "Success": ("on_success", succeed, {}),
    "RetriesExhausted": ("on_failure", fail, {}),
    "EventAgeExceeded": ("on_failure", fail, {"maximum_event_age_in_seconds": 90}),
}


@pytest.mark.parametrize("condition", CASES)
def test_a_record_is_that_of_the_simulator(simulator, events, condition):
    outcome, handler, config = CASES[condition]
    record = run(simulator, outcome, handler, **config)
    built = built_like(events, record)

    assert condition == record["requestContext"]["condition"]
    assert record == built
    assert [*record] == [*built]
    assert [*record["requestContext"]] == [*built["requestContext"]]


def test_a_record_without_a_response_is_that_of_the_simulator(simulator, events):
    simulator.inject_fault("throttle", attempts=tuple(range(1, 100)))
    record = run(simulator, "on_failure", succeed, maximum_event_age_in_seconds=60)

    assert 0 == record["requestContext"]["approximateInvokeCount"]
    assert record == built_like(events, record)


@pytest.mark.parametrize("condition", CASES)
def test_the_usual_count_is_that_of_the_simulator(simulator, events, condition):
    outcome, handler, config = CASES[condition]
    record = run(simulator, outcome, handler, **config)
    built = events.destination_async(condition)

    assert record["requestContext"]["approximateInvokeCount"] == built["requestContext"]["approximateInvokeCount"]
    assert record.keys() == built.keys()


def test_the_error_of_a_failure_has_the_keys_of_the_simulators(simulator, events):
    record = run(simulator, "on_failure", fail)
    built = events.destination_async("RetriesExhausted")

    assert [*record["responsePayload"]] == [*built["responsePayload"]]
    assert built["requestContext"]["requestId"] == built["responsePayload"]["requestId"]


def test_a_response_may_be_null(events):
    assert events.destination_async(response_payload=None)["responsePayload"] is None


def test_the_arn_has_the_qualifier_that_was_invoked(events):
    record = events.destination_async(qualifier="live", executed_version="7")

    assert "arn:aws:lambda:us-east-1:123456789012:function:orders:live" == record["requestContext"]["functionArn"]
    assert "7" == record["responseContext"]["executedVersion"]


def test_an_event_that_never_ran_has_no_response(events):
    record = events.destination_async("EventAgeExceeded", approximate_invoke_count=0)

    assert not {"responseContext", "responsePayload"} & record.keys()


def test_the_response_follows_the_condition(events):
    record = events.destination_async(overrides={"requestContext": {"condition": "ZeroReservedConcurrency"}})

    assert 0 == record["requestContext"]["approximateInvokeCount"]
    assert "responseContext" not in record


def test_a_batch_of_a_stream_is_described(events):
    batch = events.kinesis(["a", "b", "c"], stream="clicks", shard_id=4, time=1_735_689_600)
    info = events.destination_stream(batch=batch)["KinesisBatchInfo"]

    assert {
        "shardId": "shardId-000000000004",
        "startSequenceNumber": batch["Records"][0]["kinesis"]["sequenceNumber"],
        "endSequenceNumber": batch["Records"][2]["kinesis"]["sequenceNumber"],
        "approximateArrivalOfFirstRecord": "2025-01-01T00:00:00.000Z",
        "approximateArrivalOfLastRecord": "2025-01-01T00:00:00.002Z",
        "batchSize": 3,
        "streamArn": "arn:aws:kinesis:us-east-1:123456789012:stream/clicks",
    } == info


def test_a_batch_of_a_table_is_described(events):
    batch = events.dynamodb([{"id": 1}, {"id": 2}], time=1_735_689_600)
    info = events.destination_stream(batch=batch)["DDBStreamBatchInfo"]

    assert batch["Records"][0]["eventSourceARN"] == info["streamArn"]
    assert batch["Records"][1]["dynamodb"]["SequenceNumber"] == info["endSequenceNumber"]
    assert "2025-01-01T00:00:00Z" == info["approximateArrivalOfFirstRecord"]


def test_a_batch_that_the_function_reported_has_no_function_error(events):
    context = events.destination_stream(failed_by_response=True)["responseContext"]

    assert {"statusCode": 200, "executedVersion": "$LATEST", "functionError": None} == context


def test_a_batch_that_became_too_old_has_no_response(events):
    record = events.destination_stream(overrides={"requestContext": {"condition": "RecordAgeExceeded"}})

    assert "responseContext" not in record


def test_the_arn_of_a_mappings_function_has_no_qualifier(events):
    arn = events.destination_stream()["requestContext"]["functionArn"]

    assert "arn:aws:lambda:us-east-1:123456789012:function:orders" == arn


@pytest.mark.parametrize(
    ("build", "arguments", "message"),
    [
        (
            "destination_async",
            {"condition": "Lost"},
            "condition must be one of 'Success', 'RetriesExhausted', 'EventAgeExceeded', 'ZeroReservedConcurrency', "
            "got 'Lost'",
        ),
        (
            "destination_async",
            {"approximate_invoke_count": 0},
            "approximate_invoke_count must be an integer of 1 or more, got 0",
        ),
        (
            "destination_async",
            {"condition": "ZeroReservedConcurrency", "approximate_invoke_count": 1},
            "approximate_invoke_count must be an integer from 0 to 0, got 1",
        ),
        (
            "destination_async",
            {"request_payload": {1}},
            "request_payload must be what JSON can hold, got {1}",
        ),
        (
            "destination_async",
            {"executed_version": "live"},
            "executed_version must be '$LATEST' or the number of a version, got 'live'",
        ),
        (
            "destination_stream",
            {"variant": "kafka"},
            "variant must be one of 'kinesis', 'dynamodb', got 'kafka'",
        ),
        (
            "destination_stream",
            {"batch": {"Records": []}},
            "batch must be an event of events.kinesis or events.dynamodb, got {'Records': []}",
        ),
        (
            "destination_stream",
            {"failed_by_response": 1},
            "failed_by_response must be True or False, got 1",
        ),
        ("destination_stream", {"batch_size": 0}, "batch_size must be an integer from 1 to 10000, got 0"),
    ],
    ids=str,
)
def test_a_record_is_not_made_from_wrong_arguments(events, build, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, build)(**arguments)

    assert message == str(raised.value)
