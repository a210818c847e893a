"""An event source mapping's configuration, checked as the Lambda API checks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.arn import parse_arn
from pytest_lambda.base.errors import InvalidParameterValueException, UsageError
from pytest_lambda.model.check import given_values, only_known, require_bool, require_integer

__all__ = ["NO_SUCH_QUEUE", "QueueMappingConfiguration", "check_event_source_arn"]

NO_SUCH_QUEUE = (
    "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. "
    "SQS Error Message: The specified queue does not exist."
)
"""What AWS says of a mapping whose queue is not there. Source: ESM-06"""

_SERVICES_WITHOUT_SIMULATION = ("kinesis", "dynamodb", "kafka", "mq", "rds")
_REPORT = "ReportBatchItemFailures"


@dataclass(frozen=True, slots=True)
class QueueMappingConfiguration:
    """
    A standard queue's mapping.

    Attributes:
        batch_size: messages, 1 to 10000; more than 10 needs a window.
        maximum_batching_window_in_seconds: 0 to 300.
        reports_batch_item_failures: whether the answer is read as a partial batch response.
        maximum_concurrency: batches at a time, or ``None`` for the pollers' own scaling.

    Source: ESM-02, ESM-03
    """

    batch_size: int = 10
    maximum_batching_window_in_seconds: int = 0
    reports_batch_item_failures: bool = False
    maximum_concurrency: int | None = None
    enabled: bool = True

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> QueueMappingConfiguration:
        """
        Check *given*, named as AWS names it in snake_case; ``None`` is left out.

        Raises:
            UsageError: an unknown name, or a value of the wrong type.
            ValidationException: a number out of range; AWS's text.
            InvalidParameterValueException: a batch over 10 without a window, or a destination; AWS's text.

        Source: ESM-03, ESM-06
        """
        given = given_values(given)
        if "destination_config" in given:
            raise InvalidParameterValueException(
                "Unsupported DestinationConfig parameter for given event source mapping type."
            )
        only_known(
            "event_source_mapping",
            given,
            (
                "batch_size",
                "maximum_batching_window_in_seconds",
                "function_response_types",
                "scaling_config",
                "enabled",
            ),
        )
        batch_size = require_integer(
            "batch_size", given.get("batch_size", 10), quotas.QUEUE_BATCH_SIZE, unit="messages"
        )
        window = require_integer(
            "maximum_batching_window_in_seconds",
            given.get("maximum_batching_window_in_seconds", 0),
            quotas.BATCHING_WINDOW_SECONDS,
            unit="seconds",
        )
        if batch_size > quotas.QUEUE_BATCH_SIZE_WITHOUT_WINDOW and window == 0:
            raise InvalidParameterValueException(
                "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
            )
        return cls(
            batch_size,
            window,
            _REPORT in _response_types(given.get("function_response_types", ())),
            _maximum_concurrency(given.get("scaling_config")),
            require_bool("enabled", given.get("enabled", True)),
        )


def check_event_source_arn(text: str) -> None:
    """
    Refuse the ARN of what is no queue.

    Raises:
        UsageError: it is no ARN, or that of a source that is not simulated.
        InvalidParameterValueException: Lambda has no such source; AWS's text.

    Source: ESM-06
    """
    service = parse_arn(text).service
    if service in _SERVICES_WITHOUT_SIMULATION:
        raise UsageError(
            f"event_source_mapping takes a queue, not {text!r}: sources of {service} are not simulated yet "
            "(docs/fidelity.md)"
        )
    if service != "sqs":
        raise InvalidParameterValueException("Unrecognized event source.")


def _response_types(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, (list, tuple)) or any(item != _REPORT for item in value):
        raise UsageError(f"function_response_types must be [] or [{_REPORT!r}], not {value!r}")
    return tuple(value)


def _maximum_concurrency(value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise UsageError(f"scaling_config must be a dict such as {{'maximum_concurrency': 2}}, not {value!r}")
    only_known("scaling_config", value, ("maximum_concurrency",))
    limit = value.get("maximum_concurrency")
    if limit is None:
        return None
    return require_integer("maximum_concurrency", limit, quotas.MAXIMUM_CONCURRENCY)
