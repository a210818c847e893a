"""What the triggers of Amazon Cognito user pools have in common: one envelope, users, challenges."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override
from pytest_lambda.events._samples import person

__all__ = ["User", "challenges", "metadata", "trigger", "trigger_source", "user"]

_POOL_ID = re.compile(r"[a-z0-9-]+_[0-9A-Za-z]{1,46}")
_CLIENT_ID = re.compile(r"[\w+]{1,128}")
_SDK_VERSION = "aws-sdk-unknown-unknown"  # what Cognito puts in when an app signs in by itself


@dataclass(frozen=True, slots=True)
class User:
    """Whom an event is about: the name in the user pool, and the attributes, all text."""

    name: str
    attributes: dict[str, str]


def trigger_source(trigger: str, variant: object, allowed: tuple[str, ...]) -> str:
    """
    Return the trigger source that *variant* names, such as ``PreSignUp_SignUp``.

    Args:
        trigger: what stands before the underscore.
        variant: what stands after it, or the whole.
        allowed: what may stand after it.

    Raises:
        UsageError: *variant* names none of them.
    """
    rest = variant.removeprefix(f"{trigger}_") if isinstance(variant, str) else variant
    return f"{trigger}_{_check.choice('variant', rest, allowed)}"


def user(
    entropy: Entropy,
    user_name: object,
    user_attributes: object,
    *,
    status: str | None = "CONFIRMED",
    email_verified: bool = True,
    more: Mapping[str, str] | None = None,
) -> User:
    """
    Return the user that a caller named, with the attributes of a typical one and the caller's own.

    Args:
        user_name: None for the ``sub`` of the user, as in a pool whose users sign in by mail address.
        user_attributes: added; None takes an attribute out.
        status: the ``cognito:user_status``; None for someone who is no user yet, without what the pool itself
            gives a user.
        email_verified: the attribute of that name, of a user.
        more: what a typical user has besides.

    Raises:
        UsageError: *user_name* is no text, or *user_attributes* no mapping of names to text.
    """
    who = person(entropy)
    of_the_pool: dict[str, str] = {}
    if status is not None:
        of_the_pool = {
            "sub": entropy.uuid(),
            "cognito:user_status": status,
            "email_verified": "true" if email_verified else "false",
        }
    attributes: dict[str, str] = {
        **of_the_pool,
        "name": who.name,
        "email": who.email,
        **(more or {}),
    }
    if user_attributes is not None:
        attributes.update(_check.text_map("user_attributes", user_attributes))
        for name, value in cast("Mapping[str, Any]", user_attributes).items():
            if value is None:
                attributes.pop(name, None)
    # Without a sub, as before sign-up, a user pool has made the name up all the same.
    name = attributes.get("sub") or entropy.uuid() if user_name is None else _check.text("user_name", user_name)
    return User(name, attributes)


def metadata(client_metadata: object) -> dict[str, Any]:
    """Return the part of a request that carries client metadata: nothing where an app sent none."""
    return {} if client_metadata is None else {"clientMetadata": _check.text_map("client_metadata", client_metadata)}


def challenges(session: object) -> list[dict[str, Any]]:
    """
    Return the challenges of a session as the event lists them.

    Args:
        session: one item for each challenge: its name when it was passed, or a dict with ``challengeName``,
            ``challengeResult`` (by default True) and ``challengeMetadata`` (by default None).

    Raises:
        UsageError: it is no list of these.
    """
    if not isinstance(session, (list, tuple)):
        raise _check.wrong("session", "a list of the names or the results of challenges", session)
    results = []
    for index, item in enumerate(session):
        given = {"challengeName": item} if isinstance(item, str) else item
        if not isinstance(given, Mapping):
            raise _check.wrong(f"session[{index}]", "the name of a challenge or a dict with challengeName", item)
        result = {"challengeResult": True, "challengeMetadata": None, **_check.plain(f"session[{index}]", given)}
        name = _check.text(f"session[{index}]['challengeName']", result.pop("challengeName", None))
        if not isinstance(result["challengeResult"], bool):
            raise _check.wrong(f"session[{index}]['challengeResult']", "True or False", result["challengeResult"])
        results.append({"challengeName": name, **result})
    return results


def trigger(
    entropy: Entropy,
    source: str,
    who: str,
    request: dict[str, Any],
    response: dict[str, Any] | None,
    *,
    version: str = "1",
    user_pool_id: object,
    client_id: object,
    account_id: str,
    region: str,
    time: Time,
    overrides: object,
    rules: Sequence[Rule] = (),
) -> dict[str, Any]:
    """
    Return the event of a trigger: the envelope around *request* and *response*, with its overrides.

    Args:
        source: the trigger source.
        who: the name of the user.
        request: what the function is asked.
        response: what it is to fill in, None for a trigger that wants no answer.
        version: of the event.
        user_pool_id: None for one from the stream.
        client_id: None for one from the stream.
        account_id: checked, though no user pool tells it.
        region: of the user pool, unless *user_pool_id* begins with another.
        time: checked, though no event tells it.
        overrides: the caller's.
        rules: of *request* and *response*.

    Raises:
        UsageError: an argument is not what it must be.
    """
    _check.account_id(account_id)
    _check.region(region)
    instant(entropy, time)
    if user_pool_id is None:
        user_pool_id = f"{region}_{_pool_suffix(entropy)}"
    pool = _check.matching(
        "user_pool_id", user_pool_id, _POOL_ID, "the id of a user pool, such as 'us-east-1_Ab12Cd34E'"
    )
    client = entropy.alphanumeric(26) if client_id is None else client_id
    event: dict[str, Any] = {
        "version": version,
        "triggerSource": source,
        "region": pool.split("_")[0],
        "userPoolId": pool,
        "userName": who,
        "callerContext": {
            "awsSdkVersion": _SDK_VERSION,
            "clientId": _check.matching("client_id", client, _CLIENT_ID, "the id of an app client"),
        },
        "request": request,
    }
    if response is not None:
        event["response"] = response
    if overrides is None:
        return event
    named = (_NAME_RULE,) if who == request.get("userAttributes", {}).get("sub") else ()
    return override(event, overrides, (*_POOL_RULES, *named, *rules))


def _pool_suffix(entropy: Entropy) -> str:
    letters = entropy.alphanumeric(9)
    return "".join(letter.upper() if entropy.integer(0, 1) else letter for letter in letters)


_NAME_RULE = Rule(
    "userName",
    ("request/userAttributes/sub",),
    lambda event: event["request"]["userAttributes"]["sub"],
)
_POOL_RULES = (
    Rule("region", ("userPoolId",), lambda event: _region_of(event["userPoolId"])),
    Rule("userPoolId", ("region",), lambda event: f"{event['region']}_{event['userPoolId'].split('_')[1]}"),
)


def _region_of(pool_id: str) -> str:
    region, _ = pool_id.split("_")
    return region
