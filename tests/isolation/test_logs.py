"""What handlers log is in the function's log, and in the test run's own capture."""

from __future__ import annotations

import logging

LOGS = """
    import logging
    logger = logging.getLogger("orders")
    logger.setLevel(logging.INFO)
    logger.warning("at import")
    def handler(event, context):
        logger.info("an order")
        print("printed")
"""


def test_caplog_sees_the_records_of_a_handler(deploy, caplog):
    deploy(LOGS)()

    assert [("orders", logging.WARNING, "at import"), ("orders", logging.INFO, "an order")] == caplog.record_tuples


def test_the_log_of_an_invocation_begins_with_start(deploy):
    invocation = deploy(LOGS).invoke()

    assert invocation.logs.startswith(f"START RequestId: {invocation.request_id} Version: $LATEST\n")
    assert f"[INFO]\t2025-01-01T00:00:00.000Z\t{invocation.request_id}\tan order\n" in invocation.logs
    assert "printed\n" in invocation.logs
    assert "at import" not in invocation.logs


def test_the_log_of_a_function_begins_with_init(deploy):
    function = deploy(LOGS)
    function()

    assert function.logs.startswith("INIT_START Runtime Version: ")
    assert "[WARNING]\t2025-01-01T00:00:00.000Z\t\tat import\n" in function.logs


def test_what_a_handler_prints_is_not_printed_by_the_test(deploy, capsys):
    deploy(LOGS)()

    assert ("", "") == capsys.readouterr()
