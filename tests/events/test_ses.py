"""Mail that comes through SES."""

from __future__ import annotations

import pytest

from pytest_lambda.base.errors import UsageError


def message(event):
    (record,) = event["Records"]
    return record["ses"]


def headers(event):
    return {header["name"]: header["value"] for header in message(event)["mail"]["headers"]}


def test_source_and_recipients_are_positional(events):
    event = events.ses("Jane Doe <jane@example.com>", ["a@example.com", "b@example.com"])
    mail, receipt = message(event)["mail"], message(event)["receipt"]

    assert ("jane@example.com", ["Jane Doe <jane@example.com>"]) == (mail["source"], mail["commonHeaders"]["from"])
    assert ["a@example.com", "b@example.com"] == mail["destination"] == receipt["recipients"]
    assert "a@example.com, b@example.com" == headers(event)["To"]


def test_one_recipient_needs_no_list(events):
    assert ["a@example.com"] == message(events.ses(recipients="a@example.com"))["receipt"]["recipients"]


def test_those_in_copy_are_no_recipients_of_the_rule(events):
    event = events.ses(recipients="a@example.com", cc=["c@example.com"])

    assert ["a@example.com", "c@example.com"] == message(event)["mail"]["destination"]
    assert ["a@example.com"] == message(event)["receipt"]["recipients"]
    assert "c@example.com" == headers(event)["Cc"]


def test_the_date_is_written_as_mail_does(events):
    event = events.ses(time=1_735_689_601)

    assert "Wed, 01 Jan 2025 00:00:00 +0000" == message(event)["mail"]["commonHeaders"]["date"]
    assert "2025-01-01T00:00:01.000Z" == message(event)["receipt"]["timestamp"]


def test_headers_are_added(events):
    found = headers(events.ses(headers={"X-Mailer": "test", "MIME-Version": "1.1"}))

    assert ("test", "1.1") == (found["X-Mailer"], found["MIME-Version"])


def test_verdicts_are_told_in_the_receipt_and_in_the_mail(events):
    event = events.ses(verdicts={"spam": "fail", "virus": "DISABLED", "spf": "GRAY"})
    receipt = message(event)["receipt"]

    assert ["FAIL", "DISABLED", "GRAY", "PASS", "PASS"] == [
        receipt[f"{name}Verdict"]["status"] for name in ("spam", "virus", "spf", "dkim", "dmarc")
    ]
    assert ("FAIL", "DISABLED") == (headers(event)["X-SES-Spam-Verdict"], headers(event)["X-SES-Virus-Verdict"])


def test_a_policy_is_told_when_dmarc_fails(events):
    failed = {"dmarc": "FAIL"}

    assert "dmarcPolicy" not in message(events.ses())["receipt"]
    assert "none" == message(events.ses(verdicts=failed))["receipt"]["dmarcPolicy"]
    assert "reject" == message(events.ses(verdicts=failed, dmarc_policy="reject"))["receipt"]["dmarcPolicy"]


def test_the_action_names_the_function(events):
    action = message(events.ses(function="inbox", invocation_type="RequestResponse"))["receipt"]["action"]

    assert ("arn:aws:lambda:us-east-1:123456789012:function:inbox", "RequestResponse") == (
        action["functionArn"],
        action["invocationType"],
    )


def overridden(events, **ses):
    return events.ses("jane@example.com", "joe@example.com", overrides={"Records": {"ses": ses}})


@pytest.mark.parametrize(
    "mail",
    [
        {"source": "ann@example.com"},
        {"commonHeaders": {"returnPath": "ann@example.com"}},
        {"commonHeaders": {"from": ["ann@example.com"]}},
    ],
    ids=["source", "returnPath", "from"],
)
def test_the_source_is_the_same_everywhere(events, mail):
    event = overridden(events, mail=mail)
    found = message(event)["mail"]

    assert ("ann@example.com", "ann@example.com", ["ann@example.com"]) == (
        found["source"],
        found["commonHeaders"]["returnPath"],
        found["commonHeaders"]["from"],
    )
    assert ("<ann@example.com>", "ann@example.com") == (headers(event)["Return-Path"], headers(event)["From"])


@pytest.mark.parametrize(
    "ses",
    [
        {"mail": {"destination": ["ann@example.com"]}},
        {"mail": {"commonHeaders": {"to": ["ann@example.com"]}}},
        {"receipt": {"recipients": ["ann@example.com"]}},
    ],
    ids=["destination", "to", "recipients"],
)
def test_the_recipients_are_the_same_everywhere(events, ses):
    event = overridden(events, **ses)
    mail = message(event)["mail"]

    assert ["ann@example.com"] == mail["destination"] == mail["commonHeaders"]["to"]
    assert ["ann@example.com"] == message(event)["receipt"]["recipients"]
    assert "ann@example.com" == headers(event)["To"]


def test_the_headers_follow_the_common_ones(events):
    event = overridden(events, mail={"commonHeaders": {"subject": "Hi", "cc": ["c@example.com"]}})

    assert ("Hi", "c@example.com") == (headers(event)["Subject"], headers(event)["Cc"])
    assert ["joe@example.com", "c@example.com"] == message(event)["mail"]["destination"]


def test_headers_that_are_overridden_stay(events):
    event = overridden(events, mail={"source": "ann@example.com", "headers": []})

    assert [] == message(event)["mail"]["headers"]


@pytest.mark.parametrize("part", ["mail", "receipt"])
def test_both_times_follow_each_other(events, part):
    ses = message(overridden(events, **{part: {"timestamp": "2025-01-01T00:00:00.000Z"}}))

    assert "2025-01-01T00:00:00.000Z" == ses["mail"]["timestamp"] == ses["receipt"]["timestamp"]


def test_policy_and_headers_follow_the_verdicts(events):
    event = overridden(events, receipt={"dmarcVerdict": {"status": "FAIL"}, "spamVerdict": {"status": "FAIL"}})

    assert "none" == message(event)["receipt"]["dmarcPolicy"]
    assert "FAIL" == headers(event)["X-SES-Spam-Verdict"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"source": "jane"}, "source must be mail addresses such as 'jane@example.com', got 'jane'"),
        ({"source": 1}, "source must be text that is not empty, got 1"),
        ({"recipients": ["a@b.c", "a"]}, "recipients must be mail addresses such as 'jane@example.com', got 'a'"),
        ({"recipients": []}, "recipients must be one address at least, got []"),
        ({"cc": "a@b.c"}, "cc must be a list of addresses, got 'a@b.c'"),
        ({"subject": "a\nb"}, "subject must be text on one line, got 'a\\nb'"),
        ({"headers": "a"}, "headers must be a mapping of names to text, got 'a'"),
        ({"headers": {"a": 1}}, "headers['a'] must be text, got 1"),
        ({"verdicts": "PASS"}, "verdicts must be a mapping of checks to what they found, got 'PASS'"),
        (
            {"verdicts": {"taste": "FAIL"}},
            "a name in verdicts must be one of 'spam', 'virus', 'spf', 'dkim', 'dmarc', got 'taste'",
        ),
        (
            {"verdicts": {"spf": "DISABLED"}},
            "verdicts['spf'] must be one of 'PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', got 'DISABLED'",
        ),
        (
            {"dmarc_policy": "reject"},
            "dmarc_policy must be left out unless verdicts={'dmarc': 'FAIL'}, got 'reject'",
        ),
        (
            {"dmarc_policy": "maybe", "verdicts": {"dmarc": "FAIL"}},
            "dmarc_policy must be one of 'none', 'quarantine', 'reject', got 'maybe'",
        ),
        (
            {"function": "a b"},
            "function must be the name of a function (up to 64 letters, digits, '_' or '-') or its ARN, got 'a b'",
        ),
        (
            {"invocation_type": "DryRun"},
            "invocation_type must be one of 'Event', 'RequestResponse', got 'DryRun'",
        ),
    ],
)
def test_what_is_no_mail_is_refused(events, arguments, message):
    with pytest.raises(UsageError) as raised:
        events.ses(**arguments)

    assert message == str(raised.value)
