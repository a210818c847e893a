"""One simulated AWS account and Region in virtual time."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from types import FunctionType, TracebackType
from typing import Any

from pytest_lambda.base.arn import parse_arn
from pytest_lambda.base.clock import CLOCK_MODES, NS_PER_MS, NS_PER_SECOND, ClockMode, VirtualClock
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import (
    InvalidParameterValueException,
    ResourceConflictException,
    ResourceNotFoundException,
    StillPendingError,
    UsageError,
)
from pytest_lambda.base.timers import Timers
from pytest_lambda.base.trace import Trace, TraceRecord
from pytest_lambda.isolation.host import Host
from pytest_lambda.model.check import one_of, only_known
from pytest_lambda.model.contracts import IsolationBackend, SandboxSpec
from pytest_lambda.model.function import (
    EventInvokeConfig,
    FunctionConfiguration,
    LoggingConfig,
    check_tenancy_config,
)
from pytest_lambda.model.message import MessageAttribute
from pytest_lambda.model.variables import lambda_variables
from pytest_lambda.registry import Registry, default_registry
from pytest_lambda.services.queue import QueueConfiguration
from pytest_lambda.simulator.clock import Clock
from pytest_lambda.simulator.dead_letters import DeadLetterRecord
from pytest_lambda.simulator.delivery import Delivered
from pytest_lambda.simulator.environment import Environment
from pytest_lambda.simulator.faults import Fault, FaultPlan
from pytest_lambda.simulator.function import Function
from pytest_lambda.simulator.invocation import Invocation
from pytest_lambda.simulator.queue import Queue, parse_redrive_policy

__all__ = ["DEFAULT_MAX_SECONDS", "FUNCTION_OPTIONS", "Simulator"]

DEFAULT_MAX_SECONDS = 86_400.0
"""Virtual seconds after which ``run_until_idle`` gives up: one day."""

_MAX_STEPS_AT_ONE_INSTANT = 100_000

_CONFIGURATION_FIELDS = tuple(
    field.name
    for field in fields(FunctionConfiguration)
    if field.name
    not in (
        "handler",
        "target",
        "code_uri",
        "isolation",
        "logging_config",
        "dead_letter_target",
        "has_tenant_isolation",
    )
)
_EVENT_INVOKE_OPTIONS = ("maximum_retry_attempts", "maximum_event_age_in_seconds", "destination_config")
FUNCTION_OPTIONS = tuple(
    sorted(
        {
            *_CONFIGURATION_FIELDS,
            *_EVENT_INVOKE_OPTIONS,
            "code_uri",
            "isolation",
            "logging_config",
            "dead_letter_config",
            "tenancy_config",
        }
    )
)
"""What ``function`` takes beside the handler."""


class Simulator:
    """
    One AWS account and Region of its own.

    While it is open (``with Simulator() as simulator:``, or within the fixture ``lambda_simulator``), this process
    lives in its virtual time.

    Args:
        seed: of every id and choice; the same seed gives the same trace.
        region, account_id: as in ARNs.
        clock_mode: ``"stepped"`` (time moves by sleeps, ticks and timers only) or ``"ticking"`` (real elapsed time
            is added).
        code_uri: the folder that handler strings are imported from by default.
        isolation: the isolation by default; else ``inline`` for a callable and ``module`` for a string.
        runtime: the runtime by default; else that of the running Python.
        watchdog: real seconds that one invocation may take while virtual time stands still.
        function_defaults: defaults for what ``function`` takes.
        function_overrides: what holds for every function, whatever ``function`` is given.
        elapsed_at_start: seconds of its timeout that are gone when an invocation starts.
        warm_up: an event, as bytes, that each function's first environment has served before anything else.
        propagated: exceptions of a handler that end the test instead of failing the invocation.
        registry: what is plugged in; the built-ins by default.
        host_paths: folders under ``/tmp`` that handlers see as they are.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        region: str = "us-east-1",
        account_id: str = "123456789012",
        clock_mode: ClockMode = "stepped",
        code_uri: str | Path | None = None,
        isolation: str | None = None,
        runtime: str | None = None,
        watchdog: float = 5.0,
        function_defaults: Mapping[str, Any] | None = None,
        function_overrides: Mapping[str, Any] | None = None,
        elapsed_at_start: float = 0.0,
        warm_up: bytes | None = None,
        propagated: tuple[type[BaseException], ...] = (AssertionError,),
        registry: Registry | None = None,
        host_paths: tuple[Path, ...] = (),
    ) -> None:
        one_of("clock_mode", clock_mode, CLOCK_MODES)
        if not isinstance(seed, int):
            raise UsageError(f"seed must be an integer, not {seed!r}")
        if not (isinstance(account_id, str) and len(account_id) == 12 and account_id.isdigit()):
            raise UsageError(f"account_id must be text of 12 digits, not {account_id!r}")
        if not isinstance(region, str) or not region:
            raise UsageError(f"region must be a name such as 'us-east-1', not {region!r}")
        self.seed = seed
        self.region = region
        self.account_id = account_id
        self.registry = registry or default_registry()
        if isolation is not None:
            one_of("isolation", isolation, self.registry.isolation_names)
        self.entropy = Entropy(seed)
        self.virtual_clock = VirtualClock(mode=clock_mode)
        self.trace = Trace()
        self.faults = FaultPlan()
        self.dead_letters: list[DeadLetterRecord] = []
        self.sender_id = "AROA" + self.entropy.child("sender").alphanumeric(17).upper() + ":pytest-lambda"
        self.watchdog = watchdog
        self._code_uri = Path(code_uri) if code_uri is not None else Path.cwd()
        self._isolation = isolation
        self._runtime = runtime
        self._function_defaults = dict(function_defaults or {})
        self._function_overrides = dict(function_overrides or {})
        only_known("function_defaults", self._function_defaults, FUNCTION_OPTIONS)
        only_known("function_overrides", self._function_overrides, FUNCTION_OPTIONS)
        self._elapsed_at_start_ns = round(elapsed_at_start * NS_PER_SECOND)
        self._warm_up = warm_up
        self._propagated = propagated
        self._host_paths = host_paths
        self._host = Host(self.virtual_clock)
        self._is_open = False
        self._timers = Timers()
        self._is_driving = False
        self._running_functions = 0
        self._backends: dict[str, IsolationBackend] = {}
        self._functions: dict[str, Function] = {}
        self._queues: dict[str, Queue] = {}
        self._trace_ids = self.entropy.child("trace")
        self.clock = Clock(self.virtual_clock, self.sync)

    # -- opening and closing ---------------------------------------------------------------------------------------

    def open(self) -> Simulator:
        """Begin: this process lives in virtual time until :meth:`close`."""
        if self._is_open:
            raise UsageError("the simulator is open already")
        self._host.open()
        self._is_open = True
        return self

    def close(self) -> None:
        """End all environments and give the process back its own time."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            for function in self._functions.values():
                function.close()
        finally:
            self._host.close()

    def __enter__(self) -> Simulator:
        return self.open()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # -- functions ---------------------------------------------------------------------------------------------------

    def function(
        self,
        handler: str | Callable[..., Any],
        *,
        function_name: str | None = None,
        code_uri: str | Path | None = None,
        isolation: str | None = None,
        dead_letter_config: Any = None,
        logging_config: Mapping[str, Any] | None = None,
        **config: Any,
    ) -> Function:
        """
        Deploy a function.

        Args:
            handler: AWS's ``"package.module.name"``, or a callable ``handler(event, context)``.
            function_name: its name; by default made from *handler*.
            code_uri: folder that a handler string is imported from.
            isolation: ``"inline"`` (default for a callable) or ``"module"`` (default for a string).
            dead_letter_config: the dead-letter queue, its ARN, or ``{"target_arn": ...}``.
            logging_config: ``{"log_format": "JSON", "application_log_level": "DEBUG"}``.
            config: ``timeout`` (3 s), ``memory_size`` (128 MB), ``environment``, ``ephemeral_storage`` (512 MB),
                ``runtime``, ``description``, ``architecture``, ``tenancy_config``, and of asynchronous invocation
                ``maximum_retry_attempts``, ``maximum_event_age_in_seconds``, ``destination_config``.

        Raises:
            UsageError: an argument that AWS could not even be sent.
            AWSError: AWS's own refusals, such as ResourceConflictException for a name that exists.
        """
        self._require_open()
        given: dict[str, Any] = {
            name: value
            for name, value in (
                ("function_name", function_name),
                ("code_uri", code_uri),
                ("isolation", isolation),
                ("dead_letter_config", dead_letter_config),
                ("logging_config", logging_config),
            )
            if value is not None
        }
        only_known("function", config, FUNCTION_OPTIONS)
        options = {**self._function_defaults, **given, **config, **self._function_overrides}
        name = options.pop("function_name", None) or self._default_name(handler)
        if name in self._functions:
            raise ResourceConflictException(f"Function already exist: {name}")
        event_invoke = {key: options.pop(key) for key in _EVENT_INVOKE_OPTIONS if key in options}
        configuration = self._configuration(handler, name, options)
        function = Function(
            self,
            configuration,
            self._event_invoke_config(event_invoke, name),
            elapsed_at_start_ns=self._elapsed_at_start(configuration),
            warm_up=self._warm_up,
        )
        self._functions[name] = function
        self.record("function.created", name, handler=configuration.handler, isolation=configuration.isolation)
        return function

    def invoke(self, function_name: str, payload: Any = None, **options: Any) -> Invocation:
        """Invoke a function by its name or ARN; see :meth:`Function.invoke`. Source: INV-07"""
        if not isinstance(function_name, str):
            raise UsageError(f"invoke takes a function's name or ARN, not {function_name!r}")
        name = function_name
        if name.startswith("arn:"):
            arn = parse_arn(name)
            name = arn.resource.removeprefix("function:")
        name, _, qualifier = name.partition(":")
        function = self._functions.get(name)
        if function is None:
            raise ResourceNotFoundException(
                f"Function not found: arn:aws:lambda:{self.region}:{self.account_id}:function:{name}:"
                f"{qualifier or '$LATEST'}"
            )
        if qualifier:
            given = options.setdefault("qualifier", qualifier)
            if given != qualifier:
                raise InvalidParameterValueException(
                    "The derived qualifier from the function name does not match the specified qualifier."
                )
        return function.invoke(payload, **options)

    def inject_fault(
        self, kind: str, *, function: Function | str | None = None, attempts: tuple[int, ...] = (1,)
    ) -> None:
        """
        Let attempts of every event fail.

        Args:
            kind: ``"error"``, ``"timeout"``, ``"throttle"``, ``"crash"``, ``"out_of_memory"``, ``"response_lost"``
                (the handler ran, its answer is lost) or ``"duplicate"`` (delivered twice).
            function: the function or its name; all when left out.
            attempts: which attempts of each event, from 1.
        """
        name = function.function_name if isinstance(function, Function) else function
        self.faults.add(Fault.parse(kind, name, attempts))

    # -- neighbours --------------------------------------------------------------------------------------------------

    def queue(
        self,
        name: str,
        *,
        visibility_timeout: int = 30,
        redrive_policy: Mapping[str, Any] | None = None,
        delay_seconds: int = 0,
        message_retention_period: int = 345_600,
        fifo_queue: bool = False,
    ) -> Queue:
        """
        Create a standard queue.

        Args:
            visibility_timeout: seconds that a received message stays invisible.
            redrive_policy: ``{"dead_letter_target": queue, "max_receive_count": 3}``.
            delay_seconds: before a new message can be received.
            message_retention_period: seconds after which a message is gone.

        Raises:
            UsageError, ValidationException: wrong types or values.
        """
        self._require_open()
        if fifo_queue is not False:
            raise UsageError(
                f"fifo_queue must be False, not {fifo_queue!r}: FIFO queues are not simulated yet (docs/fidelity.md)"
            )
        if (
            not isinstance(name, str)
            or not 1 <= len(name) <= 80
            or not name.replace("-", "").replace("_", "").isalnum()
        ):
            raise UsageError(f"a queue's name is 1 to 80 letters, digits, - and _, not {name!r}")
        if name in self._queues:
            raise UsageError(f"there is a queue {name!r} already: use the one that simulator.queue returned")
        config = QueueConfiguration(
            visibility_timeout,
            delay_seconds,
            message_retention_period,
            parse_redrive_policy(redrive_policy, self.find_queue),
        )
        queue = self._queues[name] = Queue(self, name, config)
        return queue

    def find_queue(self, arn: str) -> Queue:
        """Return the queue with *arn*. Raises ResourceNotFoundException where there is none."""
        for queue in self._queues.values():
            if queue.arn == arn:
                return queue
        raise ResourceNotFoundException(f"The specified queue does not exist: {arn}")

    def target_arn(self, where: str, target: Any) -> str:
        """Return the ARN of *target*, an object of the simulator or an ARN that something is there for."""
        arn = getattr(target, "arn", target)
        if not isinstance(arn, str):
            raise UsageError(f"{where} must be a queue of this simulator or its ARN, not {target!r}")
        parse_arn(arn)
        if self.registry.destination(arn) is None and not any(queue.arn == arn for queue in self._queues.values()):
            raise UsageError(
                f"{where} is {arn!r}, which nothing in this simulator answers to: make a queue with "
                "simulator.queue(...) and pass it"
            )
        return arn

    def deliver(self, arn: str, body: str, attributes: Mapping[str, MessageAttribute]) -> None:
        """Deliver *body* to the target *arn* as the service does."""
        plugged_in = self.registry.destination(arn)
        if plugged_in is not None:
            plugged_in(Delivered(body, attributes), arn)
            return
        self.find_queue(arn).deliver(body, attributes)

    def add_dead_letter(self, *, event: Any, reason: str, function: str | None, target: str) -> None:
        """Keep an event that was given up."""
        self.dead_letters.append(DeadLetterRecord(event, reason, function, target))
        self.record("dead_letter", function or target, reason=reason, target=target)

    # -- time --------------------------------------------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """
        Let *seconds* pass and do whatever comes due meanwhile, each at its own instant.

        Raises:
            UsageError: *seconds* is negative or no number, or a handler calls it.
        """
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not seconds >= 0:
            raise UsageError(f"advance takes a number of seconds, 0 or more, not {seconds!r}")
        self.sync()
        target_ns = self.virtual_clock.elapsed_ns + round(seconds * NS_PER_SECOND)
        self._drive(-(-target_ns // NS_PER_MS))
        self.virtual_clock.jump_to(target_ns)

    def run_until_idle(self, *, max_seconds: float = DEFAULT_MAX_SECONDS) -> None:
        """
        Jump from timer to timer until nothing is due any more.

        Args:
            max_seconds: virtual seconds after which it gives up.

        Raises:
            StillPendingError: work is still pending at the cap; the message lists it.
        """
        self.sync()
        start_ms = self.now_ms
        limit_ms = start_ms + round(max_seconds * 1000)
        self._drive(limit_ms)
        pending = self._timers.pending()
        if pending:
            self.virtual_clock.jump_to(limit_ms * NS_PER_MS)
            listed = "\n".join(f"  due at {timer.due_ms / 1000:g} s: {timer.label}" for timer in pending[:10])
            more = f"\n  and {len(pending) - 10} more" if len(pending) > 10 else ""
            raise StillPendingError(
                f"after {max_seconds:g} virtual seconds this is still pending:\n{listed}{more}\n"
                "A message that always fails goes round for ever without a redrive policy. Pass max_seconds=... for "
                "more time, or use advance(seconds) to stop earlier."
            )

    def _drive(self, until_ms: int) -> None:
        self._require_open()
        if self._is_driving or self._running_functions:
            raise UsageError("a handler cannot drive the simulator that runs it: call this from the test")
        self._is_driving = True
        clock = self.virtual_clock
        latest_ns = clock.elapsed_ns
        steps, instant_ms = 0, -1
        try:
            while (timer := self._timers.pop_due(until_ms)) is not None:
                steps = steps + 1 if timer.due_ms == instant_ms else 0
                instant_ms = timer.due_ms
                if steps > _MAX_STEPS_AT_ONE_INSTANT:
                    raise StillPendingError(
                        f"{steps} things happened at {instant_ms / 1000:g} s and more are due there, so virtual time "
                        f"never moves on; the last was: {timer.label}"
                    )
                clock.jump_to(timer.due_ms * NS_PER_MS)
                timer.payload()
                latest_ns = max(latest_ns, clock.elapsed_ns)
        finally:
            self._is_driving = False
            clock.jump_to(max(latest_ns, clock.elapsed_ns))

    def schedule(self, due_ms: int, action: Callable[[], None], label: str) -> None:
        """Do *action* when virtual time is at *due_ms* (ms since the start)."""
        self._timers.add(due_ms, action, label=label)

    @property
    def pending(self) -> list[str]:
        """What is due later, in order, in words."""
        return [f"at {timer.due_ms / 1000:g} s: {timer.label}" for timer in self._timers.pending()]

    @property
    def now_ms(self) -> int:
        """Whole ms since the start, rounded up."""
        return self.virtual_clock.elapsed_ms

    @property
    def epoch_ms(self) -> int:
        """Ms since the epoch."""
        return self.virtual_clock.wall_ns // NS_PER_MS

    def sync(self) -> None:
        """Follow a freezegun freeze that began, moved or ended since the last look."""
        if self._is_open:
            self._host.sync()

    # -- what the parts of the simulator ask for -----------------------------------------------------------------------

    def record(self, kind: str, subject: str, **details: Any) -> None:
        """Add a record to the trace, at the instant where the clock stands."""
        self.record_at(self.now_ms, kind, subject, **details)

    def record_at(self, at_ms: int, kind: str, subject: str, **details: Any) -> None:
        """Add a record to the trace."""
        record: TraceRecord = self.trace.add(at_ms, kind, subject, **details)
        if self.registry.has_trace_hooks:
            self.registry.on_trace_record(record)

    def isolation(self, name: str) -> IsolationBackend:
        """Return this simulator's backend of that name."""
        backend = self._backends.get(name)
        if backend is None:
            backend = self._backends[name] = self.registry.isolation(name)
        return backend

    def has_function(self, function: Function) -> bool:
        """Return whether *function* still exists."""
        return self._functions.get(function.function_name) is function

    @property
    def functions(self) -> list[Function]:
        """The functions that there are, oldest first."""
        return list(self._functions.values())

    def runtime_arn(self, runtime: str) -> str:
        """Return the ARN that INIT_START shows for *runtime*."""
        return f"arn:aws:lambda:{self.region}::runtime:{self.entropy.child(f'runtime/{runtime}').seed:064x}"

    def next_trace_header(self) -> str:
        """Return a new X-Ray trace header. Source: XRAY-01"""
        digits = self._trace_ids.hex(40)
        seconds = self.virtual_clock.wall_ns // NS_PER_SECOND
        return f"Root=1-{seconds:08x}-{digits[:24]};Parent={digits[24:]};Sampled=0"

    def start_environment(self, function: Function, backend: IsolationBackend, tenant_id: str | None) -> Environment:
        """Make a new execution environment for *function*."""
        config = function.configuration
        entropy = self.entropy.child(f"environment/{config.function_name}")
        stream = self._log_stream_name(entropy)
        sandbox = backend.create(
            SandboxSpec(
                handler=config.handler,
                target=config.target,
                code_uri=Path(config.code_uri),
                variables=lambda_variables(config, region=self.region, log_stream_name=stream),
                own_variables=tuple(config.environment),
                runtime=config.runtime,
                logging_config=config.logging_config,
                ephemeral_storage_mb=config.ephemeral_storage,
                memory_size_mb=config.memory_size,
                write_log=function.log.append,
                clock=self.virtual_clock,
                propagated=self._propagated,
                watchdog_seconds=self.watchdog,
                host_paths=(*self._host_paths, Path(config.code_uri), *_interpreter_paths()),
            )
        )
        environment = Environment(
            f"{config.function_name}#{entropy.hex(8)}", stream, sandbox, self._on_shutdown(function), tenant_id
        )
        self.record("environment.started", config.function_name, environment=environment.id, log_stream_name=stream)
        return environment

    def _on_shutdown(self, function: Function) -> Callable[[Environment, str], None]:
        def on_shutdown(environment: Environment, reason: str) -> None:
            function.forget_environment(environment)
            self.record("environment.shutdown", function.function_name, environment=environment.id, reason=reason)

        return on_shutdown

    def _log_stream_name(self, entropy: Entropy) -> str:
        """Return the name of a log stream. Source: LOG-01"""
        return f"{self.clock.now():%Y/%m/%d}/[$LATEST]{entropy.hex(32)}"

    def _require_open(self) -> None:
        if not self._is_open:
            raise UsageError("the simulator is not open: use 'with Simulator() as simulator:'")

    # -- deploying -----------------------------------------------------------------------------------------------------

    def _default_name(self, handler: Any) -> str:
        """Return a free name made from *handler*."""
        text = handler if isinstance(handler, str) else getattr(handler, "__qualname__", type(handler).__name__)
        kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in text.replace("<locals>.", ""))
        name = kept.strip("-")[-60:] or "function"
        number, free = 1, name
        while free in self._functions:
            number += 1
            free = f"{name}-{number}"
        return free

    def _configuration(self, handler: Any, name: str, options: dict[str, Any]) -> FunctionConfiguration:
        isolation = (
            options.pop("isolation", None) or self._isolation or ("module" if isinstance(handler, str) else "inline")
        )
        one_of("isolation", isolation, self.registry.isolation_names)
        code_uri = _code_folder(options.pop("code_uri", None) or self._code_uri)
        target = None
        if isinstance(handler, str):
            text = handler
        elif callable(handler):
            text = _handler_string(handler)
            if isolation == "inline":
                target = handler
            else:
                _require_importable(handler, text, isolation)
        else:
            raise UsageError(
                f"a handler is AWS's 'package.module.name' or a callable handler(event, context), not {handler!r}"
            )
        logging_config = LoggingConfig.parse(options.pop("logging_config", None), name)
        dead_letter = options.pop("dead_letter_config", None)
        has_tenant_isolation = check_tenancy_config(options.pop("tenancy_config", None))
        if self._runtime is not None:
            options.setdefault("runtime", self._runtime)
        return FunctionConfiguration(
            function_name=name,
            handler=text,
            target=target,
            code_uri=code_uri,
            isolation=isolation,
            logging_config=logging_config,
            dead_letter_target=self._dead_letter_target(dead_letter),
            has_tenant_isolation=has_tenant_isolation,
            **options,
        )

    def _dead_letter_target(self, value: Any) -> str | None:
        if value is None:
            return None
        if isinstance(value, Mapping):
            only_known("dead_letter_config", value, ("target_arn",))
            value = value.get("target_arn")
            if value is None:
                return None
        return self.target_arn("dead_letter_config", value)

    def _event_invoke_config(self, given: dict[str, Any], name: str) -> EventInvokeConfig | None:
        if not given:
            return None
        arn = f"arn:aws:lambda:{self.region}:{self.account_id}:function:{name}"
        return Function.parse_event_invoke_config(self, arn, EventInvokeConfig(), given)

    def _elapsed_at_start(self, configuration: FunctionConfiguration) -> int:
        elapsed_ns = self._elapsed_at_start_ns
        if elapsed_ns >= configuration.timeout * NS_PER_SECOND:
            raise UsageError(
                f"elapsed={elapsed_ns / NS_PER_SECOND:g} leaves nothing of the timeout of "
                f"{configuration.timeout} s of function {configuration.function_name!r}: make it less"
            )
        return elapsed_ns


def _code_folder(value: Any) -> str:
    path = Path(value)
    if not path.is_dir():
        raise UsageError(f"code_uri must be a folder, and {str(path)!r} is none (seen from {str(Path.cwd())!r})")
    return str(path.resolve())


def _handler_string(handler: Callable[..., Any]) -> str:
    module = getattr(handler, "__module__", None) or type(handler).__module__
    name = getattr(handler, "__qualname__", None) or type(handler).__qualname__
    return f"{module}.{name}".replace(" ", "")[-128:]


def _require_importable(handler: Callable[..., Any], text: str, isolation: str) -> None:
    """Refuse a callable that an environment cannot import for itself."""
    module_name, _, name = text.rpartition(".")
    module = sys.modules.get(module_name)
    if isinstance(handler, FunctionType) and module is not None and getattr(module, name, None) is handler:
        return
    where = (
        f" (defined at {inspect.getsourcefile(handler)}:{handler.__code__.co_firstlineno})"
        if isinstance(handler, FunctionType)
        else ""
    )
    raise UsageError(
        f"isolation {isolation!r} imports the code afresh for each environment, and {text!r}{where} is not a function "
        "at the top level of a module: pass a handler string, or isolation='inline'"
    )


def _interpreter_paths() -> tuple[Path, ...]:
    return tuple(Path(path) for path in {sys.prefix, sys.base_prefix, *sys.path} if path)
