"""The oracle itself: what AWS's runtime client does, in a few cases that are known from AWS."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from .cases import CODE
from .real import exit_error
from .runtime_api import INVOKED_FUNCTION_ARN, Observation, Request, log_events, observe

pytest.importorskip("awslambdaric", reason="AWS publishes its runtime client for Linux only")


def _observe(handler: str, *payloads: bytes, environment: Mapping[str, str] | None = None) -> Observation:
    requests = [Request(payload) for payload in payloads or (b"{}",)]
    return observe(handler, requests, code=CODE, environment=environment)


def _frame(text: str, kind: bytes = b"\xa5\x5a\x00\x03") -> bytes:
    return kind + len(text.encode()).to_bytes(4, "big") + bytes(8) + text.encode()


def test_a_decimal_keeps_its_own_text() -> None:
    assert b"1.10" == _observe("payload.decimal_alone").answers[0].body


def test_an_answer_is_json() -> None:
    assert "application/json" == _observe("payload.none").answers[0].content_type


def test_bytes_are_answered_as_they_are_under_a_type_of_their_own() -> None:
    answer = _observe("payload.bytes_invalid_utf8_at_the_top").answers[0]

    assert (b"\xff\xfe binary", "application/unknown") == (answer.body, answer.content_type)


def test_non_ascii_answers_are_escaped_before_python_3_12() -> None:
    expected = rb'"\u00fc"' if sys.version_info < (3, 12) else b'"\xc3\xbc"'

    assert expected == _observe("payload.echo", b'"\xc3\xbc"').answers[0].body


def test_events_reach_one_process_in_order() -> None:
    assert [b"1", b"2", b"3"] == [a.body for a in _observe("sequences.counts", b"1", b"2", b"3").answers]


def test_an_exception_is_posted_as_an_error() -> None:
    answer = _observe("errors.custom_class").answers[0]

    assert "error" == answer.endpoint
    assert ["errorMessage", "errorType", "requestId", "stackTrace"] == list(json.loads(answer.body))
    assert ("order 7", "OrderError", answer.request_id) == tuple(json.loads(answer.body).values())[:3]


def test_an_exception_is_one_log_event_with_no_break_spaces() -> None:
    (event,) = _observe("errors.custom_class").answers[0].log

    assert ["[ERROR] OrderError: order 7", "Traceback (most recent call last):"] == event.split("\n")[:2]
    assert f'\u00a0\u00a0File "{CODE}/errors.py", line ' in event


def test_a_log_line_carries_time_and_request_id() -> None:
    answer = _observe("logs.logs_several_lines").answers[0]

    level, time, request_id, message = answer.log[0].split("\t")
    assert ("[WARNING]", "Z", answer.request_id, "one\n  two\n\nfour") == (
        level,
        time[-1],
        request_id,
        message,
    )


def test_output_is_one_event_per_line_in_the_order_of_writing() -> None:
    assert ("out 1", "err 1", "out 2", "err 2") == _observe("logs.writes_to_both").answers[0].log


def test_output_longer_than_a_pipe_is_read_while_the_handler_runs() -> None:
    assert ("x" * 200_000,) == _observe("logs.prints_a_long_line").answers[0].log


def test_output_is_attributed_to_init_and_to_each_invocation() -> None:
    seen = _observe("logs_at_import.handler", b"{}", b"{}")

    assert ("printed at import", "to standard error at import") == seen.init_log[:2]
    assert [1, 1] == [len(answer.log) for answer in seen.answers]


def test_json_logging_is_configured_by_the_environment() -> None:
    seen = _observe("logs.logs_on_root", environment={"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "INFO"})

    assert ["INFO", "WARNING", "ERROR"] == [json.loads(event)["level"] for event in seen.answers[0].log]


def test_an_event_that_is_no_json_is_an_unmarshal_error() -> None:
    error = json.loads(_observe("payload.echo", b"{not json").answers[0].body)

    assert "Runtime.UnmarshalError" == error["errorType"]
    assert error["errorMessage"].startswith("Unable to unmarshal input: Expecting property name")
    assert [] == error["stackTrace"]


def test_a_bad_client_context_comes_before_a_bad_event() -> None:
    seen = observe("payload.echo", [Request(b"{not json", client_context="{not json")], code=CODE)

    assert "Runtime.LambdaContextUnmarshalError" == json.loads(seen.answers[0].body)["errorType"]


def test_the_trace_id_is_absent_where_none_is_sent(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import os\ndef handler(event, context): return os.environ.get('_X_AMZN_TRACE_ID')\n"
    )
    requests = [Request(trace_id="Root=1-a"), Request(trace_id=None), Request(trace_id="Root=1-b")]

    answers = observe("app.handler", requests, code=tmp_path).answers

    assert [b'"Root=1-a"', b"null", b'"Root=1-b"'] == [answer.body for answer in answers]


def test_the_function_is_told_its_arn() -> None:
    assert INVOKED_FUNCTION_ARN == json.loads(_observe("context.values").answers[0].body)["invoked_function_arn"]


def test_a_process_that_waits_for_more_work_has_no_exit_status() -> None:
    assert _observe("payload.none").exit_status is None


def test_a_failing_init_is_posted_before_any_event_and_ends_the_process() -> None:
    seen = _observe("missing_name.handler")

    assert ("Runtime.HandlerNotFound", (), 1) == (seen.init_error_type, seen.answers, seen.exit_status)
    assert "" == json.loads(seen.init_error or b"{}")["requestId"]


def test_a_failing_init_is_logged_after_a_warning() -> None:
    warning, error = _observe("missing_name.handler").init_log

    assert warning.split("\t")[3].startswith("LAMBDA_WARNING: Unhandled exception. ")
    assert error.startswith("[ERROR] Runtime.HandlerNotFound: Handler 'handler' missing on module 'missing_name'\n")


@pytest.mark.parametrize(
    ("handler", "exit_status"),
    [
        ("errors.exits_with_0", 0),
        ("errors.exits_with_3", 3),
        ("errors.exits_with_none", 0),
        ("errors.exits_with_text", 1),
        ("errors.exits_at_once", 5),
        ("errors.base_exception", 1),
        ("errors.str_raises", 1),
        ("errors.keyboard_interrupt", -signal.SIGINT),
    ],
)
def test_a_handler_that_ends_the_process_is_not_answered(handler: str, exit_status: int) -> None:
    seen = _observe(handler)

    assert [None] == [answer.endpoint for answer in seen.answers]
    assert exit_status == seen.exit_status


def test_a_lone_surrogate_in_an_answer_ends_the_process_since_python_3_12() -> None:
    expected = None if sys.version_info < (3, 12) else 1

    assert expected == _observe("payload.lone_surrogate").exit_status


def test_events_behind_the_end_of_the_process_are_not_delivered() -> None:
    seen = _observe("sequences.fails_on_demand", b'"ok"', b'"exit"', b'"ok"')

    assert ["response", None] == [answer.endpoint for answer in seen.answers]


def test_output_before_the_end_of_the_process_is_kept() -> None:
    assert ("that was all",) == _observe("errors.exits_with_text").answers[0].log


def test_a_process_that_ends_between_two_events_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import os, threading\n"
        "def end():\n"
        "    while not os.path.exists('end'): pass\n"
        "    os._exit(4)\n"
        "def handler(event, context):\n"
        "    threading.Thread(target=end).start()\n"
        "    if event: open('end', 'w').close(); threading.Event().wait()\n"
    )

    seen = observe("app.handler", [Request(b"0"), Request(b"1"), Request(b"0")], code=tmp_path)

    assert (["response", None], 4) == ([answer.endpoint for answer in seen.answers], seen.exit_status)


def test_a_handler_that_never_answers_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import threading\ndef handler(event, context): threading.Event().wait()\n")

    with pytest.raises(TimeoutError, match=r"app\.handler .* neither answered nor ended within 0\.5 s"):
        observe("app.handler", [Request()], code=tmp_path, seconds=0.5)


def test_children_of_the_handler_end_with_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        "import subprocess, sys\n"
        "def handler(event, context):\n"
        "    global child\n"
        "    code = 'import sys; sys.stdin.read()'\n"
        "    child = subprocess.Popen([sys.executable, '-c', code], stdin=subprocess.PIPE)\n"
        "    return child.pid\n"
    )

    pid = int(observe("app.handler", [Request()], code=tmp_path).answers[0].body)

    assert _has_ended(pid)


def _has_ended(pid: int) -> bool:
    """Tell whether a process, which nobody may have reaped, has ended or is about to."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ended, _, _ = select.select([descriptor], [], [], 10)
    os.close(descriptor)
    return bool(ended)


def test_nothing_is_left_open() -> None:
    before = sorted(os.listdir("/proc/self/fd"))
    _observe("payload.none")

    assert before == sorted(os.listdir("/proc/self/fd"))


def test_no_byte_code_is_left_beside_the_handlers() -> None:
    _observe("errors.raised")

    assert [] == list(CODE.rglob("__pycache__"))


def test_a_frame_is_one_event_however_many_lines_it_has() -> None:
    raw = b"one\ntwo\n" + _frame("three\nfour\n") + _frame("five") + b"six"

    assert ("one", "two", "three\nfour", "five", "six") == log_events(raw)


def test_an_empty_line_is_an_event() -> None:
    assert ("", "a", "") == log_events(b"\na\n\n")


@pytest.mark.parametrize(
    ("exit_status", "text"),
    [
        (0, "Runtime exited without providing a reason"),
        (3, "Runtime exited with error: exit status 3"),
        (-9, "Runtime exited with error: signal: killed"),
    ],
)
def test_the_platform_puts_an_exit_into_words(exit_status: int, text: str) -> None:
    expected = f'{{"errorType":"Runtime.ExitError","errorMessage":"RequestId: id Error: {text}"}}'

    assert expected.encode() == exit_error("id", exit_status)
