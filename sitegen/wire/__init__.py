"""Wire files to values: bytes in, stories out; a format is a row of `FORMATS`.

Nothing here knows a clock or a site's settings, and only `shelf` touches files: `sitegen.importing` leads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

from sitegen.wire.decoding import decoded_lines, refused, utf8_or
from sitegen.wire.jsonfeed import read_json_feed
from sitegen.wire.newsfeeds import read_feed
from sitegen.wire.newsml import read_newsml
from sitegen.wire.newsmlg2 import NO_STORY, read_newsmlg2
from sitegen.wire.ninjs import read_ninjs
from sitegen.wire.nitf import read_nitf
from sitegen.wire.page import read_page
from sitegen.wire.values import Block, Latest, Uncertain, Wire, WireStory
from sitegen.wire.words import page_words

__all__ = ["FORMATS", "Block", "Latest", "Uncertain", "Wire", "WireStory", "as_json", "read_wire"]


MOST_PAGE_BYTES = 2_000_000
"""Some 400 times the largest page seen; keeps a hostile one to seconds."""
_OPENING = 8192
"""Bytes in which the root element of markup stands, behind comments and a document type."""
_ASIDE = re.compile(r"<\?.*?\?>|<!--.*?(?:-->|\Z)|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(
    r"\s*(?:<\?xml|<!doctype|<!--|<(?:[\w.-]+:)?(?:html|rss|rdf|feed|nitf|newsml|news\w+|\w+item)\b"
    r"|<[\w.:-]+\s[^>]{0,400}xmlns|\[?\s*\{\s*[\"}]|\[\s*[\[\]])",
    re.IGNORECASE,
)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way in which wire copy is delivered."""

    name: str
    """What `--format` calls it; several formats may share a name."""
    knows: Callable[[str, str], bool]
    """Whether a file is of this format, told by its root element (or `{` for JSON, empty for text) and its opening."""
    read: Callable[[bytes, datetime | None, tzinfo, str], Wire]
    """Of bytes, when a page was seen, the zone of clock times without an offset, and the language of a page's words."""


def _page(data: bytes, captured: datetime | None, zone: tzinfo, language: str) -> Wire:
    if len(data) > MOST_PAGE_BYTES:
        raise refused(f"is {len(data):,} bytes, more than the {MOST_PAGE_BYTES:,} that one page may have", "split it")
    lines, notes = decoded_lines(data)
    if not lines:
        raise refused("is empty", "copy the page's text into it")
    wire = read_page(lines, captured, page_words(language))
    return replace(wire, uncertain=tuple(sorted({*wire.uncertain, *notes}))) if notes else wire


def _timed(read: Callable[[bytes, tzinfo], Wire]) -> Callable[[bytes, datetime | None, tzinfo, str], Wire]:
    """The reader of a format that tells its own times and has no words of a page."""
    return lambda data, captured, zone, language: read(data, zone)


def _rooted(*roots: str) -> Callable[[str, str], bool]:
    return lambda root, opening: root.casefold() in roots


FORMATS: tuple[Format, ...] = (
    Format(name="page", knows=_rooted(""), read=_page),
    Format(name="newsml", knows=_rooted("newsml"), read=_timed(read_newsml)),
    Format(
        name="newsml",
        knows=_rooted("newsitem", "newsmessage", *(tag.casefold() for tag in NO_STORY)),
        read=_timed(read_newsmlg2),
    ),
    Format(name="nitf", knows=_rooted("nitf"), read=_timed(read_nitf)),
    Format(name="feed", knows=_rooted("rss", "feed", "rdf"), read=_timed(read_feed)),
    Format(
        name="feed",
        knows=lambda root, opening: root == "{" and "jsonfeed.org/version" in opening.replace("\\/", "/"),
        read=_timed(read_json_feed),
    ),
    Format(name="ninjs", knows=_rooted("{"), read=_timed(read_ninjs)),
)


def read_wire(
    data: bytes, *, captured: datetime | None, format: str = "auto", zone: tzinfo = UTC, language: str = "nl"
) -> Wire:
    """What a wire file holds, its moments in `zone` or in that of `captured`.

    `captured` (aware) is when a page was seen: ages count back from it, on the calendar of its zone; None leaves them
    undated. `language` is that of the page's own words. Raises ContentError, its problems without a file name, for what
    cannot be read or holds no story.
    """
    root, opening = _root(data)
    named = [row for row in FORMATS if format in ("auto", row.name)]
    for row in named:
        if row.knows(root, opening) or (len(named) == 1 and format != "auto"):
            return row.read(data, captured, zone, language)
    if named and format != "auto":
        return named[0].read(data, captured, zone, language)
    names = ", ".join(dict.fromkeys(row.name for row in FORMATS))
    if format != "auto":
        raise refused(f"cannot be read as '{format}'", f"formats are auto, {names}")
    raise refused(f"is {root} markup, which is no known format", f"known are {names}; save a web page as plain text")


def _root(data: bytes) -> tuple[str, str]:
    """The local name of the root element, `{` for JSON, empty for text; and the opening it was found in."""
    opening = utf8_or(data[:_OPENING])
    bare = opening.lstrip("\ufeff \t\r\n")
    if not _MARKUP.match(bare):
        return "", opening
    found = _ROOT.match(_ASIDE.sub("", bare))
    return (found[1] if found else "other" if bare[0] == "<" else "{"), opening


def as_json(wire: Wire) -> dict[str, object]:
    """The wire as `import --dry-run --json` prints it: texts, lists, maps and null only; moments are ISO 8601."""
    return {
        "kind": wire.kind,
        "section": wire.section,
        "stories": [_story_json(story) for story in wire.stories],
        "latest": [
            {"section": line.section, "time": line.time, "published": _iso(line.published), "headline": line.headline}
            for line in wire.latest
        ],
        "uncertain": [{"line": note.line, "text": note.text, "why": note.why} for note in wire.uncertain],
    }


def _story_json(story: WireStory) -> dict[str, object]:
    told: dict[str, object] = {
        "kind": story.kind,
        "title": story.title,
        "place": list(story.dateline.places or story.places),
        "agencies": list(story.dateline.agencies or story.agencies),
        "paragraphs": list(story.of_kind("paragraph")),
        "subheadings": list(story.of_kind("subheading")),
        "bullets": list(story.of_kind("bullet")),
        "text": story.text,
        "age": story.age,
        "date": _iso(story.date),
        "date_precision": story.date_precision,
        "byline": story.byline,
        "source_id": story.source_id,
        "status": story.status,
        "embargo": _iso(story.embargo),
        "duplicate_of": story.duplicate_of,
    }
    # What only agencies' formats tell, where they tell it.
    more: dict[str, object] = {
        "expires": _iso(story.expires),
        "updated": _iso(story.versioned) if story.versioned != story.date else None,
        "sections": list(story.sections),
        "countries": list(story.countries),
        "persons": list(story.persons),
        "urgency": story.urgency,
        "rights": story.rights,
        "summary": story.summary,
        "corrections": [{"time": _iso(at), "note": note} for at, note in story.corrections],
    }
    return told | {name: value for name, value in more.items() if value}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
