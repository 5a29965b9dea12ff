"""JSON Feed (1.0, 1.1) as input: each entry a story. Pure.

Source: https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from sitegen.wire.copyblocks import blocks_of_html, blocks_of_text
from sitegen.wire.facts import Facts, wire_of
from sitegen.wire.markup import seen
from sitegen.wire.moments import first_moment
from sitegen.wire.ninjs import read_json
from sitegen.wire.values import Uncertain, Wire


def read_json_feed(data: bytes, zone: tzinfo) -> Wire:
    """The entries of a JSON Feed as stories. Raises ContentError."""
    feed = read_json(data)
    items = feed.get("items") if isinstance(feed, dict) else None
    rows = [row for row in items if isinstance(row, dict)] if isinstance(items, list) else []
    return wire_of([_row(row, feed, zone) for row in rows], kind="feed")


def _row(row: dict[str, Any], feed: dict[str, Any], zone: tzinfo) -> Facts:
    def text(key: str, of: dict[str, Any] = row) -> str:
        value = of.get(key)
        return seen(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""

    created, precision = first_moment(zone, text("date_published"), text("date_modified"))
    html, plain = row.get("content_html"), row.get("content_text")
    blocks = blocks_of_html(html) if isinstance(html, str) and html.strip() else ()
    if not blocks and isinstance(plain, str):
        blocks = blocks_of_text(plain)
    named = row.get("authors") or [row.get("author")]
    authors = [a for a in named if isinstance(a, dict)] if isinstance(named, list) else []
    tags = row.get("tags")
    return Facts(
        kind="article" if text("title") else "ticker",
        headline=text("title"),
        blocks=blocks or (blocks_of_text(text("summary")) if text("summary") else ()),
        byline=text("name", authors[0]) if authors else "",
        providers=(text("title", feed), text("home_page_url", feed), text("url")),
        created=created,
        precision=precision,
        versioned=first_moment(zone, text("date_modified"))[0],
        sections=tuple(seen(tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        summary=text("summary"),
        source_id=text("id") or text("url"),
        apart=tuple(_attachments(row)),
    )


def _attachments(row: dict[str, Any]) -> Iterator[Uncertain]:
    found = row.get("attachments")
    for file in found if isinstance(found, list) else ():
        if isinstance(file, dict) and isinstance(file.get("url"), str):
            yield Uncertain(line=0, text=seen(file["url"]), why="a file beside it, not taken in")
