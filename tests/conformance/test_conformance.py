"""The simulator does to the byte what AWS's own runtime client does with the same handler."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from .cases import CASES, Case
from .seen import Seen

pytest.importorskip("awslambdaric", reason="AWS publishes its runtime client for Linux only")

from .simulated import run_in_simulator

KNOWN_DIFFERENCES: dict[str, str] = {
    "errors.assertion": "an AssertionError in a handler fails the test at once: a stub was called wrongly",
}

_AS_LATIN_1 = "from 3.12 on the client posts init errors as Latin-1, which garbles or crashes what is not ASCII"

if sys.version_info >= (3, 12):
    KNOWN_DIFFERENCES |= {
        "init.bad_encoding.handler": _AS_LATIN_1,
        "init.import_error_by_hand.handler": _AS_LATIN_1,
        "init.raises_latin_at_import.handler": _AS_LATIN_1,
        "init.raises_unicode_at_import.handler": _AS_LATIN_1,
    }


def _parameters(*, known: bool) -> list[object]:
    return [
        pytest.param(
            case,
            id=case.id,
            marks=pytest.mark.skipif(
                sys.version_info < case.since,
                reason=f"the handler uses what Python has since {case.since[0]}.{case.since[1]}",
            ),
        )
        for case in CASES
        if (case.id in KNOWN_DIFFERENCES) is known
    ]


ISOLATIONS = ("module", "process")


@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize("case", _parameters(known=False))
def test_the_simulator_does_what_the_runtime_client_does(
    case: Case, isolation: str, under_awslambdaric: Callable[[Case], Seen]
) -> None:
    expected = under_awslambdaric(case).as_lines()
    seen = run_in_simulator(case, isolation=isolation).as_lines()

    assert expected == seen


@pytest.mark.parametrize("isolation", ISOLATIONS)
@pytest.mark.parametrize("case", _parameters(known=True))
def test_a_known_difference_still_exists(
    case: Case, isolation: str, under_awslambdaric: Callable[[Case], Seen]
) -> None:
    expected = under_awslambdaric(case).as_lines()
    seen = run_in_simulator(case, isolation=isolation).as_lines()

    assert expected != seen, f"{case.id} agrees now: take it out of KNOWN_DIFFERENCES ({KNOWN_DIFFERENCES[case.id]})"


def test_every_known_difference_names_a_case() -> None:
    assert set() == set(KNOWN_DIFFERENCES) - {case.id for case in CASES}
