"""A run of capitalised words with what stands around it: what the rules look at. Pure."""

from __future__ import annotations

from typing import NamedTuple

from sitegen.recognise.copytext import HYPHENS, SPACES, Copy
from sitegen.recognise.gazetteer import NameWords
from sitegen.recognise.runs import Run, is_role

_ROLE_REACH = 7
"""Words between a role and the name at most ('minister van Onderwijs, Cultuur en Wetenschap Jan Jansen')."""


class Sight(NamedTuple):
    """A run with what stands around it."""

    copy: Copy
    run: Run
    names: NameWords
    capitals: tuple[str, ...]
    """The run's words without particles and initials."""
    initials: int
    before: str
    """The word before in lower case, '' over a gap that is more than white space."""
    gap_before: str
    after: str
    """The word after, whatever the gap."""
    gap_after: str
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
    names, tokens, gaps = copy.names, copy.words.words, copy.words.gaps
    first, last = run.first, run.last
    if first < last:
        inside = range(first, last + 1)
        capitals = tuple(tokens[i] for i in inside if i not in copy.initials and tokens[i] not in names.small)
        initials = sum(i in copy.initials for i in inside)
    else:
        initials = int(first in copy.initials)
        capitals = () if initials else (tokens[first],)
    near = first > 0 and gaps[first] in SPACES
    role, role_near = _role_before(copy, first) if near else ("", False)
    return Sight(
        copy=copy,
        run=run,
        names=names,
        capitals=capitals,
        initials=initials,
        before=tokens[first - 1].lower() if near else "",
        gap_before=gaps[first],
        after=tokens[last + 1] if last + 1 < len(tokens) else "",
        gap_after=gaps[last + 1],
        opens=copy.words.opens_sentence(first),
        role=role,
        role_near=role_near,
        nation=near and (form := copy.forms.get(first - 1)) is not None and bool(form.code),
        again=first < last and tokens[last] in alone,
        single=len(capitals) + initials <= 1,
    )


def _role_before(copy: Copy, first: int) -> tuple[str, bool]:
    """The words from the role to the name, and whether it stands right before."""
    tokens, gaps, names = copy.words.words, copy.words.gaps, copy.names
    for index in range(first - 1, max(first - 1 - _ROLE_REACH, -1), -1):
        if index < first - 1 and gaps[index + 1].strip() not in ("", "-", ","):
            break
        word = tokens[index]
        lower = word.lower()
        if index == first - 1 and lower in names.in_role:
            break
        if is_role(word, names) or lower in names.titles:
            near = index == first - 1 or tokens[first - 1] in names.portfolios
            start = index - 1 if index and gaps[index] in HYPHENS else index
            return copy.text[copy.words.starts[start] : copy.words.end(first - 1)], near
        if word[0].isupper() and word not in names.portfolios and tokens[index - 1] not in names.in_role:
            break
        if lower in names.verbs or (lower in names.function and lower not in names.in_role):
            break
    return "", False
