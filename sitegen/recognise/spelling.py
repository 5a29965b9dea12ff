"""How names are compared: without accents, case and hyphens. Pure; knows no language."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import combining, normalize

_SINGLE = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "’": "'"}
)


def plain(name: str) -> str:
    """`name` in lower case, without accents, its hyphens, points and runs of white space as one space."""
    if not name.isascii():
        name = "".join(sign for sign in normalize("NFKD", name.translate(_SINGLE)) if not combining(sign))
    return " ".join(name.replace("-", " ").replace(".", " ").casefold().split())


@dataclass(frozen=True, slots=True)
class Folding:
    """Which spellings of a name count as the same in one language: rewritings of the plain name, applied in order."""

    rows: tuple[tuple[str, str], ...]

    def __call__(self, name: str) -> str:
        """`name` plain and folded; equal for `Loekasjenko` and `Lukashenko`."""
        folded = plain(name)
        for old, new in self.rows:
            if old in folded:
                folded = folded.replace(old, new)
        return folded
