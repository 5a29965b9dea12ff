"""The keys of front matter: what each may hold, and what is said where it holds something else. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sitegen.addresses import own_address
from sitegen.config import Site
from sitegen.dates import PRECISIONS, DateError, parse_when
from sitegen.errors import Problem
from sitegen.frontmatter import Value
from sitegen.model import Correction, Status, When
from sitegen.utf8 import seen_of


class Wrong(ValueError):
    """A value that cannot be; the message says what is wrong, `right` what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.right = right


Reader = Callable[[Value, Site], Any]


class Head:
    """Reads front matter by a table of keys, and collects what is wrong with it."""

    def __init__(self, values: Mapping[str, Value], file: str, site: Site) -> None:
        self.values = values
        self.problems: list[Problem] = []
        self._file = file
        self._site = site

    def wrong(self, key: str, wrong: str, right: str, line: int = 1) -> None:
        """Notes a problem at the line of `key`, or at `line` where there is none."""
        found = self.values.get(key)
        self.problems.append(Problem(self._file, found.line if found else line, wrong, right))

    def read(self, keys: Mapping[str, Reader]) -> dict[str, Any]:
        """What the known keys say; unknown ones and wrong values become problems."""
        fields: dict[str, Any] = {}
        for name, value in self.values.items():
            if name not in keys:
                near = difflib.get_close_matches(name, keys, 1)
                known = f"did you mean '{near[0]}'?" if near else "known are " + ", ".join(sorted(keys))
                self.wrong(name, f"'{name}' is no key", known)
                continue
            try:
                fields[name] = keys[name](value, self._site)
            except (Wrong, DateError) as error:
                self.problems.append(Problem(self._file, value.line, f"{name}: {error}", error.right))
        return fields


def text_of(value: Value, site: Site) -> str:
    if not isinstance(value.value, str):
        raise Wrong(f"is a {_shape(value)}", "write a text on one line")
    words = seen_of(value.value).split()
    if not words:
        raise Wrong("is empty", "give it a value or take the line out")
    return " ".join(words)


def _shape(value: Value) -> str:
    return "map" if isinstance(value.value, Mapping) else "list" if isinstance(value.value, tuple) else "text"


def _id(value: Value, site: Site) -> str:
    written = text_of(value, site)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}", written):
        raise Wrong(f"'{written}' is no id", "write at most 100 letters, digits, dots, colons and hyphens")
    return written


def texts_of(value: Value, site: Site) -> tuple[str, ...]:
    """A list of texts; one text alone is a list of one."""
    if isinstance(value.value, tuple):
        return tuple(text_of(part, site) for part in value.value)
    return (text_of(value, site),)


def _when_of(value: Value, site: Site) -> When:
    return parse_when(text_of(value, site), site.zone)


def _moment(value: Value, site: Site) -> datetime:
    written = text_of(value, site)
    when = parse_when(written, site.zone)
    if when.at is None or when.precision != "minute":
        example = when.at.isoformat(timespec="minutes") if when.at else "2026-05-12T09:00+02:00"
        raise Wrong(f"'{written}' is no moment", f"write the time as well: {example}")
    return when.at


def _flag(value: Value, site: Site) -> bool:
    written = text_of(value, site)
    if written not in ("true", "false"):
        raise Wrong(f"'{written}' is neither true nor false", "write true or false")
    return written == "true"


def _number(low: int, high: int) -> Reader:
    def read(value: Value, site: Site) -> int:
        written = text_of(value, site)
        if not re.fullmatch(r"\d{1,9}", written) or not low <= int(written) <= high:
            raise Wrong(f"'{written}' is no number from {low} to {high}", f"write a number from {low} to {high}")
        return int(written)

    return read


def _one_of(*names: str) -> Reader:
    def read(value: Value, site: Site) -> str:
        written = text_of(value, site)
        if written not in names:
            near = difflib.get_close_matches(written, names, 1)
            right = f"did you mean '{near[0]}'?" if near else "write one of " + ", ".join(names)
            raise Wrong(f"'{written}' is unknown", right)
        return written

    return read


def _section(value: Value, site: Site) -> str:
    written = text_of(value, site)
    section = site.section(written)
    if section is None:
        raise Wrong(f"'{written}' is no section of this site", "sections are " + ", ".join(site.sections))
    return section


def _capitals(value: Value, site: Site) -> tuple[str, ...]:
    return tuple(text.upper() for text in texts_of(value, site))


def _own_addresses(value: Value, site: Site) -> tuple[str, ...]:
    addresses = []
    for written in texts_of(value, site):
        address = own_address(written)
        if address is None or address == "/":
            raise Wrong(f"'{written}' is no address of this site", "write a path such as /2026/05/12/old/")
        addresses.append(address)
    return tuple(addresses)


def _media(value: Value, site: Site) -> str:
    written = text_of(value, site)
    if not written.startswith("/media/") or own_address(written) is None:
        raise Wrong(f"'{written}' is no file of this site", "put it in content/media/ and write /media/name.jpg")
    return written


def _corrections(value: Value, site: Site) -> tuple[Correction, ...]:
    if not isinstance(value.value, tuple):
        raise Wrong(f"is a {_shape(value)}", "write a list of maps with 'time' and 'note'")
    corrections = []
    for part in value.value:
        if not isinstance(part.value, Mapping) or set(part.value) != {"time", "note"}:
            raise Wrong("holds something else than 'time' and 'note'", "write '- time: ...' and '  note: ...'")
        at = _when_of(part.value["time"], site)
        corrections.append(Correction(at=at, note=text_of(part.value["note"], site)))
    return tuple(corrections)


_STATUSES: tuple[Status, ...] = ("usable", "corrected", "withheld", "canceled")
STORY_KEYS: Mapping[str, Reader] = {
    "id": _id,
    "source_id": text_of,
    "imported": text_of,
    "slug": text_of,
    "aliases": _own_addresses,
    "replaces": texts_of,
    "date": _when_of,
    "date_precision": _one_of(*PRECISIONS),
    "updated": _when_of,
    "captured": _moment,
    "embargo": _moment,
    "expires": _moment,
    "order": _number(0, 99999),
    "title": text_of,
    "summary": text_of,
    "section": _section,
    "byline": text_of,
    "agencies": _capitals,
    "place": texts_of,
    "urgency": _number(1, 9),
    "rights": text_of,
    "image": _media,
    "image_alt": text_of,
    "image_credit": text_of,
    "type": _one_of("article", "ticker"),
    "draft": _flag,
    "status": _one_of(*_STATUSES),
    "corrections": _corrections,
    "countries": texts_of,
    "persons": texts_of,
}
PERSON_KEYS: Mapping[str, Reader] = {
    "name": text_of,
    "aliases": texts_of,
    "spellings": texts_of,
    "role": text_of,
    "country": text_of,
    "wikidata": text_of,
    "hidden": _flag,
}
