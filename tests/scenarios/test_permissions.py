"""Resource-based policies: granting, taking back, showing, and what sources that push are told."""

from __future__ import annotations

import json
from functools import partial

import pytest

from pytest_lambda import (
    AccessDeniedException,
    InvalidParameterValueException,
    PolicyLengthExceededException,
    PreconditionFailedException,
    ResourceConflictException,
    ResourceNotFoundException,
    Simulator,
    UsageError,
    ValidationException,
)

ARN = "arn:aws:lambda:us-east-1:123456789012:function:orders"
BUCKET = "arn:aws:s3:::uploads"
TOPIC = "arn:aws:sns:us-east-1:123456789012:orders"
INVOKE = "lambda:InvokeFunction"
NO_POLICY = "The resource you requested does not exist."
S3 = {"statement_id": "s3", "principal": "s3.amazonaws.com", "action": INVOKE}


@pytest.fixture
def function(deploy):
    return deploy("def handler(event, context):\n    return event")


@pytest.fixture
def published(function):
    """Return the function with a version and an alias."""
    function.publish_version()
    function.create_alias("live", function_version="1")
    return function


def refusal(kind, operation, *arguments, **options):
    with pytest.raises(kind) as refused:
        operation(*arguments, **options)
    return refused.value


# -- granting --------------------------------------------------------------------------------------


def test_PERM_01_the_answer_is_the_statement(function):
    permission = function.add_permission(**S3)

    assert (
        '{"Sid":"s3","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction",'
        f'"Resource":"{ARN}"}}'
    ) == permission.statement


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("s3.amazonaws.com", {"Service": "s3.amazonaws.com"}),
        ("logs.us-east-1.amazonaws.com", {"Service": "logs.us-east-1.amazonaws.com"}),
        ("alexa-appkit.amazon.com", {"Service": "alexa-appkit.amazon.com"}),
        ("123456789012", {"AWS": "arn:aws:iam::123456789012:root"}),
        ("arn:aws:iam::123456789012:role/worker", {"AWS": "arn:aws:iam::123456789012:role/worker"}),
        ("*", "*"),
    ],
)
def test_PERM_02_a_principal_is_a_service_an_identity_or_everybody(function, principal, expected):
    permission = function.add_permission(**{**S3, "principal": principal})

    assert expected == json.loads(permission.statement)["Principal"]


@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        ({"source_arn": BUCKET}, {"ArnLike": {"AWS:SourceArn": BUCKET}}),
        ({"source_account": "123456789012"}, {"StringEquals": {"AWS:SourceAccount": "123456789012"}}),
        ({"principal_org_id": "o-1234567890"}, {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}),
        ({"event_source_token": "amzn1.ask.skill"}, {"StringEquals": {"lambda:EventSourceToken": "amzn1.ask.skill"}}),
        ({"invoked_via_function_url": True}, {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}),
        (
            {"action": "lambda:InvokeFunctionUrl", "function_url_auth_type": "NONE"},
            {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
        ),
    ],
    ids=lambda value: next(iter(value)),
)
def test_PERM_03_each_restriction_is_a_condition(function, arguments, condition):
    permission = function.add_permission(**{**S3, **arguments})

    assert condition == json.loads(permission.statement)["Condition"]


def test_PERM_03_all_restrictions_together_stand_in_awss_order(function):
    permission = function.add_permission(
        statement_id="urlPermission",
        action="lambda:InvokeFunctionUrl",
        principal="*",
        source_arn=BUCKET,
        source_account="123456789012",
        principal_org_id="o-1234567890",
        function_url_auth_type="NONE",
    )

    assert permission.statement.endswith(
        '"Condition":{"StringEquals":{"AWS:SourceAccount":"123456789012","lambda:FunctionUrlAuthType":"NONE",'
        '"aws:PrincipalOrgID":"o-1234567890"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::uploads"}}}'
    )


def test_a_neighbour_stands_for_its_arn(simulator, function):
    function.add_permission(**S3, source_arn=simulator.bucket("uploads"))

    assert f'"AWS:SourceArn":"{BUCKET}"' in function.get_policy().policy


def test_PERM_04_the_policy_has_every_statement(function):
    first = function.add_permission(**S3)
    second = function.add_permission(**{**S3, "statement_id": "again"}, source_arn=BUCKET)

    assert (
        f'{{"Version":"2012-10-17","Id":"default","Statement":[{first.statement},{second.statement}]}}'
    ) == function.get_policy().policy


def test_PERM_04_a_policy_over_20_kb_is_refused(function):
    def grant(number):
        function.add_permission(**{**S3, "statement_id": f"s{number}"}, source_arn=f"{BUCKET}-{'x' * 3_000}")

    for number in range(6):
        grant(number)
    refused = refusal(PolicyLengthExceededException, grant, 6)
    policy = function.get_policy()

    assert 6 == len(policy.permissions)
    assert (400, "PolicyLengthExceededException") == (refused.status_code, refused.code)
    size = len(policy.policy) + 1 + len(policy.permissions[-1].statement)
    assert f"The final policy size ({size}) is bigger than the limit (20480)." == refused.message


def test_PERM_04_a_function_without_a_policy_has_none(function):
    refused = refusal(ResourceNotFoundException, function.get_policy)

    assert (404, NO_POLICY) == (refused.status_code, refused.message)


# -- qualifiers ------------------------------------------------------------------------------------


def test_PERM_05_each_qualifier_has_a_policy_of_its_own(published):
    for qualifier in (None, "1", "live"):
        published.add_permission(**S3, qualifier=qualifier)

    assert [ARN, f"{ARN}:1", f"{ARN}:live"] == [
        json.loads(published.get_policy(qualifier=qualifier).policy)["Statement"][0]["Resource"]
        for qualifier in (None, "1", "live")
    ]


def test_PERM_05_publishing_does_not_copy_the_policy(function):
    function.add_permission(**S3)
    function.publish_version()

    assert refusal(ResourceNotFoundException, function.get_policy, qualifier="1")


def test_PERM_05_latest_can_have_no_policy(function):
    refused = refusal(InvalidParameterValueException, function.add_permission, **S3, qualifier="$LATEST")

    assert "We currently do not support adding policies for $LATEST." == refused.message


def test_PERM_05_a_policy_goes_with_its_alias(published):
    published.add_permission(**S3, qualifier="live")
    published.delete_alias("live")
    published.create_alias("live", function_version="1")

    assert refusal(ResourceNotFoundException, published.get_policy, qualifier="live")


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"statement_id": "example.com"}, "'example.com' at 'statementId' {pattern}: ([a-zA-Z0-9-_]+)"),
        ({"action": "s3:PutObject"}, "'s3:PutObject' at 'action' {pattern}: (lambda:[*]|lambda:[a-zA-Z]+|[*])"),
        ({"source_account": "1"}, r"'1' at 'sourceAccount' {pattern}: \d{{12}}"),
        (
            {"qualifier": "with-?-char"},
            r"'with-?-char' at 'qualifier' {pattern}: \$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+",
        ),
    ],
    ids=str,
)
def test_PERM_06_what_breaks_the_apis_pattern_is_refused(function, arguments, text):
    pattern = "failed to satisfy constraint: Member must satisfy regular expression pattern"
    refused = refusal(ValidationException, function.add_permission, **{**S3, **arguments})

    assert f"1 validation error detected: Value {text.format(pattern=pattern)}" == refused.message


def test_PERM_01_a_statement_id_has_100_characters_at_most(function):
    function.add_permission(**{**S3, "statement_id": "x" * 100})
    refused = refusal(ValidationException, function.add_permission, **{**S3, "statement_id": "x" * 101})

    assert refused.message.endswith("Member must have length less than or equal to 100")


def test_PERM_06_a_statement_id_is_given_once_in_a_policy(published):
    published.add_permission(**S3)
    published.add_permission(**S3, qualifier="1")
    refused = refusal(ResourceConflictException, published.add_permission, **S3)

    assert (
        409,
        "The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing "
        "statement.",
    ) == (refused.status_code, refused.message)


@pytest.mark.parametrize("principal", ["invalid.nonaws.com", "events.us-east-1.amazonaws.com", "12345"])
def test_PERM_06_another_principal_is_refused(function, principal):
    refused = refusal(InvalidParameterValueException, function.add_permission, **{**S3, "principal": principal})

    assert "The provided principal was invalid. Please check the principal and try again." == refused.message


def test_PERM_06_the_auth_type_goes_with_the_action_of_urls(function):
    refused = refusal(InvalidParameterValueException, function.add_permission, **S3, function_url_auth_type="NONE")

    assert "FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action" == refused.message


@pytest.mark.parametrize(
    ("qualifier", "text"),
    [
        ("nothing", f"Cannot find alias arn: {ARN}:nothing"),
        ("42", f"Function not found: {ARN}:42"),
        ("with-$", f"Function not found: {ARN}:with-$"),
    ],
)
def test_PERM_06_an_unknown_qualifier_is_not_found(function, qualifier, text):
    assert text == refusal(ResourceNotFoundException, function.add_permission, **S3, qualifier=qualifier).message


def test_PERM_06_what_is_not_there_cannot_be_removed(function):
    none = refusal(ResourceNotFoundException, function.remove_permission, "s3")
    function.add_permission(**S3)
    unknown = refusal(ResourceNotFoundException, function.remove_permission, "sns")
    alias = refusal(ResourceNotFoundException, function.remove_permission, "s3", qualifier="live")

    assert "No policy is associated with the given resource." == none.message
    assert "Statement sns is not found in resource policy." == unknown.message
    assert f"Cannot find alias arn: {ARN}:live" == alias.message


def test_PERM_06_without_its_last_statement_a_policy_is_gone(function):
    function.add_permission(**S3)
    function.add_permission(**{**S3, "statement_id": "again"})
    function.remove_permission("s3")
    left = [permission.sid for permission in function.get_policy().permissions]
    function.remove_permission("again")

    assert ["again"] == left
    assert refusal(ResourceNotFoundException, function.get_policy)


def test_PERM_06_a_function_that_is_gone(function):
    function.delete_function()

    assert f"Function not found: {ARN}" == refusal(ResourceNotFoundException, function.add_permission, **S3).message
    assert f"No policy found for: {ARN}" == refusal(ResourceNotFoundException, function.remove_permission, "s3").message
    assert (
        "The resource you requested does not exist." == refusal(ResourceNotFoundException, function.get_policy).message
    )


def test_VER_05_the_revision_must_be_that_of_the_policy(function):
    function.add_permission(**S3)
    revision = function.get_policy().revision_id
    function.add_permission(**{**S3, "statement_id": "again"}, revision_id=revision)
    refused = refusal(
        PreconditionFailedException, function.add_permission, **{**S3, "statement_id": "x"}, revision_id=revision
    )
    removed = refusal(PreconditionFailedException, function.remove_permission, "s3", revision_id=revision)

    beginning = "The Revision Id provided does not match the latest Revision Id. Call the"
    assert f"{beginning} GetPolicy API to retrieve the latest Revision Id" == refused.message
    assert f"{beginning} GetFunction/GetAlias API to retrieve the latest Revision Id" == removed.message


def test_VER_05_before_there_is_a_policy_the_revision_is_the_aliass(published):
    alias = published.get_alias("live")
    refusal(PreconditionFailedException, published.add_permission, **S3, qualifier="live", revision_id="wrong")
    published.add_permission(**S3, qualifier="live", revision_id=alias.revision_id)

    assert published.get_policy(qualifier="live").revision_id != alias.revision_id


# -- sources that push -----------------------------------------------------------------------------


def test_PERM_07_a_source_that_pushes_needs_a_permission(function):
    refused = refusal(AccessDeniedException, function.authorize_push, "s3.amazonaws.com", BUCKET)

    assert (
        403,
        f"User: s3.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: {ARN} because no "
        "resource-based policy allows the lambda:InvokeFunction action",
    ) == (refused.status_code, refused.message)


def test_a_refusal_says_which_permission_to_add(function):
    hint = refusal(AccessDeniedException, function.authorize_push, "s3.amazonaws.com", BUCKET).hint

    assert (
        "to allow it: function.add_permission(statement_id='s3', principal='s3.amazonaws.com', "
        "action='lambda:InvokeFunction', source_arn='arn:aws:s3:::uploads', source_account='123456789012'), "
        "which adds\n"
        '{"Sid":"s3","Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction",'
        f'"Resource":"{ARN}","Condition":{{"StringEquals":{{"AWS:SourceAccount":"123456789012"}},'
        f'"ArnLike":{{"AWS:SourceArn":"{BUCKET}"}}}}}}'
    ) == hint


def test_what_a_refusal_says_to_add_is_enough(published):
    for qualifier in (None, "1", "live"):
        push = partial(published.authorize_push, "sns.amazonaws.com", TOPIC, qualifier=qualifier)
        hint = refusal(AccessDeniedException, push).hint
        call = hint.partition("function.add_permission(")[2].partition("), which adds")[0]
        published.add_permission(**eval(f"dict({call})"))
        push()

    assert 3 == len([published.get_policy(qualifier=qualifier) for qualifier in (None, "1", "live")])


@pytest.mark.parametrize(
    ("granted", "source_arn", "source_account", "expected"),
    [
        ({}, BUCKET, None, True),
        ({"source_arn": BUCKET}, BUCKET, None, True),
        ({"source_arn": "arn:aws:s3:::up*"}, BUCKET, None, True),
        ({"source_arn": BUCKET}, "arn:aws:s3:::other", None, False),
        ({"source_account": "123456789012"}, BUCKET, None, True),
        ({"source_account": "123456789012"}, BUCKET, "210987654321", False),
        ({"action": "lambda:*"}, BUCKET, None, True),
        ({"action": "lambda:GetFunction"}, BUCKET, None, False),
        ({"principal": "*"}, BUCKET, None, True),
        ({"principal": "sns.amazonaws.com"}, BUCKET, None, False),
        ({"principal": "123456789012"}, BUCKET, None, False),
        ({"event_source_token": "token"}, BUCKET, None, False),
    ],
    ids=str,
)
def test_PERM_03_a_push_must_fit_the_statement(function, granted, source_arn, source_account, expected):
    function.add_permission(**{**S3, **granted})

    assert expected == function.is_authorized_push("s3.amazonaws.com", source_arn, source_account=source_account)


def test_PERM_05_a_grant_is_for_one_qualifier_alone(published):
    published.add_permission(**S3, qualifier="live")

    assert ["live"] == [
        qualifier
        for qualifier in (None, "$LATEST", "1", "live")
        if published.is_authorized_push("s3.amazonaws.com", BUCKET, qualifier=qualifier)
    ]


def test_PERM_05_a_refusal_says_that_another_qualifier_has_the_grant(published):
    published.add_permission(**S3)
    hint = refusal(AccessDeniedException, published.authorize_push, "s3.amazonaws.com", BUCKET, qualifier="live").hint

    assert (
        "the unqualified function has such a permission, and each qualifier has a policy of its own"
    ) == hint.splitlines()[0]


def test_a_refusal_says_which_condition_does_not_fit(function):
    function.add_permission(**S3, source_arn="arn:aws:s3:::other")
    hint = refusal(AccessDeniedException, function.authorize_push, "s3.amazonaws.com", BUCKET).hint

    assert (
        "statement 's3' would allow it, but wants AWS:SourceArn ArnLike 'arn:aws:s3:::other', and it is "
        "'arn:aws:s3:::uploads'"
    ) == hint.splitlines()[0]


def test_PERM_07_a_permission_that_is_taken_back_counts_no_more(function):
    function.add_permission(**S3)
    before = function.is_authorized_push("s3.amazonaws.com", BUCKET)
    function.remove_permission("s3")

    assert (True, False) == (before, function.is_authorized_push("s3.amazonaws.com", BUCKET))


def test_a_shortcut_grants_what_it_needs_once(function):
    function.add_permission(**{**S3, "statement_id": "sns"})
    for _ in range(2):
        function.grant_push("sns.amazonaws.com", TOPIC)

    assert ["sns", "sns-2"] == [permission.sid for permission in function.get_policy().permissions]
    assert function.is_authorized_push("sns.amazonaws.com", TOPIC)


def test_nothing_is_refused_where_permissions_are_not_enforced(tmp_path):
    with Simulator(code_uri=tmp_path, enforce_permissions=False) as account:
        account.function(lambda event, context: event).authorize_push("s3.amazonaws.com", BUCKET)

        assert [] == account.trace.of_kind("permission.added")


def test_enforce_permissions_is_true_or_false():
    with pytest.raises(UsageError) as refused:
        Simulator(enforce_permissions="no")

    assert "enforce_permissions must be True or False, not 'no' (str)" == str(refused.value)


def test_the_trace_has_what_was_granted_and_taken_back(simulator, published):
    published.add_permission(**S3, qualifier="live")
    published.remove_permission("s3", qualifier="live")

    assert [("permission.added", "s3", "live"), ("permission.removed", "s3", "live")] == [
        (record.kind, record.details["statement_id"], record.details["qualifier"])
        for record in simulator.trace
        if record.kind.startswith("permission.")
    ]
