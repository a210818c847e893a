"""How a new execution environment comes to be."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_lambda.isolation.running_coverage import running_coverage
from pytest_lambda.model.concurrency import InitializationType
from pytest_lambda.model.contracts import IsolationBackend, SandboxSpec
from pytest_lambda.model.variables import lambda_variables
from pytest_lambda.simulator.environment import Environment

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator
    from pytest_lambda.simulator.function import Function
    from pytest_lambda.simulator.version import FunctionVersion

__all__ = ["ColdStart"]


class ColdStart:
    """
    Makes the execution environments of one simulator's functions.

    Attributes:
        coverage_contexts: whether the phases of an environment are contexts of a coverage measurement.

    Args:
        propagated: exceptions of a handler that end the test instead of failing the invocation.
        host_paths: folders under ``/tmp`` that handlers see as they are.
    """

    def __init__(
        self,
        simulator: Simulator,
        *,
        propagated: tuple[type[BaseException], ...],
        host_paths: tuple[Path, ...],
        coverage_contexts: str,
    ) -> None:
        self._simulator = simulator
        self._propagated = propagated
        self._host_paths = host_paths
        self._count = 0
        self.coverage_contexts = coverage_contexts

    def start(
        self,
        function: Function,
        version: FunctionVersion,
        backend: IsolationBackend,
        tenant_id: str | None,
        *,
        initialization_type: InitializationType = "on-demand",
    ) -> Environment:
        """Make a new environment for *version* as it is configured now; no code of it runs yet. Source: LC-14"""
        simulator, config = self._simulator, version.configuration
        entropy = simulator.entropy.child(f"environment/{config.function_name}")
        stream = config.logging_config.log_stream_name(
            config.function_name,
            day=f"{simulator.clock.now():%Y/%m/%d}",
            token=entropy.hex(32),
            version=version.version,
        )
        opt = () if config.opt_folder is None else (Path(config.opt_folder),)
        missing = simulator.authorization.missing_for_logs(config, stream)
        mounts = {one.local_mount_path: Path(one.folder) for one in config.file_system_configs}
        sandbox = backend.create(
            SandboxSpec(
                handler=config.handler,
                target=config.target,
                code_uri=Path(config.code_uri),
                variables=lambda_variables(
                    config,
                    region=simulator.region,
                    log_stream_name=stream,
                    version=version.version,
                    initialization_type=initialization_type,
                ),
                own_variables=tuple(config.environment),
                runtime=config.runtime,
                logging_config=config.logging_config,
                ephemeral_storage_mb=config.ephemeral_storage,
                memory_size_mb=config.memory_size,
                write_log=function.log.writer(config.logging_config.log_group, stream, is_lost=missing is not None),
                clock=simulator.virtual_clock,
                propagated=self._propagated,
                watchdog_seconds=simulator.watchdog,
                host_paths=(
                    *self._host_paths,
                    Path(config.code_uri),
                    *opt,
                    *mounts.values(),
                    *_interpreter_paths(),
                ),
                opt=next(iter(opt), None),
                note=lambda text: simulator.record("note", config.function_name, text=text),
                measurement=running_coverage(self.coverage_contexts),
                mounts=mounts,
                has_internet=config.vpc_config is None or config.vpc_config.nat,
            )
        )
        environment = Environment(
            f"{config.function_name}#{entropy.hex(8)}",
            stream,
            sandbox,
            self._on_shutdown(version),
            tenant_id,
            number=self._count,
            initialization_type=initialization_type,
        )
        self._count += 1
        simulator.record(
            "environment.started", config.function_name, environment=environment.id, log_stream_name=stream
        )
        if missing is not None:
            simulator.record("logs.lost", config.function_name, environment=environment.id, missing=missing)
        return environment

    def _on_shutdown(self, version: FunctionVersion) -> Callable[[Environment, str], None]:
        def on_shutdown(environment: Environment, reason: str) -> None:
            version.forget_environment(environment)
            self._simulator.record(
                "environment.shutdown", version.function_name, environment=environment.id, reason=reason
            )

        return on_shutdown


def _interpreter_paths() -> tuple[Path, ...]:
    return tuple(Path(path) for path in dict.fromkeys((sys.prefix, sys.base_prefix, *sys.path)) if path)
