"""A story as feeds tell it, and its entries in RSS 2.0, Atom and JSON Feed 1.1, each made once for all feeds. Pure.

feedgen makes the feeds around them. Its own entries cost twenty times as much, and most of a feed is entries; these are
the same bytes, which a test holds against feedgen's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property
from typing import Any

from msgspec import Struct

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""What Atom's required `updated` says of a story whose date is not known at all."""

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
"""The namespace of RFC 6721."""


class FeedItem(Struct, frozen=True, kw_only=True):
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

    @property
    def authors(self) -> tuple[str, ...]:
        return (self.byline,) if self.byline else self.agencies


class Told:
    """An item and its entries, made when first asked for. What XML cannot hold is gone since content was read."""

    def __init__(self, item: FeedItem) -> None:
        self.item = item

    @cached_property
    def rss(self) -> bytes:
        """The `item` of RSS. Its authors are left out: RSS wants an address for each."""
        item = self.item
        parts = [f"<item><title>{_text(item.title)}</title><link>{_text(item.url)}</link>"]
        if description := item.summary or item.html:
            parts.append(f"<description>{_text(description)}</description>")
        if item.summary and item.html:
            parts.append(f"<content:encoded>{_text(item.html)}</content:encoded>")
        parts.append(f'<guid isPermaLink="false">{_text(item.id)}</guid>')
        if item.section:
            parts.append(f"<category>{_text(item.section)}</category>")
        if item.published:
            parts.append(f"<pubDate>{format_datetime(item.published)}</pubDate>")
        return "".join((*parts, "</item>")).encode()

    @cached_property
    def atom(self) -> bytes:
        """The `entry` of Atom (RFC 4287)."""
        item = self.item
        parts = [f"<entry><id>{_text(item.id)}</id><title>{_text(item.title)}</title>"]
        parts.append(f"<updated>{item.updated.isoformat()}</updated>")
        parts += [f"<author><name>{_text(name)}</name></author>" for name in item.authors]
        if item.html:
            parts.append(f'<content type="html">{_text(item.html)}</content>')
        parts.append(f'<link href="{_value(item.url)}"/>')
        if item.summary:
            parts.append(f"<summary>{_text(item.summary)}</summary>")
        if item.section:
            parts.append(f'<category term="{_value(item.section)}"/>')
        if item.published:
            parts.append(f"<published>{item.published.isoformat()}</published>")
        return "".join((*parts, "</entry>")).encode()

    @cached_property
    def json(self) -> dict[str, Any]:
        """The item of JSON Feed (jsonfeed.org/version/1.1)."""
        item = self.item
        told = {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "summary": item.summary,
            "content_html": item.html,
            "date_published": item.published.isoformat() if item.published else "",
            "date_modified": item.updated.isoformat() if item.updated != LONG_AGO else "",
            "authors": [{"name": name} for name in item.authors],
            "tags": [item.section] if item.section else [],
        }
        if not item.html:
            told["content_text"] = item.summary or item.title  # an item has to have content of one kind
        return {name: value for name, value in told.items() if value}


def deleted_entry(id: str, at: str) -> bytes:
    """The `deleted-entry` of Atom (RFC 6721) for an entry that was taken back at a moment (RFC 3339)."""
    return f'<at:deleted-entry xmlns:at="{TOMBSTONES}" ref="{_value(id)}" when="{at}"/>'.encode()


def _text(words: str) -> str:
    """`words` between tags, as libxml2 writes them."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _value(words: str) -> str:
    """`words` as an attribute in double quotes, as libxml2 writes them."""
    return _text(words).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
