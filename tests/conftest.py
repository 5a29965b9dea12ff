"""A site made from texts, and its build, for the tests that look at whole sites."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from sitegen.build import build as run
from sitegen.outcome import Options, Outcome

settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")
AS_OF = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SETTINGS = """title = "Havennieuws"
base_url = "https://havennieuws.example"
language = "nl"
timezone = "Europe/Amsterdam"
sections = ["Buitenland", "Binnenland"]
id_authority = "havennieuws.example,2026"
search = false
"""
Files = Mapping[str, str | bytes]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="take what is built as the golden site from now on")


def plant(folder: Path, files: Files) -> None:
    """Writes files by path below `content/` of a site's folder."""
    for path, inside in files.items():
        place = folder / "content" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(inside.encode() if isinstance(inside, str) else inside)


@pytest.fixture
def site(tmp_path: Path) -> Callable[[Files], Path]:
    """Makes a site of files by path below `content/`, with settings if they are not given."""

    def make(files: Files, name: str = "site") -> Path:
        plant(tmp_path / name, {"site.toml": SETTINGS, **files})
        return tmp_path / name

    return make


def build_site(site: Path, **options: Any) -> Outcome:
    """Builds a site into its `public/`, in one process, at `AS_OF` unless told otherwise."""
    return run(Options(**{"site": site, "out": site / "public", "as_of": AS_OF, "clock": 0, "jobs": 1, **options}))


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another process holds the lock `file`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    code = "import fcntl, sys; file = open(sys.argv[1], 'w'); fcntl.lockf(file, fcntl.LOCK_EX); print(flush=True)"
    code += "; sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", code, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdin and other.stdout.readline()
        yield
        other.stdin.close()
        other.kill()


@pytest.fixture
def build() -> Callable[..., Outcome]:
    return build_site
