"""What a run would cost: AWS's published on-demand prices for us-east-1, in US dollars."""

from __future__ import annotations

import math

__all__ = ["billed_duration_ms", "duration_price", "invocation_price"]

REQUEST_PRICE = 0.20 / 1_000_000
"""Per request. Source: BILL-01"""

GB_SECOND_PRICE = {"x86_64": 0.0000166667, "arm64": 0.0000133334}
"""Per GB-second of the first tier. Source: BILL-02"""

STORAGE_GB_SECOND_PRICE = 0.0000000309
"""Per GB-second of ephemeral storage over 512 MB. Source: BILL-07"""

_LATER_TIERS = {
    "x86_64": ((6e9, 0.000015), (15e9, 0.0000133334)),
    "arm64": ((7.5e9, 0.0000120001), (18.75e9, 0.0000106667)),
}
"""From how many GB-seconds of a month on another price holds. Source: BILL-02"""

PROVISIONED_GB_SECOND_PRICE = 0.0000041667
"""Per GB-second of provisioned concurrency that is configured. Source: BILL-07"""

PROVISIONED_STEP_SECONDS = 300
"""What is provisioned is billed in steps of this length. Source: BILL-07"""

PROVISIONED_DURATION_GB_SECOND_PRICE = 0.0000097222
"""Per GB-second that runs on provisioned concurrency. Source: BILL-07"""

FREE_REQUESTS = 1_000_000
"""Free each month. Source: BILL-06"""

FREE_GB_SECONDS = 400_000.0
"""Free each month. Source: BILL-06"""

_NOISE_MS = 1e-6
"""Less than the clock's grain: a float's rounding must not cost a millisecond."""


def billed_duration_ms(duration_ms: float, init_duration_ms: float = 0.0) -> int:
    """Return the billed milliseconds, rounded up, 1 at least. Source: BILL-03, BILL-04"""
    return max(1, math.ceil(duration_ms + init_duration_ms - _NOISE_MS))


def duration_price(gb_seconds: float, architecture: str = "x86_64") -> float:
    """Return the price of a month's *gb_seconds*, tier by tier. Source: BILL-02"""
    total, start, rate = 0.0, 0.0, GB_SECOND_PRICE[architecture]
    for limit, cheaper in _LATER_TIERS[architecture]:
        total += max(0.0, min(gb_seconds, limit) - start) * rate
        start, rate = limit, cheaper
    return total + max(0.0, gb_seconds - start) * rate


def invocation_price(
    billed_duration_ms: int,
    memory_size_mb: int,
    *,
    ephemeral_storage_mb: int = 512,
    architecture: str = "x86_64",
) -> float:
    """Return the price of one invocation, before any free tier. Source: BILL-01, BILL-02, BILL-07"""
    seconds = billed_duration_ms / 1000
    storage_gb = max(0, ephemeral_storage_mb - 512) / 1024
    return (
        REQUEST_PRICE
        + seconds * memory_size_mb / 1024 * GB_SECOND_PRICE[architecture]
        + seconds * storage_gb * STORAGE_GB_SECOND_PRICE
    )
