"""A small newsroom built whole, its output committed: every change of a page shows as a difference that can be read.

Each story is there for a reason, which is its `id`. `pytest tests/test_golden.py --accept` takes what is built from now
on. Assets are copies of `templates/assets/` and are compared with those.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from test_failed_build import tree

from sitegen.check import check
from sitegen.outcome import Outcome

GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = Path(__file__).parent.parent / "templates"
AS_OF = datetime.fromisoformat("2026-05-12T18:00+02:00")
BASE = "https://havennieuws.example/nieuws"


@pytest.fixture
def public(tmp_path: Path, build: Callable[..., Outcome]) -> Path:
    shutil.copytree(GOLDEN / "newsroom", tmp_path / "newsroom")
    build(tmp_path / "newsroom", as_of=AS_OF)
    return tmp_path / "newsroom/public"


def test_the_newsroom_is_what_it_was(public: Path, request: pytest.FixtureRequest) -> None:
    built = {path: data for path, data in tree(public).items() if not path.startswith("assets/")}
    if request.config.getoption("--accept"):
        shutil.rmtree(GOLDEN / "public", ignore_errors=True)
        shutil.copytree(public, GOLDEN / "public", ignore=shutil.ignore_patterns("assets"))
    known = tree(GOLDEN / "public")
    assert sorted(built) == sorted(known)
    assert [path for path in known if built[path] != known[path]] == []


def test_assets_are_copied_as_they_are(public: Path) -> None:
    assert tree(public / "assets") == tree(TEMPLATES / "assets")


def test_the_newsroom_passes_its_own_check(public: Path) -> None:
    assert [str(problem) for problem in check(public, base_url=BASE).problems] == []


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("2026/05/12/brug-naar-gent-weer-open/index.html", True),
        ("ticker/2026/05/12/nieuwe-loods/index.html", True),
        ("ticker/2026/05/12/burgemeester-opent-markt/index.html", True),
        ("zonder-datum/oude-haven/index.html", True),
        ("2026/04/nieuwe-steiger/index.html", True),
        ("2026/05/09/bomen/index.html", True),
        ("2026/05/11/schip-vast/index.html", True),
        ("2026/05/11/getijden/index.html", True),
        ("2026/05/12/prijs-voor-havenmeester/index.html", False),
        ("2026/05/12/plannen/index.html", False),
        ("land/belgie/index.html", True),
        ("land/frankrijk/index.html", True),
        ("land/nederland/index.html", False),
        ("persoon/anna-kadijk/index.html", True),
        ("persoon/bram-sluiswachter/index.html", False),
        ("bron/kpd/feed.xml", True),
        ("media/brug.svg", True),
        ("sitemap-2026-05.xml", True),
    ],
)
def test_what_has_a_page_and_what_has_none(path: str, there: bool) -> None:
    assert (GOLDEN / "public" / path).is_file() == there
