"""Which requests X-Ray samples where nobody has decided yet."""

from __future__ import annotations

from pytest_lambda.base import quotas

__all__ = ["Sampler"]


class Sampler:
    """
    Samples the first request of each second, and a share of the others.

    Assumed: a second begins with the clock's, and each function has a second of its own.

    Source: XRAY-02
    """

    def __init__(self) -> None:
        self._second: int | None = None

    def is_sampled(self, now_ms: int, fraction: float) -> bool:
        """
        Return whether a request is sampled.

        Args:
            now_ms: when it came; ms since the start, never less than before by more than overlapping events do.
            fraction: the request's lot, from 0 to 1.
        """
        second = now_ms // 1_000
        if second != self._second:
            self._second = second
            return True
        return fraction < quotas.SAMPLED_SHARE
