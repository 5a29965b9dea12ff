"""What a wire file holds once it is read: frozen values, the same for every format. Imports only the model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sitegen.model import Dateline, Kind, Precision, Status

PageKind = Literal["article-page", "section-page", "ticker-page", "document", "feed"]
BlockKind = Literal["paragraph", "subheading", "bullet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the source that holds something, cleaned: white space runs are one space."""

    number: int
    """1-based, as an editor counts."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of copy: plain text on one line, without a marker."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WireStory:
    """One story as the wire gives it. Text is plain, decoded, white space runs are one space."""

    kind: Kind
    title: str | None
    """None for a ticker item without a headline of its own, or an article whose page lost it."""
    dateline: Dateline
    """Of the first paragraph, which no longer holds it; may be empty."""
    blocks: tuple[Block, ...]
    line: int
    """Where the story opens in its source; 0 where the format has no lines."""
    age: str | None = None
    """As the page says it, without 'ago': `4 minuten`, `zojuist`; None where the page lost it."""
    date: datetime | None = None
    date_precision: Precision = "unknown"
    section: str | None = None
    """Where it differs from that of the file (`Wire.section`)."""
    byline: str | None = None
    source_id: str | None = None
    status: Status = "usable"
    embargo: datetime | None = None
    expires: datetime | None = None
    places: tuple[str, ...] = ()
    """Where it comes from, for copy without a dateline."""
    agencies: tuple[str, ...] = ()
    """In capitals, for copy whose dateline names none."""
    sections: tuple[str, ...] = ()
    """What its agency files it under, the most telling first: names and codes that a site may map to its sections."""
    countries: tuple[str, ...] = ()
    """Alpha-2 codes that its agency names, for an editor to look at."""
    origin: str = ""
    """Alpha-2 code of the country it was sent from."""
    persons: tuple[str, ...] = ()
    urgency: int = 0
    """1 (most urgent) to 9, 0 where nothing tells."""
    rights: str = ""
    summary: str = ""
    versioned: datetime | None = None
    """When this version was made."""
    revision: int = 0
    """Its number among the versions; 0 where the format has none."""
    corrections: tuple[tuple[datetime, str], ...] = ()
    """When what was put right, in the agency's words."""
    is_notice: bool = False
    """Whether its text is a message about the story (it is withdrawn) and no copy."""
    duplicate_of: int | None = None
    """Place, counted from 0, of the story of the same file that has the same words."""

    def of_kind(self, kind: BlockKind) -> tuple[str, ...]:
        """The texts of the blocks of one kind, in document order."""
        return tuple(block.text for block in self.blocks if block.kind == kind)

    @property
    def text(self) -> str:
        """All blocks in document order, joined by blank lines, without the dateline."""
        return "\n\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """A line of a 'just in' block: a headline elsewhere, which becomes no story."""

    section: str
    time: str
    """As printed: `08:56`."""
    published: datetime | None
    headline: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Uncertain:
    """Something of the source that became no copy, or not as it stood there."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One wire file, read. Every word of the source is in a story, in `latest`, in `section` or in `uncertain`."""

    kind: PageKind
    section: str | None = None
    stories: tuple[WireStory, ...] = ()
    latest: tuple[Latest, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
