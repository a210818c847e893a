"""Tags of a function."""

from __future__ import annotations

import pytest

from pytest_lambda import InvalidParameterValueException, ResourceNotFoundException, UsageError


def answer(event, context):
    return event


def test_CFG_10_tags_are_given_at_creation_and_changed(simulator):
    function = simulator.function(answer, tags={"team": "orders", "stage": "test"})
    function.tag_resource({"stage": "prod", "cost": "42"})
    function.untag_resource(["team", "unknown"])

    assert {"stage": "prod", "cost": "42"} == function.list_tags()


def test_CFG_10_a_function_has_no_tags_at_first(simulator):
    assert {} == simulator.function(answer).list_tags()


def test_CFG_10_what_is_listed_is_a_copy(simulator):
    function = simulator.function(answer, tags={"team": "orders"})
    function.list_tags().clear()

    assert {"team": "orders"} == function.list_tags()


def test_CFG_10_fifty_tags_are_the_most(simulator):
    function = simulator.function(answer, tags={f"key-{number}": "" for number in range(50)})
    function.tag_resource({"key-0": "again"})
    with pytest.raises(InvalidParameterValueException) as refused:
        function.tag_resource({"key-50": ""})

    assert (400, "Number of tags exceeds resource tag limit.") == (refused.value.status_code, refused.value.message)
    assert "key-50" not in function.list_tags()


def test_CFG_10_fifty_one_tags_make_no_function(simulator):
    with pytest.raises(InvalidParameterValueException) as refused:
        simulator.function(answer, tags={f"key-{number}": "" for number in range(51)})

    assert "Number of tags exceeds resource tag limit." == refused.value.message
    assert [] == simulator.functions


def test_CFG_10_a_version_has_none_of_its_own(simulator):
    function = simulator.function(answer, tags={"team": "orders"})

    assert not hasattr(function.publish_version(), "list_tags")


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        ({"": "x"}, "A tag has a key of 1 to 128 characters and a value of up to 256; '': 'x' does not."),
        ({"aws:team": "x"}, "The tag key 'aws:team' begins with aws:, which is AWS's own."),
    ],
)
def test_a_tag_that_aws_would_refuse_is_refused(simulator, tags, text):
    with pytest.raises(InvalidParameterValueException) as refused:
        simulator.function(answer, tags=tags)

    assert text == refused.value.message


@pytest.mark.parametrize(
    ("tags", "text"),
    [
        (["team"], "tags must be a dict of text to text, not ['team'] (list)"),
        ({"cost": 42}, "tags must be a dict of text to text; 'cost': 42 is not"),
    ],
)
def test_what_are_no_tags_is_misuse(simulator, tags, text):
    with pytest.raises(UsageError) as refused:
        simulator.function(answer).tag_resource(tags)

    assert text == str(refused.value)


def test_keys_are_a_list(simulator):
    with pytest.raises(UsageError) as refused:
        simulator.function(answer).untag_resource("team")

    assert "tag_keys must be a list of keys, not 'team'" == str(refused.value)


def test_a_deleted_function_has_no_tags_any_more(simulator):
    function = simulator.function(answer, function_name="orders")
    function.delete_function()
    with pytest.raises(ResourceNotFoundException):
        function.list_tags()
