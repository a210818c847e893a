"""The environment variables that Lambda sets."""

from __future__ import annotations

import pytest

from pytest_lambda.model.function import FunctionConfiguration, LoggingConfig
from pytest_lambda.model.variables import (
    FAKE_CREDENTIALS,
    NO_REAL_CREDENTIALS,
    hermetic_variables,
    lambda_variables,
)

STREAM = "2025/01/01/[$LATEST]0123456789abcdef0123456789abcdef"


def variables(*, logging_config=None, **config):
    """Return what a handler sees."""
    configuration = FunctionConfiguration(
        function_name="orders",
        handler="src/app.handler",
        code_uri=".",
        isolation="module",
        logging_config=LoggingConfig.parse(logging_config, "orders"),
        **{"runtime": "python3.13", **config},
    )
    return lambda_variables(configuration, region="eu-west-1", log_stream_name=STREAM)


def seen(names, **config):
    """Return the values of the variables *names*."""
    found = variables(**config)
    return {name: found[name] for name in names.split()}


def test_ENV_03_function_and_runtime():
    expected = {
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_FUNCTION_NAME": "orders",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/orders",
        "AWS_LAMBDA_LOG_STREAM_NAME": STREAM,
        "AWS_LAMBDA_RUNTIME_API": "169.254.100.1:9001",
        "_HANDLER": "src/app.handler",
    }

    assert expected == seen(" ".join(expected), memory_size=1024)


def test_ENV_04_folders_language_and_time_zone():
    expected = {
        "LAMBDA_TASK_ROOT": "/var/task",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "PWD": "/var/task",
        "PYTHONPATH": "/var/runtime",
        "TZ": ":UTC",
        "LANG": "en_US.UTF-8",
        "LC_CTYPE": "C.UTF-8",
        "SHLVL": "0",
    }

    assert expected == seen(" ".join(expected))


def test_ENV_05_search_paths():
    expected = {
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "LD_LIBRARY_PATH": (
            "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"
        ),
    }

    assert expected == seen(" ".join(expected))


def test_ENV_06_x_ray():
    expected = {
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1:2000",
        "_AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1",
        "_AWS_XRAY_DAEMON_PORT": "2000",
    }

    assert expected == seen(" ".join(expected))


def test_ENV_07_the_region_twice():
    assert {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"} == seen("AWS_REGION AWS_DEFAULT_REGION")


def test_ENV_07_credentials_are_fake():
    assert FAKE_CREDENTIALS == seen("AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN")
    assert "AWS_ACCESS_KEY" not in variables()


def test_no_real_credentials_can_be_found():
    assert NO_REAL_CREDENTIALS == seen(" ".join(NO_REAL_CREDENTIALS))


def test_ENV_08_json_logging_is_announced():
    config = {"log_format": "JSON", "application_log_level": "DEBUG"}

    assert {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "DEBUG"} == seen(
        "AWS_LAMBDA_LOG_FORMAT AWS_LAMBDA_LOG_LEVEL", logging_config=config
    )


def test_ENV_08_text_logging_is_not():
    assert not {"AWS_LAMBDA_LOG_FORMAT", "AWS_LAMBDA_LOG_LEVEL"} & variables().keys()


@pytest.mark.parametrize("name", ["TZ", "PATH", "LANG", "PYTHONPATH", "TABLE"])
def test_ENV_02_the_functions_own_variables_win(name):
    assert {name: "own"} == seen(name, environment={name: "own"})


def test_a_whole_run_gets_region_credentials_and_time_zone():
    expected = {
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "TZ": ":UTC",
        **FAKE_CREDENTIALS,
        **NO_REAL_CREDENTIALS,
    }

    assert expected == hermetic_variables("eu-west-1")
