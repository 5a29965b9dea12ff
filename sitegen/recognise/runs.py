"""Capitalised words that stand together, cut where a name must end: the spans that may be persons. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.recognise.gazetteer import Gazetteer
from sitegen.recognise.tokens import Words

_SPACES = frozenset({" ", "\xa0", "\u202f", "  "})
_JOINING = _SPACES | {"-", "\u2010", "\u2011"}
_AFTER_INITIAL = frozenset({". ", ".", ".\xa0", ".-"})
_APOSTROPHE = frozenset({" '", " ’", " ‘"})
_LONGEST = 12
"""Words in a name at most: no real name has more, and a headline in capitals must not cost quadratic time."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words `first..last` of a text, both included, that may together be a name."""

    first: int
    last: int
    suspect: bool = False
    """The last word is an initial that stands for a surname (`Jeroen K.`)."""


def is_initial(words: Words, index: int, gazetteer: Gazetteer) -> bool:
    """Whether the word is one letter, or a known pair, with a point after it."""
    word = words.words[index]
    if len(word) > 1 and word not in gazetteer.names.initials:
        return False
    return word[0].isupper() and words.gaps[index + 1].startswith(".")


def name_runs(words: Words, gazetteer: Gazetteer) -> Iterator[Run]:
    """The runs of `words`, in order; they never overlap."""
    done = -1
    for index in words.capitals:
        if index > done:
            last = _run_end(words, index, gazetteer)
            done = last
            yield from _cut(words, index, last, gazetteer)


def _run_end(words: Words, index: int, gazetteer: Gazetteer) -> int:
    """Index of the last word that joins on to the capitalised word `index`."""
    tokens, gaps, particles = words.words, words.gaps, gazetteer.names.particles
    last, count = index, len(tokens)
    while last + 1 < count and last - index < _LONGEST:
        after = last + 1
        gap, word = gaps[after], tokens[after]
        if gap in _JOINING or (gap in _AFTER_INITIAL and is_initial(words, last, gazetteer)):
            if word[0].isupper():
                last = after
                continue
            if gap == "-" and _given_name_tail(words, index, after, gazetteer):
                last = after
                continue
        elif gap not in _APOSTROPHE:
            break
        while after < count and after - last < 4 and tokens[after] in particles and _small_gap(gaps[after]):
            after += 1
        if after == last + 1 or after >= count or not tokens[after][0].isupper() or not _small_gap(gaps[after]):
            break
        last = after
    return last


def _small_gap(gap: str) -> bool:
    return gap in _JOINING or gap in _APOSTROPHE


def _given_name_tail(words: Words, first: int, index: int, gazetteer: Gazetteer) -> bool:
    """Whether the lower-case word after a hyphen is half a given name (`Kim Jong-un`)."""
    tail = words.words[index]
    return (
        1 < len(tail) <= 5
        and index - first == 2
        and words.words[first] in gazetteer.names.family_first
        and words.gaps[first + 1] in _SPACES
        and words.gaps[index + 1] != "-"
    )


def _cut(words: Words, first: int, last: int, gazetteer: Gazetteer) -> Iterator[Run]:
    """The run cut at words that cannot stand inside a person's name (a demonym, a role, an acronym, an organisation)."""
    names = gazetteer.names
    start, index = first, first
    while index <= last:
        word = words.words[index]
        if (
            start < index
            and is_initial(words, index, gazetteer)
            and _stands_for_surname(words, start, index, last, gazetteer)
        ):
            yield Run(start, index, suspect=True)
            start = index + 1
        elif _breaks(words, start, index, gazetteer):
            yield from _trimmed(words, start, index - 1, gazetteer)
            start = index + 1
        elif word in names.connecting and _surname_complete(words, start, index, gazetteer):
            yield from _trimmed(words, start, index - 1, gazetteer)
            while index + 1 <= last and words.words[index + 1] in names.particles:
                index += 1
            start = index + 1
        index += 1
    yield from _trimmed(words, start, last, gazetteer)


def _breaks(words: Words, start: int, index: int, gazetteer: Gazetteer) -> bool:
    names, word = gazetteer.names, words.words[index]
    if word[0].islower():
        return False
    if word in names.generations and index > start:
        return False
    if len(word) > 1 and (word.isupper() or not word.isalpha()) and "'" not in word and "’" not in word:
        return not is_initial(words, index, gazetteer)
    forms = gazetteer.countries.forms.get(word)
    if forms and any(not rest for rest, _, _ in forms):
        return not _may_be_name(words, start, index, gazetteer, forms[-1][2])
    lower = word.lower()
    if lower in names.roles or lower in names.titles:
        return not (index > start and _only_given_names(words, start, index, gazetteer))
    return False


def _may_be_name(words: Words, start: int, index: int, gazetteer: Gazetteer, sort: str) -> bool:
    """Whether a country's word is a first name here (`Frans Bauer`) or a surname (`Arantxa Rus`)."""
    names, word = gazetteer.names, words.words[index]
    if index == start:
        after = index + 1
        return (
            word in names.first
            and after < len(words.words)
            and words.gaps[after] in _SPACES
            and (words.words[after][0].isupper() or words.words[after] in names.connecting)
        )
    if not _only_given_names(words, start, index, gazetteer):
        return False
    return sort == "demonym" or (sort == "adjective" and word in names.last)


def _only_given_names(words: Words, start: int, index: int, gazetteer: Gazetteer) -> bool:
    """Whether the words before `index` are first names, initials and particles, so that a surname is still to come."""
    names = gazetteer.names
    return all(
        words.words[i] in names.first or words.words[i] in names.particles or is_initial(words, i, gazetteer)
        for i in range(start, index)
    )


def _surname_complete(words: Words, start: int, index: int, gazetteer: Gazetteer) -> bool:
    """Whether the name before a `van` or `de` has its surname, so that the small word belongs to the sentence."""
    names = gazetteer.names
    before = [i for i in range(start, index) if words.words[i] not in names.particles]
    if len(before) < 2:
        return len(before) == 1 and not _surname_may_follow(words, before[0], gazetteer)
    if (
        any(words.words[i] in names.connecting for i in range(start + 1, index))
        and words.words[index - 1] not in names.particles
    ):
        return True
    last = words.words[before[-1]]
    return not (last in names.first or is_initial(words, before[-1], gazetteer) or words.gaps[before[-1]] == "-")


def _surname_may_follow(words: Words, index: int, gazetteer: Gazetteer) -> bool:
    """Whether the single word before a `van` can be a first name."""
    names, word = gazetteer.names, words.words[index]
    if word in names.first or is_initial(words, index, gazetteer):
        return True
    return not (word in names.organisation or word in names.cities or word.lower() in names.common or word.isupper())


def _stands_for_surname(words: Words, start: int, index: int, last: int, gazetteer: Gazetteer) -> bool:
    """Whether an initial that follows other words ends the name: `Jeroen K.`, but not `George W. Bush`."""
    if is_initial(words, index - 1, gazetteer):
        return False
    if index == last:
        return True
    if words.words[index - 1] in gazetteer.names.particles or words.gaps[index + 1] not in _AFTER_INITIAL:
        return True
    after = words.words[index + 1]
    names = gazetteer.names
    if after in names.last or is_initial(words, index + 1, gazetteer):
        return False
    if after in names.first or after.lower() in names.function:
        return True
    return (
        after.lower() in names.common or after in names.cities or after.isupper() or after in gazetteer.countries.forms
    )


def _trimmed(words: Words, first: int, last: int, gazetteer: Gazetteer) -> Iterator[Run]:
    """The run without loose particles at its ends and without the ordinary word that opens a sentence."""
    names, tokens = gazetteer.names, words.words
    while first <= last and tokens[first] in names.particles:
        first += 1
    while first <= last and (
        tokens[last] in names.particles or (last > first and tokens[last] in names.opening_particles)
    ):
        last -= 1
    while first < last and words.opens_sentence(first) and _ordinary(words, first, last, gazetteer):
        first += 1
        while first < last and tokens[first] in names.particles:
            first += 1
    if first <= last:
        yield Run(first, last)


def _ordinary(words: Words, index: int, last: int, gazetteer: Gazetteer) -> bool:
    """Whether the word has its capital only from the sentence that it opens."""
    names, word = gazetteer.names, words.words[index]
    lower = word.lower()
    if word in names.opening_particles or words.gaps[index + 1] == "-":
        return False
    if lower in names.function:
        return word not in names.first or index + 2 <= last
    if word in names.first:
        return False
    if lower in names.common:
        return word not in names.last or (index + 2 <= last and words.words[index + 1] in names.first)
    return lower.endswith(names.role_endings)
