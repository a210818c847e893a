"""Events of AWS CodeDeploy: by EventBridge, and to a function that is a lifecycle hook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _machines
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import origin, service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.codedeploy import CodedeployHookEvent, CodedeployStateEvent

__all__ = ["State", "Variant", "codedeploy_hook", "codedeploy_state"]

Variant = Literal["deployment", "instance"]
State = Literal["SUCCESS", "START", "READY", "FAILURE", "STOP"]

_GROUP_ARN = re.compile(
    rf"deploymentgroup:(?P<application>{_machines.NAME.pattern})/(?P<group>{_machines.NAME.pattern})"
)
_DEPLOYMENT = re.compile(r"d-[A-Z0-9]{1,9}")


def codedeploy_state(
    entropy: Entropy,
    state: State = "SUCCESS",
    *,
    variant: Variant = "deployment",
    application: str = "orders",
    deployment_group: str = "live",
    instance_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CodedeployStateEvent:
    """
    Return the event of a deployment, or of one instance in it, that changed its state.

    Args:
        state: the new state.
        variant: ``"deployment"``, or ``"instance"``.
        application: the name of the application.
        deployment_group: the name of its deployment group.
        instance_id: of the instance, where the event is of one.
        time: when the state changed.
        overrides: merged in last; the names in ``detail`` and the ARNs in ``resources`` follow each other.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.codedeploy_state("FAILURE", application="web")["resources"][1]
        'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:web/live'
    """
    where = service_origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    variant = _check.choice("variant", variant, get_args(Variant))  # type: ignore[assignment]
    state = where.choice("state", state, get_args(State), "detail/state")  # type: ignore[assignment]
    name = where.matching("application", application, _machines.NAME, _machines.NAME_IN_WORDS, "detail/application")
    group = where.matching(
        "deployment_group", deployment_group, _machines.NAME, _machines.NAME_IN_WORDS, "detail/deploymentGroup"
    )
    found = where.resource("codedeploy", _GROUP_ARN, "resources/1")
    if found is not None:
        name, group = found["application"], found["group"]
    instance = where.matching(
        "instance_id",
        _machines.instance_id(entropy) if instance_id is None else instance_id,
        _machines.INSTANCE,
        "the id of an instance such as 'i-0123456789abcdef0'",
        "detail/instanceId",
    )
    application_arn = where.arn("codedeploy", f"application:{name}")
    group_arn = where.arn("codedeploy", f"deploymentgroup:{name}/{group}")
    detail = {
        "region": where.region,
        "deploymentId": _machines.deployment_id(entropy),
        "instanceGroupId": entropy.uuid(),
        "deploymentGroup": group,
        "state": state,
        "application": name,
    }
    if variant == "deployment":
        detail_type, resources = "CodeDeploy Deployment State-change Notification", [application_arn, group_arn]
    else:
        detail_type = "CodeDeploy Instance State-change Notification"
        resources = [where.arn("ec2", f"instance/{instance}"), group_arn, application_arn]
        detail["instanceId"] = instance
    event = service_event(entropy, where, "aws.codedeploy", detail_type, resources, detail)
    return cast("CodedeployStateEvent", event)


def codedeploy_hook(
    entropy: Entropy,
    deployment_id: str | None = None,
    *,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> CodedeployHookEvent:
    """
    Return the event that asks a function to check a deployment, before or after traffic moves.

    Args:
        deployment_id: such as ``"d-ABCDEF123"``.
        account_id: not part of this event.
        region: not part of this event.
        time: not part of this event.
        overrides: merged in last.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.codedeploy_hook("d-ABCDEF123")["DeploymentId"]
        'd-ABCDEF123'
    """
    where = origin(entropy, account_id=account_id, region=region, time=time, overrides=overrides)
    deployment = _machines.deployment_id(entropy) if deployment_id is None else deployment_id
    event = {
        "DeploymentId": _check.matching(
            "deployment_id", deployment, _DEPLOYMENT, "'d-' and up to nine capitals and digits"
        ),
        "LifecycleEventHookExecutionId": entropy.base64(96),
    }
    return cast("CodedeployHookEvent", where.finish(event))
