"""Checks of what a user passes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import UsageError, ValidationException
from pytest_lambda.model.check import one_of, only_known, require_bool, require_integer, require_text

KNOWN = ("batch_size", "enabled", "scaling_config")


def refusal(call, kind=UsageError):
    """Return the text with which *call* is refused."""
    with pytest.raises(kind) as refused:
        call()
    return str(refused.value)


def test_a_name_nearly_right_gets_a_hint():
    expected = (
        "event_source_mapping does not take 'batchsize' (did you mean 'batch_size'?); "
        "it takes batch_size, enabled, scaling_config"
    )

    assert expected == refusal(lambda: only_known("event_source_mapping", {"batchsize": 1}, KNOWN))


def test_a_name_far_off_gets_none():
    expected = "a queue does not take 'x'; it takes batch_size, enabled, scaling_config"

    assert expected == refusal(lambda: only_known("a queue", {"x": 1}, KNOWN))


def test_a_name_that_is_no_text_is_refused_too():
    expected = "a queue does not take 1; it takes batch_size, enabled, scaling_config"

    assert expected == refusal(lambda: only_known("a queue", {1: 1}, KNOWN))


@given(st.sets(st.sampled_from(KNOWN)))
def test_known_names_pass(names):
    only_known("a queue", dict.fromkeys(names), KNOWN)


@given(st.integers(3, 9))
def test_an_integer_in_range_is_returned(value):
    assert value == require_integer("timeout", value, range(3, 9 + 1))


@given(st.integers(max_value=2))
def test_an_integer_below_the_range_gets_awss_text(value):
    expected = (
        f"1 validation error detected: Value '{value}' at 'memorySize' failed to satisfy constraint: "
        "Member must have value greater than or equal to 3"
    )

    assert expected == refusal(lambda: require_integer("memory_size", value, range(3, 10)), ValidationException)


@given(st.integers(min_value=10))
def test_an_integer_above_the_range_gets_awss_text(value):
    expected = (
        f"1 validation error detected: Value '{value}' at 'memorySize' failed to satisfy constraint: "
        "Member must have value less than or equal to 9"
    )

    assert expected == refusal(lambda: require_integer("memory_size", value, range(3, 10)), ValidationException)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(True, "True (bool)"), (3.0, "3.0 (float)"), ("3", "'3' (str)"), (None, "None (NoneType)")],
    ids=str,
)
def test_what_is_no_integer_is_misuse(value, shown):
    expected = f"timeout must be an integer of seconds from 1 to 900, not {shown}"

    assert expected == refusal(lambda: require_integer("timeout", value, range(1, 901), unit="seconds"))


def test_an_integer_without_a_unit_is_asked_for_without_one():
    expected = "maximum_concurrency must be an integer from 2 to 1000, not '2' (str)"

    assert expected == refusal(lambda: require_integer("maximum_concurrency", "2", range(2, 1001)))


@given(st.text(min_size=1, max_size=5))
def test_text_within_its_length_is_returned(value):
    assert value == require_text("handler", value, max_length=5, what="a name")


def test_text_too_long_gets_awss_text():
    expected = (
        "1 validation error detected: Value 'abcdef' at 'functionName' failed to satisfy constraint: "
        "Member must have length less than or equal to 5"
    )

    assert expected == refusal(
        lambda: require_text("function_name", "abcdef", max_length=5, what=""), ValidationException
    )


def test_no_text_at_all_gets_awss_text():
    expected = (
        "1 validation error detected: Value '' at 'functionName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    )

    assert expected == refusal(lambda: require_text("function_name", "", max_length=5, what=""), ValidationException)


def test_what_is_no_text_is_misuse():
    expected = "handler must be a name, not 5 (int)"

    assert expected == refusal(lambda: require_text("handler", 5, max_length=5, what="a name"))


@pytest.mark.parametrize("value", [True, False])
def test_a_bool_is_returned(value):
    assert require_bool("enabled", value) is value


@pytest.mark.parametrize(("value", "shown"), [(1, "1 (int)"), ("true", "'true' (str)"), (None, "None (NoneType)")])
def test_what_is_no_bool_is_misuse(value, shown):
    assert f"enabled must be True or False, not {shown}" == refusal(lambda: require_bool("enabled", value))


def test_a_choice_is_returned():
    assert "JSON" == one_of("log_format", "JSON", ("Text", "JSON"))


@pytest.mark.parametrize("value", ["json", None, 1, ["JSON"]], ids=str)
def test_another_choice_is_misuse(value):
    expected = f"log_format must be one of 'Text', 'JSON', not {value!r}"

    assert expected == refusal(lambda: one_of("log_format", value, ("Text", "JSON")))
