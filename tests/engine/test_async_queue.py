"""Asynchronous invocation: retries, age, throttles, dead letters, destinations."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.engine.async_queue import (
    AsyncConfiguration,
    AsyncQueue,
    AttemptFailed,
    AttemptRejected,
    AttemptSucceeded,
    EventQueued,
    FunctionGone,
    ReservedAtZero,
    TargetRefused,
    async_retry_delay_ms,
    throttle_delay_ms,
)
from pytest_lambda.model.effects import (
    DeadLetter,
    DropEvent,
    InvokeEvent,
    Notify,
    SendDestinationRecord,
    StartTimer,
)
from pytest_lambda.model.function import EventInvokeConfig

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders:$LATEST"
TIMESTAMP = "2025-01-01T00:03:00.000Z"
SUCCESSES = "arn:aws:sqs:us-east-1:123456789012:successes"
DEAD_LETTERS = "arn:aws:sqs:us-east-1:123456789012:dead-letters"
FAILURES = "arn:aws:sqs:us-east-1:123456789012:failures"
ERROR = {"errorMessage": "poison", "errorType": "ValueError", "requestId": "e1", "stackTrace": []}


def configured(*, dead_letter_target=None, **config):
    return AsyncConfiguration(EventInvokeConfig(**config), dead_letter_target)


def queued(queue, now_ms=0, *, event_id="e1"):
    """Queue an event and return the effects."""
    return queue.handle(EventQueued(event_id, b'{"id": 1}', ARN), now_ms)


def failed(event_id="e1", **config):
    return AttemptFailed(event_id, ERROR, "poison", "$LATEST", TIMESTAMP, configured(**config))


def throttled(event_id="e1", **config):
    return AttemptRejected(event_id, 429, "Rate Exceeded.", TIMESTAMP, configured(**config))


def lost(event_id="e1", **config):
    return AttemptRejected(event_id, 500, "The answer was lost", TIMESTAMP, configured(**config), did_run=True)


def succeeded(event_id="e1", **config):
    return AttemptSucceeded(event_id, {"ok": True}, "$LATEST", TIMESTAMP, configured(**config))


def run(queue, outcomes, now_ms=0, **config):
    """
    Queue an event at *now_ms* and answer each attempt with the next of *outcomes*, under *config*.

    Returns the instants of the attempts, their numbers, and the effects of the last answer.
    """
    effects = queued(queue, now_ms)
    instants, numbers = [], []
    outcomes = list(outcomes)
    while timers := [effect for effect in effects if isinstance(effect, StartTimer)]:
        now_ms = timers[0].due_ms
        (invoke,) = queue.due(timers[0].payload)
        instants.append(now_ms)
        numbers.append(invoke.attempt)
        outcome = outcomes.pop(0) if outcomes else failed
        effects = queue.handle(outcome(**config), now_ms)
    return instants, numbers, effects


def record(effects):
    """Return the destination record among *effects*."""
    (found,) = [effect.record for effect in effects if isinstance(effect, SendDestinationRecord)]
    return found


# -- retries ---------------------------------------------------------------------------------------


def test_ASYNC_01_an_event_is_due_at_once():
    expected = [
        Notify("event.queued", {"request_id": "e1"}),
        StartTimer(7, "e1", "asynchronous event e1: first attempt"),
    ]

    assert expected == queued(AsyncQueue(), 7)


def test_ASYNC_01_a_due_event_is_invoked():
    queue = AsyncQueue()
    queued(queue)

    assert [InvokeEvent("e1", 1)] == queue.due("e1")


@pytest.mark.parametrize(("attempts", "instants"), [(0, [0]), (1, [0, 60_000]), (2, [0, 60_000, 180_000])], ids=str)
def test_ASYNC_02_retries_come_after_one_minute_and_two_more(attempts, instants):
    assert instants == run(AsyncQueue(), [], maximum_retry_attempts=attempts)[0]


def test_ASYNC_02_the_wait_begins_when_the_attempt_ends():
    queue = AsyncQueue()
    queued(queue)
    queue.due("e1")

    assert StartTimer(62_500, "e1", "asynchronous event e1: retry 1") == queue.handle(failed(), 2_500)[1]


def test_ASYNC_02_a_retry_is_traced():
    queue = AsyncQueue()
    queued(queue)
    queue.due("e1")

    assert Notify("event.retried", {"request_id": "e1", "retry": 1}) == queue.handle(failed(), 0)[0]


def test_ASYNC_02_attempts_are_numbered():
    assert [1, 2, 3] == run(AsyncQueue(), [])[1]


def test_ASYNC_02_after_the_last_attempt_the_event_is_given_up():
    assert [DropEvent("e1", "RetriesExhausted")] == run(AsyncQueue(), [])[2]


def test_ASYNC_02_a_success_ends_the_retries():
    queue = AsyncQueue()

    assert ([0, 60_000], [1, 2], []) == run(queue, [failed, succeeded])
    assert 0 == len(queue)


def test_an_event_given_up_is_forgotten():
    queue = AsyncQueue()
    run(queue, [])

    assert 0 == len(queue)


def test_what_was_queued_can_be_asked_for():
    queue = AsyncQueue()
    queued(queue)

    assert ("e1" in queue, 1) == (True, len(queue))


def test_events_do_not_count_for_each_other():
    queue = AsyncQueue()
    queued(queue, event_id="e2")
    queue.due("e2")
    queue.handle(failed("e2"), 0)

    assert [0, 60_000, 180_000] == run(queue, [])[0]
    assert [InvokeEvent("e2", 2)] == queue.due("e2")


@pytest.mark.parametrize(("attempt", "delay_ms"), [(1, 60_000), (2, 120_000)])
def test_ASYNC_02_the_waits(attempt, delay_ms):
    assert delay_ms == async_retry_delay_ms(attempt)


@pytest.mark.parametrize("attempt", [0, 3, -1])
def test_ASYNC_02_there_is_no_other_wait(attempt):
    with pytest.raises(ValueError) as refusal:
        async_retry_delay_ms(attempt)

    assert f"attempt must be 1 or 2, not {attempt}" == str(refusal.value)


# -- age -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "instants"),
    [
        (60, [0]),
        (61, [0, 60_000]),
        (90, [0, 60_000]),
        (180, [0, 60_000]),
        (181, [0, 60_000, 180_000]),
        (21_600, [0, 60_000, 180_000]),
    ],
    ids=str,
)
def test_ASYNC_05_a_retry_that_would_come_too_late_is_not_waited_for(age, instants):
    assert instants == run(AsyncQueue(), [], maximum_event_age_in_seconds=age)[0]


@pytest.mark.parametrize(("age", "count"), [(60, 1), (90, 2)], ids=str)
def test_ASYNC_05_the_record_says_age_and_how_often_it_was_invoked(age, count):
    effects = run(AsyncQueue(), [], maximum_event_age_in_seconds=age, on_failure=FAILURES)[2]
    context = record(effects)["requestContext"]

    assert ("EventAgeExceeded", count) == (context["condition"], context["approximateInvokeCount"])
    assert DropEvent("e1", "EventAgeExceeded") == effects[0]


def test_ASYNC_05_without_retries_left_it_is_not_the_age():
    effects = run(AsyncQueue(), [], maximum_event_age_in_seconds=60, maximum_retry_attempts=0)[2]

    assert [DropEvent("e1", "RetriesExhausted")] == effects


def test_ASYNC_05_the_age_counts_from_when_the_event_was_queued():
    assert [500, 60_500] == run(AsyncQueue(), [], 500, maximum_event_age_in_seconds=90)[0]


@given(st.integers(0, 2), st.integers(60, 21_600), st.integers(0, 10**6))
def test_ASYNC_05_no_attempt_comes_at_the_age_or_later(attempts, age, now_ms):
    instants, _, _ = run(AsyncQueue(), [], now_ms, maximum_retry_attempts=attempts, maximum_event_age_in_seconds=age)

    assert max(instants) < now_ms + age * 1000
    assert len(instants) <= attempts + 1


# -- throttles -------------------------------------------------------------------------------------


def test_ASYNC_04_waits_after_throttles_double_up_to_five_minutes():
    expected = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]

    assert expected == [throttle_delay_ms(number) for number in range(1, 12)]


@given(st.integers(1, 10**9))
def test_ASYNC_04_no_wait_is_over_five_minutes(rejections):
    assert 1_000 <= throttle_delay_ms(rejections) <= 300_000


def test_ASYNC_04_a_throttled_event_goes_back_to_the_queue():
    queue = AsyncQueue()
    queued(queue)
    queue.due("e1")

    assert [StartTimer(1_000, "e1", "asynchronous event e1: after 429")] == queue.handle(throttled(), 0)


def test_ASYNC_04_throttles_are_not_counted_as_retries():
    outcomes = [throttled, throttled, failed, throttled, failed, failed]
    instants, _, effects = run(AsyncQueue(), outcomes, on_failure=FAILURES)

    assert [0, 1_000, 3_000, 63_000, 64_000, 184_000] == instants
    assert 3 == record(effects)["requestContext"]["approximateInvokeCount"]


def test_ASYNC_04_a_throttled_attempt_has_a_number_of_its_own():
    assert [1, 2] == run(AsyncQueue(), [throttled, succeeded])[1]


def test_ASYNC_04_throttles_end_with_the_age():
    instants, _, effects = run(
        AsyncQueue(), 99 * [throttled], maximum_event_age_in_seconds=60, dead_letter_target=DEAD_LETTERS
    )

    assert [0, 1_000, 3_000, 7_000, 15_000, 31_000] == instants
    assert [DropEvent("e1", "EventAgeExceeded"), DeadLetter("e1", DEAD_LETTERS, 429, "Rate Exceeded.")] == effects


def test_an_event_that_never_ran_has_no_response_in_its_record():
    effects = run(AsyncQueue(), 99 * [throttled], maximum_event_age_in_seconds=60, on_failure=FAILURES)[2]

    assert ["version", "timestamp", "requestContext", "requestPayload"] == list(record(effects))
    assert 0 == record(effects)["requestContext"]["approximateInvokeCount"]


@given(st.lists(st.sampled_from(["failed", "throttled", "lost"]), max_size=12))
def test_ASYNC_02_only_failures_use_up_retries(kinds):
    outcomes = [{"failed": failed, "throttled": throttled, "lost": lost}[kind] for kind in kinds]
    instants, numbers, effects = run(AsyncQueue(), outcomes, on_failure=FAILURES)
    kinds += ["failed"] * (len(instants) - len(kinds))
    kinds = kinds[: len(instants)]

    assert (3, "failed") == (kinds.count("failed"), kinds[-1])
    assert list(range(1, len(instants) + 1)) == numbers
    assert 3 + kinds.count("lost") == record(effects)["requestContext"]["approximateInvokeCount"]


# -- an answer that was lost -----------------------------------------------------------------------


def test_an_answer_that_was_lost_leads_to_another_attempt():
    assert ([0, 1_000], [1, 2], []) == run(AsyncQueue(), [lost, succeeded])


def test_an_attempt_whose_answer_was_lost_did_run():
    effects = run(AsyncQueue(), [lost, succeeded], on_success=SUCCESSES)[2]

    assert 2 == record(effects)["requestContext"]["approximateInvokeCount"]


# -- dead letters and destinations -----------------------------------------------------------------


def test_ASYNC_14_an_event_given_up_goes_to_the_dead_letter_queue():
    effects = run(AsyncQueue(), [], dead_letter_target=DEAD_LETTERS)[2]

    assert [DropEvent("e1", "RetriesExhausted"), DeadLetter("e1", DEAD_LETTERS, 200, "poison")] == effects


def test_ASYNC_07_the_record_of_a_failure():
    expected = {
        "version": "1.0",
        "timestamp": TIMESTAMP,
        "requestContext": {
            "requestId": "e1",
            "functionArn": ARN,
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 3,
        },
        "requestPayload": {"id": 1},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": ERROR,
    }
    _, sent = run(AsyncQueue(), [], on_failure=FAILURES)[2]

    assert ("e1", "on_failure", FAILURES) == (sent.event_id, sent.outcome, sent.target_arn)
    assert json.dumps(expected) == json.dumps(sent.record)


def test_ASYNC_08_the_record_of_a_success():
    expected = {
        "version": "1.0",
        "timestamp": TIMESTAMP,
        "requestContext": {
            "requestId": "e1",
            "functionArn": ARN,
            "condition": "Success",
            "approximateInvokeCount": 1,
        },
        "requestPayload": {"id": 1},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
        "responsePayload": {"ok": True},
    }
    (sent,) = run(AsyncQueue(), [succeeded], on_success=SUCCESSES)[2]

    assert ("e1", "on_success", SUCCESSES) == (sent.event_id, sent.outcome, sent.target_arn)
    assert json.dumps(expected) == json.dumps(sent.record)


def test_ASYNC_16_dead_letter_queue_and_destination_both_receive():
    effects = run(AsyncQueue(), [], dead_letter_target=DEAD_LETTERS, on_failure=FAILURES)[2]

    assert [DropEvent, DeadLetter, SendDestinationRecord] == [type(effect) for effect in effects]


@pytest.mark.parametrize(
    ("outcomes", "config"),
    [([succeeded], {"on_failure": FAILURES, "dead_letter_target": DEAD_LETTERS}), ([], {"on_success": SUCCESSES})],
    ids=["success", "failure"],
)
def test_the_other_destination_receives_nothing(outcomes, config):
    effects = run(AsyncQueue(), outcomes, **config)[2]

    assert not [effect for effect in effects if isinstance(effect, (SendDestinationRecord, DeadLetter))]


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (DeadLetter("e1", DEAD_LETTERS, 200, "poison"), "dead_letter.failed"),
        (SendDestinationRecord("e1", "on_failure", DEAD_LETTERS, {}), "destination.failed"),
    ],
    ids=["dead letter", "record"],
)
def test_ASYNC_17_what_a_target_refuses_is_recorded_and_lost(sent, kind):
    queue = AsyncQueue()
    run(queue, [])
    details = {
        "request_id": "e1",
        "target": DEAD_LETTERS,
        "error_code": "ValidationException",
        "error_message": "too long",
    }

    assert [Notify(kind, details)] == queue.handle(TargetRefused(sent, "ValidationException", "too long"), 0)


# -- configuration ---------------------------------------------------------------------------------


def test_ASYNC_15_the_configuration_at_the_end_of_an_attempt_counts():
    queue = AsyncQueue()
    queued(queue)
    queue.due("e1")
    queue.handle(failed(), 0)
    queue.due("e1")
    effects = queue.handle(failed(maximum_retry_attempts=1, dead_letter_target=DEAD_LETTERS), 60_000)

    assert [DropEvent("e1", "RetriesExhausted"), DeadLetter("e1", DEAD_LETTERS, 200, "poison")] == effects


def test_an_event_of_a_function_that_is_gone_is_dropped():
    queue = AsyncQueue()
    queued(queue)

    assert [DropEvent("e1", "FunctionDeleted")] == queue.handle(FunctionGone("e1"), 0)
    assert 0 == len(queue)


def reserved_at_zero(**config):
    return ReservedAtZero("e1", 429, "Rate Exceeded.", TIMESTAMP, configured(**config))


def test_ASYNC_06_with_nothing_reserved_the_event_is_given_up_without_an_attempt():
    queue = AsyncQueue()
    queued(queue)
    queue.due("e1")
    drop, dead_letter, record = queue.handle(reserved_at_zero(dead_letter_target=DEAD_LETTERS, on_failure=FAILURES), 0)
    context = {
        "requestId": "e1",
        "functionArn": ARN,
        "condition": "ZeroReservedConcurrency",
        "approximateInvokeCount": 0,
    }

    assert DropEvent("e1", "ZeroReservedConcurrency") == drop
    assert DeadLetter("e1", DEAD_LETTERS, 429, "Rate Exceeded.") == dead_letter
    assert {"version": "1.0", "timestamp": TIMESTAMP, "requestContext": context, "requestPayload": {"id": 1}} == (
        record.record
    )
    assert 0 == len(queue)


def test_ASYNC_06_attempts_from_before_are_counted():
    queue = AsyncQueue()
    queued(queue)
    queue.due("e1")
    queue.handle(failed(), 0)
    queue.due("e1")
    effects = queue.handle(reserved_at_zero(on_failure=FAILURES), 60_000)

    assert 1 == effects[-1].record["requestContext"]["approximateInvokeCount"]
