"""What pages are made from: the archive, the site's settings, its language and its editor's files, in one frozen place.

Here too the small parts that all pages share: dates as stamps, stories as teasers, lists by day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

import msgspec

from sitegen import keys
from sitegen.addresses import Addresses
from sitegen.archive import Archive
from sitegen.config import Site
from sitegen.dates import DateWords, machine, periods
from sitegen.hosting import FEED_TYPES
from sitegen.lang import Language
from sitegen.model import Card, CountryFile, PageFile, PersonFile, When
from sitegen.views import Chrome, Day, FeedLink, Link, Stamp, Teaser

FEED_FILES: Mapping[str, str] = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}
"""File name of each kind of feed."""


KEPT = 20_000
"""Teasers kept in memory: some 30 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """Everything a page can be made from."""

    archive: Archive
    site: Site
    language: Language
    countries: Mapping[str, str]
    """Names by code."""
    addresses: Addresses
    people: Mapping[str, PersonFile]
    country_files: Mapping[str, CountryFile]
    pages: Mapping[str, PageFile]
    redirects: Mapping[str, str | int]
    """`content/redirects.toml`: a new address, 410 or 451, by old address."""
    dates: DateWords
    home_feeds: tuple[FeedLink, ...] = ()
    """The feeds of the whole site, which every story's page names."""
    ahead: int = 0
    """How many stories on each side are looked up with one: where all pages are made, they are asked for next."""
    holds_all: bool = False
    """All stories are few enough to be kept, so that those beside any story will be asked for."""
    memo: dict[int, tuple[str, Teaser]] = field(default_factory=dict, repr=False, compare=False)
    """Teasers made so far; good for one build, in which the archive stands still."""
    told: dict[int, object] = field(default_factory=dict, repr=False, compare=False)
    """Stories as feeds tell them, made so far; of `feeds`, and as good."""

    def word(self, name: str, /, **fields: object) -> str:
        """An interface word, its fields filled in."""
        return self.language.words[name].format(**fields) if fields else self.language.words[name]

    def chrome(self) -> Chrome:
        """What all pages share."""
        own = self.addresses
        about = own.about if own.about.strip("/") in self.pages else ""
        return Chrome(
            title=self.site.title,
            language=self.language.code,
            locale=self.language.locale,
            root=self.site.root,
            host=self.site.host,
            words=self.language.words,
            sections=tuple(Link(name, own.section(name)) for name in self.site.sections),
            home=own.home,
            ticker=own.ticker,
            countries=own.countries,
            persons=own.persons,
            agencies=own.agencies,
            search=own.search if self.site.search else "",
            feeds=own.feeds if self.site.feeds else "",
            corrections=own.corrections,
            about=about,
        )

    def name_of(self, key: str) -> str:
        """What a list is called: a section's or country's name, an agency's, a person's."""
        kind, _, name = key.partition("/")
        match kind:
            case "country":
                return self.countries.get(name, name)
            case "agency":
                return self.site.agency_name(name)
            case "person":
                if person := self.people.get(name):
                    return person.name
                entity = self.archive.tallies.entity(key)
                return entity.name if entity else name
            case "section":
                return name
            case "ticker":
                return self.word("ticker")
            case "undated":
                return self.word("undated")
            case keys.CORRECTIONS:
                return self.word("corrections")
        return self.site.title

    def link_to(self, key: str) -> Link:
        return Link(self.name_of(key), self.addresses.list_of(key))

    def stamp(self, when: When) -> Stamp:
        return Stamp(self.dates(when), self.dates.brief(when), machine(when))

    def teaser(self, card: Card) -> Teaser:
        section = card.section
        return Teaser(
            address=card.address,
            kind=card.kind,
            title=card.title,
            summary=card.summary,
            text=card.text,
            stamp=self.stamp(card.when),
            updated=self.stamp(card.updated) if card.updated else None,
            section=Link(section, self.addresses.section(section)) if section else None,
            places="/".join(card.dateline.places),
            agencies="/".join(card.dateline.agencies),
            corrected=card.status == "corrected",
        )

    def teasers(self, numbers: Iterable[int]) -> tuple[Teaser, ...]:
        return tuple(self.teaser_of(number)[1] for number in numbers)

    def days(self, numbers: Iterable[int], link: bool = True, near: bool = False) -> tuple[Day, ...]:
        """The stories under the days (or months, years) they are known to be of, in the order given."""
        grouped = groupby((self.teaser_of(number, near) for number in numbers), key=lambda found: found[0])
        return tuple(self._day(period, tuple(teaser for _, teaser in inner), link) for period, inner in grouped)

    def _day(self, period: str, stories: tuple[Teaser, ...], link: bool) -> Day:
        if not period:
            return Day(self.word("undated"), self.addresses.undated, stories)
        address = self.addresses.period(keys.HOME, period) if link else ""
        return Day(self.dates.period(period), address, stories)

    def teaser_of(self, number: int, near: bool = False) -> tuple[str, Teaser]:
        """A story's finest period and its teaser. Kept: stories that stand side by side show the same ones.

        `near`: those beside it in the archive will be asked for next, and `ahead` of them are looked up with it.
        """
        found = self.memo.get(number)
        if found is None:
            forget_oldest(self.memo, KEPT)
            for other, card in self.archive.lists.cards_near(number, self.ahead if near or self.holds_all else 0):
                if other not in self.memo:
                    self.memo[other] = (periods(card.when) or ("",))[-1], self.teaser(card)
            found = self.memo[number]
        return found

    def rooted(self, prose: str) -> str:
        """Prose with its own links below the site's root. Prose escapes quotes, so only attributes match."""
        root = self.site.root
        return prose.replace('href="/', f'href="{root}/').replace('src="/', f'src="{root}/') if root else prose

    def counted(self, number: int) -> str:
        """`1 bericht`, `1.204 berichten`."""
        return self.word("story_count_one") if number == 1 else self.word("story_count", n=self.number(number))

    def number(self, number: int) -> str:
        return f"{number:,}".replace(",", self.language.words["thousands"])

    def feed_links(self, key: str) -> tuple[FeedLink, ...]:
        """The feeds of a list; none where the site has none of that kind."""
        if key.partition("/")[0] not in keys.FEED_LISTS:
            return ()
        name = self.name_of(key)
        title = name if name == self.site.title else f"{name} - {self.site.title}"
        address = self.addresses.list_of(key)
        return tuple(
            FeedLink(kind, FEED_TYPES[file], f"{title} ({self.word(f'feed_{kind}')})", address + file)
            for kind, file in FEED_FILES.items()
            if kind in self.site.feeds
        )

    def absolute(self, address: str) -> str:
        return self.site.base_url + address


def forget_oldest(memo: dict[Any, Any], kept: int) -> None:
    """Makes room in what is kept of `kept` things at most: the half that came first goes."""
    if len(memo) >= kept:
        for oldest in list(islice(memo, kept // 2)):
            del memo[oldest]


_json = msgspec.json.Encoder().encode


def json_safe(values: Any) -> str:
    """`values` as JSON that can stand inside a script element: no `<` closes it."""
    text = _json(values).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
