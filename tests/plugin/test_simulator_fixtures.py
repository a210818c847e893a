"""The simulator, its function and its clock."""

from __future__ import annotations

import pytest


def passes(outcome) -> bool:
    return {"passed": 1} == outcome.counts


def test_each_test_has_an_account_of_its_own(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(lambda_simulator, number):
            lambda_simulator.queue("orders")
            lambda_simulator.function(lambda event, context: None, function_name="orders")

            assert 1 == len(lambda_simulator.functions)
        """)

    assert {"passed": 2} == outcome.counts


def test_lambda_function_and_lambda_clock_are_those_of_the_simulator(suite):
    outcome = suite.run("""
        def test_it(lambda_simulator, lambda_function, lambda_clock):
            assert lambda_simulator.function == lambda_function
            assert lambda_simulator.clock is lambda_clock
        """)

    assert passes(outcome)


def test_a_handler_string_is_imported_from_the_rootdir(suite):
    suite.write("shop/app.py", "def handler(event, context): return {'got': event, 'by': context.function_name}")
    outcome = suite.run("""
        def test_it(lambda_function):
            function = lambda_function("shop.app.handler")

            assert {"got": {"id": 1}, "by": "shop-app-handler"} == function({"id": 1})
            assert "module" == function.configuration.isolation
        """)

    assert passes(outcome)


def test_a_callable_runs_inline_with_the_test(suite):
    outcome = suite.run("""
        def test_it(lambda_function, monkeypatch):
            seen = []
            function = lambda_function(lambda event, context: seen.append(event))
            function({"id": 1})

            assert [{"id": 1}] == seen
            assert "inline" == function.configuration.isolation
        """)

    assert passes(outcome)


def test_the_test_lives_in_virtual_time_from_set_up_to_tear_down(suite):
    outcome = suite.run("""
        import datetime, time
        import pytest

        @pytest.fixture
        def around(lambda_simulator):
            assert "2025-01-01" == str(datetime.date.today())
            yield
            assert 60 == lambda_simulator.clock.elapsed

        def test_it(around, lambda_clock):
            before = time.monotonic()
            time.sleep(60)
            assert 60 == time.monotonic() - before
            assert datetime.datetime(2025, 1, 1, 0, 1, tzinfo=datetime.timezone.utc) == lambda_clock.now()

        def test_next():
            assert datetime.date.today().year > 2025
        """)

    assert {"passed": 2} == outcome.counts


def test_the_account_has_the_region_and_id_of_the_options(suite):
    outcome = suite.run(
        """
        import os

        def handler(event, context): return os.environ["AWS_REGION"]

        def test_it(lambda_simulator):
            function = lambda_simulator.function(handler, function_name="f")

            assert "arn:aws:lambda:eu-north-1:210987654321:function:f" == function.arn
            assert "arn:aws:sqs:eu-north-1:210987654321:q" == lambda_simulator.queue("q").arn
            assert "eu-north-1" == function()
        """,
        "--lambda-region=eu-north-1",
        "--lambda-account-id=210987654321",
    )

    assert passes(outcome)


def test_a_handler_sees_what_the_suite_sets_and_nothing_of_the_shell(suite, monkeypatch):
    monkeypatch.setenv("OF_THE_SHELL", "secret")
    suite.write("conftest.py", "import os\nos.environ['OF_CONFTEST'] = 'set'")
    outcome = suite.run_apart("""
        import os

        def handler(event, context): return {name: os.environ.get(name) for name in event}

        def test_it(lambda_function, monkeypatch):
            monkeypatch.setenv("OF_TEST", "set")

            expected = {"OF_CONFTEST": "set", "OF_TEST": "set", "OF_THE_SHELL": None}
            assert expected == lambda_function(handler)(["OF_CONFTEST", "OF_TEST", "OF_THE_SHELL"])
        """)

    assert passes(outcome)


def test_a_simulator_of_the_tests_own_needs_no_fixture(suite):
    suite.write("app.py", "def handler(event, context): return 1")
    outcome = suite.run("""
        import pytest_lambda

        def test_it():
            with pytest_lambda.Simulator(seed=1) as simulator:
                assert 1 == simulator.function("app.handler")()
        """)

    assert passes(outcome)


# -- freezegun ------------------------------------------------------------------------------------------------------

RETRIES = """
            function = lambda_simulator.function(lambda event, context: 1 / 0)
            function.invoke({}, invocation_type="Event")
            lambda_simulator.run_until_idle()

            assert datetime.datetime(2020, 2, 29, 0, 3) == datetime.datetime.now()
            assert [0, 60, 180] == [invocation.started_at for invocation in function.invocations]
"""


def test_a_simulator_moves_the_freeze_of_the_decorator(suite):
    outcome = suite.run(f"""
        import datetime
        from freezegun import freeze_time

        @freeze_time("2020-02-29")
        def test_it(lambda_simulator):
            {RETRIES}
        """)

    assert passes(outcome)


def test_a_simulator_moves_the_freeze_of_a_context_manager_around_it(suite):
    outcome = suite.run(f"""
        import datetime
        from freezegun import freeze_time
        import pytest

        @pytest.fixture
        def frozen():
            with freeze_time("2020-02-29") as frozen:
                yield frozen

        def test_it(frozen, lambda_simulator):
            {RETRIES}
        """)

    assert passes(outcome)


@pytest.mark.parametrize("fixtures", ["freezer, lambda_clock", "lambda_clock, freezer"])
def test_a_simulator_follows_the_ticks_of_pytest_freezer(suite, fixtures):
    pytest.importorskip("pytest_freezer")
    suite.plugins = ("pytest_freezer",)
    outcome = suite.run(f"""
        def test_it({fixtures}):
            before = lambda_clock.elapsed
            freezer.tick(5)
            assert 5 == lambda_clock.elapsed - before
        """)

    assert passes(outcome)
