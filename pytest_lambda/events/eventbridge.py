"""Events from Amazon EventBridge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import override

if TYPE_CHECKING:
    from pytest_lambda.events.types.eventbridge import EventbridgeEvent

__all__ = ["envelope", "eventbridge"]


def eventbridge(
    entropy: Entropy,
    source: str = "com.example.orders",
    detail_type: str = "Order Placed",
    detail: Mapping[str, Any] | None = None,
    *,
    resources: Sequence[str] = (),
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> EventbridgeEvent:
    """
    Return the event that a rule of an event bus hands to its target.

    Args:
        source: who sent it; services of AWS begin with ``aws.``.
        detail_type: what happened, the ``detail-type`` of the event.
        detail: by default an order.
        resources: ARNs.
        time: when it happened; the event holds whole seconds.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> event = events.eventbridge("my.app", "Job Done", {"job": 1})
        >>> event["detail-type"], event["detail"]
        ('Job Done', {'job': 1})
    """
    if detail is None:
        detail = _samples.order(entropy)
    elif not isinstance(detail, Mapping):
        raise _check.wrong("detail", "a dict", detail)
    event = envelope(
        entropy,
        source=_check.text("source", source),
        detail_type=_check.text("detail_type", detail_type),
        detail=_check.plain("detail", detail),
        resources=_resources(resources),
        account_id=_check.account_id(account_id),
        region=_check.region(region),
        at=instant(entropy, time),
    )
    if overrides is not None:
        override(event, overrides)
    return cast("EventbridgeEvent", event)


def envelope(
    entropy: Entropy,
    *,
    source: str,
    detail_type: str,
    detail: Any,
    resources: list[str],
    account_id: str,
    region: str,
    at: Instant,
) -> dict[str, Any]:
    """Return an event around *detail*, every field as given: what all kinds by EventBridge share."""
    return {
        "version": "0",
        "id": entropy.uuid(),
        "detail-type": detail_type,
        "source": source,
        "account": account_id,
        "time": at.iso(),
        "region": region,
        "resources": resources,
        "detail": detail,
    }


def _resources(given: object) -> list[str]:
    if isinstance(given, (list, tuple)):
        for arn in given:
            if not _names.is_arn(arn):
                raise _check.wrong("an item of resources", "an ARN", arn)
        return list(given)
    raise _check.wrong("resources", "a list of ARNs", given)
