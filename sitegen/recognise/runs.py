"""Capitalised words that stand together, cut where a name must end: the spans that may be persons. Pure."""

from __future__ import annotations

from typing import NamedTuple

from sitegen.recognise.breaks import another_begins, breaks, stands_for_surname, surname_complete
from sitegen.recognise.copytext import HYPHENS, JOINING, SPACES, Copy
from sitegen.recognise.kinds import (
    ACRONYM,
    CAPITAL,
    CITY,
    COMMON,
    ESTATE,
    FIRST,
    FUNCTION,
    INITIAL,
    LAST,
    LISTED_ROLE,
    OPENING,
    OPENS_FORM,
    OPENS_KNOWN,
    OPENS_THING,
    ORGANISATION,
    PARTICLE,
    PORTFOLIO,
    ROLE,
    SURNAME_LIKE,
    THING_BEFORE,
)
from sitegen.recognise.namings import is_compound
from sitegen.recognise.spelling import plain
from sitegen.recognise.surnames import estate_end, goes_on_after

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
    doubtful: bool = False
    """What follows may belong to the surname (`Diederik van Asch van Wijck`)."""
    vouched: bool | None = None
    """Whether the site's own recogniser says that this is a person; None where there is none, and the rules decide."""


def name_runs(copy: Copy) -> list[Run]:
    """The runs of `copy`, in order; they never overlap."""
    found: list[Run] = []
    done, kinds = -1, copy.kinds
    for index in copy.capitals:
        if index <= done:
            continue
        done = _run_end(copy, index)
        if done > index and not _plain_name(copy, index, done):
            _cut(copy, index, done, found)
            done = max(done, found[-1].last if found else -1)
        elif done > index:
            found.append(Run(index, done))
        elif kinds[index] & OPENS_THING and (end := _thing_end(copy, index, index)) >= 0:
            found.append(Run(index, end, thing=True))
            done = end
        elif not kinds[index] & (ACRONYM | FUNCTION):
            found.append(Run(index, index))
    return found


_CUTS = (
    ACRONYM | FUNCTION | INITIAL | LISTED_ROLE | OPENING | OPENS_FORM | OPENS_THING | ORGANISATION | PORTFOLIO | ROLE
)
"""What a word must not be for `_cut` to have nothing to do in a name that a first name opens."""


_TELLING = _CUTS | OPENS_KNOWN | ESTATE | FIRST | PARTICLE
"""What a word inside the run must be for `_cut` to look at it."""
_STRANGE_CUTS = _CUTS | CITY | COMMON | FIRST | THING_BEFORE
"""What neither of two words must be for `_cut` to have nothing to do although no first name opens them."""


def _plain_name(copy: Copy, first: int, last: int) -> bool:
    """Whether the run is a first name and a surname, particles between, at which nothing can be cut: most names are."""
    kinds = copy.kinds
    if last == first + 1 and not (kinds[first] & _STRANGE_CUTS or kinds[last] & (_STRANGE_CUTS & ~COMMON)):
        # Two strange words, a name of far away.
        tokens = copy.words.words
        joined = copy.words.gaps[last] in SPACES and not tokens[first].endswith(copy.names.possessives)
        return joined and not copy.words.opens_sentence(first)
    if kinds[first] & (_CUTS | FIRST) != FIRST or kinds[last] & _CUTS or copy.words.gaps[first + 1] in _APOSTROPHE:
        return False
    return last == first + 1 or all(kinds[i] & (PARTICLE | CAPITAL) == PARTICLE for i in range(first + 1, last))


def _run_end(copy: Copy, index: int) -> int:
    """Index of the last word that joins on to the capitalised word `index`."""
    kinds, gaps = copy.kinds, copy.words.gaps
    last, count = index, len(kinds)
    while last + 1 < count and last - index < _LONGEST:
        after = last + 1
        gap = gaps[after]
        if gap in JOINING or (last in copy.initials and gap in _AFTER_INITIAL):
            if kinds[after] & CAPITAL or (gap in HYPHENS and _given_name_tail(copy, index, after)):
                last = after
                continue
        elif gap not in _APOSTROPHE or len(copy.words.words[after]) > 1:
            # `van 't Hof`, but not `Hergé 'de Brueghel van het beeldverhaal'`.
            break
        if kinds[after] & ESTATE and gap in SPACES and (end := estate_end(copy, index, last)) > last:
            last = end
            continue
        while after < count and kinds[after] & PARTICLE and (after == last + 1 or _small_gap(gaps[after])):
            after += 1
        small = after - last - 1
        if not 0 < small < 4 or after >= count or not kinds[after] & CAPITAL or gaps[after] not in JOINING:
            break
        if copy.words.words[last + 1] in copy.names.never_alone and not _surname_at(copy, last, after):
            break
        last = after
    return last


def _surname_at(copy: Copy, last: int, surname: int) -> bool:
    """Whether a surname follows: `Dennis te Kloese`, not `Jansen te Zwolle`; `Piet op de Beek`, not `in de Kamer`."""
    bits = copy.kinds[surname]
    if surname > last + 2:
        # `in de Kamer`, `Naterop in het Kapelse gemeentehuis`, `Ariane op het Sorghvliet`.
        words, names = copy.words.words, copy.names
        like = bits & SURNAME_LIKE > 0 or words[surname].endswith(names.toponyms)
        like = like and copy.kinds[last] & FIRST > 0 and words[surname - 1] not in names.neuter
        return bits & LAST > 0 or (like and not bits & (CITY | ORGANISATION))
    named = not bits & (ACRONYM | CITY | COMMON | ORGANISATION)
    if copy.words.words[surname - 1] not in copy.names.single_particles:
        # `Joost op Lowlands`, `Emma in Amerika`.
        named = named and bits & LAST > 0
    return copy.kinds[last] & FIRST > 0 and named and copy.words.gaps[surname] in SPACES


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


def _cut(copy: Copy, first: int, last: int, found: list[Run]) -> None:
    """Adds the run to `found`, cut at what cannot stand inside a name (a demonym, a role, an acronym, a portfolio)."""
    tokens, kinds, names = copy.words.words, copy.kinds, copy.names
    start = index = first
    while index <= last:
        bits = kinds[index]
        if start < index and not bits & _TELLING and index not in copy.forms and not _possessive(copy, index, last):
            index += 1
            continue
        if bits & OPENS_KNOWN and _is_known(copy, index, last):
            # Also behind other capitals: `op de Joux Plane Remco Evenepoel`.
            _trim(copy, start, index - 1, found)
            found.append(Run(index, last))
            return
        if bits & OPENS_THING and (end := _thing_end(copy, index, last)) >= 0:
            _trim(copy, start, index - 1, found)
            found.append(Run(index, end, thing=True))
            start = index = end + 1
            continue
        if start < index and bits & (ESTATE | CAPITAL) == ESTATE:
            index = _behind_estate(copy, index)
            continue
        if start < index and _initial(copy, index, last) and stands_for_surname(copy, start, index, last):
            _trim(copy, start, index, found, suspect=True)
            start = index + 1
        elif (another := another_begins(copy, start, index, last)) or breaks(copy, start, index, last):
            _trim(copy, start, index - 1, found)
            start = index if another else index + 1
        elif bits & PARTICLE and tokens[index] in names.connecting and surname_complete(copy, start, index):
            goes_on = _cut_short(copy, index, last) or goes_on_after(copy, start, index)
            if not goes_on:
                _trim(copy, start, index - 1, found, doubtful=goes_on is None)
                while index + 1 <= last and kinds[index + 1] & PARTICLE:
                    index += 1
                start = index + 1
        elif _possessive(copy, index, last):
            _trim(copy, start, index, found)
            start = index + 1
        index += 1
    _trim(copy, start, last, found)


def _possessive(copy: Copy, index: int, last: int) -> bool:
    """`Unite's Sharon Graham`: what follows is another name."""
    words, ends = copy.words, copy.names.possessives
    return index < last and words.words[index].endswith(ends) and words.gaps[index + 1] in SPACES


def _behind_estate(copy: Copy, index: int) -> int:
    """Index of the word behind a nobleman's title and the name that follows; `_run_end` has looked at them."""
    while not copy.kinds[index] & CAPITAL:
        index += 1
    return index + 1


def _initial(copy: Copy, index: int, last: int) -> bool:
    """Whether the word is a letter that may stand for a surname: with a point, or at the run's end (no `Ipsos I&O`)."""
    if index in copy.initials:
        return True
    return index == last and len(copy.words.words[index]) == 1 and "&" not in copy.words.gaps[index + 1]


def _cut_short(copy: Copy, index: int, last: int) -> bool:
    """Whether only particles stand before the initial that ends the run: a suspect's (`baron van Tuyll van S.`)."""
    return last in copy.initials and all(copy.kinds[i] & (PARTICLE | CAPITAL) == PARTICLE for i in range(index, last))


def _thing_end(copy: Copy, first: int, last: int) -> int:
    """Index of the last word of the firm, club or prize that stands at `first`, or -1.

    A phrase of two words must end the run or have a name behind it: `Piet Hein` is an admiral's ship, `Piet Hein
    Donner` a person. A longer one may go on beyond it (`Kaag en Braassem`).
    """
    tokens, things = copy.words.words, copy.names.not_persons
    if first + 1 < len(tokens):
        for rest in things.get((tokens[first], tokens[first + 1]), ()):
            end = first + 1 + len(rest)
            named = end + 1 < last and copy.kinds[end + 1] & FIRST > 0
            if (end == last or rest or named) and tuple(tokens[first + 2 : end + 1]) == rest:
                return end
    return first if first == last and (tokens[first], "") in things else -1


def _is_known(copy: Copy, first: int, last: int) -> bool:
    """Whether the words are the full name of a known person, as they stand (`Jaap van Zweden`, `Peter R. de Vries`)."""
    return last > first and plain(copy.text[copy.words.starts[first] : copy.words.end(last)]) in copy.known


def _trim(
    copy: Copy, first: int, last: int, found: list[Run], *, suspect: bool = False, doubtful: bool = False
) -> None:
    """Adds the run without loose particles at its ends and without the ordinary word that opens a sentence."""
    kinds = copy.kinds
    while first <= last and kinds[first] & PARTICLE:
        first += 1
    while not suspect and first <= last and _loose_end(kinds[last], first == last):
        last -= 1
    while first < last and copy.words.opens_sentence(first) and _ordinary(copy, first, last):
        first += 1
        while first < last and kinds[first] & PARTICLE:
            first += 1
    if first <= last:
        found.append(Run(first, last, suspect and first < last, doubtful=doubtful))


def _loose_end(bits: int, alone: bool) -> bool:
    return bits & PARTICLE > 0 or (bits & OPENING > 0 and not (alone and bits & FIRST))


def _ordinary(copy: Copy, index: int, last: int) -> bool:
    """Whether the word has its capital only from the sentence that it opens."""
    bits = copy.kinds[index]
    if bits & OPENING and copy.words.words[index].lower() in copy.names.never_alone:
        # `Op de Champs-Élysées`, but `Op de Beeck`.
        return last > index + 2 or not copy.kinds[last] & LAST
    if index in copy.initials or bits & OPENING or copy.words.gaps[index + 1] in HYPHENS:
        return False
    if bits & FUNCTION:
        return not bits & FIRST or index + 2 <= last
    if bits & FIRST:
        return False
    longer = index + 2 <= last
    named_after = longer and copy.kinds[index + 1] & FIRST > 0
    if bits & COMMON:
        return not bits & LAST or named_after
    if bits & ROLE and named_after:
        return True
    if bits & (ROLE | LAST) == ROLE and longer:
        # `Erespeler Lútzen Kampman`.
        return True
    return (bits & ROLE > 0 or (longer and not bits & LAST)) and is_compound(
        copy.words.words[index].lower(), copy.names
    )
