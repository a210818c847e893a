"""Every kind of fault, for each way of invoking."""

from __future__ import annotations

import pytest

SUITE = """
    import pytest
    from pytest_lambda import ServiceException, TooManyRequestsException

    ran = []

    def handler(event, context):
        ran.append(context.aws_request_id)
        return "done"

    @pytest.fixture
    def function(lambda_simulator):
        ran.clear()
        return lambda_simulator.function(handler)

    def outcomes(function):
        return [(i.started_at, i.report.status, i.report.error_type) for i in function.invocations]

    @pytest.fixture
    def poll(lambda_simulator, function):
        def poll():
            queue = lambda_simulator.queue("orders", visibility_timeout=30)
            function.event_source_mapping(queue)
            queue.send_message("a")
            lambda_simulator.run_until_idle()
            return queue
        return poll

    @pytest.fixture
    def send(lambda_simulator, function):
        def send():
            function.invoke(invocation_type="Event")
            lambda_simulator.run_until_idle()
        return send
"""


def run(suite, kind, body, attempts=""):
    return suite.run(f"{SUITE}\n    @pytest.mark.lambda_fault({kind!r}{attempts})\n{body}")


IN_PLACE = [
    ("error", "failure", "InjectedFault", 0),
    ("timeout", "timeout", "Sandbox.Timedout", 3),
    ("crash", "error", "Runtime.ExitError", 0),
    ("out_of_memory", "error", "Runtime.OutOfMemory", 0),
]
MESSAGES = {
    "error": "This attempt was made to fail by an injected fault",
    "timeout": "RequestId: {} Error: Task timed out after 3.00 seconds",
    "crash": "RequestId: {} Error: Runtime exited with error: exit status 1",
    "out_of_memory": "RequestId: {} Error: Runtime exited with error: signal: killed",
}


@pytest.mark.parametrize(("kind", "status", "error_type", "seconds"), IN_PLACE)
def test_a_failure_takes_the_place_of_a_synchronous_invocation(suite, kind, status, error_type, seconds):
    outcome = run(suite, kind, f"""
    def test_it(function):
        invocation = function.invoke()

        assert [(0, {status!r}, {error_type!r})] == outcomes(function)
        assert {error_type!r} == invocation.error.error_type
        assert {MESSAGES[kind]!r}.format(invocation.request_id) == invocation.error.error_message
        assert {seconds} == invocation.ended_at
        assert [] == ran
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


@pytest.mark.parametrize(("kind", "status", "error_type", "seconds"), IN_PLACE)
def test_a_failure_of_an_event_is_retried(suite, kind, status, error_type, seconds):
    outcome = run(suite, kind, f"""
    def test_it(function, send):
        send()

        assert [(0, {status!r}, {error_type!r}), (60 + {seconds}, "success", None)] == outcomes(function)
        assert 1 == len(ran)
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


@pytest.mark.parametrize(("kind", "status", "error_type", "seconds"), IN_PLACE)
def test_a_failure_of_a_batch_brings_the_message_back(suite, kind, status, error_type, seconds):
    outcome = run(suite, kind, f"""
    def test_it(function, poll):
        queue = poll()

        assert [(0, {status!r}, {error_type!r}), (30, "success", None)] == outcomes(function)
        assert 1 == len(ran)
        assert [] == queue.messages
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


@pytest.mark.parametrize("kind", ["crash", "out_of_memory", "timeout"])
def test_a_failure_that_ends_the_process_takes_the_globals_with_it(suite, kind):
    suite.write("app.py", """
        seen = []

        def handler(event, context):
            seen.append(event)
            return len(seen)
        """)  # fmt: skip
    outcome = suite.run("""
        import pytest

        def test_it(lambda_simulator):
            function = lambda_simulator.function("app.handler")
            assert [1, 2] == [function(), function()]
            lambda_simulator.inject_fault("KIND")
            function.invoke(invocation_type="Event")
            lambda_simulator.run_until_idle()

            assert 1 == function.invocations[-1].payload
        """.replace("KIND", kind))  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_a_throttle_of_a_synchronous_invocation_is_raised(suite):
    outcome = run(suite, "throttle", """
    def test_it(function):
        with pytest.raises(TooManyRequestsException) as refusal:
            function.invoke()

        assert 429 == refusal.value.status_code
        assert [] == ran == function.invocations
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_a_throttle_of_an_event_delays_it_and_is_no_retry(suite):
    outcome = run(suite, "throttle", """
    @pytest.mark.lambda_retry(0)
    def test_it(function, send):
        send()

        assert [(1, "success", None)] == outcomes(function)
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_a_throttle_of_a_batch_brings_the_message_back(suite):
    outcome = run(suite, "throttle", """
    def test_it(function, poll):
        queue = poll()

        assert [(30, "success", None)] == outcomes(function)
        assert [] == queue.messages
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_a_lost_answer_of_a_synchronous_invocation_is_an_error_of_the_service(suite):
    outcome = run(suite, "response_lost", """
    def test_it(function):
        with pytest.raises(ServiceException) as loss:
            function.invoke()

        assert 500 == loss.value.status_code
        assert 1 == len(ran)
        assert [(0, "success", None)] == outcomes(function)
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_a_lost_answer_of_an_event_lets_the_handler_run_again(suite):
    outcome = run(suite, "response_lost", """
    def test_it(function, send):
        send()

        assert ["success", "success"] == [status for _, status, _ in outcomes(function)]
        assert 2 == len(ran) and 1 == len(set(ran))
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_a_lost_answer_of_a_batch_lets_the_handler_run_again(suite):
    outcome = run(suite, "response_lost", """
    def test_it(function, poll):
        queue = poll()

        assert [(0, "success", None), (30, "success", None)] == outcomes(function)
        assert 2 == len(set(ran))
        assert [] == queue.messages
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_a_duplicate_of_a_synchronous_invocation_runs_twice_and_answers_once(suite):
    outcome = run(suite, "duplicate", """
    def test_it(function):
        assert "done" == function()
        assert 2 == len(ran) == len(function.invocations)
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_a_duplicate_of_an_event_runs_twice_under_one_request_id(suite):
    outcome = run(suite, "duplicate", """
    def test_it(function, send):
        send()

        assert [(0, "success", None)] * 2 == outcomes(function)
        assert 2 == len(ran) and 1 == len(set(ran))
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_a_duplicate_of_a_batch_runs_twice(suite):
    outcome = run(suite, "duplicate", """
    def test_it(function, poll):
        queue = poll()

        assert ["success", "success"] == [status for _, status, _ in outcomes(function)]
        assert 2 == len(ran)
        assert [] == queue.messages
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


@pytest.mark.parametrize("attempts", ["(2, 3)", "[2, 3]", "range(2, 4)", "{2, 3}"])
def test_attempts_name_those_that_fail(suite, attempts):
    outcome = run(suite, "error", """
    def test_it(lambda_simulator):
        function = lambda_simulator.function(lambda event, context: 1 / 0)
        function.invoke(invocation_type="Event")
        lambda_simulator.run_until_idle()

        assert ["ZeroDivisionError", "InjectedFault", "InjectedFault"] == [
            invocation.error.error_type for invocation in function.invocations
        ]
    """, f", attempts={attempts}")  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_one_attempt_can_be_named_as_a_number(suite):
    outcome = run(suite, "error", """
    def test_it(function, send):
        send()

        assert [(0, "success", None)] == outcomes(function)
    """, ", attempts=2")  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_attempts_are_counted_for_each_event_on_its_own(suite):
    outcome = run(suite, "error", """
    def test_it(function, lambda_simulator):
        for _ in range(2):
            function.invoke(invocation_type="Event")
        lambda_simulator.run_until_idle()

        assert ["failure", "failure", "success", "success"] == [status for _, status, _ in outcomes(function)]
    """)  # fmt: skip

    assert {"passed": 1} == outcome.counts


def test_inject_fault_does_the_same_for_one_function(suite):
    outcome = suite.run("""
        def test_it(lambda_simulator):
            first, second = (lambda_simulator.function(lambda event, context: 1) for _ in range(2))
            lambda_simulator.inject_fault("error", function=second)

            assert 1 == first()
            assert "InjectedFault" == second.invoke().error.error_type
        """)

    assert {"passed": 1} == outcome.counts
