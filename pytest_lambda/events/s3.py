"""Event notifications from Amazon S3."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args
from urllib.parse import quote_plus

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._http import Body
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import ABSENT, Rule, override_records
from pytest_lambda.events._payloads import payload

if TYPE_CHECKING:
    from pytest_lambda.events.types.s3 import S3Event

__all__ = [
    "EMPTY_ETAG",
    "RESTORED_FOR_MS",
    "EventName",
    "bucket_arn",
    "bucket_name",
    "encoded_key",
    "object_key",
    "object_version",
    "s3",
    "sequencer",
    "size_and_etag",
]

EventName = Literal[
    "ObjectCreated:Put",
    "ObjectCreated:Post",
    "ObjectCreated:Copy",
    "ObjectCreated:CompleteMultipartUpload",
    "ObjectRemoved:Delete",
    "ObjectRemoved:DeleteMarkerCreated",
    "ObjectRestore:Post",
    "ObjectRestore:Completed",
    "ObjectRestore:Delete",
    "ReducedRedundancyLostObject",
    "Replication:OperationFailedReplication",
    "Replication:OperationMissedThreshold",
    "Replication:OperationReplicatedAfterThreshold",
    "Replication:OperationNotTracked",
    "LifecycleExpiration:Delete",
    "LifecycleExpiration:DeleteMarkerCreated",
    "LifecycleTransition",
    "IntelligentTiering",
    "ObjectTagging:Put",
    "ObjectTagging:Delete",
    "ObjectAcl:Put",
    "ObjectAnnotation:Put",
    "ObjectAnnotation:Delete",
    "ObjectRetention:Put",
]

EMPTY_ETAG = "d41d8cd98f00b204e9800998ecf8427e"
"""What an object without content has, and a delete marker."""

RESTORED_FOR_MS = 7 * 86_400_000
"""How long a restored copy is kept."""

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PART_BYTES = 8 * 1024 * 1024  # what SDKs cut multipart uploads into
_LARGEST_OBJECT = 50 * 1024**4
_KEY_BYTES = 1024
_MULTIPART = "ObjectCreated:CompleteMultipartUpload"
_COUNTER_BITS = 22  # a sequencer's low half: 10 bits of millisecond, then a counter
_BY_SERVICE = ("LifecycleExpiration:", "LifecycleTransition", "IntelligentTiering", "Replication:")
_RESTORE_BY_SERVICE = ("ObjectRestore:Completed", "ObjectRestore:Delete")
_VERSION_2_3 = (
    "LifecycleExpiration:", "LifecycleTransition", "IntelligentTiering", "ObjectAcl:", "ObjectTagging:",
    "ObjectRestore:Delete", "ObjectAnnotation:", "ObjectRetention:",
)  # fmt: skip


def s3(
    entropy: Entropy,
    bucket: str = "orders-bucket",
    key: str | None = None,
    *,
    variant: EventName = "ObjectCreated:Put",
    event_name: EventName | None = None,
    body: Body | bytes = None,
    size: int | None = None,
    versioned: bool = False,
    version_id: str | None = None,
    configuration_id: str = "orders-notification",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> S3Event:
    """
    Return the event by which a bucket tells of one object.

    Args:
        bucket: its name.
        key: as the object is called; the event holds it URL-encoded. By default one below ``incoming/``.
        variant: the name of the event, with or without ``s3:`` before it.
        event_name: the same as *variant*, by AWS's name.
        body: what the object holds (text, ``bytes``, anything else as JSON): gives its ETag and its size.
        size: in bytes, where no *body* is given.
        versioned: whether the bucket is, so that the object has a version id. Delete markers have one always.
        version_id: makes the bucket versioned.
        configuration_id: of the bucket's notification configuration.
        account_id: names who acted, in events that a user causes.
        time: when S3 finished the request.
        overrides: merged in last; a dict under ``"Records"`` goes to the one record. Bucket name and ARN
            follow each other; event version, size, ETag, version and what the event adds follow the event name.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: which of the rarer events carry size and ETag, and that they have ``object`` like all others.

    Example:
        >>> events.s3("photos", "my cat.jpg", body=b"...")["Records"][0]["s3"]["object"]["key"]
        'my+cat.jpg'
    """
    name = _event_name(variant, event_name)
    region, account_id = _check.region(region), _check.account_id(account_id)
    bucket_name(bucket)
    at = instant(entropy, time)
    key = object_key(entropy, key)
    is_by_service = name.startswith(_BY_SERVICE)
    address = "s3.amazonaws.com" if is_by_service or name in _RESTORE_BY_SERVICE else _samples.ip_address(entropy)
    actor = "s3.amazonaws.com" if is_by_service else f"AWS:{_samples.principal_id(entropy, 'AIDA')}"
    record = {
        "eventVersion": _event_version(name),
        "eventSource": "aws:s3",
        "awsRegion": region,
        "eventTime": at.iso_ms(),
        "eventName": name,
        "userIdentity": {"principalId": actor},
        "requestParameters": {"sourceIPAddress": address},
        "responseElements": {
            "x-amz-request-id": entropy.alphanumeric(16).upper(),
            "x-amz-id-2": entropy.base64(56),
        },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": _check.text("configuration_id", configuration_id),
            "bucket": {
                "name": bucket,
                "ownerIdentity": {"principalId": f"A{entropy.alphanumeric(13).upper()}"},
                "arn": bucket_arn(bucket, region),
            },
            "object": {
                "key": encoded_key(key),
                **_content(entropy, name, body, size),
                **_version(entropy, name, versioned, version_id),
                "sequencer": sequencer(entropy, at),
            },
        },
        **_extra(entropy, name, at),
    }
    event = {"Records": [record]}
    if overrides is not None:
        override_records(event, overrides, record_rules=_RECORD_RULES)
    return cast("S3Event", event)


def encoded_key(key: str) -> str:
    """Return *key* as notifications hold it: URL-encoded, a space as ``+``, ``/`` kept."""
    return quote_plus(key, safe="/")


def bucket_name(bucket: object) -> str:
    """Return *bucket*, which must be the name of one; else UsageError."""
    return _check.matching(
        "bucket", bucket, _BUCKET, "the name of a bucket (3 to 63 lower-case letters, digits, '.' or '-')"
    )


def object_key(entropy: Entropy, key: object) -> str:
    """Return *key*, which must be the key of an object, or one from the stream when it is None."""
    if key is None:
        return f"incoming/{entropy.hex(8)}.json"
    text = _check.utf8("key", _check.text("key", key))
    if len(text.encode()) > _KEY_BYTES:
        raise _check.wrong("key", f"text of 1 to {_KEY_BYTES} bytes", key)
    return text


def _event_name(variant: object, event_name: object) -> str:
    names = get_args(EventName)

    def known(argument: str, value: object) -> str:
        return _check.choice(argument, value.removeprefix("s3:") if isinstance(value, str) else value, names)

    name = known("variant", variant)
    if event_name is None:
        return name
    other = known("event_name", event_name)
    if name not in (other, "ObjectCreated:Put"):
        raise _check.wrong("event_name", f"left out or the same where variant={name!r}", event_name)
    return other


def _event_version(name: str) -> str:
    if name.startswith("Replication:"):
        return "2.2"
    return "2.3" if name.startswith(_VERSION_2_3) else "2.1"


def _has_size(name: str) -> bool:
    return not name.startswith(("ObjectRemoved:", "LifecycleExpiration:"))


def _has_etag(name: str) -> bool:
    return _has_size(name) or name.endswith(":DeleteMarkerCreated")


def bucket_arn(bucket: str, region: str) -> str:
    """Return the ARN of a bucket, which names neither Region nor account."""
    return f"arn:{_names.partition(region)}:s3:::{bucket}"


def _content(entropy: Entropy, name: str, body: object, size: object) -> dict[str, Any]:
    """Return the size and the ETag of the object, as far as the event *name* tells them."""
    if not _has_size(name):
        if body is not None or size is not None:
            raise UsageError(f"body and size must be left out where variant={name!r}: the object is gone")
        return {"eTag": EMPTY_ETAG} if _has_etag(name) else {}
    found, etag = size_and_etag(entropy, body, size, is_multipart=name == _MULTIPART)
    return {"size": found, "eTag": etag}


def size_and_etag(entropy: Entropy, body: object, size: object, *, is_multipart: bool) -> tuple[int, str]:
    """
    Return the size of an object and its ETag: those of *body*, or some of *size*.

    Raises:
        UsageError: both are given, or one is not what it must be.
    """
    if body is not None and size is not None:
        raise UsageError(f"size must be left out with body, which gives it, got size={_check.show(size)}")
    if body is None:
        found = entropy.integer(1, 65_536) if size is None else _check.integer("size", size, 0, _LARGEST_OBJECT)
        etag = entropy.hex(32)
        return found, f"{etag}-{max(1, -(-found // _PART_BYTES))}" if is_multipart else etag
    data = payload("body", body)
    if not is_multipart:
        return len(data), _md5(data).hexdigest()
    parts = [data[start : start + _PART_BYTES] for start in range(0, max(1, len(data)), _PART_BYTES)]
    return len(data), f"{_md5(b''.join(_md5(part).digest() for part in parts)).hexdigest()}-{len(parts)}"


def _md5(data: bytes) -> Any:
    return hashlib.md5(data, usedforsecurity=False)


def _version(entropy: Entropy, name: str, versioned: object, version_id: object) -> dict[str, str]:
    version = object_version(entropy, versioned, version_id, is_certain=name.endswith(":DeleteMarkerCreated"))
    return {} if version is None else {"versionId": version}


def object_version(entropy: Entropy, versioned: object, version_id: object, *, is_certain: bool) -> str | None:
    """Return the version id of an object: the one given, or one from the stream where there must be one."""
    if not isinstance(versioned, bool):
        raise _check.wrong("versioned", "True or False", versioned)
    if version_id is not None:
        return _check.text("version_id", version_id)
    return entropy.base64(24).replace("+", ".").replace("/", "_") if versioned or is_certain else None


def sequencer(entropy: Entropy, at: Instant) -> str:
    """Return hexadecimal digits that rise with time, and with every event of the stream at one time."""
    low = (at.ms % 1000) << _COUNTER_BITS | entropy.count("sequencer") & (1 << _COUNTER_BITS) - 1
    return f"{at.whole_seconds:010X}{low:08X}"


def _extra(entropy: Entropy, name: str, at: Instant) -> dict[str, Any]:
    """Return what only some events add to their record."""
    if name.startswith("Replication:"):
        replication: dict[str, Any] = {
            "replicationRuleId": f"rule-{entropy.hex(6)}",
            "destinationBucket": "arn:aws:s3:::orders-bucket-replica",
            "s3Operation": "OBJECT_PUT",
            "requestTime": at.plus_ms(-entropy.integer(1000, 900_000)).iso_ms(),
        }
        if name == "Replication:OperationFailedReplication":
            replication["failureReason"] = "AssumeRoleNotPermitted"
        return {"replicationEventData": replication}
    return {key: make(at) for key, (names, make) in _EVENT_DATA.items() if name in names}


def _restored(at: Instant) -> dict[str, Any]:
    restored = {
        "lifecycleRestorationExpiryTime": at.plus_ms(RESTORED_FOR_MS).iso_ms(),
        "lifecycleRestoreStorageClass": "GLACIER",
    }
    return {"restoreEventData": restored}


_EVENT_DATA: dict[str, tuple[tuple[str, ...], Callable[[Instant], dict[str, Any]]]] = {
    "glacierEventData": (("ObjectRestore:Completed",), _restored),
    "lifecycleEventData": (
        ("LifecycleTransition",),
        lambda at: {"transitionEventData": {"destinationStorageClass": "GLACIER"}},
    ),
    "intelligentTieringEventData": (("IntelligentTiering",), lambda at: {"destinationAccessTier": "ARCHIVE_ACCESS"}),
}


def _event_data_rule(key: str) -> Rule:
    names, make = _EVENT_DATA[key]

    def follow(record: dict[str, Any]) -> Any:
        if record["eventName"] not in names:
            return ABSENT
        return record.get(key) or make(Instant.from_iso(record["eventTime"]))

    return Rule(key, ("eventName",), follow)


def _etag_of(record: dict[str, Any]) -> Any:
    if not _has_etag(record["eventName"]):
        return ABSENT
    etag, _, parts = record["s3"]["object"].get("eTag", EMPTY_ETAG).partition("-")
    return f"{etag}-{parts or 1}" if record["eventName"] == _MULTIPART else etag


def _version_of(record: dict[str, Any]) -> Any:
    thing = record["s3"]["object"]
    if "versionId" in thing or not record["eventName"].endswith(":DeleteMarkerCreated"):
        return thing.get("versionId", ABSENT)
    return _md5(thing["sequencer"].encode()).hexdigest()  # any that is no other marker's


def _named_by_arn(record: dict[str, Any]) -> str:
    return str(_names.resource_of(record["s3"]["bucket"]["arn"]))


def _arn_by_name(record: dict[str, Any]) -> str:
    return bucket_arn(record["s3"]["bucket"]["name"], record["awsRegion"])


_RECORD_RULES = (
    Rule("s3/bucket/name", ("s3/bucket/arn",), _named_by_arn),
    Rule("s3/bucket/arn", ("s3/bucket/name", "awsRegion"), _arn_by_name),
    Rule("eventVersion", ("eventName",), lambda record: _event_version(record["eventName"])),
    Rule(
        "s3/object/size",
        ("eventName",),
        lambda record: record["s3"]["object"].get("size", 0) if _has_size(record["eventName"]) else ABSENT,
    ),
    Rule("s3/object/eTag", ("eventName",), _etag_of),
    Rule("s3/object/versionId", ("eventName",), _version_of),
    *map(_event_data_rule, _EVENT_DATA),
)
