"""Which stories a change in the editor's files of people and countries can touch. Pure.

Recognition asks those files about a span of a text by its plain name, and finds a country's words as they stand. A text
in which none of the names occurs on which the files changed their mind is read as before. A story so found may still be
read as before; one that is not found is (tests/test_touched.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from sitegen.model import CountryFile, Dateline, PersonFile
from sitegen.names import labels
from sitegen.recognise.gazetteer import Known, known_people
from sitegen.recognise.spelling import ascii_letters, plain_text
from sitegen.slugs import slug

_PIECE = re.compile("[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What the files now think otherwise about; empty where no story has to be read again."""

    names: frozenset[str] = frozenset()
    """Plain names of persons and countries."""
    slugs: frozenset[str] = frozenset()
    """Keys of persons and slugs of their names: what a record says of persons that its text may not name so."""

    def __bool__(self) -> bool:
        return bool(self.names or self.slugs)


def touched(
    language: str,
    people: tuple[Mapping[str, PersonFile], Mapping[str, PersonFile]],
    countries: tuple[Mapping[str, CountryFile], Mapping[str, CountryFile]],
) -> Touched:
    """What differs between the people before and after, and the countries before and after, in the eyes of a reader."""
    before, after = people
    changed = [
        file
        for key in {*before, *after}
        if _telling(before.get(key)) != _telling(after.get(key))
        for file in (before.get(key), after.get(key))
        if file
    ]
    names = _differing(known_people(language, before.values()), known_people(language, after.values()))
    aliases = _aliases(countries[0].values()) ^ _aliases(countries[1].values())
    lands = {plain_text(alias) for _, alias in aliases}
    slugs = {slug(name) for name in (*names, *(name for file in changed for name in (file.key, *names_of(file))))}
    slugs |= _changed(labels(before.values()), labels(after.values()))
    return Touched(names=frozenset(names | lands), slugs=frozenset(slugs - {""}))


def names_of(file: PersonFile) -> tuple[str, ...]:
    """Every name a person's file gives."""
    return (file.name, *file.aliases, *file.spellings)


def _telling(file: PersonFile | None) -> object:
    return file and (file.name, file.aliases, file.spellings, file.hidden)


def _aliases(files: Iterable[CountryFile]) -> set[tuple[str, str]]:
    return {(file.code, alias) for file in files for alias in file.aliases}


def _differing(
    before: tuple[Mapping[str, Known], Mapping[str, Known]], after: tuple[Mapping[str, Known], Mapping[str, Known]]
) -> set[str]:
    return {name for old, new in zip(before, after, strict=True) for name in _changed(old, new)}


def _changed(old: Mapping[str, object], new: Mapping[str, object]) -> set[str]:
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


class _Read(msgspec.Struct):
    """All of a record that recognition reads."""

    title: str
    text: str
    dateline: Dateline


_decoder = msgspec.json.Decoder(_Read)


class Finder:
    """Tells in some microseconds whether a story can be touched."""

    def __init__(self, change: Touched) -> None:
        self._slugs = tuple(f'"{found}"'.encode() for found in sorted(change.slugs))
        rows = [(sorted(set(_PIECE.findall(ascii_letters(name))), key=len), name) for name in sorted(change.names)]
        # Any name without an ASCII letter has to be looked for in every text, the slow way.
        self._bare = tuple(name for pieces, name in rows if not pieces)
        self._rows = tuple((pieces[-1], tuple(pieces[:-1]), name) for pieces, name in rows if pieces)

    def __call__(self, record: bytes) -> bool:
        """Whether a story's record (JSON) has one of the slugs as a value, or the story one of the names."""
        if any(found in record for found in self._slugs):
            return True
        told = _decoder.decode(record)
        text = "\n".join((told.title, told.text, *told.dateline.places, *told.dateline.agencies))
        letters = ascii_letters(text)
        names = [
            name
            for longest, others, name in self._rows
            if longest in letters and all(piece in letters for piece in others)
        ]
        names += self._bare
        if not names:
            return False
        spelled = plain_text(text)
        return any(name in spelled for name in names)
