"""Events of Amazon Cognito: the triggers of user pools, and Cognito Sync."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.parser import models

from pytest_lambda.events import Builders, variants

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PHONE = re.compile(r"\+1206555\d{4}")
COGNITO = {
    "cognito_create_auth_challenge": ("CreateAuthChallenge", {"Authentication"}),
    "cognito_custom_email_sender": (
        "CustomEmailSender",
        {
            "SignUp",
            "AdminCreateUser",
            "ResendCode",
            "ForgotPassword",
            "UpdateUserAttribute",
            "VerifyUserAttribute",
            "Authentication",
        },
    ),
    "cognito_define_auth_challenge": ("DefineAuthChallenge", {"Authentication"}),
    "cognito_inbound_federation": ("InboundFederation", {"ExternalProvider"}),
    "cognito_post_authentication": ("PostAuthentication", {"Authentication"}),
    "cognito_post_confirmation": ("PostConfirmation", {"ConfirmSignUp", "ConfirmForgotPassword"}),
    "cognito_pre_authentication": ("PreAuthentication", {"Authentication"}),
    "cognito_pre_sign_up": ("PreSignUp", {"SignUp", "AdminCreateUser", "ExternalProvider"}),
    "cognito_pre_token_generation": (
        "TokenGeneration",
        {
            "HostedAuth",
            "Authentication",
            "NewPasswordChallenge",
            "AuthenticateDevice",
            "RefreshTokens",
            "ClientCredentials",
        },
    ),
    "cognito_user_migration": ("UserMigration", {"Authentication", "ForgotPassword"}),
    "cognito_verify_auth_challenge": ("VerifyAuthChallengeResponse", {"Authentication"}),
}
COGNITO["cognito_custom_message"] = ("CustomMessage", COGNITO["cognito_custom_email_sender"][1])
COGNITO["cognito_custom_sms_sender"] = ("CustomSMSSender", COGNITO["cognito_custom_email_sender"][1])


def typical(events: Builders) -> Iterator[tuple[str, Any]]:
    """Give one event of every kind in every variant, also with all its optional parts."""
    for kind in sorted(RULES):
        for variant in variants(kind) or (None,):
            chosen = {} if variant is None else {"variant": variant}
            yield kind, getattr(events, kind)(**chosen)
            if kind in COGNITO and kind not in ("cognito_inbound_federation", "cognito_user_migration"):
                own = {"email": "jane@example.com", "custom:vip": True, "custom:age": 30}
                yield kind, getattr(events, kind)(user_attributes=own, **chosen)
    for version in ("1", "2", "3"):
        yield "cognito_pre_token_generation", events.cognito_pre_token_generation(version=version, groups=["a", "b"])
    yield "cognito_define_auth_challenge", events.cognito_define_auth_challenge([])
    yield "cognito_sync", events.cognito_sync({"a": "1", "b": None, "c": {"newValue": "x", "op": "replace"}})
    yield "appsync_resolver", events.appsync_resolver(variant="cognito", groups=["staff"])


def unique_ids(kind: str, event: Any) -> list[str]:
    """Return the ids that no other event may have."""
    if kind == "cognito_sync":
        return [event["identityPoolId"], event["identityId"]]
    return [event["userPoolId"], event["callerContext"]["clientId"]]


def _texts(mapping: dict[str, Any]) -> None:
    assert all(isinstance(name, str) and isinstance(value, str) for name, value in mapping.items())


def _trigger(kind: str, event: dict[str, Any], request: set[str], response: set[str] | None) -> None:
    prefix, sources = COGNITO[kind]
    trigger, _, source = event["triggerSource"].partition("_")
    keys = {"version", "triggerSource", "region", "userPoolId", "userName", "callerContext", "request"}
    assert prefix == trigger
    assert source in sources
    assert event["version"] in ("1", "2", "3")
    assert re.fullmatch(rf"{event['region']}_[0-9A-Za-z]{{9}}", event["userPoolId"])
    assert event["userName"]
    assert {"awsSdkVersion", "clientId"} == event["callerContext"].keys()
    _texts(event["callerContext"])
    assert request == event["request"].keys() - {"clientMetadata"}
    if "userAttributes" in request and source != "ClientCredentials":
        attributes = event["request"]["userAttributes"]
        _texts(attributes)
        if trigger == "PreSignUp":
            assert not {"sub", "cognito:user_status"} & attributes.keys()
        else:
            assert UUID.fullmatch(attributes["sub"])
            assert attributes["cognito:user_status"]
    if response is None:
        assert keys == event.keys()
    else:
        assert keys | {"response"} == event.keys()
        assert response == event["response"].keys()
        assert all(value in (None, False) for value in event["response"].values())


def _pre_sign_up(event: dict[str, Any]) -> None:
    answer = {"autoConfirmUser", "autoVerifyEmail", "autoVerifyPhone"}
    _trigger("cognito_pre_sign_up", event, {"userAttributes", "validationData"}, answer)
    assert all(value is False for value in event["response"].values())


def _post_confirmation(event: dict[str, Any]) -> None:
    _trigger("cognito_post_confirmation", event, {"userAttributes"}, set())


def _pre_authentication(event: dict[str, Any]) -> None:
    _trigger("cognito_pre_authentication", event, {"userAttributes", "validationData"}, set())


def _post_authentication(event: dict[str, Any]) -> None:
    _trigger("cognito_post_authentication", event, {"userAttributes", "newDeviceUsed"}, set())
    assert isinstance(event["request"]["newDeviceUsed"], bool)


def _pre_token_generation(event: dict[str, Any]) -> None:
    is_first = event["version"] == "1"
    request = {"userAttributes", "groupConfiguration"} | (set() if is_first else {"scopes"})
    answer = {"claimsOverrideDetails" if is_first else "claimsAndScopeOverrideDetails"}
    _trigger("cognito_pre_token_generation", event, request, answer)
    assert {"groupsToOverride", "iamRolesToOverride", "preferredRole"} == event["request"]["groupConfiguration"].keys()
    assert is_first or all(isinstance(scope, str) for scope in event["request"]["scopes"])
    assert "3" == event["version"] or not event["triggerSource"].endswith("ClientCredentials")


def _session(session: list[dict[str, Any]]) -> None:
    for step in session:
        assert {"challengeName", "challengeResult", "challengeMetadata"} == step.keys()
        assert isinstance(step["challengeResult"], bool)


def _define(event: dict[str, Any]) -> None:
    answer = {"challengeName", "issueTokens", "failAuthentication"}
    _trigger("cognito_define_auth_challenge", event, {"userAttributes", "session"}, answer)
    _session(event["request"]["session"])


def _create(event: dict[str, Any]) -> None:
    answer = {"publicChallengeParameters", "privateChallengeParameters", "challengeMetadata"}
    _trigger("cognito_create_auth_challenge", event, {"userAttributes", "challengeName", "session"}, answer)
    _session(event["request"]["session"])


def _verify(event: dict[str, Any]) -> None:
    asked = {"userAttributes", "privateChallengeParameters", "challengeAnswer"}
    _trigger("cognito_verify_auth_challenge", event, asked, {"answerCorrect"})
    _texts(event["request"]["privateChallengeParameters"])


def _user_migration(event: dict[str, Any]) -> None:
    asked = {"validationData"} | ({"password"} if event["triggerSource"] == "UserMigration_Authentication" else set())
    answer = {
        "userAttributes",
        "finalUserStatus",
        "messageAction",
        "desiredDeliveryMediums",
        "forceAliasCreation",
        "enableSMSMFA",
    }
    _trigger("cognito_user_migration", event, asked, answer)


def _custom_message(event: dict[str, Any]) -> None:
    asked = {"userAttributes", "codeParameter", "linkParameter", "usernameParameter"}
    _trigger("cognito_custom_message", event, asked, {"smsMessage", "emailMessage", "emailSubject"})
    assert "{####}" == event["request"]["codeParameter"]
    is_invitation = event["triggerSource"] == "CustomMessage_AdminCreateUser"
    assert ("{username}" if is_invitation else None) == event["request"]["usernameParameter"]


def _sender(kind: str, event: dict[str, Any]) -> None:
    _trigger(kind, event, {"userAttributes", "type", "code"}, None)
    assert base64.b64decode(event["request"]["code"], validate=True)
    assert "clientMetadata" in event["request"]


def _email_sender(event: dict[str, Any]) -> None:
    _sender("cognito_custom_email_sender", event)
    assert "customEmailSenderRequestV1" == event["request"]["type"]


def _sms_sender(event: dict[str, Any]) -> None:
    _sender("cognito_custom_sms_sender", event)
    assert "customSMSSenderRequestV1" == event["request"]["type"]
    assert PHONE.fullmatch(event["request"]["userAttributes"]["phone_number"])


def _inbound_federation(event: dict[str, Any]) -> None:
    asked = {"providerName", "providerType", "attributes"}
    _trigger("cognito_inbound_federation", event, asked, {"userAttributesToMap"})
    answers = event["request"]["attributes"]
    is_saml = event["request"]["providerType"] == "SAML"
    assert ({"samlResponse"} if is_saml else {"tokenResponse", "idToken", "userInfo"}) == answers.keys()
    for answer in answers.values():
        _texts(answer)
    assert is_saml or event["userName"].endswith(answers["idToken"]["sub"])


def _sync(event: dict[str, Any]) -> None:
    assert (2, "SyncTrigger") == (event["version"], event["eventType"])
    assert event["identityPoolId"].startswith(f"{event['region']}:")
    assert event["identityId"].startswith(f"{event['region']}:")
    for record in event["datasetRecords"].values():
        assert {"oldValue", "newValue", "op"} == record.keys()
        assert record["op"] == ("remove" if record["newValue"] is None else "replace")


RULES = {
    "cognito_create_auth_challenge": _create,
    "cognito_custom_email_sender": _email_sender,
    "cognito_custom_message": _custom_message,
    "cognito_custom_sms_sender": _sms_sender,
    "cognito_define_auth_challenge": _define,
    "cognito_inbound_federation": _inbound_federation,
    "cognito_post_authentication": _post_authentication,
    "cognito_post_confirmation": _post_confirmation,
    "cognito_pre_authentication": _pre_authentication,
    "cognito_pre_sign_up": _pre_sign_up,
    "cognito_pre_token_generation": _pre_token_generation,
    "cognito_sync": _sync,
    "cognito_user_migration": _user_migration,
    "cognito_verify_auth_challenge": _verify,
}

# Models that know but one trigger source, or want what AWS does not send, are held against it in test_cognito.
MODELS = {
    "cognito_create_auth_challenge": models.CognitoCreateAuthChallengeTriggerModel,
    "cognito_custom_message": models.CognitoCustomMessageTriggerModel,
    "cognito_define_auth_challenge": models.CognitoDefineAuthChallengeTriggerModel,
    "cognito_post_authentication": models.CognitoPostAuthenticationTriggerModel,
    "cognito_pre_authentication": models.CognitoPreAuthenticationTriggerModel,
}
