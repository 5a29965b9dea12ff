"""What commands cost: whole processes with all their children, and the files they write."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float
    user: float
    cpu: float
    peak: float
    files: int

    def __add__(self, then: Cost) -> Cost:
        """The two, one after the other."""
        together = (self.wall + then.wall, self.user + then.user, self.cpu + then.cpu)
        return Cost(*together, max(self.peak, then.peak), self.files + then.files)


def cost_of(commands: Sequence[Sequence[str]], out: Path, limit: float, home: Path = ROOT) -> tuple[Cost, str]:
    """What some commands, started in `home`, cost together, and what the last wrote on standard output.

    Ends the benchmark if one fails or takes longer than `limit` seconds.
    """
    time.sleep(0.05)  # the clock behind a file's change time is a little behind
    since = time.time_ns() - 20_000_000
    wall = user = cpu = peak = 0.0
    said = ""
    for command in commands:
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            begun = time.perf_counter()
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            process = subprocess.Popen(
                command, stdout=output, stderr=errors, env=environment, cwd=home, start_new_session=True
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
            usages = [usage, *left_behind(process.pid)]
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


def left_behind(group: int) -> list[resource.struct_rusage]:
    """What processes of a group used that outlived the one that started them; waits for their end."""
    usages = []
    with suppress(ChildProcessError):
        while True:
            usages.append(os.wait4(-group, 0)[2])
    return usages


def written_since(folder: Path, since: int) -> int:
    paths = (os.path.join(top, name) for top, _, names in os.walk(folder) for name in names)
    return sum(os.stat(path).st_ctime_ns >= since for path in paths)
