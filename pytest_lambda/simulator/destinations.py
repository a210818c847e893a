"""Where Lambda itself sends things: dead-letter queues, and the destinations of asynchronous events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from pytest_lambda.base.arn import parse_arn, parse_function_reference
from pytest_lambda.base.errors import ResourceNotFoundException, UsageError
from pytest_lambda.simulator.delivery import Delivered

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["Destinations"]

_KINDS = {
    "sqs": "a queue",
    "sns": "a topic",
    "lambda": "a function",
    "events": "an event bus",
    "s3": "a bucket",
}
DEAD_LETTER_SERVICES = ("sqs", "sns")
"""What a dead-letter queue may be. Source: ASYNC-14"""

SUCCESS_SERVICES = ("sqs", "sns", "lambda", "events")
FAILURE_SERVICES = (*SUCCESS_SERVICES, "s3")
"""What a destination may be; a bucket takes failures only. Source: ASYNC-11"""


class Target(Protocol):
    """A neighbour that Lambda can send to."""

    @property
    def arn(self) -> str:
        """Its ARN."""
        ...

    def accept(self, delivered: Delivered) -> None:
        """Take what is sent; raises AWSError where it is refused."""
        ...


class Destinations:
    """
    The targets of one account, by ARN.

    Args:
        targets: returns the neighbours that there are.
    """

    def __init__(self, simulator: Simulator, targets: Callable[[], Iterable[Target]]) -> None:
        self._simulator = simulator
        self._targets = targets

    def dead_letter_arn(self, where: str, target: Any) -> str:
        """Return the ARN of a dead-letter queue. Raises UsageError where *target* cannot be one."""
        return self._checked(where, target, DEAD_LETTER_SERVICES)

    def destination_arn(self, where: str, target: Any, *, is_success: bool) -> str:
        """Return the ARN of a destination. Raises UsageError where *target* cannot be one."""
        return self._checked(where, target, SUCCESS_SERVICES if is_success else FAILURE_SERVICES)

    def _checked(self, where: str, target: Any, services: tuple[str, ...]) -> str:
        kinds = [_KINDS[service] for service in services]
        allowed = f"{', '.join(kinds[:-1])} or {kinds[-1]}"
        arn = getattr(target, "arn", target)
        if not isinstance(arn, str):
            raise UsageError(f"{where} must be {allowed} of this simulator, or its ARN, not {target!r}")
        parts = parse_arn(arn)
        if self._simulator.registry.destination(arn) is not None:
            return arn
        if parts.service not in services:
            raise UsageError(f"{where} must be {allowed}, not {arn!r}")
        if arn.endswith(".fifo"):
            raise UsageError(f"{where} must not be FIFO, which Lambda does not send to: {arn!r}")
        if parts.service != "lambda" and self._find(arn) is None:
            raise UsageError(
                f"{where} is {arn!r}, which nothing in this simulator answers to: make {_KINDS[parts.service]} with "
                f"simulator.{_MAKERS[parts.service]}(...) and pass it"
            )
        return arn

    def deliver(self, arn: str, delivered: Delivered) -> None:
        """
        Send to the target *arn*.

        Raises:
            AWSError: the target is not there or refuses.
        """
        plugged_in = self._simulator.registry.destination(arn)
        if plugged_in is not None:
            plugged_in(delivered, arn)
            return
        if parse_arn(arn).service == "lambda":
            self._invoke(arn, delivered)
            return
        target = self._find(arn)
        if target is None:
            raise ResourceNotFoundException(f"The specified target does not exist: {arn}")
        target.accept(delivered)

    def _invoke(self, arn: str, delivered: Delivered) -> None:
        """Invoke a function with a record as its event; its own retries follow. Source: ASYNC-11"""
        reference = parse_function_reference(arn)
        function = self._simulator.find_function(reference.function_name, reference.qualifier)
        function.accept_event(delivered.body.encode(), reference.qualifier, delivered.trace_header)

    def _find(self, arn: str) -> Target | None:
        return next((target for target in self._targets() if target.arn == arn), None)


_MAKERS = {"sqs": "queue", "sns": "topic", "events": "event_bus", "s3": "bucket"}
