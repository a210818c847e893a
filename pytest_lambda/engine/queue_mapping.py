"""The pollers of a standard queue's event source mapping: batches, concurrency, what is deleted after an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.engine.partial_batch import failed_message_ids
from pytest_lambda.model.effects import DeleteMessages, Effect, InvokeBatch, Notify, StartTimer
from pytest_lambda.model.mapping import QueueMappingConfiguration
from pytest_lambda.model.message import ReceivedMessage

__all__ = ["BatchAnswered", "BatchFailed", "BatchThrottled", "QueueMapping", "Received", "RetryBatch"]


@dataclass(frozen=True, slots=True)
class Received:
    """The pollers received messages, which others see again at *visible_again_ms* if they are not deleted."""

    messages: tuple[ReceivedMessage, ...]
    visible_again_ms: int


@dataclass(frozen=True, slots=True)
class BatchAnswered:
    """The function answered a batch. *response* is decoded, ``is_json`` False where it could not be."""

    batch_id: int
    response: Any
    is_json: bool = True


@dataclass(frozen=True, slots=True)
class BatchFailed:
    """The function failed a batch: nothing is deleted. Source: SQS-03"""

    batch_id: int


@dataclass(frozen=True, slots=True)
class BatchThrottled:
    """The function was throttled and did not see the batch. Source: SQS-07"""

    batch_id: int


@dataclass(frozen=True, slots=True)
class RetryBatch:
    """A poller has waited long enough with a throttled batch: the payload of its timer. Source: SQS-07"""

    batch_id: int


MappingInput = Received | BatchAnswered | BatchFailed | BatchThrottled


def throttled_batch_delay_ms(throttles: int) -> int:
    """
    Return the wait of a poller before it tries a throttled batch again, in milliseconds.

    Args:
        throttles: how many there were in a row, this one included.

    Source: SQS-07
    """
    return quotas.THROTTLED_BATCH_DELAY_MS << min(throttles - 1, 30)


@dataclass(slots=True)
class _Batch:
    messages: tuple[ReceivedMessage, ...]
    visible_again_ms: int
    throttles: int = 0


class QueueMapping:
    """
    The pollers of one mapping.

    ``capacity`` says how many messages to receive now; what was received goes into :meth:`handle`, and so does
    every answer. Messages wait here while a batching window is open, and while no poller is free for a batch that
    their size made necessary.

    A poller tries a throttled batch again until its first message is visible to others. Assumed: each throttle
    takes one poller away, down to one, and each answer gives one back.

    Source: SQS-07, SQS-08
    """

    def __init__(self, config: QueueMappingConfiguration) -> None:
        self.config = config
        self._gathered: list[ReceivedMessage] = []
        self._sizes: list[int] = []
        self._gathered_bytes = 0
        self._waited = 0
        self._window_number = 0
        self._visible_again_ms: list[int] = []
        self._withheld = 0
        self._in_flight: dict[int, _Batch] = {}
        self._batches = 0

    @property
    def capacity(self) -> int:
        """Messages that the pollers can take now. Source: SQS-08"""
        return max(0, self._free_pollers * self.config.batch_size - len(self._gathered))

    @property
    def _free_pollers(self) -> int:
        return max(0, max(1, self._all_pollers - self._withheld) - len(self._in_flight))

    @property
    def _all_pollers(self) -> int:
        return self.config.maximum_concurrency or quotas.QUEUE_POLLERS

    def visibility_timeout_seconds(self, *, queue_seconds: int, function_timeout_seconds: int) -> int:
        """Return how long what is received now stays invisible; *queue_seconds* is the queue's own. Source: SQS-06"""
        window_seconds = self.config.maximum_batching_window_in_seconds
        needed_seconds = window_seconds + function_timeout_seconds
        if window_seconds == 0 or needed_seconds <= queue_seconds:
            return queue_seconds
        return needed_seconds + quotas.WINDOW_VISIBILITY_MARGIN_SECONDS

    @property
    def is_idle(self) -> bool:
        """Whether nothing is gathered or in flight."""
        return not self._gathered and not self._in_flight

    def handle(self, happened: MappingInput, now_ms: int) -> list[Effect]:
        """Take in what happened at *now_ms* (ms since the start) and return the effects, in order."""
        match happened:
            case Received():
                return self._on_received(happened, now_ms)
            case BatchAnswered():
                self._withheld = max(0, self._withheld - 1)
                messages = self._in_flight.pop(happened.batch_id).messages
                return [*self._on_answer(messages, happened), *self._send_ready(now_ms)]
            case BatchFailed():
                self._withheld = max(0, self._withheld - 1)
                return self._give_up(happened.batch_id, now_ms)
            case BatchThrottled():
                return self._on_throttle(happened.batch_id, now_ms)

    def window_ended(self, window_number: int) -> list[Effect]:
        """Return the effects of a batching window's end: what was gathered is sent. Source: ESM-04"""
        if window_number != self._window_number:
            return []
        self._waited = len(self._gathered)
        return self._send_waited()

    def retry(self, due: RetryBatch) -> list[Effect]:
        """Return the effects of the end of a throttled batch's wait. Source: SQS-07"""
        return [InvokeBatch(due.batch_id, self._in_flight[due.batch_id].messages)]

    def _on_throttle(self, batch_id: int, now_ms: int) -> list[Effect]:
        batch = self._in_flight[batch_id]
        batch.throttles += 1
        self._withheld = min(self._all_pollers - 1, self._withheld + 1)
        due_ms = now_ms + throttled_batch_delay_ms(batch.throttles)
        if due_ms >= batch.visible_again_ms:
            return self._give_up(batch_id, now_ms)
        return [StartTimer(due_ms, RetryBatch(batch_id), f"throttled batch of {len(batch.messages)}")]

    def _give_up(self, batch_id: int, now_ms: int) -> list[Effect]:
        messages = self._in_flight.pop(batch_id).messages
        return [Notify("batch.failed", {"messages": len(messages)}), *self._send_ready(now_ms)]

    def _on_received(self, received: Received, now_ms: int) -> list[Effect]:
        was_empty = not self._gathered
        for message in received.messages:
            size = message.record_bytes()
            self._gathered.append(message)
            self._sizes.append(size)
            self._visible_again_ms.append(received.visible_again_ms)
            self._gathered_bytes += size
        if self.config.maximum_batching_window_in_seconds == 0:
            self._waited = len(self._gathered)
        return self._send_ready(now_ms, opens_window=was_empty)

    def _send_ready(self, now_ms: int, *, opens_window: bool = False) -> list[Effect]:
        """Send what makes a batch, as far as pollers are free; what is left after one waits in a window of its own."""
        effects = self._send_waited()
        if len(self._gathered) > self._waited and (effects or opens_window):
            self._window_number += 1
            due_ms = now_ms + self.config.maximum_batching_window_in_seconds * 1000
            label = f"batching window with {len(self._gathered)} gathered"
            effects.append(StartTimer(due_ms, self._window_number, label))
        return effects

    def _send_waited(self) -> list[Effect]:
        """Send full batches, and those whose messages have waited as long as they may. Source: ESM-04"""
        effects: list[Effect] = []
        while self._gathered and self._free_pollers:
            count = self._batch_length()
            is_full = count == self.config.batch_size or count < len(self._gathered)
            if not is_full and not self._waited:
                break
            effects.append(self._send(count))
        return effects

    def _batch_length(self) -> int:
        """Return how many of the gathered messages make the next batch: one at least. Source: ESM-04"""
        count = min(len(self._gathered), self.config.batch_size)
        if self._gathered_bytes <= quotas.BATCH_BYTES:
            return count
        total = self._sizes[0]
        for number in range(1, count):
            total += self._sizes[number]
            if total > quotas.BATCH_BYTES:
                return number
        return count

    def _send(self, count: int) -> InvokeBatch:
        batch, self._gathered = tuple(self._gathered[:count]), self._gathered[count:]
        self._gathered_bytes -= sum(self._sizes[:count])
        self._sizes = self._sizes[count:]
        visible_again_ms = min(self._visible_again_ms[:count])
        self._visible_again_ms = self._visible_again_ms[count:]
        self._waited = max(0, self._waited - count)
        self._batches += 1
        self._in_flight[self._batches] = _Batch(batch, visible_again_ms)
        return InvokeBatch(self._batches, batch)

    def _on_answer(self, messages: tuple[ReceivedMessage, ...], answer: BatchAnswered) -> list[Effect]:
        if not self.config.reports_batch_item_failures:
            return [DeleteMessages(messages)]
        ids = [message.message_id for message in messages]
        failed = failed_message_ids(answer.response, ids) if answer.is_json else frozenset(ids)
        done = tuple(message for message in messages if message.message_id not in failed)
        effects: list[Effect] = []
        if failed:
            effects.append(Notify("batch.partly_failed", {"messages": len(messages), "failed": len(failed)}))
        if done:
            effects.append(DeleteMessages(done))
        return effects
