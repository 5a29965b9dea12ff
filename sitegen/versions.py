"""Earlier versions of a story: how their files are read, and which of them may be seen. Pure.

What is not certain to have been published, and to be allowed now, is not seen: a history is worth less than a leak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sitegen.config import Site
from sitegen.dateline import split_dateline
from sitegen.dates import UNKNOWN, start_of
from sitegen.errors import ContentError, Problem
from sitegen.fields import STORY_KEYS, Head
from sitegen.frontmatter import read_document
from sitegen.model import Dateline, PersonFile, Story, Version, When
from sitegen.prose import read_prose
from sitegen.slugs import slug
from sitegen.utf8 import decode

VERSIONS = "versions"
"""The folder below `content/`."""
_NAME = re.compile(rf"{VERSIONS}/([A-Za-z0-9][A-Za-z0-9._:-]*)\.([1-9]\d{{0,4}})\.md")


def read_version(path: str, data: bytes, site: Site) -> Version:
    """The version in `versions/<id>.<n>.md`; raises `ContentError` with all that is wrong in it."""
    file = f"content/{path}"
    name = _NAME.fullmatch(path)
    if not name:
        right = "name it after the story's id and the version's number: versions/k3f7qpx2v9dt.1.md"
        raise ContentError([Problem(file, 0, "belongs to no story", right)])
    document = read_document(decode(data, file), file)
    head = Head(document.head, file, site)
    fields = head.read(STORY_KEYS)
    if head.problems:
        raise ContentError(head.problems)
    body = document.body.lstrip("\r\n")
    line, offset = split_dateline(body)
    seen = fields.get("captured")
    return Version(
        story=name[1],
        number=int(name[2]),
        title=fields.get("title", ""),
        text=read_prose(body[offset:]).text,
        dateline=Dateline(
            places=line.places if line else fields.get("place", ()),
            agencies=(line.agencies if line else ()) or fields.get("agencies", ()),
        ),
        seen=fields.get("updated") or (When(at=seen, precision="minute") if seen else fields.get("date", UNKNOWN)),
        embargo=fields.get("embargo"),
        expires=fields.get("expires"),
        kept_back=fields.get("draft", False) or fields.get("status") in ("withheld", "canceled"),
    )


def shown_versions(
    story: Story, versions: Sequence[Version], site: Site, people: Iterable[PersonFile]
) -> tuple[Version, ...]:
    """Those of the versions of a story, which itself is seen whole, that may be seen beside it.

    Left out are drafts and what was killed; a text that an embargo or a coming date held back until the next one came;
    one whose agencies allow less than the story's own; and one that names somebody whom the story no longer names, or
    who is hidden.
    """
    hidden = [person for person in people if person.hidden]
    kept = []
    for at, version in enumerate(versions):
        later = [start_of(other.seen) for other in versions[at + 1 :] if not other.kept_back] + [shown_since(story)]
        if version.kept_back or (version.expires and version.expires != story.expires):
            continue
        if version.embargo and version.embargo != story.embargo and not _before(version.embargo, later[0]):
            continue
        if _is_stricter(version.dateline, story.dateline, site):
            continue
        words = f"{version.title}\n{version.text}"
        if _names_hidden(words, hidden) or _names_veiled(words, f"{story.title}\n{story.text}"):
            continue
        kept.append(version)
    return tuple(kept)


def shown_since(story: Story) -> datetime | None:
    """Since when the present text of a story stands: its update, else its last correction; None where unknown."""
    if story.updated:
        return start_of(story.updated)
    return max((moment for note in story.corrections if (moment := start_of(note.at))), default=None)


def _before(moment: datetime, other: datetime | None) -> bool:
    return other is not None and moment < other


def _is_stricter(earlier: Dateline, present: Dateline, site: Site) -> bool:
    """Whether an agency of the earlier text sets terms, and is none of the present one's."""
    more = [site.agencies[code] for code in earlier.agencies if code in site.agencies and code not in present.agencies]
    return any(agency.keep_days or agency.feed == "summary" for agency in more)


def _names_hidden(words: str, hidden: Iterable[PersonFile]) -> bool:
    """Whether `words` hold any name of somebody who is hidden."""
    plain = f"-{slug(words)}-" if hidden else ""
    names = (name for person in hidden for name in (person.name, *person.aliases, *person.spellings))
    return any(f"-{found}-" in plain for name in names if (found := slug(name)))


_VEILED = re.compile(r"\b([^\W\d_][\w'-]+(?: (?:van|de|der|den|ten|ter))*) ([^\W\d_a-z])\.(?!\w)")


def _names_veiled(earlier: str, present: str) -> bool:
    """Whether the earlier text names in full somebody whom the present one knows by an initial: `Piet K.`"""
    return any(
        re.search(rf"\b{re.escape(first)} {re.escape(initial)}\w", earlier)
        for first, initial in set(_VEILED.findall(present))
    )
