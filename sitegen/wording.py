"""What changed between two texts, word by word. Pure; every word of both is in what is given, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

Kind = Literal["same", "gone", "new"]
_WORDS = re.compile(r"\S+|\s+")
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
    """One passage as it was and as it is."""
    if old == new:
        return (Run("same", old),)
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) * len(after) > _MOST_STEPS:
        return (Run("gone", old), Run("new", new))
    return tuple(_tidied(_runs(before, after)))


def _runs(before: Sequence[str], after: Sequence[str]) -> Iterator[Run]:
    for kind, a, b, c, d in _blocks(before, after):
        if kind == "equal":
            yield Run("same", "".join(before[a:b]))
        else:
            yield Run("gone", "".join(before[a:b]))
            yield Run("new", "".join(after[c:d]))


def _tidied(runs: Iterable[Run]) -> Iterator[Run]:
    """Runs without empty ones; a space between two changes is part of both, or a reader sees them word for word."""
    gone = came = ""
    for run in runs:
        if run.kind == "same" and (run.text.strip() or not (gone or came)):
            yield from _change(gone, came)
            gone = came = ""
            yield run
        elif run.kind == "same":
            gone, came = gone + run.text, came + run.text
        elif run.kind == "gone":
            gone += run.text
        else:
            came += run.text
    yield from _change(gone, came)


def _change(gone: str, came: str) -> Iterator[Run]:
    """A change, with the white space that ends both of its sides behind it as unchanged."""
    tail = gone[len(gone.rstrip()) :]
    shared = tail if tail and came.endswith(tail) else ""
    if gone[: len(gone) - len(shared)]:
        yield Run("gone", gone[: len(gone) - len(shared)])
    if came[: len(came) - len(shared)]:
        yield Run("new", came[: len(came) - len(shared)])
    if shared:
        yield Run("same", shared)


def _paragraphs(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
