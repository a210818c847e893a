"""All builders under one roof, with a stream of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, get_args, get_type_hints, overload

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events.apigw import apigw_http as _apigw_http
from pytest_lambda.events.apigw import apigw_rest as _apigw_rest
from pytest_lambda.events.autoscaling import autoscaling as _autoscaling
from pytest_lambda.events.autoscaling import autoscaling_termination as _autoscaling_termination
from pytest_lambda.events.batch import batch_job_state as _batch_job_state
from pytest_lambda.events.chime import chime_bot as _chime_bot
from pytest_lambda.events.clientvpn import clientvpn as _clientvpn
from pytest_lambda.events.cloudformation import cloudformation as _cloudformation
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
from pytest_lambda.events.workmail import workmail as _workmail

__all__ = ["Builders", "kinds", "variants"]

P = ParamSpec("P")
R = TypeVar("R")


class _Kind(Generic[P, R]):
    """
    One kind of event: on a :class:`Builders`, its builder without the stream.

    Args:
        build: the builder; its first parameter is the stream.
    """

    def __init__(self, build: Callable[Concatenate[Entropy, P], R]) -> None:
        self.build = build
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, builders: None, owner: type) -> _Kind[P, R]: ...
    @overload
    def __get__(self, builders: Builders, owner: type) -> Callable[P, R]: ...
    def __get__(self, builders: Builders | None, owner: type) -> _Kind[P, R] | Callable[P, R]:
        if builders is None:
            return self
        bound = builders.__dict__[self.name] = _bound(builders, self.name, self.build)
        return bound


def _bound(builders: Builders, name: str, build: Callable[Concatenate[Entropy, P], R]) -> Callable[P, R]:
    defaults: dict[str, Any] = getattr(build, "__kwdefaults__", None) or {}
    has_region, has_account_id, has_time = (argument in defaults for argument in ("region", "account_id", "time"))

    def builder(*args: P.args, **kwargs: P.kwargs) -> R:
        if has_region:
            kwargs.setdefault("region", builders.region)
        if has_account_id:
            kwargs.setdefault("account_id", builders.account_id)
        if has_time and builders.now is not None and kwargs.get("time") is None:
            kwargs["time"] = builders.now()
        return build(builders.stream(name), *args, **kwargs)

    builder.__name__ = builder.__qualname__ = name
    builder.__doc__ = build.__doc__
    builder.__module__ = "pytest_lambda.events"
    builder.__annotations__ = {key: hint for key, hint in build.__annotations__.items() if hint != "Entropy"}
    # inspect.signature unwraps to the partial, which has every parameter but the stream.
    builder.__wrapped__ = partial(build, builders.stream(name))  # type: ignore[attr-defined]
    return builder


class Builders:
    """
    Every builder of events, drawing from one seed.

    Each kind has a stream of its own: asking for one kind changes nothing that another gives. The attributes
    may be set at any time and count from the next event on.

    Args:
        seed: the same seed gives the same events, on every Python and platform.
        region: of events that are not given another.
        account_id: of events that are not given another.
        now: gives the time of events that are not given one, in seconds since the epoch; without it the times
            come from the seed.

    Raises:
        UsageError: *seed* is no integer, *region* no Region, *account_id* not 12 digits.
    """

    def __init__(
        self,
        seed: int,
        *,
        region: str = "us-east-1",
        account_id: str = "123456789012",
        now: Callable[[], float] | None = None,
    ) -> None:
        self.region = _check.region(region)
        self.account_id = _check.account_id(account_id)
        self.now = now
        self.reseed(seed)

    def __repr__(self) -> str:
        return f"<Builders seed={self.seed}>"

    def reseed(self, seed: int) -> None:
        """Begin all streams anew, at *seed*."""
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise _check.wrong("seed", "an integer", seed)
        self.seed = seed
        self._entropy = Entropy(seed)

    def stream(self, kind: str) -> Entropy:
        """Return the stream that events of *kind* draw from."""
        return self._entropy.child(kind)

    apigw_http = _Kind(_apigw_http)
    apigw_rest = _Kind(_apigw_rest)
    autoscaling = _Kind(_autoscaling)
    autoscaling_termination = _Kind(_autoscaling_termination)
    batch_job_state = _Kind(_batch_job_state)
    chime_bot = _Kind(_chime_bot)
    clientvpn = _Kind(_clientvpn)
    cloudformation = _Kind(_cloudformation)
    cloudwatch_alarm = _Kind(_cloudwatch_alarm)
    cloudwatch_logs = _Kind(_cloudwatch_logs)
    codebuild_phase = _Kind(_codebuild_phase)
    codebuild_state = _Kind(_codebuild_state)
    codecommit = _Kind(_codecommit)
    codedeploy_hook = _Kind(_codedeploy_hook)
    codedeploy_state = _Kind(_codedeploy_state)
    codepipeline_action = _Kind(_codepipeline_action)
    codepipeline_job = _Kind(_codepipeline_job)
    codepipeline_stage = _Kind(_codepipeline_stage)
    codepipeline_state = _Kind(_codepipeline_state)
    config_rule = _Kind(_config_rule)
    destination_async = _Kind(_destination_async)
    destination_stream = _Kind(_destination_stream)
    durable_execution = _Kind(_durable_execution)
    dynamodb = _Kind(_dynamodb)
    dynamodb_window = _Kind(_dynamodb_window)
    ecr_action = _Kind(_ecr_action)
    ecr_scan = _Kind(_ecr_scan)
    ecs_container_instance = _Kind(_ecs_container_instance)
    ecs_task = _Kind(_ecs_task)
    eventbridge = _Kind(_eventbridge)
    guardduty = _Kind(_guardduty)
    kinesis = _Kind(_kinesis)
    kinesis_window = _Kind(_kinesis_window)
    rds_event = _Kind(_rds_event)
    s3 = _Kind(_s3)
    sagemaker_post_annotation = _Kind(_sagemaker_post_annotation)
    sagemaker_pre_annotation = _Kind(_sagemaker_pre_annotation)
    scheduled = _Kind(_scheduled)
    scheduler = _Kind(_scheduler)
    secretsmanager_rotation = _Kind(_secretsmanager_rotation)
    sns = _Kind(_sns)
    sqs = _Kind(_sqs)
    stepfunctions_error = _Kind(_stepfunctions_error)
    transfer_family = _Kind(_transfer_family)
    workmail = _Kind(_workmail)


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds of events, in order."""
    return tuple(sorted(name for name, value in vars(Builders).items() if isinstance(value, _Kind)))


def variants(kind: str) -> tuple[str, ...]:
    """
    Return what ``variant=`` may be for *kind*; nothing for a kind without variants.

    Raises:
        UsageError: there is no such kind.
    """
    found: Any = vars(Builders)[_check.choice("kind", kind, kinds())]
    annotation = found.build.__annotations__.get("variant")
    if annotation is None:
        return ()
    # Only this one: what builders return is imported for type checkers alone.
    only = SimpleNamespace(__annotations__={"variant": annotation})
    hint = get_type_hints(only, found.build.__globals__)["variant"]
    names = [option for option in get_args(hint) if isinstance(option, str)]
    return tuple(names) or tuple(option for part in get_args(hint) for option in get_args(part))
