"""What the trace of one account would cost, at AWS's on-demand prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pytest_lambda.base import price
from pytest_lambda.base.trace import TraceRecord

__all__ = ["Cost", "FunctionCost", "cost_of"]


@dataclass(slots=True)
class FunctionCost:
    """
    One function's usage, and its price in US dollars before any free tier.

    Attributes:
        requests: invocations; throttled ones are free. Source: BILL-01
        gb_seconds: billed duration by memory, init included. Source: BILL-03, BILL-04
        init_gb_seconds: the part of them that is init.
        storage_gb_seconds: of ephemeral storage over 512 MB. Source: BILL-07
        provisioned_gb_seconds: of provisioned concurrency, as configured. Source: BILL-07
        architecture: ``"x86_64"`` or ``"arm64"``.
    """

    requests: int = 0
    gb_seconds: float = 0.0
    init_gb_seconds: float = 0.0
    storage_gb_seconds: float = 0.0
    provisioned_gb_seconds: float = 0.0
    provisioned_duration_gb_seconds: float = 0.0
    architecture: str = "x86_64"

    @property
    def request_price(self) -> float:
        """For the requests."""
        return self.requests * price.REQUEST_PRICE

    @property
    def duration_price(self) -> float:
        """For the GB-seconds."""
        return price.duration_price(self.gb_seconds, self.architecture)

    @property
    def storage_price(self) -> float:
        """For ephemeral storage."""
        return self.storage_gb_seconds * price.STORAGE_GB_SECOND_PRICE

    @property
    def provisioned_price(self) -> float:
        """For provisioned concurrency: what is configured, and what runs on it."""
        return (
            self.provisioned_gb_seconds * price.PROVISIONED_GB_SECOND_PRICE
            + self.provisioned_duration_gb_seconds * price.PROVISIONED_DURATION_GB_SECOND_PRICE
        )

    @property
    def total(self) -> float:
        """All together."""
        return self.request_price + self.duration_price + self.storage_price + self.provisioned_price


@dataclass(frozen=True, slots=True)
class Cost:
    """
    What an account's invocations would cost, in US dollars at the prices of us-east-1.

    Attributes:
        functions: usage and price by function name.
        free_tier: what the monthly free tier takes off, if it was asked for. Source: BILL-06
    """

    functions: Mapping[str, FunctionCost] = field(default_factory=dict)
    free_tier: float = 0.0

    @property
    def requests(self) -> int:
        """Requests of all functions."""
        return sum(one.requests for one in self.functions.values())

    @property
    def gb_seconds(self) -> float:
        """GB-seconds of all functions."""
        return sum(one.gb_seconds for one in self.functions.values())

    @property
    def total(self) -> float:
        """The price of everything, less the free tier."""
        return max(0.0, sum(one.total for one in self.functions.values()) - self.free_tier)


def cost_of(records: Iterable[TraceRecord], *, now_ms: int = 0, is_free_tier: bool = False) -> Cost:
    """
    Return the cost of what *records* say ran.

    Args:
        now_ms: until when provisioned concurrency is counted that there still is, ms since the start.
        is_free_tier: take off the monthly free tier, as if nothing else ran in the month.

    Source: BILL-01 to BILL-07
    """
    functions: dict[str, FunctionCost] = {}
    provisioned: dict[tuple[str, str], TraceRecord] = {}
    for record in records:
        if record.kind == "invocation":
            _add_invocation(functions.setdefault(record.subject, FunctionCost()), record)
        elif record.kind == "provisioned.changed":
            one = functions.setdefault(record.subject, FunctionCost())
            version = (record.subject, record.details["version"])
            if version in provisioned:
                _add_provisioned(one, provisioned[version], record.at_ms)
            provisioned[version] = record
    for (name, _), record in provisioned.items():
        _add_provisioned(functions[name], record, now_ms)
    return Cost(functions, _free(functions) if is_free_tier else 0.0)


def _add_invocation(one: FunctionCost, record: TraceRecord) -> None:
    details = record.details
    memory_gb = details["memory_size"] / 1024
    seconds = details["billed_duration_ms"] / 1000
    init_seconds = min(seconds, (details["init_duration_ms"] or 0.0) / 1000)
    one.requests += 1
    one.architecture = details["architecture"]
    if details.get("initialization_type") == "provisioned-concurrency":
        one.provisioned_duration_gb_seconds += seconds * memory_gb
    else:
        one.gb_seconds += seconds * memory_gb
        one.init_gb_seconds += init_seconds * memory_gb
    one.storage_gb_seconds += seconds * max(0, details["ephemeral_storage"] - 512) / 1024


def _add_provisioned(one: FunctionCost, since: TraceRecord, until_ms: int) -> None:
    """
    Add what is provisioned *since* a record.

    Assumed: each stretch with another number of environments is rounded up to 5 minutes. Source: BILL-07
    """
    details = since.details
    step_ms = price.PROVISIONED_STEP_SECONDS * 1000
    seconds = -(-(until_ms - since.at_ms) // step_ms) * price.PROVISIONED_STEP_SECONDS
    one.provisioned_gb_seconds += details["environments"] * seconds * details["memory_size"] / 1024


def _free(functions: Mapping[str, FunctionCost]) -> float:
    """Return what a month's free tier is worth here: requests, and the dearest GB-seconds. Source: BILL-06"""
    requests = min(price.FREE_REQUESTS, sum(one.requests for one in functions.values()))
    left = price.FREE_GB_SECONDS
    value = requests * price.REQUEST_PRICE
    for one in sorted(functions.values(), key=lambda one: price.GB_SECOND_PRICE[one.architecture], reverse=True):
        used = min(left, one.gb_seconds)
        value += used * price.GB_SECOND_PRICE[one.architecture]
        left -= used
    return value
