"""Shapes of events of AWS Client VPN."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["ClientvpnEvent"]

ClientvpnEvent = TypedDict(
    "ClientvpnEvent",
    {
        "connection-id": str,
        "endpoint-id": str,
        "common-name": str,
        "username": str,
        "platform": str,
        "platform-version": str,
        "public-ip": str,
        "client-openvpn-version": str,
        "aws-client-version": NotRequired[str],
        "groups": NotRequired[str],
        "schema-version": str,
    },
)
