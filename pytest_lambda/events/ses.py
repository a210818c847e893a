"""Mail that Amazon SES receives and hands to a function."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names, _samples
from pytest_lambda.events._instant import Instant, Time, instant
from pytest_lambda.events._overrides import ABSENT, Rule, override_records

if TYPE_CHECKING:
    from pytest_lambda.events.types.ses import SesEvent

__all__ = ["DmarcPolicy", "InvocationType", "Status", "ses"]

InvocationType = Literal["Event", "RequestResponse"]
Status = Literal["PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED"]
DmarcPolicy = Literal["none", "quarantine", "reject"]

_VERDICTS = ("spam", "virus", "spf", "dkim", "dmarc")
_SCANS = {"spam": "X-SES-Spam-Verdict", "virus": "X-SES-Virus-Verdict"}  # what can be off, and is told in the mail
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_FUNCTION = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MOST_RECIPIENTS = 100
_COMMON = {"from": "From", "to": "To", "cc": "Cc", "date": "Date", "messageId": "Message-ID", "subject": "Subject"}


def ses(
    entropy: Entropy,
    source: str | None = None,
    recipients: str | Sequence[str] | None = None,
    *,
    subject: str = "Order placed",
    cc: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    verdicts: Mapping[str, Status] | None = None,
    dmarc_policy: DmarcPolicy | None = None,
    function: str = "orders",
    invocation_type: InvocationType = "Event",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> SesEvent:
    """
    Return the event by which the Lambda action of a receipt rule tells of one mail, without its content.

    Args:
        source: who sent it: an address, or a name with an address (``Jane Doe <jane@example.com>``); by
            default someone.
        recipients: one address or a list; by default someone's.
        subject: of the mail.
        cc: addresses that the mail names beside its recipients.
        headers: of the mail, added to those that every mail has.
        verdicts: of the checks ``"spam"``, ``"virus"``, ``"spf"``, ``"dkim"``, ``"dmarc"``: ``"PASS"`` (the
            default), ``"FAIL"``, ``"GRAY"`` or ``"PROCESSING_FAILED"``; the first two also ``"DISABLED"``.
        dmarc_policy: of the sender's domain, ``"none"``, ``"quarantine"`` or ``"reject"``; told only when
            DMARC fails, by default ``"none"`` then.
        function: name or ARN of the function.
        invocation_type: of the action, ``"Event"`` or ``"RequestResponse"``.
        time: when the mail came.
        overrides: merged in last; a dict under ``"Records"`` goes to the one record. Source, recipients and
            time in their several places follow each other; the mail's headers follow the common ones.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: the order of the headers, and that ``DISABLED`` is told like a verdict.

    Example:
        >>> event = events.ses("jane@example.com", verdicts={"spam": "FAIL"})
        >>> event["Records"][0]["ses"]["receipt"]["spamVerdict"]
        {'status': 'FAIL'}
    """
    region, account_id = _check.region(region), _check.account_id(account_id)
    if source is None:
        person = _samples.person(entropy)
        source = f"{person.name} <{person.email}>"
    address = _address("source", _address_in(_check.text("source", source)), source)
    given = _samples.person(entropy).email if recipients is None else recipients
    to = [
        _address("recipients", one, one)
        for one in _check.listed("recipients", given, at_most=_MOST_RECIPIENTS, may_be_empty=True)
    ]
    if not to:
        raise _check.wrong("recipients", "one address at least", given)
    copied = [_address("cc", one, one) for one in cc] if isinstance(cc, (list, tuple)) else None
    if copied is None:
        raise _check.wrong("cc", "a list of addresses", cc)
    statuses = _statuses(verdicts)
    policy = _policy(statuses["dmarc"], dmarc_policy)
    at = instant(entropy, time)
    message_id = entropy.alphanumeric(40)
    common = {
        "returnPath": address,
        "from": [source],
        "date": _mail_date(at.plus_ms(-1000)),
        "to": list(to),
        **({"cc": copied} if copied else {}),
        "messageId": f"<{entropy.uuid()}@{address.partition('@')[2]}>",
        "subject": _subject(subject),
    }
    mail = {
        "timestamp": at.iso_ms(),
        "source": address,
        "messageId": message_id,
        "destination": [*to, *copied],
        "headersTruncated": False,
        "headers": _mail_headers(entropy, address, message_id, to[0], region, common, statuses, headers, at),
        "commonHeaders": common,
    }
    receipt = {
        "timestamp": at.iso_ms(),
        "processingTimeMillis": entropy.integer(100, 2000),
        "recipients": list(to),
        **{f"{name}Verdict": {"status": status} for name, status in statuses.items()},
        **policy,
        "action": {
            "type": "Lambda",
            "functionArn": _function_arn(function, region, account_id),
            "invocationType": _check.choice("invocation_type", invocation_type, get_args(InvocationType)),
        },
    }
    event: dict[str, Any] = {
        "Records": [{"eventSource": "aws:ses", "eventVersion": "1.0", "ses": {"mail": mail, "receipt": receipt}}]
    }
    if overrides is not None:
        event = override_records(event, overrides, record_rules=_RECORD_RULES)
    return cast("SesEvent", event)


def _address(argument: str, address: object, given: object) -> str:
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise _check.wrong(argument, "mail addresses such as 'jane@example.com'", given)
    return address


def _address_in(mailbox: str) -> str:
    """Return the address of ``Jane Doe <jane@example.com>``, or what stands there alone."""
    return mailbox.rpartition("<")[2].rstrip("> ")


def _subject(subject: object) -> str:
    if not isinstance(subject, str) or "\n" in subject or "\r" in subject:
        raise _check.wrong("subject", "text on one line", subject)
    return _check.utf8("subject", subject)


def _statuses(given: object) -> dict[str, str]:
    if given is None:
        given = {}
    if not isinstance(given, Mapping):
        raise _check.wrong("verdicts", "a mapping of checks to what they found", given)
    found = dict.fromkeys(_VERDICTS, "PASS")
    for name, status in given.items():
        check = _check.choice("a name in verdicts", name, _VERDICTS)
        allowed = get_args(Status) if check in _SCANS else get_args(Status)[:-1]
        found[check] = _check.choice(f"verdicts[{name!r}]", status, allowed)
    return found


def _policy(status: str, given: object) -> dict[str, str]:
    if given is not None and status != "FAIL":
        raise _check.wrong("dmarc_policy", "left out unless verdicts={'dmarc': 'FAIL'}", given)
    if status != "FAIL":
        return {}
    return {"dmarcPolicy": "none" if given is None else _check.choice("dmarc_policy", given, get_args(DmarcPolicy))}


def _function_arn(function: object, region: str, account_id: str) -> str:
    return _names.resource_arn(
        "function",
        function,
        service="lambda",
        region=region,
        account_id=account_id,
        name=_FUNCTION,
        allowed="the name of a function (up to 64 letters, digits, '_' or '-') or its ARN",
        prefix="function:",
    )


def _mail_date(at: Instant) -> str:
    """Return ``Wed, 01 Jan 2025 00:00:00 +0000``."""
    day_of_week, month, day, clock, _, year = at.unix_date().split(" ")
    return f"{day_of_week}, {day} {month} {year} {clock} +0000"


def _mail_headers(
    entropy: Entropy,
    address: str,
    message_id: str,
    recipient: str,
    region: str,
    common: Mapping[str, Any],
    statuses: Mapping[str, str],
    added: object,
    at: Instant,
) -> list[dict[str, str]]:
    if added is not None and not isinstance(added, Mapping):
        raise _check.wrong("headers", "a mapping of names to text", added)
    domain = address.partition("@")[2]
    found = {
        "Return-Path": f"<{address}>",
        "Received": (
            f"from mail.{domain} (mail.{domain} [{_samples.ip_address(entropy)}]) "
            f"by inbound-smtp.{region}.amazonaws.com with SMTP id {message_id} for {recipient}; {_mail_date(at)} (UTC)"
        ),
        **{header: statuses[name] for name, header in _SCANS.items()},
        "DKIM-Signature": (
            f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain}; s=mail; h=from:to:subject:date:message-id; "
            f"bh={entropy.base64(32)}; b={entropy.base64(128)}"
        ),
        "MIME-Version": "1.0",
        **{_COMMON[name]: _written(value) for name, value in common.items() if name in _COMMON},
        "Content-Type": "text/plain; charset=UTF-8",
    }
    for name, value in (added or {}).items():
        _check.text("a name in headers", name)
        if not isinstance(value, str):
            raise _check.wrong(f"headers[{name!r}]", "text", value)
        found[name] = value
    return [{"name": name, "value": value} for name, value in found.items()]


def _written(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _headers_of(record: dict[str, Any]) -> list[dict[str, str]]:
    """Return the headers of the mail, those that are told elsewhere as they are told there."""
    mail, receipt = record["ses"]["mail"], record["ses"]["receipt"]
    told = {"Return-Path": f"<{mail['source']}>"}
    told |= {header: receipt[f"{name}Verdict"]["status"] for name, header in _SCANS.items()}
    told |= {_COMMON[name]: _written(value) for name, value in mail["commonHeaders"].items() if name in _COMMON}
    headers = [{**header, "value": told.pop(header["name"], header["value"])} for header in mail["headers"]]
    return headers + [{"name": name, "value": value} for name, value in told.items()]


def _source_of(record: dict[str, Any]) -> str:
    return _address_in(record["ses"]["mail"]["commonHeaders"]["from"][0])


def _from_of(record: dict[str, Any]) -> list[str]:
    return [record["ses"]["mail"]["source"]]


def _policy_of(record: dict[str, Any]) -> Any:
    receipt = record["ses"]["receipt"]
    return receipt.get("dmarcPolicy", "none") if receipt["dmarcVerdict"]["status"] == "FAIL" else ABSENT


def _recipients_of(record: dict[str, Any]) -> list[str]:
    return list(record["ses"]["mail"]["commonHeaders"]["to"])


def _same(target: str, source: str) -> Rule:
    """Return the rule that one field is what another is."""

    def read(record: dict[str, Any]) -> Any:
        found: Any = record
        for name in source.split("/"):
            found = found[name]
        return list(found) if isinstance(found, list) else found

    return Rule(target, (source,), read)


_RECORD_RULES = (
    _same("ses/mail/source", "ses/mail/commonHeaders/returnPath"),
    Rule("ses/mail/source", ("ses/mail/commonHeaders/from",), _source_of),
    _same("ses/mail/commonHeaders/returnPath", "ses/mail/source"),
    Rule("ses/mail/commonHeaders/from", ("ses/mail/source",), _from_of),
    _same("ses/receipt/recipients", "ses/mail/destination"),
    _same("ses/receipt/recipients", "ses/mail/commonHeaders/to"),
    _same("ses/mail/commonHeaders/to", "ses/receipt/recipients"),
    Rule(
        "ses/mail/destination",
        ("ses/mail/commonHeaders/to", "ses/mail/commonHeaders/cc"),
        lambda record: _recipients_of(record) + list(record["ses"]["mail"]["commonHeaders"].get("cc", ())),
    ),
    _same("ses/receipt/timestamp", "ses/mail/timestamp"),
    _same("ses/mail/timestamp", "ses/receipt/timestamp"),
    Rule("ses/receipt/dmarcPolicy", ("ses/receipt/dmarcVerdict",), _policy_of),
    Rule(
        "ses/mail/headers",
        (
            "ses/mail/commonHeaders",
            "ses/mail/source",
            "ses/receipt/spamVerdict",
            "ses/receipt/virusVerdict",
        ),
        _headers_of,
    ),
)
