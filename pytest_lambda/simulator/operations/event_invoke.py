"""What becomes of asynchronous invocations, by qualifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.base.errors import InvalidParameterValueException, ResourceNotFoundException
from pytest_lambda.model.alias import LATEST
from pytest_lambda.model.check import given_values
from pytest_lambda.model.function import EventInvokeConfig
from pytest_lambda.simulator.operations.base import FunctionOperations

__all__ = ["EventInvokeOperations"]


class EventInvokeOperations(FunctionOperations):
    """Retries, event age and destinations."""

    _event_invoke_configs: dict[str, EventInvokeConfig]

    def put_event_invoke_config(self, *, qualifier: str | None = None, **config: Any) -> EventInvokeConfig:
        """
        Set what becomes of asynchronous invocations; what is left out goes back to its default.

        Args:
            qualifier: the version or alias whose invocations it is for, as they are invoked.
            config: ``maximum_retry_attempts``, ``maximum_event_age_in_seconds``,
                ``destination_config={"on_failure": {"destination": queue}, "on_success": {...}}``.

        Source: ASYNC-15, ASYNC-19
        """
        self._require_exists(qualifier)
        if not given_values(config):
            raise InvalidParameterValueException(
                "You must specify at least one of error handling or destination setting."
            )
        return self._set_event_invoke_config(qualifier, EventInvokeConfig(), config)

    def update_event_invoke_config(self, *, qualifier: str | None = None, **config: Any) -> EventInvokeConfig:
        """Change what is given and leave the rest. Source: ASYNC-19"""
        return self._set_event_invoke_config(qualifier, self.get_event_invoke_config(qualifier=qualifier), config)

    def get_event_invoke_config(self, *, qualifier: str | None = None) -> EventInvokeConfig:
        """Return what becomes of asynchronous invocations. Source: ASYNC-19"""
        self._require_exists(qualifier)
        found = self._event_invoke_configs.get(qualifier or LATEST)
        if found is None:
            raise ResourceNotFoundException(
                f"The function {self.arn}:{qualifier or LATEST} doesn't have an EventInvokeConfig"
            )
        return found

    def delete_event_invoke_config(self, *, qualifier: str | None = None) -> None:
        """Go back to the defaults: two retries, six hours, no destinations."""
        self.get_event_invoke_config(qualifier=qualifier)
        del self._event_invoke_configs[qualifier or LATEST]

    def effective_event_invoke_config(self, qualifier: str | None) -> EventInvokeConfig:
        """Return what holds for events that were sent to *qualifier*: what was put, or the defaults."""
        return self._event_invoke_configs.get(qualifier or LATEST) or EventInvokeConfig()

    def _set_event_invoke_config(
        self, qualifier: str | None, current: EventInvokeConfig, config: Mapping[str, Any]
    ) -> EventInvokeConfig:
        changed = self._simulator.deployment.event_invoke_config(self.arn, current, config)
        if "destination_config" in config:
            self._simulator.authorization.check_destinations(self.role_of(qualifier), self.function_name, changed)
        self._event_invoke_configs[qualifier or LATEST] = changed
        return changed
