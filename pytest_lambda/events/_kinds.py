"""Every kind of event, and the file that its builder is in."""

# Written by tools/kinds.py: run it instead of changing this file.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kind import Kind
    from pytest_lambda.events.alb import alb as _alb
    from pytest_lambda.events.apigw import apigw_http as _apigw_http
    from pytest_lambda.events.apigw import apigw_rest as _apigw_rest
    from pytest_lambda.events.apigw_authorizers import apigw_authorizer_request as _apigw_authorizer_request
    from pytest_lambda.events.apigw_authorizers import apigw_authorizer_token as _apigw_authorizer_token
    from pytest_lambda.events.apigw_authorizers import apigw_http_authorizer as _apigw_http_authorizer
    from pytest_lambda.events.apigw_websocket import apigw_websocket as _apigw_websocket
    from pytest_lambda.events.autoscaling import autoscaling as _autoscaling
    from pytest_lambda.events.autoscaling import autoscaling_termination as _autoscaling_termination
    from pytest_lambda.events.batch import batch_job_state as _batch_job_state
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
    from pytest_lambda.events.config import config_rule as _config_rule
    from pytest_lambda.events.destinations import destination_async as _destination_async
    from pytest_lambda.events.destinations import destination_stream as _destination_stream
    from pytest_lambda.events.durable import durable_execution as _durable_execution
    from pytest_lambda.events.dynamodb import dynamodb as _dynamodb
    from pytest_lambda.events.dynamodb import dynamodb_window as _dynamodb_window
    from pytest_lambda.events.ecr import ecr_action as _ecr_action
    from pytest_lambda.events.ecr import ecr_scan as _ecr_scan
    from pytest_lambda.events.ecs import ecs_container_instance as _ecs_container_instance
    from pytest_lambda.events.ecs import ecs_task as _ecs_task
    from pytest_lambda.events.eventbridge import eventbridge as _eventbridge
    from pytest_lambda.events.function_url import function_url as _function_url
    from pytest_lambda.events.guardduty import guardduty as _guardduty
    from pytest_lambda.events.kinesis import kinesis as _kinesis
    from pytest_lambda.events.kinesis import kinesis_window as _kinesis_window
    from pytest_lambda.events.rds import rds_event as _rds_event
    from pytest_lambda.events.s3 import s3 as _s3
    from pytest_lambda.events.sagemaker import sagemaker_post_annotation as _sagemaker_post_annotation
    from pytest_lambda.events.sagemaker import sagemaker_pre_annotation as _sagemaker_pre_annotation
    from pytest_lambda.events.schedules import scheduled as _scheduled
    from pytest_lambda.events.schedules import scheduler as _scheduler
    from pytest_lambda.events.secretsmanager import secretsmanager_rotation as _secretsmanager_rotation
    from pytest_lambda.events.sns import sns as _sns
    from pytest_lambda.events.sqs import sqs as _sqs
    from pytest_lambda.events.stepfunctions import stepfunctions_error as _stepfunctions_error
    from pytest_lambda.events.transfer_family import transfer_family as _transfer_family
    from pytest_lambda.events.vpc_lattice import vpc_lattice as _vpc_lattice
    from pytest_lambda.events.vpc_lattice import vpc_lattice_v2 as _vpc_lattice_v2
    from pytest_lambda.events.workmail import workmail as _workmail

__all__ = [
    "alb",
    "apigw_authorizer_request",
    "apigw_authorizer_token",
    "apigw_http",
    "apigw_http_authorizer",
    "apigw_rest",
    "apigw_websocket",
    "autoscaling",
    "autoscaling_termination",
    "batch_job_state",
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
    "config_rule",
    "destination_async",
    "destination_stream",
    "durable_execution",
    "dynamodb",
    "dynamodb_window",
    "ecr_action",
    "ecr_scan",
    "ecs_container_instance",
    "ecs_task",
    "eventbridge",
    "function_url",
    "guardduty",
    "kinesis",
    "kinesis_window",
    "rds_event",
    "s3",
    "sagemaker_post_annotation",
    "sagemaker_pre_annotation",
    "scheduled",
    "scheduler",
    "secretsmanager_rotation",
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
    "apigw_authorizer_request": "apigw_authorizers",
    "apigw_authorizer_token": "apigw_authorizers",
    "apigw_http": "apigw",
    "apigw_http_authorizer": "apigw_authorizers",
    "apigw_rest": "apigw",
    "apigw_websocket": "apigw_websocket",
    "autoscaling": "autoscaling",
    "autoscaling_termination": "autoscaling",
    "batch_job_state": "batch",
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
    "config_rule": "config",
    "destination_async": "destinations",
    "destination_stream": "destinations",
    "durable_execution": "durable",
    "dynamodb": "dynamodb",
    "dynamodb_window": "dynamodb",
    "ecr_action": "ecr",
    "ecr_scan": "ecr",
    "ecs_container_instance": "ecs",
    "ecs_task": "ecs",
    "eventbridge": "eventbridge",
    "function_url": "function_url",
    "guardduty": "guardduty",
    "kinesis": "kinesis",
    "kinesis_window": "kinesis",
    "rds_event": "rds",
    "s3": "s3",
    "sagemaker_post_annotation": "sagemaker",
    "sagemaker_pre_annotation": "sagemaker",
    "scheduled": "schedules",
    "scheduler": "schedules",
    "secretsmanager_rotation": "secretsmanager",
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
        apigw_authorizer_request = Kind(_apigw_authorizer_request)
        apigw_authorizer_token = Kind(_apigw_authorizer_token)
        apigw_http = Kind(_apigw_http)
        apigw_http_authorizer = Kind(_apigw_http_authorizer)
        apigw_rest = Kind(_apigw_rest)
        apigw_websocket = Kind(_apigw_websocket)
        autoscaling = Kind(_autoscaling)
        autoscaling_termination = Kind(_autoscaling_termination)
        batch_job_state = Kind(_batch_job_state)
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
        config_rule = Kind(_config_rule)
        destination_async = Kind(_destination_async)
        destination_stream = Kind(_destination_stream)
        durable_execution = Kind(_durable_execution)
        dynamodb = Kind(_dynamodb)
        dynamodb_window = Kind(_dynamodb_window)
        ecr_action = Kind(_ecr_action)
        ecr_scan = Kind(_ecr_scan)
        ecs_container_instance = Kind(_ecs_container_instance)
        ecs_task = Kind(_ecs_task)
        eventbridge = Kind(_eventbridge)
        function_url = Kind(_function_url)
        guardduty = Kind(_guardduty)
        kinesis = Kind(_kinesis)
        kinesis_window = Kind(_kinesis_window)
        rds_event = Kind(_rds_event)
        s3 = Kind(_s3)
        sagemaker_post_annotation = Kind(_sagemaker_post_annotation)
        sagemaker_pre_annotation = Kind(_sagemaker_pre_annotation)
        scheduled = Kind(_scheduled)
        scheduler = Kind(_scheduler)
        secretsmanager_rotation = Kind(_secretsmanager_rotation)
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
    apigw_authorizer_request = _default.apigw_authorizer_request
    apigw_authorizer_token = _default.apigw_authorizer_token
    apigw_http = _default.apigw_http
    apigw_http_authorizer = _default.apigw_http_authorizer
    apigw_rest = _default.apigw_rest
    apigw_websocket = _default.apigw_websocket
    autoscaling = _default.autoscaling
    autoscaling_termination = _default.autoscaling_termination
    batch_job_state = _default.batch_job_state
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
    config_rule = _default.config_rule
    destination_async = _default.destination_async
    destination_stream = _default.destination_stream
    durable_execution = _default.durable_execution
    dynamodb = _default.dynamodb
    dynamodb_window = _default.dynamodb_window
    ecr_action = _default.ecr_action
    ecr_scan = _default.ecr_scan
    ecs_container_instance = _default.ecs_container_instance
    ecs_task = _default.ecs_task
    eventbridge = _default.eventbridge
    function_url = _default.function_url
    guardduty = _default.guardduty
    kinesis = _default.kinesis
    kinesis_window = _default.kinesis_window
    rds_event = _default.rds_event
    s3 = _default.s3
    sagemaker_post_annotation = _default.sagemaker_post_annotation
    sagemaker_pre_annotation = _default.sagemaker_pre_annotation
    scheduled = _default.scheduled
    scheduler = _default.scheduler
    secretsmanager_rotation = _default.secretsmanager_rotation
    sns = _default.sns
    sqs = _default.sqs
    stepfunctions_error = _default.stepfunctions_error
    transfer_family = _default.transfer_family
    vpc_lattice = _default.vpc_lattice
    vpc_lattice_v2 = _default.vpc_lattice_v2
    workmail = _default.workmail
