"""What makes two stories the same: their words, whatever their age, page, quotes, capitals and accents. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from base64 import b32encode

from sitegen.wire.values import WireStory

_WORD = re.compile(r"\w+")


def digest(*parts: str) -> str:
    """Twelve small letters and digits that stand for `parts`, in their order."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return b32encode(hashlib.blake2b(joined, digest_size=8).digest()).decode().lower()[:12]


def folded(text: str) -> str:
    """The letters and digits of `text` in small letters without accents, words parted by one space."""
    flat = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(letter for letter in flat if not unicodedata.combining(letter))))


def same_story(story: WireStory) -> str:
    """Equal for stories of one kind with the same words; place, headline and copy count."""
    place = folded(" ".join(story.dateline.places))
    return digest(story.kind, place, folded(story.title or ""), folded(story.text))
