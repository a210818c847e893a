"""The plug points, used from a conftest."""

from __future__ import annotations

import pytest

ECHO = """
    from pathlib import Path
    from pytest_lambda.model.invocation import Answered, Initialized

    made = []

    class Echo:
        def __init__(self, variables_at_start):
            made.append(variables_at_start)

        def create(self, spec):
            return Sandbox(spec)

    class Sandbox:
        tmp = Path("/tmp")

        def __init__(self, spec): self.spec = spec
        def initialize(self, deadline_ns): return Initialized()
        def invoke(self, request): return Answered(request.payload)
        def reset(self): pass
        def shutdown(self): pass
        def module(self, name): raise AssertionError
        def max_memory_used_mb(self): return 1

    def pytest_lambda_isolations():
        return {"echo": Echo}
"""
USES_ECHO = """
    def test_it(lambda_function):
        function = lambda_function("app.handler")

        assert "echo" == function.configuration.isolation
        assert {"id": 1} == function({"id": 1})
"""


def test_an_isolation_of_a_conftest_can_be_asked_for(suite):
    suite.write("conftest.py", ECHO)
    outcome = suite.run("""
        import conftest

        def test_it(lambda_function):
            first = lambda_function("app.handler", isolation="echo")
            second = lambda_function("app.handler", isolation="echo")

            assert {"id": 1} == first({"id": 1})
            assert "PATH" in conftest.made[0]
            assert 1 == len(conftest.made)
        """)

    assert {"passed": 1} == outcome.counts


def test_an_isolation_of_a_conftest_can_be_the_option(suite):
    outcome = suite.write("conftest.py", ECHO).run(USES_ECHO, "--lambda-isolation=echo")

    assert {"passed": 1} == outcome.counts


def test_an_isolation_of_a_conftest_can_be_the_marker(suite):
    test = "import pytest\npytestmark = pytest.mark.lambda_isolation('echo')\n"
    suite.write("conftest.py", ECHO).write("test_it.py", USES_ECHO)
    suite.write("test_it.py", test + (suite.path / "test_it.py").read_text())
    outcome = suite.run()

    assert {"passed": 1} == outcome.counts


def test_an_isolation_of_a_conftest_in_a_folder_is_there_with_options_too(suite):
    suite.write("unit/deep/conftest.py", ECHO)
    suite.write("unit/deep/test_deep.py", USES_ECHO.replace('"app.handler"', '"app.handler", isolation="echo"'))
    outcome = suite.run(None, "--lambda-seed=1")

    assert {"passed": 1} == outcome.counts


def test_an_unknown_isolation_is_refused_with_those_of_conftests_too(suite):
    outcome = suite.write("conftest.py", ECHO).run("def test_it(): pass", "--lambda-isolation=ecco")

    message = "lambda_isolation must be one of 'echo', 'inline', 'module', 'process', not 'ecco'"
    assert f"ERROR: {message}" == outcome.errors.strip()


def test_a_destination_of_a_conftest_receives_dead_letters_and_records(suite):
    suite.write("conftest.py", """
        import json

        received = []

        def pytest_lambda_destinations():
            return {"arn:aws:sns:": lambda delivered, arn: received.append((arn, delivered))}
        """)  # fmt: skip
    outcome = suite.run("""
        import json
        import conftest
        import pytest

        ARN = "arn:aws:sns:us-east-1:123456789012:"

        @pytest.mark.lambda_retry(0)
        def test_it(lambda_simulator):
            function = lambda_simulator.function(
                lambda event, context: 1 / 0,
                dead_letter_config=ARN + "dead",
                destination_config={"on_failure": {"destination": ARN + "failed"}},
            )
            function.invoke({"id": 1}, invocation_type="Event")
            lambda_simulator.run_until_idle()

            (dead_arn, dead), (failed_arn, failed) = conftest.received
            assert [ARN + "dead", ARN + "failed"] == [dead_arn, failed_arn]
            assert {"id": 1} == json.loads(dead.body)
            assert "200" == dead.message_attributes["ErrorCode"].string_value
            assert "RetriesExhausted" == json.loads(failed.body)["requestContext"]["condition"]
            assert ["dead", "failed"] == [letter.target for letter in lambda_simulator.dead_letters]
        """)

    assert {"passed": 1} == outcome.counts


def test_a_trace_hook_of_a_conftest_sees_every_record_in_order(suite):
    suite.write("conftest.py", """
        seen = []

        def pytest_lambda_trace_record(record):
            seen.append(record)
        """)  # fmt: skip
    outcome = suite.run("""
        import conftest

        def test_it(lambda_simulator):
            lambda_simulator.function(lambda event, context: None).invoke(invocation_type="Event")
            lambda_simulator.run_until_idle()

            assert list(lambda_simulator.trace) == conftest.seen
            assert "invocation" in {record.kind for record in conftest.seen}
        """)

    assert {"passed": 1} == outcome.counts


@pytest.mark.parametrize(
    ("hook", "what", "name"),
    [
        ("pytest_lambda_isolations", "isolation", "module"),
        ("pytest_lambda_isolations", "isolation", "container"),
        ("pytest_lambda_destinations", "destination", "arn:aws:sns:"),
    ],
)
def test_a_name_that_is_registered_twice_is_refused(suite, hook, what, name):
    source = f"def {hook}(): return {{{name!r}: print}}"
    suite.write("conftest.py", source).write("unit/conftest.py", source)
    outcome = suite.write("unit/test_it.py", "def test_it(lambda_function): pass").run()

    message = f"the {what} {name!r} is registered twice: give yours another name"
    assert [f"setup: {message}"] == outcome.messages


def test_a_name_that_is_registered_twice_stops_a_run_that_asks_for_an_isolation(suite):
    suite.write("conftest.py", "def pytest_lambda_isolations(): return {'inline': print}")
    outcome = suite.run("def test_it(): pass", "--lambda-isolation=inline")

    assert 4 == outcome.exit_code
    message = "the isolation 'inline' is registered twice: give yours another name"
    assert f"ERROR: {message}" == outcome.errors.strip()


@pytest.mark.parametrize("what", ["isolation", "destination"])
def test_a_hook_that_returns_no_names_is_refused(suite, what):
    suite.write("conftest.py", f"def pytest_lambda_{what}s(): return ['echo']")
    outcome = suite.run("def test_it(lambda_function): pass")

    message = f"the hook pytest_lambda_{what}s must return a dict of names, not ['echo']"
    assert [f"setup: {message}"] == outcome.messages


def test_a_hook_with_a_typing_mistake_is_refused(suite):
    suite.write("conftest.py", "def pytest_lambda_isolation(): return {}")
    outcome = suite.run_apart("def test_it(): pass")

    assert 0 != outcome.exit_code
    assert "unknown hook 'pytest_lambda_isolation'" in outcome.errors + outcome.output


def test_without_pytest_there_are_the_built_in_isolations_alone():
    from pytest_lambda.registry import default_registry

    assert ["inline", "module", "process"] == default_registry().isolation_names
