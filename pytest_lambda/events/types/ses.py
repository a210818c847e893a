"""The shape of events from Amazon SES."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "SesAction",
    "SesCommonHeaders",
    "SesEvent",
    "SesHeader",
    "SesMail",
    "SesMessage",
    "SesReceipt",
    "SesRecord",
    "SesVerdict",
]


class SesVerdict(TypedDict):
    """What a check found."""

    status: str


class SesAction(TypedDict):
    """The action of the receipt rule."""

    type: str
    functionArn: str
    invocationType: str


class SesReceipt(TypedDict):
    """How SES received the mail."""

    timestamp: str
    processingTimeMillis: int
    recipients: list[str]
    spamVerdict: SesVerdict
    virusVerdict: SesVerdict
    spfVerdict: SesVerdict
    dkimVerdict: SesVerdict
    dmarcVerdict: SesVerdict
    dmarcPolicy: NotRequired[str]
    action: SesAction


class SesHeader(TypedDict):
    """One header of the mail."""

    name: str
    value: str


SesCommonHeaders = TypedDict(
    "SesCommonHeaders",
    {
        "returnPath": str,
        "from": list[str],
        "date": str,
        "to": list[str],
        "cc": NotRequired[list[str]],
        "messageId": str,
        "subject": str,
    },
)


class SesMail(TypedDict):
    """The mail without its content."""

    timestamp: str
    source: str
    messageId: str
    destination: list[str]
    headersTruncated: bool
    headers: list[SesHeader]
    commonHeaders: SesCommonHeaders


class SesMessage(TypedDict):
    """The mail and its receipt."""

    mail: SesMail
    receipt: SesReceipt


class SesRecord(TypedDict):
    """One mail."""

    eventSource: str
    eventVersion: str
    ses: SesMessage


class SesEvent(TypedDict):
    """One mail that came."""

    Records: list[SesRecord]
