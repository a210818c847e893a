"""What the triggers of Amazon Cognito user pools have in common, as types."""

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["CognitoCallerContext", "CognitoTrigger"]


class CognitoCallerContext(TypedDict):
    """What asked the user pool."""

    awsSdkVersion: str
    clientId: str


class CognitoTrigger(TypedDict):
    """What every trigger of a user pool tells."""

    version: str
    triggerSource: str
    region: str
    userPoolId: str
    userName: str
    callerContext: CognitoCallerContext
