"""Triggers of Cognito user pools, and Cognito Sync."""

from __future__ import annotations

import base64
import json
import re

import pytest
from aws_lambda_powertools.utilities.data_classes import cognito_user_pool_event as data
from aws_lambda_powertools.utilities.parser import models
from pydantic import ValidationError

from pytest_lambda.base.errors import UsageError
from pytest_lambda.events import seeded, variants

from .rules import keeps_the_rules
from .rules.cognito import COGNITO
from .rules.core import UUID

WITH_USERS = sorted(set(COGNITO) - {"cognito_inbound_federation", "cognito_user_migration"})


@pytest.mark.parametrize("kind", sorted(COGNITO))
def test_every_trigger_source_of_the_catalogue_has_its_variant(events, kind):
    trigger, sources = COGNITO[kind]
    made = {
        getattr(events, kind)(**({} if kind == "cognito_inbound_federation" or one is None else {"variant": one}))[
            "triggerSource"
        ]
        for one in variants(kind) or (None,)
    }

    assert {f"{trigger}_{source}" for source in sources} == made


@pytest.mark.parametrize(
    "name", ["AdminCreateUser", "admin_create_user", "PreSignUp_AdminCreateUser", "admin create user"]
)
def test_a_trigger_source_has_many_spellings(events, name):
    assert "PreSignUp_AdminCreateUser" == events.cognito_pre_sign_up(variant=name)["triggerSource"]


@pytest.mark.parametrize("kind", [kind for kind in WITH_USERS if kind != "cognito_pre_sign_up"])
def test_a_user_is_called_by_the_sub_unless_named(events, kind):
    event = getattr(events, kind)()
    named = getattr(events, kind)(user_name="jane")

    assert event["userName"] == event["request"]["userAttributes"]["sub"]
    assert "jane" == named["userName"]
    assert "jane" != named["request"]["userAttributes"]["sub"]


@pytest.mark.parametrize("kind", WITH_USERS)
def test_attributes_of_users_are_added_replaced_and_taken_out_as_text(events, kind):
    own = {"email": "jane@example.com", "custom:age": 30, "custom:vip": True, "name": None}
    attributes = getattr(events, kind)(user_attributes=own)["request"]["userAttributes"]

    assert {"email": "jane@example.com", "custom:age": "30", "custom:vip": "true"}.items() <= attributes.items()
    assert "name" not in attributes
    assert (kind != "cognito_pre_sign_up") == ("sub" in attributes)


@pytest.mark.parametrize("variant", ["SignUp", "AdminCreateUser"])
def test_before_sign_up_there_is_a_name_but_no_user_yet(events, variant):
    event = events.cognito_pre_sign_up(variant=variant)

    assert {"name", "email"} == event["request"]["userAttributes"].keys()
    assert UUID.fullmatch(event["userName"])


def test_a_user_without_a_sub_has_a_name_all_the_same(events):
    event = events.cognito_post_confirmation(user_attributes={"sub": None})

    assert "sub" not in event["request"]["userAttributes"]
    assert UUID.fullmatch(event["userName"])


@pytest.mark.parametrize("kind", sorted(set(COGNITO) - {"cognito_inbound_federation", "cognito_pre_authentication"}))
def test_client_metadata_is_there_when_an_app_sent_some(events, kind):
    event = getattr(events, kind)(client_metadata={"source": "web", "n": 1})

    assert {"source": "web", "n": "1"} == event["request"]["clientMetadata"]
    assert getattr(events, kind)()["request"].get("clientMetadata") is None


@pytest.mark.parametrize("kind", sorted(COGNITO))
def test_the_pool_and_the_client_can_be_named(events, kind):
    event = getattr(events, kind)(user_pool_id="eu-west-1_AbCdEf123", client_id="7client")

    assert ("eu-west-1", "eu-west-1_AbCdEf123") == (event["region"], event["userPoolId"])
    assert "7client" == event["callerContext"]["clientId"]


@pytest.mark.parametrize("kind", sorted(COGNITO))
def test_the_pool_is_in_the_region(kind):
    event = getattr(seeded(3, region="eu-central-1"), kind)()

    assert event["userPoolId"].startswith("eu-central-1_")
    keeps_the_rules(kind, event)


@pytest.mark.parametrize("kind", sorted(COGNITO))
def test_region_and_pool_follow_each_other(events, kind):
    moved = getattr(events, kind)(overrides={"region": "eu-west-1"})
    other = getattr(events, kind)(overrides={"userPoolId": "ap-south-1_123456789"})

    assert moved["userPoolId"].startswith("eu-west-1_")
    assert "ap-south-1" == other["region"]
    keeps_the_rules(kind, moved)
    keeps_the_rules(kind, other)


def test_the_name_follows_a_sub_that_was_the_name(events):
    sub = "11111111-1111-4111-8111-111111111111"
    overrides = {"request": {"userAttributes": {"sub": sub}}}

    assert sub == events.cognito_post_confirmation(overrides=overrides)["userName"]
    assert "jane" == events.cognito_post_confirmation("jane", overrides=overrides)["userName"]


@pytest.mark.parametrize(
    ("variant", "status", "verified"),
    [
        ("SignUp", "UNCONFIRMED", "false"),
        ("ForgotPassword", "CONFIRMED", "true"),
        ("ResendCode", "UNCONFIRMED", "false"),
    ],
)
def test_the_status_of_a_user_suits_the_message(events, variant, status, verified):
    attributes = events.cognito_custom_message(variant=variant)["request"]["userAttributes"]

    assert (status, verified) == (attributes["cognito:user_status"], attributes["email_verified"])


def test_a_federated_user_is_called_by_the_provider(events):
    event = events.cognito_pre_sign_up(variant="ExternalProvider")
    attributes = event["request"]["userAttributes"]

    assert re.fullmatch(r"Google_\d{21}", event["userName"])
    assert ("false", "", "") == (
        attributes["email_verified"],
        attributes["cognito:email_alias"],
        attributes["cognito:phone_number_alias"],
    )


def test_validation_data_is_null_unless_given(events):
    assert events.cognito_pre_sign_up()["request"]["validationData"] is None
    assert {"k": "v"} == events.cognito_pre_sign_up(validation_data={"k": "v"})["request"]["validationData"]
    assert {"k": "v"} == events.cognito_pre_authentication(validation_data={"k": "v"})["request"]["validationData"]
    assert {"k": "v"} == events.cognito_user_migration(validation_data={"k": "v"})["request"]["validationData"]


@pytest.mark.parametrize(
    "kind",
    [
        "cognito_pre_authentication",
        "cognito_define_auth_challenge",
        "cognito_create_auth_challenge",
        "cognito_verify_auth_challenge",
    ],
)
def test_whether_a_user_exists_is_told_when_asked(events, kind):
    assert "userNotFound" not in getattr(events, kind)()["request"]
    assert getattr(events, kind)(user_not_found=True)["request"]["userNotFound"] is True


@pytest.mark.parametrize(
    ("version", "response"),
    [("1", "claimsOverrideDetails"), (2, "claimsAndScopeOverrideDetails"), ("V3_0", "claimsAndScopeOverrideDetails")],
)
def test_each_version_of_token_generation_has_its_response(events, version, response):
    event = events.cognito_pre_token_generation(version=version)

    assert {response: None} == event["response"]
    assert str(version).strip("V_0") == event["version"]


def test_groups_and_roles_are_in_the_configuration(events):
    event = events.cognito_pre_token_generation(
        groups=["staff"], iam_roles=["Staff", "arn:aws:iam::210987654321:role/Other"], preferred_role="Staff"
    )

    assert {
        "groupsToOverride": ["staff"],
        "iamRolesToOverride": ["arn:aws:iam::123456789012:role/Staff", "arn:aws:iam::210987654321:role/Other"],
        "preferredRole": "arn:aws:iam::123456789012:role/Staff",
    } == event["request"]["groupConfiguration"]


@pytest.mark.parametrize(
    ("variant", "scopes"),
    [
        ("HostedAuth", ["openid", "profile", "email"]),
        ("RefreshTokens", ["aws.cognito.signin.user.admin"]),
        ("ClientCredentials", ["orders/read"]),
    ],
)
def test_scopes_suit_the_trigger_source(events, variant, scopes):
    assert scopes == events.cognito_pre_token_generation(variant=variant, version="3")["request"]["scopes"]


def test_scopes_can_be_given(events):
    assert ["a/b"] == events.cognito_pre_token_generation(version="2", scopes=["a/b"])["request"]["scopes"]


def test_a_machine_is_no_user(events):
    event = events.cognito_pre_token_generation(variant="ClientCredentials")

    assert "3" == event["version"]
    assert event["userName"] == event["callerContext"]["clientId"]
    assert {} == event["request"]["userAttributes"]


def test_another_version_brings_its_scopes_and_its_response(events):
    second = events.cognito_pre_token_generation(overrides={"version": "2"})
    first = events.cognito_pre_token_generation(version="2", overrides={"version": "1"})

    keeps_the_rules("cognito_pre_token_generation", second)
    keeps_the_rules("cognito_pre_token_generation", first)
    assert ("2", "1") == (second["version"], first["version"])


def test_a_session_lists_what_was_passed_and_what_was_not(events):
    steps = ["SRP_A", {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": "CAPTCHA"}]
    event = events.cognito_define_auth_challenge(steps)

    assert [
        {"challengeName": "SRP_A", "challengeResult": True, "challengeMetadata": None},
        {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": "CAPTCHA"},
    ] == event["request"]["session"]


def test_the_answer_is_right_by_default_and_can_be_wrong(events):
    private = {"answer": "42"}
    right = events.cognito_verify_auth_challenge(private_challenge_parameters=private)
    wrong = events.cognito_verify_auth_challenge("7", private_challenge_parameters=private)

    assert ("42", "7") == (right["request"]["challengeAnswer"], wrong["request"]["challengeAnswer"])
    assert {"answer": "42"} == wrong["request"]["privateChallengeParameters"]


def test_who_forgot_a_password_types_none_in(events):
    assert "s3cret" == events.cognito_user_migration(password="s3cret")["request"]["password"]
    assert "password" not in events.cognito_user_migration(variant="ForgotPassword")["request"]


def test_who_migrates_typed_a_mail_address_in(events):
    assert events.cognito_user_migration()["userName"].endswith("@example.com")
    assert "jane" == events.cognito_user_migration("jane")["userName"]


def test_an_invitation_has_a_place_for_the_name(events):
    invitation = events.cognito_custom_message(overrides={"triggerSource": "CustomMessage_AdminCreateUser"})

    keeps_the_rules("cognito_custom_message", invitation)
    assert "{username}" == invitation["request"]["usernameParameter"]


def test_a_code_can_be_given(events):
    code = base64.b64encode(b"encrypted").decode()

    assert code == events.cognito_custom_email_sender(code=code)["request"]["code"]
    assert code == events.cognito_custom_sms_sender(code=code)["request"]["code"]


def test_a_provider_has_its_name_and_its_answers(events):
    own = {"samlResponse": {"mail": "jane@example.com"}}
    event = events.cognito_inbound_federation("Okta", variant="SAML", attributes=own, user_name="Okta_jane")

    assert ("Okta", "SAML", own) == tuple(event["request"].values())
    assert "Okta_jane" == event["userName"]
    assert "Google" == events.cognito_inbound_federation(variant="Google")["request"]["providerName"]


def test_the_token_of_a_provider_holds_its_claims(events):
    answers = events.cognito_inbound_federation(time=1_700_000_000)["request"]["attributes"]
    payload = answers["tokenResponse"]["id_token"].split(".")[1]

    assert answers["idToken"] == json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert "1700000000" == answers["idToken"]["iat"]


def test_records_of_a_dataset_are_replaced_and_removed(events):
    event = events.cognito_sync({"a": "1", "b": None, "c": {"oldValue": "x", "newValue": "y"}})

    assert {
        "a": {"oldValue": "", "newValue": "1", "op": "replace"},
        "b": {"oldValue": "", "newValue": None, "op": "remove"},
        "c": {"oldValue": "x", "newValue": "y", "op": "replace"},
    } == event["datasetRecords"]


def test_the_ids_of_a_dataset_follow_the_region(events):
    event = events.cognito_sync(overrides={"region": "eu-west-1"})

    keeps_the_rules("cognito_sync", event)
    assert event["identityId"].startswith("eu-west-1:")


# What powertools' models make of these events. Most know but one trigger source; where they want what AWS does not
# send, AWS is followed.


@pytest.mark.parametrize(
    ("kind", "model", "variant"),
    [
        ("cognito_pre_sign_up", models.CognitoPreSignupTriggerModel, "SignUp"),
        ("cognito_post_confirmation", models.CognitoPostConfirmationTriggerModel, "ConfirmSignUp"),
        ("cognito_custom_email_sender", models.CognitoCustomEmailSenderTriggerModel, "SignUp"),
        ("cognito_custom_sms_sender", models.CognitoCustomSMSSenderTriggerModel, "SignUp"),
    ],
)
def test_a_model_of_one_trigger_source_accepts_that_one(events, kind, model, variant):
    event = getattr(events, kind)(variant=variant)

    assert event["userName"] == model.model_validate(event).userName
    for other in set(variants(kind)) - {variant}:
        with pytest.raises(ValidationError, match="triggerSource"):
            model.model_validate(getattr(events, kind)(variant=other))


@pytest.mark.parametrize("variant", variants("cognito_pre_token_generation")[:-1])
def test_the_model_of_token_generation_accepts_the_first_version(events, variant):
    event = events.cognito_pre_token_generation(variant=variant, groups=["a"])
    parsed = models.CognitoPreTokenGenerationTriggerModelV1.model_validate(event)

    assert ["a"] == parsed.request.groupConfiguration.groupsToOverride


@pytest.mark.parametrize("version", ["2", "3"])
def test_the_model_of_later_versions_accepts_all_but_the_list_of_scopes(events, version):
    model = models.CognitoPreTokenGenerationTriggerModelV2AndV3
    event = events.cognito_pre_token_generation(version=version)

    with pytest.raises(ValidationError, match="scopes"):
        model.model_validate(event)
    assert version == model.model_validate({**event, "request": {**event["request"], "scopes": None}}).version


def test_the_model_of_migration_accepts_a_password_alone(events):
    model = models.CognitoMigrateUserTriggerModel

    assert "s3cret" == model.model_validate(events.cognito_user_migration(password="s3cret")).request.password
    with pytest.raises(ValidationError, match="password"):
        model.model_validate(events.cognito_user_migration(variant="ForgotPassword"))


def test_the_model_of_a_verification_accepts_all_but_a_missing_answer(events):
    model = models.CognitoVerifyAuthChallengeTriggerModel
    event = events.cognito_verify_auth_challenge("7")

    with pytest.raises(ValidationError, match="answerCorrect"):
        model.model_validate(event)
    assert "7" == model.model_validate({**event, "response": {"answerCorrect": True}}).request.challengeAnswer


def test_the_data_classes_read_what_the_models_refuse(events):
    token = data.PreTokenGenerationV2TriggerEvent(events.cognito_pre_token_generation(version="2", scopes=["a"]))
    token.response.claims_scope_override_details.access_token_generation.scopes_to_add = ["b"]
    define = data.DefineAuthChallengeTriggerEvent(events.cognito_define_auth_challenge(["SRP_A", "CUSTOM_CHALLENGE"]))
    migration = data.UserMigrationTriggerEvent(events.cognito_user_migration(variant="ForgotPassword"))
    message = data.CustomMessageTriggerEvent(events.cognito_custom_message(variant="AdminCreateUser"))

    assert ["a"] == token.request.scopes
    assert ["b"] == token["response"]["claimsAndScopeOverrideDetails"]["accessTokenGeneration"]["scopesToAdd"]
    assert ["SRP_A", "CUSTOM_CHALLENGE"] == [step.challenge_name for step in define.request.session]
    assert [False, False] == [define.response.issue_tokens, define.response.fail_authentication]
    assert migration.response.final_user_status is None
    assert ("{####}", "{username}") == (message.request.code_parameter, message.request.username_parameter)


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (
            "cognito_pre_sign_up",
            {"variant": "Signup2"},
            "variant must be one of 'SignUp', 'AdminCreateUser', 'ExternalProvider', got 'Signup2'",
        ),
        ("cognito_pre_sign_up", {"user_name": ""}, "user_name must be text that is not empty, got ''"),
        (
            "cognito_pre_sign_up",
            {"user_attributes": ["email"]},
            "user_attributes must be a mapping of names to text, got ['email']",
        ),
        (
            "cognito_pre_sign_up",
            {"user_attributes": {"a": [1]}},
            "user_attributes['a'] must be text, a number, a boolean or None, got [1]",
        ),
        (
            "cognito_pre_sign_up",
            {"validation_data": "x"},
            "validation_data must be a mapping of names to text, got 'x'",
        ),
        (
            "cognito_post_confirmation",
            {"client_metadata": 1},
            "client_metadata must be a mapping of names to text, got 1",
        ),
        (
            "cognito_post_confirmation",
            {"user_pool_id": "pool"},
            "user_pool_id must be the id of a user pool, such as 'us-east-1_Ab12Cd34E', got 'pool'",
        ),
        ("cognito_post_confirmation", {"client_id": ""}, "client_id must be the id of an app client, got ''"),
        ("cognito_post_authentication", {"account_id": "1"}, "account_id must be text of 12 digits, got '1'"),
        (
            "cognito_post_authentication",
            {"time": "now"},
            "time must be seconds since 1970 or a datetime with a time zone, got 'now'",
        ),
        ("cognito_pre_token_generation", {"version": "4"}, "version must be '1', '2' or '3', got '4'"),
        (
            "cognito_pre_token_generation",
            {"variant": "ClientCredentials", "version": "2"},
            "version must be '3' where variant='ClientCredentials', got '2'",
        ),
        (
            "cognito_pre_token_generation",
            {"scopes": ["a"]},
            "scopes must be left out with version='1', which has none, got ['a']",
        ),
        ("cognito_pre_token_generation", {"groups": "staff"}, "groups must be a list of text, got 'staff'"),
        (
            "cognito_pre_token_generation",
            {"iam_roles": ["a b"]},
            "an item of iam_roles must be the name or the ARN of an IAM role, got 'a b'",
        ),
        (
            "cognito_define_auth_challenge",
            {"session": "SRP_A"},
            "session must be a list of the names or the results of challenges, got 'SRP_A'",
        ),
        (
            "cognito_define_auth_challenge",
            {"session": [1]},
            "session[0] must be the name of a challenge or a dict with challengeName, got 1",
        ),
        (
            "cognito_define_auth_challenge",
            {"session": [{"challengeResult": True}]},
            "session[0]['challengeName'] must be text that is not empty, got None",
        ),
        (
            "cognito_define_auth_challenge",
            {"session": [{"challengeName": "SRP_A", "challengeResult": "yes"}]},
            "session[0]['challengeResult'] must be True or False, got 'yes'",
        ),
        (
            "cognito_user_migration",
            {"variant": "ForgotPassword", "password": "x"},
            "password must be left out where variant='ForgotPassword', which has none, got 'x'",
        ),
        ("cognito_custom_email_sender", {"code": "?"}, "code must be base64 text, got '?'"),
        (
            "cognito_inbound_federation",
            {"provider_name": "a b"},
            "provider_name must be the name of an identity provider (up to 32 letters, digits, '.', '@', '_' or '-'), "
            "got 'a b'",
        ),
        (
            "cognito_inbound_federation",
            {"attributes": []},
            "attributes must be a mapping of the provider's answers, got []",
        ),
        (
            "cognito_sync",
            {"dataset_records": {"a": 1}},
            "dataset_records['a'] must be text, None or a dict with newValue, got 1",
        ),
        (
            "cognito_sync",
            {"dataset_records": {"a": {"op": "add"}}},
            "dataset_records['a']['op'] must be one of 'replace', 'remove', got 'add'",
        ),
        ("cognito_sync", {"identity_id": "x"}, "identity_id must be a Region, ':' and a UUID, got 'x'"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_trigger_is_not_made_from_wrong_arguments(events, kind, arguments, message):
    with pytest.raises(UsageError) as raised:
        getattr(events, kind)(**arguments)

    assert message == str(raised.value)


def test_a_pool_that_cannot_follow_is_an_error(events):
    with pytest.raises(UsageError) as raised:
        events.cognito_post_confirmation(overrides={"userPoolId": "pool"})

    assert (
        "overrides: region follows userPoolId and cannot be made from 'pool'; correct that, or override region too"
        == str(raised.value)
    )
