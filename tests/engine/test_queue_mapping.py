"""The pollers of a queue: batches, windows, how many at a time, what is deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.engine.queue_mapping import (
    BatchAnswered,
    BatchFailed,
    BatchThrottled,
    QueueMapping,
    Received,
    RetryBatch,
)
from pytest_lambda.model.effects import DeleteMessages, InvokeBatch, Notify, StartTimer
from pytest_lambda.model.mapping import QueueMappingConfiguration
from pytest_lambda.model.message import MessageAttribute, ReceivedMessage


def mapping(**config):
    return QueueMapping(QueueMappingConfiguration.parse(config))


def messages(*numbers):
    """Return messages with *numbers* as their ids."""
    return tuple(ReceivedMessage(f"m{number}", "AQEB", "a", 1, 0, 0, "me") for number in numbers)


def large(*numbers):
    """Return messages of 1 MB."""
    return tuple(replace(message, body=1_000_000 * "a") for message in messages(*numbers))


def received(machine, *numbers, now_ms=0):
    """Let *machine* receive the messages *numbers* and return the effects."""
    return machine.handle(Received(messages(*numbers), now_ms + 30_000), now_ms)


def answered(machine, response, *numbers, is_json=True, **config):
    """Answer a batch of the messages *numbers* with *response* and return the effects."""
    received(machine, *numbers)
    return machine.handle(BatchAnswered(1, response, is_json), 0)


REPORTING = {"function_response_types": ["ReportBatchItemFailures"]}


# -- batches ---------------------------------------------------------------------------------------


def test_without_a_window_what_was_received_is_sent_at_once():
    assert [InvokeBatch(1, messages(1, 2))] == received(mapping(), 1, 2)


def test_ESM_04_a_batch_holds_batch_size_messages_at_most():
    expected = [InvokeBatch(1, messages(1, 2)), InvokeBatch(2, messages(3, 4)), InvokeBatch(3, messages(5))]

    assert expected == received(mapping(batch_size=2), 1, 2, 3, 4, 5)


def test_ESM_04_with_a_window_messages_wait_for_more():
    machine = mapping(maximum_batching_window_in_seconds=5)

    assert [StartTimer(5_100, 1, "batching window with 1 gathered")] == received(machine, 1, now_ms=100)
    assert [] == received(machine, 2, now_ms=200)


def test_ESM_04_a_window_that_ends_sends_what_was_gathered():
    machine = mapping(maximum_batching_window_in_seconds=5)
    received(machine, 1)
    received(machine, 2)

    assert [InvokeBatch(1, messages(1, 2))] == machine.window_ended(1)


def test_ESM_04_a_full_batch_does_not_wait_for_its_window():
    machine = mapping(batch_size=2, maximum_batching_window_in_seconds=5)
    received(machine, 1)

    assert [InvokeBatch(1, messages(1, 2))] == received(machine, 2)


def test_ESM_04_what_is_left_of_a_full_batch_has_a_window_of_its_own():
    machine = mapping(batch_size=2, maximum_batching_window_in_seconds=5)
    received(machine, 1)
    effects = received(machine, 2, 3, now_ms=1_000)

    assert [InvokeBatch(1, messages(1, 2)), StartTimer(6_000, 2, "batching window with 1 gathered")] == effects
    assert ([], [InvokeBatch(2, messages(3))]) == (machine.window_ended(1), machine.window_ended(2))


def test_a_window_whose_messages_are_sent_ends_without_effect():
    machine = mapping(batch_size=2, maximum_batching_window_in_seconds=5)
    received(machine, 1)
    received(machine, 2)

    assert [] == machine.window_ended(1)


@pytest.mark.parametrize("window", [0, 5])
def test_ESM_04_a_batch_does_not_grow_over_6_mb(window):
    machine = mapping(batch_size=10, maximum_batching_window_in_seconds=window)
    effects = machine.handle(Received(large(*range(1, 8)), 30_000), 0)

    assert InvokeBatch(1, large(1, 2, 3, 4, 5, 6)) == effects[0]
    assert effects[1] == (
        StartTimer(5_000, 1, "batching window with 1 gathered") if window else InvokeBatch(2, large(7))
    )


def test_ESM_04_metadata_counts():
    attributes = {"note": MessageAttribute("String", string_value=1_000_000 * "a")}
    gathered = [replace(message, message_attributes=attributes) for message in messages(*range(7))]
    effects = mapping().handle(Received(tuple(gathered), 30_000), 0)

    assert [6, 1] == [len(effect.messages) for effect in effects]


def test_SQS_08_a_batch_that_size_made_necessary_waits_for_a_poller():
    machine = mapping(scaling_config={"maximum_concurrency": 2})
    effects = machine.handle(Received(large(*range(13)), 30_000), 0)
    capacity = machine.capacity
    after = machine.handle(BatchAnswered(1, None), 0)

    assert ([6, 6], 0) == ([len(effect.messages) for effect in effects], capacity)
    assert [DeleteMessages(large(*range(6))), InvokeBatch(3, large(12))] == after


def test_after_a_wait_for_a_poller_what_is_left_has_a_window():
    machine = mapping(batch_size=8, maximum_batching_window_in_seconds=5, scaling_config={"maximum_concurrency": 2})
    machine.handle(Received(large(*range(15)), 30_000), 0)
    received(machine, 20, now_ms=1_000)
    waiting = machine.window_ended(1)
    after = machine.handle(BatchFailed(1), 7_000)

    assert [] == waiting
    assert [Notify("batch.failed", {"messages": 6}), InvokeBatch(3, (*large(12, 13, 14), *messages(20)))] == after


# -- visibility ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "timeout", "seconds"),
    [(0, 30, 30), (27, 3, 30), (28, 3, 61), (60, 3, 93), (300, 30, 360)],
    ids=str,
)
def test_SQS_06_a_window_prolongs_the_visibility_timeout(window, timeout, seconds):
    machine = mapping(maximum_batching_window_in_seconds=window)

    assert seconds == machine.visibility_timeout_seconds(queue_seconds=30, function_timeout_seconds=timeout)


@given(
    st.integers(1, 10),
    st.integers(0, 5),
    st.lists(st.one_of(st.integers(1, 60), st.just("answer"), st.just("window")), max_size=40),
)
def test_every_message_is_in_one_batch_in_order_and_no_limit_is_passed(batch_size, window, steps):
    machine = mapping(batch_size=batch_size, maximum_batching_window_in_seconds=window)
    sent, in_flight, windows, number = [], [], [], 0
    for step in steps:
        if step == "answer":
            effects = machine.handle(BatchFailed(in_flight.pop(0)), 0) if in_flight else []
        elif step == "window":
            effects = machine.window_ended(windows.pop(0)) if windows else []
        else:
            count = min(step, machine.capacity)
            effects = received(machine, *range(number, number + count))
            number += count
        for effect in effects:
            if isinstance(effect, InvokeBatch):
                sent.extend(effect.messages)
                in_flight.append(effect.batch_id)
                assert 1 <= len(effect.messages) <= batch_size
            elif isinstance(effect, StartTimer):
                windows.append(effect.payload)
        assert len(in_flight) <= 5
    for open_window in windows:
        sent.extend(m for effect in machine.window_ended(open_window) for m in effect.messages)

    assert messages(*range(number)) == tuple(sent)


# -- how many at a time ----------------------------------------------------------------------------


def test_SQS_08_the_pollers_begin_with_five_batches():
    assert 50 == mapping().capacity


def test_SQS_08_maximum_concurrency_limits_the_batches():
    assert 20 == mapping(scaling_config={"maximum_concurrency": 2}).capacity


def test_a_batch_in_flight_takes_a_poller():
    machine = mapping(batch_size=2)
    received(machine, 1)

    assert 8 == machine.capacity


def test_messages_that_wait_take_room():
    machine = mapping(maximum_batching_window_in_seconds=5)
    received(machine, 1, 2, 3)

    assert 47 == machine.capacity


def test_with_all_pollers_busy_nothing_is_received():
    machine = mapping(batch_size=1, scaling_config={"maximum_concurrency": 2})
    received(machine, 1, 2)

    assert 0 == machine.capacity


@pytest.mark.parametrize("answer", [BatchAnswered(1, None), BatchFailed(1)], ids=["answered", "failed"])
def test_an_answer_frees_its_poller(answer):
    machine = mapping()
    received(machine, 1)
    machine.handle(answer, 0)

    assert (50, True) == (machine.capacity, machine.is_idle)


@pytest.mark.parametrize("window", [0, 5])
def test_with_messages_gathered_or_in_flight_it_is_not_idle(window):
    machine = mapping(maximum_batching_window_in_seconds=window)
    was_idle = machine.is_idle
    received(machine, 1)

    assert (True, False) == (was_idle, machine.is_idle)


# -- answers ---------------------------------------------------------------------------------------


def test_SQS_03_success_deletes_the_whole_batch():
    assert [DeleteMessages(messages(1, 2))] == answered(mapping(), None, 1, 2)


def test_SQS_03_failure_deletes_nothing():
    machine = mapping()
    received(machine, 1, 2)

    assert [Notify("batch.failed", {"messages": 2})] == machine.handle(BatchFailed(1), 0)


def test_SQS_11_messages_that_are_named_stay():
    expected = [Notify("batch.partly_failed", {"messages": 3, "failed": 1}), DeleteMessages(messages(1, 3))]
    response = {"batchItemFailures": [{"itemIdentifier": "m2"}]}

    assert expected == answered(mapping(**REPORTING), response, 1, 2, 3)


@pytest.mark.parametrize("response", [{"batchItemFailures": [{"itemIdentifier": "m2"}]}, "text", 5], ids=str)
def test_SQS_11_without_the_setting_the_answer_is_ignored(response):
    assert [DeleteMessages(messages(1, 2))] == answered(mapping(), response, 1, 2)


@pytest.mark.parametrize("response", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}], ids=str)
def test_SQS_12_nothing_named_is_success(response):
    assert [DeleteMessages(messages(1, 2))] == answered(mapping(**REPORTING), response, 1, 2)


def test_SQS_13_an_answer_that_cannot_be_read_deletes_nothing():
    expected = [Notify("batch.partly_failed", {"messages": 2, "failed": 2})]

    assert expected == answered(mapping(**REPORTING), {"batchItemFailures": [{"itemIdentifier": ""}]}, 1, 2)


def test_SQS_13_an_answer_that_is_no_json_deletes_nothing():
    expected = [Notify("batch.partly_failed", {"messages": 2, "failed": 2})]

    assert expected == answered(mapping(**REPORTING), None, 1, 2, is_json=False)


def test_answers_may_come_in_another_order():
    machine = mapping(batch_size=1)
    received(machine, 1, 2)

    assert [DeleteMessages(messages(2))] == machine.handle(BatchAnswered(2, None), 0)
    assert [DeleteMessages(messages(1))] == machine.handle(BatchAnswered(1, None), 0)


# -- throttles -------------------------------------------------------------------------------------


def throttled(machine, batch_id=1, *, now_ms):
    return machine.handle(BatchThrottled(batch_id), now_ms)


def test_SQS_07_a_throttled_batch_is_tried_again_after_longer_and_longer_waits():
    machine = mapping()
    received(machine, 1)
    expected = [StartTimer(due_ms, RetryBatch(1), "throttled batch of 1") for due_ms in (1_000, 3_000, 7_000, 15_000)]
    effects = [effect for now_ms in (0, 1_000, 3_000, 7_000) for effect in throttled(machine, now_ms=now_ms)]

    assert expected == effects


def test_SQS_07_the_same_messages_are_tried_again():
    machine = mapping()
    received(machine, 1, 2)
    throttled(machine, now_ms=0)

    assert [InvokeBatch(1, messages(1, 2))] == machine.retry(RetryBatch(1))


def test_SQS_07_when_the_next_try_would_come_too_late_the_messages_are_left_to_the_queue():
    machine = mapping()
    received(machine, 1)
    for now_ms in (0, 1_000, 3_000, 7_000):
        throttled(machine, now_ms=now_ms)

    assert [Notify("batch.failed", {"messages": 1})] == throttled(machine, now_ms=15_000)
    assert machine.is_idle


def test_SQS_07_the_first_message_that_others_see_again_counts():
    machine = mapping(batch_size=2, maximum_batching_window_in_seconds=60)
    received(machine, 1, now_ms=0)
    received(machine, 2, now_ms=29_500)

    assert [Notify("batch.failed", {"messages": 2})] == throttled(machine, now_ms=29_500)


def test_SQS_07_each_throttle_takes_a_poller_away_and_each_answer_gives_one_back():
    machine = mapping(batch_size=1)
    received(machine, 1, 2, 3, 4)
    throttled(machine, 3, now_ms=0)
    throttled(machine, 4, now_ms=0)

    assert 0 == machine.capacity
    machine.handle(BatchAnswered(1, None), 5_000)
    assert 1 == machine.capacity
    machine.handle(BatchAnswered(2, None), 5_000)
    assert 3 == machine.capacity


def test_SQS_07_one_poller_stays():
    machine = mapping(batch_size=1)
    received(machine, 1)
    for now_ms in (0, 1_000, 3_000, 7_000, 15_000):
        throttled(machine, now_ms=now_ms)

    assert 1 == machine.capacity
