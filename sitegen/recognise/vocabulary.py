"""What a language's word lists decide, as two frozen values: of countries' words and of names. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sitegen.recognise.answers import Answers
from sitegen.recognise.bloom import Bloom
from sitegen.recognise.kinds import Kinds
from sitegen.recognise.spelling import Folding

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
    states: frozenset[str]
    """Words before a name of `rivers` that make it a state of another country ('staat')."""
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
    arabic_particles: frozenset[str]
    """Those that are a first name as often ('Ben')."""
    single_particles: frozenset[str]
    """Those of `never_alone` that an unknown surname may follow without an article ('te')."""
    never_alone: frozenset[str]
    """Particles that join names only before another one ('in 't Veld')."""
    nobility: frozenset[str]
    """Titles that stand between a first name and 'van' ('baron')."""
    given_only: frozenset[str]
    """Given names that are nobody's surname."""
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
