"""The plug points: pluggy hooks that a conftest or another plugin may implement, and the built-ins do too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from pytest_lambda.base.trace import TraceRecord
    from pytest_lambda.model.contracts import IsolationBackend

__all__ = ["hookimpl", "hookspec"]

hookspec = pluggy.HookspecMarker("pytest")
hookimpl = pluggy.HookimplMarker("pytest")


@hookspec
def pytest_lambda_isolations() -> Mapping[str, Callable[[Mapping[str, str]], IsolationBackend]]:  # type: ignore[empty-body]
    """
    Return isolation backends by name.

    Each value makes a backend for one simulator from the environment variables as they were when the test run
    started. A name that is there already is an error.
    """


@hookspec
def pytest_lambda_destinations() -> Mapping[str, Callable[[object, str], None]]:  # type: ignore[empty-body]
    """
    Return destinations by the prefix of their ARN, such as ``"arn:aws:sns:"``.

    Each value is called with what arrived (a :class:`~pytest_lambda.simulator.delivery.Delivered`) and the ARN.
    It serves dead-letter queues and the destinations of asynchronous invocations.
    """


@hookspec
def pytest_lambda_trace_record(record: TraceRecord) -> None:
    """Called with every record that a simulator adds to its trace, in order."""
