"""How many run at the same time, and what becomes of the others."""

from __future__ import annotations

import json
import time

import pytest

from pytest_lambda import (
    InvalidParameterValueException,
    ResourceNotFoundException,
    Simulator,
    TooManyRequestsException,
    UsageError,
)

RESERVED = "ReservedFunctionConcurrentInvocationLimitExceeded"
SLEEPS = """
    import time

    def handler(event, context):
        time.sleep(5)
"""


@pytest.fixture
def sleeper(deploy):
    """Return what deploys a function that takes 5 s."""
    return lambda **config: deploy(SLEEPS, **{"timeout": 10, **config})


def send(simulator, function, count):
    """Queue *count* events at once and do whatever comes of it."""
    for number in range(count):
        function.invoke({"id": number}, invocation_type="Event")
    simulator.run_until_idle()


def starts(function):
    return [invocation.started_at for invocation in function.invocations]


def throttles(simulator):
    """Return instant and reason of every throttle."""
    return [(record.at_ms / 1000, record.details["reason"]) for record in simulator.trace.of_kind("throttle")]


# -- overlapping invocations


def test_LC_13_ten_events_that_take_five_seconds_need_ten_environments(simulator, sleeper):
    function = sleeper()
    send(simulator, function, 10)

    assert 10 * [0] == starts(function)
    assert 10 == len({invocation.environment.id for invocation in function.invocations})


def test_CON_02_of_ten_events_at_once_three_reserved_throttle_seven(simulator, sleeper):
    function = sleeper(reserved_concurrent_executions=3)
    for number in range(10):
        function.invoke({"id": number}, invocation_type="Event")
    simulator.advance(0)

    assert (3 * [0], 7 * [(0, RESERVED)]) == (starts(function), throttles(simulator))


def test_CON_04_throttled_events_wait_longer_and_longer_for_their_turn(simulator, sleeper):
    function = sleeper(reserved_concurrent_executions=3)
    send(simulator, function, 10)

    assert 3 * [0] + 3 * [7] + 3 * [15] + [31] == starts(function)
    assert 3 == len({invocation.environment.id for invocation in function.invocations})
    assert [] == simulator.dead_letters


def test_events_that_take_no_time_share_one_environment(simulator, deploy):
    function = deploy("def handler(event, context): pass", reserved_concurrent_executions=1)
    send(simulator, function, 10)

    assert 10 * [0] == starts(function)
    assert 1 == len({invocation.environment.id for invocation in function.invocations})


def test_an_invocation_overlaps_those_that_were_sent_before_it(simulator, sleeper):
    function = sleeper(reserved_concurrent_executions=1)
    function.invoke({"id": 1}, invocation_type="Event")
    function.invoke({"id": 2})
    simulator.run_until_idle()

    assert ([0, 7], [0, 1, 3]) == (starts(function), [at for at, _ in throttles(simulator)])


def test_a_handler_that_invokes_itself_needs_a_second_environment(simulator):
    def handler(event, context):
        if event["depth"]:
            return 1 + function({"depth": event["depth"] - 1})
        return 1

    function = simulator.function(handler, function_name="orders", reserved_concurrent_executions=3)

    assert 3 == function({"depth": 2})
    with pytest.raises(Exception, match="Rate Exceeded"):
        function({"depth": 3})


def test_CON_02_the_limit_is_over_all_versions(simulator, sleeper):
    function = sleeper(reserved_concurrent_executions=1)
    function.publish_version()
    function.invoke(invocation_type="Event", qualifier="1")
    function.invoke(invocation_type="Event")
    simulator.run_until_idle()

    assert [("1", 0), ("$LATEST", 7)] == [(i.executed_version, i.started_at) for i in function.invocations]


# -- the synchronous caller


def test_CON_03_a_synchronous_caller_is_told_the_reason(simulator, sleeper):
    function = sleeper(reserved_concurrent_executions=0)
    with pytest.raises(TooManyRequestsException) as refused:
        function.invoke({})

    expected = ("TooManyRequestsException", 429, "Rate Exceeded.", RESERVED)

    assert expected == (refused.value.code, refused.value.status_code, refused.value.message, refused.value.reason)
    assert [] == function.invocations


def test_CON_03_without_a_reservation_the_account_is_at_its_limit():
    with Simulator(concurrent_executions=1) as simulator:
        function = simulator.function(lambda event, context: other(), function_name="orders")
        other = simulator.function(lambda event, context: None, function_name="payments")
        invocation = function.invoke()

    assert [(0, "ConcurrentInvocationLimitExceeded")] == throttles(simulator)
    assert "TooManyRequestsException" == invocation.error.error_type


def test_CON_06_the_requests_of_a_second_are_limited_however_short(simulator):
    function = simulator.function(lambda event, context: None, reserved_concurrent_executions=1)
    for _ in range(10):
        function.invoke()
    with pytest.raises(TooManyRequestsException) as refused:
        function.invoke()

    assert "ReservedFunctionInvocationRateLimitExceeded" == refused.value.reason
    simulator.advance(0.1)
    assert 200 == function.invoke().status_code


def test_CON_05_scaling_is_slower_than_a_burst():
    with Simulator(concurrent_executions=3_000, isolation="inline") as simulator:
        function = simulator.function(lambda event, context: time.sleep(30), timeout=60)
        for _ in range(1_002):
            function.invoke(invocation_type="Event")
        simulator.run_until_idle()

    assert 2 * [(0, "ConcurrentInvocationLimitExceeded")] == throttles(simulator)
    assert 1_000 * [0] + 2 * [1] == starts(function)


def test_MET_04_each_throttled_attempt_counts(simulator, sleeper):
    function = sleeper(reserved_concurrent_executions=1)
    send(simulator, function, 2)
    found = [m for m in simulator.metrics if m.metric_name == "Throttles" and m.dimensions == {}]

    assert [0, 1, 3] == [at for at, _ in throttles(simulator)]
    assert 3 == sum(metric.value for metric in found)


def test_a_throttle_says_in_the_trace_what_was_throttled(simulator, sleeper):
    function = sleeper(reserved_concurrent_executions=0)
    function.publish_version()
    function.create_alias("live", function_version="1")
    with pytest.raises(TooManyRequestsException):
        function.invoke(qualifier="live")
    (record,) = simulator.trace.of_kind("throttle")

    expected = {"reason": RESERVED, "version": "1", "qualifier": "live", "source": None}

    assert expected == {name: value for name, value in record.details.items() if name != "request_id"}


# -- nothing reserved


def test_ASYNC_06_with_zero_reserved_an_event_goes_straight_to_the_destination(simulator, sleeper):
    failures = simulator.queue("failures")
    function = sleeper(reserved_concurrent_executions=0, destination_config={"on_failure": {"destination": failures}})
    send(simulator, function, 1)
    (message,) = failures.messages
    record = json.loads(message.body)

    assert ("ZeroReservedConcurrency", 0) == (
        record["requestContext"]["condition"],
        record["requestContext"]["approximateInvokeCount"],
    )
    assert ["version", "timestamp", "requestContext", "requestPayload"] == list(record)
    assert ([], 0, "ZeroReservedConcurrency") == (
        function.invocations,
        simulator.clock.elapsed,
        simulator.dead_letters[0].reason,
    )


def test_ASYNC_06_and_to_the_dead_letter_queue(simulator, sleeper):
    dead_letters = simulator.queue("dead-letters")
    function = sleeper(reserved_concurrent_executions=0, dead_letter_config=dead_letters)
    send(simulator, function, 1)
    (message,) = dead_letters.messages

    assert '{"id": 0}' == message.body
    assert "429" == message.message_attributes["ErrorCode"].string_value
    assert [] == throttles(simulator)


def test_ASYNC_06_what_waits_is_given_up_once_nothing_is_reserved(simulator, sleeper):
    dead_letters = simulator.queue("dead-letters")
    function = sleeper(reserved_concurrent_executions=1, dead_letter_config=dead_letters)
    function.invoke({"id": 1}, invocation_type="Event")
    function.invoke({"id": 2}, invocation_type="Event")
    simulator.advance(0)
    function.put_function_concurrency(reserved_concurrent_executions=0)
    simulator.run_until_idle()

    assert (['{"id": 2}'], [0]) == ([message.body for message in dead_letters.messages], starts(function))


# -- a queue


def mapped(simulator, function, *bodies, **config):
    queue = simulator.queue("orders", visibility_timeout=30)
    function.event_source_mapping(queue, **config)
    queue.send_messages(bodies)
    return queue


def received(function, seen):
    """Return when each message was handled, and how often it had been received."""
    return [(one.started_at, *message) for one, message in zip(function.invocations, seen, strict=True)]


@pytest.fixture
def consumer(simulator):
    """Return what deploys a function that takes *seconds* for a batch, and what it has seen."""
    seen = []

    def consumer(seconds, **config):
        def handler(event, context):
            record = event["Records"][0]
            seen.append((record["body"], record["attributes"]["ApproximateReceiveCount"]))
            time.sleep(seconds)

        return simulator.function(handler, function_name="worker", timeout=20, **config), seen

    return consumer


def test_SQS_07_a_throttled_batch_is_tried_again_while_its_messages_are_invisible(simulator, consumer):
    function, seen = consumer(5, reserved_concurrent_executions=2)
    queue = mapped(simulator, function, "a", "b", "c", batch_size=1)
    simulator.run_until_idle()

    assert [(0, "a", "1"), (0, "b", "1"), (7, "c", "1")] == received(function, seen)
    assert [0, 1, 3] == [at for at, _ in throttles(simulator)]
    assert [] == queue.messages


def test_SQS_07_then_the_message_comes_back_with_a_raised_count(simulator, consumer):
    function, seen = consumer(0, reserved_concurrent_executions=0)
    queue = mapped(simulator, function, "a")
    simulator.advance(29)
    function.delete_function_concurrency()
    simulator.run_until_idle()

    assert [(30, "a", "2")] == received(function, seen)
    assert [0, 1, 3, 7, 15] == [at for at, _ in throttles(simulator)]
    assert [] == queue.messages


def test_SQS_07_throttles_use_up_the_receives_of_a_message(simulator, consumer):
    dead_letters = simulator.queue("dead-letters")
    queue = simulator.queue("orders", redrive_policy={"dead_letter_target": dead_letters, "max_receive_count": 2})
    function, _ = consumer(0, reserved_concurrent_executions=0)
    function.event_source_mapping(queue)
    queue.send_message("a")
    simulator.run_until_idle()

    assert (60, ["a"], []) == (
        simulator.clock.elapsed,
        [message.body for message in dead_letters.messages],
        function.invocations,
    )


def test_SQS_08_a_mapping_of_that_concurrency_is_not_throttled(simulator, consumer):
    function, seen = consumer(5, reserved_concurrent_executions=2)
    mapped(simulator, function, "a", "b", "c", batch_size=1, scaling_config={"maximum_concurrency": 2})
    simulator.run_until_idle()

    assert [(0, "a", "1"), (0, "b", "1"), (5, "c", "1")] == received(function, seen)
    assert [] == throttles(simulator)


# -- the operations


def test_CON_02_what_is_reserved_can_be_read_changed_and_deleted(simulator, sleeper):
    function = sleeper()

    assert None is function.get_function_concurrency().reserved_concurrent_executions
    assert 5 == function.put_function_concurrency(reserved_concurrent_executions=5).reserved_concurrent_executions
    assert 5 == function.get_function_concurrency().reserved_concurrent_executions
    function.delete_function_concurrency()
    function.delete_function_concurrency()
    assert None is function.get_function_concurrency().reserved_concurrent_executions


def test_CON_01_a_function_that_reserves_too_much_is_not_made(simulator):
    with pytest.raises(InvalidParameterValueException) as refused:
        simulator.function(lambda event, context: None, reserved_concurrent_executions=901)

    assert str(refused.value).endswith("UnreservedConcurrentExecution below its minimum value of [100].")
    assert [] == simulator.functions
    simulator.function(lambda event, context: None, reserved_concurrent_executions=900)


def test_CON_01_what_a_deleted_function_had_is_free(simulator, sleeper):
    sleeper(reserved_concurrent_executions=900).delete_function()

    assert 900 == sleeper(reserved_concurrent_executions=900).get_function_concurrency().reserved_concurrent_executions


def test_the_operations_need_the_function(sleeper):
    function = sleeper()
    function.delete_function()
    with pytest.raises(ResourceNotFoundException):
        function.put_function_concurrency(reserved_concurrent_executions=1)


def test_a_wrong_type_is_refused(simulator, sleeper):
    with pytest.raises(UsageError, match="reserved_concurrent_executions must be an integer"):
        sleeper(reserved_concurrent_executions="3")
    with pytest.raises(UsageError, match="concurrent_executions must be an integer"):
        Simulator(concurrent_executions="many")
