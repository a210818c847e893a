"""The report in the terminal and in a file."""

from __future__ import annotations

import json

import pytest

ORDERS = """
    import time
    import pytest

    def handler(event, context):
        time.sleep(event)

    def deploy(simulator, **config):
        return simulator.function(handler, function_name="orders", **config)

    def test_slow(lambda_simulator):
        deploy(lambda_simulator).invoke(60)

    def test_quick(lambda_simulator):
        function = deploy(lambda_simulator)
        for _ in range(3):
            function.invoke(0.1)
"""
RETRIES = """
    def test_retries(lambda_simulator):
        dead = lambda_simulator.queue("dead")
        lambda_simulator.inject_fault("throttle")
        function = lambda_simulator.function(
            lambda event, context: 1 / 0, function_name="payments", memory_size=512, dead_letter_config=dead
        )
        function.invoke(invocation_type="Event")
        lambda_simulator.run_until_idle()
"""


def figures(outcome) -> dict[str, dict[str, str]]:
    """Return the table of the section: figures by column, by function."""
    header, *rows = outcome.section
    names = header.replace("dead letters", "dead-letters").replace(" ms", "-ms").replace(" MB", "").split()
    cells = [row.split() for row in rows if not row.startswith("report:")]
    return {first: dict(zip(names[1:], rest, strict=False)) for first, *rest in cells}


@pytest.mark.parametrize(
    "test",
    [
        "def test_it(): pass",
        "def test_it(sqs_event, lambda_context): sqs_event()",
        "def test_it(lambda_simulator): pass",
        "def test_it(lambda_function): lambda_function(print)",
    ],
    ids=["unused", "events", "simulator", "deployed"],
)
def test_it_is_quiet_unless_a_function_ran(suite, test):
    outcome = suite.run(test)

    assert {"passed": 1} == outcome.counts
    assert [] == outcome.section


def test_it_adds_up_a_function_over_all_tests(suite):
    outcome = suite.run(ORDERS)

    orders = figures(outcome)["orders"]
    expected = {"invocations": "4", "cold": "2", "timeouts": "1", "retries": "0", "throttles": "0", "memory": "128"}
    assert expected == {name: orders[name] for name in expected}
    assert ("100.00", "3000.00") == (orders["p50-ms"], orders["p95-ms"])


def test_it_counts_retries_throttles_and_dead_letters(suite):
    outcome = suite.run(RETRIES)

    payments = figures(outcome)["payments"]
    expected = {"invocations": "3", "errors": "3", "retries": "3", "throttles": "1", "dead-letters": "1"}
    assert expected == {name: payments[name] for name in expected}
    assert "512" == payments["memory"]


def test_several_functions_have_a_total(suite):
    suite.write("test_payments.py", RETRIES)
    outcome = suite.run(ORDERS)

    assert ["orders", "payments", "total"] == list(figures(outcome))
    assert "7" == figures(outcome)["total"]["invocations"]


def test_a_test_that_fails_counts_too(suite):
    outcome = suite.run("""
        def test_it(lambda_function):
            lambda_function(lambda event, context: None, function_name="orders").invoke()
            assert False
        """)

    assert "1" == figures(outcome)["orders"]["invocations"]


def test_it_is_there_under_q(suite):
    outcome = suite.run(ORDERS, "-q")

    assert "orders" in figures(outcome)


# -- files ----------------------------------------------------------------------------------------------------------


def test_a_json_file_has_the_figures_and_the_records_of_each_test(suite):
    outcome = suite.run(ORDERS, "--lambda-report=out/report.json")

    report = json.loads((suite.path / "out" / "report.json").read_text())
    assert 4 == report["functions"]["orders"]["invocations"]
    assert {"test_it.py::test_slow", "test_it.py::test_quick"} == set(report["tests"])
    assert "report: out/report.json" == outcome.section[-1]


def test_an_html_file_is_one_page(suite):
    suite.run(ORDERS, "--lambda-report=report.html")

    page = (suite.path / "report.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "test_it.py::test_slow" in page


def test_the_ini_file_can_name_the_file(suite):
    suite.ini("lambda_report = report.json").run(ORDERS)

    assert (suite.path / "report.json").is_file()


def test_a_run_without_functions_writes_a_report_of_nothing(suite):
    outcome = suite.run("def test_it(): pass", "--lambda-report=report.json")

    assert {} == json.loads((suite.path / "report.json").read_text())["functions"]
    assert [] == outcome.section


def test_collecting_writes_no_report(suite):
    suite.run(ORDERS, "--lambda-report=report.json", "--collect-only")

    assert not (suite.path / "report.json").exists()


def test_without_a_file_no_records_are_kept(suite):
    suite.run(ORDERS)

    assert [] == [path.name for path in suite.path.iterdir() if path.suffix in (".json", ".html")]


def test_a_report_that_cannot_be_written_fails_the_run_and_keeps_its_results(suite):
    suite.write("folder", "a file")
    outcome = suite.run(ORDERS, "--lambda-report=folder/report.json")

    assert {"passed": 2} == outcome.counts
    assert 3 == outcome.exit_code
    line = outcome.section[-1]
    assert line.startswith("ERROR: lambda_report: folder/report.json could not be written: [Errno ")


# -- xdist ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def workers(suite):
    pytest.importorskip("xdist")
    suite.plugins = ("xdist",)
    suite.write("test_payments.py", RETRIES)
    return suite


def test_the_workers_of_xdist_give_one_report(workers):
    outcome = workers.run_apart(ORDERS, "-n2", "--lambda-report=report.json")

    assert {"passed": 3} == outcome.counts
    assert ["orders", "payments", "total"] == list(figures(outcome))
    assert "4" == figures(outcome)["orders"]["invocations"]
    report = json.loads((workers.path / "report.json").read_text())
    assert {"test_it.py::test_slow", "test_it.py::test_quick", "test_payments.py::test_retries"} == set(report["tests"])


def test_the_report_of_workers_is_that_of_one_process(workers):
    reports = []
    for arguments in (("-n2",), ("-p", "no:xdist")):
        workers.run_apart(ORDERS, *arguments, "--lambda-report=report.json")
        reports.append(json.loads((workers.path / "report.json").read_text()))

    assert reports[0] == reports[1]
