"""One simulated AWS account and Region in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from pytest_lambda.base import quotas
from pytest_lambda.base.arn import FunctionReference, function_arn, parse_function_reference
from pytest_lambda.base.clock import CLOCK_MODES, NS_PER_MS, NS_PER_SECOND, ClockMode, VirtualClock
from pytest_lambda.base.entropy import Entropy
from pytest_lambda.base.errors import (
    AccessDeniedException,
    InvalidParameterValueException,
    ResourceConflictException,
    ResourceNotFoundException,
    UsageError,
)
from pytest_lambda.base.trace import Trace, TraceRecord
from pytest_lambda.engine.concurrency import ConcurrencyPool
from pytest_lambda.engine.recursion import Lineage
from pytest_lambda.isolation.host import Host
from pytest_lambda.isolation.running_coverage import CONTEXTS
from pytest_lambda.model.check import one_of, require_integer, require_seconds
from pytest_lambda.model.contracts import IsolationBackend
from pytest_lambda.model.function import EventInvokeConfig, FunctionConfiguration
from pytest_lambda.model.tags import check_tags
from pytest_lambda.registry import Registry, default_registry
from pytest_lambda.simulator.authorization import Authorization
from pytest_lambda.simulator.bucket import Bucket
from pytest_lambda.simulator.clock import Clock
from pytest_lambda.simulator.cold_start import ColdStart
from pytest_lambda.simulator.dead_letters import DeadLetterRecord
from pytest_lambda.simulator.deployment import EVENT_INVOKE_OPTIONS, FUNCTION_OPTIONS, Deployment, free_name
from pytest_lambda.simulator.destinations import Destinations
from pytest_lambda.simulator.event_bus import EventBus
from pytest_lambda.simulator.faults import Fault, FaultPlan
from pytest_lambda.simulator.file_systems import FileSystems
from pytest_lambda.simulator.function import Function
from pytest_lambda.simulator.invocation import Invocation
from pytest_lambda.simulator.neighbours import Neighbours
from pytest_lambda.simulator.observability import Observability
from pytest_lambda.simulator.operations.base import FunctionOperations
from pytest_lambda.simulator.packages import Packages
from pytest_lambda.simulator.queue import Queue
from pytest_lambda.simulator.role import Role
from pytest_lambda.simulator.timeline import Timeline
from pytest_lambda.simulator.topic import Topic

__all__ = ["DEFAULT_MAX_SECONDS", "FUNCTION_OPTIONS", "Simulator"]

DEFAULT_MAX_SECONDS = 86_400.0
"""Virtual seconds after which ``run_until_idle`` gives up: one day."""


class Simulator(Observability):
    """
    One AWS account and Region of its own.

    While it is open (``with Simulator() as simulator:``, or within the fixture ``lambda_simulator``), this process
    lives in its virtual time.

    Args:
        seed: of every id and choice; the same seed gives the same trace.
        region, account_id: as in ARNs.
        clock_mode: ``"stepped"`` (time moves by sleeps, ticks and timers only) or ``"ticking"`` (real elapsed time
            is added).
        concurrent_executions: what may run at the same time in the account; of it, 100 cannot be reserved.
        code_uri: the folder that handler strings are imported from by default.
        isolation: the isolation by default; else ``inline`` for a callable and ``module`` for a string.
        runtime: the runtime by default; else that of the running Python.
        watchdog: real seconds that one invocation may take while virtual time stands still.
        idle_timeout: seconds after which an idle environment is shut down.
        coverage_contexts: whether init, cold and warm invocations are contexts of a coverage measurement: "on", "off",
            or "auto": where there are contexts.
        function_defaults: defaults for what ``function`` takes.
        function_overrides: what holds for every function, whatever ``function`` is given.
        elapsed_at_start: seconds of its timeout that are gone when an invocation starts.
        warm_up: an event, as bytes, that each function's first environment has served before anything else.
        propagated: exceptions of a handler that end the test instead of failing the invocation.
        registry: what is plugged in; the built-ins by default.
        host_paths: folders under ``/tmp`` that handlers see as they are.
        enforce_permissions: whether sources need a permission, and functions that were given a role are held to it.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        region: str = "us-east-1",
        account_id: str = "123456789012",
        clock_mode: ClockMode = "stepped",
        concurrent_executions: int = quotas.CONCURRENT_EXECUTIONS,
        code_uri: str | Path | None = None,
        isolation: str | None = None,
        runtime: str | None = None,
        watchdog: float = 5.0,
        idle_timeout: float = 60.0 * quotas.IDLE_MINUTES,
        function_defaults: Mapping[str, Any] | None = None,
        function_overrides: Mapping[str, Any] | None = None,
        elapsed_at_start: float = 0.0,
        warm_up: bytes | None = None,
        propagated: tuple[type[BaseException], ...] = (AssertionError,),
        registry: Registry | None = None,
        host_paths: tuple[Path, ...] = (),
        enforce_permissions: bool = True,
        coverage_contexts: str = "auto",
    ) -> None:
        one_of("clock_mode", clock_mode, CLOCK_MODES)
        one_of("coverage_contexts", coverage_contexts, CONTEXTS)
        if not isinstance(seed, int):
            raise UsageError(f"seed must be an integer, not {seed!r}")
        if not (isinstance(account_id, str) and len(account_id) == 12 and account_id.isdigit()):
            raise UsageError(f"account_id must be text of 12 digits, not {account_id!r}")
        if not isinstance(region, str) or not region:
            raise UsageError(f"region must be a name such as 'us-east-1', not {region!r}")
        require_integer("concurrent_executions", concurrent_executions, quotas.PROVISIONED_CONCURRENT_EXECUTIONS)
        self.seed = seed
        self.region = region
        self.account_id = account_id
        self.registry = registry or default_registry()
        self.neighbours = Neighbours(self)
        self.destinations = Destinations(self, self.neighbours.targets)
        self.packages = Packages()
        self.authorization = Authorization(self, is_enforced=enforce_permissions, on_change=self.neighbours.wake_queues)
        self._file_systems = FileSystems()
        self.deployment = Deployment(
            isolation_names=self.registry.isolation_names,
            destinations=self.destinations,
            packages=self.packages,
            role_arn=self.authorization.role_arn,
            file_systems=self._file_systems,
            code_uri=code_uri,
            isolation=isolation,
            runtime=runtime,
            defaults=function_defaults or {},
            overrides=function_overrides or {},
        )
        self.entropy = Entropy(seed)
        self.virtual_clock = VirtualClock(mode=clock_mode)
        self.trace = Trace()
        self.faults = FaultPlan()
        self.concurrency = ConcurrencyPool(concurrent_executions)
        self.dead_letters: list[DeadLetterRecord] = []
        self.sender_id = "AROA" + self.entropy.child("sender").alphanumeric(17).upper() + ":pytest-lambda"
        self.watchdog = watchdog
        self.idle_timeout_ms = round(require_seconds("idle_timeout", idle_timeout) * 1000)
        self.cold_start = ColdStart(
            self, propagated=propagated, host_paths=host_paths, coverage_contexts=coverage_contexts
        )
        self._elapsed_at_start_ns = round(elapsed_at_start * NS_PER_SECOND)
        self._warm_up = warm_up
        self._host = Host(self.virtual_clock)
        self._is_open = False
        self.timeline = Timeline(self.virtual_clock)
        self._backends: dict[str, IsolationBackend] = {}
        self._functions: dict[str, Function] = {}
        self._deleted_functions: list[Function] = []
        self.lineage = Lineage()
        """The chain of invocations that the handler stands in that runs now."""
        self.trace_header: str | None = None
        """The X-Ray header of the invocation that runs now, without its chain."""
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
            for function in (*self._functions.values(), *self._deleted_functions):
                function.close()
        finally:
            self._host.close()
            self.packages.close()
            self._file_systems.close()

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
        role: Any = None,
        **config: Any,
    ) -> Function:
        """
        Deploy a function.

        Args:
            handler: AWS's ``"package.module.name"``, or a callable ``handler(event, context)``.
            function_name: its name; by default made from *handler*.
            code_uri: folder or zip file that a handler string is imported from.
            isolation: ``"inline"`` (default for a callable), ``"module"`` (default for a string) or ``"process"``.
            dead_letter_config: the dead-letter queue, its ARN, or ``{"target_arn": ...}``.
            logging_config: ``{"log_format": "JSON", "application_log_level": "DEBUG"}``.
            role: the execution role (see :meth:`role`), its ARN, or a list of statements and names of AWS's managed
                policies, which make a role of its own. Without one the function may do everything.
            config: ``timeout`` (3 s), ``memory_size`` (128 MB), ``environment``, ``ephemeral_storage`` (512 MB),
                ``runtime``, ``description``, ``architectures``, ``tenancy_config``, ``layers`` (folders or zip files),
                ``vpc_config``, ``file_system_configs``, ``tracing_config``, ``tags``,
                ``reserved_concurrent_executions`` (as ``put_function_concurrency``), and of asynchronous invocation
                ``maximum_retry_attempts``, ``maximum_event_age_in_seconds``, ``destination_config``.
                ``None`` is as left out.

        Raises:
            UsageError: an argument that AWS could not even be sent.
            AWSError: AWS's own refusals, such as ResourceConflictException for a name that exists.
        """
        self.require_open()
        options = self.deployment.options(
            {
                "function_name": function_name,
                "code_uri": code_uri,
                "isolation": isolation,
                "dead_letter_config": dead_letter_config,
                "logging_config": logging_config,
                "role": role,
                **config,
            }
        )
        name = options.get("function_name") or free_name(handler, self._functions)
        if name in self._functions:
            raise ResourceConflictException(f"Function already exist: {name}")
        tags = check_tags(options.pop("tags", None))
        event_invoke = {key: options.pop(key) for key in EVENT_INVOKE_OPTIONS if key in options}
        reserved = options.pop("reserved_concurrent_executions", None)
        configuration = self.deployment.configuration(handler, name, options)
        arn = function_arn(self.region, self.account_id, name)
        event_invoke_config = (
            self.deployment.event_invoke_config(arn, EventInvokeConfig(), event_invoke) if event_invoke else None
        )
        elapsed_at_start_ns = self.elapsed_at_start_ns(configuration)
        self.authorization.check_dead_letter_queue(configuration)
        if event_invoke_config is not None:
            self.authorization.check_destinations(configuration.role, name, event_invoke_config)
        function = Function(
            self,
            configuration,
            event_invoke_config,
            self.concurrency.add(name, reserved),
            elapsed_at_start_ns=elapsed_at_start_ns,
            warm_up=self._warm_up,
            tags=tags,
        )
        self._functions[name] = function
        self.record("function.created", name, handler=configuration.handler, isolation=configuration.isolation)
        return function

    def role(
        self,
        role_name: str,
        *,
        statements: Any = (),
        managed_policies: Sequence[str] = (),
        assume_role_policy_document: Any = None,
    ) -> Role:
        """
        Create an execution role, to be given to functions as ``role=``.

        Args:
            statements: ``[{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue}]``, with IAM's own
                names or the same in snake_case, or a whole policy document; its inline policy ``"statements"``.
            managed_policies: AWS's, by name or ARN, such as ``["AWSLambdaBasicExecutionRole"]``.
            assume_role_policy_document: who may assume it; Lambda, when left out.

        Raises:
            UsageError: what IAM would refuse, or what is not simulated.

        Source: PERM-09 to PERM-16
        """
        self.require_open()
        return self.authorization.create_role(role_name, statements, managed_policies, assume_role_policy_document)

    def invoke(self, function_name: str, payload: Any = None, **options: Any) -> Invocation:
        """
        Invoke a function by its name, its ARN or ``account:function:name``; see :meth:`Function.invoke`.

        Source: INV-07, INV-08, INV-09
        """
        if not isinstance(function_name, str):
            raise UsageError(f"invoke takes a function's name or ARN, not {function_name!r}")
        reference = parse_function_reference(function_name)
        qualifier = reference.qualifier
        self._check_is_here(reference)
        if qualifier:
            given = options.get("qualifier")
            if given not in (None, qualifier):
                raise InvalidParameterValueException(
                    "The derived qualifier from the function name does not match the specified qualifier."
                )
            options["qualifier"] = qualifier
        function = self.find_function(reference.function_name, qualifier or options.get("qualifier"))
        return function.invoke(payload, **options)

    def find_function(self, name: str, qualifier: str | None = None) -> Function:
        """Return the function *name*. Raises ResourceNotFoundException where there is none. Source: INV-07"""
        function = self._functions.get(name)
        if function is None:
            raise ResourceNotFoundException(
                f"Function not found: arn:aws:lambda:{self.region}:{self.account_id}:function:{name}:"
                f"{qualifier or '$LATEST'}"
            )
        return function

    def _check_is_here(self, reference: FunctionReference) -> None:
        """Refuse a function of another account or Region. Source: INV-08, INV-14"""
        region, account_id = reference.region or self.region, reference.account_id or self.account_id
        if account_id != self.account_id:
            raise AccessDeniedException(
                f"User: arn:aws:iam::{self.account_id}:user/pytest-lambda is not authorized to perform: "
                "lambda:InvokeFunction on resource: "
                f"{function_arn(region, account_id, reference.function_name, reference.qualifier)}"
            )
        if region != self.region:
            raise ResourceNotFoundException(
                f"Functions from '{region}' are not reachable in this region ('{self.region}')"
            )

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
        return self.neighbours.queue(
            name,
            visibility_timeout=visibility_timeout,
            redrive_policy=redrive_policy,
            delay_seconds=delay_seconds,
            message_retention_period=message_retention_period,
            fifo_queue=fifo_queue,
        )

    def topic(self, name: str) -> Topic:
        """Create a standard topic; ``.messages`` has what is published to it."""
        return self.neighbours.topic(name)

    def event_bus(self, name: str) -> EventBus:
        """Create an event bus; ``.events`` has what is put on it."""
        return self.neighbours.event_bus(name)

    def bucket(self, name: str) -> Bucket:
        """Create a bucket; ``.objects`` has what is stored in it."""
        return self.neighbours.bucket(name)

    def find_queue(self, arn: str) -> Queue:
        """Return the queue with *arn*. Raises ResourceNotFoundException where there is none."""
        return self.neighbours.find_queue(arn)

    def add_dead_letter(self, *, event: Any, reason: str, function: str | None, target: str) -> None:
        """Keep an event that was given up: decoded, or as the bytes of its JSON."""
        self.dead_letters.append(DeadLetterRecord(event, reason, function, target))
        self.record("dead_letter", function or target, reason=reason, target=target)

    # -- time --------------------------------------------------------------------------------------------------------

    def advance(self, seconds: float) -> None:
        """
        Let *seconds* pass and do whatever comes due meanwhile, each at its own instant.

        Raises:
            UsageError: *seconds* is negative or no number, or a handler calls it.
        """
        self.require_open()
        self.sync()
        self.timeline.advance(seconds)
        self._end_idle_environments()

    def run_until_idle(self, *, max_seconds: float = DEFAULT_MAX_SECONDS) -> None:
        """
        Jump from timer to timer until nothing is due any more.

        Args:
            max_seconds: virtual seconds after which it gives up.

        Raises:
            StillPendingError: work is still pending at the cap; the message lists it.
        """
        self.require_open()
        self.sync()
        self.timeline.run_until_idle(max_seconds)
        self._end_idle_environments()

    def _end_idle_environments(self) -> None:
        for function in self._functions.values():
            function.end_idle_environments()

    def schedule(self, due_ms: int, action: Callable[[], None], label: str) -> None:
        """Do *action* when virtual time is at *due_ms* (ms since the start)."""
        self.timeline.schedule(due_ms, action, label)

    @property
    def pending(self) -> list[str]:
        """What is due later, in order, in words."""
        return self.timeline.pending

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

    def has_function(self, function: FunctionOperations) -> bool:
        """Return whether *function* still exists."""
        return self._functions.get(function.function_name) is function

    def forget_function(self, function: Function) -> None:
        """Take *function* out of the account; its name is free again."""
        del self._functions[function.function_name]
        self.concurrency.remove(function.function_name)
        self._deleted_functions.append(function)
        self.record("function.deleted", function.function_name)

    @property
    def functions(self) -> list[Function]:
        """The functions that there are, oldest first."""
        return list(self._functions.values())

    def runtime_arn(self, runtime: str) -> str:
        """Return the ARN that INIT_START shows for *runtime*."""
        return f"arn:aws:lambda:{self.region}::runtime:{self.entropy.child(f'runtime/{runtime}').seed:064x}"

    def new_trace_header(self, root: str | None = None, *, is_sampled: bool = False) -> str:
        """Return an X-Ray trace header of a new segment, in the trace *root* or a new one. Source: XRAY-01"""
        digits = self._trace_ids.hex(40)
        if root is None:
            root = f"1-{self.virtual_clock.wall_ns // NS_PER_SECOND:08x}-{digits[:24]}"
        return f"Root={root};Parent={digits[24:]};Sampled={1 if is_sampled else 0}"

    def outgoing_trace_header(self, lineage: Lineage | None = None, trace_header: str | None = None) -> str | None:
        """Return the trace header of what the handler that runs now sends, or *lineage*; else ``None``."""
        if not lineage:
            lineage, trace_header = self.lineage, self.trace_header
        return f"{trace_header or self.new_trace_header()};{lineage}" if lineage else None

    def outgoing_lineage(self) -> Lineage:
        """Return what the handler that runs now hands on; an empty chain where none runs."""
        if self.trace_header is None:
            return self.lineage
        return replace(self.lineage, trace_header=self.trace_header)

    def require_open(self) -> None:
        """Refuse what needs an open simulator."""
        if not self._is_open:
            raise UsageError("the simulator is not open: use 'with Simulator() as simulator:'")

    def elapsed_at_start_ns(self, configuration: FunctionConfiguration) -> int:
        """Return how much of its timeout is gone when an invocation starts; refuse one that leaves nothing."""
        elapsed_ns = self._elapsed_at_start_ns
        if elapsed_ns >= configuration.timeout * NS_PER_SECOND:
            raise UsageError(
                f"elapsed={elapsed_ns / NS_PER_SECOND:g} leaves nothing of the timeout of "
                f"{configuration.timeout} s of function {configuration.function_name!r}: make it less"
            )
        return elapsed_ns
