"""Events of Amazon CloudWatch: batches of log events, and alarms that changed their state."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Instant, Time
from pytest_lambda.events._origin import Origin, origin
from pytest_lambda.events._payloads import base64_of

if TYPE_CHECKING:
    from pytest_lambda.events.types.cloudwatch import CloudwatchAlarmEvent, CloudwatchLogsEvent

__all__ = ["AlarmState", "Variant", "cloudwatch_alarm", "cloudwatch_logs"]

Variant = Literal["metric", "expression", "composite"]
AlarmState = Literal["ALARM", "OK", "INSUFFICIENT_DATA"]

_MOST_LOG_EVENTS = 10_000
_LOG_GROUP = re.compile(r"[A-Za-z0-9_./#-]{1,512}")
_LOG_GROUP_IN_WORDS = "1 to 512 letters, digits, '_', '-', '/', '.' or '#'"
_LOG_EVENT_START = 36 * 10**54
_ALARM_ARN = re.compile(r"alarm:(?P<name>.+)")
_PERIOD_MS = 60_000


def cloudwatch_logs(
    entropy: Entropy,
    messages: object = None,
    *,
    log_group: str = "/aws/lambda/orders",
    log_stream: str | None = None,
    subscription_filters: Sequence[str] = ("to-lambda",),
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CloudwatchLogsEvent:
    """
    Return the event of log events that a subscription filter let through: JSON, zipped, in base64.

    How the JSON is zipped may differ between builds of zlib; what it holds does not.

    Args:
        messages: one per log event: text as it is, anything else as JSON. What is no list is one message; by
            default one order.
        log_group: its name.
        log_stream: its name; by default one of a function.
        subscription_filters: the names of the filters.
        account_id: the owner of the log group.
        region: not part of this event.
        time: when the first was logged; each further one came a millisecond later.
        overrides: merged in last; ``data`` there is zipped already.

    Raises:
        UsageError: an argument is not what it must be, or there are no messages or over 10,000.

    Example:
        >>> import base64, gzip, json
        >>> data = events.cloudwatch_logs(["START", "END"])["awslogs"]["data"]
        >>> [one["message"] for one in json.loads(gzip.decompress(base64.b64decode(data)))["logEvents"]]
        ['START', 'END']
    """
    where = origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    given = {"level": "INFO", "message": "order placed"} if messages is None else messages
    items = _check.listed("messages", given, at_most=_MOST_LOG_EVENTS)
    if not isinstance(subscription_filters, (list, tuple)):
        raise _check.wrong("subscription_filters", "a list of names", subscription_filters)
    stream = f"{where.at.iso()[:10].replace('-', '/')}/[$LATEST]{entropy.hex(32)}" if log_stream is None else log_stream
    logged = {
        "messageType": "DATA_MESSAGE",
        "owner": where.account_id,
        "logGroup": _check.matching("log_group", log_group, _LOG_GROUP, _LOG_GROUP_IN_WORDS),
        "logStream": _check.text("log_stream", stream),
        "subscriptionFilters": [_check.text("an item of subscription_filters", one) for one in subscription_filters],
        "logEvents": [
            {
                "id": _log_event_id(entropy),
                "timestamp": where.at.ms + index,
                "message": _check.encoded(f"messages[{index}]", item),
            }
            for index, item in enumerate(items)
        ],
    }
    text = json.dumps(logged, separators=(",", ":"), ensure_ascii=False)
    data = base64_of(_zipped(text.encode()))
    return cast("CloudwatchLogsEvent", where.finish({"awslogs": {"data": data}}))


def cloudwatch_alarm(
    entropy: Entropy,
    alarm_name: str = "orders-errors",
    *,
    variant: Variant = "metric",
    state: AlarmState = "ALARM",
    previous_state: AlarmState | None = None,
    metric_name: str = "Errors",
    namespace: str = "AWS/Lambda",
    dimensions: Mapping[str, str] | None = None,
    statistic: str = "Sum",
    threshold: float = 1,
    children: Sequence[str] = ("orders-errors-live", "orders-latency-live"),
    description: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CloudwatchAlarmEvent:
    """
    Return the event of an alarm that changed its state and invokes a function.

    Args:
        alarm_name: of the alarm.
        variant: ``"metric"``, ``"expression"`` (of two metrics), or ``"composite"`` (of other alarms).
        state: the new state; reason, data points and child alarms say the same.
        previous_state: another than *state*; by default ``"OK"``, or ``"ALARM"`` where the new one is that.
        metric_name: of the metric.
        namespace: of the metric.
        dimensions: of the metric; by default the function's name.
        statistic: such as ``"Sum"``.
        threshold: the alarm is on while the metric is above it.
        children: the names of the alarms that a composite alarm is of; any of them sets it off.
        description: of the alarm; left out when None.
        time: when the state changed.
        overrides: merged in last; account, Region, name and ARN of the alarm, its states and the event's time
            follow.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> event = events.cloudwatch_alarm("latency", state="OK")
        >>> event["alarmArn"], event["alarmData"]["previousState"]["value"]
        ('arn:aws:cloudwatch:us-east-1:123456789012:alarm:latency', 'ALARM')
    """
    where = origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        accounts=("accountId",),
        regions=("region",),
        times=("alarmData/state/timestamp", "time"),
        arns=("alarmArn",),
    )
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    states: tuple[str, ...] = get_args(AlarmState)
    now = where.choice("state", state, states, "alarmData/state/value")
    earlier = ("ALARM" if now == "OK" else "OK") if previous_state is None else previous_state
    before = where.choice("previous_state", earlier, states, "alarmData/previousState/value")
    if previous_state is not None and before == now:
        raise _check.wrong("previous_state", f"another state than the new one, {now!r}", previous_state)
    name = where.text("alarm_name", alarm_name, "alarmData/alarmName")
    found = where.resource("cloudwatch", _ALARM_ARN, "alarmArn")
    if found is not None:
        name = found["name"]
    if isinstance(threshold, bool) or not isinstance(threshold, (int, float)):
        raise _check.wrong("threshold", "a number", threshold)
    at = where.at
    previously = at.plus_ms(-entropy.integer(2 * _PERIOD_MS, 30 * _PERIOD_MS))
    if variant == "composite":
        alarms = _children(children)
        configuration: dict[str, Any] = {
            "alarmRule": " OR ".join(f"ALARM({child})" for child in alarms),
        }
        current = _composite_state(where, now, alarms[0], at)
        previous = _composite_state(where, before, alarms[0], previously)
    else:
        stat = _check.text("statistic", statistic) if variant == "metric" else None
        limit = float(threshold)
        current = _metric_state(entropy, now, before, limit, stat, at)
        previous = _metric_state(entropy, before, now, limit, stat, previously)
        configuration = {
            "metrics": _metrics(
                entropy, variant, metric_name, namespace, dimensions, _check.text("statistic", statistic)
            )
        }
    if description is not None:
        configuration = {"description": _check.text("description", description), **configuration}
    event = {
        "source": "aws.cloudwatch",
        "alarmArn": where.arn("cloudwatch", f"alarm:{name}"),
        "accountId": where.account_id,
        "time": at.iso_offset(),
        "region": where.region,
        "alarmData": {
            "alarmName": name,
            "state": current,
            "previousState": previous,
            "configuration": configuration,
        },
    }
    return cast("CloudwatchAlarmEvent", where.finish(event))


def _log_event_id(entropy: Entropy) -> str:
    """Return 56 digits that rise with every log event of the stream."""
    start, number = entropy.seed % 10**10, entropy.count("log event")
    return str(_LOG_EVENT_START + start * 10**42 + number * 10**30 + entropy.random.getrandbits(96))


def _zipped(content: bytes) -> bytes:
    """Return *content* in gzip's form, with a header that says neither when nor on what system."""
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    header = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    trailer = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return header + deflater.compress(content) + deflater.flush() + trailer


def _metric_state(
    entropy: Entropy, state: str, other: str, threshold: float, statistic: str | None, at: Instant
) -> dict[str, str]:
    """Return a state whose data point is on the side of the threshold that the state says."""
    minute = Instant(at.ms - at.ms % _PERIOD_MS - _PERIOD_MS)
    value = round(threshold + entropy.integer(1, 9), 1) if state == "ALARM" else threshold
    if state == "INSUFFICIENT_DATA":
        reason = "Insufficient Data: 1 datapoint was unknown."
    else:
        was = "was" if state == "ALARM" else "was not"
        when = minute.iso()
        point = f"[{value} ({when[8:10]}/{when[5:7]}/{when[2:4]} {when[11:19]})]"
        change = "OK -> ALARM" if state == "ALARM" else "ALARM -> OK"
        reason = (
            f"Threshold Crossed: 1 out of the last 1 datapoints {point} {was} greater than the threshold "
            f"({threshold}) (minimum 1 datapoint for {change} transition)."
        )
    point_data: dict[str, Any] = {"timestamp": minute.iso_offset()}
    if state != "INSUFFICIENT_DATA":
        if statistic is not None:
            point_data["sampleCount"] = value + 1
        point_data["value"] = value
    data: dict[str, Any] = {"version": "1.0", "queryDate": at.iso_offset(), "startDate": minute.iso_offset()}
    if statistic is not None:
        data["statistic"] = statistic
    data["period"] = _PERIOD_MS // 1000
    data["recentDatapoints"] = [value] if "value" in point_data else []
    data["threshold"] = threshold
    data["evaluatedDatapoints"] = [point_data]
    return {
        "value": state,
        "reason": reason,
        "reasonData": json.dumps(data, separators=(",", ":")),
        "timestamp": at.iso_offset(),
    }


def _composite_state(where: Origin, state: str, child: str, at: Instant) -> dict[str, str]:
    """Return a state that a child alarm brought about, at the same instant."""
    arn = where.arn("cloudwatch", f"alarm:{child}")
    trigger = {"arn": arn, "state": {"value": state, "timestamp": at.iso_offset()}}
    return {
        "value": state,
        "reason": f"{arn} transitioned to {state} at {at.in_words()}",
        "reasonData": json.dumps({"triggeringAlarms": [trigger]}, separators=(",", ":")),
        "timestamp": at.iso_offset(),
    }


def _children(given: object) -> list[str]:
    if isinstance(given, (list, tuple)) and given:
        return [_check.text("an item of children", name) for name in given]
    raise _check.wrong("children", "a list of names of alarms, at least one", given)


def _metrics(
    entropy: Entropy, variant: str, metric_name: object, namespace: object, dimensions: object, statistic: str
) -> list[dict[str, Any]]:
    if dimensions is None:
        dimensions = {"FunctionName": "orders"}
    if not isinstance(dimensions, Mapping):
        raise _check.wrong("dimensions", "a mapping of names to text", dimensions)
    of = {name: _check.text(f"dimensions[{name!r}]", value) for name, value in dimensions.items()}

    def metric(identity: str, name: str, *, returns_data: bool) -> dict[str, Any]:
        described = {"namespace": _check.text("namespace", namespace), "name": name, "dimensions": dict(of)}
        stat = {"metric": described, "period": _PERIOD_MS // 1000, "stat": statistic}
        return {"id": identity, "metricStat": stat, "returnData": returns_data}

    name = _check.text("metric_name", metric_name)
    if variant == "metric":
        return [metric(entropy.uuid(), name, returns_data=True)]
    return [
        {"id": "e1", "expression": "m1/m2", "label": "Expression1", "returnData": True},
        metric("m1", name, returns_data=False),
        metric("m2", "Invocations", returns_data=False),
    ]
