"""Active tracing: whether a function samples, and what a sampled invocation is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pytest_lambda.base.errors import UsageError
from pytest_lambda.model.check import given_values, one_of, only_known

__all__ = ["TRACING_MODES", "Segment", "TraceHeader", "TracingConfig", "check_trace_header"]

TRACING_MODES = ("PassThrough", "Active")
"""``TracingConfig.Mode``. Source: CFG-09"""

_FIELD = re.compile(r"(?:^|;)\s*(Root|Parent|Sampled)=([^;]*)")
_ROOT = re.compile(r"1-[0-9a-f]{8}-[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class TracingConfig:
    """
    Whether a function's invocations are traced.

    Attributes:
        mode: ``"PassThrough"`` (whoever invokes decides) or ``"Active"`` (Lambda samples where nobody decided).

    Source: CFG-09, XRAY-02
    """

    mode: str = "PassThrough"

    @classmethod
    def parse(cls, value: Any) -> TracingConfig:
        """Check *value* as a user gives it; ``None`` is the default."""
        if value is None:
            return cls()
        if not isinstance(value, Mapping):
            raise UsageError(f"tracing_config must be a dict such as {{'mode': 'Active'}}, not {value!r}")
        given = given_values(value)
        only_known("tracing_config", given, ("mode",))
        return cls(one_of("tracing_config['mode']", given.get("mode", "PassThrough"), TRACING_MODES))


class TraceHeader(NamedTuple):
    """
    What an X-Ray trace header says.

    Attributes:
        root: ``1-<8 hex>-<24 hex>``.
        parent: 16 hexadecimal digits, or ``None``.
        is_sampled: ``None`` where the sender decided nothing.

    Source: XRAY-01
    """

    root: str
    parent: str | None
    is_sampled: bool | None

    @classmethod
    def parse(cls, text: str | None) -> TraceHeader | None:
        """Return what *text* says; ``None`` where it names no trace."""
        found: dict[str, str] = dict(_FIELD.findall(text or ""))
        if not _ROOT.fullmatch(found.get("Root", "")):
            return None
        return cls(found["Root"], found.get("Parent"), {"1": True, "0": False}.get(found.get("Sampled", "")))


def check_trace_header(value: Any) -> str:
    """Return *value*, a trace header; raise UsageError where it names no trace. Source: XRAY-01"""
    if not isinstance(value, str) or TraceHeader.parse(value) is None:
        raise UsageError(
            "trace_header must be text such as 'Root=1-67749300-0123456789abcdef01234567;"
            f"Parent=0123456789abcdef;Sampled=1', not {value!r}"
        )
    return value


class Segment(NamedTuple):
    """
    A sampled invocation, as the log names it.

    Attributes:
        trace_id: ``1-<8 hex>-<24 hex>``.
        segment_id: 16 hexadecimal digits.
        header: the whole header that the handler sees.

    Source: LOG-07
    """

    trace_id: str
    segment_id: str
    header: str
