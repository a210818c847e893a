"""X-Ray: the header, who decides what is sampled, and what the log says of it."""

from __future__ import annotations

import json
import re

import pytest

from pytest_lambda import UsageError

ROOT = "1-67749300-0123456789abcdef01234567"
SAMPLED = f"Root={ROOT};Parent=0123456789abcdef;Sampled=1"
ACTIVE = {"mode": "Active"}
SEES = """
    import os
    def handler(event, context):
        return os.environ["_X_AMZN_TRACE_ID"]
"""
HEADER = re.compile(r"Root=(1-[0-9a-f]{8}-[0-9a-f]{24});Parent=([0-9a-f]{16});Sampled=([01])")


def parts(header):
    """Return root, parent and decision of a header."""
    return HEADER.fullmatch(header).groups()


def test_XRAY_01_a_header_begins_with_the_second(deploy):
    root, _, sampled = parts(deploy(SEES)({}))

    assert ("1-67748580", "0") == (root.rpartition("-")[0], sampled)


def test_XRAY_02_pass_through_samples_nothing_itself(deploy):
    function = deploy(SEES)

    assert {"0"} == {parts(function({}))[2] for _ in range(50)}


def test_XRAY_02_pass_through_honours_who_sampled(deploy):
    function = deploy(SEES)
    root, parent, sampled = parts(function.invoke(trace_header=SAMPLED).payload)

    assert (ROOT, "1") == (root, sampled)
    assert parent != "0123456789abcdef"


def test_XRAY_02_active_samples_one_request_per_second(deploy):
    function = deploy(SEES, tracing_config=ACTIVE)

    assert "1" == parts(function({}))[2]


def test_XRAY_02_active_samples_the_first_of_each_second_and_a_twentieth_of_the_rest(simulator, deploy):
    function = deploy(SEES, tracing_config=ACTIVE)
    sampled = []
    for _ in range(3):
        sampled.append([int(parts(function({}))[2]) for _ in range(1_001)])
        simulator.clock.tick(1)

    assert [1, 1, 1] == [decisions[0] for decisions in sampled]
    assert all(20 < sum(decisions[1:]) < 90 for decisions in sampled)


def test_XRAY_02_active_honours_who_decided_against_it(deploy):
    function = deploy(SEES, tracing_config=ACTIVE)
    decided = SAMPLED.replace("Sampled=1", "Sampled=0")

    assert (ROOT, "0") == parts(function.invoke(trace_header=decided).payload)[::2]


def test_XRAY_02_active_decides_where_nobody_did(deploy):
    function = deploy(SEES, tracing_config=ACTIVE)

    assert (ROOT, "1") == parts(function.invoke(trace_header=f"Root={ROOT}").payload)[::2]


def test_XRAY_02_a_trace_goes_through_invokes(simulator, deploy):
    inner = simulator.function(
        lambda event, context: __import__("os").environ["_X_AMZN_TRACE_ID"], function_name="inner"
    )

    def handler(event, context):
        return [__import__("os").environ["_X_AMZN_TRACE_ID"], inner({})]

    outer, called = simulator.function(handler, tracing_config=ACTIVE)({})
    root, parent, sampled = parts(outer)

    assert called.startswith(f"Root={root};Parent=")
    assert ("1", ";Sampled=1;Lineage=") == (sampled, called[called.index(";Sampled") :][:19])
    assert parent not in called


def test_XRAY_02_a_queue_carries_the_trace_on(simulator, deploy):
    queue, seen = simulator.queue("orders"), []

    def consumer(event, context):
        seen.append((event["Records"][0]["attributes"]["AWSTraceHeader"], __import__("os").environ["_X_AMZN_TRACE_ID"]))

    def producer(event, context):
        queue.send_message("one")
        return __import__("os").environ["_X_AMZN_TRACE_ID"]

    simulator.function(consumer).event_source_mapping(queue)
    root, parent, _ = parts(simulator.function(producer, tracing_config=ACTIVE)({}))
    simulator.run_until_idle()
    [(carried, shown)] = seen

    assert carried.startswith(f"Root={root};Parent={parent};Sampled=1;Lineage=")
    assert shown.startswith(f"Root={root};Parent=")
    assert ";Sampled=1;Lineage=" in shown


def test_XRAY_02_a_message_has_the_header_that_it_is_sent_with(simulator, deploy):
    queue, function = simulator.queue("orders"), deploy(SEES)
    function.event_source_mapping(queue)
    trace = {"AWSTraceHeader": {"data_type": "String", "string_value": SAMPLED}}
    message = queue.send_message("one", message_system_attributes=trace)
    simulator.run_until_idle()

    assert SAMPLED == message.attributes["AWSTraceHeader"]
    assert (ROOT, "1") == parts(function.invocations[0].payload)[::2]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("x", "message_system_attributes must be a dict of dicts, not 'x'"),
        ({"Trace": {}}, "message_system_attributes does not take 'Trace'; it takes AWSTraceHeader"),
        (
            {"AWSTraceHeader": SAMPLED},
            "message_system_attributes['AWSTraceHeader'] must be a dict such as {'data_type': 'String', "
            f"'string_value': 'Root=1-...'}}, not {SAMPLED!r}",
        ),
    ],
)
def test_other_system_attributes_are_refused(simulator, given, text):
    with pytest.raises(UsageError) as refused:
        simulator.queue("orders").send_message("one", message_system_attributes=given)

    assert text == str(refused.value)


def test_XRAY_02_all_attempts_of_an_event_are_one_trace(simulator):
    seen = []

    def handler(event, context):
        seen.append(__import__("os").environ["_X_AMZN_TRACE_ID"])
        raise ValueError

    simulator.function(handler, tracing_config=ACTIVE).invoke({}, invocation_type="Event")
    simulator.run_until_idle()

    assert 3 == len(seen) == len({parts(header)[1] for header in seen})
    assert 1 == len({parts(header)[0] for header in seen})
    assert {"1"} == {parts(header)[2] for header in seen}


def test_LOG_07_the_report_names_trace_and_segment(deploy):
    invocation = deploy(SEES, tracing_config=ACTIVE).invoke({})
    root, parent, _ = parts(invocation.payload)

    assert invocation.logs.endswith(f" MB\t\nXRAY TraceId: {root}\tSegmentId: {parent}\tSampled: true\t\n") or (
        invocation.logs.endswith(f" ms\t\nXRAY TraceId: {root}\tSegmentId: {parent}\tSampled: true\t\n")
    )
    assert (root, parent) == invocation.report.segment[:2]


def test_LOG_07_it_is_part_of_the_reports_event(deploy):
    function = deploy(SEES, tracing_config=ACTIVE)
    function({})
    [report] = function.log_events(contains="REPORT")

    assert "\nXRAY TraceId: 1-" in report.message
    assert report == function.log_events()[-1]


def test_LOG_07_a_failed_invocation_is_traced_too(deploy):
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(9)", tracing_config=ACTIVE)

    assert "\tStatus: timeout\nXRAY TraceId: 1-" in function.invoke().logs


def test_LOG_07_what_is_not_sampled_is_not_named(deploy):
    invocation = deploy(SEES).invoke({})

    assert ("XRAY" in invocation.logs, invocation.report.segment) == (False, None)


def test_LOG_07_JSON_lines_have_the_header(deploy):
    logging_config = {"log_format": "JSON", "system_log_level": "DEBUG"}
    invocation = deploy(SEES, tracing_config=ACTIVE, logging_config=logging_config).invoke({})
    found = {line["type"]: line["record"].get("tracing") for line in map(json.loads, invocation.logs.splitlines())}
    expected = {
        "spanId": parts(invocation.payload)[1],
        "type": "X-Amzn-Trace-Id",
        "value": invocation.payload,
    }

    assert dict.fromkeys(("platform.start", "platform.runtimeDone", "platform.report"), expected) == found


def test_tracing_can_be_switched_on_later(deploy):
    function = deploy(SEES)
    changed = function.update_function_configuration(tracing_config=ACTIVE)

    assert ("Active", "1") == (changed.tracing_config.mode, parts(function({}))[2])


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ("Active", "tracing_config must be a dict such as {'mode': 'Active'}, not 'Active'"),
        ({"mode": "active"}, "tracing_config['mode'] must be one of 'PassThrough', 'Active', not 'active'"),
        ({"Mode": "Active"}, "tracing_config does not take 'Mode' (did you mean 'mode'?); it takes mode"),
    ],
)
def test_another_configuration_is_refused(deploy, config, text):
    with pytest.raises(UsageError) as refused:
        deploy(SEES, tracing_config=config)

    assert text == str(refused.value)


@pytest.mark.parametrize("header", ["Sampled=1", "Root=1", 5])
def test_what_is_no_header_is_refused(deploy, header):
    with pytest.raises(UsageError) as refused:
        deploy(SEES).invoke(trace_header=header)

    assert str(refused.value).startswith("trace_header must be text such as 'Root=1-") and repr(header) in str(
        refused.value
    )
