"""RSS (0.9x, 1.0, 2.0) and Atom as input: each entry a story. Pure.

Source: the RSS 2.0 and 1.0 specifications, RFC 4287 and RFC 6721 (entries that were withdrawn).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from lxml import etree

from sitegen.wire.copyblocks import blocks_of, blocks_of_html
from sitegen.wire.facts import Facts, wire_of
from sitegen.wire.markup import line_of, read_xml, seen
from sitegen.wire.moments import first_moment
from sitegen.wire.nitf import text_at, words_of_element
from sitegen.wire.values import Block, Uncertain, Wire


def read_feed(data: bytes, zone: tzinfo) -> Wire:
    """The entries of an RSS or Atom feed as stories. Raises ContentError."""
    root = read_xml(data)
    if root.tag == "feed":
        makers: tuple[str, ...] = (text_at(root, "author/name"), text_at(root, "title"), text_at(root, "id"))
        items = [_entry(entry, makers, zone) for entry in root.iterfind("entry")]
        items += [_deleted(entry, zone) for entry in root.iterfind("deleted-entry")]
    else:
        channel = root.find("channel")
        channel = channel if channel is not None else root
        makers = (text_at(channel, "title"), text_at(channel, "link"))
        items = [_item(item, makers, zone) for item in root.iter("item")]
    return wire_of(items, kind="feed")


def _item(item: etree._Element, makers: tuple[str, ...], zone: tzinfo) -> Facts:
    created, precision = first_moment(zone, text_at(item, "pubDate"), text_at(item, "date"), text_at(item, "issued"))
    body = next(
        (e for tag in ("encoded", "content", "description") if (e := item.find(tag)) is not None and _full(e)), None
    )
    blocks = _blocks(body) if body is not None else ()
    description = item.find("description")
    summary = (
        " ".join(b.text for b in _blocks(description)) if description is not None and description is not body else ""
    )
    guid = item.find("guid")
    return Facts(
        line=line_of(item),
        kind="article" if text_at(item, "title") else "ticker",
        headline=text_at(item, "title"),
        blocks=blocks,
        byline=text_at(item, "creator") or text_at(item, "author").rpartition("(")[2].rstrip(")"),
        providers=(text_at(item, "source"), text_at(item, "publisher"), *makers),
        created=created,
        precision=precision,
        versioned=first_moment(zone, text_at(item, "updated"), text_at(item, "modified"))[0],
        sections=tuple(words_of_element(category) for category in item.iterfind("category")),
        rights=text_at(item, "rights"),
        summary=summary,
        source_id=words_of_element(guid) if guid is not None else text_at(item, "link"),
        apart=tuple(_enclosures(item)),
    )


def _entry(entry: etree._Element, makers: tuple[str, ...], zone: tzinfo) -> Facts:
    created, precision = first_moment(
        zone, text_at(entry, "published"), text_at(entry, "issued"), text_at(entry, "updated")
    )
    content, summary = entry.find("content"), entry.find("summary")
    body = content if content is not None and _full(content) else summary
    return Facts(
        line=line_of(entry),
        headline=_title(entry),
        blocks=_blocks(body) if body is not None else (),
        byline=text_at(entry, "author/name"),
        providers=(text_at(entry, "source/title"), *makers),
        created=created,
        precision=precision,
        versioned=first_moment(zone, text_at(entry, "updated"))[0],
        sections=tuple(seen(c.get("label") or c.get("term")) for c in entry.iterfind("category")),
        rights=text_at(entry, "rights"),
        summary=" ".join(b.text for b in _blocks(summary)) if summary is not None and body is not summary else "",
        source_id=text_at(entry, "id") or _link(entry),
        apart=tuple(_enclosures(entry)),
    )


def _deleted(entry: etree._Element, zone: tzinfo) -> Facts:
    """A withdrawn entry (RFC 6721): its story is to be gone everywhere."""
    return Facts(
        line=line_of(entry),
        headline=text_at(entry, "comment") or seen(entry.get("ref")),
        status="canceled",
        versioned=first_moment(zone, entry.get("when", ""))[0],
        source_id=seen(entry.get("ref")),
    )


def _full(element: etree._Element) -> bool:
    return len(element) > 0 or bool((element.text or "").strip())


def _blocks(element: etree._Element) -> tuple[Block, ...]:
    if len(element):
        return blocks_of(element)
    return blocks_of_html(element.text or "")


def _words(element: etree._Element | None) -> str:
    return "" if element is None else " ".join(block.text for block in _blocks(element))


def _title(entry: etree._Element) -> str:
    title = entry.find("title")
    if title is None:
        return ""
    return _words(title) if title.get("type") == "html" else words_of_element(title)


def _link(entry: etree._Element) -> str:
    links = [link for link in entry.iterfind("link") if link.get("rel", "alternate") == "alternate"]
    return seen(links[0].get("href")) if links else ""


def _enclosures(entry: etree._Element) -> Iterator[Uncertain]:
    linked = [link for link in entry.iterfind("link") if link.get("rel") == "enclosure"]
    for element in (*entry.iterfind("enclosure"), *linked):
        if name := seen(element.get("url") or element.get("href")):
            yield Uncertain(line=line_of(element), text=name, why="a file beside it, not taken in")
