"""What is in the log."""

from __future__ import annotations

import base64
import json
import re

import pytest

NBSP = "\u00a0"
JSON = {"log_format": "JSON"}


def own_lines(invocation):
    """Return what the handler wrote: the log of *invocation* without the platform's lines."""
    start, *lines = invocation.logs.splitlines(keepends=True)
    assert start.startswith("START") and lines[-2].startswith("END")
    return "".join(lines[:-2])


def json_lines(text):
    return [json.loads(line) for line in text.splitlines()]


# -- the platform's lines --------------------------------------------------------------------------


def test_LOG_01_the_log_stream(deploy):
    function = deploy("def handler(event, context):\n    return [context.log_group_name, context.log_stream_name]")
    group, stream = function()

    assert "/aws/lambda/orders" == group
    assert re.fullmatch(r"2025/01/01/\[\$LATEST\][0-9a-f]{32}", stream)
    assert function.environments[0].log_stream_name == stream


def test_LOG_01_a_log_group_of_ones_own(deploy):
    function = deploy(
        "def handler(event, context):\n    return context.log_group_name", logging_config={"log_group": "/shop/all"}
    )

    assert "/shop/all" == function()


def test_LOG_01_each_environment_has_a_stream_of_its_own(deploy):
    function = deploy("def handler(event, context):\n    return context.log_stream_name")
    first = function()
    function.recycle()

    assert first != function()


def test_LOG_02_LOG_03_and_LOG_04_the_log_of_a_cold_start(deploy):
    function = deploy(
        """
        import time
        print("importing")
        time.sleep(0.11010)
        def handler(event, context):
            print("handling")
            time.sleep(0.00301)
        """,
        runtime="python3.13",
    )
    invocation = function.invoke()
    arn = re.search(r"ARN: (.*)\n", function.logs).group(1)

    assert re.fullmatch(r"arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}", arn)
    assert (
        f"INIT_START Runtime Version: python:3.13.v1\tRuntime Version ARN: {arn}\n"
        "importing\n"
        f"START RequestId: {invocation.request_id} Version: $LATEST\n"
        "handling\n"
        f"END RequestId: {invocation.request_id}\n"
        f"REPORT RequestId: {invocation.request_id}\tDuration: 3.01 ms\tBilled Duration: 114 ms\t"
        f"Memory Size: 128 MB\tMax Memory Used: {invocation.report.max_memory_used} MB\t"
        "Init Duration: 110.10 ms\t\n"
    ) == function.logs


def test_LOG_04_a_warm_start_has_no_init_duration(deploy):
    function = deploy("def handler(event, context):\n    pass")
    function.invoke()
    invocation = function.invoke()

    assert (
        f"START RequestId: {invocation.request_id} Version: $LATEST\n"
        f"END RequestId: {invocation.request_id}\n"
        f"REPORT RequestId: {invocation.request_id}\tDuration: 0.00 ms\tBilled Duration: 1 ms\t"
        f"Memory Size: 128 MB\tMax Memory Used: {invocation.report.max_memory_used} MB\t\n"
    ) == invocation.logs


def test_LOG_05_a_handler_that_raises_leaves_REPORT_plain(deploy):
    invocation = deploy("def handler(event, context):\n    raise ValueError").invoke()

    assert invocation.logs.endswith("Init Duration: 0.00 ms\t\n")
    assert "failure" == invocation.report.status


def test_LOG_06_a_timeout_is_exact_and_has_no_line_of_its_own(deploy):
    invocation = deploy("import time\ndef handler(event, context):\n    time.sleep(10)").invoke()

    assert "\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\t" in invocation.logs
    assert invocation.logs.endswith("\tStatus: timeout\n")
    assert "Task timed out" not in invocation.logs


def test_LOG_08_the_log_of_a_crash(deploy):
    invocation = deploy("import sys\ndef handler(event, context):\n    print('before')\n    sys.exit(1)").invoke()
    request_id = invocation.request_id

    assert (
        f"START RequestId: {request_id} Version: $LATEST\n"
        "before\n"
        f"RequestId: {request_id} Error: Runtime exited with error: exit status 1\n"
        "Runtime.ExitError\n"
        f"END RequestId: {request_id}\n"
        f"REPORT RequestId: {request_id}\tDuration: 0.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\t"
        f"Max Memory Used: {invocation.report.max_memory_used} MB\tInit Duration: 0.00 ms\t"
        "Status: error\tError Type: Runtime.ExitError\n"
    ) == invocation.logs


def test_LOG_09_a_failed_init_is_reported_twice(deploy):
    function = deploy("import sys\nsys.exit(1)")
    function.invoke()

    assert [
        "INIT_REPORT Init Duration: 0.00 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError\n",
        "INIT_REPORT Init Duration: 0.00 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError\n",
    ] == [line for line in function.logs.splitlines(keepends=True) if line.startswith("INIT_REPORT")]


def test_LOG_09_an_ordinary_exception_is_unknown_to_the_platform(deploy):
    function = deploy("raise ValueError('no')")
    function.invoke()

    assert ["INIT_REPORT", "INIT_REPORT", "REPORT"] == [
        line.split()[0]
        for line in function.logs.splitlines(keepends=True)
        if line.endswith("\tStatus: error\tError Type: Runtime.Unknown\n")
    ]


# -- the runtime's lines ---------------------------------------------------------------------------


def test_LOG_10_an_uncaught_exception(deploy, tmp_path):
    invocation = deploy("def handler(event, context):\n    raise ValueError('no')").invoke()

    assert (
        "[ERROR] ValueError: no\n"
        "Traceback (most recent call last):\n"
        f'{NBSP}{NBSP}File "{tmp_path}/app.py", line 2, in handler\n'
        f"{4 * NBSP}raise ValueError('no')\n"
    ) == own_lines(invocation)


def test_LOG_10_an_error_without_frames_has_a_traceback_line_too(simulator):
    invocation = simulator.function(lambda event, context: object()).invoke()

    assert (
        "[ERROR] Runtime.MarshalError: Unable to marshal response: Object of type object is not JSON serializable\n"
        "Traceback (most recent call last):\n"
    ) == own_lines(invocation)


def test_LOG_10_an_init_error_is_preceded_by_a_warning(deploy):
    function = deploy("raise ValueError('no')")
    function.invoke()
    warning, error = (function.logs.index(text) for text in ("LAMBDA_WARNING: Unhandled exception. ", "[ERROR] ValueE"))

    assert warning < error


def test_LOG_11_a_logged_line(deploy):
    invocation = deploy("""
        import logging, time
        def handler(event, context):
            time.sleep(1.5)
            logging.getLogger("shop").warning("sold %s", "out")
    """).invoke()

    assert f"[WARNING]\t2025-01-01T00:00:01.500Z\t{invocation.request_id}\tsold out\n" == own_lines(invocation)


def test_LOG_11_the_level_is_warning(deploy):
    function = deploy("""
        import logging
        def handler(event, context):
            logging.info("hidden")
            logging.warning("shown")
            return logging.getLogger().level
    """)
    invocation = function.invoke()

    assert (30, 1, True) == (invocation.payload, own_lines(invocation).count("\n"), "shown" in own_lines(invocation))


def test_LOG_11_basic_config_does_nothing(deploy):
    function = deploy("""
        import logging
        logging.basicConfig(level=logging.DEBUG)
        def handler(event, context):
            logging.info("hidden")
    """)

    assert "" == own_lines(function.invoke())


def test_LOG_11_in_init_there_is_no_request_id(deploy):
    function = deploy("import logging\nlogging.warning('a')\ndef handler(event, context):\n    pass")
    function.invoke()

    assert "[WARNING]\t2025-01-01T00:00:00.000Z\t\ta\n" in function.logs


@pytest.mark.parametrize(
    "statement", ["print('a\\rb')", "sys.stdout.write('a\\rb\\n')", "print('a\\rb', file=sys.stderr)"]
)
def test_LOG_12_what_is_printed_is_written_as_it_is(deploy, statement):
    invocation = deploy(f"import sys\ndef handler(event, context):\n    {statement}").invoke()

    assert "a\rb\n" in invocation.logs


def test_LOG_12_with_json_what_is_printed_is_not_wrapped(deploy):
    function = deploy(
        "def handler(event, context):\n    print('plain')",
        logging_config={**JSON, "application_log_level": "FATAL", "system_log_level": "WARN"},
    )

    assert "plain\n" == function.invoke().logs


# -- JSON ------------------------------------------------------------------------------------------


def test_LOG_14_a_logged_line_in_json(deploy):
    function = deploy(
        """
        import logging, time
        def handler(event, context):
            time.sleep(1.5)
            logging.getLogger("shop").error("sold %s", "öut", extra={"sku": 7, "nothing": None, "kind": {1}})
        """,
        logging_config={**JSON, "system_log_level": "WARN"},
    )
    invocation = function.invoke()

    assert (
        '{"timestamp": "2025-01-01T00:00:01Z", "level": "ERROR", "message": "sold öut", "logger": "shop", '
        f'"requestId": "{invocation.request_id}", "sku": 7, "kind": "{{1}}"}}\n'
    ) == invocation.logs


def test_LOG_14_a_logged_exception_in_json(deploy, tmp_path):
    function = deploy(
        """
        import logging
        def handler(event, context):
            try:
                raise KeyError("sku")
            except KeyError:
                logging.exception("missing")
        """,
        logging_config={**JSON, "system_log_level": "WARN"},
    )
    (line,) = json_lines(function.invoke().logs)

    assert [
        "timestamp",
        "level",
        "message",
        "logger",
        "stackTrace",
        "errorType",
        "errorMessage",
        "requestId",
        "location",
    ] == list(line)
    assert ("KeyError", "'sku'", f"{tmp_path}/app.py:handler:6") == (
        line["errorType"],
        line["errorMessage"],
        line["location"],
    )


def test_LOG_14_a_dict_stays_an_object(deploy):
    function = deploy(
        "import logging\ndef handler(event, context):\n    logging.error({'sku': 7})",
        logging_config={**JSON, "system_log_level": "WARN"},
    )

    assert [{"sku": 7}] == [line["message"] for line in json_lines(function.invoke().logs)]


def test_LOG_15_an_uncaught_exception_in_json(deploy):
    function = deploy(
        "def handler(event, context):\n    raise ValueError('no')",
        logging_config={**JSON, "system_log_level": "WARN"},
    )
    invocation = function.invoke()
    line = json_lines(invocation.logs)[0]

    assert ["timestamp", "level", "errorMessage", "errorType", "requestId", "stackTrace"] == list(line)
    assert ("2025-01-01T00:00:00Z", "ERROR", "no", "ValueError", invocation.request_id) == tuple(line.values())[:5]


@pytest.mark.parametrize(
    ("level", "number"), [("TRACE", 10), ("DEBUG", 10), ("INFO", 20), ("WARN", 30), ("ERROR", 40), ("FATAL", 50)]
)
def test_LOG_16_the_application_log_level_is_that_of_the_root_logger(deploy, level, number):
    function = deploy(
        "import logging\ndef handler(event, context):\n    return logging.getLogger().level",
        logging_config={**JSON, "application_log_level": level},
    )

    assert number == function()


def test_LOG_16_a_level_between_two_is_shown_as_the_lower(deploy):
    function = deploy(
        "import logging\ndef handler(event, context):\n    logging.log(35, 'a')",
        logging_config={**JSON, "system_log_level": "WARN"},
    )

    assert ["WARNING"] == [line["level"] for line in json_lines(function.invoke().logs)]


def test_LOG_17_the_platforms_lines_in_json(deploy):
    function = deploy(
        "import time\ndef handler(event, context):\n    time.sleep(1)",
        logging_config={**JSON, "system_log_level": "DEBUG"},
    )
    function.invoke()
    lines = json_lines(function.logs)

    assert [
        ("2025-01-01T00:00:00.000Z", "platform.initStart"),
        ("2025-01-01T00:00:00.000Z", "platform.initRuntimeDone"),
        ("2025-01-01T00:00:00.000Z", "platform.initReport"),
        ("2025-01-01T00:00:00.000Z", "platform.start"),
        ("2025-01-01T00:00:01.000Z", "platform.runtimeDone"),
        ("2025-01-01T00:00:01.000Z", "platform.report"),
    ] == [(line["time"], line["type"]) for line in lines]


def test_LOG_18_the_report_in_json(deploy):
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(10)", logging_config=JSON)
    invocation = function.invoke()

    assert {
        "requestId": invocation.request_id,
        "metrics": {
            "durationMs": 3000.0,
            "billedDurationMs": 3000,
            "memorySizeMB": 128,
            "maxMemoryUsedMB": invocation.report.max_memory_used,
            "initDurationMs": 0.0,
        },
        "status": "timeout",
        "errorType": "Sandbox.Timedout",
    } == json_lines(invocation.logs)[-1]["record"]


@pytest.mark.parametrize(
    ("level", "kinds"),
    [
        ("DEBUG", ["initStart", "initRuntimeDone", "initReport", "start", "runtimeDone", "report"]),
        ("INFO", ["initStart", "start", "report"]),
        ("WARN", []),
    ],
)
def test_LOG_20_lines_of_a_success(deploy, level, kinds):
    function = deploy("def handler(event, context):\n    pass", logging_config={**JSON, "system_log_level": level})
    function.invoke()

    assert kinds == [line["type"].removeprefix("platform.") for line in json_lines(function.logs)]


def test_LOG_20_lines_of_a_failure_are_warnings(deploy):
    function = deploy(
        "import time\ndef handler(event, context):\n    time.sleep(10)",
        logging_config={**JSON, "system_log_level": "WARN"},
    )
    function.invoke()

    assert ["platform.runtimeDone", "platform.report"] == [line["type"] for line in json_lines(function.logs)]


# -- the tail --------------------------------------------------------------------------------------


def test_LOG_21_the_tail_begins_at_START(deploy):
    invocation = deploy("def handler(event, context):\n    print('a')").invoke(log_type="Tail")

    assert invocation.logs == base64.b64decode(invocation.log_result).decode()
    assert invocation.logs.startswith("START")


def test_LOG_21_the_tail_has_4_kb(deploy):
    invocation = deploy("def handler(event, context):\n    print(9_000 * 'a')").invoke(log_type="Tail")

    assert invocation.logs.encode()[-4_096:] == base64.b64decode(invocation.log_result)


@pytest.mark.parametrize("invocation_type", ["Event", "DryRun"])
def test_LOG_21_only_who_waits_gets_the_tail(deploy, invocation_type):
    function = deploy("def handler(event, context):\n    print('hello')")

    assert function.invoke(log_type="Tail", invocation_type=invocation_type).log_result is None


def test_LOG_21_without_asking_there_is_none(deploy):
    assert deploy("def handler(event, context):\n    pass").invoke().log_result is None
