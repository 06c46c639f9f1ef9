"""A long benchmark over several calls: what it may use, how long it has taken in all, and the
trainings that it shares cores among.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import GIVEN, Unfinished
from benchmarks.quality.plan import QUICK, Scale
from benchmarks.quality.tasks import ENVIRONMENT, Task, finish, on, written


class Session:
    """One call of a long benchmark, in its folder below --work."""

    def __init__(self, name: str) -> None:
        if GIVEN.data is None:
            raise SystemExit(
                f"The benchmark {name} needs pictures: give --data FOLDER, which holds"
                " avatars_lorelei/ and portrait_photos/, or set VIDOL_DATA."
            )
        self.data, self.scale = GIVEN.data.resolve(), QUICK if GIVEN.quick else Scale()
        self.shared = GIVEN.work.resolve()
        """What several benchmarks use: pictures, the peers' environment."""
        self.work = self.shared / (f"{name}-quick" if GIVEN.quick else name)
        self.work.mkdir(parents=True, exist_ok=True)
        self._begun = time.monotonic()
        self._until = None if GIVEN.minutes is None else self._begun + 60 * GIVEN.minutes
        self._clock = self.work / "clock.json"
        self._before = (
            float(json.loads(self._clock.read_text("utf-8"))) if self._clock.exists() else 0.0
        )

    def tell(self, what: str) -> None:
        """A line, with the minutes that the benchmark has taken so far."""
        print(f"[{self.minutes():6.1f} min] {what}", flush=True)
        written(self._clock, 60 * self.minutes())

    def minutes(self) -> float:
        """That the benchmark has taken, over all calls."""
        return (self._before + time.monotonic() - self._begun) / 60

    def finish(self, tasks: Sequence[Task]) -> None:
        """Do what is not done, one task per core. Raises Unfinished when the minutes are over
        before.
        """
        try:
            finish(tasks, GIVEN.cores, self._until, self.tell)
        except Unfinished:
            self.tell("stopped at checkpoints")
            raise


def called(command: Sequence[str], cores: Sequence[int] = ()) -> str:
    """The last line that another process prints; with one thread,
    or as many as there are `cores`.
    """
    cores = cores or GIVEN.cores[:1]
    threads = {"OMP_NUM_THREADS": str(len(cores)), "MKL_NUM_THREADS": str(len(cores))}
    done = subprocess.run(
        on(cores, command),
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | ENVIRONMENT | threads,
    )
    if done.returncode:
        raise RuntimeError(
            f"{' '.join(map(str, command[:4]))} ended with {done.returncode}:"
            f" {done.stderr.strip()[-800:]}"
        )
    return done.stdout.strip().splitlines()[-1]


def script(name: str) -> str:
    """A file beside this one."""
    return str(Path(__file__).with_name(name))
