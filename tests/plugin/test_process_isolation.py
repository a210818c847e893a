"""Isolation ``process`` wherever an isolation is named, and what is imported before processes are forked."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="isolation 'process' needs Linux or macOS")

APART = """
    import os

    def test_it(lambda_function):
        function = lambda_function("app.handler")

        assert "process" == function.configuration.isolation
        assert os.getpid() != function()
"""


@pytest.fixture
def code(suite):
    return suite.write("app.py", "import os\ndef handler(event, context): return os.getpid()")


@pytest.mark.usefixtures("code")
def test_the_ini_file_names_it(suite):
    assert {"passed": 1} == suite.ini("lambda_isolation = process").run(APART).counts


@pytest.mark.usefixtures("code")
def test_the_command_line_names_it(suite):
    assert {"passed": 1} == suite.run(APART, "--lambda-isolation=process").counts


@pytest.mark.usefixtures("code")
def test_a_marker_names_it_among_others(suite):
    outcome = suite.run(
        """
        import os
        import pytest

        @pytest.mark.lambda_isolation("module", "process")
        def test_it(lambda_function):
            function = lambda_function("app.handler")

            assert (function.configuration.isolation == "module") == (os.getpid() == function())
        """
    )

    assert {"passed": 2} == outcome.counts


@pytest.mark.usefixtures("code")
def test_a_run_leaves_no_process(suite):
    suite.write("app.py", "import os\ndef handler(event, context): return [os.getpid(), os.getppid()]")
    outcome = suite.run_apart(
        """
        def test_it(lambda_function):
            with open("pids", "w") as file:
                print(*lambda_function("app.handler", isolation="process")(), file=file)
        """
    )
    pids = [int(pid) for pid in (suite.path / "pids").read_text().split()]

    assert {"passed": 1} == outcome.counts
    assert [] == [pid for pid in pids if os.path.exists(f"/proc/{pid}")]


LOADED = """
    import sys

    was_there = "{module}" in sys.modules

    def handler(event, context):
        return was_there
"""


@pytest.mark.parametrize(
    ("option", "is_there"), [("", False), ("xmlrpc.client, wave", True), ("wave xmlrpc.client", True)]
)
def test_what_lambda_preload_names_is_there_before_the_code(suite, option, is_there):
    suite.write("app.py", LOADED.format(module="xmlrpc.client")).ini(f"lambda_preload = {option}")
    outcome = suite.run(
        f"""
        def test_it(lambda_function):
            assert {is_there} is lambda_function("app.handler", isolation="process")()
        """
    )

    assert {"passed": 1} == outcome.counts


def test_a_module_of_lambda_preload_that_is_not_there_fails_the_test(suite, code):
    outcome = suite.run(APART, "--lambda-isolation=process", "--lambda-preload=no_such_module")

    assert {"failed": 1} == outcome.counts
    assert (
        "UsageError: lambda_preload: a module could not be imported: ModuleNotFoundError: "
        "No module named 'no_such_module'"
    ) in outcome.output


def test_lambda_preload_takes_names_of_modules(suite):
    outcome = suite.run("def test_it(): pass", "--lambda-preload=boto3 ./app.py")

    assert 4 == outcome.exit_code
    assert (
        "ERROR: lambda_preload must be names of modules with spaces between, such as 'boto3', not './app.py'"
        in outcome.errors
    )


def test_an_assertion_in_another_process_shows_the_handlers_traceback(suite):
    suite.write("app.py", "def handler(event, context):\n    total = 3\n    assert total == event, f'it was {total}'")
    outcome = suite.run("def test_it(lambda_function): lambda_function('app.handler', isolation='process')(4)")

    assert {"failed": 1} == outcome.counts
    assert "AssertionError: it was 3" in outcome.output
    assert "assert total == event, f'it was {total}'" in outcome.output


def test_a_note_is_said_once_in_the_report(suite):
    suite.write(
        "conftest.py",
        """
        import pytest
        from pytest_lambda.isolation import launching

        class Refused(launching.ForkServer):
            def __init__(self, preload):
                super().__init__(preload)
                self.mode, self.why = "", "unshare: Operation not permitted"

        server = Refused(())

        @pytest.fixture(autouse=True, scope="session")
        def refused():
            key = ("fork", ())
            launching._running[key] = server
            yield
            del launching._running[key]
            server.stop()
        """,
    ).write("app.py", "def handler(event, context): pass")
    outcome = suite.run(
        """
        import pytest

        @pytest.mark.parametrize("number", range(3))
        def test_it(lambda_function, number):
            lambda_function("app.handler", isolation="process")()
        """
    )

    assert {"passed": 3} == outcome.counts
    assert [
        "isolation 'process' has no namespaces here, so /tmp is redirected in Python's own functions and does not fill "
        "up, and the code can be written (unshare: Operation not permitted)"
    ] == [line for line in outcome.section if "namespaces" in line]
