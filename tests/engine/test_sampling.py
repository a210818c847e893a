"""Which requests active tracing samples."""

from __future__ import annotations

import pytest

from pytest_lambda.engine.sampling import Sampler


def test_the_first_request_of_a_second_is_sampled_whatever_its_lot():
    sampler = Sampler()

    assert [True, False, True, False] == [sampler.is_sampled(now_ms, 0.99) for now_ms in (0, 999, 1_000, 1_001)]


@pytest.mark.parametrize(("lot", "is_sampled"), [(0.0, True), (0.0499, True), (0.05, False)])
def test_a_twentieth_of_the_others_is_sampled(lot, is_sampled):
    sampler = Sampler()
    sampler.is_sampled(0, 0.5)

    assert is_sampled is sampler.is_sampled(1, lot)


def test_a_second_without_requests_saves_nothing_up():
    sampler = Sampler()

    assert [True, True, False] == [sampler.is_sampled(now_ms, 0.5) for now_ms in (0, 5_000, 5_001)]
