"""How names are compared: without accents, case and hyphens. Pure; knows no language.

Both functions remember what they answered: the same names come back in story after story.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

_SINGLE = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "’": "'"}
)


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """`name` in lower case, without accents, its hyphens, points and runs of white space as one space."""
    if not name.isascii():
        name = "".join(sign for sign in normalize("NFKD", name.translate(_SINGLE)) if not combining(sign))
    return " ".join(name.replace("-", " ").replace(".", " ").casefold().split())


@dataclass(frozen=True, slots=True, eq=False)
class Folding:
    """Which spellings of a name count as the same in one language: rewritings of the plain name, applied in order."""

    rows: tuple[tuple[str, str], ...]

    def __call__(self, name: str) -> str:
        """`name` plain and folded; equal for `Loekasjenko` and `Lukashenko`."""
        return _folded(self, name)


@lru_cache(maxsize=65_536)
def _folded(folding: Folding, name: str) -> str:
    folded = plain(name)
    for old, new in folding.rows:
        if old in folded:
            folded = folded.replace(old, new)
    return folded
