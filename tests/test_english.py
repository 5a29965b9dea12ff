"""English is a folder: its tables, its recognition on English copy, a site built whole, and no Dutch outside Dutch."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_recognise import marked, spans_of

from sitegen.check import check
from sitegen.cli import main
from sitegen.lang import languages, load_language
from sitegen.outcome import Outcome
from sitegen.recognise import load_gazetteer, place_country, recognise
from sitegen.wire import read_wire

CASES = Path(__file__).parent / "cases" / "english"
LANG = files("sitegen") / "lang"
PACKAGE = Path(__file__).parent.parent / "sitegen"
ENGLISH = load_gazetteer("en")


def table(language: str, name: str) -> dict[str, Any]:
    return tomllib.loads((LANG / language / name).read_text(encoding="utf-8"))


def lines(name: str) -> list[str]:
    return [line for line in (CASES / name).read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]


def shape(value: Any) -> Any:
    """Which tables and keys there are, without the words."""
    return {key: shape(inner) for key, inner in value.items()} if isinstance(value, dict) else type(value).__name__


@pytest.mark.parametrize("name", ["interface.toml", "recognition.toml"])
def test_a_language_says_all_that_another_says(name: str) -> None:
    assert shape(table("en", name)) == shape(table("nl", name))


def test_the_forms_have_the_same_fields_in_every_language() -> None:
    field = re.compile(r"\{\w+\}")
    for language in languages():
        words = load_language(language)
        for key, word in load_language("nl").words.items():
            assert set(field.findall(word)) == set(field.findall(words.words[key])), (language, key)


def test_every_language_has_the_same_files() -> None:
    assert {file.name for file in (LANG / "en").iterdir()} == {file.name for file in (LANG / "nl").iterdir()}


def test_the_country_table_holds_every_code_and_the_names_of_cldr() -> None:
    babel = pytest.importorskip("babel")
    own, names = table("en", "countries.toml"), babel.Locale("en").territories
    assert set(own) == set(table("nl", "countries.toml"))
    forms = {code: {row["name"], *row.get("names", ())} for code, row in own.items()}
    # CLDR: 'Hong Kong SAR China', 'Congo - Kinshasa', 'Myanmar (Burma)' and the like.
    chosen = set("CC CD CG GS HK HM MM MO PS SH TF VC".split())
    odd = {code for code in own if names[code].replace("’", "'").replace("&", "and") not in forms[code]}
    assert odd <= chosen


def test_a_form_stands_once_and_with_one_country() -> None:
    seen: dict[str, str] = {}
    for code, row in table("en", "countries.toml").items():
        for form in (row["name"], *(form for sort in row if sort != "name" for form in row[sort])):
            assert seen.setdefault(form, code) == code, form


@pytest.mark.parametrize("line", lines("sentences.txt"))
def test_english_sentences(line: str) -> None:
    title, text, wanted = marked(line)
    assert spans_of(recognise(title, text, ENGLISH)) == wanted


@pytest.mark.parametrize("line", lines("datelines.txt"))
def test_english_datelines(line: str) -> None:
    place, _, code = line.partition("=")
    assert place_country(place.strip(), ENGLISH) == code.strip()


SITE = """title = "Harbour News"
base_url = "https://harbour.example"
language = "en"
timezone = "Europe/London"
sections = ["World", "Sport"]
id_authority = "harbour.example,2026"
search = true
"""
STORIES = {
    "site.toml": SITE,
    "articles/bridge.md": """---
title: Poland reopens bridge to Lithuania
date: 2026-05-12T09:00+01:00
section: World
---
WARSAW (AP) - Polish Prime Minister Donald Tusk reopened the bridge on Tuesday.

Tusk thanked Germany.
""",
    "ticker/2026/05/12/0905-vote.md": """---
date: 2026-05-12T09:05+01:00
---
TBILISI (RTR) - The mayor, Alice Thornbury, welcomed the vote. Thornbury left at noon.
""",
    "ticker/undated.md": "Nobody knows when this was written.\n",
}


def test_an_english_site_is_built_whole(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(STORIES)
    build(folder)
    public = folder / "public"
    page = (public / "2026/05/12/bridge/index.html").read_text()
    assert '<html lang="en"' in page and "12 May 2026 at 9:00" in page and "In this story" in page
    assert '<a href="/person/donald-tusk/">' in page and '<a href="/country/poland/">' in page
    assert (public / "country/georgia/index.html").exists() and (public / "person/alice-thornbury/index.html").exists()
    assert (public / "ticker/undated/undated/index.html").exists() and (public / "people/t/index.html").exists()
    assert [str(problem) for problem in check(public, base_url="https://harbour.example").problems] == []


DUTCH = re.compile(
    r"\b(?:het|een|niet|voor|naar|deze|wordt|geen|zijn|berichten?|zoeken|landen|personen|nieuws|meer uit|geleden|uur|"
    r"minuten|januari|maandag|zonder)\b"
)


def test_an_english_site_holds_no_dutch_word(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(STORIES)
    build(folder)
    pages = [*(folder / "public").rglob("*.html"), *(folder / "public").rglob("*.xml"), folder / "public/latest.json"]
    found = {(file.name, word) for file in pages for word in DUTCH.findall(file.read_text(encoding="utf-8"))}
    assert found == set()


def texts_of(tree: ast.AST) -> Iterator[str]:
    """The texts of a module that a program uses: not its docstrings."""
    said = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said:
            yield node.value


def test_no_word_of_dutch_stands_in_the_program() -> None:
    """Examples of content in messages are the sample site's: section names and addresses."""
    found = {
        (file.relative_to(PACKAGE).as_posix(), word)
        for file in PACKAGE.rglob("*.py")
        for text in texts_of(ast.parse(file.read_bytes()))
        for word in DUTCH.findall(text)
    }
    assert found == set()


PAGE = """Bridge to Lithuania open again
WARSAW (AP) - The bridge was reopened on Tuesday, the ministry said. Traffic was light.
Reactions
Drivers were glad that the detour is over, a spokesman said.
More from World
LIMA (RTR) - A new port was opened.
5 minutes ago
TOKYO (AP) - A train was late by a minute.
2 hours ago"""


def test_an_english_page_is_taken_in() -> None:
    read = read_wire(PAGE.encode(), captured=datetime.fromisoformat("2026-05-12T09:00+01:00"), language="en")
    article, first, second = read.stories
    assert article.title == "Bridge to Lithuania open again" and [*article.dateline.places] == ["WARSAW"]
    assert [block.kind for block in article.blocks] == ["paragraph", "subheading", "paragraph"]
    assert [story.dateline.places for story in (first, second)] == [("LIMA",), ("TOKYO",)]


def test_recognise_speaks_the_language_that_is_asked_for(site: Callable[..., Path], tmp_path: Path) -> None:
    line = '{"id": 1, "title": "", "text": "LIMA (AP) - The Polish mayor, Alice Thornbury, left for Germany."}\n'
    told = CliRunner().invoke(main, ["recognise", "--jsonl", "--language", "en"], input=line)
    assert '"countries": ["PL", "DE"]' in told.stdout and "alice-thornbury" in told.stdout
    folder = site(STORIES)
    told = CliRunner().invoke(main, ["recognise", "--jsonl", "--site", str(folder)], input=line)
    assert '"countries": ["PL", "DE"]' in told.stdout
    assert CliRunner().invoke(main, ["recognise", "--jsonl", "--language", "xx"], input=line).exit_code == 2
