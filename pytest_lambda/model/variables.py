"""The environment variables that Lambda sets."""

from __future__ import annotations

from pytest_lambda.model.function import FunctionConfiguration

__all__ = ["FAKE_CREDENTIALS", "NO_REAL_CREDENTIALS", "hermetic_variables", "lambda_variables"]

FAKE_CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "ASIAPYTESTLAMBDAFAKE",
    "AWS_SECRET_ACCESS_KEY": "fake/secret/access/key/of/pytest/lambda+",
    "AWS_SESSION_TOKEN": "fake-session-token-of-pytest-aws-lambda",
}
"""Credentials in the form of a role's, which open nothing."""

NO_REAL_CREDENTIALS = {
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}
"""Not of Lambda's making: they keep an SDK from the developer's files and from a metadata service."""


def lambda_variables(
    config: FunctionConfiguration,
    *,
    region: str,
    log_stream_name: str,
    version: str = "$LATEST",
    initialization_type: str = "on-demand",
) -> dict[str, str]:
    """
    Return every variable that a handler of *config* sees at first, the function's own included.

    Source: ENV-02 to ENV-08
    """
    variables = {
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.memory_size),
        "AWS_LAMBDA_FUNCTION_NAME": config.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": version,
        "AWS_LAMBDA_INITIALIZATION_TYPE": initialization_type,
        "AWS_LAMBDA_LOG_GROUP_NAME": config.logging_config.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream_name,
        "AWS_LAMBDA_RUNTIME_API": "169.254.100.1:9001",
        "AWS_REGION": region,
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1:2000",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": "/var/task",
        "LANG": "en_US.UTF-8",
        "LC_CTYPE": "C.UTF-8",
        "LD_LIBRARY_PATH": (
            "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"
        ),
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "PWD": "/var/task",
        "PYTHONPATH": "/var/runtime",
        "SHLVL": "0",
        "TZ": ":UTC",
        "_AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1",
        "_AWS_XRAY_DAEMON_PORT": "2000",
        "_HANDLER": config.handler,
        **FAKE_CREDENTIALS,
        **NO_REAL_CREDENTIALS,
    }
    if config.logging_config.log_format == "JSON":
        variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON"
        variables["AWS_LAMBDA_LOG_LEVEL"] = config.logging_config.application_log_level or "INFO"
    variables.update(config.environment)
    return variables


def hermetic_variables(region: str) -> dict[str, str]:
    """Return what a whole test run gets, so that code which makes AWS clients at import can be imported."""
    return {
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "TZ": ":UTC",
        **FAKE_CREDENTIALS,
        **NO_REAL_CREDENTIALS,
    }
