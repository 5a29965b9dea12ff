"""The content folder as it lies on disk: which files are there, and which may have changed since they were read.

A file is read again when its size, time or inode differs from what the archive holds, the way git's index does it. A
time too near to the moment of looking is not trusted, since a second change within it would not show.
"""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sitegen.archive import FileFact
from sitegen.errors import Problem

STORY_FOLDERS = ("articles", "ticker")
NOTE_FOLDERS = ("people", "countries", "pages")
"""Folders of small Markdown files that are no stories."""
MEDIA = "media"
_FILES = ("redirects.toml",)
_KNOWN = (*STORY_FOLDERS, *NOTE_FOLDERS, MEDIA, "versions", *_FILES, "site.toml")
_FRESH = 2_000_000_000
"""Nanoseconds: the coarsest clock of the file systems in use ticks every two seconds (FAT)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the directory tells it."""

    path: str
    """Below `content/`, with forward slashes."""
    size: int
    mtime: int
    inode: int


def scan(content: Path, problems: list[Problem]) -> Iterator[Seen]:
    """Every content file, in no order. What cannot be read, or does not belong, becomes a problem."""
    for entry in sorted(os.listdir(content)):
        if entry not in _KNOWN and not entry.startswith(".") and not entry.endswith("~"):
            near = difflib.get_close_matches(entry, _KNOWN, 1)
            right = f"did you mean {near[0]}?" if near else "known are " + ", ".join(_KNOWN)
            problems.append(Problem(f"content/{entry}", 0, "is no part of a site", right))
    for folder in (*STORY_FOLDERS, *NOTE_FOLDERS, MEDIA):
        if (content / folder).exists():
            yield from _folder(content / folder, folder, problems)
    for name in _FILES:
        if (content / name).exists():
            yield _seen(name, (content / name).stat())


def seen_file(content: Path, path: str) -> Seen | None:
    """One file; None if it is not there."""
    try:
        return _seen(path, (content / path).stat())
    except OSError:
        return None


def read(content: Path, seen: Seen, now: int) -> tuple[bytes, FileFact]:
    """The bytes of a file and what to remember of it; `now` is the clock in nanoseconds. Raises OSError."""
    with open(f"{content}/{seen.path}", "rb", buffering=0) as file:
        data = file.read()
    trusted = seen.mtime + _FRESH < now
    digest = hashlib.blake2b(data, digest_size=16).digest()
    return data, FileFact(size=seen.size, mtime=seen.mtime if trusted else 0, inode=seen.inode, digest=digest)


def stat_of(seen: Seen) -> tuple[int, int, int]:
    """What tells whether a file is as it was when it was read: size, time and inode."""
    return seen.size, seen.mtime, seen.inode


def _folder(folder: Path, name: str, problems: list[Problem]) -> Iterator[Seen]:
    file = f"content/{name}"
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        problems.append(Problem(file, 0, f"cannot be read ({error.strerror})", "make it a folder that can be read"))
        return
    for entry in entries:
        path = f"{name}/{entry.name}"
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue  # what editors and systems leave beside files
        if entry.is_symlink():
            problems.append(Problem(f"content/{path}", 0, "is a link", "put the file itself here"))
        elif entry.is_dir():
            yield from _folder(Path(entry.path), path, problems)
        elif entry.name.endswith(".md") or name.partition("/")[0] == MEDIA:
            yield _seen(path, entry.stat())
        else:
            problems.append(Problem(f"content/{path}", 0, "is no .md file", "rename it, or move it to content/media/"))


def _seen(path: str, stat: os.stat_result) -> Seen:
    return Seen(path, stat.st_size, stat.st_mtime_ns, stat.st_ino)
