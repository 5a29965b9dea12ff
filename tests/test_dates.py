"""Dates as written, as far as they are known, in order and in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.dates import (
    PRECISIONS,
    UNKNOWN,
    DateError,
    DateWords,
    coarser,
    machine,
    moment_of,
    parse_when,
    period_bounds,
    periods,
    rank,
    start_of,
    utc,
)
from sitegen.lang import load_language
from sitegen.model import Precision, When

ZONE = ZoneInfo("Europe/Amsterdam")
WORDS = DateWords(load_language("nl"))
MOMENTS = st.datetimes(datetime(1800, 1, 2), datetime(2200, 12, 30), timezones=st.just(UTC)).map(
    lambda at: at.replace(second=0, microsecond=0).astimezone(ZONE)
)
WHENS = st.builds(lambda at, precision: When(at=at, precision=precision), MOMENTS, st.sampled_from(PRECISIONS[:-1]))


@pytest.mark.parametrize(
    ("written", "iso", "precision"),
    [
        ("2026", "2026-01-01T00:00:00+01:00", "year"),
        ("2026-05", "2026-05-01T00:00:00+02:00", "month"),
        ("2026-05-12", "2026-05-12T00:00:00+02:00", "day"),
        (" 2026-05-12 ", "2026-05-12T00:00:00+02:00", "day"),
        ("2026-05-12T09:00+02:00", "2026-05-12T09:00:00+02:00", "minute"),
        ("2026-05-12T09:00:30.25+0200", "2026-05-12T09:00:30+02:00", "minute"),
        ("2026-05-12 07:00Z", "2026-05-12T09:00:00+02:00", "minute"),
        ("2026-01-01T00:30+03:00", "2025-12-31T22:30:00+01:00", "minute"),
        ("2024-02-29", "2024-02-29T00:00:00+01:00", "day"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(written: str, iso: str, precision: Precision) -> None:
    when = parse_when(written, ZONE)
    assert (when.at and when.at.isoformat(), when.precision) == (iso, precision)


@pytest.mark.parametrize(
    ("written", "wrong", "right"),
    [
        ("2026-13-01", "'2026-13-01' does not exist (month must be in 1..12)", "write a date of the calendar"),
        ("2026-02-29", "'2026-02-29' does not exist", "write a date of the calendar"),
        ("2026-05-12T25:00Z", "'2026-05-12T25:00Z' does not exist", "write a date of the calendar"),
        (
            "2026-05-12T09:00",
            "has no offset from UTC",
            "write 2026-05-12T09:00+02:00 if Europe/Amsterdam",
        ),
        ("2026-05-12T09:00+99:00", "'+99:00' is no offset", "write for example +02:00 or Z"),
        ("12-05-2026", "is no date", "write for example 2026-05-12T09:00+02:00 or 2026-05-12"),
        ("2026-5-12", "is no date", "write for example"),
        ("vandaag", "is no date", "write for example"),
        ("٢٠٢٦-05-12", "is no date", "write for example"),
        ("1650", "is out of range", "1800 to 2200 can be used"),
        ("0000-01-01", "does not exist", "write a date of the calendar"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_what_would_be_right(written: str, wrong: str, right: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_when(written, ZONE)
    assert wrong in str(refused.value)
    assert refused.value.right.startswith(right)


@given(st.text(max_size=30))
def test_any_other_text_is_refused_and_nothing_worse(written: str) -> None:
    try:
        parse_when(written, ZONE)
    except DateError as refused:
        assert refused.right


@given(WHENS)
def test_what_machines_read_is_no_finer_than_what_is_known(when: When) -> None:
    written = machine(when)
    if when.precision == "week":
        assert when.at and written == f"{when.at:%G-W%V}"
    else:
        again = parse_when(written, ZONE)
        assert start_of(again) == start_of(When(at=again.at, precision=again.precision))
        expected = {"hour": "day"}.get(when.precision, when.precision)
        assert again.precision == expected


@given(WHENS, st.sampled_from(PRECISIONS))
def test_a_date_can_be_made_coarser_and_never_finer(when: When, precision: Precision) -> None:
    if PRECISIONS.index(precision) < PRECISIONS.index(when.precision):
        with pytest.raises(DateError):
            coarser(when, precision, "2026")
    else:
        assert coarser(when, precision, "").precision == precision


@pytest.mark.parametrize(
    ("precision", "start"),
    [
        ("minute", "2026-05-14T09:30"),
        ("hour", "2026-05-14T09:30"),
        ("day", "2026-05-14T00:00"),
        ("week", "2026-05-11T00:00"),
        ("month", "2026-05-01T00:00"),
        ("year", "2026-01-01T00:00"),
    ],
)
def test_what_is_known_of_a_date_starts_somewhere(precision: Precision, start: str) -> None:
    found = start_of(When(at=datetime(2026, 5, 14, 9, 30, tzinfo=ZONE), precision=precision))
    assert found == datetime.fromisoformat(start).replace(tzinfo=ZONE)


@given(WHENS)
def test_a_story_lies_within_its_own_periods(when: When) -> None:
    start = start_of(when)
    assert start is not None
    for period in periods(when):
        first, end = period_bounds(period, ZONE)
        assert first <= start.timestamp() < end


@given(WHENS, WHENS, st.integers(0, 99999), st.integers(0, 99999))
def test_ranks_sort_newest_first_then_by_order_then_by_path(one: When, two: When, first: int, second: int) -> None:
    starts = [start_of(one), start_of(two)]
    assert starts[0] and starts[1]
    seconds = [int(start.timestamp()) for start in starts if start]
    told = (-seconds[0], first, "a") < (-seconds[1], second, "b")
    assert (rank(one, None, first, "a") < rank(two, None, second, "b")) == told
    assert moment_of(rank(one, None, first, "a")) == seconds[0]


def test_without_a_date_the_capture_counts_and_with_neither_a_story_is_before_all() -> None:
    dated = rank(parse_when("1800", ZONE), None, 0, "b")
    captured = rank(UNKNOWN, datetime(2026, 5, 12, tzinfo=UTC), 0, "c")
    unknown = rank(UNKNOWN, None, 0, "a")
    assert sorted([unknown, dated, captured]) == [captured, dated, unknown]
    assert moment_of(unknown) is None


@given(MOMENTS)
def test_utc_has_a_fixed_width_and_sorts_as_time_does(at: datetime) -> None:
    later = at + timedelta(minutes=1)
    assert len(utc(at)) == 20
    assert utc(at) < utc(later)


@pytest.mark.parametrize(
    ("written", "precision", "long", "brief"),
    [
        ("2026-05-12T09:05+02:00", "minute", "12 mei 2026 om 9.05 uur", "9.05"),
        ("2026-05-12T09:05+02:00", "hour", "12 mei 2026, rond 9.00 uur", "± 9.00"),
        ("2026-05-12", "day", "12 mei 2026", "12 mei 2026"),
        ("2026-05-12", "week", "rond 12 mei 2026", "rond 12 mei 2026"),
        ("2026-03", "month", "maart 2026", "maart 2026"),
        ("2026", "year", "2026", "2026"),
        ("2026", "unknown", "datum onbekend", "datum onbekend"),
    ],
)
def test_a_page_says_as_much_of_a_date_as_is_known(written: str, precision: Precision, long: str, brief: str) -> None:
    when = coarser(parse_when(written, ZONE), precision, written)
    assert (WORDS(when), WORDS.brief(when)) == (long, brief)


@pytest.mark.parametrize(
    ("period", "words"), [("2026", "2026"), ("2026-05", "mei 2026"), ("2026-05-12", "dinsdag 12 mei 2026")]
)
def test_periods_have_headings(period: str, words: str) -> None:
    assert WORDS.period(period) == words


def test_the_day_on_which_the_clock_goes_back_has_25_hours() -> None:
    first, end = period_bounds("2026-10-25", ZONE)
    assert end - first == 25 * 3600
