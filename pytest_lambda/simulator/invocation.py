"""One invocation as a test sees it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import FunctionError
from pytest_lambda.model.invocation import InvocationError, Report

if TYPE_CHECKING:
    from pytest_lambda.model.function import FunctionConfiguration
    from pytest_lambda.simulator.environment import Environment
    from pytest_lambda.simulator.log import FunctionLog

__all__ = ["Invocation"]

_UNSET: Any = object()


class Invocation:
    """
    One invocation: what came back, and how it went.

    Attributes:
        status_code: 200, or 202 for an accepted event, 204 for a dry run.
        raw_payload: the response as bytes.
        function_error: ``"Unhandled"``, or ``None``.
        exception: the handler's own exception, where it raised one.
        executed_version: ``"$LATEST"``; ``None`` for an accepted event.
        request_id: as the context has it.
        report: durations in ms, memory in MB; ``None`` where nothing ran.
        is_cold_start: whether the code was initialized for it.
        environment: the execution environment; ``None`` where nothing ran.
        attempt: 1 for the first, counted per event.
        started_at, ended_at: seconds since the simulator's start.
        source: what triggered it: ``None`` for an invoke call, ``"async"``, or the queue.
    """

    __slots__ = (
        "_configuration",
        "_error",
        "_fault",
        "_invoked_arn",
        "_is_spillover",
        "_log",
        "_log_end",
        "_log_start",
        "_log_type",
        "_payload",
        "attempt",
        "ended_at",
        "environment",
        "exception",
        "executed_version",
        "function_error",
        "function_name",
        "is_cold_start",
        "raw_payload",
        "report",
        "request_id",
        "source",
        "started_at",
        "status_code",
    )

    def __init__(
        self,
        function_name: str,
        request_id: str,
        started_at: float,
        ended_at: float,
        status_code: int = 200,
        raw_payload: bytes = b"",
        function_error: str | None = None,
        exception: BaseException | None = None,
        executed_version: str | None = None,
        report: Report | None = None,
        is_cold_start: bool = False,
        environment: Environment | None = None,
        attempt: int = 1,
        source: object = None,
        log: FunctionLog | None = None,
        log_start: int = 0,
        configuration: FunctionConfiguration | None = None,
        invoked_arn: str = "",
        fault: str | None = None,
        is_spillover: bool = False,
    ) -> None:
        self.function_name = function_name
        self.request_id = request_id
        self.started_at = started_at
        self.ended_at = ended_at
        self.status_code = status_code
        self.raw_payload = raw_payload
        self.function_error = function_error
        self.exception = exception
        self.executed_version = executed_version
        self.report = report
        self.is_cold_start = is_cold_start
        self.environment = environment
        self.attempt = attempt
        self.source = source
        self._log = log
        self._log_start = log_start
        self._log_end = 0 if log is None else len(log)
        self._log_type = "None"
        self._configuration = configuration
        self._invoked_arn = invoked_arn
        self._fault = fault
        self._is_spillover = is_spillover
        self._payload: Any = _UNSET
        self._error: Any = _UNSET

    @property
    def payload(self) -> Any:
        """The response, decoded; ``None`` where there is none, bytes where it is no JSON."""
        if self._payload is _UNSET:
            if not self.raw_payload:
                self._payload = None
            else:
                try:
                    self._payload = json.loads(self.raw_payload)
                except ValueError:
                    self._payload = self.raw_payload
        return self._payload

    @property
    def error(self) -> InvocationError | None:
        """The error payload's fields, or ``None`` where the function did not fail."""
        if self._error is _UNSET:
            if self.function_error is None:
                self._error = None
            else:
                fields = self.payload
                self._error = InvocationError(
                    error_type=fields.get("errorType", ""),
                    error_message=fields.get("errorMessage", ""),
                    stack_trace=fields.get("stackTrace", []),
                    request_id=fields.get("requestId", ""),
                )
        error: InvocationError | None = self._error
        return error

    @property
    def logs(self) -> str:
        """What the log has of it, from START to REPORT."""
        return "" if self._log is None else self._log.text(self._log_start, self._log_end)

    @property
    def log_result(self) -> str | None:
        """The last 4 KB of the log as base64, where ``log_type="Tail"`` asked for it. Source: LOG-21"""
        if self._log_type != "Tail":
            return None
        written = "" if self._log is None else self._log.written(self._log_start, self._log_end)
        return base64.b64encode(written.encode("utf-8", "replace")[-quotas.LOG_TAIL_BYTES :]).decode()

    def raise_for_error(self) -> Invocation:
        """Return the invocation, or raise FunctionError when the function failed, chained to its exception."""
        error = self.error
        if error is None:
            return self
        shown = f"{error.error_type}: {error.error_message}" if error.error_type else error.error_message
        raise FunctionError(
            f"function {self.function_name!r} failed: {shown}",
            invocation=self,
            error_type=error.error_type,
            error_message=error.error_message,
        ) from self.exception

    def __repr__(self) -> str:
        what = self.error.error_type if self.error is not None else self.status_code
        start = "cold" if self.is_cold_start else "warm"
        return (
            f"<Invocation of {self.function_name} {what} {start} attempt={self.attempt} "
            f"at {self.started_at:g} s, {self.request_id}>"
        )
