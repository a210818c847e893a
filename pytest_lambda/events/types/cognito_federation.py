"""Events of Amazon Cognito user pools: users who come from elsewhere."""

from pytest_lambda.events.types._cognito import CognitoTrigger
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["CognitoInboundFederationEvent", "CognitoUserMigrationEvent"]


class CognitoProviderAttributes(TypedDict):
    """What an identity provider said of a user: the last for SAML, the others otherwise."""

    tokenResponse: NotRequired[dict[str, str]]
    idToken: NotRequired[dict[str, str]]
    userInfo: NotRequired[dict[str, str]]
    samlResponse: NotRequired[dict[str, str]]


class CognitoInboundFederationRequest(TypedDict):
    """What the trigger for users of other providers is asked."""

    providerName: str
    providerType: str
    attributes: CognitoProviderAttributes


class CognitoInboundFederationResponse(TypedDict):
    """What the trigger for users of other providers answers."""

    userAttributesToMap: dict[str, str] | None


class CognitoInboundFederationEvent(CognitoTrigger):
    """The event of the trigger that maps what another identity provider says of a user."""

    request: CognitoInboundFederationRequest
    response: CognitoInboundFederationResponse


class CognitoUserMigrationRequest(TypedDict):
    """What the migration trigger is asked; without a password when it was forgotten."""

    password: NotRequired[str]
    validationData: dict[str, str] | None
    clientMetadata: NotRequired[dict[str, str]]


class CognitoUserMigrationResponse(TypedDict):
    """What the migration trigger answers."""

    userAttributes: dict[str, str] | None
    forceAliasCreation: bool | None
    enableSMSMFA: bool | None
    finalUserStatus: str | None
    messageAction: str | None
    desiredDeliveryMediums: list[str] | None


class CognitoUserMigrationEvent(CognitoTrigger):
    """The event of the trigger for a user whom the pool does not know."""

    request: CognitoUserMigrationRequest
    response: CognitoUserMigrationResponse
