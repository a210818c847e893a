"""Every strategy for a kind of event, as type checkers see it."""

# Written by tools/kinds.py: run it instead of changing this file.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kinds import Kinds
    from pytest_lambda.strategies._typed import typed

    alb = typed(Kinds.alb)
    alexa_skill = typed(Kinds.alexa_skill)
    alexa_smart_home = typed(Kinds.alexa_smart_home)
    apigw_authorizer_request = typed(Kinds.apigw_authorizer_request)
    apigw_authorizer_token = typed(Kinds.apigw_authorizer_token)
    apigw_http = typed(Kinds.apigw_http)
    apigw_http_authorizer = typed(Kinds.apigw_http_authorizer)
    apigw_rest = typed(Kinds.apigw_rest)
    apigw_websocket = typed(Kinds.apigw_websocket)
    appsync_authorizer = typed(Kinds.appsync_authorizer)
    appsync_batch = typed(Kinds.appsync_batch)
    appsync_events = typed(Kinds.appsync_events)
    appsync_resolver = typed(Kinds.appsync_resolver)
    autoscaling = typed(Kinds.autoscaling)
    autoscaling_termination = typed(Kinds.autoscaling_termination)
    batch_job_state = typed(Kinds.batch_job_state)
    bedrock_agent = typed(Kinds.bedrock_agent)
    bedrock_agent_function = typed(Kinds.bedrock_agent_function)
    chime_bot = typed(Kinds.chime_bot)
    clientvpn = typed(Kinds.clientvpn)
    cloudformation = typed(Kinds.cloudformation)
    cloudfront_request = typed(Kinds.cloudfront_request)
    cloudfront_response = typed(Kinds.cloudfront_response)
    cloudwatch_alarm = typed(Kinds.cloudwatch_alarm)
    cloudwatch_logs = typed(Kinds.cloudwatch_logs)
    codebuild_phase = typed(Kinds.codebuild_phase)
    codebuild_state = typed(Kinds.codebuild_state)
    codecommit = typed(Kinds.codecommit)
    codedeploy_hook = typed(Kinds.codedeploy_hook)
    codedeploy_state = typed(Kinds.codedeploy_state)
    codepipeline_action = typed(Kinds.codepipeline_action)
    codepipeline_job = typed(Kinds.codepipeline_job)
    codepipeline_stage = typed(Kinds.codepipeline_stage)
    codepipeline_state = typed(Kinds.codepipeline_state)
    cognito_create_auth_challenge = typed(Kinds.cognito_create_auth_challenge)
    cognito_custom_email_sender = typed(Kinds.cognito_custom_email_sender)
    cognito_custom_message = typed(Kinds.cognito_custom_message)
    cognito_custom_sms_sender = typed(Kinds.cognito_custom_sms_sender)
    cognito_define_auth_challenge = typed(Kinds.cognito_define_auth_challenge)
    cognito_inbound_federation = typed(Kinds.cognito_inbound_federation)
    cognito_post_authentication = typed(Kinds.cognito_post_authentication)
    cognito_post_confirmation = typed(Kinds.cognito_post_confirmation)
    cognito_pre_authentication = typed(Kinds.cognito_pre_authentication)
    cognito_pre_sign_up = typed(Kinds.cognito_pre_sign_up)
    cognito_pre_token_generation = typed(Kinds.cognito_pre_token_generation)
    cognito_sync = typed(Kinds.cognito_sync)
    cognito_user_migration = typed(Kinds.cognito_user_migration)
    cognito_verify_auth_challenge = typed(Kinds.cognito_verify_auth_challenge)
    config_rule = typed(Kinds.config_rule)
    connect = typed(Kinds.connect)
    destination_async = typed(Kinds.destination_async)
    destination_stream = typed(Kinds.destination_stream)
    documentdb = typed(Kinds.documentdb)
    durable_execution = typed(Kinds.durable_execution)
    dynamodb = typed(Kinds.dynamodb)
    dynamodb_window = typed(Kinds.dynamodb_window)
    ecr_action = typed(Kinds.ecr_action)
    ecr_scan = typed(Kinds.ecr_scan)
    ecs_container_instance = typed(Kinds.ecs_container_instance)
    ecs_task = typed(Kinds.ecs_task)
    eventbridge = typed(Kinds.eventbridge)
    firehose = typed(Kinds.firehose)
    function_url = typed(Kinds.function_url)
    guardduty = typed(Kinds.guardduty)
    iot_authorizer = typed(Kinds.iot_authorizer)
    iot_button = typed(Kinds.iot_button)
    iot_provisioning = typed(Kinds.iot_provisioning)
    iot_registry_thing = typed(Kinds.iot_registry_thing)
    iot_registry_thing_group = typed(Kinds.iot_registry_thing_group)
    iot_registry_thing_group_hierarchy = typed(Kinds.iot_registry_thing_group_hierarchy)
    iot_registry_thing_group_membership = typed(Kinds.iot_registry_thing_group_membership)
    iot_registry_thing_type = typed(Kinds.iot_registry_thing_type)
    iot_registry_thing_type_association = typed(Kinds.iot_registry_thing_type_association)
    kafka_msk = typed(Kinds.kafka_msk)
    kafka_self_managed = typed(Kinds.kafka_self_managed)
    kinesis = typed(Kinds.kinesis)
    kinesis_window = typed(Kinds.kinesis_window)
    lex_v1 = typed(Kinds.lex_v1)
    lex_v2 = typed(Kinds.lex_v2)
    mq_activemq = typed(Kinds.mq_activemq)
    mq_rabbitmq = typed(Kinds.mq_rabbitmq)
    rds_event = typed(Kinds.rds_event)
    s3 = typed(Kinds.s3)
    s3_batch = typed(Kinds.s3_batch)
    s3_eventbridge = typed(Kinds.s3_eventbridge)
    s3_object_lambda = typed(Kinds.s3_object_lambda)
    sagemaker_post_annotation = typed(Kinds.sagemaker_post_annotation)
    sagemaker_pre_annotation = typed(Kinds.sagemaker_pre_annotation)
    scheduled = typed(Kinds.scheduled)
    scheduler = typed(Kinds.scheduler)
    secretsmanager_rotation = typed(Kinds.secretsmanager_rotation)
    ses = typed(Kinds.ses)
    sns = typed(Kinds.sns)
    sqs = typed(Kinds.sqs)
    stepfunctions_error = typed(Kinds.stepfunctions_error)
    transfer_family = typed(Kinds.transfer_family)
    vpc_lattice = typed(Kinds.vpc_lattice)
    vpc_lattice_v2 = typed(Kinds.vpc_lattice_v2)
    workmail = typed(Kinds.workmail)

__all__ = [
    "alb",
    "alexa_skill",
    "alexa_smart_home",
    "apigw_authorizer_request",
    "apigw_authorizer_token",
    "apigw_http",
    "apigw_http_authorizer",
    "apigw_rest",
    "apigw_websocket",
    "appsync_authorizer",
    "appsync_batch",
    "appsync_events",
    "appsync_resolver",
    "autoscaling",
    "autoscaling_termination",
    "batch_job_state",
    "bedrock_agent",
    "bedrock_agent_function",
    "chime_bot",
    "clientvpn",
    "cloudformation",
    "cloudfront_request",
    "cloudfront_response",
    "cloudwatch_alarm",
    "cloudwatch_logs",
    "codebuild_phase",
    "codebuild_state",
    "codecommit",
    "codedeploy_hook",
    "codedeploy_state",
    "codepipeline_action",
    "codepipeline_job",
    "codepipeline_stage",
    "codepipeline_state",
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
    "config_rule",
    "connect",
    "destination_async",
    "destination_stream",
    "documentdb",
    "durable_execution",
    "dynamodb",
    "dynamodb_window",
    "ecr_action",
    "ecr_scan",
    "ecs_container_instance",
    "ecs_task",
    "eventbridge",
    "firehose",
    "function_url",
    "guardduty",
    "iot_authorizer",
    "iot_button",
    "iot_provisioning",
    "iot_registry_thing",
    "iot_registry_thing_group",
    "iot_registry_thing_group_hierarchy",
    "iot_registry_thing_group_membership",
    "iot_registry_thing_type",
    "iot_registry_thing_type_association",
    "kafka_msk",
    "kafka_self_managed",
    "kinesis",
    "kinesis_window",
    "lex_v1",
    "lex_v2",
    "mq_activemq",
    "mq_rabbitmq",
    "rds_event",
    "s3",
    "s3_batch",
    "s3_eventbridge",
    "s3_object_lambda",
    "sagemaker_post_annotation",
    "sagemaker_pre_annotation",
    "scheduled",
    "scheduler",
    "secretsmanager_rotation",
    "ses",
    "sns",
    "sqs",
    "stepfunctions_error",
    "transfer_family",
    "vpc_lattice",
    "vpc_lattice_v2",
    "workmail",
]
