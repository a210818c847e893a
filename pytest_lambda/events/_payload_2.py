"""Payload format 2.0: what HTTP APIs, their authorizers and function URLs share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _authorizers, _http
from pytest_lambda.events._request import Request

__all__ = ["iam_authorizer", "payload_2", "split_cookies"]


def split_cookies(
    given: list[tuple[str, str | None]], cookies: object
) -> tuple[list[tuple[str, str | None]], list[str]]:
    """Return *given* headers without Cookie, and all cookies: the argument's, then the header's."""
    sent = _http.cookie_list(cookies)
    for name, value in given:
        if name.lower() == "cookie" and value is not None:
            sent += [cookie.strip() for cookie in value.split(";") if cookie.strip()]
    return [(name, value) for name, value in given if name.lower() != "cookie"], sent


def payload_2(
    request: Request,
    *,
    route_key: str,
    stage: str,
    account_id: str,
    request_id: str,
    cookies: list[str],
    authorizer: Mapping[str, Any] | None = None,
    stage_variables: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """
    Return the event of *request*; what there is none of is left out.

    Args:
        stage: any but ``$default`` stands in front of the path.
        account_id: of the API, or ``anonymous``.
        authorizer: the content of ``requestContext.authorizer``.

    Source: INV-18
    """
    raw_path = request.route.path if stage == "$default" else f"/{stage}{request.route.path}"
    parameters = {name: ",".join(values) for name, values in _http.grouped(request.query).items()}
    optional: dict[str, Any] = {
        "queryStringParameters": parameters,
        "pathParameters": request.route.parameters,
        "stageVariables": stage_variables,
    }
    return {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": raw_path,
        "rawQueryString": request.raw_query,
        **({"cookies": cookies} if cookies else {}),
        "headers": {name: ",".join(values) for name, values in sorted(_http.grouped(request.headers).items())},
        **{name: value for name, value in optional.items() if value},
        "requestContext": {
            "accountId": account_id,
            "apiId": request.identifier,
            **({} if authorizer is None else {"authorizer": authorizer}),
            "domainName": request.domain,
            "domainPrefix": request.domain.partition(".")[0],
            "http": {
                "method": request.method,
                "path": raw_path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.source_ip,
                "userAgent": request.user_agent,
            },
            "requestId": request_id,
            "routeKey": route_key,
            "stage": stage,
            "time": request.at.common_log(),
            "timeEpoch": request.at.ms,
        },
        **({} if request.body.text is None else {"body": request.body.text}),
        "isBase64Encoded": request.body.is_base64_encoded,
    }


def iam_authorizer(entropy: Entropy, account_id: str, region: str, *, organization: bool = True) -> dict[str, Any]:
    """Return what ``authorizer.iam`` says of a caller; *organization*: whether the account belongs to one."""
    caller = _authorizers.iam_caller(entropy, account_id, region)
    return {
        "accessKey": caller.access_key,
        "accountId": caller.account_id,
        "callerId": caller.user_id,
        "cognitoIdentity": None,
        "principalOrgId": f"o-{entropy.alphanumeric(10)}" if organization else None,
        "userArn": caller.user_arn,
        "userId": caller.user_id,
    }
