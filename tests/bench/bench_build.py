"""What builds cost, beside other generators where they are installed: first ones, and after each kind of change.

    python tests/bench/bench_build.py --stories 1000 --runs 3 --hugo PATH --eleventy PATH --pelican PATH --search
    python tests/bench/bench_build.py --growth 1000,10000,100000,300000 --runs 1
    python tests/bench/bench_build.py --dropped --stories 1000 --hugo PATH

All tools get the same invented stories (`corpus.py`) and make the same kinds of pages (`peers/`); the others also get
every name labelled, which sitegen has to find. Each build is a fresh process; within a run the tools take turns after
each change, and who goes first changes with every run. Prints a table in Markdown, with medians over the runs.

wall is in seconds; CPU is user and system time of the process and all its children, in seconds; peak is the largest
single process, in MiB; files are those whose bytes were written in the output folder, by their change times. A ratio is
the median of the runs' own ratios, to Hugo. `--search` adds sitegen and Hugo with their search index, and what Pagefind
takes of it. `--growth` builds sitegen's site in several sizes. `--dropped` measures from a raw story, names unlabelled,
to page, feed and search that answer (`dropped.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from corpus import STYLES, added
from dropped import dropped
from measuring import Cost, adopt_orphans, cost_of
from rivals import OWN_FOLDERS, Place, Tool, prepared, tools

BURST = 50


# The changes: each makes one in a place and gives the files it wrote.


def nothing(place: Place) -> list[Path]:
    return []


def new_items(number: int, back: timedelta = timedelta(0)) -> Callable[[Place], list[Path]]:
    def change(place: Place) -> list[Path]:
        items = added(place.count, range(place.extra, place.extra + number), back=back)
        place.extra += number
        files = map(STYLES[place.style], items)
        return [place.put(place.folder / path, text.encode()) for path, text in files]

    return change


def edited_article(place: Place) -> list[Path]:
    file = place.file(place.count // 10 * 5)
    return [place.put(file, file.read_bytes() + b"\nDaarmee is de zaak nog niet afgedaan.\n")]


def killed_article(place: Place) -> list[Path]:
    """An article two years back is killed; the others know no kill, its file goes."""
    file = place.file(5)
    kill = file.read_bytes().replace(b"---\n", b"---\nstatus: canceled\n", 1)
    return [place.put(file, kill if place.style == "sitegen" else None)]


def edited_template(place: Place) -> list[Path]:
    home, _, name = OWN_FOLDERS[place.style]
    text = place.original(home, name).read_text(encoding="utf-8").replace("</body>", "<p>Nieuw</p>\n</body>")
    return [place.put(place.folder / home / name, text.encode())]


def edited_css(place: Place) -> list[Path]:
    home = OWN_FOLDERS[place.style][1]
    text = place.original(home, "site.css").read_bytes() + b"\nh1 { color: red; }\n"
    return [place.put(place.folder / home / "site.css", text)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    key: str
    says: str
    change: Callable[[Place], list[Path]] = nothing
    gone: tuple[str, ...] = ()
    """What is deleted before."""
    named: bool = False
    """The changed files are named on sitegen's command line."""


SCENARIOS = (
    Scenario(key="cold", says="cold", gone=(".sitegen", "public", "cache")),
    Scenario(key="restored", says="archive kept, all output gone", gone=("public",)),
    Scenario(key="same", says="no change"),
    Scenario(key="new", says="one new item, found by scan", change=new_items(1)),
    Scenario(key="named", says="one new item, named", change=new_items(1), named=True),
    Scenario(key="burst", says=f"burst of {BURST} items", change=new_items(BURST)),
    Scenario(key="edit", says="one edited article", change=edited_article),
    Scenario(key="back", says="one item backdated a year", change=new_items(1, timedelta(days=365))),
    Scenario(key="kill", says="one article killed, two years back", change=killed_article),
    Scenario(key="template", says="template edit", change=edited_template),
    Scenario(key="css", says="CSS edit", change=edited_css),
)


def run(
    number: int,
    places: dict[Tool, Place],
    asked: argparse.Namespace,
    costs: dict[tuple[str, str], list[Cost]],
    scenarios: Sequence[Scenario] = SCENARIOS,
) -> None:
    """The scenarios once, the tools in turn."""
    order = list(places) if number % 2 == 0 else list(places)[::-1]
    for scenario in scenarios:
        for tool in order:
            place = places[tool]
            for name in scenario.gone:
                shutil.rmtree(place.folder / name, ignore_errors=True)
            files = scenario.change(place)
            if tool.style != "sitegen" and asked.rivals_in and scenario.key not in asked.rivals_in.split(","):
                continue
            *first, last = tool.commands(place.folder, files if scenario.named else ())
            cost, said = cost_of(first or [last], place.folder / "public", asked.limit, place.folder)
            if first:
                apart, said = cost_of([last], place.folder / "public", asked.limit, place.folder)
                costs[scenario.key, tool.apart].append(apart)
                cost += apart
            costs[scenario.key, tool.name].append(cost)
            told = f"run {number + 1}, {scenario.says}, {tool.name}: {cost.wall:.2f} s, {cost.cpu:.2f} s CPU"
            print(f"{told}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
            if asked.show == scenario.key and tool.style == "sitegen" and number == 0:
                for row in json.loads(said)["written"]:
                    print(f"  {row['path']}: {row['why']}", file=sys.stderr)
    for place in places.values():
        place.restore()


def table(costs: dict[tuple[str, str], list[Cost]], measured: Sequence[Tool]) -> list[str]:
    """The table in Markdown."""
    lines = [
        "| | tool | wall s | from-to | user s | CPU s | peak MiB | files | wall ratio | CPU ratio |",
        "|---|---|--:|---|--:|--:|--:|--:|--:|--:|",
    ]
    for scenario in SCENARIOS:
        named = [
            (name, tool.rival if name == tool.name else "") for tool in measured for name in (tool.name, tool.apart)
        ]
        for name, rival in named:
            own, other = costs.get((scenario.key, name)), costs.get((scenario.key, rival))
            if not own:
                continue
            walls = [cost.wall for cost in own]
            ratios = ["", ""]
            if other:
                pairs = list(zip(own, other, strict=False))
                ratios[0] = f"{statistics.median(a.wall / b.wall for a, b in pairs):.2f}"
                ratios[1] = f"{statistics.median(a.cpu / b.cpu for a, b in pairs):.2f}"
            numbers = [f"{statistics.median(walls):.2f}", f"{min(walls):.2f}-{max(walls):.2f}"]
            numbers += [f"{statistics.median(getattr(cost, what) for cost in own):.2f}" for what in ("user", "cpu")]
            numbers += [f"{statistics.median(getattr(cost, what) for cost in own):.0f}" for what in ("peak", "files")]
            lines.append("| " + " | ".join([scenario.says, name, *numbers, *ratios]) + " |")
    return lines


def recognition(place: Place, costs: dict[tuple[str, str], list[Cost]], tool: Tool) -> str:
    """What recognising the stories of a place costs by itself, beside the first build that has it in it."""
    from sitegen.recognise import load_gazetteer, recognise

    archive = sqlite3.connect(f"file:{place.folder / '.sitegen' / 'archive.db'}?mode=ro", uri=True)
    texts = archive.execute("select title, text from stories").fetchall()
    gazetteer = load_gazetteer()
    begun = time.process_time()
    for title, text in texts:
        recognise(title, text, gazetteer)
    alone = time.process_time() - begun
    share = alone / statistics.median(cost.cpu for cost in costs["cold", tool.name])
    return f"\nRecognition of all of it, alone: {alone:.2f} s CPU, {100 * share:.0f} % of {tool.name}'s first build."


GROWTH = ("cold", "same", "new", "named", "burst", "kill")


def grown(work: Path, sizes: Sequence[int], asked: argparse.Namespace) -> list[str]:
    """The table of sitegen's builds by size, search included, as far as it came; small builds of all sizes take turns.

    Below it how much longer each takes in one size than in the one before.
    """
    (tool,) = (tool for tool in tools("", "", "", True) if tool.name == "sitegen, search")
    cold, *small = (scenario for scenario in SCENARIOS if scenario.key in GROWTH)
    costs: dict[int, dict[tuple[str, str], list[Cost]]] = {size: defaultdict(list) for size in sizes}
    places: dict[int, Place] = {}
    with suppress(KeyboardInterrupt):
        for size in sizes:
            places[size] = prepared(work / str(size), tool, size)
            run(0, {tool: places[size]}, asked, costs[size], [cold])
        for number in range(asked.runs):
            for size, place in places.items():
                run(number, {tool: place}, asked, costs[size], small)
                cost_of(tool.commands(place.folder, ()), place.folder / "public", asked.limit, place.folder)
    lines = [
        "| stories | " + " | ".join(f"{scenario.says}, s" for scenario in (cold, *small)) + " | cold, ms a story | "
        "cold, CPU ms a story | peak MiB | files a story | archive MB |",
        "|--:|" + "--:|" * (len(small) + 6),
    ]
    walls = {
        size: {key: statistics.median(cost.wall for cost in some) for (key, _), some in costs[size].items()}
        for size in places
    }
    for size, place in places.items():
        (first,) = costs[size]["cold", tool.name]
        peak = max(cost.peak for some in costs[size].values() for cost in some)
        archive = (place.folder / ".sitegen" / "archive.db").stat().st_size / 1e6
        cells = [str(size), *(f"{walls[size][scenario.key]:.2f}" for scenario in (cold, *small))]
        cells += [f"{1000 * first.wall / size:.2f}", f"{1000 * first.cpu / size:.2f}", f"{peak:.0f}"]
        lines.append("| " + " | ".join([*cells, f"{first.files / size:.2f}", f"{archive:.0f}"]) + " |")
    for less, more in pairwise(places):
        times = [f"{scenario.says} {walls[more][scenario.key] / walls[less][scenario.key]:.2f}" for scenario in small]
        lines.append(f"\n{more} beside {less} stories: {', '.join(times)} times as long")
    return lines


def options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--stories", type=int, default=1000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--hugo", default=shutil.which("hugo") or "", help="Hugo's own binary; without it sitegen alone")
    asked.add_argument("--eleventy", default="", help="the file cmd.cjs of an installed @11ty/eleventy")
    asked.add_argument("--pelican", default=shutil.which("pelican") or "", help="the program pelican")
    asked.add_argument("--rivals-in", default="", help="keys of the scenarios the others take part in; default all")
    asked.add_argument("--search", action="store_true", help="sitegen and Hugo with their search index as well")
    asked.add_argument("--growth", default="", help="sizes: only sitegen, with search, in each of them")
    asked.add_argument("--dropped", action="store_true", help="only from the raw story to what answers")
    asked.add_argument("--work", type=Path, default=None, help="a folder to work in; default a temporary one")
    asked.add_argument("--limit", type=float, default=1800, help="seconds a command may take")
    asked.add_argument("--show", default="", help="a scenario's key: print what sitegen wrote in it, and why")
    return asked.parse_args()


def main() -> None:
    asked = options()
    adopt_orphans()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=asked.work, ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        if asked.growth:
            lines = grown(work, [int(size) for size in asked.growth.split(",")], asked)
        elif asked.dropped:
            lines = dropped(work, asked)
        else:
            measured = tools(asked.hugo, asked.eleventy, asked.pelican, asked.search)
            costs: dict[tuple[str, str], list[Cost]] = defaultdict(list)
            places = {tool: prepared(work, tool, asked.stories) for tool in measured}
            with suppress(KeyboardInterrupt):  # what was measured until then is shown
                for number in range(asked.runs):
                    run(number, places, asked, costs)
            lines = table(costs, measured)
            own = next(tool for tool in measured if tool.style == "sitegen")
            lines.append(recognition(places[own], costs, own))
    print(
        f"{asked.growth or asked.stories} stories, {asked.runs} runs, {platform.machine()}, {os.cpu_count()} cores,",
        end=" ",
    )
    print(f"Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}, load {os.getloadavg()[1]:.1f}\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
