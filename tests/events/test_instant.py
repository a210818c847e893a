"""The ways in which events write an instant, and read it again."""

from __future__ import annotations

import pytest

from pytest_lambda.events._instant import Instant

NEW_YEAR = Instant(1_735_689_600_000)  # 2025-01-01T00:00:00Z, a Wednesday


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        (0, "Jan 1, 2025 12:00:00 AM"),
        (9, "Jan 1, 2025 9:00:00 AM"),
        (12, "Jan 1, 2025 12:00:00 PM"),
        (23, "Jan 1, 2025 11:00:00 PM"),
    ],
)
def test_builds_count_twelve_hours(hours, written):
    assert written == NEW_YEAR.plus_ms(3_600_000 * hours).twelve_hours()


def test_alarms_write_an_instant_in_words():
    assert "Wednesday 01 January, 2025 00:00:00 UTC" == NEW_YEAR.in_words()


def test_alarms_write_an_offset():
    assert "2025-01-01T00:00:00.250+0000" == NEW_YEAR.plus_ms(250).iso_offset()


@pytest.mark.parametrize("write", [Instant.iso, Instant.iso_ms, Instant.iso_offset])
def test_what_was_written_can_be_read(write):
    assert NEW_YEAR == Instant.from_iso(write(NEW_YEAR))


@pytest.mark.parametrize(
    "written", ["yesterday", "2025-01-01T00:00:00", "2025-01-01T00:00:00+02:00Z", "1969-12-31T23:59:59Z", ""]
)
def test_nothing_else_can_be_read(written):
    with pytest.raises(ValueError):
        Instant.from_iso(written)
