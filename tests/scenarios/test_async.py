"""Asynchronous invocation: retries, age, throttles, dead letters, destinations."""

from __future__ import annotations

import json

import pytest

from pytest_lambda import InvalidParameterValueException, ResourceNotFoundException, UsageError

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"
POISON = "def handler(event, context):\n    raise ValueError('poison')"


@pytest.fixture
def poisoned(deploy):
    """Return what deploys a function that always fails."""
    return lambda **config: deploy(POISON, **config)


def run(simulator, function, payload=None):
    """Send an event, run to the end, and return the instants of the attempts."""
    function.invoke({"id": 1} if payload is None else payload, invocation_type="Event")
    simulator.run_until_idle()
    return [invocation.started_at for invocation in function.invocations]


def records(queue):
    return [json.loads(message.body) for message in queue.messages]


def on_failure(queue):
    return {"on_failure": {"destination": queue}}


# -- delivery --------------------------------------------------------------------------------------


def test_ASYNC_01_the_event_waits_until_time_passes(simulator, poisoned):
    function = poisoned()
    function.invoke({}, invocation_type="Event")
    before = len(function.invocations)
    simulator.advance(0)

    assert (0, 1) == (before, len(function.invocations))


@pytest.mark.parametrize(("attempts", "instants"), [(0, [0]), (1, [0, 60]), (2, [0, 60, 180])], ids=str)
def test_ASYNC_02_retries_after_one_and_two_minutes(simulator, poisoned, attempts, instants):
    assert instants == run(simulator, poisoned(maximum_retry_attempts=attempts))


def test_ASYNC_02_three_attempts_are_the_default(simulator, poisoned):
    function = poisoned()
    run(simulator, function)

    assert [1, 2, 3] == [invocation.attempt for invocation in function.invocations]


@pytest.mark.parametrize(
    "statement",
    ["raise ValueError", "time.sleep(10)", "sys.exit(1)", "return 7_000_000 * 'a'", "return object()"],
    ids=["error", "timeout", "exit", "response too large", "no JSON"],
)
def test_ASYNC_02_every_function_error_is_retried(simulator, deploy, statement):
    function = deploy(f"import sys, time\ndef handler(event, context):\n    {statement}")

    assert 3 == len(run(simulator, function))


def test_ASYNC_02_a_broken_init_is_retried_too(simulator, deploy):
    assert 3 == len(run(simulator, deploy("raise ValueError('no')")))


def test_ASYNC_02_the_wait_begins_at_the_end_of_an_attempt(simulator, deploy):
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(10)", timeout=3)

    assert [0, 63, 186] == run(simulator, function)


def test_ASYNC_02_a_success_is_not_repeated(simulator, deploy):
    assert [0] == run(simulator, deploy("def handler(event, context):\n    pass"))


def test_ASYNC_02_a_retry_may_succeed(simulator, deploy):
    function = deploy("""
        attempts = 0
        def handler(event, context):
            global attempts
            attempts += 1
            if attempts < 2:
                raise ValueError
    """)

    assert [0, 60] == run(simulator, function)


def test_ASYNC_03_every_attempt_has_the_same_id_and_event(simulator, deploy):
    function = deploy("def handler(event, context):\n    print(context.aws_request_id, event)\n    raise ValueError")
    accepted = function.invoke({"id": 7}, invocation_type="Event")
    simulator.run_until_idle()

    assert 3 == function.logs.count(f"{accepted.request_id} {{'id': 7}}\n")


def test_ASYNC_04_a_throttled_attempt_comes_again_and_does_not_count(simulator, poisoned):
    simulator.inject_fault("throttle", attempts=(1, 2))

    assert [3, 63, 183] == run(simulator, poisoned())


def test_ASYNC_04_throttles_wait_longer_and_longer_until_the_age(simulator, poisoned):
    simulator.inject_fault("throttle", attempts=tuple(range(1, 100)))
    function = poisoned(maximum_event_age_in_seconds=60)
    run(simulator, function)

    assert [0, 1, 3, 7, 15, 31] == [record.at_ms / 1000 for record in simulator.trace.of_kind("throttle")]
    assert [] == function.invocations


@pytest.mark.parametrize(("age", "instants"), [(60, [0]), (90, [0, 60]), (180, [0, 60]), (181, [0, 60, 180])], ids=str)
def test_ASYNC_05_a_retry_that_would_be_too_old_is_not_waited_for(simulator, poisoned, age, instants):
    assert instants == run(simulator, poisoned(maximum_event_age_in_seconds=age))


@pytest.mark.parametrize(("age", "count", "at_s"), [(60, 1, 0), (90, 2, 60)], ids=str)
def test_ASYNC_05_the_record_comes_at_once(simulator, poisoned, age, count, at_s):
    failures = simulator.queue("failures")
    run(simulator, poisoned(maximum_event_age_in_seconds=age, destination_config=on_failure(failures)))
    context = records(failures)[0]["requestContext"]

    assert ("EventAgeExceeded", count) == (context["condition"], context["approximateInvokeCount"])
    assert [at_s * 1000] == [message.sent_at_ms for message in failures.messages]


# -- destinations ----------------------------------------------------------------------------------


def test_ASYNC_07_the_record_of_a_failure(simulator, poisoned, tmp_path):
    failures = simulator.queue("failures")
    function = poisoned(destination_config=on_failure(failures))
    accepted = function.invoke({"id": 1}, invocation_type="Event")
    simulator.run_until_idle()
    expected = {
        "version": "1.0",
        "timestamp": "2025-01-01T00:03:00.000Z",
        "requestContext": {
            "requestId": accepted.request_id,
            "functionArn": f"{ARN}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 3,
        },
        "requestPayload": {"id": 1},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": {
            "errorMessage": "poison",
            "errorType": "ValueError",
            "requestId": accepted.request_id,
            "stackTrace": [f"  File \"{tmp_path}/app.py\", line 2, in handler\n    raise ValueError('poison')\n"],
        },
    }

    assert [json.dumps(expected)] == [json.dumps(record) for record in records(failures)]


def test_ASYNC_08_the_record_of_a_success(simulator, deploy):
    successes = simulator.queue("successes")
    function = deploy(
        "def handler(event, context):\n    return {'ok': True}",
        destination_config={"on_success": {"destination": successes}},
    )
    accepted = function.invoke({"id": 1}, invocation_type="Event")
    simulator.run_until_idle()
    expected = {
        "version": "1.0",
        "timestamp": "2025-01-01T00:00:00.000Z",
        "requestContext": {
            "requestId": accepted.request_id,
            "functionArn": f"{ARN}:$LATEST",
            "condition": "Success",
            "approximateInvokeCount": 1,
        },
        "requestPayload": {"id": 1},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
        "responsePayload": {"ok": True},
    }

    assert [json.dumps(expected)] == [json.dumps(record) for record in records(successes)]


def test_ASYNC_08_the_success_of_a_retry_is_counted(simulator, deploy):
    successes = simulator.queue("successes")
    function = deploy(
        "def handler(event, context):\n    pass", destination_config={"on_success": {"destination": successes}}
    )
    simulator.inject_fault("error")
    run(simulator, function)

    assert [2] == [record["requestContext"]["approximateInvokeCount"] for record in records(successes)]


@pytest.mark.parametrize("qualifier", [None, "$LATEST"])
def test_ASYNC_09_the_arn_in_a_record_is_qualified(simulator, poisoned, qualifier):
    failures = simulator.queue("failures")
    function = poisoned(destination_config=on_failure(failures))
    function.invoke({}, invocation_type="Event", qualifier=qualifier)
    simulator.run_until_idle()

    assert [f"{ARN}:$LATEST"] == [record["requestContext"]["functionArn"] for record in records(failures)]


# -- dead letters ----------------------------------------------------------------------------------


def test_ASYNC_14_a_dead_letter_is_the_original_event(simulator, poisoned):
    dead_letters = simulator.queue("dead-letters")
    run(simulator, poisoned(dead_letter_config=dead_letters), b'{ "id":   1, "name": "\xc3\xa9" }')

    assert ['{ "id":   1, "name": "é" }'] == [message.body for message in dead_letters.messages]


def test_ASYNC_14_its_attributes_say_what_went_wrong(simulator, poisoned):
    dead_letters = simulator.queue("dead-letters")
    function = poisoned(dead_letter_config={"target_arn": dead_letters.arn})
    accepted = function.invoke({}, invocation_type="Event")
    simulator.run_until_idle()
    (message,) = dead_letters.messages

    assert {
        "RequestID": ("String", accepted.request_id),
        "ErrorCode": ("Number", "200"),
        "ErrorMessage": ("String", "poison"),
    } == {name: (value.data_type, value.string_value) for name, value in message.message_attributes.items()}


def test_ASYNC_14_the_message_is_cut_at_1_kb(simulator, deploy):
    dead_letters = simulator.queue("dead-letters")
    function = deploy(
        "def handler(event, context):\n    raise ValueError(1_023 * 'a' + 'é')", dead_letter_config=dead_letters
    )
    run(simulator, function)

    assert [1_023 * "a"] == [m.message_attributes["ErrorMessage"].string_value for m in dead_letters.messages]


def test_ASYNC_14_an_event_that_was_throttled_to_its_end_has_another_code(simulator, poisoned):
    dead_letters = simulator.queue("dead-letters")
    simulator.inject_fault("throttle", attempts=tuple(range(1, 100)))
    run(simulator, poisoned(dead_letter_config=dead_letters, maximum_event_age_in_seconds=60))

    assert ["429"] == [m.message_attributes["ErrorCode"].string_value for m in dead_letters.messages]


def test_ASYNC_14_an_event_that_succeeds_is_no_dead_letter(simulator, deploy):
    dead_letters = simulator.queue("dead-letters")
    run(simulator, deploy("def handler(event, context):\n    pass", dead_letter_config=dead_letters))

    assert ([], []) == (dead_letters.messages, simulator.dead_letters)


def test_ASYNC_16_dead_letter_queue_and_destination_both_receive(simulator, poisoned):
    dead_letters, failures = simulator.queue("dead-letters"), simulator.queue("failures")
    run(simulator, poisoned(dead_letter_config=dead_letters, destination_config=on_failure(failures)))

    assert (1, 1) == (len(dead_letters.messages), len(failures.messages))
    assert [("RetriesExhausted", "dead-letters"), ("RetriesExhausted", "failures")] == [
        (lost.reason, lost.target) for lost in simulator.dead_letters
    ]


def test_an_event_that_was_lost_is_kept_with_its_function(simulator, poisoned):
    run(simulator, poisoned(dead_letter_config=simulator.queue("dead-letters")))

    assert [({"id": 1}, "orders")] == [(lost.event, lost.function) for lost in simulator.dead_letters]


def test_without_a_target_an_event_is_dropped(simulator, poisoned):
    run(simulator, poisoned())

    assert [] == simulator.dead_letters
    assert ["RetriesExhausted"] == [record.details["reason"] for record in simulator.trace.of_kind("event.dropped")]


def test_ASYNC_17_an_event_too_large_for_the_dead_letter_queue_is_lost(simulator, poisoned):
    dead_letters = simulator.queue("dead-letters")
    accepted = poisoned(dead_letter_config=dead_letters).invoke(
        b'"' + (1_048_576 - 2) * b"a" + b'"', invocation_type="Event"
    )
    simulator.run_until_idle()
    details = {
        "request_id": accepted.request_id,
        "target": dead_letters.arn,
        "error_code": "ValidationException",
        "error_message": ("One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."),
    }

    assert ([], []) == (dead_letters.messages, simulator.dead_letters)
    assert [details] == [record.details for record in simulator.trace.of_kind("dead_letter.failed")]


def test_ASYNC_17_a_record_too_large_for_its_destination_is_lost(simulator, deploy):
    successes = simulator.queue("successes")
    function = deploy(
        "def handler(event, context):\n    return 2_000_000 * 'a'",
        destination_config={"on_success": {"destination": successes}},
    )

    assert ([0], []) == (run(simulator, function), successes.messages)
    assert [successes.arn] == [r.details["target"] for r in simulator.trace.of_kind("destination.failed")]


def test_ASYNC_17_the_other_target_receives_all_the_same(simulator, deploy):
    dead_letters, failures = simulator.queue("dead-letters"), simulator.queue("failures")
    function = deploy(
        "def handler(event, context):\n    raise ValueError(2_000_000 * 'a')",
        dead_letter_config=dead_letters,
        destination_config=on_failure(failures),
    )
    run(simulator, function)

    assert (1, 0) == (len(dead_letters.messages), len(failures.messages))
    assert ["dead-letters"] == [lost.target for lost in simulator.dead_letters]


def test_text_that_has_no_utf_8_is_escaped_in_a_record(simulator, poisoned):
    failures = simulator.queue("failures")
    run(simulator, poisoned(destination_config=on_failure(failures)), b'"\\ud800"')

    assert ["\ud800"] == [record["requestPayload"] for record in records(failures)]


# -- configuration ---------------------------------------------------------------------------------


def test_ASYNC_19_put_replaces(simulator, poisoned):
    function = poisoned()
    function.put_event_invoke_config(maximum_retry_attempts=1, maximum_event_age_in_seconds=100)
    function.put_event_invoke_config(maximum_retry_attempts=0)
    config = function.get_event_invoke_config()

    assert (0, 21_600) == (config.maximum_retry_attempts, config.maximum_event_age_in_seconds)


def test_ASYNC_19_update_merges(simulator, poisoned):
    function = poisoned()
    function.put_event_invoke_config(maximum_retry_attempts=1, maximum_event_age_in_seconds=100)
    function.update_event_invoke_config(maximum_retry_attempts=0)
    config = function.get_event_invoke_config()

    assert (0, 100) == (config.maximum_retry_attempts, config.maximum_event_age_in_seconds)


def test_ASYNC_19_an_empty_put_is_refused(poisoned):
    with pytest.raises(InvalidParameterValueException) as refusal:
        poisoned().put_event_invoke_config()

    assert "You must specify at least one of error handling or destination setting." == str(refusal.value)


@pytest.mark.parametrize("own", [lambda function: function, lambda function: f"{function.arn}:$LATEST"])
def test_ASYNC_19_the_function_is_no_destination_for_itself(poisoned, own):
    function = poisoned()
    with pytest.raises(InvalidParameterValueException) as refusal:
        function.put_event_invoke_config(destination_config=on_failure(own(function)))

    assert "You can't specify the function as a destination for itself." == str(refusal.value)


def test_ASYNC_15_the_configuration_at_the_end_of_an_attempt_counts(simulator, poisoned):
    failures = simulator.queue("failures")
    function = poisoned()
    function.invoke({"id": 1}, invocation_type="Event")
    simulator.advance(0)
    function.put_event_invoke_config(maximum_retry_attempts=1, destination_config=on_failure(failures))
    simulator.run_until_idle()

    assert [2] == [record["requestContext"]["approximateInvokeCount"] for record in records(failures)]


def test_ASYNC_15_so_does_the_dead_letter_queue(simulator, poisoned):
    dead_letters = simulator.queue("dead-letters")
    function = poisoned()
    function.invoke({"id": 1}, invocation_type="Event")
    function.update_function_configuration(dead_letter_config=dead_letters)
    simulator.run_until_idle()

    assert ['{"id": 1}'] == [message.body for message in dead_letters.messages]


def test_LC_22_an_event_keeps_its_tenant(simulator, deploy):
    function = deploy(
        "def handler(event, context):\n    print(context.tenant_id)",
        tenancy_config={"tenant_isolation_mode": "PER_TENANT"},
    )
    function.invoke({}, invocation_type="Event", tenant_id="blue")
    simulator.run_until_idle()

    assert "\nblue\n" in function.logs


@pytest.mark.parametrize("operation", ["get_event_invoke_config", "update_event_invoke_config"])
def test_ASYNC_19_without_a_configuration_it_is_a_404(poisoned, operation):
    with pytest.raises(ResourceNotFoundException) as refusal:
        getattr(poisoned(), operation)()

    assert f"The function {ARN}:$LATEST doesn't have an EventInvokeConfig" == str(refusal.value)


def test_ASYNC_19_deleted_the_defaults_come_back(simulator, poisoned):
    function = poisoned(maximum_retry_attempts=0)
    function.delete_event_invoke_config()

    assert 3 == len(run(simulator, function))


def test_a_destination_that_nothing_answers_to_is_refused(poisoned):
    with pytest.raises(UsageError) as refusal:
        poisoned().put_event_invoke_config(destination_config=on_failure("arn:aws:sqs:us-east-1:123456789012:nothing"))

    assert (
        "destination_config['on_failure'] is 'arn:aws:sqs:us-east-1:123456789012:nothing', which nothing in this "
        "simulator answers to: make a queue with simulator.queue(...) and pass it"
    ) == str(refusal.value)


# -- faults ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["error", "timeout", "crash", "out_of_memory"])
def test_a_fault_in_the_handlers_place_is_retried(simulator, deploy, kind):
    function = deploy("def handler(event, context):\n    print('ran')")
    simulator.inject_fault(kind)
    run(simulator, function)

    assert (2, 1) == (len(function.invocations), function.logs.count("ran\n"))


def test_an_answer_that_is_lost_makes_the_handler_run_twice(simulator, deploy):
    function = deploy("def handler(event, context):\n    print('ran')")
    simulator.inject_fault("response_lost")

    assert ([0, 1], 2) == (run(simulator, function), function.logs.count("ran\n"))


def test_ASYNC_01_an_event_may_be_delivered_twice(simulator, deploy):
    function = deploy("def handler(event, context):\n    pass")
    simulator.inject_fault("duplicate")
    run(simulator, function)

    assert (2, 1) == (len(function.invocations), len({i.request_id for i in function.invocations}))
