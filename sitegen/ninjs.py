"""A story as ninjs 3.1 (IPTC, news in JSON), for programs that take it in: only of what may be seen whole."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape
from typing import Any

import msgspec

from sitegen.dates import start_of, utc
from sitegen.feeds import item_id
from sitegen.model import Story, When
from sitegen.newsroom import Newsroom

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"
_COUNTRY = "http://cvx.iptc.org/iso3166-1a2/"


def ninjs(room: Newsroom, story: Story) -> bytes:
    """The file. A date that is known to the day or less has no place in ninjs, which wants moments: see `altIds`."""
    own = room.addresses
    known = [moment for when in _changed(story) if (moment := _moment(when))]
    facts = {
        "uri": item_id(room, story),
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "type": "text",
        "representationType": "full" if story.feed == "full" else "partial",
        "profile": story.kind,
        "language": room.language.locale,
        "pubStatus": "usable",
        "firstCreated": utc(first) if (first := _moment(story.when)) else "",
        "versionCreated": utc(max(known)) if known else "",
        "expires": utc(story.expires) if story.expires else "",
        "urgency": story.urgency,
        "by": story.byline,
        "located": "/".join(story.dateline.places),
        "usageTerms": story.rights,
        "edNote": " ".join(note.note for note in story.corrections),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": story.title}],
        "descriptions": [
            *_texts("summary", story.summary),
            *(text for note in story.corrections for text in _texts("correction", note.note)),
        ],
        "bodies": _bodies(room, story) if story.feed == "full" else [],
        "subjects": [{"name": story.section, "rel": "section"}] if story.section else [],
        "places": [
            {"name": room.countries[code], "rel": "about", "uri": _COUNTRY + code}
            for code in (*story.countries, *story.dateline_countries)
        ],
        "people": [
            {"name": person.name, "rel": "about", "uri": room.absolute(own.person(person.key))}
            for person in story.persons
            if person.key
        ],
        "infoSources": [{"name": code, "role": "provider"} for code in dict.fromkeys(story.dateline.agencies)],
        "altIds": [{"role": "page", "value": room.absolute(story.address)}, *_written_date(story)],
        "associations": _image(room, story),
    }
    told = {name: value for name, value in facts.items() if value}
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def ninjs_tombstone(room: Newsroom, story: Story) -> bytes:
    """The file of a story that was withdrawn or has expired: whoever took it in learns that, and nothing else."""
    told = {
        "uri": item_id(room, story),
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "type": "text",
        "pubStatus": "canceled",
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def _changed(story: Story) -> tuple[When, ...]:
    updated = (story.updated,) if story.updated else ()
    return (story.when, *updated, *(note.at for note in story.corrections))


def _moment(when: When) -> datetime | None:
    return start_of(when) if when.precision == "minute" else None


def _written_date(story: Story) -> list[dict[str, str]]:
    """The date where no moment is known: `2026-05-12`, `2026-05`."""
    at, precision = story.when.at, story.when.precision
    if at is None or precision == "minute":
        return []
    form = {"year": "%Y", "month": "%Y-%m", "hour": "%Y-%m-%dT%H"}.get(precision, "%Y-%m-%d")
    return [{"role": f"date-{precision}", "value": at.strftime(form)}]


def _texts(role: str, words: str) -> list[dict[str, str]]:
    return [{"role": role, "contentType": "text/plain", "value": words}] if words else []


def _bodies(room: Newsroom, story: Story) -> list[dict[str, Any]]:
    """The copy with its dateline, as HTML; the links that this site laid over it are its own affair."""
    own = room.addresses
    laid = "|".join(re.escape(own.list_of(key).rsplit("/", 2)[0]) for key in ("country/PL", "person/x"))
    prose = re.sub(rf'<a href="(?:{laid})/[^"]*">(.*?)</a>', r"\1", story.prose)
    base = room.site.base_url
    prose = prose.replace('href="/', f'href="{base}/').replace('src="/', f'src="{base}/')
    agencies = f"({'/'.join(story.dateline.agencies)})" if story.dateline.agencies else ""
    line = " ".join(part for part in ("/".join(story.dateline.places), agencies) if part)
    if line and prose.startswith("<p>"):
        prose = f"<p>{escape(line)} - {prose[3:]}"
    return [{"role": "main", "contentType": "text/html", "wordCount": story.words, "value": prose}]


def _image(room: Newsroom, story: Story) -> list[dict[str, Any]]:
    if not story.image:
        return []
    address = room.absolute(story.image)
    picture = {
        "name": "main",
        "uri": address,
        "type": "picture",
        "by": story.image_credit,
        "descriptions": _texts("alt", story.image_alt),
        "renditions": [{"name": "original", "href": address}],
    }
    return [{name: value for name, value in picture.items() if value}]
