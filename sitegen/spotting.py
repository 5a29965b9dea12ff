"""`sitegen recognise`: what texts are about, as lines of JSON or as a table of everything that was considered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sitegen.build import load_site
from sitegen.content import read_country, read_person
from sitegen.errors import ContentError, Problem, UsageError
from sitegen.frontmatter import read_document
from sitegen.lang import country_names, load_language
from sitegen.plugins import load_spans
from sitegen.prose import read_prose
from sitegen.recognise import Gazetteer, explain, load_gazetteer, recognise
from sitegen.utf8 import decode


def gazetteer_for(site: Path | None, language: str, recogniser: str = "") -> Gazetteer:
    """What a language knows, and with a site what its people and countries add, and its own recogniser.

    Raises `ContentError`, and `UsageError` for a language or recogniser that is not there.
    """
    if site is None:
        load_language(language)
        return load_gazetteer(language, spans=load_spans(recogniser, language))
    settings = load_site(site)
    names = country_names(settings.language)
    content = site / "content"
    people = [
        read_person(f"people/{file.name}", file.read_bytes(), settings) for file in sorted(content.glob("people/*.md"))
    ]
    countries = [
        read_country(f"countries/{file.name}", file.read_bytes(), settings, names)
        for file in sorted(content.glob("countries/*.md"))
    ]
    spans = load_spans(recogniser or settings.recogniser, settings.language)
    return load_gazetteer(settings.language, people, countries, spans)


def recognised(lines: Iterable[str], gazetteer: Gazetteer) -> Iterator[str]:
    """For each line of JSON with `id`, `title` and `text` a line of what it is about. Raises `ContentError`."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            title, text = row.get("title") or "", row["text"]
            if not (isinstance(title, str) and isinstance(text, str)):
                raise TypeError("'title' and 'text' are texts")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            right = 'write {"id": ..., "title": ..., "text": ...}'
            raise ContentError([Problem("standard input", number, f"is no story ({error!r})", right)]) from None
        yield json.dumps({"id": row.get("id"), **_answer(title, text, gazetteer)}, ensure_ascii=False)


def recognised_file(file: Path, gazetteer: Gazetteer) -> dict[str, Any]:
    """What the story in a content file is about; raises `ContentError`."""
    title, text = _story(file)
    return {"id": file.as_posix(), **_answer(title, text, gazetteer)}


def explained(file: Path, gazetteer: Gazetteer) -> Iterator[str]:
    """A table of every candidate in a file: where it stands, what decided, and what came of it."""
    title, text = _story(file)
    rows = [("", "where", "text", "kind", "key", "decided by")]
    for found in explain(title, text, gazetteer):
        mark = "yes" if found.accepted else "no"
        place = f"{found.where} {found.start}-{found.end}"
        rows.append((mark, place, found.text, found.kind, found.key or "-", found.rule))
    widths = [min(48, max(len(row[column]) for row in rows)) for column in range(5)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row[:5], widths, strict=True)) + "  " + row[5]


def _answer(title: str, text: str, gazetteer: Gazetteer) -> dict[str, Any]:
    found = recognise(title, text, gazetteer)
    return {
        "countries": list(found.countries),
        "dateline_countries": list(found.dateline_countries),
        "persons": [{"name": person.name, "key": person.key} for person in found.persons],
        "mentions": [
            {
                "kind": mention.kind,
                "key": mention.key,
                "in": mention.where,
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
            }
            for mention in found.mentions
        ],
    }


def _story(file: Path) -> tuple[str, str]:
    """Title and text of a content file, or of any text file."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror})") from None
    document = read_document(decode(data, file.as_posix()), file.as_posix())
    title = document.head.get("title")
    text = read_prose(document.body).text
    written = title.value if title and isinstance(title.value, str) else ""
    return written, text
