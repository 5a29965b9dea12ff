"""Capitalised words that stand together, cut where a name must end: the spans that may be persons. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from sitegen.recognise.copytext import HYPHENS, JOINING, SPACES, Copy
from sitegen.recognise.gazetteer import NameWords
from sitegen.recognise.spelling import plain

_AFTER_INITIAL = frozenset({". ", ".", ".\xa0", ".-"})
_APOSTROPHE = frozenset({" '", " ’", " ‘"})
_LONGEST = 12
"""Words in a name at most: no real name has more, and text in capitals must not cost quadratic time."""


class Run(NamedTuple):
    """Words `first..last` of a text, both included, that may together be a name."""

    first: int
    last: int
    suspect: bool = False
    """The last word is an initial that stands for a surname (`Jeroen K.`)."""
    thing: bool = False
    """The words are in the list of firms, clubs and prizes that look like a person."""
    vouched: bool | None = None
    """Whether the site's own recogniser says that this is a person; None where there is none, and the rules decide."""


def name_runs(copy: Copy) -> Iterator[Run]:
    """The runs of `copy`, in order; they never overlap."""
    done = -1
    for index in copy.words.capitals:
        if index > done:
            done = _run_end(copy, index)
            yield from _cut(copy, index, done)


def _run_end(copy: Copy, index: int) -> int:
    """Index of the last word that joins on to the capitalised word `index`."""
    tokens, gaps, particles = copy.words.words, copy.words.gaps, copy.names.particles
    last, count = index, len(tokens)
    while last + 1 < count and last - index < _LONGEST:
        after = last + 1
        gap, word = gaps[after], tokens[after]
        if gap in JOINING or (last in copy.initials and gap in _AFTER_INITIAL):
            if word[0].isupper() or (gap in HYPHENS and _given_name_tail(copy, index, after)):
                last = after
                continue
        elif gap not in _APOSTROPHE:
            break
        while after < count and tokens[after] in particles and (after == last + 1 or _small_gap(gaps[after])):
            after += 1
        small = after - last - 1
        if not 0 < small < 4 or after >= count or not tokens[after][0].isupper() or not _small_gap(gaps[after]):
            break
        if small == 1 and tokens[last + 1] in copy.names.never_alone:
            break
        last = after
    return last


def _small_gap(gap: str) -> bool:
    return gap in JOINING or gap in _APOSTROPHE


def _given_name_tail(copy: Copy, first: int, index: int) -> bool:
    """Whether the lower-case word after a hyphen is half a given name (`Kim Jong-un`, `In-beom Hwang`)."""
    tokens, gaps, family = copy.words.words, copy.words.gaps, copy.names.family_first
    if not 1 < len(tokens[index]) <= 5 or gaps[index + 1] in HYPHENS:
        return False
    if index - first >= 2 and tokens[index - 2] in family and gaps[index - 1] in SPACES:
        return True
    return index + 1 < len(tokens) and gaps[index + 1] in SPACES and tokens[index + 1] in family


def _cut(copy: Copy, first: int, last: int) -> Iterator[Run]:
    """The run cut at words that cannot stand inside a person's name (a demonym, a role, an acronym, a portfolio)."""
    tokens, names = copy.words.words, copy.names
    if first == last:
        if tokens[first] in names.not_persons and _thing_end(copy, first, last) >= 0:
            yield Run(first, last, thing=True)
        elif not is_acronym(tokens[first]) and tokens[first].lower() not in names.function:
            yield Run(first, first)
        return
    start = index = first
    while index <= last:
        if index == start and _is_known(copy, start, last):
            yield Run(start, last)
            return
        if tokens[index] in names.not_persons and (end := _thing_end(copy, index, last)) >= 0:
            yield from _trimmed(copy, start, index - 1)
            yield Run(index, end, thing=True)
            start = index = end + 1
            continue
        initial = index in copy.initials or (index == last and len(tokens[index]) == 1)
        if start < index and initial and _stands_for_surname(copy, start, index, last):
            yield from _trimmed(copy, start, index, suspect=True)
            start = index + 1
        elif _breaks(copy, start, index, last):
            yield from _trimmed(copy, start, index - 1)
            start = index + 1
        elif tokens[index] in names.connecting and _surname_complete(copy, start, index):
            yield from _trimmed(copy, start, index - 1)
            while index + 1 <= last and tokens[index + 1] in names.particles:
                index += 1
            start = index + 1
        index += 1
    yield from _trimmed(copy, start, last)


def _thing_end(copy: Copy, first: int, last: int) -> int:
    """Index of the last word of the firm, club or prize that stands at `first`, or -1.

    A phrase of two words must end the run: `Piet Hein` is an admiral's ship, `Piet Hein Donner` a person.
    """
    tokens = copy.words.words
    for rest in copy.names.not_persons.get(tokens[first], ()):
        end = first + len(rest)
        if (end == last or len(rest) > 1) and tuple(tokens[first + 1 : end + 1]) == rest:
            return end
    return -1


def _is_known(copy: Copy, first: int, last: int) -> bool:
    """Whether the words are the full name of a known person, as they stand (`Jaap van Zweden`, `Peter R. de Vries`)."""
    return last > first and plain(copy.text[copy.words.starts[first] : copy.words.end(last)]) in copy.known


def _breaks(copy: Copy, start: int, index: int, last: int) -> bool:
    names, word = copy.names, copy.words.words[index]
    if word[0].islower() or index in copy.initials or (index > start and word in names.generations):
        return False
    if is_acronym(word):
        return True
    form = copy.forms.get(index)
    if form:
        return form.first < form.last or not _form_may_be_name(copy, start, index, form.sort)
    if word in names.portfolios:
        return not _surname_due(copy, start, index)
    if index == start < last and _goes_before_names(copy, index, last):
        return True
    lower = word.lower()
    if lower in names.roles or lower in names.titles:
        if index > start and copy.words.gaps[index] in HYPHENS:
            return word not in names.last
        surname = _surname_due(copy, start, index) or (
            index == start + 1 and is_strange(copy.words.words[start], names)
        )
        return word not in names.first and not surname
    return (
        index == start < last
        and copy.words.opens_sentence(index)
        and is_role(word, names)
        and word not in names.last
        and (lower in names.common or is_compound(lower, names))
    )


def _goes_before_names(copy: Copy, index: int, last: int) -> bool:
    """Whether a first name follows the word by chance (`in Dijon Jasper Philipsen`), or it fronts a firm's name."""
    names, word = copy.names, copy.words.words[index]
    if word in names.first or copy.words.gaps[index + 1] in HYPHENS:
        return False
    if copy.words.words[index + 1] in names.first:
        place = 0 < index < last - 1 and copy.words.words[index - 1] in names.place_prepositions
        return place or word in names.organisation or word in names.cities
    return word.lower() in names.thing_before and copy.words.opens_sentence(index)


def is_acronym(word: str) -> bool:
    """Whether the word is letters and figures of which a name does not consist: `KLM`, `D66`, `PvdA`, `VVD'er`."""
    if word.isalpha():
        return len(word) > 1 and (word.isupper() or (not word.istitle() and _is_joined(word)))
    head = word.replace("’", "'").partition("'")[0]
    return len(head) > 1 and (head.isupper() or not head.isalpha())


def _is_joined(word: str) -> bool:
    """Whether a capital follows a small letter (`PvdA`, `FrieslandCampina`), not as in `McCain` or `DeSantis`."""
    humps = [i for i in range(1, len(word)) if word[i].isupper()]
    return bool(humps) and (humps[0] > 4 or len(humps) > 1 or humps[0] == len(word) - 1)


@lru_cache(maxsize=65_536)
def is_role(word: str, names: NameWords) -> bool:
    """Whether the word says what somebody is: in the list, or a compound with one of its endings."""
    lower = word.lower()
    return lower in names.roles or (len(lower) > 5 and lower.endswith(names.role_endings))


def _form_may_be_name(copy: Copy, start: int, index: int, sort: str) -> bool:
    """Whether a country's word is a first name here (`Frans Bauer`) or a surname (`Arantxa Rus`)."""
    names, tokens, gaps = copy.names, copy.words.words, copy.words.gaps
    if index > start:
        fits = sort == "demonym" or (sort in ("adjective", "name") and tokens[index] in names.last)
        return fits and (_surname_due(copy, start, index) or (index == start + 1 and is_strange(tokens[start], names)))
    after = index + 1
    if tokens[index] not in names.first or after >= len(tokens):
        return False
    if tokens[after] in names.first or (index > 0 and tokens[index - 1].lower() in names.articles):
        return False
    if gaps[after].strip() == "(":
        return tokens[after].isdigit()
    return gaps[after] in SPACES and (tokens[after][0].isupper() or tokens[after] in names.connecting)


def is_strange(word: str, names: NameWords) -> bool:
    """Whether the word is in no list of ordinary words, places and organisations."""
    return not (word in names.organisation or word in names.cities or word.lower() in names.common)


def _surname_due(copy: Copy, start: int, index: int) -> bool:
    """Whether the words before `index` are first names, initials and particles only, so that a surname is to come."""
    tokens, names = copy.words.words, copy.names
    before = [i for i in range(start, index) if tokens[i] not in names.particles]
    return bool(before) and all(tokens[i] in names.first or i in copy.initials for i in before)


def _surname_complete(copy: Copy, start: int, index: int) -> bool:
    """Whether the name before a `van` or `de` has its surname, so that the small word belongs to the sentence."""
    tokens, names = copy.words.words, copy.names
    before = [i for i in range(start, index) if tokens[i].lower() not in names.particles]
    if not before:
        return False
    last = before[-1]
    if last < index - 1 or copy.words.gaps[index] in HYPHENS:
        return False
    if len(before) == 1 and tokens[last] not in names.first and last not in copy.initials:
        after = next((i for i in range(index, len(tokens)) if tokens[i] not in names.particles), index)
        if tokens[after] in names.first:
            return True
    if len(before) == 1:
        return not (last in copy.initials or tokens[last] in names.first or is_strange(tokens[last], names))
    if any(tokens[i] in names.connecting for i in range(start + 1, index)):
        return True
    return not (last in copy.initials or tokens[last] in names.first or copy.words.gaps[last] in HYPHENS)


def _stands_for_surname(copy: Copy, start: int, index: int, last: int) -> bool:
    """Whether an initial that follows other words ends the name: `Jeroen K.`, but not `George W. Bush`."""
    tokens, names = copy.words.words, copy.names
    if index - 1 in copy.initials:
        return False
    if index == last or tokens[index - 1] in names.particles or copy.words.gaps[index + 1] not in _AFTER_INITIAL:
        return True
    surname = next((i for i in range(index + 1, last + 1) if tokens[i] not in names.particles), index + 1)
    after = tokens[index + 1]
    if tokens[surname] in names.last or index + 1 in copy.initials:
        return False
    lower = after.lower()
    return (
        after in names.first
        or lower in names.function
        or lower in names.common
        or after in names.cities
        or after.isupper()
        or index + 1 in copy.forms
    )


def _trimmed(copy: Copy, first: int, last: int, *, suspect: bool = False) -> Iterator[Run]:
    """The run without loose particles at its ends and without the ordinary word that opens a sentence."""
    names, tokens = copy.names, copy.words.words
    while first <= last and tokens[first] in names.particles:
        first += 1
    while not suspect and first <= last and _loose_end(tokens[last], first == last, names):
        last -= 1
    while first < last and copy.words.opens_sentence(first) and _ordinary(copy, first, last):
        first += 1
        while first < last and tokens[first] in names.particles:
            first += 1
    if first <= last:
        yield Run(first, last, suspect and first < last)


def _loose_end(word: str, alone: bool, names: NameWords) -> bool:
    return word in names.particles or (word in names.opening_particles and not (alone and word in names.first))


def _ordinary(copy: Copy, index: int, last: int) -> bool:
    """Whether the word has its capital only from the sentence that it opens."""
    names, tokens = copy.names, copy.words.words
    word = tokens[index]
    lower = word.lower()
    if index in copy.initials or word in names.opening_particles or copy.words.gaps[index + 1] in HYPHENS:
        return False
    if lower in names.function:
        return word not in names.first or index + 2 <= last
    if word in names.first:
        return False
    named_after = tokens[index + 1] in names.first and index + 2 <= last
    if lower in names.common:
        return word not in names.last or named_after
    role = lower.endswith(names.role_endings)
    return (role and named_after) or ((role or named_after) and is_compound(lower, names))


@lru_cache(maxsize=65_536)
def is_compound(lower: str, names: NameWords) -> bool:
    """Whether the word is two Dutch words joined (`fruitteler`, `cyberexpert`)."""
    return any(lower[:cut] in names.common and lower[cut:] in names.common for cut in range(4, len(lower) - 3))
