"""What AWS Step Functions passes to a function when a ``Catch`` has caught an error."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.stepfunctions import StepfunctionsErrorEvent

__all__ = ["Variant", "stepfunctions_error"]

Variant = Literal["exception", "timeout"]

_RESULT_PATH = re.compile(r"\$(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


def stepfunctions_error(
    entropy: Entropy,
    error: str | None = None,
    *,
    variant: Variant = "exception",
    cause: str | None = None,
    message: str = "'sku'",
    stack_trace: Sequence[str] | None = None,
    state_input: Mapping[str, Any] | None = None,
    result_path: str = "$",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> StepfunctionsErrorEvent:
    """
    Return the event of a function that a ``Catch`` leads to: the error's name and its cause, which is text.

    Args:
        error: its name; by default ``"KeyError"``, or ``"Sandbox.Timedout"``.
        variant: what failed: a function that raised an ``"exception"``, or one that ran into its ``"timeout"``.
        cause: by default what Lambda answers to such a failure, as JSON.
        message: of the exception.
        stack_trace: of the exception, as Lambda's runtime writes it.
        state_input: the input of the state that failed; with *result_path* the event is this, and the error in it.
        result_path: of the ``Catch``: ``"$"`` puts the error in the place of the input, ``"$.error"`` into it.
        account_id: not part of this event.
        region: not part of this event.
        time: not part of this event.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Source: RT-11, RT-25

    Example:
        >>> event = events.stepfunctions_error("OutOfStock", state_input={"id": 7}, result_path="$.error")
        >>> event["id"], event["error"]["Error"]
        (7, 'OutOfStock')
    """
    where = origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    path = _check.matching("result_path", result_path, _RESULT_PATH, "a path such as '$' or '$.error'")
    usual = "KeyError" if variant == "exception" else "Sandbox.Timedout"
    name = where.text("error", usual if error is None else error, "Error")
    request_id = entropy.uuid()
    trace = ['  File "/var/task/app.py", line 12, in handler\n    place(event["sku"])\n']
    if stack_trace is not None:
        if not isinstance(stack_trace, (list, tuple)):
            raise _check.wrong("stack_trace", "a list of texts", stack_trace)
        trace = [_check.text("an item of stack_trace", line) for line in stack_trace]
    if cause is None:
        if variant == "exception":
            answer: dict[str, Any] = {
                "errorMessage": _check.text("message", message),
                "errorType": name,
                "requestId": request_id,
                "stackTrace": trace,
            }
        else:
            answer = {
                "errorType": name,
                "errorMessage": f"RequestId: {request_id} Error: Task timed out after 3.00 seconds",
            }
        cause = json.dumps(answer)
    caught = {"Error": name, "Cause": _check.text("cause", cause)}
    if state_input is not None and not isinstance(state_input, Mapping):
        raise _check.wrong("state_input", "a dict", state_input)
    return cast("StepfunctionsErrorEvent", where.finish(_placed(caught, state_input, path)))


def _placed(caught: dict[str, Any], state_input: object, path: str) -> dict[str, Any]:
    """Return what the next state is given: *caught* at *path* of the input."""
    names = path.split(".")[1:]
    if not names:
        return caught
    event: dict[str, Any] = _check.plain("state_input", {} if state_input is None else state_input)
    inner = event
    for name in names[:-1]:
        deeper = inner.get(name)
        if not isinstance(deeper, dict):
            deeper = inner[name] = {}
        inner = deeper
    inner[names[-1]] = caught
    return event
