"""Events of AWS CodePipeline: by EventBridge, and the job of an action that invokes a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _machines, _samples
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import Origin, origin, service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.codepipeline import (
        CodepipelineActionEvent,
        CodepipelineJobEvent,
        CodepipelineStageEvent,
        CodepipelineStateEvent,
    )

__all__ = [
    "ActionState",
    "PipelineState",
    "StageState",
    "codepipeline_action",
    "codepipeline_job",
    "codepipeline_stage",
    "codepipeline_state",
]

PipelineState = Literal["STARTED", "SUCCEEDED", "FAILED", "RESUMED", "CANCELED", "STOPPED", "STOPPING", "SUPERSEDED"]
StageState = Literal["STARTED", "SUCCEEDED", "FAILED", "RESUMED", "CANCELED", "STOPPED", "STOPPING"]
ActionState = Literal["STARTED", "SUCCEEDED", "FAILED", "CANCELED", "ABANDONED"]
Provider = Literal["CodeCommit", "CodeBuild", "CodeDeploy", "CloudFormation", "Lambda", "Manual", "S3"]

_CATEGORIES = {
    "CodeCommit": "Source",
    "CodeBuild": "Build",
    "CodeDeploy": "Deploy",
    "CloudFormation": "Deploy",
    "Lambda": "Invoke",
    "Manual": "Approval",
    "S3": "Deploy",
}


def codepipeline_state(
    entropy: Entropy,
    state: PipelineState = "STARTED",
    *,
    pipeline: str = "orders",
    pipeline_version: int = 1,
    trigger_type: str = "StartPipelineExecution",
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CodepipelineStateEvent:
    """
    Return the event of an execution of a pipeline that changed its state.

    Args:
        state: the new state; that it started names its trigger.
        pipeline: the name of the pipeline.
        pipeline_version: of the pipeline's definition.
        trigger_type: what started it, such as ``"StartPipelineExecution"`` or ``"Webhook"``.
        time: when the state changed; the execution began at that instant or before it.
        overrides: merged in last; the pipeline's name and ARN follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.codepipeline_state("FAILED", pipeline="web")["resources"]
        ['arn:aws:codepipeline:us-east-1:123456789012:web']
    """
    where = service_origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    state = where.choice("state", state, get_args(PipelineState), "detail/state")  # type: ignore[assignment]
    arn, detail = _execution(entropy, where, pipeline, pipeline_version, has_started=state == "STARTED")
    if state == "STARTED":
        detail["execution-trigger"] = {
            "trigger-type": _check.text("trigger_type", trigger_type),
            "trigger-detail": where.global_arn("sts", "assumed-role/Admin/deployer"),
        }
    if state == "STOPPING":
        detail["stop-execution-comments"] = "Stopped for an update"
    detail["state"] = state
    event = service_event(
        entropy, where, "aws.codepipeline", "CodePipeline Pipeline Execution State Change", [arn], detail
    )
    return cast("CodepipelineStateEvent", event)


def codepipeline_stage(
    entropy: Entropy,
    state: StageState = "STARTED",
    *,
    stage: str = "Deploy",
    pipeline: str = "orders",
    pipeline_version: int = 1,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CodepipelineStageEvent:
    """
    Return the event of a stage of a pipeline that changed its state.

    Args:
        state: the new state.
        stage: the name of the stage.
        pipeline: the name of the pipeline.
        pipeline_version: of the pipeline's definition.
        time: when the state changed; the stage began at that instant or before it.
        overrides: merged in last; the pipeline's name and ARN follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.codepipeline_stage("SUCCEEDED", stage="Test")["detail"]["stage"]
        'Test'
    """
    where = service_origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    state = where.choice("state", state, get_args(StageState), "detail/state")  # type: ignore[assignment]
    arn, detail = _execution(entropy, where, pipeline, pipeline_version, has_started=state == "STARTED")
    detail["stage"] = _check.text("stage", stage)
    detail["state"] = state
    event = service_event(
        entropy, where, "aws.codepipeline", "CodePipeline Stage Execution State Change", [arn], detail
    )
    return cast("CodepipelineStageEvent", event)


def codepipeline_action(
    entropy: Entropy,
    state: ActionState = "STARTED",
    *,
    action: str | None = None,
    provider: Provider = "CodeDeploy",
    stage: str | None = None,
    pipeline: str = "orders",
    pipeline_version: int = 1,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CodepipelineActionEvent:
    """
    Return the event of an action of a pipeline that changed its state.

    Args:
        state: the new state; one that ended by itself has an ``execution-result``.
        action: the name of the action; by default its category.
        provider: the service that performs it; its category (Source, Build, Deploy, ...) follows.
        stage: the name of the stage; by default the category of the action.
        pipeline: the name of the pipeline.
        pipeline_version: of the pipeline's definition.
        time: when the state changed; the action began at that instant or before it.
        overrides: merged in last; the pipeline's name and ARN follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: that an action which starts lists its input artifacts and a Source or Build that succeeded its output.

    Example:
        >>> events.codepipeline_action("FAILED", provider="CodeBuild")["detail"]["type"]["category"]
        'Build'
    """
    where = service_origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    state = where.choice("state", state, get_args(ActionState), "detail/state")  # type: ignore[assignment]
    by = where.choice("provider", provider, get_args(Provider), "detail/type/provider")
    category = _CATEGORIES[by]
    arn, detail = _execution(entropy, where, pipeline, pipeline_version, has_started=state == "STARTED")
    detail["stage"] = _check.text("stage", category if stage is None else stage)
    if state in ("SUCCEEDED", "FAILED"):
        detail["execution-result"] = _result(entropy, where, by, has_failed=state == "FAILED")
    artifact = "SourceArtifact" if category == "Source" else "BuildArtifact"
    bucket = f"codepipeline-{where.region}-{entropy.digits(12)}"
    if state == "STARTED" and category not in ("Source", "Approval"):
        detail["input-artifacts"] = [_artifact(entropy, detail["pipeline"], bucket, "SourceArtifact")]
    if state == "SUCCEEDED" and category in ("Source", "Build"):
        detail["output-artifacts"] = [_artifact(entropy, detail["pipeline"], bucket, artifact)]
    detail.update(
        {
            "action-execution-id": entropy.uuid(),
            "action": _check.text("action", category if action is None else action),
            "state": state,
            "region": where.region,
            "type": {"owner": "AWS", "provider": by, "category": category, "version": "1"},
        }
    )
    event = service_event(
        entropy, where, "aws.codepipeline", "CodePipeline Action Execution State Change", [arn], detail
    )
    return cast("CodepipelineActionEvent", event)


def codepipeline_job(
    entropy: Entropy,
    user_parameters: object = None,
    *,
    function_name: str = "deploy-orders",
    pipeline: str = "orders",
    input_artifacts: Sequence[str] = ("SourceArtifact",),
    output_artifacts: Sequence[str] = (),
    continuation_token: str | None = None,
    encryption_key: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CodepipelineJobEvent:
    """
    Return the event of a job: an action of a pipeline that invokes a function.

    Args:
        user_parameters: of the action: text as it is, anything else as JSON; left out when None.
        function_name: of the function that the action invokes.
        pipeline: the name of the pipeline; it is in the keys of the artifacts.
        input_artifacts: their names.
        output_artifacts: their names.
        continuation_token: what the function gave when it asked to be invoked again.
        encryption_key: the ARN of the key of the artifact store, where it has its own.
        time: when the job was made; the credentials are good for an hour longer.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> job = events.codepipeline_job({"stage": "live"})["CodePipeline.job"]
        >>> job["data"]["actionConfiguration"]["configuration"]["UserParameters"]
        '{"stage": "live"}'
    """
    where = origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        accounts=("CodePipeline.job/accountId",),
    )
    name = _check.matching("pipeline", pipeline, _machines.NAME, _machines.NAME_IN_WORDS)
    configuration = {"FunctionName": _check.text("function_name", function_name)}
    if user_parameters is not None:
        configuration["UserParameters"] = _check.encoded("user_parameters", user_parameters)
    bucket = f"codepipeline-{where.region}-{entropy.digits(12)}"
    data: dict[str, Any] = {
        "actionConfiguration": {"configuration": configuration},
        "inputArtifacts": [
            _location(entropy, name, bucket, artifact, _machines.commit(entropy))
            for artifact in _check.texts("input_artifacts", input_artifacts, "a list of names of artifacts")
        ],
        "outputArtifacts": [
            _location(entropy, name, bucket, artifact, None)
            for artifact in _check.texts("output_artifacts", output_artifacts, "a list of names of artifacts")
        ],
        "artifactCredentials": {
            "accessKeyId": _samples.principal_id(entropy, "ASIA")[:20],
            "secretAccessKey": entropy.base64ish(40),
            "sessionToken": f"IQoJb3JpZ2luX2Vj{entropy.base64(192)}",
            "expirationTime": where.at.plus_ms(3_600_000).ms,
        },
    }
    if continuation_token is not None:
        data["continuationToken"] = _check.text("continuation_token", continuation_token)
    if encryption_key is not None:
        data["encryptionKey"] = {"id": _check.text("encryption_key", encryption_key), "type": "KMS"}
    job = {"id": entropy.uuid(), "accountId": where.account_id, "data": data}
    return cast("CodepipelineJobEvent", where.finish({"CodePipeline.job": job}))


def _execution(
    entropy: Entropy, where: Origin, pipeline: object, pipeline_version: object, *, has_started: bool
) -> tuple[str, dict[str, Any]]:
    """Return the ARN of the pipeline, and what all events say about one execution of it."""
    name = where.matching("pipeline", pipeline, _machines.NAME, _machines.NAME_IN_WORDS, "detail/pipeline")
    found = where.resource("codepipeline", _machines.NAME, "resources/0")
    if found is not None:
        name = found[0]
    version = _check.integer("pipeline_version", pipeline_version, 1)
    began = where.at if has_started else where.at.plus_ms(-entropy.integer(1_000, 600_000))
    detail: dict[str, Any] = {
        "pipeline": name,
        "execution-id": entropy.uuid(),
        "start-time": began.iso_ms(),
        # Both are written as floats by the service.
        "version": float(version),
        "pipeline-execution-attempt": 1.0,
    }
    return where.arn("codepipeline", name), detail


def _result(entropy: Entropy, where: Origin, provider: str, *, has_failed: bool) -> dict[str, str]:
    console = f"https://{where.region}.console.aws.amazon.com"
    if provider == "CodeCommit":
        external = _machines.commit(entropy)
        result = {
            "external-execution-url": f"{console}/codecommit/home#/repository/orders/commit/{external}",
            "external-execution-summary": "Round the totals",
        }
    elif provider == "CodeDeploy":
        external = _machines.deployment_id(entropy)
        outcome = "failed" if has_failed else "succeeded"
        result = {
            "external-execution-url": f"{console}/codedeploy/home?#/deployments/{external}",
            "external-execution-summary": f"Deployment {external} {outcome}",
        }
    else:
        external = entropy.uuid()
        result = {"external-execution-summary": "Action failed" if has_failed else "Action succeeded"}
    result["external-execution-id"] = external
    if has_failed:
        result["error-code"] = "JobFailed"
    return result


def _artifact(entropy: Entropy, pipeline: str, bucket: str, artifact: str) -> dict[str, Any]:
    return {"name": artifact, "s3location": {"bucket": bucket, "key": _key(entropy, pipeline, artifact)}}


def _location(entropy: Entropy, pipeline: str, bucket: str, artifact: str, revision: str | None) -> dict[str, Any]:
    return {
        "name": artifact,
        "revision": revision,
        "location": {
            "type": "S3",
            "s3Location": {"bucketName": bucket, "objectKey": _key(entropy, pipeline, artifact)},
        },
    }


def _key(entropy: Entropy, pipeline: str, artifact: str) -> str:
    """Return the key of an artifact; CodePipeline cuts the names in it."""
    return f"{pipeline[:20]}/{artifact[:10]}/{entropy.alphanumeric(7)}"
