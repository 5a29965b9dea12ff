"""`content/site.toml`: what a site is called, where it stands, how it is published. An unknown key is an error."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sitegen.errors import ContentError, Problem
from sitegen.lang import Language, country_names, languages, load_language
from sitegen.plugins import unknown
from sitegen.slugs import slug

FEED_KINDS = ("rss", "atom", "json")
SITE_FILE = "content/site.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """`[agencies.<code>]`: an agency's name, and what its contract allows."""

    code: str
    """In capitals, as in datelines."""
    name: str
    url: str = ""
    feed: Literal["full", "summary"] = "full"
    keep_days: int = 0
    """Days after a story's date in which its text may stand; 0 is for ever."""
    ninjs: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All settings of a site, checked."""

    title: str
    base_url: str
    """Without a closing slash."""
    language: str
    timezone: str
    sections: tuple[str, ...]
    home_country: str = ""
    id_authority: str
    """The tagging entity of feed ids (RFC 4151): `noordzee.example,2026`."""
    feeds: tuple[str, ...] = FEED_KINDS
    feed_items: int = 50
    search: bool = True
    ninjs: bool = False
    share_images: str = "off"
    recogniser: str = ""
    """What finds persons instead of the rules: the name of an installed plug-in, and behind a colon its model."""
    section_map: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    """By code in capitals."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def host(self) -> str:
        """`https://noordzee.example`: what stands before a root-relative address in an absolute one."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def root(self) -> str:
        """The path below which the site stands on its host: '' or `/nieuws`."""
        return urlsplit(self.base_url).path.rstrip("/")

    def agency_name(self, code: str) -> str:
        agency = self.agencies.get(code)
        return agency.name if agency else code

    def section(self, name: str) -> str | None:
        """The section called `name`, without regard to case; None if the site has none of that name."""
        wanted = name.strip().casefold()
        return next((section for section in self.sections if section.casefold() == wanted), None)


@lru_cache(maxsize=4)  # a command reads its time zone first, and the build the rest
def read_site(text: str, file: str = SITE_FILE) -> Site:
    """The settings that `text` (TOML) holds; raises `ContentError` with everything that is wrong in it."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError([toml_fault(error, text, file, "see the section on site.toml in the README")]) from None
    reader = _Reader(text, file)
    values = reader.table(table, _SITE_KEYS, "")
    for name in ("title", "base_url", "language", "timezone", "sections"):
        if name not in table:
            reader.wrong(name, f"'{name}' is missing", f"add {name} = {_EXAMPLES[name]}")
    values["section_map"] = reader.table_of_texts(table.get("import", {}), "import", "sections")
    values["agencies"] = reader.agencies(table.get("agencies", {}))
    language = values.get("language")
    if not reader.problems:
        reader.names_of_sections(values["sections"], load_language(str(language)))
        reader.targets_of_sections(values["section_map"], values["sections"])
        if values.get("home_country", "") not in ("", *country_names(str(language))):
            reader.wrong("home_country", f"'{values['home_country']}' is no country", "write a code such as NL")
    if reader.problems:
        raise ContentError(reader.problems)
    if "id_authority" not in values:
        values["id_authority"] = urlsplit(values["base_url"]).hostname or "site"
    if "," not in values["id_authority"]:
        values["id_authority"] += ",2026"  # RFC 4151 wants a date on which the name was one's own; it must never change
    return Site(**values)


def toml_fault(error: tomllib.TOMLDecodeError, text: str, file: str, right: str) -> Problem:
    """What is wrong with `text`, on its line: the parser says it in words; without them it is the end."""
    line = re.search(r"at line (\d+)", str(error))
    number = int(line[1]) if line else max(1, len(text.splitlines()))
    return Problem(file, number, f"is not TOML ({str(error).split(' (at')[0]})", right)


def read_base_url(written: str) -> str:
    """An address for the whole site, without a closing slash; raises ValueError that says what would be right."""
    return _base_url(written)


class _Wrong(ValueError):
    """A value of a wrong kind; the message says what would be right."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Wrong('a text in quotes, such as "News"')
    if not value.strip().isprintable():
        raise _Wrong("a text without line ends and other characters that cannot be seen")
    return value.strip()


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("true or false")
    return value


def _number(low: int, high: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _Wrong(f"a whole number from {low} to {high}")
        return value

    return check


def _one_of(*names: str) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in names:
            raise _Wrong("one of " + ", ".join(f'"{name}"' for name in names))
        return str(value)

    return check


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
        raise _Wrong('a list of texts, such as ["World", "Sport"]')
    return tuple(part.strip() for part in value)


def _sections(value: Any) -> tuple[str, ...]:
    names = _texts(value)
    if not names or len({slug(name) for name in names}) < len(names) or not all(slug(name) for name in names):
        raise _Wrong("a list of at least one section, each with another name of letters or digits")
    return names


def _feeds(value: Any) -> tuple[str, ...]:
    names = _texts(value)
    if not set(names) <= set(FEED_KINDS):
        raise _Wrong('a list of "rss", "atom" and "json"')
    return tuple(kind for kind in FEED_KINDS if kind in names)


def _base_url(value: Any) -> str:
    url = _text(value)
    parts = _parts(url)
    if not parts or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc:
        raise _Wrong('an address such as "https://news.example" or "https://example.org/news"')
    if not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", parts.netloc) or not re.fullmatch(_PATH, parts.path):
        raise _Wrong("an address of ASCII letters, digits, dots and hyphens")
    return url.rstrip("/")


_PATH = r"(?:/(?!\.+(?:/|$))[A-Za-z0-9._~-]+)*/?"
"""Parts of dots alone would be resolved away by a browser."""


def _parts(url: str) -> SplitResult | None:
    """The parts of a web address; None if it is none."""
    try:
        parts = urlsplit(url)
        return parts if parts.scheme in ("http", "https") and parts.port != 0 else None
    except ValueError:  # brackets that are no IPv6 address, a port out of range
        return None


def _authority(value: Any) -> str:
    written = _text(value)
    if not re.fullmatch(r"[A-Za-z0-9._-]+(?:@[A-Za-z0-9.-]+)?(?:,\d{4}(?:-\d\d){0,2})?", written, re.ASCII):
        raise _Wrong('a name of one\'s own and a date on which it was, such as "news.example,2026"')
    return written


def _web_address(value: Any) -> str:
    url = _text(value)
    if not _parts(url):
        raise _Wrong('a web address such as "https://www.example.org"')
    return url


def _timezone(value: Any) -> str:
    try:
        return ZoneInfo(_text(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _Wrong('a zone of the tz database, such as "Europe/Amsterdam"') from None


def _language(value: Any) -> str:
    return _one_of(*languages())(value)


def _recogniser(value: Any) -> str:
    written = _text(value)
    if right := unknown(written):
        raise _Wrong(right)
    return written


def _country(value: Any) -> str:
    code = _text(value)
    if not re.fullmatch("[A-Z]{2}", code):
        raise _Wrong('a code of two capitals, such as "NL"')
    return code


_SITE_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "title": _text,
    "base_url": _base_url,
    "language": _language,
    "timezone": _timezone,
    "sections": _sections,
    "home_country": _country,
    "id_authority": _authority,
    "feeds": _feeds,
    "feed_items": _number(1, 500),
    "search": _flag,
    "ninjs": _flag,
    "recogniser": _recogniser,
    "share_images": _one_of("off", "sections", "articles"),
}
_AGENCY_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "name": _text,
    "url": _web_address,
    "feed": _one_of("full", "summary"),
    "keep_days": _number(1, 36500),
    "ninjs": _flag,
}
_TABLES = ("import", "agencies")
_EXAMPLES = {
    "title": '"Harbour News"',
    "base_url": '"https://news.example"',
    "language": '"nl"',
    "timezone": '"Europe/Amsterdam"',
    "sections": '["World", "Sport"]',
}


class _Reader:
    """Collects problems, with the line of the key that each is about."""

    def __init__(self, text: str, file: str) -> None:
        self._lines = text.splitlines()
        self._file = file
        self.problems: list[Problem] = []

    def wrong(self, key: str, wrong: str, right: str, below: str = "") -> None:
        self.problems.append(Problem(self._file, self._line(key, below), wrong, right))

    def _line(self, key: str, below: str) -> int:
        inside = not below
        for number, line in enumerate(self._lines, 1):
            if below and re.match(r"\s*\[", line):
                inside = below.casefold() in line.casefold()
            if inside and re.match(rf"""\s*\[?(?:{re.escape(below)}\.)?["']?{re.escape(key)}["']?\s*[=.\]]""", line):
                return number
        return 1

    def table(self, table: Any, keys: Mapping[str, Callable[[Any], Any]], below: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in table.items():
            if name in keys:
                try:
                    values[name] = keys[name](value)
                except _Wrong as right:
                    self.wrong(name, f"'{name}' cannot be {_shown(value)}", f"write {right}", below)
            elif below or name not in _TABLES:
                near = difflib.get_close_matches(name, [*keys, *(() if below else _TABLES)], 1)
                known = f"did you mean '{near[0]}'?" if near else "known are " + ", ".join(keys)
                self.wrong(name, f"'{name}' is no setting", known, below)
        return values

    def table_of_texts(self, table: Any, below: str, name: str) -> dict[str, str]:
        if not isinstance(table, dict) or not set(table) <= {name}:
            self.wrong(below, f"[{below}] holds something else than '{name}'", f"write [{below}.{name}]")
            return {}
        inner = table.get(name, {})
        if not isinstance(inner, dict) or not all(isinstance(value, str) for value in inner.values()):
            wrong = f"[{below}.{name}] holds something else than texts"
            self.wrong(name, wrong, 'write Economy = "Business"', below)
            return {}
        return dict(inner)

    def agencies(self, table: Any) -> dict[str, Agency]:
        agencies: dict[str, Agency] = {}
        if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
            self.wrong("agencies", "'agencies' holds something else than tables", "write [agencies.anp]")
            return agencies
        for code, row in table.items():
            values = self.table(row, _AGENCY_KEYS, f"agencies.{code}")
            agencies[code.upper()] = Agency(**{"code": code.upper(), "name": code.upper(), **values})
        return agencies

    def names_of_sections(self, sections: tuple[str, ...], language: Language) -> None:
        taken = {*language.addresses.values(), "assets", "media", "pagefind"}
        for name in sections:
            if slug(name) in taken or slug(name).isdigit():
                self.wrong("sections", f"section '{name}' has the address of something else", "give it another name")

    def targets_of_sections(self, section_map: Mapping[str, str], sections: tuple[str, ...]) -> None:
        known = {section.casefold() for section in sections}
        for name, target in section_map.items():
            if target.casefold() not in known:
                wrong = f"'{target}' is no section of this site"
                self.wrong(name, wrong, "sections are " + ", ".join(sections), "import.sections")


def _shown(value: Any) -> str:
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
