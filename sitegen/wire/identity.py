"""What makes two stories the same: their words, whatever their age, page, quotes, capitals and accents. Pure."""

from __future__ import annotations

import re
import unicodedata

from sitegen.slugs import minted_id
from sitegen.wire.values import WireStory

_ACCENTS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"\w+")
# What `casefold` and `_WORD` make of text without any other letters, at a tenth of the time.
_PLAIN = "".join(letter.lower() if letter.isalnum() or letter == "_" else " " for letter in map(chr, range(128)))
# Also where two sentences were glued without a space: a small letter, a full stop, a capital.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[^\W_a-zà-öø-ÿ])|(?<=[a-zà-öø-ÿ]{2})[.!?](?=[A-Z])|\n")
_LEAST_SENTENCE = 3
"""Words: what is shorter ends in an abbreviation or an initial (`Prof. dr. A. Jansen`) or says too little."""


def digest(*parts: str) -> str:
    """Twelve small letters and digits that stand for `parts`, in their order."""
    return minted_id("\x1f".join(parts))


def folded(text: str) -> str:
    """The letters and digits of `text` in small letters without accents, words parted by one space."""
    if text.isascii():
        return " ".join(text.translate(_PLAIN).split())
    flat = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(_WORD.findall(flat))


def opening_sentence(text: str) -> str:
    """The first sentence of at least three words, without its full stop; later refinements must not move identities."""
    for end in _SENTENCE_END.finditer(text):
        sentence = text[: end.start()]
        if len(sentence.split()) >= _LEAST_SENTENCE and len(sentence.split()[-1].strip("(\"'")) > 1:
            return sentence.strip()
    return text.strip().rstrip(".")


def same_story(story: WireStory) -> str:
    """Equal for stories of one kind with the same words; place, headline and copy count."""
    place = folded(" ".join(story.dateline.places))
    return digest(story.kind, place, folded(story.title or ""), folded(story.text))
