"""Triggers of Amazon Cognito user pools for what is sent to users: custom messages, custom senders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _samples
from pytest_lambda.events._cognito import User, metadata, trigger, trigger_source, user
from pytest_lambda.events._instant import Time
from pytest_lambda.events._overrides import Rule

if TYPE_CHECKING:
    from pytest_lambda.events.types.cognito_messages import (
        CognitoCustomEmailSenderEvent,
        CognitoCustomMessageEvent,
        CognitoCustomSmsSenderEvent,
    )

__all__ = ["Message", "cognito_custom_email_sender", "cognito_custom_message", "cognito_custom_sms_sender"]

Message = Literal[
    "SignUp",
    "AdminCreateUser",
    "ResendCode",
    "ForgotPassword",
    "UpdateUserAttribute",
    "VerifyUserAttribute",
    "Authentication",
]

_STATUS = {"SignUp": "UNCONFIRMED", "ResendCode": "UNCONFIRMED", "AdminCreateUser": "FORCE_CHANGE_PASSWORD"}


def cognito_custom_message(
    entropy: Entropy,
    user_name: str | None = None,
    *,
    variant: Message = "SignUp",
    user_attributes: Mapping[str, Any] | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoCustomMessageEvent:
    """
    Return the event of the trigger that words a message to a user.

    Args:
        user_name: by default the user's ``sub``.
        variant: the rest of the trigger source: ``"SignUp"``, ``"AdminCreateUser"`` (the one with a
            ``usernameParameter``), ``"ResendCode"``, ``"ForgotPassword"``, ``"UpdateUserAttribute"``,
            ``"VerifyUserAttribute"``, ``"Authentication"``.
        user_attributes: added to those of a typical user; None takes one out.
        client_metadata: what the app sent; left out when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_custom_message(variant="ForgotPassword")["request"]["codeParameter"]
        '{####}'
    """
    source = trigger_source("CustomMessage", variant, get_args(Message))
    who = _receiver(entropy, source, user_name, user_attributes)
    event = trigger(
        entropy,
        source,
        who.name,
        {
            "userAttributes": who.attributes,
            "codeParameter": "{####}",
            "linkParameter": "{##Click Here##}",
            "usernameParameter": _username_parameter(source),
            **metadata(client_metadata),
        },
        {"smsMessage": None, "emailMessage": None, "emailSubject": None},
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        rules=_MESSAGE_RULES,
    )
    return cast("CognitoCustomMessageEvent", event)


def cognito_custom_email_sender(
    entropy: Entropy,
    user_name: str | None = None,
    *,
    variant: Message = "SignUp",
    code: str | None = None,
    user_attributes: Mapping[str, Any] | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoCustomEmailSenderEvent:
    """
    Return the event of the trigger that sends a mail itself.

    Args:
        user_name: by default the user's ``sub``.
        variant: the rest of the trigger source, as for ``cognito_custom_message``.
        code: base64 of the encrypted code or temporary password. The default only looks like one: no key
            decrypts it.
        user_attributes: added to those of a typical user; None takes one out.
        client_metadata: what the app sent; null when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_custom_email_sender(code="Y29kZQ==")["request"]["code"]
        'Y29kZQ=='
    """
    source = trigger_source("CustomEmailSender", variant, get_args(Message))
    who = _receiver(entropy, source, user_name, user_attributes)
    event = trigger(
        entropy,
        source,
        who.name,
        _sending(entropy, "customEmailSenderRequestV1", who, code, client_metadata),
        None,
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoCustomEmailSenderEvent", event)


def cognito_custom_sms_sender(
    entropy: Entropy,
    user_name: str | None = None,
    *,
    variant: Message = "SignUp",
    code: str | None = None,
    user_attributes: Mapping[str, Any] | None = None,
    client_metadata: Mapping[str, Any] | None = None,
    user_pool_id: str | None = None,
    client_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CognitoCustomSmsSenderEvent:
    """
    Return the event of the trigger that sends a text message itself.

    Args:
        user_name: by default the user's ``sub``.
        variant: the rest of the trigger source, as for ``cognito_custom_message``.
        code: base64 of the encrypted code or temporary password. The default only looks like one: no key
            decrypts it.
        user_attributes: added to those of a typical user, who here has a ``phone_number``; None takes one out.
        client_metadata: what the app sent; null when it sent none.
        user_pool_id: such as ``us-east-1_Ab12Cd34E``; its Region is that of the event.
        client_id: of the app client.
        overrides: merged in last; Region and user pool id follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.cognito_custom_sms_sender(variant="Authentication")["triggerSource"]
        'CustomSMSSender_Authentication'
    """
    source = trigger_source("CustomSMSSender", variant, get_args(Message))
    phone = {
        "phone_number": _samples.phone_number(entropy),
        "phone_number_verified": "false" if _status(source) == "UNCONFIRMED" else "true",
    }
    who = _receiver(entropy, source, user_name, user_attributes, phone)
    event = trigger(
        entropy,
        source,
        who.name,
        _sending(entropy, "customSMSSenderRequestV1", who, code, client_metadata),
        None,
        user_pool_id=user_pool_id,
        client_id=client_id,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
    )
    return cast("CognitoCustomSmsSenderEvent", event)


def _receiver(
    entropy: Entropy,
    source: str,
    user_name: object,
    user_attributes: object,
    phone: Mapping[str, str] | None = None,
) -> User:
    status = _status(source)
    return user(
        entropy,
        user_name,
        user_attributes,
        status=status,
        email_verified=status != "UNCONFIRMED",
        more=phone,
    )


def _status(source: str) -> str:
    return _STATUS.get(source.split("_")[1], "CONFIRMED")


def _username_parameter(source: str) -> str | None:
    """Return the placeholder for the name, which a user does not know whom somebody else made."""
    return "{username}" if source == "CustomMessage_AdminCreateUser" else None


_MESSAGE_RULES = (
    Rule(
        "request/usernameParameter",
        ("triggerSource",),
        lambda event: _username_parameter(event["triggerSource"]),
    ),
)


def _sending(entropy: Entropy, kind: str, who: User, code: object, client_metadata: object) -> dict[str, Any]:
    if code is None:
        # The head of a message of the AWS Encryption SDK: version 1.0, customer data, AES-256-GCM with signature.
        code = f"AYADe{entropy.base64ish(3)}{entropy.base64(396)}"
    return {
        "type": kind,
        "code": _check.base64_text("code", code, "base64 text"),
        "clientMetadata": None if client_metadata is None else _check.text_map("client_metadata", client_metadata),
        "userAttributes": who.attributes,
    }
