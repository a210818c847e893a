"""Events of GraphQL APIs of AWS AppSync."""

from typing import Any, TypeAlias

from pytest_lambda.events.types._appsync import AppsyncIdentity, AppsyncRequest
from pytest_lambda.events.types._typing import TypedDict

__all__ = ["AppsyncAuthorizerEvent", "AppsyncBatchEvent", "AppsyncResolverEvent"]


class AppsyncInfo(TypedDict):
    """The field that is resolved, and what is asked of it."""

    selectionSetList: list[str]
    selectionSetGraphQL: str
    parentTypeName: str
    fieldName: str
    variables: dict[str, Any]


class AppsyncPrevious(TypedDict):
    """What the function before gave, in a pipeline."""

    result: dict[str, Any]


class AppsyncResolverEvent(TypedDict):
    """The event of a direct Lambda resolver."""

    arguments: dict[str, Any]
    identity: AppsyncIdentity | None
    source: dict[str, Any] | None
    request: AppsyncRequest
    prev: AppsyncPrevious | None
    info: AppsyncInfo
    stash: dict[str, Any]


AppsyncBatchEvent: TypeAlias = list[AppsyncResolverEvent]
"""The event of a batch of one field."""


class AppsyncAuthorizerContext(TypedDict):
    """The GraphQL request that wants to be authorized."""

    apiId: str
    accountId: str
    requestId: str
    queryString: str
    operationName: str | None
    variables: dict[str, Any]


class AppsyncAuthorizerEvent(TypedDict):
    """The event of a Lambda authorizer of a GraphQL API."""

    authorizationToken: str
    requestContext: AppsyncAuthorizerContext
    requestHeaders: dict[str, str]
