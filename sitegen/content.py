"""Content files to values: strict, and complete about what is wrong. Pure: bytes in, stories and problems out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from sitegen.config import Site
from sitegen.dateline import split_dateline
from sitegen.dates import UNKNOWN, DateError, coarser, rank
from sitegen.editing import Desk, edited, gazetteer_for
from sitegen.errors import ContentError
from sitegen.fields import PERSON_KEYS, STORY_KEYS, Head, text_of, texts_of
from sitegen.frontmatter import read_document
from sitegen.model import (
    CountryFile,
    Dateline,
    Kind,
    PageFile,
    PersonFile,
    Recognition,
    Story,
    When,
)
from sitegen.names import is_initial
from sitegen.prose import Prose, TextLink, linkable, prose_html, read_prose
from sitegen.recognise import place_country, recognise
from sitegen.slugs import is_slug, minted_id, slug
from sitegen.utf8 import decode

SUMMARY_LENGTH = 200  # characters: what a search engine or a share card shows of a description
TITLE_LENGTH = 160  # of a headline made from a first sentence; an editor's own headline is never cut
_CLOCK = re.compile(r"\d{4}-(?=.)")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s+[\"'“‘(\[]?[^\W_a-zà-öø-ÿ])")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[^\W\d_]|[^\W\d_](?:\.[^\W\d_])+|[^\W\d_]{1,4}\.[^\W\d_]{1,4})\.$")
_AS_WRITTEN = frozenset(
    "section byline urgency rights image image_alt image_credit updated captured embargo expires order draft status "
    "corrections source_id aliases replaces".split()
)
"""Keys of front matter that a story has as its file gives them."""


def read_story(path: str, data: bytes, desk: Desk) -> Story:
    """The story in a file below `content/articles/` or `content/ticker/`; raises `ContentError` with all its problems.

    `path` is relative to `content/`.
    """
    file = f"content/{path}"
    document = read_document(decode(data, file), file)
    head = Head(document.head, file, desk.site)
    fields = head.read(STORY_KEYS)
    kind: Kind = fields.get("type") or ("ticker" if path.startswith("ticker/") else "article")
    name = _slug(head, path, kind, fields.get("slug", ""))
    when = _when(head, fields)
    body = document.body.lstrip("\r\n")
    line, offset = split_dateline(body)
    prose = read_prose(body[offset:])
    dateline = _dateline(head, line, fields)
    if not any(map(str.isalnum, prose.text)):
        head.wrong("", "the story has no text", "write its copy below the front matter", document.body_line)
    limited = [code for code in dateline.agencies if code in desk.site.agencies and desk.site.agencies[code].keep_days]
    if limited and when.at is None and "captured" not in fields:
        wrong = f"the text of {limited[0]} may stand for a time, but nothing tells since when"
        head.wrong("", wrong, "add 'date' or 'captured'")
    if kind == "article" and "title" not in fields:
        head.wrong("", "an article needs a title", "add a line 'title: ...' to the front matter", 1)
    if head.problems:
        raise ContentError(head.problems)
    title = fields.get("title") or first_sentence(prose.text)
    copy = body[:offset]
    found = recognise(title if "title" in fields else "", copy + prose.text, gazetteer_for(fields, desk))
    found, asked = edited(found, head, fields, desk)
    if head.problems:
        raise ContentError(head.problems)
    story = Story(
        path=path,
        id=fields.get("id") or minted_id(path),
        kind=kind,
        slug=name,
        address=desk.addresses.story(kind, when, name),
        when=when,
        rank=rank(when, fields.get("captured"), fields.get("order", 0), path),
        title=title,
        summary=fields.get("summary") or _cut((prose.paragraphs or (prose.text,))[0], SUMMARY_LENGTH),
        prose=prose_html(prose, _links(prose, found, len(copy), desk)),
        text=prose.text,
        words=len(prose.text.split()),
        dateline=dateline,
        countries=found.countries,
        dateline_countries=found.dateline_countries,
        persons=found.persons,
        feed=_feed_rule(dateline.agencies, desk.site),
        mentions=found.mentions,
        place_countries=tuple(place_country(place, desk.gazetteer) for place in dateline.places),
        asked=asked,
        **{name: fields[name] for name in fields.keys() & _AS_WRITTEN},
    )
    return story


def read_person(path: str, data: bytes, site: Site) -> PersonFile:
    """The person in `people/<slug>.md`; raises `ContentError`."""
    file = f"content/{path}"
    document = read_document(decode(data, file), file)
    head = Head(document.head, file, site)
    fields = head.read(PERSON_KEYS)
    key = _stem(path)
    if not is_slug(key):
        head.wrong("", f"'{key}' is no slug", f"rename the file to {slug(fields.get('name', key)) or 'name'}.md", 0)
    if "name" not in fields:
        head.wrong("", "a person needs a name", "add a line 'name: ...'", 1)
    for field_name in ("name", "aliases", "spellings"):
        names = fields.get(field_name, ())
        for name in (names,) if isinstance(names, str) else names:
            if is_initial(name.split()[-1]):
                right = "take it out: somebody known by the initial of a surname gets no page and no link"
                head.wrong(field_name, f"'{name}' does not name anybody", right)
    if head.problems:
        raise ContentError(head.problems)
    return PersonFile(**{"key": key, "text": document.body.strip(), **fields})


def read_country(path: str, data: bytes, site: Site, names: Mapping[str, str]) -> CountryFile:
    """The country in `countries/<code>.md`; raises `ContentError`."""
    file = f"content/{path}"
    document = read_document(decode(data, file), file)
    head = Head(document.head, file, site)
    fields = head.read({"aliases": texts_of})
    code = _stem(path).upper()
    if code not in names:
        head.wrong("", f"'{_stem(path)}' is no country code", "use ISO 3166-1 alpha-2 in small letters: pl.md", 0)
    if head.problems:
        raise ContentError(head.problems)
    return CountryFile(code=code, text=document.body.strip(), **fields)


def read_page(path: str, data: bytes, site: Site) -> PageFile:
    """The page in `pages/<slug>.md`; raises `ContentError`."""
    file = f"content/{path}"
    document = read_document(decode(data, file), file)
    head = Head(document.head, file, site)
    fields = head.read({"title": text_of, "summary": text_of})
    name = _stem(path)
    if not is_slug(name):
        head.wrong("", f"'{name}' is no slug", f"rename the file to {slug(name) or 'page'}.md", 0)
    if "title" not in fields:
        head.wrong("", "a page needs a title", "add a line 'title: ...'", 1)
    if head.problems:
        raise ContentError(head.problems)
    prose = read_prose(document.body)
    summary = fields.get("summary") or _cut((prose.paragraphs or ("",))[0], SUMMARY_LENGTH)
    return PageFile(name=name, title=fields["title"], summary=summary, prose=prose_html(prose, ()))


def first_sentence(text: str) -> str:
    """The headline of a ticker item: the first sentence of its text, without a closing full stop.

    A full stop after an initial or an abbreviation ends no sentence; nor does one before a small letter or a digit.
    """
    block = text.lstrip().split("\n", 1)[0].strip()
    for end in _SENTENCE_END.finditer(block):
        sentence = block[: end.end()]
        if not _ABBREVIATION.search(sentence):
            block = sentence
            break
    if block.endswith(".") and not block.endswith("..."):
        block = block[:-1]
    return _cut(block, TITLE_LENGTH)


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def _cut(words: str, length: int) -> str:
    """`words` on one line, cut at a word to `length` characters."""
    words = " ".join(words.split())
    if len(words) <= length:
        return words
    return words[: length - 1].rsplit(" ", 1)[0].rstrip(",;:-–") + "…"


def _slug(head: Head, path: str, kind: Kind, written: str) -> str:
    name = written or (_CLOCK.sub("", _stem(path), count=1) if path.startswith("ticker/") else _stem(path))
    if not is_slug(name):
        where = "slug" if written else ""
        right = slug(name) or "words-with-hyphens"
        head.wrong(where, f"'{name}' is no slug", f"{'write' if written else 'name the file'} {right}")
    elif name.isdigit():
        head.wrong("slug", f"the slug '{name}' could be a day or a year", "put a word in it")
    return name


def _when(head: Head, fields: Mapping[str, Any]) -> When:
    when: When = fields.get("date", UNKNOWN)
    precision = fields.get("date_precision")
    if precision is None or (when.at is None and precision == "unknown"):
        return when
    try:
        return coarser(when, precision, str(head.values["date"].value) if "date" in head.values else "")
    except DateError as error:
        head.wrong("date_precision", str(error), error.right)
        return when


def _dateline(head: Head, line: Dateline | None, fields: Mapping[str, Any]) -> Dateline:
    for name in ("place", "agencies"):
        if line and name in fields and (name == "place" or line.agencies):
            head.wrong(name, f"'{name}' stands in the dateline of the copy already", "take this line out")
    if line is None:
        return Dateline(places=fields.get("place", ()), agencies=fields.get("agencies", ()))
    return Dateline(places=line.places, agencies=line.agencies or fields.get("agencies", ()))


def _feed_rule(agencies: Iterable[str], site: Site) -> Literal["full", "summary"]:
    rules = {site.agencies[code].feed for code in agencies if code in site.agencies}
    return "summary" if "summary" in rules else "full"


def _links(prose: Prose, found: Recognition, copy: int, desk: Desk) -> list[TextLink]:
    """A link on the first mention in the text of each country and person; `copy` characters of dateline go before."""
    linked: set[str] = set()
    links = []
    for mention in found.mentions:
        start, end = mention.start - copy, mention.end - copy
        if mention.where != "text" or mention.key is None or mention.key in linked or start < 0:
            continue
        if linkable(prose, start, end):
            linked.add(mention.key)
            own = desk.addresses.country if mention.kind == "country" else desk.addresses.person
            links.append(TextLink(start, end, own(mention.key)))
    return links
