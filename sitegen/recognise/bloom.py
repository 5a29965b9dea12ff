"""A set of words that only answers 'surely not' or 'probably', in a few bits a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from zlib import crc32

from sitegen.recognise.answers import Answers

_HASHES = 6
_SECOND = 0x9E3779B9


@dataclass(frozen=True, slots=True, eq=False)
class Bloom:
    """A Bloom filter (Bloom, 1970) with six positions a word, by double hashing of two CRC-32 sums."""

    bits: bytes
    _answers: Answers[bool] = field(default_factory=lambda: Answers(65_536), init=False, repr=False)
    """A few thousand words are asked for over and over."""

    @classmethod
    def of(cls, words: Iterable[str], *, bits: int) -> Bloom:
        """The filter of `words` in `bits` bits; with eleven bits a word about one stranger in 150 is let in."""
        field = bytearray((bits + 7) // 8)
        for word in words:
            for place in _places(word, len(field) * 8):
                field[place >> 3] |= 1 << (place & 7)
        return cls(bytes(field))

    def __contains__(self, word: str) -> bool:
        answer = self._answers.get(word)
        return self._answers.keep(word, _holds(self.bits, word)) if answer is None else answer


def _holds(bits: bytes, word: str) -> bool:
    """Whether all places of `word` are set."""
    size = len(bits) * 8
    return size > 0 and all(bits[place >> 3] >> (place & 7) & 1 for place in _places(word, size))


def _places(word: str, size: int) -> list[int]:
    spelled = word.encode("utf-8", "surrogatepass")
    first, second = crc32(spelled), crc32(spelled, _SECOND) | 1
    return [(first + turn * second) % size for turn in range(_HASHES)]
