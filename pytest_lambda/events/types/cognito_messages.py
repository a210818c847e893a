"""Events of Amazon Cognito user pools: what is sent to users."""

from pytest_lambda.events.types._cognito import CognitoTrigger
from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = ["CognitoCustomEmailSenderEvent", "CognitoCustomMessageEvent", "CognitoCustomSmsSenderEvent"]


class CognitoCustomMessageRequest(TypedDict):
    """What the trigger that words a message is asked."""

    userAttributes: dict[str, str]
    codeParameter: str
    linkParameter: str
    usernameParameter: str | None
    clientMetadata: NotRequired[dict[str, str]]


class CognitoCustomMessageResponse(TypedDict):
    """What the trigger that words a message answers."""

    smsMessage: str | None
    emailMessage: str | None
    emailSubject: str | None


class CognitoCustomMessageEvent(CognitoTrigger):
    """The event of the trigger that words a message to a user."""

    request: CognitoCustomMessageRequest
    response: CognitoCustomMessageResponse


class CognitoCustomSenderRequest(TypedDict):
    """What a trigger that sends a message itself is asked."""

    type: str
    code: str
    clientMetadata: dict[str, str] | None
    userAttributes: dict[str, str]


class CognitoCustomEmailSenderEvent(CognitoTrigger):
    """The event of the trigger that sends a mail itself."""

    request: CognitoCustomSenderRequest


class CognitoCustomSmsSenderEvent(CognitoTrigger):
    """The event of the trigger that sends a text message itself."""

    request: CognitoCustomSenderRequest
