"""Which countries and persons a story is about: pure functions over text.

All that depends on a language stands in `sitegen/lang/<code>/`, and `load_gazetteer` reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

from sitegen.dateline import split_dateline
from sitegen.model import Dateline, Mention, Person, Recognition
from sitegen.recognise.cast import Spotted
from sitegen.recognise.copytext import Copy, Form, read_copy
from sitegen.recognise.countries import CountryHit, country_hits
from sitegen.recognise.gazetteer import Gazetteer, Known, folding, load_gazetteer
from sitegen.recognise.persons import called_words, spot_persons
from sitegen.recognise.places import place_country
from sitegen.recognise.spelling import plain

__all__ = [
    "Candidate",
    "Gazetteer",
    "Known",
    "explain",
    "folding",
    "load_gazetteer",
    "place_country",
    "plain",
    "recognise",
]

Where = Literal["title", "text"]
_WHERE: tuple[Where, Where] = ("title", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A span that was looked at: what decided on it, and how."""

    kind: str
    where: str
    start: int
    end: int
    text: str
    rule: str
    """The list or the rules that decided."""
    accepted: bool
    key: str | None
    """Of an accepted one: the country's code or the person's key, None where there is no link."""


@dataclass(frozen=True, slots=True)
class _Reading:
    parts: tuple[Copy, Copy]
    persons: list[Spotted]
    countries: tuple[list[CountryHit], ...]
    dateline: Dateline | None


def _read(title: str, text: str, gazetteer: Gazetteer) -> _Reading:
    dateline, start = split_dateline(text)
    parts = read_copy(title, 0, gazetteer), read_copy(text, start, gazetteer)
    persons = spot_persons(parts, gazetteer)
    taken: tuple[set[int], set[int]] = (set(), set())
    for one in persons:
        if one.accepted:
            taken[one.part].update(range(one.run.first, one.run.last + 1))
    called = called_words(persons)
    countries = tuple(
        list(country_hits(copy, taken[part], called, parts[1 - part].words.words)) for part, copy in enumerate(parts)
    )
    return _Reading(parts, persons, countries, dateline)


def _dateline_codes(dateline: Dateline | None, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The countries of the dateline's places; a place that no table knows is a local one if no agency stands by it."""
    if dateline is None:
        return ()
    codes = [place_country(place, gazetteer) for place in dateline.places]
    if not dateline.agencies and not any(codes):
        codes = [gazetteer.local_country]
    return tuple(dict.fromkeys(code for code in codes if code))


def recognise(title: str, text: str, gazetteer: Gazetteer) -> Recognition:
    """The countries and persons of a story, in order of first mention, with every span that names one.

    `text` includes the dateline if the story has one; it gives `dateline_countries` and no spans. A mention of a person
    whose key is None is not to be linked: a suspect, somebody known by an initial or a first name, or a surname whose
    bearer is not certain (such a bearer is not among `persons`).
    """
    reading = _read(title, text, gazetteer)
    mentions = _mentions(reading)
    countries = tuple(dict.fromkeys(mention.key for mention in mentions if mention.kind == "country" and mention.key))
    codes = _dateline_codes(reading.dateline, gazetteer)
    named = {id(one.person): one.person for one in reading.persons if one.person}
    return Recognition(
        countries=countries,
        dateline_countries=tuple(code for code in codes if code not in countries),
        persons=tuple(
            Person(name=person.name, key=person.key, role=person.role, country=person.country)
            for person in named.values()
        ),
        mentions=tuple(mentions),
    )


def _mentions(reading: _Reading) -> list[Mention]:
    """Every accepted span, in order."""
    found: list[tuple[int, int, int, Literal["country", "person"], str | None]] = []
    for one in reading.persons:
        if one.accepted:
            found.append((one.part, one.start, one.end, "person", one.person.key if one.person else None))
    for part, hits in enumerate(reading.countries):
        copy = reading.parts[part]
        for form, _, accepted in hits:
            if accepted:
                found.append((part, copy.words.starts[form.first], _end(copy, form), "country", form.code))
    # No two spans of one part start together, so that the order never depends on more than the place.
    found.sort(key=itemgetter(0, 1))
    texts = [copy.text for copy in reading.parts]
    return [
        Mention(kind=kind, key=key, where=_WHERE[part], start=start, end=end, text=texts[part][start:end])
        for part, start, end, kind, key in found
    ]


def _end(copy: Copy, form: Form) -> int:
    """Offset just after a country's form, with the last point of `U.S.`."""
    gaps, last = copy.words.gaps, form.last
    return copy.words.end(last) + (form.first < last and gaps[last] == "." and gaps[last + 1].startswith("."))


def explain(title: str, text: str, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Every span that was looked at, in order, accepted or not, with the list or rule that decided."""
    reading = _read(title, text, gazetteer)
    found = [
        Candidate(
            kind="person",
            where=_WHERE[one.part],
            start=one.start,
            end=one.end,
            text=reading.parts[one.part].text[one.start : one.end],
            rule=str(one.rule),
            accepted=one.accepted,
            key=one.person.key if one.person else None,
        )
        for one in reading.persons
    ]
    for part, hits in enumerate(reading.countries):
        copy = reading.parts[part]
        found += [
            Candidate(
                kind="country",
                where=_WHERE[part],
                start=(start := copy.words.starts[hit.form.first]),
                end=(end := _end(copy, hit.form)),
                text=copy.text[start:end],
                rule=hit.rule,
                accepted=hit.accepted,
                key=hit.form.code if hit.accepted else None,
            )
            for hit in hits
        ]
    return tuple(sorted(found, key=lambda one: (one.where == "text", one.start, one.kind)))
