"""``assert_never`` for every Python that is supported (``typing`` has it from 3.11 on)."""

from __future__ import annotations

from typing import NoReturn

__all__ = ["assert_never"]


def assert_never(value: NoReturn) -> NoReturn:
    """Tell the type checker that this line is not reached; raise AssertionError if it is."""
    raise AssertionError(f"unexpected value: {value!r}")
