"""The items of a ticker or a section's list: the ages cut it, each belongs to the item before it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from sitegen.dateline import split_dateline
from sitegen.wire.ages import moment
from sitegen.wire.articles import story_of
from sitegen.wire.grammar import AgeMark, Token, ends_sentence, is_copy, is_headline, why
from sitegen.wire.values import Line, Uncertain, WireStory
from sitegen.wire.words import PageWords

_LEAST_COPY = 40
"""Characters: what stands behind the last age without a dateline is an item if it is a sentence of this length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The items of a list in page order, the lines above the first item, and what became no copy."""

    stories: tuple[WireStory, ...]
    above: tuple[Line, ...]
    uncertain: tuple[Uncertain, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What stands between two ages, and the age that belongs to it."""

    lines: tuple[Line, ...]
    mark: AgeMark | None


def listing(tokens: Sequence[Token], words: PageWords, captured: datetime | None, *, headed: bool) -> Listing:
    """The items in `tokens`. With `headed` (a section's own page) lines above the first item may be the page's head."""
    pieces, notes = _pieces(tokens, words)
    above: tuple[Line, ...] = ()
    if headed and pieces:
        above, first = _head_and_item(pieces, words)
        pieces[0] = replace(pieces[0], lines=first)
    stories: list[WireStory] = []
    # The foot of a captured page reads like local copy; only items without datelines make it likely to be some.
    whole = bool(notes)
    with_dateline = sum(_has_dateline(piece.lines) for piece in pieces)
    for at, piece in enumerate(pieces):
        trailing = piece.mark is None and at > 0
        local = not whole or 2 * with_dateline < len(pieces)
        if trailing and not _has_dateline(piece.lines) and not (local and _reads(piece.lines)):
            notes += [why(line, words) for line in piece.lines]
            continue
        found, other = _items(piece, words, captured, trailing=piece.mark is None)
        stories += found
        notes += other
    return Listing(stories=tuple(stories), above=above, uncertain=tuple(notes))


def _pieces(tokens: Sequence[Token], words: PageWords) -> tuple[list[_Piece], list[Uncertain]]:
    """The list cut at its ages. An age without an item of its own is told apart."""
    pieces: list[_Piece] = []
    notes: list[Uncertain] = []
    lines: list[Line] = []
    for token in _ages_last(tokens):
        if isinstance(token, Line):
            if words.is_furniture(token.text):
                notes.append(why(token, words))
            else:
                lines.append(token)
            continue
        if token.damaged:
            notes.append(Uncertain(line=token.number, text=token.text, why="an age that the page damaged"))
        if lines:
            pieces.append(_Piece(lines=tuple(lines), mark=token))
        elif not token.damaged:
            notes.append(Uncertain(line=token.number, text=token.text, why="an age without a story"))
        lines = []
    if lines:
        pieces.append(_Piece(lines=tuple(lines), mark=None))
    return pieces, notes


def _ages_last(tokens: Sequence[Token]) -> Sequence[Token]:
    """`tokens` with each age behind its item, where the page has it before the copy: above or below the headline."""
    marks = [at for at, token in enumerate(tokens) if isinstance(token, AgeMark)]
    if not marks or not _has_copy(tokens[marks[-1] + 1 :]) or _has_copy(tokens[: marks[0]]):
        return tokens
    moved: list[Token] = list(tokens[: marks[0]])
    for at, end in pairwise([*marks, len(tokens)]):
        copy = tokens[at + 1 : end]
        last = copy[-1] if len(copy) > 1 and end < len(tokens) else None
        over = isinstance(last, Line) and not is_copy(last.text) and isinstance(copy[0], Line) and is_copy(copy[0].text)
        moved += [*(copy[:-1] if over else copy), tokens[at], *(copy[-1:] if over else ())]
    return moved


def _has_copy(tokens: Sequence[Token]) -> bool:
    return any(isinstance(token, Line) and is_copy(token.text) for token in tokens)


def _head_and_item(pieces: Sequence[_Piece], words: PageWords) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of a list page's head, and those of its first item, which has as much above its copy as the others."""
    lines = pieces[0].lines
    copy = _copy_at(lines)
    others = Counter(_copy_at(piece.lines) for piece in pieces[1:] if piece.mark or _has_dateline(piece.lines))
    alone = 1 if copy and _is_over(lines[copy - 1], words) else 0
    usual = others.most_common(1)[0][0] if others else alone
    cut = max(0, copy - usual)
    while cut < copy and _is_page_head(lines[cut], words):
        cut += 1
    return lines[:cut], lines[cut:]


def _is_page_head(line: Line, words: PageWords) -> bool:
    return bool(
        words.date_bar.match(line.text) or words.edition.match(line.text) or line.text.casefold() in words.sections
    )


def _is_over(line: Line, words: PageWords) -> bool:
    return is_headline(line.text) and len(line.text.split()) > 2 and not _is_page_head(line, words)


def _copy_at(lines: Sequence[Line]) -> int:
    """Where the copy of the first item in `lines` opens: its dateline, else the first line that reads as copy."""
    datelines = (at for at, line in enumerate(lines) if split_dateline(line.text)[0])
    reading = (at for at, line in enumerate(lines) if is_copy(line.text))
    return next(datelines, next(reading, len(lines) - 1))


def _has_dateline(lines: Sequence[Line]) -> bool:
    return any(split_dateline(line.text)[0] for line in lines)


def _reads(lines: Sequence[Line]) -> bool:
    """Whether lines behind the last age can be an item that lost its own."""
    return any(ends_sentence(line.text) and len(line.text) >= _LEAST_COPY for line in lines)


def _items(
    piece: _Piece, words: PageWords, captured: datetime | None, *, trailing: bool
) -> tuple[list[WireStory], list[Uncertain]]:
    """The items of one piece: one, or more where ages were lost between them. The age belongs to the last."""
    stories: list[WireStory] = []
    notes: list[Uncertain] = []
    parts = _parts(piece.lines)
    for at, part in enumerate(parts):
        copy = _copy_at(part)
        title = part[copy - 1] if copy and is_headline(part[copy - 1].text) else None
        notes += [why(line, words) for line in part[: copy - 1 if title else copy]]
        body = part[copy:]
        while trailing and at == len(parts) - 1 and len(body) > 1 and not ends_sentence(body[-1].text):
            notes.append(why(body[-1], words))
            body = body[:-1]
        story = story_of(body, kind="ticker", title=title.text if title else None, line=part[0].number)
        stories.append(dated(story, piece.mark, captured) if at == len(parts) - 1 else story)
    return stories, notes


def _parts(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """`lines` cut before each dateline but the first, and before the headline over it."""
    cuts: list[int] = []
    first = True
    for at, line in enumerate(lines):
        if not split_dateline(line.text)[0]:
            continue
        if not first:
            over = at - 1 > (cuts[-1] if cuts else 0) and is_headline(lines[at - 1].text)
            cuts.append(at - 1 if over else at)
        first = False
    edges = [0, *cuts, len(lines)]
    return [tuple(lines[start:end]) for start, end in pairwise(edges)]


def dated(story: WireStory, mark: AgeMark | None, captured: datetime | None) -> WireStory:
    """`story` with the age of `mark` and the moment that it tells, if there is one."""
    if mark is None or mark.age is None:
        return story
    at = moment(mark.age, captured) if captured else None
    return replace(story, age=mark.age.words, date=at, date_precision=mark.age.precision if at else "unknown")
