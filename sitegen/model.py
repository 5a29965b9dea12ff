"""The nouns: frozen values that cross from one module to another. Imports nothing of the package.

Verbs live elsewhere. A value made here is valid: the modules that make them (`content`, `recognise`, `config`) refuse
what is not, so that no later code has to look again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

Kind = Literal["article", "ticker"]
Precision = Literal["minute", "hour", "day", "week", "month", "year", "unknown"]
Status = Literal["usable", "corrected", "withheld", "canceled"]


class Dateline(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where and from whom a story comes, as its copy opens: `WARSCHAU (ANP/RTR) - `."""

    places: tuple[str, ...]
    """As spelled in the copy."""
    agencies: tuple[str, ...] = ()
    """In capitals, in the order of the copy; empty for local news without an agency."""


class When(Struct, frozen=True, kw_only=True, gc=False):
    """A date as far as it is known: `at`, in the site's zone, is right to `precision`; None if nothing is known."""

    at: datetime | None
    precision: Precision


class Mention(Struct, frozen=True, kw_only=True, gc=False):
    """One place in a story where a country or person is named. Offsets count code points."""

    kind: Literal["country", "person"]
    key: str | None
    """ISO 3166-1 alpha-2 or XK for a country; the slug of the name for a person; None for a suspect."""
    where: Literal["title", "text"]
    start: int
    end: int
    text: str


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Someone a story names in full, without title."""

    name: str
    key: str | None
    """Slug of the name; None for suspects and persons known by an initial, who never get a page or a link."""
    role: str = ""
    """As seen beside the name ('president'), or empty."""
    country: str = ""
    """Code of the country in the role ('Litouwse president'), or empty."""
    label: str = ""
    """The name with what tells its bearer from another who has a file under that name; empty for nearly all."""


class Recognition(Struct, frozen=True, kw_only=True):
    """What a text is about, in order of first mention."""

    countries: tuple[str, ...] = ()
    dateline_countries: tuple[str, ...] = ()
    """Those that only the dateline gives away."""
    persons: tuple[Person, ...] = ()
    mentions: tuple[Mention, ...] = ()
    """All of them, in order of place (title before text); spans never cross."""


class PersonFile(Struct, frozen=True, kw_only=True):
    """`content/people/<slug>.md`: what an editor says of a person."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    role: str = ""
    country: str = ""
    wikidata: str = ""
    hidden: bool = False
    text: str = ""
    """Markdown, may be empty."""


class CountryFile(Struct, frozen=True, kw_only=True):
    """`content/countries/<code>.md`: an editor's text and further aliases."""

    code: str
    aliases: tuple[str, ...] = ()
    text: str = ""


class PageFile(Struct, frozen=True, kw_only=True):
    """`content/pages/<slug>.md`: a page of the editor's own, such as the one about the site."""

    name: str
    title: str
    summary: str
    prose: str


class Correction(Struct, frozen=True, kw_only=True):
    """One entry of `corrections`: when, and what the reader is told."""

    at: When
    note: str


class Story(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One story as its file tells it, read and recognised. Everything a page or feed needs is here."""

    path: str
    """Below `content/`, with forward slashes."""
    id: str
    kind: Kind
    slug: str
    address: str
    """Root-relative, ends in `/`: `/2026/05/12/polen-heropent-grens/`."""
    when: When
    rank: str
    """Sorts stories newest first: moment, then `order`, then path."""
    title: str
    """The headline; for a ticker item without one, its first sentence."""
    summary: str
    """Plain text of at most some 200 characters: the editor's, or the first paragraph."""
    prose: str
    """The body as HTML without the dateline, first mentions linked with root-relative addresses."""
    text: str
    """The body as plain text without the dateline, blocks joined by blank lines."""
    words: int
    dateline: Dateline
    """Of the copy, else of `place` and `agencies`; may be empty."""
    section: str | None = None
    byline: str = ""
    urgency: int = 0
    rights: str = ""
    image: str = ""
    image_alt: str = ""
    image_credit: str = ""
    updated: When | None = None
    captured: datetime | None = None
    embargo: datetime | None = None
    expires: datetime | None = None
    order: int = 0
    draft: bool = False
    status: Status = "usable"
    corrections: tuple[Correction, ...] = ()
    source_id: str = ""
    aliases: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    """Codes, in order of first mention, editor's additions last; dateline-only ones are apart."""
    dateline_countries: tuple[str, ...] = ()
    persons: tuple[Person, ...] = ()
    feed: Literal["full", "summary"] = "full"
    """The strictest rule of the story's agencies."""
    mentions: tuple[Mention, ...] = ()
    """Every mention, for researchers; offsets count in the title and in the copy with its dateline."""
    place_countries: tuple[str, ...] = ()
    """For each place of the dateline its country's code, or '' where it is not known."""
    asked: tuple[str, ...] = ()
    """Slugs on which the people files have a say though neither text nor `persons` need hold them: the `persons` of the
    front matter, and who was left out because a file hides them."""


class Card(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a list shows of a story."""

    address: str
    kind: Kind
    title: str
    summary: str
    when: When
    updated: When | None
    section: str | None
    dateline: Dateline
    text: str
    """Plain, of a ticker item, whose list shows it whole; '' for an article."""
    status: Status


class Entity(Struct, frozen=True, kw_only=True, gc=False):
    """A country or person (or section, agency) that has published stories."""

    key: str
    """`country/PL`, `person/donald-tusk`, `agency/ANP`, `section/Buitenland`."""
    name: str
    count: int
    role: str = ""
    """Of a person: as the newest story to give one has it ('president'), or empty."""
    country: str = ""
    """The code of the country that stands in that role."""


class Version(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`content/versions/<id>.<n>.md`: an earlier text of a story, or one that waits for an editor as a draft."""

    story: str
    """The story's id."""
    number: int
    """From 1, in the order in which they were seen."""
    title: str
    """'' for a ticker item without a headline of its own."""
    text: str
    """As `Story.text`."""
    dateline: Dateline
    seen: When
    """When this text came: its `updated`, else `captured`, else `date`."""
    embargo: datetime | None = None
    expires: datetime | None = None
    kept_back: bool = False
    """Draft, withheld or canceled: it was not published, or may not be."""
