"""What builds cost, beside Hugo where it is installed: first ones, and after each kind of change a newsroom makes.

    python tests/bench/bench_build.py --stories 1000 --runs 3 [--hugo PATH] [--search] [--work DIR]

Both tools get the same invented stories (`corpus.py`) and make the same kinds of pages (`peers/hugo/`); Hugo also gets
every name labelled, which sitegen has to find. Each build is a fresh process; within a run the tools take turns after
each change, and who goes first changes with every run. Prints a table in Markdown, with medians over the runs.

wall is in seconds; CPU is user and system time of the process and all its children, in seconds; peak is the largest
single process, in MiB; files are those whose bytes were written in the output folder, by their change times. A ratio is
the median of the runs' own ratios. `--search` adds both tools with their search index.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import platform
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from corpus import FIXED, STYLES, added, stories, story, write, write_text

ROOT = Path(__file__).resolve().parents[2]
PEER = Path(__file__).parent / "peers" / "hugo"
AS_OF = "2026-11-15T12:00+01:00"
"""After all stories, so that none is held."""
BURST = 50


@dataclass(slots=True)
class Place:
    """A site's folder, in which changes are made that can be taken back."""

    folder: Path
    style: str
    count: int
    before: dict[Path, bytes | None] = field(default_factory=dict)
    extra: int = 0

    def put(self, path: Path, data: bytes | None) -> Path:
        self.before.setdefault(path, path.read_bytes() if path.exists() else None)
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return path

    def restore(self) -> None:
        for path, data in list(self.before.items()):
            self.put(path, data)
        self.before.clear()
        self.extra = 0

    def file(self, number: int) -> Path:
        return self.folder / STYLES[self.style](story(self.count, number))[0]


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
    """An article two years back is killed; Hugo knows no kill, its file goes."""
    file = place.file(5)
    kill = file.read_bytes().replace(b"---\n", b"---\nstatus: canceled\n", 1)
    return [place.put(file, kill if place.style == "sitegen" else None)]


def edited_template(place: Place) -> list[Path]:
    home = {"sitegen": "templates", "hugo": "layouts"}[place.style]
    name = {"sitegen": "base.html", "hugo": "baseof.html"}[place.style]
    own = (PEER if place.style == "hugo" else ROOT) / home / name
    text = own.read_text(encoding="utf-8").replace("</body>", "<p>Nieuw</p>\n</body>")
    return [place.put(place.folder / home / name, text.encode())]


def edited_css(place: Place) -> list[Path]:
    home = {"sitegen": ROOT / "templates/assets", "hugo": PEER / "static/assets"}[place.style]
    to = {"sitegen": "templates/assets", "hugo": "static/assets"}[place.style]
    return [place.put(place.folder / to / "site.css", (home / "site.css").read_bytes() + b"\nh1 { color: red; }\n")]


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
    Scenario(key="cold", says="cold", gone=(".sitegen", "public")),
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


@dataclass(frozen=True, slots=True)
class Tool:
    """A way to build; `commands` of a site's folder and the files named."""

    name: str
    style: str
    commands: Callable[[Path, Sequence[Path]], list[list[str]]]
    rival: str = ""
    """The tool it is compared with."""


def tools(hugo: str, search: bool) -> list[Tool]:
    """The tools to measure, those compared beside each other."""
    python = [sys.executable, "-m"]

    def sitegen(*options: str) -> Callable[[Path, Sequence[Path]], list[list[str]]]:
        build = [*python, "sitegen", "build", "--as-of", AS_OF, "--json", *options]
        return lambda folder, files: [[*build, "--site", str(folder), *map(str, files)]]

    def rival(folder: Path, files: Sequence[Path]) -> list[list[str]]:
        cache = str(folder / "cache")
        return [
            [hugo, "-s", str(folder), "-d", str(folder / "public"), "--cacheDir", cache, "--noBuildLock", "--quiet"]
        ]

    def indexed(folder: Path, files: Sequence[Path]) -> list[list[str]]:
        pagefind = [*python, "pagefind_bin", "--site", str(folder / "public"), "--force-language", "nl", "--silent"]
        return [*rival(folder, files), pagefind]

    rows = [Tool("sitegen", "sitegen", sitegen("--no-search"), "Hugo"), Tool("Hugo", "hugo", rival)]
    if search:
        rows += [Tool("sitegen, search", "sitegen", sitegen(), "Hugo, Pagefind")]
        rows += [Tool("Hugo, Pagefind", "hugo", indexed)]
    return [row for row in rows if hugo or row.style != "hugo"]


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float
    user: float
    cpu: float
    peak: float
    files: int


def cost_of(commands: list[list[str]], out: Path, limit: float) -> tuple[Cost, str]:
    """What some commands cost together, and what the last wrote on standard output; ends the benchmark if one fails."""
    time.sleep(0.05)  # the clock behind a file's change time is a little behind
    since = time.time_ns() - 20_000_000
    wall = user = cpu = peak = 0.0
    said = ""
    for command in commands:
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            begun = time.perf_counter()
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            process = subprocess.Popen(
                command, stdout=output, stderr=errors, env=environment, cwd=ROOT, start_new_session=True
            )
            timer = threading.Timer(limit, os.killpg, (process.pid, signal.SIGKILL))
            timer.start()
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()  # it writes where the folder is about to be removed
                raise
            wall += time.perf_counter() - begun
            timer.cancel()
            usages = [usage, *left_behind()]
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            said = output.read().decode()
            if process.returncode:
                errors.seek(0)
                sys.exit(f"{' '.join(command)}\nended with {process.returncode}: {errors.read().decode()[-2000:]}")
        user += sum(usage.ru_utime for usage in usages)
        cpu += sum(usage.ru_utime + usage.ru_stime for usage in usages)
        peak = max(peak, *(usage.ru_maxrss / 1024 for usage in usages))
    return Cost(wall, user, cpu, peak, written_since(out, since)), said


def adopt_orphans() -> None:
    """Makes this process the parent of what its children leave behind: a fork server's CPU would not count else."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def left_behind() -> list[resource.struct_rusage]:
    """What processes used that outlived the one that started them; waits for their end."""
    usages = []
    with suppress(ChildProcessError):
        while True:
            usages.append(os.wait4(-1, 0)[2])
    return usages


def written_since(folder: Path, since: int) -> int:
    paths = (os.path.join(top, name) for top, _, names in os.walk(folder) for name in names)
    return sum(os.stat(path).st_ctime_ns >= since for path in paths)


def prepared(work: Path, tool: Tool, count: int) -> Place:
    """A site for a tool: its templates if it is Hugo's, and the corpus."""
    folder = work / "".join(letter if letter.isalpha() else "-" for letter in tool.name.lower())
    if tool.style == "hugo":
        shutil.copytree(PEER, folder)
    path, text = FIXED[tool.style]
    write_text(folder / path, text)
    write(folder, tool.style, stories(count))
    return Place(folder, tool.style, count)


def run(
    number: int, places: dict[Tool, Place], asked: argparse.Namespace, costs: dict[tuple[str, str], list[Cost]]
) -> None:
    """All scenarios once, the tools in turn."""
    order = list(places) if number % 2 == 0 else list(places)[::-1]
    for scenario in SCENARIOS:
        for tool in order:
            place = places[tool]
            for name in scenario.gone:
                shutil.rmtree(place.folder / name, ignore_errors=True)
            files = scenario.change(place)
            if tool.style == "hugo" and asked.hugo_in and scenario.key not in asked.hugo_in.split(","):
                continue
            commands = tool.commands(place.folder, files if scenario.named else ())
            cost, said = cost_of(commands, place.folder / "public", asked.limit)
            costs[scenario.key, tool.name].append(cost)
            told = f"run {number + 1}, {scenario.says}, {tool.name}: {cost.wall:.2f} s, {cost.cpu:.2f} s CPU"
            print(f"{told}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
            if asked.show == scenario.key and tool.name == "sitegen" and number == 0:
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
        for tool in measured:
            own, other = costs.get((scenario.key, tool.name)), costs.get((scenario.key, tool.rival))
            if not own:
                continue
            walls = [cost.wall for cost in own]
            ratios = ["", ""]
            if other:
                pairs = list(zip(own, other, strict=False))
                ratios[0] = f"{statistics.median(a.wall / b.wall for a, b in pairs):.2f}"
                ratios[1] = f"{statistics.median(a.cpu / b.cpu for a, b in pairs):.2f}"
            numbers = [f"{statistics.median(walls):.2f}", f"{min(walls):.2f}-{max(walls):.2f}"]
            numbers += [f"{statistics.median(getattr(cost, name) for cost in own):.2f}" for name in ("user", "cpu")]
            numbers += [f"{statistics.median(getattr(cost, name) for cost in own):.0f}" for name in ("peak", "files")]
            lines.append("| " + " | ".join([scenario.says, tool.name, *numbers, *ratios]) + " |")
    return lines


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stories", type=int, default=1000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument(
        "--hugo", default=shutil.which("hugo") or "", help="Hugo's own binary; without it sitegen alone"
    )
    options.add_argument("--hugo-in", default="", help="keys of the scenarios Hugo takes part in; default all")
    options.add_argument("--search", action="store_true", help="both tools with their search index as well")
    options.add_argument("--work", type=Path, default=None, help="a folder to work in; default a temporary one")
    options.add_argument("--limit", type=float, default=1800, help="seconds a command may take")
    options.add_argument("--show", default="", help="a scenario's key: print what sitegen wrote in it, and why")
    asked = options.parse_args()
    measured = tools(asked.hugo, asked.search)
    adopt_orphans()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    costs: dict[tuple[str, str], list[Cost]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=asked.work, ignore_cleanup_errors=True) as work:
        places = {tool: prepared(Path(work), tool, asked.stories) for tool in measured}
        with suppress(KeyboardInterrupt):  # what was measured until then is shown
            for number in range(asked.runs):
                run(number, places, asked, costs)
    done = max(map(len, costs.values()), default=0)
    print(f"{asked.stories} stories, {done} runs, {platform.machine()}, {os.cpu_count()} cores,", end=" ")
    print(f"Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}, load {os.getloadavg()[1]:.1f}\n")
    print("\n".join(table(costs, measured)))


if __name__ == "__main__":
    main()
