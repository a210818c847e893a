"""The concurrency of one account: who may run, on which kind of environment, and who is throttled."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass

from pytest_lambda.base import quotas
from pytest_lambda.base.errors import InvalidParameterValueException
from pytest_lambda.model.check import require_integer
from pytest_lambda.model.concurrency import InitializationType

__all__ = ["Admitted", "ConcurrencyPool", "FunctionShare", "Throttled"]


@dataclass(frozen=True, slots=True)
class Admitted:
    """
    An invocation may run.

    Attributes:
        initialization_type: on which kind of environment.
        is_spillover: the version has provisioned environments, and none was free. Source: CON-08
    """

    initialization_type: InitializationType
    is_spillover: bool = False


@dataclass(frozen=True, slots=True)
class Throttled:
    """An invocation may not run; *reason* is AWS's. Source: INV-11"""

    reason: str


_ON_DEMAND = Admitted("on-demand")
_SPILLOVER = Admitted("on-demand", is_spillover=True)
_PROVISIONED = Admitted("provisioned-concurrency")

_AT_THE_LIMIT = (Throttled("ConcurrentInvocationLimitExceeded"), Throttled("FunctionInvocationRateLimitExceeded"))
_AT_THE_RESERVED_LIMIT = (
    Throttled("ReservedFunctionConcurrentInvocationLimitExceeded"),
    Throttled("ReservedFunctionInvocationRateLimitExceeded"),
)
"""Of concurrency, and of requests per second. Source: CON-03, CON-06, INV-11"""


class _Allowance:
    """
    What may be taken at once, and comes back steadily.

    Assumed: it is full at first. Where time goes back (to the next timer, after an invocation), nothing comes back
    until it is where it was.

    Args:
        count: what is there at most.
        per_ms: in how many ms all of it comes back.
    """

    __slots__ = ("_at_ms", "_full", "_left", "_per_ms", "_rate")

    def __init__(self, count: int, per_ms: int) -> None:
        # In units of 1/per_ms, so that all is in whole numbers.
        self._rate = count
        self._per_ms = per_ms
        self._left = self._full = count * per_ms
        self._at_ms = 0

    def has_one(self, now_ms: int) -> bool:
        """Return whether there is one at *now_ms*."""
        if now_ms > self._at_ms:
            self._left = min(self._full, self._left + (now_ms - self._at_ms) * self._rate)
            self._at_ms = now_ms
        return self._left >= self._per_ms

    def take_one(self, now_ms: int) -> bool:
        """Take one at *now_ms*, and return whether there was one."""
        has_one = self.has_one(now_ms)
        if has_one:
            self._left -= self._per_ms
        return has_one


class _Running:
    """
    How many invocations run at an instant.

    Those that were performed are kept as spans: after an invocation the clock goes back to the next timer, so no
    instant is past for good.
    """

    __slots__ = ("_ends", "_last_end", "_open", "_starts")

    def __init__(self) -> None:
        self._open = 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._last_end = -1

    def begin(self) -> None:
        """One begins; its end is not known yet."""
        self._open += 1

    def end(self, start_ms: int, end_ms: int) -> None:
        """One has ended; one that took no time has been at no instant."""
        self._open -= 1
        if end_ms > start_ms:
            insort(self._starts, start_ms)
            insort(self._ends, end_ms)
            self._last_end = max(self._last_end, end_ms)

    def at(self, now_ms: int) -> int:
        """Return how many run at *now_ms*; one that ends there runs no more."""
        if now_ms >= self._last_end:
            return self._open
        return self._open + bisect_right(self._starts, now_ms) - bisect_right(self._ends, now_ms)


class ConcurrencyPool:
    """
    What one account may run at the same time, and how its functions share it.

    Reserved concurrency is set aside for its function, and provisioned concurrency for its version, within what is
    reserved where something is. All else is for whoever comes first.

    Assumed: what is provisioned counts as set aside once it is allocated, and for the refusals of AWS's operations
    once it is requested.

    Args:
        concurrent_executions: of the account.

    Source: CON-01 to CON-08
    """

    def __init__(self, concurrent_executions: int = quotas.CONCURRENT_EXECUTIONS) -> None:
        self.concurrent_executions = concurrent_executions
        self.minimum_unreserved = min(quotas.UNRESERVED_CONCURRENT_EXECUTIONS, concurrent_executions)
        self._shares: dict[str, FunctionShare] = {}
        self._requests = _Allowance(concurrent_executions * quotas.REQUESTS_PER_SECOND, 1_000)
        self._left_on_demand = concurrent_executions
        self._unreserved: list[_Running] = []

    def add(self, function_name: str, reserved: int | None = None) -> FunctionShare:
        """
        Take in a function, with what is reserved for it.

        Raises:
            AWSError: as :meth:`FunctionShare.reserve`; the function is not taken in.
        """
        share = FunctionShare(self)
        if reserved is not None:
            share.reserve(reserved)
        self._shares[function_name] = share
        self.set_aside()
        return share

    def remove(self, function_name: str) -> None:
        """A function was deleted: what was set aside for it is free. Assumed: so is what it runs on."""
        del self._shares[function_name]
        self.set_aside()

    def set_aside(self) -> None:
        """Count anew what is left for functions that have nothing of their own, and who these are."""
        shares = self._shares.values()
        self._left_on_demand = self.concurrent_executions - sum(share.set_aside for share in shares)
        self._unreserved = [share.on_demand for share in shares if share.reserved is None]

    def unreserved_without(self, without: FunctionShare) -> int:
        """Return what is unreserved, that of the function *without* included, by what was requested."""
        shares = (share for share in self._shares.values() if share is not without)
        return self.concurrent_executions - sum(
            share.requested if share.reserved is None else share.reserved for share in shares
        )

    def has_room(self, now_ms: int) -> bool:
        """Return whether one more may run on what nobody has set aside. Source: CON-01"""
        left = self._left_on_demand
        for running in self._unreserved:
            left -= running.at(now_ms)
        return left > 0

    @property
    def requests(self) -> _Allowance:
        """Requests of functions without reserved concurrency. Source: CON-06"""
        return self._requests


class FunctionShare:
    """
    What one function has of its account's concurrency.

    Attributes:
        reserved: reserved concurrency, or ``None``.
    """

    def __init__(self, pool: ConcurrencyPool) -> None:
        self.reserved: int | None = None
        self.on_demand = _Running()
        self._pool = pool
        self._requested: dict[str, int] = {}
        self._allocated: dict[str, int] = {}
        self._provisioned_requests: dict[str, _Allowance] = {}
        self._requests = pool.requests
        self._new_environments = _Allowance(*quotas.NEW_ENVIRONMENTS)

    # -- what is set aside -----------------------------------------------------------------------------------------

    @property
    def requested(self) -> int:
        """Provisioned concurrency that was asked for, over all versions and aliases."""
        return sum(self._requested.values())

    @property
    def set_aside(self) -> int:
        """What nobody else can use."""
        return sum(self._allocated.values()) if self.reserved is None else self.reserved

    def reserve(self, count: int) -> None:
        """
        Reserve *count* for the function; it is its limit too.

        Raises:
            UsageError: *count* is no integer.
            AWSError: it is negative, below what is provisioned, or leaves the account too little.

        Source: CON-01, CON-02, CON-08
        """
        require_integer("reserved_concurrent_executions", count, quotas.RESERVED_CONCURRENT_EXECUTIONS)
        if count < self.requested:
            raise InvalidParameterValueException(
                f" ReservedConcurrentExecutions  {count} should not be lower than function's total provisioned "
                f"concurrency [{self.requested}]."
            )
        minimum = self._pool.minimum_unreserved
        if self._pool.unreserved_without(self) - count < minimum:
            raise InvalidParameterValueException(
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                f"below its minimum value of [{minimum}]."
            )
        if count != self.reserved:
            self._requests = _Allowance(count * quotas.REQUESTS_PER_SECOND, 1_000)
        self.reserved = count
        self._pool.set_aside()

    def unreserve(self) -> None:
        """Reserve nothing any more."""
        self.reserved = None
        self._requests = self._pool.requests
        self._pool.set_aside()

    def request_provisioned(self, qualifier: str, count: int) -> None:
        """
        Ask for *count* provisioned environments of *qualifier*, instead of what was asked for before.

        Raises:
            UsageError: *count* is no integer.
            AWSError: it is less than 1, more than is reserved, or more than the account has.

        Source: CON-01, CON-07, CON-08
        """
        require_integer("provisioned_concurrent_executions", count, quotas.PROVISIONED_CONCURRENT_EXECUTIONS)
        total = self.requested - self._requested.get(qualifier, 0) + count
        pool = self._pool
        if self.reserved is not None:
            if total > self.reserved:
                raise InvalidParameterValueException(
                    "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for "
                    "function"
                )
        elif count > pool.concurrent_executions:
            raise InvalidParameterValueException(
                "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency "
                f"[{pool.concurrent_executions}]."
            )
        elif pool.unreserved_without(self) - total < pool.minimum_unreserved:
            raise InvalidParameterValueException(
                "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below "
                f"its minimum value of [{pool.minimum_unreserved}]."
            )
        self._requested[qualifier] = count

    def forget_provisioned(self, qualifier: str) -> None:
        """Nothing is asked for *qualifier* any more."""
        del self._requested[qualifier]

    def allocate(self, version: str, count: int) -> None:
        """*version* has *count* provisioned environments now. Source: CON-07"""
        self._allocated.pop(version, None)
        self._provisioned_requests.pop(version, None)
        if count:
            self._allocated[version] = count
            self._provisioned_requests[version] = _Allowance(count * quotas.REQUESTS_PER_SECOND, 1_000)
        self._pool.set_aside()

    def allocated(self, version: str) -> int:
        """Return how many provisioned environments *version* has."""
        return self._allocated.get(version, 0)

    # -- who may run -----------------------------------------------------------------------------------------------

    def admit(
        self,
        version: str,
        now_ms: int,
        *,
        is_provisioned_idle: bool = False,
        needs_new: bool = False,
        is_asynchronous: bool = False,
    ) -> Admitted | Throttled:
        """
        Return whether an invocation may run at *now_ms*, and count it as running until :meth:`end` if so.

        Assumed: a version whose provisioned environments have all the requests per second that they take is served
        on demand; a function that gains environments faster than it may is throttled as at its limit; who is
        throttled uses nothing up; and an asynchronous event has no limit of requests per second.

        Args:
            version: that runs.
            is_provisioned_idle: a provisioned environment of the version is idle.
            needs_new: no environment on demand is idle.
            is_asynchronous: the event comes from the internal queue.

        Source: CON-02, CON-03, CON-05, CON-06, CON-08
        """
        if self._allocated:
            requests = self._provisioned_requests.get(version)
            if is_provisioned_idle and requests is not None and (is_asynchronous or requests.take_one(now_ms)):
                return _PROVISIONED
        if self.reserved is None:
            at_the_limit, has_room = _AT_THE_LIMIT, self._pool.has_room(now_ms)
        else:
            at_the_limit = _AT_THE_RESERVED_LIMIT
            has_room = self.on_demand.at(now_ms) < self.reserved - sum(self._allocated.values())
        if not has_room or (needs_new and not self._new_environments.has_one(now_ms)):
            return at_the_limit[0]
        if not is_asynchronous and not self._requests.take_one(now_ms):
            return at_the_limit[1]
        if needs_new:
            self._new_environments.take_one(now_ms)
        self.on_demand.begin()
        return _SPILLOVER if version in self._allocated else _ON_DEMAND

    def end(self, admitted: Admitted, start_ms: int, end_ms: int) -> None:
        """What was *admitted* at *start_ms* has ended at *end_ms*."""
        if admitted.initialization_type == "on-demand":
            self.on_demand.end(start_ms, end_ms)
