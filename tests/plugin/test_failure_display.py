"""What a reader sees of a test that fails: the test, the handler, its log; not what lies between them."""

from __future__ import annotations

import pytest

SUITE = """
    def handler(event, context):
        print("in the handler")
        assert event["quantity"] == 2

    def test_order(lambda_function):
        lambda_function(handler).invoke({"quantity": 1})

    def test_typing_mistake(lambda_function):
        lambda_function(handler, timeot=3)
"""


@pytest.fixture
def shown(pytester):
    """Return what pytest prints of the suite."""

    def run(*arguments):
        pytester.makepyfile(SUITE)
        result = pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)
        result.assert_outcomes(failed=2)
        return result.stdout.str()

    return run


def test_the_frames_between_test_and_handler_are_left_out(shown):
    text = shown()

    assert 'assert event["quantity"] == 2' in text
    assert "in_process.py" not in text and "check.py" not in text


def test_full_trace_shows_them(shown):
    assert "in_process.py" in shown("--full-trace")


def test_the_functions_log_is_shown(shown):
    text = shown()

    assert "Log of function handler" in text
    assert "\nin the handler\n" in text


def test_our_own_error_stands_at_the_line_of_the_test(shown):
    assert "UsageError: function does not take 'timeot' (did you mean 'timeout'?)" in shown()
