"""Why a name that is a person's is not linked: it may be longer than it seems. Pure."""

from __future__ import annotations

from sitegen.recognise.copytext import HYPHENS, SPACES, Copy
from sitegen.recognise.kinds import (
    ACRONYM,
    CAPITAL,
    CITY,
    COMMON,
    FIRST,
    FUNCTION,
    LAST,
    LISTED_ROLE,
    OPENS_THING,
    ORGANISATION,
    PARTICLE,
    PARTY,
    PORTFOLIO,
    ROLE,
)
from sitegen.recognise.runs import Run

_NO_NAME = ACRONYM | FUNCTION | LISTED_ROLE | OPENS_THING | ORGANISATION | PARTY | PORTFOLIO | ROLE
"""What a word may be that stands beside a name and is no part of it."""


def doubt(copy: Copy, run: Run) -> str:
    """What may be more of the name that ends here (`Diederik Quarles` in `Diederik Quarles van Ufford`), or ''."""
    kinds, gaps, at = copy.kinds, copy.words.gaps, run.last + 1
    while at < len(kinds) and kinds[at] & (PARTICLE | CAPITAL) == PARTICLE and gaps[at] in SPACES:
        at += 1
    if at == run.last + 1 or at >= len(kinds) or gaps[at] not in SPACES or not kinds[at] & CAPITAL:
        return ""
    if at in copy.initials:
        return "a surname's initial after it"
    if copy.words.words[run.last + 1] in copy.names.never_alone:
        return ""
    married = gaps[run.last] in HYPHENS and run.last > run.first + 1
    return "" if married or not _surname(copy, at) else "what may be more of the surname after it"


def _surname(copy: Copy, at: int) -> bool:
    word, gap, bits = copy.words.words[at], copy.words.gaps[at + 1], copy.kinds[at]
    if bits & FIRST and gap in SPACES and at + 1 < len(copy.kinds) and copy.kinds[at + 1] & CAPITAL:
        # `won Tom Boonen van Fabian Cancellara`.
        return False
    named = bits & LAST or word.endswith(copy.names.toponyms) or gap in HYPHENS
    return bool(named) and _may_be_name(copy, at)


def _may_be_name(copy: Copy, at: int) -> bool:
    bits = copy.kinds[at]
    return not (bits & _NO_NAME or bits & (CITY | LAST) == CITY or at in copy.forms or bits & (COMMON | LAST) == COMMON)
