"""What events of AWS AppSync have in common, as types."""

from typing import Any

from pytest_lambda.events.types._typing import TypedDict

__all__ = [
    "AppsyncCognitoIdentity",
    "AppsyncIamIdentity",
    "AppsyncIdentity",
    "AppsyncLambdaIdentity",
    "AppsyncOidcIdentity",
    "AppsyncRequest",
]


class AppsyncCognitoIdentity(TypedDict):
    """A user of a user pool."""

    claims: dict[str, Any]
    defaultAuthStrategy: str
    groups: list[str] | None
    issuer: str
    sourceIp: list[str]
    sub: str
    username: str


class AppsyncIamIdentity(TypedDict):
    """A user or a role of IAM."""

    accountId: str
    cognitoIdentityAuthProvider: str | None
    cognitoIdentityAuthType: str | None
    cognitoIdentityId: str | None
    cognitoIdentityPoolId: str | None
    sourceIp: list[str]
    userArn: str
    username: str


class AppsyncOidcIdentity(TypedDict):
    """A user of an OpenID Connect provider."""

    claims: dict[str, Any]
    issuer: str
    sub: str


class AppsyncLambdaIdentity(TypedDict):
    """Someone whom a Lambda authorizer let in."""

    resolverContext: dict[str, Any]


AppsyncIdentity = AppsyncCognitoIdentity | AppsyncIamIdentity | AppsyncOidcIdentity | AppsyncLambdaIdentity


class AppsyncRequest(TypedDict):
    """The HTTP request."""

    headers: dict[str, str]
    domainName: str | None
