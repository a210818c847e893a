"""Records that Lambda sends to the destinations of asynchronous invocations and of streams."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _samples
from pytest_lambda.events._instant import Instant, Time
from pytest_lambda.events._origin import Origin, origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.destinations import DestinationAsyncEvent, DestinationStreamEvent

__all__ = ["AsyncCondition", "StreamCondition", "Variant", "destination_async", "destination_stream"]

AsyncCondition = Literal["Success", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency"]
StreamCondition = Literal["RetryAttemptsExhausted", "RecordAgeExceeded"]
Variant = Literal["kinesis", "dynamodb"]

_COUNTS = {"Success": 1, "RetriesExhausted": 3, "EventAgeExceeded": 2, "ZeroReservedConcurrency": 0}
_FUNCTION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FUNCTION_IN_WORDS = "the name of a function: 1 to 64 letters, digits, '_' or '-'"
_VERSION = re.compile(r"\$LATEST|[1-9]\d*")
_QUALIFIER = re.compile(r"\$LATEST|[A-Za-z0-9_-]{1,128}")
_NOTHING: Any = object()


def destination_async(
    entropy: Entropy,
    condition: AsyncCondition = "Success",
    *,
    request_payload: object = None,
    response_payload: object = _NOTHING,
    function_name: str = "orders",
    qualifier: str = "$LATEST",
    executed_version: str = "$LATEST",
    approximate_invoke_count: int | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> DestinationAsyncEvent:
    """
    Return the event of an asynchronous invocation that has ended, as its destination receives it.

    Args:
        condition: how it ended: ``"Success"``, or which limit was met.
        request_payload: the event of the invocation; by default an order.
        response_payload: what the function returned, or its error; by default something that fits.
        function_name: of the function.
        qualifier: the version or alias that was invoked.
        executed_version: the version that ran.
        approximate_invoke_count: how often the function ran; when never, the record has no response.
        time: when it ended.
        overrides: merged in last; the condition decides the response and the count.

    Raises:
        UsageError: an argument is not what it must be.

    Source: ASYNC-06, ASYNC-07, ASYNC-08, ASYNC-09, ASYNC-10

    Example:
        >>> record = events.destination_async("RetriesExhausted", request_payload={"id": 7})
        >>> record["requestContext"]["approximateInvokeCount"], record["responseContext"]["functionError"]
        (3, 'Unhandled')
    """
    where = origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        times=("timestamp",),
        arns=("requestContext/functionArn",),
    )
    how = where.choice("condition", condition, get_args(AsyncCondition), "requestContext/condition")
    least, most = (1, None) if how in ("Success", "RetriesExhausted") else (0, None)
    if how == "ZeroReservedConcurrency":
        most = 0
    count = where.integer(
        "approximate_invoke_count",
        _COUNTS[how] if approximate_invoke_count is None else approximate_invoke_count,
        least,
        most,
        "requestContext/approximateInvokeCount",
    )
    name = _check.matching("function_name", function_name, _FUNCTION, _FUNCTION_IN_WORDS)
    invoked = _check.matching("qualifier", qualifier, _QUALIFIER, "a version or an alias")
    request_id = where.text("request id", entropy.uuid(), "requestContext/requestId")
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": where.at.iso_ms(),
        "requestContext": {
            "requestId": request_id,
            "functionArn": where.arn("lambda", f"function:{name}:{invoked}"),
            "condition": how,
            "approximateInvokeCount": count,
        },
        "requestPayload": _check.plain(
            "request_payload", _samples.order(entropy) if request_payload is None else request_payload
        ),
    }
    if count > 0:
        record["responseContext"] = _response_context(executed_version, has_failed=how != "Success")
        if response_payload is _NOTHING:
            response_payload = {"status": "placed"} if how == "Success" else _error(request_id)
        record["responsePayload"] = _check.plain("response_payload", response_payload)
    return cast("DestinationAsyncEvent", where.finish(record))


def destination_stream(
    entropy: Entropy,
    condition: StreamCondition = "RetryAttemptsExhausted",
    *,
    variant: Variant = "kinesis",
    batch: Mapping[str, Any] | None = None,
    stream: str = "orders",
    batch_size: int = 1,
    function_name: str = "orders",
    executed_version: str = "$LATEST",
    approximate_invoke_count: int | None = None,
    failed_by_response: bool = False,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> DestinationStreamEvent:
    """
    Return the event of a batch of a stream that was given up, as its destination receives it.

    It names the batch, but holds none of its records.

    Args:
        condition: which limit was met; without a response where it was the age of the records.
        variant: of which kind of stream: ``"kinesis"`` or ``"dynamodb"``.
        batch: the event that failed, of ``events.kinesis`` or ``events.dynamodb``; shard, sequence numbers, times,
            size and ARN are taken from it. Without *stream* and *batch_size*.
        stream: the name of the stream, or of the table.
        batch_size: how many records the batch has.
        function_name: of the function.
        executed_version: the version that ran.
        approximate_invoke_count: how often the function ran.
        failed_by_response: the function did not raise; it reported a failed item.
        time: when the batch was given up.
        overrides: merged in last; the condition decides the response.

    Raises:
        UsageError: an argument is not what it must be.

    Source: STR-12, STR-13, STR-14

    Example:
        >>> record = events.destination_stream(batch=events.kinesis(["a", "b"], stream="clicks"))
        >>> record["KinesisBatchInfo"]["batchSize"], record["KinesisBatchInfo"]["streamArn"]
        (2, 'arn:aws:kinesis:us-east-1:123456789012:stream/clicks')
    """
    where = origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        times=("timestamp",),
        arns=("requestContext/functionArn",),
    )
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    how = where.choice("condition", condition, get_args(StreamCondition), "requestContext/condition")
    if not isinstance(failed_by_response, bool):
        raise _check.wrong("failed_by_response", "True or False", failed_by_response)
    name = _check.matching("function_name", function_name, _FUNCTION, _FUNCTION_IN_WORDS)
    version = _response_context(executed_version, has_failed=True)
    count = _check.integer(
        "approximate_invoke_count", 1 if approximate_invoke_count is None else approximate_invoke_count, 1
    )
    record: dict[str, Any] = {
        "requestContext": {
            "requestId": entropy.uuid(),
            "functionArn": where.arn("lambda", f"function:{name}"),
            "condition": how,
            "approximateInvokeCount": count,
        }
    }
    if how == "RetryAttemptsExhausted":
        record["responseContext"] = version
        if failed_by_response:
            version["functionError"] = None
    record["version"] = "1.0"
    record["timestamp"] = where.at.iso_ms()
    if batch is None:
        size = _check.integer("batch_size", batch_size, 1, 10_000)
        info = _batch_info(entropy, where, variant, _check.text("stream", stream), size)
    else:
        variant, info = _info_of(entropy, batch)
    record["KinesisBatchInfo" if variant == "kinesis" else "DDBStreamBatchInfo"] = info
    return cast("DestinationStreamEvent", where.finish(record))


def _response_context(executed_version: object, *, has_failed: bool) -> dict[str, Any]:
    version = _check.matching("executed_version", executed_version, _VERSION, "'$LATEST' or the number of a version")
    context: dict[str, Any] = {"statusCode": 200, "executedVersion": version}
    if has_failed:
        context["functionError"] = "Unhandled"
    return context


def _error(request_id: str) -> dict[str, Any]:
    line = '  File "/var/task/app.py", line 12, in handler\n    place(event["sku"])\n'
    return {"errorMessage": "'sku'", "errorType": "KeyError", "requestId": request_id, "stackTrace": [line]}


def _batch_info(entropy: Entropy, where: Origin, variant: str, stream: str, size: int) -> dict[str, Any]:
    first, last = where.at.plus_ms(-60_000), where.at.plus_ms(-60_000 + size - 1)
    if variant == "kinesis":
        start = int(f"4966{entropy.digits(22)}{'0' * 30}")
        shard, arn = f"shardId-{0:012d}", where.arn("kinesis", f"stream/{stream}")
    else:
        start = int(f"{entropy.integer(1, 9)}00000000{entropy.digits(16)}")
        shard = f"shardId-0000000{where.at.ms}-{entropy.hex(8)}"
        label = where.at.plus_ms(-86_400_000).iso_ms()[:-1]
        arn = where.arn("dynamodb", f"table/{stream}/stream/{label}")
    return _info(variant, shard, str(start), str(start + size - 1), first, last, size, arn)


def _info(
    variant: str, shard: str, start: str, end: str, first: Instant, last: Instant, size: int, arn: str
) -> dict[str, Any]:
    """Return how a record names a batch; times have milliseconds for Kinesis alone. Source: STR-13"""
    written = [at.iso_ms() if variant == "kinesis" else at.iso() for at in (first, last)]
    return {
        "shardId": shard,
        "startSequenceNumber": start,
        "endSequenceNumber": end,
        "approximateArrivalOfFirstRecord": written[0],
        "approximateArrivalOfLastRecord": written[1],
        "batchSize": size,
        "streamArn": arn,
    }


def _info_of(entropy: Entropy, batch: object) -> tuple[Variant, dict[str, Any]]:
    """Return the kind of stream that the event *batch* is of, and how a record names the batch."""
    try:
        records = _check.plain("batch", batch)["Records"]
        variant: Variant = "kinesis" if "kinesis" in records[0] else "dynamodb"
        parts = [record[variant] for record in records]
        key = "approximateArrivalTimestamp" if variant == "kinesis" else "ApproximateCreationDateTime"
        numbers = [part["sequenceNumber" if variant == "kinesis" else "SequenceNumber"] for part in parts]
        times = [Instant(round(part[key] * 1000)) for part in parts]
        shard = f"shardId-{times[0].ms:020d}-{entropy.hex(8)}"
        if variant == "kinesis":
            shard = records[0]["eventID"].partition(":")[0]
        arn = records[0]["eventSourceARN"]
    except (AttributeError, IndexError, KeyError, TypeError):
        raise _check.wrong("batch", "an event of events.kinesis or events.dynamodb", batch) from None
    return variant, _info(variant, shard, numbers[0], numbers[-1], times[0], times[-1], len(records), arn)
