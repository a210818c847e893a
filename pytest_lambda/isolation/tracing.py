"""
The trace function of the test run, given back after a handler whose unwinding or own code took it away.

Coverage's tracer keeps a stack of the calls that it saw. While it is away, calls return unseen, and from then on it
would count the lines of one file to another. So it does not simply go on: a new tracer is shown the calls that are
under way, as if each was resumed where it stands.
"""

from __future__ import annotations

import collections
import itertools
import sys
from types import FrameType, MethodType
from typing import Any

__all__ = ["give_back", "set_aside"]


def set_aside() -> None:
    """Stop coverage's trace function in this thread until :func:`give_back`: what begins now does not run for it."""
    trace = sys.gettrace()
    if trace is not None and _collector_of(_tracer_of(trace)) is not None:
        sys.settrace(None)


def give_back(trace: Any) -> None:
    """Make *trace*, the trace function that was there before, the trace function again."""
    tracer = _tracer_of(trace)
    collector = _collector_of(tracer)
    if collector is None:
        sys.settrace(trace)
        return
    # It warns when it stops and another is in its place.
    sys.settrace(trace)
    tracer.stop()
    sys.settrace(None)
    collector.flush_data()
    collector.tracers.remove(tracer)
    collector._start_tracer()
    new: Any = sys.gettrace()
    under_way: list[tuple[FrameType, str]] = []
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        # It takes a frame for one that begins where the operation under way has the argument 0: then it needs to be
        # told the line that the frame is at.
        under_way += [(frame, "line"), (frame, "call")]
        frame = frame.f_back
    under_way.reverse()
    frames, events = zip(*under_way, strict=True)
    # In one go and in C: the tracer is at work from the first call on, and would take lines of a loop here for lines
    # of the frame that it was shown last.
    of_frames = list(map(new, frames, events, itertools.repeat(None)))
    if isinstance(new, MethodType):
        # Coverage's tracer in Python is told of a frame's end by the frame's own trace function.
        for frame, of_frame in zip(frames, of_frames, strict=True):
            frame.f_trace = of_frame
    else:
        # It noted the lines that it was told, and in the handler's context: they were noted when they ran.
        collections.deque(map(set.clear, collector.data.values()), maxlen=0)


def _tracer_of(trace: Any) -> Any:
    return trace.__self__ if isinstance(trace, MethodType) else trace


def _collector_of(tracer: Any) -> Any:
    """Return the collector of the running coverage whose tracer *tracer* is, or ``None``."""
    coverage = sys.modules.get("coverage")
    current = coverage.Coverage.current() if coverage is not None else None
    collector = getattr(current, "_collector", None)
    return collector if tracer in getattr(collector, "tracers", ()) else None
