"""Options in the ini file and on the command line."""

from __future__ import annotations

import sys

import pytest

OPTIONS = {
    "lambda_account_id": ("210987654321", "'210987654321' == lambda_simulator.account_id"),
    "lambda_code_uri": ("src", "1 == lambda_simulator.function('deployed.handler')()"),
    "lambda_enforce_permissions": ("false", "not lambda_simulator.authorization.is_enforced"),
    "lambda_isolation": ("inline", "'inline' == lambda_simulator.function('os.getcwd').configuration.isolation"),
    "lambda_region": ("eu-central-1", "'eu-central-1' == lambda_simulator.region"),
    "lambda_runtime": ("python3.12", "'python3.12' == lambda_simulator.function(print).configuration.runtime"),
    "lambda_seed": ("42", "42 == lambda_simulator.seed"),
    "lambda_idle_timeout": ("60", "60_000 == lambda_simulator.idle_timeout_ms"),
    "lambda_watchdog": ("0.5", "0.5 == lambda_simulator.watchdog"),
}


@pytest.fixture
def code(suite):
    return suite.write("src/deployed.py", "def handler(event, context): return 1")


def claims(claim):
    return f"def test_it(lambda_simulator): assert {claim}"


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_read_from_the_ini_file(suite, name):
    value, claim = OPTIONS[name]
    outcome = suite.ini(f"{name} = {value}").run(claims(claim))

    assert {"passed": 1} == outcome.counts


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_read_from_the_command_line(suite, name):
    value, claim = OPTIONS[name]
    outcome = suite.run(claims(claim), f"--{name.replace('_', '-')}={value}")

    assert {"passed": 1} == outcome.counts


def test_the_command_line_wins_over_the_ini_file(suite):
    outcome = suite.ini("lambda_seed = 1").run("def test_it(lambda_simulator): assert 2 == lambda_simulator.seed",
                                               "--lambda-seed=2")  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_defaults_are_those_of_the_documentation(suite):
    suite.write("app.py", "def handler(event, context): return 1")
    outcome = suite.run(f"""
        def test_it(lambda_simulator):
            function = lambda_simulator.function("app.handler")

            assert ("us-east-1", "123456789012") == (lambda_simulator.region, lambda_simulator.account_id)
            assert 5 == lambda_simulator.watchdog
            assert lambda_simulator.authorization.is_enforced
            assert "python{sys.version_info[0]}.{sys.version_info[1]}" == function.configuration.runtime
            assert {str(suite.path)!r} == function.configuration.code_uri
            assert "module" == function.configuration.isolation
        """)

    assert {"passed": 1} == outcome.counts


def test_an_empty_value_in_the_ini_file_is_the_default(suite):
    suite.ini(*(f"{name} =" for name in OPTIONS))
    outcome = suite.run("def test_it(lambda_simulator): assert 'us-east-1' == lambda_simulator.region")

    assert {"passed": 1} == outcome.counts


def test_a_seed_of_zero_is_a_seed(suite):
    outcome = suite.run("def test_it(lambda_simulator): assert 0 == lambda_simulator.seed", "--lambda-seed=0")

    assert {"passed": 1} == outcome.counts


def test_all_are_shown_by_help(suite):
    outcome = suite.run(None, "--help")

    for name in (*OPTIONS, "lambda_report", "lambda_hermetic"):
        assert f"--{name.replace('_', '-')}" in outcome.output
        assert f"\n  {name} (" in outcome.output


ISOLATIONS = "lambda_isolation must be one of 'inline', 'module', not"
RUNTIMES = "lambda_runtime must be one of 'python3.10', 'python3.11', 'python3.12', 'python3.13', 'python3.14', not"


@pytest.mark.parametrize("where", ["ini", "command line"])
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("lambda_isolation", "proces", f"{ISOLATIONS} 'proces'"),
        ("lambda_runtime", "python2.7", f"{RUNTIMES} 'python2.7'"),
        ("lambda_region", "Frankfurt", "lambda_region must be a Region such as 'us-east-1', not 'Frankfurt'"),
        ("lambda_account_id", "123", "lambda_account_id must be 12 digits, not '123'"),
        ("lambda_account_id", "12345678901x", "lambda_account_id must be 12 digits, not '12345678901x'"),
        ("lambda_seed", "a", "lambda_seed must be an integer, not 'a'"),
        ("lambda_seed", "1.5", "lambda_seed must be an integer, not '1.5'"),
        ("lambda_enforce_permissions", "no", "lambda_enforce_permissions must be true or false, not 'no'"),
        ("lambda_idle_timeout", "0", "lambda_idle_timeout must be virtual seconds, more than 0, not '0'"),
        ("lambda_watchdog", "soon", "lambda_watchdog must be real seconds, more than 0, not 'soon'"),
        ("lambda_watchdog", "0", "lambda_watchdog must be real seconds, more than 0, not '0'"),
        ("lambda_watchdog", "nan", "lambda_watchdog must be real seconds, more than 0, not 'nan'"),
        (
            "lambda_report",
            "report.txt",
            "lambda_report must be a path that ends in .json or .html, not 'report.txt'",
        ),
    ],
)
def test_a_value_that_means_nothing_stops_the_run(suite, where, name, value, message):
    test = "def test_it(): pass"
    if where == "ini":
        outcome = suite.ini(f"{name} = {value}").run(test)
    else:
        outcome = suite.run(test, f"--{name.replace('_', '-')}={value}")

    assert 4 == outcome.exit_code
    assert f"ERROR: {message}" == outcome.errors.strip()
    assert "" == outcome.output


def test_a_folder_of_code_that_there_is_not_stops_the_run(suite):
    outcome = suite.run("def test_it(): pass", "--lambda-code-uri=nowhere")

    assert 4 == outcome.exit_code
    folder = str(suite.path / "nowhere")
    assert f"ERROR: lambda_code_uri must be a folder, and {folder!r} is none" == outcome.errors.strip()


@pytest.mark.parametrize("name", [*OPTIONS, "lambda_report"])
def test_an_empty_value_on_the_command_line_stops_the_run(suite, name):
    option = f"--{name.replace('_', '-')}"
    outcome = suite.run("def test_it(): pass", f"{option}=")

    assert 4 == outcome.exit_code
    assert f"error: argument {option}: it is empty: give it a value or leave it out\n" in outcome.errors


@pytest.mark.parametrize("argument", ["-o lambda_hermetic=perhaps", "-c other.ini"])
def test_a_hermetic_that_is_neither_true_nor_false_stops_the_run(suite, argument):
    suite.write("other.ini", "[pytest]\nlambda_hermetic = perhaps\n")
    outcome = suite.run("def test_it(): pass", *argument.split())

    assert 4 == outcome.exit_code
    message = "lambda_hermetic must be true or false: invalid truth value 'perhaps'"
    assert f"ERROR: {message}" == outcome.errors.strip()


def test_an_isolation_that_only_callables_with_a_name_have_says_so(suite):
    outcome = suite.run(
        """
        def test_it(lambda_function):
            def local(event, context): pass

            lambda_function(local)
        """,
        "--lambda-isolation=module",
    )

    message = (
        "UsageError: isolation 'module' imports the code afresh for each environment, and "
        f"'test_it.test_it.<locals>.local' (defined at {suite.path / 'test_it.py'}:2) is not a function at the top "
        "level of a module: pass a handler string, or isolation='inline'"
    )
    assert message in outcome.output.replace("\nE   ", "")
