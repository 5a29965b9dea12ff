"""A language is a folder here: interface words, words of addresses, forms of dates, and data for recognition."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import chain
from types import MappingProxyType

from sitegen.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What a site's own words are in one language (`sitegen/lang/<code>/interface.toml`)."""

    code: str
    locale: str
    """BCP 47 tag for feeds and OpenGraph: `nl-NL`."""
    addresses: Mapping[str, str]
    words: Mapping[str, str]
    date_forms: Mapping[str, str]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    days: tuple[str, ...]
    """Monday first."""


def languages() -> tuple[str, ...]:
    """The codes of the languages that are here, sorted."""
    folders = resources.files(__package__).iterdir()
    return tuple(sorted(f.name for f in folders if f.is_dir() and f.joinpath("interface.toml").is_file()))


def language_file(code: str, name: str) -> bytes:
    """The bytes of one data file of a language; raises `UsageError` if there is none."""
    try:
        return resources.files(__package__).joinpath(code, name).read_bytes()
    except (OSError, ValueError) as error:
        raise UsageError(f"language '{code}' has no {name}; there is: {', '.join(languages())}") from error


def load_language(code: str) -> Language:
    """The language with this code; raises `UsageError` if there is none."""
    table = tomllib.loads(language_file(code, "interface.toml").decode())
    dates = table["dates"]
    return Language(
        code=code,
        locale=table["locale"],
        addresses=table["addresses"],
        words=table["words"],
        date_forms={name: form for name, form in dates.items() if isinstance(form, str)},
        months=tuple(dates["months"]),
        months_short=tuple(dates["months_short"]),
        days=tuple(dates["days"]),
    )


@lru_cache(maxsize=1)
def name_words() -> tuple[frozenset[str], frozenset[str]]:
    """Small words that belong to a surname but do not order it, and what follows one (`jr.`), of all languages.

    A name keeps its own small words, whatever the language of the site.
    """
    tables = [tomllib.loads(language_file(code, "interface.toml").decode())["names"] for code in languages()]
    particles, suffixes = ([table[kind].split() for table in tables] for kind in ("particles", "suffixes"))
    return frozenset(chain(*particles)), frozenset(chain(*suffixes))


@lru_cache(maxsize=1)
def dateline_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that stay small in a place in capitals, and words in capitals that are no place, of all languages.

    A place keeps the spelling of its own country, whatever the language of the copy.
    """
    tables = [tomllib.loads(language_file(code, "wire.toml").decode())["dateline"] for code in languages()]
    small, labels = ([table[kind].split() for table in tables] for kind in ("small", "labels"))
    return frozenset(chain(*small)), frozenset(chain(*labels))


def small_words_digest() -> bytes:
    """A digest of the files from which `name_words` and `dateline_words` come, without reading them as TOML."""
    data = [language_file(code, name) for code in languages() for name in ("interface.toml", "wire.toml")]
    return hashlib.blake2b(b"".join(data), digest_size=16).digest()


@lru_cache(maxsize=4)
def country_names(code: str) -> Mapping[str, str]:
    """The name of every country in this language, by ISO 3166-1 alpha-2 code (and XK)."""
    table = tomllib.loads(language_file(code, "countries.toml").decode())
    return MappingProxyType({country: row["name"] for country, row in table.items()})


def language_digest(code: str) -> str:
    """A digest of all data files of a language: when it changes, stories are read again."""
    found = hashlib.blake2b(digest_size=16)
    for file in sorted(resources.files(__package__).joinpath(code).iterdir(), key=lambda file: file.name):
        if file.is_file() and not file.name.endswith((".py", ".pyc")):
            found.update(file.name.encode())
            found.update(file.read_bytes())
    return found.hexdigest()
