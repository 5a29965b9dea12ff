"""Which of a text's country words are mentions of the country: the exceptions, one row each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from typing import NamedTuple

from sitegen.recognise.copytext import HYPHENS, SPACES, STORY, Copy, Form
from sitegen.recognise.kinds import (
    ACRONYM,
    ARTICLE,
    CAPITAL,
    CITY,
    COMMON,
    FIRST,
    FUNCTION,
    LAST,
    LISTED_ROLE,
    NAMED,
    OPENING,
    ORGANISATION,
    PARTICLE,
    PLACE_PREFIX,
    PLACE_PREPOSITION,
    ROLE,
    STRANGE,
    VERB,
)
from sitegen.recognise.languages import FormSight, after_verb, language

_SMALL_GAPS = SPACES | {" '", " ’", " ‘"}
_SENTENCE_ENDS = frozenset(".!?\n")
_CALLED = "a person of the story is called so"


class CountryHit(NamedTuple):
    """A country's form, and what decided on it."""

    form: Form
    rule: str
    accepted: bool


def country_hits(
    copy: Copy, taken: Set[int], called: Set[str] = frozenset(), beyond: Sequence[str] = ()
) -> Iterator[CountryHit]:
    """Every form of a country in order; those on words `taken` by persons are no mentions.

    `called` holds the first names and surnames of the story's persons, `beyond` the words of its other part.
    """
    for index, form in copy.forms.items():
        if index != form.first:
            continue
        if any(i in taken for i in range(form.first, form.last + 1)):
            yield CountryHit(form, "part of a person's name", False)
        elif not form.code:
            yield CountryHit(form, form.sort, False)
        else:
            veto = _veto(copy, form, beyond) or (_CALLED if _called(copy, form, called) else "")
            yield CountryHit(form, veto or form.sort, not veto)


def _opens_as_another_word(s: FormSight) -> bool:
    words, first = s.copy.words, s.form.first
    if words.words[first] not in s.copy.countries.not_at_opening:
        return False
    return first == 0 or not _SENTENCE_ENDS.isdisjoint(words.gaps[first])


def _foreign_name(s: FormSight) -> bool:
    """`Bank of Japan`, `Singapore Airlines`."""
    known = s.copy.countries
    if s.after in known.foreign_after:
        return True
    return s.before in known.foreign_before and not (s.before in s.copy.names.joining and _after_country(s))


def _after_country(s: FormSight) -> bool:
    """`uit Chili of Australië`."""
    return s.form.first > 1 and s.form.first - 2 in s.copy.forms


def _other_bearers(s: FormSight) -> bool:
    """`boekhandel Dominicanen`: monks as well; the country's only where the story names it otherwise."""
    copy, known = s.copy, s.copy.countries.doubtful
    if copy.words.words[s.form.first] not in known:
        return False
    return not any(
        form.code == s.form.code and copy.words.words[form.first] not in known for form in copy.forms.values()
    )


def _number(s: FormSight) -> bool:
    """`UK-217`, `de UK 41`: a ship's, a road's or a flight's."""
    hull = s.copy.words.words[s.form.first] in s.copy.countries.hull_letters
    return s.after.isdigit() and (s.gap_after in HYPHENS or hull)


def _of_a_person(s: FormSight) -> bool:
    """`premier Albanese deelde het`: an adjective before a noun only, behind a role and before none."""
    copy, after = s.copy, s.form.last + 1
    if copy.words.words[s.form.last] not in copy.countries.inflected or not s.before:
        return False
    if not copy.kinds[s.form.first - 1] & (ROLE | LISTED_ROLE):
        return False
    return s.after == "" or (s.after.islower() and copy.kinds[after] & (FUNCTION | VERB) > 0)


def _behind_a_first_name(s: FormSight) -> bool:
    """`minister Laurent Saint-Martin`: a role and a first name before it."""
    copy, first = s.copy, s.form.first
    if first < 2 or not s.before or copy.words.gaps[first - 1] not in SPACES:
        return False
    named = copy.kinds[first - 1] & (FIRST | CAPITAL | COMMON) == FIRST | CAPITAL
    role = copy.kinds[first - 2]
    return named and role & (ROLE | LISTED_ROLE) > 0 and not role & CAPITAL


def _behind_a_capital(s: FormSight) -> bool:
    """`mevrouw Van Spanje`: inside a sentence only a surname's particle has a capital."""
    at = s.form.first - 1
    if not s.before or not s.copy.kinds[at] & OPENING or s.copy.kinds[at] & ARTICLE:
        return False
    return not s.copy.words.opens_sentence(at) and s.copy.words.gaps[s.form.first] in SPACES


def _bearer(s: FormSight) -> bool:
    """`café België`, `Klein Zwitserland`, `de rivier de Niger`, `de staat Niger`: what else has a country's name."""
    words, known, at = s.copy.words, s.copy.countries, s.form.first - 1
    if s.before.lower() in known.bearers:
        return True
    if s.before.lower() in known.states and words.words[s.form.first] in known.rivers:
        return True
    if not s.before or not s.copy.kinds[at] & ARTICLE:
        return False
    if words.words[s.form.first] in known.rivers and s.gap_after not in HYPHENS:
        return True
    return at > 0 and words.gaps[at] in SPACES and words.words[at - 1].lower() in known.bearers


def _another_sense(s: FormSight) -> bool:
    """`Sint Maarten` in a story on lanterns, whether its title or its text says so: the feast."""
    words, form = s.copy.words.words, s.form
    telling = s.copy.countries.senses.get(words[form.last])
    if telling is None:
        return False
    near = (*s.copy.story(form.first, form.last), *s.beyond[:STORY])
    return not telling.isdisjoint(map(str.lower, near))


def _called(copy: Copy, form: Form, called: Set[str]) -> bool:
    """`Noor fietst graag` in a story on Noor Hagenbeek; but not `de Noor`, `een jonge Noor`, `een Frans bedrijf`."""
    at, words, kinds = form.first, copy.words, copy.kinds
    if form.sort not in ("demonym", "adjective") or at < form.last or words.words[at] not in called:
        return False
    before = kinds[at - 1] if at and words.gaps[at] in SPACES else FUNCTION
    if before & ARTICLE or not before & (FUNCTION | VERB | ROLE | PARTICLE | PLACE_PREPOSITION | CAPITAL):
        return False
    if form.sort == "demonym" or words.gaps[at + 1] not in SPACES or words.opens_sentence(at):
        return True
    after = kinds[at + 1] if at + 1 < len(kinds) else CAPITAL
    return after & (CAPITAL | FUNCTION | VERB | PARTICLE) > 0


def _first_name(s: FormSight) -> bool:
    """`Etsuko, Diny en Frans`, `de timmerman Frans`, `Frans Kapel`: a first name that is a language's name as well."""
    copy, at = s.copy, s.form.first - 2
    if not copy.kinds[s.form.first] & FIRST:
        return False
    before = copy.kinds[at + 1] if s.before and s.before.lower() not in copy.names.neuter else 0
    if before & ROLE or (s.gap_after in SPACES and s.after and _opens_surname(copy, s.form.last + 1, before)):
        return True
    if s.after in copy.names.joining and s.gap_after in SPACES and not before & ARTICLE:
        beyond = s.form.last + 2
        if beyond < len(copy.kinds) and copy.kinds[beyond] & NAMED == NAMED and beyond not in copy.forms:
            # `Frans en Anneke de Vries`.
            return True
    if at < 0 or s.before not in copy.names.joining:
        return False
    return bool(copy.kinds[at] & CAPITAL and copy.kinds[at] & (FIRST | STRANGE)) and at not in copy.forms


def _opens_surname(copy: Copy, at: int, before: int) -> bool:
    bits = copy.kinds[at]
    return not before & ARTICLE and bits & (CAPITAL | ACRONYM | ORGANISATION) == CAPITAL


def _before_particle(s: FormSight) -> bool:
    """`Noor van de Stad`: a first name that is a demonym as well; but not `de Noor van Ajax`."""
    kinds, at = s.copy.kinds, s.form.last + 1
    before = kinds[s.form.first - 1] if s.before else 0
    if not kinds[s.form.first] & FIRST or before & ARTICLE:
        return False
    if after_verb(s) and s.gap_after in SPACES and s.after and _opens_surname(s.copy, at, before):
        # `zegt Noor Abdelkader`.
        return True
    if before & LISTED_ROLE and s.gap_after in SPACES and s.after and kinds[at] & CAPITAL:
        # `wethouder Brit Dijk`.
        return True
    while at < len(kinds) and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and s.copy.words.gaps[at] in _SMALL_GAPS:
        at += 1
    return s.form.last + 1 < at < len(kinds) and kinds[at] & (CAPITAL | ACRONYM | ORGANISATION | CITY) == CAPITAL


def _opening_particle(copy: Copy, at: int) -> bool:
    """Whether a surname's particle with a capital ends here: `zegt Van der Pool`, but not `De Pool` and `Van Pool`."""
    kinds, last = copy.kinds, at
    while at > 0 and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and copy.words.gaps[at] in _SMALL_GAPS:
        at -= 1
    if not kinds[at] & OPENING or kinds[at] & ARTICLE:
        return False
    return not copy.words.opens_sentence(at) or (at < last and not kinds[last] & ARTICLE)


def _in_surname(s: FormSight) -> bool:
    """`Roel van der Pool`, `Tijmen van Loon-Fransen`."""
    kinds, gaps, at = s.copy.kinds, s.copy.words.gaps, s.form.first - 1
    if at < 1 or s.copy.words.words[s.form.last] in s.copy.countries.inflected:
        return False
    if kinds[at] & ARTICLE and s.after and s.gap_after in SPACES and kinds[s.form.last + 1] & NAMED == NAMED:
        # `Rosa van de Oostenrijker Markus Schleimer`.
        return False
    if _opening_particle(s.copy, at) and gaps[at + 1] in SPACES:
        return True
    if gaps[at + 1] in HYPHENS:
        if kinds[at] & (LAST | PLACE_PREFIX) == LAST and at not in s.copy.forms:
            return True
        named = kinds[at - 1] & (FIRST | LAST) or kinds[at - 1] & (PARTICLE | ARTICLE) == PARTICLE
        return (
            bool(named and kinds[at] & (CAPITAL | PLACE_PREFIX) == CAPITAL and gaps[at] in SPACES)
            and at not in s.copy.forms
        )
    start = at
    while at > 0 and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and gaps[at + 1] in _SMALL_GAPS:
        at -= 1
    joined = gaps[at + 1] in HYPHENS and kinds[at] & CAPITAL
    return at < start and bool((kinds[at] & FIRST and gaps[at + 1] in SPACES) or joined)


_Rule = tuple[str, Callable[[FormSight], bool]]
_OPENING: _Rule = ("another word at the start of a sentence", _opens_as_another_word)
_PARTICLE: _Rule = ("first name before a particle", _before_particle)
_SURNAME: _Rule = ("part of a surname", _in_surname)
VETOES: dict[str, tuple[_Rule, ...]] = {
    "name": (
        _OPENING,
        ("foreign name", _foreign_name),
        ("part of a surname", _behind_a_capital),
        ("behind a first name", _behind_a_first_name),
        ("another's name", _bearer),
        ("another sense in this story", _another_sense),
    ),
    "adjective": (
        _OPENING,
        ("surname", _of_a_person),
        ("language", language),
        ("first name", _first_name),
        _PARTICLE,
        _SURNAME,
    ),
    "abbreviation": (_OPENING, ("number", _number)),
    "demonym": (_OPENING, _PARTICLE, _SURNAME, ("monks as well", _other_bearers)),
}
"""By the sort of form: only what can hold of it."""


def _veto(copy: Copy, form: Form, beyond: Sequence[str]) -> str:
    tokens, gaps = copy.words.words, copy.words.gaps
    gap_after = gaps[form.last + 1]
    before = tokens[form.first - 1] if form.first and gaps[form.first] in SPACES else ""
    joined = form.last + 1 < len(tokens) and (gap_after in SPACES or gap_after in HYPHENS)
    seen = FormSight(copy, form, before, tokens[form.last + 1] if joined else "", gap_after, beyond)
    return next((name for name, holds in VETOES.get(form.sort, ()) if holds(seen)), "")
