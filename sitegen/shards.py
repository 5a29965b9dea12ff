"""Search's nouns, and which stretch of time makes a shard of the search index. Pure.

Why shards: one index of an archive would be made again, whole, for every new item. Here every story lies in one shard;
a shard is built once and kept, and the page walks them from new to old.

**Why these sizes.** Measured on 2 busy cores with 100,000 invented stories (one in five an article) of 24 months, which
make 29 shards of 98 to 4,252 stories:

| stories in the shard | 98 | 176 | 542 | 1,096 | 2,191 | 4,247 |
|---|--:|--:|--:|--:|--:|--:|
| a process that makes just this shard, wall s | 0.47 | 0.50 | 0.69 | 1.1 | 1.7 | 2.8 |

0.27 s of it are the process itself.

* *Every build* makes the newest shard anew: so at most `HOT` stories, 0.2 s beside the rendering.
* *The build that seals*: a shard is made again when it has doubled, so most sealing builds take half a second more; the
  largest, of `FULL` stories, some 4 s, once in six weeks at 140 stories a day.
* *An old correction* makes the shard of its date anew: 2.5 s here, and never more than `FULL` costs.
* *A query without hits* asks for one word list (4 KB) of every shard: 29 here, 0.15 MB in all. Half the size would be
  twice the requests; twice the size would make seals and corrections twice as dear, and the lists no longer.
* *Memory*: 62 MB for Pagefind and 89 MB for the process that asks it, in the largest shard here.
* *Files*: lists and packs come to 0.14 a story, and hardly depend on the size.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import itemgetter

HOT = 200
"""Stories a shard may always hold."""
FULL = HOT * 32
"""Stories a shard holds at most."""
AGE = 4
"""A shard may hold this many times the stories that are newer than it; see `plan_shards`."""
FORMAT = 4
"""Of a shard folder; part of every name, so that a change here builds the archive's shards again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """What holds for every shard of a site; part of their names."""

    language: str
    """Pagefind's stemmer: `nl`."""
    typeahead: tuple[str, ...] = ()
    """Filters of too many values for a list, such as persons: offered while one types, kept out of shards.json."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """One published story as search sees it."""

    address: str
    """Root-relative."""
    title: str
    text: str
    """Plain, without the title; may be empty."""
    moment: str
    """ISO text in UTC of one width (`2026-05-12T07:00:00Z`); '' if unknown, which sorts before all."""
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Name and values, as the reader sees them: `("land", ("Polen", "Belarus"))`."""
    meta: tuple[tuple[str, str], ...] = ()
    """What a result shows beside its title: `("date", "12 mei 2026")`. Not searched: else every story of May would be
    found under "mei"."""
    also: str = ""
    """Further words to find the story by, never shown: the name of a country that the text names by adjective only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A stretch of time: all stories of the days `first` to `last`, or `count` stories of one day after `skip`.

    Stories of a day stand in order of (moment, address). Both days are '' for the stories without a moment.
    """

    name: str
    first: str
    last: str
    skip: int = 0
    count: int
    whole: bool = True
    """Whether it holds all stories of its days; False for a part of a day."""


def plan_shards(days: Iterable[tuple[str, int]]) -> tuple[Shard, ...]:
    """The shards, oldest first, of an archive with so many stories on each UTC day ('' for no moment).

    A calendar tree (year, half, quarter, month, then 16, 8, 4, 2 and 1 days, then parts of a day of 200, 400, ...) is
    cut from the top. A node is a shard if it holds at most `HOT` stories, or at most `FULL` and at most `AGE` times the
    stories after it. So:

    * the newest shard is small, and one more item at the end touches no other; the shards behind it grow with age, and
      there are about log2(FULL / HOT) of them before the full ones;
    * a late story touches the one shard of its date, unless that overflows and is cut;
    * each story is indexed again a handful of times in its life, each time in a shard twice as large;
    * the cut follows the stories and not the clock or the history of builds: the same days give the same shards, and a
      story dated next year by mistake does not turn today into an old, large shard that every build makes anew;
    * a quiet site has a shard a year and a busy one a shard every fortnight; a day can never be too large.
    """
    known = sorted((day, count) for day, count in days if count)
    totals = [0, *accumulate(count for _, count in known)]
    dated = next((place for place, (day, _) in enumerate(known) if day), len(known))
    shards: list[Shard] = []

    def fits(first: int, past: int) -> bool:
        count = totals[past] - totals[first]
        return count <= HOT or count <= min(FULL, AGE * (totals[-1] - totals[past]))

    def cut(first: int, past: int, level: int) -> None:
        if past - first == 1 and (level == len(_LEVELS) - 1 or not fits(first, past)):
            shards.extend(_parts(*known[first], newer=totals[-1] - totals[past]))
        elif fits(first, past):
            count = totals[past] - totals[first]
            name = _LEVELS[level](known[first][0])
            shards.append(Shard(name=name, first=known[first][0], last=known[past - 1][0], count=count))
        else:
            for start, end in _groups(known, first, past, _LEVELS[level + 1]):
                cut(start, end, level + 1)

    if dated:
        shards.extend(_parts(*known[0], newer=totals[-1] - totals[1]))
    for start, end in _groups(known, dated, len(known), _LEVELS[0]):
        cut(start, end, 0)
    return tuple(shards)


def _half(day: str) -> str:
    return f"{day[:4]}-h{1 if day[5:7] < '07' else 2}"


def _quarter(day: str) -> str:
    return f"{day[:4]}-q{(int(day[5:7]) + 2) // 3}"


def _days(length: int) -> Callable[[str], str]:
    return lambda day: f"{day[:7]}-{(int(day[8:10]) - 1) // length * length + 1:02}+{length}"


# Each names the period a day lies in; each period lies in one of the level before.
_LEVELS: tuple[Callable[[str], str], ...] = (
    itemgetter(slice(4)),
    _half,
    _quarter,
    itemgetter(slice(7)),
    _days(16),
    _days(8),
    _days(4),
    _days(2),
    itemgetter(slice(10)),
)


def _groups(
    known: Sequence[tuple[str, int]], first: int, past: int, period: Callable[[str], str]
) -> Iterator[tuple[int, int]]:
    """Index ranges of `known[first:past]`, one for each period that has stories."""
    for _, run in groupby(range(first, past), key=lambda place: period(known[place][0])):
        places = list(run)
        yield places[0], places[-1] + 1


def _parts(day: str, count: int, newer: int) -> Iterator[Shard]:
    """The shards of one day, by the same rule: halves of a power of two times `HOT`, so that a story at the end of the
    day leaves the parts before it as they are."""
    span = HOT
    while span < count:
        span *= 2

    def cut(start: int, span: int) -> Iterator[tuple[int, int]]:
        end = min(start + span, count)
        if end - start <= HOT or end - start <= min(FULL, AGE * (newer + count - end)):
            yield start, end
        else:
            yield from cut(start, span // 2)
            if start + span // 2 < count:
                yield from cut(start + span // 2, span // 2)

    for start, end in cut(0, span):
        whole = end - start == count
        name = (day or "undated") + ("" if whole else f".{start // HOT + 1}")
        yield Shard(name=name, first=day, last=day, skip=start, count=end - start, whole=whole)


def record_digest(record: SearchRecord) -> str:
    """Hash, 16 hex digits, of all that a record says."""
    return _digest(json.dumps(_said(record), ensure_ascii=False))


def _said(record: SearchRecord) -> tuple[object, ...]:
    filters = [(name, sorted(set(values))) for name, values in sorted(record.filters)]
    return (record.address, record.title, record.text, record.moment, filters, record.meta, record.also)


def input_hash(digests: Iterable[str], settings: SearchSettings, pagefind: str) -> str:
    """Hash, 16 hex digits, of a shard's input: what its records say, the settings, the version of
    `pagefind` and this format.

    `digests` stand for the records, in order: those of the records for a part of a day (`not shard.whole`), and for a
    shard of whole days either these or one a day that changes with any record of that day. The period's name is not
    part of it: a month whose stories all lie in one day is that day's shard.
    """
    fixed = (FORMAT, pagefind, settings.language, settings.typeahead)
    return _digest("\n".join([repr(fixed), *digests]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
