"""What a run would cost."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.base.price import billed_duration_ms, invocation_price


@pytest.mark.parametrize(
    ("duration_ms", "billed_ms"), [(0.0, 1), (0.01, 1), (1.0, 1), (1.01, 2), (3.01, 4), (900_000.0, 900_000)], ids=str
)
def test_BILL_03_milliseconds_are_rounded_up(duration_ms, billed_ms):
    assert billed_ms == billed_duration_ms(duration_ms)


@given(st.floats(0, 900_000))
def test_BILL_03_less_than_a_millisecond_is_added(duration_ms):
    assert duration_ms - 1e-5 <= billed_duration_ms(duration_ms) < duration_ms + 1 + 1e-5


@given(st.integers(1, 900_000_000_000))
def test_BILL_03_the_noise_of_a_float_costs_nothing(duration_ns):
    assert max(1, math.ceil(duration_ns // 1_000 / 1_000)) == billed_duration_ms(duration_ns // 1_000 / 1_000 + 1e-10)


def test_BILL_04_the_init_of_a_cold_start_is_billed():
    assert 600_477 == billed_duration_ms(600_000.00, 476.75)


def test_BILL_04_both_are_added_before_rounding():
    assert 1 == billed_duration_ms(0.4, 0.4)


def test_BILL_01_a_request_costs_20_cents_a_million():
    assert pytest.approx(0.20) == 1_000_000 * invocation_price(0, 128)


def test_BILL_02_a_gigabyte_second_has_its_price():
    assert pytest.approx(0.0000166667) == invocation_price(1_000, 1_024) - invocation_price(0, 1_024)


def test_BILL_02_arm_is_cheaper():
    price = invocation_price(1_000, 1_024, architecture="arm64") - invocation_price(0, 1_024)

    assert pytest.approx(0.0000133334) == price


def test_BILL_07_512_mb_of_storage_are_free():
    assert invocation_price(1_000, 128) == invocation_price(1_000, 128, ephemeral_storage_mb=512)


def test_BILL_07_more_storage_is_paid_by_the_gigabyte_second():
    price = invocation_price(1_000, 128, ephemeral_storage_mb=512 + 1_024) - invocation_price(1_000, 128)

    assert pytest.approx(0.0000000309) == price


@given(st.integers(1, 900_000), st.integers(128, 10_240))
def test_BILL_03_the_price_grows_with_duration_times_memory(billed_ms, memory_mb):
    price = invocation_price(billed_ms, memory_mb) - invocation_price(0, memory_mb)

    assert pytest.approx(billed_ms / 1_000 * memory_mb / 1_024 * 0.0000166667) == price
