"""X-Ray headers of the invocations of one function."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_lambda.engine.recursion import Lineage
from pytest_lambda.engine.sampling import Sampler
from pytest_lambda.model.tracing import Segment, TraceHeader, TracingConfig

if TYPE_CHECKING:
    from pytest_lambda.simulator.account import Simulator

__all__ = ["Tracer", "segment_of"]


class Tracer:
    """
    Decides which invocations of a function are traced, and gives each its header.

    Source: XRAY-01, XRAY-02
    """

    def __init__(self, simulator: Simulator, function_name: str) -> None:
        self._simulator = simulator
        self._lots = simulator.entropy.child(f"sampling/{function_name}")
        self._sampler = Sampler()

    def header(self, config: TracingConfig, upstream: str | None) -> str:
        """
        Return the header of an invocation that begins now, without its chain.

        Args:
            upstream: the header of whoever invoked it, or ``None``.
        """
        simulator = self._simulator
        if upstream is None and config.mode == "PassThrough":
            return simulator.new_trace_header()
        given = TraceHeader.parse(upstream)
        root, is_sampled = (None, None) if given is None else (given.root, given.is_sampled)
        if is_sampled is None:
            is_sampled = config.mode == "Active" and self._sampler.is_sampled(simulator.now_ms, self._lots.fraction())
        return simulator.new_trace_header(root, is_sampled=is_sampled)

    def accepted(self, config: TracingConfig, lineage: Lineage) -> Lineage:
        """
        Return *lineage* for an event that is queued now: with active tracing all its attempts are one trace.

        Assumed: it is sampled when it is accepted, and the wait in the queue belongs to the trace.
        """
        if config.mode == "PassThrough":
            return lineage
        return replace(lineage, trace_header=self.header(config, lineage.trace_header))


def segment_of(header: str) -> Segment | None:
    """
    Return what the log says of an invocation with *header*; ``None`` where it is not sampled.

    Assumed: the segment that the log names is the parent of what the handler records.

    Source: LOG-07
    """
    if "Sampled=1" not in header:
        return None
    found = TraceHeader.parse(header)
    return None if found is None or found.parent is None else Segment(found.root, found.parent, header)
