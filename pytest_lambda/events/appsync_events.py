"""Events from event APIs of AWS AppSync."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _samples
from pytest_lambda.events._appsync import CALLER_RULES, IDENTITIES, Identity, caller
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override

if TYPE_CHECKING:
    from pytest_lambda.events.types.appsync_events import AppsyncEventsEvent

__all__ = ["Operation", "appsync_events"]

Operation = Literal["PUBLISH", "SUBSCRIBE"]

_CHANNEL = re.compile(r"/?[A-Za-z0-9-]{1,50}(/[A-Za-z0-9-]{1,50}){0,4}(/\*)?")
_MOST_EVENTS = 5


def appsync_events(
    entropy: Entropy,
    payloads: object = None,
    *,
    variant: Operation = "PUBLISH",
    channel: str = "/default/orders",
    identity: Identity = "api_key",
    claims: Mapping[str, Any] | None = None,
    groups: Sequence[str] | None = None,
    resolver_context: Mapping[str, Any] | None = None,
    headers: Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> AppsyncEventsEvent:
    """
    Return the event of a direct Lambda integration of a channel namespace.

    Args:
        payloads: what is published, one item for each event, at most 5; what is no list is one event. By
            default one order. A subscription has none.
        variant: the operation: ``"PUBLISH"`` or ``"SUBSCRIBE"``.
        channel: its path, of up to five segments; a subscription may end in ``/*``.
        identity: how the caller is authorized: ``"api_key"`` (no identity), ``"cognito"``, ``"iam"``,
            ``"oidc"``, ``"lambda"``.
        claims: added to those of the token (``"cognito"``, ``"oidc"``).
        groups: of the user (``"cognito"``).
        resolver_context: what the authorizer answered (``"lambda"``).
        headers: added to those of the request.
        source_ip: of the caller.
        account_id: of the IAM identity.
        time: when the request came in.
        overrides: merged in last. The path of the channel, its segments and its namespace agree.

    Raises:
        UsageError: an argument is not what it must be, or none of *variant* or *identity*.

    Example:
        >>> event = events.appsync_events([{"n": 1}], channel="/chat/7")
        >>> event["info"]["channel"]["segments"], event["events"][0]["payload"]
        (['chat', '7'], {'n': 1})
    """
    account_id, region = _check.account_id(account_id), _check.region(region)
    at = instant(entropy, time)
    operation = _check.choice("variant", variant, get_args(Operation))
    published = None
    if operation == "PUBLISH":
        items = _check.listed(
            "payloads", _samples.order(entropy) if payloads is None else payloads, at_most=_MOST_EVENTS
        )
        published = [
            {"id": entropy.uuid(), "payload": _check.plain(f"payloads[{index}]", item)}
            for index, item in enumerate(items)
        ]
    else:
        _check.left_out("SUBSCRIBE", payloads=payloads)
    path = _check.matching("channel", channel, _CHANNEL, "a path of up to five segments such as '/default/orders'")
    if path.endswith("/*") and operation == "PUBLISH":
        raise _check.wrong("channel", "free of '*' where variant='PUBLISH'", channel)
    segments = path.strip("/").split("/")
    who, request = caller(
        entropy,
        _check.choice("identity", identity, IDENTITIES),
        source_ip=source_ip,
        claims=claims,
        groups=groups,
        resolver_context=resolver_context,
        headers=headers,
        account_id=account_id,
        region=region,
        at=at,
    )
    event = {
        "identity": who,
        "result": None,
        "request": request,
        "info": {
            "channel": {"path": "/" + "/".join(segments), "segments": segments},
            "channelNamespace": {"name": segments[0]},
            "operation": operation,
        },
        "error": None,
        "prev": None,
        "stash": {},
        "outErrors": [],
        "events": published,
    }
    return cast("AppsyncEventsEvent", event if overrides is None else override(event, overrides, _RULES))


_RULES = (
    *CALLER_RULES,
    Rule(
        "info/channel/segments",
        ("info/channel/path",),
        lambda event: event["info"]["channel"]["path"].strip("/").split("/"),
    ),
    Rule(
        "info/channel/path",
        ("info/channel/segments",),
        lambda event: "/" + "/".join(event["info"]["channel"]["segments"]),
    ),
    Rule(
        "info/channelNamespace/name",
        ("info/channel/segments",),
        lambda event: event["info"]["channel"]["segments"][0],
    ),
    Rule(
        "events",
        ("info/operation",),
        lambda event: None if event["info"]["operation"] == "SUBSCRIBE" else event["events"] or [],
    ),
)
