"""Batches of changes from the change streams of Amazon DocumentDB."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import Rule, override_records

if TYPE_CHECKING:
    from pytest_lambda.events.types.documentdb import DocumentdbEvent

__all__ = ["FullDocument", "Variant", "documentdb"]

Variant = Literal["insert", "update", "replace", "delete", "drop", "rename", "invalidate"]
FullDocument = Literal["Default", "UpdateLookup"]

_OF_A_DOCUMENT = ("insert", "update", "replace", "delete")
_DATABASE = re.compile(r'[^ /\\.$"]{1,63}')
_COLLECTION = re.compile(r"(?!system\.)[_a-zA-Z0-9][^$]{0,56}")
_CLUSTER = re.compile(r"[a-z][a-z0-9-]{0,62}")
_MOST_CHANGES = 10_000


def documentdb(
    entropy: Entropy,
    document: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    *,
    variant: Variant = "insert",
    db: str = "orders",
    collection: str = "orders",
    updated_fields: Mapping[str, Any] | None = None,
    removed_fields: Sequence[str] = (),
    full_document: FullDocument = "Default",
    new_collection: str | None = None,
    cluster: str = "orders",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> DocumentdbEvent:
    """
    Return the event of a batch of changes to the documents of one collection.

    Args:
        document: the document after the change (of a ``delete``: as it was), what JSON can hold, with
            MongoDB's extended JSON where that is needed (``{"$date": ...}``); a list is one change per
            document. It gets an ``_id`` if it has none. By default an order.
        variant: the operation: ``"insert"``, ``"update"``, ``"replace"``, ``"delete"`` of a document;
            ``"drop"``, ``"rename"`` of the collection; ``"invalidate"`` of the stream.
        db: the name of the database.
        collection: the name of the collection.
        updated_fields: what an update set; by default every field of the document but its ``_id``.
        removed_fields: names of the fields that an update removed.
        full_document: ``"UpdateLookup"`` adds the document to an update; inserts and replaces have it always.
        new_collection: what a renamed collection is called now; by default ``<collection>-archive``.
        cluster: name or ARN.
        time: of the changes; the event holds whole seconds.
        overrides: merged in last; under ``"events"`` a dict goes to every change and a list item by item. The
            document's key and its ``_id``, and resume token and time follow each other.

    Raises:
        UsageError: an argument is not what it must be, or the batch is empty or over 10,000 changes.

    Assumed: how a resume token is put together; that ``drop``, ``rename`` and ``invalidate`` are as in MongoDB.

    Example:
        >>> event = events.documentdb({"_id": 7, "total": 12}, variant="update")
        >>> event["events"][0]["event"]["updateDescription"]
        {'updatedFields': {'total': 12}, 'removedFields': []}
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    operation = _check.choice("variant", variant, get_args(Variant))
    arn = _names.resource_arn(
        "cluster",
        cluster,
        service="rds",
        region=region,
        account_id=account_id,
        name=_CLUSTER,
        allowed="the name of a cluster (up to 63 lower-case letters, digits or '-') or its ARN",
        prefix="cluster:",
    )
    namespace = {
        "db": _check.matching("db", db, _DATABASE, "the name of a database"),
        "coll": _check.matching("collection", collection, _COLLECTION, "the name of a collection"),
    }
    at = instant(entropy, time)
    if operation in _OF_A_DOCUMENT:
        _check.only_with("rename", operation, new_collection=new_collection)
        update = _update(operation, updated_fields, removed_fields)
        has_document = operation in ("insert", "replace")
        if _check.choice("full_document", full_document, get_args(FullDocument)) == "UpdateLookup":
            has_document = operation != "delete"
        changes = [
            {
                **_position(entropy, at),
                "documentKey": {"_id": one["_id"]},
                **({"fullDocument": one} if has_document else {}),
                "ns": dict(namespace),
                "operationType": operation,
                **(update(one) if operation == "update" else {}),
            }
            for one in _documents(entropy, document, at)
        ]
    else:
        _check.left_out(operation, document=document, updated_fields=updated_fields)
        changes = [_of_the_collection(entropy, operation, namespace, new_collection, at)]
    event: dict[str, Any] = {
        "eventSourceArn": arn,
        "events": [{"event": change} for change in changes],
        "eventSource": "aws:docdb",
    }
    if overrides is not None:
        event = override_records(event, overrides, record_rules=_RULES, key="events", whole=_is_id)
    return cast("DocumentdbEvent", event)


def _documents(entropy: Entropy, document: object, at: Instant) -> list[dict[str, Any]]:
    given = _samples.order(entropy) if document is None else document
    documents = []
    for index, item in enumerate(_check.listed("document", given, at_most=_MOST_CHANGES)):
        argument = f"document[{index}]" if isinstance(given, (list, tuple)) else "document"
        if not isinstance(item, Mapping):
            raise _check.wrong(argument, "a dict of fields", item)
        object_id = {"$oid": f"{at.whole_seconds:08x}{entropy.hex(16)}"}
        documents.append({"_id": object_id, **_check.plain(argument, item)})
    return documents


def _update(operation: str, updated_fields: object, removed_fields: object) -> Any:
    """Return what gives the description of an update of a document."""
    if operation != "update" and (updated_fields is not None or removed_fields):
        raise UsageError(f"updated_fields and removed_fields must be left out where variant={operation!r}")
    if updated_fields is not None and not isinstance(updated_fields, Mapping):
        raise _check.wrong("updated_fields", "a dict of fields", updated_fields)
    if not isinstance(removed_fields, (list, tuple)):
        raise _check.wrong("removed_fields", "a list of names", removed_fields)
    removed = [_check.text("a name in removed_fields", name) for name in removed_fields]

    def describe(document: dict[str, Any]) -> dict[str, Any]:
        updated = updated_fields
        if updated is None:
            updated = {name: value for name, value in document.items() if name != "_id"}
        fields = _check.plain("updated_fields", updated)
        return {"updateDescription": {"updatedFields": fields, "removedFields": list(removed)}}

    return describe


def _of_the_collection(
    entropy: Entropy, operation: str, namespace: dict[str, str], new_collection: object, at: Instant
) -> dict[str, Any]:
    if operation == "invalidate":
        return {**_position(entropy, at), "operationType": operation}
    change = {**_position(entropy, at), "ns": namespace, "operationType": operation}
    if operation == "rename":
        name = f"{namespace['coll']}-archive" if new_collection is None else new_collection
        _check.matching("new_collection", name, _COLLECTION, "the name of a collection")
        change["to"] = {"db": namespace["db"], "coll": name}
    else:
        _check.only_with("rename", operation, new_collection=new_collection)
    return change


def _position(entropy: Entropy, at: Instant) -> dict[str, Any]:
    """Return where a change stands in the stream: its resume token and its time."""
    number = entropy.count("change")
    return {
        "_id": {"_data": _token(at.whole_seconds, number, entropy.hex(4))},
        "clusterTime": {"$timestamp": {"t": at.whole_seconds, "i": number}},
    }


def _token(seconds: int, number: int, rest: str) -> str:
    return f"01{seconds:08x}{number:08x}01{number:08x}0000{rest}"


def _token_of(record: dict[str, Any]) -> str:
    change = record["event"]
    stamp = change["clusterTime"]["$timestamp"]
    return _token(stamp["t"], stamp["i"], change["_id"]["_data"][-4:])


def _time_of(record: dict[str, Any]) -> dict[str, int]:
    token = record["event"]["_id"]["_data"]
    return {"t": int(token[2:10], 16), "i": int(token[10:18], 16)}


def _is_id(path: tuple[str, ...]) -> bool:
    return path[-1] == "_id" and path[-2:-1] in (("documentKey",), ("fullDocument",))


_RULES = (
    Rule(
        "event/documentKey/_id",
        ("event/fullDocument/_id",),
        lambda record: record["event"]["fullDocument"]["_id"],
    ),
    Rule(
        "event/fullDocument/_id",
        ("event/documentKey/_id",),
        lambda record: record["event"]["documentKey"]["_id"],
    ),
    Rule("event/_id/_data", ("event/clusterTime",), _token_of),
    Rule("event/clusterTime/$timestamp", ("event/_id/_data",), _time_of),
)
