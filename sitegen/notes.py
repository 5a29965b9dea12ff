"""What an editor keeps beside stories: people, countries, pages, redirects. Small, and all of it in memory."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from sitegen import keys
from sitegen.addresses import own_address
from sitegen.archive import Archive
from sitegen.config import Site, toml_fault
from sitegen.dirty import calendar_periods, showing
from sitegen.errors import ContentError, Problem
from sitegen.hosting import GONE, Rule, faults, gone, moved
from sitegen.model import CountryFile, PageFile, PersonFile
from sitegen.names import labels, letter_of
from sitegen.publication import seen
from sitegen.utf8 import decode

REDIRECTS = "redirects.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """All notes of a site."""

    people: Mapping[str, PersonFile]
    """By key."""
    countries: Mapping[str, CountryFile]
    """By code."""
    pages: Mapping[str, PageFile]
    """By name."""
    redirects: Mapping[str, str | int]
    """A new address, 410 or 451, by old address."""


def known_notes(archive: Archive) -> Notes:
    """The notes as the archive holds them."""
    people: dict[str, PersonFile] = {}
    countries: dict[str, CountryFile] = {}
    pages: dict[str, PageFile] = {}
    redirects: dict[str, str | int] = {}
    for path, note in archive.notes():
        match path.partition("/")[0]:
            case "people":
                person = msgspec.json.decode(note, type=PersonFile)
                people[person.key] = person
            case "countries":
                country = msgspec.json.decode(note, type=CountryFile)
                countries[country.code] = country
            case "pages":
                page = msgspec.json.decode(note, type=PageFile)
                pages[page.name] = page
            case _:
                redirects = msgspec.json.decode(note, type=dict[str, str | int])
    return Notes(people=people, countries=countries, pages=pages, redirects=redirects)


def read_note(path: str, data: bytes, site: Site, names: Mapping[str, str]) -> bytes:
    """What a file that is no story says, packed; raises `ContentError`. `names` are the countries' by code."""
    # Reading loads the Markdown parser and the recogniser; a build in which no note changed does without.
    from sitegen.content import read_country, read_page, read_person

    value: object
    match path.partition("/")[0]:
        case "people":
            value = read_person(path, data, site)
        case "countries":
            value = read_country(path, data, site, names)
        case "pages":
            value = read_page(path, data, site)
        case _:
            value = read_redirects(decode(data, f"content/{path}"), f"content/{path}")
    return msgspec.json.encode(value)


def set_version(archive: Archive, path: str, data: bytes | None, site: Site) -> dict[str, str]:
    """Records the version in a file, or (None) that it is gone; gives the dirty keys. Raises `ContentError`."""
    from sitegen.versions import read_version

    old, new = archive.history.version(path), read_version(path, data, site) if data is not None else None
    if old == new:
        return {}
    archive.history.set_version(path, new)
    why = f"content/{path} {'changed' if new else 'is gone'}"
    return {key: why for version in (old, new) if version for key in _version_keys(archive, version.story)}


def _version_keys(archive: Archive, id: str) -> tuple[str, ...]:
    """The keys that show the versions of the story with this id."""
    rows = [row for row in archive.rows_of(id) if row.state != "absent"]
    stories = [seen(*archive.story_as_seen(row.number)) for row in rows]
    told = [key for story in stories for key in (f"story:{story.address}", *keys.correction_keys(story))]
    # Of a story that is gone the address for versions answers so too, if there is one.
    return (*told, *(["hosting:"] if any(row.state == "gone" for row in rows) else ()))


def read_redirects(text: str, file: str) -> dict[str, str | int]:
    """Old addresses and what holds for them; raises `ContentError` for other sites, loops and what is no address."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError([toml_fault(error, text, file, _EXAMPLE)]) from None
    redirects: dict[str, str | int] = {}
    rules: dict[Rule, int] = {}
    problems = []
    for old, new in table.items():
        opening = re.compile(rf"""\s*["']{re.escape(old)}["']\s*=""")
        line = next((number for number, row in enumerate(text.splitlines(), 1) if opening.match(row)), 0)
        source = own_address(old)
        target = own_address(new) if isinstance(new, str) else new
        if source is None or target is None or (isinstance(target, int) and target not in GONE):
            problems.append(Problem(file, line, f"'{old}' = {new!r} is no redirect of this site", _EXAMPLE))
            continue
        redirects[source] = target
        try:
            rules[gone(source, target) if isinstance(target, int) else moved(source, target)] = line
        except ValueError as error:
            problems.append(Problem(file, line, str(error), _EXAMPLE))
    problems += [Problem(file, rules[rule], wrong, "take one of the lines out") for rule, wrong in faults(rules)]
    if problems:
        raise ContentError(problems)
    return redirects


_EXAMPLE = 'write "/2026/05/12/old/" = "/2026/05/12/new/", or = 410, or = 451'


def dirty_by_notes(archive: Archive, old: Notes, new: Notes) -> tuple[dict[str, str], list[str]]:
    """The keys that show a note which changed, with the reason; and the persons' keys to count again."""
    dirty: dict[str, str] = {}
    persons = []
    told = labels(old.people.values()), labels(new.people.values())
    for key in sorted({*told[0], *told[1]}):
        if told[0].get(key) != told[1].get(key):  # perhaps because somebody else bears the name now, or no longer
            letters = {f"letter:{letter_of(people[key].name)}" for people in (old.people, new.people) if key in people}
            dirty |= dict.fromkeys(["index:person", *letters], "content/people/ has the name twice, or no more")
    if _hidden_names(old) != _hidden_names(new):
        for story in archive.history.stories_with_versions():
            dirty |= dict.fromkeys(_version_keys(archive, story), "somebody in content/people/ is hidden, or no more")
    for key in sorted({*old.people, *new.people}):
        before, after = old.people.get(key), new.people.get(key)
        if before != after:
            persons.append(f"person/{key}")
            why = f"content/people/{key}.md changed"
            dirty[f"list:person/{key}"] = why
            listed = [_listing(archive, key, file) for file in (before, after)]
            if listed[0] != listed[1]:
                dirty |= {f"letter:{letter_of(name)}": why for name in listed if name}
                dirty |= dict.fromkeys([f"list:{one}" for one in showing(archive, f"person/{key}")], why)
                dirty |= {f"calendar:person/{key}:{at}": why for at in calendar_periods(archive, f"person/{key}")}
                dirty["index:person"] = why
    for code in sorted({*old.countries, *new.countries}):
        if old.countries.get(code) != new.countries.get(code):
            why = f"content/countries/{code.lower()}.md changed"
            dirty[f"list:country/{code}"] = why
            if (code in old.countries) != (code in new.countries) and not archive.tallies.entity(f"country/{code}"):
                dirty["index:country"] = why
    for name in sorted({*old.pages, *new.pages}):
        if old.pages.get(name) != new.pages.get(name):
            dirty |= dict.fromkeys([f"page:{name}", "sitemap:"], f"content/pages/{name}.md changed")
    for address in sorted({*old.redirects, *new.redirects}):
        if old.redirects.get(address) != new.redirects.get(address):
            dirty |= dict.fromkeys([f"moved:{address}", "hosting:"], f"content/{REDIRECTS} changed")
    return dirty, persons


def _listing(archive: Archive, key: str, file: PersonFile | None) -> str:
    """The name that other pages than the person's own show: the file's, or without one the archive's; '' for none."""
    if file:
        return "" if file.hidden else file.name
    known = archive.tallies.entity(f"person/{key}")
    return known.name if known else ""


def _hidden_names(notes: Notes) -> list[tuple[str, ...]]:
    """The names that no earlier version of a story may hold."""
    return [(one.name, *one.aliases, *one.spellings) for _, one in sorted(notes.people.items()) if one.hidden]
