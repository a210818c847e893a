"""Reserved and provisioned concurrency."""

from __future__ import annotations

from pytest_lambda.engine.concurrency import FunctionShare
from pytest_lambda.model.concurrency import FunctionConcurrency, ProvisionedConcurrencyConfig
from pytest_lambda.simulator.operations.base import FunctionOperations
from pytest_lambda.simulator.provisioned import ProvisionedConcurrency

__all__ = ["ConcurrencyOperations"]


class ConcurrencyOperations(FunctionOperations):
    """What of the account's concurrency is the function's own."""

    _concurrency: FunctionShare
    provisioned: ProvisionedConcurrency

    @property
    def is_reserved_at_zero(self) -> bool:
        """Whether its reserved concurrency is 0: then nothing is attempted. Source: ASYNC-06, CON-02"""
        return self._concurrency.reserved == 0

    def put_function_concurrency(self, *, reserved_concurrent_executions: int) -> FunctionConcurrency:
        """
        Reserve concurrency for the function: a guarantee and a limit at once, over all its versions.

        Args:
            reserved_concurrent_executions: 0 or more; 0 stops every invocation.

        Raises:
            UsageError: it is no integer.
            InvalidParameterValueException: the account would keep less than 100 unreserved, or more is provisioned.

        Source: CON-01, CON-02, CON-08
        """
        self._require_exists()
        self._concurrency.reserve(reserved_concurrent_executions)
        self._simulator.record("concurrency.reserved", self.function_name, count=reserved_concurrent_executions)
        return self.get_function_concurrency()

    def get_function_concurrency(self) -> FunctionConcurrency:
        """Return what is reserved: ``.reserved_concurrent_executions``, ``None`` for nothing. Source: CON-02"""
        self._require_exists()
        return FunctionConcurrency(self._concurrency.reserved)

    def delete_function_concurrency(self) -> None:
        """Reserve nothing any more. Source: CON-02"""
        self._require_exists()
        self._concurrency.unreserve()
        self._simulator.record("concurrency.unreserved", self.function_name)

    def put_provisioned_concurrency_config(
        self, *, qualifier: str, provisioned_concurrent_executions: int
    ) -> ProvisionedConcurrencyConfig:
        """
        Keep environments of a version initialized. It is ``IN_PROGRESS`` at first, and takes effect when the
        simulator is driven: see :meth:`get_provisioned_concurrency_config`.

        Args:
            qualifier: a published version, or an alias of one.
            provisioned_concurrent_executions: how many, 1 or more.

        Raises:
            UsageError: not an integer.
            InvalidParameterValueException: ``$LATEST``, an alias with weights, or more than is reserved or left.
            ResourceConflictException: the version is provisioned already, through another alias or itself.
            ResourceNotFoundException: there is no such version or alias.

        Source: CON-07, CON-08
        """
        self._require_exists()
        return self.provisioned.put(qualifier, provisioned_concurrent_executions)

    def get_provisioned_concurrency_config(self, qualifier: str) -> ProvisionedConcurrencyConfig:
        """
        Return what is provisioned now: ``.status`` is ``"IN_PROGRESS"``, ``"READY"`` or ``"FAILED"``.

        Raises:
            ProvisionedConcurrencyConfigNotFoundException: nothing is.

        Source: CON-07
        """
        self._require_exists()
        return self.provisioned.get(qualifier)

    def list_provisioned_concurrency_configs(self) -> list[ProvisionedConcurrencyConfig]:
        """Return what is provisioned for every version and alias, oldest first. Source: CON-07"""
        self._require_exists()
        return self.provisioned.listed()

    def delete_provisioned_concurrency_config(self, qualifier: str) -> None:
        """Provision nothing any more; where nothing was, nothing changes. Source: CON-07"""
        self._require_exists()
        self.provisioned.delete(qualifier)
