"""Shapes of events of Amazon WorkMail."""

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["Envelope", "MailAddress", "WorkmailEvent"]


class MailAddress(TypedDict):
    address: str


class Envelope(TypedDict):
    mailFrom: MailAddress
    recipients: list[MailAddress]


class WorkmailEvent(TypedDict):
    summaryVersion: str
    envelope: Envelope
    sender: MailAddress
    subject: str
    messageId: str
    invocationId: str
    flowDirection: str
    truncated: bool
