"""What a site's own recogniser found, as the runs that resolution works on. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from sitegen.plugins import PERSON_LABELS, Span
from sitegen.recognise.copytext import Copy
from sitegen.recognise.kinds import PARTICLE
from sitegen.recognise.runs import Run, name_runs


def vouched_runs(copy: Copy, spans: Iterable[Span], start: int) -> list[Run]:
    """The runs of `copy` with a verdict: those that `spans` call persons, and of the rules' own those beside them.

    Offsets in `spans` count from `start`. What lies outside the text, holds no word or crosses a longer span is passed
    over. A run that no span covers is a person only if a list or the story itself knows it.
    """
    taken: set[int] = set()
    found = []
    for run in sorted(_persons(copy, spans, start), key=lambda run: (run.first - run.last, run.first)):
        if taken.isdisjoint(range(run.first, run.last + 1)):
            taken.update(range(run.first, run.last + 1))
            found.append(run)
    others = (run for run in name_runs(copy) if taken.isdisjoint(range(run.first, run.last + 1)))
    return sorted([*found, *(run._replace(vouched=False) for run in others)])


def _persons(copy: Copy, spans: Iterable[Span], start: int) -> Iterator[Run]:
    words, things = copy.words, copy.names.not_persons
    for begin, end, label in spans:
        if label.casefold() not in PERSON_LABELS or not 0 <= begin < end <= len(copy.text) - start:
            continue
        first = bisect_left(words.starts, begin + start)
        last = bisect_right(words.starts, end + start - 1) - 1
        while first <= last and words.end(last) > end + start:
            last -= 1
        while first <= last and copy.kinds[first] & PARTICLE:
            first += 1
        if first > last or not words.words[first][0].isupper():
            continue
        tokens = words.words
        # A surname's initial, with its point or without, is a suspect's: never a link.
        suspect = first < last and len(tokens[last]) == 1
        second, *rest = [*tokens[first + 1 : last + 1], ""]
        thing = tuple(rest[:-1]) in things.get((tokens[first], second), ())
        yield Run(first, last, suspect, thing=thing, vouched=True)
