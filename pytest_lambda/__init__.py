"""
Test AWS Lambda handlers with pytest: events, context, execution environments and the service around them.

Importing this package imports nothing heavy: names are loaded when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pytest_lambda import events as events
    from pytest_lambda.base.errors import (
        AccessDeniedException,
        AWSError,
        FunctionError,
        InvalidParameterValueException,
        InvalidRequestContentException,
        PolicyLengthExceededException,
        PreconditionFailedException,
        ProvisionedConcurrencyConfigNotFoundException,
        RecursiveInvocationException,
        RequestEntityTooLargeException,
        ResourceConflictException,
        ResourceNotFoundException,
        ServiceException,
        StillPendingError,
        TooManyRequestsException,
        UsageError,
        ValidationException,
    )
    from pytest_lambda.context import ClientContext, CognitoIdentity, LambdaContext
    from pytest_lambda.model.contracts import IsolationBackend, Sandbox, SandboxSpec
    from pytest_lambda.model.log import LogEvent, LogGroup, LogStream
    from pytest_lambda.model.permission import Permission, ResourcePolicy
    from pytest_lambda.reports.cost import Cost, FunctionCost
    from pytest_lambda.reports.metrics import Metric
    from pytest_lambda.simulator import (
        Alias,
        Bucket,
        Clock,
        DeadLetterRecord,
        Environment,
        EventBus,
        EventSourceMapping,
        Function,
        FunctionUrl,
        FunctionVersion,
        Invocation,
        Queue,
        Role,
        Simulator,
        Topic,
    )

__all__ = [
    # the simulator
    "Simulator",
    "Alias",
    "Bucket",
    "Clock",
    "DeadLetterRecord",
    "Environment",
    "EventBus",
    "EventSourceMapping",
    "Function",
    "FunctionUrl",
    "FunctionVersion",
    "Invocation",
    "Permission",
    "Queue",
    "ResourcePolicy",
    "Role",
    "Topic",
    # what can be observed
    "Cost",
    "FunctionCost",
    "LogEvent",
    "LogGroup",
    "LogStream",
    "Metric",
    # handlers
    "ClientContext",
    "CognitoIdentity",
    "LambdaContext",
    "events",
    # errors
    "AWSError",
    "AccessDeniedException",
    "FunctionError",
    "InvalidParameterValueException",
    "InvalidRequestContentException",
    "PolicyLengthExceededException",
    "PreconditionFailedException",
    "ProvisionedConcurrencyConfigNotFoundException",
    "RecursiveInvocationException",
    "RequestEntityTooLargeException",
    "ResourceConflictException",
    "ResourceNotFoundException",
    "ServiceException",
    "StillPendingError",
    "TooManyRequestsException",
    "UsageError",
    "ValidationException",
    # plug points
    "IsolationBackend",
    "Sandbox",
    "SandboxSpec",
]

_HOMES = {
    "pytest_lambda.simulator": (
        "Simulator",
        "Alias",
        "Bucket",
        "Clock",
        "DeadLetterRecord",
        "Environment",
        "EventBus",
        "EventSourceMapping",
        "Function",
        "FunctionUrl",
        "FunctionVersion",
        "Invocation",
        "Queue",
        "Role",
        "Topic",
    ),
    "pytest_lambda.model.permission": ("Permission", "ResourcePolicy"),
    "pytest_lambda.model.log": ("LogEvent", "LogGroup", "LogStream"),
    "pytest_lambda.reports.cost": ("Cost", "FunctionCost"),
    "pytest_lambda.reports.metrics": ("Metric",),
    "pytest_lambda.context": ("ClientContext", "CognitoIdentity", "LambdaContext"),
    "pytest_lambda.model.contracts": ("IsolationBackend", "Sandbox", "SandboxSpec"),
}


def __getattr__(name: str) -> Any:
    if name == "events":
        return importlib.import_module("pytest_lambda.events")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((home for home, names in _HOMES.items() if name in names), "pytest_lambda.base.errors")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
