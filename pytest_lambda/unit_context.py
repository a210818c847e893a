"""A context for the plain unit test: a handler called directly, without an execution environment."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from pytest_lambda.base.arn import function_arn
from pytest_lambda.base.clock import wall_clock_seconds
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.context import LambdaContext
from pytest_lambda.model.check import given_values
from pytest_lambda.model.function import FunctionConfiguration, LoggingConfig
from pytest_lambda.model.variables import lambda_variables

__all__ = ["UnitTestContext", "begin", "unit_test_context"]


class UnitTestContext(LambdaContext):
    """
    A context whose deadline follows the test into another time.

    A freeze that is a decorator begins after the fixtures: the deadline is then counted from its instant.
    """

    _timeout_ms = 0
    _freeze: object = None

    def _begin(self) -> None:
        self._freeze = _active_freeze()
        self._epoch_deadline_time_in_ms = int(wall_clock_seconds() * 1000) + self._timeout_ms

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until the deadline. Source: CTX-03"""
        if _active_freeze() is not self._freeze:
            self._begin()
        return super().get_remaining_time_in_millis()


# To the handler it is a LambdaContext and nothing else.
UnitTestContext.__name__ = UnitTestContext.__qualname__ = LambdaContext.__name__


def begin(context: UnitTestContext, timeout_ms: int | None = None) -> UnitTestContext:
    """Start the time that *context* has, *timeout_ms* or as much as before, and return it."""
    if timeout_ms is not None:
        context._timeout_ms = timeout_ms
    context._begin()
    return context


def _active_freeze() -> object:
    factories = getattr(sys.modules.get("freezegun.api"), "freeze_factories", None)
    return factories[-1] if factories else None


def unit_test_context(
    seed: int,
    *,
    region: str = "us-east-1",
    account_id: str = "123456789012",
    function_defaults: Mapping[str, Any] | None = None,
    elapsed: float = 0.0,
) -> UnitTestContext:
    """
    Return a context whose time begins to run now.

    Args:
        seed: of its ids.
        function_defaults: ``function_name``, ``timeout`` (3 s), ``memory_size`` (128 MB)... as for a function.
        elapsed: seconds of the timeout that are gone.
    """
    given = given_values(function_defaults or {})
    name = given.get("function_name", "function")
    config = FunctionConfiguration(
        function_name=name,
        handler="app.handler",
        code_uri=".",
        isolation="inline",
        logging_config=LoggingConfig.parse(given.get("logging_config"), name),
        timeout=given.get("timeout", 3),
        memory_size=given.get("memory_size", 128),
    )
    entropy = Entropy(seed).child("context")
    request_id = entropy.uuid()
    stream = config.logging_config.log_stream_name(name, day="2025/01/01", token=entropy.hex(32))
    context = UnitTestContext(
        request_id,
        None,
        None,
        0,
        function_arn(region, account_id, name),
        environment=lambda_variables(config, region=region, log_stream_name=stream),
    )
    return begin(context, config.timeout * 1000 - round(elapsed * 1000))
