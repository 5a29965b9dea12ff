"""Surnames of more than one half: where one that could end goes on (`van Asch van Wijck`). Pure."""

from __future__ import annotations

from sitegen.recognise.copytext import SPACES, Copy
from sitegen.recognise.kinds import (
    ACRONYM,
    CAPITAL,
    CITY,
    COMMON,
    FIRST,
    LAST,
    LISTED_ROLE,
    ORGANISATION,
    PARTICLE,
    PARTY,
    PORTFOLIO,
    ROLE,
    STRANGE,
)
from sitegen.recognise.namings import is_compound

_LOOKS = 8
"""Places at which the story says the same words that are looked at."""
_NEAR = 20_000
"""Characters within which a story names somebody again: more would cost quadratic time in a text without end."""


def estate_end(copy: Copy, index: int, last: int) -> int:
    """Index of the surname's last word behind a nobleman's title or a second estate, or `last` if none follows.

    `Jan baron van Bergen`, `Jan van Bergen tot Bergen`; not `benoemde Jan van Bergen tot Ridder`.
    """
    kinds, words, gaps, at = copy.kinds, copy.words.words, copy.words.gaps, last + 2
    if not any(kinds[i] & (FIRST | STRANGE) or i in copy.initials for i in range(index, last + 1)):
        return last
    if words[last + 1] in copy.names.nobility:
        particles = at
        while at < len(kinds) and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and gaps[at] in SPACES:
            at += 1
        if at == particles:
            return last
    elif (
        last == index
        or not kinds[last - 1] & PARTICLE
        or at >= len(kinds)
        or (kinds[at] & COMMON and words[at] != words[last])
    ):
        return last
    if at >= len(kinds) or gaps[at] not in SPACES or not (_surname_word(copy, at) or words[at] == words[last]):
        return last
    return at


def _surname_word(copy: Copy, at: int) -> bool:
    """Whether the capitalised word can be the end of a surname: no known place, club, organisation, firm, country."""
    bits = copy.kinds[at]
    if bits & (ORGANISATION | ACRONYM | ROLE | LISTED_ROLE | PORTFOLIO | PARTY) or copy.forms.get(at):
        return False
    if (copy.words.words[at], "") in copy.names.not_persons:
        return False
    return bits & (CAPITAL | CITY) == CAPITAL and bits & (COMMON | LAST) != COMMON


def goes_on_after(copy: Copy, start: int, index: int) -> bool | None:
    """Whether the particle and what follows belong to a surname that could end here; None where it is undecided.

    `Erik Wolters van der Wey`, `Diederik van Asch van Wijck`; not `Lotte de Bruin van Ajax`.
    """
    words, kinds, gaps, at = copy.words.words, copy.kinds, copy.words.gaps, index
    if not kinds[start] & (FIRST | STRANGE) or index - start < 2 or words[index] not in copy.names.second_particles:
        return False
    while at < len(kinds) and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and gaps[at] in SPACES:
        at += 1
    if at >= len(kinds) or gaps[at] not in SPACES or not _surname_word(copy, at):
        return False
    if " ".join(words[index:at]) in copy.names.surname_only:
        return True
    if words[index] not in copy.names.estate_particles or at > index + 1:
        return False
    if not any(kinds[i] & (PARTICLE | CAPITAL) == PARTICLE for i in range(start + 1, index)):
        return False
    if kinds[at] & (LAST | COMMON) == LAST or (words[at].endswith(copy.names.toponyms) and kinds[at] & STRANGE):
        return True
    if stands_alone(copy, _first_particle(copy, start, index), at):
        # `Van Asch van Wijck`, alone.
        return True
    after = kinds[at + 1] if at + 1 < len(kinds) and gaps[at + 1] in SPACES else 0
    known = after & CAPITAL or is_compound(words[at].lower(), copy.names)
    return False if known else None


def stands_alone(copy: Copy, index: int, last: int) -> bool:
    """Whether the surname that a particle opens stands elsewhere with a capital, without a first name: `Van Asch`."""
    start, end = copy.words.starts[index], copy.words.end(last)
    surname = copy.text[start : start + 1].upper() + copy.text[start + 1 : end]
    return copy.text.find(surname, max(start - _NEAR, 0), end + _NEAR) >= 0


def parts(copy: Copy, index: int) -> bool:
    """Whether the word stands elsewhere without the one that follows it here (`Ooit zou Fini Berlusconi opvolgen`)."""
    text, start, word = copy.text, copy.words.starts[index], copy.words.words[index]
    both = text[start : copy.words.end(index + 1)]
    at = max(start - _NEAR, 0)
    for _ in range(_LOOKS):
        at = text.find(word, at, start + _NEAR)
        if at < 0:
            return False
        end = at + len(word)
        if not text.startswith(both, at) and not text[end : end + 1].isalnum():
            return True
        at = end
    return False


def recurs(copy: Copy, index: int, last: int) -> bool:
    """Whether the words, of which a first name stands in front, stand elsewhere without it (`Bruins Slot`)."""
    text, starts, words = copy.text, copy.words.starts, copy.words.words
    start, end, front = starts[index], copy.words.end(last), f"{words[index - 1]} "
    surname, at = text[start:end], max(start - _NEAR, 0)
    for _ in range(_LOOKS):
        at = text.find(surname, at, end + _NEAR)
        if at < 0:
            return False
        if at != start and text[at - len(front) : at] != front:
            return True
        at += 1
    return False


def _first_particle(copy: Copy, start: int, index: int) -> int:
    return next(i for i in range(start + 1, index) if copy.kinds[i] & (PARTICLE | CAPITAL) == PARTICLE)
