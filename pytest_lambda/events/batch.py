"""Events of AWS Batch: a job changed its state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.batch import BatchJobStateEvent

__all__ = ["Status", "batch_job_state"]

Status = Literal["SUCCEEDED", "FAILED", "RUNNING", "STARTING", "RUNNABLE", "PENDING"]

_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")
_NAME_IN_WORDS = "1 to 128 letters, digits, '_' or '-'"
_DEFINITION = re.compile(rf"{_NAME.pattern}:[1-9]\d*")
_JOB_ARN = re.compile(r"job/(?P<id>[0-9a-f-]{36})")
_QUEUE_ARN = re.compile(rf"job-queue/(?P<name>{_NAME.pattern})")


def batch_job_state(
    entropy: Entropy,
    status: Status = "SUCCEEDED",
    *,
    job_name: str = "nightly-report",
    job_queue: str = "orders",
    job_definition: str = "report:1",
    command: Sequence[str] = ("python", "report.py"),
    exit_code: int | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> BatchJobStateEvent:
    """
    Return the event of a job that changed its state; its submission alone sends none.

    Args:
        status: the new state; times, attempts and container say the same.
        job_name: of the job.
        job_queue: the name of the queue.
        job_definition: name and revision.
        command: what the container runs.
        exit_code: of the container once it has ended; by default 0, or 1 where the job failed.
        time: when the state changed.
        overrides: merged in last; the status, and what names job and queue, follow.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> detail = events.batch_job_state("FAILED", exit_code=137)["detail"]
        >>> detail["attempts"][0]["container"]["exitCode"], detail["statusReason"]
        (137, 'Essential container in task exited')
    """
    where = service_origin(
        entropy, account_id=account_id, region=region, time=time, overrides=overrides, arns=("detail/jobArn",)
    )
    status = where.choice("status", status, get_args(Status), "detail/status")  # type: ignore[assignment]
    queue = _check.matching("job_queue", job_queue, _NAME, _NAME_IN_WORDS)
    found = where.resource("batch", _QUEUE_ARN, "detail/jobQueue")
    if found is not None:
        queue = found["name"]
    definition = _check.matching(
        "job_definition", job_definition, _DEFINITION, "a name and a revision, such as 'report:1'"
    )
    family = definition.partition(":")[0]
    if not isinstance(command, (list, tuple)):
        raise _check.wrong("command", "a list of texts", command)
    code = _check.integer("exit_code", (1 if status == "FAILED" else 0) if exit_code is None else exit_code, 0, 255)
    job = entropy.uuid()
    found = where.resource("batch", _JOB_ARN, "resources/0", "detail/jobArn")
    job = found["id"] if found is not None else where.text("job id", job, "detail/jobId")
    arn = where.arn("batch", f"job/{job}")
    has_ended, has_begun = status in ("SUCCEEDED", "FAILED"), status in ("SUCCEEDED", "FAILED", "RUNNING")
    stopped = where.at
    started = stopped.plus_ms(-entropy.integer(10_000, 300_000)) if has_ended else where.at
    created = started.plus_ms(-entropy.integer(2_000, 60_000))
    container: dict[str, Any] = {
        "image": f"{where.account_id}.dkr.ecr.{where.region}.amazonaws.com/{family.lower()}:latest",
        "command": [_check.text("an item of command", word) for word in command],
        "volumes": [],
        "environment": [],
        "mountPoints": [],
        "ulimits": [],
        "networkInterfaces": [],
        "resourceRequirements": [{"value": "1", "type": "VCPU"}, {"value": "2048", "type": "MEMORY"}],
        "secrets": [],
    }
    placed = {
        "taskArn": where.arn("ecs", f"task/{queue}/{entropy.hex(32)}"),
        "logStreamName": f"{family}/default/{entropy.hex(32)}",
    }
    detail: dict[str, Any] = {
        "jobArn": arn,
        "jobName": _check.matching("job_name", job_name, _NAME, _NAME_IN_WORDS),
        "jobId": job,
        "jobQueue": where.arn("batch", f"job-queue/{queue}"),
        "status": status,
        "attempts": [],
        "createdAt": created.ms,
        "retryStrategy": {"attempts": 1, "evaluateOnExit": []},
        "dependsOn": [],
        "jobDefinition": where.arn("batch", f"job-definition/{definition}"),
        "parameters": {},
        "container": container,
        "propagateTags": False,
        "platformCapabilities": ["FARGATE"],
    }
    if has_begun:
        container.update(placed)
        detail["startedAt"] = started.ms
    if has_ended:
        reason = "Essential container in task exited"
        container["exitCode"] = code
        detail["stoppedAt"] = stopped.ms
        detail["statusReason"] = reason
        detail["attempts"] = [
            {
                "container": {**placed, "exitCode": code, "networkInterfaces": []},
                "startedAt": started.ms,
                "stoppedAt": stopped.ms,
                "statusReason": reason,
            }
        ]
    event = service_event(entropy, where, "aws.batch", "Batch Job State Change", [arn], detail)
    return cast("BatchJobStateEvent", event)
