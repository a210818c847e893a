"""An event source mapping's configuration: AWS's defaults, ranges and refusals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import InvalidParameterValueException, UsageError, ValidationException
from pytest_lambda.model.mapping import QueueMappingConfiguration, check_event_source_arn

parse = QueueMappingConfiguration.parse


def refusal(kind, **config):
    """Return the text with which *config* is refused."""
    with pytest.raises(kind) as refused:
        parse(config)
    return str(refused.value)


def constraint(name, value, text):
    return f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {text}"


def test_ESM_02_the_defaults_are_awss():
    assert QueueMappingConfiguration(10, 0, False, None, True) == parse({})


@given(st.integers(1, 10))
def test_ESM_03_up_to_ten_messages_need_no_window(batch_size):
    assert batch_size == parse({"batch_size": batch_size}).batch_size


@given(st.integers(11, 10_000), st.integers(1, 300))
def test_ESM_03_more_than_ten_messages_come_with_a_window(batch_size, window):
    config = parse({"batch_size": batch_size, "maximum_batching_window_in_seconds": window})

    assert (batch_size, window) == (config.batch_size, config.maximum_batching_window_in_seconds)


@given(st.integers(11, 10_000))
def test_ESM_03_more_than_ten_messages_without_a_window_are_refused(batch_size):
    expected = "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"

    assert expected == refusal(InvalidParameterValueException, batch_size=batch_size)


@pytest.mark.parametrize(
    ("name", "aws_name", "value", "text"),
    [
        ("batch_size", "batchSize", 0, "Member must have value greater than or equal to 1"),
        ("batch_size", "batchSize", 10_001, "Member must have value less than or equal to 10000"),
        (
            "maximum_batching_window_in_seconds",
            "maximumBatchingWindowInSeconds",
            -1,
            "Member must have value greater than or equal to 0",
        ),
        (
            "maximum_batching_window_in_seconds",
            "maximumBatchingWindowInSeconds",
            301,
            "Member must have value less than or equal to 300",
        ),
    ],
)
def test_ESM_03_numbers_out_of_range_are_refused(name, aws_name, value, text):
    assert constraint(aws_name, value, text) == refusal(ValidationException, **{name: value})


@pytest.mark.parametrize("limit", [2, 1_000])
def test_ESM_03_both_ends_of_maximum_concurrency_are_allowed(limit):
    assert limit == parse({"scaling_config": {"maximum_concurrency": limit}}).maximum_concurrency


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (1, "Member must have value greater than or equal to 2"),
        (1_001, "Member must have value less than or equal to 1000"),
    ],
)
def test_ESM_03_another_maximum_concurrency_is_refused(limit, text):
    expected = constraint("maximumConcurrency", limit, text)

    assert expected == refusal(ValidationException, scaling_config={"maximum_concurrency": limit})


@pytest.mark.parametrize("value", [None, {}, {"maximum_concurrency": None}], ids=str)
def test_without_a_scaling_config_there_is_no_limit(value):
    assert parse({"scaling_config": value}).maximum_concurrency is None


def test_a_scaling_config_is_a_dict():
    expected = "scaling_config must be a dict such as {'maximum_concurrency': 2}, not 2"

    assert expected == refusal(UsageError, scaling_config=2)


@pytest.mark.parametrize("value", [["ReportBatchItemFailures"], ("ReportBatchItemFailures",)])
def test_SQS_11_partial_responses_are_asked_for(value):
    assert parse({"function_response_types": value}).reports_batch_item_failures


@pytest.mark.parametrize("value", [[], ()])
def test_SQS_11_partial_responses_are_not_asked_for(value):
    assert not parse({"function_response_types": value}).reports_batch_item_failures


@pytest.mark.parametrize("value", ["ReportBatchItemFailures", ["Report"], {}, [None]], ids=str)
def test_other_response_types_are_refused(value):
    expected = f"function_response_types must be [] or ['ReportBatchItemFailures'], not {value!r}"

    assert expected == refusal(UsageError, function_response_types=value)


def test_a_mapping_may_be_made_disabled():
    assert not parse({"enabled": False}).enabled


def test_enabled_is_a_bool():
    assert "enabled must be True or False, not 'no' (str)" == refusal(UsageError, enabled="no")


def test_an_unknown_name_is_refused():
    expected = (
        "event_source_mapping does not take 'batch_window' (did you mean 'batch_size'?); it takes batch_size, enabled, "
        "function_response_types, maximum_batching_window_in_seconds, scaling_config"
    )

    assert expected == refusal(UsageError, batch_window=1)


def test_ESM_06_a_queue_has_no_destination():
    expected = "Unsupported DestinationConfig parameter for given event source mapping type."

    assert expected == refusal(
        InvalidParameterValueException, destination_config={"on_failure": {"destination": "arn:aws:sqs:r:a:q"}}
    )


def test_what_is_none_is_left_out():
    given = ("batch_size", "maximum_batching_window_in_seconds", "function_response_types", "enabled")

    assert QueueMappingConfiguration() == QueueMappingConfiguration.parse(dict.fromkeys(given))


# -- sources ---------------------------------------------------------------------------------------


def test_ESM_06_a_queue_is_a_source():
    assert check_event_source_arn("arn:aws:sqs:us-east-1:123456789012:orders") is None


def test_ESM_06_a_source_that_lambda_does_not_have_is_refused():
    with pytest.raises(InvalidParameterValueException) as refused:
        check_event_source_arn("arn:aws:s3:::bucket")

    assert "Unrecognized event source." == str(refused.value)


def test_a_source_that_is_not_simulated_is_refused():
    arn = "arn:aws:kinesis:us-east-1:123456789012:stream/orders"
    with pytest.raises(UsageError) as refused:
        check_event_source_arn(arn)

    assert (
        f"event_source_mapping takes a queue, not {arn!r}: sources of kinesis are not simulated yet (docs/fidelity.md)"
    ) == str(refused.value)
