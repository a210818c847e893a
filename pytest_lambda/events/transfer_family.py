"""Events of AWS Transfer Family, to a function that is an identity provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _http, _samples
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.transfer_family import TransferFamilyEvent

__all__ = ["Protocol", "Variant", "transfer_family"]

Variant = Literal["password", "public_key"]
Protocol = Literal["SFTP", "FTPS", "FTP"]

_USER = re.compile(r"[A-Za-z0-9_@.-]{3,100}")
_SERVER = re.compile(r"s-[0-9a-f]{17}")


def transfer_family(
    entropy: Entropy,
    username: str | None = None,
    *,
    variant: Variant = "password",
    password: str | None = None,
    protocol: Protocol = "SFTP",
    server_id: str | None = None,
    source_ip: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> TransferFamilyEvent:
    """
    Return the event of a user who wants to sign in to a server for files.

    Args:
        username: by default that of some person.
        variant: how they sign in: with a ``"password"``, or with a ``"public_key"``, which is not in the event.
        password: by default some text.
        protocol: a key is possible with SFTP alone.
        server_id: ``s-`` and 17 hexadecimal digits.
        source_ip: the address of the client.
        account_id: not part of this event.
        region: not part of this event.
        time: not part of this event.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> "password" in events.transfer_family("alice", variant="public_key")
        False
    """
    where = origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    spoken = _check.choice("protocol", protocol, get_args(Protocol))
    if variant == "public_key" and spoken != "SFTP":
        raise _check.wrong("protocol", "'SFTP' where variant='public_key'", protocol)
    if variant == "public_key":
        _check.left_out(variant, password=password)
    user = _samples.person(entropy).email.partition("@")[0] if username is None else username
    event = {
        "username": _check.matching("username", user, _USER, "3 to 100 letters, digits, '_', '-', '.' or '@'"),
        "protocol": spoken,
        "serverId": _check.matching(
            "server_id",
            f"s-{entropy.hex(17)}" if server_id is None else server_id,
            _SERVER,
            "'s-' and 17 hexadecimal digits",
        ),
        "sourceIp": _http.source_address(entropy, source_ip),
    }
    if variant == "password":
        secret = entropy.base64ish(16) if password is None else password
        event["password"] = _check.text("password", secret)
    return cast("TransferFamilyEvent", where.finish(event))
