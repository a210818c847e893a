"""Execution roles: what a function that was given one may do, and what becomes of what it may not."""

from __future__ import annotations

import base64
import traceback

import pytest

from pytest_lambda import InvalidParameterValueException, Simulator, UsageError, ValidationException

ROLE_ARN = "arn:aws:iam::123456789012:role/worker"
GREETS = "def handler(event, context):\n    print('hello')\n    return event"
FAILS = "def handler(event, context):\n    raise ValueError('poison')"
SQS = "AWSLambdaSQSQueueExecutionRole"
BASIC = "AWSLambdaBasicExecutionRole"


def allow(action, resource="*"):
    return {"effect": "Allow", "action": action, "resource": resource}


def refusal(kind, operation, *arguments, **options):
    with pytest.raises(kind) as refused:
        operation(*arguments, **options)
    return refused.value


def missing(simulator, kind="logs.lost"):
    return [record.details["missing"] for record in simulator.trace.of_kind(kind)]


# -- giving a role ---------------------------------------------------------------------------------


def test_a_function_without_a_role_may_do_everything(simulator, deploy):
    dead, queue = simulator.queue("dead"), simulator.queue("orders")
    function = deploy(FAILS, dead_letter_config=dead)
    function.event_source_mapping(queue)
    function.invoke({}, invocation_type="Event")
    simulator.advance(200)

    assert "arn:aws:iam::123456789012:role/pytest-lambda" == function.configuration.role
    assert 1 == len(dead.messages)
    assert "poison" in function.logs


def test_a_role_is_given_as_it_is_by_its_arn_or_as_what_it_allows(simulator, deploy):
    role = simulator.role("worker", managed_policies=[BASIC])
    own = deploy(GREETS, function_name="own", role=[BASIC, allow("sqs:SendMessage")])

    assert ROLE_ARN == deploy(GREETS, function_name="a", role=role).configuration.role
    assert ROLE_ARN == deploy(GREETS, function_name="b", role=ROLE_ARN).configuration.role
    assert "arn:aws:iam::123456789012:role/own-role" == own.configuration.role


def test_a_single_statement_makes_a_role_too(simulator, deploy):
    queue = simulator.queue("dead")
    function = deploy(FAILS, role=allow("sqs:SendMessage", queue), dead_letter_config=queue)

    assert queue.arn == function.configuration.dead_letter_target


def test_functions_of_one_name_have_roles_of_their_own(deploy):
    first = deploy(GREETS, role=[BASIC])
    first.delete_function()
    second = deploy(GREETS, role=[BASIC])

    assert ["orders-role", "orders-role-2"] == [
        function.configuration.role.rpartition("/")[2] for function in (first, second)
    ]


def test_CFG_05_a_role_is_the_arn_of_one(deploy):
    refused = refusal(ValidationException, deploy, GREETS, role="r1")

    assert (
        "1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular "
        r"expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"
    ) == refused.message


def test_a_role_is_no_number(deploy):
    assert (
        "role must be a role of this simulator, its ARN, or a list of statements and names of managed policies, not 5"
    ) == str(refusal(UsageError, deploy, GREETS, role=5))


def test_PERM_09_a_role_that_is_not_there_cannot_be_assumed(deploy):
    refused = refusal(InvalidParameterValueException, deploy, GREETS, role=ROLE_ARN)

    assert "The role defined for the function cannot be assumed by Lambda." == refused.message
    assert (
        f"there is no role '{ROLE_ARN}' in this simulator: make it with simulator.role('worker', statements=[...], "
        "managed_policies=[...])"
    ) == refused.hint


@pytest.mark.parametrize(("principal", "is_trusted"), [("lambda.amazonaws.com", True), ("ec2.amazonaws.com", False)])
def test_PERM_09_a_role_must_trust_lambda(simulator, deploy, principal, is_trusted):
    trust = {"Statement": [{"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}]}
    role = simulator.role("worker", assume_role_policy_document=trust)
    if is_trusted:
        assert ROLE_ARN == deploy(GREETS, role=role).configuration.role
    else:
        refused = refusal(InvalidParameterValueException, deploy, GREETS, role=role)

        assert "The role defined for the function cannot be assumed by Lambda." == refused.message
        assert "lambda.amazonaws.com" in refused.hint


def test_VER_04_a_version_keeps_its_role(simulator, deploy):
    function = deploy(GREETS, role=simulator.role("worker"))
    function.publish_version()
    function.update_function_configuration(role=simulator.role("other"))

    assert ["other", "worker"] == [
        version.configuration.role.rpartition("/")[2] for version in function.list_versions_by_function()
    ]


def test_ALI_03_the_versions_of_an_alias_have_the_same_role(simulator, deploy):
    function = deploy(GREETS)
    function.publish_version()
    function.update_function_configuration(role=simulator.role("worker"))
    function.publish_version()
    weights = {"additional_version_weights": {"2": 0.5}}
    refused = refusal(
        InvalidParameterValueException, function.create_alias, "live", function_version="1", routing_config=weights
    )

    assert "The versions of an alias must have the same execution role: 1 and 2 differ." == refused.message


# -- roles -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"role_name": "a b"}, "a role's name is 1 to 64 letters, digits and _ + = , . @ -, not 'a b'"),
        (
            {"managed_policies": BASIC},
            f"managed_policies must be a list such as ['AWSLambdaBasicExecutionRole'], not '{BASIC}'",
        ),
        ({"statements": [{"Action": "s3:*", "Resource": "*"}]}, "needs 'Effect': 'Allow' or 'Deny', not None"),
        ({"statements": [{"Effect": "Allow", "Action": "s3:*"}]}, "needs either 'Resource' or 'NotResource'"),
        ({"statements": [allow("everything")]}, "one is 'service:Name', such as 'sqs:SendMessage'"),
        ({"statements": [{**allow("s3:*"), "condition": {"IpAddress": {}}}]}, "has the operator 'IpAddress'"),
        ({"statements": [{**allow("s3:*"), "resources": "*"}]}, "(did you mean 'resource'?)"),
        ({"statements": [allow("s3:*", "arn:aws:s3:::${aws:username}")]}, "policy variables are not simulated"),
        ({"statements": [allow("s3:*", [])]}, "must be text or a list of texts, not []"),
        ({"statements": 5}, "statements such as {'Effect': 'Allow'"),
        ({"statements": "no JSON"}, "is text that is no JSON"),
        ({"managed_policies": ["AWSLambdaBasicExecutionRol"]}, "(did you mean 'AWSLambdaBasicExecutionRole'?)"),
    ],
    ids=str,
)
def test_what_a_role_is_made_of_is_checked(simulator, arguments, text):
    refused = refusal(UsageError, simulator.role, arguments.pop("role_name", "worker"), **arguments)

    assert text.removeprefix("statements ") in str(refused)
    assert simulator.role("worker").role_name == "worker"


def test_there_is_one_role_of_a_name(simulator):
    simulator.role("worker")

    assert "there is a role 'worker' already: use the one that simulator.role returned" == str(
        refusal(UsageError, simulator.role, "worker")
    )


def test_a_policy_document_is_taken_as_json_too(simulator):
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}'
    role = simulator.role("worker", statements=text)

    assert role.decide("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:orders").is_allowed


def test_a_managed_policy_has_a_name_and_an_arn(simulator):
    prefix = "arn:aws:iam::aws:policy"
    role = simulator.role(
        "worker", managed_policies=[f"{prefix}/service-role/{BASIC}", f"{prefix}/AWSXRayDaemonWriteAccess", BASIC]
    )
    role.detach_role_policy("AWSXRayDaemonWriteAccess")

    assert [BASIC] == role.managed_policies
    refusal(UsageError, role.detach_role_policy, SQS)
    refusal(UsageError, role.attach_role_policy, f"{prefix}/{BASIC}")
    refusal(UsageError, role.delete_role_policy, "statements")


# -- sources that are polled -----------------------------------------------------------------------


def test_PERM_17_a_role_that_may_not_read_the_queue_gets_no_mapping(simulator, deploy):
    queue = simulator.queue("orders")
    refused = refusal(InvalidParameterValueException, deploy(GREETS, role=[BASIC]).event_source_mapping, queue)

    assert "The function execution role does not have permissions to call ReceiveMessage on SQS" == refused.message
    assert [] == queue.mappings


def test_PERM_17_the_first_action_that_is_missing_is_named(simulator, deploy):
    function = deploy(GREETS, role=[allow(["sqs:ReceiveMessage", "sqs:GetQueueAttributes"])])
    refused = refusal(InvalidParameterValueException, function.event_source_mapping, simulator.queue("orders"))

    assert "The function execution role does not have permissions to call DeleteMessage on SQS" == refused.message


def test_a_refusal_prints_the_statement_to_add_below_awss_text(simulator, deploy):
    function = deploy(GREETS, role=[BASIC])
    refused = refusal(InvalidParameterValueException, function.event_source_mapping, simulator.queue("orders"))
    shown = "".join(traceback.format_exception_only(type(refused), refused))
    statement = (
        '{"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], '
        '"Resource": "arn:aws:sqs:us-east-1:123456789012:orders"}'
    )

    assert refused.message == str(refused)
    assert f"to allow it, add to role 'orders-role', or attach {SQS}:\n{statement}\n" in shown


def test_what_a_refusal_says_to_add_is_enough(simulator, deploy):
    role, queue = simulator.role("worker"), simulator.queue("orders")
    function = deploy(GREETS, role=role)
    hint = refusal(InvalidParameterValueException, function.event_source_mapping, queue).hint
    role.put_role_policy("added", hint.splitlines()[1])

    assert "Enabled" == function.event_source_mapping(queue).state


@pytest.mark.parametrize(
    "role",
    [[SQS], [allow("sqs:*", "arn:aws:sqs:us-east-1:123456789012:ord*")]],
    ids=["managed policy", "statement"],
)
def test_PERM_11_a_role_that_may_read_the_queue_is_served(simulator, deploy, role):
    queue = simulator.queue("orders")
    function = deploy(GREETS, role=role)
    function.event_source_mapping(queue)
    queue.send_message("a")
    simulator.run_until_idle()

    assert ([], 1) == (queue.messages, len(function.invocations))


def test_PERM_17_the_role_is_that_of_the_version_that_is_mapped(simulator, deploy):
    queue = simulator.queue("orders")
    function = deploy(GREETS, role=[SQS])
    function.publish_version()
    function.create_alias("live", function_version="1")
    function.update_function_configuration(role=[BASIC])

    refusal(InvalidParameterValueException, function.event_source_mapping, queue)
    assert "Enabled" == function.event_source_mapping(queue, qualifier="live").state


def test_PERM_11_pollers_stop_where_the_right_is_taken_and_go_on_where_it_comes_back(simulator, deploy):
    role, queue = simulator.role("worker", managed_policies=[SQS]), simulator.queue("orders")
    function = deploy(GREETS, role=role)
    function.event_source_mapping(queue)
    role.detach_role_policy(SQS)
    queue.send_message("a")
    simulator.run_until_idle()
    before = len(function.invocations)
    role.attach_role_policy(SQS)
    simulator.run_until_idle()

    assert (0, 1) == (before, len(function.invocations))
    assert ["orders"] == [record.details["queue"] for record in simulator.trace.of_kind("receive.denied")]


def test_PERM_11_another_role_lets_the_pollers_go_on_too(simulator, deploy):
    role, queue = simulator.role("worker", managed_policies=[SQS]), simulator.queue("orders")
    function = deploy(GREETS, role=role)
    function.event_source_mapping(queue)
    role.detach_role_policy(SQS)
    queue.send_message("a")
    function.update_function_configuration(role=[SQS])
    simulator.run_until_idle()

    assert 1 == len(function.invocations)


def test_PERM_11_messages_that_may_not_be_deleted_come_again(simulator, deploy):
    role, queue = simulator.role("worker", managed_policies=[SQS]), simulator.queue("orders", visibility_timeout=30)
    function = deploy(GREETS, role=role)
    function.event_source_mapping(queue)
    role.put_role_policy("no", {"Effect": "Deny", "Action": "sqs:DeleteMessage", "Resource": "*"})
    queue.send_message("a")
    simulator.advance(31)
    twice = len(function.invocations)
    role.delete_role_policy("no")
    simulator.run_until_idle()

    assert (2, 3, []) == (twice, len(function.invocations), queue.messages)


# -- dead letters and destinations -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "operation"),
    [("queue", "SendMessage on SQS"), ("topic", "Publish on SNS")],
)
def test_ASYNC_18_the_dead_letter_queue_is_checked_when_it_is_configured(simulator, deploy, kind, operation):
    target = getattr(simulator, kind)("dead")
    refused = refusal(InvalidParameterValueException, deploy, FAILS, role=[BASIC], dead_letter_config=target)

    assert f"The provided execution role does not have permissions to call {operation}" == refused.message
    assert [] == simulator.functions


@pytest.mark.parametrize("change", ["dead_letter_config", "role"])
def test_ASYNC_18_an_update_is_checked_too(simulator, deploy, change):
    dead, none = simulator.queue("dead"), simulator.role("none")
    function = deploy(FAILS, role=none) if change == "dead_letter_config" else deploy(FAILS, dead_letter_config=dead)
    before = function.configuration
    changes = {"dead_letter_config": dead} if change == "dead_letter_config" else {"role": none}
    refusal(InvalidParameterValueException, function.update_function_configuration, **changes)

    assert before is function.configuration


@pytest.mark.parametrize(
    ("kind", "outcome", "operation"),
    [
        ("queue", "on_success", "SendMessage"),
        ("topic", "on_failure", "Publish"),
        ("event_bus", "on_success", "PutEvents"),
        ("bucket", "on_failure", "PutObject"),
    ],
)
def test_ASYNC_18_a_destination_is_checked_when_it_is_configured(simulator, deploy, kind, outcome, operation):
    target = getattr(simulator, kind)("target")
    function = deploy(FAILS, role=[BASIC])
    config = {outcome: {"destination": target}}
    refused = refusal(InvalidParameterValueException, function.put_event_invoke_config, destination_config=config)

    expected = f"The function execution role does not have permissions to call {operation} on {target.arn}"
    assert expected == refused.message
    assert (
        expected
        == refusal(
            InvalidParameterValueException,
            deploy,
            FAILS,
            function_name="other",
            role=[BASIC],
            destination_config=config,
        ).message
    )


def test_ASYNC_18_a_bucket_needs_both_actions(simulator, deploy):
    bucket = simulator.bucket("lost")
    put = allow("s3:PutObject", f"{bucket.arn}/*")
    config = {"on_failure": {"destination": bucket}}
    refused = refusal(InvalidParameterValueException, deploy, FAILS, role=[put], destination_config=config)
    function = deploy(FAILS, role=[put, allow("s3:ListBucket", bucket)], destination_config=config)
    function.invoke({}, invocation_type="Event")
    simulator.run_until_idle()

    assert refused.message.endswith("does not have permissions to call ListBucket on arn:aws:s3:::lost")
    assert 1 == len(bucket.objects)


def test_ASYNC_17_a_dead_letter_that_may_not_be_sent_any_more_is_lost(simulator, deploy):
    dead = simulator.queue("dead")
    role = simulator.role("worker", statements=[allow("sqs:SendMessage", dead)])
    function = deploy(FAILS, role=role, dead_letter_config=dead, maximum_retry_attempts=0)
    function.invoke({}, invocation_type="Event")
    role.delete_role_policy("statements")
    simulator.run_until_idle()
    [record] = simulator.trace.of_kind("dead_letter.failed")

    assert ([], [], 1) == (dead.messages, simulator.dead_letters, len(function.invocations))
    assert "AccessDeniedException" == record.details["error_code"]
    assert (
        "User: arn:aws:sts::123456789012:assumed-role/worker/orders is not authorized to perform: sqs:sendmessage on "
        f"resource: {dead.arn} because no identity-based policy allows the sqs:sendmessage action"
    ) == record.details["error_message"]
    assert [1] == [
        metric.value
        for metric in simulator.metrics
        if metric.metric_name == "DeadLetterErrors" and metric.dimensions == {"FunctionName": "orders"}
    ]


def test_ASYNC_17_a_record_that_may_not_be_sent_any_more_is_lost(simulator, deploy):
    done = simulator.queue("done")
    role = simulator.role("worker", statements=[allow("sqs:SendMessage", done)])
    function = deploy(GREETS, role=role, destination_config={"on_success": {"destination": done}})
    role.put_role_policy("no", {"Effect": "Deny", "Action": "sqs:*", "Resource": done})
    function.invoke({}, invocation_type="Event")
    simulator.run_until_idle()
    [record] = simulator.trace.of_kind("destination.failed")

    assert [] == done.messages
    assert record.details["error_message"].endswith("with an explicit deny in an identity-based policy")
    assert any(metric.metric_name == "DestinationDeliveryFailures" for metric in simulator.metrics)


def test_PERM_08_a_function_as_a_destination_may_grant_it_itself(simulator, deploy):
    target = deploy(GREETS, function_name="target")
    role = simulator.role("worker", managed_policies=[BASIC])
    config = {"on_success": {"destination": target}}
    refused = refusal(InvalidParameterValueException, deploy, GREETS, role=role, destination_config=config)
    target.add_permission(statement_id="worker", principal=role.arn, action="lambda:InvokeFunction")
    function = deploy(GREETS, role=role, destination_config=config)
    function.invoke({}, invocation_type="Event")
    simulator.run_until_idle()

    assert refused.message.endswith(f"to call InvokeFunction on {target.arn}")
    assert 1 == len(target.invocations)


# -- logs ------------------------------------------------------------------------------------------


def test_LOG_22_without_the_right_to_log_the_log_is_lost_and_the_invocation_is_not(simulator, deploy):
    function = deploy(GREETS, role=[allow("sqs:*")])
    invocation = function.invoke({"id": 1})

    assert ({"id": 1}, None) == (invocation.payload, invocation.function_error)
    assert ("", "", [], {}) == (function.logs, invocation.logs, function.log_events(), simulator.log_groups)
    assert [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/orders:*",
        }
    ] == missing(simulator)


def test_LOG_21_the_caller_sees_the_end_of_a_log_that_is_lost(deploy):
    invocation = deploy(GREETS, role=[allow("sqs:*")]).invoke(log_type="Tail")

    assert b"\nhello\n" in base64.b64decode(invocation.log_result)


@pytest.mark.parametrize(
    "role",
    [
        [BASIC],
        [allow(["logs:CreateLogStream", "logs:PutLogEvents"], "arn:aws:logs:*:*:*")],
        [allow("logs:*", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/orders:*")],
        [allow("logs:*", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/orders:log-stream:*")],
    ],
    ids=["managed policy", "all groups", "the group", "its streams"],
)
def test_LOG_22_with_the_right_to_log_the_log_is_there(simulator, deploy, role):
    function = deploy(GREETS, role=role)
    function.invoke()

    assert "hello" in function.logs
    assert [] == missing(simulator)


@pytest.mark.parametrize(
    "statements",
    [
        [allow("logs:PutLogEvents")],
        [allow("logs:*", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/other:*")],
        [allow("logs:*"), {"Effect": "Deny", "Action": "logs:PutLogEvents", "Resource": "*"}],
    ],
    ids=["no streams", "another group", "denied"],
)
def test_LOG_22_half_a_right_is_none(deploy, statements):
    function = deploy(GREETS, role=statements)
    function.invoke()

    assert "" == function.logs


def test_LOG_22_the_streams_of_another_version_are_not_lost(deploy):
    function = deploy(GREETS, role=[BASIC])
    function.publish_version()
    function.update_function_configuration(role=[allow("sqs:*")])
    published, latest = function.invoke(qualifier="1"), function.invoke()

    assert published.logs == function.logs.partition("\n")[2] != ""
    assert "" == latest.logs


# -- the opt-out -----------------------------------------------------------------------------------


def test_roles_are_not_held_to_where_permissions_are_not_enforced(tmp_path):
    with Simulator(code_uri=tmp_path, enforce_permissions=False) as account:
        dead = account.queue("dead")
        function = account.function(
            lambda event, context: print("hello"), role=ROLE_ARN, dead_letter_config=dead, function_name="orders"
        )
        function.event_source_mapping(account.queue("orders"))
        function.invoke()

        assert (ROLE_ARN, True) == (function.configuration.role, "hello" in function.logs)
