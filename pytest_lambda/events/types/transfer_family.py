"""Shapes of events of AWS Transfer Family."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["TransferFamilyEvent"]


class TransferFamilyEvent(TypedDict):
    username: str
    password: NotRequired[str]
    protocol: str
    serverId: str
    sourceIp: str
