"""Event notifications from S3."""

from __future__ import annotations

from hashlib import md5
from urllib.parse import unquote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import seeded, variants


def only(event):
    (record,) = event["Records"]
    return record


def thing(event):
    return only(event)["s3"]["object"]


def test_bucket_and_key_are_positional(events):
    record = only(events.s3("photos", "a.jpg"))

    assert ("photos", "a.jpg") == (record["s3"]["bucket"]["name"], record["s3"]["object"]["key"])


def test_a_key_is_url_encoded(events):
    assert "a+b/%C3%BC%2B.txt" == thing(events.s3(key="a b/ü+.txt"))["key"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_key_decodes_to_what_it_was(key):
    assert key == unquote_plus(thing(seeded(1).s3(key=key))["key"])


def test_a_body_gives_etag_and_size(events):
    found = thing(events.s3(body=b"hello"))

    assert (md5(b"hello").hexdigest(), 5) == (found["eTag"], found["size"])


def test_a_body_of_python_values_is_json(events):
    assert len('{"a": 1}') == thing(events.s3(body={"a": 1}))["size"]


def test_the_etag_of_a_multipart_upload_counts_its_parts(events):
    body = b"x" * (8 * 1024 * 1024 + 1)
    parts = md5(body[: 8 * 1024 * 1024]).digest() + md5(b"x").digest()

    assert (
        f"{md5(parts).hexdigest()}-2"
        == thing(events.s3(variant="ObjectCreated:CompleteMultipartUpload", body=body))["eTag"]
    )


def test_a_size_may_be_given(events):
    assert 0 == thing(events.s3(size=0))["size"]


def test_an_unversioned_object_has_no_version(events):
    assert "versionId" not in thing(events.s3())


def test_a_versioned_object_has_its_version(events):
    assert 32 == len(thing(events.s3(versioned=True))["versionId"])
    assert "v1" == thing(events.s3(version_id="v1"))["versionId"]


def test_sequencers_rise_for_one_key(events):
    found = [thing(events.s3(key="a", time=1_735_689_600))["sequencer"] for _ in range(5)]
    found += [thing(events.s3(key="a", time=1_735_689_600.001))["sequencer"]]

    assert sorted(set(found)) == found


@pytest.mark.parametrize("name", variants("s3"))
def test_every_event_can_be_named_as_aws_does(events, name):
    assert name == only(events.s3(event_name=f"s3:{name}"))["eventName"]


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("ObjectCreated:Put", "2.1"),
        ("ObjectRestore:Completed", "2.1"),
        ("ObjectRestore:Delete", "2.3"),
        ("Replication:OperationNotTracked", "2.2"),
        ("LifecycleExpiration:Delete", "2.3"),
        ("ObjectTagging:Put", "2.3"),
        ("ObjectAcl:Put", "2.3"),
        ("IntelligentTiering", "2.3"),
    ],
)
def test_the_version_is_that_of_the_event(events, name, version):
    assert version == only(events.s3(variant=name))["eventVersion"]


def test_a_delete_marker_has_a_version_and_no_size(events):
    found = thing(events.s3(variant="ObjectRemoved:DeleteMarkerCreated"))

    assert "versionId" in found and "size" not in found


def test_a_restored_object_expires_in_a_week(events):
    record = only(events.s3(variant="ObjectRestore:Completed", time=1_735_689_600))
    restored = record["glacierEventData"]["restoreEventData"]

    assert "2025-01-08T00:00:00.000Z" == restored["lifecycleRestorationExpiryTime"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("LifecycleTransition", "lifecycleEventData"),
        ("IntelligentTiering", "intelligentTieringEventData"),
        ("Replication:OperationFailedReplication", "replicationEventData"),
    ],
)
def test_events_by_the_service_say_so(events, name, key):
    record = only(events.s3(variant=name))

    assert key in record
    assert "s3.amazonaws.com" == record["userIdentity"]["principalId"]
    assert "s3.amazonaws.com" == record["requestParameters"]["sourceIPAddress"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"bucket": "Photos"},
            "bucket must be the name of a bucket (3 to 63 lower-case letters, digits, '.' or '-'), got 'Photos'",
        ),
        ({"key": ""}, "key must be text that is not empty, got ''"),
        ({"key": "x" * 1025}, f"key must be text of 1 to 1024 bytes, got '{'x' * 99}..."),
        ({"size": -1}, "size must be an integer from 0 to 54975581388800, got -1"),
        ({"body": "a", "size": 3}, "size must be left out with body, which gives it, got size=3"),
        (
            {"variant": "ObjectRemoved:Delete", "size": 3},
            "body and size must be left out where variant='ObjectRemoved:Delete': the object is gone",
        ),
        ({"versioned": "yes"}, "versioned must be True or False, got 'yes'"),
        ({"version_id": 3}, "version_id must be text that is not empty, got 3"),
        (
            {"variant": "ObjectAcl:Put", "event_name": "ObjectTagging:Put"},
            "event_name must be left out or the same where variant='ObjectAcl:Put', got 'ObjectTagging:Put'",
        ),
        (
            {"event_name": "ObjectCreated:*"},
            "event_name must be one of " + ", ".join(map(repr, variants("s3"))) + ", got 'ObjectCreated:*'",
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_event_is_not_made_from_wrong_arguments(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.s3(**arguments)

    assert message == str(raised.value)
