"""A story as the archive has it and takes it: its row, what is seen of it, and the rows that are written."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from sitegen.keys import own_periods, sitemap_part
from sitegen.model import Card, Story
from sitegen.publication import State, Terms

_encode = msgspec.json.Encoder().encode


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


def entry_row(number: int, entry: Entry) -> tuple[object, ...]:
    """The row of a story in the table `entries`."""
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
        _encode(shown.card) if shown.card else None,
    )


def listing_rows(number: int, entry: Entry) -> list[tuple[str, str, int, bool, int]]:
    """The rows of a story in the table `listings`."""
    shown = entry.shown
    if not shown.lists:
        return []
    rank, known = entry.story.rank, len(own_periods(entry.story))
    return [(key, rank, number, key == shown.lead, known) for key in shown.lists]
