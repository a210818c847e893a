"""Logs that can be searched, metrics, and what it all would cost."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from pytest_lambda import UsageError

LOGS = """
    import logging
    import time

    logger = logging.getLogger()
    logger.setLevel("INFO")
    logger.warning("in init")

    def handler(event, context):
        print("printed", end="")
        print(" on one line")
        time.sleep(1)
        logger.info("got %s", event)
        if event == "bad":
            raise ValueError("two\\nlines")
"""
FAILS = "def handler(event, context):\n    raise ValueError(event)"
SLEEPS = "import time\ndef handler(event, context):\n    time.sleep(event)"
EMBEDS = """
    import json

    def handler(event, context):
        print(json.dumps({
            "_aws": {
                "Timestamp": 1735689600123,
                "CloudWatchMetrics": [{
                    "Namespace": "Orders",
                    "Dimensions": [["service"], ["service", "tenant"]],
                    "Metrics": [{"Name": "Placed", "Unit": "Count"}],
                }],
            },
            "service": "api",
            "tenant": "blue",
            "Placed": [1, 2],
        }))
"""


def at(seconds):
    return datetime.fromtimestamp(1_735_689_600 + seconds, timezone.utc)


def messages(events):
    return [event.message for event in events]


def metric(simulator, name, **dimensions):
    """Return value and second of each data point of a metric with these dimensions."""
    return [
        (one.value, one.timestamp.timestamp() - 1_735_689_600)
        for one in simulator.metrics
        if one.metric_name == name and one.dimensions == dimensions
    ]


# -- logs ----------------------------------------------------------------------------------------------


def test_LOG_12_a_line_is_one_event_however_it_was_written(deploy):
    function = deploy(LOGS)
    function.invoke("good")

    assert ["printed on one line"] == messages(function.log_events(contains="printed"))


def test_LOG_10_an_error_is_one_event_with_its_traceback(deploy):
    function = deploy(LOGS)
    invocation = function.invoke("bad")
    (event,) = function.log_events(level="ERROR")

    assert event.message.startswith("[ERROR] ValueError: two\nlines\nTraceback (most recent call last):\n")
    assert ("ERROR", invocation.request_id) == (event.level, event.request_id)


def test_LOG_11_events_have_the_level_that_logging_gave_them(deploy):
    function = deploy(LOGS)
    function.invoke("good")

    assert ["INFO"] == [event.level for event in function.log_events(contains="got good")]
    assert ["in init"] == [message.rpartition("\t")[2] for message in messages(function.log_events(level="WARNING"))]


def test_events_have_the_time_at_which_they_were_written(deploy):
    function = deploy(LOGS)
    function.invoke("good")
    printed, logged = function.log_events(contains="printed") + function.log_events(contains="got")

    assert (at(0), at(1)) == (printed.timestamp, logged.timestamp)


def test_events_of_one_invocation_can_be_found(deploy):
    function = deploy(LOGS)
    first, second = function.invoke("a"), function.invoke("b")
    found = messages(function.log_events(request_id=second.request_id))

    assert 5 == len(found)
    assert (f"START RequestId: {second.request_id} Version: $LATEST", True) == (
        found[0],
        found[-1].startswith("REPORT"),
    )
    assert first.request_id not in "".join(found)


def test_LOG_14_json_lines_have_their_level_and_request(deploy):
    function = deploy(LOGS, logging_config={"log_format": "JSON"})
    invocation = function.invoke("bad")
    (info,) = function.log_events(contains="got bad")
    (error,) = function.log_events(level="ERROR")

    assert ("INFO", invocation.request_id) == (info.level, info.request_id)
    assert "ValueError" == error.json()["errorType"]


def test_a_message_that_is_no_json_says_so(deploy):
    function = deploy(LOGS)
    function.invoke("good")
    with pytest.raises(UsageError) as refusal:
        function.log_events(contains="printed")[0].json()

    assert "this log event is no JSON: 'printed on one line'" == str(refusal.value)


def test_levels_are_those_of_lambda(deploy):
    with pytest.raises(UsageError) as refusal:
        deploy(LOGS).log_events(level="LOUD")

    assert "level must be one of 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', not 'LOUD'" == str(refusal.value)


def test_LOG_01_each_environment_has_a_stream(simulator, deploy):
    function = deploy(LOGS)
    function.invoke("a")
    function.recycle()
    function.invoke("b")
    group = simulator.log_groups["/aws/lambda/orders"]

    assert 2 == len(group.log_streams)
    assert function.environments[0].log_stream_name in group.log_streams
    assert messages(function.log_events()) == messages(group.events)


def test_LOG_01_functions_may_share_a_group(simulator, write):
    write("app.py", LOGS)
    for name in ("one", "two"):
        simulator.function("app.handler", function_name=name, logging_config={"log_group": "shared"}).invoke(name)

    assert ["shared"] == list(simulator.log_groups)
    assert 2 == len(simulator.log_groups["shared"].filter_log_events(contains="got"))


# -- metrics ---------------------------------------------------------------------------------------------


def test_MET_01_a_value_stands_under_each_set_of_dimensions(simulator, deploy):
    function = deploy(SLEEPS)
    function.publish_version()
    function.create_alias("live", function_version="1")
    function.invoke(1, qualifier="live")
    found = [one.dimensions for one in simulator.metrics if one.metric_name == "Invocations"]

    assert [
        {"FunctionName": "orders"},
        {"FunctionName": "orders", "Resource": "orders:live"},
        {"FunctionName": "orders", "Resource": "orders:live", "ExecutedVersion": "1"},
        {},
    ] == found


def test_MET_01_the_time_is_that_of_the_invoke(simulator, deploy):
    function = deploy(SLEEPS)
    function.invoke(2)
    function.invoke(1)

    assert [(1.0, 0.0), (1.0, 2.0)] == metric(simulator, "Invocations", FunctionName="orders")
    assert [(2000.0, 0.0), (1000.0, 2.0)] == metric(simulator, "Duration", FunctionName="orders")


def test_MET_03_a_success_emits_no_error_and_a_failure_one(simulator, deploy):
    function = deploy(SLEEPS)
    function.invoke(1)
    function.invoke(5)

    assert [(0.0, 0.0), (1.0, 1.0)] == metric(simulator, "Errors", FunctionName="orders")


def test_MET_04_a_throttle_is_no_invocation(simulator, deploy):
    function = deploy(SLEEPS)
    simulator.inject_fault("throttle")
    function.invoke(0, invocation_type="Event")
    simulator.run_until_idle()

    assert [(1.0, 0.0)] == metric(simulator, "Throttles", FunctionName="orders")
    assert [(1.0, 1.0)] == metric(simulator, "Invocations", FunctionName="orders")


def test_MET_07_asynchronous_events_have_an_age_at_each_attempt(simulator, deploy):
    deploy(FAILS).invoke({}, invocation_type="Event")
    simulator.run_until_idle()

    assert [(1.0, 0.0)] == metric(simulator, "AsyncEventsReceived", FunctionName="orders")
    assert [(0.0, 0.0), (60_000.0, 60.0), (180_000.0, 180.0)] == metric(
        simulator, "AsyncEventAge", FunctionName="orders"
    )
    assert [(1.0, 180.0)] == metric(simulator, "AsyncEventsDropped", FunctionName="orders")


def test_MET_09_concurrent_executions_count_what_overlaps(simulator, deploy):
    function = deploy(SLEEPS)
    for _ in range(3):
        function.invoke(1, invocation_type="Event")
    simulator.run_until_idle()
    function.invoke(1)

    assert [3.0, 3.0, 3.0, 1.0] == [value for value, _ in metric(simulator, "ConcurrentExecutions")]


def test_a_handler_embeds_metrics_of_its_own(simulator, deploy):
    deploy(EMBEDS).invoke()
    found = [one for one in simulator.metrics if one.namespace == "Orders"]

    assert [
        ("Placed", {"service": "api"}, 1.0),
        ("Placed", {"service": "api"}, 2.0),
        ("Placed", {"service": "api", "tenant": "blue"}, 1.0),
        ("Placed", {"service": "api", "tenant": "blue"}, 2.0),
    ] == [(one.metric_name, one.dimensions, one.value) for one in found]
    assert {("Count", at(0.123))} == {(one.unit, one.timestamp) for one in found}


def test_powertools_metrics_are_seen(simulator, write):
    write(
        "app.py",
        """
        from aws_lambda_powertools import Metrics

        metrics = Metrics(namespace="Orders", service="api")

        @metrics.log_metrics
        def handler(event, context):
            metrics.add_metric(name="Placed", unit="Count", value=3)
        """,
    )
    simulator.function("app.handler").invoke()

    assert [("Placed", {"service": "api"}, 3.0)] == [
        (one.metric_name, one.dimensions, one.value) for one in simulator.metrics if one.namespace == "Orders"
    ]


@pytest.mark.parametrize(
    "line",
    [
        {"_aws": 1},
        {"_aws": {"Timestamp": "now", "CloudWatchMetrics": []}},
        {"_aws": {"Timestamp": 1, "CloudWatchMetrics": [{"Namespace": "N", "Metrics": [{"Name": "missing"}]}]}},
        {"_aws": {"Timestamp": 1, "CloudWatchMetrics": [{"Namespace": "N", "Metrics": [{"Name": "x"}]}]}, "x": "text"},
        {
            "_aws": {
                "Timestamp": 1,
                "CloudWatchMetrics": [{"Namespace": "N", "Dimensions": [["gone"]], "Metrics": [{"Name": "x"}]}],
            },
            "x": 1,
        },
    ],
)
def test_what_cloudwatch_would_not_extract_is_no_metric(simulator, deploy, line):
    deploy("def handler(event, context):\n    print(event)").invoke(json.dumps(line))

    assert {"AWS/Lambda"} == {one.namespace for one in simulator.metrics}


# -- cost --------------------------------------------------------------------------------------------------


def test_BILL_03_the_price_is_requests_and_gb_seconds(simulator, deploy):
    function = deploy(SLEEPS, memory_size=1024)
    function.invoke(1)
    function.invoke(2)
    cost = simulator.cost()
    one = cost.functions["orders"]

    assert (2, pytest.approx(3.0)) == (one.requests, one.gb_seconds)
    assert pytest.approx(2 * 0.2e-6 + 3 * 0.0000166667) == cost.total == one.total


def test_BILL_06_the_free_tier_covers_a_test(simulator, deploy):
    deploy(SLEEPS).invoke(1)
    cost = simulator.cost(free_tier=True)

    assert 0.0 == pytest.approx(cost.total, abs=1e-15)
    assert cost.free_tier == pytest.approx(cost.functions["orders"].total)


def test_BILL_02_arm_is_cheaper(simulator, write):
    write("app.py", SLEEPS)
    for architecture in ("x86_64", "arm64"):
        simulator.function("app.handler", function_name=architecture, architectures=[architecture]).invoke(1)
    functions = simulator.cost().functions

    assert pytest.approx(0.8, abs=1e-4) == functions["arm64"].duration_price / functions["x86_64"].duration_price


def test_BILL_07_storage_over_512_mb_costs(simulator, deploy):
    deploy(SLEEPS, ephemeral_storage=1536).invoke(2)

    assert pytest.approx(2 * 0.0000000309) == simulator.cost().functions["orders"].storage_price


def test_BILL_01_a_throttled_request_is_free(simulator, deploy):
    function = deploy(SLEEPS)
    simulator.inject_fault("throttle", attempts=(1,))
    function.invoke(0, invocation_type="Event")
    simulator.advance(0)

    assert 0.0 == simulator.cost().total
