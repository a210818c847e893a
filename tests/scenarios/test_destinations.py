"""What Lambda sends on: to topics, buses, buckets and functions."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import UsageError

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"
FAILS = "def handler(event, context):\n    raise ValueError('no')"
ANSWERS = "def handler(event, context):\n    return {'stored': event}"


def run(simulator, function, payload=None):
    """Send one event and let everything happen; return its request id."""
    accepted = function.invoke({"id": 1} if payload is None else payload, invocation_type="Event")
    simulator.run_until_idle()
    return accepted.request_id


# -- topics --------------------------------------------------------------------------------------------


def test_ASYNC_14_a_topic_is_a_dead_letter_queue(simulator, deploy):
    topic = simulator.topic("lost")
    request_id = run(simulator, deploy(FAILS, dead_letter_config=topic))
    (message,) = topic.messages

    assert '{"id": 1}' == message.message
    assert {"RequestID": request_id, "ErrorCode": "200", "ErrorMessage": "no"} == {
        name: attribute.string_value for name, attribute in message.message_attributes.items()
    }
    assert [({"id": 1}, "lost")] == [(one.event, one.target) for one in simulator.dead_letters]


def test_ASYNC_08_a_topic_takes_records(simulator, deploy):
    topic = simulator.topic("done")
    run(simulator, deploy(ANSWERS, destination_config={"on_success": {"destination": topic}}))
    record = json.loads(topic.messages[0].message)

    assert ("Success", {"stored": {"id": 1}}) == (record["requestContext"]["condition"], record["responsePayload"])


def test_ASYNC_17_a_record_that_is_too_long_for_a_topic_loses_its_payloads(simulator, deploy):
    topic = simulator.topic("done")
    function = deploy(ANSWERS, destination_config={"on_success": {"destination": topic}})
    run(simulator, function, {"text": "x" * 300_000})
    record = json.loads(topic.messages[0].message)

    assert {"version", "timestamp", "requestContext", "responseContext"} == record.keys()


# -- buses and buckets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "outcome", "kind"), [(ANSWERS, "on_success", "Success"), (FAILS, "on_failure", "Failure")]
)
def test_ASYNC_12_a_bus_takes_records_as_events(simulator, deploy, source, outcome, kind):
    bus = simulator.event_bus("orders")
    run(simulator, deploy(source, maximum_retry_attempts=0, destination_config={outcome: {"destination": bus}}))
    (event,) = bus.events

    assert ("lambda", f"Lambda Function Invocation Result - {kind}") == (event["source"], event["detail-type"])
    assert [bus.arn, f"{ARN}:$LATEST"] == event["resources"]
    assert {"id": 1} == event["detail"]["requestPayload"]
    assert ("0", "2025-01-01T00:00:00Z", "us-east-1", "123456789012") == (
        event["version"],
        event["time"],
        event["region"],
        event["account"],
    )


def test_ASYNC_11_a_bucket_takes_records_of_failures(simulator, deploy):
    bucket = simulator.bucket("failures")
    run(simulator, deploy(FAILS, maximum_retry_attempts=0, destination_config={"on_failure": {"destination": bucket}}))
    ((key, stored),) = bucket.objects.items()

    assert key.startswith("aws/lambda/async/orders/2025/01/01/2025-01-01T00.00.00-")
    assert "RetriesExhausted" == json.loads(stored.body)["requestContext"]["condition"]
    assert [({"id": 1}, "failures")] == [(one.event, one.target) for one in simulator.dead_letters]


# -- functions ---------------------------------------------------------------------------------------------


def test_ASYNC_11_a_function_is_invoked_with_the_record(simulator, deploy, write):
    write("audit.py", "def handler(event, context):\n    return event['responsePayload']")
    audit = simulator.function("audit.handler", function_name="audit")
    run(simulator, deploy(ANSWERS, destination_config={"on_success": {"destination": audit}}))

    assert [{"stored": {"id": 1}}] == [one.payload for one in audit.invocations]


def test_ASYNC_11_a_function_retries_what_it_was_sent_by_itself(simulator, deploy, write):
    write("audit.py", FAILS)
    audit = simulator.function("audit.handler", function_name="audit")
    run(simulator, deploy(ANSWERS, destination_config={"on_success": {"destination": audit}}))

    assert [0, 60, 180] == [one.started_at for one in audit.invocations]


def test_ASYNC_11_an_alias_is_a_destination(simulator, deploy, write):
    write("audit.py", ANSWERS)
    audit = simulator.function("audit.handler", function_name="audit")
    audit.publish_version()
    live = audit.create_alias("live", function_version="1")
    run(simulator, deploy(ANSWERS, destination_config={"on_success": {"destination": live}}))

    assert ["1"] == [one.executed_version for one in audit.invocations]


def test_ASYNC_17_a_destination_that_is_gone_loses_the_record(simulator, deploy, write):
    write("audit.py", ANSWERS)
    audit = simulator.function("audit.handler", function_name="audit")
    function = deploy(ANSWERS, destination_config={"on_success": {"destination": audit}})
    audit.delete_function()
    run(simulator, function)

    assert 1 == len(function.invocations)
    assert [1.0] == [
        one.value
        for one in simulator.metrics
        if one.metric_name == "DestinationDeliveryFailures" and one.dimensions == {"FunctionName": "orders"}
    ]


# -- what is refused -----------------------------------------------------------------------------------------


def test_ASYNC_11_a_bucket_takes_no_successes(simulator, deploy):
    with pytest.raises(UsageError) as refusal:
        deploy(ANSWERS, destination_config={"on_success": {"destination": simulator.bucket("done")}})

    assert (
        "destination_config['on_success'] must be a queue, a topic, a function or an event bus, "
        "not 'arn:aws:s3:::done'" == str(refusal.value)
    )


def test_ASYNC_14_a_bus_is_no_dead_letter_queue(simulator, deploy):
    with pytest.raises(UsageError) as refusal:
        deploy(FAILS, dead_letter_config=simulator.event_bus("lost"))

    assert (
        "dead_letter_config must be a queue or a topic, "
        "not 'arn:aws:events:us-east-1:123456789012:event-bus/lost'" == str(refusal.value)
    )


def test_ASYNC_11_fifo_is_not_supported(deploy):
    arn = "arn:aws:sqs:us-east-1:123456789012:lost.fifo"
    with pytest.raises(UsageError) as refusal:
        deploy(FAILS, dead_letter_config=arn)

    assert f"dead_letter_config must not be FIFO, which Lambda does not send to: '{arn}'" == str(refusal.value)


def test_a_target_that_nobody_made_is_refused(deploy):
    arn = "arn:aws:sns:us-east-1:123456789012:lost"
    with pytest.raises(UsageError) as refusal:
        deploy(FAILS, dead_letter_config=arn)

    assert (
        f"dead_letter_config is {arn!r}, which nothing in this simulator answers to: make a topic with "
        "simulator.topic(...) and pass it" == str(refusal.value)
    )


@pytest.mark.parametrize("what", ["topic", "event_bus", "bucket"])
def test_a_neighbours_name_is_its_own(simulator, what):
    make = getattr(simulator, what)
    make("orders")
    with pytest.raises(UsageError) as twice:
        make("orders")
    with pytest.raises(UsageError) as wrong:
        make("a b")

    assert f"there is a {what} 'orders' already: use the one that simulator.{what} returned" == str(twice.value)
    assert f"{what} takes a name of 1 to 256 letters, digits and . - _ /, not 'a b'" == str(wrong.value)


# -- the neighbours themselves -------------------------------------------------------------------------------


def test_a_topic_keeps_what_is_published(simulator):
    topic = simulator.topic("orders")
    topic.publish("hello", subject="hi")

    assert [("hello", "hi")] == [(one.message, one.subject) for one in topic.messages]


@pytest.mark.parametrize("message", ["", None, b"x"])
def test_a_topic_takes_text(simulator, message):
    with pytest.raises(UsageError) as refusal:
        simulator.topic("orders").publish(message)

    assert f"publish takes text that is not empty, not {message!r}" == str(refusal.value)


def test_a_bucket_stores_and_deletes_objects(simulator):
    bucket = simulator.bucket("orders")
    stored = bucket.put_object("a/b.txt", "hello")

    assert (b"hello", 5, "5d41402abc4b2a76b9719d911017c592") == (stored.body, stored.size, stored.e_tag)
    assert {"a/b.txt": stored} == bucket.objects
    bucket.delete_object("a/b.txt")
    bucket.delete_object("a/b.txt")
    assert {} == bucket.objects
