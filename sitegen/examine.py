"""What one built file says: the addresses in it and what is wrong with it by itself. Pure: bytes in, findings out.

Whether an address leads anywhere is asked by `check`, which knows all files.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from lxml import etree
from selectolax.lexbor import LexborHTMLParser, LexborNode

Use = Literal["followed", "loaded", "named", "listed"]
"""A reader may go there; the browser fetches it with the page; others are told of it, so it must be absolute; search
engines are told of it, so it must also want to be found."""

LOCS = 50_000
"""Addresses in one sitemap file at most (sitemaps.org, protocol)."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_FETCHED = frozenset(
    {
        *("stylesheet", "icon", "apple-touch-icon", "mask-icon", "manifest"),
        *("preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch"),
    }
)
"""Kinds of <link> for which a browser goes to the network by itself."""
_DATA_BLOCK = re.compile(r"application/(?:\w+\+)?json|speculationrules", re.IGNORECASE)
_CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']""", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a file and what would be right. `line` is 1-based, 0 where `near` tells it or none is meant."""

    wrong: str
    right: str
    line: int = 0
    near: str = ""
    """Text as it stands in the file, by which the line is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a file says."""

    addresses: tuple[tuple[Use, str], ...] = ()
    """Each once, as written, in order."""
    faults: tuple[Fault, ...] = ()
    ids: frozenset[str] = frozenset()
    canonical: str = ""
    indexed: bool = True
    """False where the page asks not to be found."""
    entries: int = 0
    """Of a feed."""
    texts: tuple[str, ...] = ()
    """Of a feed: the HTML of its entries, for `embedded`."""


def line_of(content: bytes, near: str) -> int:
    """The line of the first place in `content` where `near` stands, best in quotes; 0 if it does not."""
    for spelling in (f'"{near}"', f'"{html.escape(near)}"', near, html.escape(near)) if near else ():
        at = content.find(spelling.encode("utf-8", "surrogatepass"))
        if at >= 0:
            return content.count(b"\n", 0, at) + 1
    return 0


# Pages


def page(content: bytes) -> Findings:
    """The findings of an HTML page."""
    try:
        tree = LexborHTMLParser(content.decode())
    except UnicodeDecodeError as error:
        return Findings(faults=(Fault(wrong=f"is not UTF-8 at byte {error.start}", right="write UTF-8"),))
    links = tree.css("link[href]")
    canonical = [link.attributes["href"] or "" for link in links if _rel(link) == "canonical"]
    blocks, broken_blocks = _linked_data(tree)
    addresses: dict[tuple[Use, str], None] = dict.fromkeys(_addresses(tree, links))
    addresses |= dict.fromkeys(("named", address) for address in (*canonical, *blocks))
    ids = Counter(node.attributes["id"] or "" for node in tree.css("[id]"))
    robots = tree.css_first('meta[name="robots"]')
    indexed = robots is None or "noindex" not in (robots.attributes.get("content") or "")
    return Findings(
        addresses=tuple(addresses),
        faults=(*_page_faults(tree, canonical if indexed else ["-"]), *_repeated(ids), *broken_blocks, *_inline(tree)),
        ids=frozenset(ids),
        canonical=canonical[0] if canonical else "",
        indexed=indexed,
    )


def _rel(link: LexborNode) -> str:
    return (link.attributes.get("rel") or "").strip().lower()


def _addresses(tree: LexborHTMLParser, links: list[LexborNode]) -> Iterator[tuple[Use, str]]:
    """Every address of the page but those in JSON-LD and the canonical one."""
    for node in tree.css("a[href]"):
        yield "followed", node.attributes["href"] or ""
    for node in tree.css("area[href], form[action], [formaction]"):
        yield from (("followed", node.attributes[name] or "") for name in _FOLLOWING if name in node.attributes)
    for node in tree.css("[src], [poster], object[data], use[href], image[href]"):
        yield from (("loaded", node.attributes[name] or "") for name in _LOADING if name in node.attributes)
    for node in tree.css("[srcset]"):
        for candidate in (node.attributes["srcset"] or "").split(","):
            yield "loaded", candidate.split()[0] if candidate.strip() else ""
    for link in links:
        if _rel(link) != "canonical":
            yield "loaded" if _FETCHED & set(_rel(link).split()) else "followed", link.attributes["href"] or ""
    for node in tree.css('meta[property="og:url"], meta[property="og:image"], meta[name="twitter:image"]'):
        yield "named", node.attributes.get("content") or ""


_FOLLOWING = ("href", "action", "formaction")
_LOADING = ("src", "poster", "data", "href")


def _page_faults(tree: LexborHTMLParser, canonical: list[str]) -> Iterator[Fault]:
    """What every page has: one h1, a language, a title, one canonical address."""
    top, titles = tree.css_first("html"), tree.css("head > title")
    if top is None or not (top.attributes.get("lang") or "").strip():
        yield Fault(wrong="the page names no language", right='write <html lang="nl">', line=1)
    if len(titles) != 1 or not titles[0].text().strip():
        yield Fault(
            wrong=f"the page has {len(titles) or 'no'} title with words in it", right="write one <title>", line=1
        )
    if (count := len(tree.css("h1"))) != 1:
        yield Fault(wrong=f"the page has {count} h1", right="write one", near="<h1" if count else "")
    if len(canonical) != 1:
        yield Fault(wrong=f"the page has {len(canonical)} canonical addresses", right="write one, or ask for noindex")
    if (base := tree.css_first("base[href]")) is not None:
        yield Fault(wrong="<base> changes every address", right="leave it out", near=base.attributes["href"] or "")


def _repeated(ids: Counter[str]) -> Iterator[Fault]:
    for name, count in ids.items():
        if count > 1 or not name or any(sign.isspace() for sign in name):
            wrong = f"id {name!r} stands {count} times" if count > 1 else f"id {name!r} is none"
            yield Fault(wrong=wrong, right="an id names one element, without spaces", near=f'id="{name}"')


def _inline(tree: LexborHTMLParser) -> Iterator[Fault]:
    """What the site's own policy keeps a browser from doing: script and style inside the page."""
    for node in tree.css("script:not([src])"):
        if not _DATA_BLOCK.fullmatch(node.attributes.get("type") or ""):
            yield Fault(wrong="a script inside the page, which the policy blocks", right="give it a file of its own")
    for node in tree.css("style, [style]"):
        near = node.attributes.get("style") or "<style"
        yield Fault(wrong="a style inside the page, which the policy blocks", right="use a class", near=near)


def _linked_data(tree: LexborHTMLParser) -> tuple[list[str], list[Fault]]:
    """The addresses in the page's JSON-LD blocks, and what is wrong with those."""
    addresses: list[str] = []
    faults: list[Fault] = []
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            addresses += (text.partition("#")[0] for text in _strings(json.loads(node.text())))
        except (ValueError, RecursionError) as error:
            faults.append(Fault(wrong=f"JSON-LD that is no JSON: {error}", right="mend it", near="application/ld+json"))
    return [address for address in addresses if address.startswith(("http://", "https://"))], faults


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def embedded(text: str) -> Iterator[tuple[Use, str]]:
    """The addresses in the HTML of a feed's entry; a reader there knows no page they could be relative to."""
    for node in LexborHTMLParser(text).css("[href]"):
        yield "named", node.attributes["href"] or ""
    for node in LexborHTMLParser(text).css("[src]"):
        yield "named", node.attributes["src"] or ""


# Style sheets, robots.txt, JSON


def style(content: bytes) -> Findings:
    """The findings of a style sheet."""
    found = (first or second for first, second in _CSS_ADDRESS.findall(content.decode("utf-8", "replace")))
    return Findings(addresses=tuple(dict.fromkeys(("loaded", address.strip()) for address in found)))


def robots(content: bytes) -> Findings:
    """The findings of `robots.txt`: its sitemaps."""
    lines = (line.partition(":") for line in content.decode("utf-8", "replace").splitlines())
    return Findings(addresses=tuple(("named", value.strip()) for name, _, value in lines if name.lower() == "sitemap"))


def data(content: bytes) -> Findings:
    """The findings of a JSON file, which may be a JSON Feed (1.1)."""
    try:
        value = json.loads(content)
    except json.JSONDecodeError as error:
        return Findings(faults=(Fault(wrong=f"no JSON: {error.msg}", right="mend it", line=error.lineno),))
    except (ValueError, RecursionError) as error:
        return Findings(faults=(Fault(wrong=f"no JSON: {error}", right="mend it"),))
    if not isinstance(value, dict) or not str(value.get("version", "")).startswith("https://jsonfeed.org/"):
        return Findings(addresses=tuple(dict.fromkeys(("followed", address) for address in _own_addresses(value))))
    entries = [entry for entry in value.get("items", ()) if isinstance(entry, dict)]
    named = [value.get("home_page_url"), value.get("feed_url")]
    named += [entry.get(key) for entry in entries for key in ("url", "image", "banner_image") if key in entry]
    faults = [
        *_entry_faults([str(entry.get("id") or "") for entry in entries]),
        *(Fault(wrong=f"the feed has no {key}", right="write it") for key in ("title", "items") if key not in value),
    ]
    return Findings(
        addresses=tuple(dict.fromkeys(("named", str(address)) for address in named if address)),
        faults=tuple(faults),
        entries=len(entries),
        texts=tuple(str(entry["content_html"]) for entry in entries if entry.get("content_html")),
    )


def _own_addresses(value: Any) -> Iterator[str]:
    """What a list for the site's own scripts calls an address."""
    for row in value if isinstance(value, list) else ():
        if isinstance(row, dict) and isinstance(row.get("address"), str):
            yield row["address"]


def _entry_faults(ids: list[str]) -> Iterator[Fault]:
    for name, count in Counter(ids).items():
        if not name:
            yield Fault(wrong=f"{count} entries without an id", right="every entry has one of its own")
        elif count > 1:
            yield Fault(
                wrong=f"{count} entries have the id {name!r}", right="every entry has one of its own", near=name
            )


# XML


def xml(content: bytes) -> Findings:
    """The findings of an XML file: an RSS or Atom feed, a sitemap, or something else that is only to be well-formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return Findings(faults=(Fault(wrong=f"no XML: {error.msg}", right="mend it", line=error.lineno or 0),))
    reader = _READERS.get(str(root.tag))
    return reader(root) if reader else Findings()


def _rss(root: etree._Element) -> Findings:
    channel = root.find("channel")
    if channel is None:
        return Findings(faults=(Fault(wrong="RSS without a channel", right="write one"),))
    entries = channel.findall("item")
    missing = [name for name in ("title", "link", "description") if not (channel.findtext(name) or "").strip()]
    named = [channel.findtext("link"), *(entry.findtext("link") for entry in entries)]
    named += [node.get("url") for entry in entries for node in entry.findall("enclosure")]
    named += [node.get("href") for node in channel.findall(f"{_ATOM}link")]
    faults = [
        *(Fault(wrong=f"the channel has no {name}", right="write it", line=_line(channel)) for name in missing),
        *_entry_faults([(entry.findtext("guid") or "").strip() for entry in entries]),
    ]
    texts = (entry.findtext(tag) for entry in entries for tag in (_CONTENT, "description"))
    return _feed(named, faults, len(entries), [text for text in texts if text])


def _atom(root: etree._Element) -> Findings:
    entries = root.findall(f"{_ATOM}entry")
    named = [node.get("href") for node in root.iter(f"{_ATOM}link")]
    faults = list(_entry_faults([(entry.findtext(f"{_ATOM}id") or "").strip() for entry in entries]))
    for node in (root, *entries):
        for name in ("id", "title", "updated"):
            value = (node.findtext(f"{_ATOM}{name}") or "").strip()
            if not value or (name == "updated" and not _is_moment(value)):
                faults.append(Fault(wrong=f"no {name} that holds", right="RFC 4287 asks for one", line=_line(node)))
    bodies = (node for entry in entries for node in entry.iter(f"{_ATOM}content", f"{_ATOM}summary"))
    return _feed(
        named, faults, len(entries), [node.text for node in bodies if node.get("type") == "html" and node.text]
    )


def _line(node: etree._Element) -> int:
    line: object = node.sourceline
    return line if isinstance(line, int) else 0


def _feed(named: list[str | None], faults: list[Fault], entries: int, texts: list[str]) -> Findings:
    return Findings(
        addresses=tuple(dict.fromkeys(("named", address.strip()) for address in named if address)),
        faults=tuple(faults),
        entries=entries,
        texts=tuple(texts),
    )


def _sitemap(root: etree._Element) -> Findings:
    """A `urlset`, or the index of several."""
    locs = [(node.text or "").strip() for node in root.iter(f"{_SITEMAP}loc")]
    faults = [
        Fault(wrong=f"{loc} stands {count} times", right="once", near=loc)
        for loc, count in Counter(locs).items()
        if count > 1
    ]
    if len(locs) > LOCS:
        faults.append(Fault(wrong=f"{len(locs)} addresses", right=f"a sitemap holds {LOCS} at most"))
    for node in root.iter(f"{_SITEMAP}lastmod"):
        if not _is_moment((node.text or "").strip()):
            faults.append(
                Fault(wrong=f"lastmod {node.text!r}", right="write 2026-05-12T09:00:00+02:00", line=_line(node))
            )
    use: Use = "listed" if root.tag == f"{_SITEMAP}urlset" else "named"
    return Findings(addresses=tuple((use, loc) for loc in dict.fromkeys(locs)), faults=tuple(faults))


def _is_moment(text: str) -> bool:
    """Whether `text` is a W3C date or moment that the calendar knows."""
    if not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text + "-01-01"[: max(0, 10 - len(text))] if len(text) < 10 else text)
    except ValueError:
        return False
    return True


_READERS = {"rss": _rss, f"{_ATOM}feed": _atom, f"{_SITEMAP}urlset": _sitemap, f"{_SITEMAP}sitemapindex": _sitemap}
