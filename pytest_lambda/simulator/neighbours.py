"""The neighbours of Lambda in one account: queues, topics, event buses, buckets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_lambda.base.errors import ResourceNotFoundException, UsageError
from pytest_lambda.services.queue import QueueConfiguration
from pytest_lambda.simulator.bucket import Bucket
from pytest_lambda.simulator.event_bus import EventBus
from pytest_lambda.simulator.queue import Queue, parse_redrive_policy
from pytest_lambda.simulator.topic import Topic

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["Neighbours"]

_NEIGHBOUR_NAME = re.compile(r"[A-Za-z0-9._/-]{1,256}")
N = TypeVar("N")


class Neighbours:
    """What a simulator makes beside functions."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._queues: dict[str, Queue] = {}
        self._topics: dict[str, Topic] = {}
        self._event_buses: dict[str, EventBus] = {}
        self._buckets: dict[str, Bucket] = {}

    def queue(
        self,
        name: str,
        *,
        visibility_timeout: int = 30,
        redrive_policy: Mapping[str, Any] | None = None,
        delay_seconds: int = 0,
        message_retention_period: int = 345_600,
        fifo_queue: bool = False,
    ) -> Queue:
        """Create a standard queue; see ``Simulator.queue``."""
        self._simulator.require_open()
        if fifo_queue is not False:
            raise UsageError(
                f"fifo_queue must be False, not {fifo_queue!r}: FIFO queues are not simulated yet (docs/fidelity.md)"
            )
        if (
            not isinstance(name, str)
            or not 1 <= len(name) <= 80
            or not name.replace("-", "").replace("_", "").isalnum()
        ):
            raise UsageError(f"a queue's name is 1 to 80 letters, digits, - and _, not {name!r}")
        if name in self._queues:
            raise UsageError(f"there is a queue {name!r} already: use the one that simulator.queue returned")
        config = QueueConfiguration(
            visibility_timeout,
            delay_seconds,
            message_retention_period,
            parse_redrive_policy(redrive_policy, self.find_queue),
        )
        queue = self._queues[name] = Queue(self._simulator, name, config)
        return queue

    def topic(self, name: str) -> Topic:
        """Create a standard topic; ``.messages`` has what is published to it."""
        return self._neighbour(Topic, self._topics, "topic", name)

    def event_bus(self, name: str) -> EventBus:
        """Create an event bus; ``.events`` has what is put on it."""
        return self._neighbour(EventBus, self._event_buses, "event_bus", name)

    def bucket(self, name: str) -> Bucket:
        """Create a bucket; ``.objects`` has what is stored in it."""
        return self._neighbour(Bucket, self._buckets, "bucket", name)

    def _neighbour(self, kind: Callable[[Simulator, str], N], known: dict[str, N], what: str, name: str) -> N:
        self._simulator.require_open()
        if not isinstance(name, str) or not _NEIGHBOUR_NAME.fullmatch(name):
            raise UsageError(f"{what} takes a name of 1 to 256 letters, digits and . - _ /, not {name!r}")
        if name in known:
            raise UsageError(f"there is a {what} {name!r} already: use the one that simulator.{what} returned")
        made = known[name] = kind(self._simulator, name)
        return made

    def targets(self) -> list[Any]:
        """Return all that Lambda can send to, functions apart."""
        return [
            one for known in (self._queues, self._topics, self._event_buses, self._buckets) for one in known.values()
        ]

    def wake_queues(self) -> None:
        """Let the pollers of all queues look again: what they may do has changed."""
        for queue in self._queues.values():
            for mapping in queue.mappings:
                mapping.look_at_permissions()
            queue.wake()

    def find_queue(self, arn: str) -> Queue:
        """Return the queue with *arn*. Raises ResourceNotFoundException where there is none."""
        for queue in self._queues.values():
            if queue.arn == arn:
                return queue
        raise ResourceNotFoundException(f"The specified queue does not exist: {arn}")
