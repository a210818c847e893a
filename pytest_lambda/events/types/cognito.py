"""Events of Amazon Cognito user pools: sign-up, sign-in, tokens."""

from typing import Any

from pytest_lambda.events.types._cognito import CognitoTrigger
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "CognitoPostAuthenticationEvent",
    "CognitoPostConfirmationEvent",
    "CognitoPreAuthenticationEvent",
    "CognitoPreSignUpEvent",
    "CognitoPreTokenGenerationEvent",
]


class CognitoPreSignUpRequest(TypedDict):
    """What the trigger before sign-up is asked."""

    userAttributes: dict[str, str]
    validationData: dict[str, str] | None
    clientMetadata: NotRequired[dict[str, str]]


class CognitoPreSignUpResponse(TypedDict):
    """What the trigger before sign-up answers."""

    autoConfirmUser: bool
    autoVerifyEmail: bool
    autoVerifyPhone: bool


class CognitoPreSignUpEvent(CognitoTrigger):
    """The event of the trigger before a user signs up."""

    request: CognitoPreSignUpRequest
    response: CognitoPreSignUpResponse


class CognitoPostConfirmationRequest(TypedDict):
    """What the trigger after confirmation is told."""

    userAttributes: dict[str, str]
    clientMetadata: NotRequired[dict[str, str]]


class CognitoPostConfirmationEvent(CognitoTrigger):
    """The event of the trigger after a user was confirmed."""

    request: CognitoPostConfirmationRequest
    response: dict[str, Any]


class CognitoPreAuthenticationRequest(TypedDict):
    """What the trigger before sign-in is asked."""

    userAttributes: dict[str, str]
    validationData: dict[str, str] | None
    userNotFound: NotRequired[bool]


class CognitoPreAuthenticationEvent(CognitoTrigger):
    """The event of the trigger before a user signs in."""

    request: CognitoPreAuthenticationRequest
    response: dict[str, Any]


class CognitoPostAuthenticationRequest(TypedDict):
    """What the trigger after sign-in is told."""

    userAttributes: dict[str, str]
    newDeviceUsed: bool
    clientMetadata: NotRequired[dict[str, str]]


class CognitoPostAuthenticationEvent(CognitoTrigger):
    """The event of the trigger after a user signed in."""

    request: CognitoPostAuthenticationRequest
    response: dict[str, Any]


class CognitoGroupConfiguration(TypedDict):
    """The groups of a user, and the roles of these groups."""

    groupsToOverride: list[str]
    iamRolesToOverride: list[str]
    preferredRole: str | None


class CognitoPreTokenGenerationRequest(TypedDict):
    """What the trigger before tokens is asked; scopes from version 2 on."""

    userAttributes: dict[str, str]
    groupConfiguration: CognitoGroupConfiguration
    scopes: NotRequired[list[str]]
    clientMetadata: NotRequired[dict[str, str]]


class CognitoPreTokenGenerationResponse(TypedDict):
    """What the trigger before tokens answers: the first in version 1, the second from version 2 on."""

    claimsOverrideDetails: NotRequired[dict[str, Any] | None]
    claimsAndScopeOverrideDetails: NotRequired[dict[str, Any] | None]


class CognitoPreTokenGenerationEvent(CognitoTrigger):
    """The event of the trigger before tokens are issued."""

    request: CognitoPreTokenGenerationRequest
    response: CognitoPreTokenGenerationResponse
