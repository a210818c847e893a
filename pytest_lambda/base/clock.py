"""Virtual time as a value that moves: the clock a simulator lives by, and the only place that reads real time."""

from __future__ import annotations

import threading
import time
from typing import Literal, NoReturn, Protocol

__all__ = [
    "CLOCK_MODES",
    "DEFAULT_START_NS",
    "ClockMode",
    "DeadlineReached",
    "ExternalTime",
    "RealTime",
    "VirtualClock",
    "wall_clock_seconds",
]

ClockMode = Literal["stepped", "ticking"]
CLOCK_MODES: tuple[ClockMode, ...] = ("stepped", "ticking")

NS_PER_MS = 1_000_000
NS_PER_SECOND = 1_000_000_000

DEFAULT_START_NS = 1_735_689_600 * NS_PER_SECOND
"""2025-01-01T00:00:00Z: where a simulator's time starts."""

READS_BEFORE_STEPPING = 1_000
"""Reads in a row without movement after which each read of a stepped clock moves it."""

STEP_PER_READ_NS = NS_PER_MS

_MONOTONIC_ORIGIN_NS = 100_000 * NS_PER_SECOND
"""What ``time.monotonic`` shows at the start: a host that has been up for a while."""


class RealTime:
    """
    The real functions, held in a class because patching tools replace what they find in modules.

    Everything that must go on in real time (the watchdog, a ticking clock) takes them from here.
    """

    sleep = staticmethod(time.sleep)
    monotonic_ns = staticmethod(time.monotonic_ns)
    perf_counter_ns = staticmethod(time.perf_counter_ns)


def wall_clock_seconds() -> float:
    """Return ``time.time()`` as the process sees it now: real, virtual or frozen."""
    return time.time()


class DeadlineReached(BaseException):
    """Virtual time reached the deadline of the invocation that runs; nothing in a handler may keep it."""


class ExternalTime(Protocol):
    """Somebody else's clock that the simulator lives in (a freezegun freeze)."""

    def read_ns(self) -> int:
        """Return its wall clock, in ns since the epoch, without moving it."""
        ...

    def move_to_ns(self, wall_ns: int) -> None:
        """Set its wall clock."""
        ...


class VirtualClock:
    """
    A clock that stands still and jumps.

    The timeline is ``elapsed_ns``, nanoseconds since the start; the wall clock is ``start_ns`` later.
    In mode ``stepped`` it moves by :meth:`sleep`, :meth:`jump_to` and, so that a loop which only polls the
    clock must end, by 1 ms a read from the 1,000th read in a row on. In mode ``ticking`` real elapsed
    time is added.

    Between :meth:`begin_deadline` and :meth:`end_deadline`, moving to the deadline or past it stops
    at the deadline and raises :class:`DeadlineReached` in the thread that began.

    Args:
        start_ns: the wall clock at the start, ns since the epoch.
        mode: ``"stepped"`` or ``"ticking"``.
    """

    def __init__(self, *, start_ns: int = DEFAULT_START_NS, mode: ClockMode = "stepped") -> None:
        self.mode: ClockMode = mode
        self._is_ticking = mode == "ticking"
        self._base_ns = start_ns
        self._elapsed_ns = 0
        self._real_anchor_ns = RealTime.perf_counter_ns()
        self._reads = 0
        self._external: ExternalTime | None = None
        self.deadline_ns: int | None = None
        self._deadline_thread: int | None = None
        self.movements = 0
        """How often the clock was moved; a watchdog compares it to see whether time stands still."""

    # -- reading --------------------------------------------------------------------------------------

    @property
    def elapsed_ns(self) -> int:
        """Nanoseconds since the start. Reading it this way never moves the clock."""
        if self._external is not None:
            self._follow_external()
        elif self._is_ticking:
            return self._elapsed_ns + RealTime.perf_counter_ns() - self._real_anchor_ns
        return self._elapsed_ns

    @property
    def elapsed_ms(self) -> int:
        """Whole milliseconds since the start, rounded up: the unit of every timer."""
        return -(-self.elapsed_ns // NS_PER_MS)

    @property
    def wall_ns(self) -> int:
        """The wall clock, ns since the epoch. Reading it this way never moves the clock."""
        if self._external is None and not self._is_ticking:
            return self._base_ns + self._elapsed_ns
        elapsed_ns = self.elapsed_ns
        return self._base_ns + elapsed_ns

    def wall_ns_at(self, elapsed_ns: int) -> int:
        """Return the wall clock at *elapsed_ns* of the timeline."""
        return self._base_ns + elapsed_ns

    def read_wall_ns(self) -> int:
        """Return the wall clock as a program reads it: in mode ``stepped``, reads are counted."""
        self._count_read()
        return self._base_ns + self.elapsed_ns

    def read_monotonic_ns(self) -> int:
        """Return the monotonic clock as a program reads it: in mode ``stepped``, reads are counted."""
        self._count_read()
        return _MONOTONIC_ORIGIN_NS + self.elapsed_ns

    def _count_read(self) -> None:
        self._reads += 1
        if self._reads >= READS_BEFORE_STEPPING and not self._is_ticking:
            reads = self._reads
            self.sleep(STEP_PER_READ_NS)
            self._reads = reads
        elif self.deadline_ns is not None and self._is_ticking:
            self.check_deadline()

    # -- moving ---------------------------------------------------------------------------------------

    def sleep(self, duration_ns: int) -> None:
        """
        Move forward by *duration_ns*, to the deadline at most.

        Raises:
            DeadlineReached: the deadline lies within the sleep.
        """
        target_ns = self.elapsed_ns + duration_ns
        deadline_ns = self.deadline_ns
        if deadline_ns is not None and target_ns >= deadline_ns and self.owns_deadline:
            self._set_elapsed(max(self.elapsed_ns, deadline_ns))
            self._reach_deadline()
        self._set_elapsed(target_ns)

    def jump_to(self, elapsed_ns: int) -> None:
        """Set the timeline, forward or back; deadlines do not apply (the simulator's own move)."""
        self._set_elapsed(elapsed_ns)

    def check_deadline(self) -> None:
        """Raise :class:`DeadlineReached` when the deadline has come, in the thread that it belongs to."""
        deadline_ns = self.deadline_ns
        if deadline_ns is not None and self.elapsed_ns >= deadline_ns and self.owns_deadline:
            self._reach_deadline()

    def _reach_deadline(self) -> NoReturn:
        raise DeadlineReached

    def _set_elapsed(self, elapsed_ns: int) -> None:
        self._elapsed_ns = elapsed_ns
        self._reads = 0
        self.movements += 1
        if self._external is not None:
            self._external.move_to_ns(self._base_ns + elapsed_ns)
        elif self._is_ticking:
            self._real_anchor_ns = RealTime.perf_counter_ns()

    @property
    def owns_deadline(self) -> bool:
        """Whether the deadline belongs to the thread that asks."""
        return threading.get_ident() == self._deadline_thread

    def begin_deadline(self, deadline_ns: int) -> tuple[int | None, int | None]:
        """Hold a program of this thread to *deadline_ns*; give what this returns to :meth:`end_deadline`."""
        outer = (self.deadline_ns, self._deadline_thread)
        self.deadline_ns, self._deadline_thread = deadline_ns, threading.get_ident()
        self._reads = 0
        return outer

    def end_deadline(self, outer: tuple[int | None, int | None]) -> None:
        """The program is over; the deadline around it counts again."""
        self.deadline_ns, self._deadline_thread = outer
        self._reads = 0

    # -- living in somebody else's time -----------------------------------------------------------------

    @property
    def external(self) -> ExternalTime | None:
        """The clock that this one lives in, if any."""
        return self._external

    def attach(self, external: ExternalTime) -> None:
        """Live in *external* from now on: the timeline goes on, the wall clock becomes its."""
        elapsed_ns = self.elapsed_ns
        self._elapsed_ns = elapsed_ns
        self._external = external
        self._base_ns = external.read_ns() - elapsed_ns

    def detach(self) -> None:
        """Live on one's own again, from where the external clock stands."""
        if self._external is not None:
            self._follow_external()
        self._external = None
        self._real_anchor_ns = RealTime.perf_counter_ns()

    def _follow_external(self) -> None:
        assert self._external is not None
        wall_ns = self._external.read_ns()
        elapsed_ns = wall_ns - self._base_ns
        # A microsecond clock cannot hold our nanoseconds: within its grain it has not moved.
        if abs(elapsed_ns - self._elapsed_ns) < 1_000:
            return
        if elapsed_ns < 0:
            self._base_ns = wall_ns - self._elapsed_ns
            return
        self._elapsed_ns = elapsed_ns
        self._reads = 0
        self.movements += 1
