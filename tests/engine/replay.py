"""
One run of every machine from one seed, printed: ``python replay.py`` writes ``{machine: [lines]}`` as JSON.

Each run feeds its machine with what a seeded stream chooses, and writes down what the machine asks for.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

from pytest_lambda import Simulator, UsageError
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.engine import platform_log
from pytest_lambda.engine.async_queue import (
    AsyncConfiguration,
    AsyncQueue,
    AttemptFailed,
    AttemptRejected,
    AttemptSucceeded,
    EventQueued,
    FunctionGone,
)
from pytest_lambda.engine.concurrency import ConcurrencyPool, Throttled
from pytest_lambda.engine.environment import EnvironmentEvent, EnvironmentLifecycle
from pytest_lambda.engine.partial_batch import failed_message_ids
from pytest_lambda.engine.placement import Placement
from pytest_lambda.engine.queue_mapping import (
    BatchAnswered,
    BatchFailed,
    BatchThrottled,
    QueueMapping,
    Received,
    RetryBatch,
)
from pytest_lambda.engine.sampling import Sampler
from pytest_lambda.model.effects import InvokeBatch, StartTimer
from pytest_lambda.model.function import EventInvokeConfig, LoggingConfig
from pytest_lambda.model.invocation import Report
from pytest_lambda.model.mapping import QueueMappingConfiguration
from pytest_lambda.model.message import ReceivedMessage
from pytest_lambda.services.queue import QueueConfiguration, QueueState, RedrivePolicy

SEED = 20_250_101


def environment(chance: random.Random) -> Iterator[str]:
    lifecycle = EnvironmentLifecycle("orders#1")
    for _ in range(100):
        event = chance.choice([event for event in EnvironmentEvent if event is not EnvironmentEvent.SHUTDOWN])
        try:
            yield lifecycle.on(event).value
        except UsageError as refusal:
            yield str(refusal)


def async_queue(chance: random.Random) -> Iterator[str]:
    queue, due, now_ms = AsyncQueue(), [], 0
    for number in range(20):
        event = EventQueued(f"e{number}", b'{"id": %d}' % number, "arn:f")
        due += _timers(effects := queue.handle(event, chance.randrange(1_000)))
        yield repr(effects)
    while due:
        due.sort()
        now_ms, event_id = due.pop(0)
        yield repr(queue.due(event_id))
        config = EventInvokeConfig(chance.randrange(3), chance.choice([60, 90, 21_600]), "arn:ok", "arn:failed")
        current = AsyncConfiguration(config, chance.choice([None, "arn:dead"]))
        happened = chance.choice(
            [
                AttemptFailed(event_id, {"errorType": "E"}, "poison", "$LATEST", str(now_ms), current),
                AttemptRejected(event_id, 429, "Rate Exceeded.", str(now_ms), current),
                AttemptSucceeded(event_id, None, "$LATEST", str(now_ms), current),
                FunctionGone(event_id),
            ]
        )
        due += _timers(effects := queue.handle(happened, now_ms))
        yield repr(effects)


def _timers(effects: list) -> list[tuple[int, str]]:
    return [(effect.due_ms, effect.payload) for effect in effects if isinstance(effect, StartTimer)]


def queue_mapping(chance: random.Random) -> Iterator[str]:
    machine = QueueMapping(
        QueueMappingConfiguration.parse(
            {
                "batch_size": 3,
                "maximum_batching_window_in_seconds": 1,
                "function_response_types": ["ReportBatchItemFailures"],
            }
        )
    )
    in_flight: dict[int, tuple[ReceivedMessage, ...]] = {}
    number = 0
    for now_ms in range(200):
        if in_flight and chance.random() < 0.6:
            batch_id = chance.choice(list(in_flight))
            batch = in_flight.pop(batch_id)
            named = [message.message_id for message in batch if chance.random() < 0.3]
            response = {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in named]}
            answer = chance.choice(
                [BatchFailed(batch_id), BatchThrottled(batch_id), *3 * [BatchAnswered(batch_id, response)]]
            )
            effects = machine.handle(answer, now_ms)
        else:
            count = min(chance.randrange(5), machine.capacity)
            received = [ReceivedMessage(f"m{number + i}", "", "", 1, 0, 0, "") for i in range(count)]
            number += count
            effects = machine.handle(Received(tuple(received), now_ms + 30_000), now_ms)
        for effect in effects:
            if isinstance(effect, StartTimer) and isinstance(effect.payload, RetryBatch):
                effects = [*effects, *machine.retry(effect.payload)]
        in_flight |= {effect.batch_id: effect.messages for effect in effects if isinstance(effect, InvokeBatch)}
        yield repr(effects)


def partial_batch(chance: random.Random) -> Iterator[str]:
    ids = [f"m{number}" for number in range(10)]
    for _ in range(50):
        named = chance.sample([*ids, "stranger"], chance.randrange(5))
        failed = failed_message_ids({"batchItemFailures": [{"itemIdentifier": name} for name in named]}, ids)
        yield repr([name for name in ids if name in failed])


def concurrency(chance: random.Random) -> Iterator[str]:
    pool = ConcurrencyPool(110)
    shares = {"orders": pool.add("orders", 3), "payments": pool.add("payments"), "small": pool.add("small", 1)}
    shares["payments"].allocate("1", 2)
    for _ in range(300):
        now_ms = chance.randrange(2_000)
        share = shares[chance.choice(list(shares))]
        admission = share.admit(
            chance.choice(["1", "2"]),
            now_ms,
            is_provisioned_idle=chance.random() < 0.5,
            needs_new=chance.random() < 0.5,
            is_asynchronous=chance.random() < 0.5,
        )
        if not isinstance(admission, Throttled):
            share.end(admission, now_ms, now_ms + chance.randrange(1_000))
        yield repr(admission)


class _Place:
    def __init__(self, name: str) -> None:
        self.name, self.busy_until_ms, self.is_available, self.tenant_id = name, 0, True, None


def placement(chance: random.Random) -> Iterator[str]:
    places: Placement[_Place] = Placement()
    for now_ms in range(100):
        if chance.random() < 0.1:
            yield repr([place.name for place in places.take_idle(now_ms)])
        chosen = places.choose(now_ms)
        if chosen is None:
            chosen = _Place(f"new at {now_ms}")
            places.add(chosen)
        chosen.busy_until_ms = now_ms + chance.randrange(10)
        yield chosen.name


def sampling(chance: random.Random) -> Iterator[str]:
    sampler = Sampler()
    for now_ms in range(0, 5_000, 50):
        yield f"{now_ms} {sampler.is_sampled(now_ms, chance.random())}"


def platform_lines(chance: random.Random) -> Iterator[str]:
    for log_format in ("Text", "JSON"):
        config = LoggingConfig.parse({"log_format": log_format}, "orders")
        for _ in range(20):
            status = chance.choice(["success", "failure", "error", "timeout"])
            report = Report(chance.random() * 1_000, 5, None, 128, 36, status, None if status == "success" else "E")
            yield platform_log.end_line(config, time="t", request_id="r", report=report)
            yield platform_log.report_line(config, time="t", request_id="r", report=report)


def queue(chance: random.Random) -> Iterator[str]:
    config = QueueConfiguration(visibility_timeout=5, redrive_policy=RedrivePolicy("arn:dead", 3))
    state = QueueState("orders", "arn:orders", config, Entropy(chance.getrandbits(64)))
    for second in range(100):
        now_ms = second * 1_000
        if chance.random() < 0.5:
            delay_seconds = chance.randrange(3)
            yield repr(
                state.send(
                    "x",
                    now_ms=now_ms,
                    epoch_ms=now_ms,
                    sender_id="me",
                    message_attributes={},
                    delay_seconds=delay_seconds,
                )
            )
        yield repr([message.message_id for message in state.take_redriven(now_ms)])
        for message in state.receive(chance.randrange(4), now_ms=now_ms, epoch_ms=now_ms):
            yield repr(message)
            if chance.random() < 0.5:
                state.delete(message.message_id)


def simulator(chance: random.Random) -> Iterator[str]:
    with Simulator(seed=chance.getrandbits(32)) as account:
        dead_letters = account.queue("dead-letters")
        orders = account.queue("orders", redrive_policy={"dead_letter_target": dead_letters, "max_receive_count": 2})

        def handler(event: dict, context: object) -> object:
            print(sorted({"a", "b", "c"}))
            if "Records" in event:
                failed = [r["messageId"] for r in event["Records"] if r["body"] == "bad"]
                return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}
            raise ValueError(event)

        function = account.function(handler, function_name="orders", dead_letter_config=dead_letters)
        function.event_source_mapping(orders, function_response_types=["ReportBatchItemFailures"])
        for number in range(5):
            orders.send_message(chance.choice(["good", "bad"]))
            function.invoke({"id": number}, invocation_type="Event")
        account.run_until_idle()
        yield account.trace.to_json()
        yield repr([(message.message_id, message.body, message.attributes) for message in dead_letters.messages])
        yield from (line for line in function.logs.splitlines() if not line.startswith("REPORT"))


MACHINES: dict[str, Callable[[random.Random], Iterator[str]]] = {
    machine.__name__: machine
    for machine in (
        environment,
        async_queue,
        queue_mapping,
        partial_batch,
        placement,
        concurrency,
        sampling,
        platform_lines,
        queue,
        simulator,
    )
}


def traces() -> dict[str, list[str]]:
    """Return what each machine asks for, from the same seed each time."""
    return {name: list(machine(random.Random(SEED))) for name, machine in MACHINES.items()}


if __name__ == "__main__":
    print(json.dumps(traces()))
