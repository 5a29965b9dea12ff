"""Addresses: every root-relative path of a site, made in one place. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitegen.dates import periods
from sitegen.lang import Language
from sitegen.model import Kind, When
from sitegen.slugs import slug

_SAFE = re.compile(r"/(?:[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*/?)?")


def own_address(written: str) -> str | None:
    """`written` as a root-relative address of this site with a closing slash; None if it cannot be one.

    Names with a dot in their last part are files and get no slash. A part of dots alone could leave the site.
    """
    if not _SAFE.fullmatch(written) or any(part and not part.strip(".") for part in written.split("/")):
        return None
    last = written.rsplit("/", 1)[-1]
    return written if not last or "." in last else written + "/"


class Addresses:
    """The addresses of a site in one language; all open and close with a slash."""

    def __init__(self, language: Language, countries: Mapping[str, str]) -> None:
        self._words = language.addresses
        self._country_slugs = {code: slug(name) for code, name in countries.items()}
        words = language.addresses
        self.ticker = f"/{words['ticker']}/"
        self.undated = f"/{words['undated']}/"
        self.countries = f"/{words['countries']}/"
        self.persons = f"/{words['persons']}/"
        self.agencies = f"/{words['agencies']}/"
        self.search = f"/{words['search']}/"
        self.feeds = f"/{words['feeds']}/"
        self.about = f"/{words['about']}/"
        self.corrections = f"/{words['corrections']}/"
        self.home = "/"

    def story(self, kind: Kind, when: When, name: str) -> str:
        """A story's own address: the day, or as much of the date as is known, and its slug."""
        below = "" if kind == "article" else self.ticker[:-1]
        if when.at is None:
            return f"{below}{self.undated}{name}/"
        return f"{below}/{periods(when)[-1].replace('-', '/')}/{name}/"

    def section(self, name: str) -> str:
        return f"/{slug(name)}/"

    def country(self, code: str) -> str:
        return f"/{self._words['country']}/{self._country_slugs.get(code, code.lower())}/"

    def person(self, key: str) -> str:
        return f"/{self._words['person']}/{key}/"

    def letter(self, letter: str) -> str:
        return f"{self.persons}{letter}/"

    def agency(self, code: str) -> str:
        return f"/{self._words['agency']}/{slug(code)}/"

    def versions(self, story: str) -> str:
        """The page of the earlier versions of the story at an address."""
        return f"{story}{self._words['versions']}/"

    def ninjs(self, story: str) -> str:
        """The file that gives out the story at an address for programs."""
        return f"{story}ninjs.json"

    def page(self, name: str) -> str:
        return f"/{name}/"

    def list_of(self, key: str) -> str:
        """The address of the list with this key (`home`, `ticker`, `undated`, `section/...`, `country/PL`, ...)."""
        kind, _, name = key.partition("/")
        match kind:
            case "section":
                return self.section(name)
            case "country":
                return self.country(name)
            case "person":
                return self.person(name)
            case "agency":
                return self.agency(name)
            case "ticker":
                return self.ticker
            case "undated":
                return self.undated
            case "corrections":
                return self.corrections
        return self.home

    def period(self, key: str, period: str) -> str:
        """The calendar page of a list for `2026`, `2026-05` or `2026-05-12`."""
        return f"{self.list_of(key)}{period.replace('-', '/')}/"
