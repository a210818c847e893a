"""
Events as AWS sends them: one builder per kind, each a plain dict.

``events.sqs(["a", "b"])`` draws from a stream that begins anew with :func:`reseed`; ``events.seeded(seed)``
gives the same builders with a stream of their own. The same seed gives the same events, and no two events of
a stream share an id. ``events.decode(event)`` reads back what a builder was given.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pytest_lambda.events import _kinds
from pytest_lambda.events._builders import READERS, Builders, kinds, variants

if TYPE_CHECKING:
    from pytest_lambda.events._decode import decode
    from pytest_lambda.events._kinds import *  # noqa: F403
    from pytest_lambda.events._response import response

__all__ = [
    "Builders",
    "decode",
    "default",
    "from_request",
    "kinds",
    "reseed",
    "response",
    "seeded",
    "variants",
]
__all__ += _kinds.__all__

default = Builders(0)
"""What the builders of this module draw from; Region, account and clock can be set on it."""

reseed = default.reseed
from_request = default.from_request


class _Module(ModuleType):
    """
    The type of this module: it has every builder of ``default``, each loaded when it is first asked for.

    A builder takes the name of its file; the rest of ``sqs.py`` is had by ``from pytest_lambda.events.sqs import
    record``.
    """

    def __getattr__(self, name: str) -> Any:
        if name not in (*READERS, *_kinds.HOMES):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(default, name)

    def __setattr__(self, name: str, value: object) -> None:
        # The import system sets a file that it has imported on its package.
        if not (name in _kinds.HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *READERS, *_kinds.HOMES})


sys.modules[__name__].__class__ = _Module


def seeded(
    seed: int,
    *,
    region: str = "us-east-1",
    account_id: str = "123456789012",
    now: Callable[[], float] | None = None,
) -> Builders:
    """
    Return all builders with a stream of their own, which begins at *seed*.

    Args:
        seed: any integer.
        region: of events that are not given another.
        account_id: of events that are not given another.
        now: gives the time of events that are not given one, in seconds since the epoch.

    Raises:
        UsageError: an argument is not what it must be.
    """
    return Builders(seed, region=region, account_id=account_id, now=now)
