"""How a build is asked for, and what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sitegen.scan import Glance, unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a build is asked for."""

    site: Path
    out: Path
    as_of: datetime
    clock: int
    """Nanoseconds since 1970, to tell which file times can be trusted; nothing in the output depends on it."""
    files: tuple[Path, ...] = ()
    """Only these have changed; empty for looking at all."""
    base_url: str = ""
    drafts: bool = False
    clean: bool = False
    search: bool = True
    jobs: int = 0
    """Processes; 0 is one for each core."""
    scheduler: str = ""
    """Address of a `dask.distributed` scheduler whose workers take the place of processes."""
    brief: bool = False
    """Only count what is written: a first build of an archive then holds no list of its files."""
    say: Callable[[str], None] = lambda word: None
    glance: Glance = unseen
    """What another look at the content folder has found so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a build did."""

    as_of: datetime
    stories: int
    """Published ones."""
    read: int
    """Files whose bytes had changed."""
    gone: int
    made: int
    wrote: int
    """Files written."""
    written: tuple[str, ...]
    """Their paths, and below their reasons; none in a brief build."""
    removed: tuple[str, ...]
    why: Mapping[str, str]
    """The reason for each file written."""
    vanished: tuple[tuple[str, str], ...]
    """Addresses of the last build that answer no more, each with the line that would keep it."""
    held: int
    """Stories that are not seen yet: drafts, embargoes, dates to come."""
    next_due: datetime | None
    """When the next of them is due, or the next one published expires."""
    unknown: int
    """Files in the output folder that sitegen did not write."""
    search_files: int
    """Files of the search index that were written."""
    search_failure: str
    """Why search lacks something; '' if it is whole."""
    root: str
