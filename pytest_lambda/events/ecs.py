"""Events of Amazon ECS: a task or a container instance changed its state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check, _machines
from pytest_lambda.events._instant import Time
from pytest_lambda.events._origin import Origin, service_event, service_origin

if TYPE_CHECKING:
    from pytest_lambda.events.types.ecs import EcsContainerInstanceEvent, EcsTaskEvent

__all__ = ["InstanceStatus", "TaskStatus", "Variant", "ecs_container_instance", "ecs_task"]

Variant = Literal["fargate", "ec2"]
TaskStatus = Literal[
    "PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"
]
InstanceStatus = Literal["ACTIVE", "DRAINING", "INACTIVE", "REGISTERING", "DEREGISTERING", "REGISTRATION_FAILED"]
StopCode = Literal[
    "EssentialContainerExited",
    "TaskFailedToStart",
    "UserInitiated",
    "ServiceSchedulerInitiated",
    "SpotInterruption",
    "TerminationNotice",
]

_STATUSES: tuple[str, ...] = get_args(TaskStatus)
_RUNNING, _STOPPED = _STATUSES.index("RUNNING"), _STATUSES.index("STOPPED")
_STOPPED_REASONS = {
    "EssentialContainerExited": "Essential container in task exited",
    "TaskFailedToStart": "CannotPullContainerError: image not found",
    "UserInitiated": "Task stopped by user",
    "ServiceSchedulerInitiated": "Scaling activity initiated by deployment ecs-svc/{0}",
    "SpotInterruption": "Your Spot Task was interrupted.",
    "TerminationNotice": "Your Spot Task was interrupted.",
}
# What has happened to a task at the latest when it has this status, and how long before it has stopped.
_HAPPENED = (
    ("createdAt", "PROVISIONING", 95_000),
    ("connectivityAt", "PENDING", 90_000),
    ("pullStartedAt", "PENDING", 80_000),
    ("pullStoppedAt", "ACTIVATING", 70_000),
    ("startedAt", "RUNNING", 60_000),
    ("stoppingAt", "STOPPING", 40_000),
    ("executionStoppedAt", "DEPROVISIONING", 20_000),
    ("stoppedAt", "STOPPED", 0),
)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,255}")
_NAME_IN_WORDS = "1 to 255 letters, digits, '_' or '-'"
_TASK_ARN = re.compile(rf"task/(?P<cluster>{_NAME.pattern})/(?P<id>[0-9a-f]{{32}})")
_CLUSTER_ARN = re.compile(rf"cluster/(?P<cluster>{_NAME.pattern})")
_INSTANCE_ARN = re.compile(rf"container-instance/(?P<cluster>{_NAME.pattern})/(?P<id>[0-9a-f]{{32}})")
_CPU, _MEMORY = 2048, 3884
_PORTS = ("22", "2376", "2375", "51678", "51679")
_CAPABILITIES = (
    "com.amazonaws.ecs.capability.docker-remote-api.1.19",
    "com.amazonaws.ecs.capability.logging-driver.awslogs",
    "com.amazonaws.ecs.capability.logging-driver.json-file",
    "com.amazonaws.ecs.capability.privileged-container",
    "com.amazonaws.ecs.capability.task-iam-role",
)


def ecs_task(
    entropy: Entropy,
    last_status: TaskStatus = "RUNNING",
    *,
    variant: Variant = "fargate",
    cluster: str = "orders",
    service: str = "orders",
    task_definition: str = "orders:3",
    containers: Sequence[str] = ("app",),
    exit_code: int = 0,
    stop_code: StopCode = "EssentialContainerExited",
    stopped_reason: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> EcsTaskEvent:
    """
    Return the event of a task that changed its state.

    Args:
        last_status: the new state; desired status, times, containers and network interface say the same.
        variant: the launch type, ``"fargate"`` or ``"ec2"``.
        cluster: its name.
        service: the name of the service that the task belongs to.
        task_definition: family and revision.
        containers: their names.
        exit_code: of every container, once the task has stopped.
        stop_code: why the task stops; given once it does.
        stopped_reason: the same in words; by default those that go with *stop_code*.
        time: when the state changed.
        overrides: merged in last; the status, what names task and cluster, and the event's time follow.

    Raises:
        UsageError: an argument is not what it must be.

    Assumed: how long a task stays in each state, and the size of the task.

    Example:
        >>> detail = events.ecs_task("STOPPED", cluster="web", exit_code=137)["detail"]
        >>> detail["desiredStatus"], detail["containers"][0]["exitCode"]
        ('STOPPED', 137)
    """
    where = _origin(entropy, account_id, region, time, overrides, "detail/taskArn")
    launch_type = _check.choice("variant", variant, get_args(Variant)).upper()
    status = where.choice("last_status", last_status, _STATUSES, "detail/lastStatus")
    stop_code = where.choice("stop_code", stop_code, get_args(StopCode), "detail/stopCode")  # type: ignore[assignment]
    step = _STATUSES.index(status)
    found = where.resource("ecs", _TASK_ARN, "resources/0", "detail/taskArn")
    name = _cluster(where, cluster, found)
    task = entropy.hex(32) if found is None else found["id"]
    task_arn = where.arn("ecs", f"task/{name}/{task}")
    interface, address = entropy.uuid(), _machines.private_ip(entropy)
    deployment = entropy.digits(19)
    times = _times(entropy, where, step)
    detail: dict[str, Any] = {
        "attachments": [_interface(entropy, where, interface, address, step)] if launch_type == "FARGATE" else [],
        "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
        "availabilityZone": f"{where.region}{entropy.random.choice('abc')}",
        "clusterArn": where.arn("ecs", f"cluster/{name}"),
        "containers": [
            _container(entropy, where, container, name, task, interface, address, launch_type, step, exit_code)
            for container in _containers(containers)
        ],
        "cpu": "256",
        "desiredStatus": "RUNNING" if step <= _RUNNING else "STOPPED",
        "enableExecuteCommand": False,
        "group": f"service:{_check.matching('service', service, _NAME, _NAME_IN_WORDS)}",
        "launchType": launch_type,
        "lastStatus": status,
        "memory": "512",
        "overrides": {"containerOverrides": [{"name": container} for container in _containers(containers)]},
        "startedBy": f"ecs-svc/{deployment}",
        "taskArn": task_arn,
        "taskDefinitionArn": where.arn("ecs", f"task-definition/{_task_definition(task_definition)}"),
        "updatedAt": where.at.iso_ms(),
        "version": step + 1,
        **times,
    }
    if "connectivityAt" in times:
        detail["connectivity"] = "CONNECTED"
    if launch_type == "FARGATE":
        detail["platformVersion"] = "1.4.0"
        detail["ephemeralStorage"] = {"sizeInGiB": 20}
    else:
        detail["containerInstanceArn"] = where.arn("ecs", f"container-instance/{name}/{entropy.hex(32)}")
    if step > _RUNNING:
        detail["stopCode"] = stop_code
        reason = _STOPPED_REASONS[stop_code].format(deployment) if stopped_reason is None else stopped_reason
        detail["stoppedReason"] = _check.text("stopped_reason", reason)
    event = service_event(entropy, where, "aws.ecs", "ECS Task State Change", [task_arn], detail)
    return cast("EcsTaskEvent", event)


def ecs_container_instance(
    entropy: Entropy,
    status: InstanceStatus = "ACTIVE",
    *,
    cluster: str = "orders",
    agent_connected: bool = True,
    instance_id: str | None = None,
    account_id: str = "123456789012",
    region: str = "us-east-1",
    time: Time = None,
    overrides: Mapping[str, Any] | None = None,
) -> EcsContainerInstanceEvent:
    """
    Return the event of a container instance that changed its state, its agent or its resources.

    Args:
        status: of the instance.
        cluster: its name.
        agent_connected: the agent on it is connected.
        instance_id: of the EC2 instance.
        time: when it changed.
        overrides: merged in last; what names instance and cluster, and the event's time, follow.

    Raises:
        UsageError: an argument is not what it must be.

    Example:
        >>> events.ecs_container_instance("DRAINING", agent_connected=False)["detail"]["agentConnected"]
        False
    """
    where = _origin(entropy, account_id, region, time, overrides, "detail/containerInstanceArn")
    status = _check.choice("status", status, get_args(InstanceStatus))  # type: ignore[assignment]
    if not isinstance(agent_connected, bool):
        raise _check.wrong("agent_connected", "True or False", agent_connected)
    instance = _check.matching(
        "instance_id",
        _machines.instance_id(entropy) if instance_id is None else instance_id,
        _machines.INSTANCE,
        "the id of an instance such as 'i-0123456789abcdef0'",
    )
    found = where.resource("ecs", _INSTANCE_ARN, "resources/0", "detail/containerInstanceArn")
    name = _cluster(where, cluster, found)
    identity = entropy.hex(32) if found is None else found["id"]
    arn = where.arn("ecs", f"container-instance/{name}/{identity}")
    detail = {
        "agentConnected": agent_connected,
        "attributes": [{"name": capability} for capability in _CAPABILITIES],
        "clusterArn": where.arn("ecs", f"cluster/{name}"),
        "containerInstanceArn": arn,
        "ec2InstanceId": instance,
        "registeredResources": _resources(_CPU, _MEMORY),
        "remainingResources": _resources(_CPU - 256 * entropy.integer(0, 7), _MEMORY - 512 * entropy.integer(0, 7)),
        "status": status,
        "version": entropy.integer(1, 20_000),
        "versionInfo": {
            "agentHash": entropy.hex(8),
            "agentVersion": "1.89.2",
            "dockerVersion": "DockerVersion: 25.0.6",
        },
        "updatedAt": where.at.iso_ms(),
    }
    event = service_event(entropy, where, "aws.ecs", "ECS Container Instance State Change", [arn], detail)
    return cast("EcsContainerInstanceEvent", event)


def _origin(
    entropy: Entropy, account_id: object, region: object, time: object, overrides: object, arn_path: str
) -> Origin:
    return service_origin(
        entropy,
        account_id=account_id,
        region=region,
        time=time,
        overrides=overrides,
        times=("detail/updatedAt",),
        arns=(arn_path, "detail/clusterArn"),
    )


def _cluster(where: Origin, given: object, found: re.Match[str] | None) -> str:
    name = _check.matching("cluster", given, _NAME, _NAME_IN_WORDS)
    found = found or where.resource("ecs", _CLUSTER_ARN, "detail/clusterArn")
    return name if found is None else found["cluster"]


def _containers(given: object) -> list[str]:
    if isinstance(given, (list, tuple)) and given:
        return [_check.matching("an item of containers", name, _NAME, _NAME_IN_WORDS) for name in given]
    raise _check.wrong("containers", "a list of names, at least one", given)


def _task_definition(given: object) -> str:
    return _check.matching(
        "task_definition",
        given,
        re.compile(rf"{_NAME.pattern}:[1-9]\d*"),
        "a family and a revision, such as 'orders:3'",
    )


def _times(entropy: Entropy, where: Origin, step: int) -> dict[str, str]:
    """Return when what has happened to a task happened; what made its status happened last, at the event's time."""
    happened = [(key, since, before) for key, since, before in _HAPPENED if step >= _STATUSES.index(since)]
    _, last, latest = happened[-1]
    if last != _STATUSES[step]:
        latest -= 10_000
    return {
        key: where.at.plus_ms(latest - before - (entropy.integer(0, 4_000) if before > latest else 0)).iso_ms()
        for key, _, before in happened
    }


def _container(
    entropy: Entropy,
    where: Origin,
    container: str,
    cluster: str,
    task: str,
    interface: str,
    address: str,
    launch_type: str,
    step: int,
    exit_code: object,
) -> dict[str, Any]:
    """Return one container: it runs while its task runs, and stops before the task has stopped."""
    status = "PENDING" if step < _RUNNING else "RUNNING" if step <= _STATUSES.index("STOPPING") else "STOPPED"
    made: dict[str, Any] = {
        "containerArn": where.arn("ecs", f"container/{cluster}/{task}/{entropy.uuid()}"),
        "lastStatus": status,
        "name": container,
        "image": f"{where.account_id}.dkr.ecr.{where.region}.amazonaws.com/{container.lower()}:latest",
        "taskArn": where.arn("ecs", f"task/{cluster}/{task}"),
        "networkInterfaces": [],
        "cpu": "0",
    }
    code = _check.integer("exit_code", exit_code, 0, 255)
    if status != "PENDING":
        made["imageDigest"] = _machines.image_digest(entropy)
        made["runtimeId"] = f"{task}-{entropy.digits(10)}"
    if status == "STOPPED":
        made["exitCode"] = code
    if launch_type == "FARGATE" and step >= _STATUSES.index("PENDING"):
        made["networkInterfaces"] = [{"attachmentId": interface, "privateIpv4Address": address}]
    return made


def _interface(entropy: Entropy, where: Origin, interface: str, address: str, step: int) -> dict[str, Any]:
    """Return the network interface of a task on Fargate: attached while the task lives."""
    status = "PRECREATED" if step == 0 else "DELETED" if step == _STOPPED else "ATTACHED"
    digits = entropy.hex(10)
    details = {
        "subnetId": _machines.network_id(entropy, "subnet"),
        "networkInterfaceId": _machines.network_id(entropy, "eni"),
        "macAddress": "0a:" + ":".join(digits[index : index + 2] for index in range(0, 10, 2)),
        "privateDnsName": _machines.private_dns_name(address, where.region),
        "privateIPv4Address": address,
    }
    return {
        "id": interface,
        "type": "eni",
        "status": status,
        "details": [] if step == 0 else [{"name": name, "value": value} for name, value in details.items()],
    }


def _resources(cpu: int, memory: int) -> list[dict[str, Any]]:
    return [
        {"name": "CPU", "type": "INTEGER", "integerValue": cpu},
        {"name": "MEMORY", "type": "INTEGER", "integerValue": memory},
        {"name": "PORTS", "type": "STRINGSET", "stringSetValue": list(_PORTS)},
        {"name": "PORTS_UDP", "type": "STRINGSET", "stringSetValue": []},
    ]
