"""How one event reaches a function: which version runs it, which fault hits it, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_lambda.base.arn import parse_function_reference
from pytest_lambda.base.clock import NS_PER_MS
from pytest_lambda.base.errors import RecursiveInvocationException, TooManyRequestsException, UsageError
from pytest_lambda.engine.concurrency import FunctionShare, Throttled
from pytest_lambda.engine.recursion import Lineage
from pytest_lambda.simulator.invocation import Invocation
from pytest_lambda.simulator.invoker import InvocationRequest, source_name
from pytest_lambda.simulator.qualifiers import Resolved

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.function import Function
    from pytest_lambda.simulator.version import FunctionVersion

__all__ = ["Delivery", "Dispatcher", "throttling"]

_FAULTS_IN_PLACE = frozenset({"error", "timeout", "crash", "out_of_memory"})


def throttling(reason: str | None = None) -> TooManyRequestsException:
    """Return what a throttled caller is told. Source: INV-10, INV-11"""
    return TooManyRequestsException("Rate Exceeded.", reason=reason)


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


class Dispatcher:
    """
    Hands events to one function.

    Attributes:
        token: stands for the function in a chain of invocations.
        recursive_loop: ``"Terminate"`` or ``"Allow"``. Source: ASYNC-22

    Args:
        concurrency: what the function has of its account's.
        warm_up: an event that the function's first environment has served before anything else.
    """

    def __init__(
        self, simulator: Simulator, function: Function, concurrency: FunctionShare, warm_up: bytes | None
    ) -> None:
        self._simulator = simulator
        self._function = function
        self._concurrency = concurrency
        self._warm_up = warm_up
        self.token = simulator.entropy.child(f"lineage/{function.function_name}").hex(8)
        self.recursive_loop = "Terminate"
        self._first = Lineage().entered(self.token)

    def dispatch(self, resolved: Resolved, request: InvocationRequest, lineage: Lineage) -> Delivery:
        """
        Invoke the version that *resolved* names, from where the clock stands; leave the clock at its end.

        Args:
            lineage: the chain of invocations that led here.

        Raises:
            TooManyRequestsException: throttled.
            RecursiveInvocationException: the function runs in a loop. Source: ASYNC-22
        """
        simulator = self._simulator
        if lineage.counts and lineage.is_loop(self.token) and self.recursive_loop == "Terminate":
            simulator.record("recursion.stopped", self._function.function_name, request_id=request.request_id)
            raise RecursiveInvocationException(
                "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services "
                "resources and stopped your function's invocation."
            )
        outer, outer_header = simulator.lineage, simulator.trace_header
        simulator.lineage = self.entered(lineage)
        simulator.timeline.running_handlers += 1
        try:
            return self._perform(resolved.version, request)
        finally:
            simulator.timeline.running_handlers -= 1
            simulator.lineage, simulator.trace_header = outer, outer_header

    def entered(self, lineage: Lineage) -> Lineage:
        """Return *lineage* with one more invocation of this function."""
        return lineage.entered(self.token) if lineage.counts else self._first

    def _perform(self, version: FunctionVersion, request: InvocationRequest) -> Delivery:
        if self._warm_up is not None:
            self._serve_warm_up(version)
        simulator, name = self._simulator, self._function.function_name
        fault = simulator.faults.for_attempt(name, request.attempt)
        if fault == "throttle":
            raise self._throttled(version, request, "ConcurrentInvocationLimitExceeded")
        if fault in _FAULTS_IN_PLACE:
            request = request._replace(fault=fault)
        elif fault is not None:
            simulator.record(f"fault.{fault}", name, request_id=request.request_id)
        first = self._run(version, request)
        if fault == "duplicate":
            return Delivery((first, self._run(version, request)), False)
        return Delivery((first,), fault == "response_lost")

    def _run(self, version: FunctionVersion, request: InvocationRequest) -> Invocation:
        """
        Run *version* where the account's concurrency allows it. It counts as running until its virtual end.

        Raises:
            TooManyRequestsException: it does not. Source: CON-03, CON-06
        """
        clock, concurrency = self._simulator.virtual_clock, self._concurrency
        start_ms = clock.elapsed_ms
        provisioned, idle = version.idle_environments(start_ms, request.tenant_id)
        admission = concurrency.admit(
            version.version,
            start_ms,
            is_provisioned_idle=provisioned is not None,
            needs_new=idle is None,
            is_asynchronous=request.source == "async",
        )
        if isinstance(admission, Throttled):
            raise self._throttled(version, request, admission.reason)
        if admission.is_spillover:
            request = request._replace(is_spillover=True)
        environment = idle if admission.initialization_type == "on-demand" else provisioned
        try:
            invocation = version.invoker.invoke(request, environment or version.start_environment(request.tenant_id))
        except BaseException:
            concurrency.end(admission, start_ms, clock.elapsed_ms)
            raise
        assert invocation.environment is not None
        concurrency.end(admission, start_ms, invocation.environment.busy_until_ms)
        return invocation

    def _throttled(self, version: FunctionVersion, request: InvocationRequest, reason: str) -> TooManyRequestsException:
        """Record that an attempt was throttled, and return what its caller is told. Source: INV-10, MET-04"""
        self._simulator.record(
            "throttle",
            self._function.function_name,
            request_id=request.request_id,
            reason=reason,
            version=version.version,
            qualifier=parse_function_reference(request.invoked_arn).qualifier,
            source=source_name(request.source),
        )
        return throttling(reason)

    def _serve_warm_up(self, version: FunctionVersion) -> None:
        """Serve the event that warms the first environment up; it leaves no invocation and takes no time."""
        payload, self._warm_up = self._warm_up, None
        assert payload is not None
        function, clock = self._function, self._simulator.virtual_clock
        start_ns, elapsed_ns = clock.elapsed_ns, function.elapsed_at_start_ns
        function.elapsed_at_start_ns = 0
        try:
            invocation = version.invoker.invoke(
                InvocationRequest(
                    request_id=function.warm_up_request_id(),
                    payload=payload,
                    invoked_arn=function.arn,
                    source="warm-up",
                ),
                version.idle_environments(clock.elapsed_ms, None)[1] or version.start_environment(None),
            )
        finally:
            function.elapsed_at_start_ns = elapsed_ns
            clock.jump_to(start_ns)
        function.invocations.remove(invocation)
        assert invocation.environment is not None
        invocation.environment.busy_until_ms = -(-start_ns // NS_PER_MS)
        if invocation.error is not None:
            raise UsageError(
                f"the event {payload.decode('utf-8', 'replace')} did not warm function {function.function_name!r} up, "
                f"it failed: {invocation.error.error_type}: {invocation.error.error_message}. "
                "Name one that succeeds: lambda_start('warm', warm_up=...)"
            ) from invocation.exception
