"""How names are compared: without accents, case and hyphens. Pure; knows no language.

Both functions remember what they answered: the same names come back in story after story.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import combining, normalize

from sitegen.recognise.answers import Answers

_SIGNS = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "’": "'"}
_SINGLE = str.maketrans(_SIGNS)
_SINGLE_SIGNS = (*_SIGNS.items(), ("ẞ", "ss"))
"""With the one sign of which only `casefold` makes ASCII letters."""


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """`name` in lower case, without accents, its hyphens, points and runs of white space as one space."""
    return plain_text(name)


def plain_text(text: str) -> str:
    """What `plain` is for a name, for a whole text: nothing is remembered."""
    if not text.isascii():
        text = "".join(sign for sign in normalize("NFKD", text.translate(_SINGLE)) if not combining(sign))
    return " ".join(text.replace("-", " ").replace(".", " ").casefold().split())


def ascii_letters(text: str) -> str:
    """`text` in lower case with every character of `plain_text` left out that is not ASCII; white space and signs stay.

    What is a word in the one is a word in the other, at a twentieth of the time.
    """
    if not text.isascii():
        for sign, bare in _SINGLE_SIGNS:
            if sign in text:
                text = text.replace(sign, bare)
        text = normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return text.lower()


@dataclass(frozen=True, slots=True, eq=False)
class Folding:
    """Which spellings of a name count as the same in one language: rewritings of the plain name, applied in order."""

    rows: tuple[tuple[str, str], ...]
    _answers: Answers[str] = field(default_factory=lambda: Answers(65_536), init=False, repr=False)

    def __call__(self, name: str) -> str:
        """`name` plain and folded; equal for `Loekasjenko` and `Lukashenko`."""
        answer = self._answers.get(name)
        return self._answers.keep(name, self._fold(name)) if answer is None else answer

    def _fold(self, name: str) -> str:
        folded = plain(name)
        for old, new in self.rows:
            if old in folded:
                folded = folded.replace(old, new)
        return folded
