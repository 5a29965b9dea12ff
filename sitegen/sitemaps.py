"""Sitemaps (sitemaps.org/protocol): a part a month, one for pages that are no stories, an index; and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from sitegen import keys
from sitegen.dates import machine
from sitegen.listings import card_of
from sitegen.model import Card
from sitegen.newsroom import Newsroom

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def story_sitemap(room: Newsroom, part: str) -> bytes | None:
    """The stories of one part (`2026-05`, `undated`); None if there are none."""
    rows = [(address, _last_change(card_of(card))) for address, card in room.archive.lists.part(part)]
    return _urls(room, rows) if rows else None


def page_sitemap(room: Newsroom) -> bytes:
    """Every page that is a list or an editor's own. Persons with a single story stay out, as do calendar pages."""
    own = room.addresses
    addresses = [own.home, own.ticker, own.countries, own.persons, own.agencies, own.corrections]
    addresses += [own.feeds] if room.site.feeds else []
    addresses += [own.section(section) for section in room.site.sections]
    addresses += [own.page(name) for name in sorted(room.pages)]
    for kind, least in keys.LISTED_WITH.items():
        addresses += [
            own.list_of(entity.key) for entity in room.archive.tallies.entities(kind) if entity.count >= least
        ]
    return _urls(room, [(address, "") for address in dict.fromkeys(addresses)])


def sitemap_index(room: Newsroom) -> bytes:
    """The index of all parts, newest first."""
    names = ["pages", *room.archive.lists.parts()]
    lines = [
        f"<sitemap><loc>{escape(room.absolute(f'/sitemap-{name}.xml'), quote=False)}</loc></sitemap>" for name in names
    ]
    return _document("sitemapindex", lines)


def robots(room: Newsroom) -> bytes:
    """robots.txt: everything may be read, and where the sitemap is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {room.absolute('/sitemap.xml')}\n".encode()


def _last_change(card: Card) -> str:
    """W3C date of the last change, as far as sitemaps allow one: a moment or a day, never more than is known."""
    dated = [(when.at, when) for when in (card.when, card.updated) if when and when.at]
    latest = max(dated, key=lambda pair: pair[0], default=(None, None))[1]
    return machine(latest) if latest and latest.precision != "week" else ""


def _urls(room: Newsroom, rows: Iterable[tuple[str, str]]) -> bytes:
    lines = []
    for address, changed in rows:
        stamp = f"<lastmod>{changed}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{escape(room.absolute(address), quote=False)}</loc>{stamp}</url>")
    return _document("urlset", lines)


def _document(root: str, lines: Iterable[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
    return (head + "\n".join(lines) + f"\n</{root}>\n").encode()
