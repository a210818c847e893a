"""Every kind of event, and the file that its builder is in."""

# Written by tools/kinds.py: run it instead of changing this file.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kind import Kind
    from pytest_lambda.events.alb import alb as _alb
    from pytest_lambda.events.alexa import alexa_skill as _alexa_skill
    from pytest_lambda.events.alexa import alexa_smart_home as _alexa_smart_home
    from pytest_lambda.events.apigw import apigw_http as _apigw_http
    from pytest_lambda.events.apigw import apigw_rest as _apigw_rest
    from pytest_lambda.events.apigw_authorizers import apigw_authorizer_request as _apigw_authorizer_request
    from pytest_lambda.events.apigw_authorizers import apigw_authorizer_token as _apigw_authorizer_token
    from pytest_lambda.events.apigw_authorizers import apigw_http_authorizer as _apigw_http_authorizer
    from pytest_lambda.events.apigw_websocket import apigw_websocket as _apigw_websocket
    from pytest_lambda.events.appsync import appsync_authorizer as _appsync_authorizer
    from pytest_lambda.events.appsync import appsync_batch as _appsync_batch
    from pytest_lambda.events.appsync import appsync_resolver as _appsync_resolver
    from pytest_lambda.events.appsync_events import appsync_events as _appsync_events
    from pytest_lambda.events.autoscaling import autoscaling as _autoscaling
    from pytest_lambda.events.autoscaling import autoscaling_termination as _autoscaling_termination
    from pytest_lambda.events.batch import batch_job_state as _batch_job_state
    from pytest_lambda.events.bedrock import bedrock_agent as _bedrock_agent
    from pytest_lambda.events.bedrock import bedrock_agent_function as _bedrock_agent_function
    from pytest_lambda.events.chime import chime_bot as _chime_bot
    from pytest_lambda.events.clientvpn import clientvpn as _clientvpn
    from pytest_lambda.events.cloudformation import cloudformation as _cloudformation
    from pytest_lambda.events.cloudfront import cloudfront_request as _cloudfront_request
    from pytest_lambda.events.cloudfront import cloudfront_response as _cloudfront_response
    from pytest_lambda.events.cloudwatch import cloudwatch_alarm as _cloudwatch_alarm
    from pytest_lambda.events.cloudwatch import cloudwatch_logs as _cloudwatch_logs
    from pytest_lambda.events.codebuild import codebuild_phase as _codebuild_phase
    from pytest_lambda.events.codebuild import codebuild_state as _codebuild_state
    from pytest_lambda.events.codecommit import codecommit as _codecommit
    from pytest_lambda.events.codedeploy import codedeploy_hook as _codedeploy_hook
    from pytest_lambda.events.codedeploy import codedeploy_state as _codedeploy_state
    from pytest_lambda.events.codepipeline import codepipeline_action as _codepipeline_action
    from pytest_lambda.events.codepipeline import codepipeline_job as _codepipeline_job
    from pytest_lambda.events.codepipeline import codepipeline_stage as _codepipeline_stage
    from pytest_lambda.events.codepipeline import codepipeline_state as _codepipeline_state
    from pytest_lambda.events.cognito import cognito_post_authentication as _cognito_post_authentication
    from pytest_lambda.events.cognito import cognito_post_confirmation as _cognito_post_confirmation
    from pytest_lambda.events.cognito import cognito_pre_authentication as _cognito_pre_authentication
    from pytest_lambda.events.cognito import cognito_pre_sign_up as _cognito_pre_sign_up
    from pytest_lambda.events.cognito import cognito_pre_token_generation as _cognito_pre_token_generation
    from pytest_lambda.events.cognito_challenges import cognito_create_auth_challenge as _cognito_create_auth_challenge
    from pytest_lambda.events.cognito_challenges import cognito_define_auth_challenge as _cognito_define_auth_challenge
    from pytest_lambda.events.cognito_challenges import cognito_verify_auth_challenge as _cognito_verify_auth_challenge
    from pytest_lambda.events.cognito_federation import cognito_inbound_federation as _cognito_inbound_federation
    from pytest_lambda.events.cognito_federation import cognito_user_migration as _cognito_user_migration
    from pytest_lambda.events.cognito_messages import cognito_custom_email_sender as _cognito_custom_email_sender
    from pytest_lambda.events.cognito_messages import cognito_custom_message as _cognito_custom_message
    from pytest_lambda.events.cognito_messages import cognito_custom_sms_sender as _cognito_custom_sms_sender
    from pytest_lambda.events.cognito_sync import cognito_sync as _cognito_sync
    from pytest_lambda.events.config import config_rule as _config_rule
    from pytest_lambda.events.connect import connect as _connect
    from pytest_lambda.events.destinations import destination_async as _destination_async
    from pytest_lambda.events.destinations import destination_stream as _destination_stream
    from pytest_lambda.events.documentdb import documentdb as _documentdb
    from pytest_lambda.events.durable import durable_execution as _durable_execution
    from pytest_lambda.events.dynamodb import dynamodb as _dynamodb
    from pytest_lambda.events.dynamodb import dynamodb_window as _dynamodb_window
    from pytest_lambda.events.ecr import ecr_action as _ecr_action
    from pytest_lambda.events.ecr import ecr_scan as _ecr_scan
    from pytest_lambda.events.ecs import ecs_container_instance as _ecs_container_instance
    from pytest_lambda.events.ecs import ecs_task as _ecs_task
    from pytest_lambda.events.eventbridge import eventbridge as _eventbridge
    from pytest_lambda.events.firehose import firehose as _firehose
    from pytest_lambda.events.function_url import function_url as _function_url
    from pytest_lambda.events.guardduty import guardduty as _guardduty
    from pytest_lambda.events.iot import iot_authorizer as _iot_authorizer
    from pytest_lambda.events.iot import iot_button as _iot_button
    from pytest_lambda.events.iot import iot_provisioning as _iot_provisioning
    from pytest_lambda.events.iot_registry import iot_registry_thing as _iot_registry_thing
    from pytest_lambda.events.iot_registry import iot_registry_thing_group as _iot_registry_thing_group
    from pytest_lambda.events.iot_registry import (
        iot_registry_thing_group_hierarchy as _iot_registry_thing_group_hierarchy,
    )
    from pytest_lambda.events.iot_registry import (
        iot_registry_thing_group_membership as _iot_registry_thing_group_membership,
    )
    from pytest_lambda.events.iot_registry import iot_registry_thing_type as _iot_registry_thing_type
    from pytest_lambda.events.iot_registry import (
        iot_registry_thing_type_association as _iot_registry_thing_type_association,
    )
    from pytest_lambda.events.kafka import kafka_msk as _kafka_msk
    from pytest_lambda.events.kafka import kafka_self_managed as _kafka_self_managed
    from pytest_lambda.events.kinesis import kinesis as _kinesis
    from pytest_lambda.events.kinesis import kinesis_window as _kinesis_window
    from pytest_lambda.events.lex import lex_v1 as _lex_v1
    from pytest_lambda.events.lex import lex_v2 as _lex_v2
    from pytest_lambda.events.mq import mq_activemq as _mq_activemq
    from pytest_lambda.events.mq import mq_rabbitmq as _mq_rabbitmq
    from pytest_lambda.events.rds import rds_event as _rds_event
    from pytest_lambda.events.s3 import s3 as _s3
    from pytest_lambda.events.s3_batch import s3_batch as _s3_batch
    from pytest_lambda.events.s3_eventbridge import s3_eventbridge as _s3_eventbridge
    from pytest_lambda.events.s3_object_lambda import s3_object_lambda as _s3_object_lambda
    from pytest_lambda.events.sagemaker import sagemaker_post_annotation as _sagemaker_post_annotation
    from pytest_lambda.events.sagemaker import sagemaker_pre_annotation as _sagemaker_pre_annotation
    from pytest_lambda.events.schedules import scheduled as _scheduled
    from pytest_lambda.events.schedules import scheduler as _scheduler
    from pytest_lambda.events.secretsmanager import secretsmanager_rotation as _secretsmanager_rotation
    from pytest_lambda.events.ses import ses as _ses
    from pytest_lambda.events.sns import sns as _sns
    from pytest_lambda.events.sqs import sqs as _sqs
    from pytest_lambda.events.stepfunctions import stepfunctions_error as _stepfunctions_error
    from pytest_lambda.events.transfer_family import transfer_family as _transfer_family
    from pytest_lambda.events.vpc_lattice import vpc_lattice as _vpc_lattice
    from pytest_lambda.events.vpc_lattice import vpc_lattice_v2 as _vpc_lattice_v2
    from pytest_lambda.events.workmail import workmail as _workmail

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

HOMES = {
    "alb": "alb",
    "alexa_skill": "alexa",
    "alexa_smart_home": "alexa",
    "apigw_authorizer_request": "apigw_authorizers",
    "apigw_authorizer_token": "apigw_authorizers",
    "apigw_http": "apigw",
    "apigw_http_authorizer": "apigw_authorizers",
    "apigw_rest": "apigw",
    "apigw_websocket": "apigw_websocket",
    "appsync_authorizer": "appsync",
    "appsync_batch": "appsync",
    "appsync_events": "appsync_events",
    "appsync_resolver": "appsync",
    "autoscaling": "autoscaling",
    "autoscaling_termination": "autoscaling",
    "batch_job_state": "batch",
    "bedrock_agent": "bedrock",
    "bedrock_agent_function": "bedrock",
    "chime_bot": "chime",
    "clientvpn": "clientvpn",
    "cloudformation": "cloudformation",
    "cloudfront_request": "cloudfront",
    "cloudfront_response": "cloudfront",
    "cloudwatch_alarm": "cloudwatch",
    "cloudwatch_logs": "cloudwatch",
    "codebuild_phase": "codebuild",
    "codebuild_state": "codebuild",
    "codecommit": "codecommit",
    "codedeploy_hook": "codedeploy",
    "codedeploy_state": "codedeploy",
    "codepipeline_action": "codepipeline",
    "codepipeline_job": "codepipeline",
    "codepipeline_stage": "codepipeline",
    "codepipeline_state": "codepipeline",
    "cognito_create_auth_challenge": "cognito_challenges",
    "cognito_custom_email_sender": "cognito_messages",
    "cognito_custom_message": "cognito_messages",
    "cognito_custom_sms_sender": "cognito_messages",
    "cognito_define_auth_challenge": "cognito_challenges",
    "cognito_inbound_federation": "cognito_federation",
    "cognito_post_authentication": "cognito",
    "cognito_post_confirmation": "cognito",
    "cognito_pre_authentication": "cognito",
    "cognito_pre_sign_up": "cognito",
    "cognito_pre_token_generation": "cognito",
    "cognito_sync": "cognito_sync",
    "cognito_user_migration": "cognito_federation",
    "cognito_verify_auth_challenge": "cognito_challenges",
    "config_rule": "config",
    "connect": "connect",
    "destination_async": "destinations",
    "destination_stream": "destinations",
    "documentdb": "documentdb",
    "durable_execution": "durable",
    "dynamodb": "dynamodb",
    "dynamodb_window": "dynamodb",
    "ecr_action": "ecr",
    "ecr_scan": "ecr",
    "ecs_container_instance": "ecs",
    "ecs_task": "ecs",
    "eventbridge": "eventbridge",
    "firehose": "firehose",
    "function_url": "function_url",
    "guardduty": "guardduty",
    "iot_authorizer": "iot",
    "iot_button": "iot",
    "iot_provisioning": "iot",
    "iot_registry_thing": "iot_registry",
    "iot_registry_thing_group": "iot_registry",
    "iot_registry_thing_group_hierarchy": "iot_registry",
    "iot_registry_thing_group_membership": "iot_registry",
    "iot_registry_thing_type": "iot_registry",
    "iot_registry_thing_type_association": "iot_registry",
    "kafka_msk": "kafka",
    "kafka_self_managed": "kafka",
    "kinesis": "kinesis",
    "kinesis_window": "kinesis",
    "lex_v1": "lex",
    "lex_v2": "lex",
    "mq_activemq": "mq",
    "mq_rabbitmq": "mq",
    "rds_event": "rds",
    "s3": "s3",
    "s3_batch": "s3_batch",
    "s3_eventbridge": "s3_eventbridge",
    "s3_object_lambda": "s3_object_lambda",
    "sagemaker_post_annotation": "sagemaker",
    "sagemaker_pre_annotation": "sagemaker",
    "scheduled": "schedules",
    "scheduler": "schedules",
    "secretsmanager_rotation": "secretsmanager",
    "ses": "ses",
    "sns": "sns",
    "sqs": "sqs",
    "stepfunctions_error": "stepfunctions",
    "transfer_family": "transfer_family",
    "vpc_lattice": "vpc_lattice",
    "vpc_lattice_v2": "vpc_lattice",
    "workmail": "workmail",
}
"""Names of kinds to names of files: a file is imported when one of its kinds is first used."""


class Kinds:
    """What :class:`~pytest_lambda.events.Builders` has by name, as type checkers see it."""

    if TYPE_CHECKING:
        alb = Kind(_alb)
        alexa_skill = Kind(_alexa_skill)
        alexa_smart_home = Kind(_alexa_smart_home)
        apigw_authorizer_request = Kind(_apigw_authorizer_request)
        apigw_authorizer_token = Kind(_apigw_authorizer_token)
        apigw_http = Kind(_apigw_http)
        apigw_http_authorizer = Kind(_apigw_http_authorizer)
        apigw_rest = Kind(_apigw_rest)
        apigw_websocket = Kind(_apigw_websocket)
        appsync_authorizer = Kind(_appsync_authorizer)
        appsync_batch = Kind(_appsync_batch)
        appsync_events = Kind(_appsync_events)
        appsync_resolver = Kind(_appsync_resolver)
        autoscaling = Kind(_autoscaling)
        autoscaling_termination = Kind(_autoscaling_termination)
        batch_job_state = Kind(_batch_job_state)
        bedrock_agent = Kind(_bedrock_agent)
        bedrock_agent_function = Kind(_bedrock_agent_function)
        chime_bot = Kind(_chime_bot)
        clientvpn = Kind(_clientvpn)
        cloudformation = Kind(_cloudformation)
        cloudfront_request = Kind(_cloudfront_request)
        cloudfront_response = Kind(_cloudfront_response)
        cloudwatch_alarm = Kind(_cloudwatch_alarm)
        cloudwatch_logs = Kind(_cloudwatch_logs)
        codebuild_phase = Kind(_codebuild_phase)
        codebuild_state = Kind(_codebuild_state)
        codecommit = Kind(_codecommit)
        codedeploy_hook = Kind(_codedeploy_hook)
        codedeploy_state = Kind(_codedeploy_state)
        codepipeline_action = Kind(_codepipeline_action)
        codepipeline_job = Kind(_codepipeline_job)
        codepipeline_stage = Kind(_codepipeline_stage)
        codepipeline_state = Kind(_codepipeline_state)
        cognito_create_auth_challenge = Kind(_cognito_create_auth_challenge)
        cognito_custom_email_sender = Kind(_cognito_custom_email_sender)
        cognito_custom_message = Kind(_cognito_custom_message)
        cognito_custom_sms_sender = Kind(_cognito_custom_sms_sender)
        cognito_define_auth_challenge = Kind(_cognito_define_auth_challenge)
        cognito_inbound_federation = Kind(_cognito_inbound_federation)
        cognito_post_authentication = Kind(_cognito_post_authentication)
        cognito_post_confirmation = Kind(_cognito_post_confirmation)
        cognito_pre_authentication = Kind(_cognito_pre_authentication)
        cognito_pre_sign_up = Kind(_cognito_pre_sign_up)
        cognito_pre_token_generation = Kind(_cognito_pre_token_generation)
        cognito_sync = Kind(_cognito_sync)
        cognito_user_migration = Kind(_cognito_user_migration)
        cognito_verify_auth_challenge = Kind(_cognito_verify_auth_challenge)
        config_rule = Kind(_config_rule)
        connect = Kind(_connect)
        destination_async = Kind(_destination_async)
        destination_stream = Kind(_destination_stream)
        documentdb = Kind(_documentdb)
        durable_execution = Kind(_durable_execution)
        dynamodb = Kind(_dynamodb)
        dynamodb_window = Kind(_dynamodb_window)
        ecr_action = Kind(_ecr_action)
        ecr_scan = Kind(_ecr_scan)
        ecs_container_instance = Kind(_ecs_container_instance)
        ecs_task = Kind(_ecs_task)
        eventbridge = Kind(_eventbridge)
        firehose = Kind(_firehose)
        function_url = Kind(_function_url)
        guardduty = Kind(_guardduty)
        iot_authorizer = Kind(_iot_authorizer)
        iot_button = Kind(_iot_button)
        iot_provisioning = Kind(_iot_provisioning)
        iot_registry_thing = Kind(_iot_registry_thing)
        iot_registry_thing_group = Kind(_iot_registry_thing_group)
        iot_registry_thing_group_hierarchy = Kind(_iot_registry_thing_group_hierarchy)
        iot_registry_thing_group_membership = Kind(_iot_registry_thing_group_membership)
        iot_registry_thing_type = Kind(_iot_registry_thing_type)
        iot_registry_thing_type_association = Kind(_iot_registry_thing_type_association)
        kafka_msk = Kind(_kafka_msk)
        kafka_self_managed = Kind(_kafka_self_managed)
        kinesis = Kind(_kinesis)
        kinesis_window = Kind(_kinesis_window)
        lex_v1 = Kind(_lex_v1)
        lex_v2 = Kind(_lex_v2)
        mq_activemq = Kind(_mq_activemq)
        mq_rabbitmq = Kind(_mq_rabbitmq)
        rds_event = Kind(_rds_event)
        s3 = Kind(_s3)
        s3_batch = Kind(_s3_batch)
        s3_eventbridge = Kind(_s3_eventbridge)
        s3_object_lambda = Kind(_s3_object_lambda)
        sagemaker_post_annotation = Kind(_sagemaker_post_annotation)
        sagemaker_pre_annotation = Kind(_sagemaker_pre_annotation)
        scheduled = Kind(_scheduled)
        scheduler = Kind(_scheduler)
        secretsmanager_rotation = Kind(_secretsmanager_rotation)
        ses = Kind(_ses)
        sns = Kind(_sns)
        sqs = Kind(_sqs)
        stepfunctions_error = Kind(_stepfunctions_error)
        transfer_family = Kind(_transfer_family)
        vpc_lattice = Kind(_vpc_lattice)
        vpc_lattice_v2 = Kind(_vpc_lattice_v2)
        workmail = Kind(_workmail)


if TYPE_CHECKING:
    _default = Kinds()
    alb = _default.alb
    alexa_skill = _default.alexa_skill
    alexa_smart_home = _default.alexa_smart_home
    apigw_authorizer_request = _default.apigw_authorizer_request
    apigw_authorizer_token = _default.apigw_authorizer_token
    apigw_http = _default.apigw_http
    apigw_http_authorizer = _default.apigw_http_authorizer
    apigw_rest = _default.apigw_rest
    apigw_websocket = _default.apigw_websocket
    appsync_authorizer = _default.appsync_authorizer
    appsync_batch = _default.appsync_batch
    appsync_events = _default.appsync_events
    appsync_resolver = _default.appsync_resolver
    autoscaling = _default.autoscaling
    autoscaling_termination = _default.autoscaling_termination
    batch_job_state = _default.batch_job_state
    bedrock_agent = _default.bedrock_agent
    bedrock_agent_function = _default.bedrock_agent_function
    chime_bot = _default.chime_bot
    clientvpn = _default.clientvpn
    cloudformation = _default.cloudformation
    cloudfront_request = _default.cloudfront_request
    cloudfront_response = _default.cloudfront_response
    cloudwatch_alarm = _default.cloudwatch_alarm
    cloudwatch_logs = _default.cloudwatch_logs
    codebuild_phase = _default.codebuild_phase
    codebuild_state = _default.codebuild_state
    codecommit = _default.codecommit
    codedeploy_hook = _default.codedeploy_hook
    codedeploy_state = _default.codedeploy_state
    codepipeline_action = _default.codepipeline_action
    codepipeline_job = _default.codepipeline_job
    codepipeline_stage = _default.codepipeline_stage
    codepipeline_state = _default.codepipeline_state
    cognito_create_auth_challenge = _default.cognito_create_auth_challenge
    cognito_custom_email_sender = _default.cognito_custom_email_sender
    cognito_custom_message = _default.cognito_custom_message
    cognito_custom_sms_sender = _default.cognito_custom_sms_sender
    cognito_define_auth_challenge = _default.cognito_define_auth_challenge
    cognito_inbound_federation = _default.cognito_inbound_federation
    cognito_post_authentication = _default.cognito_post_authentication
    cognito_post_confirmation = _default.cognito_post_confirmation
    cognito_pre_authentication = _default.cognito_pre_authentication
    cognito_pre_sign_up = _default.cognito_pre_sign_up
    cognito_pre_token_generation = _default.cognito_pre_token_generation
    cognito_sync = _default.cognito_sync
    cognito_user_migration = _default.cognito_user_migration
    cognito_verify_auth_challenge = _default.cognito_verify_auth_challenge
    config_rule = _default.config_rule
    connect = _default.connect
    destination_async = _default.destination_async
    destination_stream = _default.destination_stream
    documentdb = _default.documentdb
    durable_execution = _default.durable_execution
    dynamodb = _default.dynamodb
    dynamodb_window = _default.dynamodb_window
    ecr_action = _default.ecr_action
    ecr_scan = _default.ecr_scan
    ecs_container_instance = _default.ecs_container_instance
    ecs_task = _default.ecs_task
    eventbridge = _default.eventbridge
    firehose = _default.firehose
    function_url = _default.function_url
    guardduty = _default.guardduty
    iot_authorizer = _default.iot_authorizer
    iot_button = _default.iot_button
    iot_provisioning = _default.iot_provisioning
    iot_registry_thing = _default.iot_registry_thing
    iot_registry_thing_group = _default.iot_registry_thing_group
    iot_registry_thing_group_hierarchy = _default.iot_registry_thing_group_hierarchy
    iot_registry_thing_group_membership = _default.iot_registry_thing_group_membership
    iot_registry_thing_type = _default.iot_registry_thing_type
    iot_registry_thing_type_association = _default.iot_registry_thing_type_association
    kafka_msk = _default.kafka_msk
    kafka_self_managed = _default.kafka_self_managed
    kinesis = _default.kinesis
    kinesis_window = _default.kinesis_window
    lex_v1 = _default.lex_v1
    lex_v2 = _default.lex_v2
    mq_activemq = _default.mq_activemq
    mq_rabbitmq = _default.mq_rabbitmq
    rds_event = _default.rds_event
    s3 = _default.s3
    s3_batch = _default.s3_batch
    s3_eventbridge = _default.s3_eventbridge
    s3_object_lambda = _default.s3_object_lambda
    sagemaker_post_annotation = _default.sagemaker_post_annotation
    sagemaker_pre_annotation = _default.sagemaker_pre_annotation
    scheduled = _default.scheduled
    scheduler = _default.scheduler
    secretsmanager_rotation = _default.secretsmanager_rotation
    ses = _default.ses
    sns = _default.sns
    sqs = _default.sqs
    stepfunctions_error = _default.stepfunctions_error
    transfer_family = _default.transfer_family
    vpc_lattice = _default.vpc_lattice
    vpc_lattice_v2 = _default.vpc_lattice_v2
    workmail = _default.workmail
