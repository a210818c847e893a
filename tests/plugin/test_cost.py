"""A run that does not use the plugin pays next to nothing for it."""

from __future__ import annotations

import pytest

HEAVY = [
    "boto3",
    "coverage",
    "faker",
    "freezegun",
    "simplejson",
    "time_machine",
    "pytest_lambda.base",
    "pytest_lambda.context",
    "pytest_lambda.engine",
    "pytest_lambda.events",
    "pytest_lambda.isolation",
    "pytest_lambda.model",
    "pytest_lambda.registry",
    "pytest_lambda.reports",
    "pytest_lambda.services",
    "pytest_lambda.settings",
    "pytest_lambda.simulator",
    "pytest_lambda.testrun",
    "pytest_lambda.unit_context",
]
PRINTS_MODULES = """
    import sys

    def pytest_unconfigure():
        print("imported:", *sorted(sys.modules))
"""


def imported(outcome) -> set[str]:
    line = next(line for line in outcome.output.splitlines() if line.startswith("imported:"))
    return set(line.split()[1:])


@pytest.fixture
def suite(suite):
    return suite.write("conftest.py", PRINTS_MODULES)


@pytest.mark.parametrize("arguments", [("--collect-only",), (), ("--fixtures",), ("--markers",)])
def test_a_suite_that_does_not_use_it_imports_nothing_heavy(suite, arguments):
    modules = imported(suite.run_apart("def test_it(): pass", *arguments))

    assert set() == modules & set(HEAVY)
    assert {"pytest_lambda", "pytest_lambda.hookspecs", "pytest_lambda.plugin"} == {
        name for name in modules if name.partition(".")[0] == "pytest_lambda"
    }


def test_collecting_tests_that_use_it_imports_nothing_heavy(suite):
    test = """
        import pytest

        @pytest.mark.lambda_start("cold", "warm")
        @pytest.mark.lambda_timeout(3)
        def test_it(lambda_function, sqs_event, lambda_context): pass
    """
    modules = imported(suite.run_apart(test, "--collect-only"))

    assert set() == modules & set(HEAVY)


def test_a_simulator_imports_no_boto3_faker_or_coverage(suite):
    test = "def test_it(lambda_function): lambda_function(lambda event, context: None).invoke()"
    modules = imported(suite.run_apart(test))

    assert set() == modules & {"boto3", "coverage", "faker"}


def test_an_event_imports_the_file_of_its_kind_and_no_types(suite):
    modules = imported(suite.run_apart("def test_it(eventbridge_event): eventbridge_event()"))

    public = {name for name in modules if name.startswith("pytest_lambda.events.") and "._" not in name}
    assert {"pytest_lambda.events.eventbridge"} == public
    assert set() == modules & {"pytest_lambda.strategies", "pytest_lambda.cli", "faker"}
