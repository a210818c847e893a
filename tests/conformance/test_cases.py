"""The table of cases is complete, and the normaliser takes out no more than it says."""

from __future__ import annotations

import ast
import textwrap
from collections import Counter
from pathlib import Path

import pytest

from .cases import CASES, CODE
from .normalise import normalise
from .seen import Invoked, Seen


def _normalised(text: str) -> list[str]:
    seen = normalise(Seen((text,), ()), code=Path("/home/me/code"), request_ids=["11-22", "33-44"])
    return list(seen.init_log)


def _handlers(module: Path) -> set[str]:
    """Return the names in *module* that can be called with an event and a context."""
    return {
        f"{module.stem}.{node.name}"
        for node in ast.parse(module.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and [argument.arg for argument in node.args.args][:2] == ["event", "context"]
    }


def test_case_ids_are_unique() -> None:
    assert [] == [name for name, count in Counter(case.id for case in CASES).items() if count > 1]


@pytest.mark.parametrize("module", ["payload", "errors", "logs", "context", "sequences"])
def test_every_handler_has_a_case(module: str) -> None:
    assert set() == _handlers(CODE / f"{module}.py") - {case.handler for case in CASES}


def test_every_file_has_a_case_or_is_imported_by_one() -> None:
    imported = {"circular_b", "__init__", "deep", "broken", "names", "greetings"}
    handlers = {case.handler.rpartition(".")[0].replace("/", ".").rpartition(".")[2] for case in CASES}

    assert set() == {path.stem for path in CODE.rglob("*.py")} - handlers - imported


def test_the_code_folder_becomes_the_task_root() -> None:
    assert ["/var/task/app.py, not /home/me/other"] == _normalised("/home/me/code/app.py, not /home/me/other")


def test_only_the_request_ids_of_the_run_are_replaced() -> None:
    assert ["<request id 1> <request id 2> 55-66"] == _normalised("11-22 33-44 55-66")


def test_only_the_time_of_a_log_line_is_replaced() -> None:
    assert ["[INFO]\t<time>\t\tat 2025-01-01T00:00:00.000Z"] == _normalised(
        "[INFO]\t2025-01-01T00:00:00.123Z\t\tat 2025-01-01T00:00:00.000Z"
    )


def test_only_the_leading_time_of_a_json_line_is_replaced() -> None:
    assert ['{"timestamp": "<time>", "at": "2025-01-01T00:00:00Z"}'] == _normalised(
        '{"timestamp": "2025-01-01T00:00:00Z", "at": "2025-01-01T00:00:00Z"}'
    )


def test_a_run_of_the_callers_frames_becomes_one_line() -> None:
    text = textwrap.dedent(
        """\
        Traceback (most recent call last):
          File "<frozen runpy>", line 88, in _run_code
          File "/x/site-packages/awslambdaric/bootstrap.py", line 549, in run
            handle_event_request(
            ~~~~~~~~~~~~~~~~~~~~^
          File "/home/me/code/app.py", line 1, in handler
            raise BaseException
        BaseException"""
    )

    assert [
        "Traceback (most recent call last):",
        "  <caller>",
        '  File "/var/task/app.py", line 1, in handler',
        "    raise BaseException",
        "BaseException",
    ] == _normalised(text)


def test_the_callers_frames_in_a_json_stack_trace_become_one_item() -> None:
    text = (
        r'["  File \"/home/me/code/app.py\", line 1, in f\n    log(\"x\")\n", '
        r'"  File \"/var/runtime/bootstrap.py\", line 321, in emit\n    self.format(\"x\")\n", '
        r'"  File \"/var/runtime/bootstrap.py\", line 322, in format\n", '
        r'"  File \"/other.py\", line 2, in g\n"]'
    )

    expected = (
        r'["  File \"/var/task/app.py\", line 1, in f\n    log(\"x\")\n", '
        r'"<caller>", '
        r'"  File \"/other.py\", line 2, in g\n"]'
    )
    assert [expected] == _normalised(text)


def test_payloads_are_normalised_as_logs_are() -> None:
    seen = normalise(
        Seen((), (Invoked('"11-22 in /code/app.py"', False, ()),)), code=Path("/code"), request_ids=["11-22"]
    )

    assert '"<request id 1> in /var/task/app.py"' == seen.invocations[0].payload
