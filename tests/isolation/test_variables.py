"""What of the test run's variables a handler sees, and what it never does."""

from __future__ import annotations

import os

import pytest

SHOW = """
    import os
    at_import = dict(os.environ)
    def handler(event, context):
        return {**dict(os.environ), "AT_IMPORT": at_import.get("TABLE")}
"""


def test_what_monkeypatch_sets_is_seen(deploy, monkeypatch):
    monkeypatch.setenv("TABLE", "patched")

    assert "patched" == deploy(SHOW)()["TABLE"]


def test_what_monkeypatch_sets_is_seen_at_import(deploy, monkeypatch):
    monkeypatch.setenv("TABLE", "patched")

    assert "patched" == deploy(SHOW)()["AT_IMPORT"]


def test_what_monkeypatch_sets_between_invocations_is_seen(deploy, monkeypatch):
    function = deploy(SHOW)
    before = function().get("TABLE")
    monkeypatch.setenv("TABLE", "patched")

    assert (None, "patched") == (before, function()["TABLE"])


def test_what_monkeypatch_takes_back_is_gone(deploy, monkeypatch):
    function = deploy(SHOW)
    with monkeypatch.context() as patch:
        patch.setenv("TABLE", "patched")
        within = function()["TABLE"]

    assert ("patched", None) == (within, function().get("TABLE"))


def test_the_functions_own_variables_win_over_the_test_runs(deploy, monkeypatch):
    monkeypatch.setenv("TABLE", "patched")

    assert "own" == deploy(SHOW, environment={"TABLE": "own"})()["TABLE"]


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"])
def test_what_leads_to_real_credentials_is_never_seen(deploy, monkeypatch, name):
    monkeypatch.setenv(name, "production")

    assert name not in deploy(SHOW)()


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
def test_credentials_of_the_test_run_are_never_seen(deploy, monkeypatch, name):
    monkeypatch.setenv(name, "AKIAREAL")

    assert "AKIAREAL" not in deploy(SHOW)()[name]


def test_nothing_of_the_shell_that_started_pytest_is_seen(pytester, monkeypatch):
    monkeypatch.setenv("OF_THE_SHELL", "1")
    pytester.makepyfile(
        """
        import os

        def test_shell(lambda_function):
            def handler(event, context):
                return os.environ.get("OF_THE_SHELL")

            assert (None, "1") == (lambda_function(handler)(), os.environ["OF_THE_SHELL"])
        """
    )

    assert 0 == pytester.runpytest_subprocess("-p", "no:cacheprovider").ret


def test_bytes_and_text_agree(deploy):
    assert "us-east-1" == deploy("import os\ndef handler(e, c):\n    return os.environb[b'AWS_REGION'].decode()")()


def test_getenv_and_the_mapping_agree(deploy):
    function = deploy("import os\ndef handler(e, c):\n    return [os.getenv('TABLE'), os.environ.get('TABLE')]")
    os.environ.pop("TABLE", None)

    assert [None, None] == function()
