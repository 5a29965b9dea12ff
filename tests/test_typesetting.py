# ruff: noqa: E501  (a template a line)
"""Compiled templates say what Jinja2 says of them, and where they cannot, Jinja2 says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from msgspec import Struct, field
from test_templates import VIEWS, chrome, templates

from sitegen.typesetting import Typesetter


class View(Struct):
    """A page for small templates."""

    title: str = "Een <b> & \"twee\" 'drie'"
    number: int = 3
    parts: tuple[str, ...] = ("a", "<")
    table: dict[str, str] = field(default_factory=lambda: {"name": "waarde"})


def typeset(files: dict[str, str], cache: Path | None = None) -> Typesetter:
    return Typesetter(files, chrome(""), cache)


def plain(typesetter: Typesetter, template: str, view: object) -> str:
    return typesetter._jinja().get_template(template).render(page=view)


@pytest.mark.parametrize("name", sorted(VIEWS))
@pytest.mark.parametrize("root", ["", "/krant"])
def test_every_page_is_as_jinja_makes_it(name: str, root: str) -> None:
    typesetter = templates(chrome(root))
    template, view = VIEWS[name]
    assert typesetter._fast_text(template, view) == plain(typesetter, template, view)


FLAT = {
    "words and escapes": '{{ page.title }} {{ page.title|safe }} {{ t["by"] }} {{ chrome.title }} {{ page.number }}',
    "methods of texts": '{{ page.title.upper() }} {{ page.title.replace("<", "&") }} {{ "x" if page.title.startswith("E") }}',
    "loops": "{% for part in page.parts %}{{ loop.index }}{{ part }}{% else %}geen{% endfor %}",
    "macros": "{% macro two(a, b='<') %}{{ a }}{{ b }}{% endmacro %}{{ two(page.title) }}{{ two(1, b=2) }}{{ two('é', '&') }}",
    "callers": "{% macro around() %}<i>{{ caller() }}</i>{% endmacro %}{% call around() %}{{ page.title }}{% endcall %}",
    "loose arguments": "{% macro all() %}{{ varargs|join(',') }}{{ kwargs }}{% endmacro %}{{ all(1, '<', x=2) }}",
    "names that hide constants": '{% set t = {"by": "eigen"} %}{{ t["by"] }}{% for chrome in page.parts %}{{ chrome }}{% endfor %}',
    "maps by name": "{{ page.table.name }}",
    "what is not there": "{{ page.nothing is defined }}{{ page.nothing|default('leeg') }}",
    "without escapes": "{% autoescape false %}{{ page.title }}{% endautoescape %}{{ page.title }}",
    "kept": "{% macro one(a, h) %}<{{ h }}>{{ a }}{% endmacro %}{{ kept(one, page.title, 2) }}{{ kept(one, page.title, 3) }}",
}


@pytest.mark.parametrize("source", FLAT.values(), ids=FLAT)
def test_small_templates_too(source: str) -> None:
    typesetter = typeset({"x.html": source})
    for _ in range(2):
        assert typesetter.text("x.html", View()) == plain(typesetter, "x.html", View())


CHILDREN = {
    "one of two blocks": "{% extends 'base.html' %}{% block a %}A{{ page.title }}{% endblock %}",
    "its own macro and set": "{% extends 'base.html' %}{% set x = 'X' %}{% macro m(a) %}({{ a }}){% endmacro %}"
    "{% block b %}{{ x }}{{ m(page.title) }}{% endblock %}",
    "the block of its parent": "{% extends 'base.html' %}{% block a %}{{ super() }}!{% endblock %}",
    "a block twice": "{% extends 'base.html' %}{% block a %}A{% endblock %}{% block b %}{{ self.a() }}{% endblock %}",
    "a parent by name": "{% extends page.table.name ~ '.html' %}{% block a %}A{% endblock %}",
    "two generations": "{% extends 'child.html' %}{% block inner %}diep{% endblock %}",
}
FAMILY = {
    "base.html": "<{% block a %}a{{ page.number }}{% endblock %}|{% block b %}b{% endblock %}>{% set late = 1 %}",
    "child.html": "{% extends 'base.html' %}{% block b %}[{% block inner %}in{% endblock %}]{% endblock %}",
    "waarde.html": "W{% block a %}{% endblock %}",
}


@pytest.mark.parametrize("source", CHILDREN.values(), ids=CHILDREN)
def test_a_child_stands_in_its_parent(source: str) -> None:
    typesetter = typeset({**FAMILY, "x.html": source})
    assert typesetter.text("x.html", View()) == plain(typesetter, "x.html", View())
    assert typesetter.text("child.html", View()) == plain(typesetter, "child.html", View())


@pytest.mark.parametrize(
    "source", ["{{ page.nothing }}", "{{ nothing }}", "{{ t['no such word'] }}", "{{ page.title.x.y }}"]
)
def test_a_fault_is_the_one_that_jinja_finds(source: str) -> None:
    with pytest.raises(UndefinedError):
        typeset({"x.html": source}).text("x.html", View())


def test_compiled_templates_are_found_again_and_never_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = typeset({"x.html": "een {{ page.number }}"}, tmp_path)
    first.compile(["x.html"])
    assert list(tmp_path.glob("*.bin"))

    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("compiled again")

    again = typeset({"x.html": "een {{ page.number }}"}, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(type(again._fast), "_generate", never)
        assert again._fast_text("x.html", View()) == "een 3"
    assert typeset({"x.html": "twee"}, tmp_path).text("x.html", View()) == "twee"
    for file in tmp_path.glob("*.bin"):
        file.write_bytes(b"junk")
    assert typeset({"x.html": "twee"}, tmp_path).text("x.html", View()) == "twee"


def test_what_is_kept_is_kept_for_its_arguments_alone() -> None:
    source = "{% macro one(a, h) %}<{{ h }}>{{ a }}{% endmacro %}{% for n in (2, 3, 2) %}{{ kept(one, page.title, n) }}{% endfor %}"
    typesetter = typeset({"x.html": source})
    assert typesetter.text("x.html", View(title="a")) == "<2>a<3>a<2>a"
    assert typesetter.text("x.html", View(title="b")) == "<2>b<3>b<2>b"
