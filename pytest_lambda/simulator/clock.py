"""The clock as a test sees it."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from pytest_lambda.base.clock import NS_PER_SECOND, VirtualClock
from pytest_lambda.base.errors import UsageError

__all__ = ["Clock", "iso_timestamp"]


class Clock:
    """Virtual time: read it, or let it pass."""

    def __init__(self, clock: VirtualClock, sync: Callable[[], None]) -> None:
        self._clock = clock
        self._sync = sync

    @property
    def elapsed(self) -> float:
        """Seconds since the simulator's start."""
        self._sync()
        return self._clock.elapsed_ns / NS_PER_SECOND

    @property
    def mode(self) -> str:
        """``"stepped"`` or ``"ticking"``."""
        return self._clock.mode

    def now(self) -> datetime.datetime:
        """Return the wall clock as an aware UTC datetime."""
        self._sync()
        microseconds = self._clock.wall_ns // 1_000
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return epoch + datetime.timedelta(microseconds=microseconds)

    def tick(self, seconds: float = 1.0) -> None:
        """
        Let *seconds* pass, as a sleep does: within a handler the invocation times out when its deadline comes.

        What comes due meanwhile happens, at its own instant, when the simulator is driven next.

        Raises:
            UsageError: *seconds* is negative or no number.
        """
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not seconds >= 0:
            raise UsageError(f"tick takes a number of seconds, 0 or more, not {seconds!r}")
        self._sync()
        self._clock.sleep(round(seconds * NS_PER_SECOND))

    def __repr__(self) -> str:
        return f"<Clock {self.now().isoformat()} elapsed={self.elapsed} {self.mode}>"


def iso_timestamp(wall_ns: int) -> str:
    """Return *wall_ns* as AWS writes instants: UTC, milliseconds, ``Z``."""
    seconds, ns = divmod(wall_ns, NS_PER_SECOND)
    instant = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    return f"{instant:%Y-%m-%dT%H:%M:%S}.{ns // 1_000_000:03d}Z"
