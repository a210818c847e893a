"""Events of Amazon WorkMail, to a function that a mail flow rule runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _samples
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.workmail import WorkmailEvent

__all__ = ["FlowDirection", "workmail"]

FlowDirection = Literal["INBOUND", "OUTBOUND"]

_LONGEST_SUBJECT = 256


def workmail(
    entropy: Entropy,
    subject: str = "Your order",
    *,
    sender: str | None = None,
    recipients: Sequence[str] | None = None,
    flow_direction: FlowDirection = "INBOUND",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> WorkmailEvent:
    """
    Return the event of a mail on its way; its text is fetched by the message id.

    Args:
        subject: cut after 256 characters.
        sender: a mail address; by default that of some person.
        recipients: mail addresses; by default that of some person.
        flow_direction: ``"INBOUND"`` or ``"OUTBOUND"``.
        account_id: not part of this event.
        region: not part of this event.
        time: not part of this event.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.workmail("Hello", recipients=["bob@example.com"])["envelope"]["recipients"]
        [{'address': 'bob@example.com'}]
    """
    where = origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    of = _check.text("sender", _samples.person(entropy).email if sender is None else sender)
    to = [_samples.person(entropy).email] if recipients is None else recipients
    if not isinstance(to, (list, tuple)) or not to:
        raise _check.wrong("recipients", "a list of mail addresses, at least one", recipients)
    if not isinstance(subject, str):
        raise _check.wrong("subject", "text", subject)
    event = {
        "summaryVersion": "2019-07-28",
        "envelope": {
            "mailFrom": {"address": of},
            "recipients": [{"address": _check.text("an item of recipients", address)} for address in to],
        },
        "sender": {"address": of},
        "subject": _check.utf8("subject", subject)[:_LONGEST_SUBJECT],
        "messageId": entropy.uuid(),
        "invocationId": entropy.hex(40),
        "flowDirection": _check.choice("flow_direction", flow_direction, get_args(FlowDirection)),
        "truncated": len(subject) > _LONGEST_SUBJECT,
    }
    return cast("WorkmailEvent", where.finish(event))
