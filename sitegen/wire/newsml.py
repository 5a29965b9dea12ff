"""NewsML 1.0 to 1.2: an envelope with items, each a tree of components with text in NITF, XHTML or plain. Pure.

Source: IPTC's NewsML 1.2 specification, and what ANP, AFP, EFE, TASS, Kyodo, ATS, Belga and ANA make of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import cache
from itertools import takewhile

from lxml import etree

from sitegen.wire.copyblocks import blocks_of
from sitegen.wire.facts import Facts, merged, wire_of
from sitegen.wire.markup import LANG, line_of, read_xml, seen
from sitegen.wire.moments import first_moment, moment_of
from sitegen.wire.nitf import nitf_facts, number, text_at, words_of_element
from sitegen.wire.values import Block, Uncertain, Wire

_ASIDE = frozenset(
    "title headline caption legend image picture photo graphic thumbnail quicklook preview video audio sound".split()
)
"""Words in the roles of components whose text is no copy of the story."""
_WORD = re.compile("[a-z]+")
_MEDIA = ("photo", "picture", "image", "graphic", "video", "audio", "animation", "binary")


def read_newsml(data: bytes, zone: tzinfo) -> Wire:
    """The stories of a NewsML 1 file; clock times without an offset are in `zone`. Raises ContentError."""
    root = read_xml(data)
    envelope = root.find("NewsEnvelope")
    envelope = envelope if envelope is not None else etree.Element("NewsEnvelope")
    items = [facts for item in root.iter("NewsItem") for facts in _item(item, envelope, zone)]
    return wire_of(items)


def _item(item: etree._Element, envelope: etree._Element, zone: tzinfo) -> Iterator[Facts]:
    """The stories of one NewsItem: one, or one for each language or main part that has copy of its own."""
    main = item.find("NewsComponent")
    shared = _managed(item, envelope, zone)
    if main is None:
        update = item.find("Update")
        yield replace(shared, line=line_of(item)) if update is None and shared.status else Facts()
        return
    parts = _parts(main)
    stories = [_story(part, zone) for part in parts]
    texts = [(part, story) for part, story in zip(parts, stories, strict=True) if story.blocks or len(parts) == 1]
    attached = tuple(_attachments(main))
    aside = bool(attached) or not _is_copy(main)
    if aside and not any(story.blocks for _, story in texts) and shared.status.casefold() != "canceled":
        # A picture, a graphic or a sound, whose caption is no story.
        named = text_at(main, ".//NewsLines/HeadLine") or shared.source_id
        told = Uncertain(line=line_of(item), text=named, why="an item without copy, not taken in")
        yield Facts(apart=(told, *attached) if named else attached)
        return
    lines = cache(_lines)
    for at, (part, story) in enumerate(texts):
        for outer in part.iterancestors("NewsComponent"):
            story = merged(story, lines(outer))
        # Who made it is told nearest to the copy; who sent it is told around it.
        found = replace(merged(shared, story), providers=(*story.providers, *shared.providers))
        if len(texts) > 1 and found.source_id:
            mark = part.get("Duid") or part.get(LANG) or str(at)
            found = replace(found, source_id=f"{found.source_id}#{mark}")
        shared = replace(shared, apart=())
        yield replace(found, apart=(*found.apart, *_attachments(part)))


def _parts(main: etree._Element) -> list[etree._Element]:
    """The components that are a story each: those with lines of their own below the one that holds them all."""
    own = next(main.iterancestors("NewsItem"), None)
    headed = [
        component
        for component in main.iter("NewsComponent")
        if component.find("NewsLines/HeadLine") is not None
        and component is not main
        and next(component.iterancestors("NewsItem"), None) is own
    ]
    known = set(headed)
    inner = [c for c in headed if known.isdisjoint(c.iterancestors("NewsComponent"))]
    with_copy = [component for component in inner if _is_copy(component) and _has_copy(component)]
    return with_copy or [main]


def _role(component: etree._Element) -> str:
    role = component.find("Role")
    return "" if role is None else role.get("FormalName", "").casefold()


def _is_copy(component: etree._Element) -> bool:
    return _ASIDE.isdisjoint(_WORD.findall(_role(component)))


def _is_within_copy(below: etree._Element, component: etree._Element) -> bool:
    """Whether neither a component below another nor one between them is a picture or a caption."""
    between = takewhile(lambda outer: outer is not component, below.iterancestors("NewsComponent"))
    return all(_is_copy(part) for part in (below, *between))


def _has_copy(component: etree._Element) -> bool:
    return any(_blocks(content) or content.find("DataContent//nitf") is not None for content in _contents(component))


def _contents(component: etree._Element) -> Iterator[etree._Element]:
    """The content items with copy, in order; not those of captions, titles and pictures."""
    own = next(component.iterancestors("NewsItem"), None)
    for content in component.iter("ContentItem"):
        if next(content.iterancestors("NewsItem"), None) is not own:
            continue  # of an item inside this one, which is a story of its own
        media = content.find("MediaType")
        kind = "" if media is None else media.get("FormalName", "").casefold()
        holder = next(content.iterancestors("NewsComponent"), component)
        if kind not in _MEDIA and _is_copy(component) and (holder is component or _is_within_copy(holder, component)):
            yield content


def _blocks(content: etree._Element) -> tuple[Block, ...]:
    data = content.find("DataContent")
    if data is None or data.find(".//nitf") is not None:
        return ()
    encoding = content.find("Encoding")
    return blocks_of(data) if encoding is None or encoding.get("Notation", "").casefold() != "base64" else ()


def _story(component: etree._Element, zone: tzinfo) -> Facts:
    """What a component tells with its copy, its own lines before those of the NITF inside."""
    blocks: list[Block] = []
    inside = Facts()
    for content in _contents(component):
        nitf = content.find("DataContent//nitf")
        if nitf is not None:
            found = nitf_facts(nitf, zone)
            blocks += found.blocks
            inside = merged(inside, found)
        else:
            blocks += _blocks(content)
    own = _lines(component)
    for below in component.iterfind(".//NewsComponent"):
        if _is_within_copy(below, component):
            own = merged(own, _lines(below))
    # Ids, dates and versions are told by the item around it; what the body repeats of them is of the body's own maker.
    inside = replace(inside, blocks=(), source_id="", revision=0, status="")
    return replace(merged(own, inside), blocks=tuple(blocks), line=line_of(component))


def _lines(component: etree._Element) -> Facts:
    """What the lines and metadata of one component tell, without those inside it."""
    lines = _child(component, "NewsLines")
    admin = _child(component, "AdministrativeMetadata")
    described = _child(component, "DescriptiveMetadata")
    city, origin, countries = _locations(described)
    return Facts(
        headline=_in_own_language(lines, "HeadLine"),
        second_headline=_in_own_language(lines, "SubHeadLine"),
        byline=text_at(lines, "ByLine"),
        dateline=text_at(lines, "DateLine"),
        place=city,
        providers=tuple(_parties(admin, lines)),
        sections=tuple(_sections(described, lines)),
        countries=countries,
        origin=origin,
        persons=tuple(_persons(component, described)),
        rights=text_at(component, "RightsMetadata/UsageRights/UsageType") or text_at(lines, "RightsLine"),
    )


def _in_own_language(lines: etree._Element, tag: str) -> str:
    """The first such line with words in the language of the item, else the first with any."""
    own = next((code for outer in lines.iterancestors() if (code := outer.get(LANG))), "")[:2].casefold()
    told = [(line.get(LANG, own)[:2].casefold() != own, words_of_element(line)) for line in lines.iterfind(tag)]
    return min((row for row in told if row[1]), key=lambda row: row[0], default=(False, ""))[1]


def _child(parent: etree._Element, tag: str) -> etree._Element:
    found = parent.find(tag)
    if found is None and tag == "DescriptiveMetadata":
        found = parent.find("DescriptiveMetada")  # as TASS spells it
    return found if found is not None else etree.Element(tag)


def _managed(item: etree._Element, envelope: etree._Element, zone: tzinfo) -> Facts:
    """What identification and management tell: id, version, dates, state."""
    identifier = _child(_child(item, "Identification"), "NewsIdentifier")
    management = _child(item, "NewsManagement")
    revision = _child(identifier, "RevisionId")
    status = _formal(management, "Status")
    created, precision = first_moment(
        zone,
        management.findtext("FirstCreated"),
        management.findtext("ThisRevisionCreated"),
        envelope.findtext("DateAndTime"),
        identifier.findtext("DateId"),
    )
    versioned = moment_of(management.findtext("ThisRevisionCreated"), zone)[0]
    change = management.find("StatusWillChange")
    embargo, expires = _change(change, status, zone) if change is not None else (None, None)
    orders = [seen(i.get("FormalName")).casefold() for i in management.iter("Instruction")]
    killed = any("kill" in order or "cancel" in order or "delete" in order for order in orders)
    revised = words_of_element(revision)
    return Facts(
        line=line_of(item),
        providers=_deliverers(identifier, envelope),
        created=created,
        precision=precision,
        versioned=versioned,
        revision=number(revised),
        embargo=embargo,
        expires=expires,
        status="canceled" if killed else status,
        is_embargoed="embargo" in status.casefold(),
        is_correction=any("correct" in order or "rectif" in order for order in orders),
        urgency=_formal(management, "Urgency") or _formal(envelope, "Priority"),
        source_id=_source_id(identifier, revised) or next((w for e in item.iter("guid") if (w := seen(e.text))), ""),
        apart=tuple(_notes(management)),
    )


def _formal(parent: etree._Element, tag: str) -> str:
    found = parent.find(tag)
    return "" if found is None else seen(found.get("FormalName") or found.text)


def _change(change: etree._Element, status: str, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """The embargo and the expiry that an announced change of status makes."""
    at = moment_of(change.findtext("DateAndTime"), zone)[0]
    future = _formal(change, "FutureStatus").casefold()
    if future == "usable" and status.casefold() != "usable":
        return at, None
    return None, at if future in ("canceled", "cancelled", "withheld", "expired") else None


def _source_id(identifier: etree._Element, revision: str) -> str:
    """The id that all versions share: the public identifier without its last part, which is the revision.

    An identifier that does not hold the item's own id is the provider's for all its items, and no id of this one.
    """
    public = seen(identifier.findtext("PublicIdentifier"))
    item = seen(identifier.findtext("NewsItemId"))
    head, _, last = public.rpartition(":")
    telling = len(public.split(":")) >= 5 and (not item or head.endswith(":" + item) or item.startswith(_last(head)))
    if telling and head and (number(last) == number(revision) or not revision):
        return head
    provider, day = seen(identifier.findtext("ProviderId")), seen(identifier.findtext("DateId"))
    if len(item) < 4:
        return ""
    return f"urn:newsml:{provider}:{day[:8]}:{item}" if provider else item


def _last(head: str) -> str:
    return head.rpartition(":")[2] or "?"


def _deliverers(identifier: etree._Element, envelope: etree._Element) -> tuple[str, ...]:
    sent = envelope.find("SentFrom/Party")
    names = (seen(identifier.findtext("ProviderId")), "" if sent is None else seen(sent.get("FormalName")))
    return tuple(name for name in names if name)


def _notes(management: etree._Element) -> Iterator[Uncertain]:
    for element in (*management.iter("Instruction"), *management.iter("RevisionComment")):
        if text := seen(element.get("FormalName") or words_of_element(element)):
            yield Uncertain(line=line_of(element), text=text, why="an instruction to editors")


def _parties(admin: etree._Element, lines: etree._Element) -> Iterator[str]:
    for path in ("Provider/Party", "Source/Party"):
        yield from (name for party in admin.iterfind(path) if (name := seen(party.get("FormalName"))))
    yield from (name for line in lines.iterfind("CreditLine") if (name := words_of_element(line)))


def _locations(described: etree._Element) -> tuple[str, str, tuple[str, ...]]:
    """The city, the country it was sent from, and the countries it is about."""
    city, origin = "", ""
    about: list[str] = []
    for location in described.iter("Location"):
        told = {p.get("FormalName", "").casefold(): seen(p.get("Value")) for p in location.iter("Property")}
        city = city or told.get("city", "")
        country = told.get("country", "")
        if location.get("HowPresent", "").casefold() in ("origin", "from"):
            origin = origin or country
        elif country:
            about.append(country)
    for name in described.iterfind("Property"):
        if name.get("FormalName", "").casefold() == "country" and name.get("Value"):
            about.append(seen(name.get("Value")))
        if name.get("FormalName", "").casefold() == "city":
            city = city or seen(name.get("Value"))
    return city, origin, tuple(about)


def _sections(described: etree._Element, lines: etree._Element) -> Iterator[str]:
    for subject in described.iterfind("SubjectCode/Subject"):
        if not seen(subject.get("FormalName")).isdigit():
            yield seen(subject.get("FormalName"))
    for name in described.iterfind("Property"):
        if name.get("FormalName", "").casefold() in ("routeto", "category", "section", "department", "desk"):
            yield seen(name.get("Value"))
    for line in lines.iterfind("KeywordLine"):
        yield words_of_element(line).partition("/")[0].partition(";")[0]
    for genre in described.iterfind("Genre"):
        if genre.get("FormalName", "").casefold() not in ("current", "news"):
            yield seen(genre.get("FormalName"))
    for subject in described.iterfind("SubjectCode/*"):
        yield seen(subject.get("cat"))
        yield seen(subject.get("FormalName"))


def _persons(component: etree._Element, described: etree._Element) -> Iterator[str]:
    for name in described.iter("Property"):
        if name.get("FormalName", "").casefold() in ("person", "people", "personality"):
            yield seen(name.get("Value"))
    for topic in component.iterfind("TopicSet/Topic"):
        kind = topic.find("TopicType")
        if kind is not None and kind.get("FormalName", "").casefold() == "person":
            yield text_at(topic, "Description")


def _attachments(component: etree._Element) -> Iterator[Uncertain]:
    """Pictures and other files that a story comes with."""
    for content in component.iter("ContentItem"):
        media = content.find("MediaType")
        kind = "" if media is None else media.get("FormalName", "").casefold()
        if href := seen(content.get("Href")):
            yield Uncertain(line=line_of(content), text=href, why=f"a {kind or 'file'} beside it, not taken in")
        elif kind in _MEDIA:
            yield Uncertain(line=line_of(content), text=kind, why="a file inside it, not taken in")
