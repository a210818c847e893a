"""Triggers of Amazon Cognito user pools for custom authentication: define, create and verify a challenge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._cognito import User, challenges, metadata, trigger, user
from pytest_lambda.events._instant import Time

if TYPE_CHECKING:
    from pytest_lambda.events.types.cognito_challenges import (
        CognitoCreateAuthChallengeEvent,
        CognitoDefineAuthChallengeEvent,
        CognitoVerifyAuthChallengeEvent,
    )

__all__ = ["cognito_create_auth_challenge", "cognito_define_auth_challenge", "cognito_verify_auth_challenge"]


def cognito_define_auth_challenge(
    entropy: Entropy,
    session: Sequence[str | Mapping[str, Any]] = ("SRP_A",),
    *,
    user_name: str | None = None,
    user_attributes: Mapping[str, Any] | None = None,
    user_not_found: bool | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoDefineAuthChallengeEvent:
    """
    Return the event of the trigger that decides what a user has to do next to sign in.

    Args:
        session: what the user did so far, oldest first: the name of a challenge for one that was passed, or a
            dict with ``challengeName``, ``challengeResult`` and ``challengeMetadata``; an empty list when a
            sign-in begins.
        user_name: by default the user's ``sub``.
        user_attributes: added to those of a typical user; None takes one out.
        user_not_found: left out unless given, as when the app client does not hide which users exist.
        client_metadata: what the app sent; left out when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> event = events.cognito_define_auth_challenge(["SRP_A", {"challengeName": "PASSWORD_VERIFIER"}])
        >>> [step["challengeName"] for step in event["request"]["session"]]
        ['SRP_A', 'PASSWORD_VERIFIER']
    """
    who = user(entropy, user_name, user_attributes)
    event = trigger(
        entropy,
        "DefineAuthChallenge_Authentication",
        who.name,
        _request(who, {"session": challenges(session)}, user_not_found, client_metadata),
        {"challengeName": None, "issueTokens": None, "failAuthentication": None},
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoDefineAuthChallengeEvent", event)


def cognito_create_auth_challenge(
    entropy: Entropy,
    challenge_name: str = "CUSTOM_CHALLENGE",
    *,
    session: Sequence[str | Mapping[str, Any]] = ("SRP_A", "PASSWORD_VERIFIER"),
    user_name: str | None = None,
    user_attributes: Mapping[str, Any] | None = None,
    user_not_found: bool | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoCreateAuthChallengeEvent:
    """
    Return the event of the trigger that makes up a challenge.

    Args:
        challenge_name: what the trigger before asked for.
        session: what the user did so far, as for ``cognito_define_auth_challenge``.
        user_name: by default the user's ``sub``.
        user_attributes: added to those of a typical user; None takes one out.
        user_not_found: left out unless given, as when the app client does not hide which users exist.
        client_metadata: what the app sent; left out when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_create_auth_challenge()["request"]["challengeName"]
        'CUSTOM_CHALLENGE'
    """
    who = user(entropy, user_name, user_attributes)
    asked = {
        "challengeName": _check.text("challenge_name", challenge_name),
        "session": challenges(session),
    }
    event = trigger(
        entropy,
        "CreateAuthChallenge_Authentication",
        who.name,
        _request(who, asked, user_not_found, client_metadata),
        {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None},
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoCreateAuthChallengeEvent", event)


def cognito_verify_auth_challenge(
    entropy: Entropy,
    challenge_answer: str | None = None,
    *,
    private_challenge_parameters: Mapping[str, Any] | None = None,
    user_name: str | None = None,
    user_attributes: Mapping[str, Any] | None = None,
    user_not_found: bool | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoVerifyAuthChallengeEvent:
    """
    Return the event of the trigger that checks the answer to a challenge.

    Args:
        challenge_answer: what the user typed in; by default the right answer.
        private_challenge_parameters: what the trigger before kept to itself, by default ``{"answer": ...}``
            with six digits.
        user_name: by default the user's ``sub``.
        user_attributes: added to those of a typical user; None takes one out.
        user_not_found: left out unless given, as when the app client does not hide which users exist.
        client_metadata: what the app sent; left out when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> request = events.cognito_verify_auth_challenge()["request"]
        >>> request["privateChallengeParameters"]["answer"] == request["challengeAnswer"]
        True
    """
    who = user(entropy, user_name, user_attributes)
    code = entropy.digits(6)
    private = (
        {"answer": code}
        if private_challenge_parameters is None
        else _check.text_map("private_challenge_parameters", private_challenge_parameters)
    )
    right = private.get("answer") or code
    asked = {
        "privateChallengeParameters": private,
        "challengeAnswer": right if challenge_answer is None else _check.text("challenge_answer", challenge_answer),
    }
    event = trigger(
        entropy,
        "VerifyAuthChallengeResponse_Authentication",
        who.name,
        _request(who, asked, user_not_found, client_metadata),
        {"answerCorrect": None},
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoVerifyAuthChallengeEvent", event)


def _request(who: User, asked: dict[str, Any], user_not_found: bool | None, client_metadata: object) -> dict[str, Any]:
    found = {} if user_not_found is None else {"userNotFound": bool(user_not_found)}
    return {"userAttributes": who.attributes, **asked, **found, **metadata(client_metadata)}
