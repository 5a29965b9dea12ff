"""NITF (2.5 to 3.6), alone or as the body of NewsML: one item. Pure.

Source: IPTC's NITF 3.6 DTD; what agencies make of it differs, so that no element but a body is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo

from lxml import etree

from sitegen.model import Precision
from sitegen.wire.copyblocks import blocks_of
from sitegen.wire.facts import Facts, wire_of
from sitegen.wire.markup import line_of, read_xml, seen
from sitegen.wire.moments import first_moment, moment_of
from sitegen.wire.values import Uncertain, Wire


def read_nitf(data: bytes, zone: tzinfo) -> Wire:
    """The one story of an NITF file; clock times without an offset are in `zone`. Raises ContentError."""
    root = read_xml(data)
    items = [root] if root.tag == "nitf" else list(root.iter("nitf"))
    return wire_of([nitf_facts(item, zone) for item in items])


def nitf_facts(nitf: etree._Element, zone: tzinfo) -> Facts:
    """What an `nitf` element tells."""
    head = nitf.find("head")
    head = head if head is not None else etree.Element("head")
    top = nitf.find("body/body.head")
    top = top if top is not None else etree.Element("body.head")
    docdata = head.find("docdata")
    docdata = docdata if docdata is not None else etree.Element("docdata")
    content = nitf.find("body/body.content")
    body = content if content is not None else nitf.find("body")
    blocks = blocks_of(body) if body is not None else ()
    abstract = top.find("abstract")
    summary = " ".join(block.text for block in blocks_of(abstract)) if abstract is not None else ""
    if not blocks and abstract is not None:
        blocks = blocks_of(abstract)
    fixed = docdata.find("correction")
    correction = seen(fixed.get("info")) if fixed is not None else ""
    dated, precision = _date(nitf, docdata, top, zone)
    released = moment_of(_norm(docdata, "date.release"), zone)[0]
    return Facts(
        line=line_of(nitf),
        headline=text_at(top, "hedline/hl1") or text_at(top, "hedline") or text_at(head, "title"),
        second_headline=text_at(top, "hedline/hl2"),
        blocks=blocks,
        byline=_byline(top),
        dateline=_dateline(top),
        place=text_at(top, "dateline/location") or _attribute(docdata, "evloc", "city"),
        providers=_providers(docdata, top),
        created=dated,
        precision=precision,
        revision=number(_attribute(docdata, "du-key", "version")),
        embargo=released if released and (dated is None or released.timestamp() > dated.timestamp()) else None,
        expires=moment_of(_norm(docdata, "date.expire"), zone)[0],
        status=docdata.get("management-status", ""),
        is_embargoed=docdata.get("management-status", "").casefold() == "embargoed",
        is_correction=bool(correction),
        correction=correction,
        sections=tuple(_sections(head)),
        countries=tuple(_attributes(docdata, "evloc", "iso-cc")),
        persons=tuple(_persons(nitf, docdata)),
        urgency=_attribute(docdata, "urgency", "ed-urg"),
        rights=text_at(top, "rights") if top.find("rights/rights.limitations") is not None else "",
        summary=summary if abstract is not None and content is not None else "",
        source_id=_source_id(docdata),
        apart=tuple(_apart(nitf, docdata)),
    )


def text_at(parent: etree._Element, path: str) -> str:
    """The words of the first element at `path` that has any; empty without one."""
    return next((words for element in parent.iterfind(path) if (words := words_of_element(element))), "")


def words_of_element(element: etree._Element) -> str:
    """All words of an element on one line, with a space where an element stands in them."""
    return seen(" ".join(str(part) for part in element.itertext()) if len(element) else element.text)


def number(written: str) -> int:
    """The whole number that `written` opens with (`1N` is 1); 0 for none."""
    digits = written.strip()[: len(written.strip()) - len(written.strip().lstrip("0123456789"))]
    return int(digits[:18]) if digits else 0


def _attribute(parent: etree._Element, tag: str, name: str) -> str:
    return next(_attributes(parent, tag, name), "")


def _attributes(parent: etree._Element, tag: str, name: str) -> Iterator[str]:
    return (value for element in parent.iter(tag) if (value := seen(element.get(name))))


def _norm(parent: etree._Element, tag: str) -> str:
    element = parent.find(tag)
    return "" if element is None else element.get("norm") or element.text or ""


def _date(
    nitf: etree._Element, docdata: etree._Element, top: etree._Element, zone: tzinfo
) -> tuple[datetime | None, Precision]:
    published = nitf.find("head/pubdata")
    return first_moment(
        zone,
        _norm(docdata, "date.issue"),
        _norm(top, "dateline/story.date"),
        None if published is None else published.get("date.publication"),
        _norm(docdata, "date.release"),
        *(element.get("norm") for element in nitf.iterfind("head//revision-history")),
        *(m.get("content") for m in nitf.iterfind("head/meta") if m.get("name", "").casefold() in _DATE_NAMES),
    )


_DATE_NAMES = frozenset(("timestamp", "date", "ntb-dato", "pubdate", "publicationdate", "datetime"))


def _source_id(docdata: etree._Element) -> str:
    """The document's id; the key that its versions share where the id is that key and the number of one."""
    own, shared = _attribute(docdata, "doc-id", "id-string"), _attribute(docdata, "du-key", "key")
    return shared if len(shared) >= 8 and own.startswith(shared) else own


def _providers(docdata: etree._Element, top: etree._Element) -> tuple[str, ...]:
    names = (
        _attribute(docdata, "doc-id", "regsrc"),
        text_at(top, "distributor"),
        text_at(top, "rights/rights.owner"),
        _attribute(docdata, "from-src", "src-name"),
        _attribute(docdata, "doc.copyright", "holder"),
        _attribute(docdata, "doc.rights", "agent"),
        _attribute(docdata, "doc.rights", "owner"),
    )
    return tuple(name for name in names if name)


def _byline(top: etree._Element) -> str:
    line = top.find("byline")
    if line is None:
        return ""
    person = text_at(line, "person")
    title = text_at(line, "byttl")
    whole = words_of_element(line)
    name = person or (whole.removesuffix(title).strip() if title else whole)
    return name


def _dateline(top: etree._Element) -> str:
    line = top.find("dateline")
    if line is None or line.find("location") is not None:
        return text_at(top, "dateline/location")
    return seen(line.text)


def _sections(head: etree._Element) -> Iterator[str]:
    for meta in head.iterfind("meta"):
        if meta.get("name", "").casefold() in ("category", "categoria", "section", "desk"):
            yield seen(meta.get("content"))
    for element in head.iter("tobject"):
        yield seen(element.get("tobject.type"))
    for element in head.iter("tobject.subject"):
        yield seen(element.get("tobject.subject.refnum"))
        yield seen(element.get("tobject.subject.type"))


def _persons(nitf: etree._Element, docdata: etree._Element) -> Iterator[str]:
    for element in docdata.iterfind("identified-content/person"):
        yield seen(element.get("value")) or words_of_element(element)
    for element in nitf.iterfind("body/body.content//person"):
        yield words_of_element(element)


def _apart(nitf: etree._Element, docdata: etree._Element) -> Iterator[Uncertain]:
    for element in docdata.iterfind("ed-msg"):
        if note := seen(element.get("info")):
            yield Uncertain(line=line_of(element), text=note, why="a note to editors")
    for element in nitf.iter("media-reference", "img"):
        if name := seen(element.get("source") or element.get("src") or element.get("href")):
            yield Uncertain(line=line_of(element), text=name, why="a picture or other file, not taken in")
