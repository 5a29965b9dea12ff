"""What an agency's delivery drops in a folder: the files there that are complete. Watches a folder, moves files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from watchfiles import watch

from sitegen.wire.shelf import Stat, stat_of

_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".lock", "~")
_STEP = 500
"""Milliseconds that a file must stay the same before it is taken in, and between two looks while one does not."""


def is_file_to_be(name: str) -> bool:
    """Whether a name is that of a file that is still being delivered, or of none that is meant to be seen."""
    return name.startswith(".") or name.casefold().endswith(_UNFINISHED)


def waiting(folder: Path) -> dict[str, Stat]:
    """The files below `folder` that can be complete, in order of name, with their stats; empty ones are not."""
    found: dict[str, Stat] = {}
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(parent, name)
            try:
                if not is_file_to_be(name) and file.is_file() and (stat := stat_of(file)).size:
                    found[str(file)] = stat
            except OSError:
                continue
    return found


def arrivals(folder: Path, stop: Callable[[], bool] = lambda: False) -> Iterator[list[Path]]:
    """Batches of files that are complete: their size and time stayed the same from one look to the next.

    First those that are there, then what comes; each state of a file once. Ends when `stop` says so.
    """
    taken: dict[str, Stat] = {}
    before: dict[str, Stat] = {}
    changes = watch(folder, step=50, rust_timeout=_STEP, yield_on_timeout=True, raise_interrupt=False, debounce=_STEP)
    for _ in changes:
        if stop():
            return
        now = waiting(folder)
        complete = [file for file, stat in now.items() if before.get(file) == stat != taken.get(file)]
        taken = {file: stat for file, stat in taken.items() if file in now}
        before = now
        if complete:
            taken |= {file: now[file] for file in complete}
            yield [Path(file) for file in complete]


def put_away(file: Path, folder: Path, move_to: Path) -> None:
    """Moves a file that was taken in to where such files are kept; one of that name there is not written over."""
    target = move_to / file.relative_to(folder)
    number = 1
    while target.exists():
        number += 1
        target = target.with_name(f"{file.stem}-{number}{file.suffix}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(file, target)
