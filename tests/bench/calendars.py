"""The calendar pages that sitegen makes of a corpus, for a rival that is told of them as it is told of names.

Each is a stretch of a list: so many stories, after so many newer ones. The rules are `sitegen.dirty`'s.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from corpus import Invented

from sitegen.keys import CROWDED, LIST_STORIES

_FORMS = ("%Y", "%Y/%m", "%Y/%m/%d")


def calendars(corpus: Iterable[Invented]) -> list[dict[str, Any]]:
    """A row a page: its `path`, the `list` it is of as (kind, name), and its `parts` or `skip` and `take`."""
    lists: dict[tuple[str, str, str], list[datetime]] = defaultdict(list)
    for story in corpus:
        for found in _lists(story):
            lists[found].append(story.at)
    rows: list[dict[str, Any]] = []
    for (address, kind, name), moments in sorted(lists.items()):
        whole = kind in ("home", "ticker")
        if whole or len(moments) > LIST_STORIES:
            own = {"list": [kind, name]}
            rows += [{**row, **own} for row in _pages(address, sorted(moments, reverse=True), 0, 0, whole)]
    return rows


def _lists(story: Invented) -> Iterator[tuple[str, str, str]]:
    """Address, kind and name of the lists on which a story stands."""
    yield "", "home", ""
    if story.ticker:
        yield "ticker/", "ticker", ""
    yield f"{_plain(story.section)}/", "section", story.section
    for country in story.countries:
        yield f"land/{_plain(country)}/", "countries", country
    for person in story.persons:
        yield f"persoon/{_plain(person)}/", "persons", person
    yield f"bron/{_plain(story.agency)}/", "agencies", story.agency


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace(" ", "-")


def _pages(address: str, moments: Sequence[datetime], skip: int, level: int, whole: bool) -> Iterator[dict[str, Any]]:
    """The pages of a list's years, or of a year's months, or of a month's days; `moments` are newest first."""
    for period, group in groupby(moments, key=lambda at: at.strftime(_FORMS[level])):
        inside = list(group)
        crowded = level < 2 and len(inside) > CROWDED
        parts = list(_pages(address, inside, skip, level + 1, whole)) if level < 2 and (whole or crowded) else []
        below = [part["path"] for part in parts if part["path"].count("/") == address.count("/") + level + 1]
        yield {"path": address + period, "skip": skip, "take": 0 if crowded else len(inside), "parts": below}
        yield from parts
        skip += len(inside)
