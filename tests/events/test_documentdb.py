"""Batches from change streams of DocumentDB."""

from __future__ import annotations

import re

import pytest

from pytest_lambda.base.errors import UsageError


def changes(event):
    return [one["event"] for one in event["events"]]


def only(event):
    (change,) = changes(event)
    return change


def test_a_document_gets_an_object_id_of_its_time(events):
    change = only(events.documentdb({"a": 1}, time=1_676_588_775))

    assert re.fullmatch(r"63eeb6e7[0-9a-f]{16}", change["fullDocument"]["_id"]["$oid"])
    assert change["documentKey"] == {"_id": change["fullDocument"]["_id"]}


def test_each_document_is_a_change(events):
    found = changes(events.documentdb([{"_id": 1}, {"_id": 2}]))

    assert [{"_id": 1}, {"_id": 2}] == [change["documentKey"] for change in found]
    assert found[0]["_id"]["_data"] < found[1]["_id"]["_data"]


def test_what_is_given_is_copied(events):
    document = {"_id": 1, "a": []}
    only(events.documentdb(document))["fullDocument"]["a"].append(1)

    assert {"_id": 1, "a": []} == document


def test_an_update_has_its_document_only_on_lookup(events):
    document = {"_id": 1, "a": 2}

    assert "fullDocument" not in only(events.documentdb(document, variant="update"))
    assert document == only(events.documentdb(document, full_document="UpdateLookup", variant="update"))["fullDocument"]


def test_a_deleted_document_is_never_shown(events):
    change = only(events.documentdb({"_id": 1}, full_document="UpdateLookup", variant="delete"))

    assert "fullDocument" not in change
    assert {"_id": 1} == change["documentKey"]


def test_an_update_says_what_it_changed(events):
    change = only(events.documentdb({"_id": 1}, variant="update", updated_fields={"a.b": 2}, removed_fields=["c"]))

    assert {"updatedFields": {"a.b": 2}, "removedFields": ["c"]} == change["updateDescription"]


def test_a_collection_is_named(events):
    change = only(events.documentdb(db="shop", collection="carts"))

    assert {"db": "shop", "coll": "carts"} == change["ns"]


def test_a_renamed_collection_has_both_names(events):
    change = only(events.documentdb(variant="rename", db="shop", collection="carts", new_collection="baskets"))

    assert ({"db": "shop", "coll": "carts"}, {"db": "shop", "coll": "baskets"}) == (change["ns"], change["to"])


def test_an_invalidated_stream_names_nothing(events):
    assert {"_id", "clusterTime", "operationType"} == only(events.documentdb(variant="invalidate")).keys()


def test_a_cluster_may_be_an_arn(events):
    arn = "arn:aws:rds:eu-west-1:210987654321:cluster:shop"

    assert arn == events.documentdb(cluster=arn)["eventSourceArn"]


@pytest.mark.parametrize("where", ["fullDocument", "documentKey"])
@pytest.mark.parametrize("key", [7, {"$numberLong": "7"}])
def test_key_and_document_follow_each_other(events, where, key):
    change = only(events.documentdb(overrides={"events": {"event": {where: {"_id": key}}}}))

    assert key == change["documentKey"]["_id"] == change["fullDocument"]["_id"]


def test_the_key_of_an_update_can_be_overridden(events):
    change = only(events.documentdb(variant="update", overrides={"events": {"event": {"documentKey": {"_id": 7}}}}))

    assert {"_id": 7} == change["documentKey"]
    assert "fullDocument" not in change


def test_token_and_time_follow_each_other(events):
    stamp = {"t": 1_676_588_775, "i": 9}
    by_time = only(events.documentdb(overrides={"events": {"event": {"clusterTime": {"$timestamp": stamp}}}}))
    token = "0163eeb6e7000000090100000009000041e1"
    by_token = only(events.documentdb(overrides={"events": {"event": {"_id": {"_data": token}}}}))

    assert by_time["_id"]["_data"].startswith("0163eeb6e70000000901000000090000")
    assert {"$timestamp": stamp} == by_token["clusterTime"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"variant": "upsert"},
            "variant must be one of 'insert', 'update', 'replace', 'delete', 'drop', 'rename', 'invalidate', "
            "got 'upsert'",
        ),
        ({"document": "a"}, "document must be a dict of fields, got 'a'"),
        ({"document": [{}, 1]}, "document[1] must be a dict of fields, got 1"),
        ({"document": {"a": {1}}}, "document['a'] must be what JSON can hold, got {1}"),
        (
            {"document": []},
            "document must hold at least one item, got none: Lambda is never invoked with an empty batch",
        ),
        ({"document": {}, "variant": "drop"}, "document must be left out where variant='drop', got {}"),
        (
            {"updated_fields": {"a": 1}},
            "updated_fields and removed_fields must be left out where variant='insert'",
        ),
        (
            {"updated_fields": {"a": 1}, "variant": "rename"},
            "updated_fields must be left out where variant='rename', got {'a': 1}",
        ),
        (
            {"updated_fields": [1], "variant": "update"},
            "updated_fields must be a dict of fields, got [1]",
        ),
        ({"removed_fields": "a", "variant": "update"}, "removed_fields must be a list of names, got 'a'"),
        (
            {"removed_fields": [1], "variant": "update"},
            "a name in removed_fields must be text that is not empty, got 1",
        ),
        (
            {"full_document": "always"},
            "full_document must be one of 'Default', 'UpdateLookup', got 'always'",
        ),
        (
            {"new_collection": "a"},
            "new_collection must be given with variant='rename' only, got new_collection='a' and variant='insert'",
        ),
        (
            {"new_collection": "a", "variant": "drop"},
            "new_collection must be given with variant='rename' only, got new_collection='a' and variant='drop'",
        ),
        (
            {"new_collection": "system.a", "variant": "rename"},
            "new_collection must be the name of a collection, got 'system.a'",
        ),
        ({"db": "a b"}, "db must be the name of a database, got 'a b'"),
        ({"collection": "$a"}, "collection must be the name of a collection, got '$a'"),
        (
            {"cluster": "A"},
            "cluster must be the name of a cluster (up to 63 lower-case letters, digits or '-') or its ARN, got 'A'",
        ),
        (
            {"overrides": {"events": {"event": {"_id": {"_data": "xyz"}}}}},
            "overrides['events'][0]: event/clusterTime/$timestamp follows event/_id/_data and cannot be made from "
            "'xyz'; correct that, or override event/clusterTime/$timestamp too",
        ),
    ],
)
def test_what_is_no_change_is_refused(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.documentdb(**arguments)

    assert message == str(raised.value)
