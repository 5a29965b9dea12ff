"""Batches on a cluster: two workers in folders of their own, one of them killed, and the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import SETTINGS
from test_broken import standing

from sitegen.errors import ContentError, UsageError
from sitegen.outcome import Outcome

pytest.importorskip("distributed", reason="needs the extra 'distributed'")
STORIES: dict[str, str | bytes] = {
    f"ticker/2026/05/bericht-{number:03}.md": f"---\ndate: 2026-05-{number % 28 + 1:02}T{number % 24:02}:05+02:00\n"
    f"section: Buitenland\n---\nGENT (KPD) - Minister Anna Kade van België opent kade {number}, met steun uit Polen.\n"
    for number in range(450)
}


def waited(text: Callable[[], str], word: str) -> str:
    """The line of a growing text that holds `word`."""
    for _ in range(300):
        for line in text().splitlines():
            if word in line:
                return line
        time.sleep(0.1)
    raise AssertionError(f"{word!r} was not said: {text()}")


@contextmanager
def cluster(folder: Path, workers: int, *options: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address and its workers, each in a folder of its own."""
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *command: str) -> Callable[[], str]:
        room = folder / name
        room.mkdir(parents=True)
        log = room / "log"
        with log.open("wb") as said:
            words = [sys.executable, "-m", "distributed.cli." + command[0], *command[1:]]
            started.append(subprocess.Popen(words, cwd=room, stdout=said, stderr=said))
        return lambda: log.read_text("utf-8", "replace")

    try:
        told = start("scheduler", "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        address = waited(told, "Scheduler at:").split()[-1]
        for number in range(workers):
            own = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", ".", *options)
            waited(start(f"worker-{number}", "dask_worker", address, *own), "Registered to")
        yield address, started[1:]
    finally:
        for process in started:
            process.kill()
            process.wait()


def test_two_workers_one_of_them_killed_make_the_same_bytes(
    site: Callable[..., Path], build: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sitegen.cluster import Cluster

    files = {**STORIES, "site.toml": SETTINGS, "../templates/home.css": b""}
    build(site(files, "near"))
    folder = site(files, "far")
    with cluster(tmp_path / "rooms", 2) as (address, workers):
        asked: list[str] = []
        plain = Cluster.submit

        def submit(self: Cluster, task: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
            asked.append(task.__name__)
            if asked.count("made_far") == 3 and workers[0].poll() is None:
                os.kill(workers[0].pid, signal.SIGKILL)
            return plain(self, task, *given, **named)

        monkeypatch.setattr(Cluster, "submit", submit)
        build(folder, jobs=0, scheduler=address)
        assert workers[0].wait(5) == -signal.SIGKILL and workers[1].poll() is None
        assert asked.count("read_batch") == 3 and asked.count("made_far") > 8
        rooms = [path.parent.parent for path in (tmp_path / "rooms").rglob("sitegen-*/.sitegen/archive.db")]
        assert any("worker-1" in room.as_posix() for room in rooms)
    near = {path: data for path, (data, _) in standing(tmp_path / "near" / "public").items()}
    assert near == {path: data for path, (data, _) in standing(folder / "public").items()}


def test_a_fault_that_a_worker_meets_is_named(
    site: Callable[..., Path], build: Callable[..., Outcome], tmp_path: Path
) -> None:
    folder = site({**STORIES, "ticker/2026/05/bericht-007.md": "---\ndate: 2026-13-01\n---\nTekst.\n"})
    with cluster(tmp_path / "rooms", 1) as (address, _):
        with pytest.raises(ContentError, match=r"content/ticker/2026/05/bericht-007.md:2: "):
            build(folder, jobs=0, scheduler=address)
        good = {"ticker/2026/05/bericht-007.md": STORIES["ticker/2026/05/bericht-007.md"]}
        site({**good, "../templates/item.html": "{{ page.titel }}"})
        with pytest.raises(ContentError, match=r"templates/item.html:1: "):
            build(folder, jobs=0, scheduler=address)
    assert not (folder / "public" / "index.html").exists()


def test_what_is_no_cluster_is_refused_in_words(
    site: Callable[..., Path], build: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(STORIES)
    monkeypatch.setattr("sitegen.cluster.WAIT_SECONDS", 1)
    # In a process of its own: Dask's client leaves a thread behind where nobody answers.
    refused = (
        "import sitegen.cluster as c; from conftest import build_site; from pathlib import Path; import sys; "
        "c.WAIT_SECONDS = 1; build_site(Path(sys.argv[1]), jobs=0, scheduler='tcp://127.0.0.1:9')"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(Path(__file__).parent), *sys.path))}
    told = subprocess.run([sys.executable, "-c", refused, folder], env=environment, capture_output=True, text=True)
    assert "UsageError: --scheduler tcp://127.0.0.1:9: no scheduler with a worker there" in told.stderr
    with cluster(tmp_path / "none", 0) as (address, _), pytest.raises(UsageError, match="dask worker ADDRESS"):
        build(folder, jobs=0, scheduler=address)
