"""Events from Amazon S3 by way of Amazon EventBridge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._http import Body
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override
from pytest_lambda.events.eventbridge import envelope
from pytest_lambda.events.s3 import (
    EMPTY_ETAG,
    RESTORED_FOR_MS,
    bucket_arn,
    bucket_name,
    object_key,
    object_version,
    sequencer,
    size_and_etag,
)

if TYPE_CHECKING:
    from pytest_lambda.events.types.s3_eventbridge import S3EventbridgeEvent

__all__ = ["DeletionType", "DetailType", "Reason", "s3_eventbridge"]

DetailType = Literal[
    "Object Created",
    "Object Deleted",
    "Object Restore Initiated",
    "Object Restore Completed",
    "Object Restore Expired",
    "Object Tags Added",
    "Object Tags Deleted",
    "Object ACL Updated",
    "Object Storage Class Changed",
    "Object Access Tier Changed",
]
Reason = Literal[
    "PutObject", "POST Object", "CopyObject", "CompleteMultipartUpload", "DeleteObject", "Lifecycle Expiration"
]
DeletionType = Literal["Permanently Deleted", "Delete Marker Created"]

_REASONS: dict[str, tuple[str, ...]] = {
    "Object Created": ("PutObject", "POST Object", "CopyObject", "CompleteMultipartUpload"),
    "Object Deleted": ("DeleteObject", "Lifecycle Expiration"),
}
_WITH_SIZE = (
    "Object Created", "Object Restore Initiated", "Object Restore Completed", "Object Storage Class Changed",
    "Object Access Tier Changed",
)  # fmt: skip
_BY_SERVICE = (
    "Object Restore Completed", "Object Restore Expired", "Object Storage Class Changed", "Object Access Tier Changed",
)  # fmt: skip


def s3_eventbridge(
    entropy: Entropy,
    bucket: str = "orders-bucket",
    key: str | None = None,
    *,
    variant: DetailType = "Object Created",
    reason: Reason | None = None,
    deletion_type: DeletionType | None = None,
    body: Body | bytes = None,
    size: int | None = None,
    versioned: bool = False,
    version_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> S3EventbridgeEvent:
    """
    Return the event by which a bucket tells EventBridge of one object.

    Args:
        bucket: its name.
        key: as the object is called, which is how the event holds it. By default one below ``incoming/``.
        variant: the detail type.
        reason: of ``"Object Created"``: ``"PutObject"`` (the default), ``"POST Object"``, ``"CopyObject"`` or
            ``"CompleteMultipartUpload"``; of ``"Object Deleted"``: ``"DeleteObject"`` (the default) or
            ``"Lifecycle Expiration"``.
        deletion_type: of ``"Object Deleted"``: ``"Permanently Deleted"`` or ``"Delete Marker Created"``; by
            default the second where the bucket is versioned and no *version_id* is given.
        body: what the object holds (text, ``bytes``, anything else as JSON): gives its ETag and its size.
        size: in bytes, where no *body* is given.
        versioned: whether the bucket is, so that the object has a version id. Delete markers have one always.
        version_id: makes the bucket versioned.
        account_id: owns the bucket, and sent the requests that a user sends.
        time: when it happened; the event holds whole seconds.
        overrides: merged in last. Bucket name and resources follow each other.

    Raises:
        UsageError: an argument is not what it must be, or does not go with the variant.

    Example:
        >>> event = events.s3_eventbridge("photos", "my cat.jpg", variant="Object Deleted")
        >>> event["detail"]["object"]["key"], event["detail"]["reason"]
        ('my cat.jpg', 'DeleteObject')
    """
    detail_type = _check.choice("variant", variant, get_args(DetailType))
    region, account_id = _check.region(region), _check.account_id(account_id)
    bucket_name(bucket)
    at = instant(entropy, time)
    why = _reason(detail_type, reason)
    deletion = _deletion_type(detail_type, deletion_type, versioned, version_id)
    is_by_service = detail_type in _BY_SERVICE or why.get("reason") == "Lifecycle Expiration"
    detail = {
        "version": "0",
        "event-version": "1.0",
        "bucket": {"name": bucket},
        "object": _object(entropy, detail_type, key, why, deletion, body, size, versioned, version_id, at),
        "request-id": entropy.alphanumeric(16).upper(),
        "requester": "s3.amazonaws.com" if is_by_service else account_id,
        **({} if is_by_service else {"source-ip-address": _samples.ip_address(entropy)}),
        **why,
        **deletion,
        **_extra(detail_type, at),
    }
    event = envelope(
        entropy,
        source="aws.s3",
        detail_type=detail_type,
        detail=detail,
        resources=[bucket_arn(bucket, region)],
        account_id=account_id,
        region=region,
        at=at,
    )
    return cast("S3EventbridgeEvent", event if overrides is None else override(event, overrides, _RULES))


def _reason(detail_type: str, reason: object) -> dict[str, str]:
    reasons = _REASONS.get(detail_type)
    if reasons is not None:
        return {"reason": reasons[0] if reason is None else _check.choice("reason", reason, reasons)}
    _check.left_out(detail_type, reason=reason)
    return {}


def _deletion_type(detail_type: str, deletion_type: object, versioned: bool, version_id: object) -> dict[str, str]:
    if detail_type != "Object Deleted":
        _check.left_out(detail_type, deletion_type=deletion_type)
        return {}
    if deletion_type is None:
        deletion_type = "Delete Marker Created" if versioned and version_id is None else "Permanently Deleted"
    return {"deletion-type": _check.choice("deletion_type", deletion_type, get_args(DeletionType))}


def _object(
    entropy: Entropy,
    detail_type: str,
    key: object,
    why: Mapping[str, str],
    deletion: Mapping[str, str],
    body: object,
    size: object,
    versioned: object,
    version_id: object,
    at: Instant,
) -> dict[str, Any]:
    made: dict[str, Any] = {"key": object_key(entropy, key)}
    is_marker = deletion.get("deletion-type") == "Delete Marker Created"
    if detail_type in _WITH_SIZE:
        is_multipart = why.get("reason") == "CompleteMultipartUpload"
        made["size"], made["etag"] = size_and_etag(entropy, body, size, is_multipart=is_multipart)
    elif body is not None or size is not None:
        raise UsageError(f"body and size must be left out where variant={detail_type!r}: the event does not tell them")
    elif is_marker:
        made["etag"] = EMPTY_ETAG
    elif not deletion:
        made["etag"] = entropy.hex(32)
    version = object_version(entropy, versioned, version_id, is_certain=is_marker)
    if version is not None:
        made["version-id"] = version
    if detail_type in _REASONS:
        made["sequencer"] = sequencer(entropy, at)
    return made


def _extra(detail_type: str, at: Instant) -> dict[str, str]:
    """Return what only some events add to their detail."""
    match detail_type:
        case "Object Restore Initiated":
            return {"source-storage-class": "GLACIER"}
        case "Object Restore Completed":
            return {"restore-expiry-time": at.plus_ms(RESTORED_FOR_MS).iso(), "source-storage-class": "GLACIER"}
        case "Object Storage Class Changed":
            return {"destination-storage-class": "GLACIER"}
        case "Object Access Tier Changed":
            return {"destination-access-tier": "ARCHIVE_ACCESS"}
    return {}


_RULES = (
    Rule("detail/bucket/name", ("resources",), lambda event: _names.resource_of(event["resources"][0])),
    Rule(
        "resources",
        ("detail/bucket/name", "region"),
        lambda event: [bucket_arn(event["detail"]["bucket"]["name"], event["region"])],
    ),
)
