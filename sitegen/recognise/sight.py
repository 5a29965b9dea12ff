"""A run of capitalised words with what stands around it: what the rules look at. Pure."""

from __future__ import annotations

from typing import NamedTuple

from sitegen.recognise.copytext import HYPHENS, SPACES, Copy
from sitegen.recognise.kinds import (
    BUILT,
    CAPITAL,
    CITY,
    COMMON,
    ESTATE,
    FUNCTION,
    IN_ROLE,
    INITIAL,
    LAST,
    LISTED_ROLE,
    ORGANISATION,
    PORTFOLIO,
    ROLE,
    SMALL,
    STRANGE,
    THING_AFTER,
    VERB,
)
from sitegen.recognise.runs import Run
from sitegen.recognise.vocabulary import NameWords

_ROLE_REACH = 7
"""Words between a role and the name at most ('minister van Onderwijs, Cultuur en Wetenschap Jan Jansen')."""


_ELSE = CITY | COMMON | PORTFOLIO | ROLE | LISTED_ROLE
"""What a word may be besides a surname."""
_FIRM = CAPITAL | ORGANISATION
"""`Fokker` is a firm, `fokker` a role."""
_THING = ORGANISATION | THING_AFTER | BUILT


class Sight(NamedTuple):
    """A run with what stands around it."""

    copy: Copy
    run: Run
    names: NameWords
    capitals: list[str]
    """The run's words without particles and initials."""
    kinds: list[int]
    """Their bits."""
    every: int
    """The bits of all words of the run together."""
    initials: int
    before: int
    """The bits of the word before, none over a gap that is more than white space."""
    gap_before: str
    after: str
    """The word after, whatever the gap."""
    gap_after: str
    spaced: bool
    """White space follows."""
    opens: bool
    """The run opens a sentence."""
    role: str
    """The role before the name as printed, or ''."""
    role_near: bool
    """Nothing stands between the role and the name."""
    nation: bool
    """A country's adjective or demonym stands right before."""
    again: bool
    """The last word stands alone elsewhere in the story."""

    single: bool
    """One word, particles apart."""


def sight(copy: Copy, run: Run, alone: frozenset[str]) -> Sight:
    """The run as the rules see it; `alone` holds the words that make up a run by themselves somewhere in the story."""
    tokens, bits, gaps = copy.words.words, copy.kinds, copy.words.gaps
    first, last = run.first, run.last
    capitals, kinds, initials, every = _inside(copy, first, last)
    gap_before, gap_after = gaps[first], gaps[last + 1]
    near = first > 0 and gap_before in SPACES
    role, role_near = _role_before(copy, first) if near else ("", False)
    return Sight(
        copy,
        run,
        copy.names,
        capitals,
        kinds,
        every,
        initials,
        bits[first - 1] if near else 0,
        gap_before,
        tokens[last + 1] if last + 1 < len(tokens) else "",
        gap_after,
        gap_after in SPACES,
        copy.words.opens_sentence(first),
        role,
        role_near,
        near and (form := copy.forms.get(first - 1)) is not None and form.code != "",
        first < last and tokens[last] in alone,
        len(capitals) + initials <= 1,
    )


_SET_APART = SMALL | INITIAL | ESTATE
"""What a word may be so that it is no capital of the name."""


def _inside(copy: Copy, first: int, last: int) -> tuple[list[str], list[int], int, int]:
    """The run's words without particles and initials, their bits, how many initials, and the bits of all together."""
    tokens, bits, gaps, initial = copy.words.words, copy.kinds, copy.words.gaps, copy.initials
    if first == last:
        return ([], [], 1, bits[first]) if first in initial else ([tokens[first]], [bits[first]], 0, bits[first])
    both = bits[first] | bits[last]
    if last == first + 1 and not both & _SET_APART:
        return tokens[first : last + 1], bits[first : last + 1], 0, both
    capitals, kinds, initials, every = [], [], 0, 0
    for i in range(first, last + 1):
        kind = bits[i]
        if i > first + 1 and gaps[i] in HYPHENS and (kind & LAST or not kind & _THING):
            kind = _married(kind)
        if kind & (ESTATE | CAPITAL) == ESTATE:
            continue
        every |= kind
        if i in initial:
            initials += 1
        elif not kind & SMALL:
            capitals.append(tokens[i])
            kinds.append(kind)
    return capitals, kinds, initials, every


def _married(kind: int) -> int:
    """The bits of what a married name ends in (`Zeedijk-Maas`): a surname, whatever else it is."""
    return kind & ~(_ELSE | _THING) | (STRANGE if not kind & LAST else 0)


def _role_before(copy: Copy, first: int) -> tuple[str, bool]:
    """The words from the role to the name, and whether it stands right before."""
    gaps, bits = copy.words.gaps, copy.kinds
    for index in range(first - 1, max(first - 1 - _ROLE_REACH, -1), -1):
        kind = bits[index]
        if index == first - 1:
            if kind & IN_ROLE:
                break
        elif gaps[index + 1] not in SPACES and gaps[index + 1].strip() not in ("", "-", ","):
            break
        if kind & (ROLE | LISTED_ROLE) and kind & _FIRM != _FIRM:
            near = index == first - 1 or bits[first - 1] & PORTFOLIO > 0
            start = index - 1 if index and gaps[index] in HYPHENS else index
            return copy.text[copy.words.starts[start] : copy.words.end(first - 1)], near
        if kind & (CAPITAL | PORTFOLIO) == CAPITAL and bits[index - 1] & (IN_ROLE | CAPITAL) != IN_ROLE:
            break
        if kind & VERB or kind & (FUNCTION | IN_ROLE) == FUNCTION:
            break
    return "", False
