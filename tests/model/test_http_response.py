"""A response as a client sees it."""

from __future__ import annotations

import pytest

from pytest_lambda.model.http_response import HttpHeaders, HttpResponse

PAIRS = [("X-A", "1"), ("Content-Type", "text/plain"), ("x-a", "2")]


def response(content=b"", *pairs):
    return HttpResponse(200, HttpHeaders(pairs), content)


def test_a_header_has_a_name_in_any_case():
    headers = HttpHeaders(PAIRS)

    assert "text/plain" == headers["content-TYPE"] == headers.get("CONTENT-type")
    assert "content-type" in headers


def test_repeated_headers_are_a_list_or_joined():
    headers = HttpHeaders(PAIRS)

    assert ["1", "2"] == headers.get_list("X-a")
    assert "1, 2" == headers["x-A"]
    assert PAIRS == headers.multi_items()


def test_a_header_that_is_not_there_is_none():
    headers = HttpHeaders(PAIRS)

    assert [] == headers.get_list("x-b")
    assert headers.get("x-b") is None
    assert "x-b" not in headers
    assert 3 not in headers
    with pytest.raises(KeyError, match="x-b"):
        headers["x-b"]


def test_headers_have_each_name_once():
    assert ["X-A", "Content-Type"] == sorted(HttpHeaders(PAIRS), reverse=True)
    assert 2 == len(HttpHeaders(PAIRS))


def test_headers_are_equal_in_any_case_and_order():
    headers = HttpHeaders(PAIRS)

    assert headers == {"content-type": "text/plain", "X-a": "1, 2"}
    assert headers != {"content-type": "text/plain"}
    assert headers != PAIRS
    assert hash(headers) == hash(HttpHeaders([("CONTENT-TYPE", "text/plain"), ("X-A", "1"), ("X-A", "2")]))


def test_headers_show_their_pairs():
    assert "HttpHeaders([('a', 'b')])" == repr(HttpHeaders([("a", "b")]))


@pytest.mark.parametrize(
    ("content_type", "content", "text"),
    [
        (None, "ü".encode(), "ü"),
        ("text/plain", "ü".encode(), "ü"),
        ("text/plain; charset=ISO-8859-1", b"\xfc", "ü"),
        ('text/plain; Charset="latin-1"', b"\xfc", "ü"),
        ("text/plain; charset=klingon", "ü".encode(), "ü"),
        ("text/plain; charset=base64", "ü".encode(), "ü"),
        ("text/plain", b"\xff", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_text_is_in_the_charset_of_the_header(content_type, content, text):
    pairs = [] if content_type is None else [("Content-Type", content_type)]

    assert text == response(content, *pairs).text


def test_json_is_decoded():
    assert {"a": [1]} == response(b'{"a": [1]}').json()
    with pytest.raises(ValueError, match="Expecting value"):
        response(b"no").json()


def test_cookies_are_those_that_are_set():
    found = response(b"", ("Set-Cookie", "a=1; Path=/; HttpOnly"), ("set-cookie", "b=x=y"), ("Set-Cookie", "a=2"))

    assert {"a": "2", "b": "x=y"} == found.cookies
