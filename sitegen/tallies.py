"""The tallies of an archive, kept as rows: countries, persons, agencies, sections and the ticker, and their pairs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

import msgspec

from sitegen.model import Entity, Person
from sitegen.names import letter_of
from sitegen.publication import State

_ENTITY = "key, name, count, role, country"


class Told(msgspec.Struct):
    """What is read of a record where only its persons are asked for."""

    persons: tuple[Person, ...] = ()


told_decoder = msgspec.json.Decoder(Told)


class Tallies:
    """The tallies of an open archive."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def entity(self, key: str) -> Entity | None:
        row = self._db.execute(f"SELECT {_ENTITY} FROM entities WHERE key = ?", (key,)).fetchone()
        return _entity(row) if row else None

    def count(self, key: str) -> int:
        """How many stories a list has of which that is kept (`keys.is_tallied`)."""
        row = self._db.execute("SELECT count FROM entities WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def entities(self, kind: str) -> list[Entity]:
        """All of a kind (`country`, `person`, `agency`, `section`), by key."""
        query = f"SELECT {_ENTITY} FROM entities WHERE key >= ? AND key < ? ORDER BY key"
        return [_entity(row) for row in self._db.execute(query, (f"{kind}/", f"{kind}0"))]

    def set_entity(self, new: Entity) -> None:
        """Keeps an entity that has stories; forgets one that has none."""
        if new.count:
            letter = letter_of(new.name) if new.key.startswith("person/") else ""
            values = (new.key, new.name, new.count, new.role, new.country, letter)
            self._db.execute("INSERT OR REPLACE INTO entities VALUES (?, ?, ?, ?, ?, ?)", values)
        else:
            self._db.execute("DELETE FROM entities WHERE key = ?", (new.key,))

    def letters(self) -> list[str]:
        """The letters under which persons stand. Jumps from letter to letter."""
        found: list[str] = []
        letter = ""
        query = "SELECT min(letter) FROM entities WHERE letter > ?"
        while letter := self._db.execute(query, (letter,)).fetchone()[0]:
            found.append(letter)
        return found

    def persons_from(self, code: str) -> list[str]:
        """Keys of the persons whose role names a country."""
        return [row[0] for row in self._db.execute("SELECT key FROM entities WHERE country = ?", (code,))]

    def persons_of(self, key: str, limit: int) -> Iterator[tuple[State, tuple[Person, ...]]]:
        """State and persons of the newest stories of a list."""
        query = (
            "SELECT e.state, r.record FROM listings l JOIN entries e USING (number) JOIN records r USING (number) "
            "WHERE l.list = ? ORDER BY l.rank LIMIT ?"
        )
        return ((state, told_decoder.decode(told).persons) for state, told in self._db.execute(query, (key, limit)))

    def add_pairs(self, counts: Iterable[tuple[str, str, int]]) -> None:
        """Adds to (or with negative numbers takes from) how often two keys stand on one story."""
        self._db.executemany(
            "INSERT INTO pairs VALUES (?, ?, ?) ON CONFLICT (a, b) DO UPDATE SET count = count + excluded.count", counts
        )

    def drop_empty_pairs(self) -> None:
        self._db.execute("DELETE FROM pairs WHERE count = 0")

    def partners(self, key: str, kind: str, limit: int) -> list[tuple[str, int]]:
        """The keys of a kind that stand most often on stories of `key`, and how often; ties by key."""
        query = "SELECT b, count FROM pairs WHERE a = ? AND b >= ? AND b < ? ORDER BY count DESC, b LIMIT ?"
        return self._db.execute(query, (key, f"{kind}/", f"{kind}0", limit)).fetchall()

    def partner_keys(self, key: str) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT b FROM pairs WHERE a = ?", (key,))]


def _entity(row: tuple[str, str, int, str, str]) -> Entity:
    return Entity(key=row[0], name=row[1], count=row[2], role=row[3], country=row[4])
