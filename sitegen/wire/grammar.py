"""What one line of a raw page is: an age, copy, a subheading, a list line, furniture. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sitegen.dateline import split_dateline
from sitegen.wire.ages import Age
from sitegen.wire.values import Block, Line, Uncertain
from sitegen.wire.words import PageWords

LONGEST_SUBHEADING = 70
"""Characters. Subheadings of wire copy are a few words; a longer line without a full stop lost it."""
LONGEST_HEADLINE = 220
"""Characters. A line that is longer and ends in a full stop is copy, not a headline."""

_LONGEST_DATELINE = 400
"""Characters that are looked at for a dateline: the longest ones, and the sentence that follows."""
_FULL_STOP = re.compile(r"(?:[.…]|[!?](?=[\"”’')»]))[\"”’')»\]]*$")
_SENTENCE_END = re.compile(r"[.!?…:][\"”’')»\]]*$")
# What was glued to an age opens something new; a comma or a closing quote would go on with the sentence.
_GLUED = re.compile(r"[\"“‘'„’(](?=\w)|[^\s.,;:!?…\"”’')\]}/-]")
# What may be left of an age to which a dateline was glued: a number and small letters.
_REMNANT = re.compile(r"(?:\d{1,9} ?)?(?:[a-zà-ÿ]{1,10} ?){0,3}(?=['’A-ZÀ-Þ])")
_TWO_SENTENCES = re.compile(r"[a-zà-ÿ]{3}[.] [A-ZÀ-Þ]")
_BULLET = re.compile(r"(?:[-–—*+•▪●◦‣·]\s+|[•▪●◦‣])(?=\S)")
_NUMBERED = re.compile(r"\d{1,3}[.)] ")
_SCORE = re.compile(
    r"\S.*\S ?[-–] ?\S.*[\s:]\d{1,3} ?[-–] ?\d{1,3}(?:[ ,;]+\d{1,2} ?[-–] ?\d{1,2})*(?: ?\([^()]{1,60}\))?\.?$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeMark:
    """An age that stands on the page as a mark of its own."""

    number: int
    text: str
    age: Age | None
    """None where the page lost its number or its unit."""
    damaged: bool = False


Token = Line | AgeMark


def tokens(lines: Iterable[Line], words: PageWords, *, damaged: bool) -> list[Token]:
    """`lines` with the ages that open, close or cut them as marks of their own.

    An age counts where nothing follows it, where a capital or a quote follows without a space (the next story was glued
    to it) or where a dateline follows. With `damaged` (in a ticker) what is left of a broken age counts too.
    """
    return [token for line in lines for token in _split(line, words, damaged)]


def _split(line: Line, words: PageWords, damaged: bool) -> list[Token]:
    found: list[Token] = []
    text, at = line.text, 0
    while at < len(text):
        mark, end = _opening_age(text, at, line.number, words, damaged)
        if mark:
            found.append(mark)
        else:
            end = _glued_inside(text, at, words)
            found.append(Line(number=line.number, text=text[at:end].strip()))
        at = end + (text[end : end + 1] == " ")
    return found


def _opening_age(text: str, at: int, number: int, words: PageWords, damaged: bool) -> tuple[AgeMark | None, int]:
    """The age that stands at `at`, and where it ends."""
    whole = words.age.match(text, at)
    if whole and _is_mark(whole, text):
        return AgeMark(number=number, text=whole[0], age=words.read_age(whole)), whole.end()
    if not damaged:
        return None, 0
    broken = words.damaged_age.match(text, at)
    if broken and (broken.end() == len(text) or _dateline_at(text, broken.end())):
        return AgeMark(number=number, text=broken[0], age=words.rest_of_age(broken[0]), damaged=True), broken.end()
    glued = _REMNANT.match(text, at)
    if glued and glued.end() > at + 2 and _dateline_at(text, glued.end()):
        return AgeMark(number=number, text=glued[0], age=None, damaged=True), glued.end()
    return None, 0


def _is_mark(found: re.Match[str], text: str) -> bool:
    rest = text[found.end() : found.end() + 3]
    if not rest.strip(" .") or _dateline_at(text, found.end()):
        return True
    return not found[0][0].isupper() and not rest[0].islower() and bool(_GLUED.match(rest))


def _glued_inside(text: str, at: int, words: PageWords) -> int:
    """Where the next age cuts the line, or its length: after a sentence, and a dateline or nothing follows."""
    if words.ago not in text:
        return len(text)
    for found in words.age.finditer(text, at + 1):
        before = text[max(at, found.start() - 9) : found.start()].rstrip()
        if not found["unit"] or not _SENTENCE_END.search(before):
            continue
        glued = text[found.end() : found.end() + 1].strip() and _dateline_at(text, found.end())
        if glued or found.end() == len(text):
            return found.start()
    return len(text)


def _dateline_at(text: str, at: int) -> bool:
    return split_dateline(text[at : at + _LONGEST_DATELINE])[0] is not None


def ends_sentence(text: str) -> bool:
    """Whether `text` closes with a full stop, or with a quoted sentence."""
    return bool(_FULL_STOP.search(text[-8:]))


def is_copy(text: str) -> bool:
    """Whether a line is running copy by itself: it has a dateline, ends in a full stop or is too long for a heading."""
    long = len(text) > 2 * LONGEST_SUBHEADING or bool(_TWO_SENTENCES.search(text))
    return long or ends_sentence(text) or split_dateline(text)[0] is not None


def is_headline(text: str) -> bool:
    """Whether a line can be the headline over an item: no dateline, no full stop, not longer than headlines are."""
    return split_dateline(text)[0] is None and not ends_sentence(text) and len(text) <= LONGEST_HEADLINE


def is_score(text: str) -> bool:
    """Whether a line is a result such as `Heracles - Volendam 2-0`."""
    return len(text) <= 120 and bool(_SCORE.match(text))


def without_bullet(text: str) -> str | None:
    """The text of a list line without its marker; None for a line that has none."""
    found = _BULLET.match(text)
    return text[found.end() :] if found else None


def blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """The body as blocks. The first line is a paragraph whatever its length.

    A short line without a full stop is a subheading where it stands alone between other blocks, a paragraph where it
    closes the body, and a list line where several of them follow each other; so are numbered lines in a row.
    """
    kinds = [_kind(line.text, first=at == 0) for at, line in enumerate(lines)]
    found: list[Block] = []
    for at, line in enumerate(lines):
        before = kinds[at - 1] if at else None
        after = kinds[at + 1] if at + 1 < len(kinds) else None
        if kinds[at] == "numbered":
            kinds[at] = "bullet" if "numbered" in (before, after) or before == "bullet" else "short"
        if kinds[at] != "short":
            text = without_bullet(line.text) if kinds[at] == "bullet" else None
            found.append(Block(kind="bullet" if kinds[at] == "bullet" else "paragraph", text=text or line.text))
        elif "short" in (before, after):
            found.append(Block(kind="bullet", text=line.text))
        else:
            found.append(Block(kind="subheading" if after else "paragraph", text=line.text))
    return tuple(found)


def _kind(text: str, *, first: bool) -> str:
    if first:
        return "paragraph"
    if without_bullet(text) is not None or is_score(text):
        return "bullet"
    short = len(text) <= LONGEST_SUBHEADING and not ends_sentence(text) and not text.endswith((":", ","))
    if not short or split_dateline(text)[0]:
        return "paragraph"
    return "numbered" if _NUMBERED.match(text) else "short"


def why(line: Line, words: PageWords) -> Uncertain:
    """A line that became no copy, with the reason."""
    rows = (
        (words.date_bar, "the page's date"),
        (words.edition, "the page's edition"),
        (words.credit, "a credit that stands apart from the copy"),
    )
    reason = next((told for pattern, told in rows if pattern.match(line.text)), "part of the page, not of the copy")
    return Uncertain(line=line.number, text=line.text, why=reason)
