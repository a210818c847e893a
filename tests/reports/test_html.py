"""The HTML page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from pytest_lambda.reports.escape import escaped
from pytest_lambda.reports.html import MOST_ROWS, html_report
from pytest_lambda.reports.summary import RunSummary
from pytest_lambda.reports.svg import SYMBOLS, bar_shape
from pytest_lambda.reports.timeline import MARKS

HOSTILE = "</script><script>alert(1)</script><b a=\"'&amp;\x00\ud800"
VOID = {"meta", "br", "path", "rect", "use"}


class Page(HTMLParser):
    """Reads a page, and fails where an element is not closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.texts, self._open = [], [], [], []
        self.feed(text)
        self.close()
        assert [] == self._open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def report(**traces):
    return html_report(summed(**traces))


def summed(**traces):
    summary = RunSummary()
    for test_id, trace in traces.items():
        summary.add(test_id, trace, keep_records=True)
    return summary


@pytest.fixture
def eventful(trace):
    """A trace with one of everything."""
    trace.happened(0.3, "environment.initialized", environment="orders#1", duration_ms=300.0, status="success")
    for number, status in enumerate(("success", "failure", "error", "timeout")):
        trace.invoked(number, number + 0.5, status=status, is_cold_start=number == 0)
    for kind in (*MARKS, "fault.duplicate", "stream.split"):
        trace.happened(60, kind, environment="orders#1", reason="MaxReceiveCountExceeded", target="orders-dlq")
    return trace


def test_the_page_is_well_formed(eventful):
    Page(report(test_everything=eventful))


def test_a_page_about_nothing_says_so():
    assert 2 == Page(html_report(RunSummary())).texts.count("No function ran.")


def test_the_page_needs_nothing_from_outside(eventful):
    page = Page(report(test_everything=eventful))

    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert {True} == {
        value.startswith("#") for _, name, value in page.attributes if name in ("href", "src", "xlink:href")
    }
    assert not re.search(r"https?:|@import|url\((?!#)", report(test_everything=eventful))


def test_every_symbol_that_is_drawn_is_defined_and_in_the_legend(eventful):
    page = Page(report(test_everything=eventful))
    used = {value[1:] for tag, name, value in page.attributes if (tag, name) == ("use", "href")}

    assert {f"m-{name}" for name in SYMBOLS} == used
    assert used <= {value for tag, name, value in page.attributes if (tag, name) == ("symbol", "id")}
    assert not {words for words, _ in SYMBOLS.values()} - set(page.texts)


def test_the_statuses_differ_by_shape_too():
    shapes = {
        status: bar_shape(status, 0, 0, 24, is_cold_start=False)
        for status in ("success", "failure", "error", "timeout")
    }

    assert 4 == len(set(shapes.values()))


def test_names_of_any_characters_are_text(trace):
    trace.invoked(0, 1, function=HOSTILE, environment=HOSTILE, source=HOSTILE, error_type=HOSTILE)
    trace.happened(1, "message.sent", HOSTILE, message_id=HOSTILE)
    trace.happened(1, HOSTILE, HOSTILE, **{HOSTILE: HOSTILE})
    summary = RunSummary()
    summary.add(HOSTILE, trace, keep_records=True)

    page = Page(html_report(summary))

    assert not {"script", "b"} & set(page.tags)
    assert HOSTILE.replace("\x00", "\\x00").replace("\ud800", "\\ud800") in page.texts


def test_what_html_cannot_hold_is_written_as_an_escape():
    assert "a\\x00\\x1b\\ud800\\r\n\tü😀" == escaped("a\x00\x1b\ud800\r\n\tü😀")


def test_tests_in_which_something_went_wrong_come_first(trace, other_trace):
    trace.invoked(0, 1)
    other_trace.invoked(0, 1, status="timeout")

    ids = re.findall(r'<summary><span class="id">(\w+)', report(test_a=trace, test_b=other_trace))

    assert ["test_b", "test_a"] == ids


def test_the_first_test_is_open(trace, other_trace):
    trace.invoked(0, 1)
    other_trace.invoked(0, 1)

    page = Page(report(test_a=trace, test_b=other_trace))

    assert [("details", "open", None)] == [one for one in page.attributes if one[1] == "open"]


def test_a_test_says_what_went_wrong_in_it(eventful):
    page = Page(report(test_everything=eventful))

    assert ["4 invocations", "3 errors, 1 by timeout", "1 throttle", "1 dead letter"] == [
        text for text in page.texts if re.match(r"\d+ (invocation|error|throttle|dead)", text)
    ]


def test_a_test_without_invocations_has_no_timeline(trace):
    trace.happened(0, "function.created", handler="app.handler", isolation="inline")

    assert "Nothing ran." in Page(report(test_nothing=trace)).texts


def test_the_table_has_the_figures_of_the_terminal(eventful):
    row = re.search(r"<tbody>\n<tr>(.*?)</tr>", report(test_everything=eventful))[1]

    assert ["orders", "4", "1", "3", "1", "0", "1", "1", "500.00", "500.00", "128", "0.00000497"] == re.findall(
        r">([^<]+)</t[dh]>", row
    )


def test_records_are_listed_by_time(trace):
    trace.invoked(0, 5)
    trace.happened(1, "event.queued", request_id="a")

    assert ["event.queued", "invocation"] == re.findall(r"</td><td>([\w.]+)</td>", report(test_one=trace))


def test_a_very_long_trace_is_not_listed_whole(trace):
    for number in range(MOST_ROWS + 1):
        trace.invoked(number, number)

    texts = Page(report(test_long=trace)).texts

    assert f"The first {MOST_ROWS} of {MOST_ROWS + 1}; a .json report has all." in texts
    assert "401 later things are not drawn." in texts


def test_two_reports_of_the_same_traces_are_the_same(eventful, other_trace):
    other_trace.invoked(0, 1)

    assert report(a=eventful, b=other_trace) == report(b=other_trace, a=eventful)
