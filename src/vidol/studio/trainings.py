"""Datasets and models in a folder, and the trainings that run there.

A training is `vidol train face`, a job (vidol.studio.jobs) that is told to stop; how far it is
stands in the log that it writes (vidol.training.events). One that was started in a terminal is
shown just the same. The studio itself needs no torch.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError

from vidol.core.arrays import U8
from vidol.core.errors import InputError
from vidol.core.storage import replacing
from vidol.face.generator.model import FaceModel
from vidol.studio.jobs import Jobs
from vidol.training.events import (
    Begin,
    Curve,
    End,
    Metrics,
    Notice,
    RunEvent,
    Samples,
    read,
)
from vidol.training.folder import ended_too_early
from vidol.training.pictures.dataset import PictureDataset, PictureManifest

_NAME: Final = re.compile(r"[^\W_][\w .()-]{0,79}")
_FILES: Final = re.compile(
    r"samples/\d{10}\.png|samples\.png|(?:run/)?interpolation\.mp4|README\.md"
)
_RATINGS: Final = TypeAdapter(
    dict[Annotated[str, Field(pattern=r"^\d{1,10}$")], Annotated[int, Field(ge=1, le=5)]]
)
_TRAINING: Final = "training"
_KNOWN: Final = (Begin, Curve, Samples, Metrics, Notice, End)
QUIET: Final = 60.0
"""Seconds without a line in the log after which a training of another process counts as broken off.
"""
CURVES: Final = 400
"""Points of a curve that a page is given; of longer ones every n-th."""
OPEN: Final = 2
"""Models that are kept open for pictures to be rated."""

State = Literal["running", "finished", "interrupted", "stopped", "broken"]


@dataclass
class Trainings:
    """The folder and what runs in it."""

    folder: Path
    jobs: Jobs
    _changing: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _open: OrderedDict[tuple[str, float], FaceModel] = field(default_factory=OrderedDict)

    # ---- what there is

    def datasets(self) -> list[tuple[str, PictureManifest]]:
        """Names and manifests of the datasets, by name."""
        found = []
        for path in self._folders():
            if (path / "manifest.json").is_file():
                with contextlib.suppress(InputError):
                    found.append((path.name, PictureDataset(path).manifest))
        return found

    def dataset(self, name: str) -> tuple[Path, PictureManifest]:
        """The folder and the manifest of a dataset. Raises InputError where there is none."""
        for known, manifest in self.datasets():
            if known == name:
                return self.folder / name, manifest
        raise InputError(
            f"There is no dataset '{name[:80]}' here: prepare one first, on the Train page or with"
            " `vidol data face`."
        )

    def models(self) -> list[str]:
        """Names of the models and of trainings that have made none yet, the newest first."""
        found = [path for path in self._folders() if _is_model(path)]
        # measured first, or refused
        begun = [
            name for name in self.jobs.subjects(_TRAINING) if not _is_model(self.folder / name)
        ]
        return [
            *reversed(begun),
            *(path.name for path in sorted(found, key=lambda path: -_touched(path))),
        ]

    def path(self, name: str) -> Path:
        """The folder of a model. Raises InputError when there is none."""
        path = self.folder / name
        if not _NAME.fullmatch(name) or not (_is_model(path) or self.jobs.latest(_TRAINING, name)):
            raise InputError(f"There is no model '{name[:80]}' here.")
        return path

    def state(self, name: str) -> tuple[State, str]:
        """(state, what went wrong in words)."""
        job = self.jobs.latest(_TRAINING, name)
        if job and job.state == "running":
            return "running", ""
        if job and job.state == "failed":
            return "broken", job.error
        told = self._events(name)
        if not told:
            return ("interrupted" if job and job.state == "stopped" else "finished"), ""
        last = told[-1]
        if isinstance(last, End):
            return last.why, _problem(told)
        return ("running" if time.time() - last.time < QUIET else "broken"), ""

    def log(self, name: str) -> list[RunEvent]:
        """The events of a model's training, its curves thinned so that a page can draw them."""
        told = self._events(name)
        curves = [k for k, event in enumerate(told) if isinstance(event, Curve)]
        every = max(1, len(curves) // CURVES)
        dropped = {k for place, k in enumerate(curves) if place % every and k != curves[-1]}
        return [event for k, event in enumerate(told) if k not in dropped]

    def file(self, name: str, file: str) -> Path:
        """A picture or film of a model. Raises InputError when there is none."""
        path = self.path(name)
        if not _FILES.fullmatch(file):
            raise InputError(f"'{file[:80]}' is no file of a model that is shown.")
        path = path / "run" / file if file.startswith("samples/") else path / file
        if not path.is_file():
            raise InputError(f"There is no {file} of '{name}' yet.")
        return path

    # ---- training

    def start(
        self, dataset: str, name: str, options: Sequence[str], *, resume: bool = False
    ) -> None:
        """Begin a training, or go on with one. Raises InputError for names that cannot be and while
        another one runs.
        """
        self.dataset(dataset)
        check_name(name)
        if self.jobs.running(_TRAINING):
            raise InputError("A training runs already: wait until it ends, or stop it.")
        early = ended_too_early(self.folder / name)
        if resume and self.state(name)[0] == "running":
            raise InputError(f"'{name}' is being trained already.")
        if early:
            raise InputError(early)
        if not resume and (self.folder / name).exists():
            raise InputError(f"There is something called '{name}' already: choose another name.")
        words = [
            "train",
            "face",
            str(self.folder / dataset),
            "-o",
            str(self.folder / name),
            *options,
            *(["--resume"] if resume else []),
        ]
        self.jobs.start(_TRAINING, name, words)

    def stoppable(self, name: str) -> bool:
        """Whether this studio started a training that is running."""
        job = self.jobs.latest(_TRAINING, name)
        return bool(job and job.state == "running")

    def stop(self, name: str) -> None:
        """Let a training end after its step; it can go on later. Raises InputError when this studio
        did not start it.
        """
        if not self.jobs.stop(_TRAINING, name):
            raise InputError(
                f"'{name[:80]}' is not being trained by this studio: stop it where it was started."
            )

    # ---- judging by eye

    def picture(self, name: str, seed: int) -> U8:
        """A new picture of a model, (size, size, 3 or 4) uint8. Raises InputError when the model is
        not written yet.
        """
        path = self.path(name)
        card = path / "model.json"
        if not card.is_file():
            raise InputError(f"'{name}' has no model yet: it is written when its training ends.")
        key = (name, card.stat().st_mtime)
        with self._changing:
            model = self._open.get(key) or FaceModel(path)
            self._open[key] = model
            while len(self._open) > OPEN:
                self._open.popitem(last=False)
        return np.asarray(model.sample(1, seed=seed)[0], np.uint8)

    def rate(self, name: str, seed: int, stars: int) -> None:
        """Keep what a person thinks of a picture, 1 to 5; a second opinion on the same one replaces
        the first.
        """
        path = self.path(name) / "ratings.json"
        with self._changing:
            ratings = self.ratings(name)
            ratings[str(seed)] = stars
            with replacing(path) as part:
                part.write_text(json.dumps(ratings, indent=1), encoding="utf-8")

    def ratings(self, name: str) -> dict[str, int]:
        """All opinions on a model, by the seed of the picture."""
        path = self.path(name) / "ratings.json"
        if not path.is_file():
            return {}
        with contextlib.suppress(OSError, ValidationError):
            return _RATINGS.validate_json(path.read_bytes())
        return {}

    def _events(self, name: str) -> list[RunEvent]:
        """What a training told, without what only a later vidol understands."""
        told = read(self.path(name) / "run" / "log.jsonl")
        return [event for event in told if isinstance(event, _KNOWN)]

    def _folders(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(
            path for path in self.folder.iterdir() if path.is_dir() and _NAME.fullmatch(path.name)
        )


def check_name(name: str) -> None:
    """Raises InputError for what cannot be the name of a model or a dataset."""
    if not _NAME.fullmatch(name):
        raise InputError(
            f"'{name[:80]}' cannot be the name of a model or a dataset: letters, digits, spaces and"
            " -_.() in any script, at most 80."
        )


def _problem(told: Sequence[RunEvent]) -> str:
    """The last notice of the last run of a log."""
    for event in reversed(told):
        if isinstance(event, Notice):
            return event.text
        if isinstance(event, Begin):
            break
    return ""


def _is_model(path: Path) -> bool:
    return (path / "run" / "log.jsonl").is_file() or (path / "model.json").is_file()


def _touched(path: Path) -> float:
    log = path / "run" / "log.jsonl"
    return (log if log.exists() else path / "model.json").stat().st_mtime
