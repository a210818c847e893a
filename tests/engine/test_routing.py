"""Which version a weighted alias leads to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda.engine.routing import choose_version
from pytest_lambda.model.alias import AliasRouting


@pytest.mark.parametrize(("fraction", "version"), [(0.0, "2"), (0.099, "2"), (0.1, "1"), (0.5, "1"), (0.999, "1")])
def test_ALI_02_the_additional_version_gets_its_share(fraction, version):
    assert version == choose_version(AliasRouting("1", {"2": 0.1}), fraction)


@given(st.floats(0, 1, exclude_max=True))
def test_ALI_02_a_share_of_nothing_gets_nothing_and_one_of_all_gets_all(fraction):
    assert "1" == choose_version(AliasRouting("1", {"2": 0.0}), fraction)
    assert "2" == choose_version(AliasRouting("1", {"2": 1.0}), fraction)


@given(st.floats(0, 1, exclude_max=True))
def test_ALI_01_an_alias_of_one_version_leads_there(fraction):
    assert "7" == choose_version(AliasRouting("7", {}), fraction)
