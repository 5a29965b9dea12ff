"""A text ready to be searched: its words, the countries' forms in it and its initials. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sitegen.recognise.gazetteer import Gazetteer, Known
from sitegen.recognise.kinds import CAPITAL, INITIAL, OPENS_FORM
from sitegen.recognise.tokens import Words, split_words
from sitegen.recognise.vocabulary import CountryWords, NameWords

SPACES = frozenset({" ", "\xa0", "\u202f", "  "})
HYPHENS = frozenset({"-", "\u2010", "\u2011"})
JOINING = SPACES | HYPHENS
_IN_FORM = JOINING | {"\n", "- ", ".", ". "}
"""What may stand between the words of a form; a point in `U.S.` and `St. Lucia`."""
STORY = 500
"""Words on each side of one that tell what its story is on: a story has fewer."""


class Form(NamedTuple):
    """Words `first..last` that are a form of a country; `code` is '' for what only looks like one."""

    first: int
    last: int
    code: str
    sort: str


class Copy(NamedTuple):
    """One text (a title, or a body after its dateline) with what is looked up once."""

    text: str
    words: Words
    kinds: list[int]
    """The bits of each word (see `kinds`)."""
    capitals: list[int]
    """Indices of the words that open with a capital."""
    names: NameWords
    countries: CountryWords
    forms: Mapping[int, Form]
    """By the index of each word that belongs to it."""
    initials: frozenset[int]
    """Indices of the words that are an initial with its point."""
    known: Mapping[str, Known]
    """Plain full names of known persons."""
    start: int
    """Offset in the text of what was split: behind the dateline."""

    def story(self, first: int, last: int) -> list[str]:
        """The words around `first..last`, as far as a story goes: text without end must not cost quadratic time."""
        return self.words.words[max(first - STORY, 0) : last + STORY]


def read_copy(text: str, start: int, gazetteer: Gazetteer) -> Copy:
    """`text` from offset `start` on, split and looked up."""
    words = split_words(text, start)
    gaps = words.gaps
    kinds = list(map(gazetteer.names.kinds.__getitem__, words.words))
    capitals = [i for i, bits in enumerate(kinds) if bits & CAPITAL]
    initials = frozenset([i for i in capitals if kinds[i] & INITIAL and gaps[i + 1].startswith(".")])
    return Copy(
        text,
        words,
        kinds,
        capitals,
        gazetteer.names,
        gazetteer.countries,
        _forms(words, [i for i in capitals if kinds[i] & OPENS_FORM], gazetteer.countries),
        initials,
        gazetteer.known_full,
        start,
    )


def _forms(words: Words, openings: list[int], known: CountryWords) -> dict[int, Form]:
    """Every form of a country that opens at one of `openings`, longest match first."""
    found: dict[int, Form] = {}
    for index in openings:
        if index in found:
            continue
        word = words.words[index]
        rows = known.forms.get(word)
        if rows is None:
            if code := _compound(word, known):
                found[index] = Form(index, index, code, "compound")
            continue
        for rest, code, sort in rows:
            if not rest or _follows(words, index, rest):
                form = Form(index, index + len(rest), code, sort)
                for covered in range(form.first, form.last + 1):
                    found[covered] = form
                break
    return found


def _follows(words: Words, index: int, rest: tuple[str, ...]) -> bool:
    end = index + 1 + len(rest)
    return tuple(words.words[index + 1 : end]) == rest and _IN_FORM.issuperset(words.gaps[index + 1 : end])


def _compound(word: str, known: CountryWords) -> str:
    """The country of a word such as `Chinagezinde`, or ''."""
    for suffix in known.suffixes:
        if word.endswith(suffix):
            for rest, code, _ in known.forms.get(word[: -len(suffix)], ()):
                if not rest:
                    return code
    return ""
