"""What a function is deployed with: arguments, defaults and changes, turned into its configuration."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from pathlib import Path
from types import FunctionType
from typing import Any

from pytest_lambda.base.errors import InvalidParameterValueException, UsageError
from pytest_lambda.model.check import given_values, one_of, only_known
from pytest_lambda.model.function import (
    EventInvokeConfig,
    FunctionConfiguration,
    LoggingConfig,
    check_tenancy_config,
)
from pytest_lambda.model.network import VpcConfig, check_vpc_removal
from pytest_lambda.model.tracing import TracingConfig
from pytest_lambda.simulator.destinations import Destinations
from pytest_lambda.simulator.file_systems import FileSystems
from pytest_lambda.simulator.packages import Packages

__all__ = [
    "CODE_OPTIONS",
    "CONFIGURATION_OPTIONS",
    "EVENT_INVOKE_OPTIONS",
    "FUNCTION_OPTIONS",
    "Deployment",
    "free_name",
]

_MADE_HERE = (
    "handler",
    "target",
    "code_uri",
    "isolation",
    "logging_config",
    "dead_letter_target",
    "has_tenant_isolation",
    "layers",
    "opt_folder",
    "role",
    "vpc_config",
    "file_system_configs",
    "tracing_config",
)
EVENT_INVOKE_OPTIONS = ("maximum_retry_attempts", "maximum_event_age_in_seconds", "destination_config")
"""What ``put_event_invoke_config`` takes, and ``function`` too."""

FUNCTION_OPTIONS = tuple(
    sorted(
        {
            *(field.name for field in fields(FunctionConfiguration) if field.name not in _MADE_HERE),
            *EVENT_INVOKE_OPTIONS,
            "code_uri",
            "isolation",
            "layers",
            "logging_config",
            "dead_letter_config",
            "reserved_concurrent_executions",
            "role",
            "file_system_configs",
            "tags",
            "tenancy_config",
            "tracing_config",
            "vpc_config",
        }
    )
)
"""What ``function`` takes beside the handler."""

CONFIGURATION_OPTIONS = (
    "dead_letter_config",
    "description",
    "environment",
    "ephemeral_storage",
    "file_system_configs",
    "handler",
    "layers",
    "logging_config",
    "memory_size",
    "role",
    "runtime",
    "timeout",
    "tracing_config",
    "vpc_config",
)
"""What ``update_function_configuration`` takes."""

CODE_OPTIONS = ("architectures", "code_uri", "handler")
"""What ``update_function_code`` takes."""


class Deployment:
    """
    How the functions of one simulator are configured. An option that is ``None`` is left out, wherever it is given.

    Args:
        isolation_names: the isolations that there are.
        destinations: where Lambda can send things.
        packages: the code and layers of the account.
        role_arn: returns the ARN of a role, given the function's name and what was said of it.
        file_systems: the account's file systems.
        code_uri: the folder that handler strings are imported from by default.
        isolation: the isolation by default; else ``inline`` for a callable and ``module`` for a string.
        runtime: the runtime by default; else that of the running Python.
        defaults: for what ``function`` takes.
        overrides: what holds whatever ``function`` is given.
    """

    def __init__(
        self,
        *,
        isolation_names: Collection[str],
        destinations: Destinations,
        packages: Packages,
        role_arn: Callable[[str, Any], str],
        file_systems: FileSystems,
        code_uri: str | Path | None,
        isolation: str | None,
        runtime: str | None,
        defaults: Mapping[str, Any],
        overrides: Mapping[str, Any],
    ) -> None:
        if isolation is not None:
            one_of("isolation", isolation, isolation_names)
        only_known("function_defaults", defaults, FUNCTION_OPTIONS)
        only_known("function_overrides", overrides, FUNCTION_OPTIONS)
        self._isolation_names = isolation_names
        self._destinations = destinations
        self._packages = packages
        self._role_arn = role_arn
        self._file_systems = file_systems
        self._code_uri = Path(code_uri) if code_uri is not None else Path.cwd()
        self._isolation = isolation
        self._defaults = {**given_values({"runtime": runtime}), **given_values(defaults)}
        self._overrides = given_values(overrides)

    def options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what holds for a function that was *given* these options."""
        only_known("function", given, FUNCTION_OPTIONS)
        return {**self._defaults, **given_values(given), **self._overrides}

    def configuration(self, handler: Any, function_name: str, options: Mapping[str, Any]) -> FunctionConfiguration:
        """
        Return the configuration of a new function; *options* as :meth:`options` returns them, those of
        asynchronous invocation apart.

        Raises:
            UsageError, AWSError: as ``function``.
        """
        options = dict(options)
        options.pop("function_name", None)
        isolation = (
            options.pop("isolation", None) or self._isolation or ("module" if isinstance(handler, str) else "inline")
        )
        one_of("isolation", isolation, self._isolation_names)
        given_code, layers = options.pop("code_uri", None), self._packages.layers(options.pop("layers", ()))
        code_uri = self._packages.code_folder(self._code_uri if given_code is None else given_code)
        if given_code is not None or layers:
            self._packages.check_size([code_uri, *layers] if given_code is not None else layers)
        text, target = _handler(handler, isolation)
        return FunctionConfiguration(
            function_name=function_name,
            handler=text,
            target=target,
            code_uri=str(code_uri),
            **self._layered(layers),
            isolation=isolation,
            logging_config=LoggingConfig.parse(options.pop("logging_config", None), function_name),
            dead_letter_target=self._dead_letter_target(options.pop("dead_letter_config", None)),
            vpc_config=VpcConfig.parse(options.pop("vpc_config", None)),
            file_system_configs=self._file_systems.configs(options.pop("file_system_configs", None)),
            tracing_config=TracingConfig.parse(options.pop("tracing_config", None)),
            has_tenant_isolation=check_tenancy_config(options.pop("tenancy_config", None)),
            role=self._role_arn(function_name, options.pop("role", None)),
            **options,
        )

    def changed(self, current: FunctionConfiguration, changes: Mapping[str, Any]) -> FunctionConfiguration:
        """
        Return *current* with *changes*, checked as at creation. A map of variables replaces the whole map.

        Source: ENV-11
        """
        changes = given_values(changes)
        made: dict[str, Any] = {}
        if "code_uri" in changes:
            made["code_uri"] = str(self._packages.code_folder(changes.pop("code_uri")))
        if "layers" in changes:
            made |= self._layered(self._packages.layers(changes.pop("layers")))
        if "code_uri" in made or "layers" in made:
            folders = (made.get("code_uri", current.code_uri), *made.get("layers", current.layers))
            self._packages.check_size([Path(folder) for folder in folders])
        if "handler" in changes:
            made["handler"], made["target"] = _handler(changes.pop("handler"), current.isolation)
        if "logging_config" in changes:
            made["logging_config"] = current.logging_config.changed(
                changes.pop("logging_config"), current.function_name
            )
        if "dead_letter_config" in changes:
            made["dead_letter_target"] = self._dead_letter_target(changes.pop("dead_letter_config"))
        if "role" in changes:
            made["role"] = self._role_arn(current.function_name, changes.pop("role"))
        if "tracing_config" in changes:
            made["tracing_config"] = TracingConfig.parse(changes.pop("tracing_config"))
        if "file_system_configs" in changes:
            made["file_system_configs"] = self._file_systems.configs(changes.pop("file_system_configs"))
        if "vpc_config" in changes:
            made["vpc_config"] = VpcConfig.parse(changes.pop("vpc_config"))
            check_vpc_removal(made["vpc_config"], made.get("file_system_configs", current.file_system_configs))
        return replace(current, **made, **changes)

    def _layered(self, layers: tuple[Path, ...]) -> dict[str, Any]:
        """Return what a configuration says of *layers*."""
        opt_folder = self._packages.opt_folder(layers)
        return {
            "layers": tuple(map(str, layers)),
            "opt_folder": None if opt_folder is None else str(opt_folder),
        }

    def event_invoke_config(
        self, function_arn: str, current: EventInvokeConfig, given: Mapping[str, Any]
    ) -> EventInvokeConfig:
        """
        Return *current* with what is *given*; destinations are those of the function *function_arn*.

        Source: ASYNC-19
        """
        only_known("the event invoke config", given, EVENT_INVOKE_OPTIONS)
        changes = given_values(given)
        destinations = changes.pop("destination_config", {})
        if not isinstance(destinations, Mapping):
            raise UsageError(
                "destination_config must be a dict such as {'on_failure': {'destination': queue}}, "
                f"not {destinations!r}"
            )
        only_known("destination_config", destinations, ("on_success", "on_failure"))
        for outcome, value in destinations.items():
            target = value.get("destination") if isinstance(value, Mapping) else value
            if getattr(target, "arn", target) in (function_arn, f"{function_arn}:$LATEST"):
                raise InvalidParameterValueException("You can't specify the function as a destination for itself.")
            where = f"destination_config[{outcome!r}]"
            is_success = outcome == "on_success"
            changes[outcome] = (
                None if target is None else self._destinations.destination_arn(where, target, is_success=is_success)
            )
        return replace(current, **changes)

    def _dead_letter_target(self, value: Any) -> str | None:
        """Return the ARN of the dead-letter queue; none, or an empty one, is no queue."""
        if isinstance(value, Mapping):
            only_known("dead_letter_config", value, ("target_arn",))
            value = value.get("target_arn")
        if value is None or value == "":
            return None
        return self._destinations.dead_letter_arn("dead_letter_config", value)


def free_name(handler: Any, taken: Collection[str]) -> str:
    """Return a function's name made from *handler* that is not among *taken*."""
    text = handler if isinstance(handler, str) else getattr(handler, "__qualname__", type(handler).__name__)
    local = text.rpartition("<locals>.")[2]
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in local)
    name = kept.strip("-")[-60:] or "function"
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _handler(handler: Any, isolation: str) -> tuple[str, Callable[..., Any] | None]:
    """Return AWS's handler string, and the callable where the isolation calls that one itself."""
    if isinstance(handler, str):
        return handler, None
    if not callable(handler):
        raise UsageError(
            f"a handler is AWS's 'package.module.name' or a callable handler(event, context), not {handler!r}"
        )
    text = _handler_string(handler)
    if isolation == "inline":
        return text, handler
    _require_importable(handler, text, isolation)
    return text, None


def _handler_string(handler: Callable[..., Any]) -> str:
    module = getattr(handler, "__module__", None) or type(handler).__module__
    name = getattr(handler, "__qualname__", None) or type(handler).__qualname__
    return f"{module}.{name}".replace(" ", "")[-128:]


def _require_importable(handler: Callable[..., Any], text: str, isolation: str) -> None:
    """Refuse a callable that an environment cannot import for itself."""
    module_name, _, name = text.rpartition(".")
    module = sys.modules.get(module_name)
    if isinstance(handler, FunctionType) and module is not None and getattr(module, name, None) is handler:
        return
    where = (
        f" (defined at {inspect.getsourcefile(handler)}:{handler.__code__.co_firstlineno})"
        if isinstance(handler, FunctionType)
        else ""
    )
    raise UsageError(
        f"isolation {isolation!r} imports the code afresh for each environment, and {text!r}{where} is not a function "
        "at the top level of a module: pass a handler string, or isolation='inline'"
    )
