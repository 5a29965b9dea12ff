"""What lies in the content folder, and what is said of what should not."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest
from conftest import SETTINGS

from sitegen.ahead import _Answers, looked_ahead
from sitegen.errors import ContentError, Problem
from sitegen.outcome import Outcome
from sitegen.scan import Folder, Glance, Seen, Waiting, changed_folders, look, unseen


def test_what_does_not_belong_in_content_is_named(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    folder = site({"artikelen/een.md": "---\ntitle: Een\n---\nTekst.\n", "stray.md": "x"})
    with pytest.raises(ContentError) as caught:
        build(folder)
    assert [str(problem) for problem in caught.value.problems] == [
        "content/artikelen: is no part of a site; did you mean articles?",
        "content/stray.md: is no part of a site; known are articles, ticker, people, countries, pages, media, "
        "versions, redirects.toml, site.toml",
    ]


def test_a_right_to_text_needs_a_date_to_count_from(site: Callable[..., Path], build: Callable[..., Outcome]) -> None:
    limited = "\n[agencies.anp]\nkeep_days = 30\n"
    folder = site({"ticker/een.md": "PARIJS (ANP) - Tekst.\n", "site.toml": SETTINGS + limited})
    with pytest.raises(ContentError, match="the text of ANP may stand for a time, but nothing tells since when"):
        build(folder)


def test_what_changed_in_a_folder_is_found_by_its_entries(
    site: Callable[..., Path], build: Callable[..., Outcome]
) -> None:
    folder = site({"ticker/een.md": "PARIJS (ANP) - Het is dag 1.\n", "ticker/twee.md": "LIMA (ANP) - Het regent.\n"})
    file, late = folder / "content" / "ticker" / "een.md", 4 * 10**18  # long after every edit: all times are trusted
    build(folder, clock=late)
    assert build(folder, clock=late).read == 0
    file.write_text("PARIJS (ANP) - Het is dag 2.\n", encoding="utf-8")
    os.utime(file, ns=(10**18, 10**18))
    assert build(folder, clock=late).read == 1
    file.rename(file.with_name("drie.md"))
    outcome = build(folder, clock=late)
    assert (outcome.read, outcome.gone) == (1, 1)
    assert build(folder, clock=late).read == 0


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Seven folders of two files each, some inside others."""
    for folder in (
        "articles/2025/01",
        "articles/2025/12",
        "articles",
        "ticker/2025",
        "ticker/2026",
        "people",
        "media/a",
    ):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        for name in ("een.md", "twee.md"):
            (tmp_path / folder / name).write_text("Tekst.", encoding="utf-8")
    return tmp_path


def known_of(content: Path) -> dict[str, bytes]:
    return {folder.path: folder.print for folder in changed_folders(content, {}, [])}


def seen_by_another(content: Path) -> Glance:
    """What a look by another process has found when it has ended."""
    folders = [path for path in known_of(content) if path]
    # Other tests may have left threads; what the copied process does asks nothing of them.
    with patch("threading.active_count", return_value=1), looked_ahead(content) as glance:
        answers: dict[str, tuple[bytes, Sequence[str]]] = {}
        for _ in range(100):
            answers = {path: found for path in folders if (found := glance(path))}
            if len(answers) == len(folders):
                break
            time.sleep(0.01)
        return answers.get


@pytest.mark.skipif(not hasattr(os, "fork") or (os.cpu_count() or 1) < 2, reason="nothing looks ahead here")
def test_a_look_ahead_finds_what_a_look_finds(content: Path) -> None:
    glance = seen_by_another(content)
    for path, found in known_of(content).items():
        assert not path or (glance(path) or (b"",))[0] == found


@pytest.mark.parametrize("met", range(9))
def test_what_was_seen_before_is_not_looked_at_again(content: Path, met: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the two looks meet, a change of before is found, and nothing else."""
    known = known_of(content)
    gone = content / "ticker" / "2025" / "een.md"
    gone.unlink()
    (content / "people" / "drie.md").write_text("Tekst.", encoding="utf-8")
    answers = {path: (look(content, path, []).print, look(content, path, []).inside) for path in sorted(known) if path}
    seen = dict(sorted(answers.items())[met:])
    looked: list[str] = []

    def noted(content: Path, path: str, problems: list[Problem]) -> Folder:
        looked.append(path)
        return look(content, path, problems)

    monkeypatch.setattr("sitegen.scan.look", noted)
    left = dict(known)
    changed = {folder.path for folder in changed_folders(content, left, [], seen.get)}
    assert changed == {"people", "ticker/2025"} and not left
    assert set(looked) == (set(answers) - set(seen)) | changed


def test_a_folder_with_a_fault_is_looked_at_by_the_build_itself(content: Path) -> None:
    known = known_of(content)
    (content / "people" / "stray.txt").write_text("x", encoding="utf-8")
    problems: list[Problem] = []
    list(changed_folders(content, dict(known), problems, seen_by_another(content)))
    assert [problem.file for problem in problems] == ["content/people/stray.txt"]


def test_no_process_is_copied_beside_threads(content: Path) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with looked_ahead(content) as glance:
            assert glance is unseen
    finally:
        stop.set()
        thread.join()


def test_files_wait_by_folder_and_name_whatever_their_names() -> None:
    waiting = Waiting()
    waiting.add("ticker", [("een.md", 1, 2, 3)])
    waiting.add("", [("redirects.toml", 4, 5, 6)])
    waiting.add("articles/2025", [("a\udcff.md", 7, 8, 9), ("b.md", 1, 1, 1)])  # not UTF-8
    assert len(waiting) == 4
    assert list(waiting) == [
        Seen("redirects.toml", 4, 5, 6),
        Seen("articles/2025/a\udcff.md", 7, 8, 9),
        Seen("articles/2025/b.md", 1, 1, 1),
        Seen("ticker/een.md", 1, 2, 3),
    ]


def test_what_has_come_in_part_is_waited_for() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    said = msgspec.msgpack.encode(("people", b"print", ["people/a"]))
    whole = len(said).to_bytes(4, "big") + said
    try:
        answers = _Answers(reading)
        for end in range(1, len(whole)):
            os.write(writing, whole[end - 1 : end])
            assert answers.of("people") is None
        os.write(writing, whole[-1:])
        assert answers.of("people") == (b"print", ["people/a"])
    finally:
        os.close(reading)
        os.close(writing)
