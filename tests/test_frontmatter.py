# ruff: noqa: E501  (a fault a line: tables are read across)
"""The head of a content file: what YAML says, with lines, and nothing that YAML would make of it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.errors import ContentError, Problem
from sitegen.frontmatter import Document, Value, _plain, _yaml, read_document

# Heads that look simple: what the fast reader is for, and everything near it that it must leave to YAML.
VALUES = st.text(alphabet="abZé0 9.,:;#'\"-?![]{}&*|>%@`~\\/=<\t\u00a0\u0085\u2028\ufeff\uffff…€", max_size=12)
LINES = st.builds(
    lambda key, colon, value, end: f"{key}{colon}{value}{end}",
    st.sampled_from(["title", "date", "a", "_b", "no", "  c", "- d", "#e", ""]),
    st.sampled_from([": ", ":", ":  "]),
    VALUES,
    st.sampled_from(["\n", "\r\n", " \n", " # said\n"]),
)
HEADS = st.lists(LINES, max_size=5).map("".join)


def values(document: Document) -> object:
    return {key: bare(value) for key, value in document.head.items()}


def bare(value: Value) -> object:
    if isinstance(value.value, str):
        return value.value
    if isinstance(value.value, tuple):
        return [bare(part) for part in value.value]
    return {key: bare(part) for key, part in value.value.items()}


@settings(max_examples=400)
@given(HEADS)
@example("title: Nee: ja\n")
@example("title: 12:30 uur\n")
@example("title: a #b\n")
@example("title: a\ttab\n")
@example("title: a \ufffe\n")
@example("title: x\n  y\n")
@example("title: x\ntitle: y\n")
def test_the_fast_reader_says_what_yaml_says_or_nothing(head: str) -> None:
    found = _plain(head)
    if found:
        assert found == _yaml(head, "content/x.md")


def test_most_heads_are_read_fast() -> None:
    assert _plain("title: Brug bij Zwolle weer open\ndate: 2026-05-12T09:00+02:00\nsection: Binnenland\n")


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_a_document_or_a_problem_with_a_line(text: str) -> None:
    try:
        read_document("---\n" + text, "content/x.md")
    except ContentError as error:
        assert all(problem.line >= 1 and problem.right for problem in error.problems)


def test_nothing_is_typed() -> None:
    document = read_document("---\na: NO\nb: 2026-05-12\nc: 012\nd: [yes, 1.0, ~]\ne: {f: on}\ng:\n---\n", "x")
    assert values(document) == {
        "a": "NO",
        "b": "2026-05-12",
        "c": "012",
        "d": ["yes", "1.0", "~"],
        "e": {"f": "on"},
        "g": "",
    }


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\na: b\n---\nTekst\n", "Tekst\n", 4),
        ("---\r\na: b\r\n---\r\nTekst\r\n", "Tekst\r\n", 4),
        ("---\n---\nTekst\n", "Tekst\n", 3),
        ("--- \na: b\n--- \nTekst", "Tekst", 4),
        ("Tekst zonder kop\n---\n", "Tekst zonder kop\n---\n", 1),
        ("---\na: b\n---", "", 4),
        ("---\na: b\n---\n---\nlijn\n", "---\nlijn\n", 4),
        ("---\na: |\n  ---\n  b\n---\nTekst", "Tekst", 6),
    ],
)
def test_the_body_starts_below_the_head(text: str, body: str, line: int) -> None:
    document = read_document(text, "content/x.md")
    assert (document.body, document.body_line) == (body, line)


def test_every_value_knows_its_line() -> None:
    head = read_document("---\na: b\n\n# said\nc:\n  - d\n  - e\nf: {g: h}\n---\n", "x").head
    assert {key: value.line for key, value in head.items()} == {"a": 2, "c": 6, "f": 8}
    parts = head["c"].value
    assert isinstance(parts, tuple) and [part.line for part in parts] == [6, 7]


QUOTES = 'put a value that holds ": " or opens with a mark in double quotes'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("---\na: b\n", Problem("x", 1, "the front matter does not end", "close it with a line of three hyphens")),
        ("---\na: b: c\n---\n", Problem("x", 2, "the front matter is not YAML (mapping values are not allowed in this context)", QUOTES)),
        ("---\na: b\nc: @d\n---\n", Problem("x", 3, "the front matter is not YAML (found character that cannot start any token)", QUOTES)),
        ("---\na: b\na: c\n---\n", Problem("x", 3, "'a' stands there twice", "keep one of the two")),
        ("---\n- a\n---\n", Problem("x", 2, "the front matter is no map", "write lines of 'key: value'")),
        ("---\na: &b c\nd: *b\n---\n", Problem("x", 2, "the front matter uses a YAML alias (*)", "write the value out")),
        ("---\n? [a]\n: b\n---\n", Problem("x", 2, "a key is no text", "write 'key: value'")),
        (f"---\na: {'[' * 12}{']' * 12}\n---\n", Problem("x", 2, "the front matter is nested too deep", "use lists and maps of texts")),
    ],
)  # fmt: skip
def test_a_head_that_cannot_be_is_refused(text: str, problem: Problem) -> None:
    with pytest.raises(ContentError) as refused:
        read_document(text, "x")
    assert refused.value.problems == (problem,)


@pytest.mark.parametrize("head", ["a: !!python/object/apply:os.getcwd []\n", "a: !b c\n", "<<: {a: b}\n"])
def test_tags_and_merges_are_texts_and_maps_and_nothing_runs(head: str) -> None:
    value = read_document(f"---\n{head}---\n", "x").head
    assert set(value) <= {"a", "<<"}


def test_ten_thousand_brackets_are_a_problem_and_no_crash() -> None:
    with pytest.raises(ContentError):
        read_document(f"---\na: {'[' * 10000}\n---\n", "x")


def test_the_c_reader_of_yaml_is_used_where_it_is_there() -> None:
    assert yaml.__with_libyaml__, "without it a large archive takes minutes to read"


@given(st.text(alphabet="ab \"'\\:#-é\t\xa0\x85\u2028\x07", max_size=12))
@example("")
@example("Minister: 'dit' # dat")
def test_a_value_in_double_quotes_is_read_as_yaml_reads_it(inside: str) -> None:
    head = f'title: "{inside}"\nsection: Sport\n'
    found = _plain(head)
    if found is not None:
        assert found == _yaml(head, "x.md")
    elif not set(inside) & set('"\\\t\xa0\x85\u2028\x07'):
        raise AssertionError("the short way was not taken")
