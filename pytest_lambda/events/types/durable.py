"""Shapes of invocations of durable functions."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "DurableExecutionEvent",
    "ExecutionDetails",
    "InitialExecutionState",
    "Operation",
    "StepDetails",
    "WaitDetails",
]


class ExecutionDetails(TypedDict):
    InputPayload: str


class StepDetails(TypedDict):
    Attempt: int
    Result: str


class WaitDetails(TypedDict):
    ScheduledEndTimestamp: int


class Operation(TypedDict):
    Id: str
    Name: NotRequired[str]
    Type: str
    SubType: NotRequired[str]
    StartTimestamp: int
    EndTimestamp: NotRequired[int]
    Status: str
    ExecutionDetails: NotRequired[ExecutionDetails]
    StepDetails: NotRequired[StepDetails]
    WaitDetails: NotRequired[WaitDetails]


class InitialExecutionState(TypedDict):
    Operations: list[Operation]
    NextMarker: str


class DurableExecutionEvent(TypedDict):
    DurableExecutionArn: str
    CheckpointToken: str
    InitialExecutionState: InitialExecutionState
