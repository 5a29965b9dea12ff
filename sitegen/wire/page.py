"""The grammar of raw wire pages, as they are copied from a news site: article pages, section lists, tickers. Pure.

    page   = title, body, [ "more from" section, ticker ]
    ticker = item, { age of the item before, item }, [ age of the last ]

Source: the shape of about a hundred real pages. What a page holds besides is told as `uncertain`, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sitegen.dateline import split_dateline
from sitegen.wire.articles import article
from sitegen.wire.decoding import refused
from sitegen.wire.grammar import AgeMark, Token, is_copy, tokens, why, without_bullet
from sitegen.wire.identity import same_story
from sitegen.wire.listing import Listing, dated, listing
from sitegen.wire.values import Latest, Line, PageKind, Uncertain, Wire, WireStory
from sitegen.wire.words import PageWords


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The lines of a page by the block they belong to."""

    above: tuple[Line, ...]
    """Article or list: all that stands above the line that heads the ticker."""
    section: str | None
    ticker: tuple[Line, ...]
    headed: bool
    """Whether a line heads a ticker."""
    latest: tuple[Latest, ...]
    uncertain: tuple[Uncertain, ...]


def read_page(lines: Sequence[Line], captured: datetime | None, words: PageWords) -> Wire:
    """What the cleaned lines of a raw page hold; raises ContentError for a page without any story or headline."""
    parts = _parts(lines, captured, words)
    above = tokens(parts.above, words, damaged=False)
    below = listing(tokens(parts.ticker, words, damaged=True), words, captured, headed=False)
    kind, found, section, notes = _above(above, parts, captured, words)
    stories = (*found, *below.stories)
    if not stories and not parts.latest:
        raise refused("holds no story", "a raw page has a title and copy below it, or items with their ages")
    return Wire(
        kind=kind,
        section=parts.section or section,
        stories=_without_duplicates(stories),
        latest=parts.latest,
        uncertain=tuple(sorted({*parts.uncertain, *notes, *below.uncertain})),
    )


def _above(
    above: list[Token], parts: _Parts, captured: datetime | None, words: PageWords
) -> tuple[PageKind, tuple[WireStory, ...], str | None, list[Uncertain]]:
    """What stands above the ticker: a list with ages of its own, an article, or nothing of use."""
    marks = [token for token in above if isinstance(token, AgeMark)]
    lines = [token for token in above if isinstance(token, Line)]
    if marks and not _is_dated_article(above, marks):
        found = listing(above, words, captured, headed=True)
        section, notes = _list_head(found, parts, words)
        return "section-page", found.stories, section, notes
    story, notes = article(lines, words) if lines else (None, [])
    if story is None or (story.title is None and parts.headed and not is_copy(lines[0].text)):
        notes = [why(line, words) for line in lines]
        notes += [Uncertain(line=mark.number, text=mark.text, why="an age without a story") for mark in marks]
        only_latest = parts.latest and not parts.ticker
        section, notes = _named(notes, parts, words)
        return ("section-page" if only_latest else "ticker-page"), (), section, notes
    return "article-page", (dated(story, marks[0] if marks else None, captured),), None, notes


def _named(notes: list[Uncertain], parts: _Parts, words: PageWords) -> tuple[str | None, list[Uncertain]]:
    """The section that a page without copy of its own is named after, and the other notes."""
    named = next((note for note in notes if note.text.casefold() in words.sections), None)
    if parts.section or not named:
        return None, notes
    return named.text, [note for note in notes if note is not named]


def _is_dated_article(above: Sequence[Token], marks: Sequence[AgeMark]) -> bool:
    """Whether the one age belongs to an article: it stands between the title and the first paragraph."""
    if len(marks) != 1:
        return False
    at = next(at for at, token in enumerate(above) if isinstance(token, AgeMark))
    before = [token for token in above[:at] if isinstance(token, Line)]
    after = [token for token in above[at + 1 :] if isinstance(token, Line)]
    return bool(before and after) and not any(is_copy(line.text) for line in before)


def _parts(lines: Sequence[Line], captured: datetime | None, words: PageWords) -> _Parts:
    latest: list[Latest] = []
    notes: list[Uncertain] = []
    blocks: tuple[list[Line], list[Line]] = ([], [])
    section: str | None = None
    headed = in_latest = awaits_name = False
    marked = False  # whether the lines of the 'just in' block open with a dash, as its first does
    for line in lines:
        heads = words.more_from.match(line.text)
        told = words.latest.match(line.text) if in_latest else None
        if told and latest and marked and without_bullet(line.text) is None:
            told = None
        nameless, awaits_name = awaits_name, False
        if nameless and _is_name(line.text):
            section = line.text
        elif heads and not headed:
            headed, section, in_latest = True, heads["section"] or None, False
            awaits_name = section is None
            if awaits_name:
                notes.append(why(line, words))
        elif heads:
            notes.append(why(line, words))
        elif words.just_in.match(line.text):
            in_latest = True
            notes.append(Uncertain(line=line.number, text=line.text, why="heads the newest headlines"))
        elif told and not split_dateline(line.text)[0]:
            marked = without_bullet(line.text) is not None
            latest.append(_latest(told, captured))
        else:
            in_latest = in_latest and words.is_furniture(line.text)
            blocks[headed].append(line)
    return _Parts(
        above=tuple(blocks[0]),
        section=section,
        ticker=tuple(blocks[1]),
        headed=headed,
        latest=tuple(latest),
        uncertain=tuple(notes),
    )


def _latest(told: re.Match[str], captured: datetime | None) -> Latest:
    """A headline of the 'just in' block; its clock time is the last one before the capture."""
    hour, minute = (int(part) for part in re.split("[:.]", told["time"]))
    published = None
    if captured and hour < 24:
        zone = captured.tzinfo
        wall = captured.replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0)
        if wall > captured.replace(tzinfo=None) + timedelta(minutes=5):
            wall -= timedelta(days=1)
        published = wall.replace(tzinfo=zone)
    section = (told["section"] or "").strip()
    return Latest(section=section, time=told["time"], published=published, headline=told["headline"])


def _list_head(found: Listing, parts: _Parts, words: PageWords) -> tuple[str | None, list[Uncertain]]:
    """The section that a list page is named after, where no line heads a ticker; and the other notes."""
    known = words.sections | {line.section.casefold() for line in parts.latest}
    plain = [line for line in found.above if _can_name(line, words)]
    # In a capture of the whole page a menu stands above, and the name last; else the name may stand anywhere.
    whole = any(words.is_furniture(note.text) for note in found.uncertain)
    candidates = plain[::-1] if whole else [*(line for line in plain if line.text.casefold() in known), *plain]
    named = next(iter(candidates), None) if parts.section is None else None
    notes = [why(line, words) for line in found.above if line is not named]
    return named.text if named else None, [*found.uncertain, *notes]


def _can_name(line: Line, words: PageWords) -> bool:
    apart = any(pattern.match(line.text) for pattern in (words.date_bar, words.edition, words.credit))
    return not apart and not words.is_furniture(line.text) and _is_name(line.text)


def _is_name(text: str) -> bool:
    """Whether a line is short enough for the name of a section."""
    return len(text.split()) <= 4 and len(text) <= 40 and text[0].isalpha() and not is_copy(text)


def _without_duplicates(stories: Sequence[WireStory]) -> tuple[WireStory, ...]:
    """The stories, those that have the words of an earlier one marked with its place."""
    first: dict[str, int] = {}
    marked: list[WireStory] = []
    for at, story in enumerate(stories):
        earlier = first.setdefault(same_story(story), at)
        marked.append(story if earlier == at else replace(story, duplicate_of=earlier))
    return tuple(marked)
