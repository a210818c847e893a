"""Protocols at the plug points: what an isolation backend has to offer, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pytest_lambda.model.function import LoggingConfig

if TYPE_CHECKING:
    from pytest_lambda.base.clock import VirtualClock
    from pytest_lambda.model.invocation import InitResult, InvokeResult, SandboxRequest

__all__ = ["IsolationBackend", "Measurement", "Sandbox", "SandboxSpec"]


class Measurement(Protocol):
    """
    The coverage measurement that the test run is under.

    Attributes:
        has_branches: whether arcs from line to line are measured, not lines alone.
        source_folders, source_packages: what is to be measured even where it is a library.
    """

    has_branches: bool
    source_folders: tuple[str, ...]
    source_packages: tuple[str, ...]

    def phase(self, name: str) -> AbstractContextManager[None]:
        """Count what runs in the body to the phase *name*: ``"init"``, ``"invoke:cold"`` or ``"invoke:warm"``."""
        ...

    def add(self, phase: str, measured: Mapping[str, tuple[str, Iterable[Any]]]) -> None:
        """Take in what ran in another process: by file, the module's name and the lines or arcs."""
        ...


def _nobody_listens(text: str) -> None:
    """Take a note and do nothing with it."""


@dataclass(frozen=True, slots=True)
class SandboxSpec:
    """
    What an isolation backend needs to know to make one execution environment.

    Attributes:
        handler: AWS's handler string.
        target: the callable to run instead of importing *handler*, or ``None``.
        code_uri: folder of the code: the working directory and head of ``sys.path``.
        variables: every environment variable that the handler sees, Lambda's own included.
        own_variables: the names among them that the function's configuration sets.
        write_log: takes the text that the handler or its runtime writes to the log.
        clock: the simulator's virtual time.
        propagated: exceptions of a handler that end the test instead of failing the invocation.
        watchdog_seconds: real seconds in which virtual time may stand still before a handler is stopped.
        mounts: folders of file systems, by the path under ``/mnt`` where the handler sees them.
        has_internet: whether it reaches beyond this machine; not so in a VPC without NAT.
        host_paths: folders under ``/tmp`` that belong to the test run and stay visible there.
        opt: folder that the handler sees as ``/opt``, or ``None``: the layers of the function.
        note: takes a sentence on what this machine does not let the isolation do; the report says each once.
        measurement: the coverage measurement that the test run is under, or ``None``.
    """

    handler: str
    target: Callable[..., Any] | None
    code_uri: Path
    variables: Mapping[str, str]
    own_variables: tuple[str, ...]
    runtime: str
    logging_config: LoggingConfig
    ephemeral_storage_mb: int
    memory_size_mb: int
    write_log: Callable[[str], None]
    clock: VirtualClock
    propagated: tuple[type[BaseException], ...]
    watchdog_seconds: float
    host_paths: tuple[Path, ...] = ()
    opt: Path | None = None
    note: Callable[[str], None] = _nobody_listens
    measurement: Measurement | None = None
    mounts: Mapping[str, Path] = field(default_factory=dict)
    has_internet: bool = True


@runtime_checkable
class Sandbox(Protocol):
    """One execution environment as its isolation backend runs it."""

    @property
    def tmp(self) -> Path:
        """The folder that the handler sees as ``/tmp``."""
        ...

    def initialize(self, deadline_ns: int) -> InitResult:
        """Run the Init phase: import the code and find the handler, until *deadline_ns* at the latest."""
        ...

    def invoke(self, request: SandboxRequest) -> InvokeResult:
        """Run the handler once."""
        ...

    def reset(self) -> None:
        """End the runtime process: globals are gone, ``/tmp`` stays. Source: LC-08"""
        ...

    def shutdown(self) -> None:
        """End everything, ``/tmp`` included."""
        ...

    def module(self, name: str) -> ModuleType:
        """Return the environment's own module *name*; raises UsageError where there is none."""
        ...

    def max_memory_used_mb(self) -> int:
        """Return the most memory that the runtime process used, MB."""
        ...


class IsolationBackend(Protocol):
    """A way to run handlers."""

    def create(self, spec: SandboxSpec) -> Sandbox:
        """Make an execution environment; no code of the function runs yet."""
        ...
