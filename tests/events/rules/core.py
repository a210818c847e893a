"""The kinds that tests and handlers use most: API Gateway, SQS, SNS, S3, Kinesis, DynamoDB, EventBridge."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from aws_lambda_powertools.utilities.parser import models

from pytest_lambda.base.digests import md5_of_message_attributes
from pytest_lambda.events import Builders, variants

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TRACE = re.compile(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}")
ISO_MS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def typical(events: Builders) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give one event of every kind in every variant, also with all its optional parts."""
    for variant in variants("apigw_rest"):
        yield "apigw_rest", events.apigw_rest(variant=variant)
        yield (
            "apigw_rest",
            events.apigw_rest(
                "put",
                resource="/orders/{id}/{rest+}",
                path_parameters={"id": 7, "rest": "a b/c"},
                query={"a": ["1", "2"], "b c": "ü&"},
                headers={"X-Many": ["one", "two"]},
                json={"n": 1},
                stage_variables={"color": "blue"},
                variant=variant,
            ),
        )
    for variant in variants("apigw_http"):
        yield "apigw_http", events.apigw_http(variant=variant)
        yield (
            "apigw_http",
            events.apigw_http(
                path="/orders/7",
                query={"a": ["1", "2"], "b c": "ü&"},
                headers={"X-Many": ["one", "two"], "Cookie": "a=b; c=d"},
                body=b"\x00\xff",
                stage="live",
                stage_variables={"color": "blue"},
                variant=variant,
            ),
        )
    yield "apigw_http", events.apigw_http(resource="/orders/{id}", path="/orders/7")
    for variant in variants("s3"):
        yield "s3", events.s3(variant=variant)
        yield "s3", events.s3(key="a b/ü+.txt", versioned=True, variant=variant)
    for variant in variants("sqs"):
        yield "sqs", events.sqs(variant=variant)
        yield (
            "sqs",
            events.sqs([None] * 3 if variant in ("sns", "eventbridge") else ["a", "b", "c"], variant=variant),
        )
    yield (
        "sqs",
        events.sqs(["ü", {"a": 1}], message_attributes={"n": 1, "b": b"\x00", "s": "x"}, receive_count=3),
    )
    for variant in variants("sns"):
        yield "sns", events.sns(variant=variant)
        yield "sns", events.sns({"a": 1}, subject="Hello", signature_version="2", variant=variant)
    yield "kinesis", events.kinesis()
    yield "kinesis", events.kinesis(["a", b"\x00", {"n": 1}])
    yield "kinesis_window", events.kinesis_window(["a", "b"])
    yield "kinesis_window", events.kinesis_window([], is_final_invoke_for_window=True)
    for variant in variants("dynamodb"):
        for view in ("NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY"):
            yield "dynamodb", events.dynamodb(variant=variant, stream_view_type=view)
    yield "dynamodb", events.dynamodb([{"id": 1, "s": {1, 2}}, {"id": 2, "m": {"l": [b"x", None, True]}}])
    yield "dynamodb_window", events.dynamodb_window()
    yield "eventbridge", events.eventbridge()
    yield (
        "eventbridge",
        events.eventbridge("aws.s3", "Object Created", {"a": [1]}, resources=["arn:aws:s3:::b"]),
    )


def unique_ids(kind: str, event: dict[str, Any]) -> list[str]:
    """Return the ids that no other event may have."""
    match kind:
        case "apigw_rest":
            context = event["requestContext"]
            return [context["requestId"], context["extendedRequestId"]]
        case "apigw_http":
            return [event["requestContext"]["requestId"], event["headers"]["x-amzn-trace-id"]]
        case "eventbridge":
            return [event["id"]]
        case "s3":
            elements = [record["responseElements"] for record in event["Records"]]
            return [one for element in elements for one in element.values()] + [
                record["s3"]["object"]["sequencer"] for record in event["Records"]
            ]
        case "sqs":
            return [record[name] for record in event["Records"] for name in ("messageId", "receiptHandle")]
        case "sns":
            return [record["Sns"][name] for record in event["Records"] for name in ("MessageId", "Signature")]
    return [record["eventID"] for record in event["Records"]]


def _apigw_rest(event: dict[str, Any]) -> None:
    context, is_console = event["requestContext"], event["requestContext"]["stage"] == "test-invoke-stage"
    identity = context["identity"]
    assert event["httpMethod"] == context["httpMethod"]
    assert event["resource"] == context["resourcePath"]
    assert context["path"].endswith(event["path"])
    if "custom" not in context["domainName"] and not is_console and context["domainName"] != "api.example.com":
        assert f"/{context['stage']}{event['path']}" == context["path"]
        assert context["apiId"] == context["domainPrefix"]
    for single, multi in (
        ("headers", "multiValueHeaders"),
        ("queryStringParameters", "multiValueQueryStringParameters"),
    ):
        if event[single] is None:
            assert event[multi] is None
        else:
            assert event[single]
            assert event[single] == {name: values[-1] for name, values in event[multi].items()}
    filled = event["resource"]
    for name, value in (event["pathParameters"] or {}).items():
        filled = filled.replace(f"{{{name}}}", value).replace(f"{{{name}+}}", value)
    assert filled == event["path"]
    assert event["pathParameters"] != {}
    assert UUID.fullmatch(context["requestId"])
    assert re.fullmatch(r"[A-Za-z0-9]+=", context["extendedRequestId"])
    assert re.fullmatch(r"[a-z0-9]{10}", context["apiId"])
    assert 14 == len(identity)
    assert context["domainName"].split(".")[0] == context["domainPrefix"]
    written_time(context["requestTime"], context["requestTimeEpoch"])
    if not is_console:
        reached(event["headers"], "Host", context["domainName"], identity["sourceIp"], identity["userAgent"])
    http_body(event, (event["headers"] or {}).get("Content-Type"))


def _apigw_http(event: dict[str, Any]) -> None:
    payload_2(event)
    assert re.fullmatch(r"[A-Za-z0-9]{15}=", event["requestContext"]["requestId"])


def payload_2(event: dict[str, Any]) -> None:
    """Assert what holds for everything in payload format 2.0."""
    context = event["requestContext"]
    assert "2.0" == event["version"]
    assert all(name == name.lower() for name in event["headers"])
    assert "cookie" not in event["headers"]
    lists: dict[str, list[str]] = {}
    for name, value in parse_qsl(event["rawQueryString"], keep_blank_values=True):
        lists.setdefault(name, []).append(value)
    assert {name: ",".join(values) for name, values in lists.items()} == event.get("queryStringParameters", {})
    for name in ("cookies", "queryStringParameters", "pathParameters", "stageVariables"):
        assert event.get(name, "absent")
    assert event["rawPath"] == context["http"]["path"]
    assert "$default" == context["stage"] or event["rawPath"].startswith(f"/{context['stage']}/")
    assert event["routeKey"] == context["routeKey"]
    assert "$default" == event["routeKey"] or event["routeKey"].startswith(context["http"]["method"] + " /")
    assert context["domainName"].startswith(context["domainPrefix"])
    if ".execute-api." in context["domainName"]:
        assert context["apiId"] == context["domainPrefix"]
    written_time(context["time"], context["timeEpoch"])
    http = context["http"]
    reached(event["headers"], "host", context["domainName"], http["sourceIp"], http["userAgent"])
    http_body({"body": None, **event}, event["headers"].get("content-type"))


def reached(headers: dict[str, str], host: str, domain: str, source_ip: str, user_agent: str) -> None:
    lower = {name.lower(): value for name, value in headers.items()}
    assert domain == headers[host]
    assert ipaddress.ip_address(source_ip).is_global
    assert source_ip == lower["x-forwarded-for"].split(",")[0]
    assert user_agent == lower["user-agent"]
    assert TRACE.fullmatch(lower["x-amzn-trace-id"])


def http_body(event: dict[str, Any], content_type: str | None) -> None:
    if event["isBase64Encoded"]:
        assert base64.b64decode(event["body"], validate=True)
    if event["body"] is not None and event["body"].startswith("{"):
        assert "application/json" == content_type


def written_time(written: str, epoch_ms: int) -> None:
    at = datetime.strptime(written, "%d/%b/%Y:%H:%M:%S %z")
    assert epoch_ms // 1000 == at.timestamp()
    assert 13 == len(str(epoch_ms))


def _s3(event: dict[str, Any]) -> None:
    (record,) = event["Records"]
    name, thing = record["eventName"], record["s3"]["object"]
    assert f"arn:aws:s3:::{record['s3']['bucket']['name']}" == record["s3"]["bucket"]["arn"]
    assert " " not in thing["key"] and unquote_plus(thing["key"]) and "%2F" not in thing["key"]
    assert re.fullmatch(r"[0-9A-F]{18}", thing["sequencer"])
    assert not name.startswith("s3:")
    assert ISO_MS.fullmatch(record["eventTime"])
    assert "urlDecodedKey" not in thing
    if name in ("ObjectRemoved:Delete", "LifecycleExpiration:Delete"):
        assert not {"size", "eTag"} & thing.keys()
    else:
        assert re.fullmatch(r"[0-9a-f]{32}(-\d+)?", thing["eTag"])
        assert ("-" in thing["eTag"]) == (name == "ObjectCreated:CompleteMultipartUpload")
    if name.endswith("DeleteMarkerCreated"):
        assert thing["versionId"]
    assert ("glacierEventData" in record) == (name == "ObjectRestore:Completed")


def _sqs(event: dict[str, Any]) -> None:
    groups: dict[str, str] = {}
    assert 1 == len({record["eventSourceARN"] for record in event["Records"]})
    for record in event["Records"]:
        attributes = record["attributes"]
        assert UUID.fullmatch(record["messageId"])
        assert re.fullmatch(r"AQEB[A-Za-z0-9+/]{100,}=*", record["receiptHandle"])
        assert hashlib.md5(record["body"].encode()).hexdigest() == record["md5OfBody"]
        assert ("md5OfMessageAttributes" in record) == bool(record["messageAttributes"])
        if record["messageAttributes"]:
            digest = md5_of_message_attributes(record["messageAttributes"])
            assert digest == record["md5OfMessageAttributes"]
        assert all(isinstance(value, str) for value in attributes.values())
        assert 1 <= int(attributes["ApproximateReceiveCount"])
        assert 13 == len(attributes["SentTimestamp"]) == len(attributes["ApproximateFirstReceiveTimestamp"])
        assert attributes["SentTimestamp"] <= attributes["ApproximateFirstReceiveTimestamp"]
        for attribute in record["messageAttributes"].values():
            assert attribute["dataType"].partition(".")[0] in ("String", "Number", "Binary")
            assert [] == attribute["stringListValues"] == attribute["binaryListValues"]
        if record["eventSourceARN"].endswith(".fifo"):
            group, number = attributes["MessageGroupId"], attributes["SequenceNumber"]
            assert 20 == len(number)
            assert groups.get(group, "") < number
            groups[group] = number
            assert attributes["MessageDeduplicationId"]


def _sns(event: dict[str, Any]) -> None:
    (record,) = event["Records"]
    inner = record["Sns"]
    topic, _, subscription = record["EventSubscriptionArn"].rpartition(":")
    assert inner["TopicArn"] == topic
    assert UUID.fullmatch(subscription)
    assert "Subject" in inner
    assert all({"Type", "Value"} == attribute.keys() for attribute in inner["MessageAttributes"].values())
    assert ISO_MS.fullmatch(inner["Timestamp"])
    assert inner["SignatureVersion"] in ("1", "2")
    assert base64.b64decode(inner["Signature"], validate=True)
    assert inner["SigningCertUrl"].startswith("https://sns.us-east-1.amazonaws.com/")
    assert inner["UnsubscribeUrl"].endswith(record["EventSubscriptionArn"])
    assert inner["TopicArn"].endswith(".fifo") == ("SequenceNumber" in inner)


def _kinesis(event: dict[str, Any]) -> None:
    last = ""
    assert len({record["eventSourceARN"] for record in event["Records"]}) <= 1
    assert len({record["eventID"].split(":")[0] for record in event["Records"]}) <= 1
    for record in event["Records"]:
        payload = record["kinesis"]
        assert base64.b64decode(payload["data"], validate=True)
        assert re.fullmatch(r"\d{56}", payload["sequenceNumber"])
        assert last < payload["sequenceNumber"]
        last = payload["sequenceNumber"]
        assert re.fullmatch(rf"shardId-\d{{12}}:{last}", record["eventID"])
        assert isinstance(payload["approximateArrivalTimestamp"], float)
        assert ":role/" in record["invokeIdentityArn"]


def _kinesis_window(event: dict[str, Any]) -> None:
    _kinesis(event)
    _window(event)


def _window(event: dict[str, Any]) -> None:
    start, end = event["window"]["start"], event["window"]["end"]
    assert ISO.fullmatch(start) and ISO.fullmatch(end) and start < end
    assert isinstance(event["state"], dict)
    assert event["shardId"].startswith("shardId-")
    assert isinstance(event["isFinalInvokeForWindow"], bool)
    assert isinstance(event["isWindowTerminatedEarly"], bool)
    assert all(event["eventSourceARN"] == record["eventSourceARN"] for record in event["Records"])
    if event["eventSourceARN"].startswith("arn:aws:kinesis:"):
        assert all(record["eventID"].startswith(f"{event['shardId']}:") for record in event["Records"])


def _dynamodb(event: dict[str, Any]) -> None:
    last = ""
    for record in event["Records"]:
        change, name = record["dynamodb"], record["eventName"]
        view = change["StreamViewType"]
        new, old = change.get("NewImage"), change.get("OldImage")
        assert re.fullmatch(r"[0-9a-f]{32}", record["eventID"])
        assert re.fullmatch(r"\d{21,}", change["SequenceNumber"]) and last < change["SequenceNumber"]
        last = change["SequenceNumber"]
        assert (new is not None) == (name in ("INSERT", "MODIFY") and view in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES"))
        assert (old is not None) == (name in ("MODIFY", "REMOVE") and view in ("OLD_IMAGE", "NEW_AND_OLD_IMAGES"))
        assert 1 <= len(change["Keys"]) <= 2
        for image in (new, old):
            if image is not None:
                assert change["Keys"] == {key: image[key] for key in change["Keys"]}
        if new is not None and old is not None:
            assert new != old
        assert _bytes_of_images(change) == change["SizeBytes"]
        assert isinstance(change["ApproximateCreationDateTime"], float)
        assert re.search(r":table/[^/]+/stream/\d{4}-\d\d-\d\dT", record["eventSourceARN"])
        if "userIdentity" in record:
            assert "REMOVE" == name
            assert {"type": "Service", "principalId": "dynamodb.amazonaws.com"} == record["userIdentity"]


def _bytes_of_images(change: dict[str, Any]) -> int:
    images = [change.get(name, {}) for name in ("Keys", "NewImage", "OldImage")]
    return sum(len(name.encode()) + _bytes_of(value) for image in images for name, value in image.items())


def _bytes_of(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return -(-len(content.lstrip("-").replace(".", "").strip("0")) // 2) + 1
        case "B":
            return len(base64.b64decode(content, validate=True))
        case "SS" | "NS" | "BS":
            assert content  # DynamoDB has no empty sets
            return sum(_bytes_of({kind[0]: one}) for one in content)
        case "L":
            return 3 + sum(1 + _bytes_of(one) for one in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _bytes_of(one) for name, one in content.items())
    assert kind in ("BOOL", "NULL")
    return 1


def _dynamodb_window(event: dict[str, Any]) -> None:
    _dynamodb(event)
    _window(event)


def _eventbridge(event: dict[str, Any]) -> None:
    assert "0" == event["version"]
    assert UUID.fullmatch(event["id"])
    assert ISO.fullmatch(event["time"])
    assert datetime.fromisoformat(event["time"].replace("Z", "+00:00")).tzinfo == timezone.utc
    assert isinstance(event["resources"], list)
    assert isinstance(event["detail"], dict)


RULES = {
    "apigw_http": _apigw_http,
    "apigw_rest": _apigw_rest,
    "dynamodb": _dynamodb,
    "dynamodb_window": _dynamodb_window,
    "eventbridge": _eventbridge,
    "kinesis": _kinesis,
    "kinesis_window": _kinesis_window,
    "s3": _s3,
    "sns": _sns,
    "sqs": _sqs,
}

MODELS = {
    "apigw_http": models.APIGatewayProxyEventV2Model,
    "apigw_rest": models.APIGatewayProxyEventModel,
    "dynamodb": models.DynamoDBStreamModel,
    "dynamodb_window": models.DynamoDBStreamModel,
    "eventbridge": models.EventBridgeModel,
    "kinesis": models.KinesisDataStreamModel,
    "kinesis_window": models.KinesisDataStreamModel,
    "s3": models.S3Model,
    "sns": models.SnsModel,
    "sqs": models.SqsModel,
}
