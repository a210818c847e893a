"""Triggers of Amazon Cognito user pools for users who come from elsewhere: federation, migration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _authorizers, _check
from pytest_lambda.events._cognito import metadata, trigger, trigger_source, user
from pytest_lambda.events._instant import Time, instant
from pytest_lambda.events._samples import person

if TYPE_CHECKING:
    from pytest_lambda.events.types.cognito_federation import CognitoInboundFederationEvent, CognitoUserMigrationEvent

__all__ = ["Migration", "ProviderType", "cognito_inbound_federation", "cognito_user_migration"]

Migration = Literal["Authentication", "ForgotPassword"]
ProviderType = Literal["OIDC", "SAML", "Facebook", "Google", "SignInWithApple", "LoginWithAmazon"]

_NAME = re.compile(r"[\w.@-]{1,32}")
_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
_ISSUERS = {
    "Facebook": "https://www.facebook.com",
    "Google": "https://accounts.google.com",
    "LoginWithAmazon": "https://www.amazon.com",
    "OIDC": "https://login.example.com",
    "SignInWithApple": "https://appleid.apple.com",
}


def cognito_inbound_federation(
    entropy: Entropy,
    provider_name: str | None = None,
    *,
    variant: ProviderType = "OIDC",
    attributes: Mapping[str, Any] | None = None,
    user_name: str | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoInboundFederationEvent:
    """
    Return the event of the trigger that maps what another identity provider says of a user.

    Args:
        provider_name: of the provider in the user pool; by default that of its type.
        variant: the type of the provider: ``"OIDC"``, ``"SAML"``, ``"Facebook"``, ``"Google"``,
            ``"SignInWithApple"``, ``"LoginWithAmazon"``.
        attributes: what the provider said, by its kinds of answer (``tokenResponse``, ``idToken`` and
            ``userInfo``, or ``samlResponse``); by default that of someone with a name and a mail address.
        user_name: by default the provider's name and the user's id there.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        time: when the user signed in with the provider.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: ``userAttributesToMap`` is null before the function fills it in.

    Example:
        >>> event = events.cognito_inbound_federation("Okta", variant="SAML")
        >>> event["request"]["providerType"], list(event["request"]["attributes"])
        ('SAML', ['samlResponse'])
    """
    kind = _check.choice("variant", variant, get_args(ProviderType))
    name = _check.matching(
        "provider_name",
        f"Example{kind}" if provider_name is None and kind in ("OIDC", "SAML") else provider_name or kind,
        _NAME,
        "the name of an identity provider (up to 32 letters, digits, '.', '@', '_' or '-')",
    )
    subject = entropy.digits(21)
    if attributes is None:
        given = _saml(entropy) if kind == "SAML" else _tokens(entropy, kind, subject, time)
    elif isinstance(attributes, Mapping):
        given = _check.plain("attributes", attributes)
    else:
        raise _check.wrong("attributes", "a mapping of the provider's answers", attributes)
    event = trigger(
        entropy,
        "InboundFederation_ExternalProvider",
        f"{name}_{subject}" if user_name is None else _check.text("user_name", user_name),
        {"providerName": name, "providerType": kind, "attributes": given},
        {"userAttributesToMap": None},
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoInboundFederationEvent", event)


def cognito_user_migration(
    entropy: Entropy,
    user_name: str | None = None,
    *,
    variant: Migration = "Authentication",
    password: str | None = None,
    validation_data: Mapping[str, Any] | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoUserMigrationEvent:
    """
    Return the event of the trigger for a user whom the pool does not know.

    Args:
        user_name: what was typed in, by default a mail address.
        variant: the rest of the trigger source: ``"Authentication"``, ``"ForgotPassword"``.
        password: what was typed in; nobody types one in who forgot it.
        validation_data: what the app sent for this trigger; null when it sent none.
        client_metadata: what the app sent; left out when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_user_migration("jane@example.com", password="s3cret")["request"]["password"]
        's3cret'
    """
    source = trigger_source("UserMigration", variant, get_args(Migration))
    request: dict[str, Any] = {}
    if source == "UserMigration_Authentication":
        request["password"] = f"Aa1!{entropy.base64ish(10)}" if password is None else _check.text("password", password)
    elif password is not None:
        raise UsageError(
            f"password must be left out where variant='ForgotPassword', which has none, got {_check.show(password)}"
        )
    request |= {
        "validationData": None if validation_data is None else _check.text_map("validation_data", validation_data),
        **metadata(client_metadata),
    }
    who = user(entropy, user_name, None)
    event = trigger(
        entropy,
        source,
        who.attributes["email"] if user_name is None else who.name,
        request,
        {
            "userAttributes": None,
            "forceAliasCreation": None,
            "enableSMSMFA": None,
            "finalUserStatus": None,
            "messageAction": None,
            "desiredDeliveryMediums": None,
        },
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoUserMigrationEvent", event)


def _saml(entropy: Entropy) -> dict[str, Any]:
    who = person(entropy)
    given, _, family = who.name.partition(" ")
    return {
        "samlResponse": {
            f"{_CLAIMS}/emailaddress": who.email,
            f"{_CLAIMS}/givenname": given,
            f"{_CLAIMS}/surname": family,
        }
    }


def _tokens(entropy: Entropy, kind: str, subject: str, time: Time) -> dict[str, Any]:
    """Return the answers of an OpenID Connect or social provider; every value is text."""
    at = instant(entropy.child("provider"), time)
    who = person(entropy)
    given, _, family = who.name.partition(" ")
    claims = {
        "iss": _ISSUERS[kind],
        "sub": subject,
        "aud": entropy.alphanumeric(26),
        "email": who.email,
        "email_verified": "true",
        "iat": str(at.whole_seconds),
        "exp": str(at.whole_seconds + 3600),
    }
    token = _authorizers.bearer(entropy, claims).removeprefix("Bearer ")
    return {
        "tokenResponse": {
            "access_token": entropy.base64ish(64),
            "id_token": token,
            "token_type": "Bearer",
            "expires_in": "3600",
            "scope": "openid profile email",
        },
        "idToken": claims,
        "userInfo": {"sub": subject, "email": who.email, "given_name": given, "family_name": family},
    }
