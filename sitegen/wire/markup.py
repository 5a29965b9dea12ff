"""XML and HTML of untrusted files to trees: no entity is expanded, no file or address is opened. Pure."""

from __future__ import annotations

import html
import re
from functools import cache
from html.entities import html5
from xml.sax.saxutils import escape

from lxml import etree

from sitegen.wire.decoding import foreign, mended, refused, utf8_or

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOST_DEPTH = 200
"""Elements inside each other. The deepest wire file seen has 24; libxml2 itself stops at 256."""

_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})", re.DOTALL)
_DOCTYPE_PART = re.compile(r"\"[^\"]*\"|'[^']*'|<!--.*?-->|[\[\]>]", re.DOTALL)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
_NUMBERED = re.compile(r"&#(?:[0-9]{1,9}|[xX][0-9a-fA-F]{1,7});")
_BARE = re.compile(r"&(?![A-Za-z][A-Za-z0-9._-]{0,60};|#[0-9]+;|#[xX][0-9a-fA-F]+;)")
_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_xml(data: bytes) -> etree._Element:
    """The root of an XML file, its elements named without namespace; comments and instructions are gone.

    The document type is dropped unread, so that an entity of its own stays a name, and a file that uses one is refused;
    those of HTML are resolved. A lone `&` is mended. Raises ContentError (no file name) for what is no XML.
    """
    foreign(data)
    text = _without_prolog(_decoded(data))
    if "&" in text:
        # In CDATA an ampersand is itself, or HTML's.
        first, *others = text.split("<![CDATA[")
        parts = [_resolved(first)]
        for other in others:
            inside, close, after = other.partition("]]>")
            parts.append(inside + close + _resolved(after))
        text = "<![CDATA[".join(parts)
    root = _parsed(text)
    for element in root.iter(etree.Element):
        tag = element.tag
        assert isinstance(tag, str)
        if tag[0] == "{":
            element.tag = tag[tag.rindex("}") + 1 :]
    return root


def _resolved(text: str) -> str:
    """Markup with the entities of HTML as the characters that they are, and no ampersand that is lone."""
    text = _NAMED.sub(lambda found: escape(html5[found[1] + ";"]) if found[1] + ";" in html5 else found[0], text)
    return _BARE.sub("&amp;", _NUMBERED.sub(_character, text))


def read_html(text: str) -> etree._Element | None:
    """The root of a piece of HTML, however broken; None where nothing is in it."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False)
    try:
        return etree.fromstring(f"<html><body>{_XML.sub('', text)}</body></html>".encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


@cache
def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )


def _parsed(text: str) -> etree._Element:
    strict, source = _parser(recover=False), text.encode("utf-8", "replace")
    try:
        return etree.fromstring(source, strict)
    except (etree.XMLSyntaxError, ValueError) as error:
        fault = str(error)
        line = getattr(error, "lineno", 0) or 0
        names_only = all(entry.domain_name == "NAMESPACE" for entry in strict.error_log)
    if len(strict.error_log) and names_only:
        root = etree.fromstring(source, _parser(recover=True))
        if root is not None:
            return root
    if (plain := _XML.sub("", text)) != text:
        return _parsed(plain)
    if "ntity" in fault:
        raise refused("uses an entity of its own", "save it with the characters themselves", line)
    raise refused(f"is not well-formed XML ({fault.partition(', line')[0][:120]})", "ask for the file again", line)


def _decoded(data: bytes) -> str:
    found = _DECLARED.search(data[:400])
    return utf8_or(data, found[1].decode("ascii").lower() if found else "")


def _without_prolog(text: str) -> str:
    """The text from its root element on, its lines where they were."""
    at = 0
    while found := _PROLOG.match(text, at):
        at = found.end()
    start = at + len(text[at : at + 1000]) - len(text[at : at + 1000].lstrip())
    if text[start : start + 9].upper() == "<!DOCTYPE":
        depth, at = 0, len(text)
        for part in _DOCTYPE_PART.finditer(text, start + 9):
            depth += {"[": 1, "]": -1}.get(part[0], 0)
            if part[0] == ">" and depth <= 0:
                at = part.end()
                break
        while found := _PROLOG.match(text, at):
            at = found.end()
    return "\n" * text.count("\n", 0, at) + text[at:] if at else text


def _character(found: re.Match[str]) -> str:
    """A numbered character that XML cannot hold as HTML reads it (`&#146;` is a quote), or as nothing."""
    digits = found[0][2:-1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    if 0x80 <= number <= 0x9F:
        return html.unescape(found[0])
    kept = number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD
    return found[0] if kept or 0x10000 <= number <= 0x10FFFF else ""


def line_of(element: etree._Element) -> int:
    """The line of its file on which an element stands; 0 where that is not known."""
    line = element.sourceline
    return line if isinstance(line, int) else 0


def seen(text: str | None) -> str:
    """`text` on one line: see `decoding.mended`; empty for None."""
    return mended(text or "")
