"""Events from GraphQL APIs of AWS AppSync: resolvers, batches, authorizers."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _http
from pytest_lambda.events._appsync import CALLER_RULES, IDENTITIES, Identity, api_id, caller, request_headers
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._overrides import Rule, override, override_each

if TYPE_CHECKING:
    from pytest_lambda.events.types.appsync import AppsyncAuthorizerEvent, AppsyncBatchEvent, AppsyncResolverEvent

__all__ = ["appsync_authorizer", "appsync_batch", "appsync_resolver"]

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
_FIELD = re.compile(rf"{_NAME.pattern}(/{_NAME.pattern})*")
_OPERATION = re.compile(rf"\b(?:query|mutation|subscription)\s+({_NAME.pattern})")
_LARGEST_BATCH = 2000


def appsync_resolver(
    entropy: Entropy,
    arguments: Mapping[str, Any] | None = None,
    *,
    variant: Identity = "api_key",
    field_name: str = "getOrder",
    parent_type_name: str = "Query",
    selection_set: Sequence[str] = ("id", "sku", "quantity"),
    variables: Mapping[str, Any] | None = None,
    source: Mapping[str, Any] | None = None,
    prev: Mapping[str, Any] | None = None,
    stash: Mapping[str, Any] | None = None,
    claims: Mapping[str, Any] | None = None,
    groups: Sequence[str] | None = None,
    resolver_context: Mapping[str, Any] | None = None,
    headers: Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> AppsyncResolverEvent:
    """
    Return the event of a direct Lambda resolver: the context of the resolver.

    Args:
        arguments: of the field, by default the id of an order.
        variant: how the caller is authorized: ``"api_key"`` (no identity), ``"cognito"``, ``"iam"``,
            ``"oidc"``, ``"lambda"``.
        field_name: that is resolved.
        parent_type_name: the type that has the field.
        selection_set: the fields asked for, those of fields as ``"customer/name"``.
        variables: of the GraphQL request.
        source: the parent object; null for a field of a root type.
        prev: the result of the function before, in a pipeline; null outside of one.
        stash: what the functions of a pipeline share.
        claims: added to those of the token (``"cognito"``, ``"oidc"``).
        groups: of the user (``"cognito"``).
        resolver_context: what the authorizer answered (``"lambda"``).
        headers: added to those of the request.
        source_ip: of the caller.
        account_id: of the IAM identity.
        time: when the request came in.
        overrides: merged in last. Both forms of the selection set agree, and an identity agrees with its
            claims.

    Raises:
        UsageError: an argument is not what it must be, or none of *variant*.

    Example:
        >>> events.appsync_resolver({"id": "7"}, selection_set=["id", "customer/name"])["info"]["selectionSetGraphQL"]
        '{\\n  id\\n  customer {\\n    name\\n  }\\n}'
    """
    context = _context(
        entropy,
        variant,
        field_name=field_name,
        parent_type_name=parent_type_name,
        selection_set=selection_set,
        variables=variables,
        stash=stash,
        claims=claims,
        groups=groups,
        resolver_context=resolver_context,
        headers=headers,
        source_ip=source_ip,
        account_id=account_id,
        region=region,
        time=time,
    )
    event = {
        "arguments": _check.mapping("arguments", {"id": f"order-{entropy.hex(8)}"} if arguments is None else arguments),
        "identity": context["identity"],
        "source": None if source is None else _check.mapping("source", source),
        "request": context["request"],
        "prev": None if prev is None else {"result": _check.mapping("prev", prev)},
        "info": context["info"],
        "stash": context["stash"],
    }
    return cast("AppsyncResolverEvent", event if overrides is None else override(event, overrides, _RULES))


def appsync_batch(
    entropy: Entropy,
    sources: Sequence[Mapping[str, Any]] | None = None,
    *,
    variant: Identity = "api_key",
    arguments: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    field_name: str = "customer",
    parent_type_name: str = "Order",
    selection_set: Sequence[str] = ("id", "name"),
    variables: Mapping[str, Any] | None = None,
    stash: Mapping[str, Any] | None = None,
    claims: Mapping[str, Any] | None = None,
    groups: Sequence[str] | None = None,
    resolver_context: Mapping[str, Any] | None = None,
    headers: Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
) -> AppsyncBatchEvent:
    """
    Return the event of a batch of one field: a list with the context of each of its parents.

    Args:
        sources: the parent objects, at most 2,000; by default two orders.
        variant: how the caller is authorized, as for ``appsync_resolver``.
        arguments: of the field: one mapping for all or a list with one for each; by default none.
        field_name: that is resolved.
        parent_type_name: the type that has the field.
        selection_set: the fields asked for, those of fields as ``"customer/name"``.
        variables: of the GraphQL request.
        stash: what the functions of a pipeline share.
        claims: added to those of the token (``"cognito"``, ``"oidc"``).
        groups: of the user (``"cognito"``).
        resolver_context: what the authorizer answered (``"lambda"``).
        headers: added to those of the request.
        source_ip: of the caller.
        account_id: of the IAM identity.
        time: when the request came in.
        overrides: merged in last: a dict goes to every item, a list item by item.

    Raises:
        UsageError: an argument is not what it must be, or the batch is empty or too large.

    Example:
        >>> [item["source"]["id"] for item in events.appsync_batch([{"id": 1}, {"id": 2}])]
        [1, 2]
    """
    parents = (
        [{"id": f"order-{entropy.hex(8)}", "customerId": f"customer-{entropy.hex(8)}"} for _ in range(2)]
        if sources is None
        else _check.listed("sources", sources, at_most=_LARGEST_BATCH)
    )
    given = _check.per_record("arguments", {} if arguments is None else arguments, len(parents))
    context = _context(
        entropy,
        variant,
        field_name=field_name,
        parent_type_name=parent_type_name,
        selection_set=selection_set,
        variables=variables,
        stash=stash,
        claims=claims,
        groups=groups,
        resolver_context=resolver_context,
        headers=headers,
        source_ip=source_ip,
        account_id=account_id,
        region=region,
        time=time,
    )
    items = []
    for index, parent in enumerate(parents):
        own = copy.deepcopy(context)
        items.append(
            {
                "arguments": _check.mapping(f"arguments[{index}]", given[index]),
                "identity": own["identity"],
                "source": _check.mapping(f"sources[{index}]", parent),
                "request": own["request"],
                "prev": None,
                "info": own["info"],
                "stash": own["stash"],
            }
        )
    if overrides is not None:
        override_each(items, overrides, _RULES)
    return cast("AppsyncBatchEvent", items)


def appsync_authorizer(
    entropy: Entropy,
    authorization_token: str | None = None,
    *,
    query_string: str = "query GetOrder($id: ID!) {\n  getOrder(id: $id) {\n    id\n  }\n}\n",
    operation_name: str | None = None,
    variables: Mapping[str, Any] | None = None,
    headers: Mapping[str, Any] | None = None,
    source_ip: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> AppsyncAuthorizerEvent:
    """
    Return the event of a Lambda authorizer of a GraphQL API.

    Args:
        authorization_token: what the ``authorization`` header holds.
        query_string: the GraphQL document.
        operation_name: by default the first that *query_string* names; null when it names none.
        variables: of the GraphQL request; by default an order's id.
        headers: added to those of the request.
        source_ip: of the caller.
        time: when the request came in.
        overrides: merged in last. With another document the operation follows, with another token the header.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.appsync_authorizer("secret", query_string="mutation Pay { pay }")["requestContext"]["operationName"]
        'Pay'
    """
    account_id, region = _check.account_id(account_id), _check.region(region)
    at = instant(entropy, time)
    address = _http.source_address(entropy, source_ip)
    token = (
        entropy.base64ish(32)
        if authorization_token is None
        else _check.text("authorization_token", authorization_token)
    )
    document = _check.text("query_string", query_string)
    event = {
        "authorizationToken": token,
        "requestContext": {
            "apiId": api_id(entropy),
            "accountId": account_id,
            "requestId": entropy.uuid(),
            "queryString": document,
            "operationName": (
                _operation(document)
                if operation_name is None
                else _check.matching("operation_name", operation_name, _NAME, "the name of an operation")
            ),
            "variables": _check.mapping(
                "variables", {"id": f"order-{entropy.hex(8)}"} if variables is None else variables
            ),
        },
        "requestHeaders": request_headers(entropy, address, {"authorization": token}, headers, region=region, at=at),
    }
    return cast("AppsyncAuthorizerEvent", event if overrides is None else override(event, overrides, _AUTHORIZER_RULES))


def _context(
    entropy: Entropy,
    variant: object,
    *,
    field_name: object,
    parent_type_name: object,
    selection_set: object,
    variables: object,
    stash: object,
    claims: object,
    groups: object,
    resolver_context: object,
    headers: object,
    source_ip: object,
    account_id: object,
    region: object,
    time: object,
) -> dict[str, Any]:
    """Return what is the same for every parent of a field: identity, request, info and stash."""
    place, account = _check.region(region), _check.account_id(account_id)
    identity, request = caller(
        entropy,
        _check.choice("variant", variant, IDENTITIES),
        source_ip=source_ip,
        claims=claims,
        groups=groups,
        resolver_context=resolver_context,
        headers=headers,
        account_id=account,
        region=place,
        at=instant(entropy, time),
    )
    if not isinstance(selection_set, (list, tuple)):
        raise _check.wrong("selection_set", "a list of the names of fields", selection_set)
    fields = [
        _check.matching("an item of selection_set", item, _FIELD, "a field such as 'id' or 'customer/name'")
        for item in selection_set
    ]
    paths = list(dict.fromkeys(path for field in fields for path in _up_to(field)))
    return {
        "identity": identity,
        "request": request,
        "info": {
            "selectionSetList": paths,
            "selectionSetGraphQL": _graphql(paths),
            "parentTypeName": _check.matching("parent_type_name", parent_type_name, _NAME, "the name of a type"),
            "fieldName": _check.matching("field_name", field_name, _NAME, "the name of a field"),
            "variables": _check.mapping("variables", {} if variables is None else variables),
        },
        "stash": _check.mapping("stash", {} if stash is None else stash),
    }


def _up_to(field: str) -> list[str]:
    """Return the field and those that it lies in, outermost first."""
    names = field.split("/")
    return ["/".join(names[: end + 1]) for end in range(len(names))]


def _graphql(paths: Sequence[str]) -> str:
    tree: dict[str, Any] = {}
    for path in paths:
        branch = tree
        for name in path.split("/"):
            branch = branch.setdefault(name, {})
    return "{\n" + _written(tree, "  ") + "}" if tree else ""


def _written(tree: Mapping[str, Any], indent: str) -> str:
    return "".join(
        f"{indent}{name} {{\n{_written(inner, indent + '  ')}{indent}}}\n" if inner else f"{indent}{name}\n"
        for name, inner in tree.items()
    )


def _operation(document: str) -> str | None:
    found = _OPERATION.search(document)
    return None if found is None else found[1]


_RULES = (
    *CALLER_RULES,
    Rule(
        "info/selectionSetGraphQL",
        ("info/selectionSetList",),
        lambda event: _graphql(event["info"]["selectionSetList"]),
    ),
)

_AUTHORIZER_RULES = (
    Rule(
        "requestContext/operationName",
        ("requestContext/queryString",),
        lambda event: _operation(event["requestContext"]["queryString"]),
    ),
    Rule("requestHeaders/authorization", ("authorizationToken",), lambda event: event["authorizationToken"]),
    Rule(
        "authorizationToken", ("requestHeaders/authorization",), lambda event: event["requestHeaders"]["authorization"]
    ),
)
