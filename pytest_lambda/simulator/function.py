"""A Lambda function as a test sees it: AWS's operations by the naming rule, and what became of its invocations."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pytest_lambda.base import quotas
from pytest_lambda.base.arn import function_arn
from pytest_lambda.base.clock import NS_PER_MS
from pytest_lambda.base.errors import (
    InvalidParameterValueException,
    InvalidRequestContentException,
    RequestEntityTooLargeException,
    ResourceNotFoundException,
    ServiceException,
    TooManyRequestsException,
    UsageError,
)
from pytest_lambda.engine.placement import Placement
from pytest_lambda.model.check import one_of, only_known
from pytest_lambda.model.function import EventInvokeConfig, FunctionConfiguration, check_tenant_id
from pytest_lambda.model.mapping import QueueMappingConfiguration
from pytest_lambda.simulator.asynchronous import AsynchronousInvocations
from pytest_lambda.simulator.environment import Environment
from pytest_lambda.simulator.invocation import Invocation
from pytest_lambda.simulator.invoker import InvocationRequest, Invoker
from pytest_lambda.simulator.mapping import EventSourceMapping
from pytest_lambda.simulator.queue import Queue

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["Delivery", "Function"]

_FAULTS_IN_PLACE = frozenset({"error", "timeout", "crash", "out_of_memory"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    What came of handing an event to the function.

    Attributes:
        invocations: what ran: two for a duplicate.
        is_response_lost: the function ran and nobody got its answer.
        ends_at_ms: when the last of them ends, ms since the start.
    """

    invocations: tuple[Invocation, ...]
    is_response_lost: bool
    ends_at_ms: int

    @property
    def last(self) -> Invocation:
        """The invocation whose answer counts."""
        return self.invocations[-1]


class Function:
    """
    A function of the simulated account.

    Attributes:
        function_name: its name.
        configuration: the configuration as AWS has it, frozen.
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
        one_of("invocation_type", invocation_type, ("RequestResponse", "Event", "DryRun"))
        one_of("log_type", log_type, ("None", "Tail"))
        self._check_exists(qualifier)
        check_tenant_id(tenant_id, has_tenant_isolation=self.configuration.has_tenant_isolation)
        raw = _payload_bytes(payload, is_event=invocation_type == "Event")
        request_id = self._entropy.uuid()
        now = simulator.clock.elapsed
        if invocation_type != "RequestResponse":
            accepted = Invocation(
                function_name=self.function_name,
                request_id=request_id,
                started_at=now,
                ended_at=now,
                status_code=202 if invocation_type == "Event" else 204,
                event=raw,
            )
            if invocation_type == "Event":
                self._asynchronous.accept(request_id, raw, qualifier, tenant_id)
            return accepted
        delivery = self._deliver(
            InvocationRequest(
                request_id=request_id,
                payload=raw,
                invoked_arn=self.arn if qualifier is None else f"{self.arn}:{qualifier}",
                client_context=_client_context(client_context),
                cognito_identity=_json_text(cognito_identity),
                tenant_id=tenant_id,
            )
        )
        if delivery.is_response_lost:
            raise ServiceException(
                "The answer of the function was lost (an injected fault): the function ran, its caller cannot know."
            )
        invocation = delivery.last
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
        if self._warm_up is not None:
            self._serve_warm_up()
        fault = self._simulator.faults.for_attempt(self.function_name, request.attempt)
        if fault == "throttle":
            self._simulator.record("throttle", self.function_name, request_id=request.request_id)
            raise TooManyRequestsException("Rate Exceeded.", reason="ConcurrentInvocationLimitExceeded")
        if fault in _FAULTS_IN_PLACE:
            request = replace(request, fault=fault)
        elif fault is not None:
            self._simulator.record(f"fault.{fault}", self.function_name, request_id=request.request_id)
        invocations = [self._invoker.invoke(request)]
        if fault == "duplicate":
            invocations.append(self._invoker.invoke(request))
        ends_at_ms = max(invocation.environment.busy_until_ms for invocation in invocations if invocation.environment)
        return Delivery(tuple(invocations), fault == "response_lost", ends_at_ms)

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

    def place(self, now_ms: int, tenant_id: str | None) -> Environment:
        """Return the environment for an invocation at *now_ms*: an idle one, or a new one."""
        environment = self._placement.choose(now_ms, tenant_id)
        if environment is None:
            environment = self._simulator.start_environment(self, self._backend, tenant_id)
            self._environments.append(environment)
            self._placement.add(environment)
        return environment

    def forget_environment(self, environment: Environment) -> None:
        """Drop an environment that was shut down."""
        self._environments.remove(environment)

    def add_invocation(self, invocation: Invocation) -> None:
        """Keep what ran."""
        self.invocations.append(invocation)

    def write_platform_line(self, line: str) -> None:
        """Write a line of the platform's; it begins on a line of its own."""
        if line:
            if self.log and not self.log[-1].endswith("\n"):
                self.log.append("\n")
            self.log.append(line)

    def close(self) -> None:
        """End all environments with the simulator."""
        for environment in self._environments:
            environment.sandbox.shutdown()

    # -- configuration -----------------------------------------------------------------------------------------------

    def event_source_mapping(self, source: Any, *, qualifier: str | None = None, **config: Any) -> EventSourceMapping:
        """
        Map a queue to the function.

        Args:
            source: a queue of the simulator, or its ARN.
            config: ``batch_size``, ``maximum_batching_window_in_seconds``, ``function_response_types``,
                ``scaling_config``, ``enabled``, named and bounded as on AWS.

        Source: ESM-01 to ESM-07, SQS-05
        """
        self._check_exists(qualifier)
        if isinstance(source, str):
            source = self._simulator.find_queue(source)
        if not isinstance(source, Queue):
            raise UsageError(f"event_source_mapping takes a queue of this simulator or its ARN, not {source!r}")
        mapping = EventSourceMapping(self._simulator, self, source, QueueMappingConfiguration.parse(config))
        self._simulator.record("mapping.created", self.function_name, source=source.name)
        return mapping

    def put_event_invoke_config(self, **config: Any) -> EventInvokeConfig:
        """
        Set what becomes of asynchronous invocations; what is left out goes back to its default.

        Args:
            config: ``maximum_retry_attempts``, ``maximum_event_age_in_seconds``,
                ``destination_config={"on_failure": {"destination": queue}, "on_success": {...}}``.

        Source: ASYNC-19
        """
        if not config:
            raise InvalidParameterValueException(
                "You must specify at least one of error handling or destination setting."
            )
        self._event_invoke_config = self.parse_event_invoke_config(
            self._simulator, self.arn, EventInvokeConfig(), config
        )
        return self._event_invoke_config

    def update_event_invoke_config(self, **config: Any) -> EventInvokeConfig:
        """Change what is given and leave the rest. Source: ASYNC-19"""
        self._event_invoke_config = self.parse_event_invoke_config(
            self._simulator, self.arn, self.get_event_invoke_config(), config
        )
        return self._event_invoke_config

    def get_event_invoke_config(self) -> EventInvokeConfig:
        """Return what becomes of asynchronous invocations. Source: ASYNC-19"""
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

    @staticmethod
    def parse_event_invoke_config(
        simulator: Simulator, arn: str, current: EventInvokeConfig, given: Mapping[str, Any]
    ) -> EventInvokeConfig:
        """Check *given* and return *current* with it."""
        only_known(
            "the event invoke config",
            given,
            ("maximum_retry_attempts", "maximum_event_age_in_seconds", "destination_config"),
        )
        changes: dict[str, Any] = {name: value for name, value in given.items() if name != "destination_config"}
        destinations = given.get("destination_config")
        if destinations is not None:
            if not isinstance(destinations, Mapping):
                raise UsageError(
                    "destination_config must be a dict such as {'on_failure': {'destination': queue}}, "
                    f"not {destinations!r}"
                )
            only_known("destination_config", destinations, ("on_success", "on_failure"))
            for outcome, value in destinations.items():
                target = value.get("destination") if isinstance(value, Mapping) else value
                target_arn = (
                    None if target is None else simulator.target_arn(f"destination_config[{outcome!r}]", target)
                )
                if target_arn == arn:
                    raise InvalidParameterValueException("You can't specify the function as a destination for itself.")
                changes[outcome] = target_arn
        return replace(current, **changes)

    def _check_exists(self, qualifier: str | None) -> None:
        """Refuse a qualifier that there is no version or alias for. Source: INV-07"""
        if not self._simulator.has_function(self):
            raise ResourceNotFoundException(f"Function not found: {self.arn}:$LATEST")
        if qualifier not in (None, "$LATEST"):
            raise ResourceNotFoundException(f"Function not found: {self.arn}:{qualifier}")

    def __repr__(self) -> str:
        return f"<Function {self.function_name} {self.configuration.isolation} invocations={len(self.invocations)}>"


def _payload_bytes(payload: Any, *, is_event: bool) -> bytes:
    """Return *payload* as it is sent; refuse what the Invoke API refuses. Source: INV-04, INV-05, INV-06"""
    if isinstance(payload, (bytes, bytearray)):
        raw = bytes(payload) or b"{}"
        try:
            json.loads(raw)
        except ValueError as error:
            raise InvalidRequestContentException(
                f"Could not parse request body into json: Could not parse payload into json: {error}"
            ) from None
    elif payload is None:
        raw = b"{}"
    else:
        try:
            raw = json.dumps(payload).encode()
        except (TypeError, ValueError) as error:
            raise UsageError(
                f"the payload cannot be sent as JSON ({error}): pass what json.dumps takes, "
                "or bytes that are JSON already"
            ) from None
    if is_event and len(raw) > quotas.EVENT_REQUEST_BYTES:
        raise RequestEntityTooLargeException(
            f"{len(raw)} byte payload is too large for the Event invocation type "
            f"(limit {quotas.EVENT_REQUEST_BYTES} bytes)"
        )
    if len(raw) > quotas.REQUEST_BYTES:
        raise RequestEntityTooLargeException(
            f"Request must be smaller than {quotas.REQUEST_BYTES} bytes for the InvokeFunction operation"
        )
    return raw


def _json_text(value: Mapping[str, Any] | str | None) -> str | None:
    """Return *value* as JSON text; text is taken to be JSON already."""
    return value if value is None or isinstance(value, str) else json.dumps(dict(value))


def _client_context(value: Mapping[str, Any] | str | None) -> str | None:
    """Return the client context as JSON text; refuse one over the header's limit. Source: CTX-12"""
    if value is None:
        return None
    text = _json_text(value) or ""
    size = len(base64.b64encode(text.encode()))
    if size > quotas.CLIENT_CONTEXT_BYTES:
        raise InvalidRequestContentException(
            f"client_context is {size} bytes in base64; at most {quotas.CLIENT_CONTEXT_BYTES} are allowed"
        )
    return text
