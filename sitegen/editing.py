"""What an editor makes of what was recognised: people files, and `countries` and `persons` of front matter. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as with_fields
from typing import Any

from msgspec.structs import replace

from sitegen.addresses import Addresses
from sitegen.config import Site
from sitegen.fields import Head
from sitegen.lang import Language
from sitegen.model import Person, PersonFile, Recognition
from sitegen.names import known_by_initial
from sitegen.recognise import Gazetteer, Known, plain
from sitegen.slugs import slug


@dataclass(frozen=True, slots=True)
class Desk:
    """What reading a story needs besides its file: the site's settings and what its language knows."""

    site: Site
    language: Language
    countries: Mapping[str, str]
    """Names by code."""
    gazetteer: Gazetteer
    addresses: Addresses
    people: Mapping[str, PersonFile] = field(default_factory=dict)
    """The editor's persons by key."""
    by_slug: Mapping[str, PersonFile] = field(default_factory=dict)
    """The same by the slug of every name that only one of them bears: whose page would stand at that address."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What tells those apart who share their name, by key."""


def people_by_slug(people: Mapping[str, PersonFile]) -> dict[str, PersonFile]:
    """The persons by key and by the slug of each name; a slug that several have is the one's whose key it is."""
    claims: dict[str, set[str]] = {}
    for file in people.values():
        for name in (file.key, file.name, *file.aliases, *file.spellings):
            claims.setdefault(slug(name), set()).add(file.key)
    return {
        found: people[found if found in keys else next(iter(keys))]
        for found, keys in claims.items()
        if found in keys or len(keys) == 1
    }


def gazetteer_for(fields: Mapping[str, Any], desk: Desk) -> Gazetteer:
    """What recognition knows when it reads this story: whom `persons` names is a person for certain.

    To one named by the slug of a file belong all names in that file, also those that another file gives as well.
    """
    written = fields.get("persons", ())
    files = [file for one in written if (file := desk.people.get(slug(one)))]
    names = [name for one in written if _is_new(name := one.strip(), desk)]
    if not files and not names:
        return desk.gazetteer
    full, alone = dict(desk.gazetteer.known_full), dict(desk.gazetteer.known_alone)
    full.update({plain(name): Known(name=name, key=slug(name), by="'persons' in front matter") for name in names})
    for file in files:
        person = Known(name=file.name, key=None if file.hidden else file.key, by=f"people/{file.key}.md, by 'persons'")
        for spelling in (file.name, *file.aliases, *file.spellings):
            (full if " " in spelling.strip() else alone)[plain(spelling)] = person
    return with_fields(desk.gazetteer, known_full=full, known_alone=alone)


def _is_new(name: str, desk: Desk) -> bool:
    """Whether an editor wrote the full name of somebody of whom no list and no file knows."""
    if " " not in name or name.startswith("-") or known_by_initial(name):
        return False
    return bool(slug(name)) and slug(name) not in desk.by_slug and plain(name) not in desk.gazetteer.known_full


def edited(
    found: Recognition, head: Head, fields: Mapping[str, Any], desk: Desk
) -> tuple[Recognition, tuple[str, ...]]:
    """What was recognised, with what the editor adds and takes away; and `Story.asked`. Faults go to `head`."""
    if not ("countries" in fields or "persons" in fields or any(one.key in desk.by_slug for one in found.persons)):
        return _as_found(found, desk), ()
    countries, dateline = _countries(found, head, fields, desk)
    persons, moved = _filed(_persons(found, head, fields, desk), desk)
    asked = {key for key, now in moved.items() if now is None}
    asked |= {slug(written) for written in fields.get("persons", ())}
    keys = {*countries, *(person.key for person in persons if person.key)}
    mentions = (
        mention if mention.key not in moved else replace(mention, key=moved[mention.key]) for mention in found.mentions
    )
    kept = Recognition(
        countries=tuple(countries),
        dateline_countries=tuple(dateline),
        persons=tuple(persons),
        mentions=tuple(mention for mention in mentions if mention.key is None or mention.key in keys),
    )
    return kept, tuple(sorted(key for key in asked if key))


def _as_found(found: Recognition, desk: Desk) -> Recognition:
    """What was recognised where no editor has a say: nearly every story."""
    persons = tuple(_by_list(person, desk) for person in found.persons)
    dateline = found.dateline_countries
    if desk.site.home_country in dateline:
        dateline = tuple(code for code in dateline if code != desk.site.home_country)
    if persons == found.persons and dateline is found.dateline_countries:
        return found
    return replace(found, persons=persons, dateline_countries=dateline)


def _countries(found: Recognition, head: Head, fields: Mapping[str, Any], desk: Desk) -> tuple[list[str], list[str]]:
    """The countries of the copy, and those of the dateline alone."""
    countries = list(found.countries)
    dateline = [code for code in found.dateline_countries if code != desk.site.home_country]
    # By slug, since a name typed without its marks ('Belgie') looks more like another country's than like its own.
    by_name = {slug(name): code for code, name in desk.countries.items()} if "countries" in fields else {}
    for written in fields.get("countries", ()):
        taken, name = written.startswith("-"), written.removeprefix("-").strip()
        code = name.upper() if name.upper() in desk.countries else by_name.get(slug(name), "")
        if not code:
            near = difflib.get_close_matches(slug(name), by_name, 1)
            right = f"did you mean {desk.countries[by_name[near[0]]]}?" if near else "write a code such as PL"
            head.wrong("countries", f"'{name}' is no country", right)
        elif taken:
            countries = [known for known in countries if known != code]
            dateline = [known for known in dateline if known != code]
        elif code not in countries:
            countries.append(code)
            dateline = [known for known in dateline if known != code]
    return countries, dateline


def _persons(found: Recognition, head: Head, fields: Mapping[str, Any], desk: Desk) -> list[Person]:
    """The persons of the copy with those whom `persons` adds or takes away, by a name or by the slug of a file."""
    persons = list(found.persons)
    for written in fields.get("persons", ()):
        name = written.removeprefix("-").strip()
        key = slug(name)
        file, known = desk.by_slug.get(key), _known(name, desk)
        if not key:
            head.wrong("persons", f"'{written}' is no name", "write the full name")
        elif written.startswith("-"):
            taken = {key, known.key if known and known.key else key}
            persons = [one for one in persons if taken.isdisjoint({one.key, slug(one.name)})]
        elif file or (known and known.key):
            wanted = file.key if file else known.key if known else key
            if all(one.key != wanted for one in persons):
                persons.append(Person(name=file.name if file else name, key=wanted))
        elif known and known.hidden:
            continue
        elif known:
            head.wrong("persons", f"several people are called '{name}'", "write the slug of one of their files")
        elif known_by_initial(name):
            right = "write the full name, or take it out: somebody known by an initial gets no page"
            head.wrong("persons", f"'{name}' is known by an initial", right)
        elif all(one.key != key for one in persons):
            persons.append(Person(name=name, key=key))
    return persons


def _known(name: str, desk: Desk) -> Known | None:
    """Whom the files or the built-in list know by a name."""
    known = desk.gazetteer
    return known.known_full.get(plain(name)) or known.known_alone.get(plain(name))


def _filed(persons: Iterable[Person], desk: Desk) -> tuple[list[Person], dict[str | None, str | None]]:
    """The persons under the names and keys that files give; and each key that is another's now, None for one hidden.

    What recognition compares is a plain name, what an address is made of is a slug: two names can differ in the one and
    be the same in the other, and then they are one person's.
    """
    found: dict[str | int, Person] = {}
    moved: dict[str | None, str | None] = {}
    for person in persons:
        file = desk.by_slug.get(person.key or "")
        if file is None:
            person = _by_list(person, desk)
        elif file.hidden:
            moved[person.key] = None
            continue
        else:
            if file.key != person.key:
                moved[person.key] = file.key
            person = replace(person, name=file.name, key=file.key, label=desk.labels.get(file.key, ""))
        found.setdefault(person.key or len(found), person)
    return list(found.values()), moved


def _by_list(person: Person, desk: Desk) -> Person:
    """`person` under the name that the built-in list gives: one name on all pages and in the search filter."""
    known = _known(person.name, desk)
    if known is None or known.key is None or known.key != person.key or known.name == person.name:
        return person
    return replace(person, name=known.name)
