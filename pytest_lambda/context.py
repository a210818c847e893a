"""The context object: the second argument of every handler, as AWS's runtime client makes it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping
from typing import Any

from pytest_lambda.base.clock import wall_clock_seconds

__all__ = ["Client", "ClientContext", "CognitoIdentity", "LambdaContext"]

_W3C_FIELDS = ("traceparent", "tracestate", "baggage")


def _shown(instance: object, names: tuple[str, ...]) -> str:
    fields = ",".join(f"{name}={getattr(instance, name)}" for name in names)
    return f"{type(instance).__name__}([{fields}])"


class CognitoIdentity:
    """Who called through Cognito; both ids are ``None`` for any other caller. Source: CTX-06"""

    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self, fields: Mapping[str, Any] | None = None) -> None:
        self.cognito_identity_id: str | None = fields.get("cognitoIdentityId") if fields else None
        self.cognito_identity_pool_id: str | None = fields.get("cognitoIdentityPoolId") if fields else None

    def __repr__(self) -> str:
        return _shown(self, self.__slots__)


class Client:
    """The mobile app of a client context; fields that were not sent are ``None``. Source: CTX-05"""

    __slots__ = ("app_package_name", "app_title", "app_version_code", "app_version_name", "installation_id")

    _SHOWN = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.installation_id: str | None = fields.get("installation_id")
        self.app_title: str | None = fields.get("app_title")
        self.app_version_name: str | None = fields.get("app_version_name")
        self.app_version_code: str | None = fields.get("app_version_code")
        self.app_package_name: str | None = fields.get("app_package_name")

    def __repr__(self) -> str:
        return _shown(self, self._SHOWN)


class ClientContext:
    """What the caller sent as client context. Source: CTX-05"""

    __slots__ = ("client", "custom", "env")

    _SHOWN = ("custom", "env", "client")

    def __init__(self, fields: Mapping[str, Any]) -> None:
        client = fields.get("client")
        self.custom: dict[str, Any] | None = fields.get("custom")
        self.env: dict[str, Any] | None = fields.get("env")
        self.client: Client | None = None if client is None else Client(client)

    def __repr__(self) -> str:
        return _shown(self, self._SHOWN)


class LambdaContext:
    """
    The context of one invocation, with the attributes, methods and repr of AWS's runtime client.

    Args:
        invoke_id: the request id, a UUID as text.
        client_context: the decoded client context, or ``None``. A ``w3c`` key is taken out of it.
        cognito_identity: the decoded Cognito identity, or ``None``.
        epoch_deadline_time_in_ms: when the invocation times out, ms since the epoch.
        invoked_function_arn: the ARN as it was invoked.
        tenant_id: the tenant, for functions with tenant isolation.
        environment: where name, version, memory size, log group and stream are read; by default
            ``os.environ``, as AWS's client does.

    Source: CTX-01, CTX-02, CTX-09
    """

    def __init__(
        self,
        invoke_id: str,
        client_context: dict[str, Any] | None,
        cognito_identity: Mapping[str, Any] | None,
        epoch_deadline_time_in_ms: int,
        invoked_function_arn: str | None = None,
        tenant_id: str | None = None,
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        environment = os.environ if environment is None else environment
        self.aws_request_id = invoke_id
        self.log_group_name = environment.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environment.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environment.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environment.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environment.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = invoked_function_arn
        self.tenant_id = tenant_id
        self._w3c_fields = {} if client_context is None else _take_w3c(client_context)
        self.client_context = None if client_context is None else ClientContext(client_context)
        self.identity = CognitoIdentity(cognito_identity)
        self._epoch_deadline_time_in_ms = epoch_deadline_time_in_ms

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until the deadline, never negative, by the wall clock. Source: CTX-03"""
        return max(0, self._epoch_deadline_time_in_ms - int(wall_clock_seconds() * 1000))

    def log(self, msg: object) -> None:
        """Write ``str(msg)`` to the log sink, or to stdout where there is none; no newline. Source: CTX-04"""
        for handler in logging.getLogger().handlers:
            sink = getattr(handler, "log_sink", None)
            if sink is not None:
                sink.log(str(msg))
                return
        sys.stdout.write(str(msg))

    def w3c(self) -> dict[str, str]:
        """Return the W3C trace context that came with the invocation. Source: CTX-09"""
        return dict(self._w3c_fields)

    def __repr__(self) -> str:
        return _shown(
            self,
            (
                "aws_request_id",
                "log_group_name",
                "log_stream_name",
                "function_name",
                "memory_limit_in_mb",
                "function_version",
                "invoked_function_arn",
                "client_context",
                "identity",
                "tenant_id",
            ),
        )


def _take_w3c(client_context: Any) -> dict[str, str]:
    if not isinstance(client_context, dict):
        return {}
    w3c = client_context.pop("w3c", None)
    if not isinstance(w3c, dict):
        return {}
    return {name: w3c[name] for name in _W3C_FIELDS if isinstance(w3c.get(name), str)}
