"""Aliases: names for versions, with shares."""

from __future__ import annotations

from collections import Counter

import pytest

from pytest_lambda import (
    InvalidParameterValueException,
    ResourceConflictException,
    ResourceNotFoundException,
    Simulator,
    UsageError,
    ValidationException,
)

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"
SHOWS = """
    def handler(event, context):
        return [context.function_version, context.invoked_function_arn]
"""


@pytest.fixture
def function(deploy):
    """Return a function with versions 1 and 2."""
    function = deploy(SHOWS)
    function.publish_version()
    function.update_function_configuration(timeout=10)
    function.publish_version()
    return function


def test_ALI_01_an_alias_leads_to_its_version(function):
    alias = function.create_alias("live", function_version="1")
    invocation = function.invoke(qualifier="live")

    assert (f"{ARN}:live", "live", "1", None) == (
        alias.alias_arn,
        alias.name,
        alias.function_version,
        alias.routing_config,
    )
    assert ["1", f"{ARN}:live"] == invocation.payload
    assert "1" == invocation.executed_version
    assert "/[1]" in invocation.environment.log_stream_name


def test_LC_14_moving_an_alias_takes_effect_at_once(function):
    function.create_alias("live", function_version="1")
    function.update_alias("live", function_version="2")

    assert "2" == function.invoke(qualifier="live").executed_version


def test_ALI_04_a_weighted_alias_chooses_anew_each_time(function):
    function.create_alias("live", function_version="1", routing_config={"additional_version_weights": {"2": 0.25}})
    served = Counter(function.invoke(qualifier="live").executed_version for _ in range(400))

    assert {"1", "2"} == set(served)
    assert 60 <= served["2"] <= 140


def test_ALI_04_the_same_seed_chooses_the_same(tmp_path):
    def served():
        with Simulator(seed=7, code_uri=tmp_path) as simulator:
            function = simulator.function(lambda event, context: None, function_name="orders")
            function.publish_version()
            function.update_function_configuration(timeout=9)
            function.publish_version()
            weights = {"additional_version_weights": {"2": 0.5}}
            function.create_alias("live", function_version="1", routing_config=weights)
            return [function.invoke(qualifier="live").executed_version for _ in range(20)]

    assert served() == served()


def test_ALI_05_an_empty_routing_clears_the_shares(function):
    function.create_alias("live", function_version="1", routing_config={"additional_version_weights": {"2": 1.0}})
    alias = function.update_alias("live", routing_config={})

    assert alias.routing_config is None
    assert "1" == function.invoke(qualifier="live").executed_version


def test_ALI_01_an_alias_exists_once(function):
    function.create_alias("live", function_version="1")
    with pytest.raises(ResourceConflictException) as refusal:
        function.create_alias("live", function_version="2")

    assert f"Alias already exists: {ARN}:live" == refusal.value.message


def test_ALI_01_a_missing_alias_is_not_found(function):
    with pytest.raises(ResourceNotFoundException) as on_read:
        function.get_alias("live")
    with pytest.raises(ResourceNotFoundException) as on_update:
        function.update_alias("live", description="x")
    function.delete_alias("live")

    assert f"Cannot find alias arn: {ARN}:live" == on_read.value.message
    assert f"Alias not found: {ARN}:live" == on_update.value.message


def test_ALI_01_an_alias_that_is_deleted_is_gone(function):
    function.create_alias("live", function_version="1")
    function.delete_alias("live")
    with pytest.raises(ResourceNotFoundException):
        function.invoke(qualifier="live")


def test_the_aliases_of_a_version_can_be_listed(function):
    live = function.create_alias("live", function_version="1")
    beta = function.create_alias(
        "beta", function_version="2", routing_config={"additional_version_weights": {"1": 0.1}}
    )

    assert [live, beta] == function.list_aliases() == function.list_aliases(function_version="1")
    assert [beta] == function.list_aliases(function_version="2")


@pytest.mark.parametrize("name", ["", "7", "a b", "x" * 129])
def test_ALI_01_a_name_is_letters_and_not_only_digits(function, name):
    with pytest.raises(ValidationException):
        function.create_alias(name, function_version="1")


@pytest.mark.parametrize(
    ("function_version", "weights", "message"),
    [
        ("1", {"2": 0.1, "3": 0.1}, "Number of items in AdditionalVersionWeights cannot be greater than 1"),
        (
            "1",
            {"1": 0.1},
            "Invalid function version 1. Function version 1 is already included in routing configuration.",
        ),
        ("$LATEST", {"1": 0.1}, "$LATEST is not supported for an alias pointing to more than 1 version"),
        ("1", {"$LATEST": 0.1}, "$LATEST is not supported for an alias pointing to more than 1 version"),
    ],
)
def test_ALI_02_routings_that_are_refused(function, function_version, weights, message):
    with pytest.raises(InvalidParameterValueException) as refusal:
        function.create_alias(
            "live", function_version=function_version, routing_config={"additional_version_weights": weights}
        )

    assert message == refusal.value.message


@pytest.mark.parametrize("weight", [1.5, -0.1, "0.1", True, None])
def test_ALI_02_a_share_is_a_number_from_nothing_to_all(function, weight):
    with pytest.raises(UsageError) as refusal:
        function.create_alias(
            "live", function_version="1", routing_config={"additional_version_weights": {"2": weight}}
        )

    assert (
        f"additional_version_weights must give a version as text a share from 0.0 to 1.0, not '2': {weight!r}"
        == str(refusal.value)
    )


def test_ALI_03_both_versions_have_the_same_dead_letter_queue(simulator, function):
    function.update_function_configuration(dead_letter_config=simulator.queue("dead"))
    function.publish_version()
    with pytest.raises(InvalidParameterValueException) as refusal:
        function.create_alias("live", function_version="1", routing_config={"additional_version_weights": {"3": 0.1}})

    assert "The versions of an alias must have the same dead-letter configuration: 1 and 3 differ." == (
        refusal.value.message
    )


def test_INV_07_an_alias_leads_to_a_version_that_exists(function):
    with pytest.raises(ResourceNotFoundException) as refusal:
        function.create_alias("live", function_version="9")

    assert f"Function not found: {ARN}:9" == refusal.value.message


def test_ESM_07_a_mapping_serves_an_alias(simulator, function):
    queue = simulator.queue("orders")
    function.create_alias("live", function_version="1")
    function.event_source_mapping(queue, qualifier="live")
    queue.send_message("a")
    simulator.run_until_idle()

    assert [["1", f"{ARN}:live"]] == [one.payload for one in function.invocations]


def test_ASYNC_03_each_attempt_of_an_event_may_run_another_version(simulator, deploy):
    function = deploy("def handler(event, context):\n    raise ValueError")
    function.publish_version()
    function.update_function_configuration(timeout=9)
    function.publish_version()
    function.create_alias("live", function_version="1", routing_config={"additional_version_weights": {"2": 0.5}})
    for _ in range(5):
        function.invoke({}, invocation_type="Event", qualifier="live")
    simulator.run_until_idle()

    by_event = Counter(one.request_id for one in function.invocations)
    assert {3} == set(by_event.values())
    assert {"1", "2"} == {one.executed_version for one in function.invocations}
