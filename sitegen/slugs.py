"""Slugs, the part of an address that is made of words; and ids, which stay when the words change."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"  # RFC 4648, in small letters
_PAIRS = tuple(first + second for first in _BASE32 for second in _BASE32)
MAX_SLUG = 60  # characters; long enough for a headline's meaning, short enough to paste


def is_slug(words: str) -> bool:
    """Whether `words` is a slug as it stands: what `slug` would leave alone."""
    return bool(_SLUG.fullmatch(words))


@lru_cache(maxsize=65536)
def slug(words: str) -> str:
    """`words` as lower-case ASCII letters, digits and hyphens; may be empty ('!')."""
    from slugify import slugify

    return str(slugify(words))


def story_slug(words: str) -> str:
    """The slug of a headline, cut at a word to `MAX_SLUG` characters; empty if nothing is left."""
    from slugify import slugify

    return str(slugify(words, max_length=MAX_SLUG, word_boundary=True, save_order=True))


def minted_id(seed: str) -> str:
    """Twelve characters that stand for `seed`: enough that among ten million stories no two are likely to meet."""
    digest = hashlib.blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    bits = int.from_bytes(digest, "big") >> 4
    pairs = _PAIRS
    high = pairs[bits >> 50] + pairs[bits >> 40 & 1023] + pairs[bits >> 30 & 1023]
    return high + pairs[bits >> 20 & 1023] + pairs[bits >> 10 & 1023] + pairs[bits & 1023]
