"""The life of one execution environment, as a table."""

from __future__ import annotations

from enum import Enum

from pytest_lambda.base.errors import UsageError

__all__ = ["EnvironmentEvent", "EnvironmentLifecycle", "EnvironmentState", "LifecycleError"]


class EnvironmentState(Enum):
    """Where an environment is in its life. Source: LC-01"""

    __hash__ = object.__hash__

    INIT = "Init"
    READY = "Ready"
    RUNNING = "Running"
    SHUTDOWN = "Shutdown"


class EnvironmentEvent(Enum):
    """What can happen to an environment."""

    __hash__ = object.__hash__

    INIT_SUCCEEDED = "init succeeded"
    INIT_FAILED = "init failed"
    INVOKE = "invoke"
    ANSWERED = "answered"
    RESET = "reset"
    SHUTDOWN = "shutdown"


_State, _Event = EnvironmentState, EnvironmentEvent
_INVOKE, _ATTEMPTS = _Event.INVOKE, (_Event.INIT_SUCCEEDED, _Event.INIT_FAILED)

TRANSITIONS: dict[tuple[EnvironmentState, EnvironmentEvent], EnvironmentState] = {
    # Init is done again, within the invocation, when it failed (LC-04) and after a reset (LC-08).
    (_State.INIT, _Event.INIT_SUCCEEDED): _State.READY,
    (_State.INIT, _Event.INIT_FAILED): _State.INIT,
    (_State.INIT, _Event.RESET): _State.INIT,
    (_State.INIT, _Event.SHUTDOWN): _State.SHUTDOWN,
    (_State.READY, _Event.INVOKE): _State.RUNNING,
    (_State.READY, _Event.SHUTDOWN): _State.SHUTDOWN,
    # An answer, an error of the handler's included, leaves globals and /tmp as they are (LC-07).
    (_State.RUNNING, _Event.ANSWERED): _State.READY,
    (_State.RUNNING, _Event.RESET): _State.INIT,
    (_State.RUNNING, _Event.SHUTDOWN): _State.SHUTDOWN,
}
"""Every transition there is. Source: LC-01, LC-04, LC-07, LC-08, LC-14"""


class LifecycleError(UsageError):
    """An environment was asked for what its state does not allow; nothing was changed."""


class EnvironmentLifecycle:
    """
    State, and how often the environment served.

    Attributes:
        state: where it is.
        invocation_count: invocations that began, failed ones included.
        init_attempts: how often Init was tried.
    """

    __slots__ = ("init_attempts", "invocation_count", "name", "state")

    def __init__(self, name: str) -> None:
        self.name = name
        self.state = EnvironmentState.INIT
        self.invocation_count = 0
        self.init_attempts = 0

    def on(self, event: EnvironmentEvent) -> EnvironmentState:
        """
        Take *event* and return the new state.

        Raises:
            LifecycleError: the table has no such transition; the state stays as it was.
        """
        new = TRANSITIONS.get((self.state, event))
        if new is None:
            allowed = ", ".join(repr(known.value) for state, known in TRANSITIONS if state is self.state)
            raise LifecycleError(
                f"environment {self.name} is in state {self.state.value!r}, which does not take "
                f"{event.value!r}; it takes {allowed or 'nothing any more'}"
            )
        if event is _INVOKE:
            self.invocation_count += 1
        elif event in _ATTEMPTS:
            self.init_attempts += 1
        self.state = new
        return new
