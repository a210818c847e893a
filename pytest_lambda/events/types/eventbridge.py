"""Events from Amazon EventBridge."""

from typing import Any

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["EventbridgeEvent"]

EventbridgeEvent = TypedDict(
    "EventbridgeEvent",
    {
        "version": str,
        "id": str,
        "detail-type": str,
        "source": str,
        "account": str,
        "time": str,
        "region": str,
        "resources": list[str],
        "detail": dict[str, Any],
    },
)
"""What a rule of an event bus hands to its target."""
