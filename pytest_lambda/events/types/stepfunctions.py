"""Shapes of what AWS Step Functions passes on from a caught error."""

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["StepfunctionsErrorEvent"]


class StepfunctionsErrorEvent(TypedDict):
    """Without ``result_path``; with it, the input of the state that failed, and this in it."""

    Error: str
    Cause: str
