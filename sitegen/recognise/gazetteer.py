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
from sitegen.recognise.wordlists import lines_of, listed, sections_of, text_of

__all__ = ["Gazetteer", "Known", "folding", "known_people", "load_gazetteer"]

Forms = dict[str, tuple[tuple[tuple[str, ...], str, str], ...]]
"""First word of a country's form -> (further words, code or '' for 'no country', sort of form), longest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryWords:
    """What decides whether a country's word is a mention of the country."""

    forms: Forms
    suffixes: tuple[str, ...]
    not_at_opening: frozenset[str]
    doubtful: frozenset[str]
    """Demonyms that are others' name as well ('Dominicanen')."""
    hull_letters: frozenset[str]
    """Abbreviations that a ship's number follows after a blank."""
    foreign_before: frozenset[str]
    foreign_after: frozenset[str]
    language_before: frozenset[str]
    language_verbs: frozenset[str]
    """What is done with a language ('sprak'), with other words between."""
    senses: Mapping[str, frozenset[str]]
    """Last word of a country's name that has another sense -> words of which a story with that sense has one."""
    bearers: frozenset[str]
    """Before a country's name that is somebody else's as well ('café')."""
    rivers: frozenset[str]
    """Countries that are a river's name as well, with its article."""
    predicative: frozenset[str]
    """Before an adjective that says what something is ('is Frans en Duits')."""
    subjects: frozenset[str]
    """Words of stories on what is taught ('eindexamen')."""
    language_taught: frozenset[str]
    """Before a language that is taught or translated ('leraar')."""
    language_after: frozenset[str]
    language_closers: frozenset[str]
    inflection: str
    """How an adjective ends that stands before a noun only."""
    inflected: frozenset[str]
    """Adjectives that stand before a noun only, and so never name a language by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NameWords:
    """What decides whether capitalised words are a person's name. Lower-case lists hold lower-case words."""

    kinds: Kinds
    """What each word can be, from all the lists. It remembers what it was asked; nothing else here changes."""
    common: Bloom
    foreign: tuple[Bloom, ...]
    """The ordinary words of other languages, of which firms and bands make their names."""
    family_first: frozenset[str]
    """Surnames that stand before the given name (Kim, Xi)."""
    connecting: frozenset[str]
    single_particles: frozenset[str]
    """Those of `never_alone` that an unknown surname may follow without an article ('te')."""
    never_alone: frozenset[str]
    """Particles that join names only before another one ('in 't Veld')."""
    nobility: frozenset[str]
    """Titles that stand between a first name and 'van' ('baron')."""
    given_only: frozenset[str]
    """Given names that are nobody's surname."""
    second_given: frozenset[str]
    """First names that often are a second one ('Jan Willem')."""
    second_particles: frozenset[str]
    """Those with which a surname may go on after its first half."""
    surname_only: frozenset[str]
    """Particles, together, that hardly are words of the sentence ('van der')."""
    estate_particles: frozenset[str]
    """Those that are a word of the sentence as often ('van')."""
    generations: frozenset[str]
    genitives: tuple[str, ...]
    possessives: tuple[str, ...]
    """Those of them that no name ends in, so that what follows is another name."""
    royal: frozenset[str]
    artists: frozenset[str]
    family: frozenset[str]
    """Roles after which a first name alone is somebody's whole name ('zijn dochter Esmeralda')."""
    passing: frozenset[str]
    """Roles that tell what somebody is to another or for a day ('tegenstander', 'invaller'): not kept."""
    officials: frozenset[str]
    """Roles that somebody has in a town or region ('wethouder')."""
    offices: tuple[str, ...]
    """How words end for what somebody is whom everybody knows by the surname alone ('premier')."""
    announcing: tuple[str, ...]
    """How words end that may stand before a name, whatever they are: adjectives, trades, verbs."""
    contexts: Mapping[str, frozenset[str]]
    """Kind of famous person -> lower-case words of which a story has one that is about such people."""
    titles: frozenset[str]
    """Ways to address somebody, which say nothing of what they are."""
    from_words: frozenset[str]
    """'from', after a name and before a place."""
    inside: frozenset[str]
    """'in', before a place's name."""
    joining: frozenset[str]
    """'and', 'or'."""
    neuter: frozenset[str]
    """Articles that stand before the nationality of a firm and never of a person ('het Duitse')."""
    and_others: frozenset[str]
    """After 'and', what makes a name a firm's ('zonen')."""
    namesakes: frozenset[str]
    """Roles of somebody else with the same name."""
    owned: frozenset[str]
    """What stands after somebody's name in the genitive ('boek')."""
    called: frozenset[str]
    """After the name of an animal or a thing ('genaamd')."""
    rivals: frozenset[str]
    """What a club is in its competition ('koploper')."""
    naming: frozenset[str]
    """Before the name that an animal or a thing bears ('heet')."""
    owners: frozenset[str]
    """What a firm can be of another as well as a person ('sponsor')."""
    before_role: frozenset[str]
    """After a name and a comma, before the role ('zijn')."""
    unnumbered: frozenset[str]
    """Roles of royals who have no number, but for those of carnival ('prins')."""
    riders: frozenset[str]
    """Words of stories on riders and their horses."""
    playing: frozenset[str]
    """Verbs of what an actor does with a character."""
    acting: frozenset[str]
    """Words before what somebody plays ('als')."""
    relative: frozenset[str]
    """Words that open a clause on somebody ('die')."""
    mounting: frozenset[str]
    """Words before the name of a rider's horse."""
    short: frozenset[str]
    """Short for what a firm or a ship is, before a point ('fa')."""
    several: frozenset[str]
    """Before the surname of more than one person ('familie')."""
    fronts: frozenset[str]
    """First words of an organisation's foreign name, whatever follows ('The Philippine Star')."""
    named_after: frozenset[str]
    """What has somebody's name after a particle and is not about them ('ziekte')."""
    toponyms: tuple[str, ...]
    """Endings of surnames that stand after a particle."""
    inhabitants: tuple[str, ...]
    """What a place's name takes for who is of it ('Volendammer')."""
    patronymics: tuple[str, ...]
    """How a father's name ends that stands before the surname, with a point ('Adamsdr.')."""
    ordinals: tuple[str, ...]
    """How numbers end that stand behind a prince's name ('de Tweede')."""
    age: tuple[str, ...]
    """Endings of words such as '23-jarige'."""
    double_surnames: frozenset[str]
    """Surnames that go on after a particle ('Scholten van Aschat')."""
    also_things: frozenset[str]
    """Names of persons that things bear as often."""
    not_persons: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]
    """First two words of a firm, prize or storm that has a person's name -> its further words, longest first. The
    second word of a name of one word is ''."""
    fold: Folding
    anatomies: Answers[Any] = field(default_factory=lambda: Answers(16_384), init=False, repr=False)
    """Full names taken apart (see `namings`)."""
    compounds: Answers[bool] = field(default_factory=lambda: Answers(65_536), init=False, repr=False)
    """Whether a word is two joined ones."""


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
    "language_taught language_closers subjects bearers rivers predicative "
).split()
_PARTS_OF_NAMES = (
    "connecting",
    "never_alone",
    "single_particles",
    "second_given",
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
    ]


def folding(language: str) -> Folding:
    """Which spellings of a name count as the same in a language."""
    rules = tomllib.loads(text_of(files("sitegen") / "lang" / language, "recognition.toml"))
    return Folding(tuple((old, new) for old, new in rules["names"]["fold"]))
