"""The envelope of what EventBridge delivers, around the ``detail`` of a service."""

from pytest_lambda.events.types._typing import TypedDict

__all__ = ["Envelope"]

Envelope = TypedDict(
    "Envelope",
    {
        "version": str,
        "id": str,
        "detail-type": str,
        "source": str,
        "account": str,
        "time": str,
        "region": str,
        "resources": list[str],
    },
)
