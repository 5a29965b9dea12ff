"""Which names may be one person's: what an editor is asked about, never decided here. Pure.

Every test is a bucket that like names share, so that the work grows with the names and not with their pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from sitegen.names import core_of, is_initial
from sitegen.slugs import slug

LEAST_LETTERS = 4
"""Letters of a word from which a letter more, less or other may be a slip: `Jan` and `Jon` are two names."""
_LARGEST_BUCKET = 60
"""Names above which a bucket says nothing: they only share a name that half a country has."""


class Likeness(NamedTuple):
    """Two keys whose names are alike, and why."""

    one: str
    other: str
    reason: str


def alike(names: Mapping[str, str], fold: Callable[[str], str]) -> Iterator[Likeness]:
    """Pairs of the keys of `names` (key to name) that may be one person, surest reasons first; a pair comes once.

    `fold` gives spellings that count as the same one text, such as `u` for `oe` and `i` for `j` and `y`.
    """
    split = {key: words for key, name in sorted(names.items()) if len(words := tuple(core_of(name))) > 1}
    seen: set[tuple[str, str]] = set()
    for reason, buckets_of, holds in _REASONS:
        buckets: dict[object, list[str]] = {}
        for key, words in split.items():
            for bucket in dict.fromkeys(buckets_of(tuple(map(fold, words)), words)):
                buckets.setdefault(bucket, []).append(key)
        for keys in buckets.values():
            if len(keys) <= _LARGEST_BUCKET:
                for one, other in combinations(keys, 2):
                    if (one, other) not in seen and holds(split[one], split[other]):
                        seen.add((one, other))
                        yield Likeness(one, other, reason)


def near(word: str) -> Iterator[str]:
    """What `word` is with no letter or one left out: two words that share one of them differ by about a letter."""
    yield word
    if len(word) >= LEAST_LETTERS:
        yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


_Words = tuple[str, ...]


def _same(folded: _Words, words: _Words) -> Iterable[object]:
    return (folded,)


def _order(folded: _Words, words: _Words) -> Iterable[object]:
    return (tuple(sorted(folded)),)


def _initials(folded: _Words, words: _Words) -> Iterable[object]:
    """`Peter R. de Vries` and `Peter de Vries`."""
    return (tuple(word for word, written in zip(folded, words, strict=True) if not is_initial(written)),)


def _more_names(folded: _Words, words: _Words) -> Iterable[object]:
    """`Juan Carlos Varela` and `Juan Varela`."""
    return ((folded[0], folded[-1]),)


def _given(folded: _Words, words: _Words) -> Iterable[object]:
    return ((found, *folded[1:]) for found in near(folded[0]))


def _surname(folded: _Words, words: _Words) -> Iterable[object]:
    return ((*folded[:-1], found) for found in near(folded[-1]))


def _first_letter(folded: _Words, words: _Words) -> Iterable[object]:
    """`J.K. Rowling` and `Joanne Rowling`."""
    return ((slug(words[0])[:1], folded[-1]),)


def _always(one: _Words, other: _Words) -> bool:
    return True


def _one_by_initial(one: _Words, other: _Words) -> bool:
    return is_initial(one[0]) != is_initial(other[0])


_REASONS: tuple[
    tuple[str, Callable[[_Words, _Words], Iterable[object]], Callable[[_Words, _Words], bool]],
    ...,
] = (
    ("another spelling", _same, _always),
    ("an initial more", _initials, _always),
    ("the words in another order", _order, _always),
    ("a letter of the first name", _given, _always),
    ("a letter of the surname", _surname, _always),
    ("a name more", _more_names, _always),
    ("an initial for the first name", _first_letter, _one_by_initial),
)
"""Each with the buckets of a name, and what must hold of two names that share one."""
