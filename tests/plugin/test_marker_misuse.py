"""A marker that is used wrongly fails its test at set-up and says what is allowed."""

from __future__ import annotations

import pytest

from pytest_lambda.simulator.account import FUNCTION_OPTIONS

MARKERS = "lambda_clock_mode, lambda_config, lambda_fault, lambda_isolation, lambda_retry, lambda_start, lambda_timeout"
OWN = "One of your own that begins with 'lambda_' must be listed under 'markers' in the ini file"
OPTIONS = ", ".join(FUNCTION_OPTIONS)
KINDS = "'error', 'timeout', 'throttle', 'crash', 'out_of_memory', 'response_lost', 'duplicate'"
NUMBERS = "attempts must be numbers from 1, such as (1,) or (1, 2)"
AWS = "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: Member must have value {} than or "


def test_a_marker_that_there_is_not_is_refused_with_the_nearest_and_all_that_there_are(suite):
    outcome = run(suite, "lambda_timout(3)")

    message = f"there is no marker 'lambda_timout' (did you mean 'lambda_timeout'?); the markers are {MARKERS}. {OWN}"
    assert [f"setup: {message}"] == outcome.messages


def test_a_marker_that_is_like_none_is_refused_with_all_that_there_are(suite):
    outcome = run(suite, "lambda_foo")

    assert [f"setup: there is no marker 'lambda_foo'; the markers are {MARKERS}. {OWN}"] == outcome.messages


def test_a_marker_of_the_users_own_is_left_alone(suite):
    outcome = run(suite.ini("markers =", "    lambda_slow: takes long", "    lambda_other(x): takes x"), "lambda_slow")

    assert {"passed": 1} == outcome.counts


def run(suite, marker):
    return suite.run(f"import pytest\n@pytest.mark.{marker}\ndef test_it(): pass", "-W", "ignore:Unknown pytest.mark")


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("config(3)", "it takes no argument by position, not (3,)"),
        ("config(timout=3)", f"it does not take 'timout' (did you mean 'timeout'?); it takes {OPTIONS}"),
        ("config(timeout='3')", "timeout must be an integer of seconds from 1 to 900, not '3' (str)"),
        ("config(timeout=0)", AWS.format(0, "timeout", "greater") + "equal to 1"),
        ("config(timeout=901)", AWS.format(901, "timeout", "less") + "equal to 900"),
        ("config(memory_size='128')", "memory_size must be an integer of MB from 128 to 10240, not '128' (str)"),
        ("config(memory_size=64)", AWS.format(64, "memorySize", "greater") + "equal to 128"),
        ("config(environment='TABLE')", "environment must be a dict, not 'TABLE' (str)"),
        ("config(environment={'PORT': 1})", "environment['PORT'] must be text, as on Lambda, not 1 (int): write '1'"),
        (
            "config(environment={'AWS_REGION': 'x'})",
            "Lambda was unable to configure your environment variables because the environment variables you have "
            "provided contains reserved keys that are currently not supported for modification. Reserved keys used "
            "in this request: AWS_REGION",
        ),
        ("config(isolation='proces')", "isolation must be one of 'inline', 'module', not 'proces'"),
        ("config(code_uri=3)", "code_uri must be a folder, not 3 (int)"),
        (
            "config(runtime='python3.99')",
            "runtime must be one of 'python3.10', 'python3.11', 'python3.12', 'python3.13', 'python3.14', "
            "not 'python3.99'",
        ),
        (
            "config(runtime='python3.7')",
            "The runtime parameter of python3.7 is no longer supported for creating or updating AWS Lambda functions. "
            "We recommend you use a supported runtime while creating or updating functions.",
        ),
        (
            "config(reserved_concurrent_executions=901)",
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
            "below its minimum value of [100].",
        ),
        ("config(architectures='arm')", "architectures must be ['x86_64'] or ['arm64'], not 'arm'"),
        ("config(function_name=3)", "function_name must be the function's name, not 3 (int)"),
        (
            "config(function_name='a b')",
            "1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+",
        ),
        ("config(logging_config='JSON')", "logging_config must be a dict, not 'JSON' (str)"),
        (
            "config(logging_config={'log_format': 'json'})",
            "logging_config['log_format'] must be one of 'Text', 'JSON', not 'json'",
        ),
        (
            "config(destination_config='x')",
            "destination_config must be a dict such as {'on_failure': {'destination': arn}}, not 'x'",
        ),
        (
            "config(destination_config={'on_fail': 'x'})",
            "destination_config does not take 'on_fail' (did you mean 'on_failure'?); it takes on_failure, on_success",
        ),
        ("config(dead_letter_config=3)", "dead_letter_config must be an ARN or {'target_arn': arn}, not 3 (int)"),
        (
            "config(role=3)",
            "role must be statements such as {'Effect': 'Allow', 'Action': 'sqs:SendMessage', 'Resource': queue}, "
            "not 3",
        ),
        ("config(role=[{'Action': '*'}])", "role[0] needs 'Effect': 'Allow' or 'Deny', not None"),
        (
            "config(role='r1')",
            "1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy "
            "regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
        ),
        ("config(maximum_retry_attempts=3)", AWS.format(3, "maximumRetryAttempts", "less") + "equal to 2"),
        ("timeout", "it needs the seconds, such as lambda_timeout(3)"),
        ("timeout()", "it needs the seconds, such as lambda_timeout(3)"),
        ("timeout('3')", "seconds must be an integer from 1 to 900, not '3' (str)"),
        ("timeout(2.5)", "seconds must be an integer from 1 to 900, not 2.5 (float)"),
        ("timeout(True)", "seconds must be an integer from 1 to 900, not True (bool)"),
        ("timeout(0)", "seconds must be an integer from 1 to 900, not 0"),
        ("timeout(901)", "seconds must be an integer from 1 to 900, not 901"),
        ("timeout(3, 2)", "it takes one argument by position (seconds), not (3, 2)"),
        ("timeout(3, seconds=3)", "seconds is given twice"),
        ("timeout(3, elapsd=1)", "it does not take 'elapsd' (did you mean 'elapsed'?); it takes elapsed, seconds"),
        ("timeout(3, elapsed='1')", "elapsed must be a number of seconds, 0 or more, not '1'"),
        ("timeout(3, elapsed=-1)", "elapsed must be a number of seconds, 0 or more, not -1"),
        ("timeout(3, elapsed=float('nan'))", "elapsed must be a number of seconds, 0 or more, not nan"),
        ("timeout(3, elapsed=3)", "elapsed=3 leaves nothing of the 3 s: elapsed must be less than the timeout"),
        ("retry()", "it needs the number of retries, such as lambda_retry(0)"),
        ("retry(maximum_event_age_in_seconds=60)", "it needs the number of retries, such as lambda_retry(0)"),
        ("retry('1')", "maximum_retry_attempts must be an integer from 0 to 2, not '1'"),
        ("retry(3)", "maximum_retry_attempts must be an integer from 0 to 2, not 3"),
        ("retry(-1)", "maximum_retry_attempts must be an integer from 0 to 2, not -1"),
        ("retry(1, 60)", "it takes one argument by position (maximum_retry_attempts), not (1, 60)"),
        (
            "retry(1, maximum_event_age_in_seconds=59)",
            "maximum_event_age_in_seconds must be an integer from 60 to 21600, not 59",
        ),
        (
            "retry(1, maximum_event_age=60)",
            "it does not take 'maximum_event_age' (did you mean 'maximum_event_age_in_seconds'?); it takes "
            "maximum_event_age_in_seconds, maximum_retry_attempts",
        ),
        ("fault()", "it needs the kind, such as lambda_fault('error')"),
        ("fault('eror')", f"kind must be one of {KINDS}, not 'eror'"),
        ("fault(1)", f"kind must be one of {KINDS}, not 1"),
        ("fault('error', 2)", "it takes one argument by position (kind), not ('error', 2)"),
        ("fault('error', attempt=1)", "it does not take 'attempt' (did you mean 'attempts'?); it takes attempts, kind"),
        ("fault('error', attempts='1')", f"{NUMBERS}, not '1'"),
        ("fault('error', attempts=0)", f"{NUMBERS}, not 0"),
        ("fault('error', attempts=())", f"{NUMBERS}, not ()"),
        ("fault('error', attempts=True)", f"{NUMBERS}, not True"),
        ("start()", "it needs one start or more: 'cold', 'warm'"),
        ("start('hot')", "the start must be one of 'cold', 'warm', not 'hot'"),
        ("start(1)", "the start must be one of 'cold', 'warm', not 1"),
        ("start('cold', 'cold')", "each start can be named once, not ('cold', 'cold')"),
        ("start('warm', warmup={})", "it does not take 'warmup' (did you mean 'warm_up'?); it takes warm_up"),
        ("start('cold', warm_up={})", "warm_up is the event of the start 'warm', which is not named"),
        (
            "start('warm', warm_up={1, 2})",
            "warm_up must be an event as JSON takes it: Object of type set is not JSON serializable",
        ),
        ("isolation()", "it needs one isolation or more: 'inline', 'module'"),
        ("isolation('proces')", "the isolation must be one of 'inline', 'module', not 'proces'"),
        ("isolation('inline', 'inline')", "each isolation can be named once, not ('inline', 'inline')"),
        ("isolation('inline', only=True)", "it takes names of isolations by position, and no 'only'"),
        ("clock_mode()", "it needs the mode: 'stepped' or 'ticking'"),
        ("clock_mode('fast')", "mode must be one of 'stepped', 'ticking', not 'fast'"),
        ("clock_mode('stepped', 'ticking')", "it takes one argument by position (mode), not ('stepped', 'ticking')"),
        ("clock_mode(kind='stepped')", "it does not take 'kind'; it takes mode"),
    ],
)
def test_a_wrong_argument_is_refused_with_what_is_allowed(suite, marker, message):
    outcome = run(suite, f"lambda_{marker}")

    name = marker.partition("(")[0]
    assert [f"setup: @pytest.mark.lambda_{name}: {message}"] == outcome.messages


def test_a_folder_of_code_that_there_is_not_is_refused(suite):
    outcome = run(suite, "lambda_config(code_uri='nowhere')")

    message = f"code_uri must be a folder, and 'nowhere' is none (seen from {str(suite.path)!r})"
    assert [f"setup: @pytest.mark.lambda_config: {message}"] == outcome.messages


def test_a_wrong_name_among_right_ones_fails_every_run_of_the_test(suite):
    outcome = run(suite, "lambda_start('cold', 'hot')")

    message = "setup: @pytest.mark.lambda_start: the start must be one of 'cold', 'warm', not 'hot'"
    assert [message, message] == outcome.messages


def test_elapsed_time_is_measured_against_the_timeout_of_another_marker(suite):
    outcome = suite.run("""
        import pytest

        pytestmark = pytest.mark.lambda_timeout(60, elapsed=50)

        @pytest.mark.lambda_timeout(60, elapsed=60.5)
        def test_it(): pass
        """)

    message = "elapsed=60.5 leaves nothing of the 60 s: elapsed must be less than the timeout"
    assert [f"setup: @pytest.mark.lambda_timeout: {message}"] == outcome.messages


def test_misuse_on_a_class_fails_each_of_its_tests(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_timeout(0)
        class TestIt:
            def test_one(self): pass
            def test_two(self): pass
        """)

    assert {"errors": 2} == outcome.counts


def test_misuse_shows_the_message_and_no_traceback(suite):
    outcome = run(suite, "lambda_timeout(0)")

    lines = outcome.result.outlines
    start = next(index for index, line in enumerate(lines) if "ERROR at setup of test_it" in line)
    assert "@pytest.mark.lambda_timeout: seconds must be an integer from 1 to 900, not 0" == lines[start + 1]
    assert lines[start + 2].startswith(("=", "-"))


@pytest.mark.parametrize(
    ("marker", "what"), [("lambda_start('cold', 'warm')", "start"), ("lambda_isolation('inline')", "isolation")]
)
def test_a_test_that_cannot_be_run_several_times_is_refused(suite, marker, what):
    outcome = suite.run(f"""
        import unittest
        import pytest

        class TestIt(unittest.TestCase):
            @pytest.mark.{marker}
            def test_it(self): pass
        """)

    message = (
        f"the test cannot be run once per {what}: the marker must be there when tests are collected, "
        "on a test function or a class that is no unittest.TestCase"
    )
    assert [f"setup: @pytest.mark.lambda_{what}: {message}"] == outcome.messages


def test_a_marker_that_is_added_during_set_up_is_checked_by_the_fixture(suite):
    outcome = suite.run("""
        import pytest

        @pytest.fixture
        def late(request):
            request.node.add_marker(pytest.mark.lambda_timeout(0))

        def test_it(late, lambda_function): pass
        """)

    message = "@pytest.mark.lambda_timeout: seconds must be an integer from 1 to 900, not 0"
    assert [f"setup: {message}"] == outcome.messages


def test_a_timeout_of_the_test_that_the_elapsed_time_exceeds_is_refused(suite):
    outcome = suite.run("""
        import pytest

        @pytest.mark.lambda_timeout(5, elapsed=4)
        def test_it(lambda_function):
            lambda_function(lambda event, context: None, timeout=3)
        """)

    assert {"passed": 1} == outcome.counts
