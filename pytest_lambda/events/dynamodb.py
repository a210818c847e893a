"""Batches of changes from Amazon DynamoDB Streams."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _names, _samples, _windows
from pytest_lambda.events._attribute_values import item_bytes, typed_item
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import ABSENT, Path, Rule, override_records

if TYPE_CHECKING:
    from pytest_lambda.events.types.dynamodb import DynamodbEvent, DynamodbWindowEvent

__all__ = ["StreamViewType", "Variant", "dynamodb", "dynamodb_window"]

Variant = Literal["INSERT", "MODIFY", "REMOVE", "TTL_DELETE"]
StreamViewType = Literal["NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"]
Item = Mapping[str, Any]
TypedItem = dict[str, dict[str, Any]]

_TABLE = re.compile(r"[A-Za-z0-9_.-]{3,255}")
_MOST_RECORDS = 10_000
_STREAM_LABEL = "2024-12-01T00:00:00.000"
_SEQUENCE_START = 1_405_400_000_000_000_000_000_000
_TTL_IDENTITY = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
_IMAGES = ("Keys", "NewImage", "OldImage")


def dynamodb(
    entropy: Entropy,
    new_image: Item | Sequence[Item] | None = None,
    old_image: Item | Sequence[Item] | None = None,
    *,
    variant: Variant | None = None,
    keys: str | Sequence[str] | None = None,
    stream_view_type: StreamViewType = "NEW_AND_OLD_IMAGES",
    table: str = "orders",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> DynamodbEvent:
    """
    Return the event of a batch of changes to the items of one table.

    Args:
        new_image: the item after the change, as Python values or typed (``{"id": {"S": "a"}}``); a list is
            one record per item. By default an order.
        old_image: the item before the change, likewise.
        variant: ``"INSERT"``, ``"MODIFY"``, ``"REMOVE"`` or ``"TTL_DELETE"`` (expired, not deleted by
            anyone); by default what the images that are given amount to. An image that is missing is made up:
            before a MODIFY the item had nothing but its keys.
        keys: the names of the partition key and of the sort key; by default the first attribute of the item
            (``id`` where there is one).
        stream_view_type: which images the stream shows.
        table: its name, or the ARN of its stream.
        time: when the changes were made; the event holds whole seconds.
        overrides: merged in last; under ``"Records"`` a dict goes to every record and a list item by item. An
            attribute of an image is replaced as a whole. Keys and images, the size, and Region and stream ARN
            follow.

    Raises:
        UsageError: an argument is not what it must be, the images do not go with the variant or differ in
            their keys, or the batch is empty or over 10,000 records.

    Source: STR-02

    Example:
        >>> event = events.dynamodb({"id": "a", "total": 12}, {"id": "a", "total": 10})
        >>> event["Records"][0]["eventName"], event["Records"][0]["dynamodb"]["NewImage"]
        ('MODIFY', {'id': {'S': 'a'}, 'total': {'N': '12'}})
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    arn = _stream_arn(table, region, account_id)
    at = instant(entropy, time)
    records = _records(entropy, new_image, old_image, variant, keys, stream_view_type, arn, at)
    event = {"Records": records}
    if overrides is not None:
        override_records(event, overrides, record_rules=_RECORD_RULES, whole=_is_attribute)
    return cast("DynamodbEvent", event)


def dynamodb_window(
    entropy: Entropy,
    new_image: Item | Sequence[Item] | None = None,
    old_image: Item | Sequence[Item] | None = None,
    *,
    variant: Variant | None = None,
    tumbling_window_in_seconds: int = 300,
    state: Mapping[str, Any] | None = None,
    is_final_invoke_for_window: bool = False,
    is_window_terminated_early: bool = False,
    keys: str | Sequence[str] | None = None,
    stream_view_type: StreamViewType = "NEW_AND_OLD_IMAGES",
    table: str = "orders",
    shard_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> DynamodbWindowEvent:
    """
    Return the event of a batch of changes that belongs to a tumbling window.

    Args:
        new_image: as for ``dynamodb``; an empty list is allowed in the final invoke of a window.
        old_image: as for ``dynamodb``.
        variant: as for ``dynamodb``.
        tumbling_window_in_seconds: 1 to 900; the window is the one that *time* lies in.
        state: what the previous invoke for this window returned.
        is_final_invoke_for_window: the window is over and its result is due.
        is_window_terminated_early: the state grew too large.
        keys: as for ``dynamodb``.
        stream_view_type: which images the stream shows.
        table: its name, or the ARN of its stream.
        shard_id: by default one from the stream of ids.
        time: when the changes were made.
        overrides: as for ``dynamodb``; the window's stream ARN and that of the records follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Source: STR-02

    Example:
        >>> events.dynamodb_window([], is_final_invoke_for_window=True, state={"total": 12})["Records"]
        []
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    arn = _stream_arn(table, region, account_id)
    at = instant(entropy, time)
    may_be_empty = is_final_invoke_for_window is True
    records = _records(
        entropy, new_image, old_image, variant, keys, stream_view_type, arn, at, may_be_empty=may_be_empty
    )
    shard = (
        f"shardId-{at.ms - 3_600_000:020d}-{entropy.hex(8)}" if shard_id is None else _check.text("shard_id", shard_id)
    )
    event = _windows.windowed(
        {"Records": records},
        at=at,
        shard_id=shard,
        event_source_arn=arn,
        tumbling_window_in_seconds=tumbling_window_in_seconds,
        state=state,
        is_final_invoke_for_window=is_final_invoke_for_window,
        is_window_terminated_early=is_window_terminated_early,
    )
    if overrides is not None:
        override_records(event, overrides, record_rules=_RECORD_RULES, rules=_WINDOW_RULES, whole=_is_attribute)
    return cast("DynamodbWindowEvent", event)


def _records(
    entropy: Entropy,
    new_image: object,
    old_image: object,
    variant: object,
    keys: object,
    stream_view_type: object,
    arn: str,
    at: Instant,
    *,
    may_be_empty: bool = False,
) -> list[dict[str, Any]]:
    view = _check.choice("stream_view_type", stream_view_type, get_args(StreamViewType))
    kind = _variant(variant, new_image, old_image)
    region = _names.region_of(arn)
    records = []
    for new, old in _pairs(entropy, kind, new_image, old_image, keys, may_be_empty):
        current = new if new is not None else old
        assert current is not None
        key = _key(current, keys)
        for image in (new, old):
            if image is not None and {name: image.get(name) for name in key} != key:
                raise UsageError(f"new_image and old_image must have the same keys {key!r}, got {_check.show(image)}")
        change: dict[str, Any] = {"ApproximateCreationDateTime": float(at.whole_seconds), "Keys": key}
        name = "REMOVE" if kind == "TTL_DELETE" else kind
        if new is not None and _shows_new(name, view):
            change["NewImage"] = new
        if old is not None and _shows_old(name, view):
            change["OldImage"] = old
        change["SequenceNumber"] = _sequence_number(entropy)
        change["SizeBytes"] = _size(change)
        change["StreamViewType"] = view
        record = {
            "eventID": entropy.hex(32),
            "eventName": name,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": region,
            "dynamodb": change,
            "eventSourceARN": arn,
        }
        if kind == "TTL_DELETE":
            record["userIdentity"] = dict(_TTL_IDENTITY)
        records.append(record)
    return records


def _variant(variant: object, new_image: object, old_image: object) -> str:
    if variant is not None:
        kind = _check.choice("variant", variant, get_args(Variant))
        if kind == "INSERT" and old_image is not None:
            raise _check.wrong("old_image", "left out where variant='INSERT': there was no item before", old_image)
        if kind in ("REMOVE", "TTL_DELETE") and new_image is not None:
            raise _check.wrong(
                "new_image", f"left out where variant={kind!r}: the item is gone (give old_image)", new_image
            )
        return kind
    if old_image is None:
        return "INSERT"
    return "REMOVE" if new_image is None else "MODIFY"


def _pairs(
    entropy: Entropy, kind: str, new_image: object, old_image: object, keys: object, may_be_empty: bool
) -> list[tuple[TypedItem | None, TypedItem | None]]:
    """Return the item after and before each change, typed, with what is missing made up."""

    def images(argument: str, given: object) -> list[TypedItem]:
        items = _check.listed(argument, given, at_most=_MOST_RECORDS, may_be_empty=may_be_empty)
        return [
            typed_item(f"{argument}[{index}]" if len(items) > 1 else argument, item) for index, item in enumerate(items)
        ]

    new = None if new_image is None else images("new_image", new_image)
    old = None if old_image is None else images("old_image", old_image)
    if new is None and old is None:
        sample = typed_item("new_image", _sample(entropy, keys))
        new = [sample] if kind in ("INSERT", "MODIFY") else None
        old = [sample] if kind in ("REMOVE", "TTL_DELETE") else None
        if kind == "MODIFY":
            old = [_copied(sample) | {"quantity": {"N": str(entropy.integer(10, 99))}}]
    if kind == "MODIFY":
        if new is None:
            assert old is not None
            new = [_changed(item) for item in old]
        elif old is None:
            old = [_before(item, keys) for item in new]
        if len(new) != len(old):
            raise UsageError(
                f"new_image and old_image must hold as many items as each other, got {len(new)} and {len(old)}"
            )
        for after, before in zip(new, old, strict=True):
            if after == before:
                raise _check.wrong("new_image", "another item than old_image where variant='MODIFY'", after)
        return list(zip(new, old, strict=True))
    if kind == "INSERT":
        return [(item, None) for item in new or []]
    return [(None, item) for item in old or []]


def _sample(entropy: Entropy, keys: object) -> dict[str, Any]:
    order = _samples.order(entropy)
    item = {"id": order.pop("order_id"), **order}
    for name in (
        [] if keys is None else [keys] if isinstance(keys, str) else list(keys) if isinstance(keys, Sequence) else []
    ):
        item.setdefault(name, entropy.hex(8))
    return item


def _before(item: TypedItem, keys: object) -> TypedItem:
    """Return *item* as it was before the change that made it what it is: nothing but its keys."""
    key = _key(item, keys)
    return key if key != item else {**key, "version": {"N": "1"}}


def _changed(item: TypedItem) -> TypedItem:
    """Return *item* as a change leaves it that sets its version."""
    version = "2" if item.get("version") != {"N": "2"} else "3"
    return _copied(item) | {"version": {"N": version}}


def _copied(item: TypedItem) -> TypedItem:
    copy: TypedItem = _check.plain("item", item)
    return copy


def _key(item: TypedItem, keys: object) -> TypedItem:
    """Return the key attributes of *item*, copied."""
    names = _key_names(keys, item)
    key = {}
    for name in names:
        value = item.get(name)
        if value is None:
            raise UsageError(f"keys must be attributes of the item, got {name!r} and the item {_check.show(item)}")
        if next(iter(value)) not in ("S", "N", "B") or value in ({"S": ""}, {"B": ""}):
            raise _check.wrong(f"the key {name!r}", "text, a number or bytes, and not empty", value)
        key[name] = dict(value)
    return key


def _key_names(keys: object, item: Mapping[str, Any]) -> list[str]:
    if keys is None:
        return ["id"] if "id" in item else list(item)[:1]
    names = [keys] if isinstance(keys, str) else list(keys) if isinstance(keys, (list, tuple)) else []
    if len(names) not in (1, 2) or names == names[:1] * 2:
        raise _check.wrong("keys", "the names of one or two attributes", keys)
    return [_check.text("a name in keys", name) for name in names]


def _shows_new(event_name: str, view: str) -> bool:
    return event_name in ("INSERT", "MODIFY") and view in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES")


def _shows_old(event_name: str, view: str) -> bool:
    return event_name in ("MODIFY", "REMOVE") and view in ("OLD_IMAGE", "NEW_AND_OLD_IMAGES")


def _size(change: Mapping[str, Any]) -> int:
    return sum(item_bytes(change.get(name)) for name in _IMAGES)


def _sequence_number(entropy: Entropy) -> str:
    """Return 25 digits that rise with every change of the stream."""
    return str(
        _SEQUENCE_START + entropy.seed % 10**12 * 10**10 + 1000 * entropy.count("sequence") + entropy.integer(0, 999)
    )


def _stream_arn(table: object, region: str, account_id: str) -> str:
    arn = _names.resource_arn(
        "table",
        table,
        service="dynamodb",
        region=region,
        account_id=account_id,
        name=_TABLE,
        allowed="the name of a table (3 to 255 letters, digits, '_', '.' or '-') or the ARN of its stream",
        prefix="table/",
    )
    return arn if "/stream/" in arn else f"{arn}/stream/{_STREAM_LABEL}"


def _is_attribute(path: Path) -> bool:
    return len(path) == 3 and path[0] == "dynamodb" and path[1] in _IMAGES


def _new_image(record: dict[str, Any]) -> Any:
    change = record["dynamodb"]
    if not _shows_new(record["eventName"], change["StreamViewType"]):
        return ABSENT
    return _with_keys(change, change.get("NewImage") or change.get("OldImage"))


def _old_image(record: dict[str, Any]) -> Any:
    change = record["dynamodb"]
    if not _shows_old(record["eventName"], change["StreamViewType"]):
        return ABSENT
    old = _with_keys(change, change.get("OldImage") or change.get("NewImage"))
    if record["eventName"] == "MODIFY" and old == change.get("NewImage"):
        # An INSERT that became a MODIFY changed something: the item had nothing but its keys before.
        return _before(old, list(change["Keys"]))
    return old


def _with_keys(change: dict[str, Any], image: dict[str, Any] | None) -> dict[str, Any]:
    return {**(image or {}), **change["Keys"]}


def _keys_of_images(record: dict[str, Any]) -> dict[str, Any]:
    change = record["dynamodb"]
    image = {**(change.get("OldImage") or {}), **(change.get("NewImage") or {})}
    return {name: image.get(name, value) for name, value in change["Keys"].items()}


_RECORD_RULES = (
    Rule("dynamodb/Keys", ("dynamodb/NewImage", "dynamodb/OldImage"), _keys_of_images),
    Rule("dynamodb/OldImage", ("dynamodb/Keys", "eventName", "dynamodb/StreamViewType"), _old_image),
    Rule("dynamodb/NewImage", ("dynamodb/Keys", "eventName", "dynamodb/StreamViewType"), _new_image),
    Rule(
        "userIdentity",
        ("eventName",),
        lambda record: record.get("userIdentity", ABSENT) if record["eventName"] == "REMOVE" else ABSENT,
    ),
    Rule(
        "dynamodb/SizeBytes",
        ("dynamodb/Keys", "dynamodb/NewImage", "dynamodb/OldImage"),
        lambda record: _size(record["dynamodb"]),
    ),
    Rule("awsRegion", ("eventSourceARN",), lambda record: _names.region_of(record["eventSourceARN"])),
    Rule(
        "eventSourceARN",
        ("awsRegion",),
        lambda record: _names.arn_in_region(record["eventSourceARN"], record["awsRegion"]),
    ),
)


def _records_of_the_window(event: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records as records of the stream that the window names."""
    records: list[dict[str, Any]] = event["Records"]
    for record in records:
        record["eventSourceARN"] = event["eventSourceARN"]
        record["awsRegion"] = _names.region_of(event["eventSourceARN"])
    return records


_WINDOW_RULES = (*_windows.WINDOW_RULES, Rule("Records", ("eventSourceARN",), _records_of_the_window))
