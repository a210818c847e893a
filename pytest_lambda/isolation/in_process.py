"""
An execution environment within the test process: the shared body of the isolations ``inline`` and ``module``.

One call goes: show the environment's side of the process, run the runtime's steps until the deadline, show the
test run's side again.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from pytest_lambda.base.clock import DeadlineReached, RealTime
from pytest_lambda.isolation import runtime, unwinding, watchdog
from pytest_lambda.isolation.children import end_child
from pytest_lambda.isolation.containment import Containment
from pytest_lambda.isolation.event_loop import EventLoop
from pytest_lambda.isolation.inside import ProcessExit, inside
from pytest_lambda.isolation.interception import Intercepted
from pytest_lambda.isolation.logging_state import LoggingState
from pytest_lambda.isolation.network import Network
from pytest_lambda.isolation.paths import SandboxPaths
from pytest_lambda.isolation.process_state import (
    Aspect,
    Interpreter,
    ProcessState,
    Streams,
    TimeZone,
    Warnings,
    WorkingDirectory,
)
from pytest_lambda.isolation.runtime_log import (
    UNHANDLED_INIT_ERROR,
    LogSink,
    LogStreamWriter,
    NoInput,
    RuntimeLogHandler,
)
from pytest_lambda.isolation.runtime_steps import RuntimeSteps
from pytest_lambda.isolation.variables import TestRunVariables, Variables
from pytest_lambda.model.contracts import SandboxSpec
from pytest_lambda.model.invocation import (
    Answered,
    Exited,
    Initialized,
    InitResult,
    InvokeResult,
    SandboxRequest,
    TimedOut,
    exit_reason,
)

resource: Any
try:
    import resource
except ImportError:  # Windows
    resource = None

__all__ = ["InProcessSandbox"]


class InProcessSandbox:
    """
    One execution environment in this process.

    Subclasses say where the handler comes from (:meth:`_load`) and which modules are its own (:meth:`module`).

    Args:
        spec: what to run and how.
        test_run: variables that the test run set.
        aspects: more of the process to exchange, beside what every environment has its own of.
        is_own: tells whether a module is the environment's own.
    """

    def __init__(
        self,
        spec: SandboxSpec,
        test_run: TestRunVariables,
        aspects: Sequence[Aspect] = (),
        is_own: Callable[[str, ModuleType], bool] = lambda name, module: False,
    ) -> None:
        self._spec = spec
        self._handler: Any = None
        self._request: tuple[str | None, str | None] = (None, None)
        self._paths = SandboxPaths(spec.code_uri, spec.host_paths, opt=spec.opt, mounts=spec.mounts)
        self._measurement = spec.measurement
        self._is_warm = False
        self._variables = Variables(spec.variables, frozenset(spec.own_variables), test_run)
        sink = LogSink(self._write_log)
        # The runtime reads format and level from the variables, which a function may set too (LOG-16).
        is_json = spec.variables.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
        handler = RuntimeLogHandler(sink, is_json, lambda: self._request, self._forward)
        self._steps = RuntimeSteps(
            spec.runtime, sink, is_json=is_json, is_propagated=lambda error: isinstance(error, spec.propagated)
        )
        self._logging = LoggingState(handler, spec.variables.get("AWS_LAMBDA_LOG_LEVEL"))
        self._intercepted = Intercepted(self._logging, spec.write_log)
        output = self._intercepted.output.descriptor
        self._containment = Containment(spec.clock, output, self._write_log, self._intercepted.signal_action, is_own)
        self._modules = self._containment.modules
        writer = self._containment.descriptors.writer
        self._directory = WorkingDirectory(str(spec.code_uri))
        self._watch = watchdog.Watch(spec.clock, spec.watchdog_seconds)
        self._process = ProcessState(
            [
                Interpreter(),
                EventLoop(),
                Streams(
                    NoInput(),
                    LogStreamWriter(writer(1), name="<stdout>", descriptor=1),
                    LogStreamWriter(writer(2), name="<stderr>", descriptor=2),
                ),
                Warnings(),
                self._logging,
                self._intercepted,
                self._variables,
                TimeZone(self._variables.as_dict),
                self._directory,
                *aspects,
                Network(spec.has_internet),
                self._paths,
                self._containment,
            ]
        )

    # -- the Sandbox protocol ---------------------------------------------------------------------------------

    @property
    def tmp(self) -> Path:
        """The folder that the handler sees as ``/tmp``."""
        return self._paths.tmp

    def initialize(self, deadline_ns: int) -> InitResult:
        """Import the code and find the handler, until *deadline_ns* at the latest."""
        self._request = (None, None)
        result: InitResult
        if self._measurement is None:
            result = self._run(deadline_ns, self._initialize)
        else:
            self._is_warm = False
            with self._measurement.phase("init"):
                result = self._run(deadline_ns, self._initialize)
        self._modules.draws_from(self._own_globals())
        return result

    def invoke(self, request: SandboxRequest) -> InvokeResult:
        """Run the handler once."""
        self._request = (request.request_id, request.tenant_id)
        self._variables.set_trace_header(request.trace_header)
        result: InvokeResult
        if self._measurement is None:
            result = self._run(request.deadline_ns, self._invoke, request)
        else:
            phase = "invoke:warm" if self._is_warm else "invoke:cold"
            self._is_warm = True
            with self._measurement.phase(phase):
                result = self._run(request.deadline_ns, self._invoke, request)
        return result

    def reset(self) -> None:
        """End the runtime process: globals are gone, ``/tmp`` stays. Source: LC-08"""
        self._handler = None
        self._logging.reset()
        self._intercepted.reset()
        self._variables.reset()
        self._directory.reset()
        self._containment.reset()

    def shutdown(self) -> None:
        """End everything, ``/tmp`` included; nothing of the handler's runs. Source: LC-15"""
        self.reset()
        self._paths.remove()

    def module(self, name: str) -> ModuleType:
        """Return the module *name* as the environment has it."""
        raise NotImplementedError

    def max_memory_used_mb(self) -> int:
        """Return the most memory that the test process, which hosts the environment, has used so far, MB."""
        return min(_PeakMemory.megabytes(), self._spec.memory_size_mb)

    # -- what runs inside ---------------------------------------------------------------------------------------

    def _load(self) -> runtime.Handler:
        raise NotImplementedError

    def _call(self, function: Callable[..., Any], *args: Any) -> Any:
        """Call code of the environment among the shared modules as it made them."""
        self._modules.show()
        try:
            return function(*args)
        finally:
            try:
                self._modules.hide()
            except BaseException:
                # A trace function of the handler raised in ours, and Python has dropped it.
                self._modules.hide()
                raise

    def _own_globals(self) -> list[dict[str, Any]]:
        """Return the globals of the environment's own modules."""
        raise NotImplementedError

    def _initialize(self) -> InitResult:
        self._handler = None
        result, handler = self._steps.initialize(partial(self._call, self._load))
        if handler is not None:
            self._handler = partial(self._call, handler)
        return result

    def _invoke(self, request: SandboxRequest) -> InvokeResult:
        return self._steps.invoke(self._handler, request, self._variables.as_dict())

    # -- the border ------------------------------------------------------------------------------------------------

    def _run(self, deadline_ns: int, call: Callable[..., Any], *args: Any) -> Any:
        """Run *call* on the environment's side of the process, until the deadline at the latest."""
        clock = self._spec.clock
        contained = self._containment
        result: Any = None
        self._process.enter()
        outer_call = unwinding.enter()
        outer_deadline = clock.begin_deadline(deadline_ns)
        watch = self._watch
        watchdog.begin(watch)
        try:
            try:
                result = contained.run(call, *args)
            except DeadlineReached as error:
                unwinding.discard(error)
                result = TimedOut()
            except ProcessExit as error:
                unwinding.discard(error)
                result = Exited(exit_reason(error.status), exception=error)
            except SystemExit as error:
                result = self._exit(error)
            except self._spec.propagated:
                raise
            except KeyboardInterrupt as error:
                if unwinding.take_keyboard_interrupt():
                    raise
                traceback.print_exception(type(error), error, error.__traceback__)
                result = Exited("signal: interrupt", exception=error)
            except BaseException as error:
                traceback.print_exception(type(error), error, error.__traceback__)
                result = Exited("exit status 1", exception=error)
            if contained.exit_status is not None:
                # Swallowed, or in another thread: the process was gone.
                if contained.unraisable_hook is not None:
                    sys.unraisablehook, contained.unraisable_hook = contained.unraisable_hook, None
                result = Exited(exit_reason(contained.exit_status), exception=getattr(result, "exception", None))
            elif watch.tripped or clock.elapsed_ns >= deadline_ns:
                # Too late, or swallowed: the process was killed before it could answer.
                clock.jump_to(max(clock.elapsed_ns, deadline_ns))
                result = TimedOut()
        finally:
            if inside.is_child:
                end_child(_child_status(result))
            watchdog.end(watch)
            clock.end_deadline(outer_deadline)
            unwinding.leave(outer_call)
            self._process.leave()
        return result

    def _exit(self, error: SystemExit) -> Exited:
        """Return what the end of the process by *error* is to the platform. Source: RT-15, RT-27, LC-10"""
        code = error.code
        if code is None:
            status = 0
        elif isinstance(code, int):
            status = code & 0xFF
        else:
            sys.stderr.write(f"{code}\n")
            status = 1
        try:
            self._intercepted.run_exit_functions()
        except Exception:
            traceback.print_exc()
        return Exited(exit_reason(status), exception=error)

    def _write_log(self, text: str) -> None:
        self._intercepted.output.drain()
        self._spec.write_log(text)

    def _forward(self, record: logging.LogRecord) -> None:
        # The runtime's own warning tells a test nothing that the error does not.
        if record.msg is not UNHANDLED_INIT_ERROR:
            self._logging.forward(record)


def _child_status(result: Any) -> int:
    """Return the exit status of a forked process, whose copy of the invocation came to *result*."""
    if isinstance(result, Exited):
        return int(result.reason.rpartition(" ")[2]) if result.reason and result.reason[-1].isdigit() else 0
    return 0 if isinstance(result, (Answered, Initialized)) else 1


class _PeakMemory:
    """The most memory that this process has used, MB; asked for once in a while only."""

    _known = 0
    _asked_ns = 0

    @classmethod
    def megabytes(cls) -> int:
        """Return it, as it was at most 10 ms of real time ago; 0 where the system does not tell."""
        now_ns = RealTime.perf_counter_ns()
        if now_ns - cls._asked_ns > 10_000_000:
            cls._asked_ns = now_ns
            if resource is not None:
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                cls._known = max(1, peak // (1024 * 1024 if sys.platform == "darwin" else 1024))
        return cls._known
