"""The content files as import looks at them: which stories there are, which names are taken. Reads and writes files.

A shelf is filled once for an import from the heads of all files. What finds stories faster can take its place: import
asks it only for an id, a name that is taken and a text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_HEAD_BYTES = 2048
"""A head is rarely longer; a file whose head does not end within them is read whole."""
_KEY = re.compile(rb"^(id|slug|type|date|date_precision):[ \t]*[\"']?([^\"'\r\n]*)", re.MULTILINE)
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
_CLOCK = re.compile(r"\d{4}-(?=.)")


@dataclass(slots=True)
class Shelf:
    """The stories that content holds. Grows while files are written; with `dry_run` nothing reaches the disk."""

    content: Path
    period: Callable[[str, str], str]
    """The part of an address that comes from a date and a precision as written."""
    dry_run: bool = False
    by_id: dict[str, str] = field(default_factory=dict)
    """Path below `content/` by id."""
    paths: set[str] = field(default_factory=set)
    _dates: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    """Date and precision as written, by kind and slug."""
    _unwritten: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, *, id: str, kind: str, slug: str, date: str, precision: str) -> None:
        """Notes that a story is in the file at `path`."""
        if id:
            self.by_id.setdefault(id, path)
        self._dates.setdefault((kind, slug), []).append((date, precision))
        self.paths.add(path)

    def holds_address(self, kind: str, slug: str, date: str, precision: str) -> bool:
        """Whether a story of that kind and slug has a date that gives the same address."""
        own = self.period(date, precision)
        return any(self.period(*known) == own for known in self._dates.get((kind, slug), ()))

    def read(self, path: str) -> str | None:
        """The text of a content file, None where there is none (or it is no UTF-8, which `build` will say)."""
        if path in self._unwritten:
            return self._unwritten[path]
        try:
            return (self.content / path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def write(self, path: str, text: str) -> None:
        """Writes a content file whole or not at all; raises OSError."""
        if self.dry_run:
            self._unwritten[path] = text
            return
        target = self.content / path
        # What a killed import left behind has the same name, and is written over.
        temporary = target.with_name(f".{target.name}.tmp")
        try:
            handle = os.open(temporary, _CREATE, 0o644)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(temporary, _CREATE, 0o644)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def read_shelf(content: Path, period: Callable[[str, str], str], *, dry_run: bool = False) -> Shelf:
    """The stories below `content/articles` and `content/ticker`, by the heads of their files."""
    shelf = Shelf(content=content, period=period, dry_run=dry_run)
    for room in ("articles", "ticker"):
        for file in _markdown_files(content / room):
            keys = {key.decode(): value.decode("utf-8", "replace").strip() for key, value in _head_keys(file)}
            stem = _CLOCK.sub("", file.stem, count=1) if room == "ticker" else file.stem
            shelf.add(
                file.relative_to(content).as_posix(),
                id=keys.get("id", ""),
                kind=keys.get("type") or ("ticker" if room == "ticker" else "article"),
                slug=keys.get("slug") or stem,
                date=keys.get("date", ""),
                precision=keys.get("date_precision", ""),
            )
    return shelf


def _markdown_files(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(where) / name for name in sorted(names) if name.endswith(".md") and not name.startswith("."))


def _head_keys(file: Path) -> list[tuple[bytes, bytes]]:
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD_BYTES)
            if b"\n---" not in head[3:] and len(head) == _HEAD_BYTES:
                head += opened.read()
    except OSError:
        return []
    return _KEY.findall(head[: head.find(b"\n---", 3)] if b"\n---" in head[3:] else head)
