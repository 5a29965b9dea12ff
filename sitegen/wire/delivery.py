"""Delivered files to stories that are ready to be filed, by as many processes as there are cores. Reads files."""

from __future__ import annotations

import os
import re
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from glob import glob, has_magic
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from sitegen.errors import ContentError, Problem
from sitegen.wire import Wire, read_wire
from sitegen.wire.decoding import MOST_BYTES, NoText
from sitegen.wire.filing import Filed, filed
from sitegen.wire.shelf import Stat, stat_of
from sitegen.wire.values import WireStory

Known = TypeVar("Known")
"""What the caller knows of a file that need not be read; None for one that must be."""
_SUBJECT = re.compile(r"(?<!\d)(0[1-9]|1[0-7])\d{6}(?!\d)")
"""A code of IPTC (`04000000`, `TASS:11000000:POL`); those of Media Topics below the top level tell no subject."""
BATCH = 32
"""Files that a process reads at a time."""
FEW = 3 * BATCH
"""So many files are read faster than processes start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What filing needs to know of the site and of this import."""

    sections: Mapping[str, str]
    """By name in small letters."""
    section_map: Mapping[str, str]
    """What agencies call a section, in small letters, and the site's own name for it."""
    section: str | None
    zone: tzinfo
    topics: Mapping[str, str] = field(default_factory=dict)
    """The site's own section for a subject of IPTC, by the first two digits of its code, where it has one."""
    home: str = ""
    """The country of the site; empty where it has none."""
    captured: datetime | None = None
    """When the pages were seen, in `zone`."""
    undated: bool = False
    """Whether pages with ages are taken in without it."""
    format: str = "auto"
    language: str = "nl"
    """That of the words on pages that are no copy."""
    keep_wire: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivered file, read."""

    file: str
    stat: Stat | None
    """As it was before it was read; None where it could not be."""
    stories: tuple[Filed, ...] = ()
    """The oldest first, so that a later version finds the earlier one."""
    wire: Wire | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def read_deliveries(files: Sequence[tuple[str, bool]], desk: Desk) -> list[Delivery]:
    """What files hold, in their order; of each is told whether it was named or only lay in a folder."""
    return [_read_delivery(file, named, desk) for file, named in files]


def _read_delivery(file: str, named: bool, desk: Desk) -> Delivery:
    stat: Stat | None = None
    try:
        stat = stat_of(file)
        wire = _read(file, stat, desk)
    except OSError as error:
        problem = Problem(file, 0, f"cannot be read ({error.strerror})")
        return Delivery(file=file, stat=stat, problems=(problem,))
    except ContentError as error:
        told = tuple(replace(problem, file=problem.file or file) for problem in error.problems)
        # A picture that lies beside the copy is no fault of the copy.
        aside = isinstance(error, NoText) and not named
        return Delivery(file=file, stat=stat, notes=told if aside else (), problems=() if aside else told)
    stories, notes = _filed(file, wire, desk)
    return Delivery(file=file, stat=stat, stories=stories, wire=wire if desk.keep_wire else None, notes=notes)


def _read(file: str, stat: Stat, desk: Desk) -> Wire:
    if stat.size > MOST_BYTES:
        wrong = f"is {stat.size:,} bytes, more than the {MOST_BYTES:,} that one wire file may have"
        raise ContentError([Problem(file, 0, wrong, "split it")])
    with open(file, "rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    wire = read_wire(data, captured=desk.captured, format=desk.format, zone=desk.zone, language=desk.language)
    dated = next((story for story in wire.stories if story.age), None)
    if desk.captured is None and not desk.undated and dated:
        wrong = f"tells times as ages ('{dated.age}'), and when the page was seen is not known"
        right = "add --captured-at 2026-05-12T09:00+02:00, or --captured-at unknown to leave them undated"
        raise ContentError([Problem(file, dated.line, wrong, right)])
    return wire


def _filed(file: str, wire: Wire, desk: Desk) -> tuple[tuple[Filed, ...], tuple[Problem, ...]]:
    made: list[Filed] = []
    notes: dict[str, Problem] = {}
    if not wire.stories and not wire.latest:
        held = "; it has " + ", ".join(sorted({note.text for note in wire.uncertain})[:3])
        notes[""] = Problem(file, 0, f"holds no text item{held}", "pictures and planning items are not taken in")
    page = wire.kind in ("article-page", "section-page", "ticker-page")
    places = {at: order for order, at in enumerate((at for at, s in enumerate(wire.stories) if s.kind == "ticker"), 1)}
    # A page lists its newest first.
    for at, story in reversed(list(enumerate(wire.stories))):
        if story.duplicate_of is not None:
            continue
        named, section = _section(story, wire, desk)
        if named and not section and named not in notes:
            right = f'add it to sections in site.toml, or "{named}" = "..." under [import.sections], or use --section'
            wrong = f"section '{named}' is unknown to the site and was left out"
            notes[named] = Problem(file, 0, wrong, right)
        captured = desk.captured if page or not story.date else None
        order = places.get(at, 0) if page else 0
        made.append(filed(story, section=section, captured=captured, order=order, home=desk.home))
    return tuple(made), tuple(notes.values())


def _section(story: WireStory, wire: Wire, desk: Desk) -> tuple[str | None, str | None]:
    """What a story's section is called, and the site's own section for it: the first of several that it has."""
    names = [desk.section or story.section or wire.section, *(() if desk.section else story.sections)]
    told = [name for name in names if name]
    for name in told:
        own = desk.sections.get(desk.section_map.get(name.casefold(), name).strip().casefold())
        if own:
            return name, own
    for code in (found[1] for name in told if (found := _SUBJECT.search(name))):
        if code in desk.topics:
            return None, desk.topics[code]
    # A code that no setting maps is no name that an editor would miss.
    return next((name for name in told if not name.isdigit()), None), None


def expanded(paths: Iterable[Path]) -> Iterator[tuple[str, bool]]:
    """Files, and whether each was named itself; folders stand for what is below them, patterns for what fits them."""
    for path in paths:
        if path.is_dir():
            files = (os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names)
            yield from ((file, False) for file in sorted(files) if not os.path.basename(file).startswith("."))
        elif has_magic(str(path)) and not path.exists():
            found = sorted(glob(str(path), recursive=True))
            yield from ((file, False) for file in found if os.path.isfile(file))
            if not found:
                yield str(path), True
        else:
            yield str(path), True


def delivered(
    files: Iterator[tuple[str, bool, Known]], desk: Desk, jobs: int
) -> Iterator[tuple[Delivery | None, Known]]:
    """Files in order, read by `jobs` processes a few batches ahead; those about which something is known unread."""
    if jobs < 2:
        for file, named, known in files:
            yield (read_deliveries([(file, named)], desk)[0] if known is None else None), known
        return
    # A fork is the fastest start, but where other threads run it can inherit a held lock.
    method = "fork" if threading.active_count() == 1 else "forkserver"
    with ProcessPoolExecutor(jobs, mp_context=get_context(method)) as pool:
        ahead: deque[tuple[list[Known], Future[list[Delivery]]]] = deque()
        while batch := list(islice(files, BATCH)):
            unread = [(file, named) for file, named, known in batch if known is None]
            ahead.append(([known for _, _, known in batch], pool.submit(read_deliveries, unread, desk)))
            if len(ahead) > 2 * jobs:
                yield from _joined(*ahead.popleft())
        while ahead:
            yield from _joined(*ahead.popleft())


def _joined(known: list[Known], read: Future[list[Delivery]]) -> Iterator[tuple[Delivery | None, Known]]:
    deliveries = iter(read.result())
    for told in known:
        yield (next(deliveries) if told is None else None), told
