"""NewsML-G2 (2.0 to 2.34): a newsItem, or a newsMessage or package with several of them. Pure.

Source: IPTC's NewsML-G2 specification and guidelines. Codes are compared without their alias, which each provider's
catalogue may choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from lxml import etree

from sitegen.wire.copyblocks import blocks_of, blocks_of_html, blocks_of_text
from sitegen.wire.facts import Facts, merged, wire_of
from sitegen.wire.markup import LANG, line_of, read_xml, seen
from sitegen.wire.moments import first_moment, moment_of
from sitegen.wire.nitf import nitf_facts, number, text_at, words_of_element
from sitegen.wire.values import Block, Uncertain, Wire

NO_STORY = ("packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
"""Items of the standard that hold no copy."""
_FOREIGN_CLASSES = ("picture", "photo", "graphic", "video", "audio", "animation")
_SECOND = ("sub", "deck", "short", "push", "social", "seo", "kicker", "over")
"""In a headline's role: that it is not the one of the story."""


def read_newsmlg2(data: bytes, zone: tzinfo) -> Wire:
    """The text items of a NewsML-G2 file; clock times without an offset are in `zone`. Raises ContentError."""
    root = read_xml(data)
    items = [root] if root.tag == "newsItem" else list(root.iter("newsItem"))
    header = root.find("header")
    sender = text_at(header, "sender") if header is not None else ""
    sent = text_at(header, "sent") if header is not None else ""
    found: list[Facts] = []
    apart: list[Uncertain] = []
    for item in items:
        kind = _code(_find(item, "itemMeta/itemClass"))
        facts = replace(_facts(item, zone), line=line_of(item))
        # A flash is a headline alone, unless its text is in a file beside it.
        elsewhere = item.find("contentSet/remoteContent") is not None and not (facts.second_headline or facts.summary)
        missing = (
            not facts.blocks and facts.status not in ("canceled", "withheld") and (elsewhere or not facts.headline)
        )
        if kind in _FOREIGN_CLASSES or missing:
            named = facts.headline or facts.source_id
            why = f"a {kind if kind in _FOREIGN_CLASSES else 'item without text'}, not taken in"
            apart += [Uncertain(line=facts.line, text=named, why=why)] if named else []
            continue
        late = moment_of(sent, zone)[0]
        found.append(merged(facts, Facts(providers=(sender,) if sender else (), created=late)))
    for tag in NO_STORY:
        for other in root.iter(tag):
            named = text_at(other, "contentMeta/headline") or seen(other.get("guid")) or tag
            apart.append(Uncertain(line=line_of(other), text=named, why=f"a {tag}, which holds no copy"))
    return wire_of(found, apart)


def _facts(item: etree._Element, zone: tzinfo) -> Facts:
    meta, content = _find(item, "itemMeta"), _find(item, "contentMeta")
    rights = _find(item, "rightsInfo")
    language = item.get(LANG, "")
    inside = _content(item, zone)
    created, precision = first_moment(
        zone,
        text_at(meta, "firstCreated"),
        text_at(content, "contentCreated"),
        text_at(meta, "versionCreated"),
        text_at(content, "contentModified"),
    )
    signals = [_code(signal) for signal in meta.iterfind("signal")]
    status = _code(_find(meta, "pubStatus"))
    versioned = moment_of(text_at(meta, "versionCreated"), zone)[0]
    own = Facts(
        headline=_headline(content, language, second=False),
        second_headline=_headline(content, language, second=True),
        byline=text_at(content, "by") or _creator(content),
        dateline=text_at(content, "dateline"),
        place=next((name for located in content.iterfind("located") if (name := _name(located, language))), ""),
        providers=tuple(_providers(meta, content, rights)),
        created=created,
        precision=precision,
        versioned=versioned,
        revision=number(item.get("version", "")),
        embargo=moment_of(text_at(meta, "embargoed"), zone)[0],
        is_embargoed=meta.find("embargoed") is not None and bool(text_at(meta, "embargoed")),
        expires=moment_of(text_at(content, "expires") or text_at(meta, "expires"), zone)[0],
        status="canceled" if any(s in ("kill", "cancel", "withdraw") for s in signals) else status,
        is_correction=any(signal in ("correction", "corrected") for signal in signals),
        correction=_correction(meta, signals),
        sections=tuple(_sections(meta, content, language)),
        countries=tuple(_countries(item, content)),
        origin=_country_of(_find(content, "located")),
        persons=tuple(_persons(content, language)),
        urgency=text_at(content, "urgency") or text_at(meta, "priority"),
        rights=_in_language(rights, "usageTerms", language),
        summary=_summary(content, language),
        source_id=seen(item.get("guid")),
        apart=tuple(_apart(item, meta)),
    )
    inside = replace(inside, source_id="", revision=0, status="", is_embargoed=False, embargo=None)
    return merged(own, inside)


def _find(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find(path)
    return found if found is not None else etree.Element("none")


def _code(element: etree._Element) -> str:
    """What a QCode, URI or literal names, without alias or path: `stat:usable` is `usable`."""
    written = element.get("qcode") or element.get("uri") or element.get("literal") or (element.text or "")
    return seen(written).rpartition(":")[2].rstrip("/").rpartition("/")[2].rpartition("#")[2].casefold()


def _name(element: etree._Element, language: str) -> str:
    return _in_language(element, "name", language) or seen(element.get("literal"))


def _in_language(parent: etree._Element, tag: str, language: str) -> str:
    """The words of the children `tag` in the item's language, else of the first that has any."""
    told = [(child.get(LANG, "")[:2], words) for child in parent.iterfind(tag) if (words := words_of_element(child))]
    own = [words for code, words in told if code == language[:2]]
    return own[0] if own else told[0][1] if told else ""


def _headline(content: etree._Element, language: str, *, second: bool) -> str:
    told = [
        (child.get(LANG, language)[:2] != language[:2], words)
        for child in content.iterfind("headline")
        if (words := words_of_element(child))
        and any(mark in child.get("role", "").rpartition(":")[2].casefold() for mark in _SECOND) == second
    ]
    return min(told, key=lambda row: row[0])[1] if told else ""


def _creator(content: etree._Element) -> str:
    """A creator with a full name, which not every desk keeps apart from a login."""
    names = (words_of_element(name) for name in content.iterfind("creator/name"))
    return next((name for name in names if " " in name and name[0].isupper()), "")


def _providers(meta: etree._Element, content: etree._Element, rights: etree._Element) -> Iterator[str]:
    for parent, tag in ((meta, "provider"), (rights, "copyrightHolder"), (content, "infoSource")):
        for element in parent.iterfind(tag):
            code = element.get("qcode", "")
            yield from (n for n in (code.rpartition(":")[2], _name(element, ""), element.get("uri", "")) if _telling(n))
    yield text_at(content, "creditline")


def _telling(name: str) -> bool:
    return sum(map(str.isalpha, name)) >= 2


def _correction(meta: etree._Element, signals: list[str]) -> str:
    if not any(signal in ("correction", "corrected") for signal in signals):
        return ""
    notes = [(note.get("role", "").casefold(), words_of_element(note)) for note in meta.iterfind("edNote")]
    return next((words for role, words in notes if "correct" in role or not role), "")


def _sections(meta: etree._Element, content: etree._Element, language: str) -> Iterator[str]:
    for subject in content.iterfind("subject"):
        scheme, kind = subject.get("qcode", "").partition(":")[0].casefold(), subject.get("type", "").casefold()
        if any(word in scheme + kind for word in ("depart", "desk", "category", ":cat", "dpacat", "section")):
            yield _name(subject, language)
            yield seen(subject.get("qcode")).rpartition(":")[2]
    for subject in content.iterfind("subject"):
        kind = subject.get("type", "").rpartition(":")[2].casefold()
        if kind not in ("person", "geoarea", "organisation", "poi", "event", "object"):
            yield seen(subject.get("qcode")).rpartition(":")[2]
            yield _name(subject, language)
    for service in meta.iterfind("service"):
        yield _name(service, language)


def _country_of(element: etree._Element) -> str:
    for below in element.iter("located", "subject", "sameAs", "broader", "country"):
        code = below.get("qcode", "") or below.get("uri", "")
        if "iso3166" in code.casefold():
            return code.rpartition("/")[2] if "/" in code else code
    return ""


def _countries(item: etree._Element, content: etree._Element) -> Iterator[str]:
    for subject in content.iterfind("subject"):
        if subject.get("type", "").rpartition(":")[2].casefold() in ("geoarea", "country", "") or "iso3166" in str(
            subject.get("qcode", "")
        ):
            for code in [subject, *subject.iterfind("sameAs")]:
                written = code.get("qcode", "") or code.get("uri", "")
                if "iso3166" in written.casefold():
                    yield written.rpartition("/")[2]


def _persons(content: etree._Element, language: str) -> Iterator[str]:
    for subject in content.iterfind("subject"):
        if subject.get("type", "").rpartition(":")[2].casefold() == "person":
            yield _name(subject, language)


def _summary(content: etree._Element, language: str) -> str:
    for description in content.iterfind("description"):
        if description.get("role", "").rpartition(":")[2].casefold() in ("summary", "abstract", "teaser"):
            return words_of_element(description)
    return ""


def _content(item: etree._Element, zone: tzinfo) -> Facts:
    """The copy of an item's first rendition with any, and what an NITF body tells besides."""
    renditions = item.find("contentSet")
    if renditions is None:
        return Facts()
    for element in renditions:
        if element.tag == "inlineXML":
            nitf = element.find(".//nitf")
            found = nitf_facts(nitf, zone) if nitf is not None else Facts(blocks=_inline(element))
        elif element.tag == "inlineData":
            found = Facts(blocks=_data(element))
        else:
            continue
        if found.blocks:
            return found
    return Facts()


def _inline(element: etree._Element) -> tuple[Block, ...]:
    body = next(element.iter("body", "BODY"), None)
    return blocks_of(body if body is not None else element)


def _data(element: etree._Element) -> tuple[Block, ...]:
    if element.get("encoding"):
        return ()
    kind = element.get("contenttype", "text/plain").casefold()
    if not kind.startswith("text/") and "html" not in kind and "xml" not in kind:
        return ()
    if len(element):
        return blocks_of(element)
    text = element.text or ""
    return blocks_of_html(text) if "<" in text else blocks_of_text(text)


def _apart(item: etree._Element, meta: etree._Element) -> Iterator[Uncertain]:
    for note in meta.iterfind("edNote"):
        if words := words_of_element(note):
            yield Uncertain(line=line_of(note), text=words, why="a note to editors")
    for remote in item.iterfind("contentSet/remoteContent"):
        if name := seen(remote.get("href") or remote.get("residref")):
            yield Uncertain(line=line_of(remote), text=name, why="a file beside it, not taken in")
