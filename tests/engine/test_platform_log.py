"""The platform's own lines in the log, to the byte."""

from __future__ import annotations

import pytest

from pytest_lambda.engine.platform_log import (
    end_line,
    exit_lines,
    init_report_line,
    init_start_line,
    report_line,
    start_line,
)
from pytest_lambda.model.function import LoggingConfig
from pytest_lambda.model.invocation import Report
from pytest_lambda.model.tracing import Segment

TEXT = LoggingConfig("/aws/lambda/orders")
TIME = "2025-01-01T00:00:00.000Z"
REQUEST = "8f507cfc-xmpl-4697-b07a-ac58fc914c95"


def json_lines(level="DEBUG"):
    return LoggingConfig("/aws/lambda/orders", "JSON", "INFO", level)


def report(**changes):
    """Return the report of a warm success, *changes* apart."""
    figures = {
        "duration": 3.014,
        "billed_duration": 4,
        "init_duration": None,
        "memory_size": 128,
        "max_memory_used": 36,
        "status": "success",
        **changes,
    }
    return Report(**figures)


TIMED_OUT = report(duration=3000.0, billed_duration=3000, status="timeout", error_type="Sandbox.Timedout")
EXITED = report(status="error", error_type="Runtime.ExitError")
RAISED = report(status="failure", error_type="KeyError")
SEGMENT = Segment("1-67749300-0123456789abcdef01234567", "0123456789abcdef", "Root=1-67749300-...;Sampled=1")


def init_start(config, phase="init"):
    return init_start_line(
        config,
        time=TIME,
        runtime="python3.13",
        runtime_arn="arn:r",
        function_name="orders",
        function_version="$LATEST",
        phase=phase,
    )


def started(config):
    return start_line(config, time=TIME, request_id=REQUEST, version="$LATEST")


def ended(config, what):
    return end_line(config, time=TIME, request_id=REQUEST, report=what)


def reported(config, what):
    return report_line(config, time=TIME, request_id=REQUEST, report=what)


def init_failed(config, **changes):
    given = {"duration_ms": 206.72, "phase": "init", "status": "error", "error_type": "Runtime.ExitError", **changes}
    return init_report_line(config, time=TIME, **given)


# -- text ------------------------------------------------------------------------------------------


def test_LOG_02_a_cold_start_begins_with_the_runtime():
    assert "INIT_START Runtime Version: python:3.13.v1\tRuntime Version ARN: arn:r\n" == init_start(TEXT)


def test_LOG_03_an_invocation_begins_with_START():
    assert f"START RequestId: {REQUEST} Version: $LATEST\n" == started(TEXT)


def test_LOG_03_an_invocation_ends_with_END():
    assert f"END RequestId: {REQUEST}\n" == ended(TEXT, report())


def test_LOG_04_REPORT_of_a_warm_start():
    assert (
        f"REPORT RequestId: {REQUEST}\tDuration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 36 MB\t\n"
    ) == reported(TEXT, report())


def test_LOG_04_REPORT_of_a_cold_start():
    assert (
        f"REPORT RequestId: {REQUEST}\tDuration: 3.01 ms\tBilled Duration: 114 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 36 MB\tInit Duration: 110.10 ms\t\n"
    ) == reported(TEXT, report(init_duration=110.1, billed_duration=114))


def test_LOG_05_a_handler_that_raises_leaves_REPORT_as_it_is():
    assert reported(TEXT, report()) == reported(TEXT, RAISED)


def test_LOG_05_and_LOG_06_REPORT_of_a_timeout():
    assert (
        f"REPORT RequestId: {REQUEST}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 36 MB\tStatus: timeout\n"
    ) == reported(TEXT, TIMED_OUT)


def test_LOG_05_REPORT_of_a_process_exit():
    assert (
        f"REPORT RequestId: {REQUEST}\tDuration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 36 MB\tStatus: error\tError Type: Runtime.ExitError\n"
    ) == reported(TEXT, EXITED)


def test_LOG_08_the_platform_says_that_the_process_ended():
    message = f"RequestId: {REQUEST} Error: Runtime exited with error: exit status 1"

    assert f"{message}\nRuntime.ExitError\n" == exit_lines(TEXT, message=message, error_type="Runtime.ExitError")


def test_LOG_09_a_failed_init():
    assert (
        "INIT_REPORT Init Duration: 206.72 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError\n"
    ) == init_failed(TEXT)


def test_LC_06_an_init_that_timed_out():
    assert "INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout\n" == init_failed(
        TEXT, duration_ms=9999.79, status="timeout", error_type=None
    )


def test_LC_06_an_init_that_timed_out_again():
    assert "INIT_REPORT Init Duration: 3003.23 ms\tPhase: invoke\tStatus: timeout\n" == init_failed(
        TEXT, duration_ms=3003.23, phase="invoke", status="timeout", error_type=None
    )


# -- JSON ------------------------------------------------------------------------------------------


def in_json(kind, record):
    return f'{{"time":"{TIME}","type":"platform.{kind}","record":{record}}}\n'


def test_LOG_19_initStart():
    record = (
        '{"initializationType":"on-demand","phase":"invoke","runtimeVersion":"python:3.13.v1",'
        '"runtimeVersionArn":"arn:r","functionName":"orders","functionVersion":"$LATEST"}'
    )

    assert in_json("initStart", record) == init_start(json_lines(), "invoke")


def test_LOG_17_start():
    assert in_json("start", f'{{"requestId":"{REQUEST}","version":"$LATEST"}}') == started(json_lines())


def test_LOG_19_runtimeDone():
    record = f'{{"requestId":"{REQUEST}","status":"success","metrics":{{"durationMs":3.014}}}}'

    assert in_json("runtimeDone", record) == ended(json_lines(), report())


def test_LOG_19_runtimeDone_of_a_failure_names_the_error():
    record = (
        f'{{"requestId":"{REQUEST}","status":"timeout","metrics":{{"durationMs":3000.0}},'
        '"errorType":"Sandbox.Timedout"}'
    )

    assert in_json("runtimeDone", record) == ended(json_lines(), TIMED_OUT)


def test_LOG_18_report():
    record = (
        f'{{"requestId":"{REQUEST}","metrics":{{"durationMs":3.014,"billedDurationMs":4,"memorySizeMB":128,'
        '"maxMemoryUsedMB":36},"status":"success"}'
    )

    assert in_json("report", record) == reported(json_lines(), report())


def test_LOG_18_report_of_a_cold_start():
    record = (
        f'{{"requestId":"{REQUEST}","metrics":{{"durationMs":3.014,"billedDurationMs":114,"memorySizeMB":128,'
        '"maxMemoryUsedMB":36,"initDurationMs":110.1},"status":"success"}'
    )

    assert in_json("report", record) == reported(json_lines(), report(init_duration=110.1, billed_duration=114))


@pytest.mark.parametrize("what", [TIMED_OUT, EXITED, RAISED], ids=["timeout", "error", "failure"])
def test_LOG_18_report_names_status_and_error(what):
    assert f'"status":"{what.status}","errorType":"{what.error_type}"}}}}\n' in reported(json_lines(), what)


def test_LOG_19_initReport():
    record = (
        '{"initializationType":"on-demand","phase":"init","status":"error","metrics":{"durationMs":206.72},'
        '"errorType":"Runtime.ExitError"}'
    )

    assert in_json("initReport", record) == init_failed(json_lines())


def test_LOG_19_initReport_of_a_timeout_names_no_error():
    record = '{"initializationType":"on-demand","phase":"init","status":"timeout","metrics":{"durationMs":10000.0}}'
    line = init_failed(json_lines(), duration_ms=10_000.0, status="timeout", error_type=None)

    assert in_json("initReport", record) == line


def test_LOG_08_with_json_a_process_exit_has_no_line_of_its_own():
    assert "" == exit_lines(json_lines(), message="RequestId: ...", error_type="Runtime.ExitError")


LINES = {
    "initStart": init_start,
    "start": started,
    "runtimeDone": lambda config: ended(config, report()),
    "runtimeDone of a failure": lambda config: ended(config, RAISED),
    "report": lambda config: reported(config, report()),
    "report of a failure": lambda config: reported(config, RAISED),
    "initReport of a failure": init_failed,
}


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("initStart", ["DEBUG", "INFO"]),
        ("start", ["DEBUG", "INFO"]),
        ("runtimeDone", ["DEBUG"]),
        ("runtimeDone of a failure", ["DEBUG", "INFO", "WARN"]),
        ("report", ["DEBUG", "INFO"]),
        ("report of a failure", ["DEBUG", "INFO", "WARN"]),
        ("initReport of a failure", ["DEBUG", "INFO", "WARN"]),
    ],
)
def test_LOG_20_the_system_log_level_decides_what_is_written(line, levels):
    assert levels == [level for level in ("DEBUG", "INFO", "WARN") if LINES[line](json_lines(level))]


@pytest.mark.parametrize("line", LINES)
def test_LOG_13_without_a_level_it_is_info(line):
    assert LINES[line](json_lines("INFO")) == LINES[line](json_lines(None))


@pytest.mark.parametrize("line", LINES)
def test_LOG_20_text_lines_are_always_written(line):
    assert LINES[line](TEXT).endswith("\n")


@pytest.mark.parametrize(
    ("what", "end"),
    [
        (report(segment=SEGMENT), "Max Memory Used: 36 MB\t\n"),
        (TIMED_OUT._replace(segment=SEGMENT), "Max Memory Used: 36 MB\tStatus: timeout\n"),
    ],
    ids=["success", "timeout"],
)
def test_LOG_07_a_sampled_invocation_adds_a_line(what, end):
    expected = f"{end}XRAY TraceId: 1-67749300-0123456789abcdef01234567\tSegmentId: 0123456789abcdef\tSampled: true\t\n"

    assert reported(TEXT, what).endswith(expected)


def test_LOG_18_a_sampled_invocation_names_its_header_last():
    line = reported(json_lines(), report(segment=SEGMENT))

    assert line.endswith(
        '"status":"success","tracing":{"spanId":"0123456789abcdef","type":"X-Amzn-Trace-Id",'
        '"value":"Root=1-67749300-...;Sampled=1"}}}\n'
    )
