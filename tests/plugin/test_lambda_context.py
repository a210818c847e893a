"""The context for a direct call of a handler."""

from __future__ import annotations

import pytest

from pytest_lambda import LambdaContext
from pytest_lambda.unit_context import unit_test_context


def passes(outcome) -> bool:
    return {"passed": 1} == outcome.counts


def test_it_is_what_an_unconfigured_function_gets(suite):
    outcome = suite.run("""
        import re
        from pytest_lambda import LambdaContext

        def test_it(lambda_context):
            assert isinstance(lambda_context, LambdaContext)
            assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                                lambda_context.aws_request_id)
            assert "function" == lambda_context.function_name
            assert "$LATEST" == lambda_context.function_version
            assert "128" == lambda_context.memory_limit_in_mb
            assert "/aws/lambda/function" == lambda_context.log_group_name
            assert re.fullmatch(r"\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST\\][0-9a-f]{32}", lambda_context.log_stream_name)
            assert "arn:aws:lambda:us-east-1:123456789012:function:function" == lambda_context.invoked_function_arn
            assert None is lambda_context.tenant_id
            assert None is lambda_context.client_context
            assert (None, None) == (
                lambda_context.identity.cognito_identity_id, lambda_context.identity.cognito_identity_pool_id
            )
            assert {} == lambda_context.w3c()
        """)

    assert passes(outcome)


def test_it_has_no_public_name_that_awss_has_not():
    ours, theirs = unit_test_context(1), LambdaContext("id", None, None, 0, environment={})

    assert [name for name in dir(theirs) if name[0] != "_"] == [name for name in dir(ours) if name[0] != "_"]


def test_it_is_shown_as_awss():
    context = unit_test_context(1)

    assert "LambdaContext" == type(context).__name__
    assert repr(context).startswith(f"LambdaContext([aws_request_id={context.aws_request_id},log_group_name=")


def test_a_name_that_aws_has_not_is_an_attribute_error(suite):
    outcome = suite.run("""
        import pytest

        def test_it(lambda_context):
            with pytest.raises(AttributeError):
                lambda_context.aws_requestid
        """)

    assert passes(outcome)


def test_its_time_ticks_on_the_real_clock(suite):
    outcome = suite.run("""
        import time

        def test_it(lambda_context):
            begun = lambda_context.get_remaining_time_in_millis()
            until = time.perf_counter() + 0.003
            while time.perf_counter() < until:
                pass

            assert 2_000 < begun <= 3_000
            assert 2_000 < lambda_context.get_remaining_time_in_millis() < begun
        """)

    assert passes(outcome)


def test_it_has_the_configuration_of_the_marker(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_config(function_name="orders", memory_size=512, timeout=60,
                                   logging_config={"log_group": "/shop"})
        def test_it(lambda_context):
            assert "orders" == lambda_context.function_name
            assert "512" == lambda_context.memory_limit_in_mb
            assert "/shop" == lambda_context.log_group_name
            assert lambda_context.invoked_function_arn.endswith(":function:orders")
            assert 55_000 < lambda_context.get_remaining_time_in_millis() <= 60_000
        """)

    assert passes(outcome)


def test_it_starts_with_the_elapsed_time_gone(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_timeout(900, elapsed=890.5)
        def test_it(lambda_context):
            assert 8_000 < lambda_context.get_remaining_time_in_millis() <= 9_500
        """)

    assert passes(outcome)


def test_it_has_the_region_and_account_of_the_options(suite):
    outcome = suite.run(
        """
        def test_it(lambda_context):
            arn = "arn:aws:lambda:eu-west-3:210987654321:function:function"
            assert arn == lambda_context.invoked_function_arn
        """,
        "--lambda-region=eu-west-3",
        "--lambda-account-id=210987654321",
    )

    assert passes(outcome)


@pytest.mark.parametrize("fixtures", ["lambda_context, lambda_simulator", "lambda_simulator, lambda_context"])
def test_beside_a_simulator_it_lives_in_virtual_time_whatever_the_order(suite, fixtures):
    outcome = suite.run(f"""
        def test_it({fixtures}):
            assert 3_000 == lambda_context.get_remaining_time_in_millis()
            lambda_simulator.advance(1.25)
            assert 1_750 == lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


@pytest.mark.parametrize("fixture", ["lambda_function", "lambda_clock"])
def test_beside_a_fixture_that_needs_the_simulator_it_lives_in_virtual_time(suite, fixture):
    outcome = suite.run(f"""
        import time

        def test_it(lambda_context, {fixture}):
            time.sleep(2)
            assert 1_000 == lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


def test_a_simulator_that_the_test_asks_for_later_takes_it_along(suite):
    outcome = suite.run("""
        def test_it(lambda_context, request):
            request.getfixturevalue("lambda_simulator").advance(1)

            assert 2_000 == lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


def test_after_its_time_nothing_is_left(suite):
    outcome = suite.run("""
        def test_it(lambda_context, lambda_clock):
            lambda_clock.tick(60)

            assert 0 == lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


# -- freezegun ------------------------------------------------------------------------------------------------------


def test_under_the_decorator_of_freezegun_it_stands_still(suite):
    outcome = suite.run("""
        from freezegun import freeze_time

        @freeze_time("2020-02-29")
        def test_it(lambda_context):
            assert [3_000, 3_000] == [lambda_context.get_remaining_time_in_millis() for _ in range(2)]
        """)

    assert passes(outcome)


def test_under_the_decorator_it_follows_the_ticks(suite):
    outcome = suite.run("""
        from freezegun import api, freeze_time

        @freeze_time("2020-02-29")
        def test_it(lambda_context):
            assert 3_000 == lambda_context.get_remaining_time_in_millis()
            api.freeze_factories[-1].tick(1.5)
            assert 1_500 == lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


def test_under_the_context_manager_it_follows_the_ticks(suite):
    outcome = suite.run("""
        from freezegun import freeze_time

        def test_it(lambda_context):
            with freeze_time("2020-02-29") as frozen:
                assert 3_000 == lambda_context.get_remaining_time_in_millis()
                frozen.tick(2)
                assert 1_000 == lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


@pytest.mark.parametrize("fixtures", ["freezer, lambda_context", "lambda_context, freezer"])
def test_under_the_freezer_of_pytest_freezer_it_follows_the_ticks(suite, fixtures):
    pytest.importorskip("pytest_freezer")
    suite.plugins = ("pytest_freezer",)
    outcome = suite.run(f"""
        def test_it({fixtures}):
            before = lambda_context.get_remaining_time_in_millis()
            freezer.tick(1)
            assert 1_000 == before - lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


def test_under_a_freeze_the_elapsed_time_is_gone_too(suite):
    outcome = suite.run("""
        import pytest
        from freezegun import freeze_time

        @freeze_time("2020-02-29")
        @pytest.mark.lambda_timeout(3, elapsed=2.9)
        def test_it(lambda_context):
            assert 100 == lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


def test_after_a_freeze_its_time_begins_anew(suite):
    outcome = suite.run("""
        from freezegun import freeze_time

        def test_it(lambda_context):
            with freeze_time("2020-02-29") as frozen:
                frozen.tick(60)
            assert 2_000 < lambda_context.get_remaining_time_in_millis() <= 3_000
        """)

    assert passes(outcome)
