"""What each marker does, and which one counts."""

from __future__ import annotations

import pytest


def passes(outcome) -> bool:
    return {"passed": 1} == outcome.counts


def test_all_are_registered(suite):
    outcome = suite.run(None, "--markers")

    names = [line.partition("(")[0] for line in outcome.result.outlines if line.startswith("@pytest.mark.lambda_")]
    assert [
        "@pytest.mark.lambda_config",
        "@pytest.mark.lambda_timeout",
        "@pytest.mark.lambda_retry",
        "@pytest.mark.lambda_fault",
        "@pytest.mark.lambda_start",
        "@pytest.mark.lambda_isolation",
        "@pytest.mark.lambda_clock_mode",
    ] == names


def test_they_stand_strict_markers(suite):
    outcome = suite.run(
        """
        import pytest

        @pytest.mark.lambda_config(timeout=3)
        @pytest.mark.lambda_timeout(3)
        @pytest.mark.lambda_retry(0)
        @pytest.mark.lambda_fault("error")
        @pytest.mark.lambda_start("cold")
        @pytest.mark.lambda_isolation("inline")
        @pytest.mark.lambda_clock_mode("stepped")
        def test_it(): pass
        """,
        "--strict-markers",
    )

    assert passes(outcome)


def test_a_marker_on_a_test_that_uses_nothing_of_ours_is_harmless(suite):
    outcome = suite.run("import pytest\n@pytest.mark.lambda_timeout(3)\ndef test_it(): pass")

    assert passes(outcome)


# -- lambda_config --------------------------------------------------------------------------------------------------


def test_lambda_config_gives_the_defaults_of_every_function(suite):
    outcome = suite.run("""
        import os
        import pytest

        def handler(event, context): return os.environ["TABLE"]

        @pytest.mark.lambda_config(memory_size=512, timeout=7, environment={"TABLE": "orders"})
        def test_it(lambda_function):
            for function in lambda_function(handler), lambda_function(handler):
                assert (512, 7) == (function.configuration.memory_size, function.configuration.timeout)
                assert "orders" == function()
        """)

    assert passes(outcome)


def test_what_the_test_passes_wins_over_lambda_config(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_config(memory_size=512)
        def test_it(lambda_function):
            assert 256 == lambda_function(lambda event, context: None, memory_size=256).configuration.memory_size
        """)

    assert passes(outcome)


@pytest.mark.parametrize(
    ("config", "claim"),
    [
        ("isolation='inline'", "'inline' == function.configuration.isolation"),
        ("code_uri='src'", "function.configuration.code_uri.endswith('src')"),
        ("runtime='python3.12'", "'python3.12' == function.configuration.runtime"),
        ("function_name='shop'", "'shop' == function.function_name"),
        ("logging_config={'log_format': 'JSON'}", "'JSON' == function.configuration.logging_config.log_format"),
        ("ephemeral_storage=1024", "1024 == function.configuration.ephemeral_storage"),
        (
            "reserved_concurrent_executions=3",
            "3 == function.get_function_concurrency().reserved_concurrent_executions",
        ),
        ("maximum_retry_attempts=1", "1 == function.get_event_invoke_config().maximum_retry_attempts"),
        (
            "maximum_event_age_in_seconds=60",
            "60 == function.get_event_invoke_config().maximum_event_age_in_seconds",
        ),
    ],
)
def test_lambda_config_takes_what_a_function_takes(suite, config, claim):
    suite.write("src/app.py", "def handler(event, context): pass")
    outcome = suite.run(f"""
        import pytest

        @pytest.mark.lambda_config({config})
        def test_it(lambda_function):
            function = lambda_function("app.handler")

            assert {claim}
        """)

    assert passes(outcome)


def test_lambda_config_names_targets_by_their_arn(suite):
    outcome = suite.run("""
        import pytest

        ARN = "arn:aws:sqs:us-east-1:123456789012:{}"

        @pytest.mark.lambda_config(dead_letter_config=ARN.format("dead"),
                                   destination_config={"on_failure": {"destination": ARN.format("failed")}})
        @pytest.mark.lambda_retry(0)
        def test_it(lambda_simulator):
            dead, failed = lambda_simulator.queue("dead"), lambda_simulator.queue("failed")
            lambda_simulator.function(lambda event, context: 1 / 0).invoke(invocation_type="Event")
            lambda_simulator.run_until_idle()

            assert (1, 1) == (len(dead.messages), len(failed.messages))
        """)

    assert passes(outcome)


# -- lambda_timeout -------------------------------------------------------------------------------------------------


def test_lambda_timeout_ends_what_takes_longer(suite):
    outcome = suite.run("""
        import time
        import pytest

        @pytest.mark.lambda_timeout(5)
        def test_it(lambda_function):
            invocation = lambda_function(lambda event, context: time.sleep(60)).invoke()

            assert "Sandbox.Timedout" == invocation.error.error_type
            assert 5_000 == invocation.report.duration
        """)

    assert passes(outcome)


def test_lambda_timeout_wins_over_what_the_test_passes_and_over_lambda_config(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_timeout(5)
        @pytest.mark.lambda_config(timeout=7)
        def test_it(lambda_function, lambda_context):
            assert 5 == lambda_function(lambda event, context: None, timeout=6).configuration.timeout
            assert 5_000 == lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


def test_every_invocation_starts_with_the_elapsed_time_gone(suite):
    outcome = suite.run("""
        import pytest

        def handler(event, context): return context.get_remaining_time_in_millis()

        @pytest.mark.lambda_timeout(3, elapsed=2.9)
        def test_it(lambda_function):
            function = lambda_function(handler)

            assert [100, 100] == [function(), function()]
        """)

    assert passes(outcome)


def test_elapsed_time_counts_for_a_queue_and_for_events(suite):
    outcome = suite.run("""
        import pytest

        seen = []

        def handler(event, context): seen.append(context.get_remaining_time_in_millis())

        @pytest.mark.lambda_timeout(3, elapsed=1)
        def test_it(lambda_simulator):
            function = lambda_simulator.function(handler)
            queue = lambda_simulator.queue("orders")
            function.event_source_mapping(queue)
            queue.send_message("a")
            function.invoke(invocation_type="Event")
            lambda_simulator.run_until_idle()

            assert [2_000, 2_000] == seen
        """)

    assert passes(outcome)


# -- lambda_retry ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "starts"),
    [
        ("0", [0]),
        ("1", [0, 60]),
        ("2", [0, 60, 180]),
        ("maximum_retry_attempts=1", [0, 60]),
        ("2, maximum_event_age_in_seconds=90", [0, 60]),
    ],
)
def test_lambda_retry_sets_asynchronous_retries(suite, arguments, starts):
    outcome = suite.run(f"""
        import pytest

        @pytest.mark.lambda_retry({arguments})
        def test_it(lambda_simulator):
            function = lambda_simulator.function(lambda event, context: 1 / 0)
            function.invoke(invocation_type="Event")
            lambda_simulator.run_until_idle()

            assert {starts} == [invocation.started_at for invocation in function.invocations]
        """)

    assert passes(outcome)


def test_lambda_retry_wins_over_what_the_test_passes_and_over_lambda_config(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_retry(0)
        @pytest.mark.lambda_config(maximum_retry_attempts=1)
        def test_it(lambda_function):
            function = lambda_function(lambda event, context: None, maximum_retry_attempts=2)

            assert 0 == function.get_event_invoke_config().maximum_retry_attempts
        """)

    assert passes(outcome)


# -- lambda_start ---------------------------------------------------------------------------------------------------

STARTS = """
    import pytest

    served = []

    def handler(event, context): served.append(event)

    @pytest.mark.lambda_start({arguments})
    def test_it(lambda_function):
        function = lambda_function(handler)
        invocation = function.invoke({{"id": 1}})

        assert 0 == invocation.started_at
        assert [invocation] == function.invocations
        print("cold" if invocation.is_cold_start else "warm", served)
"""


def test_lambda_start_runs_the_test_once_per_start(suite):
    outcome = suite.run(STARTS.format(arguments="'cold', 'warm'"), "-v")

    assert {"passed": 2} == outcome.counts
    outcome.result.stdout.fnmatch_lines(
        ["test_it.py::test_it[[]cold[]] PASSED*", "test_it.py::test_it[[]warm[]] PASSED*"]
    )


def test_a_cold_start_is_the_first_invocation(suite):
    outcome = suite.run(STARTS.format(arguments="'cold'"), "-s")

    assert "cold [{'id': 1}]" in outcome.output


def test_a_warm_start_has_served_an_empty_event_before(suite):
    outcome = suite.run(STARTS.format(arguments="'warm'"), "-s")

    assert "warm [{}, {'id': 1}]" in outcome.output


def test_a_warm_start_has_served_the_event_that_is_named(suite):
    outcome = suite.run(STARTS.format(arguments="'warm', warm_up={'id': 0}"), "-s")

    assert "warm [{'id': 0}, {'id': 1}]" in outcome.output


def test_an_event_that_cannot_warm_up_is_refused(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_start("warm", warm_up={"id": 0})
        def test_it(lambda_function):
            lambda_function(lambda event, context: 1 / event["id"], function_name="f").invoke({"id": 1})
        """)

    assert {"failed": 1} == outcome.counts
    expected = (
        "the event {\"id\": 0} did not warm function 'f' up, it failed: ZeroDivisionError: division by zero. "
        "Name one that succeeds: lambda_start('warm', warm_up=...)"
    )
    assert (
        f"E               pytest_lambda.base.errors.UsageError: {expected}" in outcome.output
        or expected in outcome.output
    )


# -- lambda_isolation -----------------------------------------------------------------------------------------------


def test_lambda_isolation_runs_the_test_once_per_isolation(suite):
    suite.write("app.py", "def handler(event, context): pass")
    outcome = suite.run(
        """
        import pytest

        @pytest.mark.lambda_isolation("inline", "module")
        def test_it(lambda_function, request):
            assert lambda_function("app.handler").configuration.isolation == request.node.name[8:-1]
        """,
        "-v",
    )

    assert {"passed": 2} == outcome.counts
    outcome.result.stdout.fnmatch_lines(
        ["test_it.py::test_it[[]inline[]] PASSED*", "test_it.py::test_it[[]module[]] PASSED*"]
    )


def test_starts_and_isolations_multiply(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_start("cold", "warm")
        @pytest.mark.lambda_isolation("inline", "module")
        @pytest.mark.parametrize("number", [1, 2, 3])
        def test_it(number): pass
        """)

    assert {"passed": 12} == outcome.counts


def test_the_marker_wins_over_the_option_and_the_configuration(suite):
    suite.write("app.py", "def handler(event, context): pass")
    outcome = suite.run(
        """
        import pytest

        @pytest.mark.lambda_isolation("inline")
        @pytest.mark.lambda_config(isolation="module")
        def test_it(lambda_function):
            assert "inline" == lambda_function("app.handler").configuration.isolation
        """,
        "--lambda-isolation=module",
    )

    assert passes(outcome)


def test_what_a_function_is_given_wins_over_the_marker(suite):
    suite.write("app.py", "def handler(event, context): pass")
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_isolation("inline")
        def test_it(lambda_function):
            assert "module" == lambda_function("app.handler", isolation="module").configuration.isolation
        """)

    assert passes(outcome)


# -- lambda_clock_mode ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", ["'ticking'", "mode='ticking'"])
def test_ticking_adds_real_time(suite, arguments):
    outcome = suite.run(f"""
        import pytest

        @pytest.mark.lambda_clock_mode({arguments})
        def test_it(lambda_clock):
            before = lambda_clock.elapsed

            assert "ticking" == lambda_clock.mode
            assert before < lambda_clock.elapsed
        """)

    assert passes(outcome)


@pytest.mark.parametrize("marker", ["", "@pytest.mark.lambda_clock_mode('stepped')"])
def test_stepped_stands_still(suite, marker):
    outcome = suite.run(f"""
        import pytest

        {marker}
        def test_it(lambda_clock):
            assert "stepped" == lambda_clock.mode
            assert [0, 0] == [lambda_clock.elapsed, lambda_clock.elapsed]
        """)

    assert passes(outcome)


# -- where they stand -----------------------------------------------------------------------------------------------


def test_on_a_module_or_class_a_marker_is_for_all_tests_in_it_and_the_nearest_wins(suite):
    outcome = suite.run("""
        import pytest

        pytestmark = pytest.mark.lambda_timeout(10)

        def timeout(lambda_function):
            return lambda_function(lambda event, context: None).configuration.timeout

        def test_module(lambda_function):
            assert 10 == timeout(lambda_function)

        @pytest.mark.lambda_timeout(20)
        class TestClass:
            def test_class(self, lambda_function):
                assert 20 == timeout(lambda_function)

            @pytest.mark.lambda_timeout(30)
            def test_function(self, lambda_function):
                assert 30 == timeout(lambda_function)
        """)

    assert {"passed": 3} == outcome.counts


def test_configurations_on_several_levels_are_merged_by_name(suite):
    outcome = suite.run("""
        import pytest

        pytestmark = pytest.mark.lambda_config(timeout=10, memory_size=256)

        @pytest.mark.lambda_config(memory_size=512)
        def test_it(lambda_function):
            configuration = lambda_function(lambda event, context: None).configuration

            assert (10, 512) == (configuration.timeout, configuration.memory_size)
        """)

    assert passes(outcome)


def test_a_nearer_timeout_takes_back_the_elapsed_time(suite):
    outcome = suite.run("""
        import pytest

        pytestmark = pytest.mark.lambda_timeout(3, elapsed=2)

        @pytest.mark.lambda_timeout(3)
        def test_it(lambda_context, lambda_clock):
            assert 3_000 == lambda_context.get_remaining_time_in_millis()
        """)

    assert passes(outcome)


def test_the_nearest_start_isolation_and_clock_mode_count(suite):
    outcome = suite.run("""
        import pytest

        pytestmark = [
            pytest.mark.lambda_start("cold", "warm"),
            pytest.mark.lambda_isolation("inline", "module"),
            pytest.mark.lambda_clock_mode("ticking"),
        ]

        @pytest.mark.lambda_start("warm")
        @pytest.mark.lambda_isolation("inline")
        @pytest.mark.lambda_clock_mode("stepped")
        def test_it(lambda_function, lambda_clock, request):
            function = lambda_function(lambda event, context: None)

            assert not function.invoke().is_cold_start
            assert "inline" == function.configuration.isolation
            assert "stepped" == lambda_clock.mode
        """)

    assert passes(outcome)


def test_the_nearest_fault_of_an_attempt_counts_and_those_of_other_attempts_stay(suite):
    outcome = suite.run("""
        import pytest

        pytestmark = pytest.mark.lambda_fault("crash", attempts=(1, 2))

        @pytest.mark.lambda_fault("timeout")
        def test_it(lambda_simulator):
            function = lambda_simulator.function(lambda event, context: None)
            function.invoke(invocation_type="Event")
            lambda_simulator.run_until_idle()

            assert ["timeout", "error", "success"] == [i.report.status for i in function.invocations]
        """)

    assert passes(outcome)


def test_one_parameter_of_a_parametrized_test_can_have_a_marker(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.parametrize("timeout", [3, pytest.param(9, marks=pytest.mark.lambda_timeout(9))])
        def test_it(lambda_function, timeout):
            assert timeout == lambda_function(lambda event, context: None).configuration.timeout
        """)

    assert {"passed": 2} == outcome.counts


def test_a_role_is_for_every_function_of_the_test_and_nothing_to_a_bare_context(suite):
    outcome = suite.run("""
        import pytest

        GRANT = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}

        @pytest.mark.lambda_config(role=["AWSLambdaBasicExecutionRole", GRANT])
        def test_it(lambda_simulator, lambda_context):
            function = lambda_simulator.function(lambda event, context: print("hello"), function_name="orders")
            function.invoke()

            assert "hello" in function.logs
            assert function.configuration.role.endswith(":role/orders-role")
            with pytest.raises(Exception, match="does not have permissions to call ReceiveMessage on SQS"):
                function.event_source_mapping(lambda_simulator.queue("orders"))
        """)

    assert passes(outcome)


def test_the_failure_of_a_test_shows_the_statement_to_add(suite):
    outcome = suite.run_apart("""
        def test_it(lambda_simulator):
            function = lambda_simulator.function(print, role=["AWSLambdaBasicExecutionRole"])
            function.event_source_mapping(lambda_simulator.queue("orders"))
        """)

    assert 'E       {"Effect": "Allow", "Action": ["sqs:ReceiveMessage", ' in outcome.output
