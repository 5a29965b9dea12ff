"""How a build is asked for, what it did, and how that is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sitegen.scan import Glance, unseen

_VANISHED_SHOWN = 20


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


def told(outcome: Outcome, seconds: float) -> Iterable[str]:
    """What a build did, in words."""
    yield (
        f"{outcome.stories} stories as of {outcome.as_of.isoformat(timespec='seconds')}: "
        f"{outcome.read} files read, {outcome.gone} gone; {outcome.made} pages and files made, "
        f"{outcome.wrote} written, {len(outcome.removed)} removed; "
        f"{outcome.search_files} files of the search index; {seconds:.2f} s"
    )
    if outcome.held:
        due = f"; the next is due at {outcome.next_due.isoformat(timespec='minutes')}" if outcome.next_due else ""
        held = "1 story is" if outcome.held == 1 else f"{outcome.held} stories are"
        yield f"{held} held (draft, embargo, withheld or dated later){due}"
    elif outcome.next_due:
        yield f"the next change by itself is due at {outcome.next_due.isoformat(timespec='minutes')}"
    if outcome.unknown:
        yield f"{outcome.unknown} files in the output folder are not sitegen's; they were left alone"
    if outcome.search_failure:
        yield outcome.search_failure
    if outcome.vanished:
        yield "these addresses answer no more; a line in content/redirects.toml keeps one:"
        yield from (f"  {line}" for _, line in outcome.vanished[:_VANISHED_SHOWN])
        if len(outcome.vanished) > _VANISHED_SHOWN:
            yield f"  and {len(outcome.vanished) - _VANISHED_SHOWN} more"


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What `build --json` prints."""
    return {
        "as_of": outcome.as_of.isoformat(),
        "stories": outcome.stories,
        "held": outcome.held,
        "next_due": outcome.next_due.isoformat() if outcome.next_due else None,
        "read": outcome.read,
        "gone": outcome.gone,
        "made": outcome.made,
        "written": [{"path": path, "why": outcome.why.get(path, "")} for path in outcome.written],
        "removed": list(outcome.removed),
        "search_failure": outcome.search_failure,
        "vanished": [{"address": address, "line": line} for address, line in outcome.vanished],
    }
