"""The pollers of a standard queue's event source mapping: batches, concurrency, what is deleted after an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.engine.partial_batch import failed_message_ids
from pytest_lambda.model.effects import DeleteMessages, Effect, InvokeBatch, Notify, StartTimer
from pytest_lambda.model.mapping import QueueMappingConfiguration
from pytest_lambda.model.message import ReceivedMessage

__all__ = ["BatchAnswered", "BatchFailed", "QueueMapping", "Received"]


@dataclass(frozen=True, slots=True)
class Received:
    """The pollers received messages."""

    messages: tuple[ReceivedMessage, ...]


@dataclass(frozen=True, slots=True)
class BatchAnswered:
    """The function answered a batch. *response* is decoded, ``is_json`` False where it could not be."""

    batch_id: int
    response: Any
    is_json: bool = True


@dataclass(frozen=True, slots=True)
class BatchFailed:
    """The function failed a batch, or the attempt was throttled: nothing is deleted. Source: SQS-03"""

    batch_id: int


MappingInput = Received | BatchAnswered | BatchFailed


class QueueMapping:
    """
    The pollers of one mapping.

    ``capacity`` says how many messages to receive now; what was received goes into :meth:`handle`, and so does
    every answer. Messages wait here while a batching window is open.
    """

    def __init__(self, config: QueueMappingConfiguration) -> None:
        self.config = config
        self._gathered: list[ReceivedMessage] = []
        self._window_number = 0
        self._in_flight: dict[int, tuple[ReceivedMessage, ...]] = {}
        self._batches = 0

    @property
    def capacity(self) -> int:
        """Messages that the pollers can take now. Source: SQS-08"""
        limit = self.config.maximum_concurrency or quotas.QUEUE_POLLERS
        free = max(0, limit - len(self._in_flight))
        return max(0, free * self.config.batch_size - len(self._gathered))

    @property
    def is_idle(self) -> bool:
        """Whether nothing is gathered or in flight."""
        return not self._gathered and not self._in_flight

    def handle(self, happened: MappingInput, now_ms: int) -> list[Effect]:
        """Take in what happened at *now_ms* (ms since the start) and return the effects, in order."""
        match happened:
            case Received():
                return self._on_received(happened.messages, now_ms)
            case BatchAnswered():
                messages = self._in_flight.pop(happened.batch_id)
                return self._on_answer(messages, happened)
            case BatchFailed():
                messages = self._in_flight.pop(happened.batch_id)
                return [Notify("batch.failed", {"messages": len(messages)})]

    def window_ended(self, window_number: int) -> list[Effect]:
        """Return the effects of a batching window's end: what was gathered is sent. Source: ESM-04"""
        return self._send_all() if window_number == self._window_number else []

    def _on_received(self, messages: tuple[ReceivedMessage, ...], now_ms: int) -> list[Effect]:
        was_empty = not self._gathered
        self._gathered.extend(messages)
        effects: list[Effect] = []
        size = self.config.batch_size
        while len(self._gathered) >= size:
            effects.append(self._send(size))
            was_empty = True
        window_ms = self.config.maximum_batching_window_in_seconds * 1000
        if self._gathered and window_ms == 0:
            effects.extend(self._send_all())
        elif self._gathered and was_empty:
            self._window_number += 1
            label = f"batching window with {len(self._gathered)} gathered"
            effects.append(StartTimer(now_ms + window_ms, self._window_number, label))
        return effects

    def _send_all(self) -> list[Effect]:
        return [self._send(len(self._gathered))] if self._gathered else []

    def _send(self, count: int) -> InvokeBatch:
        batch, self._gathered = tuple(self._gathered[:count]), self._gathered[count:]
        self._batches += 1
        self._in_flight[self._batches] = batch
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
