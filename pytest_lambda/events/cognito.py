"""Triggers of Amazon Cognito user pools: sign-up, sign-in, tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import _check, _names
from pytest_lambda.events._cognito import User, metadata, trigger, trigger_source, user
from pytest_lambda.events._instant import Time
from pytest_lambda.events._overrides import ABSENT, Rule

if TYPE_CHECKING:
    from pytest_lambda.events.types.cognito import (
        CognitoPostAuthenticationEvent,
        CognitoPostConfirmationEvent,
        CognitoPreAuthenticationEvent,
        CognitoPreSignUpEvent,
        CognitoPreTokenGenerationEvent,
    )

__all__ = [
    "Confirmation",
    "SignUp",
    "TokenGeneration",
    "cognito_post_authentication",
    "cognito_post_confirmation",
    "cognito_pre_authentication",
    "cognito_pre_sign_up",
    "cognito_pre_token_generation",
]

SignUp = Literal["SignUp", "AdminCreateUser", "ExternalProvider"]
Confirmation = Literal["ConfirmSignUp", "ConfirmForgotPassword"]
TokenGeneration = Literal[
    "HostedAuth",
    "Authentication",
    "NewPasswordChallenge",
    "AuthenticateDevice",
    "RefreshTokens",
    "ClientCredentials",
]

_FROM_A_PROVIDER = {"email_verified": "false", "cognito:email_alias": "", "cognito:phone_number_alias": ""}
_ROLE = re.compile(r"[\w+=,.@/-]{1,512}")
_VERSION = re.compile(r"V?([123])(_0)?", re.IGNORECASE)


def cognito_pre_sign_up(
    entropy: Entropy,
    user_name: str | None = None,
    *,
    variant: SignUp = "SignUp",
    user_attributes: Mapping[str, Any] | None = None,
    validation_data: Mapping[str, Any] | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoPreSignUpEvent:
    """
    Return the event of the trigger before a user signs up.

    There is no user yet: no ``sub``, and no ``cognito:user_status``.

    Args:
        user_name: by default a UUID, or with ``"ExternalProvider"`` the provider's name and id.
        variant: the rest of the trigger source: ``"SignUp"``, ``"AdminCreateUser"``, ``"ExternalProvider"``.
        user_attributes: added to ``name`` and ``email``, and with ``"ExternalProvider"`` to ``email_verified`` and
            the empty aliases; None takes one out.
        validation_data: what the app sent for this trigger alone; null when it sent none.
        client_metadata: what the app sent to its triggers; left out when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_pre_sign_up("jane", variant="AdminCreateUser")["triggerSource"]
        'PreSignUp_AdminCreateUser'

    Assumed: what an administrator creates is told as what signs up by itself.
    """
    source = trigger_source("PreSignUp", variant, get_args(SignUp))
    is_external = source.endswith("_ExternalProvider")
    if user_name is None and is_external:
        user_name = f"Google_{entropy.digits(21)}"
    who = user(entropy, user_name, user_attributes, status=None, more=_FROM_A_PROVIDER if is_external else None)
    event = trigger(
        entropy,
        source,
        who.name,
        {
            "userAttributes": who.attributes,
            "validationData": _validation_data(validation_data),
            **metadata(client_metadata),
        },
        {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoPreSignUpEvent", event)


def cognito_post_confirmation(
    entropy: Entropy,
    user_name: str | None = None,
    *,
    variant: Confirmation = "ConfirmSignUp",
    user_attributes: Mapping[str, Any] | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoPostConfirmationEvent:
    """
    Return the event of the trigger after a user was confirmed.

    Args:
        user_name: by default the user's ``sub``.
        variant: the rest of the trigger source: ``"ConfirmSignUp"``, ``"ConfirmForgotPassword"``.
        user_attributes: added to those of a typical user; None takes one out.
        client_metadata: what the app sent; left out when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_post_confirmation(user_attributes={"email": "a@example.com"})["request"]["userAttributes"][
        ...     "email"
        ... ]
        'a@example.com'
    """
    source = trigger_source("PostConfirmation", variant, get_args(Confirmation))
    who = user(entropy, user_name, user_attributes)
    event = trigger(
        entropy,
        source,
        who.name,
        {"userAttributes": who.attributes, **metadata(client_metadata)},
        {},
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoPostConfirmationEvent", event)


def cognito_pre_authentication(
    entropy: Entropy,
    user_name: str | None = None,
    *,
    user_attributes: Mapping[str, Any] | None = None,
    validation_data: Mapping[str, Any] | None = None,
    user_not_found: bool | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoPreAuthenticationEvent:
    """
    Return the event of the trigger before a user signs in.

    Args:
        user_name: by default the user's ``sub``.
        user_attributes: added to those of a typical user; None takes one out.
        validation_data: what the app sent for this trigger; null when it sent none.
        user_not_found: left out unless given, as when the app client does not hide which users exist.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_pre_authentication("jane")["userName"]
        'jane'
    """
    who = user(entropy, user_name, user_attributes)
    request: dict[str, Any] = {
        "userAttributes": who.attributes,
        "validationData": _validation_data(validation_data),
    }
    if user_not_found is not None:
        request["userNotFound"] = bool(user_not_found)
    event = trigger(
        entropy,
        "PreAuthentication_Authentication",
        who.name,
        request,
        {},
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoPreAuthenticationEvent", event)


def cognito_post_authentication(
    entropy: Entropy,
    user_name: str | None = None,
    *,
    user_attributes: Mapping[str, Any] | None = None,
    new_device_used: bool = False,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoPostAuthenticationEvent:
    """
    Return the event of the trigger after a user signed in.

    Args:
        user_name: by default the user's ``sub``.
        user_attributes: added to those of a typical user; None takes one out.
        new_device_used: whether the user signed in on a device that the pool did not know.
        client_metadata: what the app sent; left out when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_post_authentication(new_device_used=True)["request"]["newDeviceUsed"]
        True
    """
    who = user(entropy, user_name, user_attributes)
    event = trigger(
        entropy,
        "PostAuthentication_Authentication",
        who.name,
        {
            "userAttributes": who.attributes,
            "newDeviceUsed": bool(new_device_used),
            **metadata(client_metadata),
        },
        {},
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoPostAuthenticationEvent", event)


def cognito_pre_token_generation(
    entropy: Entropy,
    user_name: str | None = None,
    *,
    variant: TokenGeneration = "HostedAuth",
    version: Literal["1", "2", "3"] | None = None,
    user_attributes: Mapping[str, Any] | None = None,
    groups: Sequence[str] = (),
    iam_roles: Sequence[str] = (),
    preferred_role: str | None = None,
    scopes: Sequence[str] | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoPreTokenGenerationEvent:
    """
    Return the event of the trigger before tokens are issued.

    Args:
        user_name: by default the user's ``sub``, and with ``"ClientCredentials"`` the id of the app client.
        variant: the rest of the trigger source: ``"HostedAuth"``, ``"Authentication"``,
            ``"NewPasswordChallenge"``, ``"AuthenticateDevice"``, ``"RefreshTokens"``, and in version 3 also
            ``"ClientCredentials"``, where no user is concerned.
        version: of the event: ``"1"`` (for the ID token; the default), ``"2"`` (for the access token too),
            ``"3"`` (for machines too; the default with ``"ClientCredentials"``).
        user_attributes: added to those of a typical user; None takes one out.
        groups: of the user.
        iam_roles: of these groups, by name or ARN.
        preferred_role: one of these, by name or ARN.
        scopes: of the access token, from version 2 on; by default those that suit *variant*.
        client_metadata: what the app sent; left out when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        account_id: of roles that are given by name.
        overrides: merged in last; with another version the scopes and the response follow.

    Raises:
        UsageError: an argument is not what it must be, or *version* has no such thing.

    Assumed: with ``"ClientCredentials"`` the user's name is the client's id, and there are no attributes.

    Example:
        >>> events.cognito_pre_token_generation(version="2", groups=["staff"])["response"]
        {'claimsAndScopeOverrideDetails': None}
    """
    source = trigger_source("TokenGeneration", variant, get_args(TokenGeneration))
    is_machine = source.endswith("_ClientCredentials")
    account_id, region = _check.account_id(account_id), _check.region(region)
    number = _version(version, is_machine)
    if number == "1" and scopes is not None:
        raise UsageError(f"scopes must be left out with version='1', which has none, got {_check.show(scopes)}")
    if is_machine:
        if client_id is None:
            client_id = entropy.alphanumeric(26)
        who = User(
            client_id if user_name is None else _check.text("user_name", user_name),
            _check.text_map("user_attributes", user_attributes),
        )
    else:
        who = user(entropy, user_name, user_attributes)
    wanted = _default_scopes(source) if scopes is None else _check.texts("scopes", scopes)
    request = {
        "userAttributes": who.attributes,
        "groupConfiguration": {
            "groupsToOverride": _check.texts("groups", groups),
            "iamRolesToOverride": [
                _role("an item of iam_roles", role, account_id, region) for role in _check.texts("iam_roles", iam_roles)
            ],
            "preferredRole": (
                None if preferred_role is None else _role("preferred_role", preferred_role, account_id, region)
            ),
        },
        **({} if number == "1" else {"scopes": wanted}),
        **metadata(client_metadata),
    }
    event = trigger(
        entropy,
        source,
        who.name,
        request,
        _token_response(number),
        version=number,
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        rules=(
            Rule("response", ("version",), lambda event: _token_response(event["version"])),
            Rule(
                "request/scopes",
                ("version",),
                lambda event: ABSENT if event["version"] == "1" else event["request"].get("scopes", wanted),
            ),
        ),
    )
    return cast("CognitoPreTokenGenerationEvent", event)


def _validation_data(given: object) -> dict[str, str] | None:
    return None if given is None else _check.text_map("validation_data", given)


def _version(given: object, is_machine: bool) -> str:
    if given is None:
        return "3" if is_machine else "1"
    found = _VERSION.fullmatch(str(given))
    if found is None or isinstance(given, bool):
        raise _check.wrong("version", "'1', '2' or '3'", given)
    if is_machine and found[1] != "3":
        raise _check.wrong("version", "'3' where variant='ClientCredentials'", given)
    return found[1]


def _token_response(version: str) -> dict[str, Any]:
    return {"claimsOverrideDetails" if version == "1" else "claimsAndScopeOverrideDetails": None}


def _default_scopes(source: str) -> list[str]:
    if source.endswith("_HostedAuth"):
        return ["openid", "profile", "email"]
    return ["orders/read"] if source.endswith("_ClientCredentials") else ["aws.cognito.signin.user.admin"]


def _role(argument: str, role: str, account_id: str, region: str) -> str:
    if _names.is_arn(role):
        return role
    name = _check.matching(argument, role, _ROLE, "the name or the ARN of an IAM role")
    return f"arn:{_names.partition(region)}:iam::{account_id}:role/{name}"
