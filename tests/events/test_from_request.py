"""Requests of requests and httpx as events."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
from urllib.parse import parse_qsl, quote, unquote, urlencode

import httpx
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import events as module
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import seeded

from .rules import keeps_the_rules

API = "https://abcdefghij.execute-api.eu-west-1.amazonaws.com"
URL = f"https://{'u' * 32}.lambda-url.eu-west-1.on.aws"
KINDS = ("apigw_rest", "apigw_http", "function_url", "alb")


def by_requests(method, url, **kwargs):
    return requests.Request(method, url, **kwargs).prepare()


def by_httpx(method, url, *, data=None, **kwargs):
    return httpx.Request(method, url, content=data, **kwargs)


LIBRARIES = pytest.mark.parametrize("make", [by_requests, by_httpx])


def headers_of(event):
    if "multiValueHeaders" in event:
        return {name.lower(): values for name, values in event["multiValueHeaders"].items()}
    return {name.lower(): [value] for name, value in event["headers"].items()}


def path_of(event):
    return event.get("path") or event["rawPath"]


def body_of(event):
    body = event.get("body") or ""
    return base64.b64decode(body) if event["isBase64Encoded"] else body.encode()


@LIBRARIES
@pytest.mark.parametrize("to", KINDS)
def test_a_request_becomes_an_event(events, make, to):
    request = make("PUT", "http://testserver/orders/7?a=1&a=2", json={"n": 1}, headers={"X-A": "x"})
    event = events.from_request(request, to=to)

    assert "PUT" == (event.get("httpMethod") or event["requestContext"]["http"]["method"])
    assert ("/orders/7", b'{"n":1}') == (path_of(event), body_of(event).replace(b" ", b""))
    assert (["x"], ["application/json"]) == (headers_of(event)["x-a"], headers_of(event)["content-type"])


@pytest.mark.parametrize("to", KINDS)
def test_a_request_may_be_unprepared(events, to):
    event = events.from_request(requests.Request("GET", "http://testserver/orders", params={"a": "b c"}), to=to)

    assert "/orders" == path_of(event)


@LIBRARIES
@pytest.mark.parametrize("to", KINDS)
def test_an_event_of_a_request_keeps_the_rules(make, to):
    host = {
        "apigw_rest": f"{API}/live",
        "apigw_http": API,
        "function_url": f"https://{'u' * 32}.lambda-url.us-east-1.on.aws",
        "alb": "http://shop.example.com",
    }[to]
    request = make("POST", f"{host}/orders/7?a=1&a=b+c", json={"n": 1}, headers={"Cookie": "a=b; c=d"})
    event = seeded(3).from_request(request, to=to)

    keeps_the_rules(to, event)


@LIBRARIES
def test_the_query_is_decoded_as_the_service_does(events, make):
    request = make("GET", "http://testserver/?a=1&a=b+c&d=%2F&e")

    assert {"a": ["1", "b c"], "d": ["/"], "e": [""]} == (
        events.from_request(request)["multiValueQueryStringParameters"]
    )
    assert "a=1&a=b+c&d=%2F&e" == events.from_request(request, to="function_url")["rawQueryString"]
    assert {"a": "b+c", "d": "%2F", "e": ""} == events.from_request(request, to="alb")["queryStringParameters"]


def test_repeated_headers_stay_repeated(events):
    request = httpx.Request("GET", "http://testserver/", headers=[("X-A", "1"), ("x-a", "2")])

    assert ["1", "2"] == events.from_request(request)["multiValueHeaders"]["X-A"]
    assert "1,2" == events.from_request(request, to="apigw_http")["headers"]["x-a"]
    assert ["1", "2"] == (
        events.from_request(request, to="alb", variant="multi_value_headers")["multiValueHeaders"]["x-a"]
    )


@LIBRARIES
def test_cookies_are_a_header_or_a_list(events, make):
    request = make("GET", "http://testserver/", headers={"Cookie": "a=b; c=d"})

    assert "a=b; c=d" == events.from_request(request)["headers"]["Cookie"]
    assert ["a=b", "c=d"] == events.from_request(request, to="apigw_http")["cookies"]


def test_header_values_of_bytes_are_text(events):
    event = events.from_request(by_requests("GET", "http://testserver/", headers={"X-A": b"caf\xe9"}))

    assert "café" == event["headers"]["X-A"]


@LIBRARIES
def test_headers_of_the_connection_stay_behind(events, make):
    headers = {"Connection": "keep-alive", "Transfer-Encoding": "chunked"}
    request = make("POST", "http://testserver/", data="abc", headers=headers)

    assert not {"connection", "transfer-encoding", "content-length"} & headers_of(events.from_request(request)).keys()
    event = events.from_request(request, to="alb")
    assert ("keep-alive", "3") == (event["headers"]["connection"], event["headers"]["content-length"])


# Stages and hosts


@LIBRARIES
def test_the_stage_of_a_rest_api_is_the_first_part_of_its_path(events, make):
    event = events.from_request(make("GET", f"{API}/live/orders/7"), resource="/orders/{id}")
    context = event["requestContext"]

    assert ("/orders/7", {"id": "7"}) == (event["path"], event["pathParameters"])
    assert ("live", "/live/orders/7", "abcdefghij") == (context["stage"], context["path"], context["apiId"])


def test_a_stage_alone_leaves_the_root(events):
    assert "/" == events.from_request(by_requests("GET", f"{API}/live"))["path"]
    assert "/" == events.from_request(by_requests("GET", f"{API}/live/"))["path"]


def test_the_stage_of_an_http_api_is_the_one_that_is_named(events):
    request = by_requests("GET", f"{API}/live/orders")
    event = events.from_request(request, to="apigw_http", stage="live")

    assert ("/live/orders", "GET /orders") == (event["rawPath"], event["routeKey"])
    assert "/live/orders" == events.from_request(request, to="apigw_http")["routeKey"].partition(" ")[2]


@pytest.mark.parametrize("host", ["testserver", "localhost:8000", "127.0.0.1", "[::1]:80"])
@pytest.mark.parametrize("to", KINDS)
def test_a_host_of_tests_stands_for_the_services_own(events, host, to):
    event = events.from_request(by_requests("GET", f"http://{host}/live/orders"), to=to, region="eu-west-1")

    assert "/live/orders" == path_of(event)
    assert ".eu-west-1." in headers_of(event)["host"][0]


def test_on_a_host_of_tests_the_path_has_no_stage(events):
    event = events.from_request(by_requests("GET", "http://testserver/orders"), stage="live")

    assert ("/orders", "/live/orders") == (event["path"], event["requestContext"]["path"])


def test_the_region_is_that_of_the_host(events):
    event = events.from_request(by_requests("GET", URL), to="function_url", variant="AWS_IAM")

    assert "u" * 32 == event["requestContext"]["apiId"]
    assert "eu-west-1" in event["requestContext"]["domainName"]


@LIBRARIES
def test_any_other_host_is_a_custom_domain(events, make):
    request = make("GET", "https://api.example.com:8443/v2/orders")
    context = events.from_request(request)["requestContext"]

    assert ("api.example.com", "/v2/orders") == (context["domainName"], context["path"])
    assert "api.example.com" == events.from_request(request, to="alb")["headers"]["host"]
    assert "api.example.com" == events.from_request(request, to="apigw_http")["requestContext"]["domainName"]


def test_the_base_path_of_a_custom_domain_is_no_part_of_the_path(events):
    event = events.from_request(by_requests("GET", "https://api.example.com/v2/orders"), base_path="v2")

    assert ("/orders", "/v2/orders") == (event["path"], event["requestContext"]["path"])


def test_another_variant_has_the_custom_domain_too(events):
    event = events.from_request(by_requests("GET", "https://api.example.com/orders"), variant="cognito")

    assert "api.example.com" == event["requestContext"]["domainName"]
    assert event["requestContext"]["authorizer"]["claims"]


def test_a_function_url_has_no_custom_domain(events):
    event = events.from_request(by_requests("GET", "https://api.example.com/"), to="function_url")

    assert ".lambda-url." in event["headers"]["host"]


def test_a_host_header_wins_over_the_url(events):
    request = by_requests("GET", "http://testserver/", headers={"Host": "shop.example.com:80"})

    assert "shop.example.com" == events.from_request(request, to="alb")["headers"]["host"]


def test_a_domain_that_is_given_wins_over_the_request(events):
    event = events.from_request(by_requests("GET", "https://a.example.com/"), to="alb", domain_name="b.example.com")

    assert "b.example.com" == event["headers"]["host"]


# Bodies


@pytest.mark.parametrize("to", ["apigw_http", "function_url", "alb"])
@pytest.mark.parametrize(
    ("headers", "is_base64_encoded"),
    [
        ({"Content-Type": "text/plain"}, False),
        ({"Content-Type": "application/json; charset=utf-8"}, False),
        ({"Content-Type": "application/vnd.api+json"}, False),
        ({"Content-Type": "application/x-www-form-urlencoded"}, True),
        ({"Content-Type": "image/png"}, True),
        ({"Content-Type": "text/plain", "Content-Encoding": "gzip"}, True),
        ({}, False),
    ],
    ids=str,
)
def test_the_type_of_the_content_says_whether_it_is_text(events, to, headers, is_base64_encoded):
    event = events.from_request(by_httpx("POST", "http://testserver/", data=b"a=b", headers=headers), to=to)

    assert (is_base64_encoded, b"a=b") == (event["isBase64Encoded"], body_of(event))


def test_a_rest_api_has_binary_media_types(events):
    request = by_httpx("POST", "http://testserver/", data=b"a", headers={"Content-Type": "image/png; q=1"})

    assert not events.from_request(request)["isBase64Encoded"]
    assert events.from_request(request, binary_media_types=["image/*"])["isBase64Encoded"]
    assert not events.from_request(request, binary_media_types=["image/gif"])["isBase64Encoded"]


@LIBRARIES
@pytest.mark.parametrize("to", KINDS)
def test_what_is_no_text_is_base64(events, make, to):
    request = make("POST", "http://testserver/", data=b"\xff", headers={"Content-Type": "text/plain"})

    assert b"\xff" == body_of(events.from_request(request, to=to))


@LIBRARIES
@pytest.mark.parametrize("to", KINDS)
def test_a_content_type_is_not_invented(events, make, to):
    event = events.from_request(make("POST", "http://testserver/", data=b"hello"), to=to)

    assert "content-type" not in headers_of(event)
    assert b"hello" == body_of(event)


def test_a_file_is_read_and_put_back(events):
    file = io.BytesIO(b"skipped, hello")
    file.seek(9)
    request = by_requests("POST", "http://testserver/", data=file)

    assert b"hello" == body_of(events.from_request(request))
    assert 9 == file.tell()


def test_a_file_of_text_is_read(events):
    assert "hellö".encode() == body_of(
        events.from_request(by_requests("POST", "http://testserver/", data=io.StringIO("hellö")))
    )


def test_files_of_a_form_are_in_the_body(events):
    request = by_requests("POST", "http://testserver/", files={"a": ("a.bin", b"\xff")})
    event = events.from_request(request, to="apigw_http")

    assert event["headers"]["content-type"].startswith("multipart/form-data; boundary=")
    assert b"\xff" in body_of(event)


def test_a_stream_of_httpx_is_read(events):
    request = httpx.Request("POST", "http://testserver/", content=iter([b"a", b"b"]))

    assert b"ab" == body_of(events.from_request(request))


async def chunks():
    yield b"a"


def test_an_asynchronous_stream_must_have_been_read(events):
    with pytest.raises(UsageError) as raised:
        events.from_request(httpx.Request("POST", "http://testserver/", content=chunks()))

    assert (
        "request must have a body that can be read here; of one that is streamed asynchronously, "
        "`await request.aread()` first" == str(raised.value)
    )


# Arguments


def test_other_arguments_go_to_the_builder(events):
    event = events.from_request(
        by_requests("GET", "http://testserver/orders"),
        authorizer={"principalId": "me"},
        stage_variables={"a": "b"},
        time=1_700_000_000,
        overrides={"requestContext": {"identity": {"sourceIp": "34.1.2.3"}}},
    )

    assert {"principalId": "me"} == event["requestContext"]["authorizer"]
    assert ({"a": "b"}, 1_700_000_000_000) == (event["stageVariables"], event["requestContext"]["requestTimeEpoch"])
    assert "34.1.2.3" == event["headers"]["X-Forwarded-For"]


def test_the_same_seed_gives_the_same_event():
    request = by_requests("GET", "http://testserver/orders")

    assert seeded(5).from_request(request) == seeded(5).from_request(request)
    assert module.from_request(request) != module.from_request(request)


def test_events_of_requests_draw_from_the_stream_of_their_kind():
    request = httpx.Request("GET", "http://testserver/orders")
    one, other = seeded(5), seeded(5)

    assert (
        one.from_request(request)["requestContext"]["requestId"] == (other.apigw_rest()["requestContext"]["requestId"])
    )


def test_neither_library_is_imported():
    code = "import sys; from pytest_lambda import events; print({'requests', 'httpx'} & set(sys.modules))"

    assert "set()" == subprocess.check_output([sys.executable, "-c", code], text=True).strip()


@pytest.mark.parametrize(
    ("request_", "arguments", "message"),
    [
        (
            by_requests("GET", "http://testserver/"),
            {"to": "s3"},
            "to must be one of 'apigw_rest', 'apigw_http', 'function_url', 'alb', got 's3'",
        ),
        (
            by_requests("GET", "http://testserver/"),
            {"headers": {}},
            "headers must be left out: it is that of request, got {}",
        ),
        (
            by_requests("GET", "http://testserver/"),
            {"to": "alb", "binary_media_types": ["*/*"]},
            "binary_media_types must be given with to='apigw_rest' only, got to='alb'",
        ),
        (
            "GET /",
            {},
            "request must be a requests.Request, a requests.PreparedRequest or an httpx.Request, got 'GET /'",
        ),
        (
            requests.Request("GET", "nowhere"),
            {},
            "request must be one that requests can prepare: Invalid URL 'nowhere': No scheme supplied. "
            "Perhaps you meant https://nowhere?",
        ),
        (
            by_requests("GET", f"{API}/"),
            {},
            "the path of request must begin with a stage on abcdefghij.execute-api.eu-west-1.amazonaws.com, got '/'",
        ),
        (
            by_requests("GET", f"{API}/dev/orders"),
            {"stage": "live"},
            "the path of request must begin with the stage 'live' on "
            "abcdefghij.execute-api.eu-west-1.amazonaws.com, got '/dev/orders'",
        ),
        (
            by_httpx("TRACE", "http://testserver/"),
            {},
            "method must be one of 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', got 'TRACE'",
        ),
    ],
    ids=str,
)
def test_an_event_is_not_made_from_anything_else(events, request_, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.from_request(request_, **arguments)

    assert message == str(raised.value)


def test_a_request_must_have_been_prepared(events):
    with pytest.raises(UsageError) as raised:
        events.from_request(requests.PreparedRequest())

    assert str(raised.value).startswith(
        "request must be a requests.Request, a requests.PreparedRequest or an httpx.Request, with method and URL, got"
    )


def test_a_generator_can_be_read_only_once(events):
    with pytest.raises(UsageError) as raised:
        events.from_request(by_requests("POST", "http://testserver/", data=(one for one in [b"a"])))

    assert str(raised.value).startswith(
        "the body of request must be text, bytes or a file that can be read twice (no generator), got <generator"
    )


# Round trips

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
SEGMENTS = st.lists(TEXT.filter(lambda text: text not in ("", ".", "..")), min_size=1, max_size=3)
QUERIES = st.lists(st.tuples(TEXT, TEXT).filter(lambda pair: pair[0]), max_size=4)
TOKENS = st.from_regex(r"x-[a-z]{1,6}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=8)
TYPES = st.sampled_from([None, "text/plain", "application/json", "image/png", "application/x-www-form-urlencoded"])


@given(
    SEGMENTS,
    QUERIES,
    st.lists(st.tuples(TOKENS, VALUES), max_size=4),
    st.binary(max_size=20),
    TYPES,
    st.sampled_from(KINDS),
    st.sampled_from([by_requests, by_httpx]),
)
def test_a_handler_can_read_the_request_back(segments, query, headers, body, content_type, to, make):
    path = "/" + "/".join(quote(segment, safe="") for segment in segments)
    sent = dict(headers) | ({} if content_type is None else {"content-type": content_type})
    request = make("POST", f"http://testserver{path}{'?' if query else ''}{urlencode(query)}", data=body, headers=sent)
    arguments = {"variant": "multi_value_headers"} if to == "alb" else {}
    event = seeded(1).from_request(request, to=to, **arguments)

    assert segments == [unquote(segment) for segment in path_of(event)[1:].split("/")]
    assert body == body_of(event)
    found = headers_of(event)
    assert sent == {name: ",".join(found[name]) for name in sent}
    assert query == query_of(event, query)


def query_of(event, query):
    """Return the pairs of *event* in the order of *query*, which maps of lists do not keep between names."""
    if "rawQueryString" in event:
        return parse_qsl(event["rawQueryString"], keep_blank_values=True)
    lists = event["multiValueQueryStringParameters"] or {}
    if "elb" in event["requestContext"]:
        lists = {unquote(name): [unquote(one) for one in values] for name, values in plus_as_space(lists).items()}
    queues = {name: iter(values) for name, values in lists.items()}
    pairs = [(name, next(queues[name], None)) for name, _ in query]
    assert [] == [one for queue in queues.values() for one in queue]
    return pairs


def plus_as_space(lists):
    return {name.replace("+", " "): [one.replace("+", " ") for one in values] for name, values in lists.items()}
