"""Moments as wire formats write them: ISO 8601 in its long and compact forms, and those of mail. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from sitegen.model import Precision

_FIRST_YEAR, _LAST_YEAR = 1800, 2200  # as dates in front matter
_ISO = re.compile(
    r"(\d{4})([-./]?)(\d\d)\2(\d\d)"
    r"(?:[T ]*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?[ ]*(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
    re.ASCII | re.IGNORECASE,
)


def moment_of(written: str | None, zone: tzinfo) -> tuple[datetime | None, Precision]:
    """The moment that `written` names, in `zone`, and its precision (`minute`, or `day` without a clock time).

    A clock time without an offset is one in `zone`: NewsML 1.2 and NITF allow that. (None, "unknown") for what is no
    date, or lies outside the years that front matter takes.
    """
    text = " ".join((written or "").split())
    found = _ISO.fullmatch(text)
    try:
        if not found:
            mail = parsedate_to_datetime(text) if text else None
            return (_within(mail, zone), "minute") if mail and _within(mail, zone) else (None, "unknown")
        year, _, month, day, hour, minute, second, fraction, offset = found.groups()
        wall = datetime(int(year), int(month), int(day))
        if hour is None:
            at = _within(wall, zone)
            return (at, "day") if at else (None, "unknown")
        # A part of a second counts as a whole one, and 24:00 is the next day: an embargo never ends too early.
        wall += timedelta(hours=int(hour), minutes=int(minute), seconds=int(second or 0) + (int(fraction or 0) > 0))
        at = _within(wall.replace(tzinfo=_offset(offset)) if offset else wall, zone)
    except (ValueError, OverflowError, TypeError):
        return None, "unknown"
    return (at, "minute") if at else (None, "unknown")


def first_moment(zone: tzinfo, *written: str | None) -> tuple[datetime | None, Precision]:
    """The first of `written` that names a moment, as `moment_of` reads it."""
    told = (moment_of(text, zone) for text in written)
    return next((found for found in told if found[0]), (None, "unknown"))


def _offset(written: str) -> tzinfo:
    if written[0] not in "+-":
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if written[0] == "-" else span)


def _within(moment: datetime, zone: tzinfo) -> datetime | None:
    at = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    return at if _FIRST_YEAR <= at.year <= _LAST_YEAR else None


def written_moment(moment: datetime | None) -> str:
    """A moment as front matter holds it: seconds only where there are any; empty for none."""
    return moment.isoformat(timespec="seconds" if moment.second else "minutes") if moment else ""
