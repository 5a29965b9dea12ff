"""Feeds of a list: RSS 2.0 and Atom through feedgen, JSON Feed 1.1 by hand.

Rules for feedgen 1.0, each after a fault of it: one link per entry; `self` first and `alternate` last; every date set,
since it takes the clock for those that are not; entries appended. What XML cannot hold is gone since content was read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from sitegen.dates import start_of, whole_offset
from sitegen.hosting import FEED_TYPES
from sitegen.model import Story
from sitegen.newsroom import FEED_FILES, Newsroom
from sitegen.publication import seen

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""What Atom's required `updated` says of a story whose date is not known at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """A story as feeds tell it."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    """The whole text with absolute links; '' where an agency allows no more than the summary."""
    published: datetime | None
    updated: datetime
    section: str
    agencies: tuple[str, ...]
    byline: str


def feeds(room: Newsroom, key: str) -> dict[str, bytes]:
    """The feed files of a list, by address; none where the site or the list has none.

    A list without stories has feeds too: who follows a new section should not have to come back for its first story.
    """
    links = room.feed_links(key)
    newest = room.archive.newest(key, room.site.feed_items) if links else []
    items = [_item(room, number) for _, number in newest]
    entries = [_entry(item, room.language.locale) for item in items]
    made: dict[str, bytes] = {}
    for link in links:
        if link.kind == "json":
            made[link.address] = _json_feed(room, key, items, link.address)
        else:
            made[link.address] = _xml_feed(room, key, items, entries, link.kind, link.address)
    return made


def item_id(room: Newsroom, story: Story) -> str:
    """The id of a story in every feed, for ever: a tag URI (RFC 4151) of the site's authority and the story's id."""
    return f"tag:{room.site.id_authority}:{story.id}"


def _item(room: Newsroom, number: int) -> FeedItem:
    story = seen(room.archive.story(number), room.archive.state_of(number))
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
        updated=whole_offset(max(known, default=story.captured or _LONG_AGO)),
        section=story.section or "",
        agencies=tuple(room.site.agency_name(code) for code in story.dateline.agencies),
        byline=story.byline,
    )


def _absolute(room: Newsroom, prose: str) -> str:
    base = room.site.base_url
    return prose.replace('href="/', f'href="{base}/').replace('src="/', f'src="{base}/')


def _entry(item: FeedItem, locale: str) -> FeedEntry:
    entry = FeedEntry()
    entry.id(item.id)
    entry.guid(item.id, permalink=False)
    entry.link(href=item.url)
    entry.title(item.title)
    if item.summary:
        entry.description(item.summary, isSummary=True)
    if item.html:
        entry.content(item.html, type="html")
    if item.published:
        entry.published(item.published)
    entry.updated(item.updated)
    for name in (item.byline,) if item.byline else item.agencies:
        entry.author({"name": name})
    if item.section:
        entry.category(term=item.section)
    return entry


def _xml_feed(
    room: Newsroom, key: str, items: list[FeedItem], entries: list[FeedEntry], kind: str, address: str
) -> bytes:
    feed = FeedGenerator()
    page = room.absolute(room.addresses.list_of(key))
    feed.id(f"tag:{room.site.id_authority}:list:{key}")
    feed.title(_title(room, key))
    feed.link(href=room.absolute(address), rel="self", type=FEED_TYPES[FEED_FILES[kind]])
    feed.link(href=page, rel="alternate")
    feed.description(_description(room, key))
    feed.language(room.language.locale)
    updated = max((item.updated for item in items), default=_LONG_AGO)
    feed.updated(updated)
    feed.lastBuildDate(updated)
    feed.generator("sitegen")
    if kind == "atom":
        feed.author({"name": room.site.title})
    for entry in entries:
        feed.add_entry(entry, order="append")
    made: bytes = feed.rss_str() if kind == "rss" else feed.atom_str()
    return made


def _title(room: Newsroom, key: str) -> str:
    name = room.name_of(key)
    return name if name == room.site.title else f"{name} - {room.site.title}"


def _description(room: Newsroom, key: str) -> str:
    return room.word(f"desc_{key.partition('/')[0]}", name=room.name_of(key))


def _json_feed(room: Newsroom, key: str, items: list[FeedItem], address: str) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(room, key),
        "description": _description(room, key),
        "home_page_url": room.absolute(room.addresses.list_of(key)),
        "feed_url": room.absolute(address),
        "language": room.language.locale,
        "authors": [{"name": room.site.title}],
        "items": [_json_item(item) for item in items],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(item: FeedItem) -> dict[str, Any]:
    names = (item.byline,) if item.byline else item.agencies
    told = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": item.published.isoformat() if item.published else "",
        "date_modified": item.updated.isoformat() if item.updated != _LONG_AGO else "",
        "authors": [{"name": name} for name in names],
        "tags": [item.section] if item.section else [],
    }
    if not item.html:
        told["content_text"] = item.summary or item.title  # an item has to have content of one kind
    return {name: value for name, value in told.items() if value}
