"""A text as words and the gaps between them. Pure; knows no language."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

_WORD = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")
_SENTENCE_END = frozenset('.!?:\n•–—"“”„«»‘(*')


class Words(NamedTuple):
    """`gaps[i] words[i] gaps[i+1]`: one gap more than words. A hyphen is a gap, an apostrophe in a word is not."""

    words: list[str]
    gaps: list[str]
    starts: list[int]
    """Offset of each word in the text, in code points."""

    def opens_sentence(self, index: int) -> bool:
        """Whether the word stands where Dutch writes any word with a capital."""
        return index == 0 or (self.gaps[index] != " " and not _SENTENCE_END.isdisjoint(self.gaps[index]))

    def end(self, index: int) -> int:
        """Offset just after the word."""
        return self.starts[index] + len(self.words[index])


def split_words(text: str, start: int = 0) -> Words:
    """The words of `text` from offset `start` on; time and space in proportion to the text."""
    parts = _WORD.split(text[start:] if start else text)
    ends = list(accumulate(map(len, parts), initial=start))
    words = parts[1::2]
    return Words(words, parts[::2], ends[1::2][: len(words)])
