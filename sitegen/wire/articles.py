"""The article of a raw page: which line is its title, where its body opens, what around it is no copy. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.dateline import split_dateline
from sitegen.model import Dateline
from sitegen.wire.grammar import blocks, is_copy, is_headline, is_score, why, without_bullet
from sitegen.wire.values import Line, Uncertain, WireStory
from sitegen.wire.words import PageWords

_LEAST_HEADLINE = 15
"""Characters: several shorter lines above the copy are a menu."""
_LONGEST_HEAD = 80
"""Lines: a title that stands there again further down is a list of other stories."""
_SITE_NAME = re.compile(r" [|–—-] [^|–—-]{1,40}$")
_TITLE_WORDS = 4
"""A headline has at least as many words; menu words, names of sections and bylines mostly have fewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above an article's first paragraph."""

    title: Line | None
    byline: str | None
    other: tuple[Line, ...]
    body: tuple[Line, ...]


def article(lines: Sequence[Line], words: PageWords) -> tuple[WireStory | None, list[Uncertain]]:
    """The article in `lines` (without ages, ticker and 'just in' block), None without any copy; and what is no copy."""
    head = _head(lines, words)
    body, rest = _body(head, words)
    notes = [why(line, words) for line in (*head.other, *rest)]
    if not body or (head.title is None and not is_copy(body[0].text)):
        return None, [why(line, words) for line in lines]
    story = story_of(body, kind="article", title=head.title.text if head.title else None)
    if head.byline is None:
        return story, notes
    return WireStory(
        kind="article",
        title=story.title,
        dateline=story.dateline,
        blocks=story.blocks,
        line=story.line,
        byline=head.byline,
    ), notes


def story_of(body: Sequence[Line], *, kind: str, title: str | None, line: int = 0) -> WireStory:
    """A story with `body` (at least one line), of which the first opens with the dateline, if any does."""
    dateline, offset = split_dateline(body[0].text)
    opening = Line(number=body[0].number, text=body[0].text[offset:])
    return WireStory(
        kind="ticker" if kind == "ticker" else "article",
        title=title,
        dateline=dateline or Dateline(places=()),
        blocks=blocks((opening, *body[1:])),
        line=line or body[0].number,
    )


def _head(lines: Sequence[Line], words: PageWords) -> Head:
    """The title is what stands twice above the copy, else the last line there that has the size of a headline."""
    opening = _opening(lines, words)
    above = list(lines[:opening])
    body = tuple(lines[opening:])
    byline = next((line for line in above[1:] if words.byline.match(line.text)), None)
    plain = [line for line in above if line is not byline and not _is_apart(line, words)]
    # A headline may look like a credit (`Video: ...`) where nothing else can be the title.
    plain = plain or [line for line in above if not words.is_furniture(line.text)][:1]
    twice = _repeated(plain)
    sized = [line for line in plain if _has_size(line)]
    title: Line | None
    if twice:
        title = plain[twice[-1]]
    elif sized:
        # A page that opens with its title is no capture of the whole page: what follows is an introduction.
        title = sized[0] if sized[0] is above[0] else sized[-1]
    else:
        title = plain[-1] if plain else None
    return Head(
        title=title,
        byline=byline.text if byline else None,
        other=tuple(line for line in above if line is not title and line is not byline),
        body=body,
    )


def _opening(lines: Sequence[Line], words: PageWords) -> int:
    """Where the first paragraph stands: the first dateline, else the first line below another that reads as copy."""
    below = max(_repeated(lines[:_LONGEST_HEAD]), default=-1) + 1
    copy = (
        at
        for at, line in enumerate(lines)
        if at >= below and not words.is_furniture(line.text)
        if split_dateline(line.text)[0] or (at and is_copy(line.text))
    )
    opening = next(copy, min(1, len(lines) - 1))
    if below or not lines or any(_is_menu(line, words) for line in lines[:opening]):
        return opening
    # Nothing but a headline above: the copy opens right below it, full stop or not.
    plain = (
        at for at in range(1, opening) if not _is_apart(lines[at], words) and not words.byline.match(lines[at].text)
    )
    return next(plain, opening)


def _repeated(lines: Sequence[Line]) -> list[int]:
    """Where headlines stand that stand there again, alone or with the site's name behind them."""
    texts = [line.text.casefold() for line in lines]
    times = Counter(texts) + Counter(cut for text in texts if (cut := _SITE_NAME.sub("", text)) != text)
    return [at for at, line in enumerate(lines) if times[texts[at]] > 1 and _has_size(line)]


def _is_menu(line: Line, words: PageWords) -> bool:
    return words.is_furniture(line.text) or len(line.text) < _LEAST_HEADLINE


def _is_apart(line: Line, words: PageWords) -> bool:
    return words.is_furniture(line.text) or any(
        pattern.match(line.text) for pattern in (words.date_bar, words.edition, words.credit)
    )


def _has_size(line: Line) -> bool:
    return is_headline(line.text) and len(line.text.split()) >= _TITLE_WORDS


def _body(head: Head, words: PageWords) -> tuple[list[Line], list[Line]]:
    """The lines of copy, and those that are not: furniture, the title again, and what trails a whole page."""
    title = head.title.text.casefold() if head.title else ""
    whole = any(not _is_apart(line, words) or words.is_furniture(line.text) for line in head.other)
    copy: list[Line] = []
    rest: list[Line] = []
    for at, line in enumerate(head.body):
        between = 0 < at < len(head.body) - 1 and is_copy(head.body[at - 1].text) and is_copy(head.body[at + 1].text)
        apart = words.interrupts(line.text) if between and not whole else words.is_furniture(line.text)
        (rest if copy and (apart or line.text.casefold() == title) else copy).append(line)
    below = max((line.number for line in rest), default=0)
    while len(copy) > 1 and _trails(copy[-1]) and (whole or copy[-1].number > below > 0):
        rest.append(copy.pop())
    return copy, sorted(rest, key=lambda line: line.number)


def _trails(line: Line) -> bool:
    """Whether a line at the end can belong to the page below the article: no sentence, no list line, no result."""
    return not is_copy(line.text) and without_bullet(line.text) is None and not is_score(line.text)
