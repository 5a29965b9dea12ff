"""What an agency's format tells of one item, and the story that it makes: where the formats come together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sitegen.dateline import split_dateline
from sitegen.model import Dateline, Kind, Precision, Status
from sitegen.wire.agencies import agency_name, authority, named_in
from sitegen.wire.copyblocks import plain
from sitegen.wire.decoding import refused
from sitegen.wire.identity import folded, opening_sentence
from sitegen.wire.territories import country_code
from sitegen.wire.values import Block, PageKind, Uncertain, Wire, WireStory
from sitegen.wire.words import desk_words

_NUMBER = re.compile(r"\s*\((\d{1,2})\)\s*$")
_BY = re.compile(r"(?:by|door|von|par|por|di|da|av|af)\b:?\s+", re.IGNORECASE)
_TYPED_OPEN = re.compile(r"(?<![\w,]),,(?=[^\s,])")
_TYPED_CLOSE = re.compile(r"(?<=\S)''(?!\w)")
_INITIALS = re.compile(r"[a-zà-ÿ]{1,4}(?:[/ -][a-zà-ÿ]{1,4}){0,5}|[A-Z]{1,4}(?:/[A-Z]{1,4}){0,5}")
_DATED = re.compile(r",?\s*\d{1,2}\.?\s|,\s*\w{3,9}\.? \d|\(|\s[-–—]")
_LONGEST_BYLINE = 80
_LONGEST_TITLE = 160
"""Characters of a headline that is made from copy; an agency's own is never cut."""
_STATUSES: dict[str, Status] = {
    "usable": "usable",
    "ok": "usable",
    "corrected": "corrected",
    "withheld": "withheld",
    "withhold": "withheld",
    "embargoed": "usable",
    "canceled": "canceled",
    "cancelled": "canceled",
    "killed": "canceled",
    "kill": "canceled",
    "withdrawn": "canceled",
    "recalled": "canceled",
    "deleted": "canceled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One item as its format tells it; what is not told is empty."""

    line: int = 0
    kind: Kind = "article"
    headline: str = ""
    second_headline: str = ""
    blocks: tuple[Block, ...] = ()
    byline: str = ""
    dateline: str = ""
    """As the format has it apart from the copy: `Strasbourg, 10 juil 2024 (AFP)`."""
    place: str = ""
    providers: tuple[str, ...] = ()
    """Who delivers it, as written, the surest first."""
    created: datetime | None = None
    precision: Precision = "minute"
    versioned: datetime | None = None
    revision: int = 0
    embargo: datetime | None = None
    expires: datetime | None = None
    status: str = ""
    """As written: a word or a code."""
    is_embargoed: bool = False
    """Whether the status says so, with or without a moment."""
    is_correction: bool = False
    correction: str = ""
    sections: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    """Names or codes as written; what is no code is left out."""
    origin: str = ""
    persons: tuple[str, ...] = ()
    urgency: str = ""
    rights: str = ""
    summary: str = ""
    source_id: str = ""
    apart: tuple[Uncertain, ...] = ()
    """What is named and not taken in: pictures, notes to editors."""


_EMPTY = tuple((field.name, field.default) for field in fields(Facts))


def merged(outer: Facts, inner: Facts) -> Facts:
    """What `outer` tells, and `inner` where it tells nothing; what is named apart is of both."""
    told = {name: value if (value := getattr(outer, name)) != empty else getattr(inner, name) for name, empty in _EMPTY}
    told["precision"] = (outer if outer.created else inner).precision
    told["apart"] = (*outer.apart, *inner.apart)
    return Facts(**told)


def wire_of(items: Sequence[Facts], apart: Iterable[Uncertain] = (), kind: PageKind = "document") -> Wire:
    """The stories of a file: none where all that it holds is pictures and the like, which are named apart.

    Raises ContentError where it holds nothing at all.
    """
    stories = [story for item in items if (story := story_of(item))]
    notes = [*apart, *(note for item in items for note in (*item.apart, *_desk_notes(item)))]
    if not stories and not notes:
        raise refused("holds no item with words", "ask for the file again")
    return Wire(kind=kind, stories=tuple(stories), uncertain=tuple(sorted(set(notes))))


def story_of(facts: Facts) -> WireStory | None:
    """The story of one item; None for one without words."""
    status = _status(facts)
    blocks, replaced, corrects = _without_desk_lines(tuple(_quoted(block) for block in facts.blocks))
    headline = _typed(_headline(facts, replaced))
    second, summary = plain(facts.second_headline), plain(facts.summary)
    blocks = _without_headline(blocks, headline)
    if not blocks and second:
        blocks = (Block(kind="paragraph", text=second),)
    if not blocks:
        # A withdrawal need say no more than of what.
        words = summary or headline or (facts.source_id if status == "canceled" else "")
        if not words:
            return None
        blocks = (Block(kind="paragraph", text=words),)
    if all(block.kind == "subheading" for block in blocks):
        blocks = tuple(replace(block, kind="paragraph") for block in blocks)
    if facts.is_embargoed and facts.embargo is None:
        status = "withheld"
    if status == "usable" and (facts.is_correction or corrects):
        status = "corrected"
    dateline, blocks = _dateline(blocks)
    moment = facts.versioned or facts.created
    note = facts.correction or corrects
    agency = agency_name(*facts.providers, authority(facts.source_id)) or named_in(blocks[0].text)
    title = headline or _cut(opening_sentence(blocks[0].text))
    return WireStory(
        kind=facts.kind,
        title=None if facts.kind == "ticker" and folded(blocks[0].text).startswith(folded(headline)) else title,
        dateline=dateline,
        blocks=blocks,
        line=facts.line,
        date=facts.created or facts.versioned,
        date_precision=facts.precision if facts.created or facts.versioned else "unknown",
        byline=_byline(facts.byline),
        source_id=facts.source_id or None,
        status=status,
        embargo=facts.embargo,
        expires=facts.expires,
        places=() if dateline.places else _places(facts),
        agencies=() if dateline.agencies or not agency else (agency,),
        sections=_known(facts.sections),
        countries=_known(country_code(code) for code in facts.countries),
        origin=country_code(facts.origin),
        persons=_persons(facts.persons),
        urgency=int(facts.urgency) if re.fullmatch(r"[1-9]", facts.urgency) else 0,
        rights=facts.rights,
        summary="" if folded(summary) in folded(blocks[0].text) else summary,
        versioned=moment,
        revision=min(facts.revision, 10**12),
        corrections=((moment, note),) if note and moment and status == "corrected" else (),
        is_notice=status == "canceled",
    )


def _quoted(block: Block) -> Block:
    typed = _typed(block.text)
    return block if typed == block.text else replace(block, text=typed)


def _typed(text: str) -> str:
    """Copy with the quotes that a typewriter makes of commas and apostrophes (,,so'') as curly ones."""
    if ",," not in text:
        return text
    return _TYPED_CLOSE.sub("”", _TYPED_OPEN.sub("“", text))


def _known(names: Iterable[str]) -> tuple[str, ...]:
    """The names that are not empty, each once."""
    return tuple(dict.fromkeys(name for name in names if name))


def _status(facts: Facts) -> Status:
    """What becomes of the story; a word that nobody knows withholds it, since a leak is worse than a delay."""
    written = facts.status.rpartition(":")[2].rpartition("/")[2].strip().casefold()
    return _STATUSES.get(written, "withheld") if written else "usable"


def _headline(facts: Facts, replaced: bool) -> str:
    """The headline without the number that tells its version."""
    headline = plain(facts.headline)
    found = _NUMBER.search(headline)
    if not found or found.start() < 3:
        return headline
    number = int(found[1])
    return headline[: found.start()] if number > 1 and (replaced or number == facts.revision) else headline


def _desk_notes(item: Facts) -> list[Uncertain]:
    kept = len(_without_desk_lines(item.blocks)[0])
    lines = item.blocks[: len(item.blocks) - kept]
    return [Uncertain(line=item.line, text=line.text, why="the desk's word on this version") for line in lines]


def _without_desk_lines(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], bool, str]:
    """The copy without what the desk says of this version; whether it replaces another; what it puts right."""
    words = desk_words()
    replaced, corrects = False, ""
    kept = list(blocks)
    while len(kept) > 1 and len(kept[0].text) <= 400:
        squeezed = kept[0].text.replace(" ", "").casefold()
        if words.corrects.match(squeezed):
            replaced, corrects = True, kept[0].text
        elif words.replaces.match(squeezed):
            replaced = True
        else:
            break
        kept.pop(0)
    return tuple(kept), replaced, corrects


def _without_headline(blocks: tuple[Block, ...], headline: str) -> tuple[Block, ...]:
    same = folded(headline)
    while blocks and same and folded(blocks[0].text) == same and (len(blocks) > 1 or blocks[0].kind == "subheading"):
        blocks = blocks[1:]
    return blocks


def _dateline(blocks: tuple[Block, ...]) -> tuple[Dateline, tuple[Block, ...]]:
    found, end = split_dateline(blocks[0].text)
    rest = blocks[0].text[end:].strip()
    if not found or not any(map(str.isalnum, rest)):
        return Dateline(places=()), blocks
    # The day in it (`GOES, March 12 (Reuters) - `) is no part of the place, and told as the story's date.
    places = tuple(_DATED.split(place, maxsplit=1)[0].strip(" ,") or place for place in found.places)
    return Dateline(places=places, agencies=found.agencies), (replace(blocks[0], text=rest), *blocks[1:])


def _places(facts: Facts) -> tuple[str, ...]:
    """The place of an item whose copy has no dateline: that of the format's own, else where it is said to be from."""
    written = _DATED.split(facts.dateline, maxsplit=1)[0].strip(" ,.-–—")
    place = written if written and not any(map(str.isdigit, written)) and len(written) <= 60 else facts.place
    return _known(part.strip() for part in place.split("/"))


def _byline(written: str) -> str | None:
    """A byline that names someone; a desk's initials and a sentence are none."""
    name = _BY.sub("", written.strip(), count=1).strip(" ,;")
    small = sum(word[0].islower() for word in re.findall(r"[^\W\d_]{4,}", name))
    if not name or len(name) > _LONGEST_BYLINE or _INITIALS.fullmatch(name) or small > 1:
        return None
    return name if any(map(str.isupper, name)) else None


def _persons(names: Iterable[str]) -> tuple[str, ...]:
    """Full names; a surname alone tells too little."""
    bare = (re.sub(r"['’]s$", "", name).strip(" ,.") for name in names)
    return _known(n for n in bare if 2 <= len(n.split()) <= 6 and n[0].isupper() and len(n) <= 80 and n[0] != "-")


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST_TITLE else words[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
