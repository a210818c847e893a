"""Publishing versions, invoking them, deleting them."""

from __future__ import annotations

import pytest

from pytest_lambda import (
    InvalidParameterValueException,
    PreconditionFailedException,
    ResourceConflictException,
    ResourceNotFoundException,
    UsageError,
)

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"
SHOWS = """
    import os

    def handler(event, context):
        return [os.environ.get("MODE"), context.function_version, context.invoked_function_arn]
"""
COUNTS = """
    calls = 0

    def handler(event, context):
        global calls
        calls += 1
        return calls
"""
FAILS = "def handler(event, context):\n    raise ValueError(event)"


def test_VER_02_versions_count_from_one(deploy):
    function = deploy(COUNTS)
    first = function.publish_version()
    function.update_function_configuration(timeout=10)
    second = function.publish_version()

    assert ("1", f"{ARN}:1") == (first.version, first.function_arn)
    assert ["$LATEST", "1", "2"] == [one.version for one in function.list_versions_by_function()]
    assert (3, 10) == (first.configuration.timeout, second.configuration.timeout)


def test_VER_02_a_number_is_never_given_twice(deploy):
    function = deploy(COUNTS)
    function.publish_version()
    function.delete_function("1")
    function.update_function_configuration(timeout=10)

    assert "2" == function.publish_version().version


def test_VER_03_publishing_again_without_a_change_gives_the_same_version(deploy):
    function = deploy(COUNTS)

    assert function.publish_version() is function.publish_version()


def test_VER_03_a_change_of_the_code_gives_a_new_version(deploy, write):
    function = deploy(COUNTS)
    function.publish_version()
    write("app.py", "def handler(event, context):\n    return 'new'")
    function.update_function_code()

    assert "2" == function.publish_version().version


@pytest.mark.parametrize("change", [{"description": "new"}, {"memory_size": 256}, {"environment": {"MODE": "new"}}])
def test_VER_03_a_change_of_the_configuration_gives_a_new_version(deploy, change):
    function = deploy(COUNTS)
    function.publish_version()
    function.update_function_configuration(**change)

    assert "2" == function.publish_version().version


def test_VER_03_another_description_gives_a_new_version(deploy):
    function = deploy(COUNTS)
    function.publish_version()

    assert ("2", "new") == (
        (version := function.publish_version(description="new")).version,
        version.description,
    )


def test_VER_04_a_version_keeps_its_variables(deploy):
    function = deploy(SHOWS, environment={"MODE": "old"})
    function.publish_version()
    function.update_function_configuration(environment={"MODE": "new"})

    assert ["old", "1", f"{ARN}:1"] == function.invoke(qualifier="1").payload
    assert ["new", "$LATEST", ARN] == function.invoke().payload
    assert ["new", "$LATEST", f"{ARN}:$LATEST"] == function.invoke(qualifier="$LATEST").payload


def test_VER_04_a_version_keeps_its_handler_and_timeout(deploy, write):
    function = deploy("def handler(event, context):\n    return 'old'")
    function.publish_version()
    write("other.py", "import time\ndef handler(event, context):\n    time.sleep(5)")
    function.update_function_code(handler="other.handler")

    assert "old" == function.invoke(qualifier="1").payload
    assert "Sandbox.Timedout" == function.invoke().error.error_type


def test_LC_13_versions_have_environments_of_their_own(deploy):
    function = deploy(COUNTS)
    function.publish_version()
    latest, published = function.invoke(), function.invoke(qualifier="1")

    assert (1, 1) == (latest.payload, published.payload)
    assert published.is_cold_start
    assert [latest.environment, published.environment] == function.environments
    assert ("$LATEST", "1") == (latest.executed_version, published.executed_version)


def test_LOG_01_the_log_stream_and_start_show_the_version(deploy):
    function = deploy(COUNTS)
    function.publish_version()
    invocation = function.invoke(qualifier="1")

    assert "/[1]" in invocation.environment.log_stream_name
    assert f"START RequestId: {invocation.request_id} Version: 1\n" in invocation.logs


def test_VER_04_a_published_version_stays_warm_when_latest_is_updated(deploy):
    function = deploy(COUNTS)
    function.publish_version()
    function.invoke(qualifier="1")
    function.update_function_configuration(timeout=10)

    assert 2 == function.invoke(qualifier="1").payload


def test_VER_06_an_update_of_the_code_can_publish(deploy):
    function = deploy(COUNTS)
    function.update_function_code(publish=True)

    assert ["$LATEST", "1"] == [one.version for one in function.list_versions_by_function()]


def test_VER_05_the_digest_must_be_that_of_latest(deploy):
    function = deploy(COUNTS)
    digest = function.publish_version().code_sha256
    with pytest.raises(InvalidParameterValueException) as refusal:
        function.publish_version(code_sha256="other")

    assert (
        f"CodeSHA256 (other) is different from current CodeSHA256 in $LATEST ({digest}). "
        "Please try again with the CodeSHA256 in $LATEST."
    ) == refusal.value.message


def test_VER_05_the_revision_must_be_the_newest(deploy):
    function = deploy(COUNTS)
    revision = function.list_versions_by_function()[0].revision_id
    function.update_function_configuration(timeout=10)
    with pytest.raises(PreconditionFailedException) as refusal:
        function.publish_version(revision_id=revision)

    assert 412 == refusal.value.status_code
    assert refusal.value.message.startswith("The Revision Id provided does not match the latest Revision Id.")


def test_VER_07_latest_alone_cannot_be_deleted(deploy):
    with pytest.raises(InvalidParameterValueException) as refusal:
        deploy(COUNTS).delete_function("$LATEST")

    assert "$LATEST version cannot be deleted without deleting the function." == refusal.value.message


def test_VER_07_a_version_that_an_alias_leads_to_stays(deploy):
    function = deploy(COUNTS)
    function.publish_version()
    function.create_alias("live", function_version="1")
    with pytest.raises(ResourceConflictException):
        function.delete_function("1")


def test_VER_07_a_deleted_version_cannot_be_invoked(deploy):
    function = deploy(COUNTS)
    function.publish_version()
    environment = function.invoke(qualifier="1").environment
    function.delete_function("1")
    with pytest.raises(ResourceNotFoundException) as refusal:
        function.invoke(qualifier="1")

    assert f"Function not found: {ARN}:1" == refusal.value.message
    assert "Shutdown" == environment.state


def test_INV_07_an_unknown_qualifier_is_not_found(deploy):
    with pytest.raises(ResourceNotFoundException) as refusal:
        deploy(COUNTS).invoke(qualifier="blue")

    assert f"Function not found: {ARN}:blue" == refusal.value.message


def test_a_qualifier_is_text(deploy):
    with pytest.raises(UsageError) as refusal:
        deploy(COUNTS).invoke(qualifier=1)

    assert "qualifier must be a version such as '1', an alias, or None, not 1" == str(refusal.value)


def test_INV_09_a_qualified_name_invokes_the_version(simulator, deploy):
    deploy(SHOWS, environment={"MODE": "old"}).publish_version()

    assert ["old", "1", f"{ARN}:1"] == simulator.invoke("orders:1").payload
    assert ["old", "1", f"{ARN}:1"] == simulator.invoke(f"{ARN}:1").payload


def test_ASYNC_15_the_dead_letter_queue_is_that_of_the_version(simulator, deploy):
    old, new = simulator.queue("old"), simulator.queue("new")
    function = deploy(FAILS, dead_letter_config=old)
    function.publish_version()
    function.update_function_configuration(dead_letter_config=new)
    function.invoke({"id": 1}, invocation_type="Event", qualifier="1")
    function.invoke({"id": 2}, invocation_type="Event")
    simulator.run_until_idle()

    assert [['{"id": 1}'], ['{"id": 2}']] == [[m.body for m in queue.messages] for queue in (old, new)]


def test_ASYNC_15_the_event_invoke_config_is_that_of_the_qualifier_that_was_invoked(simulator, deploy):
    function = deploy(FAILS)
    function.publish_version()
    function.put_event_invoke_config(qualifier="1", maximum_retry_attempts=0)
    function.put_event_invoke_config(maximum_retry_attempts=1)
    function.invoke({}, invocation_type="Event", qualifier="1")
    function.invoke({}, invocation_type="Event")
    simulator.run_until_idle()

    assert ["$LATEST", "$LATEST", "1"] == sorted(one.executed_version for one in function.invocations)


def test_ASYNC_19_a_qualifier_without_a_config_has_none(deploy):
    function = deploy(FAILS)
    function.publish_version()
    with pytest.raises(ResourceNotFoundException) as refusal:
        function.get_event_invoke_config(qualifier="1")

    assert f"The function {ARN}:1 doesn't have an EventInvokeConfig" == refusal.value.message


def test_ASYNC_20_an_event_that_waits_for_a_deleted_version_is_dropped(simulator, deploy):
    function = deploy(FAILS)
    function.publish_version()
    function.invoke({}, invocation_type="Event", qualifier="1")
    simulator.advance(1)
    function.delete_function("1")
    simulator.run_until_idle()

    assert 1 == len(function.invocations)
