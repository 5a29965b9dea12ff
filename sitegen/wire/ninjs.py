"""ninjs 1.x, 2.x and 3.x, alone, in lists and in the answers of news APIs. Pure.

Source: IPTC's schemas. Keys are compared in small letters without underscores, because 3.x changed the spelling of 2.x,
which changed the shape of 1.x; what agencies build on ninjs (dpa, AP, BBC) differs again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from sitegen.model import Precision
from sitegen.wire.copyblocks import blocks_of_html, blocks_of_text
from sitegen.wire.decoding import foreign, refused, utf8_or
from sitegen.wire.facts import Facts, wire_of
from sitegen.wire.markup import seen
from sitegen.wire.moments import moment_of
from sitegen.wire.nitf import number
from sitegen.wire.values import Block, Uncertain, Wire

_HEADLINES = ("headline", "headlineextended", "title", "headlinetext", "headlineoverall")
_IDS = ("uri", "guid", "urn")
_TELLING = ("headline", "headlines", "versioncreated", "pubstatus", "bodies", "type")
_FOREIGN_TYPES = ("picture", "image", "photo", "graphic", "video", "audio", "animation", "planning", "event")
_BODIES = (
    "html5",
    "html",
    "xhtml",
    "bodyhtml5",
    "bodyhtml",
    "bodyxhtml",
    "articlehtml",
    "richhtml5",
    "text",
    "bodytext",
)
"""Roles of bodies in 2.x and 3.x and keys in 1.x, the best first."""
_PRECISIONS: tuple[Precision, ...] = ("hour", "day", "week", "month", "year")
_MOST_DEPTH = 60

Item = Mapping[str, Any]


def read_ninjs(data: bytes, zone: tzinfo) -> Wire:
    """The text items of a ninjs file; clock times without an offset are in `zone`. Raises ContentError."""
    items: list[Facts] = []
    apart: list[Uncertain] = []
    found = list(_items(read_json(data)))
    if not found:
        raise refused("is JSON without any ninjs item", "an item has a 'uri' and a headline or a body")
    for item in found:
        facts = _facts(item, zone)
        kind = _text(item, "type").casefold()
        usable = facts.status.casefold() in ("usable", "")
        # A flash is a headline alone, unless its text is in a file beside it; of a part nothing may replace the whole.
        elsewhere = bool(item.get("renditions") or item.get("associations"))
        partial = _text(item, "representationtype").casefold() in ("partial", "incomplete")
        missing = not facts.blocks and (partial or (not facts.summary and (elsewhere or not facts.headline)))
        if kind in _FOREIGN_TYPES or (usable and missing):
            named = facts.headline or facts.source_id
            why = f"a {kind or 'item'} without copy, not taken in"
            apart += [Uncertain(line=0, text=named, why=why)] if named else []
        else:
            items.append(facts)
    return wire_of(items, apart)


def read_json(data: bytes) -> Any:
    """What a JSON file holds; raises ContentError for one that is none."""
    foreign(data)
    try:
        return json.loads(utf8_or(data), parse_constant=lambda name: None)
    except json.JSONDecodeError as error:
        raise refused(f"is not JSON ({error.msg})", "ask for the file again", error.lineno) from None
    except (RecursionError, ValueError):
        raise refused("is JSON that is nested too deep or holds a number too long", "ask for the file again") from None


def _items(value: Any) -> Iterator[Item]:
    """The items in a tree of JSON, in order; those that an item comes with are its own."""
    waiting = [(value, 0)]
    while waiting:
        found, depth = waiting.pop()
        if isinstance(found, dict):
            item = {str(key).casefold().replace("_", ""): inner for key, inner in found.items()}
            if any(isinstance(item.get(key), str) for key in _IDS) and any(key in item for key in _TELLING):
                yield item
                continue
        below = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
        if depth < _MOST_DEPTH:
            waiting += [(inner, depth + 1) for inner in reversed(list(below))]


def _facts(item: Item, zone: tzinfo) -> Facts:
    version = moment_of(_text(item, "versioncreated"), zone)
    dated = (_moment(item, key, zone) for key in ("firstcreated", "contentcreated"))
    created = next((found for found in dated if found[0]), _written_date(item, zone) or version)
    signals = {
        _text({"": signal}, "").rpartition(":")[2].casefold()
        for signal in _list(item.get("signals") or item.get("signal"))
    }
    killed = bool(signals & {"kill", "cancel", "withdraw"})
    put_right = _described(item, "correction")
    corrects = bool(put_right or signals & {"correction", "corrected"})
    embargo = next(
        (m for key in ("embargoeduntil", "embargoed", "embargo") if (m := _moment(item, key, zone)[0])), None
    )
    note = _text(item, "ednote")
    kind = _text(item, "profile").casefold()
    return Facts(
        kind="ticker" if kind == "ticker" else "article",
        headline=_headline(item),
        second_headline=_text(item, "subhead"),
        blocks=_blocks(item),
        byline=_text(item, "by", "byline"),
        dateline=_text(item, "dateline"),
        place=_text(item, "located") or _name(item.get("located")) or _dateline_city(item),
        providers=tuple(_providers(item)),
        created=created[0],
        precision=created[1],
        versioned=version[0],
        revision=number(_text(item, "version")),
        embargo=embargo,
        is_embargoed=any(item.get(key) for key in ("embargoeduntil", "embargoed", "embargo")),
        expires=_moment(item, "expires", zone)[0],
        status="canceled" if killed else _text(item, "pubstatus"),
        is_correction=corrects,
        correction=put_right[-1] if put_right else note if corrects else "",
        sections=tuple(_sections(item)),
        countries=tuple(_countries(item)),
        persons=tuple(_name(person) for key in ("people", "person") for person in _list(item.get(key))),
        urgency=_text(item, "urgency"),
        rights=_text(item, "usageterms"),
        summary=_summary(item),
        source_id=_text(item, *_IDS),
        apart=tuple(_apart(item, "" if corrects else note)),
    )


def _written_date(item: Item, zone: tzinfo) -> tuple[datetime, Precision] | None:
    """The date that sitegen's own ninjs gives as an id, where no moment is known: ninjs itself wants moments."""
    told = {_text(row, "role"): _text(row, "value") for row in _rows(item.get("altids"))}
    for precision in _PRECISIONS:
        if written := told.get(f"date-{precision}"):
            at = moment_of(f"{written}:00" if "T" in written else f"{written}-01-01"[:10], zone)[0]
            return (at, precision) if at else None
    return None


def _text(item: Item, *keys: str) -> str:
    """The words of the first of the keys that has any; a list gives those of its first."""
    for key in keys:
        value = item.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str | int) and not isinstance(value, bool) and (words := seen(str(value)[:20_000_000])):
            return words
    return ""


def _moment(item: Item, key: str, zone: tzinfo) -> Any:
    return moment_of(_text(item, key), zone)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _rows(value: Any) -> list[dict[str, Any]]:
    """The maps in a list, their keys as `_items` makes them."""
    rows = value.values() if isinstance(value, dict) else _list(value)
    return [{str(k).casefold().replace("_", ""): v for k, v in row.items()} for row in rows if isinstance(row, dict)]


def _name(value: Any) -> str:
    return _text(value, "name", "literal") if isinstance(value, dict) else _text({"": value}, "")


def _headline(item: Item) -> str:
    rows = [(row, _text(row, "value")) for row in _rows(item.get("headlines"))]
    told = [
        (_text(row, "role").casefold() not in ("main", "headline", "title", ""), words) for row, words in rows if words
    ]
    return min(told, key=lambda row: row[0])[1] if told else _text(item, *_HEADLINES)


def _blocks(item: Item) -> tuple[Block, ...]:
    """The copy of the best body."""
    rows = [(_text(row, "role").casefold().replace("_", ""), row) for row in _rows(item.get("bodies"))]
    told = [(role, row.get("value"), _text(row, "contenttype")) for role, row in rows]
    told += [(key, value, "") for key, value in item.items() if key.startswith("body") and key != "bodies"]
    told += [("articlehtml", item.get("articlehtml"), "")]
    ranked = sorted(told, key=lambda row: _BODIES.index(row[0]) if row[0] in _BODIES else len(_BODIES))
    for role, value, kind in ranked:
        if isinstance(value, str) and value.strip():
            plain = kind == "text/plain" or (role.endswith("text") and "<" not in value)
            if found := blocks_of_text(value) if plain else blocks_of_html(value):
                return found
    return ()


def _providers(item: Item) -> Iterator[str]:
    yield _text(item, "provider", "source", "creditline")
    yield from (_name(source) for key in ("infosources", "infosource") for source in _list(item.get(key)))
    yield _text(item, "copyrightholder")
    yield from (_name(row) for row in _rows(item.get("categories")) if _text(row, "type").endswith("provider"))
    notice = _text(item, "copyrightnotice").removeprefix("Copyright").strip(" ©(c)0123456789,")
    yield notice.partition("(")[0].partition(".")[0].strip()
    yield _text(item, "by", "byline").rpartition(",")[2] if "," in _text(item, "by", "byline") else ""
    parts = _text(item, *_IDS).split(":")
    address = _text(item, *_IDS).partition("://")[2].partition("/")[0]
    yield parts[2] if len(parts) > 3 and parts[:2] == ["urn", "newsml"] else address


def _sections(item: Item) -> Iterator[str]:
    for key in ("services", "service", "sections", "section", "desknames"):
        for row in _list(item.get(key)):
            yield _name(row)
            yield _text(row, "code") if isinstance(row, dict) else ""
    rows = [row for key in ("subjects", "subject", "genres", "genre") for row in _rows(item.get(key))]
    for own in (True, False):
        for row in (row for row in rows if (_text(row, "rel") == "section") == own):
            yield _text(row, "name")
            yield _text(row, "code", "literal").rpartition(":")[2]
    for row in _rows(item.get("categories")):
        if _text(row, "type").endswith(("desk", "subject")):
            yield _text(row, "name")


def _countries(item: Item) -> Iterator[str]:
    for row in (row for key in ("places", "place") for row in _rows(item.get(key))):
        code = _text(row, "literal", "code", "uri")
        scheme = _text(row, "scheme", "uri").casefold()
        if "iso3166" in scheme or "iso3166" in code.casefold():
            yield code.rpartition("/")[2]


def _dateline_city(item: Item) -> str:
    for row in (row for key in ("places", "place") for row in _rows(item.get(key))):
        if _text(row, "rel").casefold() in ("dateline", "located"):
            return _name(row)
    return ""


def _summary(item: Item) -> str:
    words = next(iter(_described(item, "summary", "abstract", "text", "")), "")
    words = words or _text(item, "descriptiontext", "teaser")
    return words.rstrip() if "<" not in words else ""


def _described(item: Item, *roles: str) -> list[str]:
    """The descriptions with one of these roles that say anything."""
    rows = [row for row in _rows(item.get("descriptions")) if _text(row, "role").casefold() in roles]
    return [words for row in rows if (words := _text(row, "value"))]


def _apart(item: Item, note: str) -> Iterator[Uncertain]:
    if note:
        yield Uncertain(line=0, text=note, why="a note to editors")
    for row in _rows(item.get("associations")):
        if named := _text(row, "headline", "title", "name", *_IDS) or _headline(row):
            yield Uncertain(line=0, text=named, why=f"a {_text(row, 'type') or 'item'} beside it, not taken in")
