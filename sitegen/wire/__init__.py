"""Wire files to values: bytes in, stories out; a format is a row of `FORMATS`.

Nothing here knows a clock or a site's settings, and only `shelf` touches files: `sitegen.importing` leads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sitegen.wire.decoding import decoded_lines, refused
from sitegen.wire.page import read_page
from sitegen.wire.values import Block, Latest, Uncertain, Wire, WireStory
from sitegen.wire.words import page_words

__all__ = ["FORMATS", "Block", "Latest", "Uncertain", "Wire", "WireStory", "as_json", "read_wire"]


_MARKUP = re.compile(
    rb"\s*(?:<\?xml|<!doctype|<!--|<(?:html|rss|feed|nitf|newsml)\b|<[\w.:-]+\s[^>]*xmlns|\[?\{\s*\")", re.I
)
MOST_PAGE_BYTES = 2_000_000
"""Some 400 times the largest page seen; keeps a hostile one to seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way in which wire copy is delivered."""

    name: str
    knows: Callable[[bytes], bool]
    """Whether a file is of this format, told by its opening bytes, never by its name."""
    read: Callable[[bytes, datetime | None, str], Wire]
    """Of bytes, when the page was seen, and the language of its own words."""


def _is_page(data: bytes) -> bool:
    return not _MARKUP.match(data[:400].translate(None, b"\xef\xbb\xbf\xff\xfe\x00"))


def _page(data: bytes, captured: datetime | None, language: str) -> Wire:
    if len(data) > MOST_PAGE_BYTES:
        raise refused(f"is {len(data):,} bytes, more than the {MOST_PAGE_BYTES:,} that one page may have", "split it")
    lines, notes = decoded_lines(data)
    if not lines:
        raise refused("is empty", "copy the page's text into it")
    wire = read_page(lines, captured, page_words(language))
    if not notes:
        return wire
    return Wire(
        kind=wire.kind,
        section=wire.section,
        stories=wire.stories,
        latest=wire.latest,
        uncertain=tuple(sorted({*wire.uncertain, *notes})),
    )


FORMATS: tuple[Format, ...] = (Format(name="page", knows=_is_page, read=_page),)


def read_wire(data: bytes, *, captured: datetime | None, format: str = "auto", language: str = "nl") -> Wire:
    """What a wire file holds.

    `captured` (aware) is when a page was seen: ages count back from it, on the calendar of its zone; None leaves them
    undated. `language` is that of the page's own words. Raises ContentError, its problems without a file name, for what
    cannot be read or holds no story.
    """
    for row in FORMATS:
        if format == row.name or (format == "auto" and row.knows(data)):
            return row.read(data, captured, language)
    names = ", ".join(row.name for row in FORMATS)
    if format != "auto":
        raise refused(f"cannot be read as '{format}'", f"formats are auto, {names}")
    raise refused("is markup or JSON of no known format", f"known formats are {names}; save a web page as plain text")


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
    return {
        "kind": story.kind,
        "title": story.title,
        "place": list(story.dateline.places),
        "agencies": list(story.dateline.agencies),
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


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
