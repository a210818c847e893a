"""A test module as users write it, with every fixture annotated."""

from collections.abc import Callable
from typing import Any

from typing_extensions import assert_type, reveal_type

from pytest_lambda import Clock, Function, LambdaContext, Simulator
from pytest_lambda.events import Builders
from pytest_lambda.events.types import SqsEvent


def handler(event: SqsEvent, context: LambdaContext) -> int:
    reveal_type(context.get_remaining_time_in_millis())  # to both: int
    return len(event["Records"])


def test_a_handler_is_called(lambda_events: Builders, lambda_context: LambdaContext) -> None:
    assert_type(handler(lambda_events.sqs(["a"]), lambda_context), int)


def test_a_fixture_of_its_own(sqs_event: Callable[..., SqsEvent]) -> None:
    assert_type(sqs_event(["a"])["Records"][0]["body"], str)


def test_a_function_is_invoked(lambda_function: Callable[..., Function], lambda_events: Builders) -> None:
    function = lambda_function(handler, timeout=3)
    invocation = function.invoke(lambda_events.sqs(["a"]))
    reveal_type(invocation.payload)  # to both: Any
    reveal_type(invocation.is_cold_start)  # to both: bool
    reveal_type(invocation.function_error)  # to both: str | None


def test_a_simulator(lambda_simulator: Simulator, lambda_clock: Clock) -> None:
    queue = lambda_simulator.queue("orders")
    queue.send_messages(["a"])
    reveal_type([message.body for message in queue.messages])  # to both: list[str]
    reveal_type(lambda_clock.elapsed)  # to both: float
    assert_type(lambda_simulator.function(handler).arn, str)


def untyped(value: Any) -> Any:
    return value
