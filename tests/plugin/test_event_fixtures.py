"""Fixtures that build events."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("fixture", "builder", "member"),
    [
        ("apigw_event", "apigw_rest", "requestContext"),
        ("apigw_http_event", "apigw_http", "rawPath"),
        ("s3_event", "s3", "Records"),
        ("sqs_event", "sqs", "Records"),
        ("sns_event", "sns", "Records"),
        ("kinesis_event", "kinesis", "Records"),
        ("dynamodb_event", "dynamodb", "Records"),
        ("eventbridge_event", "eventbridge", "detail-type"),
    ],
)
def test_a_fixture_of_its_own_is_the_builder_of_lambda_events(suite, fixture, builder, member):
    outcome = suite.run(f"""
        import json

        def test_it({fixture}, lambda_events):
            event = {fixture}()

            assert {fixture} is lambda_events.{builder}
            assert {member!r} in event
            assert event == json.loads(json.dumps(event))
        """)

    assert {"passed": 1} == outcome.counts


def test_lambda_events_has_a_builder_for_every_kind(suite):
    outcome = suite.run("""
        from pytest_lambda import events

        def test_it(lambda_events):
            for kind in events.kinds():
                assert isinstance(getattr(lambda_events, kind)(), (dict, list))
        """)

    assert {"passed": 1} == outcome.counts


def test_events_have_the_region_and_account_of_the_options(suite):
    outcome = suite.run(
        """
        from pytest_lambda import events

        def test_it(sqs_event):
            for build in (sqs_event, events.sqs):
                record = build(["a"])["Records"][0]

                assert "eu-central-1" == record["awsRegion"]
                assert record["eventSourceARN"].startswith("arn:aws:sqs:eu-central-1:210987654321:")
        """,
        "--lambda-region=eu-central-1",
        "--lambda-account-id=210987654321",
    )

    assert {"passed": 1} == outcome.counts


def test_events_beside_a_simulator_are_of_its_instant(suite):
    outcome = suite.run("""
        def test_it(eventbridge_event, lambda_clock):
            lambda_clock.tick(3600)

            assert "2025-01-01T01:00:00Z" == eventbridge_event()["time"]
        """)

    assert {"passed": 1} == outcome.counts


def test_two_events_of_a_test_share_no_id(suite):
    outcome = suite.run("""
        def test_it(sqs_event):
            ids = [record["messageId"] for event in (sqs_event(["a"]), sqs_event(["a"])) for record in event["Records"]]

            assert 2 == len(set(ids))
        """)

    assert {"passed": 1} == outcome.counts


def test_every_fixture_is_listed_with_what_it_gives(suite):
    outcome = suite.run(None, "--fixtures")

    lines = [line.partition(" -- ")[0] for line in outcome.result.outlines]
    for name in (
        *("lambda_context", "lambda_events", "lambda_simulator", "lambda_function", "lambda_clock"),
        *("apigw_event", "apigw_http_event", "s3_event", "sqs_event", "sns_event", "kinesis_event"),
        *("dynamodb_event", "eventbridge_event"),
    ):
        assert name in lines, name
    assert "    ``lambda_events.sqs``: a batch of messages." in outcome.result.outlines
