"""The context object, as a handler sees it."""

from __future__ import annotations

import re

import pytest

from pytest_lambda import InvalidRequestContentException, LambdaContext

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"


@pytest.fixture
def contexts():
    """The contexts that handlers were given, oldest first."""
    return []


@pytest.fixture
def function(simulator, contexts):
    """A function that keeps its contexts."""
    return simulator.function(lambda event, context: contexts.append(context), function_name="orders", memory_size=256)


def test_CTX_01_the_attributes(function, contexts):
    function.invoke()

    assert isinstance(contexts[0], LambdaContext)
    assert {
        "aws_request_id",
        "log_group_name",
        "log_stream_name",
        "function_name",
        "memory_limit_in_mb",
        "function_version",
        "invoked_function_arn",
        "tenant_id",
        "client_context",
        "identity",
        "_epoch_deadline_time_in_ms",
        "_w3c_fields",
    } == vars(contexts[0]).keys()


def test_CTX_02_the_memory_limit_is_text(function, contexts):
    function.invoke()

    assert "256" == contexts[0].memory_limit_in_mb


def test_CTX_02_name_version_and_log_are_the_functions(function, contexts):
    invocation = function.invoke()

    assert ("orders", "$LATEST", "/aws/lambda/orders", invocation.environment.log_stream_name) == (
        contexts[0].function_name,
        contexts[0].function_version,
        contexts[0].log_group_name,
        contexts[0].log_stream_name,
    )


def test_CTX_02_they_are_read_anew_for_each_context(deploy):
    function = deploy("""
        import os
        def handler(event, context):
            os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "42"
            return context.memory_limit_in_mb
    """)

    assert ["128", "42"] == [function(), function()]


def test_CTX_03_the_remaining_time_passes(deploy):
    function = deploy(
        """
        import time
        def handler(event, context):
            seen = [context.get_remaining_time_in_millis()]
            time.sleep(1.25)
            return [*seen, context.get_remaining_time_in_millis()]
        """,
        timeout=3,
    )

    assert [3_000, 1_750] == function()


def test_CTX_03_it_is_never_negative(function, contexts):
    function.invoke()
    function.invoke()

    assert 0 <= contexts[0].get_remaining_time_in_millis()


def test_CTX_03_it_is_zero_after_the_deadline(simulator, function, contexts):
    function.invoke()
    simulator.advance(1_000)

    assert 0 == contexts[0].get_remaining_time_in_millis()


def test_CTX_04_what_is_logged_through_the_context_is_written_as_text(deploy):
    invocation = deploy("def handler(event, context):\n    context.log(5)\n    context.log('a')").invoke()

    assert "Version: $LATEST\n5\na\nEND" in invocation.logs


def test_CTX_05_without_a_client_context_there_is_none(function, contexts):
    function.invoke()

    assert contexts[0].client_context is None


def test_CTX_05_the_client_context(function, contexts):
    function.invoke(client_context={"client": {"app_title": "Shop"}, "custom": {"a": 1}, "env": {"b": "2"}})
    client_context = contexts[0].client_context

    assert ("Shop", None, {"a": 1}, {"b": "2"}) == (
        client_context.client.app_title,
        client_context.client.installation_id,
        client_context.custom,
        client_context.env,
    )


def test_CTX_05_what_was_left_out_is_none(function, contexts):
    function.invoke(client_context={})
    client_context = contexts[0].client_context

    assert (None, None, None) == (client_context.client, client_context.custom, client_context.env)


def test_CTX_06_identity_is_always_there(function, contexts):
    function.invoke()
    identity = contexts[0].identity

    assert (None, None) == (identity.cognito_identity_id, identity.cognito_identity_pool_id)


def test_CTX_06_the_cognito_identity(function, contexts):
    function.invoke(cognito_identity={"cognitoIdentityId": "me", "cognitoIdentityPoolId": "pool"})
    identity = contexts[0].identity

    assert ("me", "pool") == (identity.cognito_identity_id, identity.cognito_identity_pool_id)


def test_CTX_07_there_is_no_tenant(function, contexts):
    function.invoke()

    assert contexts[0].tenant_id is None


def test_CTX_08_the_repr(function, contexts):
    invocation = function.invoke()

    assert (
        f"LambdaContext([aws_request_id={invocation.request_id},log_group_name=/aws/lambda/orders,"
        f"log_stream_name={invocation.environment.log_stream_name},function_name=orders,memory_limit_in_mb=256,"
        f"function_version=$LATEST,invoked_function_arn={ARN},client_context=None,"
        "identity=CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None]),tenant_id=None])"
    ) == repr(contexts[0])


def test_CTX_09_the_w3c_trace_context(function, contexts):
    fields = {"traceparent": "00-a-b-01", "baggage": "c", "tracestate": 5, "other": "d"}
    function.invoke(client_context={"w3c": fields, "custom": {}})

    assert {"traceparent": "00-a-b-01", "baggage": "c"} == contexts[0].w3c()


def test_CTX_09_without_one_it_is_empty(function, contexts):
    function.invoke()

    assert {} == contexts[0].w3c()


def test_CTX_10_the_request_id_is_a_uuid_and_the_callers(function, contexts):
    invocation = function.invoke()

    assert invocation.request_id == contexts[0].aws_request_id
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", invocation.request_id)


def test_CTX_10_each_event_has_another(function, contexts):
    for _ in range(3):
        function.invoke()

    assert 3 == len({context.aws_request_id for context in contexts})


def test_CTX_10_each_invoke_by_a_poller_has_a_new_one(simulator, contexts):
    def handler(event, context):
        contexts.append(context)
        raise ValueError

    queue = simulator.queue("orders")
    simulator.function(handler).event_source_mapping(queue)
    queue.send_message("a")
    simulator.advance(70)

    assert 3 == len({context.aws_request_id for context in contexts})


@pytest.mark.parametrize(("qualifier", "expected"), [(None, ARN), ("$LATEST", f"{ARN}:$LATEST")])
def test_CTX_11_the_arn_is_qualified_as_it_was_invoked(function, contexts, qualifier, expected):
    function.invoke(qualifier=qualifier)

    assert (expected, "$LATEST") == (contexts[0].invoked_function_arn, contexts[0].function_version)


@pytest.mark.parametrize(("qualifier", "expected"), [(None, ARN), ("$LATEST", f"{ARN}:$LATEST")])
def test_CTX_11_of_an_asynchronous_event_too(simulator, function, contexts, qualifier, expected):
    function.invoke(qualifier=qualifier, invocation_type="Event")
    simulator.run_until_idle()

    assert expected == contexts[0].invoked_function_arn


def test_CTX_12_a_client_context_over_the_limit_is_refused(function):
    with pytest.raises(InvalidRequestContentException) as refusal:
        function.invoke(client_context={"custom": {"a": 3_000 * "x"}})

    assert "client_context is 4028 bytes in base64; at most 3583 are allowed" == str(refusal.value)


@pytest.mark.parametrize("invocation_type", ["Event", "DryRun"])
def test_CTX_12_it_is_measured_whatever_the_invocation_type(function, invocation_type):
    with pytest.raises(InvalidRequestContentException):
        function.invoke(client_context={"custom": {"a": 3_000 * "x"}}, invocation_type=invocation_type)


def test_CTX_12_the_largest_client_context_passes(function, contexts):
    client_context = '{"custom":{"a":"' + 2_665 * "x" + '"}}'
    function.invoke(client_context=client_context)

    assert 2_665 == len(contexts[0].client_context.custom["a"])


def test_CTX_12_an_asynchronous_event_has_no_client_context(simulator, function, contexts):
    function.invoke(client_context={"custom": {"a": "b"}}, invocation_type="Event")
    simulator.run_until_idle()

    assert contexts[0].client_context is None
