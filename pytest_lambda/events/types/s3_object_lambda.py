"""The shape of events from Amazon S3 Object Lambda."""

from pytest_lambda.events.types._typing import NotRequired, TypedDict

__all__ = [
    "S3ObjectLambdaConfiguration",
    "S3ObjectLambdaContext",
    "S3ObjectLambdaEvent",
    "S3ObjectLambdaGetContext",
    "S3ObjectLambdaSessionAttributes",
    "S3ObjectLambdaSessionContext",
    "S3ObjectLambdaSessionIssuer",
    "S3ObjectLambdaUserIdentity",
    "S3ObjectLambdaUserRequest",
]


class S3ObjectLambdaContext(TypedDict):
    """Where the function asks S3."""

    inputS3Url: str


class S3ObjectLambdaGetContext(TypedDict):
    """Where the function gets the object from, and what it hands to `WriteGetObjectResponse`."""

    inputS3Url: str
    outputRoute: str
    outputToken: str


class S3ObjectLambdaConfiguration(TypedDict):
    """Of the access point."""

    accessPointArn: str
    supportingAccessPointArn: str
    payload: str


class S3ObjectLambdaUserRequest(TypedDict):
    """What the user asked for."""

    url: str
    headers: dict[str, str]


class S3ObjectLambdaSessionAttributes(TypedDict):
    """Of temporary credentials."""

    mfaAuthenticated: str
    creationDate: str


class S3ObjectLambdaSessionIssuer(TypedDict):
    """Who gave temporary credentials."""

    type: str
    principalId: str
    arn: str
    accountId: str
    userName: str


class S3ObjectLambdaSessionContext(TypedDict):
    """The session of temporary credentials."""

    attributes: S3ObjectLambdaSessionAttributes
    sessionIssuer: S3ObjectLambdaSessionIssuer


class S3ObjectLambdaUserIdentity(TypedDict):
    """Who asks."""

    type: str
    principalId: str
    arn: str
    accountId: str
    accessKeyId: str
    userName: NotRequired[str]
    sessionContext: NotRequired[S3ObjectLambdaSessionContext]


class S3ObjectLambdaEvent(TypedDict):
    """One request; it has the context of its operation and of no other."""

    xAmzRequestId: str
    getObjectContext: NotRequired[S3ObjectLambdaGetContext]
    headObjectContext: NotRequired[S3ObjectLambdaContext]
    listObjectsContext: NotRequired[S3ObjectLambdaContext]
    listObjectsV2Context: NotRequired[S3ObjectLambdaContext]
    configuration: S3ObjectLambdaConfiguration
    userRequest: S3ObjectLambdaUserRequest
    userIdentity: S3ObjectLambdaUserIdentity
    protocolVersion: str
