"""The archive: one SQLite file that holds what was read, so that a build costs what changed.

It can be thrown away: everything in it comes from content. This module knows rows and queries; what a change makes
dirty is decided in `changes`. Notes and stories are here; what they were read from stands in `inventory`, what is asked
of their lists in `listings`, what is counted in `tallies`, what was in `history`, what was made of them in `ledger`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from sitegen.entries import Entry, Row, entry_row, listing_rows
from sitegen.errors import SitegenError
from sitegen.fingerprint import code_digest
from sitegen.history import SCHEMA as HISTORY_SCHEMA
from sitegen.history import History
from sitegen.inventory import Inventory
from sitegen.keys import media_of
from sitegen.ledger import SCHEMA as LEDGER_SCHEMA
from sitegen.ledger import Ledger
from sitegen.listings import Listings
from sitegen.model import Mention, Story
from sitegen.publication import State, Terms
from sitegen.tables import INDEXES, SCHEMA, VIEW_SCHEMA
from sitegen.tallies import Tallies, told_decoder

_SHAPES = (
    "archive",
    "entries",
    "history",
    "inventory",
    "keys",
    "ledger",
    "listings",
    "model",
    "publication",
    "tables",
    "tallies",
)
"""The code that decides what tables and records look like. An archive of another shape is no error: it is made anew."""
_PATIENCE = 30
"""Seconds to wait for another build of the same site, such as the preview's."""

_record_encoder = msgspec.json.Encoder()
_story_decoder = msgspec.json.Decoder(Story)


class _Mentioning(msgspec.Struct):
    mentions: tuple[Mention, ...] = ()


_mentions_decoder = msgspec.json.Decoder(_Mentioning)


class Archive:
    """An open archive. Use as a context manager; writes happen inside `transaction`."""

    def __init__(self, connection: sqlite3.Connection, zone: ZoneInfo, mark: str = "") -> None:
        """`mark` is what a new archive is marked with once its first stories are in (`settle`)."""
        self._db = connection
        self._zone = zone
        self._unset_mark = mark
        self.ledger = Ledger(connection)
        self.lists = Listings(connection, zone)
        self.tallies = Tallies(connection)
        self.history = History(connection)
        self.files = Inventory(connection)

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

    @contextmanager
    def standing(self) -> Iterator[None]:
        """What is read inside is of one state, and the file is locked once for it, not for each question."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

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
        for statement in INDEXES.strip().splitlines():
            self._db.execute(statement)
        self.set_fact("indexed", "yes")

    # Facts and notes

    def fact(self, name: str) -> str:
        found = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def set_fact(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def notes(self) -> list[tuple[str, bytes]]:
        """Path and packed value of everything small that is no story, by path."""
        return self._db.execute("SELECT path, note FROM notes ORDER BY path").fetchall()

    def set_note(self, path: str, note: bytes | None) -> None:
        if note is None:
            self._db.execute("DELETE FROM notes WHERE path = ?", (path,))
        else:
            self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (path, note))

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

    def lone_names(self) -> dict[str, tuple[int, str]]:
        """The names that lead to no person, with how many published stories have them and the newest one's address."""
        query = (
            "SELECT record, address FROM entries JOIN records USING (number) "
            "WHERE state = 'full' AND instr(record, ?) ORDER BY rank"
        )
        found: dict[str, tuple[int, str]] = {}
        for record, address in self._db.execute(query, ('"person","key":null',)):
            mentions = _mentions_decoder.decode(record).mentions
            for name in {mention.text for mention in mentions if mention.kind == "person" and mention.key is None}:
                count, newest = found.get(name, (0, address))
                found[name] = (count + 1, newest)
        return found

    def names_of(self, key: str) -> list[str]:
        """Every form in which a story, published or not, names the person with this key; sorted."""
        query = "SELECT record FROM records WHERE instr(record, ?)"
        found = self._db.execute(query, (f'"key":"{key}"',))
        persons = (person for (record,) in found for person in told_decoder.decode(record).persons)
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
        self._db.executemany(_PUT_ENTRY, [entry_row(number, entry) for number, entry in numbered])
        self._db.executemany(
            "INSERT OR REPLACE INTO records VALUES (?, ?)",
            [(number, _record_encoder.encode(entry.story).decode()) for number, entry in numbered],
        )
        media = [(path, number) for number, entry in numbered for path in media_of(entry.story)]
        self._db.executemany("INSERT INTO media VALUES (?, ?)", media)
        aliases = [(alias, number) for number, entry in numbered for alias in set(entry.story.aliases)]
        self._db.executemany("INSERT INTO aliases VALUES (?, ?)", aliases)
        listed = [row for number, entry in numbered for row in listing_rows(number, entry)]
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

    def gone(self) -> Iterator[tuple[str, bool]]:
        """The addresses of stories that were killed or have expired, and whether content holds other versions."""
        versions = "EXISTS (SELECT 1 FROM earlier WHERE earlier.story = entries.id)"
        query = f"SELECT address, {versions} FROM entries WHERE state = 'gone' ORDER BY address"
        return ((row[0], bool(row[1])) for row in self._db.execute(query))


_PUT_ENTRY = f"INSERT OR REPLACE INTO entries VALUES ({', '.join('?' * 15)})"


_ROW = "number, path, id, address, rank, state, part, draft, withheld, canceled, shown_from, headline_from, gone_from"


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
    connection.executescript(SCHEMA + LEDGER_SCHEMA + HISTORY_SCHEMA + VIEW_SCHEMA)
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
