"""The platform's own lines in a function's log, as text and as JSON."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from pytest_lambda.model.function import LoggingConfig
from pytest_lambda.model.invocation import Report
from pytest_lambda.model.tracing import Segment

__all__ = [
    "EndLines",
    "end_line",
    "end_lines",
    "exit_lines",
    "init_report_line",
    "initialized_lines",
    "init_start_line",
    "report_line",
    "start_line",
]

_LEVELS = {"DEBUG": 10, "INFO": 20, "WARN": 30}


def init_start_line(
    config: LoggingConfig,
    *,
    time: str,
    runtime: str,
    runtime_arn: str,
    function_name: str,
    function_version: str,
    phase: str,
) -> str:
    """Return the line that begins the log of a cold start. Source: LOG-02, LOG-19"""
    version = runtime.replace("python", "python:") + ".v1"
    if config.log_format == "Text":
        return f"INIT_START Runtime Version: {version}\tRuntime Version ARN: {runtime_arn}\n"
    record = {
        "initializationType": "on-demand",
        "phase": phase,
        "runtimeVersion": version,
        "runtimeVersionArn": runtime_arn,
        "functionName": function_name,
        "functionVersion": function_version,
    }
    return _json_line(config, "INFO", time, "platform.initStart", record)


def start_line(
    config: LoggingConfig, *, time: str, request_id: str, version: str, segment: Segment | None = None
) -> str:
    """Return the line that begins an invocation. Source: LOG-03, LOG-17"""
    if config.log_format == "Text":
        return f"START RequestId: {request_id} Version: {version}\n"
    record = {"requestId": request_id, "version": version, **_tracing(segment)}
    return _json_line(config, "INFO", time, "platform.start", record)


def end_line(config: LoggingConfig, *, time: str, request_id: str, report: Report) -> str:
    """Return the line that ends an invocation: END, or ``platform.runtimeDone``. Source: LOG-03, LOG-19"""
    if config.log_format == "Text":
        return f"END RequestId: {request_id}\n"
    record: dict[str, Any] = {
        "requestId": request_id,
        "status": report.status,
        "metrics": {"durationMs": report.duration},
        **_tracing(report.segment),
    }
    if report.error_type is not None:
        record["errorType"] = report.error_type
    level = "DEBUG" if report.status == "success" else "WARN"
    return _json_line(config, level, time, "platform.runtimeDone", record)


def report_line(config: LoggingConfig, *, time: str, request_id: str, report: Report) -> str:
    """Return the REPORT line, and with it that of X-Ray. Source: LOG-04, LOG-05, LOG-07, LOG-18"""
    if config.log_format == "JSON":
        metrics: dict[str, Any] = {
            "durationMs": report.duration,
            "billedDurationMs": report.billed_duration,
            "memorySizeMB": report.memory_size,
            "maxMemoryUsedMB": report.max_memory_used,
        }
        if report.init_duration is not None:
            metrics["initDurationMs"] = report.init_duration
        record: dict[str, Any] = {"requestId": request_id, "metrics": metrics, "status": report.status}
        if report.error_type is not None:
            record["errorType"] = report.error_type
        record |= _tracing(report.segment)
        return _json_line(config, "INFO" if report.status == "success" else "WARN", time, "platform.report", record)
    line = (
        f"REPORT RequestId: {request_id}\tDuration: {report.duration:.2f} ms\t"
        f"Billed Duration: {report.billed_duration} ms\tMemory Size: {report.memory_size} MB\t"
        f"Max Memory Used: {report.max_memory_used} MB\t"
    )
    if report.init_duration is not None:
        line += f"Init Duration: {report.init_duration:.2f} ms\t"
    if report.status == "timeout":
        line += "Status: timeout"
    elif report.status == "error":
        line += f"Status: error\tError Type: {report.error_type}"
    segment = report.segment
    if segment is None:
        return f"{line}\n"
    return f"{line}\nXRAY TraceId: {segment.trace_id}\tSegmentId: {segment.segment_id}\tSampled: true\t\n"


def _tracing(segment: Segment | None) -> dict[str, Any]:
    """
    Return what a platform event says of a sampled invocation; nothing of another.

    Assumed: the span is the segment. Source: LOG-07, LOG-17
    """
    if segment is None:
        return {}
    return {"tracing": {"spanId": segment.segment_id, "type": "X-Amzn-Trace-Id", "value": segment.header}}


def end_lines(config: LoggingConfig, *, time: str, request_id: str, report: Report) -> str:
    """Return both lines that end an invocation: END and REPORT, or what JSON has for them. Source: LOG-03, LOG-04"""
    return end_line(config, time=time, request_id=request_id, report=report) + report_line(
        config, time=time, request_id=request_id, report=report
    )


class EndLines(NamedTuple):
    """What :func:`end_lines` returns as text, made when somebody reads it."""

    config: LoggingConfig
    request_id: str
    report: Report

    def __str__(self) -> str:
        return end_lines(self.config, time="", request_id=self.request_id, report=self.report)


def init_report_line(
    config: LoggingConfig, *, time: str, duration_ms: float, phase: str, status: str, error_type: str | None
) -> str:
    """Return the line of an Init phase that failed. Source: LC-06, LOG-09"""
    if config.log_format == "JSON":
        record: dict[str, Any] = {
            "initializationType": "on-demand",
            "phase": phase,
            "status": status,
            "metrics": {"durationMs": duration_ms},
        }
        if error_type is not None:
            record["errorType"] = error_type
        return _json_line(config, "WARN", time, "platform.initReport", record)
    line = f"INIT_REPORT Init Duration: {duration_ms:.2f} ms\tPhase: {phase}\tStatus: {status}"
    return f"{line}\tError Type: {error_type}\n" if error_type is not None else f"{line}\n"


def initialized_lines(config: LoggingConfig, *, time: str, duration_ms: float) -> list[str]:
    """Return the lines of an Init phase that succeeded: JSON at level DEBUG only. Source: LOG-17, LOG-19, LOG-20"""
    record: dict[str, Any] = {"initializationType": "on-demand", "phase": "init", "status": "success"}
    return [
        _json_line(config, "DEBUG", time, "platform.initRuntimeDone", record),
        _json_line(config, "DEBUG", time, "platform.initReport", {**record, "metrics": {"durationMs": duration_ms}}),
    ]


def exit_lines(config: LoggingConfig, *, message: str, error_type: str) -> str:
    """Return what the platform says of a runtime process that ended; nothing with JSON. Source: LOG-08"""
    return f"{message}\n{error_type}\n" if config.log_format == "Text" else ""


def _json_line(config: LoggingConfig, level: str, time: str, kind: str, record: dict[str, Any]) -> str:
    """Return a platform event, or nothing when the system log level hides it. Source: LOG-17, LOG-20"""
    if _LEVELS[level] < _LEVELS[config.system_log_level or "INFO"]:
        return ""
    return json.dumps({"time": time, "type": kind, "record": record}, separators=(",", ":")) + "\n"
