"""What a tumbling window adds to a batch of a stream."""

from typing import Any

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["Window", "WindowFields"]


class Window(TypedDict):
    """When a window begins, and when it ends."""

    start: str
    end: str


class WindowFields(TypedDict):
    """The window that a batch belongs to, and the state that it has gathered."""

    window: Window
    state: dict[str, Any]
    shardId: str
    eventSourceARN: str
    isFinalInvokeForWindow: bool
    isWindowTerminatedEarly: bool
