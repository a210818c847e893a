"""The event of a durable execution as AWS's SDK for durable executions reads it."""

from __future__ import annotations

import json

import pytest

execution = pytest.importorskip(
    "aws_durable_execution_sdk_python.execution", reason="AWS's SDK for durable executions needs Python 3.11"
)


def test_the_sdk_reads_a_first_invocation(events):
    event = events.durable_execution({"order": 7})
    read = execution.DurableExecutionInvocationInput.from_json_dict(event)
    (started,) = read.initial_execution_state.operations

    assert event["DurableExecutionArn"] == read.durable_execution_arn
    assert event["CheckpointToken"] == read.checkpoint_token
    assert ("EXECUTION", "STARTED") == (started.operation_type.value, started.status.value)
    assert {"order": 7} == json.loads(started.execution_details.input_payload)


def test_the_sdk_reads_a_replay(events):
    event = events.durable_execution(variant="replay", steps={"reserve": {"id": 1}}, time=1_735_689_600)
    state = execution.DurableExecutionInvocationInput.from_json_dict(event).initial_execution_state
    (step,) = (operation for operation in state.operations if operation.operation_type.value == "STEP")

    assert ("reserve", "SUCCEEDED") == (step.name, step.status.value)
    assert {"id": 1} == json.loads(step.step_details.result)
    assert step.start_timestamp < step.end_timestamp
    assert 1_735_689_600 == state.operations[0].start_timestamp.timestamp()
