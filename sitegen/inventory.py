"""The part of the archive that knows the content files: how each looked when it was read, and what a folder held."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from sitegen.scan import FileFact


class Inventory:
    """The content files as the last build knew them; paths are below `content/`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def folder_prints(self) -> dict[str, bytes]:
        """The digest of every folder that has files, as it was when all of them were known; empty where it was not."""
        return dict(self._db.execute("SELECT folder, print FROM folders").fetchall())

    def set_folders(self, rows: Iterable[tuple[str, bytes]]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO folders VALUES (?, ?)", rows)

    def drop_folder(self, folder: str) -> None:
        self._db.execute("DELETE FROM folders WHERE folder = ?", (folder,))

    def within(self, folder: str) -> set[tuple[str, int, int, int]]:
        """Path, size, time and inode of the files known to lie in a folder, not below it."""
        start = f"{folder}/" if folder else ""
        query = (
            "SELECT path, size, mtime, inode FROM files "
            "WHERE path >= ? AND path < ? AND instr(substr(path, ?), '/') = 0"
        )
        end = f"{folder}0" if folder else "\U0010ffff"
        return set(self._db.execute(query, (start, end, len(start) + 1)))

    def get(self, path: str) -> FileFact | None:
        row = self._db.execute("SELECT size, mtime, inode, digest FROM files WHERE path = ?", (path,)).fetchone()
        return FileFact(size=row[0], mtime=row[1], inode=row[2], digest=row[3]) if row else None

    def put(self, facts: Iterable[tuple[str, FileFact]]) -> None:
        rows = ((path, fact.size, fact.mtime, fact.inode, fact.digest) for path, fact in facts)
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", rows)

    def drop(self, path: str) -> None:
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))

    def below(self, folder: str) -> list[str]:
        """Paths of the known files in a folder below `content/`, sorted."""
        query = "SELECT path FROM files WHERE path >= ? AND path < ? ORDER BY path"
        return [row[0] for row in self._db.execute(query, (f"{folder}/", f"{folder}0"))]

    def forget(self) -> None:
        """Makes every file look changed: what reads them has changed."""
        self._db.execute("UPDATE files SET mtime = 0, digest = x''")
        self._db.execute("UPDATE folders SET print = x''")
