"""What import remembers: the stories of content by id and name, and the wire files it has read. Reads and writes.

All of it stands in one SQLite file that is safe to delete: then the heads of the content files are read again, and
every wire file too. Content is what counts: a record only saves looking at a file that is as it was.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

LEDGER = ".sitegen/import.db"
_VERSION = 1
_HEAD_BYTES = 2048
"""A head is rarely longer; a file whose head does not end within them is read whole."""
_KEY = re.compile(rb"^(id|slug|type|date|date_precision):[ \t]*[\"']?([^\"'\r\n]*)", re.MULTILINE)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
_CLOCK = re.compile(r"\d{4}-(?=.)")
_SCHEMA = """
create table story (
  path text primary key, size int, mtime int, id text, kind text, slug text, date text, precision text
) without rowid;
create index story_id on story (id);
create index story_name on story (kind, slug);
create table wire (path text primary key, size int, mtime int, desk text, notes text) without rowid;
create table made (wire text, story text, primary key (wire, story)) without rowid;
create index made_story on made (story);
"""


class Stat(NamedTuple):
    """What tells that a file is as it was, as git's index does."""

    size: int
    mtime: int
    """Nanoseconds since 1970."""


def stat_of(file: Path | str | int) -> Stat:
    """The stat of a file, named or open; raises OSError."""
    found = os.stat(file)
    return Stat(found.st_size, found.st_mtime_ns)


@dataclass(slots=True)
class Shelf:
    """The stories that content holds and the wire files that were read. With `dry_run` nothing reaches the disk."""

    content: Path
    period: Callable[[str, str], str]
    """The part of an address that comes from a date and a precision as written."""
    ledger: sqlite3.Connection
    dry_run: bool = False
    _folders: set[str] = field(default_factory=set)
    _unwritten: dict[str, str] = field(default_factory=dict)
    _unknown: set[str] = field(default_factory=set)
    """Wire files that are being read for the first time."""

    def add(self, path: str, text: str, *, id: str, kind: str, slug: str, date: str, precision: str) -> None:
        """Writes the file of a story that is new, and notes that it is there; raises OSError."""
        stat = self._put(path, text)
        self._note([(path, *stat, id, kind, slug, date, precision)])

    def _note(self, rows: Iterable[tuple[object, ...]]) -> None:
        self.ledger.executemany("insert or replace into story values (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def path_of(self, id: str) -> str:
        """The file below `content/` that holds the story `id`; empty without one."""
        row = self.ledger.execute("select min(path) from story where id = ?", (id,)).fetchone()
        return str(row[0] or "") if id else ""

    def holds_name(self, path: str, kind: str, slug: str, date: str, precision: str) -> bool:
        """Whether a story is at `path`, or one of that kind and slug has a date that gives the same address."""
        query = "select path, date, precision from story where path = ? or (kind = ? and slug = ?)"
        rows = self.ledger.execute(query, (path, kind, slug)).fetchall()
        own = self.period(date, precision) if rows else ""
        return any(known == path or self.period(*dated) == own for known, *dated in rows)

    def read(self, path: str) -> str | None:
        """The text of a content file, None where there is none (or it is no UTF-8, which `build` will say)."""
        if path in self._unwritten:
            return self._unwritten[path]
        try:
            return (self.content / path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def write(self, path: str, text: str) -> None:
        """Writes a content file whole or not at all; raises OSError."""
        stat = self._put(path, text)
        self.ledger.execute("update story set size = ?, mtime = ? where path = ?", (*stat, path))

    def _put(self, path: str, text: str) -> Stat:
        if self.dry_run:
            self._unwritten[path] = text
            return Stat(0, 0)
        folder, _, name = f"{self.content}/{path}".rpartition("/")
        # What a killed import left behind has the same name, and is written over.
        temporary = f"{folder}/.{name}.tmp"
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        try:
            handle = os.open(temporary, _CREATE, 0o644)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)
            handle = os.open(temporary, _CREATE, 0o644)
        try:
            with open(handle, "wb", buffering=0) as file:
                waiting = memoryview(text.encode())
                while waiting:
                    waiting = waiting[file.write(waiting) :]
                stat = stat_of(handle)
            os.replace(temporary, f"{folder}/{name}")
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        return stat

    def remove(self, path: str) -> None:
        """Takes a content file away; one that is gone is no fault."""
        if self.dry_run:
            self._unwritten.pop(path, None)
            return
        with suppress(FileNotFoundError):
            (self.content / path).unlink()
        self.ledger.execute("delete from story where path = ?", (path,))

    def known(self, file: str, stat: Stat, desk: str) -> tuple[str, list[str]] | None:
        """What was noted of a wire file and the stories that came from it; None if it must be read (again)."""
        row = self.ledger.execute("select size, mtime, desk, notes from wire where path = ?", (file,)).fetchone()
        if row is None:
            self._unknown.add(file)
        if row is None or (row[0], row[1], row[2]) != (*stat, desk):
            return None
        stories = self.ledger.execute("select story from made where wire = ? order by story", (file,))
        return str(row[3]), [f"content/{story}" for (story,) in stories]

    def note_read(self, file: str, stat: Stat, desk: str, notes: str, stories: Sequence[str]) -> None:
        """Remembers that a wire file was read and nothing is left to do for it."""
        self.ledger.execute("insert or replace into wire values (?, ?, ?, ?, ?)", (file, *stat, desk, notes))
        if file not in self._unknown:
            self.ledger.execute("delete from made where wire = ?", (file,))
        self._unknown.discard(file)
        rows = [(file, story.removeprefix("content/")) for story in stories]
        self.ledger.executemany("insert or ignore into made values (?, ?)", rows)

    def save(self) -> None:
        """Makes what was noted last, whatever becomes of this process."""
        self.ledger.commit()

    def close(self) -> None:
        """Ends the use of the ledger."""
        self.ledger.commit()
        self.ledger.close()


def forget(site: Path) -> None:
    """Takes the ledger of a site away."""
    file = site / LEDGER
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
        file.with_name(name).unlink(missing_ok=True)


def read_shelf(content: Path, period: Callable[[str, str], str], *, dry_run: bool = False) -> Shelf:
    """The stories below `content/articles` and `content/ticker`, by the heads of their files."""
    shelf = Shelf(content=content, period=period, ledger=_ledger(content.parent, dry_run), dry_run=dry_run)
    seen = shelf.ledger.cursor()
    seen.execute("create temp table seen (path text primary key, size int, mtime int) without rowid")
    for room in ("articles", "ticker"):
        seen.executemany("insert into seen values (?, ?, ?)", _markdown_files(content, room))
    seen.execute(
        "create temp table new as select seen.path, seen.size, seen.mtime from seen left join story using (path)"
        " where story.path is null or story.size <> seen.size or story.mtime <> seen.mtime"
    )
    # What an editor changed or took away may make a wire file that was read say something new.
    gone = "select path from story where path not in (select path from seen)"
    for changed in (gone, "select path from new"):
        seen.execute(f"delete from wire where path in (select wire from made where story in ({changed}))")
    seen.execute("delete from story where path not in (select path from seen)")
    shelf._note(_row(content, *row) for row in shelf.ledger.execute("select path, size, mtime from new order by path"))
    seen.execute("drop table new")
    seen.execute("drop table seen")
    return shelf


def _ledger(site: Path, dry_run: bool) -> sqlite3.Connection:
    """The ledger of a site; a new one where there is none, or none that can be read."""
    file = site / LEDGER
    if dry_run:
        return _opened(":memory:")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _opened(str(file))
    except (sqlite3.DatabaseError, OSError):
        # Damaged, of another version, or in a folder that nobody may write: nothing but time is lost.
        try:
            forget(site)
            return _opened(str(file))
        except (sqlite3.DatabaseError, OSError):
            return _opened(":memory:")


def _opened(name: str) -> sqlite3.Connection:
    ledger = sqlite3.connect(name, timeout=60)
    try:
        ledger.execute("pragma journal_mode = wal")
        # Nothing waits for the disk: after a loss of power the ledger may be damaged, and is made anew.
        ledger.execute("pragma synchronous = off")
        (version,) = ledger.execute("pragma user_version").fetchone()
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError("made by another sitegen")
        if not version:
            ledger.executescript(f"begin; {_SCHEMA} pragma user_version = {_VERSION}; commit;")
        ledger.execute("select count(*) from made").fetchone()
    except BaseException:
        ledger.close()
        raise
    return ledger


def _row(content: Path, path: str, size: int, mtime: int) -> tuple[object, ...]:
    keys = {key.decode(): value.decode("utf-8", "replace").strip() for key, value in _head_keys(content / path)}
    room, _, name = path.partition("/")[0], "", path.rpartition("/")[2].removesuffix(".md")
    stem = _CLOCK.sub("", name, count=1) if room == "ticker" else name
    kind = keys.get("type") or ("ticker" if room == "ticker" else "article")
    slug = keys.get("slug") or stem
    return (path, size, mtime, keys.get("id", ""), kind, slug, keys.get("date", ""), keys.get("date_precision", ""))


def _markdown_files(content: Path, room: str) -> Iterator[tuple[str, int, int]]:
    waiting = [room]
    while waiting:
        folder = waiting.pop()
        with suppress(OSError), os.scandir(content / folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{folder}/{entry.name}")
                elif entry.name.endswith(".md") and not entry.name.startswith("."):
                    with suppress(OSError):
                        found = entry.stat()
                        yield f"{folder}/{entry.name}", found.st_size, found.st_mtime_ns


def _head_keys(file: Path) -> list[tuple[bytes, bytes]]:
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
            if b"\n---" not in head[3:] and len(head) == _HEAD_BYTES:
                head += opened.read()
    except OSError:
        return []
    return _KEY.findall(head[: head.find(b"\n---", 3)] if b"\n---" in head[3:] else head)
