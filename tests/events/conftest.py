"""Builders for the tests of events, the same in every run."""

from __future__ import annotations

import pytest

from pytest_lambda.events import Builders, seeded


@pytest.fixture
def events() -> Builders:
    return seeded(7)
