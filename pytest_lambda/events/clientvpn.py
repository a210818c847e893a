"""Events of AWS Client VPN, to a function that is a client connect handler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _samples
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.clientvpn import ClientvpnEvent

__all__ = ["Variant", "clientvpn"]

Variant = Literal["v3", "v1"]


def clientvpn(
    entropy: Entropy,
    username: str | None = None,
    *,
    variant: Variant = "v3",
    common_name: str = "",
    platform: str = "linux",
    platform_version: str = "6.8.0",
    groups: str = "",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> ClientvpnEvent:
    """
    Return the event of a device that wants to connect; every value in it is text.

    Args:
        username: who signed in; by default some person. Empty where a certificate alone was shown.
        variant: the version of the schema, ``"v3"`` or ``"v1"`` (without the client's version and the groups).
        common_name: of the client's certificate; empty where none was shown.
        platform: the operating system.
        platform_version: its version.
        groups: those that the identity provider named.
        account_id: not part of this event.
        region: not part of this event.
        time: not part of this event.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.clientvpn("alice", platform="win")["platform"]
        'win'
    """
    where = origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    user = _samples.person(entropy).email.partition("@")[0] if username is None else username
    event = {
        "connection-id": f"cvpn-connection-0{entropy.hex(16)}",
        "endpoint-id": f"cvpn-endpoint-0{entropy.hex(16)}",
        "common-name": _text("common_name", common_name),
        "username": _text("username", user),
        "platform": _text("platform", platform),
        "platform-version": _text("platform_version", platform_version),
        "public-ip": _samples.ip_address(entropy),
        "client-openvpn-version": "2.6.10",
    }
    if variant == "v3":
        event["aws-client-version"] = "5.0.0"
        event["groups"] = _text("groups", groups)
    event["schema-version"] = variant
    return cast("ClientvpnEvent", where.finish(event))


def _text(argument: str, value: object) -> str:
    """Return *value*, which must be text and may be empty."""
    return _check.text(argument, value, "text") if value != "" else ""
