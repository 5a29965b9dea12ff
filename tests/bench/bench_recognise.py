"""What recognition costs: loading, CPU for a short and a long story, beside a plain scan by one big regular expression.

    python tests/bench/bench_recognise.py [--rounds N]

Prints CPU time (least and median of the rounds; the least is the steadiest on a busy machine), for the labelled pages'
stories. The rival only looks for the known names and country forms by one alternation: no rules, no surnames, no roles.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

PAGES = Path(__file__).parents[1] / "cases" / "pages"


def milliseconds(work: Callable[[], object], *, times: int, rounds: int) -> tuple[float, float]:
    """CPU milliseconds for one run of `work`: least and median of `rounds` of `times` runs."""
    taken = []
    for _ in range(rounds):
        begun = process_time()
        for _ in range(times):
            work()
        taken.append((process_time() - begun) / times * 1000)
    return min(taken), statistics.median(taken)


def stories() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Texts of some 35 and some 300 words from the labelled pages, as (title, text with dateline).

    The pages' own items and articles are shorter, so two items make one short text and four articles one long one.
    """
    items, articles = [], []
    for page in sorted(PAGES.glob("*.txt")):
        gold = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
        article, _, ticker = page.read_text(encoding="utf-8").partition("\nMeer uit ")
        title, _, body = article.partition("\n")
        articles.append((title, body))
        items += [("", line) for line in ticker.split("\n")[1 : len(gold["ticker"])]]
    return _joined(items, 2), _joined(articles, 4)


def _joined(texts: list[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    groups = [texts[i : i + count] for i in range(0, len(texts) - count + 1, count)]
    return [(group[0][0], "\n".join(text for _, text in group)) for group in groups]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    rounds = options.parse_args().rounds
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = perf_counter()
    from sitegen.recognise import load_gazetteer, recognise

    imported = perf_counter()
    gazetteer = load_gazetteer()
    loaded = perf_counter()
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    again, _ = milliseconds(load_gazetteer, times=1, rounds=rounds)
    print(f"import {1000 * (imported - begun):.0f} ms, load {1000 * (loaded - imported):.0f} ms wall, {memory:.0f} MB")
    print(f"load again: {again:.0f} ms CPU")

    forms = [" ".join((first, *rest)) for first, rows in gazetteer.countries.forms.items() for rest, _, _ in rows]
    known = {person.name for person in gazetteer.known_full.values()}
    rival = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted([*forms, *known], key=len, reverse=True))) + r")\b")
    items, articles = stories()
    for name, texts, unit in (("short story", items, 35), ("article", articles, 300)):
        words = sum(len(f"{title} {text}".split()) for title, text in texts)

        def ours(texts: list[tuple[str, str]] = texts) -> None:
            for title, text in texts:
                recognise(title, text, gazetteer)

        def theirs(texts: list[tuple[str, str]] = texts) -> None:
            for title, text in texts:
                rival.findall(title)
                rival.findall(text)

        print(f"{name}: {len(texts)} of {words / len(texts):.0f} words on average, CPU ms for {unit} words")
        for who, work in (("recognise", ours), ("one alternation", theirs)):
            least, median = (time / words * unit for time in milliseconds(work, times=3, rounds=rounds))
            print(f"    {who:16} {least:.3f} least, {median:.3f} median")
    for size in (10_000, 100_000, 1_000_000):
        text = (" ".join(text for _, text in articles) * (size // 10_000 + 1))[:size]
        least, _ = milliseconds(partial(recognise, "", text, gazetteer), times=1, rounds=1)
        print(f"one text of {size:>9,} characters: {least:8.1f} ms")


if __name__ == "__main__":
    main()
