"""Slugs, the part of an address that is made of words; and ids, which stay when the words change."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from slugify import slugify

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)
MAX_SLUG = 60  # characters; long enough for a headline's meaning, short enough to paste


@lru_cache(maxsize=65536)
def slug(words: str) -> str:
    """`words` as lower-case ASCII letters, digits and hyphens; may be empty ('!')."""
    return str(slugify(words))


def story_slug(words: str) -> str:
    """The slug of a headline, cut at a word to `MAX_SLUG` characters; empty if nothing is left."""
    return str(slugify(words, max_length=MAX_SLUG, word_boundary=True, save_order=True))


def minted_id(seed: str) -> str:
    """Twelve characters that stand for `seed`: enough that among ten million stories no two are likely to meet."""
    digest = hashlib.blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    # The first twelve letters of its base 32 (RFC 4648), two at a time: an import mints ten thousands.
    bits = int.from_bytes(digest) >> 4
    return "".join([_PAIRS[bits >> shift & 1023] for shift in (50, 40, 30, 20, 10, 0)])
