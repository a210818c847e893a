"""
Events as AWS sends them: one builder per kind, each a plain dict.

``events.sqs(["a", "b"])`` draws from a stream that begins anew with :func:`reseed`; ``events.seeded(seed)``
gives the same builders with a stream of their own. The same seed gives the same events, and no two events of
a stream share an id.
"""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.events._builders import Builders, kinds, variants

__all__ = [
    "Builders",
    "default",
    "kinds",
    "reseed",
    "seeded",
    "variants",
    "alexa_skill",
    "alexa_smart_home",
    "apigw_http",
    "apigw_rest",
    "appsync_authorizer",
    "appsync_batch",
    "appsync_events",
    "appsync_resolver",
    "bedrock_agent",
    "bedrock_agent_function",
    "cognito_create_auth_challenge",
    "cognito_custom_email_sender",
    "cognito_custom_message",
    "cognito_custom_sms_sender",
    "cognito_define_auth_challenge",
    "cognito_inbound_federation",
    "cognito_post_authentication",
    "cognito_post_confirmation",
    "cognito_pre_authentication",
    "cognito_pre_sign_up",
    "cognito_pre_token_generation",
    "cognito_sync",
    "cognito_user_migration",
    "cognito_verify_auth_challenge",
    "connect",
    "dynamodb",
    "dynamodb_window",
    "eventbridge",
    "iot_authorizer",
    "iot_button",
    "iot_provisioning",
    "iot_registry_thing",
    "iot_registry_thing_group",
    "iot_registry_thing_group_hierarchy",
    "iot_registry_thing_group_membership",
    "iot_registry_thing_type",
    "iot_registry_thing_type_association",
    "kinesis",
    "kinesis_window",
    "lex_v1",
    "lex_v2",
    "s3",
    "sns",
    "sqs",
]

default = Builders(0)
"""What the builders of this module draw from; Region, account and clock can be set on it."""

reseed = default.reseed

# A builder takes the name of its module; the rest is had by `from pytest_lambda.events.sqs import record`.
alexa_skill = default.alexa_skill
alexa_smart_home = default.alexa_smart_home
apigw_http = default.apigw_http
apigw_rest = default.apigw_rest
appsync_authorizer = default.appsync_authorizer
appsync_batch = default.appsync_batch
appsync_events = default.appsync_events
appsync_resolver = default.appsync_resolver
bedrock_agent = default.bedrock_agent
bedrock_agent_function = default.bedrock_agent_function
cognito_create_auth_challenge = default.cognito_create_auth_challenge
cognito_custom_email_sender = default.cognito_custom_email_sender
cognito_custom_message = default.cognito_custom_message
cognito_custom_sms_sender = default.cognito_custom_sms_sender
cognito_define_auth_challenge = default.cognito_define_auth_challenge
cognito_inbound_federation = default.cognito_inbound_federation
cognito_post_authentication = default.cognito_post_authentication
cognito_post_confirmation = default.cognito_post_confirmation
cognito_pre_authentication = default.cognito_pre_authentication
cognito_pre_sign_up = default.cognito_pre_sign_up
cognito_pre_token_generation = default.cognito_pre_token_generation
cognito_sync = default.cognito_sync
cognito_user_migration = default.cognito_user_migration
cognito_verify_auth_challenge = default.cognito_verify_auth_challenge
connect = default.connect
dynamodb = default.dynamodb
dynamodb_window = default.dynamodb_window
eventbridge = default.eventbridge
iot_authorizer = default.iot_authorizer
iot_button = default.iot_button
iot_provisioning = default.iot_provisioning
iot_registry_thing = default.iot_registry_thing
iot_registry_thing_group = default.iot_registry_thing_group
iot_registry_thing_group_hierarchy = default.iot_registry_thing_group_hierarchy
iot_registry_thing_group_membership = default.iot_registry_thing_group_membership
iot_registry_thing_type = default.iot_registry_thing_type
iot_registry_thing_type_association = default.iot_registry_thing_type_association
kinesis = default.kinesis
kinesis_window = default.kinesis_window
lex_v1 = default.lex_v1
lex_v2 = default.lex_v2
s3 = default.s3
sns = default.sns
sqs = default.sqs


def seeded(
    seed: int,
    *,
    region: str = "us-east-1",
    account_id: str = "123456789012",
    now: Callable[[], float] | None = None,
) -> Builders:
    """
    Return all builders with a stream of their own, which begins at *seed*.

    Args:
        seed: any integer.
        region: of events that are not given another.
        account_id: of events that are not given another.
        now: gives the time of events that are not given one, in seconds since the epoch.

    Raises:
        UsageError: an argument is not what it must be.
    """
    return Builders(seed, region=region, account_id=account_id, now=now)
