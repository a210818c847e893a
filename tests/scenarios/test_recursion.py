"""Loops of a function through its own neighbours."""

from __future__ import annotations

import pytest

from pytest_lambda import RecursiveInvocationException, UsageError


@pytest.fixture
def queue(simulator):
    return simulator.queue("orders")


def looping(simulator, queue, **config):
    """Return a function that answers each message with another."""

    def handler(event, context):
        queue.send_message("again")

    function = simulator.function(handler, function_name="loops", **config)
    function.event_source_mapping(queue)
    return function


def test_ASYNC_22_a_loop_through_a_queue_is_stopped(simulator):
    dead = simulator.queue("dead")
    queue = simulator.queue("orders", redrive_policy={"dead_letter_target": dead, "max_receive_count": 1})
    function = looping(simulator, queue)
    queue.send_message("first")
    simulator.run_until_idle()

    assert 16 == len(function.invocations)
    assert ["again"] == [message.body for message in dead.messages]
    assert 1 == len(simulator.trace.of_kind("recursion.stopped"))


def test_ASYNC_22_a_loop_of_asynchronous_events_is_dropped(simulator):
    lost = simulator.queue("lost")

    def handler(event, context):
        simulator.invoke("loops", event, invocation_type="Event")

    function = simulator.function(handler, function_name="loops", dead_letter_config=lost)
    function.invoke({"id": 1}, invocation_type="Event")
    simulator.run_until_idle()

    assert 16 == len(function.invocations)
    assert ["RecursiveInvocation"] == [one.reason for one in simulator.dead_letters]
    assert ['{"id": 1}'] == [message.body for message in lost.messages]


def test_ASYNC_22_a_loop_of_destinations_is_dropped(simulator):
    first = simulator.function(lambda event, context: None, function_name="first")
    second = simulator.function(
        lambda event, context: None, function_name="second", destination_config={"on_success": {"destination": first}}
    )
    first.put_event_invoke_config(destination_config={"on_success": {"destination": second}})
    first.invoke({}, invocation_type="Event")
    simulator.run_until_idle()

    assert (16, 16) == (len(first.invocations), len(second.invocations))


def test_ASYNC_22_a_synchronous_loop_is_refused(simulator):
    refusals = []

    def handler(event, context):
        try:
            simulator.invoke("loops", event)
        except RecursiveInvocationException as error:
            refusals.append((error.status_code, error.message))

    function = simulator.function(handler, function_name="loops")
    function.invoke({})

    assert 16 == len(function.invocations)
    assert [
        (
            400,
            "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services "
            "resources and stopped your function's invocation.",
        )
    ] == refusals


def test_ASYNC_22_a_loop_may_be_allowed(simulator, queue):
    def handler(event, context):
        if len(function.invocations) < 29:
            queue.send_message("again")

    function = simulator.function(handler)
    function.event_source_mapping(queue)

    assert "Allow" == function.put_function_recursion_config(recursive_loop="Allow")
    assert "Allow" == function.get_function_recursion_config()
    queue.send_message("first")
    simulator.run_until_idle()
    assert 30 == len(function.invocations)


def test_ASYNC_22_two_events_are_two_chains(simulator, queue):
    function = simulator.function(lambda event, context: None, function_name="once")
    function.event_source_mapping(queue, batch_size=1)
    queue.send_messages([str(number) for number in range(40)])
    simulator.run_until_idle()

    assert 40 == len(function.invocations)


def test_XRAY_01_the_chain_is_in_the_trace_header(simulator, queue):
    looping(simulator, queue)
    queue.send_message("first")
    simulator.advance(1)
    headers = [message.attributes.get("AWSTraceHeader", "") for message in queue.messages]

    assert headers
    assert all(header.endswith(":16") and ";Lineage=" in header for header in headers)


@pytest.mark.parametrize("value", ["allow", None, True])
def test_the_recursion_config_is_one_of_two(simulator, value):
    function = simulator.function(lambda event, context: None)
    with pytest.raises(UsageError) as refusal:
        function.put_function_recursion_config(recursive_loop=value)

    assert f"recursive_loop must be one of 'Terminate', 'Allow', not {value!r}" == str(refusal.value)
