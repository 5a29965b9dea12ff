"""The part of the archive that knows what was made: dirty keys, output folders, the digest of every file in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SCHEMA = """
CREATE TABLE dirty (generation INTEGER NOT NULL, key TEXT NOT NULL, why TEXT NOT NULL);
CREATE INDEX dirty_by_generation ON dirty (generation);
CREATE TABLE targets (
    target INTEGER PRIMARY KEY, folder TEXT NOT NULL UNIQUE, made_with TEXT NOT NULL, generation INTEGER NOT NULL,
    as_of TEXT NOT NULL
);
CREATE TABLE outputs (
    target INTEGER NOT NULL, path TEXT NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL, why TEXT NOT NULL,
    PRIMARY KEY (target, path)
) WITHOUT ROWID;
CREATE INDEX outputs_by_key ON outputs (target, key);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An output folder as last built."""

    number: int
    made_with: str
    generation: int
    as_of: str


class Ledger:
    """What was made of an archive, and what must be made again."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add_dirty(self, generation: int, keys: Iterable[tuple[str, str]]) -> None:
        self._db.executemany("INSERT INTO dirty VALUES (?, ?, ?)", [(generation, key, why) for key, why in keys])

    def dirty_since(self, generation: int) -> dict[str, str]:
        """Keys made dirty after `generation`, each with the first reason."""
        query = "SELECT key, why FROM dirty WHERE generation > ? ORDER BY rowid DESC"
        return dict(self._db.execute(query, (generation,)).fetchall())

    def drop_dirty(self) -> None:
        """Forgets what every target has seen."""
        self._db.execute("DELETE FROM dirty WHERE generation <= (SELECT coalesce(min(generation), 0) FROM targets)")

    def target(self, folder: str) -> Target | None:
        query = "SELECT target, made_with, generation, as_of FROM targets WHERE folder = ?"
        row = self._db.execute(query, (folder,)).fetchone()
        return Target(number=row[0], made_with=row[1], generation=row[2], as_of=row[3]) if row else None

    def set_target(self, folder: str, made_with: str, generation: int, as_of: str) -> int:
        self._db.execute(
            "INSERT INTO targets (folder, made_with, generation, as_of) VALUES (?1, ?2, ?3, ?4) "
            "ON CONFLICT (folder) DO UPDATE SET made_with = ?2, generation = ?3, as_of = ?4",
            (folder, made_with, generation, as_of),
        )
        return int(self._db.execute("SELECT target FROM targets WHERE folder = ?", (folder,)).fetchone()[0])

    def output(self, target: int, path: str) -> tuple[str, bytes, str] | None:
        """Key, digest and reason of one output."""
        query = "SELECT key, digest, why FROM outputs WHERE target = ? AND path = ?"
        found: tuple[str, bytes, str] | None = self._db.execute(query, (target, path)).fetchone()
        return found

    def outputs_of(self, target: int, key: str) -> list[str]:
        query = "SELECT path FROM outputs WHERE target = ? AND key = ?"
        return [row[0] for row in self._db.execute(query, (target, key))]

    def output_keys(self, target: int, prefix: str = "") -> list[str]:
        """Keys that own outputs and open with `prefix`."""
        query = "SELECT DISTINCT key FROM outputs WHERE target = ? AND key >= ? AND key < ?"
        return [row[0] for row in self._db.execute(query, (target, prefix, prefix + "\U0010ffff"))]

    def output_paths(self, target: int) -> Iterator[str]:
        query = "SELECT path FROM outputs WHERE target = ? ORDER BY path"
        return (row[0] for row in self._db.execute(query, (target,)))

    def set_outputs(self, target: int, rows: Iterable[tuple[str, str, bytes, str]]) -> None:
        """Path, key, digest and reason of what was written."""
        self._db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?)", ((target, *row) for row in rows))

    def remove_outputs(self, target: int, paths: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM outputs WHERE target = ? AND path = ?", ((target, path) for path in paths))
