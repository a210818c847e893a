"""A Lambda function as a test sees it: AWS's operations by the naming rule, and what became of its invocations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_lambda.base.arn import function_arn
from pytest_lambda.base.errors import (
    InvalidParameterValueException,
    ResourceNotFoundException,
    ServiceException,
    UsageError,
)
from pytest_lambda.engine.concurrency import FunctionShare
from pytest_lambda.engine.recursion import Lineage
from pytest_lambda.model.alias import LATEST
from pytest_lambda.model.check import given_values, one_of, only_known
from pytest_lambda.model.function import EventInvokeConfig, FunctionConfiguration, check_tenant_id
from pytest_lambda.model.log import LogEvent, matching_events
from pytest_lambda.model.mapping import NO_SUCH_QUEUE, QueueMappingConfiguration, check_event_source_arn
from pytest_lambda.model.tracing import check_trace_header
from pytest_lambda.simulator.asynchronous import AsynchronousInvocations
from pytest_lambda.simulator.deployment import CODE_OPTIONS, CONFIGURATION_OPTIONS
from pytest_lambda.simulator.dispatcher import Delivery, Dispatcher
from pytest_lambda.simulator.environment import Environment
from pytest_lambda.simulator.function_url import FunctionUrl
from pytest_lambda.simulator.invocation import Invocation
from pytest_lambda.simulator.invoker import InvocationRequest
from pytest_lambda.simulator.log import FunctionLog
from pytest_lambda.simulator.mapping import EventSourceMapping
from pytest_lambda.simulator.operations.concurrency import ConcurrencyOperations
from pytest_lambda.simulator.operations.event_invoke import EventInvokeOperations
from pytest_lambda.simulator.operations.permissions import PermissionOperations
from pytest_lambda.simulator.operations.recursion import RecursionOperations
from pytest_lambda.simulator.operations.tags import TagOperations
from pytest_lambda.simulator.operations.url import UrlOperations
from pytest_lambda.simulator.operations.versions import VersionOperations
from pytest_lambda.simulator.payloads import client_context_text, json_text, payload_bytes
from pytest_lambda.simulator.provisioned import ProvisionedConcurrency
from pytest_lambda.simulator.qualifiers import Qualifiers
from pytest_lambda.simulator.queue import Queue
from pytest_lambda.simulator.tracing import Tracer

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["Function"]

_INVOCATION_TYPES = ("RequestResponse", "Event", "DryRun")
_LOG_TYPES = ("None", "Tail")


class Function(
    VersionOperations,
    EventInvokeOperations,
    ConcurrencyOperations,
    RecursionOperations,
    UrlOperations,
    PermissionOperations,
    TagOperations,
):
    """
    A function of the simulated account.

    Attributes:
        function_name: its name.
        arn: unqualified.
        invocations: every attempt that ran, oldest first.
    """

    def __init__(
        self,
        simulator: Simulator,
        configuration: FunctionConfiguration,
        event_invoke_config: EventInvokeConfig | None,
        concurrency: FunctionShare,
        *,
        elapsed_at_start_ns: int = 0,
        warm_up: bytes | None = None,
        tags: Mapping[str, str] = {},
    ) -> None:
        self.function_name = configuration.function_name
        self.arn = function_arn(simulator.region, simulator.account_id, self.function_name)
        self.invocations: list[Invocation] = []
        self.log = FunctionLog(simulator.virtual_clock)
        self.elapsed_at_start_ns = elapsed_at_start_ns
        self._simulator = simulator
        self._entropy = simulator.entropy.child(f"function/{self.function_name}")
        self._urls: dict[str | None, FunctionUrl] = {}
        self._tags: dict[str, str] = dict(tags)
        self.tracer = Tracer(simulator, self.function_name)
        self._qualifiers = Qualifiers(simulator, self, configuration)
        self._concurrency = concurrency
        self.provisioned = ProvisionedConcurrency(simulator, self, self._qualifiers, concurrency)
        self._dispatcher = Dispatcher(simulator, self, concurrency, warm_up)
        self._event_invoke_configs: dict[str, EventInvokeConfig] = {}
        if event_invoke_config is not None:
            self._event_invoke_configs[LATEST] = event_invoke_config
        self._asynchronous = AsynchronousInvocations(simulator, self)

    @property
    def configuration(self) -> FunctionConfiguration:
        """The configuration of ``$LATEST`` as AWS has it, frozen; an update puts another in its place."""
        return self._qualifiers.latest.configuration

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
        trace_header: str | None = None,
    ) -> Invocation:
        """
        Invoke the function.

        A synchronous invocation moves the clock to its end; an event is queued, and runs when the simulator is
        driven (``run_until_idle``, ``advance``).

        Args:
            payload: the event: bytes are sent as they are, anything else as JSON.
            invocation_type: ``"RequestResponse"``, ``"Event"`` or ``"DryRun"``.
            qualifier: a version, an alias, ``"$LATEST"`` or ``None``.
            client_context: the client context in its wire form, a dict or JSON text; an event's is dropped.
            cognito_identity: ``{"cognitoIdentityId": ..., "cognitoIdentityPoolId": ...}``.
            log_type: ``"Tail"`` puts the end of the log into ``log_result``.
            tenant_id: the tenant, for a function with tenant isolation.
            trace_header: the caller's X-Ray header, ``"Root=1-...;Parent=...;Sampled=1"``; by default that of the
                handler that runs now.

        Raises:
            AWSError: AWS's own refusals, such as InvalidRequestContentException.
            UsageError: an argument that AWS could not even be sent.

        Source: INV-01 to INV-07, XRAY-02
        """
        simulator = self._simulator
        simulator.sync()
        lineage = simulator.outgoing_lineage()
        if trace_header is not None:
            given = Lineage.of_header(check_trace_header(trace_header))
            lineage = given or replace(lineage, trace_header=given.trace_header)
        if invocation_type not in _INVOCATION_TYPES or log_type not in _LOG_TYPES:
            one_of("invocation_type", invocation_type, _INVOCATION_TYPES)
            one_of("log_type", log_type, _LOG_TYPES)
        resolved = self._resolve(qualifier)
        check_tenant_id(tenant_id, has_tenant_isolation=self.configuration.has_tenant_isolation)
        context_text = None if client_context is None else client_context_text(client_context)
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
                self._asynchronous.accept(request_id, raw, qualifier, tenant_id, lineage)
            return accepted
        delivery = self._dispatcher.dispatch(
            resolved,
            InvocationRequest(
                request_id,
                raw,
                resolved.invoked_arn,
                1,
                None,
                None,
                context_text,
                None if cognito_identity is None else json_text(cognito_identity),
                tenant_id,
                trace_header=lineage.trace_header,
            ),
            lineage,
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
        qualifier: str | None = None,
        request_id: str | None = None,
        tenant_id: str | None = None,
        lineage: Lineage | None = None,
        moves_clock: bool = False,
    ) -> Delivery:
        """
        Hand *event* to the function at the instant where the clock stands, and leave the clock there.

        For sources and queues within the simulator; overlapping invocations each run on a clock of their own.
        With *moves_clock* the clock stays at the end, as for a caller who waits.

        Raises:
            TooManyRequestsException: throttled.
            RecursiveInvocationException: the function runs in a loop.
        """
        clock = self._simulator.virtual_clock
        start_ns = clock.elapsed_ns
        resolved = self._qualifiers.resolve(qualifier)
        try:
            return self._dispatcher.dispatch(
                resolved,
                InvocationRequest(
                    request_id=request_id or self._entropy.uuid(),
                    payload=event if isinstance(event, bytes) else json.dumps(event).encode(),
                    invoked_arn=resolved.invoked_arn,
                    attempt=attempt,
                    source=source,
                    tenant_id=tenant_id,
                    trace_header=None if lineage is None else lineage.trace_header,
                ),
                lineage or Lineage(),
            )
        finally:
            if not moves_clock:
                clock.jump_to(start_ns)

    def accept_event(self, raw: bytes, qualifier: str | None, trace_header: str | None) -> None:
        """
        Queue an event that the service sends, as a destination does.

        Raises:
            AWSError: the function or the qualifier is not there, or the event is too large.
        """
        self._resolve(qualifier)
        payload = payload_bytes(raw, is_event=True)
        lineage = Lineage.of_header(trace_header)
        self._asynchronous.accept(self._entropy.uuid(), payload, qualifier, None, lineage)

    def entered(self, lineage: Lineage) -> Lineage:
        """Return *lineage* with one more invocation of this function."""
        return self._dispatcher.entered(lineage)

    def traced(self, lineage: Lineage, qualifier: str | None) -> Lineage:
        """Return *lineage* for an event that is queued now for *qualifier*. Source: XRAY-02"""
        latest = self._qualifiers.latest
        known = (one for one in self._qualifiers.versions if one.version == self.version_of(qualifier))
        return self.tracer.accepted(next(known, latest).configuration.tracing_config, lineage)

    def warm_up_request_id(self) -> str:
        """Return the request id of the event that warms the first environment up."""
        return self._entropy.child("warm-up").uuid()

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
        self.end_idle_environments()
        found = [one for version in self._qualifiers.all_that_ran() for one in version.environments]
        return sorted(found, key=lambda environment: environment.number)

    @property
    def logs(self) -> str:
        """The whole log as text, init and platform lines included."""
        return self.log.text()

    def log_events(
        self, *, level: str | None = None, request_id: str | None = None, contains: str | None = None
    ) -> list[LogEvent]:
        """
        Return the events of the log, by time: those that match all that is given.

        Args:
            level: ``"TRACE"``, ``"DEBUG"``, ``"INFO"``, ``"WARN"``, ``"ERROR"`` or ``"FATAL"``; an uncaught error of
                the handler is an ``"ERROR"``.
            request_id: of one invocation.
            contains: text within the message.

        Raises:
            UsageError: there is no such level.

        Source: LOG-10 to LOG-14
        """
        events = [event for stream in self.log.streams() for event in stream.events]
        events.sort(key=lambda event: event.timestamp)
        return matching_events(events, level=level, request_id=request_id, contains=contains)

    def end_idle_environments(self) -> None:
        """Shut down what has been idle for too long. Source: LC-14"""
        for version in self._qualifiers.versions:
            version.end_idle(self._simulator.now_ms)

    def recycle(self) -> None:
        """
        Shut down all idle environments: the next invocation is a cold start. Provisioned ones stay: AWS would put
        others in their place at once.
        """
        for version in self._qualifiers.versions:
            version.recycle()

    def close(self) -> None:
        """End all environments with the simulator."""
        for version in self._qualifiers.all_that_ran():
            version.close()

    # -- configuration -----------------------------------------------------------------------------------------------

    def update_function_configuration(self, **changes: Any) -> FunctionConfiguration:
        """
        Change the configuration of ``$LATEST`` and return it. It holds for new environments; the old ones serve no
        more. Published versions stay as they are.

        Args:
            changes: ``timeout``, ``memory_size``, ``environment`` (the whole map), ``ephemeral_storage``, ``handler``,
                ``runtime``, ``logging_config``, ``dead_letter_config``, ``description``, ``role``, as in
                ``Simulator.function``.

        Source: ENV-11, LC-14, VER-04
        """
        return self._update("update_function_configuration", CONFIGURATION_OPTIONS, changes)

    def update_function_code(self, *, publish: bool = False, **changes: Any) -> FunctionConfiguration:
        """
        Change the code of ``$LATEST`` and return the configuration. Events that wait run on the new code.

        Args:
            publish: publish a version of it too.
            changes: ``handler``, ``code_uri``, ``architectures``, as in ``Simulator.function``. With none of them
                the code is imported anew.

        Source: ASYNC-20, LC-14, VER-06
        """
        changed = self._update("update_function_code", CODE_OPTIONS, changes)
        if publish:
            self.publish_version()
        return changed

    def _update(self, operation: str, known: Iterable[str], changes: Mapping[str, Any]) -> FunctionConfiguration:
        self._require_exists()
        only_known(operation, changes, known)
        latest = self._qualifiers.latest
        changed = self._simulator.deployment.changed(latest.configuration, changes)
        if "role" in changes or "dead_letter_config" in changes:
            self._simulator.authorization.check_dead_letter_queue(changed)
        self._simulator.elapsed_at_start_ns(changed)
        latest.configuration = changed
        latest.revision_id = self.new_revision_id()
        self._simulator.record("function.updated", self.function_name, changed=sorted(given_values(changes)))
        latest.retire_environments()
        if "role" in changes:
            self._simulator.neighbours.wake_queues()
        return changed

    def delete_function(self, qualifier: str | None = None) -> None:
        """
        Delete a published version; without *qualifier* the whole function: it cannot be invoked any more, and its
        name is free.

        Assumed: events that wait for it are dropped, and its mappings receive nothing any more.

        Source: VER-07
        """
        self._require_exists()
        if qualifier is not None:
            self._qualifiers.delete(qualifier)
            return
        self.provisioned.forget_all()
        self._simulator.forget_function(self)
        for version in self._qualifiers.versions:
            version.retire_environments()

    # -- sources and asynchronous events -------------------------------------------------------------------------------

    def event_source_mapping(self, source: Any, *, qualifier: str | None = None, **config: Any) -> EventSourceMapping:
        """
        Map a queue to the function.

        Args:
            source: a queue of the simulator, or its ARN.
            config: ``batch_size``, ``maximum_batching_window_in_seconds``, ``function_response_types``,
                ``scaling_config``, ``enabled``, named and bounded as on AWS.

        Source: ESM-01 to ESM-07, PERM-17, SQS-05
        """
        if not self._simulator.has_function(self):
            raise InvalidParameterValueException("Function does not exist")
        self._check_exists(qualifier)
        if isinstance(source, str):
            source = self._event_source(source)
        if not isinstance(source, Queue):
            raise UsageError(f"event_source_mapping takes a queue of this simulator or its ARN, not {source!r}")
        parsed = QueueMappingConfiguration.parse(config)
        self._simulator.authorization.check_source(self.role_of(qualifier), source.arn)
        mapping = EventSourceMapping(self._simulator, self, source, parsed, qualifier)
        self._simulator.record("mapping.created", self.function_name, source=source.name)
        return mapping

    def _event_source(self, arn: str) -> Queue:
        """Return the queue with *arn*. Source: ESM-06"""
        check_event_source_arn(arn)
        try:
            return self._simulator.find_queue(arn)
        except ResourceNotFoundException:
            raise InvalidParameterValueException(NO_SUCH_QUEUE) from None

    def dead_letter_target(self, version: str) -> str | None:
        """Return the ARN of the dead-letter queue of *version*, which may be gone. Source: ASYNC-15"""
        for known in self._qualifiers.all_that_ran():
            if known.version == version:
                return known.configuration.dead_letter_target
        return None

    def __repr__(self) -> str:
        return f"<Function {self.function_name} {self.configuration.isolation} invocations={len(self.invocations)}>"
