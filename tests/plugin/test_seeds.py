"""The same ids in every run, and how to get them again."""

from __future__ import annotations

import re

import pytest

SHOWS_IDS = """
    from pytest_lambda import events

    def show(name, sqs_event, lambda_context, lambda_function):
        invocation = lambda_function(lambda event, context: None, function_name="f").invoke({})
        ids = [
            sqs_event(["a"])["Records"][0]["messageId"],
            events.sqs(["a"])["Records"][0]["messageId"],
            lambda_context.aws_request_id,
            invocation.request_id,
            invocation.environment.log_stream_name,
        ]
        print(name, *ids)

    def test_first(sqs_event, lambda_context, lambda_function):
        show("first", sqs_event, lambda_context, lambda_function)

    def test_second(sqs_event, lambda_context, lambda_function):
        show("second", sqs_event, lambda_context, lambda_function)
"""


def ids(outcome) -> dict[str, list[str]]:
    found = re.findall(r"\b(first|second) (\S+ \S+ \S+ \S+ \S+)$", outcome.output, re.MULTILINE)
    return {name: rest.split() for name, rest in found}


@pytest.fixture
def all_ids(suite):
    return ids(suite.run(SHOWS_IDS, "-s"))


def test_a_test_has_the_same_ids_alone_and_in_a_suite(suite, all_ids):
    alone = ids(suite.run(None, "-s", "-k", "second"))

    assert {"second": all_ids["second"]} == alone


def test_two_tests_have_different_ids(all_ids):
    assert set() == set(all_ids["first"]) & set(all_ids["second"])


def test_a_given_seed_gives_all_tests_the_same_ids(suite):
    given = ids(suite.run(SHOWS_IDS, "-s", "--lambda-seed=7"))

    assert given["first"] == given["second"]


def test_the_seed_is_that_of_the_simulator(suite):
    outcome = suite.run("def test_it(lambda_simulator): assert 7 == lambda_simulator.seed", "--lambda-seed=7")

    assert {"passed": 1} == outcome.counts


def test_the_seed_is_that_of_seeded_events(suite):
    outcome = suite.run(
        """
        from pytest_lambda import events

        def test_it(lambda_events):
            assert events.seeded(7).sns() == lambda_events.sns()
        """,
        "--lambda-seed=7",
    )

    assert {"passed": 1} == outcome.counts


def test_builders_of_the_module_and_of_the_fixture_share_no_id(suite):
    outcome = suite.run("""
        from pytest_lambda import events

        def test_it(sqs_event):
            of_module, of_fixture = events.sqs(["a"])["Records"][0], sqs_event(["a"])["Records"][0]

            assert of_module["messageId"] != of_fixture["messageId"]
        """)

    assert {"passed": 1} == outcome.counts


def test_a_module_that_draws_ids_at_import_changes_nothing_in_its_tests(suite):
    test = """
        from pytest_lambda import events

        {at_import}

        def test_it():
            print("first", *[events.sqs()["Records"][0]["messageId"]] * 5)
    """

    without, with_draw = (ids(suite.run(test.format(at_import=line), "-s")) for line in ("", "events.sqs()"))

    assert without == with_draw


def printed_seed(outcome) -> str:
    return re.search(r"^seed: (\d+) \(the same again with --lambda-seed=\1\)$", outcome.output, re.MULTILINE)[1]


def test_a_failure_prints_the_seed_that_gives_its_ids_again(suite):
    failed = suite.run("def test_it(lambda_events): assert False, lambda_events.sqs()['Records'][0]['messageId']")
    seed = f"--lambda-seed={printed_seed(failed)}"
    again = suite.run("def test_other(sqs_event): assert False, sqs_event()['Records'][0]['messageId']", seed)

    first, second = (re.search(r"AssertionError: ([-0-9a-f]{36})", outcome.output)[1] for outcome in (failed, again))
    assert first == second


def test_an_error_at_set_up_prints_the_seed_too(suite):
    outcome = suite.run("""
        import pytest

        @pytest.fixture
        def broken(sqs_event):
            assert [] == sqs_event()["Records"]

        def test_it(broken): pass
        """)

    assert {"errors": 1} == outcome.counts
    assert printed_seed(outcome)


def test_a_test_that_passes_prints_no_seed(suite):
    outcome = suite.run("def test_it(sqs_event): sqs_event()")

    assert {"passed": 1} == outcome.counts
    assert "seed:" not in outcome.output


def test_a_failing_test_that_uses_nothing_of_ours_prints_nothing_of_ours(suite):
    outcome = suite.run_apart("def test_it(): assert False")

    assert {"failed": 1} == outcome.counts
    assert "AWS Lambda" not in outcome.output


def test_a_failure_prints_the_newest_records_of_the_trace(suite):
    outcome = suite.run("""
        def test_it(lambda_simulator):
            function = lambda_simulator.function(lambda event, context: 1 / 0, function_name="orders")
            function.invoke({}, invocation_type="Event")
            lambda_simulator.run_until_idle()
            assert False
        """)

    trace = outcome.output[outcome.output.index("the last of ") :]
    assert re.match(r"the last of \d+ trace records:\n", trace)
    retried = r"^ +180\.000 s  invocation           orders  request_id=\S+ .*attempt=3 .*status=failure"
    assert re.search(retried, trace, re.MULTILINE)


def test_a_long_trace_is_cut_to_its_last_twelve_records(suite):
    outcome = suite.run("""
        def test_it(lambda_function):
            function = lambda_function(lambda event, context: None)
            for _ in range(50):
                function.invoke({})
            assert False
        """)

    lines = outcome.output.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("the last of "))
    shown = [line for line in lines[start + 1 :] if re.match(r" +[\d.]+ s  ", line)]
    assert 12 == len(shown)
