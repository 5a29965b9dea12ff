"""The words by which a language's wire pages are read, as patterns; read once from `lang/<code>/wire.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sitegen.lang import language_file, languages
from sitegen.wire.ages import Age, Unit

_CRUMBS = re.compile(r"\w(?: > | ?[›»] ?)\w")
_LONGEST_CRUMBS = 80
"""Characters of a line such as `Home > Nieuws > Buitenland`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """What the page grammar asks of a language. Patterns are matched at the start of a cleaned line."""

    ago: str
    """The word that closes an age: `geleden`."""
    age: re.Pattern[str]
    """A whole age: groups `count` and `unit`, or `word`."""
    damaged_age: re.Pattern[str]
    """What is left of an age that lost its number, its unit or the end of its last word; never an empty match."""
    short_age: re.Pattern[str]
    """A number and a whole unit, whatever follows: groups as `age`."""
    more_from: re.Pattern[str]
    """The line that heads a ticker; group `section`, empty where the name stands on the next line."""
    just_in: re.Pattern[str]
    latest: re.Pattern[str]
    """`- Section HH:MM headline`."""
    date_bar: re.Pattern[str]
    edition: re.Pattern[str]
    credit: re.Pattern[str]
    byline: re.Pattern[str]
    links: re.Pattern[str]
    interruptions: frozenset[str]
    furniture: frozenset[str]
    sections: frozenset[str]
    numbers: tuple[tuple[str, int], ...]
    units: tuple[tuple[str, Unit], ...]
    days: tuple[tuple[str, int], ...]

    def read_age(self, found: re.Match[str]) -> Age:
        """The age that a match of `age` tells."""
        words = re.sub(r"\s+", " ", found[0]).strip()
        if word := found["word"]:
            days = dict(self.days)
            unit: Unit = "day" if word.casefold() in days else "second"
            return Age(words=words, count=days.get(word.casefold(), 0), unit=unit)
        count = found["count"].casefold()
        number = dict(self.numbers).get(count) or int(count)
        unit = dict(self.units)[found["unit"].casefold()]
        return Age(words=f"{found['count']} {found['unit']}", count=number, unit=unit)

    def rest_of_age(self, text: str) -> Age | None:
        """The age that a damaged one still tells: its number and its whole unit stand there; else None."""
        return self.read_age(found) if (found := self.short_age.match(text)) else None

    def is_furniture(self, text: str) -> bool:
        """Whether the whole line is a menu word, a button or another part of the page that is no copy."""
        if self.links.match(text) or (len(text) <= _LONGEST_CRUMBS and _CRUMBS.search(text)):
            return True
        return _bare(text) in self.furniture or not any(map(str.isalnum, text))

    def interrupts(self, text: str) -> bool:
        """Whether a line between two paragraphs is no subheading but a part of the page."""
        return self.is_furniture(text) and (_bare(text) not in self.furniture or _bare(text) in self.interruptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWords:
    """How desks open a version of a story; matched against small letters without spaces."""

    replaces: re.Pattern[str]
    corrects: re.Pattern[str]


@cache
def desk_words() -> DeskWords:
    """What desks write above a new version, in every language that is here: a site takes copy in more than its own."""
    desks = [_told(language).get("desk", {}) for language in languages()]

    def opening(name: str) -> re.Pattern[str]:
        lines = [line for desk in desks for line in desk.get(name, ())]
        return re.compile("|".join(re.escape(line.replace(" ", "").casefold()) for line in lines))

    return DeskWords(replaces=opening("replaces"), corrects=opening("corrects"))


@cache
def topics(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The subjects of IPTC by the first two digits of their codes (`04`), each with the sections that may hold it.

    Both in the subject codes of NewsML 1 and NITF and in the top level of Media Topics. Raises UsageError where sitegen
    has no such language.
    """
    return tuple((code, tuple(names)) for code, names in sorted(_told(language).get("topics", {}).items()))


def _told(language: str) -> dict[str, Any]:
    return tomllib.loads(language_file(language, "wire.toml").decode())


def _bare(text: str) -> str:
    return text.casefold().strip(" :.›»>+|")


@cache
def page_words(language: str = "nl") -> PageWords:
    """The patterns for `language`. Raises UsageError where sitegen has no such language."""
    return _patterns(_told(language))


def _patterns(told: Mapping[str, Any]) -> PageWords:
    page, calendar = told["page"], told["calendar"]
    hour = rf"(?: (?:{_any(calendar['hour'])}))?" if calendar["hour"] else ""
    ago, numbers = re.escape(told["ago"]), _any(told["number_words"])
    units, words = _any(told["units"]), _any([*told["now"], *told["days"]])
    cut = "|".join(re.escape(told["ago"][:end]) for end in range(len(told["ago"]) - 1, 0, -1))
    flags = re.IGNORECASE
    return PageWords(
        ago=told["ago"],
        age=re.compile(
            rf"(?:(?P<count>(?<!\d)\d{{1,9}}|{numbers}) ?(?P<unit>{units}) ?{ago}|(?P<word>{words}))", flags
        ),
        damaged_age=re.compile(
            rf"(?:\d{{1,9}} ?)?(?:{units}) ?(?:{ago}|\b(?:{cut})(?![a-z]))"
            rf"|\d{{1,9}} ?[a-z]{{0,8}} ?{ago}|{ago}|\d{{1,9}} (?:{units})(?![a-z])"
        ),
        short_age=re.compile(rf"(?P<count>\d{{1,9}}) ?(?P<unit>{units})(?![a-z])(?P<word>)"),
        more_from=re.compile(rf"(?:{_any(page['more_from'])})\b:?\s*(?P<section>\S.{{0,59}}?)?:?$", flags),
        just_in=re.compile(rf"(?:{_any(page['just_in'])}):?$", flags),
        latest=re.compile(
            r"(?:[-–—•*·]\s*)?(?P<section>[^\W\d_][^:]{0,40}?)?\s*(?P<time>\b[0-2]?\d[:.][0-5]\d)"
            + hour
            + r"\s+(?P<headline>\S.*)$"
        ),
        date_bar=re.compile(
            rf"(?:(?:{_any(page['dated'])})\b[^\d]{{0,12}})?(?:(?:{_any(calendar['weekdays'])})\.?,? )?"
            rf"(?:\d{{1,2}} (?:{_any(calendar['months'])})\.?(?: \d{{4}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}"
            r"|\d{4}-\d\d-\d\d|(?=\d{1,2}[:.]\d{2}))(?:[ ,|•·-]*(?:\w{2,5} )?\d{1,2}[:.]\d{2}" + hour + ")?$",
            flags,
        ),
        edition=re.compile(
            rf"(?=\S+(?: \S+){{0,3}}$)"
            rf"(?:(?:\w+ )?(?:{_any(page['edition'])})\b.*|.*\b(?:{_any(page['edition'])}))$",
            flags,
        ),
        credit=re.compile(
            rf"(?:(?:{_any(page['credit'])})(?:\s*[:/|©]|\s+(?=[A-Z©]))|©|\(c\)).{{0,100}}$"
            r"|[A-Z][A-Z-]{1,11}(?: ?/ ?[A-Z][A-Z-]{1,11}){0,3}$"
        ),
        byline=re.compile(rf"(?:{_any(page['byline'])})\b:? .{{1,80}}(?<![.!?])$"),
        links=re.compile(rf"(?:{_any(page['links'])}) ?[:›»>] ?.{{1,160}}$", flags),
        interruptions=frozenset(word.casefold() for word in page["interruptions"]),
        furniture=frozenset(word.casefold() for word in page["furniture"]),
        sections=frozenset(word.casefold() for word in page["sections"]),
        numbers=tuple((word.casefold(), count) for word, count in told["number_words"].items()),
        units=tuple((word.casefold(), unit) for word, unit in told["units"].items()),
        days=tuple((word.casefold(), count) for word, count in told["days"].items()),
    )


def _any(words: Iterable[str]) -> str:
    """An alternation of `words`, longest first, so that no word hides a longer one."""
    return "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(words, key=lambda word: (-len(word), word)))
