"""Names of persons in order: by surname, without regard to the small words before it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sitegen.lang import name_words
from sitegen.model import PersonFile
from sitegen.slugs import slug


def surname_first(name: str) -> str:
    """`Leyen, Ursula von der` for `Ursula von der Leyen`; a name of one word stays as it is."""
    particles, suffixes = name_words()
    words = name.split()
    end = len(words)
    while end > 1 and words[end - 1].lower() in suffixes:
        end -= 1
    start = end - 1
    small = start
    while small > 1 and words[small - 1].lower() in particles:
        small -= 1
    before = [*words[:small], *words[small:start]]
    tail = words[end:]
    surname = " ".join([words[start], *tail])
    return f"{surname}, {' '.join(before)}" if before else surname


def core_of(name: str) -> list[str]:
    """The words of `name` without the small ones and without what follows a surname (`jr.`)."""
    left_out = frozenset().union(*name_words())
    return [word for word in name.replace(".", ". ").split() if word.lower() not in left_out]


def sort_key(name: str) -> str:
    """A text by which names sort: surname first, in ASCII."""
    return slug(surname_first(name))


@lru_cache(maxsize=65536)
def letter_of(name: str) -> str:
    """The letter of the page on which a name stands: `a` to `z`, or `0` for anything else."""
    first = sort_key(name)[:1]
    return first if first.isascii() and first.isalpha() else "0"


def is_initial(word: str) -> bool:
    """Whether a word of a name is one letter, with or without a point (`K.`)."""
    bare = word.removesuffix(".")
    return len(bare) == 1 and bare.isalpha()


def known_by_initial(name: str) -> bool:
    """Whether a name leaves its bearer unknown: `Jeroen K.`, `P. de Vries`."""
    particles, _ = name_words()
    words = name.replace(".", ". ").split()
    whole = [word for word in words if not is_initial(word) and word.lower() not in particles]
    return bool(words) and (is_initial(words[-1]) or (is_initial(words[0]) and len(whole) < 2))


def labels(people: Iterable[PersonFile]) -> dict[str, str]:
    """Of those who share their name, by key, what tells them apart: the name with their role, else their key."""
    sharing: dict[str, list[PersonFile]] = {}
    for file in people:
        if not file.hidden:
            sharing.setdefault(slug(file.name), []).append(file)
    return {
        file.key: f"{file.name} ({file.role if roles.count(file.role) == 1 and file.role else file.key})"
        for files in sharing.values()
        if len(files) > 1 and (roles := [file.role for file in files])
        for file in files
    }
