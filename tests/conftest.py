"""A site made from texts, and its build, for the tests that look at whole sites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import Options, Outcome
from sitegen.build import build as run

AS_OF = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SETTINGS = """title = "Havennieuws"
base_url = "https://havennieuws.example"
language = "nl"
timezone = "Europe/Amsterdam"
sections = ["Buitenland", "Binnenland"]
id_authority = "havennieuws.example,2026"
search = false
"""
Tree = Mapping[str, "str | bytes | Tree"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="take what is built as the golden site from now on")


def plant(folder: Path, files: Tree) -> None:
    """Writes a tree of files: paths, or folders of such trees, to their texts or bytes."""
    for name, inside in files.items():
        place = folder / name
        if isinstance(inside, Mapping):
            plant(place, inside)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(inside.encode() if isinstance(inside, str) else inside)


@pytest.fixture
def site(tmp_path: Path) -> Callable[[Tree], Path]:
    """Makes a site of files below `content/` (and `../templates/`), with settings if they are not given."""

    def make(files: Tree, name: str = "site") -> Path:
        plant(tmp_path / name / "content", {"site.toml": SETTINGS, **files})
        return tmp_path / name

    return make


@pytest.fixture
def build() -> Callable[..., Outcome]:
    """Builds a site into its `public/`, in one process, at `AS_OF` unless told otherwise."""

    def make(site: Path, **options: Any) -> Outcome:
        return run(Options(**{"site": site, "out": site / "public", "as_of": AS_OF, "clock": 0, "jobs": 1, **options}))

    return make
