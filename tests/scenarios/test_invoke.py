"""The Invoke operation: answers, limits, refusals."""

from __future__ import annotations

import pytest

from pytest_lambda import (
    AccessDeniedException,
    FunctionError,
    InvalidParameterValueException,
    InvalidRequestContentException,
    RequestEntityTooLargeException,
    ResourceNotFoundException,
    ServiceException,
    TooManyRequestsException,
    UsageError,
)

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"


@pytest.fixture
def events():
    """The events that the function was given."""
    return []


@pytest.fixture
def function(simulator, events):
    """A function that keeps its events and answers with ``{"ok": True}``."""

    def handler(event, context):
        events.append(event)
        return {"ok": True}

    return simulator.function(handler, function_name="orders")


def refusal(kind, call, *args, **kwargs):
    """Return code, status and text of the refusal."""
    with pytest.raises(kind) as refused:
        call(*args, **kwargs)
    return refused.value.code, refused.value.status_code, str(refused.value)


def test_INV_02_a_synchronous_invoke(function):
    invocation = function.invoke()

    assert (200, "$LATEST", b'{"ok": true}', {"ok": True}) == (
        invocation.status_code,
        invocation.executed_version,
        invocation.raw_payload,
        invocation.payload,
    )


def test_INV_02_a_failing_function_is_a_200_too(simulator):
    invocation = simulator.function(lambda event, context: 1 / 0).invoke()

    assert (200, "Unhandled", "$LATEST") == (
        invocation.status_code,
        invocation.function_error,
        invocation.executed_version,
    )


def test_INV_02_an_event_is_accepted(function, events):
    invocation = function.invoke({"a": 1}, invocation_type="Event")

    assert (202, b"", None, None, None) == (
        invocation.status_code,
        invocation.raw_payload,
        invocation.payload,
        invocation.executed_version,
        invocation.function_error,
    )
    assert [] == events


def test_INV_02_a_dry_run_runs_nothing(simulator, function, events):
    invocation = function.invoke(invocation_type="DryRun")
    simulator.run_until_idle()

    assert (204, b"", [], []) == (invocation.status_code, invocation.raw_payload, events, function.invocations)


def test_INV_02_a_dry_run_of_what_does_not_exist_is_refused(function):
    with pytest.raises(ResourceNotFoundException):
        function.invoke(invocation_type="DryRun", qualifier="live")


def test_INV_02_another_type_is_refused(function):
    with pytest.raises(UsageError) as refused:
        function.invoke(invocation_type="Async")

    assert "invocation_type must be one of 'RequestResponse', 'Event', 'DryRun', not 'Async'" == str(refused.value)


def test_INV_03_a_success_has_no_function_error(function):
    assert function.invoke().function_error is None


@pytest.mark.parametrize("payload", [None, b""], ids=str)
@pytest.mark.parametrize("invocation_type", ["RequestResponse", "Event"])
def test_INV_04_without_a_payload_the_event_is_empty(simulator, function, events, payload, invocation_type):
    function.invoke(payload, invocation_type=invocation_type)
    simulator.run_until_idle()

    assert [{}] == events


@pytest.mark.parametrize("payload", [b"{", b"\xff", b"abc"], ids=str)
@pytest.mark.parametrize("invocation_type", ["RequestResponse", "Event", "DryRun"])
def test_INV_04_what_is_no_json_is_refused(function, payload, invocation_type):
    code, status, text = refusal(
        InvalidRequestContentException, function.invoke, payload, invocation_type=invocation_type
    )

    assert ("InvalidRequestContentException", 400) == (code, status)
    assert text.startswith("Could not parse request body into json: Could not parse payload into json: ")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_INV_04_a_payload_is_utf_8(function, encoding):
    with pytest.raises(InvalidRequestContentException):
        function.invoke('{"a": 1}'.encode(encoding))


@pytest.mark.parametrize("payload", [b"NaN", b"[Infinity]", b'{"a": -Infinity}', float("nan"), {"a": [float("inf")]}])
def test_INV_04_NaN_is_no_json(function, payload):
    code, status, text = refusal(InvalidRequestContentException, function.invoke, payload)

    assert ("InvalidRequestContentException", 400) == (code, status)
    assert text.startswith(
        "Could not parse request body into json: Could not parse payload into json: Non-standard token '"
    )


def test_INV_04_a_payload_nested_too_deeply_is_refused(function):
    with pytest.raises(InvalidRequestContentException):
        function.invoke(200_000 * b"[" + 200_000 * b"]")


def test_a_payload_that_json_cannot_hold_is_misuse(function):
    with pytest.raises(UsageError) as refused:
        function.invoke({1, 2})

    assert (
        "the payload cannot be sent as JSON (Object of type set is not JSON serializable): "
        "pass what json.dumps takes, or bytes that are JSON already"
    ) == str(refused.value)


def test_INV_05_a_request_of_6_mb_passes(function):
    assert 200 == function.invoke(b'"' + (6_291_456 - 2) * b"a" + b'"').status_code


def test_INV_05_a_larger_request_is_refused(function):
    expected = (
        "RequestEntityTooLargeException",
        413,
        "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
    )

    assert expected == refusal(RequestEntityTooLargeException, function.invoke, b'"' + (6_291_457 - 2) * b"a" + b'"')


def test_a_payload_that_contains_itself_cannot_be_sent(function):
    payload = {"name": "a"}
    payload["again"] = [payload]
    with pytest.raises(UsageError) as refused:
        function.invoke(payload)

    expected = (
        "the payload cannot be sent as JSON (Circular reference detected): "
        "pass what json.dumps takes, or bytes that are JSON already"
    )
    assert expected == str(refused.value)


def test_INV_06_an_event_of_1_mb_passes(function):
    payload = b'"' + (1_048_576 - 2) * b"a" + b'"'

    assert 202 == function.invoke(payload, invocation_type="Event").status_code


def test_INV_06_a_larger_event_is_refused(function):
    payload = b'"' + (1_048_577 - 2) * b"a" + b'"'
    expected = (
        "RequestEntityTooLargeException",
        413,
        "1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
    )

    assert expected == refusal(RequestEntityTooLargeException, function.invoke, payload, invocation_type="Event")


@pytest.mark.parametrize("name", ["nothing", ARN.replace("orders", "nothing")])
def test_INV_07_an_unknown_function(simulator, name):
    expected = ("ResourceNotFoundException", 404, f"Function not found: {ARN.replace('orders', 'nothing')}:$LATEST")

    assert expected == refusal(ResourceNotFoundException, simulator.invoke, name)


@pytest.mark.parametrize("invocation_type", ["RequestResponse", "Event", "DryRun"])
def test_INV_07_an_unknown_qualifier(function, invocation_type):
    expected = ("ResourceNotFoundException", 404, f"Function not found: {ARN}:live")

    assert expected == refusal(
        ResourceNotFoundException, function.invoke, qualifier="live", invocation_type=invocation_type
    )


@pytest.mark.parametrize("name", ["orders", ARN, "orders:$LATEST", f"{ARN}:$LATEST", "123456789012:function:orders"])
def test_INV_07_a_function_is_known_by_its_name_or_arn(simulator, function, name):
    assert {"ok": True} == simulator.invoke(name, {}).payload


def test_INV_08_a_function_of_another_region_is_not_reachable(simulator, function):
    expected = (
        "ResourceNotFoundException",
        404,
        "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    )

    assert expected == refusal(ResourceNotFoundException, simulator.invoke, ARN.replace("us-east-1", "eu-west-1"))


@pytest.mark.parametrize("name", [ARN.replace("123456789012", "111122223333"), "111122223333:function:orders"])
def test_INV_08_a_function_of_another_account_is_denied(simulator, function, name):
    expected = (
        "AccessDeniedException",
        403,
        "User: arn:aws:iam::123456789012:user/pytest-lambda is not authorized to perform: lambda:InvokeFunction "
        "on resource: arn:aws:lambda:us-east-1:111122223333:function:orders",
    )

    assert expected == refusal(AccessDeniedException, simulator.invoke, name)


def test_INV_09_two_qualifiers_that_differ_are_refused(simulator, function):
    expected = (
        "InvalidParameterValueException",
        400,
        "The derived qualifier from the function name does not match the specified qualifier.",
    )

    assert expected == refusal(InvalidParameterValueException, simulator.invoke, "orders:$LATEST", qualifier="1")


def test_INV_09_they_are_compared_before_the_function_is_looked_for(simulator):
    with pytest.raises(InvalidParameterValueException):
        simulator.invoke("nothing:1", qualifier="2")


@pytest.mark.parametrize("options", [{}, {"qualifier": None}, {"qualifier": "1"}], ids=str)
def test_INV_09_the_same_qualifier_twice_is_one(simulator, function, options):
    function.publish_version()

    assert "1" == simulator.invoke("orders:1", **options).executed_version


def test_INV_07_an_unknown_function_with_a_qualifier(simulator):
    expected = ("ResourceNotFoundException", 404, f"Function not found: {ARN.replace('orders', 'nothing')}:live")

    assert expected == refusal(ResourceNotFoundException, simulator.invoke, "nothing", qualifier="live")


def test_INV_10_a_throttled_invoke(simulator, function, events):
    simulator.inject_fault("throttle")
    with pytest.raises(TooManyRequestsException) as refused:
        function.invoke()

    assert ("TooManyRequestsException", 429, "Rate Exceeded.", "ConcurrentInvocationLimitExceeded", []) == (
        refused.value.code,
        refused.value.status_code,
        refused.value.message,
        refused.value.reason,
        events,
    )


def test_INV_17_a_synchronous_invoke_is_not_retried(simulator, deploy):
    function = deploy("def handler(event, context):\n    raise ValueError")
    function.invoke()
    simulator.run_until_idle()

    assert 1 == len(function.invocations)


def test_a_caller_whose_answer_is_lost_cannot_know(simulator, function, events):
    simulator.inject_fault("response_lost")
    with pytest.raises(ServiceException):
        function.invoke({"a": 1})

    assert [{"a": 1}] == events


def test_a_synchronous_invoke_moves_the_clock_to_its_end(simulator, deploy):
    invocation = deploy("import time\ndef handler(event, context):\n    time.sleep(1.5)").invoke()

    assert (1.5, 1.5) == (invocation.ended_at, simulator.clock.elapsed)


def test_a_call_returns_the_answer(function):
    assert {"ok": True} == function({})


def test_a_call_of_a_failing_function_raises_what_the_handler_raised(simulator):
    function = simulator.function(lambda event, context: event["a"], function_name="orders")
    with pytest.raises(FunctionError) as failed:
        function({})

    assert "function 'orders' failed: KeyError: 'a'" == str(failed.value)
    assert ("KeyError", "'a'") == (failed.value.error_type, failed.value.error_message)
    assert isinstance(failed.value.__cause__, KeyError)
