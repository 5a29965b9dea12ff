"""How a story's text changed: the steps between its versions, and the page that tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sitegen.dates import UNKNOWN, periods, start_of
from sitegen.model import Dateline, Story, Version, When
from sitegen.newsroom import Newsroom
from sitegen.publication import State
from sitegen.versions import shown_versions
from sitegen.views import Head, Link, Note, Step, VersionsPage
from sitegen.wording import Passage, changed_passages, changed_words

_APART = timedelta(days=1)
"""A correction and a change of the text belong together if no more than this lies between them."""


class Change(NamedTuple):
    """A step as a value: when the later text came, and what it changed."""

    at: When
    title: Passage
    passages: tuple[Passage, ...]


def changes(room: Newsroom, story: Story, state: State) -> tuple[Change, ...]:
    """What changed from each version of a story to the next, oldest first; none where that may not be told."""
    versions = _shown(room, story) if state == "full" and room.archive.history.has_versions else ()
    if not versions:
        return ()
    present = Version(
        story=story.id,
        number=0,
        title=story.title,
        text=story.text,
        dateline=story.dateline,
        seen=_present_since(story),
    )
    later = (*versions[1:], present)
    found = [Change(new.seen, _titles(old, new), _passages(old, new)) for old, new in zip(versions, later, strict=True)]
    return tuple(change for change in found if change.title or change.passages)


def change_of(changes: Sequence[Change], at: When) -> Change | None:
    """The change that a correction at a moment speaks of: the nearest, if it is near enough."""
    moment = start_of(at)
    known = [(abs(then - moment), change) for change in changes if moment and (then := start_of(change.at))]
    distance, nearest = min(known, key=lambda pair: pair[0], default=(_APART * 2, None))
    return nearest if distance <= _APART else None


def versions_page(room: Newsroom, story: Story, state: State) -> VersionsPage | None:
    """The page at a story's address for versions; None where none may be seen."""
    told = changes(room, story, state)
    if not told:
        return None
    notes = [(note, change_of(told, note.at)) for note in story.corrections]
    steps = [
        Step(
            stamp=room.stamp(change.at) if change.at.at else None,
            notes=tuple(Note(stamp=room.stamp(note.at), text=note.note) for note, own in notes if own is change),
            title=change.title,
            passages=change.passages,
        )
        for change in reversed(told)
    ]
    title = room.word("versions_title")
    return VersionsPage(
        head=Head(
            title=f"{room.word('versions')}: {story.title}",
            description=title,
            address=room.addresses.versions(story.address),
            noindex=True,  # the story itself is what should be found
        ),
        title=title,
        story=Link(story.title, story.address),
        lead=room.word("versions_lead", first=room.dates(_first_seen(room, story))),
        steps=tuple(steps),
    )


def _shown(room: Newsroom, story: Story) -> tuple[Version, ...]:
    versions = room.archive.history.versions_of(story.id)
    return shown_versions(story, versions, room.site, room.people.values()) if versions else ()


def _first_seen(room: Newsroom, story: Story) -> When:
    """When the oldest version that may be seen came."""
    oldest = _shown(room, story)[0]
    return story.when if oldest.number == 1 else oldest.seen


def _present_since(story: Story) -> When:
    if story.updated:
        return story.updated
    known = [note.at for note in story.corrections if note.at.at]
    return max(known, key=_start, default=UNKNOWN)


def _start(when: When) -> datetime:
    start = start_of(when)
    assert start is not None
    return start


def _titles(old: Version, new: Version) -> Passage:
    """The change of the headline; nothing where the earlier one had none, as a ticker item has."""
    return changed_words(old.title, new.title) if old.title and new.title and old.title != new.title else ()


def _passages(old: Version, new: Version) -> tuple[Passage, ...]:
    return changed_passages(_copy(old), _copy(new))


def _copy(version: Version) -> str:
    return f"{_line(version.dateline)}{version.text}"


def _line(dateline: Dateline) -> str:
    """A dateline as copy has it."""
    agencies = f"({'/'.join(dateline.agencies)})" if dateline.agencies else ""
    words = " ".join(part for part in ("/".join(dateline.places), agencies) if part)
    return f"{words} - " if words else ""


def heading_of(room: Newsroom, at: When) -> str:
    """The day of a moment as a heading, or as much of it as is known."""
    known = periods(at)
    return room.dates.period(known[-1]) if known else room.word("version_unknown")
