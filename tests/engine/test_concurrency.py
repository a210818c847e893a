"""Who may run, on which kind of environment, and who is throttled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import InvalidParameterValueException, UsageError, ValidationException
from pytest_lambda.engine.concurrency import Admitted, ConcurrencyPool, Throttled

ON_DEMAND = Admitted("on-demand")
SPILLOVER = Admitted("on-demand", is_spillover=True)
PROVISIONED = Admitted("provisioned-concurrency")


def share(reserved=None, *, concurrent_executions=1_000):
    return ConcurrencyPool(concurrent_executions).add("orders", reserved)


def start(one, count=1, *, now_ms=0, version="$LATEST", **circumstances):
    """Return what becomes of *count* invocations that start together and are still running."""
    return [one.admit(version, now_ms, **{"is_asynchronous": True, **circumstances}) for _ in range(count)]


def run(one, start_ms, end_ms):
    """Run one invocation to its end."""
    (admitted,) = start(one, now_ms=start_ms)
    one.end(admitted, start_ms, end_ms)


def kinds(decisions):
    return ["throttled" if isinstance(one, Throttled) else one.initialization_type for one in decisions]


def reasons(decisions):
    return [one.reason if isinstance(one, Throttled) else None for one in decisions]


# -- the limit of concurrency


def test_CON_02_reserved_concurrency_is_a_limit():
    expected = 3 * [None] + 7 * ["ReservedFunctionConcurrentInvocationLimitExceeded"]

    assert expected == reasons(start(share(3), 10))


def test_CON_02_a_reserved_zero_stops_everything():
    assert ["ReservedFunctionConcurrentInvocationLimitExceeded"] == reasons(start(share(0)))


def test_CON_02_the_limit_holds_over_all_versions():
    one = share(1)
    start(one, version="1")

    assert ["throttled"] == kinds(start(one, version="2"))


def test_CON_03_without_a_reservation_the_account_is_the_limit():
    expected = 2 * [None] + ["ConcurrentInvocationLimitExceeded"]

    assert expected == reasons(start(share(concurrent_executions=2), 3))


def test_CON_01_functions_share_what_is_unreserved():
    pool = ConcurrencyPool(101)
    pool.add("reserved", 1)
    orders, payments = pool.add("orders"), pool.add("payments")

    assert 60 * ["on-demand"] == kinds(start(orders, 60))
    assert 40 * ["on-demand"] + ["throttled"] == kinds(start(payments, 41))


def test_CON_02_what_is_reserved_is_there_when_the_account_is_at_its_limit():
    pool = ConcurrencyPool(101)
    reserved, orders = pool.add("reserved", 1), pool.add("orders")
    start(orders, 100)

    assert ["on-demand"] == kinds(start(reserved))


def test_a_deleted_function_leaves_what_was_reserved_for_it():
    pool = ConcurrencyPool(101)
    pool.add("reserved", 1)
    pool.remove("reserved")

    assert 101 * ["on-demand"] == kinds(start(pool.add("orders"), 101))


def test_without_its_reservation_a_function_shares_again():
    pool = ConcurrencyPool(101)
    one = pool.add("orders", 1)
    one.unreserve()

    assert 101 * ["on-demand"] == kinds(start(one, 101))


# -- in virtual time


@pytest.mark.parametrize(
    ("now_ms", "expected"), [(0, "throttled"), (4_999, "throttled"), (5_000, "on-demand"), (9_000, "on-demand")]
)
def test_an_invocation_runs_until_its_virtual_end(now_ms, expected):
    one = share(1)
    run(one, 0, 5_000)

    assert [expected] == kinds(start(one, now_ms=now_ms))


def test_what_starts_later_is_not_running_yet():
    one = share(1)
    run(one, 5_000, 10_000)

    assert ["on-demand"] == kinds(start(one, now_ms=0))


def test_what_takes_no_time_is_at_no_instant():
    one = share(1)
    run(one, 0, 0)

    assert ["on-demand"] == kinds(start(one))


SPANS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=20)


@given(SPANS, st.integers(0, 70))
def test_of_any_spans_those_count_that_hold_the_instant(spans, now_ms):
    one = share(900)
    for start_ms, length_ms in spans:
        run(one, start_ms, start_ms + length_ms)
    running = sum(start_ms <= now_ms < start_ms + length_ms for start_ms, length_ms in spans)

    assert (900 - running) * ["on-demand"] + ["throttled"] == kinds(start(one, 901 - running, now_ms=now_ms))


# -- requests per second


def serve(one, count, *, now_ms=0):
    """Return what becomes of *count* synchronous requests, one after the other, that take no time."""
    decisions = []
    for _ in range(count):
        (decision,) = start(one, now_ms=now_ms, is_asynchronous=False)
        if isinstance(decision, Admitted):
            one.end(decision, now_ms, now_ms)
        decisions.append(decision)
    return decisions


def test_CON_06_each_concurrent_execution_takes_ten_requests_a_second():
    expected = 20 * [None] + ["ReservedFunctionInvocationRateLimitExceeded"]

    assert expected == reasons(serve(share(2), 21))


def test_CON_06_the_account_has_a_rate_too():
    expected = 50 * [None] + ["FunctionInvocationRateLimitExceeded"]

    assert expected == reasons(serve(share(concurrent_executions=5), 51))


def test_CON_06_the_rate_comes_back_steadily():
    one = share(2)
    serve(one, 20)

    assert ["throttled"] == kinds(serve(one, 1, now_ms=49))
    assert ["on-demand", "throttled"] == kinds(serve(one, 2, now_ms=50))


def test_CON_06_what_was_not_used_does_not_add_up():
    assert 20 * ["on-demand"] + ["throttled"] == kinds(serve(share(2), 21, now_ms=60_000))


def test_CON_06_asynchronous_events_have_no_rate():
    one = share(1)
    for _ in range(100):
        run(one, 0, 0)

    assert ["on-demand"] == kinds(start(one))


def test_CON_06_another_reservation_brings_its_own_rate():
    one = share(1)
    serve(one, 10)
    one.reserve(2)

    assert 20 * ["on-demand"] + ["throttled"] == kinds(serve(one, 21))


# -- scaling


def test_CON_05_a_function_gains_a_thousand_environments_at_once():
    one = share(concurrent_executions=5_000)
    expected = 1_000 * [None] + ["ConcurrentInvocationLimitExceeded"]

    assert expected == reasons(start(one, 1_001, needs_new=True))


def test_CON_05_the_allowance_refills_steadily():
    one = share(concurrent_executions=5_000)
    start(one, 1_000, needs_new=True)

    assert ["throttled"] == kinds(start(one, now_ms=9, needs_new=True))
    assert ["on-demand", "throttled"] == kinds(start(one, 2, now_ms=10, needs_new=True))
    assert 999 * ["on-demand"] + ["throttled"] == kinds(start(one, 1_000, now_ms=10_000, needs_new=True))


def test_CON_05_the_allowance_does_not_accumulate():
    one = share(concurrent_executions=5_000)

    assert 1_000 * ["on-demand"] + ["throttled"] == kinds(start(one, 1_001, now_ms=60_000, needs_new=True))


def test_CON_05_each_function_scales_for_itself():
    pool = ConcurrencyPool(5_000)
    start(pool.add("orders"), 1_000, needs_new=True)

    assert ["on-demand"] == kinds(start(pool.add("payments"), needs_new=True))


def test_CON_05_an_idle_environment_needs_no_allowance():
    one = share(concurrent_executions=5_000)
    start(one, 1_000, needs_new=True)

    assert ["on-demand"] == kinds(start(one))


# -- provisioned


def provisioned(count=2, reserved=None):
    one = share(reserved)
    one.request_provisioned("1", count)
    one.allocate("1", count)
    return one


def test_CON_07_an_idle_provisioned_environment_serves_its_version():
    assert [PROVISIONED] == start(provisioned(), version="1", is_provisioned_idle=True)


def test_CON_08_beyond_the_provisioned_ones_it_is_on_demand():
    assert [SPILLOVER] == start(provisioned(), version="1")


def test_CON_08_another_version_does_not_spill_over():
    assert [ON_DEMAND] == start(provisioned(), version="2")


def test_CON_08_when_all_that_is_reserved_is_provisioned_others_are_throttled():
    one = provisioned(2, reserved=2)

    assert [PROVISIONED] == start(one, version="1", is_provisioned_idle=True)
    assert ["ReservedFunctionConcurrentInvocationLimitExceeded"] == reasons(start(one))


def test_CON_08_spillover_goes_up_to_what_is_reserved():
    assert ["on-demand", "throttled"] == kinds(start(provisioned(2, reserved=3), 2, version="1"))


def test_CON_01_what_is_provisioned_is_set_aside():
    pool = ConcurrencyPool(102)
    pool.add("orders").allocate("1", 2)

    assert 100 * ["on-demand"] + ["throttled"] == kinds(start(pool.add("payments"), 101))


def test_CON_06_provisioned_environments_have_a_rate_and_what_exceeds_it_is_on_demand():
    one = provisioned(1)
    served = start(one, 11, version="1", is_provisioned_idle=True, is_asynchronous=False)

    assert 10 * [PROVISIONED] + [SPILLOVER] == served


def test_CON_07_what_is_no_longer_allocated_is_free():
    one = provisioned(2, reserved=2)
    one.allocate("1", 0)

    assert 2 * [ON_DEMAND] == start(one, 2, version="1")


# -- refusals


def refusal(operation, *args):
    with pytest.raises(InvalidParameterValueException) as refused:
        operation(*args)
    return str(refused.value)


def test_CON_01_a_hundred_stay_unreserved():
    pool = ConcurrencyPool()
    pool.add("payments", 500)
    orders = pool.add("orders", 400)

    expected = (
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below "
        "its minimum value of [100]."
    )

    assert expected == refusal(orders.reserve, 401)
    assert 400 == orders.reserved


def test_CON_01_a_refused_function_is_not_taken_in():
    pool = ConcurrencyPool()
    refusal(pool.add, "orders", 901)

    assert 900 == pool.add("payments", 900).reserved


def test_CON_01_a_small_account_can_reserve_nothing_but_zero():
    one = share(concurrent_executions=10)

    assert refusal(one.reserve, 1).endswith("below its minimum value of [10].")
    one.reserve(0)


@pytest.mark.parametrize(("count", "error"), [(-1, ValidationException), ("3", UsageError), (True, UsageError)])
def test_what_cannot_be_reserved_is_refused(count, error):
    with pytest.raises(error, match="reserved"):
        share().reserve(count)


def test_CON_08_less_than_is_provisioned_cannot_be_reserved():
    expected = " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2]."

    assert expected == refusal(provisioned(2).reserve, 1)


def test_CON_08_more_than_is_reserved_cannot_be_provisioned():
    one = share(2)
    one.request_provisioned("1", 1)
    expected = (
        "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function"
    )

    assert expected == refusal(one.request_provisioned, "2", 2)
    one.request_provisioned("1", 2)


def test_CON_07_more_than_the_account_has_cannot_be_provisioned():
    expected = "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000]."

    assert expected == refusal(share().request_provisioned, "1", 1_001)


def test_CON_01_provisioned_concurrency_leaves_a_hundred_too():
    one = share()
    one.request_provisioned("1", 450)

    expected = (
        "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its "
        "minimum value of [100]."
    )

    assert expected == refusal(one.request_provisioned, "2", 451)
    one.forget_provisioned("1")
    one.request_provisioned("2", 900)


def test_CON_07_at_least_one_is_provisioned():
    with pytest.raises(ValidationException) as refused:
        share().request_provisioned("1", 0)

    expected = (
        "1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1"
    )

    assert expected == str(refused.value)
