"""X-Ray's header, taken apart."""

from __future__ import annotations

import pytest

from pytest_lambda.model.tracing import TraceHeader

ROOT = "1-67749300-0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Root={ROOT};Parent=0123456789abcdef;Sampled=1", (ROOT, "0123456789abcdef", True)),
        (f"Root={ROOT};Parent=0123456789abcdef;Sampled=0;Lineage=a:1", (ROOT, "0123456789abcdef", False)),
        (f"Sampled=1; Root={ROOT}", (ROOT, None, True)),
        (f"Self=1-1-1;Root={ROOT};Sampled=?", (ROOT, None, None)),
        (f"Root={ROOT}", (ROOT, None, None)),
    ],
)
def test_a_header_has_its_fields_in_any_order(text, expected):
    assert expected == TraceHeader.parse(text)


@pytest.mark.parametrize("text", [None, "", "Sampled=1", "Root=1-2-3", f"Root={ROOT}0", f"root={ROOT}"])
def test_without_a_trace_there_is_none(text):
    assert TraceHeader.parse(text) is None
