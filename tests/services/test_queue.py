"""A standard queue: visibility, receive counts, delays, retention, redrive, limits."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import UsageError, ValidationException
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.model.message import MessageAttribute
from pytest_lambda.services.queue import QueueConfiguration, QueueState, RedrivePolicy

EPOCH_MS = 1_735_689_600_000
ARN = "arn:aws:sqs:us-east-1:123456789012:orders"


def queue(**config):
    return QueueState("orders", ARN, QueueConfiguration(**config), Entropy(1))


def send(state, body="a", now_ms=0, **options):
    """Send a message at *now_ms*."""
    return state.send(
        body,
        now_ms=now_ms,
        epoch_ms=EPOCH_MS + now_ms,
        sender_id="AROA:me",
        message_attributes=options.pop("message_attributes", {}),
        **options,
    )


def receive(state, now_ms=0, count=10, **options):
    """Receive up to *count* messages at *now_ms*."""
    return state.receive(count, now_ms=now_ms, epoch_ms=EPOCH_MS + now_ms, **options)


def bodies(messages):
    return [message.body for message in messages]


def refusal(kind, call, *args, **kwargs):
    """Return the text with which *call* is refused."""
    with pytest.raises(kind) as refused:
        call(*args, **kwargs)
    return str(refused.value)


# -- sending and receiving -------------------------------------------------------------------------


def test_messages_are_received_oldest_first():
    state = queue()
    for body in ("a", "b", "c"):
        send(state, body)

    assert ["a", "b"] == bodies(receive(state, count=2))


def test_a_message_carries_what_was_sent():
    attributes = {"kind": MessageAttribute("String", string_value="x")}
    state = queue()
    send(state, "a", 5, message_attributes=attributes, trace_header="Root=1-0-0")
    (message,) = receive(state, 7)

    assert ("a", attributes, "AROA:me", "Root=1-0-0") == (
        message.body,
        message.message_attributes,
        message.sender_id,
        message.trace_header,
    )
    assert (EPOCH_MS + 5, EPOCH_MS + 7) == (message.sent_ms, message.first_received_ms)


@given(st.text(min_size=1, max_size=50))
def test_SQS_01_a_message_has_the_md5_of_its_body(body):
    assert hashlib.md5(body.encode()).hexdigest() == send(queue(), body).md5_of_body


def test_messages_have_ids_of_their_own():
    state = queue()

    assert 50 == len({send(state).message_id for _ in range(50)})


def test_the_same_seed_gives_the_same_ids():
    assert send(queue()).message_id == send(queue()).message_id


def test_a_message_that_was_deleted_is_gone():
    state = queue()
    message = send(state)

    assert (True, False, []) == (
        state.delete(message.message_id),
        state.delete(message.message_id),
        receive(state),
    )


def test_a_queue_can_be_purged():
    state = queue()
    send(state)
    receive(state)
    state.purge()

    assert [] == state.messages


def test_an_empty_queue_gives_nothing():
    assert ([], None) == (receive(queue()), queue().next_visible_ms())


# -- visibility ------------------------------------------------------------------------------------


def test_SQS_03_a_received_message_is_invisible_for_the_visibility_timeout():
    state = queue(visibility_timeout=30)
    send(state)
    receive(state, 1_000)

    assert ([], ["a"]) == (receive(state, 30_999), bodies(receive(state, 31_000)))


def test_a_receive_may_have_a_visibility_timeout_of_its_own():
    state = queue(visibility_timeout=30)
    send(state)
    receive(state, visibility_timeout=5)

    assert ([], ["a"]) == (receive(state, 4_999), bodies(receive(state, 5_000)))


def test_with_a_visibility_timeout_of_zero_a_message_stays_visible():
    state = queue(visibility_timeout=0)
    send(state)

    assert [1, 2] == [receive(state)[0].receive_count for _ in range(2)]


def test_a_message_in_flight_is_still_in_the_queue():
    state = queue()
    send(state)
    receive(state)

    assert ["a"] == bodies(state.messages)


def test_a_message_can_be_made_visible():
    state = queue()
    message = send(state)
    receive(state)
    state.make_visible(message.message_id, 2_000)

    assert ([], ["a"]) == (receive(state, 1_999), bodies(receive(state, 2_000)))


def test_a_message_that_is_gone_is_not_made_visible():
    state = queue()
    message = send(state)
    state.delete(message.message_id)
    state.make_visible(message.message_id, 0)

    assert [] == receive(state)


def test_the_next_message_to_become_visible_is_known():
    state = queue(visibility_timeout=30)
    send(state, "a")
    receive(state, 1_000)
    send(state, "b", 2_000, delay_seconds=40)

    assert 31_000 == state.next_visible_ms()


# -- receive counts and receipt handles ------------------------------------------------------------


def test_SQS_03_each_receive_is_counted():
    state = queue(visibility_timeout=1)
    send(state)

    assert [1, 2, 3] == [receive(state, now_ms)[0].receive_count for now_ms in (0, 1_000, 2_000)]


def test_the_first_receive_is_remembered():
    state = queue(visibility_timeout=1)
    send(state)

    assert [EPOCH_MS + 500, EPOCH_MS + 500] == [receive(state, now_ms)[0].first_received_ms for now_ms in (500, 1_500)]


def test_a_message_never_received_says_so():
    assert {"ApproximateReceiveCount": "0", "SentTimestamp": str(EPOCH_MS), "SenderId": "AROA:me"} == send(
        queue()
    ).attributes


def test_SQS_01_system_attributes_are_text():
    state = queue()
    message = send(state, trace_header="Root=1-0-0")
    receive(state, 2)

    assert {
        "ApproximateReceiveCount": "1",
        "SentTimestamp": str(EPOCH_MS),
        "SenderId": "AROA:me",
        "ApproximateFirstReceiveTimestamp": str(EPOCH_MS + 2),
        "AWSTraceHeader": "Root=1-0-0",
    } == message.attributes


def test_each_receive_has_a_receipt_handle_of_its_own():
    state = queue(visibility_timeout=1)
    send(state)

    assert 5 == len({receive(state, second * 1_000)[0].receipt_handle for second in range(5)})


def test_a_message_is_found_by_its_newest_receipt_handle():
    state = queue(visibility_timeout=1)
    message = send(state)
    old, new = (receive(state, now_ms)[0].receipt_handle for now_ms in (0, 1_000))

    assert message is state.find(new)
    assert state.find(old) is None


# -- delay and retention ---------------------------------------------------------------------------


def test_a_queue_may_delay_its_messages():
    state = queue(delay_seconds=10)
    send(state, now_ms=500)

    assert ([], ["a"]) == (receive(state, 10_499), bodies(receive(state, 10_500)))


@pytest.mark.parametrize(("delay_seconds", "due_ms"), [(0, 0), (3, 3_000), (900, 900_000)], ids=str)
def test_a_messages_own_delay_counts_more(delay_seconds, due_ms):
    state = queue(delay_seconds=10)
    send(state, delay_seconds=delay_seconds)

    assert due_ms == state.next_visible_ms()


def test_a_message_is_kept_for_the_retention_period():
    state = queue(message_retention_period=60)
    message = send(state, now_ms=1_000)

    assert [] == state.expire(60_999)
    assert [message] == state.expire(61_000)
    assert [] == state.messages


def test_the_retention_of_a_redriven_message_counts_from_when_it_was_sent():
    state, dead = queue(), queue(message_retention_period=60)
    dead.accept_redriven(send(state, now_ms=1_000), source_arn=ARN, now_ms=50_000)

    assert 1 == len(dead.expire(61_000))


# -- redrive ---------------------------------------------------------------------------------------


def failing_queue(max_receive_count=2):
    """Return a queue with a redrive policy, and a message in it."""
    state = queue(visibility_timeout=1, redrive_policy=RedrivePolicy("arn:dead", max_receive_count))
    return state, send(state)


@given(st.integers(1, 20))
def test_SQS_04_a_message_is_received_as_often_as_the_policy_says(max_receive_count):
    state, message = failing_queue(max_receive_count)
    receives, now_ms = 0, 0
    while not state.take_redriven(now_ms):
        assert [message.message_id] == [got.message_id for got in receive(state, now_ms)]
        receives, now_ms = receives + 1, now_ms + 1_000

    assert (max_receive_count, []) == (receives, state.messages)


def test_SQS_04_a_message_in_flight_is_not_redriven():
    state, _ = failing_queue(max_receive_count=1)
    receive(state)

    assert [] == state.take_redriven(999)


def test_without_a_policy_nothing_is_redriven():
    state = queue(visibility_timeout=0)
    send(state)
    for _ in range(100):
        receive(state)

    assert [] == state.take_redriven(0)


def test_SQS_04_a_redriven_message_keeps_id_body_time_and_count():
    state, _ = failing_queue(max_receive_count=1)
    receive(state, 5)
    (given_up,) = state.take_redriven(10_000)
    dead = queue()
    dead.accept_redriven(given_up, source_arn=ARN, now_ms=10_000)
    (message,) = receive(dead, 10_000)

    assert (given_up.message_id, "a", EPOCH_MS, EPOCH_MS + 5, 2, ARN) == (
        message.message_id,
        message.body,
        message.sent_ms,
        message.first_received_ms,
        message.receive_count,
        message.dead_letter_source_arn,
    )


def test_a_redriven_message_can_be_received_at_once():
    dead = queue(delay_seconds=10)
    dead.accept_redriven(send(queue()), source_arn=ARN, now_ms=7)

    assert 7 == dead.next_visible_ms()


def test_the_source_of_a_redriven_message_is_among_its_attributes():
    moved = queue().accept_redriven(send(queue()), source_arn=ARN, now_ms=0)

    assert ARN == moved.attributes["DeadLetterQueueSourceArn"]


# -- limits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [1_048_576 * "a", 524_288 * "é"], ids=["text", "bytes"])
def test_a_message_may_have_1_mb(body):
    assert body == send(queue(), body).body


@pytest.mark.parametrize(
    ("body", "attributes"),
    [
        (1_048_577 * "a", {}),
        (524_289 * "é", {}),
        (1_048_565 * "a", {"name": MessageAttribute("String", string_value="vv")}),
        (1_048_565 * "a", {"name": MessageAttribute("Binary", binary_value=b"vv")}),
    ],
    ids=["text", "bytes", "attributes", "binary attributes"],
)
def test_more_is_refused(body, attributes):
    expected = "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."

    assert expected == refusal(ValidationException, send, queue(), body, message_attributes=attributes)


def test_a_message_has_a_body():
    assert "The request must contain the parameter MessageBody." == refusal(ValidationException, send, queue(), "")


def test_a_body_is_text():
    expected = "a message's body must be text, not {'id': 1} (dict): use json.dumps(...) for data"

    assert expected == refusal(UsageError, send, queue(), {"id": 1})


def test_a_refused_message_is_not_in_the_queue():
    state = queue()
    refusal(ValidationException, send, state, "a", delay_seconds=901)

    assert [] == state.messages


NUMBERS = [
    ("visibility_timeout", "visibilityTimeout", 0, 43_200),
    ("delay_seconds", "delaySeconds", 0, 900),
    ("message_retention_period", "messageRetentionPeriod", 60, 1_209_600),
]


@pytest.mark.parametrize(("name", "aws_name", "low", "high"), NUMBERS)
def test_both_ends_of_a_range_are_allowed(name, aws_name, low, high):
    assert [low, high] == [getattr(QueueConfiguration(**{name: value}), name) for value in (low, high)]


@pytest.mark.parametrize(("name", "aws_name", "low", "high"), NUMBERS)
def test_numbers_out_of_range_are_refused(name, aws_name, low, high):
    prefix = "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: Member must have value "

    assert [
        prefix.format(low - 1, aws_name) + f"greater than or equal to {low}",
        prefix.format(high + 1, aws_name) + f"less than or equal to {high}",
    ] == [refusal(ValidationException, QueueConfiguration, **{name: value}) for value in (low - 1, high + 1)]


@pytest.mark.parametrize(("name", "aws_name", "low", "high"), NUMBERS)
def test_numbers_are_integers_of_seconds(name, aws_name, low, high):
    expected = f"{name} must be an integer of seconds from {low} to {high}, not '60' (str)"

    assert expected == refusal(UsageError, QueueConfiguration, **{name: "60"})


@pytest.mark.parametrize("count", [1, 1_000])
def test_SQS_04_a_policy_allows_1_to_1000_receives(count):
    assert count == RedrivePolicy("arn:dead", count).max_receive_count


@pytest.mark.parametrize(
    ("count", "text"), [(0, "greater than or equal to 1"), (1_001, "less than or equal to 1000")], ids=str
)
def test_SQS_04_another_policy_is_refused(count, text):
    expected = (
        f"1 validation error detected: Value '{count}' at 'redrivePolicy['maxReceiveCount']' failed to satisfy "
        f"constraint: Member must have value {text}"
    )

    assert expected == refusal(ValidationException, RedrivePolicy, "arn:dead", count)


# -- whatever happens ------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["send", "receive", "delete", "wait"]), max_size=60))
def test_no_message_is_received_twice_within_its_visibility_timeout(steps):
    state = queue(visibility_timeout=3)
    now_ms, invisible_until = 0, {}
    for step in steps:
        if step == "send":
            send(state, now_ms=now_ms)
        elif step == "wait":
            now_ms += 1_000
        elif step == "delete" and invisible_until:
            message_id, _ = invisible_until.popitem()
            state.delete(message_id)
        elif step == "receive":
            for message in receive(state, now_ms, 2):
                assert invisible_until.get(message.message_id, 0) <= now_ms
                invisible_until[message.message_id] = now_ms + 3_000
