"""Events of AWS CodeBuild: a build changed its state, or ended a phase."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _names
from pytest_lambda.events._instant import Instant, Time
from pytest_lambda.events._origin import Origin, service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.codebuild import CodebuildPhaseEvent, CodebuildStateEvent

__all__ = ["BuildStatus", "PhaseStatus", "PhaseType", "codebuild_phase", "codebuild_state"]

BuildStatus = Literal["IN_PROGRESS", "SUCCEEDED", "FAILED", "FAULT", "STOPPED", "TIMED_OUT"]
PhaseStatus = Literal["SUCCEEDED", "FAILED", "FAULT", "STOPPED", "TIMED_OUT"]
PhaseType = Literal[
    "SUBMITTED",
    "QUEUED",
    "PROVISIONING",
    "DOWNLOAD_SOURCE",
    "INSTALL",
    "PRE_BUILD",
    "BUILD",
    "POST_BUILD",
    "UPLOAD_ARTIFACTS",
    "FINALIZING",
]

_PHASES: tuple[str, ...] = get_args(PhaseType)
_SECONDS = {
    "QUEUED": (0, 2),
    "PROVISIONING": (5, 40),
    "DOWNLOAD_SOURCE": (1, 9),
    "BUILD": (10, 90),
    "FINALIZING": (1, 5),
}
_BREAKS_IN = {"FAILED": "BUILD", "TIMED_OUT": "BUILD", "STOPPED": "BUILD", "FAULT": "PROVISIONING"}
_CONTEXTS = {
    "FAILED": "COMMAND_EXECUTION_ERROR: Error while executing command: make test. Reason: exit status 1",
    "TIMED_OUT": "BUILD_TIMED_OUT: Build has timed out. ",
    "FAULT": "INTERNAL_SERVICE_ERROR: Internal service error. ",
}
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,149}")
_PROJECT_IN_WORDS = "the name of a project: 2 to 150 letters, digits, '_' or '-'"
_BUILD_ARN = re.compile(rf"build/(?P<project>{_PROJECT.pattern}):(?P<id>[^:/]+)")


def codebuild_state(
    entropy: Entropy,
    status: BuildStatus = "SUCCEEDED",
    *,
    project: str = "orders",
    build_number: int = 55,
    environment_variables: Mapping[str, str] | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CodebuildStateEvent:
    """
    Return the event of a build that began or ended.

    Args:
        status: ``"IN_PROGRESS"`` (it began; no phase has ended), or how it ended: its phases say the same.
        project: the name of the project.
        build_number: of the project.
        environment_variables: names and values, as plain text.
        time: when the state changed.
        overrides: merged in last; what names the build, and the status and the phases, follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: which phase breaks off with which status, and the phases that are left out after it.

    Example:
        >>> detail = events.codebuild_state("FAILED", project="web")["detail"]
        >>> [p["phase-type"] for p in detail["additional-information"]["phases"] if p.get("phase-status") == "FAILED"]
        ['BUILD']
    """
    where = _origin(entropy, account_id, region, time, overrides)
    status = where.choice("status", status, get_args(BuildStatus), "detail/build-status")  # type: ignore[assignment]
    is_complete = status != "IN_PROGRESS"
    ended = _phases_until_end(status) if is_complete else ()
    name, arn, information = _build(entropy, where, project, build_number, environment_variables, ended)
    if is_complete:
        phases, start = _phases(entropy, where.at, ended, status)
        phases.append({"start-time": where.at.twelve_hours(), "phase-type": "COMPLETED"})
        information["phases"] = phases
        information["build-start-time"] = start.twelve_hours()
    detail = {
        "build-status": status,
        "project-name": name,
        "build-id": arn,
        "additional-information": information,
        "current-phase": "COMPLETED" if is_complete else "SUBMITTED",
        "current-phase-context": "[]",
        "version": "1",
    }
    event = service_event(entropy, where, "aws.codebuild", "CodeBuild Build State Change", [arn], detail)
    return cast("CodebuildStateEvent", event)


def codebuild_phase(
    entropy: Entropy,
    completed_phase: PhaseType = "BUILD",
    *,
    status: PhaseStatus = "SUCCEEDED",
    project: str = "orders",
    build_number: int = 55,
    environment_variables: Mapping[str, str] | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CodebuildPhaseEvent:
    """
    Return the event of a build that ended a phase.

    Args:
        completed_phase: the phase; those before it succeeded.
        status: how it ended.
        project: the name of the project.
        build_number: of the project.
        environment_variables: names and values, as plain text.
        time: when the phase ended.
        overrides: merged in last; what names the build, the phase and its status follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> event = events.codebuild_phase("INSTALL", status="FAILED")
        >>> [phase["phase-type"] for phase in event["detail"]["additional-information"]["phases"]][-2:]
        ['INSTALL', 'PRE_BUILD']
    """
    where = _origin(entropy, account_id, region, time, overrides)
    completed = where.choice("completed_phase", completed_phase, _PHASES, "detail/completed-phase")
    how = where.choice("status", status, get_args(PhaseStatus), "detail/completed-phase-status")
    index = _PHASES.index(completed) + 1
    ended = _PHASES[:index]
    name, arn, information = _build(entropy, where, project, build_number, environment_variables, ended)
    phases, start = _phases(entropy, where.at, ended, how, breaks_in=completed)
    last = phases[-1]
    follows = _PHASES[index] if index < len(_PHASES) else "COMPLETED"
    information["phases"] = [*phases, {"start-time": where.at.twelve_hours(), "phase-type": follows}]
    information["build-start-time"] = start.twelve_hours()
    detail = {
        "completed-phase": completed,
        "project-name": name,
        "build-id": arn,
        "completed-phase-context": f"[{', '.join(last['phase-context'])}]",
        "additional-information": information,
        "completed-phase-status": how,
        "completed-phase-duration-seconds": last["duration-in-seconds"],
        "version": "1",
        "completed-phase-start": last["start-time"],
        "completed-phase-end": last["end-time"],
    }
    event = service_event(entropy, where, "aws.codebuild", "CodeBuild Build Phase Change", [arn], detail)
    return cast("CodebuildPhaseEvent", event)


def _origin(entropy: Entropy, account_id: object, region: object, time: object, overrides: object) -> Origin:
    return service_origin(
        entropy, account_id=account_id, region=region, time=time, overrides=overrides, arns=("detail/build-id",)
    )


def _build(
    entropy: Entropy,
    where: Origin,
    project: object,
    build_number: object,
    environment_variables: object,
    ended: Sequence[str],
) -> tuple[str, str, dict[str, Any]]:
    """Return the name of the project, the ARN of a build whose phases *ended*, and what is said about the build."""
    name = where.matching("project", project, _PROJECT, _PROJECT_IN_WORDS, "detail/project-name")
    number = _check.integer("build_number", build_number, 1)
    build = entropy.uuid()
    found = where.resource("codebuild", _BUILD_ARN, "resources/0", "detail/build-id")
    if found is not None:
        name, build = found["project"], found["id"]
    console = f"https://console.aws.amazon.com/cloudwatch/home?region={where.region}#logEvent:"
    group = f"/aws/codebuild/{name}"
    information = {
        "artifact": {
            "md5sum": entropy.hex(32),
            "sha256sum": entropy.hex(64),
            "location": f"arn:{_names.partition(where.region)}:s3:::codebuild-{where.account_id}-output/{name}.zip",
        },
        "environment": {
            "image": "aws/codebuild/standard:7.0",
            "privileged-mode": False,
            "compute-type": "BUILD_GENERAL1_SMALL",
            "type": "LINUX_CONTAINER",
            "environment-variables": _variables(environment_variables),
        },
        "timeout-in-minutes": 60.0,
        "build-complete": "FINALIZING" in ended,
        "build-number": float(number),
        "initiator": "deployer",
        "build-start-time": where.at.twelve_hours(),
        "source": {"location": f"codebuild-{where.account_id}-input/{name}.zip", "type": "S3"},
        "logs": {
            "group-name": group,
            "stream-name": build,
            "deep-link": f"{console}group={group};stream={build}",
        },
    }
    if "UPLOAD_ARTIFACTS" not in ended:
        del information["artifact"]
    return name, where.arn("codebuild", f"build/{name}:{build}"), information


def _variables(given: object) -> list[dict[str, str]]:
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise _check.wrong("environment_variables", "a mapping of names to text", given)
    return [
        {
            "name": _check.text("a name in environment_variables", name),
            "type": "PLAINTEXT",
            "value": _check.text(f"environment_variables[{name!r}]", value),
        }
        for name, value in given.items()
    ]


def _phases_until_end(status: str) -> Sequence[str]:
    """Return the phases of a build that ended with *status*; after one that broke off the rest is left out."""
    if status in ("SUCCEEDED", "FAILED"):
        return _PHASES
    broken = _PHASES.index(_BREAKS_IN[status])
    return (*_PHASES[: broken + 1], "FINALIZING")


def _phases(
    entropy: Entropy, end: Instant, phases: Sequence[str], status: str, *, breaks_in: str | None = None
) -> tuple[list[dict[str, Any]], Instant]:
    """Return *phases*, each beginning where the one before it ended, the last at *end*; and their beginning."""
    broken = breaks_in or _BREAKS_IN.get(status)
    seconds = [entropy.integer(*_SECONDS.get(phase, (0, 0))) for phase in phases]
    start = at = end.plus_ms(-1000 * sum(seconds))
    made = []
    for phase, duration in zip(phases, seconds, strict=True):
        ended = at.plus_ms(1000 * duration)
        how = status if phase == broken else "SUCCEEDED"
        made.append(
            {
                "phase-context": [_CONTEXTS[how]] if how in _CONTEXTS else [],
                "start-time": at.twelve_hours(),
                "end-time": ended.twelve_hours(),
                "duration-in-seconds": float(duration),
                "phase-type": phase,
                "phase-status": how,
            }
        )
        at = ended
    return made, start
