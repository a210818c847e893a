"""A function's configuration, checked as the Lambda API checks it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import InvalidParameterValueException, UsageError, ValidationException
from pytest_lambda.model.check import given_values, one_of, only_known, require_integer, require_text
from pytest_lambda.model.network import FileSystemConfig, VpcConfig, check_file_systems
from pytest_lambda.model.tracing import TracingConfig

__all__ = [
    "ARCHITECTURES",
    "RESERVED_VARIABLES",
    "ROLE_ARN_PATTERN",
    "check_tenancy_config",
    "check_tenant_id",
    "RUNTIMES",
    "EventInvokeConfig",
    "FunctionConfiguration",
    "LoggingConfig",
    "running_runtime",
]

RUNTIMES = ("python3.10", "python3.11", "python3.12", "python3.13", "python3.14")
"""Runtimes of Lambda that this library runs on. Source: CFG-13"""

ARCHITECTURES = ("x86_64", "arm64")
"""``Architectures``: a function has one of them. Source: CFG-07"""

RESERVED_VARIABLES = frozenset(
    {
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_DEFAULT_REGION",
        "AWS_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_LAMBDA_MAX_CONCURRENCY",
        "LAMBDA_TASK_ROOT",
        "LAMBDA_RUNTIME_DIR",
    }
)
"""Variables that a function's configuration cannot set. Source: ENV-01"""

ROLE_ARN_PATTERN = r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"
"""``Role``. Source: CFG-05"""

_VARIABLE_NAME = re.compile(r"[a-zA-Z]([a-zA-Z0-9_])+")
_FUNCTION_NAME = re.compile(r"[a-zA-Z0-9-_]+")
_TENANT_ID = re.compile(r"[a-zA-Z0-9._:/=+\-@ ]{1,256}")
_LOG_GROUP = re.compile(r"[.\-_/#A-Za-z0-9]+")
_APPLICATION_LOG_LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_SYSTEM_LOG_LEVELS = ("DEBUG", "INFO", "WARN")


def running_runtime() -> str:
    """Return the name of the Lambda runtime that has the Python this process runs."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def default_log_group(function_name: str) -> str:
    """Return the log group of a function that names none. Source: LOG-01"""
    return f"/aws/lambda/{function_name}"


@dataclass(frozen=True, slots=True)
class LoggingConfig:
    """
    Format and levels of a function's log.

    Attributes:
        log_format: ``"Text"`` or ``"JSON"``.
        application_log_level: for the handler's own lines; ``None`` with text.
        system_log_level: for the platform's lines; ``None`` with text.
        log_group: the log group's name.

    Source: LOG-01, LOG-13
    """

    log_group: str
    log_format: str = "Text"
    application_log_level: str | None = None
    system_log_level: str | None = None

    @classmethod
    def parse(cls, value: Mapping[str, Any] | None, function_name: str) -> LoggingConfig:
        """Check *value* as a user gives it; defaults are AWS's, and ``None`` is left out."""
        given = given_values(_mapping("logging_config", value))
        only_known("logging_config", given, ("log_format", "application_log_level", "system_log_level", "log_group"))
        log_format = one_of("logging_config['log_format']", given.get("log_format", "Text"), ("Text", "JSON"))
        levels: dict[str, str | None] = {"application_log_level": None, "system_log_level": None}
        for name, allowed in (
            ("application_log_level", _APPLICATION_LOG_LEVELS),
            ("system_log_level", _SYSTEM_LOG_LEVELS),
        ):
            level = given.get(name)
            if level is not None and log_format != "JSON":
                raise UsageError(
                    f"logging_config[{name!r}] works with log_format 'JSON' only (the format is {log_format!r}): "
                    "set 'log_format': 'JSON', or set the level in the handler"
                )
            if log_format == "JSON":
                levels[name] = one_of(f"logging_config[{name!r}]", "INFO" if level is None else level, allowed)
        log_group = given.get("log_group")
        if log_group is None:
            log_group = default_log_group(function_name)
        if not (
            isinstance(log_group, str) and _LOG_GROUP.fullmatch(log_group) and len(log_group) <= quotas.LOG_GROUP_LENGTH
        ):
            raise UsageError(
                f"logging_config['log_group'] must be 1 to 512 of letters, digits and . - _ / #, not {log_group!r}"
            )
        return cls(log_group, log_format, **levels)

    def changed(self, value: Mapping[str, Any], function_name: str) -> LoggingConfig:
        """
        Return the configuration with *value*, checked as :meth:`parse` does.

        Assumed: what is not given stays, and another format brings its own levels.
        """
        given = given_values(_mapping("logging_config", value))
        current: dict[str, Any] = {"log_group": self.log_group}
        if given.get("log_format", self.log_format) == self.log_format:
            current |= {
                "log_format": self.log_format,
                "application_log_level": self.application_log_level,
                "system_log_level": self.system_log_level,
            }
        return self.parse({**current, **given}, function_name)

    def log_stream_name(self, function_name: str, *, day: str, token: str, version: str = "$LATEST") -> str:
        """
        Return the name of an environment's log stream.

        Args:
            day: UTC, ``YYYY/MM/DD``.
            token: 32 hexadecimal digits.

        Source: LOG-01
        """
        is_own_group = self.log_group == default_log_group(function_name)
        return f"{day}/{'' if is_own_group else function_name}[{version}]{token}"


@dataclass(frozen=True, slots=True)
class EventInvokeConfig:
    """
    What becomes of an asynchronous invocation.

    Attributes:
        maximum_retry_attempts: 0 to 2.
        maximum_event_age_in_seconds: 60 to 21600.
        on_success: ARN of the destination for the records of successes, or ``None``.
        on_failure: ARN of the destination for the records of failures, or ``None``.

    Source: ASYNC-02, ASYNC-04, ASYNC-11
    """

    maximum_retry_attempts: int = 2
    maximum_event_age_in_seconds: int = 21_600
    on_success: str | None = None
    on_failure: str | None = None

    def __post_init__(self) -> None:
        require_integer("maximum_retry_attempts", self.maximum_retry_attempts, quotas.MAXIMUM_RETRY_ATTEMPTS)
        require_integer(
            "maximum_event_age_in_seconds",
            self.maximum_event_age_in_seconds,
            quotas.MAXIMUM_EVENT_AGE_SECONDS,
            unit="seconds",
        )


@dataclass(frozen=True, slots=True)
class FunctionConfiguration:
    """
    One version's configuration.

    Attributes:
        handler: AWS's ``"package.module.name"``; for a callable, its qualified name.
        target: the callable, where the function was deployed as one.
        code_uri: folder that the code is imported from.
        isolation: name of the isolation backend.
        timeout: seconds, 1 to 900.
        memory_size: MB, 128 to 10240.
        ephemeral_storage: MB of ``/tmp``, 512 to 10240.
        environment: the function's own variables.
        dead_letter_target: ARN of the dead-letter queue, or ``None``.
        has_tenant_isolation: whether each tenant has environments of its own.
        architectures: ``["x86_64"]`` or ``["arm64"]``.
        layers: folders of the layers, in the order in which they are laid over each other.
        opt_folder: the folder that is ``/opt``, or ``None`` without layers.
        role: ARN of the execution role.
        vpc_config: its VPC, or ``None``.
        file_system_configs: what is mounted under ``/mnt``.
        tracing_config: whether X-Ray samples its invocations.

    Source: ENV-14, CFG-01, CFG-02, CFG-04, CFG-05, CFG-07, CFG-09, CFG-11
    """

    function_name: str
    handler: str
    code_uri: str
    isolation: str
    logging_config: LoggingConfig
    target: Callable[..., Any] | None = None
    timeout: int = 3
    memory_size: int = 128
    ephemeral_storage: int = 512
    environment: Mapping[str, str] = field(default_factory=dict)
    runtime: str = field(default_factory=running_runtime)
    dead_letter_target: str | None = None
    description: str = ""
    has_tenant_isolation: bool = False
    architectures: Sequence[str] = ("x86_64",)
    layers: tuple[str, ...] = ()
    opt_folder: str | None = None
    role: str = ""
    vpc_config: VpcConfig | None = None
    file_system_configs: tuple[FileSystemConfig, ...] = ()
    tracing_config: TracingConfig = field(default_factory=TracingConfig)

    def __post_init__(self) -> None:
        require_integer("timeout", self.timeout, quotas.TIMEOUT_SECONDS, unit="seconds")
        require_integer("memory_size", self.memory_size, quotas.MEMORY_SIZE_MB, unit="MB")
        require_integer("ephemeral_storage", self.ephemeral_storage, quotas.EPHEMERAL_STORAGE_MB, unit="MB")
        require_text(
            "function_name",
            self.function_name,
            max_length=quotas.FUNCTION_NAME_LENGTH,
            what="the function's name",
        )
        if not _FUNCTION_NAME.fullmatch(self.function_name):
            raise ValidationException(
                f"1 validation error detected: Value '{self.function_name}' at 'functionName' failed to satisfy "
                "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"
            )
        require_text("handler", self.handler, max_length=quotas.HANDLER_LENGTH, what='"package.module.name"')
        if any(character.isspace() for character in self.handler):
            raise ValidationException(
                f"1 validation error detected: Value '{self.handler}' at 'handler' failed to satisfy "
                "constraint: Member must satisfy regular expression pattern: [^\\s]+"
            )
        _check_description(self.description)
        _check_runtime(self.runtime)
        _check_architectures(self.architectures)
        check_environment(self.environment)
        check_file_systems(self.vpc_config, self.file_system_configs)
        # Copies: what the caller does to the originals afterwards is not part of what was deployed.
        object.__setattr__(self, "environment", dict(self.environment or {}))
        object.__setattr__(self, "architectures", tuple(self.architectures))

    @property
    def architecture(self) -> str:
        """The one of ``architectures``."""
        return self.architectures[0]


def _check_description(description: Any) -> None:
    """Refuse a description that is not text, or too long. Source: CFG-05"""
    if description != "":
        require_text("description", description, max_length=quotas.DESCRIPTION_LENGTH, what="text")


def _check_architectures(architectures: Any) -> None:
    """Refuse what is not exactly one architecture. Source: CFG-07"""
    if not isinstance(architectures, (list, tuple)) or list(architectures) not in [[name] for name in ARCHITECTURES]:
        allowed = " or ".join(repr([name]) for name in ARCHITECTURES)
        raise UsageError(f"architectures must be {allowed}, not {architectures!r}")


def _check_runtime(runtime: Any) -> None:
    """Refuse a runtime that AWS no longer has, or that this library does not know. Source: CFG-13"""
    if not isinstance(runtime, str):
        raise UsageError(f"runtime must be a name such as 'python3.13', not {runtime!r}")
    if runtime in RUNTIMES:
        return
    old = re.fullmatch(r"python(2\.7|3\.[0-7])", runtime)
    if old:
        raise InvalidParameterValueException(
            f"The runtime parameter of {runtime} is no longer supported for creating or updating AWS Lambda "
            "functions. We recommend you use a supported runtime while creating or updating functions."
        )
    raise UsageError(f"runtime must be one of {', '.join(map(repr, RUNTIMES))}, not {runtime!r}")


def check_environment(variables: Mapping[str, str] | None) -> None:
    """
    Check a function's own variables; ``None`` is none.

    Raises:
        UsageError: a name or value is not text, or a name breaks AWS's pattern.
        InvalidParameterValueException: a name is reserved, or all together are over 4 KB.

    Source: ENV-01, ENV-09, ENV-10
    """
    variables = _mapping("environment", variables)
    reserved = [name for name in variables if name in RESERVED_VARIABLES]
    if reserved:
        raise InvalidParameterValueException(
            "Lambda was unable to configure your environment variables because the environment variables you have "
            "provided contains reserved keys that are currently not supported for modification. Reserved keys used "
            f"in this request: {', '.join(reserved)}"
        )
    for name, value in variables.items():
        if not isinstance(name, str) or not _VARIABLE_NAME.fullmatch(name):
            raise UsageError(
                f"environment has the name {name!r}: a name is a letter and then letters, digits or underscores, "
                "2 characters or more"
            )
        if not isinstance(value, str):
            raise UsageError(
                f"environment[{name!r}] must be text, as on Lambda, not {value!r} ({type(value).__name__}): "
                f"write {str(value)!r}"
            )
    measured = json.dumps(dict(variables), separators=(",", ":"), ensure_ascii=False)
    if len(measured.encode()) > quotas.ENVIRONMENT_BYTES:
        raise InvalidParameterValueException(
            "Lambda was unable to configure your environment variables because the environment variables you have "
            f"provided exceeded the 4KB limit. String measured: {measured}"
        )


def check_tenancy_config(value: Mapping[str, Any] | None) -> bool:
    """Return whether ``{"tenant_isolation_mode": "PER_TENANT"}`` is given; raise UsageError for what means nothing."""
    given = given_values(_mapping("tenancy_config", value))
    only_known("tenancy_config", given, ("tenant_isolation_mode",))
    if not given:
        return False
    one_of("tenancy_config['tenant_isolation_mode']", given["tenant_isolation_mode"], ("PER_TENANT",))
    return True


def check_tenant_id(tenant_id: Any, *, has_tenant_isolation: bool) -> None:
    """
    Refuse a tenant id that is missing, not wanted, or malformed.

    Source: CTX-07, LC-22
    """
    if tenant_id is None and not has_tenant_isolation:
        return
    if tenant_id is None:
        raise InvalidParameterValueException("The tenant ID is required for functions that have tenant isolation.")
    if not has_tenant_isolation:
        raise InvalidParameterValueException(
            "The tenant ID can only be given for functions that have tenant isolation."
        )
    if not isinstance(tenant_id, str) or not _TENANT_ID.fullmatch(tenant_id):
        raise ValidationException(
            f"1 validation error detected: Value '{tenant_id}' at 'tenantId' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9\\._:\\/=+\\-@ ]+, 1 to 256 characters"
        )


def _mapping(name: str, value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise UsageError(f"{name} must be a dict, not {value!r} ({type(value).__name__})")
    return value
