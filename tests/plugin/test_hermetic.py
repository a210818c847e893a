"""A run with Lambda's Region, credentials and time zone, whatever the machine has."""

from __future__ import annotations

import os
import time

import pytest

TOUCHED = ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ROLE_ARN", "AWS_CONFIG_FILE", "TZ")


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    """A developer's machine."""
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-south-1")
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::999999999999:role/real")
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def suite(suite):
    return suite.write("app.py", "import boto3\nclient = boto3.client('s3')\n")


IMPORTS_CLIENTS = """
    import app

    def test_it():
        assert "REGION" == app.client.meta.region_name
"""


def test_a_test_module_may_import_code_that_makes_clients_at_import(suite):
    pytest.importorskip("boto3")
    outcome = suite.run_apart(IMPORTS_CLIENTS.replace("REGION", "us-east-1"), "--lambda-hermetic")

    assert {"passed": 1} == outcome.counts


def test_the_ini_file_can_ask_for_it_and_for_a_region(suite):
    pytest.importorskip("boto3")
    suite.ini("lambda_hermetic = true", "lambda_region = eu-central-1")
    outcome = suite.run_apart(IMPORTS_CLIENTS.replace("REGION", "eu-central-1"))

    assert {"passed": 1} == outcome.counts


def test_the_region_of_the_command_line_wins(suite):
    suite.ini("lambda_hermetic = true", "lambda_region = eu-central-1")
    outcome = suite.run("import os\ndef test_it(): assert 'eu-west-1' == os.environ['AWS_REGION']",
                        "--lambda-region=eu-west-1")  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_the_run_has_a_region_and_credentials_that_open_nothing_and_no_way_to_others(suite):
    outcome = suite.run(
        """
        import os

        def test_it():
            assert {
                "AWS_REGION": "us-east-1",
                "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "ASIAPYTESTLAMBDAFAKE",
                "AWS_SECRET_ACCESS_KEY": "fake/secret/access/key/of/pytest/lambda+",
                "AWS_SESSION_TOKEN": "fake-session-token-of-pytest-aws-lambda",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AWS_EC2_METADATA_DISABLED": "true",
            } == {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        """,
        "--lambda-hermetic",
    )

    assert {"passed": 1} == outcome.counts


def test_the_time_zone_is_lambdas(suite):
    outcome = suite.run(
        """
        import os, time

        def test_it():
            assert ":UTC" == os.environ["TZ"]
            assert 0 == time.timezone == time.localtime().tm_gmtoff
        """,
        "--lambda-hermetic",
    )

    assert {"passed": 1} == outcome.counts


def test_it_begins_before_the_first_conftest(suite):
    suite.write("conftest.py", "import os\nassert 'AWS_PROFILE' not in os.environ\nassert os.environ['AWS_REGION']")
    outcome = suite.run("def test_it(): pass", "--lambda-hermetic")

    assert {"passed": 1} == outcome.counts


def test_other_variables_stay(suite, monkeypatch):
    monkeypatch.setenv("OF_THE_SHELL", "1")
    outcome = suite.run("import os\ndef test_it(): assert '1' == os.environ['OF_THE_SHELL']", "--lambda-hermetic")

    assert {"passed": 1} == outcome.counts


@pytest.mark.parametrize(
    ("test", "arguments"),
    [
        ("def test_it(): pass", ()),
        ("def test_it(): assert False", ()),
        ("def test_it(): pass", ("--lambda-seed=wrong",)),
        ("def test_it(): pass", ("--no-such-option",)),
        ("def test_it(): pass", ("--collect-only",)),
    ],
    ids=["passed", "failed", "wrong option", "unknown option", "collected"],
)
def test_the_process_has_its_own_variables_again_when_the_run_ends(suite, test, arguments):
    before = dict(os.environ)

    suite.run(test, "--lambda-hermetic", *arguments)

    assert before == {**os.environ, "PYTEST_CURRENT_TEST": before["PYTEST_CURRENT_TEST"]}
    assert ("EST", "EDT") == time.tzname


def test_a_conftest_that_fails_leaves_the_variables_as_they_were(suite):
    suite.write("conftest.py", "raise RuntimeError")

    suite.run("def test_it(): pass", "--lambda-hermetic")

    assert "production" == os.environ["AWS_PROFILE"]


def test_handlers_see_what_the_suite_sets_and_not_what_the_machine_had(suite, monkeypatch):
    monkeypatch.setenv("OF_THE_SHELL", "1")
    suite.write("conftest.py", "import os\nos.environ['OF_CONFTEST'] = '1'")
    outcome = suite.run_apart(
        """
        import os

        def handler(event, context):
            return [os.environ.get(name) for name in ("OF_THE_SHELL", "AWS_PROFILE", "OF_CONFTEST")]

        def test_it(lambda_function):
            assert [None, None, "1"] == lambda_function(handler)()
        """,
        "--lambda-hermetic",
    )

    assert {"passed": 1} == outcome.counts


def test_without_it_the_machine_shows(suite):
    outcome = suite.run("import os\ndef test_it(): assert 'production' == os.environ['AWS_PROFILE']")

    assert {"passed": 1} == outcome.counts


def test_workers_of_xdist_have_it_too(suite):
    pytest.importorskip("xdist")
    suite.plugins = ("xdist",)
    outcome = suite.run_apart(
        "import os\ndef test_it(): assert 'AWS_PROFILE' not in os.environ and os.environ['AWS_REGION']",
        "--lambda-hermetic",
        "-n1",
    )

    assert {"passed": 1} == outcome.counts
