"""The lists of an archive: stories by list (`home`, `country/PL`) and rank, newest first; and by day, for search.

All of them give published stories only, and none walks over a whole list where a page shows a part of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from sitegen.dates import moment_of, period_bounds, rank_at, utc
from sitegen.model import Card

_card_decoder = msgspec.json.Decoder(Card)
_UTC = ZoneInfo("UTC")
_DAY = 86_400


class Listings:
    """The lists of an open archive."""

    def __init__(self, connection: sqlite3.Connection, zone: ZoneInfo) -> None:
        self._db = connection
        self._zone = zone

    def list_keys(self) -> list[str]:
        """Every list that has a story. Jumps from list to list."""
        keys: list[str] = []
        key = ""
        while (row := self._db.execute("SELECT min(list) FROM listings WHERE list > ?", (key,)).fetchone())[0]:
            key = row[0]
            keys.append(key)
        return keys

    def newest(self, key: str, limit: int) -> list[tuple[str, int]]:
        """Rank and number of the newest stories of a list."""
        query = "SELECT rank, number FROM listings WHERE list = ? ORDER BY rank LIMIT ?"
        return self._db.execute(query, (key, limit)).fetchall()

    def oldest(self, key: str) -> tuple[str, int] | None:
        query = "SELECT rank, number FROM listings WHERE list = ? ORDER BY rank DESC LIMIT 1"
        found: tuple[str, int] | None = self._db.execute(query, (key,)).fetchone()
        return found

    def older(self, key: str, rank: str, limit: int) -> list[int]:
        """The stories just before the one at `rank`, nearest first."""
        query = "SELECT number FROM listings WHERE list = ? AND rank > ? ORDER BY rank LIMIT ?"
        return [row[0] for row in self._db.execute(query, (key, rank, limit))]

    def newer(self, key: str, rank: str, limit: int, only_lead: bool = False) -> list[int]:
        """The stories just after the one at `rank`, nearest first; with `only_lead` those of them it leads."""
        query = "SELECT number, lead FROM listings WHERE list = ? AND rank < ? ORDER BY rank DESC LIMIT ?"
        return [row[0] for row in self._db.execute(query, (key, rank, limit)) if row[1] or not only_lead]

    def neighbours(self, key: str, rank: str) -> tuple[int | None, int | None]:
        """The stories just before and just after the one at `rank`."""
        query = (
            "SELECT (SELECT number FROM listings WHERE list = ?1 AND rank > ?2 ORDER BY rank LIMIT 1), "
            "(SELECT number FROM listings WHERE list = ?1 AND rank < ?2 ORDER BY rank DESC LIMIT 1)"
        )
        found: tuple[int | None, int | None] = self._db.execute(query, (key, rank)).fetchone()
        return found

    def within(self, key: str, period: str) -> list[int]:
        """All stories of a list that are known to be of a period."""
        query = "SELECT number FROM listings WHERE list = ? AND rank >= ? AND rank < ? AND known > ? ORDER BY rank"
        return [row[0] for row in self._db.execute(query, (key, *self._bounds(period), period.count("-")))]

    def count(self, key: str, period: str = "", at_most: int = -1) -> int:
        """How many stories a list has (in a period), counted no further than `at_most`."""
        if not period:
            query = "SELECT count(*) FROM (SELECT 1 FROM listings WHERE list = ? LIMIT ?)"
            return int(self._db.execute(query, (key, at_most)).fetchone()[0])
        within = "SELECT 1 FROM listings WHERE list = ? AND rank >= ? AND rank < ? AND known > ? LIMIT ?"
        values = (key, *self._bounds(period), period.count("-"), at_most)
        return int(self._db.execute(f"SELECT count(*) FROM ({within})", values).fetchone()[0])

    def periods(self, key: str, within: str = "") -> list[str]:
        """The years of a list, or the months of a year, or the days of a month in which it has stories, newest first.

        Jumps from period to period: the cost is that of the periods, not of the stories.
        """
        level = within.count("-") + 1 if within else 0
        low, high = self._bounds(within) if within else ("", rank_at(-(2**38)))
        query = "SELECT min(rank) FROM listings WHERE list = ? AND rank >= ? AND rank < ? AND known > ?"
        found: list[str] = []
        while (rank := self._db.execute(query, (key, low, high, level)).fetchone()[0]) is not None:
            second = moment_of(rank)
            assert second is not None
            period = self._period(second, level)
            found.append(period)
            low = self._bounds(period)[1]
        return found

    def beside(self, key: str, period: str) -> tuple[str, str]:
        """The nearest periods of the same size before and after `period` in which a list has stories; '' for none."""
        newest, oldest = self._bounds(period)
        level = period.count("-")
        older = "SELECT min(rank) FROM listings WHERE list = ? AND rank >= ? AND known > ?"
        newer = "SELECT max(rank) FROM listings WHERE list = ? AND rank < ? AND known > ?"
        before = self._db.execute(older, (key, oldest, level)).fetchone()[0]
        after = self._db.execute(newer, (key, newest, level)).fetchone()[0]
        names = [moment_of(rank) if rank else None for rank in (before, after)]
        earlier, later = ("" if second is None else self._period(second, level) for second in names)
        return earlier, later

    def _period(self, second: int, level: int) -> str:

        return datetime.fromtimestamp(second, self._zone).strftime(("%Y", "%Y-%m", "%Y-%m-%d")[level])

    def _bounds(self, period: str) -> tuple[str, str]:
        start, end = period_bounds(period, self._zone)
        return rank_at(end - 1), rank_at(start - 1)

    def card(self, number: int) -> Card:
        """The card of a published story."""
        (card,) = self._db.execute("SELECT card FROM entries WHERE number = ?", (number,)).fetchone()
        return _card_decoder.decode(card)

    def cards_near(self, number: int, distance: int) -> Iterator[tuple[int, Card]]:
        """Number and card of a published story, and of those whose numbers lie within `distance` of its own."""
        query = "SELECT number, card FROM entries WHERE number BETWEEN ? AND ? AND card IS NOT NULL"
        rows = self._db.execute(query, (number - distance, number + distance))
        return ((near, _card_decoder.decode(card)) for near, card in rows)

    def address_of(self, number: int) -> str:
        return str(self._db.execute("SELECT address FROM entries WHERE number = ?", (number,)).fetchone()[0])

    def published(self) -> Iterator[tuple[int, str]]:
        """Number and address of everything that has a page of its own, tombstones included."""
        return iter(self._db.execute("SELECT number, address FROM entries WHERE state != 'absent' ORDER BY rank"))

    def part(self, name: str) -> Iterator[tuple[str, bytes]]:
        """Address and card of the stories in one part of the sitemap."""
        query = "SELECT address, card FROM entries WHERE part = ? AND state IN ('full', 'headline') ORDER BY rank"
        return iter(self._db.execute(query, (name,)))

    def parts(self) -> list[str]:
        """The parts of the sitemap that hold stories, last first. Jumps from part to part."""
        found: list[str] = []
        part = "\U0010ffff"
        seen = "SELECT 1 FROM entries WHERE part = ? AND state IN ('full', 'headline') LIMIT 1"
        while part := self._db.execute("SELECT max(part) FROM entries WHERE part < ?", (part,)).fetchone()[0]:
            if self._db.execute(seen, (part,)).fetchone():
                found.append(part)
        return found

    # What search needs: published stories by day in UTC

    def days(self) -> list[tuple[str, int, str]]:
        """Every day in UTC, its number of published stories and a digest of their words; '' where no time is known."""
        return self._db.execute("SELECT day, count, digest FROM days ORDER BY day").fetchall()

    def set_day(self, day: str, count: int, digest: str) -> None:
        if count:
            self._db.execute("INSERT OR REPLACE INTO days VALUES (?, ?, ?)", (day, count, digest))
        else:
            self._db.execute("DELETE FROM days WHERE day = ?", (day,))

    def days_with_stories(self) -> list[str]:
        """The days in UTC of all published stories, with '' where no time is known."""
        query = "SELECT DISTINCT substr(rank, 1, 11) FROM listings WHERE list = 'home'"
        moments = {moment_of(rank) for (rank,) in self._db.execute(query)}
        # By number first: there are far fewer days than moments.
        days = {moment // _DAY for moment in moments if moment is not None}
        known = [utc(datetime.fromtimestamp(day * _DAY, UTC))[:10] for day in days]
        return sorted([*known, *([""] if None in moments else [])])

    def words_of_day(self, day: str) -> list[tuple[str, str]]:
        """Address and digest of words of the stories of a day in UTC ('' where no time is known), by address."""
        return sorted((address, words) for _, address, _, words in self._rows_of_days(day, day))

    def stories_of_days(self, first: str, last: str) -> list[tuple[str, str, int, str]]:
        """Moment (ISO, UTC), address, number and digest of words of the stories of some days, by moment and address."""
        rows = self._rows_of_days(first, last)
        return sorted((_iso(rank), address, number, words) for rank, address, number, words in rows)

    def _rows_of_days(self, first: str, last: str) -> Iterator[tuple[str, str, int, str]]:
        query = (
            "SELECT l.rank, s.address, s.number, s.words FROM listings l JOIN entries s USING (number) "
            "WHERE l.list = 'home' AND l.rank >= ? AND l.rank < ?"
        )
        if first:
            start, end = period_bounds(first, _UTC)[0], period_bounds(last, _UTC)[1]
            bounds = (rank_at(end - 1), rank_at(start - 1))
        else:
            bounds = (rank_at(-(2**38)), "g")
        return iter(self._db.execute(query, bounds))


def day_of(rank: str) -> str:
    """The day in UTC of a rank, '' where no time is known."""
    return _iso(rank)[:10]


def _iso(rank: str) -> str:
    second = moment_of(rank)
    return "" if second is None else utc(datetime.fromtimestamp(second, UTC))


def card_of(data: bytes) -> Card:
    return _card_decoder.decode(data)
