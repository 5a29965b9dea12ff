"""The archive: one SQLite file that holds what was read, so that a build costs what changed.

It can be thrown away: everything in it comes from content. This module knows rows and queries; what a change makes
dirty is decided in `changes`. Reading is by number of story, by list (`home`, `country/PL`) and rank: newest first.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from sitegen.dates import moment_of, period_bounds, rank_at, utc
from sitegen.errors import SitegenError
from sitegen.fingerprint import code_digest
from sitegen.history import SCHEMA as HISTORY_SCHEMA
from sitegen.history import History
from sitegen.keys import media_of, own_periods, sitemap_part
from sitegen.ledger import SCHEMA as LEDGER_SCHEMA
from sitegen.ledger import Ledger
from sitegen.model import Card, Entity, Mention, Person, Story
from sitegen.publication import State, Terms

INTERFACE = 1
"""Version of the views, as SQLite's `user_version`."""
_SHAPES = ("archive", "history", "keys", "ledger", "model", "publication")
"""The code that decides what tables and records look like. An archive of another shape is no error: it is made anew."""

_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, inode INTEGER NOT NULL, digest BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE folders (folder TEXT PRIMARY KEY, print BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE notes (path TEXT PRIMARY KEY, note BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
    number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, id TEXT NOT NULL, address TEXT NOT NULL, rank TEXT NOT NULL,
    draft INTEGER NOT NULL, withheld INTEGER NOT NULL, canceled INTEGER NOT NULL,
    shown_from INTEGER, headline_from INTEGER, gone_from INTEGER,
    state TEXT NOT NULL, part TEXT NOT NULL, words TEXT, card BLOB
);
CREATE TABLE records (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
-- known: of how many calendar periods (year, month, day) the story is known to be. One known to its year alone is
-- ordered on 1 January, but is on no page of that day.
CREATE TABLE listings (
    list TEXT NOT NULL, rank TEXT NOT NULL, number INTEGER NOT NULL, lead INTEGER NOT NULL, known INTEGER NOT NULL,
    PRIMARY KEY (list, rank)
) WITHOUT ROWID;
CREATE TABLE entities (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, count INTEGER NOT NULL, role TEXT NOT NULL, country TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE pairs (a TEXT NOT NULL, b TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE media (path TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (path, number)) WITHOUT ROWID;
CREATE TABLE aliases (address TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (address, number)) WITHOUT ROWID;
CREATE TABLE days (day TEXT PRIMARY KEY, count INTEGER NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
"""
_INDEXES = """
CREATE INDEX entries_by_id ON entries (id);
CREATE INDEX entries_by_address ON entries (address);
CREATE INDEX entries_by_part ON entries (part, rank);
CREATE INDEX entries_shown ON entries (shown_from);
CREATE INDEX entries_headline ON entries (headline_from) WHERE headline_from IS NOT NULL;
CREATE INDEX entries_gone ON entries (gone_from) WHERE gone_from IS NOT NULL;
CREATE INDEX entries_dead ON entries (address) WHERE state = 'gone';
CREATE INDEX entries_held ON entries (number) WHERE state = 'absent';
CREATE INDEX entries_drafts ON entries (number) WHERE draft;
CREATE INDEX pairs_by_count ON pairs (a, count DESC, b);
CREATE INDEX media_by_number ON media (number);
CREATE INDEX aliases_by_number ON aliases (number);
"""
"""Made when the first stories are in: an index that is there from the start costs a first build half as much again."""

_PATIENCE = 30
"""Seconds to wait for another build of the same site, such as the preview's."""


def _columns(source: str, **paths: str) -> str:
    return ", ".join(f"json_extract({source}, '$.{path}') AS \"{name}\"" for name, path in paths.items())


_STORY_COLUMNS = (
    _columns(
        "r.record",
        kind="kind",
        title="title",
        section="section",
        published="when.at",
        precision="when.precision",
        updated="updated.at",
        places="dateline.places",
        words="words",
        text="text",
    )
    + ", coalesce(json_extract(r.record, '$.status'), 'usable') AS status"
    + "".join(
        # A record leaves out what is empty.
        f", coalesce(json_extract(r.record, '$.{path}'), '[]') AS \"{name}\""
        for name, path in (
            ("agencies", "dateline.agencies"),
            ("countries", "countries"),
            ("dateline_countries", "dateline_countries"),
            ("persons", "persons"),
            ("replaces", "replaces"),
        )
    )
)
_MENTION_COLUMNS = _columns("m.value", kind="kind", key="key", place="where", start="start", end="end", text="text")
_VERSION_COLUMNS = _columns(
    "record", seen="seen.at", precision="seen.precision", title="title", places="dateline.places", text="text"
)
_VIEWS = f"""
PRAGMA user_version = {INTERFACE};
CREATE VIEW stories AS SELECT e.id, e.path, e.address, e.state, {_STORY_COLUMNS}
FROM entries e JOIN records r USING (number);
CREATE VIEW mentions AS SELECT e.id AS story, {_MENTION_COLUMNS}
FROM entries e JOIN records r USING (number), json_each(r.record, '$.mentions') m;
CREATE VIEW versions AS SELECT story, number, path, {_VERSION_COLUMNS},
coalesce(json_extract(record, '$.kept_back'), 0) AS kept_back FROM earlier;
"""
VIEWS = ("stories", "mentions", "versions")
"""What a researcher may rely on, also in another program; the other tables may change with any release."""

_record_encoder = msgspec.json.Encoder()
_story_decoder = msgspec.json.Decoder(Story)
_card_decoder = msgspec.json.Decoder(Card)


class _Told(msgspec.Struct):
    """What is read of a record where only its persons are asked for."""

    persons: tuple[Person, ...]


class _Mentioning(msgspec.Struct):
    mentions: tuple[Mention, ...] = ()


_mentions_decoder = msgspec.json.Decoder(_Mentioning)
_told_decoder = msgspec.json.Decoder(_Told)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFact:
    """What was known of a content file when it was read."""

    size: int
    mtime: int
    """Nanoseconds; 0 where the file was too fresh for its time to be trusted."""
    inode: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A story as the archive keeps it: where it stands, and in which state it was last published."""

    number: int
    path: str
    id: str
    address: str
    rank: str
    state: State
    part: str
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is seen of a story."""

    state: State
    card: Card | None = None
    """None where it stands on no list."""
    words: str | None = None
    """The digest of what search knows of it."""
    lists: tuple[str, ...] = ()
    lead: str = ""
    """The one of its lists that 'related' looks at, or ''."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A story to write: with its terms, what is seen of it, and the number it has already."""

    story: Story
    terms: Terms
    shown: Shown
    number: int | None


class Archive:
    """An open archive. Use as a context manager; writes happen inside `transaction`."""

    def __init__(self, connection: sqlite3.Connection, zone: ZoneInfo, mark: str = "") -> None:
        """`mark` is what a new archive is marked with once its first stories are in (`settle`)."""
        self._db = connection
        self._zone = zone
        self._unset_mark = mark
        self.ledger = Ledger(connection)
        self.history = History(connection)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is kept, or, after an error, nothing. Raises `SitegenError` if another build goes on."""
        with _alone():
            self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @cached_property
    def is_blank(self) -> bool:
        """Whether no story was in it when it was opened: nothing needs to be looked up then."""
        return not self.fact("indexed")

    def settle(self) -> None:
        """Ends the making of a new archive: from here on a kill loses nothing."""
        if self._unset_mark:
            self._db.execute("PRAGMA journal_mode = WAL")
            self.set_fact("made_by", self._unset_mark)
            self._unset_mark = ""

    def index(self) -> None:
        """Makes what the first stories were put in without."""
        for statement in _INDEXES.strip().splitlines():
            self._db.execute(statement)
        self.set_fact("indexed", "yes")

    # Facts and files

    def fact(self, name: str) -> str:
        found = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def set_fact(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def folder_prints(self) -> dict[str, bytes]:
        """The digest of every folder that has files, as it was when all of them were known; empty where it was not."""
        return dict(self._db.execute("SELECT folder, print FROM folders").fetchall())

    def set_folders(self, rows: Iterable[tuple[str, bytes]]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO folders VALUES (?, ?)", rows)

    def drop_folder(self, folder: str) -> None:
        self._db.execute("DELETE FROM folders WHERE folder = ?", (folder,))

    def files_in(self, folder: str) -> set[tuple[str, int, int, int]]:
        """Path, size, time and inode of the files known to lie in a folder, not below it."""
        start = f"{folder}/" if folder else ""
        query = (
            "SELECT path, size, mtime, inode FROM files "
            "WHERE path >= ? AND path < ? AND instr(substr(path, ?), '/') = 0"
        )
        end = f"{folder}0" if folder else "\U0010ffff"
        return set(self._db.execute(query, (start, end, len(start) + 1)))

    def file(self, path: str) -> FileFact | None:
        row = self._db.execute("SELECT size, mtime, inode, digest FROM files WHERE path = ?", (path,)).fetchone()
        return FileFact(size=row[0], mtime=row[1], inode=row[2], digest=row[3]) if row else None

    def set_files(self, facts: Iterable[tuple[str, FileFact]]) -> None:
        rows = ((path, fact.size, fact.mtime, fact.inode, fact.digest) for path, fact in facts)
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", rows)

    def drop_file(self, path: str) -> None:
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))

    def files_below(self, folder: str) -> list[str]:
        """Paths of the known files in a folder below `content/`, sorted."""
        query = "SELECT path FROM files WHERE path >= ? AND path < ? ORDER BY path"
        return [row[0] for row in self._db.execute(query, (f"{folder}/", f"{folder}0"))]

    def notes(self) -> list[tuple[str, bytes]]:
        """Path and packed value of everything small that is no story, by path."""
        return self._db.execute("SELECT path, note FROM notes ORDER BY path").fetchall()

    def set_note(self, path: str, note: bytes | None) -> None:
        if note is None:
            self._db.execute("DELETE FROM notes WHERE path = ?", (path,))
        else:
            self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (path, note))

    def forget_files(self) -> None:
        """Makes every file look changed: what reads them has changed."""
        self._db.execute("UPDATE files SET mtime = 0, digest = x''")
        self._db.execute("UPDATE folders SET print = x''")

    # Stories

    def row(self, path: str) -> Row | None:
        """The row of the story in a file."""
        return next(self._rows("path = ?", (path,)), None)

    def rows_at(self, address: str) -> list[Row]:
        return list(self._rows("address = ?", (address,)))

    def rows_of(self, id: str) -> list[Row]:
        return list(self._rows("id = ?", (id,)))

    def stories_at(self, address: str) -> Iterator[tuple[int, Story, State]]:
        """Number, story and state of what is published at an address."""
        query = (
            "SELECT s.number, r.record, s.state FROM entries s JOIN records r USING (number) "
            "WHERE s.address = ? AND s.state != 'absent'"
        )
        rows = self._db.execute(query, (address,))
        return ((number, _story_decoder.decode(record), state) for number, record, state in rows)

    def rows_due(self, earlier: int, later: int) -> list[Row]:
        """Stories of which a term falls after `earlier` and not after `later`: their state can have changed."""
        clause = " OR ".join(f"({name} > :a AND {name} <= :b)" for name in ("shown_from", "headline_from", "gone_from"))
        return list(self._rows(clause, {"a": earlier, "b": later}))

    def draft_rows(self) -> list[Row]:
        return list(self._rows("draft", ()))

    def next_due(self, after: int) -> int | None:
        """The next second after `after` at which a story's state changes by itself."""
        found = [
            self._db.execute(f"SELECT min({name}) FROM entries WHERE {name} > ?", (after,)).fetchone()[0]
            for name in ("shown_from", "headline_from", "gone_from")
        ]
        return min((moment for moment in found if moment is not None), default=None)

    def _rows(self, clause: str, values: Sequence[object] | dict[str, object]) -> Iterator[Row]:
        for row in self._db.execute(f"SELECT {_ROW} FROM entries WHERE {clause}", values):
            terms = Terms(
                draft=bool(row[7]),
                withheld=bool(row[8]),
                canceled=bool(row[9]),
                shown_from=row[10],
                headline_from=row[11],
                gone_from=row[12],
            )
            number, path, identity, address, rank, state, part = row[:7]
            yield Row(
                number=number,
                path=path,
                id=identity,
                address=address,
                rank=rank,
                state=state,
                part=part,
                terms=terms,
            )

    def story(self, number: int) -> Story:
        """The story as its file tells it, whatever its state."""
        row = self._db.execute("SELECT record FROM records WHERE number = ?", (number,)).fetchone()
        return _story_decoder.decode(row[0])

    def story_as_seen(self, number: int) -> tuple[Story, State]:
        """A published story with its state, which tells how much of it may be seen."""
        query = "SELECT r.record, s.state FROM entries s JOIN records r USING (number) WHERE s.number = ?"
        record, state = self._db.execute(query, (number,)).fetchone()
        return _story_decoder.decode(record), state

    def records(self) -> Iterator[tuple[str, bytes]]:
        """Path and record, as JSON, of every story."""
        query = "SELECT path, CAST(record AS BLOB) FROM entries JOIN records USING (number) ORDER BY number"
        return iter(self._db.execute(query))

    def lone_names(self) -> Counter[str]:
        """How often published stories mention somebody by a name that leads to no person."""
        query = "SELECT record FROM entries JOIN records USING (number) WHERE state = 'full' AND instr(record, ?)"
        found: Counter[str] = Counter()
        for (record,) in self._db.execute(query, ('"person","key":null',)):
            mentions = _mentions_decoder.decode(record).mentions
            found.update({mention.text for mention in mentions if mention.kind == "person" and mention.key is None})
        return found

    def names_of(self, key: str) -> list[str]:
        """Every form in which a story, published or not, names the person with this key; sorted."""
        query = "SELECT record FROM records WHERE instr(record, ?)"
        found = self._db.execute(query, (f'"key":"{key}"',))
        persons = (person for (record,) in found for person in _told_decoder.decode(record).persons)
        return sorted({person.name for person in persons if person.key == key})

    def story_count(self) -> int:
        """How many stories are published, tombstones not counted."""
        return int(self._db.execute("SELECT coalesce(sum(count), 0) FROM days").fetchone()[0])

    def held_count(self) -> int:
        """How many stories are not seen yet."""
        absent = "SELECT count(*) FROM entries WHERE state = 'absent'"
        grown = "SELECT count(DISTINCT path) FROM grown"
        return int(self._db.execute(f"SELECT ({absent}) - ({grown})").fetchone()[0])

    def put_stories(self, entries: Sequence[Entry]) -> None:
        """Writes stories and what is seen of them; a story keeps its number when its file changes.

        Those that had a number have been taken from their lists before, by `withdraw`.
        """
        again = [(entry.number,) for entry in entries if entry.number is not None]
        self._db.executemany("DELETE FROM media WHERE number = ?", again)
        self._db.executemany("DELETE FROM aliases WHERE number = ?", again)
        last = int(self._db.execute("SELECT coalesce(max(number), 0) FROM entries").fetchone()[0])
        new = count(last + 1)
        numbered = [(next(new) if entry.number is None else entry.number, entry) for entry in entries]
        self._db.executemany(_PUT_ENTRY, [_entry_row(number, entry) for number, entry in numbered])
        self._db.executemany(
            "INSERT OR REPLACE INTO records VALUES (?, ?)",
            [(number, _record_encoder.encode(entry.story).decode()) for number, entry in numbered],
        )
        media = [(path, number) for number, entry in numbered for path in media_of(entry.story)]
        self._db.executemany("INSERT INTO media VALUES (?, ?)", media)
        aliases = [(alias, number) for number, entry in numbered for alias in set(entry.story.aliases)]
        self._db.executemany("INSERT INTO aliases VALUES (?, ?)", aliases)
        listed = [row for number, entry in numbered for row in _listing_rows(number, entry)]
        self._db.executemany("INSERT INTO listings VALUES (?, ?, ?, ?, ?)", listed)

    def remove_story(self, number: int) -> None:
        for table in ("entries", "records", "aliases", "media"):
            self._db.execute(f"DELETE FROM {table} WHERE number = ?", (number,))

    def view(self, name: str) -> Iterator[dict[str, object]]:
        """The rows of one of `VIEWS`, column by column, in order of path, or of story and place or number."""
        order = {"stories": "path", "mentions": "story, place DESC, start", "versions": "story, number"}[name]
        found = self._db.execute(f"SELECT * FROM {name} ORDER BY {order}")
        columns = [column[0] for column in found.description]
        return (dict(zip(columns, row, strict=True)) for row in found)

    def withdraw(self, number: int, rank: str, lists: Sequence[str]) -> None:
        """Takes a story from `lists`."""
        self._db.executemany("DELETE FROM listings WHERE list = ? AND rank = ?", [(key, rank) for key in lists])

    def aliases(self) -> Iterator[tuple[str, str]]:
        """Old address and present one of every published story that moved, or grew into another."""
        query = (
            "SELECT a.address, s.address FROM aliases a JOIN entries s USING (number) "
            "WHERE s.state != 'absent' ORDER BY a.address"
        )
        moved: list[tuple[str, str]] = self._db.execute(query).fetchall()
        return iter(sorted(moved + self.history.grown()))

    def is_shown(self, media: str) -> bool:
        """Whether a file of `content/media/` may be seen: a story that is seen whole shows it, or no story does."""
        query = "SELECT max(s.state = 'full') FROM media m JOIN entries s USING (number) WHERE m.path = ?"
        return bool(self._db.execute(query, (media,)).fetchone()[0] != 0)

    def moved_to(self, alias: str) -> str:
        """The present address of the published story that once stood at `alias`; '' if there is none."""
        query = (
            "SELECT s.address FROM aliases a JOIN entries s USING (number) WHERE a.address = ? AND s.state != 'absent'"
        )
        row = self._db.execute(query, (alias,)).fetchone()
        return row[0] if row else next((new for _, new in self.history.grown(alias)), "")

    def clashes(self, path: str = "") -> list[tuple[str, str, str, str]]:
        """What two stories both claim ('address', 'id', 'alias'), its value, the two paths; of one file, or of all."""
        which = "a.path = :path" if path else "1"
        pairs = "FROM entries a JOIN entries b ON a.{0} = b.{0} AND a.path != b.path WHERE {1}"
        owned = "FROM entries a JOIN aliases l USING (number) JOIN entries b ON b.address = l.address WHERE {1}"
        shared = (
            "FROM entries a JOIN aliases l USING (number) "
            "JOIN aliases m ON m.address = l.address AND m.number != l.number "
            "JOIN entries b ON b.number = m.number WHERE {1}"
        )
        query = " UNION ".join(
            f"SELECT '{kind}', {value}, a.path, b.path {clause.format(kind, which)}"
            for kind, value, clause in (
                ("address", "a.address", pairs),
                ("id", "a.id", pairs),
                ("alias", "l.address", owned),
                ("alias", "l.address", shared),
            )
        )
        return self._db.execute(query + " ORDER BY 3, 1, 2, 4", {"path": path}).fetchall()

    def gone(self) -> Iterator[str]:
        """The addresses of stories that were killed or have expired."""
        query = "SELECT address FROM entries WHERE state = 'gone' ORDER BY address"
        return (row[0] for row in self._db.execute(query))

    # Lists: all of these give published stories only, newest first

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

    def cards(self, numbers: Sequence[int]) -> list[Card]:
        """The cards of published stories, in the order asked for."""
        found = []
        for number in numbers:
            row = self._db.execute("SELECT card FROM entries WHERE number = ?", (number,)).fetchone()
            found.append(_card_decoder.decode(row[0]))
        return found

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

    # Countries, persons, agencies and sections that have stories

    def entity(self, key: str) -> Entity | None:
        row = self._db.execute(f"SELECT {_ENTITY} FROM entities WHERE key = ?", (key,)).fetchone()
        return _entity(row) if row else None

    def entities(self, kind: str) -> list[Entity]:
        """All of a kind (`country`, `person`, `agency`, `section`), by key."""
        query = f"SELECT {_ENTITY} FROM entities WHERE key >= ? AND key < ? ORDER BY key"
        return [_entity(row) for row in self._db.execute(query, (f"{kind}/", f"{kind}0"))]

    def set_entity(self, new: Entity) -> None:
        """Keeps an entity that has stories; forgets one that has none."""
        if new.count:
            values = (new.key, new.name, new.count, new.role, new.country)
            self._db.execute("INSERT OR REPLACE INTO entities VALUES (?, ?, ?, ?, ?)", values)
        else:
            self._db.execute("DELETE FROM entities WHERE key = ?", (new.key,))

    def persons_from(self, code: str) -> list[str]:
        """Keys of the persons whose role names a country."""
        return [row[0] for row in self._db.execute("SELECT key FROM entities WHERE country = ?", (code,))]

    def persons_of(self, key: str, limit: int) -> Iterator[tuple[State, tuple[Person, ...]]]:
        """State and persons of the newest stories of a list."""
        query = (
            "SELECT e.state, r.record FROM listings l JOIN entries e USING (number) JOIN records r USING (number) "
            "WHERE l.list = ? ORDER BY l.rank LIMIT ?"
        )
        return ((state, _told_decoder.decode(told).persons) for state, told in self._db.execute(query, (key, limit)))

    def list_keys(self) -> list[str]:
        """Every list that has a story. Jumps from list to list."""
        keys: list[str] = []
        key = ""
        while (row := self._db.execute("SELECT min(list) FROM listings WHERE list > ?", (key,)).fetchone())[0]:
            key = row[0]
            keys.append(key)
        return keys

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


_PUT_ENTRY = f"INSERT OR REPLACE INTO entries VALUES ({', '.join('?' * 15)})"


def _entry_row(number: int, entry: Entry) -> tuple[object, ...]:
    story, terms, shown = entry.story, entry.terms, entry.shown
    return (
        number,
        story.path,
        story.id,
        story.address,
        story.rank,
        terms.draft,
        terms.withheld,
        terms.canceled,
        terms.shown_from,
        terms.headline_from,
        terms.gone_from,
        shown.state,
        sitemap_part(story),
        shown.words,
        _record_encoder.encode(shown.card) if shown.card else None,
    )


def _listing_rows(number: int, entry: Entry) -> list[tuple[str, str, int, bool, int]]:
    shown = entry.shown
    if not shown.lists:
        return []
    rank, known = entry.story.rank, len(own_periods(entry.story))
    return [(key, rank, number, key == shown.lead, known) for key in shown.lists]


_UTC = ZoneInfo("UTC")
_DAY = 86_400


def day_of(rank: str) -> str:
    """The day in UTC of a rank, '' where no time is known."""
    return _iso(rank)[:10]


def _iso(rank: str) -> str:
    second = moment_of(rank)
    return "" if second is None else utc(datetime.fromtimestamp(second, UTC))


_ENTITY = "key, name, count, role, country"


def _entity(row: tuple[str, str, int, str, str]) -> Entity:
    return Entity(key=row[0], name=row[1], count=row[2], role=row[3], country=row[4])


_ROW = "number, path, id, address, rank, state, part, draft, withheld, canceled, shown_from, headline_from, gone_from"


def card_of(data: bytes) -> Card:
    return _card_decoder.decode(data)


def view_archive(path: Path, zone: ZoneInfo) -> Archive:
    """The archive at `path` for reading only, beside a build that has it open."""
    return Archive(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None), zone)


def open_archive(path: Path, zone: ZoneInfo, say: Callable[[str], None]) -> Archive:
    """The archive at `path`; one that is damaged, foreign or of another shape is made anew, with a word to `say`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    wanted = f"sitegen {code_digest(_SHAPES)} {zone.key}"
    if path.exists():
        try:
            with _alone():
                connection = _connect(path)
                found = _mark(connection)
                if found != wanted:
                    # One that is being made bears no mark yet, and is locked until it does.
                    connection.execute("BEGIN IMMEDIATE")
                    found = _mark(connection)
                    connection.execute("ROLLBACK")
            if found == wanted:
                return Archive(connection, zone)
            connection.close()
            reason = "it was made by another version or for another time zone" if found else ""
        except sqlite3.DatabaseError as error:
            reason = f"it cannot be read ({error})"
        if reason:
            say(f"the archive is made anew: {reason}")
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    # Without a log until its first stories are in: half of the writing. A kill leaves it without the mark.
    connection = _connect(path, journal="MEMORY")
    connection.executescript(_SCHEMA + LEDGER_SCHEMA + HISTORY_SCHEMA + _VIEWS)
    return Archive(connection, zone, mark=wanted)


def _mark(connection: sqlite3.Connection) -> str:
    """What the archive was made by; '' where its first build did not end."""
    found = connection.execute("SELECT value FROM facts WHERE name = 'made_by'").fetchone()
    return str(found[0]) if found else ""


@contextmanager
def _alone() -> Iterator[None]:
    """Tells an archive that is in use from one that is damaged: that one is kept."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        raise SitegenError("another sitegen is building this site; try again when it has ended") from None


def _connect(path: Path, journal: str = "WAL") -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    connection.execute("PRAGMA page_size = 8192")  # a record has 1 to 8 kB; of a new archive only
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -65536")
    return connection
