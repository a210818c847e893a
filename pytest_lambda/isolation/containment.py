"""
What keeps a handler from changing the test run, whatever it does: the parts that work by taking over calls.

Entering and leaving cost next to nothing while a handler does none of it.
"""

from __future__ import annotations

import contextvars
import decimal
import gc
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from pytest_lambda.base.clock import VirtualClock
from pytest_lambda.isolation.children import Children, install_children
from pytest_lambda.isolation.descriptors import Descriptors, install_descriptors
from pytest_lambda.isolation.inside import inside
from pytest_lambda.isolation.process_settings import Settings, install_settings
from pytest_lambda.isolation.shared_modules import SharedModules, install_watching
from pytest_lambda.isolation.signals import Alarm, install_signals
from pytest_lambda.isolation.threads import Threads, install_threads

__all__ = ["Containment", "install_containment"]


class Containment:
    """
    One environment as the functions that are taken over know it; an aspect of its process state.

    Args:
        clock: the simulator's virtual time.
        output: returns a descriptor whose output goes to the log.
        write_log: takes text for the log.
        signal_action: returns the action that the environment set for a signal, or ``None``.
        is_own: tells whether a module is the environment's own.

    Attributes:
        exit_status: how the process ended, as ``waitpid`` shows it, or ``None``.
        unraisable_hook: the environment's, while its process is being ended.
        pending_signals: signals that a thread other than the handler's sent to the process.
    """

    def __init__(
        self,
        clock: VirtualClock,
        output: Callable[[], int],
        write_log: Callable[[str], None],
        signal_action: Callable[[int], Any],
        is_own: Callable[[str, ModuleType], bool],
    ) -> None:
        self.clock = clock
        self.output = output
        self.signal_action = signal_action
        self.exit_status: int | None = None
        self.unraisable_hook: Any = None
        self.pending_signals: list[int] = []
        self.alarm = Alarm()
        self.children = Children()
        self.descriptors = Descriptors(output, write_log)
        self.modules = SharedModules(is_own)
        self.settings = Settings()
        self.threads = Threads()
        self._context: contextvars.Context | None = None
        self._outer: Containment | None = None
        self._standard_streams: tuple[Any, Any, Any] = (None, None, None)
        self._callbacks: list[Any] = []
        self._start_method: Any = None
        self._their_policy: Any = None
        self._their_loop: Any = None
        self._their_start_method: Any = None

    # -- an aspect -------------------------------------------------------------------------------------------

    def enter(self) -> None:
        outer = self._outer = inside.environment
        if outer is not None:
            outer.modules.hide()
        self.exit_status = None
        names = sys.__dict__
        self._standard_streams = (names["__stdin__"], names["__stdout__"], names["__stderr__"])
        names["__stdin__"], names["__stdout__"], names["__stderr__"] = sys.stdin, sys.stdout, sys.stderr
        if gc.callbacks:
            self._callbacks = list(gc.callbacks)
        multiprocessing: Any = sys.modules.get("multiprocessing.context")
        if multiprocessing is not None:
            default = multiprocessing._default_context
            self._their_start_method = default._actual_context
            default._actual_context = self._start_method or self._their_start_method
        asyncio_events: Any = sys.modules.get("asyncio.events")
        if asyncio_events is not None:
            self._their_policy = policy = asyncio_events._event_loop_policy
            self._their_loop = None if policy is None else getattr(policy._local, "_loop", None)
        if self.settings.is_changed:
            self.settings.enter()
        inside.environment = self

    def leave(self) -> None:
        inside.environment = outer = self._outer
        self._outer = None
        if self.settings.is_changed:
            self.settings.leave()
        multiprocessing: Any = sys.modules.get("multiprocessing.context")
        if multiprocessing is not None:
            default = multiprocessing._default_context
            if default._actual_context is not self._their_start_method:
                self._start_method = default._actual_context
                default._actual_context = self._their_start_method
        asyncio_events: Any = sys.modules.get("asyncio.events")
        if asyncio_events is not None:
            policy = self._their_policy
            if asyncio_events._event_loop_policy is not policy:
                asyncio_events._event_loop_policy = policy
            if policy is not None and getattr(policy._local, "_loop", None) is not self._their_loop:
                policy._local._loop = self._their_loop
        if gc.callbacks or self._callbacks:
            gc.callbacks[:] = self._callbacks
        names = sys.__dict__
        names["__stdin__"], names["__stdout__"], names["__stderr__"] = self._standard_streams
        if outer is not None:
            outer.modules.show()

    def run(self, call: Callable[..., Any], *args: Any) -> Any:
        """Run *call* among the environment's own context variables, decimal context included."""
        context = self._context
        if context is None:
            context = self._context = contextvars.copy_context()
            context.run(decimal.setcontext, decimal.DefaultContext)
        return context.run(next, _in_a_frame_of_its_own(call, args))

    def release(self) -> None:
        """This is a forked child: what is kept for the test run is no longer of use."""
        self._outer = None

    def reset(self) -> None:
        """End what belongs to the process: it is gone. Source: LC-08"""
        self.threads.end()
        self.children.end()
        self.descriptors.reset()
        self.settings.reset()
        self.modules.reset()
        self.alarm = Alarm()
        self.pending_signals.clear()
        self._context = None
        self._start_method = None


def _in_a_frame_of_its_own(call: Callable[..., Any], args: tuple[Any, ...]) -> Iterator[Any]:
    """
    Run *call* in a generator: what is being handled there (``sys.exc_info``) is not so around it.

    A handler that is ended within its ``except`` would leave its exception behind otherwise.
    """
    yield call(*args)


def install_containment() -> Callable[[], None]:
    """Take over the calls; return what gives them back."""
    give_back = [
        install_settings(),
        install_signals(),
        install_descriptors(),
        install_children(),
        install_threads(),
        install_watching(),
    ]

    def end() -> None:
        while give_back:
            give_back.pop()()

    return end
