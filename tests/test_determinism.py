"""The same content and as-of give the same bytes: whatever the zone, hash seed, day, folder or processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from test_failed_build import tree

ROOT = Path(__file__).parent.parent
# Times of files: a build looks at them, and must not tell.
LONG_AGO, SOON = 946_684_800, 4_102_444_800


def built(room: Path, environment: Mapping[str, str], *options: str, file_time: int) -> dict[str, bytes]:
    """The output of the sample site, built by a process of its own."""
    room.mkdir()
    shutil.copytree(ROOT / "content", room / "content")
    for place in (room / "content").rglob("*"):
        os.utime(place, (file_time, file_time))
    command = [
        sys.executable,
        "-m",
        "sitegen",
        "build",
        "--site",
        str(room),
        "--as-of",
        "2024-09-01T12:00+02:00",
        "--no-search",
    ]
    known = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
    subprocess.run([*command, *options], env={**known, **environment}, cwd=ROOT, check=True, capture_output=True)
    return tree(room / "public")


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    room = tmp_path_factory.mktemp("known") / "site"
    return built(room, {"TZ": "UTC", "PYTHONHASHSEED": "1", "LC_ALL": "C"}, "--jobs", "1", file_time=LONG_AGO)


@pytest.mark.parametrize(
    ("environment", "options"),
    [
        ({"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"}, ("--jobs", "1")),
        (
            {"TZ": "America/Anchorage", "PYTHONHASHSEED": "2", "LC_ALL": "nl_NL.UTF-8", "HOME": "/nergens"},
            ("--jobs", "2"),
        ),
    ],
)
def test_the_same_content_gives_the_same_bytes(
    environment: Mapping[str, str], options: tuple[str, ...], known: dict[str, bytes], tmp_path: Path
) -> None:
    other = built(tmp_path / "elders", environment, *options, file_time=SOON)
    assert sorted(other) == sorted(known)
    assert [path for path, data in other.items() if data != known[path]] == []


def test_two_days_at_one_as_of_give_the_same_bytes(known: dict[str, bytes], tmp_path: Path) -> None:
    """The clock is set forward for one process: Python's, and that of the library which stamps what has no date."""
    forward = tmp_path / "sitecustomize.py"
    forward.write_text(FORWARD, "utf-8")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH", ""), str(ROOT)]))
    other = built(tmp_path / "later", {"PYTHONPATH": path, "DAYS": "400"}, "--jobs", "1", file_time=LONG_AGO)
    assert (tmp_path / "told").read_text() == "400"
    assert [path for path, data in other.items() if data != known[path]] == []


FORWARD = """import datetime
import os
import pathlib
import time

import feedgen.entry
import feedgen.feed

ahead = int(os.environ["DAYS"]) * 86400
pathlib.Path(__file__).with_name("told").write_text(os.environ["DAYS"])
real, real_ns = time.time, time.time_ns
time.time = lambda: real() + ahead
time.time_ns = lambda: real_ns() + ahead * 10**9


class Kind(type):
    def __instancecheck__(cls, thing):
        return isinstance(thing, datetime.datetime)


class Ahead(datetime.datetime, metaclass=Kind):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.now(tz) + datetime.timedelta(seconds=ahead)


feedgen.entry.datetime = feedgen.feed.datetime = Ahead
"""
