"""Invocations of durable functions: a durable execution begins, or goes on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _samples
from pytest_lambda.events._instant import Instant, Time
from pytest_lambda.events._origin import Origin, origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.durable import DurableExecutionEvent

__all__ = ["Variant", "durable_execution"]

Variant = Literal["first", "replay"]

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAME_IN_WORDS = "1 to 64 letters, digits, '_' or '-'"
_QUALIFIER = re.compile(r"\$LATEST(?:\.PUBLISHED)?|[1-9]\d*")
_EXECUTION = re.compile(
    r"function:(?P<function>[A-Za-z0-9_-]+):(?P<qualifier>[^/]+)/durable-execution/(?P<name>[A-Za-z0-9_-]+)/(?P<id>[A-Za-z0-9_-]+)"
)
_STEP_MS = 150


def durable_execution(
    entropy: Entropy,
    payload: object = None,
    *,
    variant: Variant = "first",
    steps: Mapping[str, Any] | None = None,
    wait_seconds: int = 60,
    function_name: str = "orders",
    qualifier: str = "$LATEST",
    execution_name: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> DurableExecutionEvent:
    """
    Return the event of one invocation of a durable function, which holds what its execution has done so far.

    Args:
        payload: what the execution was started with: text as it is, anything else as JSON; by default an order.
        variant: ``"first"`` (nothing has been done), or ``"replay"`` (steps, then a wait, have finished).
        steps: where the execution goes on: the names of the finished steps and their results; by default one.
        wait_seconds: how long the wait after the steps was; 0 for none.
        function_name: of the function.
        qualifier: ``"$LATEST"``, ``"$LATEST.PUBLISHED"`` or a version.
        execution_name: by default a UUID, as when the caller gave none.
        time: when the execution began; the times of the operations rise from there.
        overrides: merged in last; the execution's ARN and its first operation follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: how long a step takes, and the form of its id.

    Example:
        >>> event = events.durable_execution({"id": 7}, variant="replay", steps={"charge": {"ok": True}})
        >>> [operation["Type"] for operation in event["InitialExecutionState"]["Operations"]]
        ['EXECUTION', 'STEP', 'WAIT']
    """
    where = origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        arns=("DurableExecutionArn",),
    )
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    if steps is not None and variant == "first":
        raise _check.wrong("steps", "left out where variant='first', where nothing has been done", steps)
    arn, identity = _execution(entropy, where, function_name, qualifier, execution_name)
    started = {
        "Id": identity,
        "Type": "EXECUTION",
        "StartTimestamp": where.at.ms,
        "Status": "STARTED",
        "ExecutionDetails": {
            "InputPayload": _check.encoded("payload", _samples.order(entropy) if payload is None else payload)
        },
    }
    finished = _finished(entropy, where.at, steps, wait_seconds) if variant == "replay" else []
    event = {
        "DurableExecutionArn": arn,
        "CheckpointToken": entropy.base64(96),
        "InitialExecutionState": {"Operations": [started, *finished], "NextMarker": ""},
    }
    return cast("DurableExecutionEvent", where.finish(event))


def _execution(
    entropy: Entropy, where: Origin, function_name: object, qualifier: object, execution_name: object
) -> tuple[str, str]:
    """Return the ARN of the execution and the id of its first operation, which is the last part of it."""
    function = _check.matching("function_name", function_name, _NAME, _NAME_IN_WORDS)
    version = _check.matching("qualifier", qualifier, _QUALIFIER, "'$LATEST', '$LATEST.PUBLISHED' or a version")
    name = _check.matching(
        "execution_name", entropy.uuid() if execution_name is None else execution_name, _NAME, _NAME_IN_WORDS
    )
    identity = where.text("execution id", entropy.uuid(), "InitialExecutionState/Operations/0/Id")
    found = where.resource("lambda", _EXECUTION, "DurableExecutionArn")
    if found is not None:
        function, version, name, identity = found["function"], found["qualifier"], found["name"], found["id"]
    return where.arn("lambda", f"function:{function}:{version}/durable-execution/{name}/{identity}"), identity


def _finished(entropy: Entropy, begin: Instant, steps: object, wait_seconds: object) -> list[dict[str, Any]]:
    """Return finished operations, one after another."""
    done = {"reserve": {"reserved": True}} if steps is None else steps
    if not isinstance(done, Mapping):
        raise _check.wrong("steps", "a mapping of the names of steps to their results", steps)
    operations = []
    at = begin.ms
    for name, result in done.items():
        operation: dict[str, Any] = {
            "Id": entropy.hex(64),
            "Name": _check.text("a name in steps", name),
            "Type": "STEP",
            "SubType": "Step",
            "StartTimestamp": at + _STEP_MS,
            "EndTimestamp": at + 2 * _STEP_MS,
            "Status": "SUCCEEDED",
            "StepDetails": {"Attempt": 1, "Result": json.dumps(_check.plain(f"steps[{name!r}]", result))},
        }
        operations.append(operation)
        at = operation["EndTimestamp"]
    seconds = _check.integer("wait_seconds", wait_seconds, 0, 31_622_400)
    if seconds:
        end = at + 1000 * seconds
        operations.append(
            {
                "Id": entropy.hex(64),
                "Type": "WAIT",
                "SubType": "Wait",
                "StartTimestamp": at,
                "EndTimestamp": end,
                "Status": "SUCCEEDED",
                "WaitDetails": {"ScheduledEndTimestamp": end},
            }
        )
    return operations
