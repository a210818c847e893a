"""What AWS's operations answer about concurrency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["FunctionConcurrency", "InitializationType", "ProvisionedConcurrencyConfig", "ProvisionedStatus"]

InitializationType = Literal["on-demand", "provisioned-concurrency"]
"""How an environment came to be, as ``AWS_LAMBDA_INITIALIZATION_TYPE`` says it. Source: ENV-03, LC-18"""

ProvisionedStatus = Literal["IN_PROGRESS", "READY", "FAILED"]
"""Where the allocation is. Source: CON-07"""


@dataclass(frozen=True, slots=True)
class FunctionConcurrency:
    """
    What is reserved for a function.

    Attributes:
        reserved_concurrent_executions: 0 or more; ``None`` where nothing is reserved.

    Source: CON-02
    """

    reserved_concurrent_executions: int | None = None


@dataclass(frozen=True, slots=True)
class ProvisionedConcurrencyConfig:
    """
    The provisioned concurrency of a version or alias, as it was when it was asked for.

    Attributes:
        function_arn: qualified with the version or alias.
        requested_provisioned_concurrent_executions: what was put.
        allocated_provisioned_concurrent_executions: environments that there are for it.
        available_provisioned_concurrent_executions: those of them that are initialized.
        status: ``"IN_PROGRESS"``, ``"READY"`` or ``"FAILED"``.
        status_reason: why it failed: ``"FUNCTION_ERROR_INIT_FAILURE"``; else ``None``.
        last_modified: when it was put, such as ``"2025-01-01T00:00:00+0000"``.

    Source: CON-07
    """

    function_arn: str
    requested_provisioned_concurrent_executions: int
    allocated_provisioned_concurrent_executions: int
    available_provisioned_concurrent_executions: int
    status: ProvisionedStatus
    status_reason: str | None
    last_modified: str
