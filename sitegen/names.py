"""Names of persons in order: by surname, without regard to the small words before it. Pure."""

from __future__ import annotations

from functools import lru_cache

from sitegen.slugs import slug

# Small words that belong to a surname but do not order it, in the languages whose names Dutch copy prints.
_PARTICLES = frozenset(
    "van de der den het 't ten ter te op in aan bij 's von zu zum zur vom da di do dos das del della dello delle degli "
    "du des la le el al af av bin ibn abu ben bint st".split()
)
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "vi", "vii", "viii", "xiv", "xv", "xvi"))


def surname_first(name: str) -> str:
    """`Leyen, Ursula von der` for `Ursula von der Leyen`; a name of one word stays as it is."""
    words = name.split()
    end = len(words)
    while end > 1 and words[end - 1].lower() in _SUFFIXES:
        end -= 1
    start = end - 1
    small = start
    while small > 1 and words[small - 1].lower() in _PARTICLES:
        small -= 1
    before = [*words[:small], *words[small:start]]
    tail = words[end:]
    surname = " ".join([words[start], *tail])
    return f"{surname}, {' '.join(before)}" if before else surname


def sort_key(name: str) -> str:
    """A text by which names sort: surname first, in ASCII."""
    return slug(surname_first(name))


@lru_cache(maxsize=65536)
def letter_of(name: str) -> str:
    """The letter of the page on which a name stands: `a` to `z`, or `0` for anything else."""
    first = sort_key(name)[:1]
    return first if first.isascii() and first.isalpha() else "0"
