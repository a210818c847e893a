"""
One invocation, from placement to the REPORT line.

Placed in an environment, initialized if need be, run by its sandbox, reported. The clock stands at the
invocation's end when it returns; whoever drives decides where it goes next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_lambda.base import quotas
from pytest_lambda.base.arn import parse_function_reference
from pytest_lambda.base.clock import NS_PER_MS, NS_PER_SECOND
from pytest_lambda.base.exhaustive import assert_never
from pytest_lambda.base.price import billed_duration_ms
from pytest_lambda.engine import platform_log
from pytest_lambda.engine.environment import EnvironmentEvent, EnvironmentState
from pytest_lambda.model.invocation import (
    Answered,
    Exited,
    Faulted,
    InitFailed,
    Initialized,
    InitResult,
    InvocationStatus,
    InvokeResult,
    Report,
    SandboxRequest,
    TimedOut,
    exit_message,
    exited_payload,
    response_too_large_payload,
    timed_out_payload,
)
from pytest_lambda.simulator.clock import iso_timestamp
from pytest_lambda.simulator.invocation import Invocation
from pytest_lambda.simulator.tracing import segment_of

_INIT, _RUNNING = EnvironmentState.INIT, EnvironmentState.RUNNING
_INVOKE, _ANSWERED = EnvironmentEvent.INVOKE, EnvironmentEvent.ANSWERED

if TYPE_CHECKING:
    from pytest_lambda.model.tracing import Segment
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.environment import Environment
    from pytest_lambda.simulator.function import Function
    from pytest_lambda.simulator.version import FunctionVersion

__all__ = ["InvocationRequest", "Invoker", "source_name"]


class InvocationRequest(NamedTuple):
    """
    What is invoked, by whom, and which fault takes the handler's place.

    Attributes:
        payload: the event, UTF-8 JSON.
        trace_header: of whoever invokes it, without its chain; ``None`` where it has none.
        fault: ``"error"``, ``"timeout"``, ``"crash"``, ``"out_of_memory"``, or ``None``.
        is_spillover: every provisioned environment was busy. Source: CON-08
    """

    request_id: str
    payload: bytes
    invoked_arn: str
    attempt: int = 1
    source: object = None
    fault: str | None = None
    client_context: str | None = None
    cognito_identity: str | None = None
    tenant_id: str | None = None
    is_spillover: bool = False
    trace_header: str | None = None


class _Outcome(NamedTuple):
    payload: bytes
    status: InvocationStatus
    error_type: str | None = None
    exception: BaseException | None = None
    needs_reset: bool = False


class Invoker:
    """Performs the invocations of one version of a function."""

    def __init__(self, simulator: Simulator, function: Function, version: FunctionVersion) -> None:
        self._simulator = simulator
        self._clock = simulator.virtual_clock
        self._function = function
        self._version = version

    def invoke(self, request: InvocationRequest, environment: Environment) -> Invocation:
        """Perform *request* in *environment* from where the clock stands, and leave the clock at its end."""
        clock, function, version = self._clock, self._function, self._version
        config = version.configuration
        start_ns = clock.elapsed_ns
        lifecycle = environment.lifecycle
        is_cold_start = lifecycle.state is _INIT
        init_duration_ms = None
        if is_cold_start:
            if lifecycle.init_attempts:
                self._log_init_start(environment, "invoke")
            else:
                init_duration_ms = self.initialize(environment)
            start_ns = clock.elapsed_ns
        log_start = len(function.log)
        trace_header = self._simulator.trace_header = function.tracer.header(
            config.tracing_config, request.trace_header
        )
        segment = segment_of(trace_header)
        deadline_ns = start_ns + (config.timeout * NS_PER_SECOND)
        line = platform_log.start_line(
            config.logging_config,
            time=self._time(),
            request_id=request.request_id,
            version=version.version,
            segment=segment,
        )
        if line:
            function.log.write_lines(environment.log_stream_name, line)
        if function.elapsed_at_start_ns:
            clock.jump_to(start_ns + function.elapsed_at_start_ns)
        try:
            outcome = self._run(environment, request, deadline_ns)
        except BaseException:
            # It ends the test, not the environment: that one has answered, whatever the answer.
            if lifecycle.state is _RUNNING:
                lifecycle.on(EnvironmentEvent.ANSWERED)
            raise
        end_ns = clock.elapsed_ns
        if end_ns > deadline_ns:
            # Somebody else's clock was moved past the deadline, or real time passed: it ended there.
            end_ns = deadline_ns
            clock.jump_to(end_ns)
        return self._report(
            environment, request, outcome, is_cold_start, init_duration_ms, log_start, start_ns, end_ns, segment
        )

    # -- phases --------------------------------------------------------------------------------------------------

    def initialize(self, environment: Environment) -> float | None:
        """Run the Init phase; return its duration in ms, ``None`` when it failed. Source: LC-02, LC-03, LC-04"""
        clock = self._clock
        self._log_init_start(environment, "init")
        start_ns = clock.elapsed_ns
        result = environment.sandbox.initialize(start_ns + self._init_timeout_ms(environment) * NS_PER_MS)
        duration_ms = (clock.elapsed_ns - start_ns) / NS_PER_MS
        self._simulator.record(
            "environment.initialized",
            self._function.function_name,
            environment=environment.id,
            duration_ms=duration_ms,
            status=_init_status(result),
        )
        if isinstance(result, Initialized):
            environment.lifecycle.on(EnvironmentEvent.INIT_SUCCEEDED)
            self._log_initialized(environment, duration_ms)
            return duration_ms
        self._log_init_failed(environment, result, duration_ms, "init")
        environment.lifecycle.on(EnvironmentEvent.INIT_FAILED)
        environment.sandbox.reset()
        return None

    def _init_timeout_ms(self, environment: Environment) -> int:
        """Return how long Init may take. Source: LC-02, LC-03"""
        if environment.initialization_type == "on-demand":
            return quotas.INIT_TIMEOUT_MS
        return max(quotas.PROVISIONED_INIT_TIMEOUT_MS, self._version.configuration.timeout * 1_000)

    def _run(self, environment: Environment, request: InvocationRequest, deadline_ns: int) -> _Outcome:
        clock = self._clock
        if environment.lifecycle.state is _INIT:
            start_ns = clock.elapsed_ns
            init_result = environment.sandbox.initialize(deadline_ns)
            if not isinstance(init_result, Initialized):
                self._log_init_failed(environment, init_result, (clock.elapsed_ns - start_ns) / NS_PER_MS, "invoke")
                environment.lifecycle.on(EnvironmentEvent.INIT_FAILED)
                return self._init_outcome(environment, request, init_result)
            environment.lifecycle.on(EnvironmentEvent.INIT_SUCCEEDED)
        environment.lifecycle.on(_INVOKE)
        if request.fault is not None:
            return self._outcome(environment, request, self._faulted(request, deadline_ns))
        result = environment.sandbox.invoke(
            SandboxRequest(
                request.request_id,
                request.payload,
                request.invoked_arn,
                deadline_ns,
                clock.wall_ns_at(deadline_ns) // NS_PER_MS,
                self._handlers_trace_header(),
                request.client_context,
                request.cognito_identity,
                request.tenant_id,
            )
        )
        if type(result) is Answered and len(result.payload) <= quotas.RESPONSE_BYTES:
            return _Outcome(result.payload, "success")
        return self._outcome(environment, request, result)

    def _handlers_trace_header(self) -> str | None:
        """Return what the handler sees: what began with this invocation needs no chain yet. Source: XRAY-01"""
        header, lineage = self._simulator.trace_header, self._simulator.lineage
        return f"{header};{lineage}" if lineage.length > 1 else header

    def _faulted(self, request: InvocationRequest, deadline_ns: int) -> InvokeResult:
        """Return what an injected fault makes of the invocation; the handler does not run."""
        match request.fault:
            case "timeout":
                self._clock.jump_to(deadline_ns)
                return TimedOut()
            case "crash":
                return Exited("exit status 1")
            case "out_of_memory":
                return Exited("signal: killed", "Runtime.OutOfMemory")
            case _:
                return Faulted(self._function.injected_error_payload(request.request_id), "InjectedFault")

    def _outcome(self, environment: Environment, request: InvocationRequest, result: InvokeResult) -> _Outcome:
        match result:
            case Answered():
                error_type = "Function.ResponseSizeTooLarge"
                return _Outcome(response_too_large_payload(quotas.RESPONSE_BYTES), "failure", error_type)
            case Faulted(payload, error_type, exception):
                if request.source is not None:
                    _drop_frames(exception)
                return _Outcome(payload, "failure", error_type, exception)
            case Exited(reason, error_type, exception):
                self._log(
                    environment,
                    platform_log.exit_lines(
                        self._version.configuration.logging_config,
                        message=exit_message(request.request_id, reason),
                        error_type=error_type,
                    ),
                )
                return _Outcome(exited_payload(request.request_id, result), "error", error_type, exception, True)
            case TimedOut(exception):
                timeout = self._version.configuration.timeout
                payload = timed_out_payload(request.request_id, timeout)
                return _Outcome(payload, "timeout", "Sandbox.Timedout", exception, True)
            case _:
                assert_never(result)

    def _init_outcome(self, environment: Environment, request: InvocationRequest, result: InitResult) -> _Outcome:
        """Return what a failed Init within the invocation is to the caller. Source: LC-04, RT-09"""
        match result:
            case InitFailed(payload, _, exception):
                return _Outcome(
                    payload,
                    "error",
                    "Runtime.Unknown" if not _is_platforms(result) else result.error_type,
                    exception,
                    True,
                )
            case Exited() | TimedOut():
                return self._outcome(environment, request, result)
            case Initialized():
                raise AssertionError("a successful Init has no outcome")
            case _:
                assert_never(result)

    def _report(
        self,
        environment: Environment,
        request: InvocationRequest,
        outcome: _Outcome,
        is_cold_start: bool,
        init_duration_ms: float | None,
        log_start: int,
        start_ns: int,
        end_ns: int,
        segment: Segment | None,
    ) -> Invocation:
        simulator, function, version = self._simulator, self._function, self._version
        config = version.configuration
        lifecycle = environment.lifecycle
        payload, status, error_type, exception, needs_reset = outcome
        if needs_reset:
            environment.sandbox.reset()
            lifecycle.on(EnvironmentEvent.RESET)
        elif lifecycle.state is _RUNNING:
            lifecycle.on(_ANSWERED)
        environment.busy_until_ms = -(-end_ns // NS_PER_MS)
        duration_ms = (end_ns - start_ns) / NS_PER_MS
        report = Report(
            duration_ms,
            billed_duration_ms(duration_ms, init_duration_ms or 0.0),
            init_duration_ms,
            config.memory_size,
            environment.sandbox.max_memory_used_mb(),
            status,
            error_type,
            segment,
        )
        self._log_end(environment, request.request_id, report)
        invocation = Invocation(
            config.function_name,
            request.request_id,
            start_ns / NS_PER_SECOND,
            end_ns / NS_PER_SECOND,
            200,
            payload,
            None if status == "success" else "Unhandled",
            exception,
            version.version,
            report,
            is_cold_start,
            environment,
            request.attempt,
            request.source,
            function.log,
            log_start,
            config,
            request.invoked_arn,
            request.fault,
            request.is_spillover,
        )
        function.invocations.append(invocation)
        record = simulator.trace.add_later(
            environment.busy_until_ms,
            "invocation",
            config.function_name,
            _trace_details,
            invocation,
        )
        if simulator.registry.has_trace_hooks:
            simulator.registry.on_trace_record(record)
        return invocation

    # -- log -------------------------------------------------------------------------------------------------------

    def _log(self, environment: Environment, line: str) -> None:
        self._function.log.write_line(environment.log_stream_name, line)

    def _time(self) -> str:
        if self._version.configuration.logging_config.log_format == "Text":
            return ""
        return iso_timestamp(self._clock.wall_ns)

    def _log_end(self, environment: Environment, request_id: str, report: Report) -> None:
        """Log END and REPORT; what JSON has for them may be nothing, by its log level."""
        config = self._version.configuration.logging_config
        if config.log_format == "Text":
            lines = platform_log.EndLines(config, request_id, report)
            self._function.log.write_lines(environment.log_stream_name, lines)
        else:
            line = platform_log.end_lines(config, time=self._time(), request_id=request_id, report=report)
            self._log(environment, line)

    def _log_init_start(self, environment: Environment, phase: str) -> None:
        config = self._version.configuration
        self._log(
            environment,
            platform_log.init_start_line(
                config.logging_config,
                time=self._time(),
                runtime=config.runtime,
                runtime_arn=self._simulator.runtime_arn(config.runtime),
                function_name=config.function_name,
                function_version=self._version.version,
                phase=phase,
            ),
        )

    def _log_initialized(self, environment: Environment, duration_ms: float) -> None:
        """Log what JSON at level DEBUG shows of an Init that succeeded. Source: LOG-20"""
        config = self._version.configuration.logging_config
        if config.log_format == "JSON":
            for line in platform_log.initialized_lines(config, time=self._time(), duration_ms=duration_ms):
                self._log(environment, line)

    def _log_init_failed(self, environment: Environment, result: InitResult, duration_ms: float, phase: str) -> None:
        status = _init_status(result)
        error_type = None
        if isinstance(result, Exited):
            error_type = result.error_type
        elif isinstance(result, InitFailed):
            error_type = result.error_type if _is_platforms(result) else "Runtime.Unknown"
        self._log(
            environment,
            platform_log.init_report_line(
                self._version.configuration.logging_config,
                time=self._time(),
                duration_ms=duration_ms,
                phase=phase,
                status=status,
                error_type=error_type,
            ),
        )


def _trace_details(invocation: Invocation) -> dict[str, Any]:
    """Return what the trace says of an invocation."""
    report, environment, config = invocation.report, invocation.environment, invocation._configuration
    assert report is not None and environment is not None and config is not None
    return {
        "request_id": invocation.request_id,
        "environment": environment.id,
        "version": invocation.executed_version,
        "qualifier": parse_function_reference(invocation._invoked_arn).qualifier,
        "started_at": invocation.started_at,
        "ended_at": invocation.ended_at,
        "attempt": invocation.attempt,
        "source": source_name(invocation.source),
        "is_cold_start": invocation.is_cold_start,
        "initialization_type": environment.initialization_type,
        "is_spillover": invocation._is_spillover,
        "status": report.status,
        "error_type": report.error_type,
        "fault": invocation._fault,
        "duration_ms": report.duration,
        "billed_duration_ms": report.billed_duration,
        "init_duration_ms": report.init_duration,
        "memory_size": config.memory_size,
        "ephemeral_storage": config.ephemeral_storage,
        "architecture": config.architecture,
    }


def _drop_frames(exception: BaseException | None) -> None:
    """
    Let go of the frames that *exception* went through: all that ran keeps its variables as long as they are held.

    Nobody debugs from there what was not invoked by the test; the stack trace is in the error payload.
    """
    seen: set[int] = set()
    pending = [exception]
    while pending:
        current = pending.pop()
        if current is not None and id(current) not in seen:
            seen.add(id(current))
            current.__traceback__ = None
            pending += [current.__cause__, current.__context__]


def _is_platforms(result: InitFailed) -> bool:
    """Return whether the platform shows the error's own type. Source: RT-34"""
    prefix, _, name = result.error_type.partition(".")
    return prefix in ("Runtime", "Function") and name[:1].isupper() and name.isalpha()


def _init_status(result: InitResult) -> str:
    match result:
        case Initialized():
            return "success"
        case TimedOut():
            return "timeout"
        case InitFailed() | Exited():
            return "error"
        case _:
            assert_never(result)


def source_name(source: object) -> str | None:
    """Return how the trace names what triggered an invocation; ``None`` for an invoke call."""
    return getattr(source, "name", None) or (source if isinstance(source, str) else None)
