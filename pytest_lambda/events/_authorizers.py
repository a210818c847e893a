"""What the authorizers of API Gateway leave in a request: claims, tokens, contexts, IAM identities."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Instant
from pytest_lambda.events._names import partition
from pytest_lambda.events._payloads import base64_of
from pytest_lambda.events._samples import person, principal_id

__all__ = [
    "HttpAuthorizer",
    "IamCaller",
    "RestAuthorizer",
    "authorizer_of",
    "bearer",
    "claims",
    "iam_caller",
]

RestAuthorizer = Literal["cognito", "lambda", "iam"]
HttpAuthorizer = Literal["jwt", "lambda", "iam"]

_TOKEN_LIFETIME_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class IamCaller:
    """Who signed a request with IAM credentials."""

    access_key: str
    account_id: str
    user_id: str
    user_arn: str


def authorizer_of(authorizer: object, variant: str, allowed: tuple[str, ...]) -> str | dict[str, Any] | None:
    """
    Return the authorizer by name, the caller's own as a dict, or None for none.

    Args:
        authorizer: the argument of that name; ``"none"`` is None.
        variant: counts as the authorizer where it is named like one.
        allowed: the names.

    Raises:
        UsageError: *authorizer* is neither a name nor a dict, or contradicts *variant*.
    """
    if authorizer is None or authorizer == "none":
        return variant if variant in allowed else None
    if isinstance(authorizer, Mapping):
        own: dict[str, Any] = _check.plain("authorizer", authorizer)
        return own
    name = _check.choice("authorizer", authorizer, ("none", *allowed)) if isinstance(authorizer, str) else None
    if name is None:
        raise _check.wrong("authorizer", f"one of {', '.join(map(repr, ('none', *allowed)))} or a dict", authorizer)
    if variant in allowed and name != variant:
        raise _check.wrong("authorizer", f"{variant!r} where variant={variant!r}", authorizer)
    return name


def claims(entropy: Entropy, at: Instant, region: str) -> dict[str, Any]:
    """
    Return the claims of a Cognito ID token issued up to half an hour before *at*.

    Times are epoch seconds, booleans booleans, as the token holds them.
    """
    who = person(entropy)
    issued = at.whole_seconds - entropy.integer(1, 1800)
    subject = entropy.uuid()
    return {
        "sub": subject,
        "email_verified": True,
        "iss": f"https://cognito-idp.{region}.amazonaws.com/{region}_{entropy.alphanumeric(9).upper()}",
        "cognito:username": subject,
        "aud": entropy.alphanumeric(26),
        "event_id": entropy.uuid(),
        "token_use": "id",
        "auth_time": issued,
        "name": who.name,
        "exp": issued + _TOKEN_LIFETIME_MS // 1000,
        "iat": issued,
        "jti": entropy.uuid(),
        "email": who.email,
    }


def bearer(entropy: Entropy, payload: Mapping[str, Any]) -> str:
    """Return an ``Authorization`` header with a token that decodes to *payload*; nobody signed it."""
    header = {"kid": entropy.base64(32), "alg": "RS256"}
    signature = _base64url(entropy.random.getrandbits(2048).to_bytes(256, "big"))
    return f"Bearer {_part(header)}.{_part(payload)}.{signature}"


def _part(value: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(value, separators=(",", ":")).encode("ascii"))


def _base64url(data: bytes) -> str:
    return base64_of(data).rstrip("=").replace("+", "-").replace("/", "_")


def iam_caller(entropy: Entropy, account_id: str, region: str) -> IamCaller:
    """Return an assumed role of *account_id*."""
    session = f"session-{entropy.hex(6)}"
    return IamCaller(
        access_key=principal_id(entropy, "ASIA")[:20],
        account_id=account_id,
        user_id=f"{principal_id(entropy, 'AROA')}:{session}",
        user_arn=f"arn:{partition(region)}:sts::{account_id}:assumed-role/orders-client/{session}",
    )
