"""The archive file itself: what becomes of one that is damaged, foreign, in use, or of another shape."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen import archive
from sitegen.errors import SitegenError
from sitegen.export import export
from sitegen.making import ARCHIVE
from sitegen.outcome import Outcome

STORY = {"articles/een.md": "---\ntitle: Een\ndate: 2026-01-01T10:00Z\n---\nTekst.\n"}


@pytest.mark.parametrize("damage", [b"", b"not a database, and longer than a header would be" * 40])
def test_a_damaged_archive_is_made_anew_with_a_word(
    site: Callable[..., Path], build: Callable[..., Outcome], damage: bytes
) -> None:
    folder = site(STORY)
    build(folder)
    for file in (folder / ARCHIVE).parent.glob("archive.db*"):
        file.unlink()
    (folder / ARCHIVE).write_bytes(damage)
    said: list[str] = []
    outcome = build(folder, say=said.append)
    assert outcome.stories == 1 and not outcome.written
    assert any(word.startswith("the archive is made anew") for word in said)


@pytest.mark.parametrize("start", [5000, 20000, 60000])
def test_an_archive_with_a_hole_is_made_anew(
    site: Callable[..., Path], build: Callable[..., Outcome], start: int
) -> None:
    folder = site(STORY)
    build(folder)
    file = folder / ARCHIVE
    data = file.read_bytes()
    file.write_bytes(data[:start] + b"\xff" * (len(data) - start))
    (folder / "content" / "articles" / "twee.md").write_text("---\ntitle: Twee\n---\nTekst.\n", encoding="utf-8")
    assert build(folder).stories == 2


def test_the_database_of_another_program_is_made_anew(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(STORY)
    (folder / ARCHIVE).parent.mkdir(exist_ok=True)
    with sqlite3.connect(folder / ARCHIVE) as other:
        other.execute("CREATE TABLE stories (x)")
    other.close()
    assert build(folder).stories == 1


def test_an_archive_in_use_is_kept_and_named(
    site: Callable[..., Path], build: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(STORY)
    build(folder)
    monkeypatch.setattr(archive, "_PATIENCE", 0.1)
    other = sqlite3.connect(folder / ARCHIVE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(SitegenError, match="another sitegen is building this site"):
        build(folder)
    other.execute("ROLLBACK")
    other.close()
    assert not build(folder).written


def test_the_views_tell_stories_and_mentions(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(
        {"ticker/een.md": "---\ndate: 2026-01-01\n---\nPARIJS (ANP) - Premier Jan Puk is in Polen. Puk blijft.\n"}
    )
    build(folder)
    told = io.StringIO()
    assert export(folder, "stories", "jsonl", told) == 1
    story = json.loads(told.getvalue())
    assert (story["title"], story["countries"], story["agencies"]) == ("Premier Jan Puk is in Polen", ["PL"], ["ANP"])
    assert story["published"].startswith("2026-01-01") and story["precision"] == "day" and story["state"] == "full"
    told = io.StringIO()
    assert export(folder, "mentions", "csv", told) == 3
    rows = list(csv.DictReader(io.StringIO(told.getvalue())))
    assert [(row["kind"], row["key"], row["text"]) for row in rows] == [
        ("person", "jan-puk", "Jan Puk"),
        ("country", "PL", "Polen"),
        ("person", "jan-puk", "Puk"),
    ]


def test_the_view_of_versions_tells_every_one_with_whether_it_is_kept_back(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site(
        {
            "articles/een.md": "---\nid: een\ntitle: Een\nreplaces: nul\n---\nTekst.\n",
            "versions/een.1.md": "---\ntitle: Ene\ncaptured: 2026-01-01T10:00+01:00\n---\nOSLO (ANP) - Teks.\n",
            "versions/een.2.md": "---\ndraft: true\n---\nAnders.\n",
        }
    )
    build(folder)
    told = io.StringIO()
    assert export(folder, "versions", "jsonl", told) == 2
    first, second = map(json.loads, told.getvalue().splitlines())
    assert (first["story"], first["number"], first["path"]) == ("een", 1, "versions/een.1.md")
    assert (first["title"], first["text"], first["places"]) == ("Ene", "Teks.", ["OSLO"])
    assert first["seen"].startswith("2026-01-01T10:00") and (first["kept_back"], second["kept_back"]) == (0, 1)
    told = io.StringIO()
    export(folder, "stories", "jsonl", told)
    assert json.loads(told.getvalue())["replaces"] == ["nul"]
