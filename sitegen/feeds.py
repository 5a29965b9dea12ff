"""Feeds of a list: RSS 2.0 and Atom through feedgen, JSON Feed 1.1 by hand, their entries from `feedentries`.

Rules for feedgen 1.0, each after a fault of it: `self` first and `alternate` last; every date set, since it takes the
clock for those that are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from feedgen.feed import FeedGenerator

from sitegen.dates import start_of, whole_offset
from sitegen.feedentries import LONG_AGO, FeedItem, Told, deleted_entry
from sitegen.hosting import FEED_TYPES
from sitegen.model import Story
from sitegen.newsroom import FEED_FILES, Newsroom, forget_oldest
from sitegen.publication import seen

_KEPT = 3000
"""Stories kept with their entries: some 15 MB."""


def feeds(room: Newsroom, key: str) -> dict[str, bytes]:
    """The feed files of a list, by address; none where the site or the list has none.

    A list without stories has feeds too: who follows a new section should not have to come back for its first story.
    """
    if not room.feed_links(key):
        return {}
    newest = room.archive.lists.newest(key, room.site.feed_items)
    # Gone stories are told of for as long as they would have stood here.
    oldest = newest[-1][0] if len(newest) == room.site.feed_items else ""
    deleted = room.archive.history.deleted(key, oldest, room.site.feed_items)
    return feed_files(room, key, [_told(room, number) for _, number in newest], deleted)


def feed_files(
    room: Newsroom, key: str, told: Sequence[Told], deleted: Sequence[tuple[str, str]] = ()
) -> dict[str, bytes]:
    """The feeds of a list that tell of `told`, by address; `deleted` gives id and moment of what Atom takes back."""
    made: dict[str, bytes] = {}
    for link in room.feed_links(key):
        if link.kind == "json":
            made[link.address] = _json_feed(room, key, told, link.address)
        else:
            made[link.address] = _xml_feed(room, key, told, link.kind, link.address, deleted)
    return made


def _told(room: Newsroom, number: int) -> Told:
    """A story for feeds. Kept, for it stands in the feeds of its section, its countries, its persons."""
    found = room.told.get(number)
    if found is None:
        forget_oldest(room.told, _KEPT)
        found = room.told[number] = Told(_item(room, number))
    assert isinstance(found, Told)
    return found


def item_id(room: Newsroom, story: Story) -> str:
    """The id of a story in every feed, for ever: a tag URI (RFC 4151) of the site's authority and the story's id."""
    return f"tag:{room.site.id_authority}:{story.id}"


def _item(room: Newsroom, number: int) -> FeedItem:
    story = seen(*room.archive.story_as_seen(number))
    published = start_of(story.when)
    updated = story.updated and start_of(story.updated)
    corrected = [moment for note in story.corrections if (moment := start_of(note.at))]
    known = [moment for moment in (published, updated, *corrected) if moment]
    return FeedItem(
        id=item_id(room, story),
        url=room.absolute(story.address),
        title=story.title,
        summary=story.summary,
        html=_absolute(room, story.prose) if story.feed == "full" else "",
        published=whole_offset(published) if published else None,
        updated=whole_offset(max(known, default=story.captured or LONG_AGO)),
        section=story.section or "",
        agencies=tuple(room.site.agency_name(code) for code in story.dateline.agencies),
        byline=story.byline,
    )


def _absolute(room: Newsroom, prose: str) -> str:
    base = room.site.base_url
    return prose.replace('href="/', f'href="{base}/').replace('src="/', f'src="{base}/')


def _xml_feed(
    room: Newsroom, key: str, told: Sequence[Told], kind: str, address: str, deleted: Sequence[tuple[str, str]]
) -> bytes:
    """The feed as feedgen makes it, but for its entries, which are put in ready: most of a feed is entries."""
    feed = FeedGenerator()
    page = room.absolute(room.addresses.list_of(key))
    feed.id(f"tag:{room.site.id_authority}:list:{key}")
    feed.title(_title(room, key))
    feed.link(href=room.absolute(address), rel="self", type=FEED_TYPES[FEED_FILES[kind]])
    feed.link(href=page, rel="alternate")
    feed.description(_description(room, key))
    feed.language(room.language.locale)
    moments = [one.item.updated for one in told]
    if kind == "atom":
        moments += [datetime.fromisoformat(at) for _, at in deleted]
    updated = max(moments, default=LONG_AGO)
    feed.updated(updated)
    feed.lastBuildDate(updated)
    feed.generator("sitegen")
    if kind == "atom":
        feed.author({"name": room.site.title})
    if kind == "rss":
        return _filled(feed.rss_str(), b"</channel></rss>", (one.rss for one in told))
    gone = [deleted_entry(f"tag:{room.site.id_authority}:{id}", at) for id, at in deleted]
    return _filled(feed.atom_str(), b"</feed>", (*(one.atom for one in told), *gone))


def _filled(frame: bytes, end: bytes, entries: Iterable[bytes]) -> bytes:
    assert frame.endswith(end)
    return b"".join((frame[: -len(end)], *entries, end))


def _title(room: Newsroom, key: str) -> str:
    name = room.name_of(key)
    return name if name == room.site.title else f"{name} - {room.site.title}"


def _description(room: Newsroom, key: str) -> str:
    return room.word(f"desc_{key.partition('/')[0]}", name=room.name_of(key))


def _json_feed(room: Newsroom, key: str, told: Sequence[Told], address: str) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(room, key),
        "description": _description(room, key),
        "home_page_url": room.absolute(room.addresses.list_of(key)),
        "feed_url": room.absolute(address),
        "language": room.language.locale,
        "authors": [{"name": room.site.title}],
        "items": [one.json for one in told],
    }
    return msgspec.json.format(msgspec.json.encode(feed), indent=1) + b"\n"
