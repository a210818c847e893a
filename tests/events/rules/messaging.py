"""Queues, topics, streams and storage beyond the core: Kafka, Amazon MQ, DocumentDB, Firehose, S3, SES."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, unquote_plus, urlsplit

from aws_lambda_powertools.utilities.parser import models

from pytest_lambda.events import Builders, variants

from .core import ISO, ISO_MS, UUID

REASONS = {
    "Object Created": ("PutObject", "POST Object", "CopyObject", "CompleteMultipartUpload"),
    "Object Deleted": ("DeleteObject", "Lifecycle Expiration"),
}
OPERATIONS = {
    "getObjectContext": "GET",
    "headObjectContext": "HEAD",
    "listObjectsContext": "LIST",
    "listObjectsV2Context": "LIST",
}


def typical(events: Builders) -> Iterator[tuple[str, Any]]:
    """Give one event of every kind in every variant, also with all its optional parts."""
    for kind in ("kafka_msk", "kafka_self_managed"):
        build = getattr(events, kind)
        for variant in variants(kind):
            yield kind, build(variant=variant)
            yield kind, build(["a", {"n": 1}], key=["k", None], headers={"h": ["x", b"\x00\xff"]}, variant=variant)
        schema = {"data_format": "AVRO", "schema_id": "17"}
        yield (
            kind,
            build(
                ["a", "b", "c"],
                topic=["one", "two", "one"],
                partition=[0, 1, 0],
                offset=40,
                key="k",
                value_schema_metadata=schema,
                key_schema_metadata=schema,
                timestamp_type="LOG_APPEND_TIME",
            ),
        )
    for variant in variants("mq_activemq"):
        yield "mq_activemq", events.mq_activemq(variant=variant)
        yield "mq_activemq", events.mq_activemq(["a", b"\x00\xff", {"n": 1}], properties={"k": "v"}, variant=variant)
    for variant in variants("mq_rabbitmq"):
        yield "mq_rabbitmq", events.mq_rabbitmq(variant=variant)
        yield (
            "mq_rabbitmq",
            events.mq_rabbitmq(
                ["a", b"\x00\xff", {"n": 1}],
                virtual_host="shop",
                headers={"h": "ü", "n": 1},
                basic_properties={"priority": 3, "correlation_id": "c"},
                variant=variant,
            ),
        )
    for variant in variants("documentdb"):
        yield "documentdb", events.documentdb(variant=variant)
        if variant in ("insert", "update", "replace", "delete"):
            documents = [{"_id": 1, "total": 2}, {"total": 3}]
            yield "documentdb", events.documentdb(documents, full_document="UpdateLookup", variant=variant)
    yield "documentdb", events.documentdb(variant="update", updated_fields={"a": 1}, removed_fields=["b"])
    for variant in variants("firehose"):
        yield "firehose", events.firehose(variant=variant)
        yield "firehose", events.firehose(["a", b"\x00\xff", {"n": 1}], variant=variant)
    for variant in variants("s3_eventbridge"):
        yield "s3_eventbridge", events.s3_eventbridge(variant=variant)
        yield "s3_eventbridge", events.s3_eventbridge(key="a b/ü+.txt", versioned=True, variant=variant)
        for reason in REASONS.get(variant, ()):
            yield "s3_eventbridge", events.s3_eventbridge(reason=reason, variant=variant)
    for variant in variants("s3_batch"):
        yield "s3_batch", events.s3_batch(variant=variant)
        yield "s3_batch", events.s3_batch("photos", "a b/ü+.txt", version_id="v1", variant=variant)
    yield "s3_batch", events.s3_batch(user_arguments={"k": "v"}, variant="2.0")
    for variant in variants("s3_object_lambda"):
        yield "s3_object_lambda", events.s3_object_lambda(variant=variant)
        yield "s3_object_lambda", events.s3_object_lambda(user_identity="AssumedRole", variant=variant)
    yield "s3_object_lambda", events.s3_object_lambda("a b/ü+.txt", query={"x": "y z"}, headers={"Range": "bytes=0-9"})
    yield "ses", events.ses()
    yield (
        "ses",
        events.ses(
            "Jane Doe <jane@example.com>",
            ["a@example.com", "b@example.com"],
            cc=["c@example.com"],
            headers={"X-Mailer": "test"},
            verdicts={"spam": "GRAY", "dmarc": "FAIL"},
            dmarc_policy="reject",
        ),
    )


def unique_ids(kind: str, event: Any) -> list[str]:
    """Return the ids that no other event may have."""
    match kind:
        case "kafka_msk" | "kafka_self_managed":
            return [f"{kind}/{place}/{one['offset']}" for place, one in _kafka_records(event) if one["offset"] < 40]
        case "mq_activemq":
            return [message["messageID"] for message in event["messages"]]
        case "mq_rabbitmq":
            return []  # publishers give ids, the broker gives none
        case "documentdb":
            return [one["event"]["_id"]["_data"] for one in event["events"]]
        case "firehose":
            return [event["invocationId"], *(record["recordId"] for record in event["records"])]
        case "s3_eventbridge":
            return [event["id"], event["detail"]["request-id"]]
        case "s3_batch":
            return [event["invocationId"], event["job"]["id"], event["tasks"][0]["taskId"]]
        case "s3_object_lambda":
            return [event["xAmzRequestId"], event["userIdentity"]["accessKeyId"]]
    mail = event["Records"][0]["ses"]["mail"]
    return [mail["messageId"], mail["commonHeaders"]["messageId"]]


def _kafka_records(event: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, records in event["records"].items():
        for record in records:
            yield place, record


def _kafka(event: dict[str, Any]) -> None:
    servers = event["bootstrapServers"].split(",")
    assert servers and all(re.fullmatch(r"[a-z0-9.-]+:\d+", server) for server in servers)
    assert event["records"]
    last: dict[str, int] = {}
    for place, record in _kafka_records(event):
        assert f"{record['topic']}-{record['partition']}" == place
        assert last.get(place, -1) < record["offset"]
        last[place] = record["offset"]
        assert base64.b64decode(record["value"], validate=True)
        assert base64.b64decode(record.get("key", "AA=="), validate=True)
        assert 13 == len(str(record["timestamp"]))
        assert record["timestampType"] in ("CREATE_TIME", "LOG_APPEND_TIME")
        for header in record["headers"]:
            ((name, value),) = header.items()
            assert name and all(isinstance(byte, int) and -128 <= byte < 128 for byte in value)
        for name in {"keySchemaMetadata", "valueSchemaMetadata"} & record.keys():
            assert {"dataFormat", "schemaId"} == record[name].keys()
            assert record[name]["dataFormat"] in ("AVRO", "JSON", "PROTOBUF")
        assert "key" in record or "keySchemaMetadata" not in record


def _kafka_msk(event: dict[str, Any]) -> None:
    assert "aws:kafka" == event["eventSource"]
    assert re.fullmatch(
        r"arn:aws:kafka:us-east-1:123456789012:cluster/orders/[0-9a-f-]{36}-\d", event["eventSourceArn"]
    )
    assert all(".kafka.us-east-1.amazonaws.com:" in server for server in event["bootstrapServers"].split(","))
    _kafka(event)


def _kafka_self_managed(event: dict[str, Any]) -> None:
    assert "SelfManagedKafka" == event["eventSource"]
    assert "eventSourceArn" not in event
    _kafka(event)


def _mq_broker(event: dict[str, Any]) -> None:
    assert re.fullmatch(r"arn:aws:mq:us-east-1:123456789012:broker:orders:b-[0-9a-f-]{36}", event["eventSourceArn"])


def _mq_activemq(event: dict[str, Any]) -> None:
    assert "aws:mq" == event["eventSource"]
    _mq_broker(event)
    assert event["messages"]
    broker = event["eventSourceArn"].rpartition(":")[2]
    for message in event["messages"]:
        assert message["messageID"].startswith(f"ID:{broker}-1.mq.us-east-1.amazonaws.com-")
        assert message["messageID"].startswith(message["connectionId"])
        assert message["messageType"] in ("jms/text-message", "jms/bytes-message")
        assert base64.b64decode(message["data"], validate=True)
        assert 13 == len(str(message["timestamp"]))
        assert message["timestamp"] <= message["brokerInTime"] <= message["brokerOutTime"]
        assert all(isinstance(value, str) for value in message["properties"].values())


def _mq_rabbitmq(event: dict[str, Any]) -> None:
    assert "aws:rmq" == event["eventSource"]
    _mq_broker(event)
    ((name, messages),) = event["rmqMessagesByQueue"].items()
    assert re.fullmatch(r"[^:]+::[^:]+", name)
    for message in messages:
        properties = message["basicProperties"]
        assert {"contentType", "contentEncoding", "headers", "deliveryMode", "priority", "correlationId", "replyTo",
                "expiration", "messageId", "timestamp", "type", "userId", "appId", "clusterId",
                "bodySize"} == properties.keys()  # fmt: skip
        assert len(base64.b64decode(message["data"], validate=True)) == properties["bodySize"]
        assert re.fullmatch(r"[A-Z][a-z]{2} \d{1,2}, 2025, \d{1,2}:\d\d:\d\d [AP]M", properties["timestamp"])


def _documentdb(event: dict[str, Any]) -> None:
    assert "aws:docdb" == event["eventSource"]
    assert "arn:aws:rds:us-east-1:123456789012:cluster:orders" == event["eventSourceArn"]
    assert event["events"]
    last = (0, 0)
    for one in event["events"]:
        assert {"event"} == one.keys()
        change = one["event"]
        operation, stamp = change["operationType"], change["clusterTime"]["$timestamp"]
        assert last < (stamp["t"], stamp["i"])
        last = (stamp["t"], stamp["i"])
        assert change["_id"]["_data"].startswith(f"01{stamp['t']:08x}{stamp['i']:08x}")
        assert ("ns" in change) == (operation != "invalidate")
        assert ("documentKey" in change) == (operation in ("insert", "update", "replace", "delete"))
        assert ("updateDescription" in change) == (operation == "update")
        assert ("to" in change) == (operation == "rename")
        assert "fullDocument" in change or operation not in ("insert", "replace")
        if "fullDocument" in change:
            assert operation in ("insert", "update", "replace")
            assert change["fullDocument"]["_id"] == change["documentKey"]["_id"]


def _firehose(event: dict[str, Any]) -> None:
    assert UUID.fullmatch(event["invocationId"])
    assert f"arn:aws:firehose:{event['region']}:123456789012:deliverystream/orders" == event["deliveryStreamArn"]
    assert not {"sourceKinesisStreamArn", "sourceMSKArn"} <= event.keys()
    assert len({record["recordId"] for record in event["records"]}) == len(event["records"]) > 0
    for record in event["records"]:
        assert ("kinesisRecordMetadata" in record) == ("sourceKinesisStreamArn" in event)
        assert ("mskRecordMetadata" in record) == ("sourceMSKArn" in event) == ("kafkaRecordValue" in record)
        assert ("data" in record) != ("kafkaRecordValue" in record)
        assert base64.b64decode(record.get("data") or record["kafkaRecordValue"], validate=True)
        assert 13 == len(str(record["approximateArrivalTimestamp"]))
        for name in {"kinesisRecordMetadata", "mskRecordMetadata"} & record.keys():
            assert record["approximateArrivalTimestamp"] == record[name]["approximateArrivalTimestamp"]
        if "kinesisRecordMetadata" in record:
            assert record["kinesisRecordMetadata"]["sequenceNumber"] + "000000" == record["recordId"]


def _s3_eventbridge(event: dict[str, Any]) -> None:
    detail, kind = event["detail"], event["detail-type"]
    assert ("0", "aws.s3") == (event["version"], event["source"])
    assert UUID.fullmatch(event["id"])
    assert ISO.fullmatch(event["time"])
    assert [f"arn:aws:s3:::{detail['bucket']['name']}"] == event["resources"]
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in [*detail, *detail["object"]])
    assert "%" not in detail["object"]["key"]
    assert ("reason" in detail) == (kind in REASONS) == ("sequencer" in detail["object"])
    assert detail.get("reason") in (*REASONS.get(kind, ()), None)
    assert ("deletion-type" in detail) == (kind == "Object Deleted")
    assert (detail["requester"] == "s3.amazonaws.com") != ("source-ip-address" in detail)
    assert ("restore-expiry-time" in detail) == (kind == "Object Restore Completed")
    is_multipart = detail.get("reason") == "CompleteMultipartUpload"
    assert ("-" in detail["object"].get("etag", "")) == is_multipart
    if detail.get("deletion-type") == "Delete Marker Created":
        assert detail["object"]["version-id"]
    if kind == "Object Deleted":
        assert "size" not in detail["object"]


def _s3_batch(event: dict[str, Any]) -> None:
    (task,) = event["tasks"]
    version = event["invocationSchemaVersion"]
    assert UUID.fullmatch(event["job"]["id"])
    assert ("s3BucketArn" in task) == (version == "1.0") != ("s3Bucket" in task)
    assert task.get("s3BucketArn", "arn:aws:s3:::").startswith("arn:aws:s3:::")
    assert " " not in task["s3Key"] and unquote_plus(task["s3Key"])
    assert "s3VersionId" in task
    assert version == "2.0" or "userArguments" not in event["job"]


def _s3_object_lambda(event: dict[str, Any]) -> None:
    (name,) = OPERATIONS.keys() & event.keys()
    context, user = event[name], event["userRequest"]
    url, given = urlsplit(user["url"]), urlsplit(context["inputS3Url"])
    assert (OPERATIONS[name] == "GET") == ("outputRoute" in context) == ("outputToken" in context)
    assert (
        user["headers"]["Host"]
        == url.netloc
        == "orders-object-lambda-123456789012.s3-object-lambda.us-east-1.amazonaws.com"
    )
    assert "orders-123456789012.s3-accesspoint.us-east-1.amazonaws.com" == given.netloc
    assert unquote(url.path) == unquote(given.path)
    assert (url.path == "/") == (OPERATIONS[name] == "LIST")
    parameters = parse_qs(given.query)
    assert parse_qs(url.query).items() <= parameters.items()
    assert parameters["X-Amz-Credential"][0].startswith(event["userIdentity"]["accessKeyId"] + "/2025")
    assert re.fullmatch(r"2025\d{4}T\d{6}Z", parameters["X-Amz-Date"][0])
    assert ("sessionContext" in event["userIdentity"]) == (event["userIdentity"]["type"] == "AssumedRole")


def _ses(event: dict[str, Any]) -> None:
    (record,) = event["Records"]
    mail, receipt = record["ses"]["mail"], record["ses"]["receipt"]
    common, headers = mail["commonHeaders"], {header["name"]: header["value"] for header in mail["headers"]}
    assert ("aws:ses", "1.0") == (record["eventSource"], record["eventVersion"])
    assert ISO_MS.fullmatch(mail["timestamp"]) and mail["timestamp"] == receipt["timestamp"]
    assert mail["source"] == common["returnPath"] and mail["source"] in common["from"][0]
    assert common["to"] == receipt["recipients"] and set(receipt["recipients"]) <= set(mail["destination"])
    assert (common["subject"], common["messageId"], common["date"]) == (
        headers["Subject"],
        headers["Message-ID"],
        headers["Date"],
    )
    assert common["from"] == [headers["From"]] and ", ".join(common["to"]) == headers["To"]
    assert receipt["spamVerdict"]["status"] == headers["X-SES-Spam-Verdict"]
    assert ("dmarcPolicy" in receipt) == (receipt["dmarcVerdict"]["status"] == "FAIL")
    assert re.fullmatch(r"[a-z0-9]{40}", mail["messageId"]) and mail["messageId"] in headers["Received"]
    assert "Lambda" == receipt["action"]["type"]


RULES = {
    "documentdb": _documentdb,
    "firehose": _firehose,
    "kafka_msk": _kafka_msk,
    "kafka_self_managed": _kafka_self_managed,
    "mq_activemq": _mq_activemq,
    "mq_rabbitmq": _mq_rabbitmq,
    "s3_batch": _s3_batch,
    "s3_eventbridge": _s3_eventbridge,
    "s3_object_lambda": _s3_object_lambda,
    "ses": _ses,
}

MODELS = {
    "s3_batch": models.S3BatchOperationModel,
    "s3_eventbridge": models.S3EventNotificationEventBridgeModel,
    "ses": models.SesModel,
}
"""Those of Kafka, Firehose and Object Lambda are narrower than the service: see test_messaging_models.py."""
