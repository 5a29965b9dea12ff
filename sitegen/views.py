"""Views: all that a template gets to see of a page, frozen. Templates cannot reach the site, the archive or the clock.

Addresses are root-relative (`/land/polen/`); templates put `chrome.root` before them, feeds the whole host. `prose` is
HTML that was made from Markdown with raw HTML off, its own links root-relative as well.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sitegen.model import Kind
from sitegen.wording import Passage


class Link(Struct, frozen=True, gc=False):
    name: str
    address: str
    """'' where there is a name but nothing to link to."""


class Counted(Struct, frozen=True):
    """A link with how many stories are behind it."""

    link: Link
    count: int


class Stamp(Struct, frozen=True, gc=False):
    """A date for readers and for machines, no finer than it is known."""

    text: str
    """`12 mei 2026 om 9.00 uur`"""
    brief: str
    """`9.00`, or the short date where the time is not known."""
    machine: str
    """For `<time datetime>`; '' where nothing is known. Only a value with a 'T' can be shown as '5 minuten geleden'."""


class FeedLink(Struct, frozen=True, gc=False):
    kind: str
    """`rss`, `atom` or `json`."""
    mime: str
    title: str
    address: str


class Chrome(Struct, frozen=True, kw_only=True):
    """What every page of a site shares; the global `chrome` of all templates."""

    title: str
    language: str
    """For `<html lang>`."""
    locale: str
    """`nl-NL`"""
    root: str
    """'' or the path below which the site stands, without a closing slash."""
    host: str
    """`https://nieuws.example`"""
    words: Mapping[str, str]
    """The interface words of the language (`sitegen/lang/<code>/interface.toml`, [words]); the global `t`."""
    sections: tuple[Link, ...]
    home: str
    ticker: str
    countries: str
    persons: str
    agencies: str
    search: str
    """'' if the site has no search."""
    feeds: str
    """'' if the site has no feeds."""
    corrections: str
    about: str
    """'' if there is no such page."""


class Head(Struct, frozen=True, kw_only=True):
    """The head of a page."""

    title: str
    """Without the site's name."""
    description: str
    address: str
    kind: str = "website"
    """OpenGraph's type: `website`, `article` or `profile`."""
    published: str = ""
    modified: str = ""
    section: str = ""
    image: str = ""
    jsonld: str = ""
    """JSON, safe inside a `<script type="application/ld+json">`; '' for none."""
    noindex: bool = False
    feeds: tuple[FeedLink, ...] = ()


class Teaser(Struct, frozen=True, kw_only=True):
    """A story in a list."""

    address: str
    kind: Kind
    title: str
    summary: str
    """Plain text; '' where it may not be shown."""
    text: str
    """The whole text of a ticker item, plain and on one line; '' for an article."""
    stamp: Stamp
    updated: Stamp | None
    section: Link | None
    places: str
    """As in the dateline: `BAARLE-NASSAU/BAARLE-HERTOG`; may be ''."""
    agencies: str
    """`ANP/RTR`; may be ''."""
    corrected: bool


class Day(Struct, frozen=True):
    """The stories of one day in a list; the last may be those of less than a day."""

    heading: str
    """`vrijdag 13 februari 2026`, `mei 2026`, `datum onbekend`"""
    address: str
    """Of the day's own page; '' for none."""
    stories: tuple[Teaser, ...]


class Block(Struct, frozen=True):
    """Some stories under a heading that leads to more."""

    heading: Link
    stories: tuple[Teaser, ...]


class HomePage(Struct, frozen=True, kw_only=True):
    """Template `home.html`."""

    head: Head
    articles: tuple[Teaser, ...]
    """Newest first; the first is the one to open with."""
    ticker: tuple[Day, ...]
    blocks: tuple[Block, ...]
    """The newest of each section."""


class ListPage(Struct, frozen=True, kw_only=True):
    """Template `list.html`: the newest stories of a section, agency, the ticker, or those without a date."""

    head: Head
    kind: str
    """`section`, `agency`, `ticker` or `undated`."""
    kicker: Link | None
    """What it is one of: 'Rubriek', 'Bron'."""
    title: str
    lead: str
    count: str
    """`1.204 berichten`"""
    site: str
    """An agency's own web address, or ''."""
    days: tuple[Day, ...]
    years: tuple[Link, ...]
    """The calendar pages behind; empty where all stories stand here."""


class EntityPage(Struct, frozen=True, kw_only=True):
    """Template `entity.html`: a country or person."""

    head: Head
    kind: str
    """`country` or `person`."""
    kicker: Link
    name: str
    also: tuple[str, ...]
    """Other names and spellings."""
    role: str
    country: Link | None
    """A person's."""
    prose: str
    """The editor's text as HTML, or ''."""
    count: str
    first: Stamp | None
    first_story: Link | None
    last: Stamp | None
    last_story: Link | None
    countries: tuple[Counted, ...]
    """Most often on the same stories."""
    persons: tuple[Counted, ...]
    days: tuple[Day, ...]
    years: tuple[Link, ...]


class CalendarPage(Struct, frozen=True, kw_only=True):
    """Template `calendar.html`: a year, month or day of all news or of one list."""

    head: Head
    title: str
    """`mei 2026`"""
    of: Link
    """The list it is a part of; for all news the home page."""
    up: Link
    """One level up: the month of a day, the year of a month, the list of a year."""
    previous: Link | None
    next: Link | None
    parts: tuple[Link, ...]
    """The months or days it splits into; empty if its stories stand here."""
    days: tuple[Day, ...]


class Note(Struct, frozen=True, kw_only=True):
    """A correction."""

    stamp: Stamp
    text: str


class StoryPage(Struct, frozen=True, kw_only=True):
    """Templates `article.html` and `item.html`."""

    head: Head
    kind: Kind
    title: str
    section: Link | None
    places: tuple[Link, ...]
    """Each place as the copy spells it, linked to its country where that is known."""
    agencies: tuple[Link, ...]
    """By their codes, as the copy has them."""
    day: Link | None
    """The page of its day (month, year): its date leads there."""
    stamp: Stamp
    updated: Stamp | None
    byline: str
    corrections: tuple[Note, ...]
    history: str
    """The address of the page that tells how its text changed; '' if no earlier version can be seen."""
    image: str
    image_alt: str
    image_credit: str
    prose: str
    opens_with_title: bool
    """The text begins with the headline, as that of a ticker item without a headline of its own does."""
    rights_ended: bool
    """The text had to go; the headline stands."""
    countries: tuple[Link, ...]
    persons: tuple[Link, ...]
    more: Block | None
    """'Meer uit Buitenland': the five before it in its section."""
    related: Block | None
    """The five before it on its first person, else its first country."""
    older: Link | None
    newer: Link | None


class Step(Struct, frozen=True, kw_only=True):
    """How a story's text changed from one version to the next."""

    stamp: Stamp | None
    """When the later of the two came; None where that is not known."""
    notes: tuple[Note, ...]
    """The corrections made then."""
    title: Passage
    """The headline, where it changed."""
    passages: tuple[Passage, ...]
    """The paragraphs that changed, whole."""


class VersionsPage(Struct, frozen=True, kw_only=True):
    """Template `versions.html`: how a story changed."""

    head: Head
    title: str
    story: Link
    lead: str
    steps: tuple[Step, ...]
    """Newest first."""


class Corrected(Struct, frozen=True, kw_only=True):
    """A correction in a list of them."""

    story: Link
    note: Note
    title: Passage
    passages: tuple[Passage, ...]
    """Old and new wording, where an earlier version is kept; see `Step`."""
    history: str


class CorrectedDay(Struct, frozen=True):
    heading: str
    corrections: tuple[Corrected, ...]


class CorrectionsPage(Struct, frozen=True, kw_only=True):
    """Template `corrections.html`: the newest corrections, or those of a year."""

    head: Head
    title: str
    lead: str
    year: str
    """Of a page for a year; ''."""
    up: Link
    days: tuple[CorrectedDay, ...]
    years: tuple[Link, ...]


class Group(Struct, frozen=True):
    """Entries under a heading ('' for none)."""

    heading: str
    entries: tuple[Counted, ...]


class IndexPage(Struct, frozen=True, kw_only=True):
    """Template `index.html`: all countries, agencies, or persons (by first letter of the surname)."""

    head: Head
    kind: str
    """`countries`, `agencies`, `persons` or `letter`."""
    title: str
    lead: str
    letters: tuple[Link, ...]
    """The persons' letters that have a page."""
    letter: str
    """The letter of this page, or ''."""
    groups: tuple[Group, ...]


class FeedRow(Struct, frozen=True):
    name: Link
    feeds: tuple[FeedLink, ...]


class FeedGroup(Struct, frozen=True):
    heading: str
    rows: tuple[FeedRow, ...]


class FeedsPage(Struct, frozen=True, kw_only=True):
    """Template `feeds.html`."""

    head: Head
    title: str
    lead: str
    groups: tuple[FeedGroup, ...]


class SearchPage(Struct, frozen=True, kw_only=True):
    """Template `search.html`."""

    head: Head
    title: str
    years: tuple[tuple[Link, tuple[Link, ...]], ...]
    """The archive by year and month, for those without scripts."""


class TextPage(Struct, frozen=True, kw_only=True):
    """Template `text.html`: the editor's own pages, the page for what is not found, tombstones, moved addresses."""

    head: Head
    kind: str
    """`page`, `missing`, `gone` or `moved`."""
    title: str
    prose: str
    """HTML."""
    links: tuple[Link, ...]
    """Where to go from here."""
    target: str = ""
    """Of a moved page: its new address, absolute."""
