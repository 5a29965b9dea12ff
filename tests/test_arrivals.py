"""Watching a folder: what is taken in, and when."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from sitegen.wire.arrivals import arrivals, is_file_to_be, waiting


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("bericht.xml", False),
        ("bericht", False),
        (".bericht.xml", True),
        ("bericht.xml.tmp", True),
        ("bericht.PART", True),
        ("bericht.xml.filepart", True),
        ("bericht.xml~", True),
        ("part.xml", False),
    ],
)
def test_a_name_tells_what_is_still_being_delivered(name: str, want: bool) -> None:
    assert is_file_to_be(name) == want


def test_empty_files_and_hidden_folders_wait(tmp_path: Path) -> None:
    for name, text in (("b.xml", "x"), ("a/c.xml", "x"), (".git/d.xml", "x"), ("e.xml", "")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert [Path(file).name for file in waiting(tmp_path)] == ["b.xml", "c.xml"]


def test_a_file_is_taken_in_once_it_stays_as_it_is_and_again_when_it_changes(tmp_path: Path) -> None:
    (tmp_path / "first.xml").write_text("een")
    done = threading.Event()

    def deliver() -> None:
        time.sleep(1.5)
        (tmp_path / "second.xml.tmp").write_text("half")
        (tmp_path / "second.xml.tmp").rename(tmp_path / "second.xml")
        time.sleep(2)
        (tmp_path / "first.xml").write_text("een en meer")

    sender = threading.Thread(target=deliver)
    sender.start()
    names = []
    for batch in arrivals(tmp_path, done.is_set):
        names += [file.name for file in batch]
        if len(names) == 3:
            done.set()
    sender.join()
    assert names == ["first.xml", "second.xml", "first.xml"]
