"""One instant in all the ways in which events write it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from pytest_lambda.base.entropy import Entropy
from pytest_lambda.events import _check

__all__ = ["Instant", "Time", "instant"]

Time = float | datetime | None
"""What builders take as ``time=``: epoch seconds, an aware datetime, or None for one from the stream."""

_EPOCH = datetime(1970, 1, 1)
_AWARE_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_BASE_MS = 1_735_689_600_000  # 2025-01-01T00:00:00Z
_SPREAD_MS = 30 * 86_400_000
_LAST_MS = 253_402_300_799_999  # the last millisecond of the year 9999
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_FULL_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Instant:
    """
    An instant of UTC, kept in whole milliseconds since the epoch.

    The texts do not depend on locale or time zone.
    """

    ms: int

    def plus_ms(self, milliseconds: int) -> Instant:
        """Return the instant that is later by *milliseconds*."""
        return Instant(self.ms + milliseconds)

    @property
    def whole_seconds(self) -> int:
        """The seconds since the epoch, without their fraction."""
        return self.ms // 1000

    @property
    def seconds(self) -> float:
        """The seconds since the epoch, with milliseconds as their fraction."""
        return self.ms / 1000

    def iso_ms(self) -> str:
        """Return ``2025-01-01T00:00:00.000Z``."""
        return self._utc().isoformat(timespec="milliseconds") + "Z"

    def iso(self) -> str:
        """Return ``2025-01-01T00:00:00Z``."""
        return self._utc().isoformat(timespec="seconds") + "Z"

    def common_log(self) -> str:
        """Return ``01/Jan/2025:00:00:00 +0000``, as access logs write it."""
        at = self._utc()
        date = f"{at.day:02d}/{_MONTHS[at.month - 1]}/{at.year}"
        return f"{date}:{at.hour:02d}:{at.minute:02d}:{at.second:02d} +0000"

    def unix_date(self) -> str:
        """Return ``Wed Jan 01 00:00:00 UTC 2025``, as the claims of a REST API have it."""
        at = self._utc()
        day = f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:02d}"
        return f"{day} {at.hour:02d}:{at.minute:02d}:{at.second:02d} UTC {at.year}"

    def http_date(self) -> str:
        """Return ``Wed, 01 Jan 2025 00:00:00 GMT``, as HTTP headers write it."""
        at = self._utc()
        date = f"{_DAYS[at.weekday()]}, {at.day:02d} {_MONTHS[at.month - 1]} {at.year:04d}"
        return f"{date} {at.hour:02d}:{at.minute:02d}:{at.second:02d} GMT"

    def iso_offset(self) -> str:
        """Return ``2025-01-01T00:00:00.000+0000``, as alarms write it."""
        return f"{self.iso_ms()[:-1]}+0000"

    def twelve_hours(self) -> str:
        """Return ``Jan 1, 2025 12:00:00 AM``, as builds write it."""
        at = self._utc()
        half = "AM" if at.hour < 12 else "PM"
        return (
            f"{_MONTHS[at.month - 1]} {at.day}, {at.year} {at.hour % 12 or 12}:{at.minute:02d}:{at.second:02d} {half}"
        )

    def in_words(self) -> str:
        """Return ``Wednesday 01 January, 2025 00:00:00 UTC``, as the reasons of alarms have it."""
        at = self._utc()
        day = f"{_FULL_DAYS[at.weekday()]} {at.day:02d} {_FULL_MONTHS[at.month - 1]}, {at.year}"
        return f"{day} {at.hour:02d}:{at.minute:02d}:{at.second:02d} UTC"

    @classmethod
    def from_iso(cls, written: str) -> Instant:
        """
        Return the instant that :meth:`iso`, :meth:`iso_ms` or :meth:`iso_offset` writes as *written*.

        Raises:
            ValueError: *written* is of none of these forms.
        """
        bare = written.removesuffix("Z") if written.endswith("Z") else written.removesuffix("+0000")
        at = datetime.fromisoformat(bare)
        if bare == written or at.tzinfo is not None or at < _EPOCH:
            raise ValueError(written)
        return cls((at - _EPOCH) // _MILLISECOND)

    @classmethod
    def from_common_log(cls, written: str) -> Instant:
        """
        Return the instant that :meth:`common_log` writes as *written*.

        Raises:
            ValueError: *written* is not of that form.
        """
        date, _, zone = written.partition(" ")
        day, month, rest = date.split("/")
        year, hour, minute, second = map(int, rest.split(":"))
        if zone != "+0000":
            raise ValueError(written)
        at = datetime(year, _MONTHS.index(month) + 1, int(day), hour, minute, second)
        return cls((at - _EPOCH) // _MILLISECOND)

    def _utc(self) -> datetime:
        return _EPOCH + timedelta(milliseconds=self.ms)


def instant(entropy: Entropy, time: object) -> Instant:
    """
    Return *time* as an instant, or one from the stream when it is None.

    The stream's own instants begin within January 2025, at an offset that its seed gives, and rise by about a
    second from one event to the next. No clock is read.

    Args:
        entropy: the stream of the event.
        time: seconds since the epoch, or an aware datetime.

    Raises:
        UsageError: *time* is neither of these, a naive datetime, or outside the years 1970 to 9999.
    """
    if time is None:
        stream = entropy.child("time")
        return Instant(_BASE_MS + stream.seed % _SPREAD_MS + 1000 * stream.count("event") + stream.integer(0, 999))
    ms = -1
    if isinstance(time, datetime):
        if time.tzinfo is not None and time.utcoffset() is not None:
            ms = (time - _AWARE_EPOCH) // _MILLISECOND
    elif isinstance(time, (int, float)) and not isinstance(time, bool) and math.isfinite(time):
        ms = round(time * 1000)
    if not 0 <= ms <= _LAST_MS:
        raise _check.wrong("time", "seconds since 1970 or a datetime with a time zone", time)
    return Instant(ms)
