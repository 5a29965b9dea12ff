"""The part of the archive that knows what was: earlier versions, corrections by time, and what feeds tell as deleted.

All three are empty on a site without them, and then cost nothing. Rows name stories by path, since that is what a
change of content comes with.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

from sitegen.dates import periods, rank, start_of, utc
from sitegen.keys import list_keys
from sitegen.model import Story, Version

SCHEMA = """
CREATE TABLE earlier (
    path TEXT PRIMARY KEY, story TEXT NOT NULL, number INTEGER NOT NULL, record TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX earlier_by_story ON earlier (story, number);
CREATE TABLE corrections (
    rank TEXT NOT NULL, place INTEGER NOT NULL, year TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (rank, place)
) WITHOUT ROWID;
CREATE INDEX corrections_by_path ON corrections (path);
CREATE INDEX corrections_by_year ON corrections (year, rank);
CREATE TABLE deleted (
    list TEXT NOT NULL, rank TEXT NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, path TEXT NOT NULL,
    PRIMARY KEY (list, rank)
) WITHOUT ROWID;
CREATE INDEX deleted_by_path ON deleted (path);
-- growth: what published articles replace. grown: the old addresses of ticker items that are replaced.
CREATE TABLE growth (id TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (id, path)) WITHOUT ROWID;
CREATE INDEX growth_by_path ON growth (path);
CREATE TABLE grown (
    address TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (address, path)
) WITHOUT ROWID;
CREATE INDEX grown_by_path ON grown (path);
"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Version).decode


class Corrected(NamedTuple):
    """A correction: where it sorts among all, which of its story's it is (from 0), and its year, '' where unknown."""

    rank: str
    place: int
    year: str


class Deleted(NamedTuple):
    """A story that was published and had to go: its list, its rank there, its id and since when (RFC 3339)."""

    list: str
    rank: str
    id: str
    at: str


def corrections_of(story: Story) -> list[Corrected]:
    """What is to be told of the corrections of a story that is seen whole, by the moment of each."""
    return [
        Corrected(rank(note.at, None, 0, story.path), place, next(iter(periods(note.at)), ""))
        for place, note in enumerate(story.corrections)
    ]


def deleted_of(story: Story) -> list[Deleted]:
    """What the feeds of its lists are to tell of a story that was killed or has expired."""
    whens = (story.when, story.updated, *(note.at for note in story.corrections))
    moments = [moment for when in whens if when and (moment := start_of(when))]
    if story.captured:
        moments.append(story.captured)
    if story.expires and story.status != "canceled":
        moments.append(story.expires)
    # No earlier than the entry that it takes back, or feed readers pass it over (RFC 6721, section 5).
    at = utc(max(moments)) if moments else "1970-01-01T00:00:00Z"
    return [Deleted(key, story.rank, story.id, at) for key in list_keys(story)]


class History:
    """Versions, corrections and deletions of an archive."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # Versions

    @cached_property
    def has_versions(self) -> bool:
        """Whether any story had another version when this was first asked: most sites need not look further."""
        return self._db.execute("SELECT 1 FROM earlier LIMIT 1").fetchone() is not None

    def version(self, path: str) -> Version | None:
        found = self._db.execute("SELECT record FROM earlier WHERE path = ?", (path,)).fetchone()
        return _decode(found[0]) if found else None

    def versions_of(self, story: str) -> list[Version]:
        """The versions of the story with this id, first to last."""
        query = "SELECT record FROM earlier WHERE story = ? ORDER BY number"
        return [_decode(record) for (record,) in self._db.execute(query, (story,))]

    def stories_with_versions(self) -> list[str]:
        """The ids of stories that have versions."""
        return [story for (story,) in self._db.execute("SELECT DISTINCT story FROM earlier ORDER BY story")]

    def set_version(self, path: str, version: Version | None) -> None:
        if version is None:
            self._db.execute("DELETE FROM earlier WHERE path = ?", (path,))
        else:
            values = (path, version.story, version.number, _encode(version).decode())
            self._db.execute("INSERT OR REPLACE INTO earlier VALUES (?, ?, ?, ?)", values)

    # What becomes of stories

    def forget(self, path: str) -> None:
        """Takes away what was to be told of a story."""
        for table in ("corrections", "deleted", "growth", "grown"):
            self._db.execute(f"DELETE FROM {table} WHERE path = ?", (path,))

    def put(self, path: str, corrections: Iterable[Corrected], deleted: Iterable[Deleted]) -> None:
        """Adds what is to be told of a story."""
        rows = [(*correction, path) for correction in corrections]
        self._db.executemany("INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?)", rows)
        self._db.executemany("INSERT OR REPLACE INTO deleted VALUES (?, ?, ?, ?, ?)", [(*one, path) for one in deleted])

    # Ticker items that grew into articles

    def put_growth(self, path: str, replaces: Iterable[str]) -> None:
        """Notes that the published article in a file replaces the items with these ids."""
        self._db.executemany("INSERT OR REPLACE INTO growth VALUES (?, ?)", [(id, path) for id in replaces])

    def put_grown(self, path: str, id: str, addresses: Iterable[str]) -> None:
        """Notes the addresses of an item that is replaced."""
        rows = [(address, id, path) for address in addresses]
        self._db.executemany("INSERT OR REPLACE INTO grown VALUES (?, ?, ?)", rows)

    def has_growth(self) -> bool:
        return self._db.execute("SELECT 1 FROM growth LIMIT 1").fetchone() is not None

    def is_replaced(self, id: str) -> bool:
        """Whether a published article replaces the item with this id."""
        return self._db.execute("SELECT 1 FROM growth WHERE id = ? LIMIT 1", (id,)).fetchone() is not None

    def grown_addresses(self, path: str) -> tuple[str, ...]:
        """The addresses at which the item in a file stood before it was replaced."""
        query = "SELECT address FROM grown WHERE path = ? ORDER BY address"
        return tuple(address for (address,) in self._db.execute(query, (path,)))

    def grown(self, address: str = "") -> list[tuple[str, str]]:
        """Old address and that of the article of every item that is replaced, or of the one at `address`."""
        query = (
            "SELECT o.address, min(e.address) FROM grown o JOIN growth g USING (id) JOIN entries e ON e.path = g.path "
            f"{'WHERE o.address = ?' if address else ''} GROUP BY o.address ORDER BY o.address"
        )
        return self._db.execute(query, (address,) if address else ()).fetchall()

    def corrections(self, limit: int) -> list[tuple[str, int]]:
        """Path of the story and place among its corrections of the newest corrections, newest first."""
        query = "SELECT path, place FROM corrections ORDER BY rank, place LIMIT ?"
        return self._db.execute(query, (limit,)).fetchall()

    def corrections_of(self, year: str) -> list[tuple[str, int]]:
        """The same of all corrections of a year."""
        query = "SELECT path, place FROM corrections WHERE year = ? ORDER BY rank, place"
        return self._db.execute(query, (year,)).fetchall()

    def correction_years(self) -> Sequence[str]:
        """The years that have corrections, newest first."""
        query = "SELECT DISTINCT year FROM corrections WHERE year != '' ORDER BY year DESC"
        return [year for (year,) in self._db.execute(query)]

    def deleted(self, key: str, above: str, limit: int) -> list[tuple[str, str]]:
        """Id and moment of the stories gone from a list that would stand above a rank ('' for all), newest first."""
        query = "SELECT id, at FROM deleted WHERE list = ? AND rank < ? ORDER BY rank LIMIT ?"
        return self._db.execute(query, (key, above or "~", limit)).fetchall()
