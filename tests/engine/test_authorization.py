"""What policies say to a request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.engine.authorization import AccessRequest, decide, decide_for_identity
from pytest_lambda.model.policy import Statement

QUEUE = "arn:aws:sqs:us-east-1:123456789012:orders"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:orders"
ROLE = "arn:aws:iam::123456789012:role/worker"
SEND = AccessRequest("sqs:SendMessage", QUEUE)


def statement(effect="Allow", **given):
    names = {"action": "sqs:SendMessage", "resource": QUEUE, **given}
    return Statement.parse("the statement", {"effect": effect, **names})


def pushed(principal="s3.amazonaws.com", **context):
    keys = {"source_arn": "aws:SourceArn", "source_account": "aws:SourceAccount"}
    named = {keys[name]: value for name, value in context.items()}
    return AccessRequest("lambda:InvokeFunction", FUNCTION, (principal,), named)


def grant(principal=None, condition=None, **given):
    principal = {"Service": "s3.amazonaws.com"} if principal is None else principal
    wire = {"Effect": "Allow", "Principal": principal, "Action": "lambda:InvokeFunction", "Resource": FUNCTION, **given}
    return Statement.parse("the grant", wire if condition is None else {**wire, "Condition": condition})


def allows(statements, request):
    return decide(statements, request).is_allowed


# -- effects ---------------------------------------------------------------------------------------


def test_nothing_is_allowed_without_a_statement():
    decision = decide([], SEND)

    assert (False, False, None) == (decision.is_allowed, decision.is_explicit_deny, decision.statement)


def test_a_statement_that_fits_allows():
    fitting = statement()

    assert fitting is decide([statement(action="sqs:ReceiveMessage"), fitting], SEND).statement


@pytest.mark.parametrize("order", [1, -1])
def test_a_denial_wins_wherever_it_stands(order):
    decision = decide([statement(), statement("Deny", action="sqs:*")][::order], SEND)

    assert (False, True) == (decision.is_allowed, decision.is_explicit_deny)


def test_a_denial_of_something_else_changes_nothing():
    assert allows([statement("Deny", action="sqs:DeleteMessage"), statement()], SEND)


# -- actions and resources -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("*", True),
        ("sqs:*", True),
        ("sqs:Send*", True),
        ("sqs:SendMessag?", True),
        ("SQS:sendmessage", True),
        (["sqs:DeleteMessage", "sqs:SendMessage"], True),
        ("sqs:SendMessageBatch", False),
        ("sqs:Send", False),
        ("sns:*", False),
        ("sqs:Send.essage", False),
    ],
    ids=str,
)
def test_an_action_is_a_pattern_whatever_its_case(action, expected):
    assert expected == allows([statement(action=action)], SEND)


def test_not_action_is_everything_else():
    but_receive = Statement.parse("s", {"Effect": "Allow", "NotAction": "sqs:Receive*", "Resource": "*"})

    assert allows([but_receive], SEND)
    assert not allows([but_receive], AccessRequest("sqs:ReceiveMessage", QUEUE))


def test_not_resource_is_everything_else():
    but_one = Statement.parse("s", {"Effect": "Allow", "Action": "sqs:*", "NotResource": QUEUE})

    assert not allows([but_one], SEND)
    assert allows([but_one], AccessRequest("sqs:SendMessage", f"{QUEUE}-2"))


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("*", True),
        ("arn:aws:sqs:*:*:orders", True),
        ("arn:aws:sqs:us-east-1:123456789012:ord*", True),
        ("arn:aws:sqs:us-????-1:123456789012:orders", True),
        ("arn:aws:sqs:us-east-1:123456789012:ORDERS", False),
        ("arn:aws:sqs:*:orders", False),
        ("arn:aws:sqs:eu-west-1:123456789012:*", False),
        ("arn:aws:sqs:*", False),
    ],
)
def test_a_resource_is_compared_part_by_part(resource, expected):
    assert expected == allows([statement(resource=resource)], SEND)


def test_the_last_part_of_an_arn_keeps_its_colons():
    invoked = AccessRequest("lambda:InvokeFunction", f"{FUNCTION}:live")
    any_qualifier = statement(action="lambda:*", resource=f"{FUNCTION}:*")

    assert allows([any_qualifier], invoked)
    assert not allows([any_qualifier], AccessRequest("lambda:InvokeFunction", FUNCTION))


@given(st.text("ab.*?[(\\^", max_size=8), st.text("ab.[(\\^", max_size=8))
def test_only_star_and_question_mark_are_wildcards(pattern, name):
    def fits(pattern, name):
        if not pattern:
            return not name
        if pattern[0] == "*":
            return any(fits(pattern[1:], name[start:]) for start in range(len(name) + 1))
        return bool(name) and pattern[0] in ("?", name[0]) and fits(pattern[1:], name[1:])

    resource = f"arn:aws:sqs:us-east-1:123456789012:{pattern}"

    assert fits(pattern, name) == allows(
        [statement(resource=resource)], AccessRequest("sqs:SendMessage", f"arn:aws:sqs:us-east-1:123456789012:{name}")
    )


# -- principals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("principal", "caller", "expected"),
    [
        ({"Service": "s3.amazonaws.com"}, "s3.amazonaws.com", True),
        ({"Service": ["sns.amazonaws.com", "s3.amazonaws.com"]}, "s3.amazonaws.com", True),
        ({"Service": "sns.amazonaws.com"}, "s3.amazonaws.com", False),
        ("*", "s3.amazonaws.com", True),
        ({"AWS": "*"}, ROLE, True),
        ({"AWS": ROLE}, ROLE, True),
        ({"AWS": "arn:aws:iam::123456789012:root"}, ROLE, True),
        ({"AWS": "123456789012"}, ROLE, True),
        ({"AWS": "arn:aws:iam::210987654321:root"}, ROLE, False),
        ({"AWS": "123456789012"}, "s3.amazonaws.com", False),
        ({"Federated": "s3.amazonaws.com"}, "s3.amazonaws.com", False),
    ],
    ids=str,
)
def test_PERM_02_a_statement_of_a_resource_is_for_its_principals(principal, caller, expected):
    assert expected == allows([grant(principal)], pushed(caller))


# -- conditions ------------------------------------------------------------------------------------

BUCKET = "arn:aws:s3:::uploads"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"ArnLike": {"AWS:SourceArn": BUCKET}}, True),
        ({"ArnLike": {"aws:sourcearn": "arn:aws:s3:::up*"}}, True),
        ({"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::upload?"}}, True),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:s3*"}}, False),
        ({"ArnNotLike": {"aws:SourceArn": "arn:aws:s3:::up*"}}, False),
        ({"ArnLike": {"aws:SourceArn": ["arn:aws:s3:::other", BUCKET]}}, True),
        ({"StringEquals": {"AWS:SourceAccount": "123456789012"}}, True),
        ({"StringEquals": {"AWS:SourceAccount": "12345678901?"}}, False),
        ({"StringLike": {"AWS:SourceAccount": "12345678901?"}}, True),
        ({"StringNotEquals": {"AWS:SourceAccount": ["210987654321", "123456789012"]}}, False),
        ({"StringNotEquals": {"aws:Nothing": "x"}}, True),
        ({"StringEqualsIgnoreCase": {"aws:SourceArn": BUCKET.upper()}}, True),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, False),
        ({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}}, True),
        ({"Null": {"aws:PrincipalOrgID": "true"}}, True),
        ({"Null": {"aws:SourceArn": True}}, False),
        ({"Bool": {"aws:SourceArn": True}}, False),
        ({"ArnLike": {"AWS:SourceArn": BUCKET}, "StringEquals": {"AWS:SourceAccount": "210987654321"}}, False),
    ],
    ids=str,
)
def test_PERM_03_all_conditions_must_hold_and_of_the_values_one(condition, expected):
    request = pushed(source_arn=BUCKET, source_account="123456789012")

    assert expected == allows([grant(condition=condition)], request)


def test_a_denial_counts_only_where_its_condition_holds():
    denial = Statement.parse(
        "s",
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "*",
            "Resource": "*",
            "Condition": {"ArnNotLike": {"aws:SourceArn": BUCKET}},
        },
    )

    assert allows([denial, grant()], pushed(source_arn=BUCKET))
    assert not allows([denial, grant()], pushed(source_arn="arn:aws:s3:::other"))


def test_a_near_miss_is_the_statement_that_one_condition_keeps_from_allowing():
    two = {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::a"}, "StringEquals": {"aws:SourceAccount": "210987654321"}}
    one = grant(condition={"ArnLike": {"aws:SourceArn": "arn:aws:s3:::b"}})
    decision = decide([grant(condition=two), one], pushed(source_arn="arn:aws:s3:::c", source_account="123456789012"))

    assert (one, one.conditions[0]) == decision.near_miss


# -- an identity and a resource --------------------------------------------------------------------

INVOKE = AccessRequest("lambda:InvokeFunction", FUNCTION, (ROLE,))
OWN = statement(action="lambda:InvokeFunction", resource="*")
FOR_ROLE, FOR_ACCOUNT = grant({"AWS": ROLE}), grant({"AWS": "123456789012"})


@pytest.mark.parametrize(
    ("own", "of_resource", "within", "across"),
    [
        ([], [], False, False),
        ([OWN], [], True, False),
        ([], [FOR_ROLE], True, False),
        ([OWN], [FOR_ROLE], True, True),
        ([], [FOR_ACCOUNT], False, False),
        ([OWN], [FOR_ACCOUNT], True, True),
    ],
    ids=["neither", "own", "resource", "both", "account alone", "own and account"],
)
def test_PERM_08_within_an_account_one_is_enough_and_across_it_takes_both(own, of_resource, within, across):
    assert (within, across) == tuple(
        decide_for_identity(own, of_resource, INVOKE, is_same_account=is_same).is_allowed for is_same in (True, False)
    )


@pytest.mark.parametrize("is_same_account", [True, False])
def test_PERM_08_a_denial_on_either_side_wins(is_same_account):
    own_denial = statement("Deny", action="lambda:*", resource="*")
    their_denial = Statement.parse(
        "s", {"Effect": "Deny", "Principal": {"AWS": "123456789012"}, "Action": "*", "Resource": "*"}
    )

    assert decide_for_identity([OWN, own_denial], [FOR_ROLE], INVOKE, is_same_account=is_same_account).is_explicit_deny
    assert decide_for_identity(
        [OWN], [FOR_ROLE, their_denial], INVOKE, is_same_account=is_same_account
    ).is_explicit_deny
