"""What events from AWS AppSync have in common: who asks, and with what headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _authorizers, _check, _http, _names, _samples
from pytest_lambda.events._instant import Instant
from pytest_lambda.events._overrides import ABSENT, Rule

__all__ = ["CALLER_RULES", "IDENTITIES", "Identity", "api_id", "caller", "request_headers"]

Identity = Literal["api_key", "cognito", "iam", "oidc", "lambda"]
IDENTITIES: Final[tuple[str, ...]] = get_args(Identity)


def api_id(entropy: Entropy) -> str:
    """Return the id of an API: 26 letters and digits."""
    return entropy.alphanumeric(26)


def caller(
    entropy: Entropy,
    kind: str,
    *,
    source_ip: object,
    claims: object,
    groups: object,
    resolver_context: object,
    headers: object,
    account_id: str,
    region: str,
    at: Instant,
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """
    Return who asks, and the request that the answer goes to: ``identity`` and ``request`` of an event.

    Args:
        kind: how the caller is authorized, one of :data:`IDENTITIES`.
        source_ip: None for one from the stream.
        claims: added to those of the token, with ``"cognito"`` and ``"oidc"`` only.
        groups: of the user pool, with ``"cognito"`` only.
        resolver_context: what the authorizer answered, with ``"lambda"`` only.
        headers: the caller's own.

    Raises:
        UsageError: an argument is not what it must be, or none of *kind*.
    """
    for argument, given, kinds in (
        ("claims", claims, ("cognito", "oidc")),
        ("groups", groups, ("cognito",)),
        ("resolver_context", resolver_context, ("lambda",)),
    ):
        if given is not None and kind not in kinds:
            wanted = " or ".join(map(repr, kinds))
            raise UsageError(f"{argument} must be given with the identity {wanted} only, got {_check.show(given)}")
    address = _http.source_address(entropy, source_ip)
    identity: dict[str, Any] | None
    if kind == "api_key":
        identity, sent = None, {"x-api-key": f"da2-{entropy.alphanumeric(26)}"}
    elif kind == "cognito":
        identity, sent = _cognito(entropy, address, _check.mapping("claims", claims or {}), groups, region, at)
    elif kind == "iam":
        identity, sent = _iam(entropy, address, account_id, region, at)
    elif kind == "oidc":
        identity, sent = _oidc(entropy, _check.mapping("claims", claims or {}), at)
    else:
        context = {"userId": f"user-{entropy.hex(8)}"} if resolver_context is None else resolver_context
        identity = {"resolverContext": _check.mapping("resolver_context", context)}
        sent = {"authorization": entropy.base64ish(32)}
    return identity, {
        "headers": request_headers(entropy, address, sent, headers, region=region, at=at),
        "domainName": None,
    }


def request_headers(
    entropy: Entropy,
    address: str,
    sent: Mapping[str, str],
    headers: object,
    *,
    region: str,
    at: Instant,
) -> dict[str, str]:
    """Return the headers of a request through CloudFront, in lower case; the caller's own win, None takes one out."""
    added = {
        "accept": "*/*",
        "accept-encoding": "gzip, deflate, br",
        "cloudfront-forwarded-proto": "https",
        "cloudfront-is-desktop-viewer": "true",
        "cloudfront-is-mobile-viewer": "false",
        "cloudfront-is-smarttv-viewer": "false",
        "cloudfront-is-tablet-viewer": "false",
        "cloudfront-viewer-country": "US",
        "content-type": "application/json",
        "host": f"{api_id(entropy)}.appsync-api.{region}.{_names.dns_suffix(region)}",
        "user-agent": _samples.user_agent(entropy),
        "via": f"2.0 {entropy.hex(32)}.cloudfront.net (CloudFront)",
        "x-amz-cf-id": f"{entropy.base64ish(54)}==",
        "x-amzn-trace-id": _http.trace_id(entropy, at),
        "x-forwarded-for": f"{address}, {_samples.ip_address(entropy)}",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
        **sent,
    }
    pairs = _http.merged_headers(added, _http.http_headers("headers", headers))
    lists = _http.grouped((name.lower(), value) for name, value in pairs)
    return {name: ",".join(values) for name, values in lists.items()}


def _cognito(
    entropy: Entropy,
    address: str,
    own: dict[str, Any],
    groups: object,
    region: str,
    at: Instant,
) -> tuple[dict[str, Any], dict[str, str]]:
    claims = _authorizers.claims(entropy, at, region) | own
    if groups is not None:
        claims["cognito:groups"] = _check.texts("groups", groups)
    identity = {
        "claims": claims,
        "defaultAuthStrategy": "ALLOW",
        "groups": claims.get("cognito:groups"),
        "issuer": claims["iss"],
        "sourceIp": [address],
        "sub": claims["sub"],
        "username": claims["cognito:username"],
    }
    if identity["groups"] is not None:
        identity["groups"] = list(identity["groups"])
    return identity, {"authorization": _authorizers.bearer(entropy, claims).removeprefix("Bearer ")}


def _oidc(entropy: Entropy, own: dict[str, Any], at: Instant) -> tuple[dict[str, Any], dict[str, str]]:
    issued = at.whole_seconds - entropy.integer(1, 1800)
    claims = {
        "iss": "https://login.example.com",
        "sub": entropy.digits(21),
        "aud": entropy.alphanumeric(26),
        "iat": issued,
        "exp": issued + 3600,
        **own,
    }
    identity = {"claims": claims, "issuer": claims["iss"], "sub": claims["sub"]}
    return identity, {"authorization": _authorizers.bearer(entropy, claims).removeprefix("Bearer ")}


def _iam(
    entropy: Entropy,
    address: str,
    account_id: str,
    region: str,
    at: Instant,
) -> tuple[dict[str, Any], dict[str, str]]:
    who = _authorizers.iam_caller(entropy, account_id, region)
    stamp = at.iso().replace("-", "").replace(":", "")
    scope = f"{who.access_key}/{stamp[:8]}/{region}/appsync/aws4_request"
    sent = {
        "authorization": (
            f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature={entropy.hex(64)}"
        ),
        "x-amz-date": stamp,
    }
    identity = {
        "accountId": account_id,
        "cognitoIdentityAuthProvider": None,
        "cognitoIdentityAuthType": None,
        "cognitoIdentityId": None,
        "cognitoIdentityPoolId": None,
        "sourceIp": [address],
        "userArn": who.user_arn,
        "username": who.user_id,
    }
    return identity, sent


def _forwarded_for(event: dict[str, Any]) -> str:
    written: str = event["request"]["headers"]["x-forwarded-for"]
    addresses = (event["identity"] or {}).get("sourceIp")
    if not addresses:
        return written
    _, _, rest = written.partition(", ")
    return ", ".join([*addresses, rest] if len(addresses) == 1 and rest else addresses)


def _same(outer: str, claim: str) -> tuple[Rule, Rule]:
    """Return the rules of a field that repeats a claim; what has no value is no claim."""

    def claimed(event: dict[str, Any]) -> Any:
        value = event["identity"][outer]
        return ABSENT if value is None else value

    return (
        Rule(f"identity/claims/{claim}", (f"identity/{outer}",), claimed),
        Rule(
            f"identity/{outer}",
            (f"identity/claims/{claim}",),
            lambda event: event["identity"]["claims"].get(claim),
        ),
    )


CALLER_RULES: Final = (
    *_same("sub", "sub"),
    *_same("issuer", "iss"),
    *_same("username", "cognito:username"),
    *_same("groups", "cognito:groups"),
    Rule("request/headers/x-forwarded-for", ("identity/sourceIp",), _forwarded_for),
)
