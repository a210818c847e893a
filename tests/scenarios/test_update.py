"""Changing and deleting a function that is there."""

from __future__ import annotations

import pytest

from pytest_lambda import (
    InvalidParameterValueException,
    ResourceNotFoundException,
    UsageError,
    ValidationException,
)

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"
VARIABLES = """
    import os

    def handler(event, context):
        return {name: os.environ[name] for name in ("TABLE", "MODE") if name in os.environ}
"""
COUNTS = """
    calls = 0

    def handler(event, context):
        global calls
        calls += 1
        return calls
"""
SLEEPS = "import time\ndef handler(event, context):\n    time.sleep(1)"


# -- configuration ---------------------------------------------------------------------------------


def test_an_update_answers_with_the_configuration(deploy):
    function = deploy(COUNTS)
    config = function.update_function_configuration(timeout=10, memory_size=256)

    assert (10, 256, "app.handler") == (config.timeout, config.memory_size, config.handler)
    assert config is function.configuration


def test_LC_14_an_update_brings_a_new_environment(deploy):
    function = deploy(COUNTS)
    function({})
    (old,) = function.environments
    function.update_function_configuration(timeout=10)

    assert ("Shutdown", []) == (old.state, function.environments)
    assert 1 == function({})


def test_LC_14_a_busy_environment_finishes_its_work_and_serves_no_more(simulator, deploy):
    function = deploy(SLEEPS)
    function.invoke({}, invocation_type="Event")
    simulator.advance(0)
    (old,) = function.environments
    function.update_function_configuration(memory_size=256)
    during = old.state
    simulator.run_until_idle()
    function({})

    assert ("Ready", "Shutdown") == (during, old.state)
    assert [1_000] == [record.at_ms for record in simulator.trace.of_kind("environment.shutdown")]
    assert [True, True] == [invocation.is_cold_start for invocation in function.invocations]


def test_a_function_may_update_itself(simulator):
    def handler(event, context):
        function.update_function_configuration(memory_size=256)
        return context.memory_limit_in_mb

    function = simulator.function(handler, function_name="orders")
    answers = [function({}), function({})]

    assert ["128", "256"] == answers


def test_ENV_11_an_update_replaces_the_whole_map_of_variables(deploy):
    function = deploy(VARIABLES, environment={"TABLE": "orders", "MODE": "test"})
    function.update_function_configuration(environment={"MODE": "live"})

    assert {"MODE": "live"} == function({})


def test_ENV_11_what_is_left_out_stays(deploy):
    function = deploy(VARIABLES, environment={"TABLE": "orders"})
    function.update_function_configuration(timeout=10, environment=None)

    assert {"TABLE": "orders"} == function({})


def test_an_update_of_the_timeout_holds_at_once(deploy):
    function = deploy(SLEEPS.replace("(1)", "(5)"))
    before = function.invoke().report.status
    function.update_function_configuration(timeout=10)

    assert ("timeout", "success") == (before, function.invoke().report.status)


def test_an_empty_target_takes_the_dead_letter_queue_away(simulator, deploy):
    function = deploy("def handler(event, context):\n    raise ValueError", dead_letter_config=simulator.queue("lost"))
    function.update_function_configuration(dead_letter_config={"target_arn": ""})
    function.invoke({}, invocation_type="Event")
    simulator.run_until_idle()

    assert [] == simulator.dead_letters


@pytest.mark.parametrize(
    ("changes", "kind", "text"),
    [
        (
            {"timeout": 901},
            ValidationException,
            "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: "
            "Member must have value less than or equal to 900",
        ),
        (
            {"environment": {"AWS_REGION": "x"}},
            InvalidParameterValueException,
            "Lambda was unable to configure your environment variables because the environment variables you have "
            "provided contains reserved keys that are currently not supported for modification. Reserved keys used in "
            "this request: AWS_REGION",
        ),
        (
            {"memory": 256},
            UsageError,
            "update_function_configuration does not take 'memory' (did you mean 'memory_size'?); it takes "
            "dead_letter_config, description, environment, ephemeral_storage, file_system_configs, handler, layers, "
            "logging_config, memory_size, role, runtime, timeout, tracing_config, vpc_config",
        ),
    ],
    ids=["range", "reserved", "unknown"],
)
def test_an_update_is_checked_as_a_new_function_is(deploy, changes, kind, text):
    function = deploy(COUNTS)
    before = function.configuration
    with pytest.raises(kind) as refused:
        function.update_function_configuration(**changes)

    assert (text, before) == (str(refused.value), function.configuration)


# -- code ------------------------------------------------------------------------------------------


def test_another_handler(deploy):
    function = deploy("def handler(event, context):\n    return 1\n\n\ndef other(event, context):\n    return 2")
    answers = [function({}), function.update_function_code(handler="app.other").handler, function({})]

    assert [1, "app.other", 2] == answers


def test_another_callable(simulator):
    function = simulator.function(lambda event, context: 1)
    function.update_function_code(handler=lambda event, context: 2)

    assert 2 == function({})


def test_another_folder(deploy, write):
    function = deploy("def handler(event, context):\n    return 1")
    folder = write("next/app.py", "def handler(event, context):\n    return 2").parent
    answers = [function({}), function.update_function_code(code_uri=folder).code_uri, function({})]

    assert [1, str(folder), 2] == answers


def test_code_that_was_edited(deploy, write):
    function = deploy("def handler(event, context):\n    return 1")
    function({})
    write("app.py", "def handler(event, context):\n    return 'two'")
    function.update_function_code()

    assert "two" == function({})


def test_ASYNC_20_a_waiting_event_runs_on_the_current_code(simulator, deploy):
    function = deploy(
        "def handler(event, context):\n    raise ValueError\n\n\ndef repaired(event, context):\n    return event"
    )
    function.invoke({"id": 1}, invocation_type="Event")
    simulator.advance(1)
    function.update_function_code(handler="app.repaired")
    simulator.run_until_idle()

    assert [(0, None), (60, {"id": 1})] == [
        (i.started_at, None if i.function_error else i.payload) for i in function.invocations
    ]


# -- deletion --------------------------------------------------------------------------------------


def test_a_function_that_was_deleted_is_not_found(simulator, deploy):
    function = deploy(COUNTS)
    function({})
    function.delete_function()
    texts = []
    for call in (function.invoke, lambda: simulator.invoke("orders")):
        with pytest.raises(ResourceNotFoundException) as refused:
            call()
        texts.append(str(refused.value))

    assert 2 * [f"Function not found: {ARN}:$LATEST"] == texts
    assert ([], []) == (simulator.functions, function.environments)


@pytest.mark.parametrize(
    "operation",
    ["delete_function", "update_function_configuration", "update_function_code", "get_event_invoke_config"],
)
def test_a_function_that_was_deleted_cannot_be_changed(deploy, operation):
    function = deploy(COUNTS)
    function.delete_function()
    with pytest.raises(ResourceNotFoundException) as refused:
        getattr(function, operation)()

    assert f"Function not found: {ARN}" == str(refused.value)


def test_its_name_is_free(deploy):
    deploy(COUNTS).delete_function()

    assert 1 == deploy(COUNTS)({})


def test_events_that_wait_for_it_are_dropped(simulator, deploy):
    function = deploy(
        "def handler(event, context):\n    raise ValueError", dead_letter_config=simulator.queue("dead-letters")
    )
    function.invoke({}, invocation_type="Event")
    simulator.advance(1)
    function.delete_function()
    simulator.run_until_idle()

    assert (1, []) == (len(function.invocations), simulator.dead_letters)
    assert ["FunctionDeleted"] == [record.details["reason"] for record in simulator.trace.of_kind("event.dropped")]


def test_messages_that_wait_for_it_stay_in_their_queue(simulator, deploy):
    function = deploy(COUNTS)
    queue = simulator.queue("orders")
    function.event_source_mapping(queue)
    function.delete_function()
    queue.send_message("a")
    simulator.run_until_idle()

    assert ["a"] == [message.body for message in queue.messages]


def test_messages_that_were_gathered_for_it_stay_too(simulator, deploy):
    function = deploy(COUNTS)
    queue = simulator.queue("orders")
    function.event_source_mapping(queue, maximum_batching_window_in_seconds=5)
    queue.send_message("a")
    simulator.advance(1)
    function.delete_function()
    simulator.run_until_idle()

    assert (["a"], []) == ([message.body for message in queue.messages], function.invocations)


def test_an_attempt_that_runs_ends_without_a_record(simulator, deploy):
    failures = simulator.queue("failures")
    function = deploy(f"{SLEEPS}\n    raise ValueError", destination_config={"on_failure": {"destination": failures}})
    function.invoke({}, invocation_type="Event")
    simulator.advance(0)
    function.delete_function()
    simulator.run_until_idle()

    assert (1, [], []) == (len(function.invocations), failures.messages, function.environments)
