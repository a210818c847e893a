"""What is due when, and how virtual time gets there."""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.base.clock import NS_PER_MS, NS_PER_SECOND, VirtualClock
from pytest_lambda.base.errors import StillPendingError, UsageError
from pytest_lambda.base.timers import Timers

__all__ = ["Timeline"]

_MAX_STEPS_AT_ONE_INSTANT = 100_000


class Timeline:
    """
    The timers of one simulator, and the only place where time is driven from one to the next.

    Attributes:
        running_handlers: how many invocations are being performed now; meanwhile nobody may drive.
    """

    def __init__(self, clock: VirtualClock) -> None:
        self.running_handlers = 0
        self._clock = clock
        self._timers = Timers()
        self._is_driving = False

    def schedule(self, due_ms: int, action: Callable[[], None], label: str) -> None:
        """Do *action* when virtual time is at *due_ms* (ms since the start)."""
        self._timers.add(due_ms, action, label=label)

    @property
    def pending(self) -> list[str]:
        """What is due later, in order, in words."""
        return [f"at {timer.due_ms / 1000:g} s: {timer.label}" for timer in self._timers.pending()]

    def advance(self, seconds: float) -> None:
        """Let *seconds* pass and do whatever comes due meanwhile, each at its own instant."""
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not seconds >= 0:
            raise UsageError(f"advance takes a number of seconds, 0 or more, not {seconds!r}")
        target_ns = self._clock.elapsed_ns + round(seconds * NS_PER_SECOND)
        self._drive(-(-target_ns // NS_PER_MS))
        self._clock.jump_to(target_ns)

    def run_until_idle(self, max_seconds: float) -> None:
        """
        Jump from timer to timer until nothing is due any more.

        Raises:
            StillPendingError: work is still pending after *max_seconds*; the message lists it.
        """
        limit_ms = self._clock.elapsed_ms + round(max_seconds * 1000)
        self._drive(limit_ms)
        pending = self._timers.pending()
        if pending:
            self._clock.jump_to(limit_ms * NS_PER_MS)
            listed = "\n".join(f"  due at {timer.due_ms / 1000:g} s: {timer.label}" for timer in pending[:10])
            more = f"\n  and {len(pending) - 10} more" if len(pending) > 10 else ""
            raise StillPendingError(
                f"after {max_seconds:g} virtual seconds this is still pending:\n{listed}{more}\n"
                "A message that always fails goes round for ever without a redrive policy. Pass max_seconds=... for "
                "more time, or use advance(seconds) to stop earlier."
            )

    def _drive(self, until_ms: int) -> None:
        if self._is_driving or self.running_handlers:
            raise UsageError("a handler cannot drive the simulator that runs it: call this from the test")
        self._is_driving = True
        clock = self._clock
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
