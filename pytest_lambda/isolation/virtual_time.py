"""
Virtual time in this process: what ``time``, ``datetime`` and ``asyncio`` show while a simulator is open.

time-machine patches the wall clock at C level, so types stay real; ``monotonic``, ``perf_counter`` and ``sleep``
are replaced as attributes, and waits with a timeout move the clock. Where a test is frozen by freezegun, the
simulator's clock lives in that freeze instead.
"""

from __future__ import annotations

import datetime
import functools
import selectors
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from pytest_lambda.base.clock import NS_PER_SECOND, DeadlineReached, RealTime, VirtualClock
from pytest_lambda.isolation import waiting
from pytest_lambda.isolation.inside import inside
from pytest_lambda.isolation.rebinding import Rebinding

__all__ = ["VirtualTime"]

_real_datetime = datetime.datetime
_EPOCH = _real_datetime(1970, 1, 1)

_stack: list[VirtualTime] = []


# -- what takes the place of the functions of ``time`` ------------------------------------------------------


def _sleep(seconds: float, /) -> None:
    """time.sleep, in virtual time."""
    if not _stack:
        RealTime.sleep(seconds)
        return
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    here = _stack[-1]
    here.sync()
    duration_ns = round(seconds * NS_PER_SECOND)
    environment = inside.environment
    if environment is not None and environment.alarm.due_ns is not None and here.clock.owns_deadline:
        environment.alarm.sleep(environment, duration_ns)
    else:
        waiting.sleep(here.clock, duration_ns)


def _monotonic() -> float:
    """time.monotonic, in virtual time."""
    return _stack[-1].clock.read_monotonic_ns() / NS_PER_SECOND if _stack else RealTime.monotonic_ns() / 1e9


def _monotonic_ns() -> int:
    """time.monotonic_ns, in virtual time."""
    return _stack[-1].clock.read_monotonic_ns() if _stack else RealTime.monotonic_ns()


def _perf_counter() -> float:
    """time.perf_counter, in virtual time."""
    return _stack[-1].clock.read_monotonic_ns() / NS_PER_SECOND if _stack else RealTime.perf_counter_ns() / 1e9


def _perf_counter_ns() -> int:
    """time.perf_counter_ns, in virtual time."""
    return _stack[-1].clock.read_monotonic_ns() if _stack else RealTime.perf_counter_ns()


class _Functions:
    """The real functions and what replaces them; in a class, out of reach of tools that patch modules."""

    REPLACED: dict[str, tuple[Any, Any]] = {
        "sleep": (time.sleep, _sleep),
        "monotonic": (time.monotonic, _monotonic),
        "monotonic_ns": (time.monotonic_ns, _monotonic_ns),
        "perf_counter": (time.perf_counter, _perf_counter),
        "perf_counter_ns": (time.perf_counter_ns, _perf_counter_ns),
    }
    BY_REAL_ID: dict[int, Any] = {id(real): virtual for real, virtual in REPLACED.values()}
    BY_VIRTUAL_ID: dict[int, Any] = {id(virtual): real for real, virtual in REPLACED.values()}


for _name, (_, _virtual) in _Functions.REPLACED.items():
    _virtual.__name__ = _virtual.__qualname__ = _name


_rebinding = Rebinding(standard=("threading", "queue", "sched"))
"""Waits of these modules are virtual; subprocess and others wait for real things."""


# -- waits with a timeout -----------------------------------------------------------------------------------------


def _virtual_wait(original: Callable[..., bool]) -> Callable[..., bool]:
    """Wrap a method ``wait(timeout)`` so that its timeout passes in virtual time."""

    @functools.wraps(original)
    def wait(self: Any, timeout: float | None = None) -> bool:
        if timeout is None or timeout <= 0 or not _stack:
            return original(self, timeout)
        return waiting.wait(_stack[-1].clock, round(timeout * NS_PER_SECOND), lambda seconds: original(self, seconds))

    return wait


def _virtual_join(original: Callable[..., None]) -> Callable[..., None]:
    """Wrap ``Thread.join`` so that its timeout passes in virtual time."""

    @functools.wraps(original)
    def join(self: threading.Thread, timeout: float | None = None) -> None:
        if timeout is None or timeout <= 0 or not _stack:
            original(self, timeout)
            return

        def is_over(seconds: float) -> bool:
            original(self, seconds)
            return not self.is_alive()

        waiting.wait(_stack[-1].clock, round(timeout * NS_PER_SECOND), is_over)

    return join


def _virtual_select(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a selector's ``select`` so that an event loop with nothing to do moves the clock to its next timer."""

    @functools.wraps(original)
    def select(self: selectors.BaseSelector, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0 or not _stack:
            return original(self, timeout)
        here = _stack[-1]
        here.sync()
        found: list[Any] = original(self, 0)
        if found:
            return found
        duration_ns = round(timeout * NS_PER_SECOND)
        # An event loop watches its own wake-up pipe; anything beyond is real input that may come in real time.
        if len(self.get_map() or ()) > 1:
            found = original(self, timeout)
            if not found:
                here.clock.sleep(duration_ns)
            return found

        def has_come(seconds: float) -> bool:
            found.extend(original(self, seconds))
            return bool(found)

        waiting.wait(here.clock, duration_ns, has_come)
        return found

    return select


def _waits() -> list[tuple[Any, str, Callable[[Any], Any]]]:
    selectors_found = [
        getattr(selectors, name)
        for name in ("SelectSelector", "PollSelector", "EpollSelector", "DevpollSelector", "KqueueSelector")
        if hasattr(selectors, name)
    ]
    return [
        (threading.Condition, "wait", _virtual_wait),
        (threading.Thread, "join", _virtual_join),
        *((cls, "select", _virtual_select) for cls in selectors_found if "select" in vars(cls)),
    ]


class _PatchedWaits:
    """The methods that wait, replaced while any simulator is open."""

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any]] = []

    def install(self) -> None:
        for owner, name, wrap in _waits():
            original = vars(owner)[name]
            self._undo.append((owner, name, original))
            setattr(owner, name, wrap(original))

    def uninstall(self) -> None:
        for owner, name, original in reversed(self._undo):
            setattr(owner, name, original)
        self._undo.clear()


_patched_waits = _PatchedWaits()


# -- freezegun --------------------------------------------------------------------------------------------------------


class _Freeze:
    """A freezegun freeze as a clock to live in."""

    def __init__(self, factory: Any) -> None:
        self.factory = factory

    def read_ns(self) -> int:
        """Return the frozen instant; a freeze that steps at every read is not read."""
        factory = self.factory
        instant: datetime.datetime = factory() if _is_ticking(factory) else factory.time_to_freeze
        since = instant.replace(tzinfo=None) - _EPOCH
        return (since.days * 86_400 + since.seconds) * NS_PER_SECOND + since.microseconds * 1_000

    def move_to_ns(self, wall_ns: int) -> None:
        """Move the freeze, where it is not there already."""
        instant = _EPOCH + datetime.timedelta(microseconds=wall_ns // 1_000)
        if wall_ns // 1_000 != self.read_ns() // 1_000:
            self.factory.move_to(instant)


def _is_ticking(factory: Any) -> bool:
    return type(factory).__name__ == "TickingDateTimeFactory"


def _active_freeze() -> Any | None:
    api = sys.modules.get("freezegun.api")
    factories = getattr(api, "freeze_factories", None)
    return factories[-1] if factories else None


_LEFT_ALONE = ("pydantic", "aws_lambda_powertools.utilities.parser")
"""Modules that make attributes on access and break on freezegun's fake types."""


@functools.lru_cache(maxsize=1)
def _teach_freezegun() -> None:
    """
    Let freezegun pass by modules that break when it looks through them.

    A decorator took its list when its test module was imported, so the list is completed when a freeze begins.
    """
    import freezegun

    freezegun.configure(extend_ignore_list=list(_LEFT_ALONE))
    kind: Any = type(freezegun.freeze_time())
    start = kind.start

    @functools.wraps(start)
    def start_with_whole_list(self: Any) -> Any:
        self.ignore = tuple(dict.fromkeys((*self.ignore, *_LEFT_ALONE)))
        return start(self)

    kind.start = start_with_whole_list


# -- the whole ----------------------------------------------------------------------------------------------------


class VirtualTime:
    """
    Makes this process live by *clock* between :meth:`start` and :meth:`stop`; the newest one counts.

    A freezegun freeze that is active at the start gives the clock its first instant; one that begins later
    (a decorator begins after the fixtures) takes over when :meth:`sync` sees it.

    Args:
        clock: the time to live by.
        knows_freezegun: whether freezegun, which is slow to import, is to be prepared for it.
    """

    def __init__(self, clock: VirtualClock, *, knows_freezegun: bool = True) -> None:
        self.clock = clock
        self._knows_freezegun = knows_freezegun
        self._travel: Any = None
        self._freeze: Any = None

    def start(self) -> None:
        """Begin."""
        if self._knows_freezegun:
            _teach_freezegun()
        waiting.remember_threads()
        if not _stack:
            _patched_waits.install()
        _stack.append(self)
        self.sync()
        self._install()

    def stop(self) -> None:
        """End; the outer simulator's time, or real time, comes back."""
        self.clock.deadline_ns = None
        self._stop_travelling()
        _stack.remove(self)
        if _stack:
            return
        waiting.release_all()
        _patched_waits.uninstall()
        for name, (real, virtual) in _Functions.REPLACED.items():
            if getattr(time, name) is virtual:
                setattr(time, name, real)
        _rebinding.put_back(_Functions.BY_VIRTUAL_ID)

    def sync(self) -> None:
        """Follow a freezegun freeze that began, moved or ended since the last look."""
        factory = _active_freeze() if "freezegun.api" in sys.modules else None
        if factory is None and self._freeze is None:
            if time.sleep is not _sleep:
                self._install()
            return
        if factory is self._freeze:
            return
        if factory is not None:
            self._freeze = factory
            if self._travel is not None and _is_ticking(factory):
                # It adds what passes on the clock that it knows, which must not be ours: ours follows it.
                self._stop_travelling()
                factory.start = sys.modules["freezegun.api"].real_datetime.now()
            self.clock.attach(_Freeze(factory))
        else:
            self.clock.elapsed_ns  # noqa: B018  the last look at the freeze
            self._freeze = None
            self.clock.detach()
            self._install()

    def _install(self) -> None:
        frozen = self._freeze is not None
        for name, (_, virtual) in _Functions.REPLACED.items():
            if not frozen or name == "sleep":
                setattr(time, name, virtual)
        if not frozen and self._travel is None:
            self._start_travelling()
        real_sleep, _ = _Functions.REPLACED["sleep"]
        _rebinding.replace({id(real_sleep): _sleep} if frozen else _Functions.BY_REAL_ID, owners=("time",))

    def _start_travelling(self) -> None:
        import time_machine

        self._travel = time_machine.travel(self.clock.wall_ns / NS_PER_SECOND, tick=False)
        traveller = self._travel.start()
        # The traveller asks itself for the time at every read: let it ask our clock.
        traveller.time_ns = self._read_wall_ns

    def _stop_travelling(self) -> None:
        if self._travel is not None:
            self._travel.stop()
            self._travel = None

    def _read_wall_ns(self) -> int:
        try:
            return self.clock.read_wall_ns()
        except DeadlineReached:
            waiting.announce_deadline()
            raise
