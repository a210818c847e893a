"""Tumbling windows: what an event source mapping adds to a batch of a stream when it aggregates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.events import _check
from pytest_lambda.events._instant import Instant
from pytest_lambda.events._overrides import Rule

__all__ = ["WINDOW_RULES", "windowed"]

_LONGEST_WINDOW = 900  # TumblingWindowInSeconds


def windowed(
    event: dict[str, Any],
    *,
    at: Instant,
    shard_id: str,
    event_source_arn: str,
    tumbling_window_in_seconds: object,
    state: object,
    is_final_invoke_for_window: object,
    is_window_terminated_early: object,
) -> dict[str, Any]:
    """
    Return *event* with the fields of the window that *at* lies in.

    Windows begin at multiples of their length.

    Raises:
        UsageError: an argument is not what it must be.
    """
    length = _check.integer("tumbling_window_in_seconds", tumbling_window_in_seconds, 1, _LONGEST_WINDOW)
    start = at.whole_seconds - at.whole_seconds % length
    if state is None:
        state = {}
    elif not isinstance(state, Mapping):
        raise _check.wrong("state", "a dict", state)
    for argument, value in (
        ("is_final_invoke_for_window", is_final_invoke_for_window),
        ("is_window_terminated_early", is_window_terminated_early),
    ):
        if not isinstance(value, bool):
            raise _check.wrong(argument, "True or False", value)
    return {
        **event,
        "window": {"start": Instant(start * 1000).iso(), "end": Instant((start + length) * 1000).iso()},
        "state": _check.plain("state", state),
        "shardId": shard_id,
        "eventSourceARN": event_source_arn,
        "isFinalInvokeForWindow": is_final_invoke_for_window,
        "isWindowTerminatedEarly": is_window_terminated_early,
    }


WINDOW_RULES = (
    Rule(
        "eventSourceARN",
        ("Records",),
        lambda event: event["Records"][0]["eventSourceARN"] if event["Records"] else event["eventSourceARN"],
    ),
)
"""The batch and its window are of one stream."""
