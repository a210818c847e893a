"""What holds for the whole process while simulators are open: virtual time, caught calls, redirected paths."""

from __future__ import annotations

from collections.abc import Callable

from pytest_lambda.base.clock import VirtualClock
from pytest_lambda.isolation import unwinding, watchdog
from pytest_lambda.isolation.containment import install_containment
from pytest_lambda.isolation.interception import install_interception
from pytest_lambda.isolation.paths import install_redirection
from pytest_lambda.isolation.process_state import install_directory_tracking
from pytest_lambda.isolation.variables import install_tracking
from pytest_lambda.isolation.virtual_time import VirtualTime

__all__ = ["Host"]


class Host:
    """
    This process as the host of one simulator.

    What is patched is patched once, by the first that opens, and put back when the last one closes.
    """

    _open: list[Host] = []
    _put_back: list[Callable[[], None]] = []

    def __init__(self, clock: VirtualClock) -> None:
        self._time = VirtualTime(clock)
        self.sync = self._time.sync
        """Follow a freezegun freeze that began, moved or ended since the last look."""

    def open(self) -> None:
        """Begin."""
        if not Host._open:
            Host._put_back = [
                unwinding.install_interrupt(),
                watchdog.install_timer(),
                install_tracking(),
                install_directory_tracking(),
                install_interception(),
                install_redirection(),
                install_containment(),
            ]
        Host._open.append(self)
        self._time.start()

    def close(self) -> None:
        """End; what the process was before comes back."""
        self._time.stop()
        Host._open.remove(self)
        if not Host._open:
            while Host._put_back:
                Host._put_back.pop()()
