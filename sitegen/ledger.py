"""The part of the archive that knows what was made: dirty keys, output folders, the digest of every file in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
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

MadeRow = tuple[str, str, bytes, bool, str]
"""A file made: its path, key and digest, whether that is new to the ledger, and its staged name ('' if it stands)."""


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

    def has_outputs(self, target: int) -> bool:
        return self._db.execute("SELECT 1 FROM outputs WHERE target = ? LIMIT 1", (target,)).fetchone() is not None

    def remove_outputs(self, target: int, paths: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM outputs WHERE target = ? AND path = ?", ((target, path) for path in paths))

    # What one build makes, before it is known that all of it could be made

    def begin_made(self) -> None:
        self._db.execute("DROP TABLE IF EXISTS temp.made")
        self._db.execute(
            "CREATE TEMP TABLE made (path TEXT PRIMARY KEY, key TEXT NOT NULL, digest BLOB NOT NULL, "
            "changed INTEGER NOT NULL, staged TEXT NOT NULL) WITHOUT ROWID"
        )

    def add_made(self, rows: Sequence[MadeRow]) -> tuple[str, str, str] | None:
        """Notes files made; gives path and both keys of one that another key has made before, None if there is none."""
        try:
            self._db.executemany("INSERT INTO made VALUES (?, ?, ?, ?, ?)", rows)
        except sqlite3.IntegrityError:
            seen: dict[str, str] = {}
            for path, key, *_ in rows:
                known = self._db.execute("SELECT key FROM made WHERE path = ?", (path,)).fetchone()
                owner = seen.setdefault(path, key)
                if owner != key or (known and known[0] != key):
                    return path, owner if owner != key else str(known[0]), key
            raise
        return None

    def is_made(self, path: str) -> bool:
        return self._db.execute("SELECT 1 FROM made WHERE path = ?", (path,)).fetchone() is not None

    def unmade(self, target: int) -> list[str]:
        """Outputs that were not made again, in order."""
        query = "SELECT path FROM outputs WHERE target = ? AND path NOT IN (SELECT path FROM made) ORDER BY path"
        return [row[0] for row in self._db.execute(query, (target,))]

    def made_elsewhere(self, target: int) -> list[tuple[str, str, str]]:
        """Path, key it stands for and key that made it, of the files made by another key than in the last build."""
        # CROSS: SQLite is not to guess which of the two is small.
        query = (
            "SELECT m.path, o.key, m.key FROM made m CROSS JOIN outputs o ON o.target = ? AND o.path = m.path "
            "WHERE m.changed AND o.key != m.key ORDER BY m.path"
        )
        return self._db.execute(query, (target,)).fetchall()

    def set_outputs(self, target: int, reason: Callable[[str], str]) -> None:
        """Records what was made and changed, with the reason for its key."""
        changed = self._db.execute("SELECT path, key, digest FROM made WHERE changed ORDER BY path")
        rows = ((target, path, key, digest, reason(key)) for path, key, digest in changed)
        self._db.executemany("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?)", rows)

    def staged(self) -> Iterator[tuple[str, str, str]]:
        """Path, key and staged name of what is to be written, by path."""
        return iter(self._db.execute("SELECT path, key, staged FROM made WHERE staged != '' ORDER BY path"))
