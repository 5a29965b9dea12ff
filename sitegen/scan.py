"""The content folder as it lies on disk: which files are there, and which may have changed since they were read.

A file is read again when its size, time or inode differs from what the archive holds, the way git's index does it. A
time too near to the moment of looking is not trusted, since a second change within it would not show.
"""

from __future__ import annotations

import difflib
import hashlib
import marshal
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from sitegen.errors import Problem

STORY_FOLDERS = ("articles", "ticker")
NOTE_FOLDERS = ("people", "countries", "pages")
"""Folders of small Markdown files that are no stories."""
MEDIA = "media"
VERSIONS = "versions"
_FILES = ("redirects.toml",)
_KNOWN = (*STORY_FOLDERS, *NOTE_FOLDERS, MEDIA, VERSIONS, *_FILES, "site.toml")
_FRESH = 2_000_000_000
"""Nanoseconds: the coarsest clock of the file systems in use ticks every two seconds (FAT)."""


class Seen(NamedTuple):
    """A file as the directory tells it."""

    path: str
    """Below `content/`, with forward slashes."""
    size: int
    mtime: int
    inode: int


Row = tuple[str, int, int, int]
"""Name, size, time and inode of a file in a folder."""


class Waiting:
    """Files that wait to be read, by folder and name: packed, in a fifth of what as many `Seen` would take."""

    def __init__(self) -> None:
        self._folders: dict[str, bytes] = {}
        self._number = 0

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Seen]:
        for folder in sorted(self._folders):
            above = f"{folder}/" if folder else ""
            # marshal, not msgpack: a name need not be UTF-8.
            yield from (Seen(above + name, *stat) for name, *stat in marshal.loads(self._folders[folder]))

    def add(self, folder: str, rows: Sequence[Row]) -> None:
        """Files of a folder that was not added before."""
        self._folders[folder] = marshal.dumps(list(rows))
        self._number += len(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFact:
    """What was known of a content file when it was read."""

    size: int
    mtime: int
    """Nanoseconds; 0 where the file was too fresh for its time to be trusted."""
    inode: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it lies on disk, without those inside it."""

    path: str
    """Below `content/`; '' for `content/` itself."""
    rows: Sequence[Row]
    """Its files, by name."""
    inside: Sequence[str] = ()
    """Paths of the folders that lie in it, sorted."""

    @property
    def print(self) -> bytes:
        """A digest of all that its entries say: while it stays, no file has come, gone or changed."""
        try:
            data = msgspec.msgpack.encode(self.rows)
        except UnicodeEncodeError:  # a name that is not UTF-8
            data = repr(self.rows).encode("utf-8", "surrogateescape")
        return hashlib.blake2b(data, digest_size=16).digest()

    def path_of(self, row: Row) -> str:
        return f"{self.path}/{row[0]}" if self.path else row[0]

    def is_settled(self, now: int) -> bool:
        """Whether the times of all its files can be trusted at `now`, in nanoseconds."""
        return max((mtime for _, _, mtime, _ in self.rows), default=0) + _FRESH < now


Glance = Callable[[str], tuple[bytes, Sequence[str]] | None]
"""What another look has found of a folder already: its digest, and the folders in it; None if nothing yet."""


def unseen(path: str) -> None:
    """Nobody has looked."""


def changed_folders(
    content: Path, known: dict[str, bytes], problems: list[Problem], glance: Glance = unseen
) -> Iterator[Folder]:
    """The folders of content files that are not as their digests in `known` say; those that are there leave `known`.

    What cannot be read, or does not belong, becomes a problem. A folder that changed after `glance` saw it counts as
    it was then.
    """
    for entry in sorted(os.listdir(content)):
        if entry not in _KNOWN and not entry.startswith(".") and not entry.endswith("~"):
            near = difflib.get_close_matches(entry, _KNOWN, 1)
            right = f"did you mean {near[0]}?" if near else "known are " + ", ".join(_KNOWN)
            problems.append(Problem(f"content/{entry}", 0, "is no part of a site", right))
    found = [seen_file(content, name) for name in _FILES]
    top = Folder("", [(seen.path, seen.size, seen.mtime, seen.inode) for seen in found if seen])
    if known.pop("", None) != top.print:
        yield top
    waiting = top_folders(content)[::-1]
    while waiting:
        path = waiting.pop()
        before, glanced = known.pop(path, None), glance(path)
        if glanced and glanced[0] == before:
            waiting += glanced[1][::-1]
            continue
        folder = look(content, path, problems)
        waiting += folder.inside[::-1]
        if folder.print != before:
            yield folder


def top_folders(content: Path) -> list[str]:
    """Those folders of content files that a site has, in the order in which they are looked at."""
    return [name for name in (*STORY_FOLDERS, *NOTE_FOLDERS, MEDIA, VERSIONS) if (content / name).exists()]


def look(content: Path, path: str, problems: list[Problem]) -> Folder:
    """The content files of one folder. What cannot be read, or does not belong, becomes a problem."""
    try:
        with _opened(f"{content}/{path}") as folder, os.scandir(folder) as entries:
            return _looked(path, entries, problems)
    except OSError as error:
        wrong = f"cannot be read ({error.strerror})"
        problems.append(Problem(f"content/{path}", 0, wrong, "make it a folder that can be read"))
        return Folder(path, [])


@contextmanager
def _opened(folder: str) -> Iterator[int | str]:
    """A folder by number where that is known: its files are then found by their names alone, in a fifth less time."""
    if os.scandir not in os.supports_fd:
        yield folder
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        yield number
    finally:
        os.close(number)


def _looked(path: str, entries: Iterable[os.DirEntry[str]], problems: list[Problem]) -> Folder:
    rows: list[Row] = []
    inside: list[str] = []
    media = path.partition("/")[0] == MEDIA
    for entry in entries:
        name = entry.name
        if _is_left_over(name):
            continue
        if (media or name.endswith(".md")) and entry.is_file(follow_symlinks=False):
            stat = entry.stat(follow_symlinks=False)
            rows.append((name, stat.st_size, stat.st_mtime_ns, stat.st_ino))
        elif entry.is_symlink():
            problems.append(Problem(f"content/{path}/{name}", 0, "is a link", "put the file itself here"))
        elif entry.is_dir():
            inside.append(f"{path}/{name}")
        else:
            right = "rename it, or move it to content/media/"
            problems.append(Problem(f"content/{path}/{name}", 0, "is no .md file", right))
    return Folder(path, sorted(rows), sorted(inside))


def _is_left_over(name: str) -> bool:
    """Whether a file or folder is what editors and systems leave beside files."""
    return name.startswith(".") or name.endswith("~")


def can_be_content(path: str) -> bool:
    """Whether a look at the folders would take a file at this path below `content/` for one of the site's."""
    top, *inside = path.split("/")
    if not inside:
        return path in _FILES
    known = top == MEDIA or (top in (*STORY_FOLDERS, *NOTE_FOLDERS, VERSIONS) and path.endswith(".md"))
    return known and not any(map(_is_left_over, inside))


def seen_file(content: Path, path: str) -> Seen | None:
    """One file; None if it is not there."""
    try:
        stat = (content / path).stat()
    except OSError:
        return None
    return Seen(path, stat.st_size, stat.st_mtime_ns, stat.st_ino)


def read(content: Path, seen: Seen, now: int) -> tuple[bytes, FileFact]:
    """The bytes of a file and what to remember of it; `now` is the clock in nanoseconds. Raises OSError."""
    with open(f"{content}/{seen.path}", "rb", buffering=0) as file:
        data = file.read()
    trusted = seen.mtime + _FRESH < now
    digest = hashlib.blake2b(data, digest_size=16).digest()
    return data, FileFact(size=seen.size, mtime=seen.mtime if trusted else 0, inode=seen.inode, digest=digest)
