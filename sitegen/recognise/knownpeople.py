"""Persons whom the built-in list and the editor's files know, by full name and by lone surname."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from slugify import slugify

from sitegen.model import PersonFile
from sitegen.recognise.spelling import plain
from sitegen.recognise.wordlists import lines_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person whom the built-in list or an editor's file knows."""

    name: str
    key: str | None
    """None: listed, never linked (an editor's `hidden`)."""
    by: str
    """Which list says so."""
    kind: str = ""
    """'sport' of an athlete or coach on the built-in list."""
    hidden: bool = False
    """An editor wants no page of them; otherwise one without a key is any of several people."""


def known_people(language: str, people: Iterable[PersonFile]) -> tuple[dict[str, Known], dict[str, Known]]:
    """Persons by plain full name, and by plain lone surname; an editor's file wins over the built-in list.

    A file that names somebody on the list takes over the spellings there. A name that several files give is the one's
    whose slug it is; if it is no file's own, it is nobody's, and a mention of it is not linked.
    """
    built_in = _built_in(language)
    claims: tuple[dict[str, list[_Claim]], ...] = ({}, {})
    for file in people:
        key = None if file.hidden else file.key
        person = Known(name=file.name, key=key, by=f"people/{file.key}.md", hidden=file.hidden)
        names = (file.name, *file.aliases, *file.spellings)
        for spelling in names:
            table = claims[" " not in spelling.strip()]
            table.setdefault(plain(spelling), []).append(_Claim(person, file.key, written=True))
        listed = [one for spelling in names if (one := built_in[0].get(plain(spelling))) is not None]
        for known, table in zip(built_in, claims, strict=True):
            for spelling in (spelling for spelling, one in known.items() if one in listed):
                table.setdefault(spelling, []).append(_Claim(person, file.key, written=False))
    full, alone = (
        {**known, **{spelling: _owner(spelling, those) for spelling, those in table.items()}}
        for known, table in zip(built_in, claims, strict=True)
    )
    full.pop("", None)
    alone.pop("", None)
    return full, alone


class _Claim(NamedTuple):
    """A file's claim to a name: written in it, or taken over from the built-in list."""

    person: Known
    key: str
    written: bool


def _owner(spelling: str, claims: list[_Claim]) -> Known:
    claims = [claim for claim in claims if claim.written] or claims
    if len({claim.key for claim in claims}) > 1:
        claims = [claim for claim in claims if claim.key == slugify(spelling)]
    return claims[0].person if claims else Known(name=spelling, key=None, by="several files in people/")


@lru_cache(maxsize=4)
def _built_in(language: str) -> tuple[dict[str, Known], dict[str, Known]]:
    """The language's own list of office holders: by full name and by lone surname. Not to be changed."""
    full: dict[str, Known] = {}
    alone: dict[str, Known] = {}
    for line in lines_of(files("sitegen") / "lang" / language, "known_people.txt"):
        name, spellings, surnames = (part.strip() for part in f"{line}||".split("|")[:3])
        kind = f"{line}|||".split("|")[3].strip()
        person = Known(name=name, key=slugify(name), by="known_people.txt", kind=kind)
        for spelling in (name, *spellings.split(",")):
            full[plain(spelling)] = person
        for surname in surnames.split(","):
            alone[plain(surname)] = person
    return full, alone
