"""A build that fails writes nothing; one that is killed loses nothing; a second build finds nothing to do."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from conftest import SETTINGS, held, plant
from test_broken import standing

import sitegen.build
from sitegen.errors import ContentError
from sitegen.making import ALONE
from sitegen.outcome import Outcome
from sitegen.output import STAGING

STORIES: dict[str, str | bytes] = {
    f"articles/bericht-{number}.md": f"---\ntitle: Bericht {number}\ndate: 2026-05-{number % 28 + 1:02}\n"
    f"section: Buitenland\n---\nGENT (KPD) - Minister Anna Kade van België opent kade {number}.\n"
    for number in range(12)
}
BAD = "---\ntitle: Fout\ndate: 2026-13-01\n---\nTekst.\n"


def tree(folder: Path) -> dict[str, bytes]:
    return {path: data for path, (data, _) in standing(folder).items()}


def bigger(folder: Path) -> None:
    """Changes every story of a site."""
    for file in (folder / "content/articles").iterdir():
        file.write_text(file.read_text("utf-8").replace("opent", "heropent"), "utf-8")


def test_two_builds_of_a_site_take_turns(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(STORIES)
    said: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        with held(folder / ".sitegen/build.lock"):
            waiting = pool.submit(build, folder, say=said.append)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.3)
            assert not (folder / "public").exists() and "waits" in said[0]
        assert waiting.result(timeout=30).stories == len(STORIES)


def test_two_builds_at_once_end_as_one_does(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder, other = site(STORIES), site(STORIES, "other")
    for name in ("opent", "heropent", "verlaat"):
        for place in (folder, other):
            for file in (place / "content/articles").iterdir():
                file.write_text(file.read_text("utf-8").replace(" opent", f" {name}"), "utf-8")
        command = [sys.executable, "-m", "sitegen", "build", "--site", str(folder), "--as-of", "2026-06-01T12:00Z"]
        running = [subprocess.Popen([*command, "--jobs", str(jobs)], stderr=subprocess.DEVNULL) for jobs in (1, 2, 1)]
        assert [process.wait(60) for process in running] == [0, 0, 0]
        build(other)
        assert tree(folder / "public") == tree(other / "public")


@pytest.mark.parametrize(
    ("template", "text", "said"),
    [
        ("article.html", "{% if %}", "templates/article.html:1: Expected an expression, got 'end of statement block'"),
        ("article.html", "\n{{ page.titel }}", "templates/article.html:2: "),
        ("article.html", "\n\n{{ 1 / 0 }}", "templates/article.html:3: division by zero"),
        ("article.html", "{{ page.title + 1 }}", "templates/article.html:1: "),
        ("article.html", '{% extends "weg.html" %}', "templates/article.html:1: weg.html"),
        ("parts.html", "{% macro x() %}", "templates/parts.html:1: "),
        ("base.html", b"\xff", "templates/base.html:1: is not UTF-8 (byte 0xff); save the file as UTF-8"),
    ],
)
def test_a_fault_in_a_template_is_named_and_nothing_is_written(
    template: str, text: str | bytes, said: str, site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site(STORIES)
    build(folder)
    before = standing(folder / "public")
    bigger(site({f"../templates/{template}": text}))
    with pytest.raises(ContentError) as refused:
        build(folder)
    assert str(refused.value).startswith(said)
    assert standing(folder / "public") == before
    (folder / "templates" / template).unlink()
    build(folder)
    build(folder, out=folder / "anders")
    assert tree(folder / "public") == tree(folder / "anders")


def test_a_fault_that_another_process_meets_is_named_as_well(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    more = {f"ticker/2026/bericht-{number}.md": "---\ndate: 2026\n---\nTekst.\n" for number in range(ALONE)}
    folder = site({**STORIES, **more, "../templates/article.html": "\n{{ page.titel }}"})
    with pytest.raises(ContentError) as refused:
        build(folder, jobs=2)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("templates/article.html", 2)
    assert str(refused.value) == str(problem)
    assert {file.name for file in folder.iterdir()} == {".sitegen", "content", "templates"}


def test_a_fault_in_content_is_named_and_nothing_is_written(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site(STORIES)
    build(folder)
    before = standing(folder / "public")
    bigger(site({"articles/fout.md": BAD, "people/anna-kade.md": "---\nname: Anna Kade\nrole: x\n---\n"}))
    for _ in range(2):
        with pytest.raises(ContentError):
            build(folder)
        assert standing(folder / "public") == before
    (folder / "content/articles/fout.md").unlink()
    build(folder)
    build(folder, out=folder / "anders")
    assert tree(folder / "public") == tree(folder / "anders")


@pytest.mark.parametrize("fault", ["articles/fout.md", "../templates/article.html"])
def test_a_first_build_that_fails_leaves_no_folder(
    fault: str, site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site({**STORIES, fault: BAD if fault.endswith(".md") else "{{ page.titel }}"})
    with pytest.raises(ContentError):
        build(folder)
    assert not (folder / "public").exists()


OWN = STORIES["articles/bericht-3.md"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"pages/buitenland.md": "---\ntitle: Buitenland\n---\nEen pagina waar een rubriek staat.\n"},
            "public/buitenland/index.html: two things claim this file: a page of the site itself "
            "(list:section/Buitenland) and content/pages/buitenland.md",
        ),
        (
            {"redirects.toml": '"/2026/05/04/bericht-3/" = "/buitenland/"\n'},
            "public/2026/05/04/bericht-3/index.html: two things claim this file: content/articles/bericht-3.md and "
            "the line for /2026/05/04/bericht-3/ in content/redirects.toml",
        ),
        (
            {"articles/bericht-3.md": str(OWN).replace("section:", "aliases: [/personen/]\nsection:")},
            "public/personen/index.html: two things claim this file: a page of the site itself (index:person) and "
            "the old address /personen/ of content/articles/bericht-3.md",
        ),
    ],
)
def test_two_things_at_one_address_are_named_and_nothing_is_written(
    files: dict[str, str], said: str, site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site(STORIES)
    build(folder)
    before = standing(folder / "public")
    site(files)
    for out in ("public", "anders"):
        with pytest.raises(ContentError) as refused:
            build(folder, out=folder / out)
        assert str(refused.value) == f"{said}; give one another address, or take the redirect or alias out"
    assert standing(folder / "public") == before


def test_a_second_build_writes_nothing(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(STORIES)
    build(folder)
    before = standing(folder / "public")
    again = build(folder)
    assert (again.read, again.written, again.removed) == (0, (), ())
    assert standing(folder / "public") == before


def test_a_clean_build_over_a_good_one_writes_nothing(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(STORIES)
    build(folder)
    before = standing(folder / "public")
    again = build(folder, clean=True)
    assert (again.written, again.removed) == ((), ())
    assert standing(folder / "public") == before


def test_what_sitegen_did_not_write_it_never_deletes(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site(STORIES)
    build(folder)
    own = folder / "public/2026/05/05/mijn-eigen.html"
    own.write_text("van mij", "utf-8")
    for file in (folder / "content/articles").iterdir():
        file.unlink()
    build(folder)
    build(folder, clean=True)
    assert own.read_text("utf-8") == "van mij"
    assert not (folder / "public/2026/05/05/index.html").exists()


@pytest.mark.skipif(os.name != "posix", reason="needs links and a folder that may be taken away while one stands in it")
@pytest.mark.parametrize("place", ["here", "link", "mount"])
def test_an_empty_folder_that_cannot_be_replaced_is_built_into(
    place: str, site: Callable[..., Path], build: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(STORIES)
    build(folder)
    out = folder / "anders"
    out.mkdir()
    inode = out.stat().st_ino
    if place == "here":
        monkeypatch.chdir(out)
        build(folder, out=Path())
    elif place == "link":
        (folder / "link").symlink_to("anders")
        build(folder, out=folder / "link")
    else:
        monkeypatch.setattr(os.path, "ismount", lambda path: path == out)
        build(folder, out=out)
    assert tree(out) == tree(folder / "public")
    assert out.stat().st_ino == inode


def test_a_media_file_that_went_unnamed_is_no_traceback(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    """A build of one named file can make everything, such as after a change of a template."""
    folder = site({**STORIES, "media/kade.txt": "Kade."})
    build(folder)
    (folder / "content/media/kade.txt").unlink()
    site({"../templates/text.html": "{{ page.title }}"})
    build(folder, files=(folder / "content/articles/bericht-1.md",))
    assert not (folder / "public/media/kade.txt").exists()
    build(folder)
    build(folder, out=folder / "anders")
    assert tree(folder / "public") == tree(folder / "anders")


@pytest.mark.parametrize("archive", ["kept", "lost", "damaged"])
def test_stories_that_went_while_the_archive_was_lost_leave_no_page(
    archive: str, site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site(STORIES)
    build(folder)
    (folder / "content/articles/bericht-7.md").unlink()
    place = folder / ".sitegen/archive.db"
    if archive == "damaged":
        place.write_bytes(b"\0" * 5000)
    elif archive == "lost":
        place.unlink()
    build(folder)
    build(folder, out=folder / "anders")
    assert tree(folder / "public") == tree(folder / "anders")


@pytest.mark.skipif(os.name != "posix", reason="needs a signal that cannot be caught")
def test_a_build_killed_at_any_moment_is_repaired_by_the_next(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site(STORIES)
    build(folder)
    command = [
        sys.executable,
        "-m",
        "sitegen",
        "build",
        "--site",
        str(folder),
        "--as-of",
        "2026-06-01T12:00Z",
        "--jobs",
        "1",
    ]
    killed = 0
    for moment in range(4):
        bigger(folder)
        started = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        most = 0
        # Half of them while pages are staged, half of them while pages are moved into place.
        while started.poll() is None:
            now = staged(folder)
            most = max(most, now)
            if now and (moment % 2 == 0 or now < most):
                break
        started.kill()
        killed += started.wait() == -signal.SIGKILL
        build(folder)
        assert staged(folder) == 0
    build(folder, out=folder / "anders")
    assert tree(folder / "public") == tree(folder / "anders")
    assert killed >= 2, "no build was killed: this test shows nothing"


def staged(folder: Path) -> int:
    """How many files wait to be moved into place."""
    return sum(len(names) for _, _, names in os.walk(folder / "public" / STAGING))


def test_what_a_build_of_another_folder_takes_in_meanwhile_is_made_by_the_next(
    site: Callable[..., Path], build: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(STORIES)
    build(folder)
    build(folder, out=folder / "anders")
    plain = sitegen.build._vanished

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(sitegen.build, "_vanished", plain)
        bigger(folder)
        build(folder, out=folder / "anders")
        return plain(*given)

    monkeypatch.setattr(sitegen.build, "_vanished", meanwhile)
    plant(folder, {"articles/nieuw.md": "---\ntitle: Nieuw\n---\nTekst.\n"})
    build(folder)
    build(folder)
    assert tree(folder / "public") == tree(folder / "anders")


def test_a_failing_pagefind_holds_no_kill_up(
    site: Callable[..., Path],
    build: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    folder = site(STORIES | {"site.toml": SETTINGS.replace("search = false", "")})
    build(folder)
    public, name = folder / "public", "articles/bericht-3.md"

    def said(word: str) -> list[str]:
        """Files of the output that hold a word, packed or not."""
        files = [path for path in public.rglob("*") if path.is_file()]
        plain = ((path, path.read_bytes()) for path in files)
        texts = ((path, gzip.decompress(body) if path.suffix == ".pack" else body) for path, body in plain)
        return [path.relative_to(public).as_posix() for path, body in texts if word.encode() in body]

    assert any(path.startswith("pagefind/") for path in said("opent kade 3."))
    bad = tmp_path / "pagefind"
    bad.write_text("#!/bin/sh\nexit 3\n")
    bad.chmod(0o755)
    killed = str(STORIES[name]).replace("section:", "status: canceled\nsection:")
    plant(folder, {name: killed})
    with monkeypatch.context() as broken:
        broken.setattr("sitegen.pagefind.pagefind_executable", lambda: bad)
        outcome = build(folder)
    assert "exit code 3" in outcome.search_failure
    assert said("opent kade 3.") == []
    again = build(folder)
    assert again.search_failure == "" and again.search_files
    assert said("opent kade 3.") == [] and any(path.startswith("pagefind/") for path in said("opent kade 4."))
