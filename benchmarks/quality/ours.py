"""One training of vidol, as a user would run it: `vidol train face` from one number of pictures to
the next, and samples of the models it writes.

    python -m benchmarks.quality.ours FOLDER      # goes on where FOLDER stopped; SIGTERM stops it
    after the step

FOLDER/task.json says what is trained; samples-PICTURES.npy and done.json come of it. Training
seconds are those that the run itself counts: in them are its previews, its measurements every 8,000
pictures and its checkpoints, which the peers' seconds do not have.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.quality.tasks import on, written
from vidol.core.errors import InputError
from vidol.face.generator.model import FaceModel
from vidol.training.events import Notice, read

SHORTEST: Final = 0.6
"""Seconds that are not worth another start."""
NEAR: Final = 64
"""Pictures after a mark that are still it: a run stops after the step that passes it."""
SEED: Final = 777
"""Of the samples."""


class Ours:
    """A training in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.model = folder, folder / "model"
        self.task: dict[str, Any] = json.loads((folder / "task.json").read_text("utf-8"))
        self.stopped = False
        self._process: subprocess.Popen[bytes] | None = None
        signal.signal(signal.SIGTERM, self._stop)

    def run(self) -> None:
        """Train until the task's seconds are over or its pictures seen, until the run's own alarm,
        or until SIGTERM.
        """
        budget = math.inf if self.task["seconds"] is None else float(self.task["seconds"])
        wanted = self.task["pictures"]
        while not self.stopped:
            pictures, seconds = self.where()
            alarm = self.alarm()
            self._sample_marks(pictures)
            if budget - seconds < SHORTEST or (wanted is not None and pictures >= wanted) or alarm:
                model = self.opened()
                # stopped before the last model was written
                if model is None or (model.card.training["pictures"] != pictures and not alarm):
                    self._train(SHORTEST / 60, None)
                    continue
                self._sample("end", model)
                used = resource.getrusage(resource.RUSAGE_CHILDREN)
                spent = json.loads((self.folder / "spent.json").read_text("utf-8"))
                written(
                    self.folder / "done.json",
                    {
                        "pictures": pictures,
                        "seconds": seconds,
                        "cpu": spent["cpu"],
                        "wall": spent["wall"],
                        "why": alarm or "finished",
                        "memory_mb": round(used.ru_maxrss / 1024),
                    },
                )
                return
            later = [
                mark
                for mark in (*self.task["marks"], wanted)
                if mark is not None and mark > pictures
            ]
            self._train((budget - seconds) / 60, min(later, default=None))

    def where(self) -> tuple[int, float]:
        """Pictures seen and training seconds of the newest checkpoint."""
        for checkpoint in sorted((self.model / "run").glob("checkpoint-*"), reverse=True):
            state = json.loads((checkpoint / "state.json").read_text("utf-8"))
            seen = state["items"] if "items" in state else state["pictures"]  # its former name
            return int(seen), float(state["seconds"])
        return 0, 0.0

    def alarm(self) -> str:
        """What stopped the run for its own good, if anything did."""
        said = ""
        for event in read(self.model / "run" / "log.jsonl"):
            if isinstance(event, Notice) and event.level == "error":
                said = event.text
        return said

    def _train(self, minutes: float, pictures: int | None) -> None:
        """`vidol train face`, begun or gone on with."""
        task = self.task
        command = [
            sys.executable,
            "-m",
            "vidol.cli.main",
            "train",
            "face",
            task["dataset"],
            "-o",
            str(self.model),
            "--preset",
            task["preset"],
            "--recipe",
            task["recipe"],
            "--loss",
            task["loss"],
            "--seed",
            str(task["seed"]),
        ]
        command += ["--minutes", f"{max(minutes, 0.01):.4f}"] if math.isfinite(minutes) else []
        command += [] if pictures is None else ["--pictures", str(pictures)]
        command += [] if task["rate"] is None else ["--rate", str(task["rate"])]
        command += ["--resume"] if any((self.model / "run").glob("checkpoint-*")) else []
        if "--resume" not in command and self.model.exists():  # it died before its first checkpoint
            self.model.rename(self.folder / f"died-{time.time():.0f}")
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        cores = os.sched_getaffinity(0) if sys.platform == "linux" else {0}
        # close_fds: the lock of the task is inherited, so that it is held as long as anything
        # trains.
        self._process = subprocess.Popen(on(cores, command), close_fds=False)
        if self.stopped:
            self._process.send_signal(signal.SIGTERM)
        code = self._process.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self._spend(
            time.perf_counter() - begun,
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        )
        if code and not self.stopped and not self.alarm():
            sys.exit(f"vidol train face ended with {code}")

    def _spend(self, wall: float, cpu: float) -> None:
        """Note what the slices took in all: with another program on the core, the two differ."""
        path = self.folder / "spent.json"
        spent = json.loads(path.read_text("utf-8")) if path.exists() else {"wall": 0.0, "cpu": 0.0}
        written(path, {"wall": spent["wall"] + wall, "cpu": spent["cpu"] + cpu})

    def _sample_marks(self, pictures: int) -> None:
        """Samples at a mark, when the model that was written is that of the mark."""
        passed = [mark for mark in self.task["marks"] if pictures - NEAR < mark <= pictures]
        name = f"{passed[-1]:010}" if passed else ""
        if passed and not (self.folder / f"samples-{name}.npy").exists():
            model = self.opened()
            if model is not None and model.card.training["pictures"] == pictures:
                self._sample(name, model)

    def opened(self) -> FaceModel | None:
        """The model as it is; None when there is none, or when it was being written as something
        killed the run.
        """
        try:
            return FaceModel(self.model)
        except InputError:
            return None

    def _sample(self, name: str, model: FaceModel) -> None:
        made = model.sample(int(self.task["samples"]), seed=SEED)
        part = self.folder / ".part.npy"
        np.save(part, made)
        part.replace(self.folder / f"samples-{name}.npy")
        path = self.folder / "moments.json"
        known = json.loads(path.read_text("utf-8")) if path.exists() else {}
        written(
            path,
            known
            | {
                name: {
                    "pictures": model.card.training["pictures"],
                    "seconds": model.card.training["seconds"],
                }
            },
        )

    def _stop(self, *_: object) -> None:
        self.stopped = True
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    Ours(Path(sys.argv[1])).run()
