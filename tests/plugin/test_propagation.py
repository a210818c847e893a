"""What ends the test wherever it is raised, and what is an error of the function."""

from __future__ import annotations

import pytest

SUITE = """
    import unittest
    from unittest import mock
    import pytest

    ran = []
    stub = mock.Mock()
    stub("a")

    def handler(event, context):
        ran.append(event)
        {statement}

    @pytest.fixture
    def function(lambda_simulator):
        yield lambda_simulator.function(handler)
        print("the handler ran", len(ran), "times")

    def sync(simulator, function):
        function.invoke()

    def event(simulator, function):
        function.invoke(invocation_type="Event")
        simulator.run_until_idle()

    def queue(simulator, function):
        source = simulator.queue("orders")
        function.event_source_mapping(source)
        source.send_message("a")
        simulator.advance(100)

    def test_it(lambda_simulator, function):
        {how}(lambda_simulator, function)
        print("the test goes on")
"""

WAYS = pytest.mark.parametrize("how", ["sync", "event", "queue"])


@WAYS
@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("assert 1 == 2, 'in the handler'", "AssertionError: in the handler"),
        ("raise AssertionError('in the handler')", "AssertionError: in the handler"),
        ("stub.assert_called_with('b')", "AssertionError: expected call not found."),
        ("unittest.TestCase().assertEqual(1, 2)", "AssertionError: 1 != 2"),
        ("pytest.fail('in the handler')", "Failed: in the handler"),
    ],
    ids=["assert", "AssertionError", "mock", "unittest", "pytest.fail"],
)
def test_a_failed_assertion_in_a_handler_fails_the_test_at_once(suite, how, statement, shown):
    outcome = suite.run(SUITE.format(how=how, statement=statement))

    assert {"failed": 1} == outcome.counts
    assert f"\nFAILED test_it.py::test_it - {shown}" in outcome.output
    assert "\nthe handler ran 1 times\n" in outcome.output
    assert "\nthe test goes on\n" not in outcome.output


@WAYS
def test_a_skip_in_a_handler_skips_the_test(suite, how):
    outcome = suite.run(SUITE.format(how=how, statement="pytest.skip('in the handler')"))

    assert {"skipped": 1} == outcome.counts


@WAYS
def test_an_xfail_in_a_handler_is_the_tests(suite, how):
    outcome = suite.run(SUITE.format(how=how, statement="pytest.xfail('in the handler')"))

    assert {"xfailed": 1} == outcome.counts


@WAYS
def test_an_exit_in_a_handler_ends_the_run(suite, how):
    outcome = suite.run(SUITE.format(how=how, statement="pytest.exit('in the handler', 7)"))

    assert 7 == outcome.exit_code


@WAYS
def test_any_other_exception_is_an_error_of_the_function(suite, how):
    outcome = suite.run(SUITE.format(how=how, statement="raise RuntimeError('in the handler')"))

    assert {"passed": 1} == outcome.counts


@WAYS
def test_a_failed_assertion_in_module_isolation_fails_the_test_too(suite, how):
    suite.write("app.py", "def handler(event, context): assert event is None")
    source = SUITE.format(how=how, statement="pass").replace(".function(handler)", ".function('app.handler')")
    outcome = suite.run(source)

    assert {"failed": 1} == outcome.counts
    assert "app.py:1: AssertionError" in outcome.output


def test_a_failed_assertion_while_the_module_is_imported_fails_the_test(suite):
    suite.write("app.py", "assert 1 == 2\ndef handler(event, context): pass")
    outcome = suite.run("def test_it(lambda_function): lambda_function('app.handler').invoke()")

    assert {"failed": 1} == outcome.counts
    assert "app.py:1: AssertionError" in outcome.output


def test_an_expected_assertion_can_be_caught_in_the_test_and_the_function_goes_on(suite):
    outcome = suite.run("""
        import pytest

        def handler(event, context):
            assert event

        def test_it(lambda_function):
            function = lambda_function(handler)
            with pytest.raises(AssertionError):
                function({})

            assert None is function({"id": 1})
        """)

    assert {"passed": 1} == outcome.counts


def test_the_process_is_as_before_when_a_handler_ends_the_test(suite):
    suite.write("app.py", """
        import os

        def handler(event, context):
            os.environ["LEFT"] = "1"
            os.chdir("/")
            assert False
        """)  # fmt: skip
    outcome = suite.run("""
        import datetime, os

        def test_first(lambda_function):
            lambda_function("app.handler")()

        def test_second():
            assert "LEFT" not in os.environ
            assert "/" != os.getcwd()
            assert 2025 < datetime.date.today().year
        """)

    assert {"failed": 1, "passed": 1} == outcome.counts
