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
    "apigw_http",
    "apigw_rest",
    "autoscaling",
    "autoscaling_termination",
    "batch_job_state",
    "chime_bot",
    "clientvpn",
    "cloudformation",
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
    "workmail",
]

default = Builders(0)
"""What the builders of this module draw from; Region, account and clock can be set on it."""

reseed = default.reseed

# A builder takes the name of its module; the rest is had by `from pytest_lambda.events.sqs import record`.
apigw_http = default.apigw_http
apigw_rest = default.apigw_rest
autoscaling = default.autoscaling
autoscaling_termination = default.autoscaling_termination
batch_job_state = default.batch_job_state
chime_bot = default.chime_bot
clientvpn = default.clientvpn
cloudformation = default.cloudformation
cloudwatch_alarm = default.cloudwatch_alarm
cloudwatch_logs = default.cloudwatch_logs
codebuild_phase = default.codebuild_phase
codebuild_state = default.codebuild_state
codecommit = default.codecommit
codedeploy_hook = default.codedeploy_hook
codedeploy_state = default.codedeploy_state
codepipeline_action = default.codepipeline_action
codepipeline_job = default.codepipeline_job
codepipeline_stage = default.codepipeline_stage
codepipeline_state = default.codepipeline_state
config_rule = default.config_rule
destination_async = default.destination_async
destination_stream = default.destination_stream
durable_execution = default.durable_execution
dynamodb = default.dynamodb
dynamodb_window = default.dynamodb_window
ecr_action = default.ecr_action
ecr_scan = default.ecr_scan
ecs_container_instance = default.ecs_container_instance
ecs_task = default.ecs_task
eventbridge = default.eventbridge
guardduty = default.guardduty
kinesis = default.kinesis
kinesis_window = default.kinesis_window
rds_event = default.rds_event
s3 = default.s3
sagemaker_post_annotation = default.sagemaker_post_annotation
sagemaker_pre_annotation = default.sagemaker_pre_annotation
scheduled = default.scheduled
scheduler = default.scheduler
secretsmanager_rotation = default.secretsmanager_rotation
sns = default.sns
sqs = default.sqs
stepfunctions_error = default.stepfunctions_error
transfer_family = default.transfer_family
workmail = default.workmail


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
