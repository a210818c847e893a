"""Configuration and its limits; what is billed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_lambda import (
    InvalidParameterValueException,
    ResourceConflictException,
    Simulator,
    UsageError,
    ValidationException,
)
from pytest_lambda.simulator.deployment import FUNCTION_OPTIONS

ANSWERS = "def handler(event, context):\n    return event"


def refusal(kind, deploy, **config):
    """Return the text with which the function is refused."""
    with pytest.raises(kind) as refused:
        deploy(ANSWERS, **config)
    return str(refused.value)


def constraint(name, value, text):
    return f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {text}"


# -- configuration ---------------------------------------------------------------------------------


def test_CFG_01_and_CFG_02_the_defaults(deploy):
    config = deploy(ANSWERS).configuration

    assert (128, 3, 512, ("x86_64",)) == (
        config.memory_size,
        config.timeout,
        config.ephemeral_storage,
        config.architectures,
    )


@pytest.mark.parametrize(
    ("name", "aws_name", "value", "text"),
    [
        ("memory_size", "memorySize", 127, "Member must have value greater than or equal to 128"),
        ("memory_size", "memorySize", 10_241, "Member must have value less than or equal to 10240"),
        ("timeout", "timeout", 0, "Member must have value greater than or equal to 1"),
        ("timeout", "timeout", 901, "Member must have value less than or equal to 900"),
        ("ephemeral_storage", "ephemeralStorage", 511, "Member must have value greater than or equal to 512"),
        ("ephemeral_storage", "ephemeralStorage", 10_241, "Member must have value less than or equal to 10240"),
    ],
)
def test_CFG_01_and_CFG_02_a_number_out_of_range_is_refused(deploy, name, aws_name, value, text):
    assert constraint(aws_name, value, text) == refusal(ValidationException, deploy, **{name: value})


def test_CFG_02_a_timeout_of_15_minutes(deploy):
    invocation = deploy("import time\ndef handler(event, context):\n    time.sleep(901)", timeout=900).invoke()

    assert ("Sandbox.Timedout", 900) == (invocation.error.error_type, invocation.ended_at)


def test_CFG_04_a_name_too_long_is_refused(deploy):
    name = 65 * "a"
    expected = constraint("functionName", name, "Member must have length less than or equal to 64")

    assert expected == refusal(ValidationException, deploy, function_name=name)


def test_CFG_05_a_handler_too_long_is_refused(simulator):
    handler = 129 * "h"
    with pytest.raises(ValidationException) as refused:
        simulator.function(handler)

    assert constraint("handler", handler, "Member must have length less than or equal to 128") == str(refused.value)


def test_CFG_05_a_description_too_long_is_refused(deploy):
    expected = constraint("description", 257 * "d", "Member must have length less than or equal to 256")

    assert expected == refusal(ValidationException, deploy, description=257 * "d")


def test_CFG_09_a_name_that_exists_is_refused(deploy):
    deploy(ANSWERS)
    with pytest.raises(ResourceConflictException) as refused:
        deploy(ANSWERS)

    assert ("ResourceConflictException", 409) == (refused.value.code, refused.value.status_code)


def test_CFG_13_a_runtime_that_aws_gave_up_is_refused(deploy):
    expected = (
        "The runtime parameter of python3.7 is no longer supported for creating or updating AWS Lambda functions. "
        "We recommend you use a supported runtime while creating or updating functions."
    )

    assert expected == refusal(InvalidParameterValueException, deploy, runtime="python3.7")


def test_an_option_that_is_none_is_left_out(deploy):
    function = deploy(ANSWERS, **{**dict.fromkeys(FUNCTION_OPTIONS), "function_name": "orders"})

    assert deploy(ANSWERS, function_name="plain").configuration == replace(
        function.configuration,
        function_name="plain",
        logging_config=replace(function.configuration.logging_config, log_group="/aws/lambda/plain"),
    )


def test_a_default_holds_where_none_is_given(write):
    code_uri = write("app.py", ANSWERS).parent
    defaults, overrides = {"timeout": 10, "memory_size": None}, {"timeout": None}
    with Simulator(code_uri=code_uri, function_defaults=defaults, function_overrides=overrides) as simulator:
        config = simulator.function("app.handler", timeout=None).configuration

    assert (10, 128) == (config.timeout, config.memory_size)


def test_a_name_that_does_not_exist_is_refused_with_a_hint(deploy):
    text = refusal(UsageError, deploy, memory=128)

    assert text.startswith("function does not take 'memory' (did you mean 'memory_size'?); it takes architectures, ")


@pytest.mark.parametrize("handler", [5, None, ["app.handler"]], ids=str)
def test_what_is_no_handler_is_refused(simulator, handler):
    with pytest.raises(UsageError) as refused:
        simulator.function(handler)

    assert (f"a handler is AWS's 'package.module.name' or a callable handler(event, context), not {handler!r}") == str(
        refused.value
    )


# -- billing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "billed_ms"), [(0, 1), (0.0001, 1), (0.001, 1), (0.00301, 4), (1, 1_000)], ids=str)
def test_BILL_03_milliseconds_are_rounded_up(deploy, seconds, billed_ms):
    function = deploy(f"import time\ndef handler(event, context):\n    time.sleep({seconds})")

    assert [billed_ms, billed_ms] == [function.invoke().report.billed_duration for _ in range(2)]


def test_BILL_04_a_cold_start_bills_its_init(deploy):
    function = deploy("""
        import time
        time.sleep(0.47675)
        def handler(event, context):
            time.sleep(1)
    """)
    cold, warm = function.invoke().report, function.invoke().report

    assert (1_000.0, 476.75, 1_477) == (cold.duration, cold.init_duration, cold.billed_duration)
    assert (1_000.0, None, 1_000) == (warm.duration, warm.init_duration, warm.billed_duration)


def test_BILL_05_a_timeout_bills_the_whole_timeout(deploy):
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(10)", timeout=3)

    assert 3_000 == function.invoke().report.billed_duration


def test_BILL_05_an_error_bills_as_a_success_does(deploy):
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(1)\n    raise ValueError")

    assert 1_000 == function.invoke().report.billed_duration
