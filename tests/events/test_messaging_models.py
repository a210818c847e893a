"""Kinds whose powertools models are narrower than the service, and those that have data classes only."""

from __future__ import annotations

import copy

import pytest
from aws_lambda_powertools.utilities.data_classes import (
    KafkaEvent,
    KinesisFirehoseEvent,
    S3BatchOperationEvent,
    S3EventBridgeNotificationEvent,
    SESEvent,
)
from aws_lambda_powertools.utilities.data_classes.active_mq_event import ActiveMQEvent
from aws_lambda_powertools.utilities.data_classes.rabbit_mq_event import RabbitMQEvent
from aws_lambda_powertools.utilities.data_classes.s3_object_event import S3ObjectLambdaEvent
from aws_lambda_powertools.utilities.parser import models

from pytest_lambda.events import variants

KAFKA = {
    "kafka_msk": models.KafkaMskEventModel,
    "kafka_self_managed": models.KafkaSelfManagedEventModel,
}


@pytest.mark.parametrize("kind", KAFKA)
@pytest.mark.parametrize("variant", variants("kafka_msk"))
def test_the_model_of_kafka_accepts_text(events, kind, variant):
    event = getattr(events, kind)(["a", {"n": 1}], key="k", headers={"h": "x"}, variant=variant)
    parsed = KAFKA[kind].model_validate(copy.deepcopy(event))
    records = parsed.records["orders-0"]

    assert ["a", '{"n": 1}'] == [record.value for record in records]
    assert [(b"k", {"h": b"x"})] * 2 == [(record.key, record.headers[0]) for record in records]


def test_the_model_of_kafka_reads_metadata_of_a_schema(events):
    event = events.kafka_msk(key="k", value_schema_metadata={"data_format": "AVRO", "schema_id": "17"})
    (record,) = models.KafkaMskEventModel.model_validate(event).records["orders-0"]

    assert ("AVRO", "17") == (record.valueSchemaMetadata.dataFormat, record.valueSchemaMetadata.schemaId)


@pytest.mark.parametrize("kind", KAFKA)
def test_the_data_class_of_kafka_reads_binary_values_and_headers(events, kind):
    event = getattr(events, kind)([b"\x00\xff"], key=b"\xfe", headers={"h": b"\x80\x01"})
    (record,) = KafkaEvent(event).records

    assert (b"\x00\xff", b"\xfe", b"\x80\x01") == (
        record.decoded_value,
        record.decoded_key,
        record.decoded_headers["h"],
    )
    assert ("orders", 0, "CREATE_TIME") == (record.topic, record.partition, record.timestamp_type)


@pytest.mark.parametrize("variant", variants("mq_activemq"))
def test_the_data_class_of_activemq_reads_every_field(events, variant):
    event = ActiveMQEvent(events.mq_activemq([{"n": 1}], properties={"k": "v"}, variant=variant))
    message = event.message

    assert "aws:mq" == event.event_source
    assert {"n": 1} == message.json_data
    assert ("orders", {"k": "v"}, False) == (
        message.destination_physicalname,
        message.properties,
        message.redelivered,
    )
    assert message.message_id.startswith(message.connection_id)
    assert message.timestamp < message.broker_in_time < message.broker_out_time
    assert (2, "", "null", "", 0, 4) == (
        message.delivery_mode,
        message.correlation_id,
        message.reply_to,
        message.get_type,
        message.expiration,
        message.priority,
    )


@pytest.mark.parametrize("variant", variants("mq_rabbitmq"))
def test_the_data_class_of_rabbitmq_reads_every_field(events, variant):
    event = RabbitMQEvent(events.mq_rabbitmq([{"n": 1}], headers={"h": "x"}, variant=variant))
    (message,) = event.rmq_messages_by_queue["orders::/"]
    properties = message.basic_properties

    assert ("aws:rmq", {"n": 1}, False) == (event.event_source, message.json_data, message.redelivered)
    assert ({"h": {"bytes": [120]}}, 8, 2) == (properties.headers, properties.body_size, properties.delivery_mode)
    assert [None] * 9 == [
        properties.content_encoding,
        properties.priority,
        properties.correlation_id,
        properties.reply_to,
        properties.expiration,
        properties.message_id,
        properties.get_type,
        properties.user_id,
        properties.app_id,
    ]


@pytest.mark.parametrize("variant", ["direct_put", "kinesis"])
def test_the_model_of_firehose_accepts_what_is_not_from_kafka(events, variant):
    parsed = models.KinesisFirehoseModel.model_validate(events.firehose(["a", b"\x00\xff"], variant=variant))

    assert [b"a", b"\x00\xff"] == [record.data for record in parsed.records]
    assert (variant == "kinesis") == (parsed.records[0].kinesisRecordMetadata is not None)


def test_the_data_class_of_firehose_reads_the_metadata_of_a_stream(events):
    event = KinesisFirehoseEvent(events.firehose(["a"], variant="kinesis", partition_key="k", shard_id=3))
    (record,) = event.records

    assert ("a", "k", "shardId-000000000003") == (
        record.data_as_text,
        record.metadata.partition_key,
        record.metadata.shard_id,
    )


@pytest.mark.parametrize("user_identity", ["IAMUser", "AssumedRole"])
def test_the_model_of_object_lambda_accepts_a_get(events, user_identity):
    event = events.s3_object_lambda("a.txt", user_identity=user_identity)
    parsed = models.S3ObjectLambdaEvent.model_validate(event)

    assert user_identity == parsed.userIdentity.type
    assert "/a.txt" == parsed.getObjectContext.inputS3Url.path


def test_the_data_class_of_object_lambda_reads_a_get(events):
    event = S3ObjectLambdaEvent(events.s3_object_lambda(payload={"a": 1}, user_identity="AssumedRole"))

    assert ('{"a": 1}', "1.00") == (event.configuration.payload, event.protocol_version)
    assert event.input_s3_url == event.object_context.input_s3_url
    assert "false" == event.user_identity.session_context.attributes.mfa_authenticated
    assert event.user_identity.session_context.session_issuer.arn.endswith(":role/orders")


@pytest.mark.parametrize("variant", variants("s3_batch"))
def test_the_data_class_of_s3_batch_reads_bucket_and_key(events, variant):
    event = S3BatchOperationEvent(events.s3_batch("photos", "my cat.jpg", variant=variant))

    assert ("photos", "my cat.jpg", None) == (event.task.s3_bucket, event.task.s3_key, event.task.s3_version_id)


def test_the_data_class_of_s3_by_eventbridge_reads_the_detail(events):
    event = S3EventBridgeNotificationEvent(events.s3_eventbridge("photos", "my cat.jpg", body=b"abc", version_id="v1"))

    assert ("photos", "my cat.jpg", 3, "v1", "PutObject") == (
        event.detail.bucket.name,
        event.detail.object.key,
        event.detail.object.size,
        event.detail.object.version_id,
        event.detail.reason,
    )


def test_the_data_class_of_ses_reads_mail_and_receipt(events):
    event = SESEvent(events.ses("Jane Doe <jane@example.com>", "joe@example.com", subject="Hi"))

    assert ("jane@example.com", ["joe@example.com"]) == (event.mail.source, event.mail.destination)
    assert (["Jane Doe <jane@example.com>"], "Hi") == (
        event.mail.common_headers.get_from,
        event.mail.common_headers.subject,
    )
    assert ("PASS", "Lambda") == (event.receipt.dkim_verdict.status, event.receipt.action.get_type)
