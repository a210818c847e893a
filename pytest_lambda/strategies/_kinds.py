"""Every strategy for a kind of event, as type checkers see it."""

# Written by tools/kinds.py: run it instead of changing this file.

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_lambda.events._kinds import Kinds
    from pytest_lambda.strategies._typed import typed

    alb = typed(Kinds.alb)
    apigw_authorizer_request = typed(Kinds.apigw_authorizer_request)
    apigw_authorizer_token = typed(Kinds.apigw_authorizer_token)
    apigw_http = typed(Kinds.apigw_http)
    apigw_http_authorizer = typed(Kinds.apigw_http_authorizer)
    apigw_rest = typed(Kinds.apigw_rest)
    apigw_websocket = typed(Kinds.apigw_websocket)
    autoscaling = typed(Kinds.autoscaling)
    autoscaling_termination = typed(Kinds.autoscaling_termination)
    batch_job_state = typed(Kinds.batch_job_state)
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
    config_rule = typed(Kinds.config_rule)
    destination_async = typed(Kinds.destination_async)
    destination_stream = typed(Kinds.destination_stream)
    durable_execution = typed(Kinds.durable_execution)
    dynamodb = typed(Kinds.dynamodb)
    dynamodb_window = typed(Kinds.dynamodb_window)
    ecr_action = typed(Kinds.ecr_action)
    ecr_scan = typed(Kinds.ecr_scan)
    ecs_container_instance = typed(Kinds.ecs_container_instance)
    ecs_task = typed(Kinds.ecs_task)
    eventbridge = typed(Kinds.eventbridge)
    function_url = typed(Kinds.function_url)
    guardduty = typed(Kinds.guardduty)
    kinesis = typed(Kinds.kinesis)
    kinesis_window = typed(Kinds.kinesis_window)
    rds_event = typed(Kinds.rds_event)
    s3 = typed(Kinds.s3)
    sagemaker_post_annotation = typed(Kinds.sagemaker_post_annotation)
    sagemaker_pre_annotation = typed(Kinds.sagemaker_pre_annotation)
    scheduled = typed(Kinds.scheduled)
    scheduler = typed(Kinds.scheduler)
    secretsmanager_rotation = typed(Kinds.secretsmanager_rotation)
    sns = typed(Kinds.sns)
    sqs = typed(Kinds.sqs)
    stepfunctions_error = typed(Kinds.stepfunctions_error)
    transfer_family = typed(Kinds.transfer_family)
    vpc_lattice = typed(Kinds.vpc_lattice)
    vpc_lattice_v2 = typed(Kinds.vpc_lattice_v2)
    workmail = typed(Kinds.workmail)

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
