"""Corrections of the whole site, by when they were made: the newest, a page for each year, and their feeds."""

from __future__ import annotations

from html import escape
from itertools import groupby

from sitegen import keys
from sitegen.dates import start_of, utc, whole_offset
from sitegen.feedentries import LONG_AGO, FeedItem, Told
from sitegen.feeds import feed_files, item_id
from sitegen.model import Correction, Story
from sitegen.newsroom import Newsroom
from sitegen.publication import seen
from sitegen.versionpages import change_of, changes, heading_of
from sitegen.views import Corrected, CorrectedDay, CorrectionsPage, Head, Link, Note
from sitegen.wording import Passage


def corrections_page(room: Newsroom, year: str) -> CorrectionsPage | None:
    """The newest corrections (`year` is ''), which is there without any as well; or all of a year, None without any."""
    history = room.archive.history
    rows = history.corrections_of(year) if year else history.corrections(keys.LIST_STORIES)
    if year and not rows:
        return None
    own = room.addresses.corrections
    title = room.word("corrections_of", year=year) if year else room.word("corrections")
    told = [_told(room, path, place) for path, place in rows]
    grouped = groupby(told, key=lambda pair: heading_of(room, pair[0].at))
    return CorrectionsPage(
        head=Head(
            title=title,
            description=room.word("desc_corrections"),
            address=f"{own}{year}/" if year else own,
            feeds=() if year else room.feed_links(keys.CORRECTIONS),
        ),
        title=title,
        lead="" if year else room.word("corrections_lead"),
        year=year,
        up=Link(room.word("corrections"), own),
        days=tuple(CorrectedDay(heading, tuple(row for _, row in days)) for heading, days in grouped),
        years=tuple(Link(known, f"{own}{known}/") for known in history.correction_years()),
    )


def corrections_feeds(room: Newsroom) -> dict[str, bytes]:
    """The feeds of the newest corrections, by address."""
    rows = room.archive.history.corrections(room.site.feed_items) if room.site.feeds else []
    return feed_files(room, keys.CORRECTIONS, [Told(_item(room, path, place)) for path, place in rows])


def _found(room: Newsroom, path: str, place: int) -> tuple[Story, Correction]:
    row = room.archive.row(path)
    assert row is not None
    story = seen(*room.archive.story_as_seen(row.number))
    return story, story.corrections[place]


def _told(room: Newsroom, path: str, place: int) -> tuple[Correction, Corrected]:
    story, correction = _found(room, path, place)
    told = changes(room, story, "full")
    change = change_of(told, correction.at)
    return correction, Corrected(
        story=Link(story.title, story.address),
        note=Note(stamp=room.stamp(correction.at), text=correction.note),
        title=change.title if change else (),
        passages=change.passages if change else (),
        history=room.addresses.versions(story.address) if told else "",
    )


def _item(room: Newsroom, path: str, place: int) -> FeedItem:
    """A correction as feeds tell it: what the reader is told, and the old and new wording where that may be told."""
    story, correction = _found(room, path, place)
    change = change_of(changes(room, story, "full"), correction.at) if story.feed == "full" else None
    moment = start_of(correction.at)
    passages = [*([change.title] if change.title else []), *change.passages] if change else []
    wording = "".join(f"<p>{_html(passage)}</p>" for passage in passages)
    return FeedItem(
        id=f"{item_id(room, story)}:correction:{_mark(story, place)}",
        url=f"{room.absolute(story.address)}#corrections",
        title=room.word("correction_of", title=story.title),
        summary=correction.note,
        html=f"<p>{escape(correction.note)}</p>{wording}",
        published=whole_offset(moment) if moment else None,
        updated=whole_offset(moment) if moment else LONG_AGO,
        section=story.section or "",
        agencies=tuple(room.site.agency_name(code) for code in story.dateline.agencies),
        byline=story.byline,
    )


def _mark(story: Story, place: int) -> str:
    """What tells a correction from the others of its story for good: its moment, which stays when one is added."""
    moments = [start_of(note.at) for note in story.corrections]
    moment = moments[place]
    again = moments[:place].count(moment)
    return (utc(moment) if moment else "undated") + (f".{again + 1}" if again else "")


_TAGS = {"same": ("", ""), "gone": ("<del>", "</del>"), "new": ("<ins>", "</ins>")}


def _html(passage: Passage) -> str:
    return " ".join(f"{_TAGS[run.kind][0]}{escape(run.text)}{_TAGS[run.kind][1]}" for run in passage)
