"""Events of Amazon Cognito user pools: custom authentication."""

from typing import Any

from pytest_lambda.events.types._cognito import CognitoTrigger
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "CognitoCreateAuthChallengeEvent",
    "CognitoDefineAuthChallengeEvent",
    "CognitoVerifyAuthChallengeEvent",
]


class CognitoChallengeResult(TypedDict):
    """A challenge that a user met."""

    challengeName: str
    challengeResult: bool
    challengeMetadata: str | None


class CognitoDefineAuthChallengeRequest(TypedDict):
    """What the trigger that defines a challenge is asked."""

    userAttributes: dict[str, str]
    session: list[CognitoChallengeResult]
    userNotFound: NotRequired[bool]
    clientMetadata: NotRequired[dict[str, str]]


class CognitoDefineAuthChallengeResponse(TypedDict):
    """What the trigger that defines a challenge answers."""

    challengeName: str | None
    issueTokens: bool | None
    failAuthentication: bool | None


class CognitoDefineAuthChallengeEvent(CognitoTrigger):
    """The event of the trigger that decides what a user has to do next to sign in."""

    request: CognitoDefineAuthChallengeRequest
    response: CognitoDefineAuthChallengeResponse


class CognitoCreateAuthChallengeRequest(TypedDict):
    """What the trigger that creates a challenge is asked."""

    userAttributes: dict[str, str]
    challengeName: str
    session: list[CognitoChallengeResult]
    userNotFound: NotRequired[bool]
    clientMetadata: NotRequired[dict[str, str]]


class CognitoCreateAuthChallengeResponse(TypedDict):
    """What the trigger that creates a challenge answers."""

    publicChallengeParameters: dict[str, Any] | None
    privateChallengeParameters: dict[str, Any] | None
    challengeMetadata: str | None


class CognitoCreateAuthChallengeEvent(CognitoTrigger):
    """The event of the trigger that makes up a challenge."""

    request: CognitoCreateAuthChallengeRequest
    response: CognitoCreateAuthChallengeResponse


class CognitoVerifyAuthChallengeRequest(TypedDict):
    """What the trigger that verifies an answer is asked."""

    userAttributes: dict[str, str]
    privateChallengeParameters: dict[str, str]
    challengeAnswer: str
    userNotFound: NotRequired[bool]
    clientMetadata: NotRequired[dict[str, str]]


class CognitoVerifyAuthChallengeResponse(TypedDict):
    """What the trigger that verifies an answer answers."""

    answerCorrect: bool | None


class CognitoVerifyAuthChallengeEvent(CognitoTrigger):
    """The event of the trigger that checks the answer to a challenge."""

    request: CognitoVerifyAuthChallengeRequest
    response: CognitoVerifyAuthChallengeResponse
