"""What a name says whatever stands around it: its parts, its spellings, and whom the lists know by it.

Pure; every answer is remembered, as the same names come back in story after story.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from slugify import slugify

from sitegen.recognise.gazetteer import Gazetteer, Known
from sitegen.recognise.kinds import FIRST, SMALL
from sitegen.recognise.spelling import plain
from sitegen.recognise.vocabulary import NameWords


class Heard(NamedTuple):
    """What the lists say of a run's words, whatever stands around them."""

    spellings: tuple[str, ...]
    folded: tuple[str, ...]
    """The spellings, folded."""
    bare: str
    """The name to print of a person of whom the lists know nothing."""
    full: tuple[str, Known] | None
    """The first spelling that is the full name of a known person, and that person."""
    alone: tuple[Known | None, ...]
    """For each spelling the person whom it names by a surname alone."""


def hear(name: str, gazetteer: Gazetteer) -> Heard:
    """What the lists of `gazetteer` say of `name`."""
    answer: Heard | None = gazetteer.heard.get(name)
    return gazetteer.heard.keep(name, _hear(name, gazetteer)) if answer is None else answer


def _hear(name: str, gazetteer: Gazetteer) -> Heard:
    spellings = spellings_of(name, gazetteer.names)
    return Heard(
        spellings,
        tuple(map(gazetteer.names.fold, spellings)),
        _bare(name, gazetteer.names),
        next(((one, known) for one in spellings if (known := gazetteer.known_full.get(plain(one)))), None),
        tuple(gazetteer.known_alone.get(plain(one)) for one in spellings),
    )


def spellings_of(name: str, names: NameWords) -> tuple[str, ...]:
    """The name as it stands and, where it ends like a genitive, without that ending."""
    if not name.endswith(names.genitives):
        return (name,)
    bare = (name[: -len(end)] for end in names.genitives if name.endswith(end) and len(name) > len(end) + 3)
    return (name, *bare)


def _bare(name: str, names: NameWords) -> str:
    """The name without a genitive's apostrophe; a bare -s stays, too many surnames end in it."""
    return next((name[: -len(end)] for end in names.genitives if not end.isalpha() and name.endswith(end)), name)


class Anatomy(NamedTuple):
    """A full name taken apart, all folded."""

    given: str
    surname: str
    plainer: tuple[str, ...]
    """The surname without what may be a genitive's ending."""
    calls: tuple[str, ...]
    """How the story may call the person later."""
    cut_short: bool
    """The surname is an initial."""


def anatomy_of(name: str, names: NameWords) -> Anatomy:
    """The parts of a full name."""
    answer: Anatomy | None = names.anatomies.get(name)
    return names.anatomies.keep(name, _anatomy(name, names)) if answer is None else answer


def _anatomy(name: str, names: NameWords) -> Anatomy:
    tokens = name.replace("-", " ").replace(".", " ").split()
    body = tokens[:-1] if tokens[-1] in names.generations and len(tokens) > 2 else tokens
    return Anatomy(
        given=names.fold(body[0]),
        surname=names.fold(tokens[-1]),
        plainer=tuple(names.fold(spelling) for spelling in spellings_of(body[-1], names)[1:]),
        calls=tuple(_calls(body, names)),
        cut_short=len(body[-1]) == 1,
    )


def _calls(body: list[str], names: NameWords) -> list[str]:
    """The folded surnames by which a story may call the person later."""
    calls = [names.fold(" ".join(body[i:])) for i in range(1, len(body))]
    if body[0] in names.family_first:
        calls.append(names.fold(body[0]))
    if len(body) > 2 and not names.kinds[body[-2]] & (FIRST | SMALL):
        calls.append(names.fold(body[-2]))
    # A letter alone may be anybody's: a suspect `D.` is not J.D. Vance.
    return [call for call in dict.fromkeys(calls) if len(call) > 1]


@lru_cache(maxsize=16_384)
def person_key(name: str) -> str:
    """The slug of a person's name: a pure function of it, remembered because it is slow."""
    return slugify(name)


def is_compound(lower: str, names: NameWords) -> bool:
    """Whether the word is two ordinary words joined (`fruitteler`, `cyberexpert`)."""
    answer = names.compounds.get(lower)
    return names.compounds.keep(lower, _is_compound(lower, names)) if answer is None else answer


def _is_compound(lower: str, names: NameWords) -> bool:
    return any(lower[:cut] in names.common and lower[cut:] in names.common for cut in range(4, len(lower) - 2))
