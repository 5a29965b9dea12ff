"""Where a text names a country: longest match of words, with the exceptions that make a country's word something else. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sitegen.recognise.gazetteer import CountryWords, Gazetteer
from sitegen.recognise.tokens import Words

_SPACES = frozenset({" ", "\xa0", "  ", "\n"})


@dataclass(frozen=True, slots=True)
class CountryHit:
    """Words `first..last` that are a form of a country, or look like one."""

    first: int
    last: int
    code: str
    rule: str
    accepted: bool


def country_hits(words: Words, gazetteer: Gazetteer, taken: frozenset[int]) -> Iterator[CountryHit]:
    """Every country's form in `words` outside the words `taken` by persons, in order, with what decided."""
    known = gazetteer.countries
    forms = known.forms
    done = -1
    for index in words.capitals:
        if index <= done:
            continue
        word = words.words[index]
        rows = forms.get(word)
        if rows is None:
            code = _compound(word, known)
            if code and index not in taken:
                yield CountryHit(index, index, code, "compound", True)
            continue
        for rest, code, sort in rows:
            last = index + len(rest)
            if rest and not _follows(words, index, rest):
                continue
            done = last
            if not taken.isdisjoint(range(index, last + 1)):
                yield CountryHit(index, last, code, "part of a person's name", False)
            else:
                veto = "not a country" if not code else _veto(words, index, last, sort, known)
                yield CountryHit(index, last, code, veto or sort, not veto)
            break


def _follows(words: Words, index: int, rest: tuple[str, ...]) -> bool:
    tokens, gaps = words.words, words.gaps
    return tuple(tokens[index + 1 : index + 1 + len(rest)]) == rest and all(
        gaps[i] == "-" or gaps[i] in _SPACES for i in range(index + 1, index + 1 + len(rest))
    )


def _compound(word: str, known: CountryWords) -> str:
    """The country of a word such as `Chinagezinde`, or ''."""
    if len(word) < 8 or not word.endswith(known.suffixes):
        return ""
    for suffix in known.suffixes:
        if word.endswith(suffix):
            for rest, code, _ in known.forms.get(word[: -len(suffix)], ()):
                if not rest:
                    return code
    return ""


@dataclass(frozen=True, slots=True)
class _Context:
    words: Words
    first: int
    last: int
    sort: str
    known: CountryWords
    before: str
    after: str


def _opens_as_another_word(c: _Context) -> bool:
    return c.words.words[c.first] in c.known.not_at_opening and c.words.opens_sentence(c.first)


def _foreign_name(c: _Context) -> bool:
    """`Bank of Japan`, `Singapore Airlines`."""
    return c.sort == "name" and (c.before in c.known.foreign_before or c.after in c.known.foreign_after)


def _language(c: _Context) -> bool:
    """`in het Frans`, `spreekt Engels`, `Spaanse les`."""
    if c.sort != "adjective":
        return False
    if c.after in c.known.language_after or (c.words.gaps[c.last + 1] == "-" and c.after in c.known.language_after):
        return True
    if c.words.words[c.last][-1] == "e" or c.before.lower() not in c.known.language_before:
        return False
    closed = c.words.gaps[c.last + 1] not in _SPACES or c.after in c.known.language_closers or c.after == ""
    return closed


VETOES: tuple[tuple[str, Callable[[_Context], bool]], ...] = (
    ("another word at the start of a sentence", _opens_as_another_word),
    ("foreign name", _foreign_name),
    ("language", _language),
)


def _veto(words: Words, first: int, last: int, sort: str, known: CountryWords) -> str:
    tokens, gaps = words.words, words.gaps
    before = tokens[first - 1] if first and gaps[first] in _SPACES else ""
    after = tokens[last + 1] if last + 1 < len(tokens) and (gaps[last + 1] in _SPACES or gaps[last + 1] == "-") else ""
    context = _Context(words, first, last, sort, known, before, after)
    return next((name for name, holds in VETOES if holds(context)), "")
