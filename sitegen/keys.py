"""Keys: what a story stands on, as texts: lists of stories (`country/PL`), or the makers of some pages. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote

from sitegen.dates import periods
from sitegen.model import Story

HOME, TICKER, ARTICLES, UNDATED = "home", "ticker", "articles", "undated"
ENTITY_LISTS = ("country", "person")
CORRECTIONS = "corrections"
FEED_LISTS = ("home", "section", "country", "person", "agency", CORRECTIONS)
"""Kinds of lists that have feeds."""
WHOLE_CALENDARS = (HOME, TICKER)
"""Lists of which every day, month and year has a page; the others split only where they are crowded."""

LIST_STORIES = 40
"""Stories at a list's own address; a list with more gets calendar pages."""
CROWDED = 100
"""Stories above which a year's page shows its months, and a month's page its days."""
SHOWN_BEFORE = 5
"""How many earlier stories a story page shows of its section, and of its lead person or country."""
LISTED_WITH = {"country": 1, "agency": 1, "person": 2}
"""With how many stories an entity's page stands in the sitemap, by kind."""
PARTNERS = 12
"""How many countries, and how many persons, a page of either names as most often on the same stories."""


def list_keys(story: Story) -> tuple[str, ...]:
    """The lists on which a published story stands."""
    keys = [HOME, TICKER if story.kind == "ticker" else ARTICLES]
    if story.when.at is None:
        keys.append(UNDATED)
    if story.section:
        keys.append(f"section/{story.section}")
    keys += [f"agency/{code}" for code in dict.fromkeys(story.dateline.agencies)]
    return (*keys, *entity_keys(story))


def is_tallied(key: str) -> bool:
    """Whether it is kept how many stories a list has: of all that print it, and of them no more are walked through."""
    return "/" in key or key == TICKER


def entity_keys(story: Story) -> tuple[str, ...]:
    """The countries and persons a story is listed under, persons first, each in order of mention."""
    persons = [f"person/{person.key}" for person in story.persons if person.key]
    countries = [f"country/{code}" for code in (*story.countries, *story.dateline_countries)]
    return tuple(dict.fromkeys(persons + countries))


def lead_key(story: Story) -> str:
    """The one list that 'related' looks at: the first person, else the first country; '' without either."""
    return next(iter(entity_keys(story)), "")


def own_periods(story: Story) -> tuple[str, ...]:
    """The calendar periods whose pages show the story."""
    return periods(story.when)


def correction_keys(story: Story) -> tuple[str, ...]:
    """The keys of the pages that tell of a story's corrections: the newest of the site, and those of each year."""
    if not story.corrections:
        return ()
    years = {year for note in story.corrections for year in periods(note.at)[:1]}
    return (f"{CORRECTIONS}:", *(f"{CORRECTIONS}:{year}" for year in sorted(years)))


def media_of(story: Story) -> tuple[str, ...]:
    """The files of `content/media/` that a story shows, as paths below `content/`."""
    shown = [story.image, *_SHOWN.findall(story.prose)]
    return tuple(sorted({unquote(address).lstrip("/") for address in shown if address}))


_SHOWN = re.compile(r'<img src="(/media/[^"]+)"')


def sitemap_part(story: Story) -> str:
    """The sitemap file a story stands in: its month, its year where the month is not known, or 'undated'."""
    known = periods(story.when)
    return known[min(1, len(known) - 1)] if known else UNDATED
