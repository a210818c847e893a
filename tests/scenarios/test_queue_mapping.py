"""A queue in front of a function: batches, failures, partial responses, redrive."""

from __future__ import annotations

import hashlib
import json

import pytest

from pytest_lambda import (
    InvalidParameterValueException,
    ResourceConflictException,
    StillPendingError,
    UsageError,
    ValidationException,
)

REPORTING = {"function_response_types": ["ReportBatchItemFailures"]}


@pytest.fixture
def batches():
    """The bodies of every batch that the function was given."""
    return []


@pytest.fixture
def worker(simulator, batches):
    """Return what deploys a function that keeps its batches and answers with *response*, or raises it."""

    def worker(response=None, **config):
        def handler(event, context):
            batches.append([record["body"] for record in event["Records"]])
            value = response(event) if callable(response) else response
            if isinstance(value, Exception):
                raise value
            return value

        return simulator.function(handler, function_name="worker", **config)

    return worker


def failures(*bodies):
    """Return a handler's answer that reports the messages with *bodies*."""

    def response(event):
        named = [record["messageId"] for record in event["Records"] if record["body"] in bodies]
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in named]}

    return response


def mapped(simulator, function, *, queue=None, **config):
    """Return a queue that is mapped to *function*."""
    source = simulator.queue("orders", **(queue or {}))
    function.event_source_mapping(source, **config)
    return source


def bodies(queue):
    return [message.body for message in queue.messages]


def starts(function):
    return [invocation.started_at for invocation in function.invocations]


# -- the mapping -----------------------------------------------------------------------------------


def test_ESM_02_up_to_ten_messages_make_a_batch(simulator, worker, batches):
    queue = mapped(simulator, worker())
    queue.send_messages(str(number) for number in range(12))
    simulator.run_until_idle()

    assert [[str(number) for number in range(10)], ["10", "11"]] == batches


def test_ESM_03_a_batch_over_ten_needs_a_window(simulator, worker):
    with pytest.raises(InvalidParameterValueException) as refusal:
        mapped(simulator, worker(), batch_size=11)

    assert "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10" == str(
        refusal.value
    )


def test_ESM_03_a_number_out_of_range_is_refused(simulator, worker):
    with pytest.raises(ValidationException) as refusal:
        mapped(simulator, worker(), batch_size=10_001, maximum_batching_window_in_seconds=1)

    assert (
        "1 validation error detected: Value '10001' at 'batchSize' failed to satisfy constraint: "
        "Member must have value less than or equal to 10000"
    ) == str(refusal.value)


def test_ESM_04_a_window_gathers_messages(simulator, worker, batches):
    function = worker()
    queue = mapped(simulator, function, batch_size=100, maximum_batching_window_in_seconds=5)
    for body in ("a", "b", "c"):
        queue.send_message(body)
        simulator.advance(1)
    simulator.run_until_idle()

    assert ([["a", "b", "c"]], [5]) == (batches, starts(function))


def test_ESM_04_a_batch_does_not_grow_over_6_mb(simulator, worker, batches):
    queue = mapped(simulator, worker())
    queue.send_messages([1_000_000 * "a"] * 10)
    simulator.run_until_idle()

    assert [6, 4] == [len(batch) for batch in batches]


def test_ESM_06_a_queue_that_does_not_exist(worker):
    function = worker()
    with pytest.raises(InvalidParameterValueException) as refusal:
        function.event_source_mapping("arn:aws:sqs:us-east-1:123456789012:nothing")

    assert (
        "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. "
        "SQS Error Message: The specified queue does not exist."
    ) == str(refusal.value)


def test_ESM_06_a_source_of_an_unknown_kind(worker):
    function = worker()
    with pytest.raises(InvalidParameterValueException) as refusal:
        function.event_source_mapping("arn:aws:nothing:us-east-1:123456789012:x")

    assert "Unrecognized event source." == str(refusal.value)


def test_ESM_06_a_function_that_does_not_exist(simulator, worker):
    function = worker()
    function.delete_function()
    with pytest.raises(InvalidParameterValueException) as refusal:
        function.event_source_mapping(simulator.queue("orders"))

    assert "Function does not exist" == str(refusal.value)


def test_ESM_06_a_second_mapping_of_the_same_pair(simulator, worker):
    function = worker()
    queue = simulator.queue("orders")
    mapping = function.event_source_mapping(queue)
    with pytest.raises(ResourceConflictException) as refusal:
        function.event_source_mapping(queue.arn)

    assert (
        409,
        'An event source mapping with SQS arn (" arn:aws:sqs:us-east-1:123456789012:orders ") and function '
        f'(" worker ") already exists. Please update or delete the existing mapping with UUID {mapping.uuid}',
    ) == (refusal.value.status_code, str(refusal.value))


def test_ESM_06_after_a_mapping_is_deleted_the_pair_is_free(simulator, worker, batches):
    function = worker()
    queue = simulator.queue("orders")
    function.event_source_mapping(queue).delete()
    function.event_source_mapping(queue)
    queue.send_message("a")
    simulator.run_until_idle()

    assert [["a"]] == batches


def test_ESM_06_a_queue_has_no_destination(simulator, worker):
    with pytest.raises(InvalidParameterValueException) as refusal:
        mapped(simulator, worker(), destination_config={"on_failure": {"destination": "x"}})

    assert "Unsupported DestinationConfig parameter for given event source mapping type." == str(refusal.value)


def test_what_is_no_queue_cannot_be_mapped(worker):
    function = worker()
    with pytest.raises(UsageError) as refusal:
        function.event_source_mapping(5)

    assert "event_source_mapping takes a queue of this simulator or its ARN, not 5" == str(refusal.value)


def test_a_mapping_that_is_disabled_receives_nothing(simulator, worker, batches):
    function = worker()
    queue = simulator.queue("orders")
    mapping = function.event_source_mapping(queue, enabled=False)
    queue.send_message("a")
    simulator.run_until_idle()
    before = list(batches)
    mapping.update(enabled=True)
    simulator.run_until_idle()

    assert ([], [["a"]], "Enabled") == (before, batches, mapping.state)


def test_a_mapping_that_is_deleted_receives_nothing(simulator, worker, batches):
    function = worker()
    queue = simulator.queue("orders")
    function.event_source_mapping(queue).delete()
    queue.send_message("a")
    simulator.run_until_idle()

    assert [] == batches


# -- the event -------------------------------------------------------------------------------------


def test_SQS_01_the_record_of_a_message(simulator):
    events = []
    function = simulator.function(lambda event, context: events.append(event), function_name="worker")
    queue = mapped(simulator, function)
    message = queue.send_message("é")
    simulator.run_until_idle()
    (record,) = events[0]["Records"]
    receipt_handle = record.pop("receiptHandle")

    assert receipt_handle.startswith("AQEB")
    assert {
        "messageId": message.message_id,
        "body": "é",
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1735689600000",
            "SenderId": simulator.sender_id,
            "ApproximateFirstReceiveTimestamp": "1735689600000",
        },
        "messageAttributes": {},
        "md5OfBody": hashlib.md5("é".encode()).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:orders",
        "awsRegion": "us-east-1",
    } == record


def test_SQS_02_message_attributes(simulator):
    events = []
    function = simulator.function(lambda event, context: events.append(event), function_name="worker")
    queue = mapped(simulator, function)
    queue.send_message(
        "a",
        message_attributes={
            "kind": {"data_type": "String", "string_value": "x"},
            "raw": {"data_type": "Binary", "binary_value": b"\x00"},
        },
    )
    simulator.run_until_idle()
    (record,) = events[0]["Records"]

    assert {
        "kind": {"stringValue": "x", "stringListValues": [], "binaryListValues": [], "dataType": "String"},
        "raw": {"binaryValue": "AA==", "stringListValues": [], "binaryListValues": [], "dataType": "Binary"},
    } == record["messageAttributes"]
    assert "md5OfMessageAttributes" in record


def test_SQS_01_each_receive_is_counted_in_the_event(simulator):
    counts = []

    def handler(event, context):
        (record,) = event["Records"]
        counts.append((record["attributes"]["ApproximateReceiveCount"], record["messageId"]))
        raise ValueError

    queue = mapped(simulator, simulator.function(handler))
    message = queue.send_message("a")
    simulator.advance(65)

    assert [(count, message.message_id) for count in "123"] == counts


# -- success, failure, redrive ---------------------------------------------------------------------


def test_SQS_03_success_deletes_the_batch(simulator, worker):
    queue = mapped(simulator, worker())
    queue.send_messages(["a", "b"])
    simulator.run_until_idle()

    assert [] == queue.messages


def test_SQS_03_failed_messages_come_back_when_their_visibility_timeout_ends(simulator, worker, batches):
    function = worker(ValueError())
    queue = mapped(simulator, function, queue={"visibility_timeout": 40})
    queue.send_messages(["a", "b"])
    simulator.advance(100)

    assert ([0, 40, 80], [["a", "b"]] * 3) == (starts(function), batches)


def test_SQS_03_a_message_stays_in_the_queue_while_it_is_worked_on(simulator, worker):
    function = worker(lambda event: simulator.clock.tick(2))
    queue = mapped(simulator, function)
    queue.send_message("a")
    simulator.advance(1)
    during = bodies(queue)
    simulator.run_until_idle()

    assert (["a"], []) == (during, bodies(queue))


def test_SQS_03_a_timeout_is_a_failure(simulator, worker):
    function = worker(lambda event: simulator.clock.tick(10))
    queue = mapped(simulator, function)
    queue.send_message("a")
    simulator.advance(31)

    assert ([0, 30], ["a"]) == (starts(function), bodies(queue))


@pytest.mark.parametrize("receives", [1, 3])
def test_SQS_04_the_queue_redrives_a_message_received_too_often(simulator, worker, receives):
    dead_letters = simulator.queue("dead-letters")
    function = worker(ValueError())
    policy = {"dead_letter_target": dead_letters, "max_receive_count": receives}
    queue = mapped(simulator, function, queue={"redrive_policy": policy})
    sent = queue.send_message("a")
    simulator.run_until_idle()

    assert [30 * number for number in range(receives)] == starts(function)
    assert ([], [sent.message_id]) == (queue.messages, [message.message_id for message in dead_letters.messages])


def test_SQS_04_a_redriven_message_is_among_the_dead_letters(simulator, worker):
    policy = {"dead_letter_target": simulator.queue("dead-letters"), "max_receive_count": 1}
    queue = mapped(simulator, worker(ValueError()), queue={"redrive_policy": policy})
    queue.send_message("a")
    simulator.run_until_idle()

    assert [("a", "MaxReceiveCountExceeded", "worker", "dead-letters")] == [
        (lost.event, lost.reason, lost.function, lost.target) for lost in simulator.dead_letters
    ]


def test_SQS_04_without_a_policy_a_message_goes_round_for_ever(simulator, worker):
    queue = mapped(simulator, worker(ValueError()))
    queue.send_message("a")
    with pytest.raises(StillPendingError) as failure:
        simulator.run_until_idle(max_seconds=100)

    assert (
        "after 100 virtual seconds this is still pending:\n"
        "  due at 120 s: queue orders: 1 messages, received up to 4 times\n"
        "A message that always fails goes round for ever without a redrive policy. Pass max_seconds=... for more time, "
        "or use advance(seconds) to stop earlier."
    ) == str(failure.value)


def test_SQS_05_a_visibility_timeout_below_the_function_timeout_is_refused(simulator, worker):
    with pytest.raises(InvalidParameterValueException) as refusal:
        mapped(simulator, worker(timeout=60))

    assert "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds" == str(refusal.value)


def test_SQS_05_an_equal_one_is_allowed(simulator, worker):
    assert "orders" == mapped(simulator, worker(timeout=30)).name


def test_SQS_06_a_window_prolongs_the_visibility_timeout(simulator, worker):
    function = worker()
    queue = mapped(simulator, function, batch_size=100, maximum_batching_window_in_seconds=60)
    queue.send_message("a")
    simulator.run_until_idle()

    assert ([60], [1], []) == (starts(function), [i.attempt for i in function.invocations], queue.messages)


def test_SQS_06_a_failed_message_comes_back_after_the_longer_time(simulator, worker):
    function = worker(ValueError(), timeout=10)
    queue = mapped(simulator, function, maximum_batching_window_in_seconds=60)
    queue.send_message("a")
    simulator.advance(170)

    assert [60, 160] == starts(function)


def test_SQS_07_a_throttled_batch_comes_back_with_a_raised_count(simulator, worker):
    simulator.inject_fault("throttle")
    function = worker()
    queue = mapped(simulator, function)
    queue.send_message("a")
    simulator.run_until_idle()

    assert ([30], [2], []) == (starts(function), [i.attempt for i in function.invocations], queue.messages)


def test_SQS_08_the_pollers_begin_with_five_batches(simulator, worker):
    function = worker(lambda event: simulator.clock.tick(1))
    queue = mapped(simulator, function, batch_size=1)
    queue.send_messages(str(number) for number in range(12))
    simulator.run_until_idle()

    assert 5 * [0] + 5 * [1] + 2 * [2] == starts(function)


def test_SQS_08_maximum_concurrency_is_kept(simulator, worker):
    function = worker(lambda event: simulator.clock.tick(1))
    queue = mapped(simulator, function, batch_size=1, scaling_config={"maximum_concurrency": 2})
    queue.send_messages(["a", "b", "c", "d", "e"])
    simulator.run_until_idle()

    assert [0, 0, 1, 1, 2] == starts(function)


# -- partial responses -----------------------------------------------------------------------------


def test_SQS_11_reported_messages_stay_and_the_others_are_deleted(simulator, worker, batches):
    queue = mapped(simulator, worker(failures("bad")), **REPORTING)
    queue.send_messages(["good", "bad", "fine"])
    simulator.advance(31)

    assert ([["good", "bad", "fine"], ["bad"]], ["bad"]) == (batches, bodies(queue))


def test_SQS_11_without_the_setting_the_response_is_ignored(simulator, worker):
    queue = mapped(simulator, worker(failures("bad")))
    queue.send_messages(["good", "bad"])
    simulator.run_until_idle()

    assert [] == bodies(queue)


@pytest.mark.parametrize("response", [{"batchItemFailures": []}, {"batchItemFailures": None}, {}, None], ids=json.dumps)
def test_SQS_12_full_success(simulator, worker, response):
    queue = mapped(simulator, worker(response), **REPORTING)
    queue.send_messages(["a", "b"])
    simulator.run_until_idle()

    assert [] == bodies(queue)


@pytest.mark.parametrize(
    "response",
    [
        b"no JSON",
        {"batchItemFailures": [{"itemIdentifier": ""}]},
        {"batchItemFailures": [{"itemIdentifier": None}]},
        {"batchItemFailures": [{"messageId": "x"}]},
        {"batchItemFailures": [{"itemIdentifier": "not in the batch"}]},
        ValueError(),
    ],
    ids=str,
)
def test_SQS_13_full_failure(simulator, worker, response):
    function = worker(response)
    queue = mapped(simulator, function, **REPORTING)
    queue.send_messages(["a", "b"])
    simulator.advance(31)

    assert (["a", "b"], [0, 30]) == (bodies(queue), starts(function))


def test_SQS_13_one_bad_item_fails_the_whole_batch(simulator, worker):
    def response(event):
        return {
            "batchItemFailures": [
                {"itemIdentifier": event["Records"][0]["messageId"]},
                {"itemIdentifier": ""},
            ]
        }

    queue = mapped(simulator, worker(response), **REPORTING)
    queue.send_messages(["a", "b"])
    simulator.advance(1)

    assert ["a", "b"] == bodies(queue)


def test_SQS_14_a_reported_failure_is_no_error_of_the_function(simulator, worker):
    function = worker(failures("bad"))
    queue = mapped(simulator, function, **REPORTING)
    queue.send_message("bad")
    simulator.advance(1)

    assert [None] == [invocation.function_error for invocation in function.invocations]


def test_SQS_11_a_bad_message_is_redriven_alone(simulator, worker, batches):
    dead_letters = simulator.queue("dead-letters")
    policy = {"dead_letter_target": dead_letters, "max_receive_count": 3}
    queue = mapped(simulator, worker(failures("bad")), queue={"redrive_policy": policy}, **REPORTING)
    queue.send_messages(["good", "bad"])
    simulator.run_until_idle()

    assert ([["good", "bad"], ["bad"], ["bad"]], ["bad"]) == (batches, bodies(dead_letters))
