"""A Lambda function as a test sees it: AWS's operations by the naming rule, and what became of its invocations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_lambda.base.arn import function_arn
from pytest_lambda.base.clock import NS_PER_MS
from pytest_lambda.base.errors import (
    InvalidParameterValueException,
    ResourceNotFoundException,
    ServiceException,
    TooManyRequestsException,
    UsageError,
)
from pytest_lambda.engine.placement import Placement
from pytest_lambda.model.check import given_values, one_of, only_known
from pytest_lambda.model.function import EventInvokeConfig, FunctionConfiguration, check_tenant_id
from pytest_lambda.model.mapping import NO_SUCH_QUEUE, QueueMappingConfiguration, check_event_source_arn
from pytest_lambda.simulator.asynchronous import AsynchronousInvocations
from pytest_lambda.simulator.deployment import CODE_OPTIONS, CONFIGURATION_OPTIONS
from pytest_lambda.simulator.environment import Environment
from pytest_lambda.simulator.invocation import Invocation
from pytest_lambda.simulator.invoker import InvocationRequest, Invoker
from pytest_lambda.simulator.mapping import EventSourceMapping
from pytest_lambda.simulator.payloads import client_context_text, json_text, payload_bytes
from pytest_lambda.simulator.queue import Queue

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["Delivery", "Function"]

_INVOCATION_TYPES = ("RequestResponse", "Event", "DryRun")
_LOG_TYPES = ("None", "Tail")
_FAULTS_IN_PLACE = frozenset({"error", "timeout", "crash", "out_of_memory"})


class Delivery(NamedTuple):
    """
    What came of handing an event to the function.

    Attributes:
        invocations: what ran: two for a duplicate.
        is_response_lost: the function ran and nobody got its answer.
    """

    invocations: tuple[Invocation, ...]
    is_response_lost: bool

    @property
    def last(self) -> Invocation:
        """The invocation whose answer counts."""
        return self.invocations[-1]

    @property
    def ends_at_ms(self) -> int:
        """When the last of them ends, ms since the start."""
        return max(invocation.environment.busy_until_ms for invocation in self.invocations if invocation.environment)


class Function:
    """
    A function of the simulated account.

    Attributes:
        function_name: its name.
        configuration: the configuration as AWS has it, frozen; an update puts another in its place.
        invocations: every attempt that ran, oldest first.
    """

    def __init__(
        self,
        simulator: Simulator,
        configuration: FunctionConfiguration,
        event_invoke_config: EventInvokeConfig | None,
        *,
        elapsed_at_start_ns: int = 0,
        warm_up: bytes | None = None,
    ) -> None:
        self.function_name = configuration.function_name
        self.configuration = configuration
        self.arn = function_arn(simulator.region, simulator.account_id, self.function_name)
        self.invocations: list[Invocation] = []
        self.log: list[str] = []
        self.elapsed_at_start_ns = elapsed_at_start_ns
        self._warm_up = warm_up
        self._simulator = simulator
        self._entropy = simulator.entropy.child(f"function/{self.function_name}")
        self._backend = simulator.isolation(configuration.isolation)
        self._environments: list[Environment] = []
        self._placement: Placement[Environment] = Placement()
        self._invoker = Invoker(simulator, self)
        self._event_invoke_config = event_invoke_config
        self._asynchronous = AsynchronousInvocations(simulator, self)

    # -- invoke ----------------------------------------------------------------------------------------------------

    def __call__(self, payload: Any = None) -> Any:
        """
        Invoke synchronously and return the decoded response.

        Raises:
            FunctionError: the function failed; chained to the handler's own exception.
        """
        return self.invoke(payload).raise_for_error().payload

    def invoke(
        self,
        payload: Any = None,
        *,
        invocation_type: str = "RequestResponse",
        qualifier: str | None = None,
        client_context: Mapping[str, Any] | str | None = None,
        cognito_identity: Mapping[str, Any] | str | None = None,
        log_type: str = "None",
        tenant_id: str | None = None,
    ) -> Invocation:
        """
        Invoke the function.

        A synchronous invocation moves the clock to its end; an event is queued, and runs when the simulator is
        driven (``run_until_idle``, ``advance``).

        Args:
            payload: the event: bytes are sent as they are, anything else as JSON.
            invocation_type: ``"RequestResponse"``, ``"Event"`` or ``"DryRun"``.
            qualifier: ``"$LATEST"`` or ``None``.
            client_context: the client context in its wire form, a dict or JSON text.
            cognito_identity: ``{"cognitoIdentityId": ..., "cognitoIdentityPoolId": ...}``.
            log_type: ``"Tail"`` puts the end of the log into ``log_result``.
            tenant_id: the tenant, for a function with tenant isolation.

        Raises:
            AWSError: AWS's own refusals, such as InvalidRequestContentException.
            UsageError: an argument that AWS could not even be sent.

        Source: INV-01 to INV-07
        """
        simulator = self._simulator
        simulator.sync()
        if invocation_type not in _INVOCATION_TYPES or log_type not in _LOG_TYPES:
            one_of("invocation_type", invocation_type, _INVOCATION_TYPES)
            one_of("log_type", log_type, _LOG_TYPES)
        self._check_exists(qualifier)
        check_tenant_id(tenant_id, has_tenant_isolation=self.configuration.has_tenant_isolation)
        raw = payload_bytes(payload, is_event=invocation_type == "Event")
        request_id = self._entropy.uuid()
        if invocation_type != "RequestResponse":
            now = simulator.clock.elapsed
            accepted = Invocation(
                function_name=self.function_name,
                request_id=request_id,
                started_at=now,
                ended_at=now,
                status_code=202 if invocation_type == "Event" else 204,
            )
            if invocation_type == "Event":
                self._asynchronous.accept(request_id, raw, qualifier, tenant_id)
            return accepted
        delivery = self._deliver(
            InvocationRequest(
                request_id,
                raw,
                self.arn if qualifier is None else f"{self.arn}:{qualifier}",
                1,
                None,
                None,
                None if client_context is None else client_context_text(client_context),
                None if cognito_identity is None else json_text(cognito_identity),
                tenant_id,
            )
        )
        if delivery.is_response_lost:
            raise ServiceException(
                "The answer of the function was lost (an injected fault): the function ran, its caller cannot know."
            )
        invocation = delivery.last
        if log_type == "Tail":
            invocation._log_type = log_type
        return invocation

    def deliver(
        self,
        event: Any,
        *,
        attempt: int,
        source: object,
        request_id: str | None = None,
        invoked_arn: str | None = None,
        tenant_id: str | None = None,
    ) -> Delivery:
        """
        Hand *event* to the function at the instant where the clock stands, and leave the clock there.

        For sources and queues within the simulator; overlapping invocations each run on a clock of their own.

        Raises:
            TooManyRequestsException: throttled.
        """
        clock = self._simulator.virtual_clock
        start_ns = clock.elapsed_ns
        try:
            return self._deliver(
                InvocationRequest(
                    request_id=request_id or self._entropy.uuid(),
                    payload=event if isinstance(event, bytes) else json.dumps(event).encode(),
                    invoked_arn=invoked_arn or self.arn,
                    attempt=attempt,
                    source=source,
                    tenant_id=tenant_id,
                )
            )
        finally:
            clock.jump_to(start_ns)

    def _deliver(self, request: InvocationRequest) -> Delivery:
        timeline = self._simulator.timeline
        timeline.running_handlers += 1
        try:
            return self._perform(request)
        finally:
            timeline.running_handlers -= 1

    def _perform(self, request: InvocationRequest) -> Delivery:
        if self._warm_up is not None:
            self._serve_warm_up()
        fault = self._simulator.faults.for_attempt(self.function_name, request.attempt)
        if fault == "throttle":
            self._simulator.record("throttle", self.function_name, request_id=request.request_id)
            raise TooManyRequestsException("Rate Exceeded.", reason="ConcurrentInvocationLimitExceeded")
        if fault in _FAULTS_IN_PLACE:
            request = request._replace(fault=fault)
        elif fault is not None:
            self._simulator.record(f"fault.{fault}", self.function_name, request_id=request.request_id)
        first = self._invoker.invoke(request)
        if fault == "duplicate":
            return Delivery((first, self._invoker.invoke(request)), False)
        return Delivery((first,), fault == "response_lost")

    def _serve_warm_up(self) -> None:
        """Serve the event that warms the first environment up; it leaves no invocation and takes no time."""
        payload, self._warm_up = self._warm_up, None
        assert payload is not None
        clock = self._simulator.virtual_clock
        start_ns, elapsed_ns = clock.elapsed_ns, self.elapsed_at_start_ns
        self.elapsed_at_start_ns = 0
        try:
            invocation = self._invoker.invoke(
                InvocationRequest(
                    request_id=self._entropy.child("warm-up").uuid(),
                    payload=payload,
                    invoked_arn=self.arn,
                    source="warm-up",
                )
            )
        finally:
            self.elapsed_at_start_ns = elapsed_ns
            clock.jump_to(start_ns)
        self.invocations.remove(invocation)
        assert invocation.environment is not None
        invocation.environment.busy_until_ms = -(-start_ns // NS_PER_MS)
        if invocation.error is not None:
            raise UsageError(
                f"the event {payload.decode('utf-8', 'replace')} did not warm function {self.function_name!r} up, it "
                f"failed: {invocation.error.error_type}: {invocation.error.error_message}. "
                "Name one that succeeds: lambda_start('warm', warm_up=...)"
            ) from invocation.exception

    def injected_error_payload(self, request_id: str) -> bytes:
        """Return the payload of an injected ``error``."""
        fields = {
            "errorMessage": "This attempt was made to fail by an injected fault",
            "errorType": "InjectedFault",
            "requestId": request_id,
            "stackTrace": [],
        }
        return json.dumps(fields).encode()

    # -- environments and log --------------------------------------------------------------------------------------

    @property
    def environments(self) -> list[Environment]:
        """The environments that there are, oldest first; those that are shut down are not among them."""
        return list(self._environments)

    @property
    def logs(self) -> str:
        """The whole log as text, init and platform lines included."""
        return "".join(self.log)

    def recycle(self) -> None:
        """Shut down all idle environments: the next invocation is a cold start."""
        for environment in self._placement.take_idle(self._simulator.now_ms):
            environment.shutdown()

    def _retire_environments(self) -> None:
        """Let no environment serve again: idle ones end now, others when they have done their work. Source: LC-14"""
        for environment in self._placement.take_all():
            self._end_when_idle(environment)

    def _end_when_idle(self, environment: Environment) -> None:
        simulator = self._simulator
        if environment.state == "Shutdown":
            return
        if environment.state == "Running" or environment.busy_until_ms > simulator.now_ms:
            simulator.schedule(
                max(environment.busy_until_ms, simulator.now_ms),
                partial(self._end_when_idle, environment),
                f"function {self.function_name}: the end of environment {environment.id}",
            )
            return
        environment.shutdown()

    def place(self, now_ms: int, tenant_id: str | None) -> Environment:
        """Return the environment for an invocation at *now_ms*: an idle one, or a new one."""
        environment = self._placement.choose(now_ms, tenant_id)
        if environment is None:
            environment = self._simulator.cold_start.start(self, self._backend, tenant_id)
            self._environments.append(environment)
            self._placement.add(environment)
        return environment

    def forget_environment(self, environment: Environment) -> None:
        """Drop an environment that was shut down."""
        self._environments.remove(environment)

    def write_platform_line(self, line: str) -> None:
        """Write a line of the platform's; it begins on a line of its own."""
        if line:
            log = self.log
            if log and log[-1][-1:] != "\n":
                log.append("\n")
            log.append(line)

    def close(self) -> None:
        """End all environments with the simulator."""
        for environment in self._environments:
            environment.sandbox.shutdown()

    # -- configuration -----------------------------------------------------------------------------------------------

    def update_function_configuration(self, **changes: Any) -> FunctionConfiguration:
        """
        Change the configuration and return it. It holds for new environments; the old ones serve no more.

        Args:
            changes: ``timeout``, ``memory_size``, ``environment`` (the whole map), ``ephemeral_storage``, ``handler``,
                ``runtime``, ``logging_config``, ``dead_letter_config``, ``description``, as in ``Simulator.function``.

        Source: ENV-11, LC-14
        """
        return self._update("update_function_configuration", CONFIGURATION_OPTIONS, changes)

    def update_function_code(self, **changes: Any) -> FunctionConfiguration:
        """
        Change the code and return the configuration. Events that wait run on the new code.

        Args:
            changes: ``handler``, ``code_uri``, ``architectures``, as in ``Simulator.function``. With none of them
                the code is imported anew.

        Source: ASYNC-20, LC-14
        """
        return self._update("update_function_code", CODE_OPTIONS, changes)

    def _update(self, operation: str, known: Iterable[str], changes: Mapping[str, Any]) -> FunctionConfiguration:
        self._require_exists()
        only_known(operation, changes, known)
        changed = self._simulator.deployment.changed(self.configuration, changes)
        self._simulator.elapsed_at_start_ns(changed)
        self.configuration = changed
        self._simulator.record("function.updated", self.function_name, changed=sorted(given_values(changes)))
        self._retire_environments()
        return changed

    def delete_function(self) -> None:
        """
        Delete the function: it cannot be invoked any more, and its name is free.

        Assumed: events that wait for it are dropped, and its mappings receive nothing any more.
        """
        self._require_exists()
        self._simulator.forget_function(self)
        self._retire_environments()

    def event_source_mapping(self, source: Any, *, qualifier: str | None = None, **config: Any) -> EventSourceMapping:
        """
        Map a queue to the function.

        Args:
            source: a queue of the simulator, or its ARN.
            config: ``batch_size``, ``maximum_batching_window_in_seconds``, ``function_response_types``,
                ``scaling_config``, ``enabled``, named and bounded as on AWS.

        Source: ESM-01 to ESM-07, SQS-05
        """
        if not self._simulator.has_function(self):
            raise InvalidParameterValueException("Function does not exist")
        self._check_exists(qualifier)
        if isinstance(source, str):
            source = self._event_source(source)
        if not isinstance(source, Queue):
            raise UsageError(f"event_source_mapping takes a queue of this simulator or its ARN, not {source!r}")
        mapping = EventSourceMapping(self._simulator, self, source, QueueMappingConfiguration.parse(config))
        self._simulator.record("mapping.created", self.function_name, source=source.name)
        return mapping

    def _event_source(self, arn: str) -> Queue:
        """Return the queue with *arn*. Source: ESM-06"""
        check_event_source_arn(arn)
        try:
            return self._simulator.find_queue(arn)
        except ResourceNotFoundException:
            raise InvalidParameterValueException(NO_SUCH_QUEUE) from None

    def put_event_invoke_config(self, **config: Any) -> EventInvokeConfig:
        """
        Set what becomes of asynchronous invocations; what is left out goes back to its default.

        Args:
            config: ``maximum_retry_attempts``, ``maximum_event_age_in_seconds``,
                ``destination_config={"on_failure": {"destination": queue}, "on_success": {...}}``.

        Source: ASYNC-19
        """
        self._require_exists()
        if not given_values(config):
            raise InvalidParameterValueException(
                "You must specify at least one of error handling or destination setting."
            )
        self._event_invoke_config = self._simulator.deployment.event_invoke_config(
            self.arn, EventInvokeConfig(), config
        )
        return self._event_invoke_config

    def update_event_invoke_config(self, **config: Any) -> EventInvokeConfig:
        """Change what is given and leave the rest. Source: ASYNC-19"""
        self._event_invoke_config = self._simulator.deployment.event_invoke_config(
            self.arn, self.get_event_invoke_config(), config
        )
        return self._event_invoke_config

    def get_event_invoke_config(self) -> EventInvokeConfig:
        """Return what becomes of asynchronous invocations. Source: ASYNC-19"""
        self._require_exists()
        if self._event_invoke_config is None:
            raise ResourceNotFoundException(f"The function {self.arn}:$LATEST doesn't have an EventInvokeConfig")
        return self._event_invoke_config

    def delete_event_invoke_config(self) -> None:
        """Go back to the defaults: two retries, six hours, no destinations."""
        self.get_event_invoke_config()
        self._event_invoke_config = None

    @property
    def effective_event_invoke_config(self) -> EventInvokeConfig:
        """What holds now: what was put, or the defaults."""
        return self._event_invoke_config or EventInvokeConfig()

    def _check_exists(self, qualifier: str | None) -> None:
        """Refuse a qualifier that there is no version or alias for. Source: INV-07"""
        if not self._simulator.has_function(self):
            raise ResourceNotFoundException(f"Function not found: {self.arn}:$LATEST")
        if qualifier not in (None, "$LATEST"):
            raise ResourceNotFoundException(f"Function not found: {self.arn}:{qualifier}")

    def _require_exists(self) -> None:
        """Refuse an operation on a function that was deleted. Source: INV-07"""
        if not self._simulator.has_function(self):
            raise ResourceNotFoundException(f"Function not found: {self.arn}")

    def __repr__(self) -> str:
        return f"<Function {self.function_name} {self.configuration.isolation} invocations={len(self.invocations)}>"
