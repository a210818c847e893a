"""How a handler is found, what it is given, what becomes of its answer and its errors."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import sys
import uuid
from typing import NamedTuple

import pytest

ANSWERS = "def handler(event, context):\n    return event"
OLD, NEW = "python3.11", "python3.13"


def failure(function, payload=None):
    """Return type and message of the error with which *function* fails."""
    error = function.invoke(payload).error
    return error.error_type, error.error_message


def answer(simulator, value, **config):
    """Return the bytes that a handler's answer *value* becomes."""
    return simulator.function(lambda event, context: value, **config).invoke().raw_payload


# -- finding the handler ---------------------------------------------------------------------------


def test_RT_01_the_handler_string_is_cut_at_its_last_dot(simulator, write):
    write("orders/__init__.py", "")
    write("orders/app.py", ANSWERS)

    assert 1 == simulator.function("orders.app.handler")(1)


def test_RT_02_a_handler_without_a_dot(simulator):
    expected = {
        "errorMessage": "Bad handler 'handler': not enough values to unpack (expected 2, got 1)",
        "errorType": "Runtime.MalformedHandlerName",
        "requestId": "",
        "stackTrace": [],
    }

    assert expected == simulator.function("handler").invoke().payload


def test_RT_03_a_handler_in_a_built_in_module(simulator):
    expected = ("Runtime.BuiltInModuleConflict", "Cannot use built-in module time as a handler module")

    assert expected == failure(simulator.function("time.sleep"))


def test_RT_03_a_module_of_the_standard_library_is_no_conflict(simulator, write):
    write("json_handler.py", ANSWERS)

    assert 1 == simulator.function("json_handler.handler")(1)


@pytest.mark.parametrize("handler", ["src/app.handler", "src.app.handler"])
def test_RT_04_a_slash_is_a_dot(simulator, write, handler):
    write("src/__init__.py", "loaded = True")
    write("src/app.py", "import src\ndef handler(event, context):\n    return [__name__, src.loaded]")

    assert ["src.app", True] == simulator.function(handler)()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("import missing_library", "No module named 'missing_library'"),
        ("import helper", "No module named 'missing_helper'"),
        ("raise ImportError('by hand')", "by hand"),
    ],
    ids=["missing", "nested", "by hand"],
)
def test_RT_05_an_import_error(simulator, write, source, text):
    write("src/app.py", source)
    write("helper.py", "import missing_helper")
    error = simulator.function("src/app.handler").invoke().error

    assert ("Runtime.ImportModuleError", f"Unable to import module 'src/app': {text}", []) == (
        error.error_type,
        error.error_message,
        error.stack_trace,
    )


def test_RT_05_a_module_that_is_not_there(simulator):
    expected = ("Runtime.ImportModuleError", "Unable to import module 'nowhere': No module named 'nowhere'")

    assert expected == failure(simulator.function("nowhere.handler"))


def test_RT_06_a_syntax_error(simulator, write):
    file = write("app.py", "def handler(event, context):\n    return (")
    error = simulator.function("app.handler").invoke().error

    assert ("Runtime.UserCodeSyntaxError", "Syntax error in module 'app': '(' was never closed (app.py, line 2)") == (
        error.error_type,
        error.error_message,
    )
    assert [f'  File "{file}" Line 2\n        return ('] == [entry.rstrip("\n") for entry in error.stack_trace]


def test_RT_07_a_handler_that_is_not_there(simulator, write):
    write("app.py", "")
    error = simulator.function("app.handler").invoke().error

    assert ("Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'", []) == (
        error.error_type,
        error.error_message,
        error.stack_trace,
    )


def test_RT_07_a_handler_that_cannot_be_called_fails_when_it_is(simulator, write):
    write("app.py", "handler = 5")
    function = simulator.function("app.handler")

    assert ("TypeError", "'int' object is not callable") == failure(function)
    assert "Init Duration" in function.invocations[0].logs


def test_RT_08_another_exception_at_import_keeps_its_name(deploy):
    error = deploy("class Broken(Exception): pass\nraise Broken('no table')").invoke().error

    assert ("Broken", "no table") == (error.error_type, error.error_message)
    assert "importlib" in error.stack_trace[0] and "raise Broken('no table')" in error.stack_trace[-1]


def test_RT_09_an_init_error_has_no_request_id(deploy):
    assert "" == deploy("raise ValueError('no')").invoke().error.request_id


def test_RT_09_an_invocation_error_has_it(deploy):
    invocation = deploy("def handler(event, context):\n    raise ValueError('no')").invoke()

    assert invocation.request_id == invocation.error.request_id


def test_RT_10_the_module_is_loaded_once_before_the_first_event(deploy):
    function = deploy("""
        loads = []
        loads.append(1)
        def handler(event, context):
            return len(loads)
    """)

    assert [1, 1, 1] == [function() for _ in range(3)]


# -- errors ----------------------------------------------------------------------------------------


def test_RT_11_the_keys_of_an_error_and_their_order(deploy):
    invocation = deploy("def handler(event, context):\n    raise ValueError('no')").invoke()

    assert ["errorMessage", "errorType", "requestId", "stackTrace"] == list(json.loads(invocation.raw_payload))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("raise KeyError('a')", ("KeyError", "'a'")),
        ("raise ValueError", ("ValueError", "")),
        ("raise ValueError('a', 1)", ("ValueError", "('a', 1)")),
        ("raise json.JSONDecodeError('bad', 'x', 0)", ("JSONDecodeError", "bad: line 1 column 1 (char 0)")),
    ],
)
def test_RT_12_type_and_message_of_an_error(deploy, source, expected):
    assert expected == failure(deploy(f"import json\ndef handler(event, context):\n    {source}"))


def test_RT_12_causes_are_left_out(deploy):
    function = deploy("""
        def handler(event, context):
            try:
                raise KeyError("inner")
            except KeyError as error:
                raise ValueError("outer") from error
    """)
    invocation = function.invoke()

    assert ("ValueError", "outer", 1) == (
        invocation.error.error_type,
        invocation.error.error_message,
        len(invocation.error.stack_trace),
    )


def test_RT_13_the_stack_trace_begins_at_the_handler(deploy, tmp_path):
    invocation = deploy("""
        def handler(event, context):
            check(event)

        def check(event):
            raise ValueError("no")
    """).invoke()
    path = tmp_path / "app.py"

    assert [
        f'  File "{path}", line 2, in handler\n    check(event)\n',
        f'  File "{path}", line 5, in check\n    raise ValueError("no")\n',
    ] == invocation.error.stack_trace


def test_RT_14_an_error_of_the_runtime_has_no_stack_trace(simulator):
    assert [] == simulator.function(lambda event, context: object()).invoke().error.stack_trace


def test_RT_16_a_client_context_that_is_no_json(simulator):
    invocation = simulator.function(lambda event, context: None).invoke(client_context="{")

    assert "Runtime.LambdaContextUnmarshalError" == invocation.error.error_type
    assert invocation.error.error_message.startswith("Unable to parse Client Context JSON: ")


# -- events and answers ----------------------------------------------------------------------------


@pytest.mark.parametrize("event", [{"a": 1}, [1], "text", 1, 1.5, True, False, None, "é€😀"], ids=str)
def test_RT_17_an_event_may_be_any_json(simulator, event):
    payload = json.dumps(event).encode()
    seen = []
    simulator.function(lambda event, context: seen.append(event)).invoke(payload)

    assert [event] == seen


@pytest.mark.parametrize(("runtime", "expected"), [(OLD, b'"\\u00e9"'), (NEW, '"é"'.encode())])
def test_RT_18_newer_runtimes_do_not_escape(simulator, runtime, expected):
    assert expected == answer(simulator, "é", runtime=runtime)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(decimal.Decimal("1.10"), b"1.10"), (decimal.Decimal("1E+3"), b"1E+3"), (decimal.Decimal("NaN"), b"NaN")],
    ids=str,
)
def test_RT_19_a_decimal_keeps_its_text(simulator, value, expected):
    assert expected == answer(simulator, value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(float("nan"), b"NaN"), (float("inf"), b"Infinity"), (float("-inf"), b"-Infinity")],
    ids=str,
)
def test_RT_20_numbers_that_json_does_not_have_pass(simulator, value, expected):
    assert expected == answer(simulator, value)


class Color(enum.Enum):
    RED = 1


class Level(enum.IntEnum):
    HIGH = 2


class Point(NamedTuple):
    x: int
    y: int


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (datetime.datetime(2025, 1, 1), "datetime"),
        ({1}, "set"),
        (bytearray(b"a"), "bytearray"),
        ((n for n in ()), "generator"),
        (uuid.UUID(int=1), "UUID"),
        (Color.RED, "Color"),
        (object(), "object"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_RT_21_what_json_does_not_have_fails(simulator, value, name):
    function = simulator.function(lambda event, context: {"a": value})

    assert (
        "Runtime.MarshalError",
        f"Unable to marshal response: Object of type {name} is not JSON serializable",
    ) == failure(function)


def test_RT_21_a_cycle_fails(simulator):
    cycle = []
    cycle.append(cycle)
    function = simulator.function(lambda event, context: cycle)

    assert ("Runtime.MarshalError", "Unable to marshal response: Circular reference detected") == failure(function)


def test_RT_22_bytes_pass_as_they_are(simulator):
    assert b"\x00\xff" == answer(simulator, b"\x00\xff")


@pytest.mark.parametrize(("value", "expected"), [({"a": b"x"}, b'{"a": "x"}'), ({b"a": 1}, b'{"a": 1}')], ids=str)
def test_RT_22_bytes_within_are_text(simulator, value, expected):
    assert expected == answer(simulator, value)


def test_RT_22_bytes_within_that_are_no_text_fail(simulator):
    function = simulator.function(lambda event, context: [b"\xff"])

    assert "Runtime.MarshalError" == failure(function)[0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, b"null"),
        ((1, 2), b"[1, 2]"),
        (Point(1, 2), b'{"x": 1, "y": 2}'),
        (Level.HIGH, b"2"),
        ({0: "a", 1.5: "b", True: "c", None: "d"}, b'{"0": "a", "1.5": "b", "true": "c", "null": "d"}'),
        ({"a": [1, {"b": True}]}, b'{"a": [1, {"b": true}]}'),
    ],
    ids=str,
)
def test_RT_23_what_python_values_become(simulator, value, expected):
    assert expected == answer(simulator, value)


def test_RT_23_other_keys_fail(simulator):
    function = simulator.function(lambda event, context: {(1, 2): "a"})

    assert (
        "Runtime.MarshalError",
        "Unable to marshal response: keys must be str, int, float, bool or None, not tuple",
    ) == failure(function)


def test_RT_24_what_an_async_handler_returns_is_no_answer(simulator):
    coroutines = []

    async def answer_later():
        return 1

    def handler(event, context):
        coroutines.append(answer_later())
        return coroutines[0]

    failed = failure(simulator.function(handler))
    coroutines[0].close()

    assert (
        "Runtime.MarshalError",
        "Unable to marshal response: Object of type coroutine is not JSON serializable",
    ) == failed


def test_RT_24_a_lone_surrogate_ends_the_process(simulator):
    function = simulator.function(lambda event, context: "\ud800", runtime=NEW)
    error_type, message = failure(function)

    assert "Runtime.ExitError" == error_type
    assert message.endswith("Error: Runtime exited with error: exit status 1")


# -- timeouts, exits, limits -----------------------------------------------------------------------


def test_RT_25_the_payload_of_a_timeout(deploy):
    invocation = deploy("import time\ndef handler(event, context):\n    time.sleep(10)", timeout=3).invoke()

    assert (
        '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: '
        f'{invocation.request_id} Error: Task timed out after 3.00 seconds"}}'
    ).encode() == invocation.raw_payload
    assert (200, "Unhandled", 3.0) == (invocation.status_code, invocation.function_error, invocation.ended_at)


@pytest.mark.parametrize("timeout", [1, 3, 900])
def test_RT_25_it_names_the_configured_timeout(deploy, timeout):
    function = deploy("import time\ndef handler(event, context):\n    time.sleep(10_000)", timeout=timeout)

    assert function.invoke().error.error_message.endswith(f"Task timed out after {timeout}.00 seconds")


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("sys.exit()", "Runtime exited without providing a reason"),
        ("sys.exit(0)", "Runtime exited without providing a reason"),
        ("sys.exit(1)", "Runtime exited with error: exit status 1"),
        ("sys.exit(3)", "Runtime exited with error: exit status 3"),
        ("sys.exit('text')", "Runtime exited with error: exit status 1"),
        ("sys.exit(256 + 4)", "Runtime exited with error: exit status 4"),
        ("os._exit(7)", "Runtime exited with error: exit status 7"),
        ("os._exit(0)", "Runtime exited without providing a reason"),
        ("raise SystemExit(5)", "Runtime exited with error: exit status 5"),
    ],
)
def test_RT_15_and_RT_27_the_payload_of_a_process_exit(deploy, statement, text):
    invocation = deploy(f"import os, sys\ndef handler(event, context):\n    {statement}").invoke()

    assert (
        f'{{"errorType":"Runtime.ExitError","errorMessage":"RequestId: {invocation.request_id} Error: {text}"}}'
    ).encode() == invocation.raw_payload
    assert (200, "Unhandled") == (invocation.status_code, invocation.function_error)


def test_RT_27_a_process_exit_in_init(deploy):
    invocation = deploy("import sys\nsys.exit(2)").invoke()

    assert (
        "Runtime.ExitError",
        f"RequestId: {invocation.request_id} Error: Runtime exited with error: exit status 2",
    ) == (invocation.error.error_type, invocation.error.error_message)


def test_RT_15_another_base_exception_ends_the_process(deploy):
    function = deploy("class Stop(BaseException): pass\ndef handler(event, context):\n    raise Stop")

    assert failure(function)[1].endswith("Runtime exited with error: exit status 1")


def test_RT_28_out_of_memory_is_a_kill(simulator):
    simulator.inject_fault("out_of_memory")
    invocation = simulator.function(lambda event, context: None).invoke()

    assert f"RequestId: {invocation.request_id} Error: Runtime exited with error: signal: killed" == (
        invocation.error.error_message
    )
    assert "Runtime.OutOfMemory" == invocation.report.error_type


def test_RT_30_a_response_of_6_mib_and_100_bytes_passes(simulator):
    assert 6_291_556 == len(answer(simulator, (6_291_556 - 2) * "a"))


def test_RT_30_a_larger_response_is_an_error(simulator):
    invocation = simulator.function(lambda event, context: (6_291_557 - 2) * "a").invoke()

    assert (
        b'{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).",'
        b'"errorType":"Function.ResponseSizeTooLarge"}'
    ) == invocation.raw_payload
    assert (200, "Unhandled") == (invocation.status_code, invocation.function_error)


def test_RT_30_the_environment_lives_on(deploy):
    function = deploy("def handler(event, context):\n    return (event * 'a')")
    first, second = function.invoke(6_291_557), function.invoke(1)

    assert ("Function.ResponseSizeTooLarge", "a") == (first.error.error_type, second.payload)
    assert not second.is_cold_start


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("raise ValueError('no')", "Runtime.Unknown"),
        ("import missing_library", "Runtime.ImportModuleError"),
    ],
)
def test_RT_34_the_platform_shows_error_types_of_its_own_only(deploy, source, shown):
    assert shown == deploy(source).invoke().report.error_type


def test_RT_37_a_handler_may_set_signal_handlers(deploy):
    function = deploy("""
        import signal
        def handler(event, context):
            signal.signal(signal.SIGTERM, lambda *args: None)
            return True
    """)

    assert function() is True


def test_the_python_that_runs_the_tests_is_the_runtime(deploy):
    function = deploy("import os\ndef handler(event, context):\n    return os.environ['AWS_EXECUTION_ENV']")

    assert "AWS_Lambda_python{}.{}".format(*sys.version_info) == function()
