"""A function's configuration: AWS's limits, AWS's refusals."""

from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import InvalidParameterValueException, UsageError, ValidationException
from pytest_lambda.model.function import (
    RESERVED_VARIABLES,
    RUNTIMES,
    EventInvokeConfig,
    FunctionConfiguration,
    LoggingConfig,
    running_runtime,
)

RESERVED = (
    "Lambda was unable to configure your environment variables because the environment variables you have provided "
    "contains reserved keys that are currently not supported for modification. Reserved keys used in this request: "
)
TOO_MUCH = (
    "Lambda was unable to configure your environment variables because the environment variables you have provided "
    "exceeded the 4KB limit. String measured: "
)
NAMES = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]+", fullmatch=True)


def configuration(**config):
    """Return a function's configuration, defaults apart from *config*."""
    given = {"function_name": "orders", "handler": "app.handler", "code_uri": ".", "isolation": "module", **config}
    return FunctionConfiguration(logging_config=LoggingConfig.parse(None, "orders"), **given)


def refusal(kind, call, *args, **kwargs):
    """Return the text with which *call* is refused."""
    with pytest.raises(kind) as refused:
        call(*args, **kwargs)
    return str(refused.value)


def constraint(name, value, text):
    return f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {text}"


# -- numbers ---------------------------------------------------------------------------------------


def test_CFG_01_and_CFG_02_the_defaults_are_awss():
    config = configuration()

    assert (3, 128, 512) == (config.timeout, config.memory_size, config.ephemeral_storage)


NUMBERS = [
    ("timeout", "timeout", 1, 900),
    ("memory_size", "memorySize", 128, 10_240),
    ("ephemeral_storage", "ephemeralStorage", 512, 10_240),
]


@pytest.mark.parametrize(("name", "aws_name", "low", "high"), NUMBERS)
def test_CFG_01_and_CFG_02_both_ends_of_a_range_are_allowed(name, aws_name, low, high):
    assert [low, high] == [getattr(configuration(**{name: value}), name) for value in (low, high)]


@pytest.mark.parametrize(("name", "aws_name", "low", "high"), NUMBERS)
def test_CFG_01_and_CFG_02_less_is_refused(name, aws_name, low, high):
    expected = constraint(aws_name, low - 1, f"Member must have value greater than or equal to {low}")

    assert expected == refusal(ValidationException, configuration, **{name: low - 1})


@pytest.mark.parametrize(("name", "aws_name", "low", "high"), NUMBERS)
def test_CFG_01_and_CFG_02_more_is_refused(name, aws_name, low, high):
    expected = constraint(aws_name, high + 1, f"Member must have value less than or equal to {high}")

    assert expected == refusal(ValidationException, configuration, **{name: high + 1})


def test_a_timeout_of_half_a_second_does_not_exist():
    expected = "timeout must be an integer of seconds from 1 to 900, not 0.5 (float)"

    assert expected == refusal(UsageError, configuration, timeout=0.5)


# -- text ------------------------------------------------------------------------------------------


@given(st.from_regex(r"[a-zA-Z0-9_-]{1,64}", fullmatch=True))
def test_CFG_04_names_of_functions(name):
    assert name == configuration(function_name=name).function_name


def test_CFG_04_a_name_too_long_is_refused():
    name = 65 * "a"
    expected = constraint("functionName", name, "Member must have length less than or equal to 64")

    assert expected == refusal(ValidationException, configuration, function_name=name)


@pytest.mark.parametrize("name", ["a b", "a.b", "a\n", "ä", "a:b"])
def test_CFG_04_other_characters_are_refused(name):
    expected = constraint("functionName", name, "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+")

    assert expected == refusal(ValidationException, configuration, function_name=name)


def test_CFG_05_a_handler_of_128_characters_is_allowed():
    handler = "a." + 126 * "h"

    assert handler == configuration(handler=handler).handler


def test_CFG_05_a_longer_handler_is_refused():
    handler = "a." + 127 * "h"
    expected = constraint("handler", handler, "Member must have length less than or equal to 128")

    assert expected == refusal(ValidationException, configuration, handler=handler)


@pytest.mark.parametrize("handler", ["app .handler", "app.handler\n", "app.\thandler"])
def test_CFG_05_blanks_in_a_handler_are_refused(handler):
    expected = constraint("handler", handler, "Member must satisfy regular expression pattern: [^\\s]+")

    assert expected == refusal(ValidationException, configuration, handler=handler)


def test_a_handler_is_text():
    assert 'handler must be "package.module.name", not None (NoneType)' == refusal(
        UsageError, configuration, handler=None
    )


@pytest.mark.parametrize("length", [0, 1, 256])
def test_CFG_05_a_description_may_have_256_characters(length):
    assert length == len(configuration(description=length * "d").description)


def test_CFG_05_a_longer_description_is_refused():
    expected = constraint("description", 257 * "d", "Member must have length less than or equal to 256")

    assert expected == refusal(ValidationException, configuration, description=257 * "d")


def test_a_description_is_text():
    assert "description must be text, not None (NoneType)" == refusal(UsageError, configuration, description=None)


# -- runtime and architecture ----------------------------------------------------------------------


@pytest.mark.parametrize("runtime", ["python3.10", "python3.11", "python3.12", "python3.13", "python3.14"])
def test_CFG_13_runtimes_that_are_supported(runtime):
    assert runtime == configuration(runtime=runtime).runtime


def test_the_runtime_is_that_of_the_running_python():
    expected = "python{}.{}".format(*sys.version_info)

    assert (expected, expected) == (configuration().runtime, running_runtime())


@pytest.mark.parametrize("runtime", ["python2.7", "python3.6", "python3.7"])
def test_CFG_13_runtimes_that_aws_gave_up(runtime):
    expected = (
        f"The runtime parameter of {runtime} is no longer supported for creating or updating AWS Lambda functions. "
        "We recommend you use a supported runtime while creating or updating functions."
    )

    assert expected == refusal(InvalidParameterValueException, configuration, runtime=runtime)


@pytest.mark.parametrize("runtime", ["python3.9", "nodejs22.x", "3.12", ""])
def test_runtimes_that_this_library_does_not_know(runtime):
    expected = f"runtime must be one of {', '.join(map(repr, RUNTIMES))}, not {runtime!r}"

    assert expected == refusal(UsageError, configuration, runtime=runtime)


def test_a_runtime_is_text():
    assert "runtime must be a name such as 'python3.13', not 3.13" == refusal(UsageError, configuration, runtime=3.13)


@pytest.mark.parametrize("architecture", ["x86_64", "arm64"])
def test_CFG_07_architectures(architecture):
    config = configuration(architectures=[architecture])

    assert ((architecture,), architecture) == (config.architectures, config.architecture)


@pytest.mark.parametrize("value", [["i386"], ["x86_64", "arm64"], [], "arm64", None, [["arm64"]]], ids=str)
def test_CFG_07_anything_but_one_architecture_is_refused(value):
    expected = f"architectures must be ['x86_64'] or ['arm64'], not {value!r}"

    assert expected == refusal(UsageError, configuration, architectures=value)


# -- logging ---------------------------------------------------------------------------------------


def logging_config(**given):
    return LoggingConfig.parse(given, "orders")


def test_logging_options_that_are_none_are_left_out():
    names = ("log_format", "application_log_level", "system_log_level", "log_group")

    assert LoggingConfig.parse(None, "orders") == logging_config(**dict.fromkeys(names))


@pytest.mark.parametrize(
    ("log_group", "stream"),
    [
        (None, "2025/01/01/[$LATEST]00ff"),
        ("/aws/lambda/orders", "2025/01/01/[$LATEST]00ff"),
        ("/shop/all", "2025/01/01/orders[$LATEST]00ff"),
    ],
)
def test_LOG_01_in_a_log_group_of_ones_own_the_stream_names_the_function(log_group, stream):
    config = logging_config(log_group=log_group)

    assert stream == config.log_stream_name("orders", day="2025/01/01", token="00ff")


def test_a_change_of_the_logging_leaves_the_rest():
    current = logging_config(log_format="JSON", application_log_level="DEBUG", log_group="/shop/all")

    assert LoggingConfig("/shop/all", "JSON", "DEBUG", "WARN") == current.changed(
        {"system_log_level": "WARN"}, "orders"
    )


@pytest.mark.parametrize(
    ("current", "changed", "levels"),
    [("JSON", "Text", (None, None)), ("Text", "JSON", ("INFO", "INFO"))],
)
def test_another_log_format_has_its_own_levels(current, changed, levels):
    given = {"application_log_level": "DEBUG"} if current == "JSON" else {}
    config = logging_config(log_format=current, **given).changed({"log_format": changed}, "orders")

    assert (changed, *levels) == (config.log_format, config.application_log_level, config.system_log_level)


# -- environment variables -------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(RESERVED_VARIABLES))
def test_ENV_01_a_reserved_variable_is_refused(name):
    assert RESERVED + name == refusal(InvalidParameterValueException, configuration, environment={name: "x"})


def test_ENV_01_all_reserved_variables_are_named():
    environment = {"TABLE": "orders", "AWS_REGION": "x", "_HANDLER": "y"}

    assert RESERVED + "AWS_REGION, _HANDLER" == refusal(
        InvalidParameterValueException, configuration, environment=environment
    )


@pytest.mark.parametrize(
    "name",
    [
        "AWS_LAMBDA_EXEC_WRAPPER",
        "AWS_XRAY_CONTEXT_MISSING",
        "AWS_XRAY_DAEMON_ADDRESS",
        "LANG",
        "LD_LIBRARY_PATH",
        "PATH",
        "PYTHONPATH",
        "TZ",
    ],
)
def test_ENV_02_an_unreserved_variable_may_be_set(name):
    assert {name: "x"} == configuration(environment={name: "x"}).environment


@given(st.dictionaries(NAMES.filter(lambda name: name not in RESERVED_VARIABLES), st.text(max_size=5), max_size=5))
def test_ENV_09_values_are_taken_literally(variables):
    assert variables == configuration(environment=variables).environment


@pytest.mark.parametrize("name", ["A", "1A", "_A", "A-B", "A B", "ÄB", "", "AB\n", 12])
def test_ENV_09_other_names_are_refused(name):
    expected = (
        f"environment has the name {name!r}: a name is a letter and then letters, digits or underscores, "
        "2 characters or more"
    )

    assert expected == refusal(UsageError, configuration, environment={name: "x"})


def test_a_value_that_is_no_text_is_refused_with_what_to_write():
    expected = "environment['LIMIT'] must be text, as on Lambda, not 10 (int): write '10'"

    assert expected == refusal(UsageError, configuration, environment={"LIMIT": 10})


def test_ENV_10_4_kb_as_json_are_allowed():
    variables = {"KEY": (4_096 - len('{"KEY":""}')) * "v"}

    assert variables == configuration(environment=variables).environment


def test_ENV_10_more_is_refused_and_shown():
    variables = {"KEY": (4_097 - len('{"KEY":""}')) * "v"}
    expected = TOO_MUCH + json.dumps(variables, separators=(",", ":"))

    assert expected == refusal(InvalidParameterValueException, configuration, environment=variables)


def test_ENV_10_bytes_are_measured_not_characters():
    variables = {"KEY": 2_044 * "é"}
    expected = TOO_MUCH + json.dumps(variables, separators=(",", ":"), ensure_ascii=False)

    assert expected == refusal(InvalidParameterValueException, configuration, environment=variables)


def test_no_environment_is_an_empty_one():
    assert {} == configuration(environment=None).environment


def test_an_environment_is_a_dict():
    expected = "environment must be a dict, not [('A', 'b')] (list)"

    assert expected == refusal(UsageError, configuration, environment=[("A", "b")])


def test_what_the_caller_does_to_the_dict_later_does_not_matter():
    variables = {"TABLE": "orders"}
    config = configuration(environment=variables)
    variables["TABLE"] = "changed"

    assert {"TABLE": "orders"} == config.environment


# -- logging ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [None, {}, {"log_format": "Text"}, {"log_format": "Text", "log_group": None}], ids=str
)
def test_LOG_13_text_without_levels_is_the_default(value):
    assert LoggingConfig("/aws/lambda/orders", "Text", None, None) == LoggingConfig.parse(value, "orders")


def test_LOG_13_with_json_both_levels_are_info():
    expected = LoggingConfig("/aws/lambda/orders", "JSON", "INFO", "INFO")

    assert expected == LoggingConfig.parse({"log_format": "JSON"}, "orders")


@pytest.mark.parametrize("level", ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"])
def test_LOG_13_application_log_levels(level):
    parsed = LoggingConfig.parse({"log_format": "JSON", "application_log_level": level}, "orders")

    assert level == parsed.application_log_level


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARN"])
def test_LOG_13_system_log_levels(level):
    assert level == LoggingConfig.parse({"log_format": "JSON", "system_log_level": level}, "orders").system_log_level


@pytest.mark.parametrize(
    ("name", "level", "allowed"),
    [
        ("application_log_level", "WARNING", "'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'"),
        ("application_log_level", "", "'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'"),
        ("system_log_level", "ERROR", "'DEBUG', 'INFO', 'WARN'"),
    ],
)
def test_LOG_13_another_level_is_refused(name, level, allowed):
    expected = f"logging_config['{name}'] must be one of {allowed}, not {level!r}"

    assert expected == refusal(UsageError, LoggingConfig.parse, {"log_format": "JSON", name: level}, "orders")


@pytest.mark.parametrize("name", ["application_log_level", "system_log_level"])
def test_LOG_13_a_level_with_text_is_refused(name):
    expected = (
        f"logging_config['{name}'] works with log_format 'JSON' only (the format is 'Text'): "
        "set 'log_format': 'JSON', or set the level in the handler"
    )

    assert expected == refusal(UsageError, LoggingConfig.parse, {name: "INFO"}, "orders")


def test_LOG_13_another_format_is_refused():
    expected = "logging_config['log_format'] must be one of 'Text', 'JSON', not 'json'"

    assert expected == refusal(UsageError, LoggingConfig.parse, {"log_format": "json"}, "orders")


@pytest.mark.parametrize("log_group", ["orders", "/a/b.c-d_e#F9", 512 * "g"], ids=len)
def test_LOG_01_log_groups(log_group):
    assert log_group == LoggingConfig.parse({"log_group": log_group}, "orders").log_group


@pytest.mark.parametrize("log_group", ["", "a b", "ä", 513 * "g", 5, ["g"]], ids=str)
def test_LOG_01_another_log_group_is_refused(log_group):
    expected = f"logging_config['log_group'] must be 1 to 512 of letters, digits and . - _ / #, not {log_group!r}"

    assert expected == refusal(UsageError, LoggingConfig.parse, {"log_group": log_group}, "orders")


def test_an_unknown_name_in_the_logging_config_is_refused():
    expected = (
        "logging_config does not take 'format' (did you mean 'log_format'?); "
        "it takes application_log_level, log_format, log_group, system_log_level"
    )

    assert expected == refusal(UsageError, LoggingConfig.parse, {"format": "JSON"}, "orders")


def test_a_logging_config_is_a_dict():
    assert "logging_config must be a dict, not 'JSON' (str)" == refusal(
        UsageError, LoggingConfig.parse, "JSON", "orders"
    )


# -- asynchronous invocation -----------------------------------------------------------------------


def test_ASYNC_02_and_ASYNC_04_the_defaults_are_awss():
    assert EventInvokeConfig(2, 21_600, None, None) == EventInvokeConfig()


@pytest.mark.parametrize("attempts", [0, 1, 2])
def test_ASYNC_02_up_to_two_retries(attempts):
    assert attempts == EventInvokeConfig(attempts).maximum_retry_attempts


@pytest.mark.parametrize(
    ("attempts", "text"),
    [
        (-1, "Member must have value greater than or equal to 0"),
        (3, "Member must have value less than or equal to 2"),
    ],
)
def test_ASYNC_02_other_numbers_of_retries_are_refused(attempts, text):
    expected = constraint("maximumRetryAttempts", attempts, text)

    assert expected == refusal(ValidationException, EventInvokeConfig, attempts)


@pytest.mark.parametrize("age", [60, 21_600])
def test_ASYNC_04_both_ends_of_the_age_are_allowed(age):
    assert age == EventInvokeConfig(maximum_event_age_in_seconds=age).maximum_event_age_in_seconds


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (59, "Member must have value greater than or equal to 60"),
        (21_601, "Member must have value less than or equal to 21600"),
    ],
)
def test_ASYNC_04_other_ages_are_refused(age, text):
    expected = constraint("maximumEventAgeInSeconds", age, text)

    assert expected == refusal(ValidationException, EventInvokeConfig, maximum_event_age_in_seconds=age)


def test_an_age_is_an_integer_of_seconds():
    expected = "maximum_event_age_in_seconds must be an integer of seconds from 60 to 21600, not '60' (str)"

    assert expected == refusal(UsageError, EventInvokeConfig, maximum_event_age_in_seconds="60")
