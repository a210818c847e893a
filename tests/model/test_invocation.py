"""The payloads that the platform makes itself, to the byte."""

from __future__ import annotations

import pytest

from pytest_lambda.model.invocation import (
    Exited,
    exited_payload,
    response_too_large_payload,
    timed_out_payload,
)


@pytest.mark.parametrize(("timeout", "shown"), [(1, "1.00"), (3, "3.00"), (900, "900.00")])
def test_RT_25_a_timeout(timeout, shown):
    assert (
        f'{{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r1 Error: Task timed out after {shown} seconds"}}'
    ).encode() == timed_out_payload("r1", timeout)


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (None, "Runtime exited without providing a reason"),
        ("exit status 3", "Runtime exited with error: exit status 3"),
        ("signal: killed", "Runtime exited with error: signal: killed"),
    ],
    ids=str,
)
def test_RT_27_a_process_exit(reason, text):
    assert (
        f'{{"errorType":"Runtime.ExitError","errorMessage":"RequestId: r1 Error: {text}"}}'
    ).encode() == exited_payload("r1", Exited(reason))


def test_RT_30_a_response_too_large():
    assert (
        b'{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).",'
        b'"errorType":"Function.ResponseSizeTooLarge"}'
    ) == response_too_large_payload(6_291_556)
