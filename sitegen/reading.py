"""Reading stories in batches, here or in other processes: bytes in, stories and problems out, all as plain bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import metadata
from typing import TYPE_CHECKING

import msgspec

from sitegen.addresses import Addresses
from sitegen.config import Site
from sitegen.errors import ContentError, Problem
from sitegen.fingerprint import code_digest
from sitegen.lang import country_names, language_digest, load_language, small_words_digest
from sitegen.model import CountryFile, PersonFile, Story
from sitegen.names import labels
from sitegen.plugins import load_spans, recogniser_version

if TYPE_CHECKING:
    from sitegen.editing import Desk

_MODULES = (
    *("addresses", "config", "content", "dateline", "dates", "editing", "fields", "frontmatter", "keys", "lang"),
    *("model", "names", "plugins", "prose", "publication", "reading", "recognise", "richprose", "slugs", "utf8"),
)
"""The code that decides what a story's record holds."""
_LIBRARIES = ("markdown-it-py", "python-slugify", "PyYAML", "msgspec")


class _Settings(msgspec.Struct, frozen=True):
    """What another process needs to read stories; itself only values."""

    site: Site
    people: tuple[PersonFile, ...]
    countries: tuple[CountryFile, ...]


class _Answer(msgspec.Struct, frozen=True):
    """What became of a file: its story, or its problems as (file, line, wrong, right)."""

    path: str
    story: Story | None
    problems: list[tuple[str, int, str, str]]


def settings_of(site: Site, people: Iterable[PersonFile], countries: Iterable[CountryFile]) -> bytes:
    """The settings of a site, packed. The order of files is their names': where two say one thing, it decides."""
    by_key = tuple(sorted(people, key=lambda file: file.key))
    by_code = tuple(sorted(countries, key=lambda file: file.code))
    return msgspec.json.encode(_Settings(site, by_key, by_code))


@lru_cache(maxsize=1)
def desk_of(settings: bytes) -> Desk:
    """The desk for packed settings; loaded once in a process."""
    from sitegen.editing import Desk, people_by_slug
    from sitegen.recognise import load_gazetteer

    packed = msgspec.json.decode(settings, type=_Settings)
    site = packed.site
    names = country_names(site.language)
    language = load_language(site.language)
    spans = load_spans(site.recogniser, site.language)
    gazetteer = load_gazetteer(site.language, packed.people, packed.countries, spans)
    people = {person.key: person for person in packed.people}
    addresses, by_slug = Addresses(language, names), people_by_slug(people)
    return Desk(site, language, names, gazetteer, addresses, people, by_slug, labels(packed.people))


def read_batch(settings: bytes, files: Sequence[tuple[str, bytes]]) -> bytes:
    """Reads and recognises story files, given as path below `content/` and bytes. Runs in any process."""
    # The Markdown parser and the recogniser are loaded where a story is read: a build without changes does without.
    from sitegen.content import read_story

    desk = desk_of(settings)
    answers = []
    for path, data in files:
        try:
            answers.append(_Answer(path, read_story(path, data, desk), []))
        except ContentError as error:
            problems = [(found.file, found.line, found.wrong, found.right) for found in error.problems]
            answers.append(_Answer(path, None, problems))
    return msgspec.json.encode(answers)


def answers_of(batch: bytes) -> list[tuple[str, Story | None, list[Problem]]]:
    """What `read_batch` gave: path, and the story or its problems."""
    answers = msgspec.json.decode(batch, type=list[_Answer])
    return [(answer.path, answer.story, [Problem(*problem) for problem in answer.problems]) for answer in answers]


def reading_print(site: Site) -> str:
    """A digest of everything but content that decides what a story's record holds: code, language data, settings."""
    found = hashlib.blake2b(digest_size=16)
    found.update(code_digest(_MODULES).encode())
    found.update(language_digest(site.language).encode())
    found.update(small_words_digest())
    found.update(repr([(name, metadata.version(name)) for name in _LIBRARIES]).encode())
    found.update(recogniser_version(site.recogniser, site.language).encode())
    known = (site.language, site.timezone, site.sections, site.home_country, sorted(site.agencies.items()))
    found.update(repr(known).encode())
    return found.hexdigest()
