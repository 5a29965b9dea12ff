"""Ages such as `4 minuten geleden`: what they count, and the moment they tell. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sitegen.model import Precision

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]

_PRECISION: dict[Unit, Precision] = {
    "second": "minute",
    "minute": "minute",
    "hour": "hour",
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
}
_ELAPSED: dict[Unit, int] = {"second": 1, "minute": 60, "hour": 3600}
_DAYS: dict[Unit, int] = {"day": 1, "week": 7}
_MONTHS: dict[Unit, int] = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How long before the capture something was published."""

    words: str
    """As printed, without 'ago'."""
    count: int
    unit: Unit

    @property
    def precision(self) -> Precision:
        """How exactly the age tells the moment."""
        return _PRECISION[self.unit]


def moment(age: Age, captured: datetime) -> datetime | None:
    """`captured` (aware) less `age`, in the zone of `captured`; None where no calendar goes back that far.

    Seconds, minutes and hours are elapsed time. Days and longer keep the clock time on the zone's calendar, across
    switches to and from summer time; a month that has no such day gives its last.
    """
    zone = captured.tzinfo
    try:
        if age.unit in _ELAPSED:
            past = captured.astimezone(UTC) - timedelta(seconds=age.count * _ELAPSED[age.unit])
            return past.astimezone(zone)
        if age.unit in _DAYS:
            wall = captured.replace(tzinfo=None) - timedelta(days=age.count * _DAYS[age.unit])
        else:
            wall = _months_back(captured.replace(tzinfo=None), age.count * _MONTHS[age.unit])
        # By way of UTC, because a clock time that the switch to summer time skips does not exist.
        return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    except (OverflowError, ValueError):
        return None


def _months_back(wall: datetime, months: int) -> datetime:
    year, month = divmod(wall.year * 12 + wall.month - 1 - months, 12)
    if year < 1:
        raise ValueError("before the calendar")
    return wall.replace(year=year, month=month + 1, day=min(wall.day, monthrange(year, month + 1)[1]))
