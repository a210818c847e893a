"""What S3 sends by other ways than its notifications: EventBridge, Batch Operations, Object Lambda."""

from __future__ import annotations

from hashlib import md5
from urllib.parse import parse_qs, urlsplit

import pytest

from pytest_lambda.base.errors import UsageError

ARN = "arn:aws:s3-object-lambda:eu-west-1:210987654321:accesspoint/shop"


def test_bucket_and_key_are_positional(events):
    detail = events.s3_eventbridge("photos", "my cat.jpg")["detail"]

    assert ("photos", "my cat.jpg") == (detail["bucket"]["name"], detail["object"]["key"])


def test_a_body_gives_etag_and_size(events):
    thing = events.s3_eventbridge(body=b"hello")["detail"]["object"]

    assert (md5(b"hello").hexdigest(), 5) == (thing["etag"], thing["size"])


def test_an_upload_in_parts_has_the_etag_of_its_parts(events):
    thing = events.s3_eventbridge(body=b"hello", reason="CompleteMultipartUpload")["detail"]["object"]

    assert f"{md5(md5(b'hello').digest()).hexdigest()}-1" == thing["etag"]


@pytest.mark.parametrize(
    ("arguments", "deletion_type", "has_version"),
    [
        ({}, "Permanently Deleted", False),
        ({"versioned": True}, "Delete Marker Created", True),
        ({"version_id": "v1"}, "Permanently Deleted", True),
        ({"deletion_type": "Delete Marker Created"}, "Delete Marker Created", True),
    ],
)
def test_a_deletion_says_what_it_left(events, arguments, deletion_type, has_version):
    detail = events.s3_eventbridge(variant="Object Deleted", **arguments)["detail"]

    assert deletion_type == detail["deletion-type"]
    assert has_version == ("version-id" in detail["object"])
    assert ("d41d8cd98f00b204e9800998ecf8427e" == detail["object"].get("etag")) == detail["deletion-type"].startswith(
        "Delete Marker"
    )


def test_what_a_lifecycle_rule_does_is_by_the_service(events):
    detail = events.s3_eventbridge(variant="object_deleted", reason="Lifecycle Expiration")["detail"]

    assert "s3.amazonaws.com" == detail["requester"]
    assert "source-ip-address" not in detail


def test_a_restored_copy_is_kept_for_a_week(events):
    detail = events.s3_eventbridge(variant="Object Restore Completed", time=1_735_689_600)["detail"]

    assert ("2025-01-08T00:00:00Z", "GLACIER") == (detail["restore-expiry-time"], detail["source-storage-class"])


def test_sequencers_rise_for_one_key(events):
    found = [events.s3_eventbridge(key="a", time=1_735_689_600)["detail"]["object"]["sequencer"] for _ in range(5)]

    assert sorted(set(found)) == found


def test_bucket_and_resources_follow_each_other(events):
    by_name = events.s3_eventbridge(overrides={"detail": {"bucket": {"name": "photos"}}})
    by_arn = events.s3_eventbridge(overrides={"resources": ["arn:aws:s3:::photos"]})

    assert ["arn:aws:s3:::photos"] == by_name["resources"]
    assert "photos" == by_arn["detail"]["bucket"]["name"]


def test_the_partition_of_a_bucket_is_that_of_the_region(events):
    assert ["arn:aws-cn:s3:::orders-bucket"] == events.s3_eventbridge(region="cn-north-1")["resources"]
    assert ["arn:aws-cn:s3:::orders-bucket"] == events.s3_eventbridge(overrides={"region": "cn-north-1"})["resources"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"variant": "Created"},
            "variant must be one of 'Object Created', 'Object Deleted', 'Object Restore Initiated', "
            "'Object Restore Completed', 'Object Restore Expired', 'Object Tags Added', 'Object Tags Deleted', "
            "'Object ACL Updated', 'Object Storage Class Changed', 'Object Access Tier Changed', got 'Created'",
        ),
        (
            {"bucket": "A"},
            "bucket must be the name of a bucket (3 to 63 lower-case letters, digits, '.' or '-'), got 'A'",
        ),
        ({"key": ""}, "key must be text that is not empty, got ''"),
        ({"key": "ü" * 513}, f"key must be text of 1 to 1024 bytes, got '{'ü' * 99}..."),
        (
            {"reason": "DeleteObject"},
            "reason must be one of 'PutObject', 'POST Object', 'CopyObject', 'CompleteMultipartUpload', "
            "got 'DeleteObject'",
        ),
        (
            {"reason": "PutObject", "variant": "Object ACL Updated"},
            "reason must be left out where variant='Object ACL Updated', got 'PutObject'",
        ),
        (
            {"deletion_type": "Permanently Deleted"},
            "deletion_type must be left out where variant='Object Created', got 'Permanently Deleted'",
        ),
        (
            {"deletion_type": "Gone", "variant": "Object Deleted"},
            "deletion_type must be one of 'Permanently Deleted', 'Delete Marker Created', got 'Gone'",
        ),
        (
            {"size": 1, "variant": "Object Tags Added"},
            "body and size must be left out where variant='Object Tags Added': the event does not tell them",
        ),
        ({"size": 1, "body": "a"}, "size must be left out with body, which gives it, got size=1"),
        ({"versioned": 1}, "versioned must be True or False, got 1"),
    ],
)
def test_what_eventbridge_does_not_tell_is_refused(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.s3_eventbridge(**arguments)

    assert message == str(raised.value)


def test_a_task_has_its_bucket_by_arn_or_by_name(events):
    (first,) = events.s3_batch("photos", "my cat.jpg")["tasks"]
    (second,) = events.s3_batch("photos", "my cat.jpg", variant="2.0", version_id="v1")["tasks"]

    assert ("arn:aws:s3:::photos", "my+cat.jpg", None) == (
        first["s3BucketArn"],
        first["s3Key"],
        first["s3VersionId"],
    )
    assert ("photos", "v1") == (second["s3Bucket"], second["s3VersionId"])


def test_a_job_has_its_arguments(events):
    job = events.s3_batch(variant="2.0", user_arguments={"k": "v"})["job"]

    assert {"k": "v"} == job["userArguments"]


@pytest.mark.parametrize(
    ("variant", "other", "key", "value"),
    [("1.0", "2.0", "s3Bucket", "photos"), ("2.0", "1.0", "s3BucketArn", "arn:aws:s3:::photos")],
)
def test_a_task_follows_the_version_of_the_schema(events, variant, other, key, value):
    event = events.s3_batch("photos", variant=variant, overrides={"invocationSchemaVersion": other})
    (task,) = event["tasks"]

    assert {"taskId", "s3Key", "s3VersionId", key} == task.keys()
    assert value == task[key]


def test_a_task_can_be_overridden(events):
    (task,) = events.s3_batch(overrides={"tasks": {"s3VersionId": "v2"}})["tasks"]

    assert "v2" == task["s3VersionId"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"variant": "3.0"}, "variant must be one of '1.0', '2.0', got '3.0'"),
        ({"user_arguments": {"k": "v"}}, "user_arguments must be left out unless variant='2.0', got {'k': 'v'}"),
        (
            {"user_arguments": "k", "variant": "2.0"},
            "user_arguments must be a mapping of names to text, got 'k'",
        ),
        (
            {"user_arguments": {"k": 1}, "variant": "2.0"},
            "user_arguments['k'] must be text of at most 1024 characters, got 1",
        ),
        (
            {"user_arguments": {"": "v"}, "variant": "2.0"},
            "a name in user_arguments must be text of 1 to 64 characters, got ''",
        ),
        (
            {"user_arguments": {str(n): "v" for n in range(11)}, "variant": "2.0"},
            "user_arguments must hold at most 10 items, got 11",
        ),
        ({"version_id": 1}, "version_id must be text that is not empty, got 1"),
    ],
)
def test_what_is_no_task_is_refused(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.s3_batch(**arguments)

    assert message == str(raised.value)


@pytest.mark.parametrize(
    ("variant", "context", "version"),
    [
        ("get", "getObjectContext", "1.00"),
        ("head", "headObjectContext", "1.01"),
        ("list", "listObjectsContext", "1.01"),
        ("list_v2", "listObjectsV2Context", "1.01"),
    ],
)
def test_an_operation_has_its_context(events, variant, context, version):
    event = events.s3_object_lambda(variant=variant)

    assert version == event["protocolVersion"]
    assert event[context]["inputS3Url"].startswith("https://orders-123456789012.s3-accesspoint.us-east-1.")


def test_a_key_is_encoded_in_both_urls(events):
    event = events.s3_object_lambda("a b/ü.txt")

    assert "/a%20b/%C3%BC.txt" == urlsplit(event["userRequest"]["url"]).path
    assert "/a%20b/%C3%BC.txt" == urlsplit(event["getObjectContext"]["inputS3Url"]).path


def test_a_list_has_its_query_in_both_urls(events):
    event = events.s3_object_lambda(variant="list_v2", query={"prefix": "a b/"})
    user, own = urlsplit(event["userRequest"]["url"]), urlsplit(event["listObjectsV2Context"]["inputS3Url"])

    assert {"list-type": ["2"], "prefix": ["a b/"]} == parse_qs(user.query)
    assert ["a b/"] == parse_qs(own.query)["prefix"]


def test_the_input_may_be_elsewhere(events):
    context = events.s3_object_lambda(input_s3_url="http://localhost:8000/a")["getObjectContext"]

    assert "http://localhost:8000/a" == context["inputS3Url"]


def test_a_request_carries_what_it_was_given(events):
    event = events.s3_object_lambda(headers={"Range": "bytes=0-9"}, payload={"a": 1}, access_point=ARN)

    assert "bytes=0-9" == event["userRequest"]["headers"]["Range"]
    assert ('{"a": 1}', ARN) == (event["configuration"]["payload"], event["configuration"]["accessPointArn"])
    assert "shop-210987654321.s3-object-lambda.eu-west-1.amazonaws.com" == event["userRequest"]["headers"]["Host"]


@pytest.mark.parametrize(
    "overrides",
    [
        {"configuration": {"accessPointArn": ARN}},
        {"userRequest": {"headers": {"Host": "shop-210987654321.s3-object-lambda.eu-west-1.amazonaws.com"}}},
        {"userRequest": {"url": "https://shop-210987654321.s3-object-lambda.eu-west-1.amazonaws.com/a.txt"}},
    ],
    ids=["arn", "host", "url"],
)
def test_access_point_host_and_url_follow_each_other(events, overrides):
    event = events.s3_object_lambda("a.txt", overrides=overrides)
    host = "shop-210987654321.s3-object-lambda.eu-west-1.amazonaws.com"

    assert (ARN, host, f"https://{host}/a.txt") == (
        event["configuration"]["accessPointArn"],
        event["userRequest"]["headers"]["Host"],
        event["userRequest"]["url"],
    )


def test_a_host_of_ones_own_names_no_access_point(events):
    event = events.s3_object_lambda(overrides={"userRequest": {"url": "http://localhost/a"}})

    assert "localhost" == event["userRequest"]["headers"]["Host"]
    assert event["configuration"]["accessPointArn"].endswith(":accesspoint/orders-object-lambda")


def test_a_url_without_a_host_leaves_the_host(events):
    event = events.s3_object_lambda(overrides={"userRequest": {"url": "/a.txt"}})

    assert event["userRequest"]["headers"]["Host"].startswith("orders-object-lambda-")


def test_the_input_follows_the_supporting_access_point(events):
    arn = "arn:aws:s3:eu-west-1:210987654321:accesspoint/shop"
    event = events.s3_object_lambda("a.txt", overrides={"configuration": {"supportingAccessPointArn": arn}})

    assert event["getObjectContext"]["inputS3Url"].startswith(
        "https://shop-210987654321.s3-accesspoint.eu-west-1.amazonaws.com/a.txt?"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"variant": "put"}, "variant must be one of 'get', 'head', 'list', 'list_v2', got 'put'"),
        (
            {"key": "a", "variant": "list"},
            "key must be left out where variant='list' (give query={'prefix': ...}), got 'a'",
        ),
        ({"query": "a"}, "query must be a mapping of names to text, got 'a'"),
        ({"headers": {"a": [1]}}, "headers['a'] must be text, a number, a boolean or None, got [1]"),
        ({"payload": {1}}, "payload must be text or what JSON can hold, got {1}"),
        ({"input_s3_url": "a"}, "input_s3_url must be the URL of an object, got 'a'"),
        ({"user_identity": "Root"}, "user_identity must be one of 'IAMUser', 'AssumedRole', got 'Root'"),
        (
            {"access_point": "A"},
            "access_point must be the name of an access point (3 to 45 lower-case letters, digits or '-') "
            "or its ARN, got 'A'",
        ),
        (
            {"supporting_access_point": ARN},
            "supporting_access_point must be the name of an access point (3 to 45 lower-case letters, digits or '-') "
            f"or its ARN, got {ARN!r}",
        ),
    ],
)
def test_what_is_no_request_is_refused(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.s3_object_lambda(**arguments)

    assert message == str(raised.value)
