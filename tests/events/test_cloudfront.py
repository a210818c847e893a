"""Requests and responses at the edge."""

from __future__ import annotations

import base64

import pytest

from pytest_lambda.base.errors import UsageError

from .rules import keeps_the_rules


def cf(event):
    (record,) = event["Records"]
    return record["cf"]


def test_a_viewer_request_has_no_origin(events):
    request = cf(events.cloudfront_request("head", "/a.html", query="?b=c+d&e"))["request"]

    assert ("HEAD", "/a.html", "b=c+d&e") == (request["method"], request["uri"], request["querystring"])
    assert "origin" not in request


def test_headers_are_lists_of_key_and_value(events):
    headers = cf(events.cloudfront_request(headers={"X-A": ["1", "2"], "Accept": None}))["request"]["headers"]

    assert [{"key": "X-A", "value": "1"}, {"key": "X-A", "value": "2"}] == headers["x-a"]
    assert "accept" not in headers


def test_an_origin_request_names_its_origin(events):
    found = cf(events.cloudfront_request(variant="origin"))

    assert "origin-request" == found["config"]["eventType"]
    assert "www.example.org" == found["request"]["origin"]["custom"]["domainName"]
    assert [{"key": "Host", "value": "www.example.org"}] == found["request"]["headers"]["host"]


def test_an_origin_may_be_a_bucket_or_written_out(events):
    bucket = cf(events.cloudfront_request(variant="origin", origin="s3", region="eu-west-1"))["request"]["origin"]
    own = cf(events.cloudfront_request(variant="origin", origin={"custom": {"domainName": "a.example"}}))["request"]

    assert "eu-west-1" == bucket["s3"]["region"]
    assert {"custom": {"domainName": "a.example"}} == own["origin"]
    assert "a.example" == own["headers"]["host"][0]["value"]


@pytest.mark.parametrize("body", ["hello", b"hello"])
def test_a_body_is_base64(events, body):
    request = cf(events.cloudfront_request(body=body))["request"]

    assert b"hello" == base64.b64decode(request["body"]["data"])
    assert "POST" == request["method"]


def test_a_status_is_text_with_a_description(events):
    response = cf(events.cloudfront_response(404))["response"]

    assert ("404", "Not Found") == (response["status"], response["statusDescription"])


@pytest.mark.parametrize(
    ("status", "description"),
    [(200, "OK"), (413, "Request Entity Too Large"), (422, "Unprocessable Entity"), (599, "")],
)
def test_descriptions_are_the_same_on_every_python(events, status, description):
    assert description == cf(events.cloudfront_response(status))["response"]["statusDescription"]


def test_a_response_has_headers_and_its_request(events):
    event = events.cloudfront_response(
        path="/a.html", response_headers={"Content-Type": "text/plain", "ETag": None}, time=1_735_689_600
    )
    headers = cf(event)["response"]["headers"]

    assert [{"key": "Content-Type", "value": "text/plain"}] == headers["content-type"]
    assert "etag" not in headers
    assert "Wed, 01 Jan 2025 00:00:00 GMT" == headers["date"][0]["value"]
    assert "/a.html" == cf(event)["request"]["uri"]


def test_a_bucket_answers_as_a_bucket(events):
    response = cf(events.cloudfront_response(variant="origin", origin="s3"))["response"]

    assert "AmazonS3" == response["headers"]["server"][0]["value"]


@pytest.mark.parametrize("kind", ["cloudfront_request", "cloudfront_response"])
@pytest.mark.parametrize(
    "request_",
    [
        {"clientIp": "34.1.2.3"},
        {"headers": {"x-forwarded-for": [{"key": "X-Forwarded-For", "value": "34.1.2.3"}]}},
        {"uri": "/other"},
    ],
    ids=str,
)
def test_an_event_keeps_the_rules_under_an_override(events, kind, request_):
    event = getattr(events, kind)(variant="origin", overrides={"Records": {"cf": {"request": request_}}})

    keeps_the_rules(kind, event)


def test_the_description_follows_the_status(events):
    event = events.cloudfront_response(overrides={"Records": {"cf": {"response": {"status": "503"}}}})

    assert "Service Unavailable" == cf(event)["response"]["statusDescription"]


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        ("request", {"variant": "edge"}, "variant must be one of 'viewer', 'origin', got 'edge'"),
        (
            "request",
            {"origin": "s3"},
            "origin must be given with variant='origin' only, got origin='s3' and variant='viewer'",
        ),
        (
            "request",
            {"variant": "origin", "origin": {"ftp": {}}},
            "origin must be 'custom', 's3', or a dict with one of them as its only key, got {'ftp': {}}",
        ),
        ("request", {"variant": "origin", "origin": "ftp"}, "origin must be one of 'custom', 's3', got 'ftp'"),
        ("request", {"domain_name": ""}, "domain_name must be a host name, got ''"),
        ("response", {"status": 42}, "status must be an integer from 100 to 599, got 42"),
        ("response", {"status": "200"}, "status must be an integer from 100 to 599, got '200'"),
        ("response", {"response_headers": 3}, "response_headers must be a mapping of names to values, got 3"),
    ],
    ids=str,
)
def test_an_event_is_not_made_from_wrong_arguments(events, kind, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, f"cloudfront_{kind}")(**arguments)

    assert message == str(raised.value)
