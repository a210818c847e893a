"""Events of Amazon RDS by EventBridge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.rds import RdsEventEvent

__all__ = ["Variant", "rds_event"]

Variant = Literal["instance", "cluster", "snapshot", "cluster_snapshot", "parameter_group"]

_IDENTIFIER = re.compile(r"[A-Za-z](?:-?[A-Za-z0-9]){0,254}")
_EVENT_ID = re.compile(r"RDS-EVENT-\d{4}")


@dataclass(frozen=True, slots=True)
class _Source:
    """What kind of thing the event is of, and one that is typical of it."""

    detail_type: str
    source_type: str
    resource: str
    category: str
    message: str
    event_id: str


_SOURCES = {
    "instance": _Source(
        "RDS DB Instance Event", "DB_INSTANCE", "db", "notification", "DB instance stopped", "RDS-EVENT-0087"
    ),
    "cluster": _Source(
        "RDS DB Cluster Event", "CLUSTER", "cluster", "notification", "DB cluster started", "RDS-EVENT-0151"
    ),
    "snapshot": _Source(
        "RDS DB Snapshot Event", "SNAPSHOT", "snapshot", "creation", "Manual snapshot created", "RDS-EVENT-0042"
    ),
    "cluster_snapshot": _Source(
        "RDS DB Cluster Snapshot Event",
        "CLUSTER_SNAPSHOT",
        "cluster-snapshot",
        "backup",
        "Manual cluster snapshot created",
        "RDS-EVENT-0075",
    ),
    "parameter_group": _Source(
        "RDS DB Parameter Group Event",
        "DB_PARAM",
        "pg",
        "configuration change",
        "Updated parameter time_zone to UTC with apply method immediate",
        "RDS-EVENT-0037",
    ),
}


def rds_event(
    entropy: Entropy,
    message: str | None = None,
    *,
    variant: Variant = "instance",
    source_identifier: str = "orders",
    event_id: str | None = None,
    event_categories: Sequence[str] | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> RdsEventEvent:
    """
    Return the event of something that happened to a database, a snapshot or a parameter group.

    Args:
        message: what happened; by default something typical.
        variant: what it happened to.
        source_identifier: its name.
        event_id: such as ``"RDS-EVENT-0087"``; message, id and categories belong together, so give all or none.
        event_categories: such as ``["notification"]``.
        time: when it happened.
        overrides: merged in last; the name and the two ARNs, and the two times, follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.rds_event(variant="cluster", source_identifier="web")["detail"]["SourceArn"]
        'arn:aws:rds:us-east-1:123456789012:cluster:web'
    """
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    source = _SOURCES[variant]
    where = service_origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        times=("detail/Date",),
        arns=("detail/SourceArn",),
    )
    name = where.matching(
        "source_identifier",
        source_identifier,
        _IDENTIFIER,
        "a letter, then letters, digits or single hyphens",
        "detail/SourceIdentifier",
    )
    pattern = re.compile(rf"{source.resource}:(?P<name>.+)")
    found = where.resource("rds", pattern, "detail/SourceArn", "resources/0")
    if found is not None:
        name = found["name"]
    categories = [source.category] if event_categories is None else event_categories
    if not isinstance(categories, (list, tuple)):
        raise _check.wrong("event_categories", "a list of categories", categories)
    arn = where.arn("rds", f"{source.resource}:{name}")
    detail = {
        "EventCategories": [_check.text("an item of event_categories", one) for one in categories],
        "SourceType": source.source_type,
        "SourceArn": arn,
        "Date": where.at.iso_ms(),
        "Message": _check.text("message", source.message if message is None else message),
        "SourceIdentifier": name,
        "EventID": _check.matching(
            "event_id", source.event_id if event_id is None else event_id, _EVENT_ID, "'RDS-EVENT-' and four digits"
        ),
    }
    return cast("RdsEventEvent", service_event(entropy, where, "aws.rds", source.detail_type, [arn], detail))
