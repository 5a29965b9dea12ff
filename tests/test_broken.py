# ruff: noqa: E501  (a fault a line: tables are read across)
"""Sites that must fail: each folder of `broken/` has a fault, and in `message.txt` exactly what is said of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import SETTINGS, plant

from sitegen.cli import main

BROKEN = Path(__file__).parent / "broken"
GOOD = {"articles/haven.md": "---\ntitle: Haven open\ndate: 2026-05-11\n---\nDe haven is open.\n"}


def standing(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder with its bytes and its time."""
    files = (place for place in sorted(folder.rglob("*")) if place.is_file())
    return {place.relative_to(folder).as_posix(): (place.read_bytes(), place.stat().st_mtime_ns) for place in files}


def built(site: Path) -> Result:
    return CliRunner().invoke(main, ["build", "--site", str(site), "--as-of", "2026-06-01T12:00Z"])


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was built while nothing was wrong with it."""
    folder = tmp_path_factory.mktemp("good")
    plant(folder, {"site.toml": SETTINGS, **GOOD})
    assert built(folder).exit_code == 0
    return folder


@pytest.mark.parametrize("name", sorted(folder.name for folder in BROKEN.iterdir()))
def test_a_broken_site_says_what_is_wrong_where_and_writes_nothing(
    name: str, good: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = shutil.copytree(good, tmp_path / "site")
    before = standing(folder / "public")
    shutil.rmtree(folder / "content")
    (folder / "content").mkdir()
    if name != "no-site":
        (folder / "content" / "site.toml").write_text(SETTINGS)
    if (BROKEN / name / "content").exists():
        shutil.copytree(BROKEN / name / "content", folder / "content", symlinks=True, dirs_exist_ok=True)
    result = built(folder)
    said = result.stderr.replace(str(folder), "SITE")
    if request.config.getoption("--accept"):
        (BROKEN / name / "message.txt").write_text(said, "utf-8")
    assert said == (BROKEN / name / "message.txt").read_text("utf-8")
    assert (result.exit_code, result.stdout) == (1, "")
    assert standing(folder / "public") == before
    assert not list(folder.glob("public/.sitegen*"))


@contextmanager
def without_powers(folder: Path) -> Iterator[None]:
    """Whoever may read everything becomes somebody else, who owns `folder`."""
    if os.geteuid() != 0:
        yield
        return
    for place in (folder, *folder.rglob("*")):
        os.chown(place, 65534, 65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="needs the permissions of a POSIX system")
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("ticker", "content/ticker: cannot be read (Permission denied); make it a folder that can be read\n"),
        ("ticker/x.md", "content/ticker/x.md: cannot be read (Permission denied); make it readable, or take it away\n"),
        ("redirects.toml", "content/redirects.toml: cannot be read (Permission denied); make it readable, or take it away\n"),
        ("site.toml", "content/site.toml: cannot be read (Permission denied); make it readable\n"),
    ],
)  # fmt: skip
def test_what_may_not_be_read_is_named(path: str, said: str) -> None:
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        plant(folder, {"site.toml": SETTINGS, "redirects.toml": "", "ticker/x.md": "Tekst.\n", **GOOD})
        assert built(folder).exit_code == 0  # also loads what the program reads of itself
        os.utime(folder / "content" / path)
        before = standing(folder / "public")
        with without_powers(folder):
            (folder / "content" / path).chmod(0)
            result = built(folder)
            (folder / "content" / path).chmod(0o700)
        assert (result.exit_code, result.stderr) == (1, said)
        assert standing(folder / "public") == before
