"""An EventBridge event bus as a test sees it: what was put on it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pytest_lambda.base.arn import resource_arn
from pytest_lambda.base.clock import NS_PER_SECOND
from pytest_lambda.simulator.delivery import Delivered

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["EventBus"]


class EventBus:
    """
    An event bus of the simulated account.

    Attributes:
        name, arn: as on AWS.
        events: what was put on it, oldest first, as its rules would see it.
    """

    def __init__(self, simulator: Simulator, name: str) -> None:
        self.name = name
        self.arn = resource_arn("events", simulator.region, simulator.account_id, f"event-bus/{name}")
        self.events: list[dict[str, Any]] = []
        self._simulator = simulator
        self._entropy = simulator.entropy.child(f"event-bus/{name}")

    def accept(self, delivered: Delivered) -> None:
        """Take the record of an asynchronous invocation. Source: ASYNC-12"""
        assert delivered.record is not None
        outcome = "Success" if delivered.outcome == "on_success" else "Failure"
        self._put(
            "lambda",
            f"Lambda Function Invocation Result - {outcome}",
            [self.arn, delivered.record["requestContext"]["functionArn"]],
            delivered.record,
        )

    def _put(self, source: str, detail_type: str, resources: list[str], detail: Mapping[str, Any]) -> None:
        simulator = self._simulator
        instant = datetime.datetime(1970, 1, 1) + datetime.timedelta(
            seconds=simulator.virtual_clock.wall_ns // NS_PER_SECOND
        )
        event = {
            "version": "0",
            "id": self._entropy.uuid(),
            "detail-type": detail_type,
            "source": source,
            "account": simulator.account_id,
            "time": f"{instant:%Y-%m-%dT%H:%M:%SZ}",
            "region": simulator.region,
            "resources": resources,
            "detail": dict(detail),
        }
        self.events.append(event)
        simulator.record("event.put", self.name, event_id=event["id"], detail_type=detail_type)

    def __repr__(self) -> str:
        return f"<EventBus {self.name} events={len(self.events)}>"
