"""Whether a cluster pays: a first build on this machine alone, and by one and two workers of a local Dask cluster.

    python tests/bench/bench_distributed.py --stories 2000 --runs 3 [--work DIR]

The workers are processes of this machine in folders of their own, so that nothing is gained by more cores than
`--jobs` would use as well: what is measured is the price of handing over. Prints a table in Markdown with medians of
interleaved runs. wall is in seconds; CPU is that of the build's own processes and does not count the workers'.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import FIXED, stories, write, write_text
from measuring import ROOT, Cost, adopt_orphans, cost_of
from rivals import AS_OF


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """The address of a scheduler that has so many workers."""
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, word: str, *command: str) -> str:
        room = folder / name
        room.mkdir(parents=True)
        with (room / "log").open("wb") as said:
            words = [sys.executable, "-m", *command]
            environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
            started.append(subprocess.Popen(words, cwd=room, stdout=said, stderr=said, env=environment))
        for _ in range(300):
            if found := re.search(rf"{word}:? +(\S+)", (room / "log").read_text("utf-8", "replace")):
                return found[1]
            time.sleep(0.1)
        sys.exit(f"{name} did not start: see {room}/log")

    try:
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        address = start("scheduler", "Scheduler at", "distributed.cli.dask_scheduler", *options)
        for number in range(workers):
            own = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", ".")
            start(f"worker-{number}", "Registered to", "distributed.cli.dask_worker", address, *own)
        yield address
    finally:
        for process in started:
            process.kill()
            process.wait()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--stories", type=int, default=2000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--work", type=Path, default=None, help="a folder to work in; default a temporary one")
    asked = options.parse_args()
    adopt_orphans()
    ways = {"one process": 0, "two processes": 0, "one worker": 1, "two workers": 2}
    costs: dict[str, list[Cost]] = {way: [] for way in ways}
    with tempfile.TemporaryDirectory(prefix="bench-", dir=asked.work) as room:
        site = Path(room, "site")
        path, text = FIXED["sitegen"]
        write_text(site / path, text)
        write(site, "sitegen", stories(asked.stories))
        build = [sys.executable, "-m", "sitegen", "build", "--site", str(site), "--as-of", AS_OF, "--no-search"]
        for number in range(asked.runs):
            for way, workers in ways.items() if number % 2 == 0 else list(ways.items())[::-1]:
                for folder in ("public", ".sitegen"):
                    shutil.rmtree(site / folder, ignore_errors=True)
                if workers:
                    with cluster(Path(room, f"{way}-{number}"), workers) as address:
                        cost, _ = cost_of([[*build, "--scheduler", address]], site / "public", 1800)
                else:
                    jobs = "1" if way == "one process" else "2"
                    cost, _ = cost_of([[*build, "--jobs", jobs]], site / "public", 1800)
                costs[way].append(cost)
    print(f"{asked.stories} stories, {asked.runs} runs, {time.strftime('%Y-%m-%d')}\n")
    print("| | wall s | from-to | own CPU s | peak MiB |\n|---|--:|---|--:|--:|")
    for way, some in costs.items():
        walls = [cost.wall for cost in some]
        middle = [statistics.median(getattr(cost, name) for cost in some) for name in ("cpu", "peak")]
        spread = f"{min(walls):.1f}-{max(walls):.1f}"
        print(f"| {way} | {statistics.median(walls):.1f} | {spread} | {middle[0]:.1f} | {middle[1]:.0f} |")


if __name__ == "__main__":
    main()
