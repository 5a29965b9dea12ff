"""The tables of the archive, their indexes, and the views that others may rely on, in SQL."""

from __future__ import annotations

INTERFACE = 1
"""Version of the views, as SQLite's `user_version`."""
SCHEMA = """
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
    key TEXT PRIMARY KEY, name TEXT NOT NULL, count INTEGER NOT NULL, role TEXT NOT NULL, country TEXT NOT NULL,
    letter TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE pairs (a TEXT NOT NULL, b TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE media (path TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (path, number)) WITHOUT ROWID;
CREATE TABLE aliases (address TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (address, number)) WITHOUT ROWID;
CREATE TABLE days (day TEXT PRIMARY KEY, count INTEGER NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX entries_by_id ON entries (id);
CREATE INDEX entries_by_address ON entries (address);
CREATE INDEX entries_by_part ON entries (part, rank);
CREATE INDEX entries_shown ON entries (shown_from);
CREATE INDEX entries_headline ON entries (headline_from) WHERE headline_from IS NOT NULL;
CREATE INDEX entries_gone ON entries (gone_from) WHERE gone_from IS NOT NULL;
CREATE INDEX entries_dead ON entries (address) WHERE state = 'gone';
CREATE INDEX entries_held ON entries (number) WHERE state = 'absent';
CREATE INDEX entries_drafts ON entries (number) WHERE draft;
CREATE INDEX entities_by_letter ON entities (letter);
CREATE INDEX pairs_by_count ON pairs (a, count DESC, b);
CREATE INDEX pairs_empty ON pairs (a) WHERE count = 0;
CREATE INDEX media_by_number ON media (number);
CREATE INDEX aliases_by_number ON aliases (number);
"""
"""Made when the first stories are in: an index that is there from the start costs a first build half as much again."""


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
VIEW_SCHEMA = f"""
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
