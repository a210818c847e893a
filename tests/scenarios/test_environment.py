"""What a handler sees of the world: variables, folders, search path."""

from __future__ import annotations

import os
import re

import pytest

from pytest_lambda import InvalidParameterValueException, Simulator, UsageError

VARIABLES = "import os\nat_import = dict(os.environ)\ndef handler(event, context):\n    return dict(os.environ)"
AT_IMPORT = VARIABLES.replace("return dict(os.environ)", "return at_import")


@pytest.fixture
def variables(deploy):
    """Return what gives the variables that a handler sees."""

    def variables(**config):
        return deploy(VARIABLES, **config)()

    return variables


def seen(variables, expected):
    """Return those of *variables* that are in *expected*."""
    return {name: variables.get(name) for name in expected}


def test_ENV_01_a_reserved_variable_is_refused(deploy):
    with pytest.raises(InvalidParameterValueException) as refusal:
        deploy(VARIABLES, environment={"AWS_REGION": "eu-west-1"})

    assert (
        "Lambda was unable to configure your environment variables because the environment variables you have provided "
        "contains reserved keys that are currently not supported for modification. Reserved keys used in this request: "
        "AWS_REGION"
    ) == str(refusal.value)


def test_ENV_02_an_unreserved_variable_may_be_set(variables):
    expected = {"LANG": "C", "TZ": "Europe/Berlin", "AWS_LAMBDA_EXEC_WRAPPER": "/opt/wrapper"}

    assert expected == seen(variables(environment=expected), expected)


def test_ENV_03_function_and_runtime(variables):
    expected = {
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.14",
        "AWS_LAMBDA_FUNCTION_NAME": "orders",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_RUNTIME_API": "169.254.100.1:9001",
        "_HANDLER": "app.handler",
    }

    assert expected == seen(variables(memory_size=1024, runtime="python3.14"), expected)


def test_ENV_04_folders_language_and_time_zone(variables):
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

    assert expected == seen(variables(), expected)


def test_ENV_05_and_ENV_06_search_paths_and_x_ray(variables):
    expected = {
        "PATH": "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "LD_LIBRARY_PATH": (
            "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib"
        ),
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1:2000",
        "_AWS_XRAY_DAEMON_ADDRESS": "169.254.100.1",
        "_AWS_XRAY_DAEMON_PORT": "2000",
    }

    assert expected == seen(variables(), expected)


def test_ENV_07_the_region(write):
    with Simulator(region="eu-west-1", code_uri=write("app.py", VARIABLES).parent) as simulator:
        variables = simulator.function("app.handler")()

    assert ("eu-west-1", "eu-west-1") == (variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"])


def test_ENV_07_credentials_are_there_and_fake(variables):
    expected = {
        "AWS_ACCESS_KEY_ID": "ASIAPYTESTLAMBDAFAKE",
        "AWS_SECRET_ACCESS_KEY": "fake/secret/access/key/of/pytest/lambda+",
        "AWS_SESSION_TOKEN": "fake-session-token-of-pytest-aws-lambda",
        "AWS_ACCESS_KEY": None,
    }

    assert expected == seen(variables(), expected)


def test_ENV_07_the_developers_credentials_stay_out(monkeypatch, variables):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AWS_PROFILE", "production")
    found = variables()

    assert ("ASIAPYTESTLAMBDAFAKE", "/dev/null") == (found["AWS_ACCESS_KEY_ID"], found["AWS_SHARED_CREDENTIALS_FILE"])


def test_ENV_08_each_event_has_a_trace_header_of_its_own(deploy):
    function = deploy("import os\ndef handler(event, context):\n    return os.environ['_X_AMZN_TRACE_ID']")
    first, second = function(), function()

    assert re.fullmatch(r"Root=1-67748580-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0", first)
    assert first != second


def test_ENV_08_there_is_none_in_init(deploy):
    assert "_X_AMZN_TRACE_ID" not in deploy(AT_IMPORT)()


def test_ENV_08_json_logging_is_announced(variables):
    expected = {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "WARN"}
    config = {"log_format": "JSON", "application_log_level": "WARN"}

    assert expected == seen(variables(logging_config=config), expected)


def test_the_variables_are_there_at_import(deploy):
    expected = {"AWS_LAMBDA_FUNCTION_NAME": "orders", "TABLE": "a"}

    assert expected == seen(deploy(AT_IMPORT, environment={"TABLE": "a"})(), expected)


def test_nothing_of_the_developers_shell_is_there(variables):
    expected = {"_X_AMZN_TRACE_ID", "AWS_EC2_METADATA_DISABLED"}
    shell = {name for name in ("HOME", "USER", "SHELL", "VIRTUAL_ENV", "HOSTNAME") if name in os.environ}
    found = variables()

    assert expected <= found.keys()
    assert not shell & found.keys()


def test_ENV_09_another_name_is_refused(deploy):
    with pytest.raises(UsageError) as refusal:
        deploy(VARIABLES, environment={"1TABLE": "orders"})

    assert (
        "environment has the name '1TABLE': a name is a letter and then letters, digits or underscores, "
        "2 characters or more"
    ) == str(refusal.value)


def test_ENV_09_values_are_not_expanded(variables):
    assert "$HOME ~ %PATH%" == variables(environment={"TABLE": "$HOME ~ %PATH%"})["TABLE"]


def test_ENV_10_more_than_4_kb_are_refused(deploy):
    value = 4_096 * "v"
    with pytest.raises(InvalidParameterValueException) as refusal:
        deploy(VARIABLES, environment={"KEY": value})

    assert (
        "Lambda was unable to configure your environment variables because the environment variables you have provided "
        f'exceeded the 4KB limit. String measured: {{"KEY":"{value}"}}'
    ) == str(refusal.value)


def test_ENV_12_the_working_folder_is_the_codes(deploy, tmp_path):
    assert str(tmp_path) == deploy("import os\ndef handler(event, context):\n    return os.getcwd()")()


def test_ENV_12_tmp_can_be_written(deploy):
    function = deploy("def handler(event, context):\n    return open('/tmp/a', 'w').write('abc')")

    assert (3, "abc") == (function(), (function.environments[0].tmp / "a").read_text())


def test_ENV_13_the_code_comes_first(deploy, tmp_path):
    assert str(tmp_path) == deploy("import sys\ndef handler(event, context):\n    return sys.path[0]")()


def test_an_environments_variables_are_its_own(simulator, deploy):
    function = deploy("""
        import os, time
        def handler(event, context):
            os.environ["COUNT"] = str(int(os.environ.get("COUNT", 0)) + 1)
            time.sleep(1)
            return os.environ["COUNT"]
    """)
    for _ in range(2):
        function.invoke(invocation_type="Event")
    simulator.run_until_idle()

    assert ["1", "1", "2"] == [*(invocation.payload for invocation in function.invocations), function()]
    assert "COUNT" not in os.environ
