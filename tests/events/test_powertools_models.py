"""Events held against the parser models of aws-lambda-powertools, in every variant."""

from __future__ import annotations

import json

import pytest
from aws_lambda_powertools.utilities.parser import models

from pytest_lambda.events import seeded, variants

from .rules import MODELS, typical


@pytest.mark.parametrize("kind", MODELS)
def test_the_model_accepts_events_of_every_variant(kind):
    events = [event for name, event in typical(seeded(1)) if name == kind]

    assert events
    for event in events:
        # The Test button of the console sends null headers, which the model does not know.
        if kind == "apigw_rest" and event["headers"] is None:
            event = {**event, "headers": {}, "multiValueHeaders": {}}
        MODELS[kind].model_validate(event)


def test_the_model_of_notifications_accepts_an_envelope(events):
    body = events.sqs(variant="sns")["Records"][0]["body"]

    assert models.SnsNotificationModel.model_validate_json(body).TopicArn.endswith(":orders")


def test_the_model_of_s3_accepts_an_event_in_a_message(events):
    body = events.sqs(variant="s3")["Records"][0]["body"]

    assert "ObjectCreated:Put" == models.S3Model.model_validate_json(body).Records[0].eventName


def test_the_model_of_eventbridge_accepts_an_event_in_a_message(events):
    body = events.sqs(variant="eventbridge")["Records"][0]["body"]

    assert "com.example.orders" == models.EventBridgeModel.model_validate_json(body).source


@pytest.mark.parametrize("variant", variants("dynamodb"))
def test_the_model_of_streams_reads_the_images(events, variant):
    event = models.DynamoDBStreamModel.model_validate(events.dynamodb(variant=variant))
    change = event.Records[0].dynamodb

    assert {"id", "sku", "quantity"} == (change.NewImage or change.OldImage).keys()


def test_events_survive_json(events):
    for _, event in typical(events):
        assert event == json.loads(json.dumps(event))
