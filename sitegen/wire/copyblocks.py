"""The copy of a wire item to blocks, however it is marked up: XHTML, NITF, escaped HTML, plain text. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree

from sitegen.wire.grammar import without_bullet
from sitegen.wire.markup import read_html, seen
from sitegen.wire.values import Block, BlockKind

_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 hl1 hl2 hl3 rubrik mellis mellanrubrik subhead crosshead".split())
_ITEMS = frozenset("li dd dt tr".split())
_APART = frozenset(
    "script style head title header footer body.head body.end hedline nav figure figcaption media img object form "
    "iframe svg math template noscript video audio source bild vinjett dat byline tagline bibliography colgroup "
    "aside".split()
)
"""Parts that are no copy: pictures with their captions, headers and footers, what a browser would run."""
_INLINE = frozenset(
    "a abbr acronym alt-code b big chron cite city classifier code copyrite country del em event font frac function i "
    "ins lang location mark mailto money name.family name.given num object.title org person postcode pronounce q "
    "region s small span state strike strong sub sublocation sup tt time u virtloc company".split()
)
_BREAK = "\x1e"
_HTML = re.compile(
    r"</?(?:p|br|div|span|b|i|em|strong|a|ul|ol|li|h[1-6]|hl[12]|table|tr|td|blockquote|html|body|section|article|img|pre|script|style)"
    r"\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>")
_PARTED = re.compile(
    r"<(?:p|br|div|ul|ol|li|h[1-6]|hl[12]|table|tr|blockquote|section|article|pre|body|script|style)\b", re.IGNORECASE
)
"""What parts or hides text; HTML without it is plain text with words in bold."""
_LOOSE = re.compile(r"(?<=[\w\)”\"»’]) ([.,])(?= |$)")
"""A full stop that a line break in the markup tore from its word."""
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_WRAPPED = 120
"""Characters. Hard-wrapped text has no longer lines; where a line is longer, each is a paragraph."""
_INDENT = 3
"""Spaces by which a line opens a paragraph, beyond those of the other lines."""


def blocks_of(element: etree._Element) -> tuple[Block, ...]:
    """The blocks below `element`, in order. Text in it that is HTML, escaped or in CDATA, is read as HTML."""
    if not len(element) or all(child.tag in ("br",) for child in element):
        inside = "".join(str(part) for part in element.itertext(with_tail=False))
        if _HTML.search(inside):
            return blocks_of_html(inside)
        if not len(element):
            return blocks_of_text(inside)
    return tuple(_joined(_walked(element), outermost=True))


def blocks_of_html(text: str) -> tuple[Block, ...]:
    """The blocks of a piece of HTML, however broken; of one without any element as of plain text."""
    if not _TAG.search(text):
        return blocks_of_text(html.unescape(text))
    root = read_html(text)
    if root is not None and not _PARTED.search(text):
        return blocks_of_text("".join(str(part) for part in root.itertext()))
    found = tuple(_joined(_walked(root))) if root is not None else ()
    if len(found) == 1 and _HTML.search(found[0].text):  # escaped twice
        root = read_html(found[0].text)
        return tuple(_joined(_walked(root))) if root is not None else ()
    return found


def blocks_of_text(text: str) -> tuple[Block, ...]:
    """The blocks of plain text: paragraphs parted by blank lines, by indents, or one a line."""
    found: list[Block] = []
    for part in _paragraphs(text, plain=True):
        words = seen(part)
        item = without_bullet(words)
        if any(map(str.isalnum, words)):
            found.append(Block(kind="bullet" if item else "paragraph", text=item or words))
    return tuple(found)


def plain(words: str) -> str:
    """Words on one line, of which a field that holds none may yet hold markup: `A &amp; <b>B</b>` is `A & B`."""
    if "<" in words and _HTML.search(words):
        return " ".join(block.text for block in blocks_of_html(words))
    return seen(_ENTITY.sub(lambda found: html.unescape(found[0]), words)) if "&" in words else words


def _walked(root: etree._Element) -> Iterator[tuple[BlockKind, str]]:
    """The raw text of each block with its kind. No recursion: depth is the sender's."""
    held: list[str] = []
    kinds: list[BlockKind] = ["paragraph"]
    blocks: list[bool] = []
    as_typed = 0
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = str(element.tag).lower() if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _APART and element is not root:
                walker.skip_subtree()
                blocks.append(False)
                kinds.append(kinds[-1])
                continue
            block = tag != "br" and not _is_inline(element, tag)
            if block:
                yield kinds[-1], "".join(held)
                held = []
            kinds.append("subheading" if tag in _HEADINGS else "bullet" if tag in _ITEMS else kinds[-1])
            blocks.append(block)
            if tag in ("td", "th"):
                held.append(" ")
            as_typed += tag == "pre"
            text = element.text or ""
            held.append(_BREAK if tag == "br" else text.replace("\n", _BREAK) if as_typed else text)
        else:
            if blocks.pop():
                yield kinds[-1], "".join(held)
                held = []
            kinds.pop()
            as_typed -= tag == "pre"
            if element is not root:
                held.append(element.tail or "")
    yield kinds[-1], "".join(held)


def _is_inline(element: etree._Element, tag: str) -> bool:
    """Whether an element stands inside a sentence: a known one, or one of a vendor's own with text around it."""
    if tag in _INLINE or tag in ("td", "th"):
        return True
    if tag in _HEADINGS or tag in _ITEMS or tag in ("p", "div", "block", "ul", "ol", "table", "blockquote", "pre"):
        return False
    before = element.getprevious()
    parent = element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else None
    return bool((text or "").strip() or (element.tail or "").strip())


def _joined(parts: Iterator[tuple[BlockKind, str]], *, outermost: bool = False) -> Iterator[Block]:
    for kind, raw in parts:
        for text in _paragraphs(raw, plain=False) if "\n" in raw or _BREAK in raw else [raw]:
            words = seen(_ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text)
            if outermost and "<" in words and _HTML.search(words):
                yield from blocks_of_html(words)  # markup that was escaped, as of an embedded player
            elif any(map(str.isalnum, words)):
                yield Block(kind=kind, text=_LOOSE.sub(r"\1", words) if "\n" in raw else words)


def _paragraphs(raw: str, *, plain: bool) -> list[str]:
    """The paragraphs of text that may hold line breaks, blank lines and indents."""
    lines = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").split("\n")
    filled = [line for line in lines if line.strip(" \x1e\xa0")]
    if len(filled) < 2:
        return raw.split(_BREAK)
    each = plain and max(len(line.strip()) for line in filled) > _WRAPPED
    least = min(len(line) - len(line.lstrip(" ")) for line in (filled[1:] if lines[0].strip() else filled))
    parts: list[list[str]] = [[]]
    for line in lines:
        bare = line.strip(" \xa0")
        indented = len(line) - len(line.lstrip(" ")) >= least + _INDENT
        if not bare or indented or each or (plain and without_bullet(bare) is not None):
            parts.append([])
        parts[-1].append(bare)
    return [text for part in parts for text in "\n".join(part).split(_BREAK)]
