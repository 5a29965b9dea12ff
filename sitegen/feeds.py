"""Feeds of a list: RSS 2.0 and Atom through feedgen, JSON Feed 1.1 by hand.

Rules for feedgen 1.0, each after a fault of it: one link per entry; `self` first and `alternate` last; every date set,
since it takes the clock for those that are not; entries appended. What XML cannot hold is gone since content was read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import msgspec
from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from sitegen.dates import start_of, whole_offset
from sitegen.hosting import FEED_TYPES
from sitegen.model import Story
from sitegen.newsroom import FEED_FILES, Newsroom
from sitegen.publication import seen

_RSS_NAMESPACES = {"atom": "http://www.w3.org/2005/Atom", "content": "http://purl.org/rss/1.0/modules/content/"}
"""What feedgen declares on the root of a feed."""
_KEPT = 2000
"""Stories kept with their entries: some 10 MB."""
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
    told = [_told(room, number) for _, number in newest]
    made: dict[str, bytes] = {}
    for link in links:
        if link.kind == "json":
            made[link.address] = _json_feed(room, key, [one.item for one in told], link.address)
        else:
            made[link.address] = _xml_feed(room, key, told, link.kind, link.address)
    return made


class Told:
    """A story as feeds tell it: the item, and its entry in RSS and in Atom, each made when first asked for."""

    def __init__(self, item: FeedItem, locale: str) -> None:
        self.item = item
        self._locale = locale

    @cached_property
    def _entry(self) -> FeedEntry:
        return _entry(self.item, self._locale)

    @cached_property
    def rss(self) -> bytes:
        holder = etree.Element("rss", nsmap=_RSS_NAMESPACES)
        holder.append(self._entry.rss_entry())
        return _inside(etree.tostring(holder, encoding="UTF-8"))

    @cached_property
    def atom(self) -> bytes:
        made: bytes = etree.tostring(self._entry.atom_entry(), encoding="UTF-8")
        return made


def _inside(element: bytes) -> bytes:
    return element[element.index(b">") + 1 : element.rindex(b"</")]


def _told(room: Newsroom, number: int) -> Told:
    """A story for feeds. Kept, for it stands in the feeds of its section, its countries, its persons."""
    found = room.told.get(number)
    if found is None:
        if len(room.told) >= _KEPT:
            room.told.clear()
        found = room.told[number] = Told(_item(room, number), room.language.locale)
    assert isinstance(found, Told)
    return found


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


def _xml_feed(room: Newsroom, key: str, told: list[Told], kind: str, address: str) -> bytes:
    """The feed as feedgen makes it, but for its entries, which are put in ready: most of a feed is entries."""
    feed = FeedGenerator()
    page = room.absolute(room.addresses.list_of(key))
    feed.id(f"tag:{room.site.id_authority}:list:{key}")
    feed.title(_title(room, key))
    feed.link(href=room.absolute(address), rel="self", type=FEED_TYPES[FEED_FILES[kind]])
    feed.link(href=page, rel="alternate")
    feed.description(_description(room, key))
    feed.language(room.language.locale)
    updated = max((one.item.updated for one in told), default=_LONG_AGO)
    feed.updated(updated)
    feed.lastBuildDate(updated)
    feed.generator("sitegen")
    if kind == "atom":
        feed.author({"name": room.site.title})
    if kind == "rss":
        return _filled(feed.rss_str(), b"</channel></rss>", (one.rss for one in told))
    return _filled(feed.atom_str(), b"</feed>", (one.atom for one in told))


def _filled(frame: bytes, end: bytes, entries: Iterable[bytes]) -> bytes:
    assert frame.endswith(end)
    return b"".join((frame[: -len(end)], *entries, end))


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
    return msgspec.json.format(msgspec.json.encode(feed), indent=1) + b"\n"


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
