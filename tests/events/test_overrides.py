"""How overrides reach an event of any kind."""

from __future__ import annotations

import copy
from datetime import datetime, timezone
from decimal import Decimal
from hashlib import md5

import pytest

from pytest_lambda.base.digests import md5_of_message_attributes
from pytest_lambda.base.errors import UsageError


def records(event):
    return event["Records"]


def test_overrides_are_merged_deep(events):
    event = events.eventbridge(detail={"a": {"b": 1, "c": 2}}, overrides={"detail": {"a": {"b": 3}}})

    assert {"a": {"b": 3, "c": 2}} == event["detail"]


def test_lists_take_the_place_of_lists(events):
    event = events.eventbridge(resources=["arn:aws:s3:::a"], overrides={"resources": ["b"]})

    assert ["b"] == event["resources"]


def test_fields_can_be_added(events):
    assert "rerun" == events.eventbridge(overrides={"replay-name": "rerun"})["replay-name"]


def test_a_dict_goes_to_every_record(events):
    event = events.sqs(["a", "b"], overrides={"Records": {"attributes": {"SenderId": "me"}}})

    assert ["me", "me"] == [record["attributes"]["SenderId"] for record in records(event)]


def test_a_list_goes_item_by_item(events):
    event = events.sqs(["a", "b", "c"], overrides={"Records": [{}, {"messageId": "second"}]})

    assert "second" == records(event)[1]["messageId"]
    assert ["a", "b", "c"] == [record["body"] for record in records(event)]


def test_a_new_body_has_a_new_digest(events):
    record = records(events.sqs(["a"], overrides={"Records": {"body": "b"}}))[0]

    assert md5(b"b").hexdigest() == record["md5OfBody"]


def test_a_digest_can_be_wrong_if_asked_for(events):
    record = records(events.sqs(["a"], overrides={"Records": {"body": "b", "md5OfBody": "0"}}))[0]

    assert "0" == record["md5OfBody"]


def test_new_attributes_have_a_new_digest(events):
    attribute = {"stringValue": "x", "stringListValues": [], "binaryListValues": [], "dataType": "String"}
    record = records(events.sqs(["a"], overrides={"Records": {"messageAttributes": {"k": attribute}}}))[0]

    assert md5_of_message_attributes({"k": attribute}) == record["md5OfMessageAttributes"]


def test_a_changed_attribute_has_a_new_digest(events):
    overrides = {"Records": {"messageAttributes": {"k": {"stringValue": "y"}}}}
    record = records(events.sqs(["a"], message_attributes={"k": "x"}, overrides=overrides))[0]

    assert md5_of_message_attributes(record["messageAttributes"]) == record["md5OfMessageAttributes"]
    assert "y" == record["messageAttributes"]["k"]["stringValue"]


def test_the_region_follows_the_arn(events):
    overrides = {"Records": {"eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:orders"}}

    assert "eu-west-1" == records(events.sqs(overrides=overrides))[0]["awsRegion"]


@pytest.mark.parametrize("kind", ["sqs", "kinesis", "dynamodb"])
def test_the_arn_follows_the_region(events, kind):
    record = records(getattr(events, kind)(overrides={"Records": {"awsRegion": "eu-west-1"}}))[0]

    assert ":eu-west-1:" in record["eventSourceARN"]


def test_the_topic_goes_everywhere(events):
    topic = "arn:aws:sns:eu-west-1:123456789012:other"
    record = records(events.sns(overrides={"Records": {"Sns": {"TopicArn": topic}}}))[0]

    assert record["EventSubscriptionArn"].startswith(f"{topic}:")
    assert record["Sns"]["UnsubscribeUrl"].endswith(record["EventSubscriptionArn"])
    assert record["Sns"]["SigningCertUrl"].startswith("https://sns.eu-west-1.")


def test_the_subscription_names_the_topic(events):
    subscription = "arn:aws:sns:eu-west-1:123456789012:other:1"
    record = records(events.sns(overrides={"Records": {"EventSubscriptionArn": subscription}}))[0]

    assert "arn:aws:sns:eu-west-1:123456789012:other" == record["Sns"]["TopicArn"]
    assert record["Sns"]["SigningCertUrl"].startswith("https://sns.eu-west-1.")
    assert record["Sns"]["UnsubscribeUrl"].endswith(subscription)


def test_the_event_id_follows_the_sequence_number(events):
    record = records(events.kinesis(overrides={"Records": {"kinesis": {"sequenceNumber": "5"}}}))[0]

    assert "shardId-000000000000:5" == record["eventID"]


def test_the_sequence_number_follows_the_event_id(events):
    record = records(events.kinesis(overrides={"Records": {"eventID": "shardId-000000000001:5"}}))[0]

    assert "5" == record["kinesis"]["sequenceNumber"]


@pytest.mark.parametrize("kind", ["kinesis_window", "dynamodb_window"])
def test_a_window_is_of_the_stream_of_its_records(events, kind):
    event = getattr(events, kind)(overrides={"Records": {"eventSourceARN": "arn:aws:x:eu-west-1:1:stream/other"}})

    assert "arn:aws:x:eu-west-1:1:stream/other" == event["eventSourceARN"]


def test_the_fields_of_a_window_can_be_overridden(events):
    event = events.kinesis_window(["a"], overrides={"state": {"n": 1}, "shardId": "other"})

    assert ({"n": 1}, "other", 1) == (event["state"], event["shardId"], len(records(event)))


def test_the_arn_of_a_bucket_follows_its_name(events):
    bucket = records(events.s3(overrides={"Records": {"s3": {"bucket": {"name": "other"}}}}))[0]["s3"]["bucket"]

    assert "arn:aws:s3:::other" == bucket["arn"]


def test_the_name_of_a_bucket_follows_its_arn(events):
    overrides = {"Records": {"s3": {"bucket": {"arn": "arn:aws:s3:::other"}}}}

    assert "other" == records(events.s3(overrides=overrides))[0]["s3"]["bucket"]["name"]


def test_an_object_that_is_gone_has_no_size(events):
    record = records(events.s3(overrides={"Records": {"eventName": "ObjectRemoved:Delete"}}))[0]

    assert not {"size", "eTag"} & record["s3"]["object"].keys()


def test_the_size_of_a_change_follows_its_image(events):
    overrides = {"Records": {"dynamodb": {"NewImage": {"Message": {"S": "New item!"}}}}}
    record = records(events.dynamodb({"Id": 101}, keys="Id", overrides=overrides))[0]

    assert 26 == record["dynamodb"]["SizeBytes"]


def test_an_attribute_of_an_image_is_replaced_as_a_whole(events):
    overrides = {"Records": {"dynamodb": {"NewImage": {"quantity": {"S": "many"}}}}}

    assert {"S": "many"} == records(events.dynamodb(overrides=overrides))[0]["dynamodb"]["NewImage"]["quantity"]


def test_the_keys_follow_the_image(events):
    change = records(events.dynamodb(overrides={"Records": {"dynamodb": {"NewImage": {"id": {"S": "x"}}}}}))[0]

    assert {"id": {"S": "x"}} == change["dynamodb"]["Keys"]


def test_the_images_follow_the_keys(events):
    overrides = {"Records": {"dynamodb": {"Keys": {"id": {"S": "x"}}}}}
    change = records(events.dynamodb(variant="MODIFY", overrides=overrides))[0]["dynamodb"]

    assert {"S": "x"} == change["NewImage"]["id"] == change["OldImage"]["id"]


def test_the_images_follow_the_view(events):
    overrides = {"Records": {"dynamodb": {"StreamViewType": "KEYS_ONLY"}}}
    change = records(events.dynamodb({"Id": 101, "Message": "x"}, keys="Id", overrides=overrides))[0]["dynamodb"]

    assert "NewImage" not in change
    assert 5 == change["SizeBytes"]


def test_the_images_follow_the_event_name(events):
    change = records(events.dynamodb({"id": "a"}, overrides={"Records": {"eventName": "REMOVE"}}))[0]["dynamodb"]

    assert "NewImage" not in change
    assert {"id": {"S": "a"}} == change["OldImage"]


def test_an_insert_that_becomes_a_modification_changed_something(events):
    change = records(events.dynamodb({"id": "a", "n": 1}, overrides={"Records": {"eventName": "MODIFY"}}))[0][
        "dynamodb"
    ]
    keys = records(events.dynamodb({"id": "a"}, overrides={"Records": {"eventName": "MODIFY"}}))[0]["dynamodb"]

    assert {"id": {"S": "a"}} == change["OldImage"]
    assert keys["OldImage"] != keys["NewImage"]


def test_only_a_removal_is_by_the_service(events):
    record = records(events.dynamodb(variant="TTL_DELETE", overrides={"Records": {"eventName": "INSERT"}}))[0]

    assert "userIdentity" not in record


def test_an_image_has_no_empty_set(events):
    with pytest.raises(UsageError) as raised:
        events.dynamodb({"id": "a"}, overrides={"Records": {"dynamodb": {"NewImage": {"s": {"SS": []}}}}})

    assert "an image must be free of empty sets, which DynamoDB refuses, got {'SS': []}" == str(raised.value)


@pytest.mark.parametrize("kind", ["kinesis_window", "dynamodb_window"])
def test_the_records_are_of_the_stream_of_their_window(events, kind):
    arn = {
        "kinesis_window": "arn:aws:kinesis:eu-west-1:210987654321:stream/other",
        "dynamodb_window": "arn:aws:dynamodb:eu-west-1:210987654321:table/other/stream/2025-01-01T00:00:00.000",
    }[kind]
    (record,) = records(getattr(events, kind)(overrides={"eventSourceARN": arn}))

    assert (arn, "eu-west-1") == (record["eventSourceARN"], record["awsRegion"])


def test_a_window_is_of_the_shard_of_its_records(events):
    by_record = events.kinesis_window(["a"], overrides={"Records": {"eventID": "shardId-000000000007:49"}})
    by_window = events.kinesis_window(["a", "b"], overrides={"shardId": "shardId-000000000007"})
    empty = events.kinesis_window([], is_final_invoke_for_window=True, overrides={"shardId": "shardId-000000000007"})

    assert "shardId-000000000007" == by_record["shardId"]
    assert all(record["eventID"].startswith("shardId-000000000007:") for record in records(by_window))
    assert ("shardId-000000000007", []) == (empty["shardId"], records(empty))


def test_no_message_is_received_before_it_was_sent(events):
    later = {"SentTimestamp": "1800000000000"}
    overridden = events.sqs(["a"], overrides={"Records": {"attributes": later}})
    added = events.sqs(["a"], attributes=later)

    assert ["1800000000000"] * 2 == [
        records(event)[0]["attributes"]["ApproximateFirstReceiveTimestamp"] for event in (overridden, added)
    ]


def test_when_a_message_was_received_can_be_given(events):
    both = {"SentTimestamp": "1800000000000", "ApproximateFirstReceiveTimestamp": "1700000000000"}

    assert both.items() <= records(events.sqs(["a"], attributes=both))[0]["attributes"].items()


def test_what_an_event_of_s3_adds_follows_its_name(events):
    def renamed(name, **arguments):
        return records(events.s3(overrides={"Records": {"eventName": name}}, **arguments))[0]

    restored = renamed("ObjectRestore:Completed", time=1_735_689_600)
    plain = renamed("ObjectCreated:Put", variant="ObjectRestore:Completed")

    assert (
        "2025-01-08T00:00:00.000Z"
        == (restored["glacierEventData"]["restoreEventData"]["lifecycleRestorationExpiryTime"])
    )
    assert "glacierEventData" not in plain
    assert "lifecycleEventData" in renamed("LifecycleTransition")
    assert "intelligentTieringEventData" in renamed("IntelligentTiering")


def test_etag_and_version_follow_the_name_of_an_event_of_s3(events):
    def renamed(name, **arguments):
        return records(events.s3(overrides={"Records": {"eventName": name}}, **arguments))[0]["s3"]["object"]

    multipart = "ObjectCreated:CompleteMultipartUpload"

    assert renamed(multipart)["eTag"].endswith("-1")
    assert "-" not in renamed("ObjectCreated:Put", variant=multipart)["eTag"]
    assert 32 == len(renamed("ObjectRemoved:DeleteMarkerCreated")["versionId"])
    assert "v1" == renamed("ObjectRemoved:DeleteMarkerCreated", version_id="v1")["versionId"]
    assert "versionId" not in renamed("ObjectRemoved:Delete")


def test_what_the_caller_gave_is_never_changed(events):
    overrides = {"detail": {"a": [{"b": 1}]}, "resources": ["x"]}
    detail = {"a": [{"b": 0}], "c": {"d": 1}}
    kept = copy.deepcopy((overrides, detail))
    event = events.eventbridge(detail=detail, overrides=overrides)
    event["detail"]["a"].append(2)
    event["detail"]["c"]["d"] = 3
    event["resources"].append("y")

    assert kept == (overrides, detail)


def test_records_share_nothing(events):
    event = events.sqs(["a", "b"], message_attributes={"k": "x"}, overrides={"Records": {"extra": {"n": [1]}}})
    records(event)[0]["extra"]["n"].append(2)
    records(event)[0]["messageAttributes"]["k"]["stringListValues"].append("z")

    assert {"n": [1]} == records(event)[1]["extra"]
    assert [] == records(event)[1]["messageAttributes"]["k"]["stringListValues"]


def test_images_share_nothing(events):
    change = records(events.dynamodb(new_image={"id": "a", "m": {"n": 1}}, variant="MODIFY"))[0]["dynamodb"]
    change["NewImage"]["id"]["S"] = "b"

    assert {"S": "a"} == change["OldImage"]["id"] == change["Keys"]["id"]


def test_tuples_become_lists(events):
    assert [1, [2]] == events.eventbridge(overrides={"detail": {"a": (1, (2,))}})["detail"]["a"]


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ("x", "overrides must be a dict of fields of the event, got 'x'"),
        ({"a": {1}}, "overrides['a'] must be what JSON can hold, got {1}"),
        ({"a": [b"x"]}, "overrides['a'][0] must be what JSON can hold, got b'x'"),
        ({"a": float("nan")}, "overrides['a'] must be what JSON can hold, got nan"),
        ({"a": Decimal("1")}, "overrides['a'] must be what JSON can hold, got Decimal('1')"),
        (
            {"a": datetime(2025, 1, 1, tzinfo=timezone.utc)},
            "overrides['a'] must be what JSON can hold, "
            "got datetime.datetime(2025, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)",
        ),
        ({1: "a"}, "a key in overrides must be text, got 1"),
        ({"a": "\ud800"}, "overrides['a'] must be text that UTF-8 can carry, got '\\ud800'"),
        (
            {"Records": 3},
            "overrides['Records'] must be a dict (for every record) or a list (item by item), got 3",
        ),
        (
            {"Records": [{}, {}]},
            "overrides['Records'] must hold at most one item per record (1), got 2; "
            "the number of records is that of the builder's first argument",
        ),
        ({"Records": [3]}, "overrides['Records'][0] must be a dict of fields of the event, got 3"),
        (
            {"Records": {"body": {"a": 1}}},
            "overrides['Records'][0]: md5OfBody follows body and cannot be made from {'a': 1}; "
            "correct that, or override md5OfBody too",
        ),
    ],
    ids=[
        "text",
        "set",
        "bytes",
        "nan",
        "decimal",
        "datetime",
        "key",
        "surrogate",
        "records",
        "long",
        "item",
        "body",
    ],
)
def test_overrides_must_be_fields(events, overrides, message):
    with pytest.raises(UsageError) as raised:
        events.sqs(["a"], overrides=overrides)

    assert message == str(raised.value)
