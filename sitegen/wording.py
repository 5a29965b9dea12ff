"""What changed between two texts, word by word. Pure.

Of a passage that changed every word is told: those that stayed and went are the old one, those that stayed and came
the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

Kind = Literal["same", "gone", "new"]
_MOST_STEPS = 1_000_000
"""Words times words above which two passages are told as wholly other: the comparison takes quadratic time."""


class Run(Struct, frozen=True, gc=False):
    """Words that stayed, went or came."""

    kind: Kind
    text: str


Passage = tuple[Run, ...]
"""A paragraph that has changed, whole."""


def changed_passages(old: str, new: str) -> tuple[Passage, ...]:
    """The paragraphs, parted by blank lines, in which two texts differ, each with all its words."""
    before, after = _paragraphs(old), _paragraphs(new)
    passages: list[Passage] = []
    for kind, a, b, c, d in _blocks(before, after):
        if kind == "equal":
            continue
        gone, came = before[a:b], after[c:d]
        # Paragraphs that were rewritten stand opposite each other; what is left over went or came whole.
        paired = min(len(gone), len(came))
        passages += [changed_words(*pair) for pair in zip(gone[:paired], came[:paired], strict=True)]
        passages += [(Run("gone", text),) for text in gone[paired:]] + [(Run("new", text),) for text in came[paired:]]
    return tuple(passages)


def changed_words(old: str, new: str) -> Passage:
    """One passage as it was and as it is; between its runs belongs a space."""
    before, after = old.split(), new.split()
    if len(before) * len(after) > _MOST_STEPS:
        return (Run("gone", " ".join(before)), Run("new", " ".join(after)))
    runs: list[Run] = []
    gone: list[str] = []
    came: list[str] = []
    for kind, a, b, c, d in _blocks(before, after):
        # One or two words that stayed amid a rewritten sentence ('de', 'van het') only make it harder to read.
        if kind == "equal" and not (b - a <= _FEW and len(gone) + len(came) > 2 * (b - a) and b < len(before)):
            runs += _change(gone, came)
            runs.append(Run("same", " ".join(before[a:b])))
            gone, came = [], []
        else:
            gone += before[a:b]
            came += after[c:d]
    return (*runs, *_change(gone, came))


_FEW = 2


def _change(gone: Sequence[str], came: Sequence[str]) -> Iterator[Run]:
    if gone:
        yield Run("gone", " ".join(gone))
    if came:
        yield Run("new", " ".join(came))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
