"""Environments that are initialized before anybody invokes."""

from __future__ import annotations

import pytest

from pytest_lambda import (
    InvalidParameterValueException,
    ProvisionedConcurrencyConfigNotFoundException,
    ResourceConflictException,
    ResourceNotFoundException,
    TooManyRequestsException,
)

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"
PROVISIONED, ON_DEMAND = "provisioned-concurrency", "on-demand"
SHOWS = """
    import os, time

    INITIALIZED_AT = time.time()
    time.sleep(2)

    def handler(event, context):
        time.sleep((event or {}).get("seconds", 0))
        return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
"""


@pytest.fixture
def function(deploy):
    """Return a function with versions 1 and 2, and an alias ``live`` of version 1."""
    function = deploy(SHOWS, timeout=10)
    function.publish_version()
    function.update_function_configuration(timeout=11)
    function.publish_version()
    function.create_alias("live", function_version="1")
    return function


def put(function, qualifier, count):
    return function.put_provisioned_concurrency_config(qualifier=qualifier, provisioned_concurrent_executions=count)


@pytest.fixture
def provision(simulator, function):
    """Return what provisions environments and waits until they are ready."""

    def provision(qualifier, count):
        put(function, qualifier, count)
        simulator.run_until_idle()
        return function.get_provisioned_concurrency_config(qualifier)

    return provision


def numbers(config):
    return (
        config.status,
        config.requested_provisioned_concurrent_executions,
        config.allocated_provisioned_concurrent_executions,
        config.available_provisioned_concurrent_executions,
    )


def environments(function):
    return [environment.initialization_type for environment in function.environments]


# -- allocation


def test_CON_07_it_is_in_progress_and_then_ready(simulator, function):
    config = put(function, "live", 2)

    assert ("IN_PROGRESS", 2, 0, 0) == numbers(config)
    assert (f"{ARN}:live", "2025-01-01T00:00:00+0000", None) == (
        config.function_arn,
        config.last_modified,
        config.status_reason,
    )
    assert ("IN_PROGRESS", 2, 0, 0) == numbers(function.get_provisioned_concurrency_config("live"))
    simulator.advance(59)
    assert ("IN_PROGRESS", 2, 0, 0) == numbers(function.get_provisioned_concurrency_config("live"))
    simulator.advance(1)
    assert ("READY", 2, 2, 2) == numbers(function.get_provisioned_concurrency_config(qualifier="live"))


def test_LC_18_environments_are_initialized_at_allocation(simulator, function, provision):
    provision("live", 2)
    modules = [environment.module("app") for environment in function.environments]
    started = simulator.clock.now().timestamp() - simulator.clock.elapsed

    assert 2 * [PROVISIONED] == environments(function)
    assert 2 * ["Ready"] == [environment.state for environment in function.environments]
    assert 2 * [started] == [module.INITIALIZED_AT for module in modules]
    assert 2 == function.logs.count("INIT_START")


def test_LC_18_the_first_invocation_is_no_cold_start(function, provision):
    provision("live", 1)
    invocation = function.invoke(qualifier="live")

    assert PROVISIONED == invocation.payload
    assert (False, None) == (invocation.is_cold_start, invocation.report.init_duration)
    assert PROVISIONED == invocation.environment.initialization_type


def test_CON_07_until_it_is_ready_all_is_on_demand(simulator, function):
    put(function, "live", 1)
    simulator.advance(30)
    invocation = function.invoke(qualifier="live")

    assert (ON_DEMAND, True) == (invocation.payload, invocation.is_cold_start)


def test_CON_07_environments_belong_to_the_version_whoever_leads_to_it(function, provision):
    provision("live", 1)

    assert [PROVISIONED, ON_DEMAND, ON_DEMAND] == [function.invoke(qualifier=q).payload for q in ("1", "2", None)]


def test_LC_03_init_may_take_longer_than_on_demand(simulator, deploy):
    function = deploy("""
        import time
        time.sleep(100)

        def handler(event, context):
            return time.time()
    """)
    function.publish_version()
    put(function, "1", 1)
    simulator.advance(99)

    assert "IN_PROGRESS" == function.get_provisioned_concurrency_config("1").status
    simulator.advance(1)
    assert "READY" == function.get_provisioned_concurrency_config("1").status


@pytest.mark.parametrize(("seconds", "status"), [(131, "FAILED"), (129, "READY")])
def test_LC_03_but_130_seconds_at_most(simulator, deploy, seconds, status):
    function = deploy(f"import time\ntime.sleep({seconds})\ndef handler(event, context): pass")
    function.publish_version()
    put(function, "1", 1)
    simulator.run_until_idle()

    assert status == function.get_provisioned_concurrency_config("1").status


def test_LC_03_or_the_functions_timeout_where_that_is_more(simulator, deploy):
    function = deploy("import time\ntime.sleep(299)\ndef handler(event, context): pass", timeout=300)
    function.publish_version()
    put(function, "1", 1)
    simulator.run_until_idle()

    assert ("READY", 299) == (function.get_provisioned_concurrency_config("1").status, simulator.clock.elapsed)


def test_CON_07_a_failing_init_fails_the_allocation(simulator, deploy):
    function = deploy("raise ValueError('no database')\ndef handler(event, context): pass")
    function.publish_version()
    put(function, "1", 2)
    simulator.run_until_idle()
    config = function.get_provisioned_concurrency_config("1")

    assert (("FAILED", 2, 0, 0), "FUNCTION_ERROR_INIT_FAILURE") == (numbers(config), config.status_reason)
    assert [] == function.environments
    assert "no database" in function.logs


# -- spillover


def test_CON_08_beyond_the_provisioned_ones_it_is_on_demand_and_cold(simulator, function, provision):
    provision("live", 2)
    for _ in range(3):
        function.invoke({"seconds": 5}, invocation_type="Event", qualifier="live")
    simulator.run_until_idle()

    assert [(PROVISIONED, False), (PROVISIONED, False), (ON_DEMAND, True)] == [
        (invocation.payload, invocation.is_cold_start) for invocation in function.invocations
    ]


def test_CON_08_when_they_are_free_again_they_serve_again(simulator, function, provision):
    provision("live", 1)
    for _ in range(2):
        function.invoke({"seconds": 5}, invocation_type="Event", qualifier="live")
    simulator.run_until_idle()

    assert PROVISIONED == function.invoke(qualifier="live").payload


def test_CON_08_when_all_that_is_reserved_is_provisioned_others_are_throttled(function, provision):
    function.put_function_concurrency(reserved_concurrent_executions=2)
    provision("1", 2)
    for qualifier in (None, "2"):
        with pytest.raises(TooManyRequestsException) as refused:
            function.invoke(qualifier=qualifier)
        assert "ReservedFunctionConcurrentInvocationLimitExceeded" == refused.value.reason

    assert PROVISIONED == function.invoke(qualifier="live").payload


def test_CON_08_spillover_ends_at_what_is_reserved(simulator, function, provision):
    function.put_function_concurrency(reserved_concurrent_executions=2)
    provision("live", 1)
    for _ in range(3):
        function.invoke({"seconds": 2}, invocation_type="Event", qualifier="live")
    simulator.run_until_idle()

    # The second is cold for 2 s; the third was throttled at 60 s and 61 s.
    assert [(60, PROVISIONED), (62, ON_DEMAND), (63, PROVISIONED)] == [
        (invocation.started_at, invocation.payload) for invocation in function.invocations
    ]


def test_MET_09_what_runs_on_them_and_what_spills_over_is_counted(simulator, function, provision):
    provision("live", 1)
    for _ in range(3):
        function.invoke({"seconds": 5}, invocation_type="Event", qualifier="live")
    simulator.run_until_idle()
    function.invoke()
    totals = [metric.metric_name for metric in simulator.metrics if metric.dimensions == {}]

    assert (1, 2, 4) == (
        totals.count("ProvisionedConcurrencyInvocations"),
        totals.count("ProvisionedConcurrencySpilloverInvocations"),
        totals.count("Invocations"),
    )


# -- changes


def test_CON_07_more_can_be_asked_for(simulator, function, provision):
    provision("live", 1)
    first = function.environments
    put(function, "live", 3)

    assert ("IN_PROGRESS", 3, 1, 1) == numbers(function.get_provisioned_concurrency_config("live"))
    assert PROVISIONED == function.invoke(qualifier="live").payload
    simulator.run_until_idle()
    assert ("READY", 3, 3, 3) == numbers(function.get_provisioned_concurrency_config("live"))
    assert first == function.environments[:1]


def test_CON_07_less_can_be_asked_for(function, provision):
    provision("live", 3)

    assert ("READY", 1, 1, 1) == numbers(provision("live", 1))
    assert [PROVISIONED] == environments(function)


def test_what_is_asked_for_last_counts(simulator, function):
    put(function, "live", 3)
    simulator.advance(10)
    put(function, "live", 1)
    simulator.run_until_idle()

    assert ("READY", 1, 1, 1) == numbers(function.get_provisioned_concurrency_config("live"))
    assert [PROVISIONED] == environments(function)


def test_what_is_deleted_shuts_down(function, provision):
    provision("live", 2)
    function.delete_provisioned_concurrency_config("live")
    function.delete_provisioned_concurrency_config("live")

    assert [] == function.environments
    assert [] == function.list_provisioned_concurrency_configs()
    assert ON_DEMAND == function.invoke(qualifier="live").payload


def test_what_is_deleted_while_it_is_allocated_does_not_come_back(simulator, function):
    put(function, "live", 2)
    simulator.advance(1)
    function.delete_provisioned_concurrency_config("live")
    simulator.run_until_idle()

    assert [] == function.environments


def test_a_busy_environment_ends_when_it_has_done_its_work(simulator, function, provision):
    provision("live", 1)
    function.invoke({"seconds": 5}, invocation_type="Event", qualifier="live")
    simulator.advance(1)
    function.delete_provisioned_concurrency_config("live")

    assert [PROVISIONED] == environments(function)
    simulator.run_until_idle()
    assert ([], 65) == (function.environments, simulator.clock.elapsed)


def test_recycling_leaves_provisioned_environments(function, provision):
    provision("live", 1)
    function.recycle()

    assert PROVISIONED == function.invoke(qualifier="live").payload


def test_provisioned_environments_do_not_end_for_being_idle(simulator, function, provision):
    provision("live", 1)
    simulator.advance(3_600)

    assert PROVISIONED == function.invoke(qualifier="live").payload


# -- aliases


def test_CON_07_provisioned_concurrency_moves_with_its_alias(simulator, function, provision):
    provision("live", 1)
    function.update_alias("live", function_version="2")

    assert ("IN_PROGRESS", 1, 0, 0) == numbers(function.get_provisioned_concurrency_config("live"))
    assert ON_DEMAND == function.invoke(qualifier="live").payload
    simulator.run_until_idle()
    assert [PROVISIONED, PROVISIONED, ON_DEMAND] == [
        function.invoke(qualifier=qualifier).payload for qualifier in ("live", "2", "1")
    ]
    with pytest.raises(ProvisionedConcurrencyConfigNotFoundException):
        function.get_provisioned_concurrency_config("2")


def test_an_alias_that_leads_where_it_did_keeps_what_it_has(function, provision):
    provision("live", 1)
    function.update_alias("live", description="for customers")

    assert "READY" == function.get_provisioned_concurrency_config("live").status


def test_CON_07_with_weights_each_version_gets_its_share(simulator, function, provision):
    provision("live", 4)
    function.update_alias("live", routing_config={"additional_version_weights": {"2": 0.25}})
    simulator.run_until_idle()
    versions = [environment.log_stream_name.partition("[")[2][0] for environment in function.environments]

    assert (["1", "1", "1", "2"], ("READY", 4, 4, 4)) == (
        sorted(versions),
        numbers(function.get_provisioned_concurrency_config("live")),
    )


def test_what_is_provisioned_for_an_alias_goes_with_it(function, provision):
    provision("live", 1)
    function.delete_alias("live")

    assert ([], []) == (function.environments, function.list_provisioned_concurrency_configs())
    assert 900 == function.put_function_concurrency(reserved_concurrent_executions=900).reserved_concurrent_executions


def test_what_is_provisioned_for_a_version_goes_with_it(function, provision):
    provision("2", 1)
    function.delete_function("2")

    assert ([], []) == (function.environments, function.list_provisioned_concurrency_configs())


def test_what_is_provisioned_goes_with_the_function(simulator, function, provision):
    provision("live", 1)
    put(function, "2", 1)
    function.delete_function()
    simulator.run_until_idle()

    assert [] == function.environments


def test_all_configurations_are_listed(simulator, function):
    put(function, "live", 1)
    put(function, "2", 2)

    assert [f"{ARN}:live", f"{ARN}:2"] == [
        config.function_arn for config in function.list_provisioned_concurrency_configs()
    ]


# -- refusals


UNPUBLISHED = "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
NOT_A_VERSION = "The function resource provided must be an alias or a published version."


def refused(error, operation, *args):
    with pytest.raises(error) as refusal:
        operation(*args)
    return refusal.value.message


def test_CON_07_latest_cannot_be_provisioned(function):
    function.create_alias("next", function_version="$LATEST")

    assert UNPUBLISHED == refused(InvalidParameterValueException, put, function, "$LATEST", 1)
    assert UNPUBLISHED == refused(InvalidParameterValueException, put, function, "next", 1)
    for operation in (function.get_provisioned_concurrency_config, function.delete_provisioned_concurrency_config):
        assert NOT_A_VERSION == refused(InvalidParameterValueException, operation, "$LATEST")


def test_CON_07_an_alias_with_provisioned_concurrency_cannot_move_to_latest(function):
    put(function, "live", 1)
    with pytest.raises(InvalidParameterValueException) as refusal:
        function.update_alias("live", function_version="$LATEST")

    assert (UNPUBLISHED, "1") == (refusal.value.message, function.get_alias("live").function_version)


def test_CON_07_a_version_is_provisioned_once(function):
    put(function, "live", 1)
    function.create_alias("other", function_version="1")
    put(function, "2", 1)
    alias = "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version"

    assert "Version is pointed by a Provisioned Concurrency alias" == refused(
        ResourceConflictException, put, function, "1", 1
    )
    assert alias == refused(ResourceConflictException, put, function, "other", 1)
    with pytest.raises(ResourceConflictException) as refusal:
        function.update_alias("live", function_version="2")
    assert alias == refusal.value.message


def test_CON_07_an_alias_with_weights_cannot_be_provisioned(function):
    function.update_alias("live", routing_config={"additional_version_weights": {"2": 0.5}})

    assert "Alias with weights can not be used with Provisioned Concurrency" == refused(
        InvalidParameterValueException, put, function, "live", 1
    )


def test_CON_07_what_is_not_there_is_not_found(function):
    get = function.get_provisioned_concurrency_config

    assert "No Provisioned Concurrency Config found for this function" == refused(
        ProvisionedConcurrencyConfigNotFoundException, get, "1"
    )
    assert f"Cannot find alias arn: {ARN}:nobody" == refused(ResourceNotFoundException, put, function, "nobody", 1)
    assert f"Function not found: {ARN}:9" == refused(ResourceNotFoundException, get, "9")


def test_CON_08_reserved_and_provisioned_refuse_each_other(function):
    put(function, "live", 2)
    with pytest.raises(InvalidParameterValueException) as refusal:
        function.put_function_concurrency(reserved_concurrent_executions=1)

    assert (
        " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2]."
    ) == refusal.value.message
    function.put_function_concurrency(reserved_concurrent_executions=2)
    assert (
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function"
    ) == refused(InvalidParameterValueException, put, function, "2", 1)
    assert [f"{ARN}:live"] == [one.function_arn for one in function.list_provisioned_concurrency_configs()]


# -- price


def test_BILL_07_what_is_provisioned_costs_by_the_five_minutes(simulator, function, provision):
    provision("live", 2)
    simulator.advance(301)
    function.delete_provisioned_concurrency_config("live")
    simulator.advance(3_600)

    assert pytest.approx(2 * 600 * 128 / 1024) == simulator.cost().functions["orders"].provisioned_gb_seconds


def test_BILL_07_also_while_it_lasts(simulator, function, provision):
    provision("live", 2)
    simulator.advance(1)
    function.invoke({"seconds": 2}, qualifier="live")
    cost = simulator.cost().functions["orders"]

    assert (pytest.approx(2 * 300 * 128 / 1024), pytest.approx(2 * 128 / 1024), 0) == (
        cost.provisioned_gb_seconds,
        cost.provisioned_duration_gb_seconds,
        cost.gb_seconds,
    )
