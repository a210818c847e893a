"""The suite of fixtures/orders guards the application: without any one of its safeguards a test fails."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
ORDERS = PROJECT / "fixtures" / "orders"

TIME_CHECK = """\
    if lambda_context.get_remaining_time_in_millis() < TIME_FOR_ONE_CHARGE_MS:
        raise OutOfTime("left in the queue for the next invocation")
"""
IDEMPOTENCY_KEY = """\
            ConditionExpression="attribute_not_exists(order_id)",
"""
PARTIAL_BATCH_RESPONSE = """\
    return processor.response()
"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
    return Path(shutil.copytree(ORDERS, tmp_path / "orders", ignore=ignored))


def run_suite(orders: Path, *tests: str) -> tuple[int, set[str], str]:
    """Run the suite in a process of its own; return its exit status, the failed tests and the output."""
    is_installed = any(entry.name == "aws_lambda" for entry in entry_points(group="pytest11"))
    plugin = [] if is_installed else ["-p", "pytest_lambda.plugin"]
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, "-q", "-p", "no:cacheprovider", "--tb=short", *tests],
        cwd=orders,
        env={**os.environ, "PYTHONPATH": path, "PYTEST_ADDOPTS": "", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    failed = set(re.findall(r"^FAILED \S+::(\w+)", run.stdout, re.MULTILINE))
    return run.returncode, failed, run.stdout


def remove(safeguard: str, *, source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert 1 == text.count(safeguard), f"{source.name} must contain once:\n{safeguard}"
    source.write_text(text.replace(safeguard, ""), encoding="utf-8")


def test_the_suite_passes_as_it_is(orders: Path) -> None:
    status, _, output = run_suite(orders)

    assert 0 == status, output


@pytest.mark.parametrize(
    ("safeguard", "source", "guards"),
    [
        pytest.param(
            TIME_CHECK,
            "worker/app.py",
            {
                "test_no_charge_is_begun_that_might_not_be_finished",
                "test_a_slow_provider_leaves_the_end_of_the_batch_for_later",
            },
            id="time check",
        ),
        pytest.param(
            IDEMPOTENCY_KEY,
            "worker/storage.py",
            {
                "test_an_order_that_arrives_twice_is_charged_once",
                "test_an_order_of_unknown_outcome_is_not_charged_again",
                "test_an_order_is_charged_once_when_the_answer_is_lost",
                "test_an_order_is_charged_once_when_it_is_delivered_twice",
            },
            id="idempotency key",
        ),
        pytest.param(
            PARTIAL_BATCH_RESPONSE,
            "worker/app.py",
            {
                "test_a_declined_card_is_reported_and_the_others_are_charged",
                "test_a_declined_order_is_redriven_and_the_others_are_not_charged_again",
            },
            id="partial batch response",
        ),
    ],
)
def test_without_a_safeguard_the_tests_that_guard_it_fail(
    orders: Path, safeguard: str, source: str, guards: set[str]
) -> None:
    remove(safeguard, source=orders / "src" / source)

    status, failed, output = run_suite(orders, "tests/test_worker.py", "tests/test_queue.py")

    assert 1 == status, output
    assert guards <= failed, output
