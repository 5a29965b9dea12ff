"""Dates as editors write them and readers read them, as far as they are known. Pure; the clock is never read here."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sitegen.lang import Language
from sitegen.model import Precision, When

PRECISIONS: tuple[Precision, ...] = ("minute", "hour", "day", "week", "month", "year", "unknown")
UNKNOWN = When(at=None, precision="unknown")
_FORM = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_FIRST_YEAR, _LAST_YEAR = 1800, 2200  # newspapers on one side, typing errors on the other
_FAR_PAST = -(2**39)


class DateError(ValueError):
    """What is wrong with a date as written, and in `right` what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.right = right


def parse_when(written: str, zone: ZoneInfo) -> When:
    """The moment or period that `written` names: `2026`, `2026-05`, `2026-05-12` or `2026-05-12T09:00+02:00`.

    A moment without an offset is refused: raises `DateError` with the form that would be right in `zone`.
    """
    found = _FORM.fullmatch(written.strip())
    if not found:
        raise DateError(f"'{written}' is no date", "write for example 2026-05-12T09:00+02:00 or 2026-05-12")
    year, month, day, hour, minute, second, offset = found.groups()
    try:
        naive = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError as error:
        raise DateError(f"'{written}' does not exist ({error})", "write a date of the calendar") from None
    if not _FIRST_YEAR <= naive.year <= _LAST_YEAR:
        raise DateError(f"the year of '{written}' is out of range", f"{_FIRST_YEAR} to {_LAST_YEAR} can be used")
    if hour is None:
        precision: Precision = "day" if day else "month" if month else "year"
        return When(at=naive.replace(tzinfo=zone), precision=precision)
    if offset is None:
        right = whole_offset(naive.replace(tzinfo=zone)).isoformat(timespec="minutes")
        raise DateError(f"'{written}' has no offset from UTC", f"write {right} if {zone.key} time is meant")
    try:
        moment = datetime.fromisoformat(naive.isoformat() + offset)
    except ValueError:
        raise DateError(f"'{offset}' is no offset from UTC", "write for example +02:00 or Z") from None
    return When(at=moment.astimezone(zone), precision="minute")


def coarser(when: When, precision: Precision, written: str) -> When:
    """`when` known only to `precision`; raises `DateError` if the date as written is less precise than that."""
    if PRECISIONS.index(precision) < PRECISIONS.index(when.precision):
        raise DateError(
            f"date_precision '{precision}' is finer than the date '{written}'", f"write {when.precision} or coarser"
        )
    return UNKNOWN if precision == "unknown" else When(at=when.at, precision=precision)


def rank(when: When, captured: datetime | None, order: int, path: str) -> str:
    """A text that sorts newest first: the moment (else `captured`, else before all), then `order`, then `path`."""
    moment = start_of(when) or captured
    seconds = int(moment.timestamp()) if moment else _FAR_PAST
    return f"{rank_at(seconds)}{order:05x}{path}"


def start_of(when: When) -> datetime | None:
    """The start of the known period: 00:00 of the day, week, month or year; the moment itself for minute and hour."""
    at = when.at
    if at is None or when.precision in ("minute", "hour"):
        return at
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if when.precision == "week":
        return day - timedelta(days=day.weekday())
    if when.precision == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if when.precision == "year" else day


def periods(when: When) -> tuple[str, ...]:
    """The calendar periods a date certainly lies in, largest first: `('2026', '2026-05', '2026-05-12')`, or fewer."""
    if when.at is None:
        return ()
    at = start_of(when) or when.at  # the week's Monday decides, as it does for the order
    year = f"{at.year:04}"
    month = f"{year}-{at.month:02}"
    day = (year, month, f"{month}-{at.day:02}")
    return day[: {"year": 1, "month": 2, "week": 2}.get(when.precision, 3)]


@lru_cache(maxsize=4096)
def period_bounds(period: str, zone: ZoneInfo) -> tuple[int, int]:
    """Start and end of `2026`, `2026-05` or `2026-05-12` in `zone`, as seconds since 1970; the end is not inside."""
    year, month, day, *_ = [*(int(part) for part in period.split("-")), 1, 1]
    start = datetime(year, month, day, tzinfo=zone)
    match period.count("-"):
        case 0:
            end = start.replace(year=year + 1)
        case 1:
            end = start.replace(year=year + month // 12, month=month % 12 + 1)
        case _:
            end = start + timedelta(days=1)
    return int(start.timestamp()), int(end.timestamp())


def rank_at(seconds: int) -> str:
    """The rank that every story at this second or before it lies above, and every later one below."""
    return f"{2**40 - seconds:011x}"


def moment_of(rank: str) -> int | None:
    """The second that a rank stands for; None for stories of which no time is known."""
    seconds = 2**40 - int(rank[:11], 16)
    return None if seconds == _FAR_PAST else seconds


def machine(when: When) -> str:
    """The value of a `<time datetime>`, no finer than what is known; '' if that is nothing."""
    if when.at is None:
        return ""
    match when.precision:
        case "minute":
            return whole_offset(when.at).isoformat(timespec="minutes")
        case "week":
            return f"{when.at:%G-W%V}"
        case "month":
            return f"{when.at:%Y-%m}"
        case "year":
            return f"{when.at:%Y}"
    return f"{when.at:%Y-%m-%d}"


def whole_offset(moment: datetime) -> datetime:
    """The moment, in UTC where its offset has seconds (Amsterdam until 1937): RFC 3339 has no room for them."""
    offset = moment.utcoffset()
    return moment.astimezone(UTC) if offset and offset.seconds % 60 else moment


def utc(moment: datetime) -> str:
    """A moment as text of fixed width in UTC: `2026-05-12T07:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class DateWords:
    """Dates in the words of one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self.of_day = lru_cache(maxsize=8192)(self._of_day)
        self.period = lru_cache(maxsize=4096)(self._period)

    def __call__(self, when: When) -> str:
        """`12 mei 2026 om 9.00 uur`, or as much of it as is known."""
        if when.at is None:
            return self._language.date_forms["unknown"]
        return self._fill(when.precision, when.at)

    def brief(self, when: When) -> str:
        """The time of day where it is known (`9.00`), else the short date: for lists under a day's heading."""
        if when.at is None:
            return self._language.date_forms["unknown"]
        form = {"minute": "time", "hour": "around", "day": "short_day", "week": "week"}.get(when.precision)
        return self._fill(form or when.precision, when.at)

    def _period(self, period: str) -> str:
        """`2026`, `mei 2026` or `dinsdag 12 mei 2026` for `2026`, `2026-05`, `2026-05-12`."""
        year, month, day, *_ = [*(int(part) for part in period.split("-")), 1, 1]
        form = ("year", "month", "day_heading")[period.count("-")]
        return self._fill(form, datetime(year, month, day))

    def _day(self, year: int, month: int, day: int) -> dict[str, str | int]:
        weekday = datetime(year, month, day).weekday()
        words = self._language
        return {
            "day": day,
            "month": words.months[month - 1],
            "month_short": words.months_short[month - 1],
            "year": year,
            "weekday": words.days[weekday],
        }

    def _of_day(self, form: str, year: int, month: int, day: int) -> str:
        """A form filled in for a day, the time of day left open."""
        fields = self._day(year, month, day)
        return self._language.date_forms[form].format(**fields, hour="{hour}", minute="{minute}")

    def _fill(self, form: str, at: datetime) -> str:
        # Most of a date is the same for all stories of a day.
        return self.of_day(form, at.year, at.month, at.day).format(hour=at.hour, minute=f"{at.minute:02}")
