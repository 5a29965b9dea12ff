"""The gazetteer: every word list and table of one language as one frozen value, read once a process.

All the I/O of recognition is here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from sitegen.model import CountryFile, PersonFile
from sitegen.plugins import Spans
from sitegen.recognise import kinds
from sitegen.recognise.answers import Answers
from sitegen.recognise.bloom import Bloom
from sitegen.recognise.kinds import Kinds
from sitegen.recognise.knownpeople import Known, known_people
from sitegen.recognise.spelling import Folding, plain
from sitegen.recognise.vocabulary import CountryWords, Forms, NameWords
from sitegen.recognise.wordlists import lines_of, listed, sections_of, text_of

__all__ = ["Gazetteer", "Known", "folding", "known_people", "load_gazetteer"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gazetteer:
    """All that recognition knows of a language, and of one site. Picklable; nothing in it changes."""

    language: str
    countries: CountryWords
    country_names: Mapping[str, str]
    """Code -> name as printed."""
    names: NameWords
    known_full: Mapping[str, Known]
    """Plain full name or other spelling of it -> the person."""
    known_alone: Mapping[str, Known]
    """Plain surname or single name that is practically one person's -> that person."""
    places: bytes
    """Lines `plain name TAB code`, sorted as bytes."""
    place_exceptions: Mapping[str, str]
    local_country: str
    """Where a dateline without an agency lies if no table knows the place: local news is from home."""
    country_places: Mapping[str, str]
    """Plain name of a country -> its code: what a dateline may give instead of a place."""
    spans: Spans | None = None
    """The site's own recogniser: it says what is a person's name, and the rest of recognition who that is."""
    heard: Answers[Any] = field(default_factory=lambda: Answers(16_384), init=False, repr=False)
    """What the lists say of a name (see `namings`)."""
    placed: Answers[str] = field(default_factory=lambda: Answers(4096), init=False, repr=False)
    """Places that were looked up."""
    is_placed: Answers[bool] = field(default_factory=lambda: Answers(16_384), init=False, repr=False)
    """Whether a name is a place's."""


def load_gazetteer(
    language: str = "nl",
    people: Iterable[PersonFile] = (),
    countries: Iterable[CountryFile] = (),
    spans: Spans | None = None,
) -> Gazetteer:
    """The gazetteer of `language` (a folder below `sitegen/lang/`) with a site's own persons and country aliases.

    Costs some 40 ms; build it once a process. Raises FileNotFoundError for a language without a folder.
    """
    folder = files("sitegen") / "lang" / language
    rules = tomllib.loads(text_of(folder, "recognition.toml"))
    table = tomllib.loads(text_of(folder, "countries.toml"))
    full, alone = known_people(language, people)
    country_words = _country_words(folder, rules["countries"], table, countries)
    return Gazetteer(
        language=language,
        countries=country_words,
        country_names={code: row["name"] for code, row in table.items()},
        names=_name_words(folder, rules, country_words, full),
        known_full=full,
        known_alone=alone,
        places=(folder / "places.tsv").read_bytes(),
        place_exceptions=dict(_pairs(folder, "places_by_hand.txt")),
        local_country=rules["places"]["local_country"],
        country_places={
            plain(name): code for code, row in table.items() for name in (row["name"], *row.get("names", ()))
        },
        spans=spans,
    )


def _pairs(folder: Traversable, name: str) -> list[tuple[str, str]]:
    """Lines `place, place = CODE` as (place, code): all as plain names, then all as they are spelled, which wins."""
    rows = [line.rsplit("=", 1) for line in lines_of(folder, name)]
    spelled = [(place.strip().casefold(), code.strip()) for places, code in rows for place in places.split(",")]
    return [*((plain(place), code) for place, code in spelled), *spelled]


_COUNTRY_LISTS = (
    "not_at_opening doubtful hull_letters foreign_before foreign_after language_before language_verbs "
    "language_taught language_closers subjects bearers rivers states predicative "
).split()
_PARTS_OF_NAMES = (
    "arabic_particles",
    "connecting",
    "never_alone",
    "single_particles",
    "given_only",
    "nobility",
    "estate_particles",
    "generations",
)
_NAME_LISTS = (
    "passing titles inside joining neuter several and_others namesakes officials owned owners rivals called naming "
    "before_role unnumbered riders mounting playing acting relative short named_after"
).split()
"""Fields that are the words of the list of that name in recognition.toml."""
_HERALDS = ("naming", "rivals", "owners", "unnumbered", "mounting", "acting", "relative")
"""Lists of words before a name that doubts look for."""


def _country_words(
    folder: Traversable, words: Mapping[str, Any], table: Mapping[str, Any], own: Iterable[CountryFile]
) -> CountryWords:
    rows: dict[str, dict[tuple[str, ...], tuple[str, str]]] = {}

    def add(form: str, code: str, sort: str) -> None:
        first, *rest = form.replace("-", " ").replace(".", " ").split()
        rows.setdefault(first, {})[tuple(rest)] = (code, sort)

    genitives = words["genitives"].split()
    for code, row in table.items():
        for form in (row["name"], *row.get("names", ())):
            add(form, code, "name")
            for ending in genitives:
                add(form + ending, code, "name")
        for sort in ("abbreviations", "adjectives", "demonyms"):
            for form in row.get(sort, ()):
                add(form, code, sort.rstrip("s"))
    for form in lines_of(folder, "not_countries.txt"):
        add(form, "", "not a country")
    for file in own:
        for form in file.aliases:
            if form.strip(" .-"):
                add(form, file.code, "name")
    return CountryWords(
        forms=_longest_first(rows),
        suffixes=tuple(words["suffixes"].split()),
        senses={name.rpartition(" ")[2]: listed(text) for name, text in words["senses"].items()},
        language_after=listed(words["language_words_after"]),
        inflection=words["inflection"],
        inflected=frozenset(
            form for row in table.values() for form in row.get("adjectives", ()) if form.endswith(words["inflection"])
        ),
        **{name: listed(words[name]) for name in _COUNTRY_LISTS},
    )


def _longest_first(rows: Mapping[str, Mapping[tuple[str, ...], tuple[str, str]]]) -> Forms:
    return {
        first: tuple((rest, code, sort) for rest, (code, sort) in sorted(tails.items(), key=lambda row: -len(row[0])))
        for first, tails in rows.items()
    }


def _name_words(
    folder: Traversable, rules: Mapping[str, Any], countries: CountryWords, known: Iterable[str]
) -> NameWords:
    names, words = rules["names"], rules["words"]
    by_hand = sections_of(folder, "names_by_hand.txt")
    roles = sections_of(folder, "people_roles.txt")
    not_persons = _not_persons(folder)
    double = lines_of(folder, "double_surnames.txt")
    common = Bloom((folder / "common_words.bloom").read_bytes())
    spelled = [
        *_spelled_lists(folder, rules, by_hand),
        (kinds.OPENS_THING, frozenset(opening for opening, _ in not_persons)),
        (kinds.DOUBLE, frozenset(name.partition(" ")[0] for name in double)),
        (kinds.OPENS_FORM, frozenset(countries.forms)),
    ]
    return NameWords(
        kinds=_word_kinds(rules, roles, spelled, known, common, countries.suffixes),
        common=common,
        foreign=tuple(
            Bloom((files("sitegen") / "lang" / other / "common_words.bloom").read_bytes())
            for other in names["foreign"].split()
        ),
        family_first=by_hand["family first"],
        second_particles=listed(names["estate_particles"])
        | {first.partition("_")[0] for first in names["surname_only"].split()},
        surname_only=frozenset(one.replace("_", " ") for one in names["surname_only"].split()),
        genitives=tuple(names["genitives"].split()),
        possessives=tuple(end for end in names["genitives"].split() if not end[0].isalnum() and end[-1].isalnum()),
        royal=roles["royal"],
        artists=roles["artist"],
        family=roles["family"],
        offices=tuple(words["offices"].split()),
        announcing=tuple(words["announcing"].split()),
        contexts={kind: listed(text) for kind, text in rules["contexts"].items()},
        from_words=listed(words["from"]),
        fronts=listed(rules["things"]["fronts"]),
        toponyms=tuple(names["toponyms"].split()),
        inhabitants=tuple(words["inhabitants"].split()),
        patronymics=tuple(words["patronymics"].split()),
        ordinals=tuple(words["ordinals"].split()),
        age=tuple(words["age"].split()),
        not_persons=not_persons,
        double_surnames=frozenset(double),
        also_things=frozenset(lines_of(folder, "persons_and_things.txt")),
        fold=Folding(tuple((old, new) for old, new in names["fold"])),
        **{name: listed(names[name]) for name in _PARTS_OF_NAMES},
        **{name: listed(words[name]) for name in _NAME_LISTS},
    )


def _not_persons(folder: Traversable) -> dict[tuple[str, str], tuple[tuple[str, ...], ...]]:
    found: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for line in lines_of(folder, "not_persons.txt"):
        opening, second, *rest = [*line.replace("-", " ").split(), ""]
        found.setdefault((opening, second), []).append(tuple(rest[:-1]))
    return {opening: tuple(sorted(rows, key=len, reverse=True)) for opening, rows in found.items()}


def _word_kinds(
    rules: Mapping[str, Any],
    roles: Mapping[str, frozenset[str]],
    spelled: Iterable[tuple[int, frozenset[str]]],
    known: Iterable[str],
    common: Bloom,
    suffixes: tuple[str, ...],
) -> Kinds:
    names, things = rules["names"], rules["things"]
    return Kinds(
        spelled=spelled,
        lower=_lower_lists(rules, roles),
        common=common,
        known=frozenset(name.partition(" ")[0] for name in known),
        role_endings=tuple(sorted(roles["suffixes"])),
        given_endings=tuple(names["given_endings"].split()),
        surname_endings=tuple(names["surname_endings"].split()),
        built_endings=tuple(things["endings"].split()),
        thing_endings=tuple(things["before_endings"].split()),
        form_endings=suffixes,
        age_endings=tuple(rules["words"]["age"].split()),
    )


def _spelled_lists(
    folder: Traversable, rules: Mapping[str, Any], by_hand: Mapping[str, frozenset[str]]
) -> list[tuple[int, frozenset[str]]]:
    """The lists of words that count as they stand."""
    names, things, regions = rules["names"], rules["things"], by_hand["regions"]
    particles, opening = listed(names["particles"]), listed(names["opening_particles"])
    first = (frozenset(lines_of(folder, "first_names.txt")) | by_hand["first"]) - by_hand["not first"] - regions
    last = frozenset(lines_of(folder, "last_names.txt")) | by_hand["last"]
    return [
        (kinds.FIRST, first),
        (kinds.LAST, last - by_hand["not last"] - regions - particles - opening),
        (kinds.CITY, (frozenset(lines_of(folder, "cities.txt")) - by_hand["not cities"]) | regions),
        (kinds.ORGANISATION, listed(things["organisation"])),
        (kinds.PORTFOLIO, listed(things["portfolios"])),
        (kinds.THING_AFTER, listed(things["after"])),
        (kinds.PARTICLE, particles),
        (kinds.OPENING, opening),
        (kinds.EASTERN, by_hand["family first"]),
        (kinds.INITIAL, listed(names["initials"])),
        (kinds.PARTY, listed(rules["words"]["parties"])),
        (kinds.PLACE_PREFIX, listed(rules["places"]["prefixes"])),
        (kinds.ESTATE, listed(names["nobility"]) | listed(names["estates"])),
    ]


def _lower_lists(rules: Mapping[str, Any], roles: Mapping[str, frozenset[str]]) -> list[tuple[int, frozenset[str]]]:
    """The lists of words that count in small letters and with a capital."""
    words = rules["words"]
    every_role = frozenset().union(*roles.values())
    return [
        (kinds.ROLE, every_role),
        (kinds.LISTED_ROLE, every_role | listed(words["titles"])),
        (kinds.FUNCTION, listed(words["function"])),
        (kinds.VERB, listed(words["verbs"])),
        (kinds.DOING, listed(words["verbs"]) - listed(words["verbs_of_things"])),
        (kinds.AGENT, listed(words["agent"])),
        (kinds.OF_FIRMS, listed(words["of_firms"])),
        (kinds.ARTICLE, listed(words["articles"])),
        (kinds.IN_ROLE, listed(words["in_role"])),
        (kinds.PLACE_PREPOSITION, listed(words["place_prepositions"])),
        (kinds.THING_BEFORE, listed(rules["things"]["before"])),
        (kinds.TRADE, listed(words["trades"])),
        (kinds.ATHLETE, roles["sport"]),
        (kinds.TOWN, listed(rules["places"]["town_words"])),
        (kinds.HERALD, roles["royal"].union(*(listed(words[name]) for name in _HERALDS))),
    ]


def folding(language: str) -> Folding:
    """Which spellings of a name count as the same in a language."""
    rules = tomllib.loads(text_of(files("sitegen") / "lang" / language, "recognition.toml"))
    return Folding(tuple((old, new) for old, new in rules["names"]["fold"]))
